import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/support/database.ts'
import { storeAgencies } from '../access/commands.ts'
import { readAgencies } from '../access/queries.ts'
import { systemScope, withScope } from '../access/scope.ts'
import { partOf, readSupervision } from './supervision.ts'

const county = '330681'
const town = '330681001'
let database: TestDatabase
const system = <T>(work: Parameters<typeof withScope<T>>[3]) =>
  withScope(database.services, systemScope(county, 'test'), 'administration', work)

interface Drawn {
  readonly agency: string
  readonly state: string
  readonly accept: readonly [due: string, done: string | null]
  readonly close: readonly [due: string, done: string | null]
  readonly kind?: string
}

async function give(tasks: readonly Drawn[]): Promise<void> {
  const agencies = await system((tx) => readAgencies(tx))
  for (const [index, { agency, state, accept, close, kind = 'verify' }] of tasks.entries()) {
    const id = database.services.context.id()
    const agencyId = agencies.find(({ code }) => code === agency)!.id
    await database.services.database.owner.query(
      `insert into tasks.task (county, id, code, kind, state, grade, title, body, agency_id, town, sent_at, delivered_at, changed_at, accept_due, accept_done, close_due, close_done, due_at, issued_by)
       values ($1, $2, $3, $4, $5, 'yellow', '核实', '', $6, $7, '2023-08-01', '2023-08-01', '2023-08-01', $8, $9, $10, $11, case when $5 in ('delivered', 'accepted') then least(case when $9::timestamptz is null then $8::timestamptz end, case when $11::timestamptz is null then $10::timestamptz end) end, '值班员')`,
      [county, id, `T-${index}`, kind, state, agencyId, town, accept[0], accept[1], close[0], close[1]],
    )
    await database.services.database.owner.query(
      `insert into tasks.charge (county, task_id, number, agency_id, from_at, accept_due, accept_done, close_due, close_done) values ($1, $2, 1, $3, '2023-08-01', $4, $5, $6, $7)`,
      [county, id, agencyId, accept[0], accept[1], close[0], close[1]],
    )
  }
}

beforeAll(async () => {
  database = await testDatabase('2023-08-20T09:00:00+08:00')
  await system((tx) =>
    storeAgencies(tx, [
      { code: 'T1', name: '暨阳街道', kind: 'town', place: town, parentCode: null },
      { code: 'JS', name: '住建局', kind: 'department', place: county, parentCode: null },
      { code: 'RS', name: '人社局', kind: 'department', place: county, parentCode: null },
    ]),
  )
  const day = (number: number) => `2023-08-${number}T12:00:00+08:00`
  await give([
    // Nobody has accepted it by its time.
    { agency: 'T1', state: 'delivered', accept: [day(15), null], close: [day(28), null] },
    // Accepted in time, its end comes in three hours.
    { agency: 'T1', state: 'accepted', accept: [day(15), day(14)], close: [day(20), null] },
    // Accepted late and closed in time.
    { agency: 'JS', state: 'closed', accept: [day(10), day(11)], close: [day(18), day(17)] },
    { agency: 'JS', state: 'returned', accept: [day(12), day(11)], close: [day(30), null] },
    // Read, not worked on.
    { agency: 'RS', state: 'delivered', accept: [day(10), null], close: [day(12), null], kind: 'legalNotice' },
  ])
})
afterAll(() => database.close())

describe('what is late and how it went', () => {
  it('counts open work by agency; what is closed or only read is none', async () => {
    const page = await system((tx) => readSupervision(tx, { from: '2023-08-01', to: '2023-08-31' }, false))
    const row = ({ name, open, toAccept, late, dueSoon, returned }: (typeof page.agencies)[number]) =>
      [name, ...[open, toAccept, late, dueSoon, returned].map(({ value }) => value)].join(' ')
    expect(page.agencies.map(row)).toEqual(['住建局 1 0 0 0 1', '暨阳街道 2 1 1 1 0'])
  })

  it('five parts apart: clocks that have ended, those met, and nothing that nobody asked', async () => {
    const page = await system((tx) => readSupervision(tx, { from: '2023-08-01', to: '2023-08-31' }, false))
    const [whole, first] = page.evaluation
    expect(whole).toMatchObject({ place: county, satisfied: { state: 'unasked' }, settled: { state: 'none' } })
    // Ended by now: three acceptances in time or late (15th missed, 15th met, 10th late, 12th met) and the closing of the 18th.
    expect(whole!.timely).toMatchObject({ part: 3, whole: 5 })
    expect(first).toMatchObject({ place: town, timely: { part: 3, whole: 5 } })
    expect(page.evaluation.map(({ place }) => place)).toEqual([...page.evaluation.map(({ place }) => place)].sort())
  })

  it('outside the centre small groups are not described', async () => {
    const page = await system((tx) => readSupervision(tx, { from: '2023-08-01', to: '2023-08-31' }, true))
    expect(page.agencies[0]!.open).toEqual({ value: null, fewerThanFive: true, hidden: false })
    expect(page.evaluation[0]!.timely).toMatchObject({ state: 'few', share: null, part: null })
  })

  it('an interval as published: 8 of 10 (Wilson) 0.490–0.943', () => {
    const part = partOf(8, 10, false)
    expect(part.low).toBeCloseTo(0.49, 3)
    expect(part.high).toBeCloseTo(0.9433, 3)
    expect(partOf(0, 0, false).state).toBe('none')
  })
})
