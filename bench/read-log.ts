import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { performance } from 'node:perf_hooks'
import pg from 'pg'
import { applyPolicies } from '../src/access/policies.ts'
import { type Scope, type ScopedTx, systemScope, withScope } from '../src/access/scope.ts'
import { readersOfDisputes } from '../src/audit/queries.ts'
import { sealAll } from '../src/audit/sealing.ts'
import { verifyReads } from '../src/audit/verify.ts'
import { createContext } from '../src/platform/context.ts'
import { openDatabase } from '../src/platform/database.ts'
import { startEmbedded } from '../src/platform/embedded.ts'
import { loadKeys } from '../src/platform/keys.ts'
import { migrate } from '../src/platform/migrations.ts'
import type { Services } from '../src/platform/services.ts'
import { officeMonth } from './office-month.ts'
import { type Figure, figureTable, machine, writeSection } from './page.ts'

const county = '330681'
const lines = Number(process.env.BENCH_READS ?? 50_000)
const page = 50
const repeats = 200
const id = (n: number): string => `018a0000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`
const reader: Scope = {
  kind: 'officer',
  county,
  officerId: id(1),
  agencyId: id(2),
  name: '韩某',
  role: 'operator',
  reach: '*',
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1]!

const folder = mkdtempSync(join(tmpdir(), 'suyuan-read-log-'))
const server = await startEmbedded({ dataDir: folder, password: 'bench' })
try {
  const admin = new pg.Client({ ...server.connection, database: 'postgres' })
  await admin.connect()
  await admin.query('create database read_log')
  await admin.end()
  const database = openDatabase({ ...server.connection, database: 'read_log' }, 2)
  await migrate(database.owner)
  await applyPolicies(database.owner)
  const services = { database, context: createContext(), keys: loadKeys(folder) } as unknown as Services
  const size = async (): Promise<number> => {
    const { rows } = await database.owner.query<{ bytes: number }>(
      `select sum(pg_total_relation_size(t::regclass))::bigint as bytes from unnest(array['access.read_log', 'access.read_listed', 'access.read_pending']) as t`,
    )
    return Number(rows[0]!.bytes)
  }
  const timed = async (work: (tx: ScopedTx, at: number) => void): Promise<{ ms: number; bytes: number }> => {
    const before = await size()
    const times: number[] = []
    for (let at = 0; at < repeats; at++) {
      const began = performance.now()
      await withScope(services, reader, 'handling', async (tx) => work(tx, at))
      times.push(performance.now() - began)
    }
    return { ms: median(times), bytes: ((await size()) - before) / repeats }
  }
  const disputes = (at: number): string[] =>
    Array.from({ length: page }, (_, n) => id(1_000 + ((at * page + n) % 20_000)))
  const empty = await timed(() => {})
  const one = await timed((tx, at) => tx.logRead({ subjectKind: 'dispute', disputes: disputes(at), fields: ['list'] }))
  const many = await timed((tx, at) => {
    for (const dispute of disputes(at)) tx.logRead({ subjectKind: 'dispute', subject: dispute, fields: ['list'] })
  })
  for (let at = 0; at < lines; at += 1_000)
    await withScope(services, reader, 'handling', async (tx) => {
      for (let n = 0; n < 1_000; n++)
        tx.logRead({ subjectKind: 'dispute', subject: id(1_000 + ((at + n) % 20_000)), fields: ['masked'] })
    })
  let began = performance.now()
  const batches = await sealAll(services, county)
  const sealing = performance.now() - began
  began = performance.now()
  const verified = await withScope(services, systemScope(county, 'bench'), 'audit', verifyReads)
  const verifying = performance.now() - began
  if (verified.faults.length > 0 || verified.waiting > 0) throw new Error('the sealed log does not verify')
  const times: number[] = []
  for (let at = 0; at < repeats; at++) {
    const start = performance.now()
    await withScope(services, systemScope(county, 'bench'), 'ownMatter', (tx) =>
      readersOfDisputes(tx, [id(1_000 + at)], null, 201),
    )
    times.push(performance.now() - start)
  }
  await database.close()

  const month = officeMonth('read-log')
  const alarms = (name: string): string =>
    `${month.falseAlarms[name]} (${(month.falseAlarms[name]! / month.officers).toFixed(3)} an officer and month)`
  const rate = (count: number, ms: number): string => `${Math.round((count / ms) * 1000).toLocaleString('en')} lines/s`
  const figures: Figure[] = [
    {
      what: `a list of ${page} disputes logged as one line with ${page} narrow rows`,
      figure: `${(one.ms - empty.ms).toFixed(2)} ms, ${Math.round(one.bytes / 1024)} KiB`,
      peer: `${page} whole lines: ${(many.ms - empty.ms).toFixed(2)} ms, ${Math.round(many.bytes / 1024)} KiB`,
      budget: 'less than 50 lines',
      good: one.ms < many.ms && one.bytes < many.bytes,
    },
    {
      what: `sealing ${verified.reads.toLocaleString('en')} lines in ${batches} batches`,
      figure: rate(verified.reads, sealing),
      peer: '–',
      budget: '≥ 1,000 lines a minute',
      good: verified.reads / (sealing / 60_000) >= 1_000,
    },
    {
      what: '`suyuan verify reads` over all of them',
      figure: rate(verified.reads, verifying),
      peer: '–',
      budget: '–',
      good: null,
    },
    {
      what: 'who read my file, one dispute',
      figure: `${median(times).toFixed(1)} ms`,
      peer: '–',
      budget: '< 50 ms',
      good: median(times) < 50,
    },
    {
      what: 'detector bulk on the model month',
      figure: `${month.found.bulk} of ${month.planted.bulk} planted found`,
      peer: `false alarms ${alarms('bulk')}`,
      budget: '≤ 0.5 an officer and month',
      good: month.falseAlarms.bulk! / month.officers <= 0.5,
    },
    {
      what: 'detector night on the model month',
      figure: `${month.found.night} of ${month.planted.night} planted found`,
      peer: `false alarms ${alarms('night')}`,
      budget: '≤ 0.5 an officer and month',
      good: month.falseAlarms.night! / month.officers <= 0.5,
    },
  ]
  const text = figureTable(figures)
  writeSection(
    'The log of reads',
    `By \`node tools/run.js bench/read-log.ts\`: medians of ${repeats} transactions, an empty one taken off. Machine: ${machine()}.

${text}

The model month (bench/office-month.ts) is a model of ${month.officers} officers, not an observation: four files an officer and hour, a fifth of the hours three times as busy, a night desk that opens what is called in, some overtime; one planted copier and one planted night reader a day. False alarms of the other detectors on it: ${['bulkLists', 'refused'].map((name) => `${name} ${month.falseAlarms[name]}`).join(', ')}. What a county sees is on the auditor's page: raised, decided, false alarms.`,
  )
  process.stdout.write(`${text}\n`)
} finally {
  await server.close()
  // As root the cluster lies where its user can enter; the pointer says where.
  const pointer = join(folder, 'cluster.path')
  if (existsSync(pointer)) rmSync(dirname(readFileSync(pointer, 'utf8').trim()), { recursive: true, force: true })
  rmSync(folder, { recursive: true, force: true })
}
