import type { ScopedTx } from '../access/scope.ts'
import { Problem } from '../platform/problem.ts'
import { drawTraceCode } from '../vocabulary/identity.ts'
import { linkingWords } from '../vocabulary/words/linking.ts'
import { foldRecords } from './fold.ts'
import { closure, readEdges, recordJudgement } from './judgements.ts'
import { contributionColumns, contributionOf, type DisputeRecordRow } from './load.ts'
import { type Draft, lockCounty, perform, type Ref } from './perform.ts'
import { followMerges, readDispute, readDisputeByCode, type StoredDispute } from './queries.ts'
import type { DisputeMark, PartyMark } from './replay.ts'
import type { OperationResult } from './schema.ts'
import { type Separation, separatePersons } from './separation.ts'
import { upsertDisputes } from './store.ts'

async function requireDispute(tx: ScopedTx, code: string): Promise<StoredDispute> {
  const dispute = await followMerges(tx, await readDisputeByCode(tx, code))
  if (!dispute) throw new Problem('platform.notFound', { what: `${linkingWords.nouns.traceCode} ${code}` })
  return dispute
}

export async function activeRecords(tx: ScopedTx, disputeIds: readonly string[]): Promise<DisputeRecordRow[]> {
  const { rows } = await tx.query<DisputeRecordRow>(
    `select ${contributionColumns} from linking.dispute_record where county = $1 and dispute_id = any($2::uuid[]) and to_at is null order by sequence`,
    [tx.county, disputeIds],
  )
  return rows
}

export const standing = (dispute: Ref): DisputeMark => [dispute.traceCode, null]
export const leading = (dispute: Ref, into: string): DisputeMark => [dispute.traceCode, into]

/**
 * Two that somebody told apart over a third are not joined by one more click: who said so is to be asked first. A judgement of
 * the two themselves is outweighed by the newer one.
 */
async function refuseToldApart(tx: ScopedTx, a: Ref, b: Ref): Promise<void> {
  const edges = await readEdges(tx, 'dispute', [a.id, b.id])
  const others = edges.filter((edge) => ![a.id, b.id].includes(edge.one) || ![a.id, b.id].includes(edge.other))
  if (closure(others).different.get(a.id)?.has(b.id))
    throw new Problem('linking.toldApart', { what: `${a.traceCode}、${b.traceCode}` })
}

/**
 * A record that a person took out of a dispute does not go back by one more move: that decision is undone, by name. Two disputes
 * told apart may well exchange a record that lay in the wrong one.
 */
async function refuseTakenOut(tx: ScopedTx, records: readonly string[], target: Ref): Promise<void> {
  const { rows } = await tx.query<{ count: number }>(
    `select count(distinct m.record_id)::int as count from linking.dispute_record m
     join linking.operation o on o.county = m.county and o.id = m.end_op_id
     where m.county = $1 and m.record_id = any($2::uuid[]) and m.dispute_id = $3
       and o.officer_id is not null and o.undone_by is null and o.kind <> 'merge'`,
    [tx.county, records, target.id],
  )
  if (rows[0]!.count > 0) throw new Problem('linking.takenOut', { count: rows[0]!.count, code: target.traceCode })
}

/** Which of two disputes would stay and which go. Throws as mergeDisputes; the caller holds the county's lock. */
export async function checkMerge(
  tx: ScopedTx,
  code: string,
  otherCode: string,
): Promise<{ readonly keeper: StoredDispute; readonly absorbed: StoredDispute }> {
  const [a, b] = [await requireDispute(tx, code), await requireDispute(tx, otherCode)]
  if (a.id === b.id) throw new Problem('linking.sameDispute', { code: a.traceCode, other: otherCode })
  const { rows: order } = await tx.query<{ id: string }>(
    'select id from linking.dispute where county = $1 and id = any($2::uuid[]) order by first_sequence, id',
    [tx.county, [a.id, b.id]],
  )
  const [keeper, absorbed] = order[0]!.id === a.id ? [a, b] : [b, a]
  if (absorbed.matter === 'transaction' && keeper.matter === 'transaction')
    throw new Problem('linking.transaction', { code: absorbed.traceCode })
  await refuseToldApart(tx, keeper, absorbed)
  return { keeper, absorbed }
}

