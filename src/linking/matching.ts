import type { IntakeRecord } from '../intake/record.ts'
import type { Reading } from '../reading/schema.ts'
import type { Contribution } from './fold.ts'
import type { Side } from './schema.ts'
import {
  compareOrganisations,
  comparePersons,
  compareTypes,
  type DisputeDecision,
  type DisputeFacts,
  daysFrom,
  decideDispute,
  genericPhoneParties,
  keysOf,
  type SideAgreement,
} from './score.ts'
import {
  addPartyKeys,
  type DisputeState,
  type LinkState,
  noteDisputeOfParty,
  type PartyState,
  putParty,
} from './state.ts'

/** One party of one record with its hashed keys. */
export interface LinkGroup {
  readonly group: number
  readonly side: Side
  readonly kind: 'person' | 'organisation'
  readonly mentionId: string
  readonly keys: readonly string[]
  readonly display: string | null
  /** Named only in free text. */
  readonly fromText: boolean
}

/** One record as the walk needs it: no names, hashed keys only. */
export interface LinkItem {
  readonly record: IntakeRecord
  readonly reading: Reading
  readonly groups: readonly LinkGroup[]
  readonly contribution: Contribution
  /** Keys of the numbers that the record names, as record numbers (`no`) and as contract numbers (`ht`). */
  readonly named: readonly string[]
  readonly contracts: readonly string[]
  readonly house: string | null
}

export interface Minting {
  id(at: Date): string
  traceCode(): string
}

const transactionSources = new Set(['contract', 'repayment'])

export function genericPhones(state: LinkState, item: LinkItem): Set<string> {
  const generic = new Set<string>()
  for (const group of item.groups)
    for (const key of keysOf(group.keys, 'ph'))
      if ((state.partiesByKey.get(key)?.length ?? 0) >= genericPhoneParties) generic.add(key)
  return generic
}

const lookupKinds = ['id', 'us', 'ph', 'nh', 'co', 'nr'] as const

/** Parties that a group's own strong keys identify; null where none does. */
export function resolveParties(state: LinkState, item: LinkItem, generic: ReadonlySet<string>): (PartyState | null)[] {
  const taken = new Set<string>()
  return item.groups.map((group) => {
    let best: PartyState | null = null
    let high = -Infinity
    for (const kind of lookupKinds)
      for (const key of keysOf(group.keys, kind)) {
        if (generic.has(key)) continue
        for (const party of state.partiesByKey.get(key) ?? []) {
          if (party.kind !== group.kind || taken.has(party.id)) continue
          const comparison =
            party.kind === 'person'
              ? comparePersons(group.keys, party.keys, generic)
              : compareOrganisations(group.keys, party.keys)
          if (!comparison.linked) continue
          // A firm that is named outweighs a nameless role at the same place; then the older one.
          const weight = comparison.weight + (keysOf(party.keys, 'co').length > 0 ? 0.5 : 0)
          if (weight > high || (weight === high && isOlder(party, best))) {
            best = party
            high = weight
          }
        }
      }
    if (best) taken.add(best.id)
    return best
  })
}

interface Choice {
  readonly dispute: DisputeState
  readonly decision: DisputeDecision
}

export const isStrong = (decision: DisputeDecision): boolean =>
  decision.rule === 'named' || decision.rule === 'bothSides'

/** Disputes that the record may join, best first. */
export function chooseDispute(state: LinkState, item: LinkItem, resolved: readonly (PartyState | null)[]): Choice[] {
  const candidates = new Set<DisputeState>()
  for (const key of item.contracts) for (const dispute of state.disputesByKey.get(key) ?? []) candidates.add(dispute)
  if (!transactionSources.has(item.record.source)) {
    for (const key of [
      ...item.named,
      ...keysOf(item.contribution.keys, 'no').map((own) => `rf${own.slice(2)}`),
      ...keysOf(item.contribution.keys, 'nn'),
    ])
      for (const dispute of state.disputesByKey.get(key) ?? []) candidates.add(dispute)
    for (const [index, party] of resolved.entries()) {
      if (party?.kind !== 'person' || item.groups[index]!.side === 'other') continue
      if (!state.loaded.has(party.id)) state.missing.partyIds.add(party.id)
      for (const dispute of state.disputesOfParty.get(party.id) ?? []) candidates.add(dispute)
    }
  }
  const choices: Choice[] = []
  for (const dispute of candidates) {
    const decision = decideDispute(factsOf(state, item, resolved, dispute))
    if (decision.rule) choices.push({ dispute, decision })
  }
  return choices.sort(
    (a, b) => b.decision.weight - a.decision.weight || a.dispute.firstSequence - b.dispute.firstSequence,
  )
}

/** The order of first appearance decides every tie, so that it does not matter how the state was loaded. */
const isOlder = (a: PartyState, b: PartyState | null): boolean =>
  b === null || a.firstSequence < b.firstSequence || (a.firstSequence === b.firstSequence && a.id < b.id)

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
    if (party && state.distinct.get(party.id)?.has(other.id)) continue
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
      : contracts.length > 0 && transactionSources.has(item.record.source)
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
    formal: item.record.source === 'mediation' || item.record.source === 'court',
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

/** Gives each group its party: identified, else the namesake in the dispute, else a new one; teaches it the group's keys. */
export function assignParties(
  state: LinkState,
  item: LinkItem,
  resolved: readonly (PartyState | null)[],
  dispute: DisputeState,
  generic: ReadonlySet<string>,
  mint: Minting,
): PartyState[] {
  const taken = new Set(resolved.flatMap((party) => (party ? [party.id] : [])))
  return item.groups.map((group, index) => {
    let party: PartyState | null = resolved[index]!
    if (!party && group.keys.length > 0) {
      const match = matchIn(state, group, null, dispute, null)
      if (match && !taken.has(match.party.id)) party = match.party
      party ??= familyIn(state, group, dispute, taken)
    }
    const keys = group.keys.filter((key) => !generic.has(key))
    if (party) addPartyKeys(state, party, keys)
    else {
      party = {
        id: mint.id(item.record.receivedAt),
        kind: group.kind,
        name: group.display,
        keys: new Set(keys),
        storedKeys: new Set(),
        structured: !group.fromText,
        firstSequence: item.record.sequence,
        isNew: true,
        changed: true,
      }
      putParty(state, party)
      state.loaded.add(party.id)
    }
    taken.add(party.id)
    if (!group.fromText && !party.structured) {
      party.structured = true
      party.changed = true
    }
    if (group.display && (party.name === null || (!group.fromText && group.display.length > party.name.length))) {
      party.name = group.display
      party.changed = true
    }
    let sides = dispute.parties.get(party.id)
    if (!sides) {
      sides = new Map()
      dispute.parties.set(party.id, sides)
      noteDisputeOfParty(state, party.id, dispute)
    }
    sides.set(group.side, (sides.get(group.side) ?? 0) + 1)
    return party
  })
}
