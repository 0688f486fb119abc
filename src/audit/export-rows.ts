import type { ScopedTx } from '../access/scope.ts'
import { readSides } from '../linking/queries.ts'
import { dayOf } from '../vocabulary/calendar.ts'
import { type DisputeType, disputeTypes } from '../vocabulary/dispute-types.ts'
import { maskName } from '../vocabulary/masking.ts'
import { placeName } from '../vocabulary/places.ts'
import { type SourceKey, sourceTable } from '../vocabulary/sources.ts'
import { exportWords } from '../vocabulary/words/audit.ts'
import { hideSmallCells } from './exports.ts'

export interface ExportFilter {
  readonly kind: 'disputes' | 'records' | 'statistics'
  readonly town: string | null
  readonly type: DisputeType | null
  readonly from: Date | null
  /** Exclusive. */
  readonly to: Date | null
  /** One row more than this is read at most, so that the caller can refuse. */
  readonly most: number
}

interface Rows {
  readonly rows: string[][]
  /** Disputes that the rows are about; none for statistics. */
  readonly disputes: string[]
}

const typeName = (type: string): string => disputeTypes[type as DisputeType]?.zh ?? type
const townName = (town: string | null): string => (town === null ? exportWords.none : placeName(town))
const values = (tx: ScopedTx, filter: ExportFilter) => [tx.county, filter.town, filter.type, filter.from, filter.to]

/** Disputes with masked names; sealed ones say so. Phones, numbers, addresses and texts never leave this way. */
async function disputeRows(tx: ScopedTx, filter: ExportFilter): Promise<Rows> {
  const { rows } = await tx.query<{
    id: string
    trace_code: string
    type: string
    town: string | null
    status: 'open' | 'closed'
    opened_at: Date
    last_at: Date
    records: number
    sources: SourceKey[]
  }>(
    `select d.id, d.trace_code, d.type, d.town, d.status, d.opened_at, d.last_at, d.records, d.sources from linking.dispute d
     where d.county = $1 and d.merged_into is null and d.matter = 'dispute' and ($2::text is null or d.town = $2) and ($3::text is null or d.type = $3)
       and ($4::timestamptz is null or d.opened_at >= $4) and ($5::timestamptz is null or d.opened_at < $5)
     order by d.opened_at, d.id limit $6`,
    [...values(tx, filter), filter.most + 1],
  )
  const labels = new Map<string, { claimant: string[]; respondent: string[] }>()
  const page = 500
  for (let at = 0; at < rows.length; at += page) {
    const { sides } = await readSides(
      tx,
      rows.slice(at, at + page).map((row) => row.id),
    )
    for (const { disputeId, side, kind, found } of sides) {
      if (side === 'other') continue
      const entry = labels.get(disputeId) ?? { claimant: [], respondent: [] }
      labels.set(disputeId, entry)
      const name =
        found.sealed || found.name === null ? exportWords.sealed : kind === 'person' ? maskName(found.name) : found.name
      entry[side].push(name)
    }
  }
  return {
    disputes: rows.map((row) => row.id),
    rows: rows.map((row) => [
      row.trace_code,
      typeName(row.type),
      townName(row.town),
      exportWords[row.status],
      dayOf(row.opened_at),
      dayOf(row.last_at),
      String(row.records),
      row.sources.map((source) => sourceTable[source].zh).join('、'),
      labels.get(row.id)?.claimant.join('、') ?? '',
      labels.get(row.id)?.respondent.join('、') ?? '',
    ]),
  }
}

/** Records by their number, without a word of their text. */
async function recordRows(tx: ScopedTx, filter: ExportFilter): Promise<Rows> {
  const { rows } = await tx.query<{
    source: SourceKey
    number: string
    type: string
    town: string | null
    occurred_at: Date
    received_at: Date
    dispute_id: string
    trace_code: string
    sealed: boolean
  }>(
    `select r.source, r.number, m.type, r.town, r.occurred_at, r.received_at, d.id as dispute_id, d.trace_code, r.sealed
     from intake.record r join linking.dispute_record m on m.county = r.county and m.record_id = r.id and m.to_at is null
     join linking.dispute d on d.county = m.county and d.id = m.dispute_id
     where r.county = $1 and r.current and ($2::text is null or r.town = $2) and ($3::text is null or m.type = $3)
       and ($4::timestamptz is null or r.occurred_at >= $4) and ($5::timestamptz is null or r.occurred_at < $5)
     order by r.occurred_at, r.id limit $6`,
    [...values(tx, filter), filter.most + 1],
  )
  return {
    disputes: rows.map((row) => row.dispute_id),
    rows: rows.map((row) => [
      sourceTable[row.source].zh,
      row.number,
      typeName(row.type),
      townName(row.town),
      dayOf(row.occurred_at),
      dayOf(row.received_at),
      row.trace_code,
      row.sealed ? exportWords.yes : exportWords.no,
    ]),
  }
}

/** Counts by town and type, groups under five hidden; towns in the fixed order of their codes, no ranking. */
async function statisticRows(tx: ScopedTx, filter: ExportFilter): Promise<Rows> {
  const { rows } = await tx.query<{ town: string | null; type: string; count: number }>(
    `select d.town, d.type, count(*)::int as count from linking.dispute d
     where d.county = $1 and d.merged_into is null and d.matter = 'dispute' and ($2::text is null or d.town = $2) and ($3::text is null or d.type = $3)
       and ($4::timestamptz is null or d.opened_at >= $4) and ($5::timestamptz is null or d.opened_at < $5)
     group by d.town, d.type order by d.town nulls last, d.type`,
    values(tx, filter),
  )
  const cells = rows.map((row) => ({ row: townName(row.town), column: typeName(row.type), count: row.count }))
  return { disputes: [], rows: hideSmallCells(cells).map((cell) => [cell.row, cell.column, cell.shown]) }
}

export function readExportRows(tx: ScopedTx, filter: ExportFilter): Promise<Rows> {
  if (filter.kind === 'disputes') return disputeRows(tx, filter)
  return filter.kind === 'records' ? recordRows(tx, filter) : statisticRows(tx, filter)
}
