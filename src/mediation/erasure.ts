import type { ScopedTx } from '../access/scope.ts'

/** Destroys the keys of mediations of these disputes, and of plans none of whose mediations is readable any more; returns how many mediations there were. */
export async function eraseMediations(tx: ScopedTx, disputeIds: readonly string[]): Promise<number> {
  const { count } = await tx.query(
    'update mediation.mediation set key_wrapped = null where county = $1 and dispute_id = any($2::uuid[]) and key_wrapped is not null',
    [tx.county, disputeIds],
  )
  if (count > 0)
    await tx.query(
      `update mediation.plan p set key_wrapped = null where p.county = $1 and p.key_wrapped is not null
         and exists (select from mediation.mediation m where m.county = p.county and m.plan_id = p.id)
         and not exists (select from mediation.mediation m where m.county = p.county and m.plan_id = p.id and m.key_wrapped is not null)`,
      [tx.county],
    )
  return count
}
