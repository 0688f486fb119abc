import type { ScopedTx } from '../access/scope.ts'
import { readTimeCursor } from '../platform/cursor.ts'
import type { SourceKey } from '../vocabulary/sources.ts'
import { type RejectCode, rejectWords } from '../vocabulary/words/intake.ts'
import type { Columns } from './mapping.ts'
import type { Reject } from './read-row.ts'
import type { ImportRun, ImportStatus, RejectedRow } from './schema.ts'

/** SQL of import runs, their rejects and the mapping profiles. */

export interface RunCounts {
  readonly rows: number
  readonly accepted: number
  readonly duplicates: number
  readonly updated: number
  readonly rejected: number
  readonly excluded: number
  readonly seconds: number
}

export const noCounts: RunCounts = {
  rows: 0,
  accepted: 0,
  duplicates: 0,
  updated: 0,
  rejected: 0,
  excluded: 0,
  seconds: 0,
}

export interface NewRun {
  readonly id: string
  readonly source: SourceKey
  readonly supplier: string
  readonly fileName: string
  readonly status: ImportStatus
  readonly startedBy: string | null
  readonly officerId: string | null
  readonly columns: Columns
  readonly droppedColumns: readonly string[]
}

export async function insertRun(tx: ScopedTx, run: NewRun): Promise<void> {
  await tx.query(
    `insert into intake.import_run (county, id, source, supplier, file_name, status, started_by, officer_id, columns, dropped_columns, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9::text::jsonb, $10, $11)`,
    [
      tx.county,
      run.id,
      run.source,
      run.supplier,
      run.fileName,
      run.status,
      run.startedBy,
      run.officerId,
      JSON.stringify(run.columns),
      run.droppedColumns,
      tx.context.now(),
    ],
  )
}

/** Takes a run from one status to another; false where it is not in the first (somebody was faster). */
export async function moveRun(
  tx: ScopedTx,
  id: string,
  from: ImportStatus,
  to: ImportStatus,
  columns: Columns,
): Promise<boolean> {
  const { count } = await tx.query(
    'update intake.import_run set status = $4, columns = $5::text::jsonb where county = $1 and id = $2 and status = $3',
    [tx.county, id, from, to, JSON.stringify(columns)],
  )
  return count === 1
}

export async function updateRun(tx: ScopedTx, id: string, counts: RunCounts): Promise<void> {
  await tx.query(
    `update intake.import_run set rows = $3, accepted = $4, duplicates = $5, updated = $6, rejected = $7, excluded = $8, seconds = $9
     where county = $1 and id = $2`,
    [
      tx.county,
      id,
      counts.rows,
      counts.accepted,
      counts.duplicates,
      counts.updated,
      counts.rejected,
      counts.excluded,
      counts.seconds,
    ],
  )
}

export async function finishRun(
  tx: ScopedTx,
  id: string,
  status: 'done' | 'failed' | 'expired',
  problem: string | null,
): Promise<void> {
  await tx.query(
    'update intake.import_run set status = $3, problem = $4, finished_at = $5 where county = $1 and id = $2',
    [tx.county, id, status, problem, tx.context.now()],
  )
}

/**
 * Ends what a server left behind when it died: uploads are gone with it, and what it was importing has stopped. Whatever such
 * an import had stored stays; the file sent again adds the rest. Imports of the command line are left alone.
 */
export async function endInterrupted(tx: ScopedTx, problem: string): Promise<void> {
  await tx.query(
    `update intake.import_run set status = case status when 'preview' then 'expired' else 'failed' end,
       problem = case status when 'preview' then null else $2 end, finished_at = $3
     where county = $1 and officer_id is not null and status in ('preview', 'running')`,
    [tx.county, problem, tx.context.now()],
  )
}

