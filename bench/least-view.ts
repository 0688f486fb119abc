import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { performance } from 'node:perf_hooks'
import pg from 'pg'
import { applyPolicies } from '../src/access/policies.ts'
import { handedOnly, type Scope, type ScopedTx, withScope } from '../src/access/scope.ts'
import { disputeColumns } from '../src/linking/queries.ts'
import { createContext } from '../src/platform/context.ts'
import { clientTx, type Database, openDatabase } from '../src/platform/database.ts'
import { startEmbedded } from '../src/platform/embedded.ts'
import { loadKeys } from '../src/platform/keys.ts'
import { migrate } from '../src/platform/migrations.ts'
import { type Figure, figureTable, machine, writeSection } from './page.ts'

const county = '330681'
const towns = 24
const body = '018a0000-0000-7000-8000-0000000000aa'
const officer = '018a0000-0000-7000-8000-0000000000cc'
const townOffice = '018a0000-0000-7000-8000-0000000000bb'
const rows = Number(process.env.BENCH_DISPUTES ?? 500_000)
/** Handed to a mediation body; and, from other towns, to a town's office. */
const handedRows = { body: 2_000, town: 50 } as const
const repeats = 31
const now = new Date('2023-08-01T09:00:00+08:00')
/** Issue 3: what the rows' own protection may cost beside the same filter written by hand. */
const budget = 1.3

const scopeOf = (reach: string, role: 'operator' | 'townCadre' | 'mediator'): Scope => ({
  kind: 'officer',
  county,
  officerId: officer,
  agencyId: role === 'mediator' ? body : townOffice,
  name: '韩某',
  role,
  reach,
})

/** Disputes of one county in its towns, some of them handed to a mediation body and some to a town's office; statistics taken. */
async function fill(owner: pg.Pool): Promise<void> {
  await owner.query(
    `insert into linking.dispute (county, id, trace_code, matter, status, type, type_rank, type_probability, town, sealed, domestic_violence,
       opened_at, last_at, first_sequence, records, sources, keys)
     select $1::char(6), md5(n::text)::uuid, $1::text || n, 'dispute', case when n % 3 = 0 then 'closed' else 'open' end, 'homePurchase', 1, 0.9,
       $1::text || lpad((1 + n % ${towns})::text, 3, '0'), n % 50 = 0, false, timestamptz '2021-01-01' + n * interval '2 minutes',
       timestamptz '2021-01-01' + n * interval '2 minutes', n, 1 + n % 4, array['complaint'], array['a' || n, 'b' || n]
     from generate_series(1, $2) as n`,
    [county, rows],
  )
  for (const [agency, count] of [
    [body, handedRows.body],
    [townOffice, handedRows.town],
  ] as const)
    await owner.query(
      `insert into access.handed (county, agency_id, subject, reason, at)
       select $1, $2, md5((n * 250)::text)::uuid, 'bench', timestamptz '2023-01-01' from generate_series(1, $3) as n`,
      [county, agency, count],
    )
  await owner.query('vacuum analyze linking.dispute')
  await owner.query('vacuum analyze access.handed')
}

interface Case {
  readonly name: string
  readonly scope: Scope
  /** As the program sends it: the policies do the rest. */
  readonly asked: string
  /** The same rows for the owner, who is under no policy: the whole filter written by hand. $1 county, $2 agency, $3 town. */
  readonly byHand: string
  readonly town: string
}

const town = `${county}007`
const handedToAgency = handedOnly('d.id', '$2')
/** What `handedOnly` and the policy `live` of access.handed say together. */
const handedByHand = `d.id in (select h.subject from access.handed h where h.county = $1 and h.agency_id = $2::uuid and h.withdrawn_at is null
  and (h.until is null or h.until > '${now.toISOString()}') and h.officer_id in ('00000000-0000-0000-0000-000000000000', '${officer}'))`
const cases: readonly Case[] = [
  { name: 'county', scope: scopeOf('*', 'operator'), asked: 'd.county = $1', byHand: 'd.county = $1', town: '' },
  {
    name: 'town',
    scope: scopeOf(town, 'townCadre'),
    asked: 'd.county = $1',
    byHand: `d.county = $1 and (d.town = $3 or ${handedByHand})`,
    town,
  },
  {
    name: 'handed',
    scope: scopeOf('-', 'mediator'),
    asked: `d.county = $1 and ${handedToAgency}`,
    byHand: `d.county = $1 and ${handedByHand}`,
    town: '',
  },
]

