import { once } from 'node:events'
import { createServer as createHttpServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import Provider from 'oidc-provider'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../tests/support/database.ts'
import { createServer, sessionCookie } from '../../platform/http.ts'
import type { Services } from '../../platform/services.ts'
import { storeAgencies, storeOfficers } from '../commands.ts'
import { authorise } from '../requests.ts'
import { systemScope, withScope } from '../scope.ts'
import { flowCookie } from './cookies.ts'
import { findProvider } from './oidc.ts'
import { oidcRoutes } from './oidc-routes.ts'
import { signInRoutes } from './routes.ts'
import { openSession, readSession } from './sessions.ts'

/** A whole OpenID Connect provider on a loopback port; only its page for typing a password is answered by the test. */
let provider: Provider
let providerServer: Server
let issuer = ''
/** What the provider's own sign-in found: the account, and how it was proven. */
let proven: { accountId: string; amr?: string[]; acr?: string }

let database: TestDatabase
let services: Services
let app: FastifyInstance

async function startProvider(redirect: string): Promise<void> {
  providerServer = createHttpServer((request, reply) => void provider.callback()(request, reply)).listen(0, '127.0.0.1')
  await once(providerServer, 'listening')
  issuer = `http://127.0.0.1:${(providerServer.address() as AddressInfo).port}`
  provider = new Provider(issuer, {
    clients: [{ client_id: 'suyuan', client_secret: 'a secret of the provider', redirect_uris: [redirect] }],
    cookies: { keys: ['a key of the test'] },
    features: { devInteractions: { enabled: false } },
    acrValues: ['two-factors'],
    claims: { openid: ['sub', 'acr', 'amr'], profile: ['preferred_username'] },
    // Also in the ID token, as most offices' providers have it.
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    interactions: { url: (_: unknown, interaction: { uid: string }) => `/interaction/${interaction.uid}` },
    findAccount: (_: unknown, id: string) => ({
      accountId: id,
      claims: () => ({ sub: id, preferred_username: id }),
    }),
  })
}

/** A browser that keeps the provider's cookies and signs in on its page. Returns the last redirect: back to us. */
async function throughProvider(start: string): Promise<URL> {
  const cookies = new Map<string, string>()
  let address = new URL(start)
  for (let hop = 0; hop < 20; hop++) {
    if (address.origin !== issuer) return address
    if (address.pathname.startsWith('/interaction/')) address = new URL(await answerInteraction(address, cookies))
    const reply = await fetch(address, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    })
    for (const line of reply.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!
      cookies.set(name!, value!)
    }
    const next = reply.headers.get('location')
    if (!next) throw new Error(`the provider answered ${reply.status}: ${await reply.text()}`)
    address = new URL(next, address)
  }
  throw new Error('too many redirects')
}

/** What a provider's login and consent pages do: name the account and how it was proven, and grant what was asked. */
async function answerInteraction(address: URL, cookies: Map<string, string>): Promise<string> {
  const uid = address.pathname.split('/').at(-1)!
  const interaction = (await provider.Interaction.find(uid))!
  const { prompt, params, session } = interaction
  if (prompt.name === 'login') {
    const { accountId, amr, acr } = proven
    interaction.result = { login: { accountId, ...(amr ? { amr } : {}), ...(acr ? { acr } : {}) } }
  } else {
    const grant = new provider.Grant({ accountId: session!.accountId, clientId: String(params.client_id) })
    grant.addOIDCScope('openid profile')
    interaction.result = { consent: { grantId: await grant.save() } }
  }
  await interaction.save(interaction.exp - Math.floor(Date.now() / 1000))
  expect(cookies.size).toBeGreaterThan(0)
  return interaction.returnTo
}

beforeAll(async () => {
  database = await testDatabase()
  const base = database.services
  await withScope(base, systemScope('330681', 'test'), 'administration', async (tx) => {
    await storeAgencies(tx, [{ code: 'ZX', name: '治理中心', kind: 'centre', place: '330681', parentCode: null }])
    await storeOfficers(
      tx,
      ['wang.wu', 'li.si'].map((login) => ({ login, name: login, agencyCode: 'ZX', roles: ['operator'], phone: null })),
    )
  })
  await startProvider(`${base.config.publicUrl}/api/v1/session/oidc/callback`)
  services = {
    ...base,
    config: {
      ...base.config,
      oidcIssuer: issuer,
      oidcClientId: 'suyuan',
      oidcClientSecret: 'a secret of the provider',
      oidcAcr: ['two-factors'],
    },
  }
  app = await createServer(services, {
    routes: [signInRoutes(services), oidcRoutes(services)],
    authenticate: async (request, token) => {
      const signedIn = token ? await readSession(services, token) : null
      request.scope = signedIn?.scope ?? null
      request.session = signedIn?.session ?? null
    },
    authorise,
    actorOf: () => null,
    ready: async () => true,
    version: 'test',
    rates: 'off',
  })
})
afterAll(async () => {
  await app?.close()
  await database.close()
  providerServer.closeAllConnections()
  providerServer.close()
})

const cookieOf = (lines: string | string[] | undefined, name: string): string | undefined =>
  [lines ?? []]
    .flat()
    .map((line) => /^([^=]+)=([^;]*)/.exec(line)!)
    .findLast(([, own, value]) => own === name && value !== '')?.[2]

const open = (url: string, cookie = '') => app.inject({ method: 'GET', url, headers: { cookie } })

interface Flow {
  readonly callback: URL
  readonly cookie: string
}

