import { mentionKey } from './identity.ts'
import { isTransaction, type LinkGroup, type LinkItem } from './item.ts'
import type { Side } from './schema.ts'
import {
  compareOrganisations,
  compareTypes,
  type DisputeDecision,
  type DisputeFacts,
  daysFrom,
  decideDispute,
  keysOf,
  type SideAgreement,
} from './score.ts'
import type { DisputeState, LinkState, PartyState } from './state.ts'

interface Choice {
  readonly dispute: DisputeState
  readonly decision: DisputeDecision
}

export const isStrong = (decision: DisputeDecision): boolean =>
  decision.rule === 'named' || decision.rule === 'bothSides'

/** A person placed the record or the dispute elsewhere, or said that they are not the same. */
function refused(state: LinkState, dispute: DisputeState, pin: string | null, stored: string | null): boolean {
  if (pin !== null && dispute.pin !== null && dispute.pin !== pin) return true
  const others = stored === null ? undefined : state.judgements.differentDisputes.get(stored)
  if (!others) return false
  for (const other of dispute.stored) if (others.has(other)) return true
  return false
}

/** Disputes that the record may join, best first. `pin`, `stored`: where a person put the record, and where it is stored. */
export function chooseDispute(
  state: LinkState,
  item: LinkItem,
  resolved: readonly (PartyState | null)[],
  pin: string | null,
  stored: string | null,
): Choice[] {
  const candidates = new Set<DisputeState>()
  for (const key of item.contracts) for (const dispute of state.disputesByKey.get(key) ?? []) candidates.add(dispute)
  if (!isTransaction(item)) {
    for (const key of [
      ...item.named,
      ...keysOf(item.contribution.keys, 'no').map((own) => `rf${own.slice(2)}`),
      ...keysOf(item.contribution.keys, 'nn'),
    ])
      for (const dispute of state.disputesByKey.get(key) ?? []) candidates.add(dispute)
    for (const [index, party] of resolved.entries()) {
      if (party?.kind !== 'person' || item.groups[index]!.side === 'other') continue
      for (const dispute of state.disputesOfParty.get(party.id) ?? []) candidates.add(dispute)
    }
  }
  const choices: Choice[] = []
  for (const dispute of candidates) {
    if (refused(state, dispute, pin, stored)) continue
    const decision = decideDispute(factsOf(state, item, resolved, dispute))
    if (decision.rule) choices.push({ dispute, decision })
  }
  return choices.sort((a, b) => b.decision.weight - a.decision.weight || a.dispute.rank - b.dispute.rank)
}

/** The canonical order decides every tie. */
const isOlder = (a: PartyState, b: PartyState | null): boolean =>
  b === null || a.rank < b.rank || (a.rank === b.rank && a.id < b.id)

/** The party of a dispute that a group of the record is, by identity or by name; null when none. */
function matchIn(
  state: LinkState,
  group: LinkGroup,
  party: PartyState | null,
  dispute: DisputeState,
  side: Side | null,
): { readonly party: PartyState; readonly agreement: SideAgreement } | null {
  let named: PartyState | null = null
  let firm: PartyState | null = null
  for (const [partyId, sides] of dispute.parties) {
    if (side !== null && !sides.has(side)) continue
    const other = state.parties.get(partyId)
    if (!other || other.kind !== group.kind) continue
    if (party && party.id === other.id)
      return { party: other, agreement: other.kind === 'person' ? 'person' : 'organisation' }
    // Somebody found that these two are not one person: their name is no sign any more.
    if (party && state.apart.has(`${party.id}\n${other.id}`)) continue
    if (group.kind === 'organisation') {
      if (compareOrganisations(group.keys, other.keys).linked && isOlder(other, firm)) firm = other
      continue
    }
    const ids = keysOf(group.keys, 'id')
    const clash = ids.length > 0 && keysOf(other.keys, 'id').length > 0 && !ids.some((key) => other.keys.has(key))
    const same =
      keysOf(group.keys, 'nm').some((key) => other.keys.has(key)) ||
      keysOf(group.keys, 'np').some((key) => other.keys.has(key))
    if (same && !clash && isOlder(other, named)) named = other
  }
  if (firm) return { party: firm, agreement: 'organisation' }
  if (!named) return null
  const phones = keysOf(group.keys, 'ph')
  const others = keysOf(named.keys, 'ph')
  const clash = phones.length > 0 && others.length > 0 && !phones.some((key) => others.includes(key))
  return { party: named, agreement: clash ? 'namesake' : 'name' }
}

