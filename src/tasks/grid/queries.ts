import type { ScopedTx } from '../../access/scope.ts'
import { readGridEvents } from '../../intake/queries.ts'
import { disputeTypes } from '../../vocabulary/dispute-types.ts'
import { masks } from '../../vocabulary/masking.ts'
import { partySeparators, sources } from '../../vocabulary/sources.ts'
import type { GridReport, SimilarEvent, SimilarRequest } from './schema.ts'
import { similarTo } from './similar.ts'

/** Columns of a grid event (vocabulary/sources.ts). */
const gridColumns = { category: '事件类别', address: '地址', text: '事件描述' } as const

const shown = `select g.id, g.number, g.record_id as "recordId", g.sent_at as "sentAt", g.photos,
    (select count(*)::int from intake.photo p where p.county = g.county and p.record_id = g.record_id) as "photosReceived",
    (select d.trace_code from linking.dispute_record m join linking.dispute d on d.county = m.county and d.id = m.dispute_id
      where m.county = g.county and m.record_id = g.record_id and m.to_at is null limit 1) as "traceCode"
  from tasks.grid_report g where g.county = $1 and g.officer_id = $2::uuid`

type Stored = Omit<GridReport, 'sentAt'> & { readonly sentAt: Date }
const toReport = (row: Stored): GridReport => ({ ...row, sentAt: row.sentAt.toISOString() })

/** What this officer sent, newest first. Numbers only: no row of anybody. */
export async function readOwnReports(tx: ScopedTx, officerId: string, limit: number): Promise<GridReport[]> {
  const { rows } = await tx.query<Stored>(
    `${shown} and g.record_id is not null order by g.sent_at desc, g.id limit $3`,
    [tx.county, officerId, limit],
  )
  return rows.map(toReport)
}

/** One report of this officer by the id that the phone made, or null. */
export async function readOwnReport(tx: ScopedTx, officerId: string, id: string): Promise<GridReport | null> {
  const { rows } = await tx.query<Stored>(`${shown} and g.id = $3::uuid`, [tx.county, officerId, id])
  return rows[0] ? toReport(rows[0]) : null
}

const day = 86_400_000
const lookedBack = 14 * day
/** A town reports a dozen a day; beyond this the newest are compared. */
const compared = 400
const excerptCharacters = 40

interface Span {
  readonly kind: string
  readonly column: string
  readonly start: number
  readonly end: number
}

/** What the reader found in each record (reading.reading), and which records belong to a matter whose identities are kept. */
async function readFindings(
  tx: ScopedTx,
  ids: readonly string[],
): Promise<{ readonly spans: ReadonlyMap<string, readonly Span[]>; readonly secret: ReadonlySet<string> }> {
  const { rows } = await tx.query<{ id: string; spans: string; secret: boolean }>(
    `select r.record_id as id, r.spans, exists (
       select from linking.dispute_record m join linking.dispute d on d.county = m.county and d.id = m.dispute_id
       where m.county = r.county and m.record_id = r.record_id and m.to_at is null and (d.sealed or d.domestic_violence)) as secret
     from reading.reading r where r.county = $1 and r.record_id = any($2::uuid[])`,
    [tx.county, ids],
  )
  const spansOf = (text: string): Span[] =>
    text === ''
      ? []
      : text.split(' ').map((span) => {
          const [kind, column, start, end] = span.split(',')
          return { kind: kind!, column: column!, start: Number(start), end: Number(end) }
        })
  return {
    spans: new Map(rows.map((row) => [row.id, spansOf(row.spans)])),
    secret: new Set(rows.filter((row) => row.secret).map((row) => row.id)),
  }
}

/** The text with its persons covered: those in the event's own columns and those that the reader found in it. */
function excerptOf(text: string, parties: readonly string[], spans: readonly Span[]): string {
  const found = spans
    .filter((span) => span.kind === 'person' && span.column === gridColumns.text)
    .map((span) => text.slice(span.start, span.end))
  let covered = text
  for (const name of [...parties, ...found]) if (name.length >= 2) covered = covered.replaceAll(name, masks.name(name))
  return masks.text(covered).slice(0, excerptCharacters)
}

/** Events of the own town in the last fourteen days that may be the one being entered. Each one shown is in the log of reads. */
export async function readSimilarEvents(tx: ScopedTx, town: string, asked: SimilarRequest): Promise<SimilarEvent[]> {
  const since = new Date(tx.context.now().getTime() - lookedBack)
  const records = await readGridEvents(tx, town, since, compared)
  const { spans, secret } = await readFindings(
    tx,
    records.map(({ id }) => id),
  )
  const events = records
    .filter(({ id }) => !secret.has(id))
    .map((record) => ({
      record,
      place: record.place,
      category: record.row[gridColumns.category] ?? '',
      address: record.row[gridColumns.address] ?? '',
      text: record.row[gridColumns.text] ?? '',
    }))
  const alike = similarTo({ ...asked, category: disputeTypes[asked.category].zh }, events)
  for (const { record } of alike) tx.logRead({ subjectKind: 'record', subject: record.id, fields: ['similar'] })
  return alike.map(({ record, category, address, text }) => {
    // A text that nobody has read yet may name anybody.
    const found = spans.get(record.id)
    const parties = sources.grid.parties.flatMap(({ column }) => (record.row[column] ?? '').split(partySeparators))
    return {
      number: record.number,
      reportedAt: record.occurredAt.toISOString(),
      category,
      address: masks.address(address),
      excerpt: found === undefined ? '' : excerptOf(text, parties, found),
    }
  })
}
