import { handOver, type ScopedTx } from '../access/scope.ts'
import { newRecordKey, seal } from '../access/seal.ts'
import { append } from '../ledger/commands.ts'
import type { NewEntry } from '../ledger/ledger.ts'
import { enqueue } from '../platform/jobs.ts'
import { Problem } from '../platform/problem.ts'
import { dayOf, startOfDay } from '../vocabulary/calendar.ts'
import { agreementNumberWords } from '../vocabulary/words/mediation.ts'
import {
  type Act,
  type Actor,
  applied,
  applyAct,
  type Mediation,
  nextDue,
  type Refusal,
  refusalOf,
} from './mediation.ts'
import {
  type Content,
  namePlace,
  planPlace,
  readNames,
  type StoredMediation,
  type StoredParty,
  sealContent,
} from './queries.ts'
import type { AgreementTerms } from './terms.schema.ts'
import { fill } from './terms.ts'

/** A dispute as mediation needs it; made by the routes from what linking knows. */
export interface MediationDispute {
  readonly disputeId: string
  readonly traceCode: string
  readonly type: string
  readonly town: string | null
  /** Sealed identity or domestic violence: no joint mediation is ever offered. */
  readonly separate: boolean
  readonly parties: readonly StoredParty[]
}

/** Why no joint mediation can be opened for a dispute, or null. */
export function refusalToOpen(dispute: MediationDispute): Refusal | null {
  if (dispute.separate) return { code: 'mediation.notOffered', parameters: {} }
  const sides = new Set(dispute.parties.map((party) => party.side))
  return sides.size === 2 ? null : { code: 'mediation.partiesUnknown', parameters: {} }
}

/** One action on one mediation, with its texts. */
export interface Work {
  readonly mediation: StoredMediation
  readonly act: Omit<Act, 'id' | 'at'>
  readonly content: Content
}

export interface Done {
  readonly id: string
  readonly folded: Mediation
}

interface Prepared {
  readonly mediation: StoredMediation
  readonly act: Act
  readonly content: Content
  readonly before: Mediation
  readonly after: Mediation
  readonly sequence: number
}

/** Decides one action; answers the refusal instead of throwing, so that a batch can go on. */
export function decide(work: Work): Refusal | null {
  return refusalOf(work.mediation.folded, {
    ...work.act,
    hasReason: (work.content.reason ?? '').trim() !== '',
    hasText: (work.content.text ?? '').trim() !== '',
  })
}

const ledgerKindOf = {
  apply: 'mediation.applied',
  consent: 'consent.given',
  withdraw: 'consent.withdrawn',
  chooseBody: 'mediation.bodyChosen',
  propose: 'mediation.proposed',
  sign: 'agreement.signatureGiven',
  recordPaperSignature: 'agreement.signatureGiven',
  seal: 'agreement.signed',
  perform: 'performance.recorded',
  confirmPerformance: 'performance.recorded',
  contestPerformance: 'performance.recorded',
  end: 'mediation.ended',
} as const satisfies Partial<Record<Act['action'], NewEntry['kind']>>

/** Ids, hashes, versions and sums: what was done, never by whom in words. */
function ledgerEntry({ mediation, act, after }: Prepared): NewEntry | null {
  if (!(act.action in ledgerKindOf)) return null
  const actorSide =
    act.actor.kind === 'party'
      ? (mediation.parties.find((party) => party.partyId === (act.actor as { partyId: string }).partyId)?.side ??
        'party')
      : 'officer'
  return {
    kind: ledgerKindOf[act.action as keyof typeof ledgerKindOf],
    subject: mediation.id,
    traceCode: mediation.traceCode,
    at: act.at,
    payload: {
      action: act.action,
      by: actorSide,
      officer: act.actor.kind === 'officer' ? act.actor.officerId : null,
      state: after.state,
      textVersion: act.textVersion ?? null,
      body: act.bodyId ?? null,
      agreementVersion: after.agreement?.version ?? null,
      textHash: act.textHash ?? act.proposal?.textHash ?? null,
      instalment: act.instalment ?? null,
    },
  }
}

const actorKey = (actor: Actor): string => (actor.kind === 'party' ? `party:${actor.partyId}` : actor.officerId)

async function storeActs(
  tx: ScopedTx,
  prepared: readonly Prepared[],
  indexes: readonly (number | null)[],
): Promise<void> {
  await tx.query(
    `insert into mediation.action (county, mediation_id, sequence, id, at, action, actor, officer_id, agency_id, party_id,
       from_state, to_state, data, content, ledger_index)
     select $1, a.mediation_id, a.sequence, a.id, a.at, a.action, a.actor, a.officer_id, a.agency_id, a.party_id,
       a.from_state, a.to_state, a.data, decode(a.content, 'base64'), a.ledger_index
     from jsonb_to_recordset($2::text::jsonb) as a(mediation_id uuid, sequence int, id uuid, at timestamptz, action text, actor text,
       officer_id uuid, agency_id uuid, party_id uuid, from_state text, to_state text, data jsonb, content text, ledger_index bigint)`,
    [
      tx.county,
      JSON.stringify(
        prepared.map(({ mediation, act, content, before, after, sequence }, index) => {
          const { id, at, action, actor, ...data } = act
          return {
            mediation_id: mediation.id,
            sequence,
            id,
            at: at.toISOString(),
            action,
            actor: actorKey(actor),
            officer_id: actor.kind === 'officer' ? actor.officerId : null,
            agency_id: actor.kind === 'officer' ? actor.agencyId : null,
            party_id: actor.kind === 'party' ? actor.partyId : (act.partyId ?? null),
            from_state: action === 'apply' ? null : before.state,
            to_state: after.state,
            data,
            content: sealContent(mediation.key, id, content)?.toString('base64') ?? null,
            ledger_index: indexes[index],
          }
        }),
      ),
    ],
  )
}

