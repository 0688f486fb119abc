import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parse } from 'csv-parse/sync'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { generateCounty } from '../../demo/county.ts'
import { csvText } from '../../demo/csv.ts'
import { loadKeys } from '../../src/platform/keys.ts'

const root = join(import.meta.dirname, '..', '..')
const program = join(root, 'bin', 'suyuan.js')
const rows = 10_000

/** Children of a process, of theirs, and so on, as /proc knows them. */
function descendants(pid: number): number[] {
  const parents = new Map<number, number[]>()
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    try {
      const status = readFileSync(`/proc/${entry}/stat`, 'utf8')
      const parent = Number(status.slice(status.lastIndexOf(')') + 2).split(' ')[1])
      parents.set(parent, [...(parents.get(parent) ?? []), Number(entry)])
    } catch {
      // The process ended while we looked.
    }
  }
  const found: number[] = []
  const walk = (parent: number): void => {
    for (const child of parents.get(parent) ?? []) {
      found.push(child)
      walk(child)
    }
  }
  walk(pid)
  return found
}

function killHard(pids: readonly number[]): void {
  for (const pid of pids)
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // Already gone with its parent.
    }
}

const clusterOf = (dataDir: string): string => {
  const pointer = join(dataDir, 'cluster.path')
  return existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : join(dataDir, 'postgres')
}

/** Lines of postmaster.pid: pid, data folder, start, port, socket folder. */
function postmaster(dataDir: string): { pid: number; socket: string } {
  const lines = readFileSync(join(clusterOf(dataDir), 'postmaster.pid'), 'utf8').split('\n')
  return { pid: Number(lines[0]), socket: lines[4]! }
}

async function stored(dataDir: string): Promise<number> {
  const client = new pg.Client({
    host: postmaster(dataDir).socket,
    port: 5432,
    user: 'suyuan',
    password: loadKeys(dataDir).databasePassword,
    database: 'suyuan',
  })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows: counts } = await client.query<{ count: number }>('select count(*)::int as count from intake.record')
    return counts[0]!.count
  } catch {
    return 0
  } finally {
    await client.end().catch(() => {})
  }
}

describe('kill -9 in the middle of an import', () => {
  const folder = mkdtempSync(join(tmpdir(), 'suyuan-fault-'))
  const dataDir = join(folder, 'data')
  const file = join(folder, 'complaint.csv')
  const started: ChildProcess[] = []
  const run = (words: readonly string[]): ChildProcess => {
    const child = spawn(process.execPath, [program, ...words], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, DATABASE_URL: '' },
    })
    started.push(child)
    return child
  }
  const finish = (words: readonly string[]): string =>
    execFileSync(process.execPath, [program, ...words], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, DATABASE_URL: '' },
    })

  beforeAll(() => {
    generateCounty({ folder: join(folder, 'county'), records: 43_000 })
    const seen = new Set<string>()
    const lines = (
      parse(readFileSync(join(folder, 'county', 'complaint.csv')), { columns: true }) as Record<string, string>[]
    ).filter((line) => {
      const first = !seen.has(line.工单号!)
      seen.add(line.工单号!)
      return first
    })
    expect(lines.length).toBeGreaterThanOrEqual(rows)
    writeFileSync(file, csvText(Object.keys(lines[0]!), lines.slice(0, rows)))
  }, 60_000)

  afterAll(() => {
    for (const child of started)
      if (child.pid && child.exitCode === null) killHard([...descendants(child.pid), child.pid])
    if (existsSync(join(clusterOf(dataDir), 'postmaster.pid'))) killHard([postmaster(dataDir).pid])
    const cluster = clusterOf(dataDir)
    rmSync(folder, { recursive: true, force: true })
    rmSync(cluster, { recursive: true, force: true })
  })

  it('leaves a store in which the same import gives each row once and the ledger verifies', {
    timeout: 180_000,
  }, async () => {
    const port = String(20_000 + (process.pid % 20_000))
    const server = run(['start', '--data-dir', dataDir, '--port', port])
    const answers = async (): Promise<boolean> =>
      fetch(`http://127.0.0.1:${port}/readyz`)
        .then((response) => response.ok)
        .catch(() => false)
    for (let waited = 0; !(await answers()); waited += 200) {
      if (server.exitCode !== null || waited > 60_000)
        throw new Error(`the server did not start: ${server.stderr?.read() ?? ''}`)
      await sleep(200)
    }
    const importing = run(['import', 'complaint', file, '--data-dir', dataDir])
    let before = 0
    while (before < 1_500) {
      if (importing.exitCode !== null)
        throw new Error(`the import ended before it could be killed: ${importing.stderr?.read() ?? ''}`)
      await sleep(50)
      before = await stored(dataDir)
    }
    const database = postmaster(dataDir).pid
    killHard([server.pid!, importing.pid!, ...descendants(server.pid!), database, ...descendants(database)])
    expect(before).toBeLessThan(rows)

    const counts = JSON.parse(
      finish(['import', 'complaint', file, '--data-dir', dataDir]).trim().split('\n').at(-1)!,
    ) as Record<string, number>
    expect(counts.rejected).toBe(0)
    expect(counts.excluded).toBe(0)
    expect(counts.accepted! + counts.duplicates!).toBe(rows)
    expect(counts.duplicates).toBeGreaterThan(0)

    finish(['export', 'links', '--out', join(folder, 'links.csv'), '--data-dir', dataDir])
    const links = parse(readFileSync(join(folder, 'links.csv')), { columns: true }) as {
      number: string
      dispute: string
    }[]
    expect(links.length).toBe(rows)
    expect(new Set(links.map((link) => link.number)).size).toBe(rows)
    expect(links.every((link) => link.dispute !== '')).toBe(true)

    const log = join(folder, 'log')
    finish(['ledger', 'export', log, '--data-dir', dataDir])
    finish(['ledger', 'verify', log, '--key', join(log, 'verifier.key')])
  })
})
