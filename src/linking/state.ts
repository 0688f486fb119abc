import type { Contribution, DisputeFold } from './fold.ts'
import type { Side } from './schema.ts'

export interface PartyState {
  readonly id: string
  readonly kind: 'person' | 'organisation'
  name: string | null
  readonly keys: Set<string>
  /** Keys that the store holds already. */
  readonly storedKeys: ReadonlySet<string>
  structured: boolean
  readonly firstSequence: number
  readonly isNew: boolean
  changed: boolean
}

export interface DisputeState extends DisputeFold {
  readonly id: string
  readonly traceCode: string
  /** party id → side → number of the dispute's records that name it so. */
  readonly parties: Map<string, Map<Side, number>>
  /** All its records' contributions; null while not loaded (needed only when one of them is replaced). */
  contributions: Contribution[] | null
  readonly storedKeys: ReadonlySet<string>
  readonly isNew: boolean
  changed: boolean
}

/** Where a record of an earlier batch or of this one belongs now. */
export interface HeldMembership {
  readonly recordId: string
  readonly disputeId: string
  readonly opId: string
  readonly members: readonly { readonly partyId: string; readonly side: Side }[]
}

/** Parties and disputes that a batch can touch. Complete for the keys of the batch; `loaded` says whose disputes are here. */
export interface LinkState {
  readonly parties: Map<string, PartyState>
  readonly disputes: Map<string, DisputeState>
  readonly partiesByKey: Map<string, PartyState[]>
  readonly disputesByKey: Map<string, DisputeState[]>
  readonly disputesOfParty: Map<string, Set<DisputeState>>
  readonly memberships: Map<string, HeldMembership>
  /** Persons whom somebody told apart: party → the others it is not. */
  readonly distinct: Map<string, Set<string>>
  /** Persons whose disputes are complete in this state. */
  readonly loaded: Set<string>
  /** What a walk found missing; it goes on, so that one further load brings everything, and its result is thrown away. */
  readonly missing: { readonly partyIds: Set<string>; readonly disputeIds: Set<string> }
}

/** Kinds of keys by which a party is looked up; the others are compared only (too common to look up alone). */
export const partyLookup = /^(?:id|us|ph|nh|co|nr):/
/** Of a dispute's keys, dwellings are compared only. */
export const disputeLookup = /^(?:no|rf|ht|nn):/

export function emptyState(): LinkState {
  return {
    parties: new Map(),
    disputes: new Map(),
    partiesByKey: new Map(),
    disputesByKey: new Map(),
    disputesOfParty: new Map(),
    memberships: new Map(),
    distinct: new Map(),
    loaded: new Set(),
    missing: { partyIds: new Set(), disputeIds: new Set() },
  }
}

function addTo<T>(index: Map<string, T[]>, key: string, value: T): void {
  const list = index.get(key)
  if (!list) index.set(key, [value])
  else if (!list.includes(value)) list.push(value)
}

export function putParty(state: LinkState, party: PartyState): void {
  state.parties.set(party.id, party)
  for (const key of party.keys) addTo(state.partiesByKey, key, party)
}

export function addPartyKeys(state: LinkState, party: PartyState, keys: Iterable<string>): void {
  for (const key of keys) {
    if (party.keys.has(key)) continue
    party.keys.add(key)
    party.changed = true
    addTo(state.partiesByKey, key, party)
  }
}

export function indexDispute(state: LinkState, dispute: DisputeState): void {
  state.disputes.set(dispute.id, dispute)
  for (const key of dispute.keys) addTo(state.disputesByKey, key, dispute)
  for (const partyId of dispute.parties.keys()) noteDisputeOfParty(state, partyId, dispute)
}

export function noteDisputeOfParty(state: LinkState, partyId: string, dispute: DisputeState): void {
  const set = state.disputesOfParty.get(partyId)
  if (set) set.add(dispute)
  else state.disputesOfParty.set(partyId, new Set([dispute]))
}

/** Thrown by the walk when it reaches persons whose disputes, or disputes whose records, are not here: load them and walk again. */
export class StateIncomplete extends Error {
  readonly partyIds: readonly string[]
  readonly disputeIds: readonly string[]
  constructor(partyIds: readonly string[], disputeIds: readonly string[]) {
    super(`not loaded: disputes of ${partyIds.length} parties, records of ${disputeIds.length} disputes`)
    this.partyIds = partyIds
    this.disputeIds = disputeIds
  }
}
