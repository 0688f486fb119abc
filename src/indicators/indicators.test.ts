import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/support/database.ts'
import { systemScope, withScope } from '../access/scope.ts'
import { moveFacts, rollUpBatch } from './commands.ts'
import { readCounts, readFunnel, readLastPosition, readRecordsBehind } from './counts.ts'
import { breaksBetween } from './figures.ts'
import { governanceIndex } from './governance-index.ts'
import { readOverview } from './queries.ts'
import { countInterval, normalRange, proportionInterval } from './statistics.ts'
import { safeParts } from './suppression.ts'
import { disputeId, linkedRecords, recordId, type Told } from './testing/records.ts'

const owner = (day: string, dispute: number): Told => ({
  source: 'complaint',
  at: day,
  dispute,
  type: 'homePurchase',
  respondent: '虚构置业有限公司',
  row: { 承办单位: '住建局' },
})
const bank = (day: string, dispute: number): Told => ({
  source: 'court',
  at: day,
  dispute,
  type: 'finance',
  number: `（2023）浙0681民初${dispute}号`,
  row: { 案由: '金融借款合同纠纷', 是否批量金融: '是' },
})

/** A small July 2023, counted by hand below. */
const july: readonly Told[] = [
  { source: 'grid', at: '2023-07-03', dispute: 1 },
  { source: 'police110', at: '2023-07-05', dispute: 1 },
  { source: 'mediation', at: '2023-07-06', dispute: 1, row: { 调解结果: '达成协议', 结案时间: '2023-07-10' } },
  // Dispute 1 comes back ten days after its settlement; answered in time.
  { source: 'complaint', at: '2023-07-20', dispute: 1, row: { 办结时间: '2023-07-25 10:00:00' } },
  owner('2023-07-11', 2),
  owner('2023-07-12', 3),
  owner('2023-07-13', 4),
  owner('2023-07-14', 5),
  owner('2023-07-15', 6),
  {
    source: 'court',
    at: '2023-07-17',
    dispute: 7,
    type: 'contract',
    number: '（2023）浙0681民初900号',
    row: { 案由: '买卖合同纠纷' },
  },
  bank('2023-07-18', 8),
  bank('2023-07-18', 9),
  bank('2023-07-18', 10),
  bank('2023-07-18', 11),
  bank('2023-07-18', 12),
  // Pre-suit mediation at the court is no court case.
  { source: 'court', at: '2023-07-19', dispute: 13, type: 'contract', number: '（2023）浙0681诉前调12号' },
  {
    source: 'mediation',
    at: '2023-07-20',
    dispute: 14,
    town: '330681109',
    row: { 调解结果: '调解不成', 结案时间: '2023-07-31' },
  },
  // The same mediation in its second version: it succeeded after all.
  {
    source: 'mediation',
    at: '2023-07-20',
    dispute: 14,
    town: '330681109',
    opened: false,
    replaces: 17,
    row: { 调解结果: '调解成功', 结案时间: '2023-07-31' },
  },
  { source: 'complaint', at: '2023-07-21', dispute: 15, type: 'none' },
  { source: 'contract', at: '2023-07-21', dispute: 16, type: 'finance' },
]

let database: TestDatabase
const counties = ['330681', '330601', '330602']
const batchSizes = [july.length, 1, 7]

beforeAll(async () => {
  database = await testDatabase('2023-11-30T09:00:00+08:00')
  for (const [index, county] of counties.entries()) {
    const records = linkedRecords(county, july)
    for (let from = 0; from < records.length; from += batchSizes[index]!)
      await withScope(database.services, systemScope(county, 'test'), 'pipeline', (tx) =>
        rollUpBatch(tx, records.slice(from, from + batchSizes[index]!)),
      )
  }
})
afterAll(() => database?.close())

const inCounty = <T>(county: string, work: Parameters<typeof withScope<T>>[3]): Promise<T> =>
  withScope(database.services, systemScope(county, 'test'), 'statistics', work)
const period = { place: '330681', from: '2023-07-01', to: '2023-07-31' }