/** Joins two disputes; the older code stays, the other leads to it from now on. Throws linking.sameDispute, linking.transaction, linking.toldApart. */
export async function mergeDisputes(
  tx: ScopedTx,
  code: string,
  otherCode: string,
  reason: string,
): Promise<OperationResult> {
  await lockCounty(tx)
  const { keeper, absorbed } = await checkMerge(tx, code, otherCode)
  const moved = await activeRecords(tx, [absorbed.id])
  const id = tx.context.id()
  await recordJudgement(tx, {
    subject: 'dispute',
    one: keeper.id,
    other: absorbed.id,
    verdict: 'same',
    reason,
    opId: id,
  })
  return perform(tx, {
    ...empty,
    id,
    kind: 'merge',
    ledger: 'dispute.merged',
    reason,
    dispute: keeper,
    other: absorbed,
    records: moved.map((row) => ({ id: row.record_id, from: absorbed.id, to: keeper.id })),
    disputes: [{ id: absorbed.id, from: standing(absorbed), to: leading(absorbed, keeper.id) }],
  })
}

const empty = { rule: 'officer', undoes: null, mentions: [], disputes: [], parties: [], separated: [] } as const

/** A dispute of its own for records, with a new code; they are not moved yet. */
export async function openDispute(tx: ScopedTx, records: readonly DisputeRecordRow[]): Promise<Ref> {
  const fresh = { id: tx.context.id(), traceCode: drawTraceCode(tx.county, (bytes) => tx.context.random(bytes)) }
  await upsertDisputes(tx, [{ ...foldRecords(records.map(contributionOf))!, ...fresh }])
  return fresh
}

/** The part of a draft that says who was told apart. */
export function separationSteps(separations: readonly Separation[]): Pick<Draft, 'mentions' | 'parties' | 'separated'> {
  return {
    separated: separations,
    mentions: separations.flatMap(({ party, into, mentions }) =>
      mentions.map((mention) => ({ id: mention, from: party, to: into })),
    ),
    parties: separations.map(({ into }) => ({ id: into, from: null, to: [null] as PartyMark })),
  }
}

/** Enters who was told apart as judgements, so that the linker never takes the one for the other again. */
export async function judgeApart(
  tx: ScopedTx,
  opId: string,
  pairs: readonly { readonly subject: 'dispute' | 'party'; readonly one: string; readonly other: string }[],
  reason: string,
): Promise<void> {
  for (const pair of pairs) await recordJudgement(tx, { ...pair, verdict: 'different', reason, opId })
  // A proposal to join them is answered by this.
  const disputes = pairs.filter((pair) => pair.subject === 'dispute')
  await tx.query(
    `update linking.proposal set decision = 'different', decided_by = $4, decided_at = $5, reason = $6
     where county = $1 and decision is null and (dispute_id, other_dispute_id) in
       (select * from unnest($2::uuid[], $3::uuid[]) union all select * from unnest($3::uuid[], $2::uuid[]))`,
    [
      tx.county,
      disputes.map((pair) => pair.one),
      disputes.map((pair) => pair.other),
      tx.scope.kind === 'officer' ? tx.scope.name : 'system',
      tx.context.now(),
      reason,
    ],
  )
}

/** Takes records out into a dispute of their own. `since`: see separatePersons. */
export async function partRecords(
  tx: ScopedTx,
  dispute: Ref,
  moved: readonly DisputeRecordRow[],
  how: Pick<Draft, 'kind' | 'ledger' | 'reason' | 'undoes'>,
  notSame: readonly string[],
  since: number,
): Promise<OperationResult> {
  const id = tx.context.id()
  const fresh = await openDispute(tx, moved)
  const records = moved.map((row) => row.record_id)
  const separations = await separatePersons(tx, dispute.id, records, new Set(notSame), since)
  await judgeApart(
    tx,
    id,
    [
      { subject: 'dispute', one: dispute.id, other: fresh.id },
      ...separations.map(({ party, into }) => ({ subject: 'party' as const, one: party, other: into })),
    ],
    how.reason,
  )
  return perform(tx, {
    ...empty,
    ...how,
    ...separationSteps(separations),
    id,
    dispute,
    other: fresh,
    records: records.map((record) => ({ id: record, from: dispute.id, to: fresh.id })),
    disputes: [{ id: fresh.id, from: null, to: standing(fresh) }],
  })
}

async function chosenRecords(tx: ScopedTx, dispute: StoredDispute, records: readonly string[]) {
  const all = await activeRecords(tx, [dispute.id])
  const chosen = new Set(records)
  const missing = records.filter((id) => !all.some((row) => row.record_id === id)).length
  if (missing > 0) throw new Problem('linking.notMember', { code: dispute.traceCode, count: missing })
  return { all, chosen }
}

