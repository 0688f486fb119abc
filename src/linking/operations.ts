import { createHash } from 'node:crypto'
import type { ScopedTx } from '../access/scope.ts'
import { append } from '../ledger/commands.ts'
import { enqueue } from '../platform/jobs.ts'
import { Problem } from '../platform/problem.ts'
import { drawTraceCode } from '../vocabulary/identity.ts'
import type { LedgerKind } from '../vocabulary/ledger-kinds.ts'
import { linkingWords } from '../vocabulary/words/linking.ts'
import { type DisputeFold, foldRecords } from './fold.ts'
import { withdrawHandOvers } from './hand-overs.ts'
import { contributionColumns, contributionOf, type DisputeRecordRow } from './load.ts'
import { followMerges, readDispute, readDisputeByCode, type StoredDispute } from './queries.ts'
import type { OperationKind, OperationResult } from './schema.ts'
import { rejoinParties, rememberDifferent, type Separation, separateParties } from './separation.ts'
import { storeOperations, upsertDisputes } from './store.ts'

async function requireDispute(tx: ScopedTx, code: string): Promise<StoredDispute> {
  const dispute = await followMerges(tx, await readDisputeByCode(tx, code))
  if (!dispute) throw new Problem('platform.notFound', { what: `${linkingWords.nouns.traceCode} ${code}` })
  return dispute
}

/** Serialises with the pipeline, which holds the same lock while it links (docs/decisions/0001). */
async function lockCounty(tx: ScopedTx): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(73068103, $1)', [Number(tx.county)])
}

async function activeRecords(tx: ScopedTx, disputeIds: readonly string[]): Promise<DisputeRecordRow[]> {
  const { rows } = await tx.query<DisputeRecordRow>(
    `select ${contributionColumns} from linking.dispute_record where county = $1 and dispute_id = any($2::uuid[]) and to_at is null order by sequence`,
    [tx.county, disputeIds],
  )
  return rows
}

async function moveRecords(tx: ScopedTx, rows: readonly DisputeRecordRow[], to: string, opId: string): Promise<void> {
  if (rows.length === 0) return
  const at = tx.context.now()
  await tx.query(
    `insert into linking.dispute_record (county, record_id, dispute_id, from_at, op_id, ${contributionColumns.replace('record_id, dispute_id, op_id, ', '')})
     select county, record_id, $3, $4, $5, ${contributionColumns.replace('record_id, dispute_id, op_id, ', '')}
     from linking.dispute_record where county = $1 and record_id = any($2::uuid[]) and to_at is null`,
    [tx.county, rows.map((row) => row.record_id), to, at, opId],
  )
  await tx.query(
    'update linking.dispute_record set to_at = $3, end_op_id = $4 where county = $1 and record_id = any($2::uuid[]) and to_at is null and op_id <> $4',
    [tx.county, rows.map((row) => row.record_id), at, opId],
  )
}

/** Folds disputes' rows, keys and parties anew from the records that belong to them now. */
async function refold(
  tx: ScopedTx,
  disputes: readonly { readonly id: string; readonly traceCode: string }[],
): Promise<void> {
  const ids = disputes.map((dispute) => dispute.id)
  const records = await activeRecords(tx, ids)
  const rows: (DisputeFold & { readonly id: string; readonly traceCode: string })[] = []
  for (const dispute of disputes) {
    const fold = foldRecords(records.filter((row) => row.dispute_id === dispute.id).map(contributionOf))
    if (fold) rows.push({ ...fold, id: dispute.id, traceCode: dispute.traceCode })
  }
  await upsertDisputes(tx, rows)
  await tx.query('delete from linking.dispute_party where county = $1 and dispute_id = any($2::uuid[])', [
    tx.county,
    ids,
  ])
  await tx.query(
    `insert into linking.dispute_party (county, dispute_id, party_id, side, records)
     select r.county, r.dispute_id, m.party_id, m.side, count(*) from linking.dispute_record r
     join linking.party_member m on m.county = r.county and m.record_id = r.record_id and m.to_at is null
     where r.county = $1 and r.dispute_id = any($2::uuid[]) and r.to_at is null group by r.county, r.dispute_id, m.party_id, m.side`,
    [tx.county, ids],
  )
}

