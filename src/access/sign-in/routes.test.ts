import type { FastifyInstance } from 'fastify'
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../tests/support/database.ts'
import { createServer, sessionCookie } from '../../platform/http.ts'
import { storeAgencies, storeOfficers } from '../commands.ts'
import { authorise } from '../requests.ts'
import { accessRoutes } from '../routes.ts'
import { systemScope, withScope } from '../scope.ts'
import { setPasswords } from './officers.ts'
import { partySignInRoutes } from './party-routes.ts'
import { signInRoutes } from './routes.ts'
import { readSession } from './sessions.ts'

/** As behind TLS: the public address is https. */
const password = 'orchid-lantern-42-bridge'
let database: TestDatabase
let app: FastifyInstance
const cookieName = sessionCookie({ publicUrl: 'https://suyuan.example' })

beforeAll(async () => {
  database = await testDatabase()
  const services = {
    ...database.services,
    config: { ...database.services.config, mode: 'production' as const, publicUrl: 'https://suyuan.example' },
  }
  await withScope(services, systemScope('330681', 'test'), 'administration', async (tx) => {
    await storeAgencies(tx, [{ code: 'ZX', name: '治理中心', kind: 'centre', place: '330681', parentCode: null }])
    await storeOfficers(tx, [{ login: 'wang', name: '王五', agencyCode: 'ZX', roles: ['operator'], phone: null }])
  })
  await setPasswords(services, ['wang'], password)
  app = await createServer(services, {
    routes: [accessRoutes(services), signInRoutes(services), partySignInRoutes(services, async () => null)],
    authenticate: async (request, token) => {
      const signedIn = token ? await readSession(services, token) : null
      request.scope = signedIn?.scope ?? null
      request.session = signedIn?.session ?? null
    },
    authorise,
    actorOf: (request) => (request.scope?.kind === 'officer' ? request.scope.officerId : null),
    ready: async () => true,
    version: 'test',
    rates: 'off',
  })
})
afterAll(async () => {
  await app.close()
  await database.close()
})

/** A browser of its own: keeps the session's cookie. */
function browser() {
  let token = ''
  return {
    async send(method: 'GET' | 'POST' | 'DELETE', path: string, payload?: object) {
      const reply = await app.inject({
        method,
        url: `/api/v1${path}`,
        headers: { cookie: `${cookieName}=${token}`, 'idempotency-key': crypto.randomUUID() },
        ...(payload ? { payload } : {}),
      })
      const line = [reply.headers['set-cookie'] ?? []].flat().findLast((one) => one.startsWith(`${cookieName}=`))
      if (line) token = line.slice(cookieName.length + 1).split(';')[0]!
      return { status: reply.statusCode, headers: reply.headers, line, body: reply.body === '' ? null : reply.json() }
    },
    token: () => token,
  }
}

it('hands the browser a cookie of this host alone, a new one with each step, and lets no cache keep the answer', async () => {
  expect(cookieName).toBe('__Host-suyuan')
  expect(sessionCookie({ publicUrl: 'http://127.0.0.1:8080' })).toBe('suyuan_session')
  const one = browser()
  const first = await one.send('POST', '/session', { login: 'wang', password })
  expect(first).toMatchObject({ status: 200, body: { officer: null, step: 'enrol', messages: 'none' } })
  for (const part of ['Path=/', 'HttpOnly', 'Secure', 'SameSite=Strict']) expect(first.line).toContain(part)
  expect(first.line).not.toMatch(/Domain=|Expires=|Max-Age=/)
  expect(first.headers['cache-control']).toBe('no-store')
  const halfWay = one.token()
  // Half signed in is nobody everywhere else.
  for (const [method, path] of [
    ['GET', '/session/own'],
    ['POST', '/session/recovery-codes'],
    ['POST', '/session/factor'],
    ['DELETE', '/session/others'],
    ['GET', '/agencies'],
    ['GET', '/messages/unsent'],
  ] as const)
    expect((await one.send(method, path)).status, path).toBe(401)

  const { secret, uri, picture } = (await one.send('POST', '/session/enrol')).body
  expect(uri).toContain(`secret=${secret}`)
  expect(picture).toMatch(/^data:image\/png;base64,/)
  const app1 = new TOTP({ secret: Secret.fromBase32(secret) })
  const enrolled = await one.send('POST', '/session/enrol/code', { code: app1.generate() })
  expect(enrolled.body).toMatchObject({ step: null, officer: { role: 'operator' }, recoveryCodes: expect.any(Array) })
  expect(one.token()).not.toBe(halfWay)
  expect((await one.send('POST', '/session/enrol')).status).toBe(401)

  // Nothing that was shown once lies in the store of repeated answers.
  const { rows } = await database.services.database.owner.query('select route from platform.idempotency')
  expect(rows).toEqual([])

  const own = (await one.send('GET', '/session/own')).body
  expect(own).toMatchObject({
    sessions: [{ own: true, method: 'password' }],
    secondFactor: { mandatory: true, recoveryCodesLeft: 10 },
    hasPassword: true,
    limits: { hours: 12, idleMinutes: 60 },
  })
  expect(own.events.map((event: { kind: string }) => event.kind)).toEqual(['signedIn', 'enrolled'])

  // Another device, ended from here; then the proof grows old and what is protected asks anew.
  const other = browser()
  await other.send('POST', '/session', { login: 'wang', password })
  expect((await other.send('POST', '/session/code', { code: enrolled.body.recoveryCodes[0] })).body.step).toBeNull()
  expect((await one.send('DELETE', '/session/others')).status).toBe(204)
  expect((await other.send('GET', '/session/own')).status).toBe(401)
  await database.services.database.owner.query(`update access.session set proof_at = now() - interval '11 minutes'`)
  for (const path of ['/session/others', `/session/own/${own.sessions[0].id}`])
    expect((await one.send('DELETE', path)).body, path).toMatchObject({ code: 'access.proofNeeded' })
  expect((await one.send('POST', '/session/recovery-codes')).body).toMatchObject({ code: 'access.proofNeeded' })
  expect((await one.send('POST', '/session/proof', { password })).body).toMatchObject({
    code: 'access.wrongSecondFactor',
  })
  const proof = await one.send('POST', '/session/proof', { password, code: enrolled.body.recoveryCodes[1] })
  expect(Date.parse(proof.body.proofAt)).toBeGreaterThan(Date.now() - 10_000)
  expect((await one.send('POST', '/session/recovery-codes')).body.recoveryCodes).toHaveLength(10)

  // The old codes are void with the new ones.
  const again = browser()
  await again.send('POST', '/session', { login: 'wang', password })
  expect((await again.send('POST', '/session/code', { code: enrolled.body.recoveryCodes[2] })).status).toBe(401)
  const out = await one.send('DELETE', '/session')
  expect(out).toMatchObject({ status: 204, line: expect.stringContaining('Secure') })
})

it('a new sign-in in the same browser leaves the former session', async () => {
  const one = browser()
  await one.send('POST', '/session', { login: 'wang', password })
  const former = one.token()
  await one.send('POST', '/session', { login: 'wang', password })
  expect(await readSession(database.services, former)).toBeNull()
})

it('a citizen hears in words that no code can be sent, whatever phone is typed', async () => {
  for (const traceCode of ['330681-7K4M-2Q9F-A', 'not a code'])
    expect(await browser().send('POST', '/party/codes', { traceCode, phone: '13800138000' })).toMatchObject({
      status: 503,
      body: { code: 'access.noMessages', detail: expect.stringContaining('12345') },
    })
})
