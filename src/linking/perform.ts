import { createHash } from 'node:crypto'
import type { ScopedTx } from '../access/scope.ts'
import { append } from '../ledger/commands.ts'
import { enqueue } from '../platform/jobs.ts'
import type { LedgerKind } from '../vocabulary/ledger-kinds.ts'
import { refoldDisputes, refoldParties } from './derive.ts'
import { carryHandOvers, withdrawHandOvers } from './hand-overs.ts'
import { contributionColumns } from './load.ts'
import { recordOperations } from './log.ts'
import type { DisputeMark, PartyMark } from './replay.ts'
import type { OperationKind, OperationResult } from './schema.ts'

export interface Ref {
  readonly id: string
  readonly traceCode: string
  readonly town?: string | null
}

interface Step<Place> {
  readonly id: string
  readonly from: Place
  readonly to: Place
}

/** One operation by a person, as decided and not done yet. */
export interface Draft {
  readonly id: string
  readonly kind: OperationKind
  readonly ledger: LedgerKind
  /** `officer` on disputes, `person` on who is who. */
  readonly rule: 'officer' | 'person'
  readonly reason: string
  readonly undoes: string | null
  readonly dispute: Ref
  readonly other: Ref | null
  readonly records: readonly Step<string>[]
  readonly mentions: readonly Step<string>[]
  readonly disputes: readonly Step<DisputeMark | null>[]
  readonly parties: readonly Step<PartyMark | null>[]
  readonly separated: readonly { readonly party: string; readonly into: string; readonly records: readonly string[] }[]
}

/** Serialises with the pipeline, which holds the same lock while it links (docs/decisions/0001). */
export async function lockCounty(tx: ScopedTx): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(73068103, $1)', [Number(tx.county)])
}

const facts = contributionColumns.replace('record_id, dispute_id, op_id, ', '')

async function moveRecords(tx: ScopedTx, opId: string, steps: Draft['records']): Promise<void> {
  if (steps.length === 0) return
  const ids = steps.map((step) => step.id)
  await tx.query(
    `insert into linking.dispute_record (county, record_id, dispute_id, from_at, op_id, ${facts})
     select county, record_id, t.place, $4, $5, ${facts} from linking.dispute_record
     join unnest($2::uuid[], $3::uuid[]) as t (moved, place) on t.moved = record_id
     where county = $1 and record_id = any($2::uuid[]) and to_at is null`,
    [tx.county, ids, steps.map((step) => step.to), tx.context.now(), opId],
  )
  await tx.query(
    'update linking.dispute_record set to_at = $3, end_op_id = $4 where county = $1 and record_id = any($2::uuid[]) and to_at is null and op_id <> $4',
    [tx.county, ids, tx.context.now(), opId],
  )
}

async function moveMentions(tx: ScopedTx, opId: string, steps: Draft['mentions']): Promise<void> {
  if (steps.length === 0) return
  const ids = steps.map((step) => step.id)
  await tx.query(
    `insert into linking.party_member (county, mention_id, record_id, party_id, side, from_at, op_id, signature)
     select county, mention_id, record_id, t.place, side, $4, $5, signature from linking.party_member
     join unnest($2::uuid[], $3::uuid[]) as t (moved, place) on t.moved = mention_id
     where county = $1 and mention_id = any($2::uuid[]) and to_at is null`,
    [tx.county, ids, steps.map((step) => step.to), tx.context.now(), opId],
  )
  await tx.query(
    'update linking.party_member set to_at = $3 where county = $1 and mention_id = any($2::uuid[]) and to_at is null and op_id <> $4',
    [tx.county, ids, tx.context.now(), opId],
  )
}

async function setMarks(tx: ScopedTx, draft: Draft): Promise<void> {
  for (const [table, rows] of [
    ['dispute', draft.disputes.map(({ id, to }) => ({ id, into: to?.[1] ?? null, isVoid: to?.[2] === 1 }))],
    ['party', draft.parties.map(({ id, to }) => ({ id, into: to?.[0] ?? null, isVoid: to?.[1] === 1 }))],
  ] as const)
    if (rows.length > 0)
      await tx.query(
        `update linking.${table} t set merged_into = m.into_id, void = m.void from unnest($2::uuid[], $3::uuid[], $4::boolean[]) as m (id, into_id, void)
         where t.county = $1 and t.id = any($2::uuid[]) and t.id = m.id`,
        [tx.county, rows.map((row) => row.id), rows.map((row) => row.into), rows.map((row) => row.isVoid)],
      )
}

