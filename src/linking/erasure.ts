import type { ScopedTx } from '../access/scope.ts'
import { renewPartyKeys } from './separation.ts'

/**
 * After records were erased: what they taught the linker goes too. Their contributions lose their keys, disputes and persons
 * keep only the keys that other records still bear. Membership, dates and counts stay: they say nothing of a person. The
 * mentions' own keys are erased before (reading/erasure.ts).
 */
export async function eraseLinks(tx: ScopedTx, recordIds: readonly string[]): Promise<void> {
  if (recordIds.length === 0) return
  const { rows: disputes } = await tx.query<{ dispute_id: string }>(
    `update linking.dispute_record set keys = '{}' where county = $1 and record_id = any($2::uuid[]) returning dispute_id`,
    [tx.county, recordIds],
  )
  const ids = [...new Set(disputes.map((row) => row.dispute_id))]
  await tx.query(
    `update linking.dispute d set keys = coalesce((
       select array_agg(distinct k order by k) from linking.dispute_record r cross join unnest(r.keys) as k
       where r.county = d.county and r.dispute_id = d.id and r.to_at is null), '{}')
     where d.county = $1 and d.id = any($2::uuid[])`,
    [tx.county, ids],
  )
  await pruneDisputeKeys(tx, ids)
  const { rows: parties } = await tx.query<{ party_id: string }>(
    'select distinct party_id from linking.party_member where county = $1 and record_id = any($2::uuid[])',
    [tx.county, recordIds],
  )
  await renewPartyKeys(
    tx,
    parties.map((row) => row.party_id),
  )
}

/** Takes away the look-ups of keys that a dispute does not bear any more: what a corrected or erased record said. */
export async function pruneDisputeKeys(tx: ScopedTx, disputeIds: readonly string[]): Promise<void> {
  await tx.query(
    `delete from linking.dispute_key k using linking.dispute d
     where k.county = $1 and d.county = $1 and d.id = k.dispute_id and d.id = any($2::uuid[]) and not k.key = any(d.keys)`,
    [tx.county, disputeIds],
  )
}
