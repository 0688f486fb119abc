import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/support/database.ts'
import { storeAgencies, storeOfficers } from '../access/commands.ts'
import { readAgencies, readOfficers } from '../access/queries.ts'
import { authorise } from '../access/requests.ts'
import { accessRoutes } from '../access/routes.ts'
import { type Scope, systemScope, withScope } from '../access/scope.ts'
import { createServer } from '../platform/http.ts'
import { runJobsOnce } from '../platform/jobs.ts'
import { assessBatch } from '../warning/commands.ts'
import { exportAlerts, exportRisks } from '../warning/exports.ts'
import { warningRoutes } from '../warning/routes.ts'
import type { AlertPage, AlertRow } from '../warning/schema.ts'
import { linkedRecordOf } from '../warning/testing/records.ts'
import { cue, estate, signalWith, start } from '../warning/testing/signals.ts'
import { tasksJobs } from './jobs.ts'
import { mattersRoutes } from './matters/routes.ts'
import type { GivenList } from './matters/schema.ts'
import { tasksRoutes } from './routes.ts'
import type { BulkResult, TaskPage, ToldList } from './schema.ts'

const county = '330681'
let database: TestDatabase
let app: FastifyInstance
const scopes = new Map<string, Scope>()
let estateId = ''
let smallId = ''

