import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../tests/support/database.ts'
import { authorise } from '../../access/requests.ts'
import { type Scope, systemScope, withScope } from '../../access/scope.ts'
import { createServer } from '../../platform/http.ts'
import { runJobsOnce } from '../../platform/jobs.ts'
import type { Role } from '../../vocabulary/roles.ts'
import { assessBatch } from '../commands.ts'
import { warningJobs } from '../jobs.ts'
import { handSet } from '../micro/model.ts'
import { recomputeAlert } from '../recompute.ts'
import { linkedRecordOf } from '../testing/records.ts'
import { cue, estate, signalWith, start } from '../testing/signals.ts'
import { day } from '../thresholds.ts'
import { rulesRoutes } from './routes.ts'
import type { BacktestList, RuleList } from './schema.ts'
import { type RuleRow, usualMeso } from './table.ts'

const county = '330681'
let database: TestDatabase
let app: FastifyInstance
const scopes = new Map<string, Scope>()
let sequence = 0

const send = (login: string, method: 'GET' | 'POST', path: string, body?: unknown) =>
  app.inject({
    method,
    url: `/api/v1${path}`,
    headers: { 'x-login': login, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  })

/** `owners` of one estate complain, one every six hours from `from` on. */
async function complain(owners: number, developer: string, from: number): Promise<void> {
  const records = estate(owners).map((owner, index) => {
    sequence += 1
    const fresh = signalWith(sequence)
    const at = from + index * day * 0.25
    return linkedRecordOf(
      {
        ...owner,
        ...{ sequence, recordId: fresh.recordId, disputeId: fresh.disputeId, number: fresh.number },
        complainants: [`${developer}-${index}`],
        receivedAt: at,
        occurredAt: at,
        site: null,
      },
      developer,
    )
  })
  await withScope(database.services, systemScope(county, 'pipeline'), 'pipeline', (tx) => assessBatch(tx, records))
}

const alerts = () =>
  withScope(database.services, systemScope(county, 'test'), 'pipeline', async (tx) => {
    const { rows } = await tx.query<{ id: string; subject: string; observed: number; version: number }>(
      `select id, subject, observed, (evidence->>'ruleVersion')::int as version from warning.alert where county = $1 order by raised_at`,
      [county],
    )
    return rows
  })

const strict: RuleRow = {
  level: 'meso',
  type: 'homePurchase',
  town: null,
  limits: { ...usualMeso, minimum: 6, orange: 7, red: 9 },
}

beforeAll(async () => {
  database = await testDatabase('2023-08-20T09:00:00+08:00')
  for (const [login, role, reach] of [
    ['operator', 'operator', '*'],
    ['second', 'operator', '*'],
    ['leader', 'leader', '-'],
    ['judge', 'judge', '-'],
  ] as const satisfies readonly (readonly [string, Role, string])[])
    scopes.set(login, {
      kind: 'officer',
      county,
      officerId: database.services.context.id(),
      name: login,
      role,
      agencyId: database.services.context.id(),
      reach,
    })
  app = await createServer(database.services, {
    routes: [rulesRoutes(database.services)],
    authenticate: async (request) => {
      request.scope = scopes.get(String(request.headers['x-login'])) ?? null
    },
    authorise,
    actorOf: (request) => (request.scope?.kind === 'officer' ? request.scope.officerId : null),
    ready: async () => true,
    version: 'test',
  })
  await complain(9, '甲置业有限公司', start)
}, 60_000)
afterAll(async () => {
  await app?.close()
  await database?.close()
})

describe('rules by officials', () => {
  it('begins with what is built in', async () => {
    const list = (await send('leader', 'GET', '/alert-rules')).json() as RuleList
    expect(list).toMatchObject({ inForce: 0, versions: [], mayPropose: false })
    expect((await send('judge', 'GET', '/alert-rules')).statusCode).toBe(403)
  })

  it('a senseless table is refused by row, in words', async () => {
    const response = await send('operator', 'POST', '/alert-rules', { rows: [strict, strict], reason: '试行' })
    expect(response.statusCode).toBe(422)
    expect(response.json().detail).toContain('第 2 行')
    expect((await send('leader', 'POST', '/alert-rules', { rows: [], reason: '试行' })).statusCode).toBe(403)
  })

  it('is proposed by one, shown with what it would have changed, and put in force by another', async () => {
    const proposed = await send('operator', 'POST', '/alert-rules', {
      rows: [strict],
      reason: '购房类误报较多，先收紧',
    })
    expect(proposed.statusCode).toBe(200)
    const decide = (login: string) =>
      send(login, 'POST', '/alert-rules/1/decision', { decision: 'approve', reason: '同意' })
    expect((await decide('operator')).json().code).toBe('warning.rulesSecondPerson')
    expect((await decide('second')).json().code).toBe('warning.rulesNoPreview')
    await runJobsOnce(database.services, warningJobs)
    const list = (await send('second', 'GET', '/alert-rules')).json() as RuleList
    expect(list.versions[0]).toMatchObject({ state: 'proposed', mayDecide: true })
    // The estate had alerted on the third; under six it comes later, no alert is lost.
    expect(list.versions[0]!.preview).toMatchObject({ alertsBefore: 1, alertsAfter: 1, moved: 1, comes: 0, goes: 0 })
    expect(list.versions[0]!.preview!.changed[0]).toMatchObject({ change: 'later', level: 'meso' })
    const seenByLeader = (await send('leader', 'GET', '/alert-rules')).json() as RuleList
    expect(seenByLeader.versions[0]!.preview!.changed).toEqual([])
    expect((await send('operator', 'POST', '/alert-rules', { rows: [], reason: '再拟' })).json().code).toBe(
      'warning.rulesOpen',
    )
    expect((await decide('leader')).statusCode).toBe(200)
    expect((await decide('second')).json().code).toBe('warning.rulesDecided')
  })

  it('holds for what is received from then on; the alert of before keeps its rule and recomputes', async () => {
    const now = database.services.context.now().getTime() + day
    await complain(5, '乙置业有限公司', now)
    expect((await alerts()).map(({ subject }) => subject)).toEqual(['甲置业有限公司'])
    await complain(7, '丙置业有限公司', now + 3 * day)
    const [before, after] = await alerts()
    expect(before).toMatchObject({ version: 0 })
    expect(after).toMatchObject({ subject: '丙置业有限公司', observed: 6, version: 1 })
    for (const alert of [before!, after!]) {
      const again = await withScope(database.services, systemScope(county, 'test'), 'pipeline', (tx) =>
        recomputeAlert(tx, alert.id),
      )
      expect(again!.matches).toBe(true)
    }
  })

  it('weights are fitted by the worker; too few escalations fit nothing, and nothing worse is ever proposed', async () => {
    const asked = (await send('operator', 'POST', '/alert-rules/fits')).json() as RuleList
    expect(asked.fit).toMatchObject({ doneAt: null, report: null })
    await runJobsOnce(database.services, warningJobs)
    const { fit } = (await send('operator', 'GET', '/alert-rules')).json() as RuleList
    expect(fit!.doneAt).not.toBeNull()
    expect(fit!.report).toBeNull()
    const propose = () => send('operator', 'POST', '/alert-rules', { rows: [], fitted: true, reason: '用本县拟合权重' })
    expect((await propose()).json().code).toBe('warning.fitMissing')
    const model = {
      ...handSet,
      version: 'fitted-test',
      escalate: { ...handSet.escalate, weights: { ...handSet.escalate.weights, violence: 3 } },
    }
    const held = { area: 0.8, logLoss: 0.02, calibrationError: 0.002, expected: 60 }
    const report = {
      ...{ weeks: 9000, disputes: 900, events: 90, heldWeeks: 2000, heldEvents: 60, builtIn: held, fitted: held },
      gain: { mean: 0.002, error: 0.0005 },
      better: true,
    }
    await database.services.database.owner.query(
      'update warning.micro_fit set model = $1, report = $2 where county = $3',
      [JSON.stringify(model), JSON.stringify(report), county],
    )
    expect((await propose()).statusCode).toBe(200)
    await runJobsOnce(database.services, warningJobs)
    const decided = await send('second', 'POST', '/alert-rules/2/decision', { decision: 'approve', reason: '同意' })
    expect((decided.json() as RuleList).versions[0]).toMatchObject({ fitted: true, state: 'effective' })
    sequence += 1
    const at = database.services.context.now().getTime() + 30 * day
    const blows = signalWith(sequence, {
      source: 'police110',
      type: 'neighbour',
      cues: [cue('violence')],
      receivedAt: at,
      occurredAt: at,
    })
    await withScope(database.services, systemScope(county, 'pipeline'), 'pipeline', (tx) =>
      assessBatch(tx, [linkedRecordOf(blows, null)]),
    )
    const alert = (await alerts()).at(-1)!
    expect(alert).toMatchObject({ version: 2 })
    const { rows } = await database.services.database.owner.query(
      'select probability from warning.alert where id = $1',
      [alert.id],
    )
    // By hand: −6.8 + 0.3 (neighbours) + 0.85·log₂2 (one call) + 3 (blows, today) = −2.65 → 0.0660.
    expect(rows[0].probability).toBeCloseTo(1 / (1 + Math.exp(2.65)), 6)
    const again = await withScope(database.services, systemScope(county, 'test'), 'pipeline', (tx) =>
      recomputeAlert(tx, alert.id),
    )
    expect(again!.matches).toBe(true)
  })

  it('a back-test is asked for, computed by the worker, and read by those who decide', async () => {
    const asked = await send('leader', 'POST', '/alert-rules/backtests', { from: '2023-06-01', to: '2023-08-20' })
    expect((asked.json() as BacktestList).items[0]!.result).toBeNull()
    expect(
      (await send('leader', 'POST', '/alert-rules/backtests', { from: '2023-06-01', to: '2099-01-01' })).json().code,
    ).toBe('warning.backtestPeriod')
    await runJobsOnce(database.services, warningJobs)
    const list = (await send('leader', 'GET', '/alert-rules/backtests')).json() as BacktestList
    expect(list.items[0]!.result!.groups).toMatchObject({ alerts: 1, grewToFive: 1 })
  })
})
