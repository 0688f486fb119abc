import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Secret, TOTP } from 'otpauth'
import { type Browser, type BrowserContext, chromium } from 'playwright-core'
import { generateCounty } from '../../demo/county.ts'
import { csvText } from '../../demo/csv.ts'
import { type SourceKey, sharedColumns, sources } from '../../src/vocabulary/sources.ts'
import { ensureBuilt } from '../../tools/build.js'

export const password = 'a password for tests'

/** Sends as a person; also the steps of signing in use it. */
type Post = <Body>(path: string, body?: object) => Promise<Body>

interface Half {
  readonly step: 'code' | 'enrol' | 'password' | null
}

/** Authenticator apps by login, kept as a phone would: one person signs in more than once in a run. */
const apps = new Map<string, { readonly app: TOTP; last: number }>()

/** The app's next code that was not used yet: the server refuses one that was, so that the one of the step to come is taken. */
async function freshCode(key: string): Promise<string> {
  const held = apps.get(key)!
  const step = Math.max(Math.floor(Date.now() / 30_000), held.last + 1)
  held.last = step
  // Two steps ahead is refused too: whoever signs in that often waits as a person would.
  while (step > Math.floor(Date.now() / 30_000) + 1) await sleep(500)
  return held.app.generate({ timestamp: step * 30_000 })
}

/** Login, password, and the second factor as the server asks for it: enrolled at the first sign-in, then by code. */
export async function signInWith(post: Post, key: string, login: string, word: string): Promise<void> {
  const { step } = await post<Half>('/session', { login, password: word })
  if (step === 'enrol') {
    const { secret } = await post<{ secret: string }>('/session/enrol')
    apps.set(key, { app: new TOTP({ secret: Secret.fromBase32(secret) }), last: 0 })
    await post('/session/enrol/code', { code: await freshCode(key) })
  } else if (step === 'code') await post('/session/code', { code: await freshCode(key) })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

/** Runs one command of the real program to its end; returns what it printed on stdout. Throws with its stderr. */
async function command(args: readonly string[], input = ''): Promise<string> {
  const child = spawn(process.execPath, ['bin/suyuan.js', ...args], { stdio: ['pipe', 'pipe', 'pipe'] })
  child.stdin.end(input)
  let out = ''
  let wrong = ''
  child.stdout.on('data', (chunk) => {
    out += chunk
  })
  child.stderr.on('data', (chunk) => {
    wrong += chunk
  })
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`suyuan ${args.join(' ')} ended with ${code}\n${wrong}`)
  return out
}

export interface Answer<Body> {
  readonly status: number
  readonly body: Body
}

/** Somebody with a session: what the screens do, without a screen. */
export interface Person {
  get<Body>(path: string): Promise<Body>
  post<Body>(path: string, body?: object): Promise<Body>
  /** Answers also when the server refuses. */
  send<Body>(method: 'GET' | 'POST', path: string, body?: object): Promise<Answer<Body>>
  /** The same session in a browser. */
  context(browser: Browser, size: { width: number; height: number }): Promise<BrowserContext>
}