/** Columns that lists read, folded anew. */
async function storeStates(
  tx: ScopedTx,
  prepared: readonly Prepared[],
  numbers: ReadonlyMap<string, string>,
): Promise<void> {
  await tx.query(
    `update mediation.mediation m set actions = s.actions, state = s.state, body_id = s.body_id, mediator_id = s.mediator_id,
       consents_given = s.consents_given, next_due = s.next_due, agreed_at = s.agreed_at, ended_at = s.ended_at,
       agreement_number = coalesce(m.agreement_number, s.number)
     from jsonb_to_recordset($2::text::jsonb) as s(id uuid, actions int, state text, body_id uuid, mediator_id uuid, consents_given int,
       next_due date, agreed_at timestamptz, ended_at timestamptz, number text)
     where m.county = $1 and m.id = s.id`,
    [
      tx.county,
      JSON.stringify(
        prepared.map(({ mediation, after, sequence }) => ({
          id: mediation.id,
          actions: sequence,
          state: after.state,
          body_id: after.bodyId,
          mediator_id: after.mediatorId,
          consents_given: after.consents.size,
          next_due: nextDue(after),
          agreed_at: after.agreement?.effectiveAt?.toISOString() ?? null,
          ended_at: after.endedAt?.toISOString() ?? null,
          number: numbers.get(mediation.id) ?? null,
        })),
      ),
    ],
  )
}

/** （2023）…人调字第12号: agreements of one body are numbered within the year. */
async function numberAgreements(tx: ScopedTx, prepared: readonly Prepared[]): Promise<Map<string, string>> {
  const numbers = new Map<string, string>()
  const sealed = prepared.filter(({ act }) => act.action === 'seal')
  if (sealed.length === 0) return numbers
  const names = await readNames(tx)
  for (const bodyId of new Set(sealed.map(({ after }) => after.bodyId!))) {
    const year = dayOf(tx.context.now()).slice(0, 4)
    // The sealing officer belongs to the body, so all its agreements are within reach of this count.
    const { rows } = await tx.query<{ taken: number }>(
      `select count(*) as taken from mediation.mediation where county = $1 and body_id = $2 and agreed_at >= $3 and agreed_at < $4`,
      [tx.county, bodyId, startOfDay(`${year}-01-01`), startOfDay(`${Number(year) + 1}-01-01`)],
    )
    let number = rows[0]!.taken
    for (const { mediation, after } of sealed) {
      if (after.bodyId !== bodyId) continue
      number++
      const body = (names.agencies.get(bodyId) ?? '').replace(agreementNumberWords.ending, '')
      numbers.set(mediation.id, fill(agreementNumberWords.form, { year, body, number }))
    }
  }
  return numbers
}

/** Hands the dispute to the body that was chosen, tells screens, and passes agreements on to the documents room. */
async function announce(tx: ScopedTx, prepared: readonly Prepared[]): Promise<void> {
  const chosen = new Map<string, string[]>()
  for (const { mediation, act, after } of prepared) {
    if (act.action === 'chooseBody')
      chosen.set(after.bodyId!, [...(chosen.get(after.bodyId!) ?? []), mediation.disputeId])
    const news = { town: mediation.town, subject: mediation.id, data: { state: after.state } }
    tx.emit({ kind: 'mediation.changed', ...news })
    if (act.action === 'seal') {
      tx.emit({ kind: 'mediation.agreed', ...news })
      await enqueue(
        tx,
        'mediation.agreed',
        { county: tx.county, mediationId: mediation.id },
        `mediation.agreed:${mediation.id}`,
      )
    }
    if (act.action === 'confirmPerformance') tx.emit({ kind: 'performance.recorded', ...news })
  }
  for (const [bodyId, disputes] of chosen) await handOver(tx, bodyId, disputes, 'mediation')
}

/**
 * Stores actions that `decide` let pass: one ledger append, one insert and one update for any number of mediations. At most
 * one action a mediation in one call.
 */
export async function recordActs(tx: ScopedTx, works: readonly Work[]): Promise<Done[]> {
  if (works.length === 0) return []
  const prepared = works.map(({ mediation, act, content }): Prepared => {
    const whole: Act = { ...act, id: tx.context.id(), at: tx.context.now() }
    const after = act.action === 'apply' ? mediation.folded : applyAct(mediation.folded, whole)
    return { mediation, act: whole, content, before: mediation.folded, after, sequence: mediation.actions + 1 }
  })
  await announce(tx, prepared)
  const numbers = await numberAgreements(tx, prepared)
  const entries = prepared.map(ledgerEntry)
  const appended = await append(
    tx,
    entries.filter((entry) => entry !== null),
  )
  let next = 0
  const indexes = entries.map((entry) => (entry === null ? null : appended[next++]!.index))
  await storeActs(tx, prepared, indexes)
  await storeStates(tx, prepared, numbers)
  return prepared.map(({ mediation, after }) => ({ id: mediation.id, folded: after }))
}

/** Decides and stores one action. Throws the Problem of the refusal. */
export async function act(tx: ScopedTx, work: Work): Promise<Done> {
  const refusal = decide(work)
  if (refusal) throw new Problem(refusal.code, refusal.parameters)
  return (await recordActs(tx, [work]))[0]!
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
