import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/support/database.ts'
import { systemScope, withScope } from '../access/scope.ts'
import { assessBatch, raiseAlert } from './commands.ts'
import { listAlerts } from './queries.ts'
import { recomputeAlert } from './recompute.ts'
import { linkedRecordOf } from './testing/records.ts'
import { cue, signalWith } from './testing/signals.ts'
import { day } from './thresholds.ts'
import { nextTick, runDaily } from './ticks.ts'

const county = '330681'
const monday = Date.parse('2023-08-14T06:00:00+08:00')

describe('what the clock brings', () => {
  let database: TestDatabase
  const system = <T>(work: Parameters<typeof withScope<T>>[3]) =>
    withScope(database.services, systemScope(county, 'test'), 'pipeline', work)
  const tick = async (at: number) => {
    if (at > database.clock.now().getTime()) database.clock.set(new Date(at), 0)
    await runDaily(database.services, county, new Date(at))
  }
  beforeAll(async () => {
    database = await testDatabase('2023-08-14T06:00:00+08:00')
    const weeks = Array.from({ length: 40 }, (_, week) => week + 1).flatMap((week) =>
      [0, 1, 2, 3, 4].map((weekday) => monday - (week + 1) * 7 * day + weekday * day),
    )
    const burst = Array.from({ length: 16 }, (_, at) => monday - 6 * day + at * 3 * 3_600_000)
    const quarrel = {
      source: 'police110' as const,
      type: 'neighbour' as const,
      disputeId: '20000000-0000-7000-8000-000000000009',
      complainants: ['p'],
    }
    const signals = [
      ...[...weeks, ...burst].map((at) => ({ type: 'labour' as const, receivedAt: at, occurredAt: at })),
      {
        ...quarrel,
        cues: [cue('violence'), cue('threat')],
        receivedAt: monday - 2 * day,
        occurredAt: monday - 2 * day,
      },
    ].sort((one, other) => one.receivedAt - other.receivedAt)
    await system((tx) =>
      assessBatch(
        tx,
        signals.map((change, at) => linkedRecordOf(signalWith(at + 1, change), null)),
      ),
    )
  })
  afterAll(() => database.close())

  it('judges the week that has ended on Monday at 06:00, once, and can compute it again', async () => {
    expect(nextTick(new Date(monday - 1)).getTime()).toBe(monday)
    expect(nextTick(new Date(monday)).getTime()).toBe(monday + day)
    await tick(monday)
    await tick(monday)
    const { items } = await system((tx) => listAlerts(tx, { level: 'macro' }))
    expect(items).toHaveLength(1)
    expect(items[0]).toMatchObject({
      kind: 'trend',
      type: 'labour',
      town: '330681001',
      observed: 16,
      members: 16,
      raisedAt: '2023-08-13T22:00:00.000Z',
    })
    expect(items[0]!.expected).toBeCloseTo(5, 1)
    expect(await system((tx) => recomputeAlert(tx, items[0]!.id))).toMatchObject({ matches: true })
  })

  it('lets an alert that nobody triaged expire when its dispute falls silent for 180 days', async () => {
    const micro = async () => (await system((tx) => listAlerts(tx, { view: 'all', level: 'micro' }))).items[0]!.state
    expect(await micro()).toBe('raised')
    await tick(monday + 170 * day)
    expect(await micro()).toBe('raised')
    await tick(monday + 180 * day)
    expect(await micro()).toBe('expired')
  })

  it('takes an alert of a later room, one at a time for what it is about', async () => {
    const loan = {
      rule: 'loan',
      kind: 'dispute',
      level: 'micro',
      grade: 'blue',
      title: '还款逾期',
      subject: 'HT-1',
      type: 'finance',
      town: null,
      disputeId: null,
      reference: '30000000-0000-7000-8000-000000000001',
      why: ['逾期 5 日'],
      visibleTo: [],
    } as const
    const id = await system((tx) => raiseAlert(tx, loan))
    expect(id).not.toBeNull()
    expect(await system((tx) => raiseAlert(tx, loan))).toBeNull()
    expect(await system((tx) => recomputeAlert(tx, id!))).toBeNull()
  })
})
