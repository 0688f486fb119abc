import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/support/database.ts'
import { storeAgencies } from '../access/commands.ts'
import { readAgencies } from '../access/queries.ts'
import type { OfficerScope } from '../access/requests.ts'
import { authorise } from '../access/requests.ts'
import { systemScope, withScope } from '../access/scope.ts'
import { rollUpBatch } from '../indicators/commands.ts'
import { indicatorsRoutes } from '../indicators/routes.ts'
import type { Cockpit, IndicatorsResult, RecordsResult } from '../indicators/schema.ts'
import { linkedRecords } from '../indicators/testing/records.ts'
import { createServer } from '../platform/http.ts'
import { addDays } from '../vocabulary/calendar.ts'
import { reportsRoutes } from './routes.ts'
import type { AdvicePage, EducationRow, ReportPage, ReportRow } from './schema.ts'

const county = '330681'
let database: TestDatabase
let app: FastifyInstance
const officers: Record<string, OfficerScope> = {}

async function ask<T>(
  who: string,
  method: 'GET' | 'POST',
  path: string,
  payload?: object,
): Promise<{ status: number; body: T; raw: Buffer }> {
  const reply = await app.inject({
    method,
    url: `/api/v1${path}`,
    headers: { authorization: who },
    ...(payload ? { payload } : {}),
  })
  const json = String(reply.headers['content-type']).includes('json')
  return { status: reply.statusCode, body: (json ? reply.json() : null) as T, raw: reply.rawPayload }
}

beforeAll(async () => {
  database = await testDatabase('2023-09-05T09:00:00+08:00')
  const { services } = database
  await withScope(services, systemScope(county, 'test'), 'pipeline', async (tx) => {
    await storeAgencies(tx, [
      { code: 'C', name: '某市人民法院', kind: 'court', place: county, parentCode: null },
      { code: 'T', name: '枫桥镇', kind: 'town', place: '330681109', parentCode: null },
      { code: 'H', name: '某市住房和城乡建设局', kind: 'department', place: county, parentCode: null },
    ])
    for (const agency of await readAgencies(tx)) {
      const role = agency.kind === 'court' ? 'judge' : agency.kind === 'town' ? 'townCadre' : 'department'
      officers[role] = {
        kind: 'officer',
        county,
        officerId: tx.context.id(),
        agencyId: agency.id,
        name: `${agency.name}甲`,
        role,
        reach: role === 'townCadre' ? '330681109' : '-',
      }
    }
    officers.operator = { ...officers.judge!, officerId: tx.context.id(), name: '值班员', role: 'operator', reach: '*' }
    const told = Array.from({ length: 12 }, (_, index) => ({
      source: 'complaint' as const,
      at: addDays('2023-08-10', index),
      dispute: index,
      type: 'homePurchase' as const,
      town: index < 3 ? '330681109' : '330681002',
    }))
    await rollUpBatch(tx, linkedRecords(county, told))
  })
  app = await createServer(services, {
    routes: [indicatorsRoutes(services), reportsRoutes(services)],
    authenticate: async (request) => {
      request.scope = officers[request.headers.authorization ?? ''] ?? null
    },
    authorise,
    actorOf: () => null,
    ready: async () => true,
    version: 'test',
  })
})
afterAll(async () => {
  await app.close()
  await database.close()
})

