import { systemScope, withScope } from '../access/scope.ts'
import { storeRows } from '../intake/commands.ts'
import type { ReplayRow } from '../intake/replay.ts'
import { contextAt } from '../platform/context.ts'
import { runJobsOnce } from '../platform/jobs.ts'
import { Problem } from '../platform/problem.ts'
import type { Services } from '../platform/services.ts'
import { runPipeline } from './pipeline.ts'
import { domainSchedules, jobs } from './rooms.ts'
import { openTicker } from './ticker.ts'

export interface ReplayCounts {
  accepted: number
  duplicates: number
  updated: number
  rejected: number
  excluded: number
}

export interface ReplayOptions {
  readonly rows: AsyncIterable<ReplayRow>
  /**
   * `due`: rows are stored up to each due time, so that scheduled work knows nothing later (replay, back-tests). `rows`:
   * scheduled work within a step runs after the step's rows; the demonstration fills several times faster this way.
   */
  readonly step: 'due' | 'rows'
  /** Exclusive end; the clock stands there afterwards. */
  readonly until: Date | null
  readonly onProgress?: (rows: number, clock: Date) => void
  /** Called in the order of arrival after rows were stored and went through the pipeline. */
  readonly onStored?: (last: ReplayRow) => Promise<void>
}

/** Rows stored in one step between two due times; results do not depend on it. */
const stepRows = 2_000
/** Of the demonstration: about a week a step, so that the screens move while it fills. */
const coarseRows = 300

/** A store that already holds records is replayed into only when that is asked for. */
export async function refuseFilledStore(services: Services): Promise<void> {
  const filled = await withScope(
    services,
    systemScope(services.config.county, 'replay'),
    'pipeline',
    async (tx) =>
      (await tx.query('select 1 from platform.pipeline_cursor where county = $1 limit 1', [tx.county])).count > 0,
  )
  if (filled) throw new Problem('platform.replayFilled')
}

/** Stores rows in their order, each county's in a transaction of its own, and takes them through the pipeline. */
export async function storeAsReceived(services: Services, rows: readonly ReplayRow[]): Promise<ReplayCounts> {
  const total: ReplayCounts = { accepted: 0, duplicates: 0, updated: 0, rejected: 0, excluded: 0 }
  const counties = [...new Set(rows.map((row) => row.draft.county))]
  for (const county of counties) {
    const drafts = rows.filter((row) => row.draft.county === county).map((row) => row.draft)
    const stored = await withScope(services, systemScope(county, 'replay'), 'pipeline', (tx) =>
      storeRows(tx, { drafts }),
    )
    total.accepted += stored.accepted
    total.duplicates += stored.duplicates
    total.updated += stored.updated
    total.rejected += stored.rejects.length
    await runPipeline(services, county)
  }
  return total
}

/**
 * Brings rows in as they arrived: the clock moves to each row's own time, and whatever falls due between two rows runs
 * before the later one. The live path's code with another clock; no decision of a person is invented.
 */
export async function replay(services: Services, options: ReplayOptions): Promise<ReplayCounts & { clock: string }> {
  const county = services.config.county
  const total: ReplayCounts = { accepted: 0, duplicates: 0, updated: 0, rejected: 0, excluded: 0 }
  const ticker = (await openTicker(services, county, domainSchedules, true))!
  let waiting: ReplayRow[] = []
  let seen = 0
  const moveTo = (at: Date): void => {
    if (!services.clock.state.demonstration || at > services.clock.now()) services.clock.set(at, 0)
  }
  const flush = async (): Promise<void> => {
    const last = waiting.at(-1)
    if (!last) return
    moveTo(last.at)
    const counts = await storeAsReceived(services, waiting)
    for (const name of Object.keys(total) as (keyof ReplayCounts)[]) total[name] += counts[name]
    waiting = []
    await options.onStored?.(last)
    // The web server beside a demonstration follows the stored position.
    await services.clock.save(services.database.owner)
    options.onProgress?.(seen, last.at)
  }
  let due: Date | null = null
  const passTo = async (at: Date): Promise<void> => {
    await flush()
    await ticker.advance(at)
    due = await ticker.nextDue()
  }
  try {
    for await (const row of options.rows) {
      if (options.until && row.at >= options.until) break
      if (due === null) {
        moveTo(row.at)
        due = await ticker.nextDue()
      }
      if (options.step === 'due' && row.at >= (due as Date)) await passTo(row.at)
      waiting.push(row)
      seen++
      if (options.step === 'rows' && waiting.length >= coarseRows) await passTo(row.at)
      else if (waiting.length >= stepRows) await flush()
    }
    await flush()
    if (options.until) {
      await ticker.advance(new Date(options.until.getTime() - 1))
      moveTo(options.until)
    }
    await runJobsOnce({ ...services, context: contextAt(services.context, services.clock.now()) }, jobs)
  } finally {
    await ticker.close()
  }
  await services.clock.save(services.database.owner)
  return { ...total, clock: services.clock.now().toISOString() }
}
