import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type SourceKey, sourceKeys, sourceTable } from '../vocabulary/sources.ts'
import { objectRow } from './json-lines.ts'
import { type Mapping, proposeMapping, resolveMapping, standardColumns } from './mapping.ts'
import { maskCell } from './masking.ts'
import { normaliseNumber } from './numbers.ts'
import { type RecordDraft, type RowOutcome, readRow } from './read-row.ts'

const context = {
  supplier: 's',
  county: '330681',
  counties: new Set(['330681', '330602']),
  now: new Date('2023-08-01T00:00:00Z'),
}
const mappingOf = (source: SourceKey, header: readonly string[]): Mapping =>
  resolveMapping(source, { name: 'f', header, samples: [] }, {}, { numberMayBeMissing: true })
function read(source: SourceKey, cells: Record<string, unknown>): RowOutcome {
  const raw = objectRow(7, cells)
  return readRow(mappingOf(source, Object.keys(raw.cells)), raw, context)
}
function draft(source: SourceKey, cells: Record<string, unknown>): RecordDraft {
  const outcome = read(source, cells)
  if (outcome.kind !== 'draft') throw new Error(JSON.stringify(outcome))
  return outcome.draft
}

describe('kept out at the door (formats.md 1)', () => {
  test.each<[string, SourceKey, Record<string, string>]>([
    ['accusation letter', 'petition', { 信访编号: '1', 内容分类: '检举控告类' }],
    ['accusation letter without a number', 'petition', { 内容分类: '控告' }],
    ['closed hearing, in any column', 'court', { 案号: '1', 备注: '依法不公开审理' }],
    ['closed hearing by its mark', 'court', { 案号: '1', 是否公开审理: '否' }],
  ])('%s', (_, source, cells) => {
    expect(read(source, cells)).toEqual({ kind: 'excluded' })
  })
  test('what merely speaks of it stays', () => {
    expect(read('complaint', { 工单号: '1', 内容: '他控告我' }).kind).toBe('draft')
    expect(read('court', { 案号: '1', 是否公开审理: '是' }).kind).toBe('draft')
  })
  test('columns of recordings and investigation are dropped with their cells', () => {
    const stored = draft('police110', { 警情编号: '1', 通话录音地址: 'http://x', 侦查措施: 'y', 天气: '晴' })
    expect(stored.raw).toEqual({ 天气: '晴' })
    expect(JSON.stringify(stored)).not.toMatch(/http|侦查/)
  })
})

describe('sealed on arrival', () => {
  // Check characters by GB 11643, computed apart from the program; 11010519491231002X is the standard’s own example.
  const minor = '110105200812310020'
  test.each<[string, SourceKey, Record<string, string>, string[]]>([
    ['asked for', 'complaint', { 是否保密: '是' }, ['confidentialCaller']],
    ['a report on an offence', 'complaint', { 诉求类别: '市场监管-举报-食品安全' }, ['whistleBlower']],
    ['the hotline’s own name for everything', 'complaint', { 诉求类别: '投诉举报-物业' }, []],
    ['not asked for', 'complaint', { 是否保密: '否' }, []],
    ['minor', 'mediation', { 被申请人证件: `11010519491231002X；${minor}`, 受理时间: '2023-08-01' }, ['minor']],
    ['the same person of age', 'mediation', { 被申请人证件: minor, 受理时间: '2027-01-01' }, []],
    ['violence at home', 'police110', { 警情内容: '报警人称被丈夫殴打' }, ['domesticViolence']],
    ['violence in the street', 'police110', { 警情内容: '两人在路边打架' }, []],
  ])('%s', (_, source, cells, reasons) => {
    expect(draft(source, { [sourceTable[source].numberColumn]: '1', ...cells }).sealed).toEqual(reasons)
  })
})

describe('place and county', () => {
  test.each<[string | undefined, string, string | null, string | null]>([
    ['330681109', '330681', '330681109', '330681109'],
    ['330681109000', '330681', '330681109', '330681109'],
    ['３３０６８１', '330681', '330681', null],
    ['330681999', '330681', '330681', null],
    ['330602001', '330602', '330602001', '330602001'],
    ['440106', '330681', null, null],
    ['枫桥镇', '330681', null, null],
    [undefined, '330681', null, null],
  ])('%s', (code, county, place, town) => {
    expect(draft('complaint', { 工单号: '1', 区划代码: code })).toMatchObject({ county, place, town })
  })
})