interface Done {
  readonly kind: OperationKind
  readonly ledger: LedgerKind
  readonly id: string
  readonly dispute: { readonly id: string; readonly traceCode: string; readonly town: string | null }
  readonly other: { readonly id: string; readonly traceCode: string } | null
  readonly records: readonly string[]
  readonly reason: string
  readonly undoes: string | null
  /** Where each moved record stands now. */
  readonly moves: readonly { readonly recordId: string; readonly disputeId: string; readonly traceCode: string }[]
  /** Persons who turned out to be two. */
  readonly separated?: readonly Separation[]
}

/** Stores the operation, tells the later rooms and the screens, and enters it in the ledger (last). */
async function conclude(tx: ScopedTx, done: Done): Promise<OperationResult> {
  const officer = tx.scope.kind === 'officer' ? tx.scope : null
  await storeOperations(tx, [
    {
      id: done.id,
      kind: done.kind,
      at: tx.context.now(),
      actor: officer?.name ?? 'system',
      officerId: officer?.officerId ?? null,
      rule: 'officer',
      reason: done.reason,
      modelVersion: null,
      weight: null,
      evidence: [],
      disputeId: done.dispute.id,
      otherDisputeId: done.other?.id ?? null,
      records: done.records,
      undoes: done.undoes,
    },
  ])
  await enqueue(tx, 'linking.moved', {
    county: tx.county,
    moves: done.moves,
    operation: done.id,
    kind: done.kind,
    undoes: done.undoes,
    separated: done.separated ?? [],
  })
  for (const subject of [done.dispute, ...(done.other ? [done.other] : [])])
    tx.emit({
      kind: 'dispute.changed',
      town: done.dispute.town,
      subject: subject.id,
      data: { operation: done.id },
    })
  await append(tx, [
    {
      kind: done.ledger,
      subject: done.dispute.id,
      traceCode: done.dispute.traceCode,
      payload: {
        operation: done.id,
        other: done.other?.traceCode ?? '',
        records: done.records.length,
        undoes: done.undoes ?? '',
        // Free text may hold names: only its digest is committed to.
        reason: createHash('sha256').update(done.reason).digest('hex'),
      },
    },
  ])
  return { operationId: done.id, traceCode: done.dispute.traceCode, otherTraceCode: done.other?.traceCode ?? null }
}

/** Joins two disputes; the older code stays, the other leads to it from now on. Throws linking.sameDispute, linking.transaction. */
export async function mergeDisputes(
  tx: ScopedTx,
  code: string,
  otherCode: string,
  reason: string,
): Promise<OperationResult> {
  await lockCounty(tx)
  const [a, b] = [await requireDispute(tx, code), await requireDispute(tx, otherCode)]
  if (a.id === b.id) throw new Problem('linking.sameDispute', { code: a.traceCode, other: otherCode })
  const { rows: order } = await tx.query<{ id: string }>(
    'select id from linking.dispute where county = $1 and id = any($2::uuid[]) order by first_sequence, id',
    [tx.county, [a.id, b.id]],
  )
  const [keeper, absorbed] = order[0]!.id === a.id ? [a, b] : [b, a]
  if (absorbed.matter === 'transaction' && keeper.matter === 'transaction')
    throw new Problem('linking.transaction', { code: absorbed.traceCode })
  const moved = await activeRecords(tx, [absorbed.id])
  const id = tx.context.id()
  await moveRecords(tx, moved, keeper.id, id)
  await tx.query('update linking.dispute set merged_into = $3 where county = $1 and id = $2', [
    tx.county,
    absorbed.id,
    keeper.id,
  ])
  await refold(tx, [keeper, absorbed])
  // Agencies that were handed the absorbed dispute keep their access to what it has become.
  await tx.query(
    `insert into access.handed (county, agency_id, subject, officer_id, reason, at, until, operation_id)
     select county, agency_id, $3, officer_id, reason, $4, until, $5 from access.handed
     where county = $1 and subject = $2 and withdrawn_at is null on conflict do nothing`,
    [tx.county, absorbed.id, keeper.id, tx.context.now(), id],
  )
  return conclude(tx, {
    kind: 'merge',
    ledger: 'dispute.merged',
    id,
    dispute: keeper,
    other: absorbed,
    records: moved.map((row) => row.record_id),
    reason,
    undoes: null,
    moves: moved.map((row) => ({ recordId: row.record_id, disputeId: keeper.id, traceCode: keeper.traceCode })),
  })
}

