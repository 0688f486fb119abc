import type { ScopedTx } from '../access/scope.ts'

/**
 * Withdraws what a wrong link had handed over: records that left a dispute, for the time they stood in it (whoever was handed
 * the dispute's task was handed them too), and what a merge, now undone, had carried to the other dispute. What was handed over
 * before the link stays. Returns the agencies that lose something.
 */
export async function withdrawHandOvers(tx: ScopedTx, opId: string, undoes: string | null): Promise<string[]> {
  const at = tx.context.now()
  const { rows } = await tx.query<{ agency_id: string }>(
    `update access.handed h set withdrawn_at = $3
     where h.county = $1 and h.withdrawn_at is null and (
       h.operation_id = $4::uuid
       or exists (select from linking.dispute_record r where r.county = h.county and r.record_id = h.subject and r.end_op_id = $2 and h.at >= r.from_at))
     returning h.agency_id`,
    [tx.county, opId, at, undoes],
  )
  return [...new Set(rows.map((row) => row.agency_id))]
}

/** Agencies that were handed a dispute keep their access to what has absorbed it. */
export async function carryHandOvers(tx: ScopedTx, from: string, into: string, opId: string, at: Date): Promise<void> {
  await tx.query(
    `insert into access.handed (county, agency_id, subject, officer_id, reason, at, until, operation_id)
     select county, agency_id, $3, officer_id, reason, $4, until, $5 from access.handed
     where county = $1 and subject = $2 and withdrawn_at is null on conflict do nothing`,
    [tx.county, from, into, at, opId],
  )
}
