import { addToFold, type Contribution, foldRecords, startFold } from './fold.ts'
import {
  assignParties,
  chooseDispute,
  genericPhones,
  isStrong,
  type LinkItem,
  type Minting,
  resolveParties,
} from './matching.ts'
import type { LinkedRecord, Membership, OperationKind, PartyReference, Side } from './schema.ts'
import { type DisputeDecision, type Evidence, keysOf, type LinkRule } from './score.ts'
import {
  type DisputeState,
  type HeldMembership,
  indexDispute,
  type LinkState,
  type PartyState,
  StateIncomplete,
} from './state.ts'

export interface NewOperation {
  readonly id: string
  readonly kind: OperationKind
  readonly at: Date
  readonly rule: LinkRule | 'version' | 'new' | null
  readonly weight: number | null
  readonly evidence: Evidence
  readonly disputeId: string
  readonly records: readonly string[]
}

export interface NewMembership {
  readonly contribution: Contribution
  readonly disputeId: string
  readonly from: Date
  readonly opId: string
}

export interface NewPartyMember {
  readonly mentionId: string
  readonly recordId: string
  readonly partyId: string
  readonly side: Side
  readonly from: Date
  readonly opId: string
}

export interface NewProposal {
  readonly disputeId: string
  readonly otherDisputeId: string
  readonly at: Date
  readonly weight: number
  readonly evidence: Evidence
}

export interface Plan {
  readonly linked: LinkedRecord[]
  readonly operations: NewOperation[]
  readonly memberships: NewMembership[]
  readonly members: NewPartyMember[]
  /** Memberships of replaced versions that end. */
  readonly ended: {
    readonly recordId: string
    readonly opId: string
    readonly disputeId: string
    readonly endOpId: string
    readonly at: Date
  }[]
  readonly proposals: NewProposal[]
}

/**
 * Links records one by one in the order of their sequence, changing `state`. The result is a function of the stored state and
 * the records in their order, whatever the batches, because each step sees the same parties and disputes.
 * Throws StateIncomplete when somebody's disputes are missing from the state.
 */
export function walk(state: LinkState, items: readonly LinkItem[], mint: Minting): Plan {
  const plan: Plan = { linked: [], operations: [], memberships: [], members: [], ended: [], proposals: [] }
  for (const item of items) linkOne(state, item, mint, plan)
  const { partyIds, disputeIds } = state.missing
  if (partyIds.size > 0 || disputeIds.size > 0) throw new StateIncomplete([...partyIds], [...disputeIds])
  return plan
}

function linkOne(state: LinkState, item: LinkItem, mint: Minting, plan: Plan): void {
  const at = item.record.receivedAt
  const generic = genericPhones(state, item)
  const resolved = resolveParties(state, item, generic)
  const earlier = item.record.replaces ? state.memberships.get(item.record.replaces) : undefined
  const operationId = mint.id(at)
  let dispute: DisputeState | undefined
  let decision: DisputeDecision | null = null
  let rule: NewOperation['rule'] = 'new'
  if (earlier) {
    dispute = state.disputes.get(earlier.disputeId)
    if (dispute) {
      rule = 'version'
      const detachId = mint.id(at)
      detach(state, dispute, earlier)
      plan.operations.push({
        id: detachId,
        kind: 'detach',
        at,
        rule,
        weight: null,
        evidence: [],
        disputeId: dispute.id,
        records: [earlier.recordId],
      })
      plan.ended.push({ recordId: earlier.recordId, opId: earlier.opId, disputeId: dispute.id, endOpId: detachId, at })
      state.memberships.delete(earlier.recordId)
    }
  }
  if (!dispute) {
    const choices = chooseDispute(state, item, resolved)
    const best = choices[0]
    if (best) {
      dispute = best.dispute
      decision = best.decision
      rule = best.decision.rule
      for (const other of choices.slice(1, 2))
        if (
          isStrong(best.decision) &&
          isStrong(other.decision) &&
          other.dispute.matter === 'dispute' &&
          dispute.matter === 'dispute'
        )
          plan.proposals.push({
            disputeId: dispute.id,
            otherDisputeId: other.dispute.id,
            at,
            weight: other.decision.weight,
            evidence: other.decision.evidence,
          })
    }
  }
  const opened = !dispute
  if (!dispute) {
    dispute = {
      id: mint.id(at),
      traceCode: mint.traceCode(),
      parties: new Map(),
      contributions: [item.contribution],
      storedKeys: new Set(),
      isNew: true,
      changed: true,
      ...startFold(item.contribution),
    }
  } else {
    dispute.contributions?.push(item.contribution)
    if (rule === 'version' && dispute.contributions) Object.assign(dispute, foldRecords(dispute.contributions))
    else addToFold(dispute, item.contribution)
    dispute.changed = true
  }
  // Keys of the new record lead here from now on.
  indexDispute(state, dispute)
  const parties = assignParties(state, item, resolved, dispute, generic, mint)
  for (const [index, party] of parties.entries()) {
    const group = item.groups[index]!
    plan.members.push({
      mentionId: group.mentionId,
      recordId: item.record.id,
      partyId: party.id,
      side: group.side,
      from: at,
      opId: operationId,
    })
  }
  plan.operations.push({
    id: operationId,
    kind: opened ? 'open' : 'attach',
    at,
    rule,
    weight: decision?.weight ?? null,
    evidence: decision?.evidence ?? [],
    disputeId: dispute.id,
    records: [item.record.id],
  })
  plan.memberships.push({ contribution: item.contribution, disputeId: dispute.id, from: at, opId: operationId })
  state.memberships.set(item.record.id, {
    recordId: item.record.id,
    disputeId: dispute.id,
    opId: operationId,
    members: parties.map((party, index) => ({ partyId: party.id, side: item.groups[index]!.side })),
  })
  plan.linked.push({
    record: item.record,
    reading: item.reading,
    membership: membershipOf(item, dispute, parties, opened),
  })
}

/** Takes a replaced version out of its dispute; the new version follows at once, so that the dispute is never empty. */
function detach(state: LinkState, dispute: DisputeState, earlier: HeldMembership): void {
  if (!dispute.contributions) {
    state.missing.disputeIds.add(dispute.id)
    return
  }
  dispute.contributions = dispute.contributions.filter((record) => record.recordId !== earlier.recordId)
  for (const { partyId, side } of earlier.members) {
    const sides = dispute.parties.get(partyId)
    if (!sides) continue
    const count = (sides.get(side) ?? 0) - 1
    if (count > 0) sides.set(side, count)
    else sides.delete(side)
    if (sides.size === 0) dispute.parties.delete(partyId)
  }
}

function membershipOf(
  item: LinkItem,
  dispute: DisputeState,
  parties: readonly PartyState[],
  opened: boolean,
): Membership {
  const references: PartyReference[] = parties.map((party, index) => ({
    partyId: party.id,
    kind: party.kind,
    side: item.groups[index]!.side,
    name: party.kind === 'organisation' ? party.name : null,
    coreKey:
      party.kind === 'organisation'
        ? (keysOf(item.groups[index]!.keys, 'co')[0] ?? keysOf(party.keys, 'co').sort()[0] ?? null)
        : null,
  }))
  return { recordId: item.record.id, disputeId: dispute.id, traceCode: dispute.traceCode, opened, parties: references }
}
