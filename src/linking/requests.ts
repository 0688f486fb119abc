import type { ScopedTx } from '../access/scope.ts'
import { append } from '../ledger/commands.ts'
import { Problem } from '../platform/problem.ts'
import { linkingWords } from '../vocabulary/words/linking.ts'
import { attachRecords, checkAttach, checkMerge, checkSplit, mergeDisputes, splitDispute } from './operations.ts'
import { checkPersons, mergePersons } from './people-operations.ts'
import { lockCounty } from './perform.ts'
import { readDispute } from './queries.ts'
import type { OperationResult, RequestedOperation } from './schema.ts'

/**
 * Operations that one official asks for. On what is fresh they are done at once; what is established (others work on it, a
 * person has judged it, or many records say it) is changed by two named people: the one who asks and one who confirms in the
 * review queue. Undoing is not held up: a wrong link shows a matter to strangers for as long as it stands.
 */

/** Two records are one link, and taking it apart undoes that link; from three on others have come to rely on it. A judgement. */
export const establishedRecords = 3

export interface Footing {
  readonly records: number
  /** An agency was handed work on it. */
  readonly handed: boolean
  /** A named person has joined or parted it, and nobody undid that. */
  readonly confirmed: boolean
}

export const isEstablished = (footing: Footing): boolean =>
  footing.handed || footing.confirmed || footing.records >= establishedRecords

const none: Footing = { records: 0, handed: false, confirmed: false }

async function footingOfDisputes(tx: ScopedTx, ids: readonly string[]): Promise<readonly Footing[]> {
  const { rows } = await tx.query<Footing & { readonly id: string }>(
    `select d.id, d.records,
       exists (select from access.handed h where h.county = d.county and h.subject = d.id and h.withdrawn_at is null) as handed,
       exists (select from linking.operation o where o.county = d.county and o.dispute_id = d.id and o.officer_id is not null
         and o.kind <> 'undo' and o.rule = 'officer' and o.undone_by is null)
       or exists (select from linking.operation o where o.county = d.county and o.other_dispute_id = d.id and o.officer_id is not null
         and o.kind <> 'undo' and o.rule = 'officer' and o.undone_by is null) as confirmed
     from linking.dispute d where d.county = $1 and d.id = any($2::uuid[])`,
    [tx.county, ids],
  )
  return ids.map((id) => rows.find((row) => row.id === id) ?? none)
}

async function footingOfPersons(tx: ScopedTx, ids: readonly string[]): Promise<readonly Footing[]> {
  const { rows } = await tx.query<Footing & { readonly id: string }>(
    `select p.id, (select count(distinct m.record_id)::int from linking.party_member m
         where m.county = p.county and m.party_id = p.id and m.to_at is null) as records, false as handed,
       exists (select from linking.judgement j where j.county = p.county and j.subject = 'party' and j.verdict = 'same'
         and (j.one = p.id or j.other = p.id)
         and not exists (select from linking.judgement w where w.county = j.county and w.withdraws = j.id)) as confirmed
     from linking.party p where p.county = $1 and p.id = any($2::uuid[])`,
    [tx.county, ids],
  )
  return ids.map((id) => rows.find((row) => row.id === id) ?? none)
}

const requestKinds = ['merge', 'split', 'attach', 'join'] as const
export type RequestKind = (typeof requestKinds)[number]

/** What was asked, of which disputes (of `join`: persons). */
export interface LinkRequest {
  readonly id: string
  readonly kind: RequestKind
  readonly one: string
  readonly other: string | null
  readonly records: readonly string[]
  readonly officerId: string
  readonly actor: string
  readonly reason: string
  readonly at: Date
  readonly decision: 'same' | 'different' | null
}

const columns = 'id, kind, one, other, records, officer_id as "officerId", actor, reason, at, decision'

