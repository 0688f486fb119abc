import { createHash, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import cookie from '@fastify/cookie'
import multipart from '@fastify/multipart'
import rateLimit from '@fastify/rate-limit'
import fastifyStatic from '@fastify/static'
import swagger from '@fastify/swagger'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { type FastifyInstance, type FastifyPluginAsync, type FastifyRequest, fastify, LogController } from 'fastify'
import { measureHttp } from './metrics.ts'
import { packageRoot } from './package-root.ts'
import { Problem, problemDocument } from './problem.ts'
import type { Services } from './services.ts'

export const sessionCookie = 'suyuan_session'
const megabyte = 2 ** 20
const apiPrefix = '/api/v1'

/** Nothing inline, nothing from elsewhere: the screens are built for this policy. */
const securityHeaders = {
  'content-security-policy':
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self'; font-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(self), microphone=(self)',
}

function language(request: FastifyRequest): 'zh' | 'en' {
  return /^en\b/i.test(request.headers['accept-language'] ?? '') ? 'en' : 'zh'
}

/** Answers a repeated POST with the first answer: (actor, Idempotency-Key) is remembered with a hash of the body. */
function addIdempotency(
  app: FastifyInstance,
  services: Services,
  actorOf: (request: FastifyRequest) => string | null,
): void {
  const pending = new WeakMap<FastifyRequest, { actor: string; key: string }>()
  const pool = services.database.application
  app.addHook('preHandler', async (request, reply) => {
    const key = request.headers['idempotency-key']
    const actor = actorOf(request)
    if (request.method !== 'POST' || typeof key !== 'string' || key.length > 200 || !actor || request.isMultipart())
      return
    const bodyHash = createHash('sha256')
      .update(`${request.url}\n${JSON.stringify(request.body ?? null)}`)
      .digest()
    const { rowCount } = await pool.query(
      `insert into platform.idempotency (actor, key, route, body_hash, status, reply, at) values ($1, $2, $3, $4, 0, '', $5) on conflict do nothing`,
      [actor, key, request.routeOptions.url ?? '', bodyHash, new Date()],
    )
    if (rowCount === 1) {
      pending.set(request, { actor, key })
      return
    }
    const { rows } = await pool.query<{ body_hash: Buffer; status: number; reply: string }>(
      'select body_hash, status, reply from platform.idempotency where actor = $1 and key = $2',
      [actor, key],
    )
    const stored = rows[0]
    if (!stored?.body_hash.equals(bodyHash)) throw new Problem('platform.idempotencyReused')
    if (stored.status === 0) throw new Problem('platform.conflict', { what: 'Idempotency-Key' })
    reply.header('idempotent-replay', 'true').code(stored.status).type('application/json; charset=utf-8')
    return reply.send(stored.reply)
  })
  app.addHook('onSend', async (request, reply, payload) => {
    const entry = pending.get(request)
    if (!entry) return payload
    pending.delete(request)
    if (reply.statusCode < 400 && typeof payload === 'string')
      await pool.query('update platform.idempotency set status = $3, reply = $4 where actor = $1 and key = $2', [
        entry.actor,
        entry.key,
        reply.statusCode,
        payload,
      ])
    else await pool.query('delete from platform.idempotency where actor = $1 and key = $2', [entry.actor, entry.key])
    return payload
  })
}

function addProblems(app: FastifyInstance, services: Services): void {
  app.setErrorHandler((error: Error & { statusCode?: number; validation?: unknown }, request, reply) => {
    const id = randomUUID()
    let problem: Problem
    if (error instanceof Problem) problem = error
    else if (error.validation) problem = new Problem('platform.invalidRequest', { detail: error.message })
    else if (error.statusCode === 429) problem = new Problem('access.locked', { minutes: 1 })
    else if (error.statusCode !== undefined && error.statusCode < 500)
      problem = new Problem('platform.invalidRequest', { detail: error.message })
    else {
      services.log.error(
        { id, route: request.routeOptions.url, error: error.message, stack: error.stack },
        'request failed',
      )
      problem = new Problem('platform.internal', { id })
    }
    return reply
      .code(problem.status)
      .type('application/problem+json; charset=utf-8')
      .send(JSON.stringify(problemDocument(problem, language(request))))
  })
}

/** dist/web: three entries, each answering for the paths below it; unknown /api paths are a problem document. */
function addScreens(app: FastifyInstance): void {
  const root = join(packageRoot, 'dist', 'web')
  const built = existsSync(root)
  if (built) app.register(fastifyStatic, { root, index: false, wildcard: false, maxAge: '1h' })
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0]!
    if (path.startsWith('/api/') || request.method !== 'GET' || !built || /\.\w+$/.test(path)) {
      const problem = new Problem('platform.notFound', { what: path })
      return reply
        .code(404)
        .type('application/problem+json; charset=utf-8')
        .send(JSON.stringify(problemDocument(problem, language(request))))
    }
    const entry =
      path.startsWith('/cockpit') || path.startsWith('/wall')
        ? 'cockpit'
        : path.startsWith('/t/') || path.startsWith('/citizen')
          ? 'citizen'
          : 'console'
    return reply.header('cache-control', 'no-cache').sendFile(`${entry}.html`, { maxAge: 0 })
  })
}

