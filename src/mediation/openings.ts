import type { ScopedTx } from '../access/scope.ts'
import { newRecordKey, seal } from '../access/seal.ts'
import { append } from '../ledger/commands.ts'
import { resolveCode } from '../linking/queries.ts'
import { Problem } from '../platform/problem.ts'
import { recordActs } from './commands.ts'
import { type Actor, applied, type Refusal } from './mediation.ts'
import { namePlace, planPlace, type StoredMediation, type StoredParty } from './stored.ts'
import type { AgreementTerms } from './terms.schema.ts'

/** A dispute as mediation needs it; made by the routes from what linking knows. */
export interface MediationDispute {
  readonly disputeId: string
  readonly traceCode: string
  readonly type: string
  readonly town: string | null
  /** Sealed identity or domestic violence: no joint mediation is ever offered. */
  readonly separate: boolean
  readonly domesticViolence: boolean
  readonly parties: readonly StoredParty[]
}

/** Why no joint mediation can be opened for a dispute, or null. */
export function refusalToOpen(dispute: MediationDispute): Refusal | null {
  if (dispute.separate) return { code: 'mediation.notOffered', parameters: {} }
  const sides = new Set(dispute.parties.map((party) => party.side))
  return sides.size === 2 ? null : { code: 'mediation.partiesUnknown', parameters: {} }
}

async function storeMediations(
  tx: ScopedTx,
  disputes: readonly MediationDispute[],
  planId: string | null,
): Promise<StoredMediation[]> {
  const now = tx.context.now()
  const made = disputes.map((dispute) => {
    const id = tx.context.id()
    return { dispute, id, ...newRecordKey(tx.keys, id) }
  })
  const { count } = await tx.query(
    `insert into mediation.mediation (county, id, dispute_id, trace_code, type, town, plan_id, key_wrapped, started_at, actions, state,
       consents_given, consents_needed)
     select $1, m.id, m.dispute_id, m.trace_code, m.type, m.town, $2, decode(m.key, 'base64'), $3, 0, 'consentPending', 0, m.needed
     from jsonb_to_recordset($4::text::jsonb) as m(id uuid, dispute_id uuid, trace_code text, type text, town text, key text, needed int)
     on conflict (county, dispute_id) where ended_at is null and agreed_at is null do nothing`,
    [
      tx.county,
      planId,
      now,
      JSON.stringify(
        made.map(({ dispute, id, wrapped }) => ({
          id,
          dispute_id: dispute.disputeId,
          trace_code: dispute.traceCode,
          type: dispute.type,
          town: dispute.town,
          key: wrapped.toString('base64'),
          needed: dispute.parties.length,
        })),
      ),
    ],
  )
  if (count < made.length) throw new Problem('mediation.openAlready')
  const parties = made.flatMap(({ dispute, id, key }) =>
    dispute.parties.map((party) => ({
      mediation_id: id,
      party_id: party.partyId,
      side: party.side,
      kind: party.kind,
      name: seal(key, party.name, namePlace(id, party.partyId)).toString('base64'),
    })),
  )
  await tx.query(
    `insert into mediation.party (county, mediation_id, party_id, side, kind, name)
     select $1, p.mediation_id, p.party_id, p.side, p.kind, decode(p.name, 'base64')
     from jsonb_to_recordset($2::text::jsonb) as p(mediation_id uuid, party_id uuid, side text, kind text, name text)`,
    [tx.county, JSON.stringify(parties)],
  )
  return made.map(({ dispute, id, key }) => ({
    id,
    disputeId: dispute.disputeId,
    traceCode: dispute.traceCode,
    type: dispute.type,
    town: dispute.town,
    planId,
    startedAt: now,
    actions: 0,
    agreementNumber: null,
    key,
    parties: dispute.parties,
    acts: [],
    folded: applied(dispute.parties),
  }))
}

/** Opens a mediation on somebody's application; it waits for the consent of each party. Returns its id. */
export async function openMediation(
  tx: ScopedTx,
  actor: Actor,
  dispute: MediationDispute,
  reason: string,
): Promise<string> {
  const refusal = refusalToOpen(dispute)
  if (refusal) throw new Problem(refusal.code, refusal.parameters)
  const [mediation] = await storeMediations(tx, [dispute], null)
  await recordActs(tx, [{ mediation: mediation!, act: { action: 'apply', actor }, content: { reason } }])
  return mediation!.id
}

export interface PlanOrder {
  readonly alertId: string
  readonly bodyId: string
  readonly mediatorId: string
  readonly reason: string
  readonly terms: AgreementTerms
}