export function person(url: () => string): Person {
  let cookie: { name: string; value: string } | null = null
  const send: Person['send'] = async (method, path, body) => {
    const reply = await fetch(`${url()}/api/v1${path}`, {
      method,
      headers: {
        ...(cookie ? { cookie: `${cookie.name}=${cookie.value}` } : {}),
        ...(body ? { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() } : {}),
      },
      body: body ? JSON.stringify(body) : undefined,
    })
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(reply.headers.getSetCookie()[0] ?? '') ?? []
    if (name && value) cookie = { name, value }
    const text = await reply.text()
    return { status: reply.status, body: (text === '' ? null : JSON.parse(text)) as never }
  }
  const good = async <Body>(method: 'GET' | 'POST', path: string, body?: object): Promise<Body> => {
    const answer = await send<Body>(method, path, body)
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  return {
    send,
    get: (path) => good('GET', path),
    post: (path, body = {}) => good('POST', path, body),
    async context(browser, viewport) {
      const context = await browser.newContext({ viewport, locale: 'zh-CN' })
      if (cookie) await context.addCookies([{ ...cookie, url: url() }])
      return context
    },
  }
}

export interface Program {
  readonly folder: string
  url(): string
  /** A command beside the running server, on its data. */
  command(...args: string[]): Promise<string>
  /** Sets passwords by the program's own command and signs in. */
  officers<const Logins extends readonly string[]>(...logins: Logins): Promise<{ [Index in keyof Logins]: Person }>
  citizen(traceCode: string, phone: string): Promise<Person>
  /** The code that was last sent to a phone. */
  code(phone: string): Promise<string>
  /** Stops the program and starts it with a later clock, as an operator of a demonstration would. */
  restart(clock: string): Promise<void>
  close(): Promise<void>
}

/** The real program on a data folder of its own, filled by its own commands: a quiet county until `until`, no story. */
export async function startProgram(options: {
  from: string
  until: string
  records: number
  seed: string
}): Promise<Program> {
  await ensureBuilt({ screens: true })
  const folder = mkdtempSync(join(tmpdir(), 'suyuan-e2e-'))
  const data = join(folder, 'data')
  const port = await freePort()
  const url = () => `http://127.0.0.1:${port}`
  let child: ChildProcess | null = null
  const run = async (clock: string): Promise<void> => {
    const args = ['bin/suyuan.js', 'start', '--port', String(port), '--data-dir', data, '--clock', clock]
    child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] })
    let said = ''
    await new Promise<void>((resolve, reject) => {
      child!.stderr!.on('data', (chunk) => {
        said += chunk
        if (said.includes('ready at')) resolve()
      })
      child!.once('exit', (code) => reject(new Error(`the program ended with ${code}\n${said}`)))
    })
  }
  const stop = async (): Promise<void> => {
    if (!child || child.exitCode !== null) return
    child.removeAllListeners('exit')
    const ended = once(child, 'exit')

    child.kill('SIGINT')
    await ended
  }
  const beside = (...args: string[]) => command([...args, '--data-dir', data])
  await run(`${options.from}T00:00+08:00@1`)
  const county = join(folder, 'county')
  generateCounty({
    seed: options.seed,
    from: options.from,
    until: options.until,
    records: options.records,
    folder: county,
  })
  for (const file of referenceOrder(readdirSync(join(county, 'reference'))))
    await beside('import-reference', file.replace(/\.csv$/, ''), join(county, 'reference', file))
  await beside('replay', county, '--until', options.until)
  const outbox = person(url)
  const code = async (phone: string): Promise<string> => {
    const { items } = await outbox.get<{ items: { to: string; text: string }[] }>('/outbox')
    const message = items.find((one) => one.to === phone)
    if (!message) throw new Error(`no code was sent to ${phone}`)
    return /\d{6}/.exec(message.text)![0]
  }
  return {
    folder,
    url,
    command: beside,
    async officers(...logins) {
      await command(['password', ...logins, '--data-dir', data], `${password}\n`)
      const people: Person[] = []
      for (const login of logins) {
        const one = person(url)
        await signInWith(one.post, `${folder}|${login}`, login, password)
        people.push(one)
      }
      return people as never
    },
    async citizen(traceCode, phone) {
      const one = person(url)
      await one.post('/party/codes', { traceCode, phone })
      await one.post('/party/session', { traceCode, phone, code: await code(phone) })
      return one
    },
    code,
    async restart(clock) {
      await stop()
      await run(clock)
    },
    async close() {
      await stop()
      // As root the cluster lies where its own user can reach it, and the data folder holds a pointer.
      const pointer = join(data, 'cluster.path')
      if (existsSync(pointer)) rmSync(dirname(readFileSync(pointer, 'utf8').trim()), { recursive: true, force: true })
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Agencies before their officers, the rest as it comes. */
function referenceOrder(files: readonly string[]): string[] {
  const first = ['agencies.csv', 'officers.csv']
  return [...first.filter((file) => files.includes(file)), ...files.filter((file) => !first.includes(file))]
}

type Rows = Readonly<Partial<Record<SourceKey, readonly Readonly<Record<string, string>>[]>>>

/** The same rows with an S before every number, so that two generated sets never claim one number. */
export function renumbered(rows: Rows): Rows {
  return Object.fromEntries(
    Object.entries(rows).map(([source, list]) => {
      const { numberColumn } = sources[source as SourceKey]
      return [source, list.map((row) => ({ ...row, [numberColumn]: `S${row[numberColumn]}` }))]
    }),
  )
}

/** Writes rows as departments' exports, `SOURCE.csv`, for `suyuan replay`. */
export function writeExports(folder: string, rows: Rows): void {
  mkdirSync(folder, { recursive: true })
  for (const [source, list] of Object.entries(rows))
    if (list.length > 0)
      writeFileSync(
        join(folder, `${source}.csv`),
        csvText([...sources[source as SourceKey].columns, ...sharedColumns], list),
      )
}

export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
}

/** Waits until `check` gives something; throws with `what` after `seconds`. */
export async function until<Value>(
  what: string,
  check: () => Promise<Value | null | undefined | false>,
  seconds = 20,
): Promise<Value> {
  const end = Date.now() + seconds * 1000
  for (;;) {
    const value = await check()
    if (value) return value
    if (Date.now() > end) throw new Error(`waited ${seconds} s for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}