async function openDispute(
  tx: ScopedTx,
  records: readonly DisputeRecordRow[],
): Promise<{ readonly id: string; readonly traceCode: string }> {
  const fresh = { id: tx.context.id(), traceCode: drawTraceCode(tx.county, (bytes) => tx.context.random(bytes)) }
  await upsertDisputes(tx, [{ ...foldRecords(records.map(contributionOf))!, ...fresh }])
  return fresh
}

/**
 * Takes records out into a dispute of their own; the code stays with the part that holds the first record. `notSame`: parties
 * who are another person in the records taken out.
 */
export async function splitDispute(
  tx: ScopedTx,
  code: string,
  records: readonly string[],
  reason: string,
  notSame: readonly string[] = [],
): Promise<OperationResult> {
  await lockCounty(tx)
  const dispute = await requireDispute(tx, code)
  const all = await activeRecords(tx, [dispute.id])
  const chosen = new Set(records)
  const missing = records.filter((id) => !all.some((row) => row.record_id === id)).length
  if (missing > 0) throw new Problem('linking.notMember', { code: dispute.traceCode, count: missing })
  if (chosen.size >= all.length) throw new Problem('linking.splitAll', { code: dispute.traceCode })
  const withFirst = chosen.has(all[0]!.record_id)
  const moved = all.filter((row) => chosen.has(row.record_id) !== withFirst)
  return separate(tx, dispute, moved, { kind: 'split', ledger: 'dispute.split', reason, undoes: null }, notSame)
}

async function separate(
  tx: ScopedTx,
  dispute: StoredDispute,
  moved: readonly DisputeRecordRow[],
  how: Pick<Done, 'kind' | 'ledger' | 'reason' | 'undoes'>,
  notSame: readonly string[],
): Promise<OperationResult> {
  const id = tx.context.id()
  const fresh = await openDispute(tx, moved)
  await moveRecords(tx, moved, fresh.id, id)
  const separated = await separateParties(
    tx,
    id,
    dispute.id,
    moved.map((row) => row.record_id),
    new Set(notSame),
  )
  await rememberDifferent(tx, dispute.id, fresh.id, how.reason)
  await withdrawHandOvers(tx, id, how.undoes)
  await refold(tx, [dispute, fresh])
  return conclude(tx, {
    ...how,
    id,
    dispute,
    other: fresh,
    separated,
    records: moved.map((row) => row.record_id),
    moves: moved.map((row) => ({ recordId: row.record_id, disputeId: fresh.id, traceCode: fresh.traceCode })),
  })
}

interface StoredOperation {
  readonly id: string
  readonly kind: OperationKind
  readonly dispute_id: string
  readonly other_dispute_id: string | null
  readonly records: string[]
  readonly undone_by: string | null
}

