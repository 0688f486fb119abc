import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { pipeline } from 'node:stream/promises'
import { parse } from 'csv-parse/sync'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { generateCounty } from '../demo/county.ts'
import { generateStory } from '../demo/story.ts'
import { setPassword } from '../src/access/commands.ts'
import { demoPassword } from '../src/access/routes.ts'
import { systemScope, withScope } from '../src/access/scope.ts'
import { hashPassword } from '../src/access/sign-in/passwords.ts'
import { importFiles } from '../src/intake/import.ts'
import { readConfig } from '../src/platform/config.ts'
import { markStore, type OpenServices, openServices } from '../src/programs/open.ts'
import { runPipeline } from '../src/programs/pipeline.ts'
import { loadReference } from '../src/programs/reference.ts'
import { sourceKeys } from '../src/vocabulary/sources.ts'
import type { Figure } from './page.ts'

export interface ThroughputPlan {
  readonly folder: string
  readonly dataDir: string
  readonly records: number
  readonly say: (text: string) => void
}

export interface Throughput {
  readonly figures: readonly Figure[]
  /** Complaints that are not in the store yet, for the measurement of latency. */
  readonly liveRows: readonly Readonly<Record<string, string>>[]
}

/** The same files by COPY into tables of text: what PostgreSQL itself needs for these cells. */
async function copyPeer(connection: pg.ClientConfig, county: string): Promise<{ rows: number; seconds: number }> {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    let rows = 0
    await client.query('create schema bench_peer')
    const started = performance.now()
    for (const source of sourceKeys) {
      const file = join(county, `${source}.csv`)
      const header = (parse(readFileSync(file), { to: 1 }) as string[][])[0]!
      await client.query(`create table bench_peer.${source} (${header.map((_, index) => `c${index} text`).join(', ')})`)
      const copy = client.query(copyFrom(`copy bench_peer.${source} from stdin with (format csv, header)`))
      await pipeline(createReadStream(file), copy)
      rows += copy.rowCount ?? 0
    }
    const seconds = (performance.now() - started) / 1000
    await client.query('drop schema bench_peer cascade')
    return { rows, seconds }
  } finally {
    await client.end()
  }
}

/** CPU seconds that the database's processes have used, ended ones included; null where /proc does not tell. */
function databaseSeconds(dataDir: string): number | null {
  try {
    const pointer = join(dataDir, 'cluster.path')
    const cluster = existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : join(dataDir, 'postgres')
    const postmaster = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')[0]!
    let ticks = 0
    for (const entry of readdirSync('/proc')) {
      if (!/^\d+$/.test(entry)) continue
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8')
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      if (entry !== postmaster && fields[1] !== postmaster) continue
      ticks += Number(fields[11]) + Number(fields[12])
      // Children that ended are summed in their parent.
      if (entry === postmaster) ticks += Number(fields[13]) + Number(fields[14])
    }
    return ticks / 100
  } catch {
    return null
  }
}

async function importCounty(
  services: OpenServices,
  county: string,
  say: (text: string) => void,
): Promise<{ rows: number; seconds: number }> {
  let rows = 0
  const started = performance.now()
  for (const source of sourceKeys) {
    const begun = performance.now()
    const { counts } = await importFiles(services, {
      source,
      files: [join(county, `${source}.csv`)],
      afterBatch: async (place) => {
        await runPipeline(services, place)
      },
    })
    await runPipeline(services, services.config.county)
    const taken = counts.accepted + counts.updated + counts.duplicates
    rows += taken
    say(`  ${source}: ${taken} rows in ${((performance.now() - begun) / 1000).toFixed(1)} s`)
  }
  return { rows, seconds: (performance.now() - started) / 1000 }
}

/** Rows per second through all rooms, and as a share of plain COPY. Leaves a store with accounts behind in `dataDir`. */
export async function measureThroughput(plan: ThroughputPlan): Promise<Throughput> {
  const county = join(plan.folder, 'county')
  const made = generateCounty({ folder: county, records: plan.records, seed: 'bench' })
  plan.say(`county of ${made.records} records`)
  const services = await openServices(readConfig({ dataDir: plan.dataDir, mode: 'demo', logLevel: 'warn' }))
  try {
    await markStore(services, services.config.county, 'demo')
    services.clock.set(new Date('2023-10-01T00:00:00+08:00'), 1)
    for (const kind of [
      'agencies',
      'officers',
      'population',
      'mediation-bodies',
      'routes',
      'organisations',
      'matter-list',
    ]) {
      await loadReference(services, kind, join(county, 'reference', `${kind}.csv`))
    }
    const hash = await hashPassword(demoPassword)
    await withScope(services, systemScope(services.config.county, 'bench'), 'administration', (tx) =>
      setPassword(tx, 'operator', hash),
    )
    const peer = await copyPeer(services.database.connection, county)
    plan.say(`COPY: ${peer.rows} rows in ${peer.seconds.toFixed(2)} s`)
    const load = loadavg()[0]!
    const cpu = process.cpuUsage()
    const database = databaseSeconds(plan.dataDir)
    const ours = await importCounty(services, county, plan.say)
    const used = process.cpuUsage(cpu)
    const node = (used.user + used.system) / 1e6
    const after = databaseSeconds(plan.dataDir)
    const postgres = database === null || after === null ? null : after - database
    const each = (seconds: number | null): string =>
      seconds === null ? '–' : `${((1000 * seconds) / ours.rows).toFixed(2)} ms`
    const rate = ours.rows / ours.seconds
    const copyRate = peer.rows / peer.seconds
    const { rows: liveRows } = generateStory({
      seed: 'bench-live',
      from: '2023-09-20',
      owners: 60,
      households: 160,
      dwellings: 440,
      decoys: false,
    })
    return {
      liveRows: liveRows.complaint.filter((row) => row.版本 !== '2'),
      figures: [
        {
          what: 'import, end to end',
          figure: `${Math.round(rate)} rows/s (${ours.rows} rows)`,
          peer: `COPY ${Math.round(copyRate)} rows/s`,
          budget: '≥ 500 rows/s',
          good: rate >= 500,
        },
        {
          what: 'ratio to COPY',
          figure: (rate / copyRate).toFixed(3),
          peer: 'COPY = 1',
          budget: 'aim 0.15',
          good: rate / copyRate >= 0.15,
        },
        {
          what: 'processor time of one row',
          figure: `program ${each(node)}, database ${each(postgres)}`,
          peer: `the machine's load was ${load.toFixed(1)} before it began`,
          budget: '–',
          good: null,
        },
      ],
    }
  } finally {
    await services.close()
  }
}