describe('day totals', () => {
  test('agree with the count by hand', async () => {
    const [counts] = await inCounty('330681', (tx) => readCounts(tx, period, []))
    expect(counts).toEqual({
      records: 19,
      // Disputes 1–14; a question (none) and a contract open nothing.
      opened: 14,
      early: 2,
      suits: 6,
      bulk: 5,
      concluded: 2,
      settled: 2,
      answersDue: 0,
      answersTimely: 0,
    })
  })
  test('are the same wherever batches are cut, and the same from facts', async () => {
    const tables = []
    for (const county of counties) {
      const query = { ...period, place: county, to: '2023-12-31' }
      const keys = ['day', 'town', 'type', 'source'] as const
      const nonZero = (rows: Awaited<ReturnType<typeof readCounts>>) =>
        rows.filter((row) => Object.values(row).some((value) => typeof value === 'number' && value !== 0))
      tables.push(nonZero(await inCounty(county, (tx) => readCounts(tx, query, keys))))
      tables.push(nonZero(await inCounty(county, (tx) => readCounts(tx, query, keys, july.length * 1000))))
    }
    for (const table of tables) expect(table).toEqual(tables[0])
  })
  test('as known before the second version, the mediation had failed', async () => {
    const [before] = await inCounty('330681', (tx) => readCounts(tx, period, [], 17_000))
    expect([before?.concluded, before?.settled]).toEqual([2, 1])
  })
  test('a village is counted from facts, a town from its own days', async () => {
    const [town] = await inCounty('330681', (tx) => readCounts(tx, { ...period, place: '330681109' }, []))
    expect([town?.records, town?.opened]).toEqual([1, 1])
    const [village] = await inCounty('330681', (tx) => readCounts(tx, { ...period, place: '330681109291' }, []))
    expect(village?.records).toBe(0)
  })
})

describe('a link undone', () => {
  test('two disputes become one, and again two; the past stays as it was', async () => {
    const county = '330602'
    const query = { ...period, place: county }
    const opened = async (position: number | null = null) =>
      (await inCounty(county, (tx) => readCounts(tx, query, [], position)))[0]?.opened
    const before = await inCounty(county, readLastPosition)
    const move = (dispute: number) =>
      inCounty(county, (tx) =>
        moveFacts(tx, [
          { recordId: recordId(6), disputeId: disputeId(dispute), traceCode: `330681-TEST-000${dispute}-0` },
        ]),
      )
    await move(2)
    await move(2)
    expect(await opened()).toBe(13)
    expect(await opened(await inCounty(county, readLastPosition))).toBe(13)
    expect(await opened(before)).toBe(14)
    expect(await inCounty(county, (tx) => readFunnel(tx, query))).toHaveLength(13)
    await move(3)
    expect(await opened()).toBe(14)
    expect(await inCounty(county, (tx) => readFunnel(tx, query))).toHaveLength(14)
  })
})

describe('figures of a place and period', () => {
  test('values, definitions, small groups and the records behind', async () => {
    const shown = await inCounty('330681', (tx) => readOverview(tx, { ...period, to: '2023-08-31' }, true))
    const value = (name: string) => shown.items.find((item) => item.name === name)!
    expect(value('newDisputes').value).toBe(14)
    expect(value('courtCases').value).toBe(6)
    // 6 − 5 = 1 would be known if both lines were printed.
    expect(value('courtCasesWithoutBulkFinance')).toMatchObject({ value: null, fewerThanFive: true })
    // No population was imported: no rate, and the reason is said.
    expect(value('litigationRate')).toMatchObject({ value: null, fewerThanFive: false })
    expect(value('litigationRate').notes[0]).toContain('常住人口')
    expect(value('mediationSuccessRate')).toMatchObject({ value: null, fewerThanFive: true })
    expect(value('timelyAnswerRate')).toMatchObject({ value: null })
    expect(shown.items.every((item) => item.definition.text.length > 10)).toBe(true)
    expect(shown.caseClusters).toEqual([
      { subject: '虚构置业有限公司', type: 'homePurchase', zh: '商品房买卖', count: 5, town: '330681002' },
    ])
    const inside = await inCounty('330681', (tx) => readOverview(tx, { ...period, to: '2023-08-31' }, false))
    const own = (name: string) => inside.items.find((item) => item.name === name)!
    expect(own('mediationSuccessRate')).toMatchObject({ value: 100, numerator: 2, denominator: 2 })
    // Seven complaints, the question among them, fall due by the end of August (15 working days); one was answered.
    expect(own('timelyAnswerRate')).toMatchObject({ numerator: 1, denominator: 7 })
    // Settled from 3 July to 2 August, all watched for 90 days by the end of October: dispute 1 came back, dispute 14 did not.
    const autumn = { place: '330681', from: '2023-10-01', to: '2023-10-31' }
    for (const position of [null, july.length * 1000]) {
      const later = await inCounty('330681', (tx) => readOverview(tx, autumn, false, position))
      expect(later.items.find((item) => item.name === 'relapseRate')).toMatchObject({
        value: 50,
        numerator: 1,
        denominator: 2,
      })
    }
    const behind = await inCounty('330681', (tx) =>
      readRecordsBehind(tx, period, 'suits', { type: null, cursor: null, limit: 4 }),
    )
    expect([behind.total, behind.rows.length]).toEqual([6, 4])
    const all = await inCounty('330681', (tx) =>
      readRecordsBehind(tx, period, 'settled', { type: null, cursor: null, limit: 9 }),
    )
    expect(all.rows.map((row) => row.recordId)).toEqual([recordId(18), recordId(3)])
  })
  test('the line of 2025-01-01 lies inside a period that crosses it', () => {
    expect(breaksBetween('2024-12-01', '2025-01-31').map((line) => line.day)).toEqual(['2025-01-01'])
    expect(breaksBetween('2024-12-01', '2024-12-31')).toEqual([])
    expect(breaksBetween('2025-01-01', '2025-01-31')).toEqual([])
  })
})

