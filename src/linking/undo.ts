import type { ScopedTx } from '../access/scope.ts'
import { writeMoment } from '../intake/dates.ts'
import { Problem } from '../platform/problem.ts'
import { linkingWords } from '../vocabulary/words/linking.ts'
import { recordJudgement, withdrawJudgements } from './judgements.ts'
import { mayBeUndone, readOperation, type StoredOperation } from './log.ts'
import { activeRecords, judgeApart, partRecords, separationSteps } from './operations.ts'
import { lockCounty, perform, type Ref } from './perform.ts'
import { readDispute } from './queries.ts'
import { type Change, inverse, type PartyMark, toggle } from './replay.ts'
import type { OperationResult } from './schema.ts'
import { type Separation, separatePersons } from './separation.ts'

/** Kind of an operation as people know it. */
const named = (operation: Pick<StoredOperation, 'kind' | 'rule'>): string =>
  linkingWords.operations[operation.kind as keyof typeof linkingWords.operations]

/**
 * Undoes any operation, of a person or the linker, an undoing included. What it moved goes back to where it was, byte for byte
 * where nothing else has happened since; what came later stays with what remains (with a dispute that thereby ends, it goes
 * along). A record's arrival cannot be undone, only its link: it then stands in a dispute of its own. Refused with
 * linking.undoFirst where a later operation has moved the same things on, naming it.
 */
export async function undoOperation(
  tx: ScopedTx,
  operationId: string,
  reason: string,
  notSame: readonly string[] = [],
): Promise<OperationResult> {
  await lockCounty(tx)
  const operation = await readOperation(tx, operationId)
  if (!operation) throw new Problem('platform.notFound', { what: `${linkingWords.nouns.operation} ${operationId}` })
  if (!mayBeUndone(operation)) throw new Problem('linking.notUndoable', { kind: named(operation) })
  if (operation.rule === 'party') await refuseOrganisations(tx, operation)
  const present = await readPresent(tx, operation)
  const result = Object.keys(operation.after.r ?? {}).some((id) => operation.before.r?.[id] === undefined)
    ? await undoArrival(tx, operation, present, reason, notSame)
    : await undoMoves(tx, operation, present, reason, notSame)
  await markUndone(tx, operation, result.operationId)
  return result
}

/** Organisations are told by code and name, county-wide: moving single mentions of one would be undone by the next batch. */
async function refuseOrganisations(tx: ScopedTx, operation: StoredOperation): Promise<void> {
  const { rows } = await tx.query(
    'select 1 from linking.party_member where county = $1 and mention_id = any($2::uuid[]) and signature is not null limit 1',
    [tx.county, Object.keys(operation.after.m ?? {})],
  )
  if (rows.length > 0) throw new Problem('linking.organisations')
}

async function markUndone(tx: ScopedTx, operation: StoredOperation, by: string): Promise<void> {
  const undoes = new Map<string, string | null>()
  for (let current: StoredOperation | null = operation; current; ) {
    undoes.set(current.id, current.undoes)
    current = current.undoes === null ? null : await readOperation(tx, current.undoes)
  }
  const state = new Map<string, string>()
  toggle(state, undoes, operation.id, by)
  const ids = [...undoes.keys()]
  await tx.query(
    `update linking.operation o set undone_by = u.undone_by from unnest($2::uuid[], $3::uuid[]) as u (id, undone_by)
     where o.county = $1 and o.id = any($2::uuid[]) and o.id = u.id`,
    [tx.county, ids, ids.map((id) => state.get(id) ?? null)],
  )
}

/** Where an operation's records and mentions stand now. */
interface Present {
  /** Record, as the operation knows it → its current version and place; missing where it was deleted. */
  readonly records: ReadonlyMap<string, { readonly id: string; readonly place: string }>
  readonly mentions: ReadonlyMap<string, string>
}

