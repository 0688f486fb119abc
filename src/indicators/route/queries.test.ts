import { afterAll, beforeAll, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../tests/support/database.ts'
import { storeAgencies } from '../../access/commands.ts'
import { systemScope, withScope } from '../../access/scope.ts'
import { readRouteDirectory } from './queries.ts'
import { rankBodies } from './suggest.ts'

const county = '330681'
const town = '330681001'
let database: TestDatabase
const system = <T>(work: Parameters<typeof withScope<T>>[3]) =>
  withScope(database.services, systemScope(county, 'test'), 'statistics', work)

/** A mediation of `type` at a body, ended on `day` or open; `relapsed`: the matter came back that day. */
async function mediated(
  body: string,
  type: string,
  day: string | null,
  settled: boolean,
  relapsed: string | null = null,
) {
  const { context, database: db } = database.services
  const [record, dispute] = [context.id(), context.id()]
  await db.owner.query(
    `insert into indicators.fact (county, record_id, sequence, known_from, source, type, town, village, day, occurred_at, received_at, dispute_id, trace_code, opened, early, assigned, first_instance, bulk, concluded_day, settled, body)
     values ($1, $2, 1, 1000, 'mediation', $3, $4, '', '2023-01-01', '2023-01-01', '2023-01-01', $5, '', false, false, true, false, false, $6, $7, $8)`,
    [county, record, type, town, dispute, day, settled, body],
  )
  await db.owner.query(
    `insert into indicators.dispute (county, dispute_id, opened_day, town, type, assigned, mediated, agreed, settled_day, relapsed_day)
     values ($1, $2, '2023-01-01', $3, $4, true, true, $5, $6, $7)`,
    [county, dispute, town, type, settled, settled ? day : null, relapsed],
  )
}

beforeAll(async () => {
  database = await testDatabase('2023-08-01T09:00:00+08:00')
  await system((tx) =>
    storeAgencies(tx, [
      { code: 'A', name: '暨阳街道人民调解委员会', kind: 'mediationBody', place: town, parentCode: null },
      { code: 'B', name: '医疗纠纷人民调解委员会', kind: 'mediationBody', place: county, parentCode: null },
    ]),
  )
})
afterAll(() => database.close())

it('counts as held what settled and stayed quiet for 90 days; what is too fresh to tell is not judged', async () => {
  const name = '暨阳街道人民调解委员会'
  await mediated(name, 'neighbour', '2023-01-11', true)
  await mediated(name, 'neighbour', '2023-01-21', true)
  // Came back after 20 days.
  await mediated(name, 'neighbour', '2023-01-31', true, '2023-02-20')
  // Came back after the 90 days.
  await mediated(name, 'neighbour', '2023-01-31', true, '2023-07-01')
  await mediated(name, 'neighbour', '2023-02-01', false)
  // Settled three weeks ago: nobody knows yet.
  await mediated(name, 'neighbour', '2023-07-10', true)
  await mediated(name, 'neighbour', null, false)
  await mediated(name, 'labour', '2023-01-11', true)
  await mediated(name, 'labour', null, false)
  const { bodies } = await system((tx) => readRouteDirectory(tx, { type: 'neighbour', town }))
  const body = bodies.find((one) => one.name === name)!
  // Days to settle: 10, 20, 30, 30, 190.
  expect(body.past).toMatchObject({ concluded: 6, settled: 5, judged: 5, held: 3, medianDays: 30 })
  expect(body.open).toBe(2)
  const other = bodies.find((one) => one.name !== name)!
  expect(other.past.judged).toBe(0)
  const dispute = { type: 'neighbour', town, amount: null, sealed: false, domesticViolence: false } as const
  const [first] = rankBodies(dispute, bodies)
  expect(first).toMatchObject({ near: true, cases: 5, open: 2 })
  expect(first!.reasons.join()).toContain('同类纠纷5件已满观察期，其中3件调成且九十日内未再起')
})