async function codesOf(tx: ScopedTx, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await tx.query<{ id: string; code: string }>(
    'select id, trace_code as code from linking.dispute where county = $1 and id = any($2::uuid[])',
    [tx.county, ids],
  )
  return new Map(rows.map((row) => [row.id, row.code]))
}

/**
 * Does what was decided, in one transaction and a constant number of statements: moves, codes, what is folded from them, access
 * that goes along or ends, the row of the log, news for the later rooms (`linking.moved`: who saw a wrong link is told), and
 * last the entry in the ledger. The caller holds the county's lock.
 */
export async function perform(tx: ScopedTx, draft: Draft): Promise<OperationResult> {
  const { id, records, mentions } = draft
  const at = tx.context.now()
  await moveRecords(tx, id, records)
  await moveMentions(tx, id, mentions)
  await setMarks(tx, draft)
  await withdrawHandOversUnlessJoined(tx, draft, at)
  const touched = new Set(records.flatMap((step) => [step.from, step.to]))
  if (mentions.length > 0) {
    const { rows } = await tx.query<{ id: string }>(
      `select distinct r.dispute_id as id from linking.party_member m
       join linking.dispute_record r on r.county = m.county and r.record_id = m.record_id and r.to_at is null
       where m.county = $1 and r.county = $1 and m.mention_id = any($2::uuid[]) and m.to_at is null`,
      [tx.county, mentions.map((step) => step.id)],
    )
    for (const row of rows) touched.add(row.id)
    await refoldParties(tx, [...new Set(mentions.flatMap((step) => [step.from, step.to]))])
  }
  await refoldDisputes(tx, [...touched])
  const officer = tx.scope.kind === 'officer' ? tx.scope : null
  const own = <Row>(rows: readonly Row[]) => rows.map((row) => ({ ...row, opId: id }))
  const moves = {
    records: own(records),
    mentions: own(mentions),
    disputes: own(draft.disputes),
    parties: own(draft.parties),
  }
  await recordOperations(
    tx,
    [
      {
        id,
        kind: draft.kind,
        at,
        actor: officer?.name ?? 'system',
        officerId: officer?.officerId ?? null,
        rule: draft.rule,
        reason: draft.reason,
        modelVersion: null,
        weight: null,
        evidence: [],
        disputeId: draft.dispute.id,
        otherDisputeId: draft.other?.id ?? null,
        records: records.map((step) => step.id),
        undoes: draft.undoes,
      },
    ],
    moves,
  )
  await announce(tx, draft, touched)
  const digest = (value: string) => createHash('sha256').update(value).digest('hex')
  await append(tx, [
    {
      kind: draft.ledger,
      subject: draft.dispute.id,
      traceCode: draft.dispute.traceCode,
      payload: {
        operation: id,
        other: draft.other?.traceCode ?? '',
        records: records.length,
        undoes: draft.undoes ?? '',
        // What moved, and free text that may hold names: only digests are committed to.
        change: digest(JSON.stringify([records, mentions, draft.disputes, draft.parties])),
        reason: digest(draft.reason),
      },
    },
  ])
  return { operationId: id, traceCode: draft.dispute.traceCode, otherTraceCode: draft.other?.traceCode ?? null }
}

/** What has become part of another dispute takes the access to it along; what was wrongly joined loses it again. */
async function withdrawHandOversUnlessJoined(tx: ScopedTx, draft: Draft, at: Date): Promise<void> {
  const joined = draft.disputes.filter(({ from, to }) => to && to[1] !== null && from?.[1] !== to[1])
  for (const { id, to } of joined) await carryHandOvers(tx, id, to![1]!, draft.id, at)
  if (joined.length === 0 && draft.records.length > 0) await withdrawHandOvers(tx, draft.id, draft.undoes)
}

async function announce(tx: ScopedTx, draft: Draft, touched: ReadonlySet<string>): Promise<void> {
  const codes = await codesOf(tx, [...touched])
  await enqueue(tx, 'linking.moved', {
    county: tx.county,
    moves: draft.records.map(({ id, to }) => ({ recordId: id, disputeId: to, traceCode: codes.get(to)! })),
    operation: draft.id,
    kind: draft.kind,
    undoes: draft.undoes,
    separated: draft.separated.map(({ party, into, records }) => ({ party, into, records: [...records] })),
  })
  for (const subject of new Set([draft.dispute.id, ...(draft.other ? [draft.other.id] : []), ...touched]))
    tx.emit({ kind: 'dispute.changed', town: draft.dispute.town ?? null, subject, data: { operation: draft.id } })
}
