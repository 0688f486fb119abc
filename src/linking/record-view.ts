import type { ScopedTx } from '../access/scope.ts'
import { readRecords } from '../intake/queries.ts'
import { maskAddress, maskNames, maskNumber } from '../vocabulary/masking.ts'
import { type Source, sourceTable } from '../vocabulary/sources.ts'
import { linkingWords } from '../vocabulary/words/linking.ts'
import { coverText, type MaskedSpan, maskText } from './labels.ts'
import { mayReveal } from './reveal.ts'
import type { RecordView } from './schema.ts'
import { namesSecretParty } from './secrecy.ts'

const isHidden = (source: Source, column: string, sealed: boolean): boolean =>
  source.identityColumns.includes(column) || (sealed && source.placeColumns.includes(column))

/** Phones and documents of persons: roles that may never ask for them do not see them masked either. */
const isNumber = (source: Source, column: string): boolean =>
  source.identityColumns.includes(column) && !source.parties.some((party) => party.column === column)

/** A column as it stands on a page: names, numbers and dwellings covered, companies in full. */
function maskColumn(source: Source, column: string, value: string, found: readonly MaskedSpan[]): string {
  if (source.placeColumns.includes(column)) return maskAddress(value)
  if (!source.identityColumns.includes(column) || found.some((span) => span.kind === 'organisation'))
    return maskText(value, found)
  return /\d{5}/.test(value) ? value.replace(/[0-9A-Za-z-]{7,}/g, maskNumber) : maskNames(value)
}

/** One record with its columns, personal ones masked, and what the reader found in it. Null when absent or out of reach. */
export async function recordView(tx: ScopedTx, id: string): Promise<RecordView | null> {
  const [record] = await readRecords(tx, [id])
  if (!record) return null
  const { rows: readings } = await tx.query<{ type: string; type_probability: number; spans: string }>(
    'select type, type_probability, spans from reading.reading where county = $1 and record_id = $2',
    [tx.county, id],
  )
  const { rows: versions } = await tx.query<{ id: string; version: number; received_at: Date }>(
    `select o.id, o.version, o.received_at from intake.record r
     join intake.record o on o.county = r.county and o.source = r.source and o.supplier = r.supplier and o.number_normal = r.number_normal
     where r.county = $1 and r.id = $2 order by o.version`,
    [tx.county, id],
  )
  const { rows: disputes } = await tx.query<{ id: string; code: string }>(
    `select d.id, d.trace_code as code from linking.dispute_record m join linking.dispute d on d.county = m.county and d.id = m.dispute_id
     where m.county = $1 and m.record_id = $2 and m.to_at is null`,
    [tx.county, id],
  )
  const reading = readings[0]
  const spans = new Map<string, MaskedSpan[]>()
  for (const span of reading?.spans ? reading.spans.split(' ') : []) {
    const [kind, column, start, end] = span.split(',')
    spans.set(column!, [...(spans.get(column!) ?? []), { kind: kind!, start: Number(start), end: Number(end) }])
  }
  const source = sourceTable[record.source]
  const reveals = mayReveal(tx)
  const sealed = record.sealed || (disputes[0] !== undefined && (await namesSecretParty(tx, id, disputes[0].id)))
  tx.logRead({ subjectKind: 'record', subject: id, disputeId: disputes[0]?.id ?? null, fields: ['masked'] })
  return {
    id,
    source: record.source,
    supplier: record.supplier,
    number: record.number,
    version: record.version,
    versions: versions.map((row) => ({ id: row.id, version: row.version, receivedAt: row.received_at.toISOString() })),
    occurredAt: record.occurredAt.toISOString(),
    receivedAt: record.receivedAt.toISOString(),
    place: record.place,
    town: record.town,
    sealed,
    erased: Object.keys(record.row).length === 0,
    traceCode: disputes[0]?.code ?? null,
    type: reading?.type ?? null,
    typeProbability: reading?.type_probability ?? null,
    columns: [
      ...source.columns,
      ...Object.keys(record.row).filter((column) => !source.columns.includes(column)),
    ].flatMap((column) => {
      const hidden = isHidden(source, column, sealed)
      const value = record.row[column]
      const found = spans.get(column) ?? []
      // Which of the hidden columns are filled is not told either.
      if (hidden && sealed) return [{ column, value: linkingWords.sealed, masked: true, revealable: null, spans: [] }]
      if (value === undefined || (isNumber(source, column) && !reveals)) return []
      const shown = sealed ? coverText(value, found) : maskColumn(source, column, value, found)
      const masked = shown !== value
      const revealable = masked && reveals && !sealed ? `record:${id}:${column}` : null
      return [{ column, value: shown, masked, revealable, spans: found }]
    }),
  }
}
