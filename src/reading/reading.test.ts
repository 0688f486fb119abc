import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { IntakeRecord } from '../intake/record.ts'
import { type SourceKey, sourceKeys, sourceTable } from '../vocabulary/sources.ts'
import { findCues } from './cues.ts'
import { fold, foldNumber } from './fold.ts'
import { readDocument, readPhone } from './identifiers.ts'
import { findAmounts, findDates, findPeople, readNumeral } from './numbers.ts'
import { readOrganisation } from './organisations.ts'
import { findPersons, readPersonName } from './persons.ts'
import { houseOf } from './places.ts'
import { readRecord } from './read.ts'

function record(source: SourceKey, row: Record<string, string>): IntakeRecord {
  return {
    county: '330681',
    id: '01900000-0000-7000-8000-000000000000',
    sequence: 1,
    source,
    supplier: source,
    number: 'X1',
    version: 1,
    occurredAt: new Date(0),
    receivedAt: new Date(0),
    place: null,
    town: '330681005',
    sealed: false,
    row,
    relatedNumbers: [],
    replaces: null,
  }
}

describe('numbers', () => {
  test.each([
    ['三千二百五十', 3250],
    ['两万三', 23_000],
    ['十二', 12],
    ['一亿零五百', 100_000_500],
    ['12,500.5', 12_500.5],
    ['一百零八', 108],
    ['二〇二三', 2023],
  ])('%s', (text, value) => expect(readNumeral(text)).toBe(value))

  test('sums in 分, people, dates', () => {
    expect(findAmounts('欠款3.5万元，另有两万块和12,000元，共八百元').map((found) => found.value)).toEqual([
      3_500_000, 2_000_000, 1_200_000, 80_000,
    ])
    expect(findPeople('我们三十多名业主，涉及120户').map((found) => found.value)).toEqual([30, 120])
    expect(findDates('2023年8月1日到场，2023-08-05再来，8月9日答复').map((found) => found.normal)).toEqual([
      '2023-08-01',
      '2023-08-05',
      '--08-09',
    ])
  })
})

describe('names and numbers that identify', () => {
  test('documents and phones in their many spellings', () => {
    // Test vectors of GB 11643 and GB 32100 (domain.md 5).
    expect(readDocument('11010519491231002X')).toMatchObject({ kind: 'idNumber', valid: true })
    expect(readDocument('110105194912310021')).toMatchObject({ kind: 'idNumber', valid: false })
    expect(readDocument('91350100M000100Y43')).toMatchObject({ kind: 'creditCode', valid: true })
    expect(readDocument('3306**********1234')).toBeNull()
    expect(readPhone('+86 138-0000-1111')).toBe('13800001111')
    expect(readPhone('87012345')).toBe('057587012345')
    expect(['12345', '95588', '138****1111', ''].map(readPhone)).toEqual([null, null, null, null])
    expect(foldNumber('（2023） 浙0681民初１号')).toBe('(2023)浙0681民初1号')
  })
  test('one company under its names has one core; a branch and a sister have others', () => {
    const core = (name: string) => readOrganisation(name)?.core
    const names = ['诸暨市云澜置业有限公司', '浙江云澜房地产开发有限公司', '云澜置业', '云澜房产', '云澜置业有限公司']
    expect(new Set(names.map(core)).size).toBe(1)
    expect(core('诸暨云澜物业服务有限公司')).not.toBe(core('云澜置业'))
    expect(core('诸暨云澜置业有限公司店口分公司')).not.toBe(core('诸暨云澜置业有限公司'))
    expect(core('诸暨市店口大鹏饭店')).toBe(core('大鹏饭店'))
    expect(readOrganisation('周启明')).toBeNull()
  })
  test('persons: whole, partial, nobody', () => {
    expect(readPersonName('欧阳建国')).toMatchObject({ normal: '欧阳建国', partial: false })
    expect(['张某某', '王先生', '李**', '老周'].map((name) => readPersonName(name)?.normal)).toEqual([
      '张*',
      '王*',
      '李*',
      '周*',
    ])
    expect(['匿名', '不详', '/'].map((name) => readPersonName(name))).toEqual([null, null, null])
    expect(findPersons('报警人楼建军称与邻居寿海波因排水争吵').map((found) => found.name.normal)).toEqual([
      '楼建军',
      '寿海波',
    ])
  })
  test('a dwelling in two spellings', () => {
    expect(houseOf('大唐街道云栖花园三号楼2单元501室')).toBe(houseOf('云栖花园3幢2单元501'))
    expect(houseOf('云栖花园3幢2单元502室')).not.toBe(houseOf('云栖花园3幢2单元501室'))
    expect(houseOf('云栖花园')).toBeNull()
  })
})

