import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Problem } from '../platform/problem.ts'
import type { Services } from '../platform/services.ts'
import { type SourceKey, sourceKeys } from '../vocabulary/sources.ts'
import { openTable } from './decode.ts'
import { readDrafts, reviveDraft, servedCounties } from './import.ts'
import { resolveMapping } from './mapping.ts'
import type { RecordDraft } from './read-row.ts'
import { rejectedRow } from './runs.ts'
import type { RejectedRow } from './schema.ts'
import { sortedByKey } from './spool.ts'
import { fileInput } from './table.ts'

/** A row at its time: where the clock must stand when it is stored. `draft.receivedAt` equals `at`. */
export interface ReplayRow {
  readonly at: Date
  readonly draft: RecordDraft
}

/** Filled while the rows are read; final once the first row has been yielded, for sorting reads every file first. */
export interface ReplaySummary {
  rows: number
  excluded: number
  /** Rows, not faults. */
  rejectedRows: number
  readonly rejects: RejectedRow[]
  readonly files: readonly string[]
}

export interface Replay {
  readonly rows: AsyncGenerator<ReplayRow>
  readonly summary: ReplaySummary
}

/** The files of a folder that a replay reads, `SOURCE*.csv`, by name. Throws intake.replayFolder, intake.fileUnreadable. */
export function replayFiles(directory: string): { readonly source: SourceKey; readonly name: string }[] {
  let names: string[]
  try {
    names = readdirSync(directory)
  } catch (error) {
    throw new Problem(
      'intake.fileUnreadable',
      { file: directory, reason: (error as NodeJS.ErrnoException).code ?? String(error) },
      error,
    )
  }
  const files = names
    .filter((name) => /\.csv$/i.test(name))
    .sort((a, b) => (a < b ? -1 : 1))
    .flatMap((name) => {
      const source = sourceKeys.find((key) => name.startsWith(key))
      return source ? [{ source, name }] : []
    })
  if (files.length === 0) throw new Problem('intake.replayFolder', { directory })
  return files
}

/**
 * The rows of all files of a folder merged by 接收时间 (a row without it: its event time), then file name and row. A row with
 * neither stands with the row before it in its file. Sorting lies on disk, so the folder may be larger than memory.
 */
export async function mergeForReplay(
  services: Services,
  directory: string,
  options: { readonly county?: string } = {},
): Promise<Replay> {
  const files = replayFiles(directory)
  const { county, counties } = await servedCounties(services, options.county)
  const summary: ReplaySummary = {
    rows: 0,
    excluded: 0,
    rejectedRows: 0,
    rejects: [],
    files: files.map((file) => file.name),
  }

  const keyed = async function* (): AsyncGenerator<{ key: number; item: RecordDraft }> {
    for (const { source, name } of files) {
      const table = await openTable(fileInput(join(directory, name)))
      const mapping = resolveMapping(source, { name, header: table.header, samples: [] })
      const context = { supplier: source, county, counties, now: services.context.now() }
      let key = Number.NEGATIVE_INFINITY
      const drafts = readDrafts(table, mapping, context, {
        row: () => {
          summary.rows++
        },
        excluded: () => {
          summary.excluded++
        },
        rejected: async (faults) => {
          summary.rejectedRows++
          summary.rejects.push(...faults.map((fault) => rejectedRow(fault, name)))
        },
      })
      for await (const draft of drafts) {
        key = (draft.receivedAt ?? draft.occurredAt)?.getTime() ?? key
        yield { key, item: draft }
      }
    }
  }

  const rows = async function* (): AsyncGenerator<ReplayRow> {
    let timeless: RecordDraft[] = []
    for await (const { key, item } of sortedByKey(keyed())) {
      const draft = reviveDraft(item as never)
      if (key === Number.NEGATIVE_INFINITY) {
        timeless.push(draft)
        continue
      }
      const at = new Date(key)
      for (const earlier of timeless) yield { at, draft: { ...earlier, receivedAt: at } }
      timeless = []
      yield { at, draft: { ...draft, receivedAt: at } }
    }
    const now = services.context.now()
    for (const draft of timeless) yield { at: now, draft: { ...draft, receivedAt: now } }
  }
  return { rows: rows(), summary }
}
