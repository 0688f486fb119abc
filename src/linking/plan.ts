import { components } from './component.ts'
import type { Contribution } from './fold.ts'
import { mentionKey } from './identity.ts'
import { blockKeys, type LinkGroup, type LinkItem } from './item.ts'
import { keptKeys } from './kept.ts'
import type { OperationKind } from './schema.ts'
import { type DisputeDecision, type Evidence, keysOf, type LinkRule } from './score.ts'
import { type Held, type Place, type Settled, settle } from './settle.ts'
import type { Touched } from './touched.ts'
import { type Solution, type SolvedRecord, solve } from './walk.ts'

export interface NewOperation {
  readonly id: string
  readonly kind: OperationKind
  readonly at: Date
  readonly rule: LinkRule | 'version' | 'new' | 'component' | 'party' | null
  readonly weight: number | null
  readonly evidence: Evidence
  readonly disputeId: string
  readonly otherDisputeId: string | null
  readonly records: readonly string[]
}

export interface NewProposal {
  readonly one: string
  readonly other: string
  readonly at: Date
  readonly weight: number
  readonly evidence: Evidence
}

/** A record's place after the batch; `was` is null where it is new. */
export interface PlacedRecord {
  readonly recordId: string
  readonly contribution: Contribution
  readonly disputeId: string
  readonly was: { readonly disputeId: string; readonly opId: string } | null
}

export interface PlacedMention {
  readonly recordId: string
  readonly group: LinkGroup
  readonly partyId: string
  readonly was: { readonly partyId: string; readonly opId: string } | null
}

/** What a batch comes to, before organisations have their stored ids. */
export interface Outcome {
  /** Records of the batch and earlier ones of the touched components. */
  readonly records: readonly PlacedRecord[]
  /** Mentions of the same records; organisations known by a signature have `partyId` ''. */
  readonly mentions: readonly PlacedMention[]
  readonly newDisputes: ReadonlySet<string>
  readonly newParties: ReadonlySet<string>
  readonly disputeMerges: Settled['merges']
  readonly partyMerges: Settled['merges']
  readonly disputeProposals: readonly NewProposal[]
  readonly partyProposals: readonly NewProposal[]
  readonly decisionOf: ReadonlyMap<string, DisputeDecision>
  /** Record → component and computed dispute. */
  readonly labels: ReadonlyMap<string, { readonly component: string; readonly cluster: string }>
}

export interface Minting {
  id(): string
}

export const signed = (group: LinkGroup): boolean =>
  group.kind === 'organisation' && group.keys.some((key) => /^(?:us|co|nr):/.test(key))

