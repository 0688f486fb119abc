import { readAgencies, readOfficers } from '../access/queries.ts'
import type { ScopedTx } from '../access/scope.ts'
import { seal, unsealText, unwrapRecordKey } from '../access/seal.ts'
import { Problem } from '../platform/problem.ts'
import type { RepresentationKind } from '../vocabulary/staff.ts'
import { type Act, type Actor, fold, type Mediation, type PartyOf, type Proposal } from './mediation.ts'
import type { Side } from './schema.ts'
import type { MediationAction, MediationState } from './states.ts'
import type { AgreementTerms } from './terms.schema.ts'

/** Texts of one action; sealed at rest. */
export interface Content {
  readonly reason?: string
  readonly text?: string
  readonly terms?: AgreementTerms
}

export interface StoredAct extends Act {
  readonly sequence: number
  readonly fromState: MediationState | null
  readonly toState: MediationState
  readonly content: Content
  readonly ledgerIndex: number | null
}

export interface StoredParty extends PartyOf {
  readonly kind: 'person' | 'organisation'
  readonly name: string
}

/** One mediation with its whole history, opened. Whoever shows it to a person logs the read. */
export interface StoredMediation {
  readonly id: string
  readonly disputeId: string
  readonly traceCode: string
  readonly type: string
  readonly town: string | null
  readonly planId: string | null
  readonly startedAt: Date
  readonly actions: number
  readonly agreementNumber: string | null
  readonly key: Buffer
  readonly parties: readonly StoredParty[]
  readonly acts: readonly StoredAct[]
  readonly folded: Mediation
}

export const namePlace = (mediationId: string, partyId: string): string =>
  `mediation.party|name|${mediationId}|${partyId}`
export const contentPlace = (actionId: string): string => `mediation.action|content|${actionId}`
export const planPlace = (planId: string): string => `mediation.plan|content|${planId}`

interface MediationRow {
  id: string
  dispute_id: string
  trace_code: string
  type: string
  town: string | null
  plan_id: string | null
  started_at: Date
  actions: number
  agreement_number: string | null
  /** Null: destroyed when its period was over. */
  key_wrapped: Buffer | null
}

interface PartyRow {
  mediation_id: string
  party_id: string
  side: Side
  kind: 'person' | 'organisation'
  name: Buffer
}

interface ActionRow {
  mediation_id: string
  sequence: number
  id: string
  at: Date
  action: MediationAction
  actor: string
  officer_id: string | null
  agency_id: string | null
  from_state: MediationState | null
  to_state: MediationState
  data: Pick<Act, 'partyId' | 'textVersion' | 'bodyId' | 'mediatorId' | 'textHash' | 'planTerms' | 'instalment'> & {
    proposal?: Proposal
    representation?: { id: string; kind: RepresentationKind }
    actsFor?: string
  }
  content: Buffer | null
  ledger_index: number | null
}

function grouped<Row extends { mediation_id: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const group = groups.get(row.mediation_id)
    if (group) group.push(row)
    else groups.set(row.mediation_id, [row])
  }
  return groups
}

function storedAct(row: ActionRow, key: Buffer): StoredAct {
  const { representation, actsFor, ...data } = row.data
  const actor: Actor = row.actor.startsWith('party:')
    ? { kind: 'party', partyId: row.actor.slice('party:'.length), ...(representation ? { representation } : {}) }
    : {
        kind: 'officer',
        officerId: row.officer_id!,
        agencyId: row.agency_id!,
        ...(actsFor === undefined ? {} : { actsFor }),
      }
  return {
    ...data,
    id: row.id,
    at: row.at,
    action: row.action,
    actor,
    sequence: row.sequence,
    fromState: row.from_state,
    toState: row.to_state,
    content: row.content === null ? {} : (JSON.parse(unsealText(key, row.content, contentPlace(row.id))) as Content),
    ledgerIndex: row.ledger_index,
  }
}

/**
 * Mediations within the reader's reach, in the order of `ids`; those outside are left out. Three statements for any number.
 * `lock` holds the rows until COMMIT, so that two actions never decide on the same state.
 */
export async function readMediations(tx: ScopedTx, ids: readonly string[], lock = false): Promise<StoredMediation[]> {
  if (ids.length === 0) return []
  const { rows } = await tx.query<MediationRow>(
    `select id, dispute_id, trace_code, type, town, plan_id, started_at, actions, agreement_number, key_wrapped
     from mediation.mediation where county = $1 and id::text = any ($2) order by id ${lock ? 'for update' : ''}`,
    [tx.county, ids],
  )
  const found = rows.map((row) => row.id)
  const parties = await tx.query<PartyRow>(
    `select mediation_id, party_id, side, kind, name from mediation.party
     where county = $1 and mediation_id = any ($2::uuid[]) order by side, party_id`,
    [tx.county, found],
  )
  const actions = await tx.query<ActionRow>(
    `select mediation_id, sequence, id, at, action, actor, officer_id, agency_id, from_state, to_state, data, content, ledger_index
     from mediation.action where county = $1 and mediation_id = any ($2::uuid[]) order by mediation_id, sequence`,
    [tx.county, found],
  )
  const partiesOf = grouped(parties.rows)
  const actionsOf = grouped(actions.rows)
  const place = new Map(ids.map((id, index) => [id, index]))
  return rows
    .flatMap((row) => (row.key_wrapped === null ? [] : [{ ...row, wrapped: row.key_wrapped }]))
    .map((row): StoredMediation => {
      const key = unwrapRecordKey(tx.keys, row.wrapped, row.id)
      const own = (partiesOf.get(row.id) ?? []).map((party) => ({
        partyId: party.party_id,
        side: party.side,
        kind: party.kind,
        name: unsealText(key, party.name, namePlace(row.id, party.party_id)),
      }))
      const acts = (actionsOf.get(row.id) ?? []).map((act) => storedAct(act, key))
      return {
        id: row.id,
        disputeId: row.dispute_id,
        traceCode: row.trace_code,
        type: row.type,
        town: row.town,
        planId: row.plan_id,
        startedAt: row.started_at,
        actions: row.actions,
        agreementNumber: row.agreement_number,
        key,
        parties: own,
        acts,
        folded: fold(own, acts),
      }
    })
    .sort((a, b) => place.get(a.id)! - place.get(b.id)!)
}

