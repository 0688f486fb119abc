import { execFileSync } from 'node:child_process'
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openPartySession } from '../../src/access/sign-in/sessions.ts'
import { sessionCookie } from '../../src/platform/http.ts'
import { runJobsOnce } from '../../src/platform/jobs.ts'
import { createLogger } from '../../src/platform/log.ts'
import type { Services } from '../../src/platform/services.ts'
import { runPipeline } from '../../src/programs/pipeline.ts'
import { jobs } from '../../src/programs/rooms.ts'
import { serve } from '../../src/programs/server.ts'
import type { Operation } from '../fuzz/operations.ts'
import { fillCounty, openWorld, type World } from '../fuzz/world.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

/**
 * Persons who exist nowhere else, in one dispute of the whole program; afterwards everything that the program left behind
 * is searched for them. A canary is found whole or not at all: masked forms are not canaries.
 */
const names = ['欧阳鹮鹭', '司徒鸂鶒']
const numbers = ['15499370011', '15499370022', '330681197805127714', '330681196911034419', '梧鹮苑十七幢1703室']
const canaries = [...names, ...numbers]
const found = (text: string, among: readonly string[] = canaries): string[] => among.filter((one) => text.includes(one))

const row = {
  警情编号: 'JQ-CANARY-1',
  报警时间: '2023-08-18 09:10:00',
  报警人: names[0]!,
  联系电话: numbers[0]!,
  证件号码: numbers[2]!,
  警情类别: '纠纷',
  发生地址: `浣东街道${numbers[4]}`,
  区划代码: '330681002',
  警情内容: `报警人${names[0]}（${numbers[0]}）称楼上住户${names[1]}（身份证${numbers[3]}，电话${numbers[1]}）家水管漏水，双方争吵。`,
  对方当事人: names[1]!,
  对方电话: numbers[1]!,
  对方证件号码: numbers[3]!,
  处置结果: '已劝解',
}

let database: TestDatabase
let services: Services
let app: FastifyInstance
let world: World
let folder = ''
let log = -1
let url = ''
let code = ''
const ids: Record<string, string> = {}
const sessions = new Map<string, string | null>()

beforeAll(async () => {
  database = await testDatabase('2023-08-19T09:00:00+08:00')
  folder = mkdtempSync(join(tmpdir(), 'suyuan-canary-'))
  log = openSync(join(folder, 'log'), 'a')
  const config = { ...database.services.config, host: '127.0.0.1', port: 0 }
  services = { ...database.services, config, log: createLogger('debug', log) }
  await fillCounty(services, 150)
  app = await serve(services, 'off')
  url = `http://127.0.0.1:${(app.server.address() as { port: number }).port}`
  world = await openWorld(services, app)
  for (const { name, cookie } of world.visitors) sessions.set(name, cookie)
  const stored = await ask('operator', 'POST', '/api/v1/records', {
    source: 'police110',
    supplier: 'canary',
    rows: [row],
  })
  expect(JSON.parse(stored.text)).toMatchObject({ accepted: 1 })
  await runPipeline(services, config.county)
  await runJobsOnce(services, jobs)
  const { rows } = await services.database.owner.query<Record<string, string>>(
    `select d.trace_code as code, d.id as dispute, r.id as record, p.party_id as party from intake.record r
     join linking.dispute_record m on m.county = r.county and m.record_id = r.id and m.to_at is null
     join linking.dispute d on d.county = m.county and d.id = m.dispute_id
     join linking.dispute_party p on p.county = d.county and p.dispute_id = d.id where r.number = $1 limit 1`,
    [row.警情编号],
  )
  Object.assign(ids, rows[0])
  code = ids.code!
  const token = await openPartySession(services, { disputeId: ids.dispute!, partyId: ids.party!, traceCode: code })
  sessions.set('own party', `${sessionCookie(config)}=${token}`)
}, 120_000)
afterAll(async () => {
  app?.server.closeAllConnections()
  await app?.close()
  await database?.close()
  if (log >= 0) closeSync(log)
  if (folder) rmSync(folder, { recursive: true, force: true })
})