test('what a spreadsheet has rounded rejects a number and leaves a document unknown', () => {
  expect(read('police110', { 警情编号: '3.30681E+17' })).toMatchObject({
    kind: 'reject',
    rejects: [{ code: 'numberRounded', rowNumber: 7 }],
  })
  const stored = draft('police110', { 警情编号: '1', 证件号码: '3.30681E+17', 联系电话: 13800001111 })
  expect(stored.row).toEqual({ 警情编号: '1', 联系电话: '13800001111' })
  expect(stored.raw).toEqual({ 证件号码: '3.30681E+17' })
})

test('a repayment may name contract and instalment instead of its number; money that cannot be read rejects', () => {
  expect(draft('repayment', { 合同编号: 'HT1', 期次: '4', 应还金额: '1,200.50元' }).number).toBe('HT1-4')
  expect(read('repayment', { '合同编号+期次': 'HT1-4', 应还金额: '约一千' })).toMatchObject({
    kind: 'reject',
    rejects: [{ code: 'amountUnreadable', column: '应还金额' }],
  })
})

test('numbers are matched without width, blanks and kinds of brackets and dashes, and stay apart otherwise', () => {
  expect(normaliseNumber('（２０２３）浙0681民初 1号')).toBe(normaliseNumber('(2023)浙0681民初1号'))
  expect(normaliseNumber('〔2023〕浙0681民初1号')).toBe(normaliseNumber('(2023)浙0681民初1号'))
  expect(normaliseNumber('ht1－4')).toBe('HT1-4')
  expect(normaliseNumber('HT14')).not.toBe(normaliseNumber('HT1-4'))
})

test('rejected and previewed cells are masked', () => {
  expect(maskCell('complaint', '诉求人', '周甲乙；吴丙')).toBe('周某某；吴某')
  expect(maskCell('complaint', '联系电话', '13812345678')).not.toContain('2345')
  expect(maskCell('complaint', null, '欧阳建国')).toBe('欧阳某某')
  expect(maskCell('complaint', '内容', '电话13812345678房屋漏水请处理谢谢')).not.toContain('2345')
  expect(maskCell('complaint', '来电时间', '2023-13-45')).toBe('2023-13-45')
})

test('the proposal prefers names, then synonyms, then the look of values, and gives nothing twice', () => {
  const samples = ['13812345678', '0575-87654321', '13900001111'].map((phone, index) =>
    objectRow(index + 2, { 号码: phone, 时间: '2023-08-01', 所在: '330681109' }),
  )
  expect(
    proposeMapping('police110', ['接警编号', '报警时间', '时间', '号码', '所在', '执法记录仪编号'], samples).map(
      ({ standard, basis }) => [standard, basis],
    ),
  ).toEqual([
    ['警情编号', 'synonym'],
    ['报警时间', 'name'],
    [null, 'none'],
    ['联系电话', 'values'],
    ['区划代码', 'values'],
    [null, 'dropped'],
  ])
})

test('a column may have the name of something that every object has', () => {
  expect(draft('complaint', { 工单号: '1', valueOf: 'x', constructor: 'y' })).toMatchObject({
    row: { 工单号: '1' },
    raw: { valueOf: 'x', constructor: 'y' },
  })
})

test('any row of any source becomes a draft, a reject or is kept out; a draft has its number and only standard columns', () => {
  const cell = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom('2023-08-01', '330681109', '是', '1', '2.0', '1E+20', '11010519491231002X', '检举'),
  )
  fc.assert(
    fc.property(
      fc.constantFrom(...sourceKeys).chain((source) =>
        fc.tuple(
          fc.constant(source),
          fc.dictionary(fc.oneof(fc.constantFrom(...standardColumns(source)), fc.string({ maxLength: 8 })), cell, {
            maxKeys: 12,
          }),
        ),
      ),
      ([source, cells]) => {
        const outcome = read(source, cells)
        if (outcome.kind === 'reject') expect(outcome.rejects.length).toBeGreaterThan(0)
        if (outcome.kind !== 'draft') return
        expect(outcome.draft.number).not.toBe('')
        expect(standardColumns(source)).toEqual(expect.arrayContaining(Object.keys(outcome.draft.row)))
      },
    ),
    { numRuns: 1000 },
  )
})
