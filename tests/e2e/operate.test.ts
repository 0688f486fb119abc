import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parse } from 'csv-parse/sync'
import { Secret, TOTP } from 'otpauth'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { generateCounty } from '../../demo/county.ts'
import { openDatabase } from '../../src/platform/database.ts'
import { migrate, readMigrations } from '../../src/platform/migrations.ts'

const root = join(import.meta.dirname, '..', '..')
const folder = mkdtempSync(join(tmpdir(), 'suyuan-operate-'))
const county = join(folder, 'county')
const store = join(folder, 'store')
const at = (name: string): string => join(folder, name)

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

const children: ChildProcess[] = []
/** What a person's shell would hold: none of the program's own variables, messages in English. */
const environment = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('SUYUAN_'))),
  DATABASE_URL: '',
  LC_ALL: 'en_US.UTF-8',
}

function launch(words: readonly string[], extra: Record<string, string> = {}): ChildProcess {
  const child = spawn(process.execPath, [join(root, 'bin', 'suyuan.js'), ...words], {
    // Commands run from anywhere, not only from the checkout.
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...environment, ...extra },
  })
  children.push(child)
  return child
}

async function suyuan(words: readonly string[], extra: Record<string, string> = {}): Promise<Ended> {
  const child = launch(words, extra)
  const said = { out: '', err: '' }
  child.stdout!.on('data', (chunk) => {
    said.out += chunk
  })
  child.stderr!.on('data', (chunk) => {
    said.err += chunk
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), 60_000)
  const [code] = (await once(child, 'close')) as [number | null]
  clearTimeout(timer)
  return { code, ...said }
}

const lines = (text: string): string[] => text.trim().split('\n')
const lastJson = (ended: Ended) => JSON.parse(lines(ended.out).at(-1) ?? 'null')

/** A refusal that an operator can act on: exit 1, one line, no stack. */
function expectRefusal(ended: Ended, words: RegExp): void {
  expect(ended.code, ended.err).toBe(1)
  expect(lines(ended.err)).toHaveLength(1)
  expect(ended.err).toMatch(words)
  expect(ended.out).toBe('')
}

async function good(words: readonly string[], extra?: Record<string, string>): Promise<Ended> {
  const ended = await suyuan(words, extra)
  expect(ended.code, ended.err).toBe(0)
  return ended
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

const alive = (pid: number): boolean =>
  existsSync(`/proc/${pid}`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))

const clusterOf = (dataDir: string): string =>
  existsSync(join(dataDir, 'cluster.path'))
    ? readFileSync(join(dataDir, 'cluster.path'), 'utf8').trim()
    : join(dataDir, 'postgres')

function postmasterOf(dataDir: string): number | null {
  const file = join(clusterOf(dataDir), 'postmaster.pid')
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : null
}

const rowsOf = (source: string): Record<string, string>[] =>
  parse(readFileSync(join(county, `${source}.csv`)), { columns: true, bom: true })
const sumOf = (counts: Record<string, number>): number =>
  counts.accepted! + counts.duplicates! + counts.updated! + counts.rejected! + counts.excluded!

beforeAll(async () => {
  // Compiles the program where that has not been done.
  await good(['--version'])
  generateCounty({ folder: county, records: 300, from: '2023-05-01', until: '2023-08-01' })
  // Two line separators of Unicode in one name: a backup is cut at LF only.
  const agencies = join(county, 'reference', 'agencies.csv')
  const [first] = parse(readFileSync(agencies), { columns: true, bom: true }) as Record<string, string>[]
  const odd: Record<string, string> = {
    ...first,
    机构编码: 'odd',
    名称: '甲\u2028乙\u2029丙',
    类别: 'department',
    上级机构编码: '',
  }
  appendFileSync(
    agencies,
    `${Object.keys(first!)
      .map((column) => odd[column])
      .join(',')}\n`,
  )
}, 60_000)