/**
 * One application for each dispute from one plan, with body and mediator proposed by it. Consent stays with each party;
 * disputes that no joint mediation may be offered for, or that have one open, are left out and named.
 */
export async function openPlan(
  tx: ScopedTx,
  actor: Extract<Actor, { kind: 'officer' }>,
  order: PlanOrder,
  disputes: readonly MediationDispute[],
): Promise<string> {
  const busy = await tx.query<{ dispute_id: string }>(
    `select dispute_id from mediation.mediation where county = $1 and dispute_id = any ($2::uuid[]) and ended_at is null and agreed_at is null`,
    [tx.county, disputes.map((dispute) => dispute.disputeId)],
  )
  const taken = new Set(busy.rows.map((row) => row.dispute_id))
  const fit = disputes.filter((dispute) => !taken.has(dispute.disputeId) && refusalToOpen(dispute) === null)
  if (fit.length === 0) throw new Problem('mediation.planEmpty')
  const leftOut = disputes.filter((dispute) => !fit.includes(dispute)).map((dispute) => dispute.traceCode)
  const planId = tx.context.id()
  const { key, wrapped } = newRecordKey(tx.keys, planId)
  await tx.query(
    `insert into mediation.plan (county, id, alert_id, body_id, mediator_id, officer_id, created_at, key_wrapped, content, left_out)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      tx.county,
      planId,
      order.alertId,
      order.bodyId,
      order.mediatorId,
      actor.officerId,
      tx.context.now(),
      wrapped,
      seal(key, JSON.stringify({ reason: order.reason, terms: order.terms }), planPlace(planId)),
      leftOut,
    ],
  )
  const mediations = await storeMediations(tx, fit, planId)
  const content = { reason: order.reason }
  const opened = await recordActs(
    tx,
    mediations.map((mediation) => ({ mediation, act: { action: 'apply' as const, actor }, content })),
  )
  await recordActs(
    tx,
    mediations.map((mediation, index) => ({
      mediation: { ...mediation, actions: 1, folded: opened[index]!.folded },
      act: { action: 'chooseBody' as const, actor, bodyId: order.bodyId, mediatorId: order.mediatorId },
      content,
    })),
  )
  return planId
}

/** Notes that a pack was given. Nothing else changes: no state, no clock, no message to anybody. */
export async function recordFiling(
  tx: ScopedTx,
  dispute: Pick<MediationDispute, 'disputeId' | 'traceCode' | 'town'>,
  kind: 'suit' | 'petition',
  by: { partyId: string | null; officerId: string | null },
): Promise<void> {
  const id = tx.context.id()
  await tx.query(
    `insert into mediation.filing (county, id, dispute_id, trace_code, town, kind, at, party_id, officer_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      tx.county,
      id,
      dispute.disputeId,
      dispute.traceCode,
      dispute.town,
      kind,
      tx.context.now(),
      by.partyId,
      by.officerId,
    ],
  )
  await append(tx, [{ kind: 'filingPack.made', subject: id, traceCode: dispute.traceCode, payload: { kind } }])
}

/**
 * After disputes were merged, split or a merge undone: each mediation that still runs or is performed stands with the dispute
 * that its trace code leads to now. Where that one has an open mediation of its own, this one stays where it was.
 */
export async function followDisputes(tx: ScopedTx): Promise<number> {
  const { rows } = await tx.query<{ id: string; dispute_id: string; trace_code: string; open: boolean }>(
    `select id, dispute_id, trace_code, agreed_at is null as open from mediation.mediation
     where county = $1 and ended_at is null order by id for update`,
    [tx.county],
  )
  const taken = new Set(rows.filter((row) => row.open).map((row) => row.dispute_id))
  const moved: { id: string; disputeId: string }[] = []
  for (const row of rows) {
    const dispute = await resolveCode(tx, row.trace_code)
    if (!dispute || dispute.id === row.dispute_id || (row.open && taken.has(dispute.id))) continue
    if (row.open) taken.add(dispute.id)
    moved.push({ id: row.id, disputeId: dispute.id })
  }
  await tx.query(
    `update mediation.mediation m set dispute_id = n.dispute_id from unnest($2::uuid[], $3::uuid[]) as n(id, dispute_id)
     where m.county = $1 and m.id = n.id`,
    [tx.county, moved.map(({ id }) => id), moved.map(({ disputeId }) => disputeId)],
  )
  return moved.length
}