const shown = disputeColumns
const common = `d.merged_into is null and d.matter = 'dispute'`
const statements = {
  'list of 50, newest first': (where: string) =>
    `select ${shown} from linking.dispute d where ${where} and ${common} order by d.last_at desc, d.id desc limit 50`,
  count: (where: string) => `select count(*)::int as count from linking.dispute d where ${where} and ${common}`,
} as const

/** Only the parameters that a text names: PostgreSQL refuses others. */
const valuesFor = (text: string, all: readonly string[]): string[] => {
  const last = Math.max(...[...text.matchAll(/\$(\d)/g)].map((match) => Number(match[1])))
  return all.slice(0, last)
}

const median = (times: readonly number[]): number => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)]!

async function timed(work: () => Promise<{ rows: unknown[] }>): Promise<{ time: number; rows: unknown[] }> {
  const started = performance.now()
  const { rows } = await work()
  return { time: performance.now() - started, rows }
}

/** Lists and counts by turns under the policies and by hand; throws when the two answer differently. */
async function measure(database: Database, dataDir: string, say: (text: string) => void): Promise<Figure[]> {
  const figures: Figure[] = []
  const services = { database, context: createContext(() => now), keys: loadKeys(dataDir) }
  const client = await database.owner.connect()
  try {
    for (const { name: reach, scope, asked, byHand, town } of cases)
      for (const [what, statement] of Object.entries(statements)) {
        const values = [county, scope.kind === 'officer' ? scope.agencyId : '', town]
        const run = (tx: Pick<ScopedTx, 'query'>, where: string) =>
          timed(() => tx.query(statement(where), valuesFor(where, values)))
        const ruled: number[] = []
        const plain: number[] = []
        for (let turn = -2; turn < repeats; turn++) {
          const left = await withScope(services, scope, 'handling', (tx) => run(tx, asked))
          const right = await run(clientTx(client), byHand)
          if (JSON.stringify(left.rows) !== JSON.stringify(right.rows))
            throw new Error(`${reach}, ${what}: the policies and the filter by hand answer differently`)
          // The first turns warm the caches.
          if (turn < 0) continue
          ruled.push(left.time)
          plain.push(right.time)
        }
        const ratio = median(ruled) / median(plain)
        say(
          `${reach}, ${what}: ${median(ruled).toFixed(1)} ms against ${median(plain).toFixed(1)} ms, ${ratio.toFixed(2)}`,
        )
        figures.push({
          what: `reach ${reach}: ${what}`,
          figure: `${median(ruled).toFixed(1)} ms, ratio ${ratio.toFixed(2)}`,
          peer: `same filter by hand ${median(plain).toFixed(1)} ms`,
          budget: `ratio ≤ ${budget}`,
          good: ratio <= budget,
        })
      }
  } finally {
    client.release()
  }
  return figures
}

const folder = mkdtempSync(join(tmpdir(), 'suyuan-least-view-'))
const say = (text: string): void => void process.stderr.write(`${text}\n`)
const server = await startEmbedded({ dataDir: folder, password: 'bench' })
try {
  const admin = new pg.Client({ ...server.connection, database: 'postgres' })
  await admin.connect()
  await admin.query('create database least_view')
  await admin.end()
  const database = openDatabase({ ...server.connection, database: 'least_view' }, 2)
  await migrate(database.owner)
  await applyPolicies(database.owner)
  await fill(database.owner)
  const figures = await measure(database, folder, say)
  await database.close()
  const text = figureTable(figures)
  writeSection(
    'Least view',
    `By \`node tools/run.js bench/least-view.ts\`: ${rows.toLocaleString('en')} disputes in ${towns} towns, ${handedRows.body.toLocaleString('en')} of them handed to the mediation body, ${handedRows.town} to the town's office. The list and the count run under the row policies as the application role, and as the owner with the same filter written by hand, by turns in one run; medians of ${repeats}. Machine: ${machine()}.

${text}`,
  )
  process.stdout.write(`${text}\n`)
} finally {
  await server.close()
  // As root the cluster lies where its user can enter; the pointer says where.
  const pointer = join(folder, 'cluster.path')
  if (existsSync(pointer)) rmSync(dirname(readFileSync(pointer, 'utf8').trim()), { recursive: true, force: true })
  rmSync(folder, { recursive: true, force: true })
}
