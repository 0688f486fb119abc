import { addToFold, startFold } from './fold.ts'
import { identifyOrganisations, identifyPersons, mentionKey } from './identity.ts'
import { byOrder, type LinkItem } from './item.ts'
import { keepTogether } from './kept.ts'
import { assignParties, chooseDispute, isStrong } from './matching.ts'
import { type DisputeDecision, keysOf } from './score.ts'
import type { DisputeState, Judgements, LinkState, PartyState } from './state.ts'

/** What is known of a component besides its records. */
export interface Known {
  /** Phones that tell nobody apart. */
  readonly generic: ReadonlySet<string>
  readonly judgements: Judgements
  /** Record → the stored dispute to which a person assigned it. */
  readonly pins: ReadonlyMap<string, string>
  /** Record → stored dispute, mention → stored party; only what people decided makes use of them. */
  readonly storedDispute: ReadonlyMap<string, string>
  readonly storedParty: ReadonlyMap<string, string>
}

export const nothingKnown: Known = {
  generic: new Set(),
  judgements: { differentDisputes: new Map(), differentParties: new Map(), sameParties: new Map() },
  pins: new Map(),
  storedDispute: new Map(),
  storedParty: new Map(),
}

export interface SolvedRecord {
  readonly item: LinkItem
  /** Why it joined; null for the record with which its dispute begins, or where a person put it there. */
  readonly decision: DisputeDecision | null
  /** The party of each group of the record. */
  readonly parties: readonly PartyState[]
}

export interface SolvedDispute {
  readonly id: string
  /** In the canonical order. */
  readonly records: readonly SolvedRecord[]
}

export interface Doubt {
  readonly first: string
  readonly second: string
  readonly record: string
  readonly decision: DisputeDecision
}

export interface Solution {
  readonly disputes: readonly SolvedDispute[]
  /** Two disputes between which a record chose, both with strong signs. */
  readonly doubts: readonly Doubt[]
}

/**
 * Which records of one component are one dispute, and which mentions one party. A pure function of the set of records, the
 * judgements and the generic phones: the records are walked in the canonical order from nothing, whatever the order in which
 * they came. Parties are found first, over the whole component; persons whom a dispute shows to be one (one full name on one
 * side of one matter) are then joined, and the walk is repeated once with them.
 */
export function solve(unordered: readonly LinkItem[], known: Known): Solution {
  if (unordered.length === 1) return alone(unordered[0]!)
  const items = [...unordered].sort(byOrder)
  const persons = keepTogether(items, identifyPersons(items, known.generic, known.judgements, known.storedParty), known)
  const organisations = identifyOrganisations(items)
  const first = walk(items, persons, organisations, known)
  const joined = joinWithinDisputes(first, persons)
  const { disputes, doubts } = joined ? walk(items, joined, organisations, known) : first
  return { disputes, doubts }
}

/** A record that no key joins to another: one dispute, and each group somebody of its own. Most records are of this kind. */
function alone(item: LinkItem): Solution {
  const parties = item.groups.map(
    (group): PartyState => ({
      id: mentionKey(item, group),
      kind: group.kind,
      keys: new Set(group.keys),
      structured: !group.fromText,
      rank: 0,
    }),
  )
  return { disputes: [{ id: item.recordId, records: [{ item, decision: null, parties }] }], doubts: [] }
}

interface Walked extends Solution {
  readonly state: LinkState
}

function walk(
  items: readonly LinkItem[],
  persons: ReadonlyMap<string, string>,
  organisations: ReadonlyMap<string, string>,
  known: Known,
): Walked {
  const state = startState(items, persons, organisations, known)
  const records = new Map<string, SolvedRecord[]>()
  const doubts: Doubt[] = []
  for (const [rank, item] of items.entries()) {
    const resolved = item.groups.map((group) => {
      const identity = identityOf(item, group, persons, organisations)
      return identity === undefined ? null : state.parties.get(identity)!
    })
    const pin = known.pins.get(item.recordId) ?? null
    const stored = known.storedDispute.get(item.recordId) ?? null
    let dispute = pin === null ? undefined : state.disputes.find((other) => other.pin === pin)
    let decision: DisputeDecision | null = null
    if (!dispute) {
      const [best, next] = chooseDispute(state, item, resolved, pin, stored)
      dispute = best?.dispute
      decision = best?.decision ?? null
      if (best && next && isStrong(best.decision) && isStrong(next.decision))
        if (best.dispute.matter === 'dispute' && next.dispute.matter === 'dispute')
          doubts.push({
            first: best.dispute.id,
            second: next.dispute.id,
            record: item.recordId,
            decision: next.decision,
          })
    }
    if (dispute) {
      addToFold(dispute, item.contribution)
      dispute.items.push(item)
    } else {
      dispute = {
        id: item.recordId,
        rank,
        items: [item],
        parties: new Map(),
        stored: new Set(),
        pin: null,
        ...startFold(item.contribution),
      }
      state.disputes.push(dispute)
    }
    dispute.pin ??= pin
    if (stored !== null) dispute.stored.add(stored)
    for (const key of item.contribution.keys) addTo(state.disputesByKey, key, dispute)
    const solved = { item, decision, parties: assignParties(state, item, resolved, dispute, rank) }
    const list = records.get(dispute.id)
    if (list) list.push(solved)
    else records.set(dispute.id, [solved])
  }
  return { state, doubts, disputes: [...records].map(([id, list]) => ({ id, records: list })) }
}