/** Solves the touched components afresh and settles the result onto what is stored. Pure but for the ids it draws. */
export function decide(touched: Touched, at: Date, mint: Minting): Outcome {
  const items = [...touched.stored.map((held) => held.item), ...touched.arrivals.map((arrival) => arrival.item)]
  const storedDispute = new Map(touched.stored.map((held) => [held.item.recordId, held.disputeId]))
  const firstSequence = new Map(items.map((item) => [item.recordId, item.contribution.sequence]))
  const storedParty = new Map<string, string>()
  const noteParties = (item: LinkItem, as: string, only: readonly LinkGroup[] | null) => {
    for (const group of item.groups) {
      const party = touched.members.get(group.mentionId)?.partyId
      const heir = only?.find((other) => other.group === group.group && other.kind === group.kind)
      if (party !== undefined && (only === null || heir)) storedParty.set(mentionKey({ recordId: as }, group), party)
    }
  }
  for (const held of touched.stored) noteParties(held.item, held.item.recordId, null)
  const pins = new Map(touched.pins)
  for (const { item, replaces } of touched.arrivals) {
    if (replaces === null) continue
    const place = touched.standing.get(replaces)
    if (place) storedDispute.set(item.recordId, place.disputeId)
    const old = touched.removed.get(replaces)
    if (!old) continue
    noteParties(old.item, item.recordId, item.groups)
    firstSequence.set(item.recordId, old.item.contribution.sequence)
    const pin = touched.pins.get(replaces) ?? old.pin
    if (pin !== null && pin !== undefined) pins.set(item.recordId, pin)
  }
  const known = {
    generic: touched.generic,
    judgements: touched.judgements,
    pins,
    storedDispute,
    storedParty,
  }
  const groups = components(items, (item) => [
    ...blockKeys(item).filter((key) => !touched.generic.has(key)),
    ...keptKeys(item, known),
  ])
  const labels = new Map<string, { component: string; cluster: string }>()
  const solutions = groups.map((group) => solve(group, known))
  labelComponents(groups, touched, mint, labels, solutions)

  const solved = new Map<string, SolvedRecord>()
  const decisionOf = new Map<string, DisputeDecision>()
  for (const solution of solutions)
    for (const dispute of solution.disputes)
      for (const record of dispute.records) {
        solved.set(record.item.recordId, record)
        if (record.decision) decisionOf.set(record.item.recordId, record.decision)
      }
  const disputes = settleDisputes(solutions, touched, storedDispute, firstSequence, pins)
  const newDisputes = new Map<number, string>()
  const idOf = (places: ReadonlyMap<string, Place>, fresh: Map<number, string>, member: string): string => {
    const place = places.get(member)!
    if (place.kind === 'held') return place.id
    let id = fresh.get(place.cluster)
    if (id === undefined) {
      id = mint.id()
      fresh.set(place.cluster, id)
    }
    return id
  }
  const opOf = new Map(touched.stored.map((held) => [held.item.recordId, held.opId]))
  const records = items.map((item): PlacedRecord => {
    const opId = opOf.get(item.recordId)
    return {
      recordId: item.recordId,
      contribution: item.contribution,
      disputeId: idOf(disputes.settled.places, newDisputes, item.recordId),
      was: opId === undefined ? null : { disputeId: storedDispute.get(item.recordId)!, opId },
    }
  })
  const parties = settleParties(items, solved, touched, storedParty, firstSequence)
  const newParties = new Map<number, string>()
  const mentions = items.flatMap((item) =>
    item.groups.map((group): PlacedMention => {
      const member = touched.members.get(group.mentionId)
      return {
        recordId: item.recordId,
        group,
        partyId: signed(group) ? '' : idOf(parties.settled.places, newParties, mentionKey(item, group)),
        was: opOf.has(item.recordId) && member ? member : null,
      }
    }),
  )
  return {
    records,
    mentions,
    newDisputes: new Set(newDisputes.values()),
    newParties: new Set(newParties.values()),
    disputeMerges: disputes.settled.merges,
    partyMerges: parties.settled.merges,
    disputeProposals: [
      ...disputes.settled.proposals.map((proposal): NewProposal => {
        const joint = disputes.clusters[proposal.cluster]!.map((record) => decisionOf.get(record)).filter(
          (decision) => decision !== undefined,
        )
        const best = joint.sort((a, b) => b.weight - a.weight)[0]
        return { ...proposal, at, weight: best?.weight ?? 0, evidence: best?.evidence ?? [] }
      }),
      ...doubtsOf(solutions, touched, records, at),
    ],
    partyProposals: parties.settled.proposals.map((proposal) => ({ ...proposal, at, weight: 0, evidence: [] })),
    decisionOf,
    labels,
  }
}

/** Two disputes between which a record of this batch chose: proposed while they are two. */
function doubtsOf(
  solutions: readonly Solution[],
  touched: Touched,
  records: readonly PlacedRecord[],
  at: Date,
): NewProposal[] {
  const fresh = new Set(touched.arrivals.map(({ item }) => item.recordId))
  const placeOf = new Map(records.map((record) => [record.recordId, record.disputeId]))
  return solutions
    .flatMap((solution) => solution.doubts)
    .filter((doubt) => fresh.has(doubt.record))
    .flatMap((doubt) => {
      const [one, other] = [placeOf.get(doubt.first)!, placeOf.get(doubt.second)!]
      return one === other ? [] : [{ one, other, at, weight: doubt.decision.weight, evidence: doubt.decision.evidence }]
    })
}

