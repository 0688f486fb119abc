import type { OfficerScope } from '../access/requests.ts'
import type { ScopedTx } from '../access/scope.ts'
import { Problem } from '../platform/problem.ts'
import { auditTexts } from '../vocabulary/words/audit.ts'
import type { decisions } from './schema.ts'

/** The auditor's decision about one finding; a later one stands beside the earlier, nothing is overwritten. @throws Problem platform.notFound */
export async function decideFinding(
  tx: ScopedTx,
  findingId: string,
  decision: (typeof decisions)[number],
  reason: string,
): Promise<void> {
  const { rows } = await tx.query('select 1 from audit.finding where county = $1 and id = $2', [tx.county, findingId])
  if (rows.length === 0) throw new Problem('platform.notFound', { what: auditTexts.finding })
  await tx.query(
    `insert into audit.finding_decision (county, id, finding_id, at, officer_id, decision, reason) values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      tx.county,
      tx.context.id(),
      findingId,
      tx.context.now(),
      (tx.scope as OfficerScope).officerId,
      decision,
      reason.trim(),
    ],
  )
}