function addTo(index: Map<string, DisputeState[]>, key: string, dispute: DisputeState): void {
  const list = index.get(key)
  if (!list) index.set(key, [dispute])
  else if (!list.includes(dispute)) list.push(dispute)
}

const identityOf = (
  item: LinkItem,
  group: LinkItem['groups'][number],
  persons: ReadonlyMap<string, string>,
  organisations: ReadonlyMap<string, string>,
): string | undefined => (group.kind === 'person' ? persons : organisations).get(mentionKey(item, group))

function startState(
  items: readonly LinkItem[],
  persons: ReadonlyMap<string, string>,
  organisations: ReadonlyMap<string, string>,
  known: Known,
): LinkState {
  const parties = new Map<string, PartyState>()
  const storedOf = new Map<string, Set<string>>()
  for (const [rank, item] of items.entries())
    for (const group of item.groups) {
      const id = identityOf(item, group, persons, organisations)
      if (id === undefined) continue
      let party = parties.get(id)
      if (!party) {
        party = { id, kind: group.kind, keys: new Set(), structured: false, rank }
        parties.set(id, party)
      }
      for (const key of group.keys) if (!known.generic.has(key)) party.keys.add(key)
      if (!group.fromText) party.structured = true
      const stored = known.storedParty.get(mentionKey(item, group))
      if (stored !== undefined && known.judgements.differentParties.has(stored))
        storedOf.set(id, (storedOf.get(id) ?? new Set()).add(stored))
    }
  return {
    parties,
    disputes: [],
    disputesByKey: new Map(),
    disputesOfParty: new Map(),
    judgements: known.judgements,
    apart: apartOf(storedOf, known.judgements),
  }
}

function apartOf(storedOf: ReadonlyMap<string, ReadonlySet<string>>, judgements: Judgements): Set<string> {
  const pairs = new Set<string>()
  for (const [a, mine] of storedOf)
    for (const [b, theirs] of storedOf)
      if (a !== b && [...mine].some((one) => [...theirs].some((two) => judgements.differentParties.get(one)?.has(two))))
        pairs.add(`${a}\n${b}`)
  return pairs
}

/**
 * Persons with signs of their own whom a dispute shows to be one: the same full name (or its sound) on the same side of one
 * matter, with a second phone or another dwelling. Never with two ID numbers, two mentions of one record, or against a person's
 * word. Null where there is nothing to join.
 */
function joinWithinDisputes({ state }: Walked, persons: ReadonlyMap<string, string>): Map<string, string> | null {
  const named = new Map<string, string>()
  const root = (id: string): string => {
    let current = id
    while (named.has(current)) current = named.get(current)!
    return current
  }
  const recordsOf = new Map<string, Set<string>>()
  for (const [mention, id] of persons) {
    const record = mention.slice(0, mention.lastIndexOf(':'))
    recordsOf.set(id, (recordsOf.get(id) ?? new Set()).add(record))
  }
  const keysOfRoot = new Map<string, Set<string>>()
  const keys = (id: string): Set<string> => keysOfRoot.get(id) ?? state.parties.get(id)!.keys
  for (const dispute of state.disputes) {
    const strong = [...dispute.parties]
      .filter(([id]) => recordsOf.has(id))
      .map(([id, sides]) => ({ id, sides }))
      .sort((a, b) => state.parties.get(a.id)!.rank - state.parties.get(b.id)!.rank || (a.id < b.id ? -1 : 1))
    for (const [place, one] of strong.entries())
      for (const two of strong.slice(place + 1)) {
        const [a, b] = [root(one.id), root(two.id)]
        if (a === b || ![...one.sides.keys()].some((side) => two.sides.has(side))) continue
        if (!mayBeOne(keys(a), keys(b))) continue
        if ([...recordsOf.get(a)!].some((record) => recordsOf.get(b)!.has(record))) continue
        if (hasApart(state.apart, named, a, b)) continue
        named.set(b, a)
        keysOfRoot.set(a, new Set([...keys(a), ...keys(b)]))
        recordsOf.set(a, new Set([...recordsOf.get(a)!, ...recordsOf.get(b)!]))
      }
  }
  return named.size === 0 ? null : new Map([...persons].map(([mention, id]) => [mention, root(id)]))
}

function mayBeOne(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const share = (kind: string) => keysOf(a, kind).some((key) => b.has(key))
  const ids = keysOf(a, 'id')
  if (ids.length > 0 && keysOf(b, 'id').length > 0 && !share('id')) return false
  return share('nm') || share('np')
}

function hasApart(apart: ReadonlySet<string>, named: ReadonlyMap<string, string>, a: string, b: string): boolean {
  if (apart.size === 0) return false
  const members = (root: string): string[] => {
    const found = [root]
    for (const id of found) for (const [from, to] of named) if (to === id) found.push(from)
    return found
  }
  return members(a).some((one) => members(b).some((two) => apart.has(`${one}\n${two}`)))
}
