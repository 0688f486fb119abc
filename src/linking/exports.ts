import type { ScopedTx } from '../access/scope.ts'
import { readRecords } from '../intake/queries.ts'
import { maskName } from '../vocabulary/masking.ts'
import { linkingWords } from '../vocabulary/words/linking.ts'

type Write = (line: string) => void

/** One CSV line (RFC 4180): quotes only where they are needed. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell)).join(',')}\n`
}

/** Numbers of a second and later supplier of a source are printed with the supplier's name before them (formats.md 1). */
async function firstSuppliers(tx: ScopedTx): Promise<(source: string, supplier: string, number: string) => string> {
  const { rows } = await tx.query<{ source: string; supplier: string }>(
    `select distinct on (source) source, supplier from (
       select source, supplier, min(sequence) as first from intake.record where county = $1 group by source, supplier) s
     order by source, first`,
    [tx.county],
  )
  const first = new Map(rows.map((row) => [row.source, row.supplier]))
  return (source, supplier, number) => (first.get(source) === supplier ? number : `${supplier}/${number}`)
}

const page = 5_000

/** `source,number,dispute,trace_code`, one row per current record in the order of receipt. Returns the number of rows. */
export async function exportLinks(tx: ScopedTx, write: Write): Promise<number> {
  write(csvLine(['source', 'number', 'dispute', 'trace_code']))
  const numberOf = await firstSuppliers(tx)
  let after = 0
  let count = 0
  for (;;) {
    const { rows } = await tx.query<{
      sequence: number
      source: string
      supplier: string
      number: string
      dispute_id: string
      trace_code: string
    }>(
      `select r.sequence, r.source, r.supplier, r.number, m.dispute_id, d.trace_code
       from intake.record r
       join linking.dispute_record m on m.county = r.county and m.record_id = r.id and m.to_at is null
       join linking.dispute d on d.county = m.county and d.id = m.dispute_id
       where r.county = $1 and r.current and r.sequence > $2 order by r.sequence limit $3`,
      [tx.county, after, page],
    )
    for (const row of rows)
      write(csvLine([row.source, numberOf(row.source, row.supplier, row.number), row.dispute_id, row.trace_code]))
    count += rows.length
    if (rows.length < page) return count
    after = rows.at(-1)!.sequence
  }
}

/**
 * `source,number,role,name,party`, one row per mention of a person or organisation in current records. Sealed records print
 * 已封存 in place of the name; `masked` prints 张某 for persons. The caller writes the read log. Returns the number of rows.
 */
export async function exportParties(
  tx: ScopedTx,
  write: Write,
  options: { readonly masked: boolean },
): Promise<number> {
  write(csvLine(['source', 'number', 'role', 'name', 'party']))
  const numberOf = await firstSuppliers(tx)
  let after = 0
  let count = 0
  for (;;) {
    const { rows: records } = await tx.query<{ id: string; sequence: number }>(
      'select id, sequence from intake.record where county = $1 and current and sequence > $2 order by sequence limit $3',
      [tx.county, after, page],
    )
    if (records.length === 0) return count
    after = records.at(-1)!.sequence
    const ids = records.map((record) => record.id)
    const opened = new Map((await readRecords(tx, ids)).map((record) => [record.id, record]))
    const { rows: mentions } = await tx.query<{
      id: string
      record_id: string
      kind: string
      column_name: string
      role: string
      start_at: number
      end_at: number
    }>(
      `select id, record_id, kind, column_name, role, start_at, end_at from reading.mention
       where county = $1 and record_id = any($2::uuid[]) and kind in ('person', 'organisation') order by party_group, id`,
      [tx.county, ids],
    )
    const { rows: members } = await tx.query<{ mention_id: string; party_id: string }>(
      'select mention_id, party_id from linking.party_member where county = $1 and record_id = any($2::uuid[]) and to_at is null',
      [tx.county, ids],
    )
    const partyOf = new Map(members.map((member) => [member.mention_id, member.party_id]))
    const place = new Map(ids.map((id, index) => [id, index]))
    const rows = mentions
      .flatMap((mention) => (partyOf.has(mention.id) ? [{ ...mention, party_id: partyOf.get(mention.id)! }] : []))
      .sort((a, b) => place.get(a.record_id)! - place.get(b.record_id)!)
    for (const row of rows) {
      const record = opened.get(row.record_id)
      if (!record) continue
      const text = (record.row[row.column_name] ?? '').slice(row.start_at, row.end_at)
      const name = record.sealed ? linkingWords.sealed : options.masked && row.kind === 'person' ? maskName(text) : text
      write(
        csvLine([record.source, numberOf(record.source, record.supplier, record.number), row.role, name, row.party_id]),
      )
      count++
    }
  }
}
