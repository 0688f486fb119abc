import type { ScopedTx } from '../access/scope.ts'
import type { LinkedRecord } from '../linking/schema.ts'
import { readFacts, readFactsOfDisputes, readLastPosition, readProgress } from './counts.ts'
import { type DisputeProgress, dailyDeltas, type Fact, factOf, foldProgress, movedFacts } from './fact.ts'

const positionOf = (sequence: number): number => sequence * 1000

async function storeFacts(tx: ScopedTx, facts: readonly Fact[], position: number | null = null): Promise<void> {
  await tx.query(
    `insert into indicators.fact (county, record_id, sequence, known_from, source, type, cause, town, village, day, occurred_at, received_at,
       dispute_id, trace_code, opened, early, assigned, first_instance, bulk, concluded_day, settled, answer_due, answered_day,
       respondent_id, respondent_name, body)
     select $1, "recordId", sequence, coalesce($3, sequence * 1000), source, type, cause, town, village, day, "occurredAt", "receivedAt", "disputeId", "traceCode",
       opened, early, assigned, "firstInstance", bulk, "concludedDay", settled, "answerDue", "answeredDay", "respondentId", "respondentName", body
     from jsonb_to_recordset($2::text::jsonb) as f("recordId" uuid, sequence bigint, source text, type text, cause text, town text,
       village text, day date, "occurredAt" timestamptz, "receivedAt" timestamptz, "disputeId" uuid, "traceCode" text, opened boolean,
       early boolean, assigned boolean, "firstInstance" boolean, bulk boolean, "concludedDay" date, settled boolean, "answerDue" date,
       "answeredDay" date, "respondentId" text, "respondentName" text, body text)`,
    [tx.county, JSON.stringify(facts), position],
  )
}

async function markSuperseded(tx: ScopedTx, pairs: readonly { recordId: string; position: number }[]): Promise<void> {
  if (pairs.length === 0) return
  await tx.query(
    `update indicators.fact f set known_until = p.position
     from unnest($2::uuid[], $3::bigint[]) as p(record_id, position)
     where f.county = $1 and f.record_id = p.record_id and f.known_until is null and f.known_from < p.position`,
    [tx.county, pairs.map((pair) => pair.recordId), pairs.map((pair) => pair.position)],
  )
}

async function addToDays(tx: ScopedTx, added: readonly Fact[], removed: readonly Fact[]): Promise<void> {
  const deltas = dailyDeltas(added, removed)
  if (deltas.length === 0) return
  await tx.query(
    `insert into indicators.daily as d (county, day, town, type, source, records, opened, early, suits, bulk, concluded, settled,
       answers_due, answers_timely)
     select $1, day, town, type, source, records, opened, early, suits, bulk, concluded, settled, "answersDue", "answersTimely"
     from jsonb_to_recordset($2::text::jsonb) as x(day date, town text, type text, source text, records int, opened int, early int,
       suits int, bulk int, concluded int, settled int, "answersDue" int, "answersTimely" int)
     on conflict (county, day, town, type, source) do update set
       records = d.records + excluded.records, opened = d.opened + excluded.opened, early = d.early + excluded.early,
       suits = d.suits + excluded.suits, bulk = d.bulk + excluded.bulk, concluded = d.concluded + excluded.concluded,
       settled = d.settled + excluded.settled, answers_due = d.answers_due + excluded.answers_due,
       answers_timely = d.answers_timely + excluded.answers_timely`,
    [tx.county, JSON.stringify(deltas.map(({ counts, ...key }) => ({ ...key, ...counts })))],
  )
}