afterAll(async () => {
  for (const child of children) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
  for (const name of ['store', 'restored']) {
    const pid = postmasterOf(at(name))
    if (pid && alive(pid)) process.kill(pid, 'SIGQUIT')
    const cluster = clusterOf(at(name))
    if (!cluster.startsWith(folder)) rmSync(dirname(cluster), { recursive: true, force: true })
  }
  await sleep(100)
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

describe('a real county, from the first run to a restored backup', { timeout: 120_000 }, () => {
  let password = ''
  let server: ChildProcess
  let port = 0
  const url = (path: string): string => `http://127.0.0.1:${port}${path}`

  it('is set up once as a production store', async () => {
    const setup = await good(['setup', '--county', '330681', '--administrator', 'zhang', '--data-dir', store])
    expect(lines(setup.out)).toHaveLength(1)
    ;({ password } = lastJson(setup))
    expect(password.length).toBeGreaterThanOrEqual(16)
    expect(setup.err).not.toContain(password)
    expectRefusal(
      await suyuan(['start', '--clock', '2023-06-01T08:00+08:00', '--data-dir', store]),
      /demonstration clock is refused/,
    )
  })

  it('serves its administrator, keeps no outbox, and gives names only for a purpose', async () => {
    port = await freePort()
    server = launch(['start', '--port', String(port), '--data-dir', store])
    let said = ''
    for await (const chunk of server.stderr!) {
      said += chunk
      if (said.includes('Suyuan is ready at')) break
    }
    expect(said).toContain(`http://127.0.0.1:${port}`)
    expect((await fetch(url('/readyz'))).status).toBe(200)
    const signIn = (word: string) =>
      fetch(url('/api/v1/session'), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ login: 'zhang', password: word }),
      })
    expect((await signIn('a wrong password')).status).toBe(401)
    // Production: the printed password, an authenticator app and an own password, in this order.
    let cookie = ''
    const step = async (path: string, body?: object) => {
      const reply = await fetch(url(`/api/v1/session${path}`), {
        method: 'POST',
        headers: { cookie, ...(body ? { 'content-type': 'application/json' } : {}) },
        ...(body ? { body: JSON.stringify(body) } : {}),
      })
      cookie = reply.headers.getSetCookie()[0]?.split(';')[0] ?? cookie
      return { status: reply.status, body: await reply.json() }
    }
    expect(await step('', { login: 'zhang', password })).toMatchObject({
      status: 200,
      body: { officer: null, step: 'enrol' },
    })
    const { secret } = (await step('/enrol')).body
    const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate()
    const enrolled = await step('/enrol/code', { code })
    expect(enrolled.body).toMatchObject({ officer: null, step: 'password' })
    expect(enrolled.body.recoveryCodes).toHaveLength(10)
    expect(await step('/password', { next: 'password1234' })).toMatchObject({
      status: 400,
      body: { code: 'access.passwordCommon' },
    })
    expect((await step('/password', { next: 'orchid-lantern-42-bridge' })).body).toMatchObject({
      step: null,
      officer: { role: 'administrator', agency: expect.stringContaining('社会治理中心') },
      messages: 'none',
    })
    expect((await signIn(password)).status).toBe(401)
    expect(await (await fetch(url('/api/v1/outbox'))).json()).toEqual({ items: [] })
    const parties = ['export', 'parties', '--out', at('parties.csv'), '--data-dir', store]
    expectRefusal(await suyuan(parties), /--purpose/)
    expect(existsSync(at('parties.csv'))).toBe(false)
    expectRefusal(
      await suyuan(['setup', '--county', '330681', '--administrator', 'li', '--data-dir', store]),
      /set up already/,
    )
  })

  it('says which port is taken and goes on serving', async () => {
    expectRefusal(await suyuan(['start', '--port', String(port), '--data-dir', store]), /Port \d+ is taken.*--port/)
    expect((await fetch(url('/readyz'))).status).toBe(200)
  })

  it('imports reference data and sources beside the running server, each row once', async () => {
    for (const kind of ['agencies', 'population'])
      await good(['import-reference', kind, join(county, 'reference', `${kind}.csv`), '--data-dir', store])
    const load = async (source: string, ...more: string[]) =>
      lastJson(await good(['import', source, join(county, `${source}.csv`), '--data-dir', store, ...more]))
    const rehearsed = await load('complaint', '--dry-run')
    const { seconds, ...stored } = await load('complaint')
    expect(seconds).toBeGreaterThan(0)
    // A dry run stores nothing: the real one finds every row new.
    expect(stored).toEqual({ ...rehearsed, seconds: undefined })
    expect(stored.accepted).toBeGreaterThan(20)
    expect(sumOf(stored)).toBe(rowsOf('complaint').length)
    const again = await load('complaint')
    expect(again).toMatchObject({ accepted: 0, updated: 0, rejected: stored.rejected, excluded: stored.excluded })
    expect(again.duplicates).toBe(stored.accepted + stored.updated + stored.duplicates)
    expect((await load('mediation')).accepted).toBeGreaterThan(5)
    await good(['export', 'links', '--purpose', 'check', '--out', at('links.csv'), '--data-dir', store])
    const links = parse(readFileSync(at('links.csv')), { columns: true }) as Record<string, string>[]
    const numbers = (source: string, column: string) => new Set(rowsOf(source).map((row) => row[column]!.trim()))
    expect(links.filter((link) => link.source === 'complaint').length).toBe(stored.accepted)
    for (const { source, number } of links)
      expect(numbers(source!, source === 'complaint' ? '工单号' : '调解案号')).toContain(number)
    await good(['export', 'parties', '--purpose', 'check', '--out', at('parties.csv'), '--data-dir', store])
    const names = new Set(
      rowsOf('complaint')
        .map((row) => row.诉求人!)
        .filter((name) => name.length > 2),
    )
    const parties = parse(readFileSync(at('parties.csv')), { columns: true }) as Record<string, string>[]
    expect(parties.length).toBeGreaterThan(links.length)
    expect(parties.filter((party) => names.has(party.name!))).toEqual([])
  })

  it('exits 2 on wrong usage', async () => {
    const wrong = [
      ['import', 'rumour', 'x.csv'],
      ['import', 'complaint', 'x.csv', '--quickly'],
      ['start', '--port', '70000'],
      ['import-reference', 'horoscopes', 'x.csv'],
      ['fly'],
    ]
    for (const words of wrong) expect(await suyuan(words), words.join(' ')).toMatchObject({ code: 2, out: '' })
  })

  it('ends on Ctrl-C with its worker and database', async () => {
    const database = postmasterOf(store)!
    expect(alive(database)).toBe(true)
    const closed = once(server, 'exit')
    server.kill('SIGINT')
    expect(await closed).toEqual([0, null])
    expect(postmasterOf(store)).toBeNull()
    expect(alive(database)).toBe(false)
  })

  it('comes back from its backup, byte for byte, and its ledger verifies', async () => {
    const backup = at('suyuan.gz')
    await good(['backup', backup, '--data-dir', store])
    const restored = lastJson(await good(['restore', backup, '--data-dir', at('restored')]))
    expect(restored.tables).toBeGreaterThan(20)
    expect(restored.ledger.size).toBeGreaterThan(rowsOf('complaint').length)
    expect(restored.ledger.signedBy).toHaveLength(1)
    expect(restored.ledger.traceCodes).toBeGreaterThan(20)
    await good([
      'export',
      'links',
      '--purpose',
      'check',
      '--out',
      at('links-restored.csv'),
      '--data-dir',
      at('restored'),
    ])
    expect(readFileSync(at('links-restored.csv'))).toEqual(readFileSync(at('links.csv')))
    expectRefusal(await suyuan(['restore', backup, '--data-dir', store]), /is in use.*--data-dir/)
    const bytes = readFileSync(backup)
    writeFileSync(at('cut.gz'), bytes.subarray(0, Math.floor(bytes.length / 2)))
    writeFileSync(at('letter.gz'), 'not a backup')
    for (const damaged of ['cut.gz', 'letter.gz'])
      expectRefusal(await suyuan(['restore', at(damaged), '--data-dir', at('cut')]), /cannot be used.*Take another/)
    expect(existsSync(at('cut'))).toBe(false)
  })

  it('is examined by doctor, which exits 1 while something needs mending', async () => {
    type Finding = { what: string; good: boolean; mend: string }
    const examine = async (expected: boolean, extra: Record<string, string>) => {
      const ended = await suyuan(['doctor', '--json', '--data-dir', store], extra)
      const findings = lastJson(ended) as Finding[]
      expect(findings.find(({ what }) => what === 'mode')).toMatchObject({ good: expected })
      expect(ended.code).toBe(findings.every((finding) => finding.good) ? 0 : 1)
      for (const finding of findings) if (!finding.good) expect(finding.mend).not.toBe('')
      return findings
    }
    await examine(false, {})
    const reached = await examine(true, { SUYUAN_PUBLIC_URL: 'https://suyuan.example' })
    // No way to a citizen's phone is a fault of a production store, said with its mend.
    expect(reached.find(({ what }) => what === 'messages')).toMatchObject({
      good: false,
      mend: expect.stringContaining('SUYUAN_SMS_URL'),
    })
    writeFileSync(at('file'), '')
    expectRefusal(await suyuan(['start', '--data-dir', at('file')]), /cannot be used.*--data-dir/)
    const findings = lastJson(await suyuan(['doctor', '--json', '--data-dir', at('file')])) as Finding[]
    expect(findings.filter(({ good }) => !good).map(({ what }) => what)).toEqual(
      expect.arrayContaining(['data folder']),
    )
  })
})