/** Reads where things stand, and refuses where a later operation has moved them on. */
async function readPresent(tx: ScopedTx, operation: StoredOperation): Promise<Present> {
  const { before, after } = operation
  const records = Object.keys(after.r ?? {})
  const mentions = Object.keys(after.m ?? {}).filter((id) => before.m?.[id] !== undefined)
  // A corrected record stands where its earlier version stood: what is said of the one is said of the other.
  const { rows: now } = await tx.query<{ was: string; id: string; place: string; op_id: string }>(
    `select w.id as was, r.record_id as id, r.dispute_id as place, r.op_id from intake.record w
     join intake.record v on v.county = w.county and v.source = w.source and v.supplier = w.supplier and v.number_normal = w.number_normal
     join linking.dispute_record r on r.county = v.county and r.record_id = v.id and r.to_at is null
     where w.county = $1 and w.id = any($2::uuid[])`,
    [tx.county, records],
  )
  const { rows: who } = await tx.query<{ id: string; place: string; op_id: string }>(
    `select mention_id as id, party_id as place, op_id from linking.party_member
     where county = $1 and mention_id = any($2::uuid[]) and to_at is null`,
    [tx.county, mentions],
  )
  const blocking = new Set<string>()
  for (const row of now) if (row.place !== after.r![row.was]) blocking.add(row.op_id)
  for (const row of who) if (row.place !== after.m![row.id]) blocking.add(row.op_id)
  await refuse(tx, operation, [...blocking])
  await refuseMarks(tx, operation)
  return {
    records: new Map(now.map((row) => [row.was, { id: row.id, place: row.place }])),
    mentions: new Map(who.map((row) => [row.id, row.place])),
  }
}

/** Codes that lead elsewhere by now, and disputes to which something would return that has itself become part of another. */
async function refuseMarks(tx: ScopedTx, operation: StoredOperation): Promise<void> {
  const { before, after } = operation
  const marked = new Set([...Object.keys(after.d ?? {}), ...Object.values(before.r ?? {})])
  const parties = new Set([...Object.keys(after.p ?? {}), ...Object.values(before.m ?? {})])
  const { rows } = await tx.query<{ id: string }>(
    `select o.id from linking.operation o
     where o.county = $1 and o.sequence > $2 and o.undone_by is null and o.kind <> 'undo'
       and (o.after -> 'd' ?| $3::text[] or o.after -> 'p' ?| $4::text[])
       and o.id in (
         select id from linking.operation where county = $1 and dispute_id = any($5::uuid[])
         union all select id from linking.operation where county = $1 and other_dispute_id = any($5::uuid[])
         union all select op_id from linking.party_member where county = $1 and party_id = any($6::uuid[]))`,
    [
      tx.county,
      operation.sequence,
      [...marked],
      [...parties],
      [...marked, operation.dispute_id, ...(operation.other_dispute_id ? [operation.other_dispute_id] : [])],
      [...parties, ...Object.values(after.m ?? {})],
    ],
  )
  await refuse(
    tx,
    operation,
    rows.map((row) => row.id),
  )
}

async function refuse(tx: ScopedTx, operation: StoredOperation, blocking: readonly string[]): Promise<void> {
  if (blocking.length === 0) return
  const { rows } = await tx.query<Pick<StoredOperation, 'kind' | 'rule' | 'at'> & { code: string }>(
    `select o.kind, o.rule, o.at, d.trace_code as code from linking.operation o
     join linking.dispute d on d.county = o.county and d.id = o.dispute_id
     where o.county = $1 and o.id = any($2::uuid[]) order by o.sequence desc limit 1`,
    [tx.county, blocking],
  )
  const later = rows[0]!
  throw new Problem('linking.undoFirst', {
    kind: named(operation),
    later: named(later),
    code: later.code,
    at: writeMoment({ at: later.at, precise: true }).slice(0, 16),
  })
}

const requireRef = async (tx: ScopedTx, id: string): Promise<Ref> => {
  const dispute = await readDispute(tx, id)
  if (!dispute) throw new Problem('platform.notFound', { what: `${linkingWords.nouns.traceCode} ${id}` })
  return dispute
}

/** A record that joined when it arrived: it leaves for a dispute of its own, for it was in none before. */
async function undoArrival(
  tx: ScopedTx,
  operation: StoredOperation,
  present: Present,
  reason: string,
  notSame: readonly string[],
): Promise<OperationResult> {
  const dispute = await requireRef(tx, operation.dispute_id)
  const held = new Set([...present.records.values()].map((record) => record.id))
  const all = await activeRecords(tx, [dispute.id])
  const moved = all.filter((row) => held.has(row.record_id))
  if (moved.length === 0 || moved.length === all.length)
    throw new Problem('linking.notUndoable', { kind: named(operation) })
  const how = { kind: 'undo', ledger: 'operation.undone', reason, undoes: operation.id } as const
  return partRecords(tx, dispute, moved, how, notSame, operation.sequence)
}

