import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../tests/support/database.ts'
import { authorise } from '../../access/requests.ts'
import { type Scope, systemScope, withScope } from '../../access/scope.ts'
import { createServer } from '../../platform/http.ts'
import type { Role } from '../../vocabulary/roles.ts'
import { assessBatch } from '../../warning/commands.ts'
import { linkedRecordOf } from '../../warning/testing/records.ts'
import { cue, signalWith, start } from '../../warning/testing/signals.ts'
import { expireVerifications } from './commands.ts'
import { verificationRoutes } from './routes.ts'
import type { Verification, VerificationList } from './schema.ts'

const county = '330681'
const town = '330681001'
let database: TestDatabase
let app: FastifyInstance
let alertId = ''
let sealedId = ''

const officer = (role: Role, reach: string, at: number): Scope => ({
  kind: 'officer',
  county,
  officerId: `01900000-0000-7000-8000-00000000000${at}`,
  agencyId: '01900000-0000-7000-8000-0000000000aa',
  name: `${role}${at}`,
  role,
  reach,
})
const scopes: Readonly<Record<string, Scope>> = {
  operator: officer('operator', '*', 1),
  cadre: officer('townCadre', '330681002', 4),
  grid: officer('gridWorker', town, 2),
  other: officer('gridWorker', '330681002', 3),
}
const photo = Buffer.from([0xff, 0xd8, 0xff, 0xc0, 0, 4, 1, 1, 0xff, 0xda, 0, 4, 1, 1, 7, 7, 0xff, 0xd9])
const send = (login: string, method: 'GET' | 'PUT' | 'POST', path: string, body?: object | Buffer) =>
  app.inject({
    method,
    url: `/api/v1${path}`,
    headers: {
      'x-login': login,
      ...(body === undefined ? {} : { 'content-type': Buffer.isBuffer(body) ? 'image/jpeg' : 'application/json' }),
    },
    ...(body === undefined ? {} : { payload: Buffer.isBuffer(body) ? body : JSON.stringify(body) }),
  })
const items = async (login: string, path: string): Promise<readonly Verification[]> =>
  ((await send(login, 'GET', path)).json() as VerificationList).items

beforeAll(async () => {
  database = await testDatabase('2023-08-07T09:00:00+08:00')
  await withScope(database.services, systemScope(county, 'test'), 'pipeline', async (tx) => {
    const quarrel = (at: number, sealed: boolean) =>
      signalWith(at, {
        source: 'police110',
        type: 'neighbour',
        town,
        sealed,
        cues: [cue('violence'), cue('threat')],
        receivedAt: start + (4 + at) * 86_400_000,
      })
    const signals = [quarrel(1, false), quarrel(2, true)].map((signal, at) => ({ ...signal, sequence: at + 1 }))
    await assessBatch(
      tx,
      signals.map((signal) => linkedRecordOf(signal, null)),
    )
    const { rows } = await tx.query<{ id: string; sealed: boolean }>('select id, sealed from warning.alert')
    alertId = rows.find((row) => !row.sealed)!.id
    sealedId = rows.find((row) => row.sealed)!.id
  })
  app = await createServer(database.services, {
    routes: [verificationRoutes(database.services)],
    authenticate: async (request) => {
      request.scope = scopes[String(request.headers['x-login'])] ?? null
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

it('a town is asked, its grid worker answers once, the alert bears the evidence, and its note and photo end with their period', async () => {
  const asked = await send('operator', 'POST', `/alerts/${alertId}/verifications`, { question: '外机是否正对卧室' })
  expect(asked.statusCode).toBe(200)
  expect(await items('other', '/verifications')).toEqual([])
  const [one] = await items('grid', '/verifications')
  expect(one).toMatchObject({ question: '外机是否正对卧室', finding: null, town })
  const path = `/verifications/${one!.id}`
  const answer = { finding: 'notSo', note: '外机已经移走' }
  expect((await send('other', 'PUT', `${path}/answer`, answer)).statusCode).toBe(404)
  expect((await send('operator', 'PUT', `${path}/answer`, answer)).statusCode).toBe(403)
  expect((await send('grid', 'PUT', `${path}/photo`, Buffer.from('not a picture'))).statusCode).toBe(415)
  expect((await send('grid', 'PUT', `${path}/photo`, photo)).statusCode).toBe(204)
  for (let time = 0; time < 2; time++)
    expect((await send('grid', 'PUT', `${path}/answer`, answer)).json()).toMatchObject(answer)
  const changed = await send('grid', 'PUT', `${path}/answer`, { ...answer, finding: 'asReported' })
  expect([changed.statusCode, changed.json().code]).toEqual([409, 'tasks.verificationAnswered'])
  expect((await send('grid', 'PUT', `${path}/photo`, photo)).statusCode).toBe(409)
  expect(await items('grid', '/verifications')).toEqual([])
  expect(await items('operator', `/alerts/${alertId}/verifications`)).toMatchObject([
    { ...answer, hasPhoto: true, answeredBy: 'gridWorker2' },
  ])
  expect((await send('operator', 'GET', `${path}/photo`)).rawPayload).toEqual(photo)
  expect((await send('other', 'GET', `${path}/photo`)).statusCode).toBe(404)
  const kept = await withScope(database.services, systemScope(county, 'test'), 'task', async (tx) => {
    const { rows } = await tx.query<{ note: Buffer; kind: string }>('select note from tasks.verification')
    await expireVerifications(tx, new Date('2024-03-01T00:00:00+08:00'))
    return rows
  })
  expect(kept[0]!.note.includes('外机')).toBe(false)
  expect(await items('operator', `/alerts/${alertId}/verifications`)).toMatchObject([
    { finding: 'notSo', note: null, hasPhoto: false },
  ])
  expect((await send('operator', 'GET', `${path}/photo`)).statusCode).toBe(404)
})

it('an alert that keeps an identity is never looked at from the street', async () => {
  const asked = await send('operator', 'POST', `/alerts/${sealedId}/verifications`, { question: '请去看一看' })
  expect([asked.statusCode, asked.json().code]).toEqual([409, 'tasks.verificationRefused'])
  expect(await items('grid', '/verifications')).toEqual([])
})
