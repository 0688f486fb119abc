import { once } from 'node:events'
import { connect } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/support/database.ts'
import { createServer } from './http.ts'
import { httpLimits } from './http-limits.ts'
import type { Services } from './services.ts'

let database: TestDatabase
let app: FastifyInstance
let secure: FastifyInstance
let port = 0
let runs = 0

async function started(services: Services): Promise<FastifyInstance> {
  const server = await createServer(services, {
    routes: [
      async (routes) => {
        const open = { access: { open: 'a test' } }
        routes.get('/pdf', { config: open }, async (_request, reply) =>
          reply.type('application/pdf').header('content-disposition', 'inline').send(Buffer.from('%PDF-1.7')),
        )
        routes.get('/broken', { config: open }, async () => {
          throw new Error('relation "王小明 15400001234" does not exist')
        })
        routes.get('/stream', { config: open }, async (_request, reply) => {
          reply.hijack()
          reply.raw.writeHead(200, reply.getHeaders() as Record<string, string>)
          reply.raw.end('data: 1\n\n')
        })
        routes.get('/named/:name', { config: open }, async (request) => request.params)
        routes.post('/echo', { config: open }, async (request) => ({ body: request.body ?? null, run: ++runs }))
        routes.post(
          '/page',
          {
            config: open,
            schema: { body: Type.Object({ limit: Type.Integer({ minimum: 1, maximum: 200 }) }) },
          },
          async (request) => request.body,
        )
        routes.post('/secret', { config: { ...open, unstored: true } }, async () => ({ secret: 'S3CRET', run: ++runs }))
        routes.post('/codes', { config: { ...open, rate: 'code' } }, async () => ({ sent: true }))
        routes.post('/reveal', { config: { ...open, rate: 'reveal' } }, async () => ({ shown: true }))
      },
    ],
    authenticate: async () => {},
    authorise: () => {},
    actorOf: (request) => (request.headers['x-account'] as string | undefined) ?? null,
    ready: async () => true,
    version: 'test',
  })
  await server.listen({ host: '127.0.0.1', port: 0 })
  return server
}

beforeAll(async () => {
  database = await testDatabase()
  const { services } = database
  app = await started(services)
  secure = await started({ ...services, config: { ...services.config, publicUrl: 'https://suyuan.zhuji.example' } })
  port = (app.server.address() as { port: number }).port
})
afterAll(async () => {
  await app?.close()
  await secure?.close()
  await database?.close()
})

const ask = (path: string, init: RequestInit = {}) => fetch(`http://127.0.0.1:${port}${path}`, init)
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  ask(`/api/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
  })
const codeOf = async (answer: Response): Promise<unknown> => ((await answer.json()) as { code?: string }).code

/** Bytes over a socket, as no client library would send them; resolves with everything that came back. */
async function raw(text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let answer = ''
  socket.on('data', (chunk) => {
    answer += chunk
  })
  socket.write(text)
  await once(socket, 'close')
  return answer
}

describe('headers', () => {
  it('stand on every kind of answer', async () => {
    const answers: Record<string, Response> = {
      page: await ask('/'),
      api: await ask('/api/v1/named/one'),
      pdf: await ask('/api/v1/pdf'),
      stream: await ask('/api/v1/stream'),
      'no such route': await ask('/api/v1/nothing'),
      'no such file': await ask('/nothing.js'),
      error: await ask('/api/v1/broken'),
      refused: await post('/echo', '{'),
      'bad address': await ask('/api/v1/named/%zz'),
      'long address': await ask(`/api/v1/named/${'x'.repeat(300)}`),
      health: await ask('/healthz'),
    }
    const seen = Object.fromEntries(
      Object.entries(answers).map(([kind, { headers }]) => [
        kind,
        {
          nosniff: headers.get('x-content-type-options'),
          referrer: headers.get('referrer-policy'),
          opener: headers.get('cross-origin-opener-policy'),
          resource: headers.get('cross-origin-resource-policy'),
          frames: headers.get('content-security-policy')?.includes("frame-ancestors 'none'"),
          inline: headers.get('content-security-policy')?.includes('unsafe'),
          camera: headers.get('permissions-policy')?.includes('camera=()'),
          banner: headers.get('server') ?? headers.get('x-powered-by'),
        },
      ]),
    )
    const wanted = {
      nosniff: 'nosniff',
      referrer: 'no-referrer',
      opener: 'same-origin',
      resource: 'same-origin',
      frames: true,
      inline: false,
      camera: true,
      banner: null,
    }
    expect(seen).toEqual(Object.fromEntries(Object.keys(answers).map((kind) => [kind, wanted])))
    const kept = Object.entries(answers)
      .filter(([kind]) => kind !== 'page' && kind !== 'no such file')
      .map(([kind, { headers }]) => [kind, headers.get('cache-control')])
    expect(kept.filter(([, value]) => value !== 'no-store')).toEqual([])
    expect(answers.page!.headers.get('strict-transport-security')).toBeNull()
    expect(answers['long address']!.status).toBe(414)
  })

  it('promise https only where the public address is https', async () => {
    const { port: other } = secure.server.address() as { port: number }
    const { headers } = await fetch(`http://127.0.0.1:${other}/api/v1/named/one`)
    expect(headers.get('strict-transport-security')).toBe('max-age=63072000; includeSubDomains')
    expect(headers.get('content-security-policy')).toContain('upgrade-insecure-requests')
  })

  it('an unforeseen error tells its id and nothing else', async () => {
    const text = await (await ask('/api/v1/broken')).text()
    expect(text).toContain('platform.internal')
    expect(text).not.toMatch(/王小明|15400001234|relation/)
  })

  it('bytes that are no HTTP are answered without an echo', async () => {
    const answer = await raw('GET /api/v1/named/\u0001 HTTP/1.1\r\nHost: x\r\nX-Secret: 15400001234\r\n\r\n')
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
    expect(answer).toContain("frame-ancestors 'none'")
    expect(answer).not.toContain('15400001234')
    const big = await raw(`GET / HTTP/1.1\r\nHost: x\r\nX-Big: ${'a'.repeat(httpLimits.headerBytes)}\r\n\r\n`)
    expect(big).toMatch(/^HTTP\/1\.1 431 /)
  })

  it('the collector of another machine gets no metrics', async () => {
    expect((await ask('/metrics')).status).toBe(200)
    expect((await ask('/metrics', { headers: { 'x-forwarded-for': '203.0.113.9' } })).status).toBe(404)
  })
})

