import type { ScopedTx } from '../access/scope.ts'
import type { StoredRead } from './leaf.ts'

/** Every column of the log's lines; the time as text, so that not a microsecond of it can be changed unseen. */
const wholeLine = `(to_jsonb(r) - 'at' || jsonb_build_object('at', to_char(r.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))) as line`

/** Lines by id, whole, in the order of their ids. */
export async function storedReads(tx: ScopedTx, ids: readonly string[]): Promise<StoredRead[]> {
  const { rows } = await tx.query<{ line: StoredRead }>(
    `select ${wholeLine} from access.read_log r where r.county = $1 and r.id = any($2::uuid[]) order by r.id`,
    [tx.county, ids],
  )
  return rows.map((row) => row.line)
}

export interface SealRow {
  readonly readId: string
  readonly position: number
  readonly salt: Buffer
  readonly hiddenSalt: Buffer
  readonly leafHash: Buffer
  /** The line as it stands now; null when it is gone. */
  readonly line: StoredRead | null
  /** How many of the line's disputes still have their row in access.read_listed. */
  readonly listed: number
}

/** One batch as it stands now, in its order. */
export async function sealRows(tx: ScopedTx, batch: number): Promise<SealRow[]> {
  const { rows } = await tx.query<SealRow>(
    `select s.read_id as "readId", s.position, s.salt, s.hidden_salt as "hiddenSalt", s.leaf_hash as "leafHash",
       case when r.id is null then null else ${wholeLine.replace(' as line', '')} end as line,
       case when r.disputes is null then 0 else
         (select count(*)::int from access.read_listed l where l.county = r.county and l.dispute_id = any(r.disputes) and l.read_id = r.id) end as listed
     from audit.sealed_read s left join access.read_log r on r.county = s.county and r.id = s.read_id
     where s.county = $1 and s.batch = $2 order by s.position`,
    [tx.county, batch],
  )
  return rows
}

export interface BatchRow {
  readonly number: number
  readonly id: string
  readonly at: Date
  readonly count: number
  readonly root: Buffer
}

export async function batchRows(tx: ScopedTx): Promise<BatchRow[]> {
  const { rows } = await tx.query<BatchRow>(
    'select number, id, at, count, root from audit.sealed_batch where county = $1 order by number',
    [tx.county],
  )
  return rows
}

/** Subjects (batch ids) of all `read.logged` entries, in the ledger's order. */
export async function sealedSubjects(tx: ScopedTx): Promise<string[]> {
  const { rows } = await tx.query<{ subject: string }>(
    `select subject from ledger.entry where county = $1 and kind = 'read.logged' order by index`,
    [tx.county],
  )
  return rows.map((row) => row.subject)
}

/** Lines that no batch holds: those in the queue (or only in the queue), and those that were never in it. */
export async function loose(tx: ScopedTx): Promise<{ waiting: number; lost: string[]; inserted: string[] }> {
  const { rows: waiting } = await tx.query<{ count: number }>(
    `select count(*)::int as count from access.read_pending p join access.read_log r on r.county = p.county and r.id = p.read_id where p.county = $1`,
    [tx.county],
  )
  const { rows: lost } = await tx.query<{ id: string }>(
    `select p.read_id as id from access.read_pending p
     where p.county = $1 and not exists (select from access.read_log r where r.county = p.county and r.id = p.read_id)`,
    [tx.county],
  )
  const { rows: inserted } = await tx.query<{ id: string }>(
    `select r.id from access.read_log r
     where r.county = $1 and not exists (select from audit.sealed_read s where s.county = r.county and s.read_id = r.id)
       and not exists (select from access.read_pending p where p.county = r.county and p.read_id = r.id)`,
    [tx.county],
  )
  return { waiting: waiting[0]!.count, lost: lost.map((row) => row.id), inserted: inserted.map((row) => row.id) }
}