/** What a split would take out. Throws as splitDispute; the caller holds the county's lock. */
export async function checkSplit(tx: ScopedTx, code: string, records: readonly string[]) {
  const dispute = await requireDispute(tx, code)
  const { all, chosen } = await chosenRecords(tx, dispute, records)
  if (chosen.size >= all.length) throw new Problem('linking.splitAll', { code: dispute.traceCode })
  return { dispute, all, chosen }
}

/** What would move where. Throws as attachRecords; the caller holds the county's lock. */
export async function checkAttach(tx: ScopedTx, code: string, records: readonly string[], toCode: string) {
  const [dispute, target] = [await requireDispute(tx, code), await requireDispute(tx, toCode)]
  if (dispute.id === target.id) throw new Problem('linking.sameDispute', { code: dispute.traceCode, other: toCode })
  const { all, chosen } = await chosenRecords(tx, dispute, records)
  if (chosen.size >= all.length)
    throw new Problem('linking.attachAll', { code: dispute.traceCode, other: target.traceCode })
  await refuseToldApart(tx, dispute, target)
  await refuseTakenOut(tx, [...chosen], target)
  return { dispute, target, chosen }
}

/**
 * Parts a dispute in two; the code stays with the part that holds the first record, whichever was chosen. `notSame`: parties who
 * are another person in the part that goes. Throws linking.notMember, linking.splitAll.
 */
export async function splitDispute(
  tx: ScopedTx,
  code: string,
  records: readonly string[],
  reason: string,
  notSame: readonly string[] = [],
): Promise<OperationResult> {
  await lockCounty(tx)
  const { dispute, all, chosen } = await checkSplit(tx, code, records)
  const withFirst = chosen.has(all[0]!.record_id)
  const moved = all.filter((row) => chosen.has(row.record_id) !== withFirst)
  const how = { kind: 'split', ledger: 'dispute.split', reason, undoes: null } as const
  return partRecords(tx, dispute, moved, how, notSame, 0)
}

/**
 * Moves records from one dispute into another that exists: a record that was attached wrongly. Throws linking.sameDispute,
 * linking.notMember, linking.attachAll (the last one is merged, not moved), linking.toldApart, linking.takenOut.
 */
export async function attachRecords(
  tx: ScopedTx,
  code: string,
  records: readonly string[],
  toCode: string,
  reason: string,
): Promise<OperationResult> {
  await lockCounty(tx)
  const { dispute, target, chosen } = await checkAttach(tx, code, records, toCode)
  const id = tx.context.id()
  const separations = await separatePersons(tx, dispute.id, [...chosen], new Set(), 0)
  const pairs = separations.map(({ party, into }) => ({ subject: 'party' as const, one: party, other: into }))
  await judgeApart(tx, id, pairs, reason)
  return perform(tx, {
    ...empty,
    ...separationSteps(separations),
    id,
    kind: 'attach',
    ledger: 'record.attached',
    reason,
    dispute: target,
    other: dispute,
    records: [...chosen].map((record) => ({ id: record, from: dispute.id, to: target.id })),
  })
}

/** A person's answer to a proposed merge: same → merge, different → remembered, never proposed again. */
export async function decideProposal(
  tx: ScopedTx,
  proposalId: string,
  decision: 'same' | 'different',
  reason: string,
): Promise<OperationResult | null> {
  await lockCounty(tx)
  const { rows } = await tx.query<{ dispute_id: string; other_dispute_id: string; decision: string | null }>(
    'select dispute_id, other_dispute_id, decision from linking.proposal where county = $1 and id = $2 for update',
    [tx.county, proposalId],
  )
  const proposal = rows[0]
  if (!proposal) throw new Problem('platform.notFound', { what: `${linkingWords.nouns.proposal} ${proposalId}` })
  if (proposal.decision) throw new Problem('platform.conflict', { what: linkingWords.nouns.proposal })
  const actor = tx.scope.kind === 'officer' ? tx.scope.name : 'system'
  await tx.query(
    'update linking.proposal set decision = $3, decided_by = $4, decided_at = $5, reason = $6 where county = $1 and id = $2',
    [tx.county, proposalId, decision, actor, tx.context.now(), reason],
  )
  const [a, b] = [await readDispute(tx, proposal.dispute_id), await readDispute(tx, proposal.other_dispute_id)]
  if (!a || !b) throw new Problem('platform.notFound', { what: `${linkingWords.nouns.proposal} ${proposalId}` })
  if (decision === 'same') return mergeDisputes(tx, a.traceCode, b.traceCode, reason)
  await recordJudgement(tx, { subject: 'dispute', one: a.id, other: b.id, verdict: 'different', reason })
  return null
}