export interface HttpOptions {
  readonly routes: readonly FastifyPluginAsync[]
  /** Fills request.scope from the session token; supplied by the access room. */
  readonly authenticate: (request: FastifyRequest, token: string | undefined) => Promise<void>
  readonly actorOf: (request: FastifyRequest) => string | null
  /** Refuses by the route's `config.access` before the body is read; supplied by the access room. */
  readonly authorise: (request: FastifyRequest) => void
  /** True when the pipeline and the database answer. */
  readonly ready: () => Promise<boolean>
  readonly version: string
}

/** The web server with everything that is not a capability: problems, sessions, idempotency, OpenAPI, health, screens. */
export async function createServer(services: Services, options: HttpOptions): Promise<FastifyInstance> {
  const app = fastify({
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 32 * megabyte,
    trustProxy: 'loopback',
  }).withTypeProvider<TypeBoxTypeProvider>()
  await app.register(cookie)
  await app.register(multipart, { limits: { fileSize: 256 * megabyte, files: 1, fields: 20 } })
  await app.register(rateLimit, { global: false })
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Suyuan',
        version: options.version,
        description:
          'Disputes of a county: records, links, alerts, tasks, mediation, reports. Errors are application/problem+json.',
      },
      components: { securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: sessionCookie } } },
    },
  })
  app.addHook('onRequest', async (request, reply) => {
    for (const [name, value] of Object.entries(securityHeaders)) reply.header(name, value)
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store')
    await options.authenticate(request, request.cookies[sessionCookie])
    if (request.routeOptions.url?.startsWith(apiPrefix)) options.authorise(request)
  })
  // A route without a rule is a hole that nobody sees: the program does not start with one.
  app.addHook('onRoute', ({ url, method, config }) => {
    if (url.startsWith(apiPrefix) && !('access' in (config ?? {})))
      throw new Error(
        `${String(method)} ${url} has no rule of access (config.access, docs/decisions/0004-least-view.md)`,
      )
  })
  measureHttp(app)
  addProblems(app as unknown as FastifyInstance, services)
  addIdempotency(app as unknown as FastifyInstance, services, options.actorOf)
  for (const routes of options.routes) await app.register(routes, { prefix: apiPrefix })
  app.get('/api/openapi.json', { schema: { hide: true } }, async () => app.swagger())
  app.get('/healthz', { schema: { hide: true } }, async () => ({ alive: true }))
  app.get('/readyz', { schema: { hide: true } }, async (_request, reply) => {
    const ready = await options.ready().catch(() => false)
    return reply.code(ready ? 200 : 503).send({ ready })
  })
  addScreens(app as unknown as FastifyInstance)
  return app as unknown as FastifyInstance
}