async function undoMoves(
  tx: ScopedTx,
  operation: StoredOperation,
  present: Present,
  reason: string,
  notSame: readonly string[],
): Promise<OperationResult> {
  const { before, after } = operation
  const change = inverse(operation, (minted) => cameFrom(operation, minted))
  const records = Object.entries(after.r ?? {}).flatMap(([was]) => {
    const now = present.records.get(was)
    return now ? [{ id: now.id, from: now.place, to: before.r![was]! }] : []
  })
  const mentions = [...present.mentions].map(([id, place]) => ({ id, from: place, to: before.m![id]! }))
  if (records.length + mentions.length === 0) throw new Problem('linking.notUndoable', { kind: named(operation) })
  await addFollowers(tx, operation, change, records, mentions)
  await refuseEmptying(tx, operation, change, records)
  const id = tx.context.id()
  const steps = { records, mentions, parties: await partySteps(tx, operation, change, mentions) }
  const separations = await separateAgain(tx, operation, records, notSame)
  await withdrawJudgements(tx, operation.id, id, reason)
  await judge(tx, id, operation, steps, separations, reason)
  const extra = separationSteps(separations)
  const places = await Promise.all([
    requireRef(tx, operation.dispute_id),
    operation.other_dispute_id === null ? null : requireRef(tx, operation.other_dispute_id),
  ])
  return perform(tx, {
    id,
    kind: 'undo',
    ledger: 'operation.undone',
    rule: records.length > 0 ? 'officer' : 'person',
    reason,
    undoes: operation.id,
    dispute: places[0],
    other: places[1],
    records,
    mentions: [...mentions, ...extra.mentions],
    disputes: Object.keys(after.d ?? {}).map((dispute) => ({
      id: dispute,
      from: after.d![dispute]!,
      to: change.after.d![dispute]!,
    })),
    parties: [...steps.parties, ...extra.parties],
    separated: [...separations, ...partedBack(operation, steps)],
  })
}

/** Persons who are two again by this: their sessions end, as one may have seen the other's page. */
function partedBack(operation: StoredOperation, steps: Pick<Steps, 'mentions'>) {
  if (operation.rule !== 'person' && operation.rule !== 'party') return []
  const pairs = new Map(steps.mentions.map((step) => [`${step.from} ${step.to}`, step]))
  return [...pairs.values()].map(({ from, to }) => ({ party: from, into: to, records: [] }))
}

interface Steps {
  readonly records: readonly { readonly id: string; readonly from: string; readonly to: string }[]
  readonly mentions: readonly { readonly id: string; readonly from: string; readonly to: string }[]
  readonly parties: readonly { readonly id: string; readonly from: PartyMark | null; readonly to: PartyMark | null }[]
}

/** From where the records or mentions came for which the operation minted a dispute or a party. */
function cameFrom({ before, after }: Change, minted: string): string {
  for (const [places, from] of [
    [after.r, before.r],
    [after.m, before.m],
  ] as const)
    for (const [id, place] of Object.entries(places ?? {}))
      if (place === minted && from?.[id] !== undefined) return from[id]
  throw new Error(`an operation minted ${minted} and moved nothing there`)
}

/** Where a dispute or a party ends by the undoing, whatever came to it later goes along with the rest. */
async function addFollowers(
  tx: ScopedTx,
  operation: StoredOperation,
  change: Change,
  records: { id: string; from: string; to: string }[],
  mentions: { id: string; from: string; to: string }[],
): Promise<void> {
  const ending = (marks: Readonly<Record<string, readonly unknown[]>> | undefined, place: number) =>
    new Map(Object.entries(marks ?? {}).flatMap(([id, mark]) => (mark[place] ? [[id, mark[place] as string]] : [])))
  const disputes = ending(change.after.d, 1)
  const parties = ending(change.after.p, 0)
  const movedOn: string[] = []
  const add = (
    rows: readonly { id: string; place: string; op_id: string; arrived: boolean }[],
    ends: ReadonlyMap<string, string>,
    steps: { id: string; from: string; to: string }[],
  ) => {
    const known = new Set(steps.map((step) => step.id))
    for (const row of rows) {
      if (known.has(row.id)) continue
      if (row.arrived) steps.push({ id: row.id, from: row.place, to: ends.get(row.place)! })
      else movedOn.push(row.op_id)
    }
  }
  if (disputes.size > 0) {
    const { rows } = await tx.query<{ id: string; place: string; op_id: string; arrived: boolean }>(
      `select r.record_id as id, r.dispute_id as place, r.op_id, coalesce(not o.before -> 'r' ? r.record_id::text, true) as arrived
       from linking.dispute_record r join linking.operation o on o.county = r.county and o.id = r.op_id
       where r.county = $1 and r.dispute_id = any($2::uuid[]) and r.to_at is null`,
      [tx.county, [...disputes.keys()]],
    )
    add(rows, disputes, records)
  }
  if (parties.size > 0) {
    const { rows } = await tx.query<{ id: string; place: string; op_id: string; arrived: boolean }>(
      `select m.mention_id as id, m.party_id as place, m.op_id, coalesce(not o.before -> 'm' ? m.mention_id::text, true) as arrived
       from linking.party_member m join linking.operation o on o.county = m.county and o.id = m.op_id
       where m.county = $1 and m.party_id = any($2::uuid[]) and m.to_at is null`,
      [tx.county, [...parties.keys()]],
    )
    add(rows, parties, mentions)
  }
  await refuse(tx, operation, movedOn)
}

