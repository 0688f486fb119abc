import type { ScopedTx } from '../access/scope.ts'
import { contextAt } from '../platform/context.ts'
import type { Changes } from './changes.ts'
import type { Moved } from './log.ts'
import type { PeopleMoves } from './moves.ts'
import { mentionsOf, type Organisations, signatureOf } from './organisations.ts'
import { type NewOperation, type Outcome, type PlacedMention, signed } from './plan.ts'
import {
  addSides,
  countSides,
  endMembers,
  type MemberStart,
  type PartyUpsert,
  retireParties,
  type SideCount,
  startMembers,
  upsertParties,
} from './store.ts'
import type { Touched } from './touched.ts'

interface Party extends PartyUpsert {
  readonly changed: boolean
}

export interface People {
  readonly operations: readonly NewOperation[]
  /** Mention id → its party, for the mentions of the batch. */
  readonly parties: ReadonlyMap<string, PartyUpsert>
  readonly moves: PeopleMoves
}

/** Stores whose each mention is, the parties' rows, and who stands in which dispute. */
export async function storePeople(
  tx: ScopedTx,
  touched: Touched,
  outcome: Outcome,
  organisations: Organisations,
  changes: Changes,
  receivedAt: ReadonlyMap<string, Date>,
  at: Date,
): Promise<People> {
  const sequenceOf = new Map(outcome.records.map((record) => [record.recordId, record.contribution.sequence]))
  const partyIdOf = ({ group, partyId, was }: PlacedMention): string =>
    signed(group) ? (organisations.partyOf.get(signatureOf(group.keys)) ?? was!.partyId) : partyId
  const rows = new Map<string, Party>()
  const byMention = new Map<string, PartyUpsert>()
  const persons = new Map<string, PlacedMention[]>()
  const firms = new Map<string, PlacedMention[]>()
  for (const mention of outcome.mentions) {
    const table = signed(mention.group) ? firms : persons
    // Earlier mentions of organisations teach nothing new.
    if (table === firms && mention.was !== null) continue
    const id = partyIdOf(mention)
    const list = table.get(id)
    if (list) list.push(mention)
    else table.set(id, [mention])
  }
  for (const [id, mentions] of persons) rows.set(id, personOf(id, mentions, touched, sequenceOf))
  // A firm whose signatures moved may have gained or lost all by that, without a mention of this batch.
  for (const { from, to } of organisations.moved)
    for (const id of [from, to])
      if (!firms.has(id) && !organisations.merges.some((merge) => merge.from === id)) firms.set(id, [])
  const signaturesOf = new Map<string, string[]>()
  for (const [signature, id] of organisations.partyOf) {
    const list = signaturesOf.get(id)
    if (list) list.push(signature)
    else signaturesOf.set(id, [signature])
  }
  let earliest = Number.MAX_SAFE_INTEGER
  for (const sequence of sequenceOf.values()) earliest = Math.min(earliest, sequence)
  for (const [id, mentions] of firms)
    rows.set(id, firmOf(id, mentions, organisations, signaturesOf, sequenceOf, earliest))
  await upsertParties(
    tx,
    [...rows.values()].filter((row) => row.changed),
  )
  const into = new Map(
    [...outcome.partyMerges, ...organisations.merges].map((merge) => [merge.from, merge.into] as const),
  )
  const named = new Set([...persons.keys()])
  const heldBefore = new Set(
    [...touched.stored, ...touched.removed.values()].flatMap(({ item }) =>
      item.groups.flatMap((group) => (signed(group) ? [] : (touched.members.get(group.mentionId)?.partyId ?? []))),
    ),
  )
  const gone = [...heldBefore].filter((id) => !named.has(id) && touched.parties.has(id))
  await retireParties(tx, [
    ...gone.map((id) => ({ id, into: into.get(id) ?? null, keys: touched.parties.get(id)!.keys })),
    ...organisations.merges.map((merge) => ({
      id: merge.from,
      into: merge.into,
      keys: organisations.parties.get(merge.from)?.keys ?? [],
    })),
  ])

  const replaced = [...touched.standing.keys()]
  const starts: MemberStart[] = []
  const moved: {
    readonly mention: string
    readonly from: string
    readonly to: string
    readonly start: Omit<MemberStart, 'opId'>
  }[] = []
  const recount = new Set(changes.recount)
  const disputeOf = new Map(outcome.records.map((record) => [record.recordId, record.disputeId]))
  const sides = new Map<string, SideCount>()
  for (const mention of outcome.mentions) {
    const { recordId, group, was } = mention
    const place = changes.placed.get(recordId)
    const id = partyIdOf(mention)
    const start = {
      mentionId: group.mentionId,
      recordId,
      partyId: id,
      side: group.side,
      from: at,
      signature: signed(group) ? signatureOf(group.keys) : null,
    }
    if (place) {
      byMention.set(group.mentionId, rows.get(id)!)
      starts.push({ ...start, from: receivedAt.get(recordId)!, opId: place.opId })
      const key = `${place.disputeId} ${id} ${group.side}`
      const known = sides.get(key)
      sides.set(key, { disputeId: place.disputeId, partyId: id, side: group.side, records: (known?.records ?? 0) + 1 })
    } else if (!signed(group) && was !== null && was.partyId !== id) {
      moved.push({ mention: group.mentionId, from: was.partyId, to: id, start })
      recount.add(disputeOf.get(recordId)!)
    }
  }
  const transfers = organisations.moved
  const toOf = new Map(transfers.map((transfer) => [transfer.signature, transfer]))
  const ended = new Set(replaced)
  for (const row of await mentionsOf(
    tx,
    transfers.map((transfer) => transfer.signature),
  )) {
    if (ended.has(row.record_id)) continue
    const transfer = toOf.get(row.signature)!
    moved.push({
      mention: row.mention_id,
      from: transfer.from,
      to: transfer.to,
      start: {
        mentionId: row.mention_id,
        recordId: row.record_id,
        partyId: transfer.to,
        side: row.side,
        from: at,
        signature: row.signature,
      },
    })
    disputeOf.set(row.record_id, disputeOf.get(row.record_id) ?? row.dispute_id)
    recount.add(disputeOf.get(row.record_id)!)
  }
  const over = await endMembers(
    tx,
    moved.map((move) => move.mention),
    replaced,
    at,
  )
  const mentions: Moved[] = starts.map(({ opId, mentionId, partyId }) => ({
    opId,
    id: mentionId,
    from: null,
    to: partyId,
  }))
  const operations = operationsOf(tx, moved, disputeOf, at, starts, mentions)
  await startMembers(tx, starts)
  await addSides(
    tx,
    [...sides.values()].filter((row) => !recount.has(row.disputeId)),
  )
  await countSides(tx, [...recount])
  const aliases = [
    ...gone.flatMap((id) => (into.has(id) ? [{ from: id, into: into.get(id)! }] : [])),
    ...organisations.merges,
  ]
  return { operations, parties: byMention, moves: { mentions, ended: over, aliases } }
}

