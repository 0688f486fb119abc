import { performance } from 'node:perf_hooks'
import { Readable } from 'node:stream'
import { systemScope, withScope } from '../access/scope.ts'
import { Problem } from '../platform/problem.ts'
import type { Services } from '../platform/services.ts'
import { receivedColumn } from '../vocabulary/column-kinds.ts'
import { masks } from '../vocabulary/masking.ts'
import { isSourceKey, type SourceKey, sourceKeys } from '../vocabulary/sources.ts'
import { storeRows } from './commands.ts'
import { openTable } from './decode.ts'
import { type Columns, isDropped, type Mapping, resolveMapping } from './mapping.ts'
import { findMapping, type GivenMapping, readSupplierProfile, saveProfile } from './profiles.ts'
import { type RecordDraft, type Reject, type RowContext, readRow } from './read-row.ts'
import { type RejectsFile, rejectsFile } from './rejects-file.ts'
import { finishRun, insertRejects, insertRun, noCounts, type RunCounts, rejectedRow, updateRun } from './runs.ts'
import type { ImportCounts } from './schema.ts'
import { sortedByKey } from './spool.ts'
import { fileInput, type Table, type TableInput } from './table.ts'
import type { HeldVersion } from './versions.ts'

/** Rows stored in one transaction; below some thousands COPY does not pay (knowledge/storage.md 6). */
const bulkRows = 5_000

export interface ImportProgress {
  readonly file: string
  readonly rows: number
  /** Share of the file's bytes that have been read, 0…1. */
  readonly fraction: number
}

export interface ImportHooks {
  readonly onProgress?: (progress: ImportProgress) => void
  /** Called after each stored batch of a county: the programs run the pipeline here. */
  readonly afterBatch?: (county: string) => Promise<void>
}

/** One file into the store. */
export interface ImportJob extends ImportHooks {
  readonly input: TableInput
  readonly source: SourceKey
  readonly supplier: string
  readonly columns: Columns
  readonly sheet?: string
  readonly county: string
  readonly counties: ReadonlySet<string>
  /** An existing run (HTTP); without one a new run is begun unless `dryRun`. */
  readonly runId?: string
  readonly dryRun?: boolean
  readonly startedBy: string | null
  readonly rejects?: RejectsFile
  /** Rows stored in one transaction; an import that somebody watches takes fewer. */
  readonly batchRows?: number
}

export interface ImportOutcome extends RunCounts {
  readonly droppedColumns: readonly string[]
}

/** The county that a command or request means, and those whose codes are known here (formats.md 1, County of a row). Throws intake.county. */
export async function servedCounties(
  services: Services,
  given?: string,
): Promise<{ county: string; counties: ReadonlySet<string> }> {
  if (given !== undefined && !/^\d{6}$/.test(given)) throw new Problem('intake.county', { county: given })
  const { rows } = await services.database.application.query<{ county: string }>(
    'select county from intake.counter order by county',
  )
  const stored = rows.map((row) => row.county)
  const county = given ?? (stored.length === 1 ? stored[0]! : services.config.county)
  return { county, counties: new Set([county, services.config.county, ...stored]) }
}

export function sourceOf(name: string): SourceKey {
  if (!isSourceKey(name))
    throw new Problem('intake.unknownSource', {
      source: masks.text(name).slice(0, 40),
      sources: sourceKeys.join(', '),
    })
  return name
}

/** Counts the bytes of the reading that is under way, for the progress bar. */
function watched(input: TableInput): { readonly input: TableInput; fraction(): number } {
  let read = 0
  return {
    input: {
      ...input,
      open() {
        read = 0
        return Readable.from(
          (async function* counted() {
            for await (const chunk of input.open() as AsyncIterable<Buffer>) {
              read += chunk.length
              yield chunk
            }
          })(),
        )
      },
    },
    fraction: () => (input.size === 0 ? 1 : Math.min(1, read / input.size)),
  }
}

type StoredDates = Omit<RecordDraft, 'occurredAt' | 'receivedAt'> & {
  occurredAt: string | null
  receivedAt: string | null
}

export function reviveDraft(draft: StoredDates): RecordDraft {
  return {
    ...draft,
    occurredAt: draft.occurredAt ? new Date(draft.occurredAt) : null,
    receivedAt: draft.receivedAt ? new Date(draft.receivedAt) : null,
  }
}