const debian = '/usr/lib/postgresql/15/bin'

describe.runIf(existsSync(join(debian, 'initdb')))("an outside PostgreSQL (Debian's 15)", { timeout: 90_000 }, () => {
  const cluster = mkdtempSync(join(tmpdir(), 'suyuan-outside-'))
  let postgres: ChildProcess
  let port = 0
  const address = (database: string): string => `postgresql://suyuan@127.0.0.1:${port}/${database}`
  const outside = (database: string) => ({
    DATABASE_URL: address(database),
    SUYUAN_DATA_DIR: at(`outside-${database}`),
  })

  beforeAll(async () => {
    // PostgreSQL refuses root.
    const [, , uid, gid] = readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((line) => line.startsWith('postgres:'))!
      .split(':')
    const identity = process.getuid?.() === 0 ? { uid: Number(uid), gid: Number(gid) } : {}
    if ('uid' in identity) chownSync(cluster, identity.uid!, identity.gid!)
    const initdb = ['-D', join(cluster, 'data'), '-U', 'suyuan', '-E', 'UTF8', '--locale=C.UTF-8', '-A', 'trust', '-N']
    execFileSync(join(debian, 'initdb'), initdb, { stdio: 'pipe', cwd: '/', ...identity })
    port = await freePort()
    const settings = ['-p', String(port), '-k', cluster, '-c', 'fsync=off']
    postgres = spawn(join(debian, 'postgres'), ['-D', join(cluster, 'data'), ...settings], {
      stdio: 'ignore',
      cwd: '/',
      ...identity,
    })
    children.push(postgres)
    for (let attempt = 0; ; attempt++) {
      const client = new pg.Client(address('postgres'))
      try {
        await client.connect()
        await client.query('create database county')
        await client.query(`create database plain template template0 locale 'C' encoding 'UTF8'`)
        await client.end()
        return
      } catch (error) {
        await client.end().catch(() => {})
        if (attempt > 100) throw error
        await sleep(100)
      }
    }
  }, 60_000)

  afterAll(async () => {
    const ended = once(postgres, 'exit')
    postgres.kill('SIGINT')
    await ended
    rmSync(cluster, { recursive: true, force: true })
  })

  it('takes an import and gives it back', async () => {
    const counts = lastJson(await good(['import', 'complaint', join(county, 'complaint.csv')], outside('county')))
    expect(sumOf(counts)).toBe(rowsOf('complaint').length)
    await good(['export', 'links', '--purpose', 'check', '--out', at('links-outside.csv')], outside('county'))
    expect(parse(readFileSync(at('links-outside.csv')), { columns: true })).toHaveLength(counts.accepted)
    expect(postmasterOf(at('outside-county'))).toBeNull()
  })

  it('is refused where it cannot compare Chinese, or is not there', async () => {
    expectRefusal(
      await suyuan(['export', 'links', '--purpose', 'check', '--out', at('none.csv')], outside('plain')),
      /show_trgm/,
    )
    const nowhere = { ...outside('county'), DATABASE_URL: 'postgresql://suyuan@127.0.0.1:1/county' }
    expectRefusal(
      await suyuan(['export', 'links', '--purpose', 'check', '--out', at('none.csv')], nowhere),
      /cannot be reached.*DATABASE_URL/,
    )
  })
})