/** One operation for each pair of parties between which mentions moved; its memberships are added to `starts`. */
function operationsOf(
  tx: ScopedTx,
  moved: readonly { readonly from: string; readonly to: string; readonly start: Omit<MemberStart, 'opId'> }[],
  disputeOf: ReadonlyMap<string, string>,
  at: Date,
  starts: MemberStart[],
  mentions: Moved[],
): NewOperation[] {
  const groups = new Map<string, { id: string; disputeId: string; records: Set<string> }>()
  for (const { from, to, start } of moved) {
    const key = `${from} ${to}`
    let group = groups.get(key)
    if (!group) {
      group = { id: contextAt(tx.context, at).id(), disputeId: disputeOf.get(start.recordId)!, records: new Set() }
      groups.set(key, group)
    }
    group.records.add(start.recordId)
    starts.push({ ...start, opId: group.id })
    mentions.push({ opId: group.id, id: start.mentionId, from, to })
  }
  return [...groups.values()].map(({ id, disputeId, records }) => ({
    id,
    kind: 'attach',
    at,
    rule: 'party',
    weight: null,
    evidence: [],
    disputeId,
    otherDisputeId: null,
    records: [...records],
  }))
}

/** A person's keys are those of its mentions, all of which lie in one component. */
function personOf(
  id: string,
  mentions: readonly PlacedMention[],
  touched: Touched,
  sequenceOf: ReadonlyMap<string, number>,
): Party {
  const row = touched.parties.get(id)
  const keys = new Set<string>()
  for (const { group } of mentions) for (const key of group.keys) if (!touched.generic.has(key)) keys.add(key)
  const structured = mentions.some(({ group }) => !group.fromText)
  const first = Math.min(...mentions.map((mention) => sequenceOf.get(mention.recordId)!))
  const name = longest(mentions, row?.name ?? null)
  return {
    id,
    kind: mentions[0]!.group.kind,
    name,
    keys,
    storedKeys: new Set(row?.keys ?? []),
    structured,
    firstSequence: first,
    changed:
      !row ||
      row.structured !== structured ||
      row.first_sequence !== first ||
      row.name !== name ||
      row.keys.length !== keys.size ||
      row.keys.some((key) => !keys.has(key)),
  }
}

/** An organisation is known by its signatures; further keys grow by those of new mentions. */
function firmOf(
  id: string,
  mentions: readonly PlacedMention[],
  organisations: Organisations,
  signaturesOf: ReadonlyMap<string, readonly string[]>,
  sequenceOf: ReadonlyMap<string, number>,
  earliest: number,
): Party {
  const row = organisations.parties.get(id)
  const keys = new Set(row?.keys.filter((key) => !identifying.test(key)))
  for (const { group } of mentions) for (const key of group.keys) keys.add(key)
  for (const signature of signaturesOf.get(id) ?? []) for (const key of signature.split(' ')) keys.add(key)
  const written = mentions.some(({ group }) => !group.fromText)
  const structured = written || (row?.structured ?? mentions.length === 0)
  const sequences = mentions.map((mention) => sequenceOf.get(mention.recordId)!)
  const name = longest(mentions, row?.name ?? null)
  return {
    id,
    kind: 'organisation',
    name,
    keys,
    storedKeys: new Set(row?.keys ?? []),
    structured,
    firstSequence: Math.min(row?.first_sequence ?? earliest, ...(sequences.length > 0 ? sequences : [earliest])),
    changed:
      !row ||
      row.structured !== structured ||
      row.name !== name ||
      row.keys.length !== keys.size ||
      row.keys.some((key) => !keys.has(key)),
  }
}

const identifying = /^(?:us|co|nr):/

/** The fullest name that a column gave; of a text only where none did. */
function longest(mentions: readonly PlacedMention[], known: string | null): string | null {
  let name = known
  for (const { group } of mentions)
    if (group.display && (name === null || (!group.fromText && group.display.length > name.length)))
      name = group.display
  return name
}