describe('requests of another site', () => {
  const outcome = async (headers: Record<string, string>) => (await post('/echo', {}, headers)).status
  it('are refused by Sec-Fetch-Site, else by Origin; a program without a browser passes', async () => {
    const own = `http://127.0.0.1:${port}`
    expect({
      program: await outcome({}),
      own: await outcome({ origin: own, 'sec-fetch-site': 'same-origin' }),
      ownOldBrowser: await outcome({ origin: own }),
      sibling: await outcome({ origin: 'https://mail.zhuji.example', 'sec-fetch-site': 'same-site' }),
      foreign: await outcome({ origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }),
      foreignOldBrowser: await outcome({ origin: 'https://evil.example' }),
      file: await outcome({ origin: 'null' }),
    }).toEqual({
      program: 200,
      own: 200,
      ownOldBrowser: 200,
      sibling: 403,
      foreign: 403,
      foreignOldBrowser: 403,
      file: 403,
    })
    expect((await ask('/api/v1/named/one', { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(200)
  })
})

describe('bodies', () => {
  const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
  it.each([
    ['a form, as another site would send it', 'a=1', 'application/x-www-form-urlencoded', 415, 'platform.mediaType'],
    ['text', '{}', 'text/plain', 415, 'platform.mediaType'],
    ['an upload where none is taken', '--x--', 'multipart/form-data; boundary=x', 415, 'platform.mediaType'],
    ['half a body', '{"a":', 'application/json', 400, 'platform.notJson'],
    ['a prototype', '{"__proto__":{"role":"auditor"}}', 'application/json', 400, 'platform.notJson'],
    ['a constructor', '{"constructor":{"prototype":{"x":1}}}', 'application/json', 400, 'platform.notJson'],
    ['a NUL', '{"a":"x\\u0000y"}', 'application/json', 400, 'platform.badCharacters'],
    ['half a surrogate pair', '{"\\ud800":1}', 'application/json', 400, 'platform.badCharacters'],
    ['33 levels', nested(33), 'application/json', 400, 'platform.tooDeep'],
    ['400,000 brackets', '['.repeat(400_000), 'application/json', 400, 'platform.notJson'],
    ['100,000 levels', '['.repeat(100_000) + ']'.repeat(100_000), 'application/json', 400, 'platform.tooDeep'],
    [
      'GB 18030',
      new Uint8Array([0x7b, 0x22, 0xd6, 0xd0, 0x22, 0x3a, 0x31, 0x7d]),
      'application/json',
      400,
      'platform.notUtf8',
    ],
    ['more than a megabyte', `"${'x'.repeat(2 ** 20)}"`, 'application/json', 413, 'platform.tooLarge'],
  ] as const)('%s is refused', async (_name, body, type, status, code) => {
    const answer = await post('/echo', body, { 'content-type': type })
    expect([answer.status, await codeOf(answer)]).toEqual([status, code])
  })

  it('32 levels, an emoji and an escaped backslash pass', async () => {
    expect((await post('/echo', nested(32))).status).toBe(200)
    expect(await (await post('/echo', '{"a":"😡\\\\u0000"}')).json()).toMatchObject({ body: { a: '😡\\u0000' } })
  })

  it('a number without end passes no bound', async () => {
    for (const limit of ['1e400', 'Infinity', '-Infinity'])
      expect(await codeOf(await post('/page', { limit }))).toMatch(/^platform\.(notFinite|invalidRequest)$/)
    expect(await codeOf(await post('/echo', '{"a":[1e999]}'))).toBe('platform.notFinite')
    expect(await (await post('/page', { limit: '200' })).json()).toEqual({ limit: 200 })
  })

  it('a NUL in a path or a query is refused', async () => {
    expect(await codeOf(await ask('/api/v1/named/a%00b'))).toBe('platform.badCharacters')
    expect(await codeOf(await ask('/api/v1/named/a?q=%00'))).toBe('platform.badCharacters')
  })
})

describe('rates', () => {
  const from = (address: string, account?: string) => ({
    'x-forwarded-for': address,
    ...(account ? { 'x-account': account } : {}),
  })
  it('an address gets 60 codes in ten minutes, then hears when to come again; another one is not touched', async () => {
    for (let count = 0; count < 60; count++) expect((await post('/codes', {}, from('203.0.113.1'))).status).toBe(200)
    const refused = await post('/codes', {}, from('203.0.113.1'))
    expect(refused.status).toBe(429)
    const seconds = Number(refused.headers.get('retry-after'))
    expect(seconds).toBeGreaterThan(590)
    expect(seconds).toBeLessThanOrEqual(600)
    expect(await refused.json()).toMatchObject({ code: 'platform.tooManyRequests', parameters: { seconds } })
    expect((await post('/codes', {}, from('203.0.113.2'))).status).toBe(200)
    expect((await post('/codes', {})).status).toBe(200)
  })

  it('an account is counted over all addresses and all servers, and the table names neither', async () => {
    for (let count = 0; count < 60; count++)
      expect((await post('/reveal', {}, from(`198.51.100.${count}`, 'officer-1'))).status).toBe(200)
    const { port: other } = secure.server.address() as { port: number }
    const elsewhere = await fetch(`http://127.0.0.1:${other}/api/v1/reveal`, {
      method: 'POST',
      headers: from('198.51.100.99', 'officer-1'),
    })
    expect(elsewhere.status).toBe(429)
    expect((await post('/reveal', {}, from('198.51.100.1', 'officer-2'))).status).toBe(200)
    const { rows } = await database.services.database.application.query<{ subject: string }>(
      'select subject from platform.rate_window',
    )
    expect(JSON.stringify(rows)).not.toMatch(/officer|198\.51|203\.0/)
  })
})

describe('repeated requests', () => {
  it('get the first answer, which the table holds for nobody to read', async () => {
    const headers = { 'x-account': 'officer-3', 'idempotency-key': 'k1' }
    const first = await (await post('/echo', { name: '王小明' }, headers)).json()
    const again = await post('/echo', { name: '王小明' }, headers)
    expect(again.headers.get('idempotent-replay')).toBe('true')
    expect(await again.json()).toEqual(first)
    expect((await post('/echo', { name: '王小红' }, headers)).status).toBe(422)
    const { rows } = await database.services.database.application.query<{ reply: Buffer }>(
      'select reply from platform.idempotency',
    )
    expect(rows).toHaveLength(1)
    expect(rows[0]!.reply.includes(Buffer.from('王小明'))).toBe(false)
  })

  it('are carried out again where the answer holds a secret', async () => {
    const headers = { 'x-account': 'officer-3', 'idempotency-key': 'k2' }
    const runOf = async () => ((await (await post('/secret', {}, headers)).json()) as { run: number }).run
    expect(await runOf()).toBeLessThan(await runOf())
  })
})

describe('slow and many connections', () => {
  it('headers must be there within 15 s, a request within 5 min', () => {
    expect(app.server.headersTimeout).toBe(15_000)
    expect(app.server.requestTimeout).toBe(300_000)
    expect(app.server.timeout).toBe(120_000)
    expect(app.server.maxConnections).toBe(4_000)
  })
})