export async function insertRejects(
  tx: ScopedTx,
  runId: string,
  file: string,
  first: number,
  rejects: readonly Reject[],
): Promise<void> {
  if (rejects.length === 0) return
  await tx.query(
    `insert into intake.reject (county, run_id, position, file, row_number, column_name, value, code, parameters)
     select $1, $2, $3 + r.position, $4, r.row_number, r.column_name, r.value, r.code, r.parameters
     from jsonb_to_recordset($5::text::jsonb) as r(position int, row_number int, column_name text, value text, code text, parameters jsonb)`,
    [
      tx.county,
      runId,
      first,
      file,
      JSON.stringify(
        rejects.map((reject, position) => ({
          position,
          row_number: reject.rowNumber,
          column_name: reject.column,
          value: reject.value,
          code: reject.code,
          parameters: reject.parameters,
        })),
      ),
    ],
  )
}

export async function readRejects(tx: ScopedTx, runId: string): Promise<RejectedRow[]> {
  // Rows that no dispute has yet: the log names the import they came with.
  tx.logRead({ subjectKind: 'import', subject: runId, fields: ['rejects'] })
  const { rows } = await tx.query<{
    file: string | null
    row_number: number
    column_name: string | null
    value: string
    code: RejectCode
    parameters: Reject['parameters']
  }>(
    'select file, row_number, column_name, value, code, parameters from intake.reject where county = $1 and run_id = $2 order by position',
    [tx.county, runId],
  )
  return rows.map((row) =>
    rejectedRow(
      {
        rowNumber: row.row_number,
        column: row.column_name,
        value: row.value,
        code: row.code,
        parameters: row.parameters,
      },
      row.file,
    ),
  )
}

function filled(text: string, parameters: Reject['parameters']): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in parameters ? String(parameters[name]) : whole))
}

/** A reject in words, for the rejects file and for HTTP. */
export function rejectedRow(reject: Reject, file: string | null): RejectedRow {
  const words = rejectWords[reject.code]
  return {
    file,
    row: reject.rowNumber,
    column: reject.column,
    value: reject.value,
    code: reject.code,
    reason: filled(words.zh, reject.parameters),
    mend: filled(words.mend, reject.parameters),
  }
}

interface RunRow extends RunCounts {
  readonly id: string
  readonly source: SourceKey
  readonly supplier: string
  readonly file_name: string
  readonly status: ImportStatus
  readonly dropped_columns: string[]
  readonly started_by: string | null
  readonly created_at: Date
  readonly finished_at: Date | null
  readonly problem: string | null
}

function runOf(row: RunRow): ImportRun {
  const { accepted, duplicates, updated, rejected, excluded, seconds } = row
  return {
    id: row.id,
    source: row.source,
    supplier: row.supplier,
    fileName: row.file_name,
    status: row.status,
    rows: row.rows,
    counts: { accepted, duplicates, updated, rejected, excluded, seconds },
    droppedColumns: row.dropped_columns,
    startedBy: row.started_by,
    createdAt: row.created_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    problem: row.problem,
  }
}

/** Runs, newest first; `before` is the cursor of the page before (`<time>_<id>`). */
export async function readRuns(
  tx: ScopedTx,
  before: string | null,
  limit: number,
): Promise<{ items: ImportRun[]; next: string | null }> {
  const cursor = readTimeCursor(before)
  const { rows } = await tx.query<RunRow>(
    `select * from intake.import_run
     where county = $1 and ($2::timestamptz is null or (created_at, id) < ($2, $3::uuid)) order by created_at desc, id desc limit $4`,
    [tx.county, cursor?.at ?? null, cursor?.id ?? null, limit + 1],
  )
  const items = rows.slice(0, limit).map(runOf)
  const last = items.at(-1)
  return { items, next: rows.length > limit && last ? `${last.createdAt}_${last.id}` : null }
}

export async function readRun(tx: ScopedTx, id: string): Promise<ImportRun | null> {
  const { rows } = await tx.query<RunRow>('select * from intake.import_run where county = $1 and id = $2', [
    tx.county,
    id,
  ])
  return rows[0] ? runOf(rows[0]) : null
}