export async function readRequest(tx: ScopedTx, id: string): Promise<LinkRequest | null> {
  const { rows } = await tx.query<LinkRequest>(`select ${columns} from linking.request where county = $1 and id = $2`, [
    tx.county,
    id,
  ])
  return rows[0] ?? null
}

/** Waiting requests that touch a dispute, oldest first. */
export async function readWaitingRequests(tx: ScopedTx, disputeId: string): Promise<WaitingRequest[]> {
  const { rows } = await tx.query<WaitingRequest>(
    `select q.id, q.kind, q.actor, q.reason, q.at, d.trace_code as other from linking.request q
     left join linking.dispute d on d.county = q.county and d.id = case when q.one = $2 then q.other else q.one end
     where q.county = $1 and q.decision is null and q.kind <> 'join' and (q.one = $2 or q.other = $2) order by q.at, q.id`,
    [tx.county, disputeId],
  )
  return rows
}

export interface WaitingRequest extends Pick<LinkRequest, 'id' | 'kind' | 'actor' | 'reason' | 'at'> {
  /** Trace code of the other dispute; null of a split. */
  readonly other: string | null
}

type Wanted = Pick<LinkRequest, 'kind' | 'one' | 'other' | 'records'>

/** The same thing asked again waits once. */
async function propose(tx: ScopedTx, wanted: Wanted, reason: string, traceCode: string): Promise<string> {
  if (tx.scope.kind !== 'officer') throw new Error('only a named officer asks for an operation')
  const records = [...wanted.records].sort()
  const { rows } = await tx.query<{ id: string }>(
    `select id from linking.request where county = $1 and decision is null and kind = $2 and one = $3
       and other is not distinct from $4::uuid and records = $5::uuid[]`,
    [tx.county, wanted.kind, wanted.one, wanted.other, records],
  )
  if (rows[0]) return rows[0].id
  const id = tx.context.id()
  await tx.query(
    `insert into linking.request (county, id, kind, one, other, records, officer_id, actor, reason, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      tx.county,
      id,
      wanted.kind,
      wanted.one,
      wanted.other,
      records,
      tx.scope.officerId,
      tx.scope.name,
      reason,
      tx.context.now(),
    ],
  )
  await append(tx, [{ kind: 'link.requested', subject: id, traceCode, payload: { operation: wanted.kind } }])
  return id
}

const done = (result: OperationResult): RequestedOperation => ({ ...result, proposal: null })
const waiting = (proposal: string, traceCode: string, otherTraceCode: string | null): RequestedOperation => ({
  operationId: null,
  traceCode,
  otherTraceCode,
  proposal,
})

/** Joins two disputes at once where one of them is fresh; of two established ones it becomes a proposal. Throws as mergeDisputes. */
export async function requestMerge(
  tx: ScopedTx,
  code: string,
  other: string,
  reason: string,
): Promise<RequestedOperation> {
  await lockCounty(tx)
  const { keeper, absorbed } = await checkMerge(tx, code, other)
  if (!(await footingOfDisputes(tx, [keeper.id, absorbed.id])).every(isEstablished))
    return done(await mergeDisputes(tx, code, other, reason))
  const wanted = { kind: 'merge', one: keeper.id, other: absorbed.id, records: [] } as const
  return waiting(await propose(tx, wanted, reason, keeper.traceCode), keeper.traceCode, absorbed.traceCode)
}

/** Parts a fresh dispute at once; an established one by a proposal. Throws as splitDispute. */
export async function requestSplit(
  tx: ScopedTx,
  code: string,
  records: readonly string[],
  reason: string,
): Promise<RequestedOperation> {
  await lockCounty(tx)
  const { dispute } = await checkSplit(tx, code, records)
  if (!(await footingOfDisputes(tx, [dispute.id])).some(isEstablished))
    return done(await splitDispute(tx, code, records, reason))
  const wanted = { kind: 'split', one: dispute.id, other: null, records } as const
  return waiting(await propose(tx, wanted, reason, dispute.traceCode), dispute.traceCode, null)
}

/** Moves records between two fresh disputes at once; where either is established by a proposal. Throws as attachRecords. */
export async function requestAttach(
  tx: ScopedTx,
  code: string,
  records: readonly string[],
  to: string,
  reason: string,
): Promise<RequestedOperation> {
  await lockCounty(tx)
  const { dispute, target } = await checkAttach(tx, code, records, to)
  if (!(await footingOfDisputes(tx, [dispute.id, target.id])).some(isEstablished))
    return done(await attachRecords(tx, code, records, to, reason))
  const wanted = { kind: 'attach', one: dispute.id, other: target.id, records } as const
  return waiting(await propose(tx, wanted, reason, target.traceCode), target.traceCode, dispute.traceCode)
}

/** Two persons are one: at once where one of them is fresh, of two established ones by a proposal. Throws as mergePersons. */
export async function requestJoin(
  tx: ScopedTx,
  one: string,
  other: string,
  reason: string,
): Promise<RequestedOperation> {
  await lockCounty(tx)
  const { keeper, absorbed, home } = await checkPersons(tx, one, other)
  if (!(await footingOfPersons(tx, [keeper.id, absorbed.id])).every(isEstablished))
    return done(await mergePersons(tx, one, other, reason))
  const wanted = { kind: 'join', one: keeper.id, other: absorbed.id, records: [] } as const
  return waiting(await propose(tx, wanted, reason, home.traceCode), home.traceCode, null)
}

async function codeOf(tx: ScopedTx, id: string): Promise<string> {
  const dispute = await readDispute(tx, id)
  if (!dispute) throw new Problem('platform.notFound', { what: linkingWords.nouns.traceCode })
  return dispute.traceCode
}

async function carryOut(tx: ScopedTx, asked: LinkRequest, reason: string): Promise<OperationResult> {
  if (asked.kind === 'join') return mergePersons(tx, asked.one, asked.other!, reason)
  const code = await codeOf(tx, asked.one)
  if (asked.kind === 'split') return splitDispute(tx, code, asked.records, reason)
  const other = await codeOf(tx, asked.other!)
  return asked.kind === 'merge'
    ? mergeDisputes(tx, code, other, reason)
    : attachRecords(tx, code, asked.records, other, reason)
}

/**
 * The second person's word on what another asked for: agreed → done now, with both reasons; not agreed → kept as that. Throws
 * platform.notFound, platform.conflict (decided), review.barred (asked by the same person), and what the operation throws.
 */
export async function decideRequest(
  tx: ScopedTx,
  id: string,
  decision: 'same' | 'different',
  reason: string,
): Promise<OperationResult | null> {
  await lockCounty(tx)
  const asked = await readRequest(tx, id)
  if (!asked) throw new Problem('platform.notFound', { what: linkingWords.nouns.request })
  if (asked.decision !== null) throw new Problem('platform.conflict', { what: linkingWords.nouns.request })
  if (tx.scope.kind !== 'officer') throw new Error('only a named officer confirms an operation')
  if (tx.scope.officerId === asked.officerId) throw new Problem('review.barred', { why: linkingWords.requests.own })
  const because = linkingWords.requests.because
    .replace('{asked}', asked.reason)
    .replace('{actor}', asked.actor)
    .replace('{confirmed}', reason)
  const result = decision === 'same' ? await carryOut(tx, asked, because) : null
  await tx.query(
    `update linking.request set decision = $3, decided_by = $4, decider_id = $5, decided_at = $6, decided_because = $7, operation_id = $8
     where county = $1 and id = $2`,
    [tx.county, id, decision, tx.scope.name, tx.scope.officerId, tx.context.now(), reason, result?.operationId ?? null],
  )
  if (result === null)
    await append(tx, [
      {
        kind: 'link.refused',
        subject: id,
        traceCode: asked.kind === 'join' ? null : await codeOf(tx, asked.one),
        payload: { operation: asked.kind },
      },
    ])
  return result
}