/** From our button to the provider and back to the edge of our callback. */
async function flow(path = '/api/v1/session/oidc', cookie = ''): Promise<Flow> {
  const begun = await open(path, cookie)
  expect(begun.statusCode).toBe(302)
  const asked = new URL(begun.headers.location!)
  expect(asked.searchParams.get('code_challenge_method')).toBe('S256')
  for (const name of ['state', 'nonce', 'code_challenge'])
    expect(asked.searchParams.get(name)!.length).toBeGreaterThan(20)
  const sealed = cookieOf(begun.headers['set-cookie'], flowCookie(services.config))!
  expect(String(begun.headers['set-cookie'])).toMatch(/HttpOnly; SameSite=Lax/)
  return { callback: await throughProvider(asked.href), cookie: `${flowCookie(services.config)}=${sealed}` }
}

async function finish({ callback, cookie }: Flow, more = '') {
  const reply = await open(`${callback.pathname}${callback.search}`, [cookie, more].filter(Boolean).join('; '))
  expect(reply.statusCode).toBe(302)
  const token = cookieOf(reply.headers['set-cookie'], sessionCookie(services.config))
  return { location: reply.headers.location, token, signedIn: token ? await readSession(services, token) : null }
}

describe('signing in with a real OpenID Connect provider', () => {
  it('is found, and its second factor counts when it states one', async () => {
    expect(await findProvider(services)).toBe(issuer)
    proven = { accountId: 'wang.wu', amr: ['pwd', 'otp'] }
    const { location, signedIn } = await finish(await flow())
    expect(location).toBe('/')
    expect(signedIn).toMatchObject({ session: { step: null, method: 'oidc' }, scope: { role: 'operator', reach: '*' } })
    expect(signedIn!.session.proofAt).not.toBeNull()
  })

  it('asks for our own second factor when the provider states none', async () => {
    proven = { accountId: 'wang.wu', amr: ['pwd'] }
    const { signedIn } = await finish(await flow())
    expect(signedIn).toMatchObject({ session: { step: 'enrol' }, scope: null })
  })

  it('trusts an acr that the deployment names', async () => {
    proven = { accountId: 'wang.wu', acr: 'two-factors' }
    const { signedIn } = await finish(await flow())
    expect(signedIn).toMatchObject({ session: { step: null } })
  })

  it('refuses an account that is no officer here, and says so on a page', async () => {
    proven = { accountId: 'stranger', amr: ['mfa'] }
    expect(await finish(await flow())).toMatchObject({ location: '/?refused=oidcUnknown', signedIn: null })
  })

  it('refuses an answer without its browser, of another browser, used twice, or forged', async () => {
    proven = { accountId: 'wang.wu', amr: ['mfa'] }
    const refused = { location: '/?refused=oidcFailed', signedIn: null }
    const first = await flow()
    expect(await finish({ ...first, cookie: '' })).toMatchObject(refused)
    const second = await flow()
    expect(await finish({ callback: first.callback, cookie: second.cookie })).toMatchObject(refused)
    const forged = new URL(second.callback)
    forged.searchParams.set('state', 'x'.repeat(43))
    expect(await finish({ ...second, callback: forged })).toMatchObject(refused)
    expect(await finish({ ...second, cookie: `${flowCookie(services.config)}=${'A'.repeat(200)}` })).toMatchObject(
      refused,
    )
    expect((await finish(second)).signedIn).not.toBeNull()
    expect(await finish(second)).toMatchObject(refused)
    const denied = await flow()
    expect(
      await finish({
        ...denied,
        callback: new URL(`${denied.callback.origin}${denied.callback.pathname}?error=access_denied`),
      }),
    ).toMatchObject(refused)
  })

  it('renews a proof for the same person only', async () => {
    const officer = (await services.database.owner.query(`select id from access.officer where login = 'wang.wu'`))
      .rows[0].id
    const old = new Date(Date.now() - 30 * 60_000)
    const token = await openSession(services, {
      officerId: officer,
      role: 'operator',
      step: null,
      method: 'oidc',
      proofAt: old,
    })
    const own = `${sessionCookie(services.config)}=${token}`
    proven = { accountId: 'li.si', amr: ['mfa'] }
    expect((await finish(await flow('/api/v1/session/oidc/proof', own))).location).toBe('/?refused=oidcFailed')
    expect((await readSession(services, token))!.session.proofAt).toEqual(old)
    proven = { accountId: 'wang.wu', amr: ['mfa'] }
    expect((await finish(await flow('/api/v1/session/oidc/proof', own))).location).toBe('/me')
    expect((await readSession(services, token))!.session.proofAt!.getTime()).toBeGreaterThan(Date.now() - 60_000)
  })

  it('without a provider, or with one that does not answer, leads back to the page with the reason', async () => {
    for (const [oidcIssuer, reason] of [
      ['', 'oidcOff'],
      ['http://127.0.0.1:1', 'oidcFailed'],
    ] as const) {
      const other = { ...services, config: { ...services.config, oidcIssuer } }
      const server = await createServer(other, {
        routes: [oidcRoutes(other)],
        authenticate: async (request) => {
          request.scope = null
          request.session = null
        },
        authorise,
        actorOf: () => null,
        ready: async () => true,
        version: 'test',
        rates: 'off',
      })
      const reply = await server.inject({ method: 'GET', url: '/api/v1/session/oidc' })
      expect([reply.statusCode, reply.headers.location]).toEqual([302, `/?refused=${reason}`])
      await server.close()
    }
  })
})