/** Undoes a merge, a split or the joining of one record by the inverse operation; what came later stays where it is. */
export async function undoOperation(
  tx: ScopedTx,
  operationId: string,
  reason: string,
  notSame: readonly string[] = [],
): Promise<OperationResult> {
  await lockCounty(tx)
  const { rows } = await tx.query<StoredOperation>(
    'select id, kind, dispute_id, other_dispute_id, records, undone_by from linking.operation where county = $1 and id = $2',
    [tx.county, operationId],
  )
  const operation = rows[0]
  if (!operation) throw new Problem('platform.notFound', { what: `${linkingWords.nouns.operation} ${operationId}` })
  if (operation.undone_by !== null || !['merge', 'split', 'attach'].includes(operation.kind))
    throw new Problem('linking.notUndoable', { kind: linkingWords.operations[operation.kind] })
  const result = await invert(tx, operation, reason, notSame)
  await tx.query('update linking.operation set undone_by = $3 where county = $1 and id = $2', [
    tx.county,
    operation.id,
    result.operationId,
  ])
  return result
}

async function invert(
  tx: ScopedTx,
  operation: StoredOperation,
  reason: string,
  notSame: readonly string[],
): Promise<OperationResult> {
  const dispute = await readDispute(tx, operation.dispute_id)
  if (!dispute) throw new Problem('platform.notFound', { what: `${linkingWords.nouns.operation} ${operation.id}` })
  const how = { kind: 'undo', ledger: 'operation.undone', reason, undoes: operation.id } as const
  const held = new Set(operation.records)
  if (operation.kind === 'attach') {
    const all = await activeRecords(tx, [dispute.id])
    const moved = all.filter((row) => held.has(row.record_id))
    if (moved.length === 0 || moved.length === all.length)
      throw new Problem('linking.notUndoable', { kind: linkingWords.operations.attach })
    return separate(tx, dispute, moved, how, notSame)
  }
  const other = await readDispute(tx, operation.other_dispute_id!)
  if (!other) throw new Problem('platform.notFound', { what: `${linkingWords.nouns.operation} ${operation.id}` })
  // A merge moved the records into `dispute`, a split moved them into `other`.
  const [from, to] = operation.kind === 'merge' ? [dispute, other] : [other, dispute]
  const moved = (await activeRecords(tx, [from.id])).filter((row) => held.has(row.record_id))
  const rest = (await activeRecords(tx, [from.id])).length - moved.length
  if (moved.length === 0) throw new Problem('linking.notUndoable', { kind: linkingWords.operations[operation.kind] })
  const id = tx.context.id()
  await moveRecords(tx, moved, to.id, id)
  await tx.query('update linking.dispute set merged_into = null where county = $1 and id = $2', [tx.county, to.id])
  // The split-off dispute is empty again: its code leads back to where it came from.
  if (operation.kind === 'split' && rest === 0)
    await tx.query('update linking.dispute set merged_into = $3 where county = $1 and id = $2', [
      tx.county,
      from.id,
      to.id,
    ])
  let separated: Separation[] = []
  if (operation.kind === 'split') await rejoinParties(tx, operation.id, id)
  else {
    separated = await separateParties(
      tx,
      id,
      from.id,
      moved.map((row) => row.record_id),
      new Set(notSame),
    )
    await rememberDifferent(tx, from.id, to.id, reason)
    await withdrawHandOvers(tx, id, operation.id)
  }
  await refold(tx, [from, to])
  return conclude(tx, {
    ...how,
    id,
    dispute,
    other,
    separated,
    records: moved.map((row) => row.record_id),
    moves: moved.map((row) => ({ recordId: row.record_id, disputeId: to.id, traceCode: to.traceCode })),
  })
}

/** A person's answer to a proposed merge: same → merge, different → remembered, never proposed again. */
export async function decideProposal(
  tx: ScopedTx,
  proposalId: string,
  decision: 'same' | 'different',
  reason: string,
): Promise<OperationResult | null> {
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
  if (decision === 'different') return null
  const [a, b] = [await readDispute(tx, proposal.dispute_id), await readDispute(tx, proposal.other_dispute_id)]
  if (!a || !b) throw new Problem('platform.notFound', { what: `${linkingWords.nouns.proposal} ${proposalId}` })
  return mergeDisputes(tx, a.traceCode, b.traceCode, reason)
}
