import type { ScopedTx } from '../access/scope.ts'
import { systemScope } from '../access/scope.ts'
import { receivedColumn, versionColumn } from '../vocabulary/column-kinds.ts'
import { partySeparators, sourceTable } from '../vocabulary/sources.ts'
import { storeRows } from './commands.ts'
import { normaliseNumber } from './numbers.ts'
import { readRecords } from './queries.ts'
import { contentOfRow, type RecordDraft } from './read-row.ts'
import type { IntakeRecord } from './record.ts'
import { sealReasons } from './sealing.ts'

export interface ColumnChange {
  readonly column: string
  readonly value: string
}

/** Where a party stands in a record: the span of its mention. */
export interface NamedAt {
  readonly column: string
  readonly start: number
  readonly end: number
}

/** Columns of a record that may be corrected on a person's request: who and where, and what the person said; not what an office concluded. */
export function correctableColumns(record: Pick<IntakeRecord, 'source' | 'sealed'>): string[] {
  // The identity of a sealed record lies with the custodian: its source sends the correction.
  if (record.sealed) return []
  const source = sourceTable[record.source]
  const named = source.parties.flatMap(({ column, phone, document }) => [column, phone, document])
  return [
    ...new Set([
      ...named.filter((column) => column !== undefined),
      ...source.identityColumns,
      ...source.placeColumns,
      ...source.textColumns.filter((column) => !source.resultColumns.includes(column)),
    ]),
  ]
}

/**
 * The cell with one party's part replaced: several people share a cell (王某;李某), and only the one concerned is corrected.
 * Phones and documents follow the order of the names. Pure.
 */
export function replacePart(
  record: Pick<IntakeRecord, 'source' | 'row'>,
  at: NamedAt | null,
  change: ColumnChange,
): string {
  const cell = record.row[change.column] ?? ''
  if (!at) return change.value
  if (change.column === at.column) {
    const whole = at.start === 0 && at.end >= cell.length
    return whole ? change.value : cell.slice(0, at.start) + change.value + cell.slice(at.end)
  }
  const names = sourceTable[record.source].parties.find((party) => party.column === at.column)
  if (!names || ![names.phone, names.document].includes(change.column)) return change.value
  const parts = cell.split(partySeparators)
  const place = (record.row[at.column] ?? '').slice(0, at.start).split(partySeparators).length - 1
  if (parts.length < 2 || place >= parts.length) return change.value
  parts[place] = change.value
  return parts.join(';')
}

/**
 * Corrects a record by a new version of it: the old one stays as it came, the pipeline reads, links and counts the new one in
 * its place. Null where nothing would change. Appends to the ledger: nothing but further entries after it.
 */
export async function correctRecord(
  tx: ScopedTx,
  recordId: string,
  at: NamedAt | null,
  changes: readonly ColumnChange[],
  ground: Readonly<Record<string, string>>,
): Promise<string | null> {
  const [record] = await readRecords({ ...tx, scope: systemScope(tx.county, 'correction') }, [recordId])
  if (!record) return null
  const row: Record<string, string> = { ...record.row }
  delete row[receivedColumn]
  delete row[versionColumn]
  for (const change of changes) row[change.column] = replacePart({ ...record, row }, at, change)
  const draft: RecordDraft = {
    county: tx.county,
    source: record.source,
    supplier: record.supplier,
    number: record.number,
    numberNormal: normaliseNumber(record.number),
    version: null,
    occurredAt: record.occurredAt,
    receivedAt: null,
    place: record.place,
    town: record.town,
    sealed: sealReasons(record.source, row, record.occurredAt),
    row,
    raw: ground,
    content: contentOfRow(record.source, row),
    rowNumber: 0,
  }
  const { ids } = await storeRows(tx, { drafts: [draft] })
  return ids[0] ?? null
}