const agreementRank: Readonly<Record<SideAgreement, number>> = {
  person: 5,
  organisation: 4,
  name: 3,
  namesake: 2,
  missing: 1,
  different: 0,
}

function agreementOf(
  state: LinkState,
  item: LinkItem,
  resolved: readonly (PartyState | null)[],
  dispute: DisputeState,
  mine: Side,
  theirs: Side,
): SideAgreement {
  let best: SideAgreement = 'missing'
  let comparable = false
  const holders = [...dispute.parties].filter(
    ([partyId, sides]) => sides.has(theirs) && state.parties.get(partyId)?.structured,
  )
  for (const [index, group] of item.groups.entries()) {
    if (group.side !== mine || group.keys.length === 0) continue
    const match = matchIn(state, group, resolved[index]!, dispute, theirs)
    if (match && agreementRank[match.agreement] > agreementRank[best]) best = match.agreement
    // A party known only by a phone, or read out of free text, contradicts nobody.
    if (
      !group.fromText &&
      group.keys.some((key) => !key.startsWith('ph:') && !key.startsWith('fa:')) &&
      holders.length > 0
    )
      comparable = true
  }
  // A firm on the one hand and only persons on the other are not the same side, even where a name is missing.
  const mineHere = item.groups.filter((group) => group.side === mine && !group.fromText)
  if (
    best === 'missing' &&
    mineHere.length > 0 &&
    holders.length > 0 &&
    !mineHere.some((group) => holders.some(([partyId]) => state.parties.get(partyId)!.kind === group.kind))
  )
    return 'different'
  if (best === 'missing' && mineHere.length > 0 && otherFamilies(state, mineHere, holders)) return 'different'
  return best === 'missing' && comparable ? 'different' : best
}

/** 何先生 cannot be 屠雪仙: both sides give family names and none is shared. */
function otherFamilies(
  state: LinkState,
  groups: readonly LinkGroup[],
  holders: readonly (readonly [string, unknown])[],
): boolean {
  const mine = groups.map((group) => keysOf(group.keys, 'fa'))
  const theirs = holders.map(([partyId]) => keysOf(state.parties.get(partyId)!.keys, 'fa'))
  if (mine.some((keys) => keys.length === 0) || theirs.some((keys) => keys.length === 0)) return false
  return !mine.flat().some((key) => theirs.flat().includes(key))
}

