import type { ScopedTx } from '../access/scope.ts'
import { type SourceKey, sourceTable } from '../vocabulary/sources.ts'

/** Whether a party of a dispute is one whose identity some record of that dispute seals. */
export type IsSecret = (disputeId: string, partyId: string) => boolean

/**
 * Who asked for secrecy once is not named by another record of the same dispute either: the two would tell each other.
 * Persons only. Where a sealed record lies outside the reader's reach nobody can say whom it names, and everybody in that
 * dispute counts as secret. At most two statements.
 */
export async function secretParties(tx: ScopedTx, disputeIds: readonly string[]): Promise<IsSecret> {
  const { rows: sealed } = await tx.query<{ dispute_id: string; record_id: string; source: SourceKey; seen: boolean }>(
    `select m.dispute_id, m.record_id, m.source, r.id is not null as seen from linking.dispute_record m
     left join intake.record r on r.county = m.county and r.id = m.record_id
     where m.county = $1 and m.dispute_id = any($2::uuid[]) and m.to_at is null and m.sealed`,
    [tx.county, disputeIds],
  )
  if (sealed.length === 0) return () => false
  const whole = new Set(sealed.filter((row) => !row.seen).map((row) => row.dispute_id))
  const sourceOf = new Map(sealed.map((row) => [row.record_id, row.source]))
  const { rows: named } = await tx.query<{
    record_id: string
    dispute_id: string
    party_id: string
    column_name: string
  }>(
    `select distinct d.record_id, d.dispute_id, p.party_id, m.column_name from linking.dispute_record d
     join linking.party_member p on p.county = d.county and p.record_id = d.record_id and p.to_at is null
     join reading.mention m on m.county = p.county and m.record_id = p.record_id and m.id = p.mention_id
     where d.county = $1 and d.record_id = any($2::uuid[]) and d.to_at is null`,
    [tx.county, [...sourceOf.keys()]],
  )
  const secret = new Set(
    named
      // A sealed record also names others, in columns that sealing leaves open.
      .filter((row) => sourceTable[sourceOf.get(row.record_id)!].identityColumns.includes(row.column_name))
      .map((row) => `${row.dispute_id} ${row.party_id}`),
  )
  return (disputeId, partyId) => whole.has(disputeId) || secret.has(`${disputeId} ${partyId}`)
}

/** Whether a record, sealed or not, names a person whose identity its dispute keeps. */
export async function namesSecretParty(tx: ScopedTx, recordId: string, disputeId: string): Promise<boolean> {
  const { rows } = await tx.query<{ id: string }>(
    `select distinct p.id from linking.party_member m join linking.party p on p.county = m.county and p.id = m.party_id
     where m.county = $1 and m.record_id = $2 and m.to_at is null and p.kind = 'person'`,
    [tx.county, recordId],
  )
  if (rows.length === 0) return false
  const secret = await secretParties(tx, [disputeId])
  return rows.some(({ id }) => secret(disputeId, id))
}
