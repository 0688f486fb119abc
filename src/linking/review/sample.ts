import type { ScopedTx } from '../../access/scope.ts'
import { auditShare, isDrawn, ticketOf } from './review.ts'

/** What drawing needs of an operation of the log. */
export interface DrawnFrom {
  readonly id: string
  readonly kind: string
  readonly at: Date
  readonly rule: string | null
  readonly officerId: string | null
  readonly disputeId: string
}

/** Links by an equal number of the source are no judgement of the linker: a newer version, an instalment of a contract. */
const byNumber: ReadonlySet<string | null> = new Set(['version', 'contract'])

/** Automatic links: a record that joined a dispute, or a dispute that joined another, without anybody's decision. */
export function isAutomaticLink(operation: DrawnFrom): boolean {
  return (
    operation.officerId === null &&
    (operation.kind === 'attach' || operation.kind === 'merge') &&
    !byNumber.has(operation.rule)
  )
}

/**
 * Counts the automatic links among operations just stored and keeps the drawn 2 % of them for audit, in the same transaction.
 * A draw depends on the operation's id and the deployment's key only.
 */
export async function drawSample(tx: ScopedTx, operations: readonly DrawnFrom[]): Promise<void> {
  const links = operations.filter(isAutomaticLink)
  if (links.length === 0) return
  const days = new Map<string, number>()
  for (const link of links) {
    const day = link.at.toISOString().slice(0, 10)
    days.set(day, (days.get(day) ?? 0) + 1)
  }
  const sorted = [...days].sort(([a], [b]) => (a < b ? -1 : 1))
  await tx.query(
    `insert into linking.review_day (county, day, links) select $1, d.day, d.links from unnest($2::date[], $3::int[]) as d (day, links)
     on conflict (county, day) do update set links = review_day.links + excluded.links`,
    [tx.county, sorted.map(([day]) => day), sorted.map(([, count]) => count)],
  )
  const drawn = links.filter((link) => isDrawn(tx.keys.index, 'audit', link.id, auditShare))
  if (drawn.length === 0) return
  await tx.query(
    `insert into linking.review_sample (county, operation_id, dispute_id, at, ticket)
     select $1, s.id, s.dispute, s.at, s.ticket from unnest($2::uuid[], $3::uuid[], $4::timestamptz[], $5::bigint[]) as s (id, dispute, at, ticket)
     on conflict do nothing`,
    [
      tx.county,
      drawn.map((link) => link.id),
      drawn.map((link) => link.disputeId),
      drawn.map((link) => link.at),
      drawn.map((link) => ticketOf(tx.keys.index, 'audit', link.id)),
    ],
  )
}