/** Rows keep the file's order; where the file has 接收时间 they are numbered by it, rows without it last. */
function inOrder(drafts: AsyncGenerator<RecordDraft>, byReceipt: boolean): AsyncIterable<RecordDraft> {
  if (!byReceipt) return drafts
  return (async function* sorted() {
    const keyed = (async function* keys() {
      for await (const draft of drafts)
        yield { key: draft.receivedAt?.getTime() ?? Number.POSITIVE_INFINITY, item: draft }
    })()
    for await (const { item } of sortedByKey(keyed)) yield reviveDraft(item as unknown as StoredDates)
  })()
}

/** Imports one file: reads, rejects, keeps out, stores in batches, each with the run's counts in its own transaction. */
export async function importTable(services: Services, job: ImportJob): Promise<ImportOutcome> {
  const started = performance.now()
  const watch = watched(job.input)
  const scope = systemScope(job.county, 'import')
  const runId = job.dryRun ? null : (job.runId ?? services.context.id())
  const counts = { ...noCounts }
  let dropped: readonly string[] = []
  const seen = job.dryRun ? new Map<string, HeldVersion[]>() : undefined
  let rejects: Reject[] = []
  let rejectPosition = 0
  let begun = job.runId !== undefined
  const settled = (): RunCounts => ({ ...counts, seconds: Math.round(performance.now() - started) / 1000 })

  const keepRejects = async (): Promise<void> => {
    const waiting = rejects
    rejects = []
    job.rejects?.write(waiting.map((reject) => rejectedRow(reject, job.input.name)))
    if (runId)
      await withScope(services, scope, 'pipeline', async (tx) => {
        await insertRejects(tx, runId, job.input.name, rejectPosition, waiting)
        await updateRun(tx, runId, settled())
        tx.emit({ kind: 'import.progress', subject: runId, data: { rows: counts.rows } })
      })
    rejectPosition += waiting.length
  }

  const flush = async (county: string, drafts: readonly RecordDraft[]): Promise<void> => {
    const result = await withScope(services, systemScope(county, 'import'), 'pipeline', (tx) =>
      storeRows(tx, { drafts, runId, dryRun: job.dryRun ?? false, ...(seen ? { seen } : {}) }),
    )
    counts.accepted += result.accepted
    counts.duplicates += result.duplicates
    counts.updated += result.updated
    counts.rejected += result.rejects.length
    rejects.push(...result.rejects)
    await keepRejects()
    if (!job.dryRun) await job.afterBatch?.(county)
  }

  const work = async (): Promise<void> => {
    const table = await openTable(watch.input, job.sheet === undefined ? {} : { sheet: job.sheet })
    dropped = table.header.filter(isDropped)
    const mapping = resolveMapping(job.source, { name: job.input.name, header: table.header, samples: [] }, job.columns)
    if (runId && job.runId === undefined)
      await withScope(services, scope, 'pipeline', (tx) =>
        insertRun(tx, {
          id: runId,
          source: job.source,
          supplier: job.supplier,
          fileName: job.input.name,
          status: 'running',
          startedBy: job.startedBy,
          officerId: null,
          columns: mapping.columns,
          droppedColumns: dropped,
        }),
      )
    begun = true
    const context: RowContext = {
      supplier: job.supplier,
      county: job.county,
      counties: job.counties,
      now: services.context.now(),
    }
    const drafts = readDrafts(table, mapping, context, {
      row: () => {
        counts.rows++
        if (counts.rows % 500 === 0)
          job.onProgress?.({ file: job.input.name, rows: counts.rows, fraction: watch.fraction() })
      },
      excluded: () => {
        counts.excluded++
      },
      rejected: async (faults) => {
        counts.rejected++
        rejects.push(...faults)
        if (rejects.length >= bulkRows) await keepRejects()
      },
    })
    const waiting = new Map<string, RecordDraft[]>()
    for await (const draft of inOrder(drafts, Object.values(mapping.columns).includes(receivedColumn))) {
      const batch = waiting.get(draft.county) ?? []
      waiting.set(draft.county, batch)
      batch.push(draft)
      if (batch.length >= (job.batchRows ?? bulkRows)) {
        waiting.delete(draft.county)
        await flush(draft.county, batch)
      }
    }
    for (const [county, batch] of waiting) await flush(county, batch)
    await keepRejects()
  }

  try {
    await work()
  } catch (error) {
    if (runId && begun)
      await withScope(services, scope, 'pipeline', async (tx) => {
        await updateRun(tx, runId, settled())
        await finishRun(
          tx,
          runId,
          'failed',
          error instanceof Problem ? error.message : String((error as Error).message),
        )
        tx.emit({ kind: 'import.finished', subject: runId })
      }).catch((failure: Error) =>
        services.log.error({ runId, error: failure.message }, 'the failed import could not be marked as failed'),
      )
    throw error
  }
  if (runId)
    await withScope(services, scope, 'pipeline', async (tx) => {
      await updateRun(tx, runId, settled())
      await finishRun(tx, runId, 'done', null)
      tx.emit({ kind: 'import.finished', subject: runId })
    })
  job.onProgress?.({ file: job.input.name, rows: counts.rows, fraction: 1 })
  return { ...settled(), droppedColumns: dropped }
}