test('figures: true numbers for those who handle them, small groups hidden for others, records within reach only', async () => {
  expect((await ask<Cockpit>('operator', 'GET', '/cockpit')).body.kpi[0]!.value).toBe(12)
  const period = 'place=330681109&from=2023-08-01&to=2023-08-31'
  const opened = async (who: string) =>
    (await ask<IndicatorsResult>(who, 'GET', `/indicators?${period}`)).body.items[0]!
  expect(await opened('townCadre')).toMatchObject({ name: 'newDisputes', value: 3 })
  expect(await opened('judge')).toMatchObject({ value: null, fewerThanFive: true })
  const records = (who: string, query: string) =>
    ask<RecordsResult>(who, 'GET', `/indicators/newDisputes/records?from=2023-08-01&to=2023-08-31${query}`)
  expect((await records('townCadre', '')).body.total).toBe(3)
  expect((await records('judge', '')).body.total).toBe(0)
  const first = (await records('operator', '&limit=7')).body
  const second = (await records('operator', `&limit=7&cursor=${encodeURIComponent(first.next!)}`)).body
  expect([first.total, first.items.length, second.items.length, second.next]).toEqual([12, 7, 5, null])
  expect(new Set([...first.items, ...second.items].map((item) => item.recordId)).size).toBe(12)
  expect((await ask('operator', 'GET', '/indicators/governanceIndex/records')).status).toBe(404)
  expect((await ask('operator', 'GET', '/indicators?place=330602')).status).toBe(400)
  expect((await ask('nobody', 'GET', '/cockpit')).status).toBe(401)
})

test('a report is made, read, recomputed and printed', async () => {
  const made = await ask<ReportRow>('operator', 'POST', '/reports', { place: county, month: '2023-08' })
  expect([made.status, made.body.period]).toEqual([201, '2023年8月'])
  const page = await ask<ReportPage>('judge', 'GET', `/reports/${made.body.id}`)
  expect(page.body).toMatchObject({ recomputes: true, hash: made.body.hash })
  expect(page.body.facts.items[0]!.value).toBe('12')
  const file = await ask('judge', 'GET', `/reports/${made.body.id}.pdf`)
  expect([file.status, file.raw.subarray(0, 5).toString()]).toEqual([200, '%PDF-'])
  expect(
    (await ask<{ code: string }>('operator', 'POST', '/reports', { place: county, month: '2023-09' })).body.code,
  ).toBe('reports.future')
}, 60_000)

test('advice: written by the court, approved with evidence, read by the body once it is sent; education from it', async () => {
  const recipient = '某市住房和城乡建设局'
  const draft = await ask<AdvicePage>('judge', 'POST', '/judicial-advice', {
    type: 'homePurchase',
    from: '2023-08-01',
    to: '2023-08-31',
    recipient,
  })
  expect([draft.status, draft.body.state, draft.body.allowed.map((entry) => entry.action)]).toEqual([
    201,
    'draft',
    ['edit', 'consult', 'withdraw'],
  ])
  const path = `/judicial-advice/${draft.body.id}`
  expect((await ask('department', 'GET', path)).status).toBe(404)
  expect((await ask('operator', 'POST', `${path}/actions`, { action: 'consult', reason: '已征求意见' })).status).toBe(
    403,
  )
  const act = (action: string, reason?: string) =>
    ask<AdvicePage>('judge', 'POST', `${path}/actions`, { action, ...(reason ? { reason } : {}) })
  await act('consult', '已征求意见')
  expect((await act('approve', '短期集中')).body.checks.every((check) => check.met)).toBe(true)
  const sent = await act('send')
  expect(sent.body).toMatchObject({ state: 'sent', number: '浙0681法建〔2023〕1号', replyDue: '2023-11-06' })
  expect((await ask<AdvicePage>('department', 'GET', path)).body.text.suggestions.length).toBeGreaterThan(0)
  const file = await ask('judge', 'GET', `${path}.pdf`)
  expect([file.status, file.raw.subarray(0, 5).toString()]).toEqual([200, '%PDF-'])
  const planned = await ask<EducationRow>('judge', 'POST', '/education-tasks', {
    title: '购房普法',
    place: '330681002',
    type: 'homePurchase',
    audience: '某小区业主',
    form: '院坝普法',
    until: '2023-09-20',
  })
  expect(
    (
      await ask<EducationRow>('judge', 'POST', `/education-tasks/${planned.body.id}/done`, {
        result: '已讲解',
        reached: 50,
      })
    ).body,
  ).toMatchObject({ state: 'done', reached: 50 })
}, 60_000)