describe('cues', () => {
  const kinds = (text: string) => findCues(fold(text)).map((cue) => cue.kind)
  test('threats are read, negated and cited ones are not', () => {
    expect(kinds('对方扬言要杀了我全家')).toContain('threat')
    expect(kinds('他没有说要杀人，只是吵了几句')).not.toContain('threat')
    expect(kinds('双方未发生肢体冲突')).not.toContain('violence')
    expect(kinds('墙上标语“严禁打架斗殴”')).not.toContain('violence')
    expect(kinds('丈夫酒后殴打妻子')).toEqual(expect.arrayContaining(['violence', 'domesticViolence']))
    expect(kinds('再不给钱就从楼上跳楼')).toContain('selfHarm')
  })
})

describe('one record', () => {
  test('columns give grouped parties; several in one cell stay apart', () => {
    const reading = readRecord(
      record('court', {
        原告: '周启明、陈国良',
        原告电话: '13800001111;13800002222',
        被告: '诸暨云澜置业有限公司',
        被告证件: '91350100M000100Y43',
        案由: '商品房销售合同纠纷',
        标的额: '120000',
      }),
    )
    expect(reading).toMatchObject({ type: 'homePurchase', amount: 12_000_000, claimants: [0, 1], respondents: [2] })
    expect(reading.mentions.filter((mention) => mention.group === 1).map((mention) => mention.normal)).toEqual([
      '陈国良',
      '13800002222',
    ])
  })
  test('without a column the respondent comes out of the text', () => {
    const reading = readRecord(
      record('complaint', {
        诉求人: '周启明',
        标题: '云栖花园虚假宣传',
        内容: '我是云栖花园的业主，诸暨云澜置业有限公司宣传的学区没有兑现，要求退房',
      }),
    )
    expect(reading.type).toBe('homePurchase')
    expect(reading.site).toBe('云栖花园')
    const respondent = reading.mentions.find((mention) => mention.group === reading.respondents[0])
    expect(respondent).toMatchObject({ text: '诸暨云澜置业有限公司', role: '文本' })
  })
  test('a question and thanks are no dispute', () => {
    expect(
      readRecord(record('complaint', { 标题: '咨询居住证办理需要什么材料', 内容: '请问居住证怎么办理，谢谢' })).type,
    ).toBe('none')
    expect(readRecord(record('complaint', { 标题: '表扬公交司机', 内容: '感谢公交司机帮忙找回钱包' })).type).toBe(
      'none',
    )
  })

  const pieces = [
    '开发商',
    '云栖花园',
    '诸暨云澜置业有限公司',
    '周启明',
    '某某',
    '13800001111',
    '11010519491231002X',
    '三十多名业主',
    '3.5万元',
    '８月１日',
    '、',
    ';',
    '（',
    '）',
    '“',
    '《',
    '𠮷',
    '\u0000',
    '3幢2单元501室',
    '没有说要杀',
    ' ',
    '，',
    '镇',
    '路',
    '\ud83d',
  ]
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.array(fc.constantFrom(...pieces), { maxLength: 25 }).map((parts) => parts.join('')),
  )
  test('whatever is written: spans lie in their cells, groups are consistent, nothing throws', () => {
    fc.assert(
      fc.property(fc.constantFrom(...sourceKeys), fc.array(text, { minLength: 30, maxLength: 30 }), (source, cells) => {
        const row = Object.fromEntries(
          sourceTable[source].columns.map((column, index) => [column, cells[index]!]).filter(([, cell]) => cell !== ''),
        )
        const reading = readRecord(record(source, row))
        for (const found of [...reading.mentions, ...reading.cues]) {
          expect(row[found.column]!.slice(found.start, found.end)).toBe(found.text)
          expect(found.end).toBeGreaterThan(found.start)
        }
        const groups = new Set(reading.mentions.flatMap((mention) => mention.group ?? []))
        for (const group of [...reading.claimants, ...reading.respondents]) expect(groups.has(group)).toBe(true)
        expect(reading.claimants.filter((group) => reading.respondents.includes(group))).toEqual([])
        expect(reading.typeProbability).toBeGreaterThan(0)
        expect(reading.typeProbability).toBeLessThanOrEqual(1)
        expect(readRecord(record(source, row))).toEqual(reading)
      }),
      {
        numRuns: 400,
        // Found by this property: one company as complainant and in its own text.
        examples: [
          [
            'complaint',
            ['', '', '诸暨云澜置业有限公司', ...Array(8).fill(''), '诸暨云澜置业有限公司', ...Array(18).fill('')],
          ],
        ],
      },
    )
  })
})