interface RowSinks {
  row(): void
  excluded(): void
  rejected(faults: readonly Reject[]): Promise<void>
}

/** The rows of a table that may be stored; all others go to the sinks. */
export async function* readDrafts(
  table: Table,
  mapping: Mapping,
  context: RowContext,
  sinks: RowSinks,
): AsyncGenerator<RecordDraft> {
  for await (const raw of table.rows) {
    sinks.row()
    const outcome = readRow(mapping, raw, context)
    if (outcome.kind === 'draft') yield outcome.draft
    else if (outcome.kind === 'excluded') sinks.excluded()
    else await sinks.rejected(outcome.rejects)
  }
}

export interface ImportFilesOptions extends ImportHooks {
  readonly source: string
  readonly files: readonly string[]
  readonly supplier?: string
  /** A profile's name or a JSON file. */
  readonly mapping?: string
  readonly sheet?: string
  readonly county?: string
  readonly dryRun?: boolean
  /** Where rejects go; default beside the file. */
  readonly rejects?: string
  readonly startedBy?: string
}

export interface ImportFilesResult {
  /** The last line on stdout, as JSON. */
  readonly counts: ImportCounts
  /** Files with rejects that were written, for a message on stderr. */
  readonly rejectsFiles: readonly string[]
  /** Columns dropped at the door, by name. */
  readonly droppedColumns: readonly string[]
}

/** The mapping that applies where none is named: the supplier's profile, if the file lacks the standard names and has the profile's. */
async function mappingOf(
  services: Services,
  county: string,
  source: SourceKey,
  options: ImportFilesOptions,
): Promise<GivenMapping | null> {
  return withScope(services, systemScope(county, 'import'), 'pipeline', async (tx) => {
    if (options.mapping !== undefined) return findMapping(tx, source, options.mapping)
    const profile = await readSupplierProfile(tx, source, options.supplier ?? source)
    return profile && { name: profile.name, supplier: profile.supplier, columns: profile.columns, fromFile: false }
  })
}

/**
 * `suyuan import`: the files one after the other, the same rows once. Rejects never stop it; a file that cannot be read as a
 * whole throws its Problem; its earlier batches stay stored, and the mended file sent again adds the rest. A mapping file becomes a profile of its supplier.
 */
export async function importFiles(services: Services, options: ImportFilesOptions): Promise<ImportFilesResult> {
  const source = sourceOf(options.source)
  const { county, counties } = await servedCounties(services, options.county)
  const inputs = options.files.map((path) => ({ path, input: fileInput(path) }))
  const given = await mappingOf(services, county, source, options)
  const supplier = options.supplier ?? given?.supplier ?? source
  const total = { accepted: 0, duplicates: 0, updated: 0, rejected: 0, excluded: 0, seconds: 0 }
  const rejectsFiles = new Set<string>()
  const dropped = new Set<string>()
  const shared = options.rejects === undefined ? null : rejectsFile(options.rejects, '')
  try {
    for (const { path, input } of inputs) {
      const rejects = shared ?? rejectsFile(undefined, path)
      try {
        const result = await importTable(services, {
          ...options,
          input,
          source,
          supplier,
          columns: given?.columns ?? {},
          county,
          counties,
          rejects,
          startedBy: options.startedBy ?? null,
        })
        for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += result[key]
        for (const column of result.droppedColumns) dropped.add(column)
      } finally {
        if (rejects.path !== null) rejectsFiles.add(rejects.path)
        if (!shared) rejects.close()
      }
    }
  } finally {
    shared?.close()
  }
  if (given?.fromFile && !options.dryRun)
    await withScope(services, systemScope(county, 'import'), 'pipeline', (tx) =>
      saveProfile(tx, {
        source,
        supplier,
        name: given.name,
        columns: given.columns,
        createdBy: options.startedBy ?? null,
      }),
    )
  return {
    counts: { ...total, seconds: Math.round(total.seconds * 1000) / 1000 },
    rejectsFiles: [...rejectsFiles],
    droppedColumns: [...dropped],
  }
}
