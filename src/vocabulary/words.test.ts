import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { glossaryPage } from '../../tools/glossary.ts'
import { causes, causeTypes, typeOfCause } from './causes.ts'
import { columnSynonyms } from './column-synonyms.ts'
import { isFirstInstanceCivil } from './court-words.ts'
import { terms } from './glossary.ts'
import { sourceTable } from './sources.ts'

test('docs/glossary.md is what src/vocabulary says (npx tsx tools/glossary.ts writes it)', () => {
  expect(readFileSync('docs/glossary.md', 'utf8')).toBe(glossaryPage())
})

test('a Chinese term stands once', () => {
  const names = terms.map((term) => term.zh)
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})

test('every column that a table of sources names is a column of its source', () => {
  for (const [key, source] of Object.entries(sourceTable)) {
    const parties = source.parties.flatMap((party) => [party.column, party.document, party.phone])
    const named = [
      source.numberColumn,
      source.timeColumn,
      source.categoryColumn,
      source.closedColumn,
      ...source.identityColumns,
      ...source.textColumns,
      ...source.placeColumns,
      ...source.resultColumns,
      ...parties,
    ]
    const unknown = named.filter((column) => column && !source.columns.includes(column))
    expect([key, unknown]).toEqual([key, []])
    expect(
      Object.keys(columnSynonyms[key as keyof typeof columnSynonyms]).filter(
        (column) => !source.columns.includes(column),
      ),
    ).toEqual([])
  }
})

test('causes: known names, longer ones that contain them, none for the rest; nothing is called verified', () => {
  expect(typeOfCause('商品房销售合同纠纷')).toBe('homePurchase')
  expect(typeOfCause('农村土地承包经营权纠纷')).toBe('landForest')
  expect(typeOfCause('某种从未见过的案由')).toBeNull()
  expect(causes.every((cause) => !cause.verified)).toBe(true)
  expect(Object.keys(causeTypes).length).toBeGreaterThan(30)
})

test('what counts as a civil case of first instance', () => {
  expect(isFirstInstanceCivil('（2023）浙0681民初1234号', '')).toBe(true)
  for (const number of [
    '（2023）浙0681诉前调1号',
    '（2023）浙0681民特2号',
    '（2023）浙0681执3号',
    '（2023）浙06民终4号',
    '（2023）浙0681刑初5号',
    '（2023）浙0681行初6号',
  ])
    expect([number, isFirstInstanceCivil(number, '普通程序')]).toEqual([number, false])
  expect(isFirstInstanceCivil('内部编号77', '简易程序')).toBe(true)
  expect(isFirstInstanceCivil('内部编号77', '二审')).toBe(false)
})