describe('a store of the version before', { timeout: 60_000 }, () => {
  it('keeps its rows when the program opens it, and a changed migration is refused', async () => {
    const { host, port, user, password } = inject('postgres')
    const name = `upgrade_${process.pid}`
    const admin = new pg.Client({ host, port, user, password, database: 'postgres' })
    await admin.connect()
    await admin.query(`create database ${name}`)
    const database = openDatabase({ host, port, user, password, database: name }, 1)
    const owner = database.owner
    try {
      const migrations = readMigrations()
      expect(await migrate(owner, migrations.slice(0, -1))).toHaveLength(migrations.length - 1)
      await owner.query(`insert into platform.setting values ('330681', 'kept', '{"a": 1}')`)
      await owner.query(
        `insert into intake.mapping_profile values ('330681', 'complaint', 'zhuji', 'kept', 1, '{"留言编号": "工单号"}', null, '2023-08-01')`,
      )
      const counted = async () =>
        (await owner.query('select count(*)::int as count from platform.migration')).rows[0].count
      await good(['export', 'links', '--purpose', 'check', '--out', at('upgraded.csv')], {
        DATABASE_URL: `postgresql://${user}:${password}@localhost:${port}/${name}?host=${encodeURIComponent(host)}`,
        SUYUAN_DATA_DIR: at('upgrade'),
      })
      expect(await counted()).toBe(migrations.length)
      const { rows: settings } = await owner.query(`select value from platform.setting where name = 'kept'`)
      expect(settings).toEqual([{ value: { a: 1 } }])
      const { rows: profiles } = await owner.query('select columns from intake.mapping_profile')
      expect(profiles).toEqual([{ columns: { 留言编号: '工单号' } }])
      const changed = migrations.map((one, index) => (index === 2 ? { ...one, checksum: 'another' } : one))
      await expect(migrate(owner, changed)).rejects.toMatchObject({ code: 'platform.migrationChanged' })
      expect(await counted()).toBe(migrations.length)
    } finally {
      await database.close()
      await admin.query(`drop database ${name} with (force)`)
      await admin.end()
    }
  })
})
