import type { OfficerScope } from '../access/requests.ts'
import type { ScopedTx } from '../access/scope.ts'
import { append } from '../ledger/commands.ts'
import type { LawRouteKind } from '../vocabulary/law-routes.ts'

export interface StoredChoice {
  readonly kind: LawRouteKind
  readonly bodyName: string | null
  readonly reason: string
  readonly by: string
  readonly at: Date
}

/** A named person's choice of a way on for a dispute. It starts nothing by itself: consent and applications have their own steps. */
export async function chooseRoute(
  tx: ScopedTx,
  officer: OfficerScope,
  dispute: { readonly id: string; readonly traceCode: string },
  choice: { readonly kind: LawRouteKind; readonly body: { id: string; name: string } | null; readonly reason: string },
): Promise<void> {
  const id = tx.context.id()
  await tx.query(
    `insert into mediation.route_choice (county, id, dispute_id, kind, body_id, body_name, reason, officer_id, by_name, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      tx.county,
      id,
      dispute.id,
      choice.kind,
      choice.body?.id ?? null,
      choice.body?.name ?? null,
      choice.reason,
      officer.officerId,
      officer.name,
      tx.context.now(),
    ],
  )
  await append(tx, [
    { kind: 'route.chosen', subject: id, traceCode: dispute.traceCode, payload: { route: choice.kind } },
  ])
}

/** What was chosen for a dispute so far, newest first. */
export async function readChoices(tx: ScopedTx, disputeId: string): Promise<StoredChoice[]> {
  const { rows } = await tx.query<StoredChoice>(
    `select kind, body_name as "bodyName", reason, by_name as by, at from mediation.route_choice
     where county = $1 and dispute_id = $2 order by at desc, id desc`,
    [tx.county, disputeId],
  )
  return rows
}
