import { Value } from 'typebox/value'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/support/database.ts'
import { systemScope, withScope } from '../access/scope.ts'
import { addDays } from '../vocabulary/calendar.ts'
import { towns } from '../vocabulary/places.ts'
import { feedLine, risingTypes, townTiles } from './cockpit.ts'
import { readCockpit } from './cockpit-queries.ts'
import { rollUpBatch } from './commands.ts'
import { Cockpit } from './schema.ts'
import { linkedRecords, type Told } from './testing/records.ts'
import { tiles } from './tiles.ts'

let database: TestDatabase
const today = '2023-08-31'
const inCounty = <T>(work: Parameters<typeof withScope<T>>[3]): Promise<T> =>
  withScope(database.services, systemScope('330681', 'test'), 'statistics', work)

beforeAll(async () => {
  database = await testDatabase(`${today}T12:00:00+08:00`)
  const told: Told[] = []
  let dispute = 0
  // One neighbour dispute a day for 200 days in 浣东, and a wave of nine home purchases in the last week; three in 枫桥.
  for (let back = 199; back >= 0; back--) told.push({ source: 'grid', at: addDays(today, -back), dispute: ++dispute })
  for (let count = 0; count < 9; count++)
    told.push({
      source: 'complaint',
      at: addDays(today, -(count % 5)),
      dispute: ++dispute,
      type: 'homePurchase',
      row: { 承办单位: '住建局' },
    })
  for (let count = 0; count < 3; count++)
    told.push({ source: 'grid', at: addDays(today, -10), dispute: ++dispute, town: '330681109' })
  told.push({
    source: 'mediation',
    at: addDays(today, -1),
    dispute,
    town: '330681109',
    row: { 调解组织: '某调委会', 调解结果: '达成协议' },
  })
  await inCounty((tx) => rollUpBatch(tx, linkedRecords('330681', told)))
})
afterAll(() => database?.close())

test('the cockpit counts what was received, hides small groups and has its form', async () => {
  const cockpit = await inCounty(readCockpit)
  expect([...Value.Errors(Cockpit, cockpit)]).toEqual([])
  const kpi = (key: string) => cockpit.kpi.find((entry) => entry.key === key)!
  // 30 days with one each, nine purchases, three in 枫桥.
  expect(kpi('newDisputes').value).toBe(42)
  expect(kpi('newDisputes').normal).not.toBeNull()
  // One a day before: 30 expected, and no less than Poisson spread around it.
  expect(kpi('newDisputes').normal!.low).toBeLessThan(30)
  expect(kpi('newDisputes').normal!.high).toBeLessThan(42)
  expect(kpi('litigationRate').value).toBeNull()
  expect(cockpit.series).toHaveLength(30)
  expect(cockpit.series.reduce((sum, day) => sum + day.observed, 0)).toBe(42)
  expect(cockpit.rising).toEqual([{ type: 'homePurchase', zh: '商品房买卖', recent: 9, earlier: 0, ratio: null }])
  // 39 and 3 stand in two towns: the small one is hidden, and the other with it, for the total is shown.
  const tile = (code: string) => cockpit.towns.find((town) => town.code === code)!
  expect(tile('330681109').count).toEqual({ value: null, fewerThanFive: true, hidden: false })
  expect(tile('330681002').count).toEqual({ value: null, fewerThanFive: false, hidden: true })
  expect(tile('330681001')).toMatchObject({ reported: false, highestGrade: null })
  expect(tile('330681001').weeks.every((week) => week === null)).toBe(true)
  expect(cockpit.towns.map((town) => town.code)).toEqual(towns.map((town) => town.code))
  const funnel = cockpit.funnel.map((step) => [step.key, step.count.value])
  // Thirty-one days of August, nine, three; purchases and the mediated one were given to somebody; one agreement is a small group.
  expect(funnel).toEqual([
    ['registered', 43],
    ['assigned', 10],
    ['mediated', null],
    ['agreed', null],
  ])
  expect(cockpit.governanceIndex.parts).toHaveLength(5)
})

test('every town has its own tile', () => {
  const places = towns.map((town) => `${tiles[town.code]!.column} ${tiles[town.code]!.row}`)
  expect(new Set(places).size).toBe(23)
})

test('a type rises from one and a half times its weekly mean and five on; no exact ratio on a small group', () => {
  const rising = risingTypes(
    new Map([
      ['labour', 6],
      ['lease', 4],
      ['traffic', 6],
      ['consumer', 12],
    ]),
    new Map([
      ['labour', 3],
      ['lease', 1],
      ['traffic', 20],
      ['consumer', 8],
    ]),
  )
  expect(rising.map((entry) => [entry.type, entry.earlier, entry.ratio])).toEqual([
    ['consumer', 8, 6],
    ['labour', null, 4],
  ])
})

test('feed and tiles name no person', () => {
  expect(feedLine({ at: new Date(0), kind: 'records.linked', town: '330681109', data: { count: 2 } }).text).toBe(
    '登记纠纷 2 件',
  )
  expect(feedLine({ at: new Date(0), kind: 'records.linked', town: '330681109', data: { count: 7 } }).text).toBe(
    '枫桥镇 登记纠纷 7 件',
  )
  expect(feedLine({ at: new Date(0), kind: 'alert.raised', town: null, data: { grade: 'red' } }).text).toBe(
    '发出红色预警',
  )
  const { unattributed } = townTiles({
    counts: new Map([
      ['', 7],
      ['330681001', 6],
    ]),
    weeks: new Map(),
    reporting: new Set(),
    residents: new Map(),
    alerts: [],
  })
  expect(unattributed.value).toBe(7)
})