/** A component keeps a label that its records bear; where it fell apart, the largest part. */
function labelComponents(
  groups: readonly (readonly LinkItem[])[],
  touched: Touched,
  mint: Minting,
  labels: Map<string, { component: string; cluster: string }>,
  solutions: readonly Solution[],
): void {
  const labelOf = new Map(touched.stored.map((held) => [held.item.recordId, held.component]))
  const taken = new Set<string>()
  const order = groups.map((_, index) => index).sort((a, b) => groups[b]!.length - groups[a]!.length || a - b)
  for (const index of order) {
    const group = groups[index]!
    let component: string | undefined
    for (const item of group) {
      const label = labelOf.get(item.recordId)
      if (label !== undefined && !taken.has(label) && (component === undefined || label < component)) component = label
    }
    component ??= mint.id()
    taken.add(component)
    for (const dispute of solutions[index]!.disputes)
      for (const { item } of dispute.records) labels.set(item.recordId, { component, cluster: dispute.id })
  }
}

function settleDisputes(
  solutions: readonly Solution[],
  touched: Touched,
  heldOf: ReadonlyMap<string, string>,
  firstSequence: ReadonlyMap<string, number>,
  pins: ReadonlyMap<string, string>,
): { readonly settled: Settled; readonly clusters: readonly (readonly string[])[] } {
  // What a person put into one dispute is one, though no chain of keys joins it.
  const byPin = new Map<string, string[]>()
  const clusters: string[][] = []
  const fixed = new Map<number, string>()
  for (const solution of solutions)
    for (const dispute of solution.disputes) {
      const members = dispute.records.map(({ item }) => item.recordId)
      const pin = members.map((member) => pins.get(member)).find((found) => found !== undefined)
      const known = pin === undefined ? undefined : byPin.get(pin)
      if (known) known.push(...members)
      else {
        if (pin !== undefined && touched.disputes.has(pin)) fixed.set(clusters.length, pin)
        clusters.push(members)
        if (pin !== undefined) byPin.set(pin, members)
      }
    }
  const held = new Map<string, Held>(
    [...touched.disputes.values()].map((row) => [
      row.id,
      { id: row.id, first: row.first_sequence, established: row.records >= 2 || row.handed },
    ]),
  )
  const first = firstMembers(heldOf, firstSequence)
  return { settled: settle(clusters, heldOf, held, first, undefined, fixed), clusters }
}

function firstMembers(
  heldOf: ReadonlyMap<string, string>,
  sequenceOf: ReadonlyMap<string, number>,
  recordOf: (member: string) => string = (member) => member,
): Map<string, string> {
  const first = new Map<string, string>()
  for (const [member, id] of heldOf) {
    const known = first.get(id)
    const sequence = sequenceOf.get(recordOf(member)) ?? Number.MAX_SAFE_INTEGER
    if (known === undefined || sequence < (sequenceOf.get(recordOf(known)) ?? Number.MAX_SAFE_INTEGER))
      first.set(id, member)
  }
  return first
}

const recordOfMention = (mention: string): string => mention.slice(0, mention.lastIndexOf(':'))

function settleParties(
  items: readonly LinkItem[],
  solved: ReadonlyMap<string, SolvedRecord>,
  touched: Touched,
  heldOf: ReadonlyMap<string, string>,
  firstSequence: ReadonlyMap<string, number>,
): { readonly settled: Settled } {
  const clusters = new Map<string, string[]>()
  const idKeys = new Map<string, Set<string>>()
  const records = new Map<string, Set<string>>()
  const own = new Map<string, string>()
  for (const item of items) {
    const record = solved.get(item.recordId)!
    for (const [index, group] of item.groups.entries()) {
      if (signed(group)) continue
      const party = record.parties[index]!.id
      const mention = mentionKey(item, group)
      const members = clusters.get(party)
      if (members) members.push(mention)
      else clusters.set(party, [mention])
      const held = heldOf.get(mention)
      if (held === undefined || !touched.parties.has(held)) continue
      own.set(mention, held)
      records.set(held, (records.get(held) ?? new Set()).add(item.recordId))
      const ids = idKeys.get(held) ?? new Set()
      for (const key of keysOf(group.keys, 'id')) ids.add(key)
      idKeys.set(held, ids)
    }
  }
  const held = new Map<string, Held>(
    [...records].map(([id, of]) => [
      id,
      { id, first: touched.parties.get(id)!.first_sequence, established: of.size >= 2 },
    ]),
  )
  const sure = (one: string, other: string): boolean =>
    [...idKeys.get(one)!].some((key) => idKeys.get(other)!.has(key)) ||
    touched.parties.get(one)!.kind === 'organisation'
  return {
    settled: settle([...clusters.values()], own, held, firstMembers(own, firstSequence, recordOfMention), sure),
  }
}