async function ask(who: string, method: string, path: string, body?: object) {
  const cookie = sessions.get(who)
  const answer = await fetch(url + path, {
    method,
    headers: {
      ...(cookie ? { cookie } : {}),
      ...(body ? { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const headers = [...answer.headers].map(([name, value]) => `${name}: ${decodeURIComponent(value)}`).join('\n')
  return { status: answer.status, text: await answer.text(), headers }
}

/** Every address under which a GET could show the canary's dispute, record or party, and each list. */
function addressesOf({ path }: Operation): string[] {
  if (!path.includes('{')) return [path]
  return [code, ids.record!, ids.dispute!, ids.party!].map((value) => path.replace(/\{[^}]+\}/g, value))
}

it('whom no rule lets see the case meets nothing of it; nobody gets a phone, a number or a dwelling whole', async () => {
  const strangers = new Set([
    'nobody',
    'somebody with an old session',
    'bank',
    'leader',
    'auditor',
    'administrator',
    'party',
  ])
  const gets = world.operations.filter((one) => one.method === 'GET' && !/events$/.test(one.path))
  const leaks: string[] = []
  let bodies = 0
  for (const who of sessions.keys()) {
    if (who === 'own party') continue
    for (const address of gets.flatMap(addressesOf)) {
      const { text, headers } = await ask(who, 'GET', address)
      bodies++
      const hits = [...found(text, strangers.has(who) ? canaries : numbers), ...found(headers)]
      if (hits.length > 0) leaks.push(`${who} ${address}: ${hits.join(', ')}`)
    }
  }
  expect(bodies).toBeGreaterThan(1_000)
  expect(leaks).toEqual([])
}, 120_000)

it('searching, revealing, applying, refusing and failing leave nothing in logs, metrics, events, files’ names or tables', async () => {
  const reason = '核对当事人联系方式'
  await ask('operator', 'POST', '/api/v1/disputes/search', { q: numbers[0]! })
  await ask('operator', 'POST', '/api/v1/disputes/search', { q: names[0]! })
  await ask('operator', 'POST', `/api/v1/disputes/${code}/reveal`, { field: `party:${ids.party}:phone`, reason })
  const bad: string[] = []
  for (const body of [
    { source: numbers[2], rows: [row] },
    { source: 'police110', rows: [{ ...row, 报警时间: numbers[1] }] },
    { rows: numbers[0] },
  ])
    bad.push((await ask('operator', 'POST', '/api/v1/records', body)).text)
  bad.push((await ask('nobody', 'POST', '/api/v1/session', { login: names[0]!, password: numbers[2]! })).text)
  bad.push((await ask('nobody', 'POST', '/api/v1/party/codes', { traceCode: code, phone: numbers[0]! })).text)
  bad.push(
    (await ask('nobody', 'POST', '/api/v1/party/session', { traceCode: code, phone: numbers[0]!, code: '000000' }))
      .text,
  )
  expect(found(bad.join('\n'), numbers)).toEqual([])
  const pack = await ask('own party', 'POST', '/api/v1/documents', {
    kind: 'filingPack',
    subject: ids.dispute!,
    form: 'suit',
  })
  const made = JSON.parse(pack.text) as { id?: string }
  if (made.id) expect(found((await ask('own party', 'GET', `/api/v1/documents/${made.id}.pdf`)).headers)).toEqual([])
  await runJobsOnce(services, jobs)
  // The database itself repeats what it refuses: none of it may reach the log.
  services.log.error({ error: `invalid input syntax for type uuid: "${numbers[2]}"`, stack: new Error(names[0]).stack })
  expect(found(readFileSync(join(folder, 'log'), 'utf8'))).toEqual([])
  expect(found((await ask('nobody', 'GET', '/metrics')).text)).toEqual([])

  const { owner } = services.database
  const { rows: tables } = await owner.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema') order by 1`,
  )
  const holding: Record<string, string[]> = {}
  for (const { name } of tables) {
    // bytea shows itself as hex: a name kept as bytes in clear would be found in that form.
    const { rows } = await owner.query<{ text: string }>(`select to_jsonb(t)::text as text from ${name} t`)
    const text = rows.map((one) => one.text).join('\n')
    const hits = canaries.filter((one) => text.includes(one) || text.includes(Buffer.from(one).toString('hex')))
    if (hits.length > 0) holding[name] = hits
  }
  expect(tables.length).toBeGreaterThan(90)
  // The on-screen outbox stands in for a gateway: it must know where a code goes (program only, docs/security.md).
  expect(holding).toEqual({ 'platform.outbox': [numbers[0]] })
}, 60_000)

it('the live stream tells what happened from its first event on, with the headers of every answer and nobody in it', async () => {
  const ending = new AbortController()
  const answer = await fetch(`${url}/api/v1/events`, {
    headers: { cookie: sessions.get('operator')!, 'last-event-id': '1' },
    signal: ending.signal,
  })
  expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
  let text = ''
  const timer = setTimeout(() => ending.abort(), 1_500)
  const decoder = new TextDecoder()
  try {
    for await (const chunk of answer.body!) text += decoder.decode(chunk as Uint8Array, { stream: true })
  } catch (error) {
    if ((error as Error).name !== 'AbortError') throw error
  }
  clearTimeout(timer)
  ending.abort()
  expect(text.split('\nevent: ').length).toBeGreaterThan(10)
  expect(found(text)).toEqual([])
})

it('the ledger’s public files and the printed code hold nothing but hashes and an address', async () => {
  const { rows } = await services.database.owner.query<{ n: number }>('select count(*)::int as n from ledger.entry')
  const tiles: string[] = []
  for (let at = 0; at * 256 < rows[0]!.n; at++) {
    const width = Math.min(256, rows[0]!.n - at * 256)
    const part = width === 256 ? '' : `.p/${width}`
    for (const level of ['entries', '0']) {
      const { status, text } = await ask(
        'nobody',
        'GET',
        `/api/v1/ledger/tile/${level}/${String(at).padStart(3, '0')}${part}`,
      )
      expect(status).toBe(200)
      tiles.push(text)
    }
  }
  expect(found(tiles.join('\n'))).toEqual([])
  const { text: svg } = await ask('operator', 'GET', `/api/v1/disputes/${code}/qr.svg`)
  expect(found(svg)).toEqual([])
  if (!existsSync('/usr/bin/zbarimg')) throw new Error('zbar-tools is missing: tools/packages.js names it')
  expect(decoded(svg)).toBe(`${services.config.publicUrl}/t/${code}`)
})

/** What an independent reader sees in the code: the picture's runs of black drawn as a bitmap and given to zbarimg. */
function decoded(svg: string): string {
  const size = Number(/viewBox="0 0 (\d+) /.exec(svg)![1])
  const scale = 6
  const dark = Array.from({ length: size }, () => new Uint8Array(size))
  const path = /<path stroke[^>]* d="([^"]+)"/.exec(svg)![1]!
  let [x, y] = [0, 0]
  for (const [, sign, first, second] of path.matchAll(/([Mmh])(-?[\d.]+)(?: (-?[\d.]+))?/g)) {
    if (sign === 'M') [x, y] = [Number(first), Number(second)]
    else if (sign === 'm') [x, y] = [x + Number(first), y + Number(second)]
    else {
      dark[Math.floor(y)]!.fill(1, x, x + Number(first))
      x += Number(first)
    }
  }
  const pixels = Buffer.alloc((size * scale) ** 2, 255)
  for (let line = 0; line < size * scale; line++)
    for (let at = 0; at < size * scale; at++)
      if (dark[Math.floor(line / scale)]![Math.floor(at / scale)]) pixels[line * size * scale + at] = 0
  const file = join(folder, 'code.pgm')
  writeFileSync(file, Buffer.concat([Buffer.from(`P5 ${size * scale} ${size * scale} 255\n`), pixels]))
  return execFileSync('/usr/bin/zbarimg', ['--quiet', '--raw', file], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim()
}

it('no address takes what somebody types: query parameters are codes, ids, days and choices', () => {
  const free = world.operations.flatMap(({ path, parameters }) =>
    parameters
      .filter(
        ({ in: place, schema }) => place === 'query' && schema.type === 'string' && !schema.pattern && !schema.format,
      )
      .map(({ name }) => `${path} ${name}`),
  )
  const typed = free.filter((one) => / (q|name|phone|text|search|idNumber|address)$/.test(one))
  expect(typed).toEqual([])
})
