import type { ScopedTx } from '../access/scope.ts'
import { Problem } from '../platform/problem.ts'
import { linkingWords } from '../vocabulary/words/linking.ts'
import { closure, readEdges, recordJudgement, type Verdict } from './judgements.ts'
import { activeRecords } from './operations.ts'
import { lockCounty, perform, type Ref } from './perform.ts'
import { readDispute, resolveCode } from './queries.ts'
import type { OperationResult } from './schema.ts'
import { keysOf } from './score.ts'
import { newPerson } from './separation.ts'

interface Person {
  readonly id: string
  readonly kind: 'person' | 'organisation'
  readonly keys: readonly string[]
  readonly first_sequence: number
  readonly merged_into: string | null
}

interface Member {
  readonly mention_id: string
  readonly record_id: string
  readonly dispute_id: string
}

/** The person that stands for this one now. */
async function requirePerson(tx: ScopedTx, id: string): Promise<Person> {
  let current: string | null = id
  for (let step = 0; current !== null && step < 100; step++) {
    const { rows }: { rows: Person[] } = await tx.query<Person>(
      'select id, kind, keys, first_sequence, merged_into from linking.party where county = $1 and id = $2',
      [tx.county, current],
    )
    const row: Person | undefined = rows[0]
    if (row && row.kind !== 'person') throw new Problem('linking.organisations')
    if (row && row.merged_into === null) return row
    current = row?.merged_into ?? null
  }
  throw new Problem('platform.notFound', { what: linkingWords.nouns.party })
}

async function membersOf(tx: ScopedTx, party: string): Promise<Member[]> {
  const { rows } = await tx.query<Member>(
    `select m.mention_id, m.record_id, r.dispute_id from linking.party_member m
     join linking.dispute_record r on r.county = m.county and r.record_id = m.record_id and r.to_at is null
     where m.county = $1 and r.county = $1 and m.party_id = $2 and m.to_at is null order by r.sequence, m.mention_id`,
    [tx.county, party],
  )
  return rows
}

async function requireRef(tx: ScopedTx, id: string): Promise<Ref> {
  const dispute = await readDispute(tx, id)
  if (!dispute) throw new Problem('platform.notFound', { what: linkingWords.nouns.traceCode })
  return dispute
}

/** Which of two persons would stay and which go. Throws as mergePersons; the caller holds the county's lock. */
export async function checkPersons(tx: ScopedTx, one: string, two: string) {
  const [a, b] = [await requirePerson(tx, one), await requirePerson(tx, two)]
  if (a.id === b.id) throw new Problem('linking.sameParty')
  const [keeper, absorbed] =
    a.first_sequence < b.first_sequence || (a.first_sequence === b.first_sequence && a.id < b.id) ? [a, b] : [b, a]
  const [ids, others] = [keysOf(a.keys, 'id'), keysOf(b.keys, 'id')]
  if (ids.length > 0 && others.length > 0 && !ids.some((key) => others.includes(key)))
    throw new Problem('linking.differentNumbers')
  const [stay, moved] = [await membersOf(tx, keeper.id), await membersOf(tx, absorbed.id)]
  const held = new Set(stay.map((member) => member.record_id))
  if (moved.some((member) => held.has(member.record_id))) throw new Problem('linking.bothSides')
  const edges = await readEdges(tx, 'party', [a.id, b.id])
  const over = edges.filter((edge) => ![a.id, b.id].includes(edge.one) || ![a.id, b.id].includes(edge.other))
  if (closure(over).different.get(a.id)?.has(b.id))
    throw new Problem('linking.toldApart', { what: linkingWords.nouns.party })
  const first = moved[0]
  if (!first) throw new Problem('platform.notFound', { what: linkingWords.nouns.party })
  return { keeper, absorbed, stay, moved, home: await requireRef(tx, first.dispute_id) }
}

/**
 * Two persons are one: all that names the younger one names the older from now on, and the younger's id leads there. Throws
 * linking.sameParty, linking.organisations, linking.differentNumbers (two ID numbers are two persons), linking.bothSides (one
 * record names both), linking.toldApart (over a third one).
 */
export async function mergePersons(tx: ScopedTx, one: string, two: string, reason: string): Promise<OperationResult> {
  await lockCounty(tx)
  const { keeper, absorbed, stay, moved, home } = await checkPersons(tx, one, two)
  const id = tx.context.id()
  await recordJudgement(tx, { subject: 'party', one: keeper.id, other: absorbed.id, verdict: 'same', reason, opId: id })
  await uniteComponents(
    tx,
    [...stay, ...moved].map((member) => member.record_id),
  )
  const other = stay[0]?.dispute_id
  return perform(tx, {
    id,
    kind: 'merge',
    ledger: 'party.merged',
    rule: 'person',
    reason,
    undoes: null,
    dispute: home,
    other: other !== undefined && other !== home.id ? await requireRef(tx, other) : null,
    records: [],
    mentions: moved.map((member) => ({ id: member.mention_id, from: absorbed.id, to: keeper.id })),
    disputes: [],
    parties: [{ id: absorbed.id, from: null, to: [keeper.id] }],
    separated: [],
  })
}

