import { type ScopedTx, systemScope, withScope } from '../access/scope.ts'
import { renewPartyKeys } from '../linking/separation.ts'
import type { Services } from '../platform/services.ts'

export interface Corrected {
  readonly county: string
  readonly requestId: string
  readonly partyId: string | null
  readonly records: readonly { readonly old: string; readonly new: string }[]
}

/**
 * After the pipeline has taken in corrected versions: what the old ones said leads nowhere any more, and the request stands
 * with the person as the corrected record names it. Idempotent.
 */
export async function followCorrection(services: Services, corrected: Corrected): Promise<void> {
  await withScope(services, systemScope(corrected.county, 'rights'), 'rights', async (tx) => {
    const { rows } = await tx.query<{ party_id: string }>(
      'select distinct party_id from linking.party_member where county = $1 and record_id = any($2::uuid[])',
      [tx.county, corrected.records.flatMap((record) => [record.old, record.new])],
    )
    await renewPartyKeys(
      tx,
      rows.map((row) => row.party_id),
    )
    if (corrected.partyId) for (const record of corrected.records) await followParty(tx, corrected, record)
  })
}

/** A corrected name or phone may make another person of the party: then the request and the page are that one's. */
async function followParty(
  tx: ScopedTx,
  { requestId, partyId }: Corrected,
  record: { old: string; new: string },
): Promise<void> {
  const { rows } = await tx.query<{ party_id: string }>(
    `select distinct n.party_id from linking.party_member o
     join linking.party_member n on n.county = o.county and n.record_id = $4 and n.side = o.side and n.to_at is null
     join linking.party p on p.county = n.county and p.id = n.party_id and p.kind = 'person'
     where o.county = $1 and o.record_id = $3 and o.party_id = $2`,
    [tx.county, partyId, record.old, record.new],
  )
  const now = rows[0]?.party_id
  if (rows.length !== 1 || !now || now === partyId) return
  await tx.query('update rights.request set party_id = $3 where county = $1 and id = $2', [tx.county, requestId, now])
  await tx.query('delete from access.session where county = $1 and party_id = $2', [tx.county, partyId])
}
