import type { ScopedTx } from '../access/scope.ts'
import type { Change, DisputeMark, PartyMark, Side } from './replay.ts'
import { drawSample } from './review/sample.ts'

export interface OperationRow {
  readonly id: string
  readonly kind: string
  readonly at: Date
  readonly actor: string
  readonly officerId: string | null
  readonly rule: string | null
  readonly reason: string | null
  readonly modelVersion: string | null
  readonly weight: number | null
  readonly evidence: unknown
  readonly disputeId: string
  readonly otherDisputeId: string | null
  readonly records: readonly string[]
  readonly undoes: string | null
}

/** One record or mention from one place to another by one operation; null: it came, or it went. */
export interface Moved {
  readonly opId: string
  readonly id: string
  readonly from: string | null
  readonly to: string | null
}

/** A code or an alias before and after one operation. */
export interface Marked<Mark> {
  readonly opId: string
  readonly id: string
  readonly from: Mark | null
  readonly to: Mark | null
}

/** All that a set of operations changes. */
export interface Moves {
  readonly records: readonly Moved[]
  readonly mentions: readonly Moved[]
  readonly disputes: readonly Marked<DisputeMark>[]
  readonly parties: readonly Marked<PartyMark>[]
}

export const noMoves: Moves = { records: [], mentions: [], disputes: [], parties: [] }

interface Writable {
  before: Record<string, Record<string, unknown>>
  after: Record<string, Record<string, unknown>>
}

function changesByOperation(moves: Moves): Map<string, Writable> {
  const changes = new Map<string, Writable>()
  const enter = (field: keyof Side, rows: readonly Marked<unknown>[]) => {
    for (const { opId, id, from, to } of rows) {
      let change = changes.get(opId)
      if (!change) {
        change = { before: {}, after: {} }
        changes.set(opId, change)
      }
      for (const [side, value] of [
        [change.before, from],
        [change.after, to],
      ] as const) {
        if (value === null) continue
        side[field] ??= {}
        side[field][id] = value
      }
    }
  }
  enter('r', moves.records)
  enter('m', moves.mentions)
  enter('d', moves.disputes)
  enter('p', moves.parties)
  return changes
}

/**
 * Appends operations to the county's log with all that they changed. The only door to linking.operation: whoever changes a
 * membership, an alias or a code says so here, in the same transaction and under the county's lock. Two statements, whatever
 * the number of rows. Two more where some are links that are drawn from for audit.
 */
export async function recordOperations(tx: ScopedTx, rows: readonly OperationRow[], moves: Moves): Promise<void> {
  if (rows.length === 0) return
  const changes = changesByOperation(moves)
  const known = new Set(rows.map((row) => row.id))
  for (const id of changes.keys()) if (!known.has(id)) throw new Error(`a change of no operation: ${id}`)
  const { rows: last } = await tx.query<{ sequence: number }>(
    'select coalesce(max(sequence), 0)::bigint as sequence from linking.operation where county = $1',
    [tx.county],
  )
  const start = Number(last[0]!.sequence)
  await tx.query(
    `insert into linking.operation (county, id, sequence, kind, at, actor, officer_id, rule, reason, model_version, weight, evidence, dispute_id, other_dispute_id, records, undoes, before, after)
     select $1, o.id, o.sequence, o.kind, o.at, o.actor, o.officer_id, o.rule, o.reason, o.model, o.weight, o.evidence::jsonb, o.dispute_id, o.other, string_to_array(o.records, ' ')::uuid[], o.undoes, o.before::jsonb, o.after::jsonb
     from unnest($2::uuid[], $3::text[], $4::timestamptz[], $5::text[], $6::uuid[], $7::text[], $8::text[], $9::text[], $10::real[], $11::text[], $12::uuid[], $13::uuid[], $14::text[], $15::uuid[], $16::bigint[], $17::text[], $18::text[])
       as o (id, kind, at, actor, officer_id, rule, reason, model, weight, evidence, dispute_id, other, records, undoes, sequence, before, after)`,
    [
      tx.county,
      rows.map((row) => row.id),
      rows.map((row) => row.kind),
      rows.map((row) => row.at),
      rows.map((row) => row.actor),
      rows.map((row) => row.officerId),
      rows.map((row) => row.rule),
      rows.map((row) => row.reason),
      rows.map((row) => row.modelVersion),
      rows.map((row) => row.weight),
      rows.map((row) => JSON.stringify(row.evidence)),
      rows.map((row) => row.disputeId),
      rows.map((row) => row.otherDisputeId),
      rows.map((row) => row.records.join(' ')),
      rows.map((row) => row.undoes),
      rows.map((_, index) => start + index + 1),
      rows.map((row) => JSON.stringify(changes.get(row.id)?.before ?? {})),
      rows.map((row) => JSON.stringify(changes.get(row.id)?.after ?? {})),
    ],
  )
  await drawSample(tx, rows)
}

const undoableKinds: ReadonlySet<string> = new Set(['merge', 'split', 'attach', 'undo'])
/** What the sources do: a corrected version, an instalment with its contract. */
const sourceRules: ReadonlySet<string> = new Set(['version', 'contract'])

/** Whether an operation is of a kind that people may undo, and stands. */
export const mayBeUndone = (operation: {
  readonly kind: string
  readonly rule: string | null
  readonly undone_by: string | null
}): boolean =>
  operation.undone_by === null && undoableKinds.has(operation.kind) && !sourceRules.has(operation.rule ?? '')

export interface StoredOperation extends Change {
  readonly id: string
  readonly sequence: number
  readonly kind: string
  readonly at: Date
  readonly rule: string | null
  readonly dispute_id: string
  readonly other_dispute_id: string | null
  readonly records: string[]
  readonly undoes: string | null
  readonly undone_by: string | null
}

const columns = 'id, sequence, kind, at, rule, dispute_id, other_dispute_id, records, undoes, undone_by, before, after'

export async function readOperation(tx: ScopedTx, id: string): Promise<StoredOperation | null> {
  const { rows } = await tx.query<StoredOperation>(
    `select ${columns} from linking.operation where county = $1 and id = $2`,
    [tx.county, id],
  )
  return rows[0] ?? null
}

/** The log in its order, page by page. */
export async function* readLog(tx: ScopedTx, pageSize = 5_000): AsyncGenerator<StoredOperation[]> {
  for (let after = 0; ; ) {
    const { rows } = await tx.query<StoredOperation>(
      `select ${columns} from linking.operation where county = $1 and sequence > $2 order by sequence limit $3`,
      [tx.county, after, pageSize],
    )
    if (rows.length > 0) yield rows
    if (rows.length < pageSize) return
    after = Number(rows.at(-1)!.sequence)
  }
}
