import { existsSync } from 'node:fs'
import { join } from 'node:path'
import cookie from '@fastify/cookie'
import multipart from '@fastify/multipart'
import fastifyStatic from '@fastify/static'
import swagger from '@fastify/swagger'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import {
  type FastifyContextConfig,
  type FastifyInstance,
  type FastifyPluginAsync,
  type FastifyRequest,
  fastify,
  LogController,
} from 'fastify'
import type { Config } from './config.ts'
import { addBodies } from './http-body.ts'
import { kindOfPath, securityHeaders } from './http-headers.ts'
import { httpLimits, limitConnections, nodeServerOptions } from './http-limits.ts'
import { isForeign } from './http-origin.ts'
import { addProblems, answerBadAddress, answerBrokenRequest, languageOf, sendProblem } from './http-problems.ts'
import { addIdempotency, forgetReplies } from './idempotency.ts'
import { measureHttp } from './metrics.ts'
import { packageRoot } from './package-root.ts'
import { Problem } from './problem.ts'
import { createLimiter, forgetWindows } from './rate-limits.ts'
import type { Services } from './services.ts'

/** Name of the session's cookie: behind https one that no other host or path can set. */
export const sessionCookie = ({ publicUrl }: Pick<Config, 'publicUrl'>): string =>
  publicUrl.startsWith('https://') ? '__Host-suyuan' : 'suyuan_session'
const apiPrefix = '/api/v1'
const hour = 3_600_000

/** dist/web: three entries, each answering for the paths below it; unknown /api paths are a problem document. */
function addScreens(app: FastifyInstance): void {
  const root = join(packageRoot, 'dist', 'web')
  const built = existsSync(root)
  if (built) app.register(fastifyStatic, { root, index: false, wildcard: false, maxAge: '1h' })
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0]!
    if (path.startsWith('/api/') || request.method !== 'GET' || !built || /\.\w+$/.test(path)) {
      return sendProblem(reply, new Problem('platform.notFound', { what: path.slice(0, 200) }), languageOf(request))
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
  /** `off` for tests and benchmarks that ask thousands of things a second; the program never passes it. */
  readonly rates?: 'off'
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' ? value : undefined
}

function accessOf(config: FastifyContextConfig | undefined): { 'x-access'?: unknown } {
  return config && 'access' in config ? { 'x-access': config.access } : {}
}

function keepTablesSmall(app: FastifyInstance, { database, log }: Services): void {
  const sweep = async (): Promise<void> => {
    await forgetReplies(database.application)
    await forgetWindows(database.application)
  }
  const failed = (error: Error) => log.warn({ error: error.message }, 'old replies and rate windows were not removed')
  const timer = setInterval(() => void sweep().catch(failed), hour).unref()
  app.addHook('onClose', async () => clearInterval(timer))
}

/** The web server with everything that is not a capability: problems, sessions, idempotency, OpenAPI, health, screens. */
export async function createServer(services: Services, options: HttpOptions): Promise<FastifyInstance> {
  const { publicUrl } = services.config
  const app = fastify({
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: httpLimits.bodyBytes,
    trustProxy: 'loopback',
    http: nodeServerOptions,
    requestTimeout: httpLimits.requestMilliseconds,
    connectionTimeout: httpLimits.silentMilliseconds,
    keepAliveTimeout: httpLimits.keepAliveMilliseconds,
    routerOptions: { maxParamLength: httpLimits.parameterCharacters },
    frameworkErrors: answerBadAddress(publicUrl),
    clientErrorHandler: answerBrokenRequest(publicUrl),
  }).withTypeProvider<TypeBoxTypeProvider>()
  limitConnections(app.server)
  await app.register(cookie)
  await app.register(multipart, {
    limits: {
      fileSize: httpLimits.uploadBytes,
      files: httpLimits.uploadFiles,
      fields: httpLimits.uploadFields,
      fieldSize: httpLimits.uploadFieldBytes,
      parts: httpLimits.uploadFiles + httpLimits.uploadFields,
      headerPairs: httpLimits.headers,
    },
  })
  const limiter = options.rates === 'off' ? null : await createLimiter(app as unknown as FastifyInstance, services)
  await app.register(swagger, {
    // Who may call a route stands in its description: the same rule that is checked.
    transform: ({ schema, url, route }) => ({
      schema: { ...schema, ...accessOf(route.config) } as typeof schema,
      url,
    }),
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Suyuan',
        version: options.version,
        description:
          'Disputes of a county: records, links, alerts, tasks, mediation, reports. Errors are application/problem+json.',
      },
      components: {
        securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: sessionCookie(services.config) } },
      },
    },
  })
  const headers = {
    screen: securityHeaders('screen', publicUrl),
    phone: securityHeaders('phone', publicUrl),
    data: securityHeaders('data', publicUrl),
  }
  app.addHook('onRequest', async (request, reply) => {
    const kind = kindOfPath(request.url)
    reply.headers(headers[kind])
    if (kind === 'data') reply.header('cache-control', 'no-store')
    if (
      isForeign({
        method: request.method,
        fetchSite: headerOf(request, 'sec-fetch-site'),
        origin: headerOf(request, 'origin'),
        host: request.host,
        publicUrl,
      })
    )
      throw new Problem('platform.foreignOrigin')
    await limiter?.ofAddress(request)
    await options.authenticate(request, request.cookies[sessionCookie(services.config)])
    if (request.routeOptions.url?.startsWith(apiPrefix)) options.authorise(request)
    const account = options.actorOf(request)
    if (account !== null) await limiter?.ofAccount(request, account)
  })
  const printed = securityHeaders('print', publicUrl)
  app.addHook('onSend', async (_request, reply) => {
    if (reply.getHeader('content-type') === 'application/pdf') reply.headers(printed)
  })
  // A route without a rule is a hole that nobody sees: the program does not start with one.
  app.addHook('onRoute', ({ url, method, config }) => {
    if (url.startsWith(apiPrefix) && !('access' in (config ?? {})))
      throw new Error(
        `${String(method)} ${url} has no rule of access (config.access, docs/decisions/0004-least-view.md)`,
      )
  })
  addBodies(app as unknown as FastifyInstance)
  measureHttp(app)
  addProblems(app as unknown as FastifyInstance, services.log, options.actorOf)
  keepTablesSmall(app as unknown as FastifyInstance, services)
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