function factsOf(
  state: LinkState,
  item: LinkItem,
  resolved: readonly (PartyState | null)[],
  dispute: DisputeState,
): DisputeFacts {
  const { contribution } = item
  const straight = [
    agreementOf(state, item, resolved, dispute, 'claimant', 'claimant'),
    agreementOf(state, item, resolved, dispute, 'respondent', 'respondent'),
  ] as const
  const crossed = [
    agreementOf(state, item, resolved, dispute, 'claimant', 'respondent'),
    agreementOf(state, item, resolved, dispute, 'respondent', 'claimant'),
  ] as const
  const sum = (pair: readonly [SideAgreement, SideAgreement]) => agreementRank[pair[0]] + agreementRank[pair[1]]
  const [claimant, respondent] = sum(crossed) > sum(straight) ? crossed : straight
  const contracts = keysOf(dispute.keys, 'ht')
  const houses = keysOf(dispute.keys, 'hs')
  const bare = (side: Side) =>
    ![...dispute.parties].some(([partyId, sides]) => sides.has(side) && state.parties.get(partyId)?.structured)
  return {
    claimant,
    respondent,
    oneSided: !item.groups.some((group) => group.side === 'respondent' && !group.fromText) || bare('respondent'),
    named:
      item.named.some((key) => dispute.keys.has(key)) ||
      keysOf(contribution.keys, 'no').some((key) => dispute.keys.has(`rf${key.slice(2)}`)),
    contract: item.contracts.some((key) => dispute.keys.has(key))
      ? 'same'
      : contracts.length > 0 && isTransaction(item)
        ? 'different'
        : 'missing',
    type: compareTypes(contribution.type, contribution.typeProbability, dispute.type, dispute.typeProbability),
    days: daysFrom(contribution.occurredAt, dispute.openedAt, dispute.lastAt),
    town: !contribution.town || !dispute.town ? 'missing' : contribution.town === dispute.town ? 'same' : 'different',
    site:
      !contribution.site || !dispute.site
        ? 'missing'
        : sameSite(contribution.site, dispute.site)
          ? 'same'
          : 'different',
    house: !item.house || houses.length === 0 ? 'missing' : houses.includes(item.house) ? 'same' : 'different',
    formal: item.source === 'mediation' || item.source === 'court',
  }
}

const sameSite = (a: string, b: string): boolean =>
  a === b || (Math.min(a.length, b.length) >= 3 && (a.includes(b) || b.includes(a)))

/** 王女士 in a dispute with one 王芳 on that side: the same person, once the dispute is known by other signs. */
function familyIn(
  state: LinkState,
  group: LinkGroup,
  dispute: DisputeState,
  taken: ReadonlySet<string>,
): PartyState | null {
  const families = keysOf(group.keys, 'fa')
  if (families.length === 0 || keysOf(group.keys, 'nm').length > 0 || keysOf(group.keys, 'id').length > 0) return null
  const found = [...dispute.parties].flatMap(([partyId, sides]) => {
    const party = state.parties.get(partyId)
    return party?.kind === 'person' &&
      sides.has(group.side) &&
      !taken.has(partyId) &&
      families.some((key) => party.keys.has(key))
      ? [party]
      : []
  })
  return found.length === 1 ? found[0]! : null
}

/**
 * Gives each group of a record its party within the dispute that the record has just joined: identified, else the namesake in
 * the dispute, else one of its own, known here only.
 */
export function assignParties(
  state: LinkState,
  item: LinkItem,
  resolved: readonly (PartyState | null)[],
  dispute: DisputeState,
  rank: number,
): PartyState[] {
  const taken = new Set(resolved.flatMap((party) => (party ? [party.id] : [])))
  return item.groups.map((group, index) => {
    let party: PartyState | null = resolved[index]!
    if (!party && group.keys.length > 0) {
      const match = matchIn(state, group, null, dispute, null)
      if (match && !taken.has(match.party.id)) party = match.party
      party ??= familyIn(state, group, dispute, taken)
    }
    if (!party) {
      party = {
        id: mentionKey(item, group),
        kind: group.kind,
        keys: new Set(group.keys),
        structured: !group.fromText,
        rank,
      }
      state.parties.set(party.id, party)
    } else if (!resolved[index]) for (const key of group.keys) party.keys.add(key)
    taken.add(party.id)
    if (!group.fromText) party.structured = true
    let sides = dispute.parties.get(party.id)
    if (!sides) {
      sides = new Map()
      dispute.parties.set(party.id, sides)
      const disputes = state.disputesOfParty.get(party.id)
      if (disputes) disputes.add(dispute)
      else state.disputesOfParty.set(party.id, new Set([dispute]))
    }
    sides.set(group.side, (sides.get(group.side) ?? 0) + 1)
    return party
  })
}