/** Whether a mediation is there whose texts were destroyed when their period was over. */
export async function isErased(tx: ScopedTx, id: string): Promise<boolean> {
  const { rows } = await tx.query(
    'select 1 from mediation.mediation where county = $1 and id::text = $2 and key_wrapped is null',
    [tx.county, id],
  )
  return rows.length > 0
}

/** Seals the texts of one action, or null where there are none. */
export function sealContent(key: Buffer, actionId: string, content: Content): Buffer | null {
  return Object.keys(content).length === 0 ? null : seal(key, JSON.stringify(content), contentPlace(actionId))
}

export interface MediationFilter {
  readonly state: 'open' | 'performing' | 'closed' | 'all'
  readonly traceCode: string | null
  readonly planId: string | null
  readonly after: { readonly startedAt: Date; readonly id: string } | null
  readonly limit: number
}

/** Ids of mediations within reach, newest first. */
export async function readMediationIds(tx: ScopedTx, filter: MediationFilter): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>(
    `select id from mediation.mediation where county = $1
       and case $2 when 'open' then ended_at is null and agreed_at is null
                   when 'performing' then agreed_at is not null and next_due is not null
                   when 'closed' then ended_at is not null or (agreed_at is not null and next_due is null) else true end
       and ($3::text is null or trace_code = $3) and ($4::text is null or plan_id::text = $4)
       and ($5::timestamptz is null or (started_at, id) < ($5, $6::uuid))
     order by started_at desc, id desc limit $7`,
    [
      tx.county,
      filter.state,
      filter.traceCode,
      filter.planId,
      filter.after?.startedAt ?? null,
      filter.after?.id ?? null,
      filter.limit,
    ],
  )
  return rows.map((row) => row.id)
}

/** Mediations of one dispute, newest first. */
export async function mediationIdsOfDispute(tx: ScopedTx, disputeId: string): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>(
    'select id from mediation.mediation where county = $1 and dispute_id = $2 order by started_at desc, id desc',
    [tx.county, disputeId],
  )
  return rows.map((row) => row.id)
}

/** Mediations of a plan in which this party stands on `side`. */
export async function planMediationIds(tx: ScopedTx, planId: string): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>(
    'select id from mediation.mediation where county = $1 and plan_id::text = $2 order by started_at, id',
    [tx.county, planId],
  )
  return rows.map((row) => row.id)
}

export interface StoredPlan {
  readonly id: string
  readonly alertId: string
  readonly bodyId: string
  readonly mediatorId: string
  readonly createdAt: Date
  readonly reason: string
  readonly terms: AgreementTerms
  readonly leftOut: readonly string[]
}

export async function readPlan(tx: ScopedTx, id: string): Promise<StoredPlan | null> {
  const { rows } = await tx.query<{
    id: string
    alert_id: string
    body_id: string
    mediator_id: string
    created_at: Date
    key_wrapped: Buffer | null
    content: Buffer
    left_out: string[]
  }>(
    `select id, alert_id, body_id, mediator_id, created_at, key_wrapped, content, left_out
     from mediation.plan where county = $1 and id::text = $2`,
    [tx.county, id],
  )
  const row = rows[0]
  if (!row) return null
  if (row.key_wrapped === null) throw new Problem('rights.erased')
  const text = unsealText(unwrapRecordKey(tx.keys, row.key_wrapped, row.id), row.content, planPlace(row.id))
  return {
    id: row.id,
    alertId: row.alert_id,
    bodyId: row.body_id,
    mediatorId: row.mediator_id,
    createdAt: row.created_at,
    leftOut: row.left_out,
    ...(JSON.parse(text) as { reason: string; terms: AgreementTerms }),
  }
}

export interface StoredFiling {
  readonly kind: 'suit' | 'petition'
  readonly at: Date
}

/** Packs that were given in a dispute, oldest first. */
export async function readFilings(tx: ScopedTx, disputeId: string): Promise<StoredFiling[]> {
  const { rows } = await tx.query<StoredFiling>(
    'select kind, at from mediation.filing where county = $1 and dispute_id = $2 order by at, id',
    [tx.county, disputeId],
  )
  return rows
}

/** Names of organs and officers by id. */
export interface Names {
  readonly agencies: ReadonlyMap<string, string>
  readonly officers: ReadonlyMap<string, { readonly name: string; readonly agencyId: string }>
}

export async function readNames(tx: ScopedTx): Promise<Names> {
  const [agencies, officers] = [await readAgencies(tx), await readOfficers(tx)]
  return {
    agencies: new Map(agencies.map((agency) => [agency.id, agency.name])),
    officers: new Map(officers.map((officer) => [officer.id, { name: officer.name, agencyId: officer.agencyId }])),
  }
}
