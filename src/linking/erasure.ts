import type { ScopedTx } from '../access/scope.ts'
import { blockKeys } from './item.ts'
import { readItems } from './load.ts'
import { keysOf } from './score.ts'
import { renewPartyKeys } from './separation.ts'

/**
 * After records were erased: what they taught the linker goes too. Their contributions lose their keys, disputes and persons
 * keep only the keys that other records still bear. Membership, dates and counts stay: they say nothing of a person. The
 * mentions' own keys are erased before (reading/erasure.ts).
 */
export async function eraseLinks(tx: ScopedTx, recordIds: readonly string[]): Promise<void> {
  if (recordIds.length === 0) return
  await eraseItems(tx, recordIds)
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
  const { rows: parties } = await tx.query<{ party_id: string }>(
    'select distinct party_id from linking.party_member where county = $1 and record_id = any($2::uuid[])',
    [tx.county, recordIds],
  )
  await renewPartyKeys(
    tx,
    parties.map((row) => row.party_id),
  )
}

/**
 * What the records said to the linker goes, and every key that no other record bears. The records that stay are held in their
 * disputes: that the link between them is no longer to be seen must not part them.
 */
async function eraseItems(tx: ScopedTx, recordIds: readonly string[]): Promise<void> {
  const { rows: found } = await tx.query<{ component: string }>(
    'select component from linking.item where county = $1 and record_id = any($2::uuid[])',
    [tx.county, recordIds],
  )
  const items = await readItems(
    tx,
    found.map((row) => row.component),
  )
  const erased = new Set(recordIds)
  const lost = items.filter(({ item }) => erased.has(item.recordId)).map((held) => held.disputeId)
  const staying = items.filter(({ item }) => !erased.has(item.recordId))
  const [gone, borne] = [new Set<string>(), new Set<string>()]
  for (const { item } of items)
    for (const key of [...blockKeys(item), ...item.groups.flatMap((group) => keysOf(group.keys, 'ph'))])
      (erased.has(item.recordId) ? gone : borne).add(key)
  await tx.query(
    `update linking.item i set pin = r.dispute_id from linking.dispute_record r
     where i.county = $1 and r.county = $1 and r.record_id = i.record_id and r.to_at is null
       and i.record_id = any($2::uuid[]) and r.dispute_id = any($3::uuid[])`,
    [tx.county, staying.map(({ item }) => item.recordId), lost],
  )
  for (const table of ['item', 'phone_holder'])
    await tx.query(`delete from linking.${table} where county = $1 and record_id = any($2::uuid[])`, [
      tx.county,
      recordIds,
    ])
  const candidates = [...gone].filter((key) => !borne.has(key))
  await tx.query(
    `delete from linking.block b where b.county = $1 and b.key = any($2::text[])
       and not exists (select from linking.phone_holder h where h.county = $1 and h.key = b.key)`,
    [tx.county, candidates],
  )
}