/** A dispute must not be left without a record: what was taken out of it later comes back first. */
async function refuseEmptying(
  tx: ScopedTx,
  operation: StoredOperation,
  change: Change,
  records: Steps['records'],
): Promise<void> {
  const left = [...new Set(records.map((step) => step.from))].filter((id) => !change.after.d?.[id]?.[1])
  const staying = await activeRecords(tx, left)
  const moved = new Set(records.map((step) => step.id))
  const emptied = left.filter((id) => !staying.some((row) => row.dispute_id === id && !moved.has(row.record_id)))
  if (emptied.length === 0) return
  const { rows } = await tx.query<{ id: string }>(
    `select o.id from linking.operation o where o.county = $1 and o.sequence > $3 and o.undone_by is null
       and o.id in (select id from linking.operation where county = $1 and dispute_id = any($2::uuid[])
         union all select id from linking.operation where county = $1 and other_dispute_id = any($2::uuid[]))
       and exists (select from jsonb_each_text(o.before -> 'r') as was where was.value::uuid = any($2::uuid[]))`,
    [tx.county, emptied, operation.sequence],
  )
  if (rows.length === 0) throw new Problem('linking.notUndoable', { kind: named(operation) })
  await refuse(
    tx,
    operation,
    rows.map((row) => row.id),
  )
}

/** Aliases of parties as they stood, and one that leads on for a party that nothing names any more. */
async function partySteps(
  tx: ScopedTx,
  operation: StoredOperation,
  change: Change,
  mentions: Steps['mentions'],
): Promise<Steps['parties']> {
  const ids = new Set([...Object.keys(operation.after.p ?? {}), ...Object.keys(operation.before.p ?? {})])
  const steps = [...ids].map((id) => ({
    id,
    from: operation.after.p?.[id] ?? null,
    to: change.after.p?.[id] ?? null,
  }))
  const leaving = new Map(mentions.filter((step) => !ids.has(step.from)).map((step) => [step.from, step.to]))
  if (leaving.size === 0) return steps
  const { rows } = await tx.query<{ id: string }>(
    `select p.id from unnest($2::uuid[]) as p (id) where not exists (
       select from linking.party_member m where m.county = $1 and m.party_id = p.id and m.to_at is null and not m.mention_id = any($3::uuid[]))`,
    [tx.county, [...leaving.keys()], mentions.map((step) => step.id)],
  )
  return [...steps, ...rows.map(({ id }) => ({ id, from: null, to: [leaving.get(id)!, 1] as PartyMark }))]
}

/** Who was taken for one person only because of the link that is undone, is two again. */
async function separateAgain(
  tx: ScopedTx,
  operation: StoredOperation,
  records: Steps['records'],
  notSame: readonly string[],
): Promise<Separation[]> {
  if (operation.kind !== 'merge' && operation.kind !== 'attach') return []
  const from = records[0]?.from
  if (from === undefined) return []
  const moved = records.map((step) => step.id)
  return separatePersons(tx, from, moved, new Set(notSame), operation.sequence)
}

/** A join that was undone was wrong: the two are told apart for good. Parting by the linker that was undone: the two are one. */
async function judge(
  tx: ScopedTx,
  opId: string,
  operation: StoredOperation,
  steps: Steps,
  separations: readonly Separation[],
  reason: string,
): Promise<void> {
  const apart: { subject: 'dispute' | 'party'; one: string; other: string }[] = separations.map(({ party, into }) => ({
    subject: 'party',
    one: party,
    other: into,
  }))
  const pairs = (list: Steps['records'], subject: 'dispute' | 'party') =>
    new Map(list.map((step) => [`${step.from} ${step.to}`, { subject, one: step.from, other: step.to }])).values()
  const joined = operation.kind === 'merge' || operation.kind === 'attach'
  if (joined) apart.push(...pairs(steps.records, 'dispute'))
  const ended = new Set(steps.parties.filter((step) => step.to !== null && step.to[0] !== null).map((step) => step.id))
  if (operation.rule === 'party' || (operation.rule === 'person' && joined))
    for (const pair of pairs(steps.mentions, 'party'))
      if (ended.has(pair.one)) await recordJudgement(tx, { ...pair, verdict: 'same', reason, opId })
      else apart.push(pair)
  await judgeApart(tx, opId, apart, reason)
}