async function storeProgress(tx: ScopedTx, disputes: readonly DisputeProgress[]): Promise<void> {
  if (disputes.length === 0) return
  await tx.query(
    `insert into indicators.dispute (county, dispute_id, opened_day, town, type, assigned, mediated, agreed, settled_day, relapsed_day)
     select $1, "disputeId", "openedDay", town, type, assigned, mediated, agreed, "settledDay", "relapsedDay"
     from jsonb_to_recordset($2::text::jsonb) as x("disputeId" uuid, "openedDay" date, town text, type text, assigned boolean,
       mediated boolean, agreed boolean, "settledDay" date, "relapsedDay" date)
     on conflict (county, dispute_id) do update set assigned = excluded.assigned, mediated = excluded.mediated,
       agreed = excluded.agreed, settled_day = excluded.settled_day, relapsed_day = excluded.relapsed_day`,
    [tx.county, JSON.stringify(disputes)],
  )
}

/**
 * Stage of the pipeline: stores one fact a record version, marks and subtracts the versions that are replaced, and keeps day
 * totals and the progress of disputes. The result does not depend on where batches are cut.
 */
export async function rollUpBatch(tx: ScopedTx, items: readonly LinkedRecord[]): Promise<void> {
  if (items.length === 0) return
  const known = new Map<string, Fact>()
  const earlier = items.flatMap(({ record }) => record.replaces ?? [])
  for (const fact of await readFacts(tx, earlier)) known.set(fact.recordId, fact)
  const progress = new Map<string, DisputeProgress>()
  for (const dispute of await readProgress(tx, [...new Set(items.map(({ membership }) => membership.disputeId))]))
    progress.set(dispute.disputeId, dispute)

  const added: Fact[] = []
  const removed: Fact[] = []
  const superseded: { recordId: string; position: number }[] = []
  for (const item of items) {
    const replaced = item.record.replaces === null ? null : (known.get(item.record.replaces) ?? null)
    const fact = factOf(item, replaced)
    known.set(fact.recordId, fact)
    added.push(fact)
    if (replaced) {
      removed.push(replaced)
      superseded.push({ recordId: replaced.recordId, position: positionOf(fact.sequence) })
    }
    const next = foldProgress(progress.get(fact.disputeId) ?? null, fact)
    if (next) progress.set(fact.disputeId, next)
  }
  await storeFacts(tx, added)
  await markSuperseded(tx, superseded)
  await addToDays(tx, added, removed)
  await storeProgress(tx, [...progress.values()])
  tx.emit({ kind: 'indicators.changed', data: { count: items.length } })
}

/**
 * Follows a correction of links by people: records that now belong to another dispute. The figures as they were known before
 * stay readable, so that a frozen report recomputes. Idempotent.
 */
export async function moveFacts(
  tx: ScopedTx,
  moves: readonly { readonly recordId: string; readonly disputeId: string; readonly traceCode: string }[],
): Promise<void> {
  // The pipeline's lock: facts are added or moved, never both at once.
  await tx.query('select pg_advisory_xact_lock(73068103, $1)', [Number(tx.county)])
  const concerned = await readFacts(
    tx,
    moves.map((move) => move.recordId),
  )
  const disputes = [...new Set([...concerned.map((fact) => fact.disputeId), ...moves.map((move) => move.disputeId)])]
  const { before, after } = movedFacts(await readFactsOfDisputes(tx, disputes), moves)
  if (after.length === 0) return
  const position = (await readLastPosition(tx)) + 1
  await markSuperseded(
    tx,
    before.map((fact) => ({ recordId: fact.recordId, position })),
  )
  await storeFacts(tx, after, position)
  await addToDays(tx, after, before)
  await tx.query('delete from indicators.dispute where county = $1 and dispute_id = any($2::uuid[])', [
    tx.county,
    disputes,
  ])
  const progress = new Map<string, DisputeProgress>()
  for (const fact of await readFactsOfDisputes(tx, disputes)) {
    const next = foldProgress(progress.get(fact.disputeId) ?? null, fact)
    if (next) progress.set(fact.disputeId, next)
  }
  await storeProgress(tx, [...progress.values()])
  tx.emit({ kind: 'indicators.changed', data: { count: after.length } })
}
