import type { ScopedTx } from '../access/scope.ts'

/** Erases the keyed hashes of what records mention; the places of the findings point into a text that nobody can open. */
export async function eraseMentions(tx: ScopedTx, recordIds: readonly string[]): Promise<void> {
  await tx.query(`update reading.mention set keys = '{}' where county = $1 and record_id = any($2::uuid[])`, [
    tx.county,
    recordIds,
  ])
}
