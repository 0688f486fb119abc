import type { ScopedTx } from '../access/scope.ts'

/** Destroys the keys of personal documents of these disputes or subjects that were made before `before`; returns how many there were. */
export async function eraseDocumentsOf(tx: ScopedTx, subjects: readonly string[], before: Date): Promise<number> {
  const { count } = await tx.query(
    `update documents.document set wrapped_key = null
     where county = $1 and coalesce(dispute_id, subject) = any($2::uuid[]) and made_at < $3 and wrapped_key is not null`,
    [tx.county, subjects, before],
  )
  return count
}