const send = (login: string, method: 'GET' | 'POST', path: string, body?: unknown) =>
  app.inject({
    method,
    url: `/api/v1${path}`,
    headers: { 'x-login': login, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  })
const get = async <T>(login: string, path: string): Promise<T> => (await send(login, 'GET', path)).json() as T

beforeAll(async () => {
  database = await testDatabase('2023-08-07T09:00:00+08:00')
  await withScope(database.services, systemScope(county, 'test'), 'administration', async (tx) => {
    const place = '330681001'
    await storeAgencies(tx, [
      { code: 'ZX', name: '治理中心', kind: 'centre', place: county, parentCode: null },
      { code: 'T1', name: '暨阳街道', kind: 'town', place, parentCode: null },
      { code: 'FY', name: '法院', kind: 'court', place: county, parentCode: null },
    ])
    await storeOfficers(tx, [
      { login: 'operator', name: '值班员', agencyCode: 'ZX', roles: ['operator'], phone: null },
      { login: 'cadre', name: '镇干部', agencyCode: 'T1', roles: ['townCadre'], phone: null },
      { login: 'leader', name: '领导', agencyCode: 'ZX', roles: ['leader'], phone: null },
    ])
    const known = await readAgencies(tx)
    for (const officer of await readOfficers(tx)) {
      const role = officer.roles[0] as 'operator' | 'townCadre' | 'leader'
      const reach =
        role === 'operator'
          ? '*'
          : role === 'townCadre'
            ? known.find((agency) => agency.id === officer.agencyId)!.place!
            : '-'
      scopes.set(officer.login, {
        kind: 'officer',
        county,
        officerId: officer.id,
        agencyId: officer.agencyId,
        name: officer.name,
        role,
        reach,
      })
    }
    const owners = estate(9)
    const workers = Array.from({ length: 3 }, (_, at) =>
      signalWith(20 + at, {
        type: 'labour',
        town: '330681001',
        sealed: at === 0,
        receivedAt: start + 3 * 86_400_000 + at * 3_600_000,
      }),
    )
    const quarrel = signalWith(30, {
      source: 'police110',
      type: 'neighbour',
      cues: [cue('violence'), cue('threat')],
      receivedAt: start + 4 * 86_400_000,
    })
    // A year of other records: without it the county would count as new and ask for more.
    const before = Array.from({ length: 60 }, (_, at) =>
      signalWith(100 + at, { type: 'traffic', receivedAt: start - (400 - at) * 86_400_000 }),
    )
    const records = [
      ...before.map((signal, at) => ({ ...signal, sequence: at + 1 })),
      ...[...owners, ...workers, quarrel].map((signal, at) => ({ ...signal, sequence: 200 + at })),
    ]
    await assessBatch(
      tx,
      records.map((signal) =>
        linkedRecordOf(
          signal,
          signal.type === 'homePurchase' ? '某某置业' : signal.type === 'labour' ? '某某袜厂' : null,
        ),
      ),
    )
  })
  app = await createServer(database.services, {
    routes: [
      warningRoutes(database.services),
      tasksRoutes(database.services),
      mattersRoutes(database.services),
      accessRoutes(database.services),
    ],
    authenticate: async (request) => {
      request.scope = scopes.get(String(request.headers['x-login'])) ?? null
    },
    authorise,
    actorOf: (request) => (request.scope?.kind === 'officer' ? request.scope.officerId : null),
    ready: async () => true,
    version: 'test',
  })
})
afterAll(async () => {
  await app.close()
  await database.close()
})

describe('alerts and tasks over HTTP', () => {
  it('lists what waits, gravest first', async () => {
    const { items } = await get<{ items: AlertRow[] }>('operator', '/alerts?view=pending')
    expect(items.map((alert) => [alert.level, alert.grade])).toEqual([
      ['meso', 'red'],
      ['micro', 'orange'],
      ['meso', 'yellow'],
    ])
    estateId = items[0]!.id
    smallId = items[2]!.id
    expect(items[2]).toMatchObject({ small: true, sealed: true, observed: 3 })
  })

  it('answers why, with what it was compared to, who stands behind it, and what speaks against', async () => {
    const page = await get<AlertPage>('operator', `/alerts/${estateId}`)
    expect(page).toMatchObject({
      recomputes: true,
      subject: '某某置业',
      observed: 9,
      disputes: 9,
      allowed: ['confirm', 'dismiss', 'removeMember'],
    })
    expect(page.threshold).toBeLessThanOrEqual(5)
    expect(page.conditions.every((condition) => condition.met)).toBe(true)
    expect(page.memberRecords).toHaveLength(9)
    expect(page.memberRecords.filter((member) => !member.later)).toHaveLength(page.members)
    expect(page.why.length).toBeGreaterThan(1)
    expect(page.counterEvidence.length).toBeGreaterThan(0)
    expect(page.baseline!.weeks).toHaveLength(26)
    expect(page.decisions[0]).toMatchObject({ kind: 'raise', by: '系统' })
    expect(page.decisions.some((decision) => decision.kind === 'regrade')).toBe(true)
    const quarrel = await get<{ items: AlertRow[] }>('operator', '/alerts?level=micro')
    const micro = await get<AlertPage>('operator', `/alerts/${quarrel.items[0]!.id}`)
    expect(micro.factors.find((factor) => factor.code === 'threat')!.spans[0]).toMatchObject({
      column: '内容',
      start: 0,
      end: 2,
    })
    expect(micro.recomputes).toBe(true)
  })

  it('says who may decide, and what is allowed now', async () => {
    expect(
      (await send('cadre', 'POST', `/alerts/${estateId}/triage`, { decision: 'confirm', reason: '属实' })).statusCode,
    ).toBe(403)
    expect(
      (await send('operator', 'POST', `/alerts/${estateId}/close`, { summary: '还没有办的就办结' })).statusCode,
    ).toBe(409)
    expect(
      (await send('operator', 'POST', `/alerts/${estateId}/tasks`, { kind: 'education', agencyId: estateId }))
        .statusCode,
    ).toBe(409)
    expect((await send('operator', 'GET', '/alerts/nothing')).statusCode).toBe(404)
  })

  it('a member taken out below the threshold takes the alert back, with the reason kept', async () => {
    const page = await get<AlertPage>('operator', `/alerts/${smallId}`)
    const after = (
      await send('operator', 'POST', `/alerts/${smallId}/members/${page.memberRecords[1]!.recordId}/remove`, {
        reason: '另一家袜厂',
      })
    ).json() as AlertPage
    expect(after).toMatchObject({ state: 'dismissed', observed: 2, recomputes: true })
    expect(after.memberRecords[1]).toMatchObject({ removed: true, removedReason: '另一家袜厂' })
    expect(
      after.decisions
        .slice(-2)
        .map((decision) => decision.kind)
        .sort(),
    ).toEqual(['removeMember', 'silence'])
  })

  it('confirmed, it tells town and court by a job; the notice is read, the wall sees the clock', async () => {
    const confirmed = (
      await send('operator', 'POST', `/alerts/${estateId}/triage`, { decision: 'confirm', reason: '多人反映，属实' })
    ).json() as AlertPage
    expect(confirmed).toMatchObject({ state: 'confirmed', triageDueAt: null })
    await runJobsOnce(database.services, tasksJobs)
    const told = await get<ToldList>('operator', `/alerts/${estateId}/tasks`)
    expect(told.items.map((task) => [task.kind, task.state, task.deliveries.length])).toEqual([
      ['investigate', 'delivered', 1],
      ['legalNotice', 'delivered', 1],
    ])
    const mine = await get<ToldList>('cadre', '/tasks?view=toAccept')
    const page = await get<TaskPage>('cadre', `/tasks/${mine.items[0]!.id}`)
    expect(page.allowed.map((entry) => entry.action)).toContain('accept')
    expect(page.clocks[0]).toMatchObject({ name: 'accept', dueAt: '2023-08-07T02:00:00.000Z' })
    const refused = await send('cadre', 'POST', `/tasks/${page.id}/actions`, { action: 'answer', answer: '已了解' })
    expect(refused.statusCode).toBe(409)
    expect(refused.json().detail).toContain('签收')
    const wall = await get<{ items: { id: string; title: string; observed: number | null; dueAt: string | null }[] }>(
      'leader',
      '/alerts/wall',
    )
    expect(wall.items.find((alert) => alert.id === estateId)).toMatchObject({
      observed: 9,
      dueAt: '2023-08-07T02:00:00.000Z',
    })
    expect(
      wall.items
        .filter((alert) => alert.id !== estateId)
        .every((alert) => alert.observed === null && !alert.title.includes('330681-')),
    ).toBe(true)
  })

  it('one action on many: each by itself, a refusal stands beside its task and hinders no other', async () => {
    const told = await get<ToldList>('operator', `/alerts/${estateId}/tasks`)
    const [mine, notice] = told.items
    const answer = await send('cadre', 'POST', '/tasks/actions', {
      action: 'accept',
      items: [{ id: notice!.id }, { id: mine!.id, seen: mine!.changedAt }, { id: 'nothing' }],
    })
    expect(answer.statusCode).toBe(200)
    const { items } = answer.json() as BulkResult
    expect(items.map((item) => item.done)).toEqual([false, true, false])
    expect(items[0]!.why).toContain('现在可以')
    expect((await get<TaskPage>('cadre', `/tasks/${mine!.id}`)).state).toBe('accepted')
    expect((await send('cadre', 'POST', '/tasks/actions', { action: 'accept', items: [] })).statusCode).toBe(400)
    // Two who have it open are told of each other.
    const look = async (login: string) => (await send(login, 'POST', `/tasks/${mine!.id}/looking`, {})).json()
    expect(await look('cadre')).toEqual({ others: [] })
    expect(await look('operator')).toEqual({ others: ['镇干部'] })
  })

  it('a town’s task names its item of the list in force, or the ground for going outside it', async () => {
    const [town] = (await get<{ items: { id: string; kind: string }[] }>('operator', '/agencies')).items.filter(
      ({ kind }) => kind === 'town',
    )
    const give = (more: object) =>
      send('operator', 'POST', `/alerts/${estateId}/tasks`, { kind: 'visit', agencyId: town!.id, ...more })
    // Without any list in the county nothing is asked.
    expect((await give({})).statusCode).toBe(200)
    await database.services.database.owner.query(
      `insert into intake.reference_row (county, kind, version, position, key, effective_from, source, row, imported_at)
       values ($1, 'matter-list', 1, 1, 'BZ-0007', '2021-01-01', '演示数据', $2, '2023-08-01')`,
      [county, { 编号: 'BZ-0007', 清单: '部门涉镇', 事项: '商品房销售矛盾排查', 部门: '330681-ZJ', 条款: '' }],
    )
    const missing = await give({})
    expect([missing.statusCode, missing.json().code]).toEqual([400, 'tasks.matterMissing'])
    expect((await give({ matter: 'BZ-9999' })).json().code).toBe('tasks.matterUnknown')
    expect((await give({ matter: 'BZ-0007' })).statusCode).toBe(200)
    expect((await give({ outside: '县委专项部署' })).statusCode).toBe(200)
    const given = await get<GivenList>('cadre', '/matters/given')
    expect(given.counts).toEqual({ inside: 1, outside: 3 })
    expect(given.items.find((item) => item.number !== null)).toMatchObject({
      number: 'BZ-0007',
      name: '商品房销售矛盾排查',
      by: '值班员',
      agencyName: '暨阳街道',
    })
    const outside = await get<GivenList>('operator', '/matters/given?outside=true')
    expect(outside.items.map((item) => item.outside).sort()).toEqual(
      [null, '县委专项部署', '预警确认后按交办规则派发，规则未写明清单事项'].sort(),
    )
    expect((await get<TaskPage>('cadre', `/tasks/${given.items[0]!.id}`)).outside).toBe('县委专项部署')
  })

  it('exports what was known at the first raising, and the risks of open disputes', async () => {
    const lines: string[] = []
    const risks: string[] = []
    await withScope(database.services, systemScope(county, 'export'), 'export', async (tx) => {
      await exportAlerts(tx, (line) => lines.push(line))
      await exportRisks(tx, new Date('2023-08-07T00:00:00+08:00'), (line) => risks.push(line))
    })
    const header = lines[0]!.trim().split(',')
    const row = Object.fromEntries(
      lines
        .find((line) => line.includes(estateId))!
        .trim()
        .split(',')
        .map((cell, at) => [header[at]!, cell]),
    )
    expect(row).toMatchObject({
      level: 'meso',
      kind: 'entity',
      subject: '某某置业',
      place: '330681001',
      cause: 'homePurchase',
      raised_at: expect.stringMatching(/^2023-08-0\dT\d\d:\d\d:\d\d\+08:00$/),
    })
    expect(row.members!.split(';')).toHaveLength(Number(row.observed))
    expect(row.members!.split(';').length + row.members_later!.split(';').length).toBe(9)
    expect(row.members).toMatch(/^complaint:N1;petition:N2;police110:N3/)
    expect(risks[0]!.trim()).toBe('dispute,trace_code,probability_30d,rank,reasons')
    const values = risks.slice(1).map((line) => line.split(','))
    expect(values[0]![0]).toBe(signalWith(30).disputeId)
    expect(values[0]![3]).toBe('1')
    // the quarrel, nine owners, three workers; traffic matters are silent for more than 180 days
    expect(values).toHaveLength(13)
  })
})