/** Records that name one person are solved together from now on, though no key joins them (plan.ts). */
async function uniteComponents(tx: ScopedTx, records: readonly string[]): Promise<void> {
  const { rows } = await tx.query<{ component: string }>(
    'select distinct component from linking.item where county = $1 and record_id = any($2::uuid[]) order by component',
    [tx.county, records],
  )
  const [kept, ...rest] = rows.map((row) => row.component)
  if (kept === undefined || rest.length === 0) return
  const { rows: items } = await tx.query<{ keys: string[] | null }>(
    `update linking.item set component = $2 where county = $1 and component = any($3::uuid[]) returning null::text[] as keys`,
    [tx.county, kept, rest],
  )
  if (items.length > 0)
    await tx.query('update linking.block set component = $2 where county = $1 and component = any($3::uuid[])', [
      tx.county,
      kept,
      rest,
    ])
}

/** One person is two: what these records say of the party is said of somebody else. Throws linking.notMember, linking.splitAll. */
export async function partPerson(
  tx: ScopedTx,
  partyId: string,
  records: readonly string[],
  reason: string,
): Promise<OperationResult> {
  await lockCounty(tx)
  const person = await requirePerson(tx, partyId)
  const members = await membersOf(tx, person.id)
  const chosen = new Set(records)
  const moved = members.filter((member) => chosen.has(member.record_id))
  const dispute = moved[0] ? await requireRef(tx, moved[0].dispute_id) : null
  if (!dispute) throw new Problem('platform.notFound', { what: linkingWords.nouns.party })
  if (moved.length === members.length) throw new Problem('linking.partAll')
  const id = tx.context.id()
  const into = await newPerson(tx, person.id)
  await recordJudgement(tx, { subject: 'party', one: person.id, other: into, verdict: 'different', reason, opId: id })
  return perform(tx, {
    id,
    kind: 'split',
    ledger: 'party.parted',
    rule: 'person',
    reason,
    undoes: null,
    dispute,
    other: null,
    records: [],
    mentions: moved.map((member) => ({ id: member.mention_id, from: person.id, to: into })),
    disputes: [],
    parties: [{ id: into, from: null, to: [null] }],
    separated: [{ party: person.id, into, records: [...new Set(moved.map((member) => member.record_id))] }],
  })
}

/** In this dispute it is somebody else than in the others that name him. */
export async function partPersonIn(
  tx: ScopedTx,
  partyId: string,
  code: string,
  reason: string,
): Promise<OperationResult> {
  const dispute = await resolveCode(tx, code)
  if (!dispute) throw new Problem('platform.notFound', { what: `${linkingWords.nouns.traceCode} ${code}` })
  const records = await activeRecords(tx, [dispute.id])
  return partPerson(
    tx,
    partyId,
    records.map((row) => row.record_id),
    reason,
  )
}

/** What an officer says of two persons. "Different" and "cannot say" are kept; "same" joins them. Null where nothing moved. */
export async function judgePersons(
  tx: ScopedTx,
  one: string,
  other: string,
  verdict: Verdict,
  reason: string,
): Promise<OperationResult | null> {
  if (verdict === 'same') return mergePersons(tx, one, other, reason)
  await lockCounty(tx)
  const [a, b] = [await requirePerson(tx, one), await requirePerson(tx, other)]
  if (a.id === b.id) throw new Problem('linking.sameParty')
  await recordJudgement(tx, { subject: 'party', one: a.id, other: b.id, verdict, reason })
  return null
}

/** A person's answer to two persons whom the linker takes for one. */
export async function decidePartyProposal(
  tx: ScopedTx,
  proposalId: string,
  decision: 'same' | 'different',
  reason: string,
): Promise<OperationResult | null> {
  await lockCounty(tx)
  const { rows } = await tx.query<{ party_id: string; other_id: string; decision: string | null }>(
    'select party_id, other_id, decision from linking.party_proposal where county = $1 and id = $2 for update',
    [tx.county, proposalId],
  )
  const proposal = rows[0]
  if (!proposal) throw new Problem('platform.notFound', { what: `${linkingWords.nouns.proposal} ${proposalId}` })
  if (proposal.decision) throw new Problem('platform.conflict', { what: linkingWords.nouns.proposal })
  await tx.query(
    'update linking.party_proposal set decision = $3, decided_by = $4, decided_at = $5, reason = $6 where county = $1 and id = $2',
    [tx.county, proposalId, decision, tx.scope.kind === 'officer' ? tx.scope.name : 'system', tx.context.now(), reason],
  )
  return judgePersons(tx, proposal.party_id, proposal.other_id, decision, reason)
}