describe('suppression', () => {
  test('a single small group takes a second one with it', () => {
    const printed = (counts: number[]) =>
      safeParts(counts).map((count) => (count.fewerThanFive ? '<5' : count.hidden ? 'x' : count.value))
    expect(printed([20, 3, 9, 0])).toEqual([20, '<5', 'x', 0])
    expect(printed([20, 3, 4, 9])).toEqual([20, '<5', '<5', 9])
    expect(printed([20, 1, 1, 9])).toEqual([20, '<5', '<5', 'x'])
    expect(printed([5, 6, 0])).toEqual([5, 6, 0])
  })
  test('no small group can be worked out from the total', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40), { minLength: 2, maxLength: 25 }), (counts) => {
        const safe = safeParts(counts)
        const total = counts.reduce((sum, count) => sum + count, 0)
        const rest = total - safe.reduce((sum, count) => sum + (count.value ?? 0), 0)
        const hidden = safe.filter((count) => count.value === null)
        expect(safe.every(({ value }) => value === null || value === 0 || value >= 5)).toBe(true)
        // Otherwise everything else is zero, and the total itself is a small group.
        if (hidden.length > 0 && counts.some((count) => count >= 5)) expect(hidden.length >= 2 && rest >= 5).toBe(true)
      }),
    )
  })
})

describe('statistics', () => {
  test('intervals of the literature', () => {
    // Newcombe 1998, table I: 81 of 263 → 0.2553 to 0.3662; 15 of 148 → 0.0624 to 0.1605.
    expect(proportionInterval(81, 263)!.low).toBeCloseTo(0.2553, 4)
    expect(proportionInterval(81, 263)!.high).toBeCloseTo(0.3662, 4)
    expect(proportionInterval(15, 148)!.high).toBeCloseTo(0.1605, 4)
    // Exact Poisson limits of 10: 4.80 to 18.39; Byar comes within a hundredth or two.
    expect(countInterval(10).low).toBeCloseTo(4.8, 1)
    expect(countInterval(10).high).toBeCloseTo(18.39, 1)
  })
  test('a steady county is expected to stay as it is, working days and days off apart', () => {
    const counts = new Map<string, number>()
    for (let time = Date.parse('2023-03-01'); time < Date.parse('2023-09-01'); time += 86_400_000) {
      const day = new Date(time)
      counts.set(day.toISOString().slice(0, 10), [0, 6].includes(day.getUTCDay()) ? 2 : 6)
    }
    const range = normalRange(counts, '2023-03-01', '2023-09-01', '2023-09-30')!
    expect(range.days).toHaveLength(30)
    expect(range.days.find((day) => day.day === '2023-09-05')!.expected).toBeGreaterThan(5.5)
    expect(range.total.low).toBeLessThan(range.total.high)
    expect(normalRange(counts, '2023-08-01', '2023-09-01', '2023-09-30')).toBeNull()
  })
  test('the index by hand, and fewer suits than usual earn nothing', () => {
    const input = {
      opened: 100,
      early: 40,
      concluded: 50,
      settled: 40,
      watched: 20,
      relapsed: 2,
      performance: { due: 10, onTime: 9 },
      suits: 110,
      suitsBefore: 100,
      broken: false,
      answersDue: 30,
      answersTimely: 27,
    }
    // 25 × 0.8 + 30 × (2 × 0.8 + 0.9) / 3 + 15 × 0.9 + 15 × 0.9 + 15 × 0.9 = 20 + 25 + 40.5 = 85.5
    expect(governanceIndex(input, false).value).toBe(85.5)
    expect(governanceIndex({ ...input, suits: 0 }, false).value).toBe(
      governanceIndex({ ...input, suits: 100 }, false).value,
    )
    // Without performance its 15 points are spread: (20 + 25 + 27) / 85 = 84.7 %
    expect(governanceIndex({ ...input, performance: null }, false).value).toBe(84.7)
    expect(
      governanceIndex({ ...input, performance: null, broken: true, answersDue: 0, answersTimely: 0 }, false).value,
    ).toBeNull()
  })
})
