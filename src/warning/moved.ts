import type { ScopedTx } from '../access/scope.ts'
import { append } from '../ledger/commands.ts'
import { enqueue } from '../platform/jobs.ts'
import { grades } from '../vocabulary/grades.ts'
import { decisionWords, gradeChange } from '../vocabulary/words/warning.ts'
import { isGraver, type LiveAlert } from './alert.ts'
import { assessDispute } from './assess-dispute.ts'
import { idsOf, moveSignals } from './commands.ts'
import { loadMemory, readAlert, readSignals } from './memory-queries.ts'
import { asksForCare, knownAt, microGrade, riskAt } from './micro.ts'
import { modelOf } from './recompute.ts'
import { storeAlerts, storeDecisions } from './store.ts'
import { afterMove } from './triage.ts'

/** What linking tells when people changed which record belongs where. */
export interface Moved {
  readonly moves: readonly { readonly recordId: string; readonly disputeId: string; readonly traceCode: string }[]
  readonly separated?: readonly { readonly party: string; readonly into: string; readonly records: readonly string[] }[]
}

/**
 * Follows a correction of links: signals stand with their dispute and person, every running alert about a dispute that lost
 * records is judged again without them, and the disputes that gained them are judged by what they hold now. Idempotent.
 */
export async function followMoves(tx: ScopedTx, { moves, separated = [] }: Moved): Promise<void> {
  await moveSignals(tx, moves)
  for (const { party, into, records } of separated)
    for (const table of ['signal', 'alert_member'])
      await tx.query(
        `update warning.${table} set complainants = array_replace(complainants, $3, $4)
         where county = $1 and record_id = any($2::uuid[])`,
        [tx.county, records, party, into],
      )
  const moved = moves.map((move) => move.recordId)
  const { rows } = await tx.query<{ id: string }>(
    `select distinct a.id from warning.alert_member m join warning.alert a on a.county = m.county and a.id = m.alert_id
     where m.county = $1 and m.record_id = any($2::uuid[]) and m.removed_at is null and a.level = 'micro'
       and a.dispute_id is not null and a.dispute_id <> m.dispute_id and a.state in ('raised', 'confirmed')`,
    [tx.county, moved],
  )
  const entries = []
  for (const { id } of rows) {
    const alert = await readAlert(tx, id)
    if (alert?.evidence.of !== 'micro') continue
    await judgeAgain(tx, alert, new Set(moved))
    entries.push({
      kind: 'alert.changed' as const,
      subject: id,
      traceCode: alert.subject,
      payload: { code: alert.code, withdrawn: moved.length },
    })
  }
  entries.push(...(await judgeGaining(tx, [...new Set(moves.map((move) => move.disputeId))])))
  // Agencies at work on a cluster in which a moved record stands by itself keep what they need of it.
  const { rows: clusters } = await tx.query<{ id: string }>(
    `select distinct a.id from warning.alert_member m join warning.alert a on a.county = m.county and a.id = m.alert_id
     where m.county = $1 and m.record_id = any($2::uuid[]) and m.removed_at is null and a.level <> 'micro' and a.state = 'confirmed'`,
    [tx.county, moved],
  )
  for (const { id } of clusters)
    await enqueue(tx, 'warning.grown', { county: tx.county, alertId: id }, `warning.grown:${id}`)
  await append(tx, entries)
}

/** The alert without the records that did not belong to it, as it would have been raised; below every threshold it is withdrawn. */
async function judgeAgain(tx: ScopedTx, alert: LiveAlert, moved: ReadonlySet<string>): Promise<void> {
  if (alert.evidence.of !== 'micro' || alert.disputeId === null) return
  const at = tx.context.now()
  const known = knownAt(await readSignals(tx, [alert.disputeId]), alert.raisedAt).filter(
    (signal) => signal.occurredAt <= alert.asOf && signal.sequence <= alert.raisedSequence,
  )
  const risk = known.length === 0 ? null : riskAt(known, alert.asOf, alert.raisedAt, await modelOf(tx, alert))
  const care = known.some(asksForCare)
  const byRisk = risk === null ? null : microGrade(risk.probability, alert.evidence.limits)
  const silenced = byRisk === null && !care && afterMove(alert.state, 'silence') !== null
  const grade = byRisk ?? (care ? 'orange' : alert.grade)
  const gone = alert.members.filter((member) => moved.has(member.recordId) && !member.removed)
  await tx.query(
    `update warning.alert_member set removed_at = $4, removed_reason = $5
     where county = $1 and alert_id = $2 and record_id = any($3::uuid[]) and removed_at is null`,
    [tx.county, alert.id, [...moved], at, decisionWords.wrongLink],
  )
  await tx.query(
    `update warning.alert set grade = $3, probability = $4, care_path = care_path and $5, changed_at = $6,
       evidence = evidence || $7::text::jsonb,
       state = case when $8 then 'dismissed' else state end, triaged_at = case when $8 then $6 else triaged_at end,
       triage_due_at = case when $8 then null else triage_due_at end
     where county = $1 and id = $2`,
    [
      tx.county,
      alert.id,
      grade,
      risk?.probability ?? 0,
      care || known.some((signal) => signal.cues.length > 0),
      at,
      JSON.stringify({ logOdds: risk?.logOdds ?? 0, factors: risk?.factors ?? [], care }),
      silenced,
    ],
  )
  const line = (kind: string, text: string, data: Readonly<Record<string, unknown>>) => ({
    id: tx.context.id(),
    alertId: alert.id,
    kind,
    at: at.getTime(),
    officerId: null,
    byName: null,
    line: text,
    data,
  })
  await storeDecisions(tx, [
    line('judgedAgain', decisionWords.judgedAgain(gone.length, alert.probability ?? 0, risk?.probability ?? 0), {
      before: alert.probability,
      after: risk?.probability ?? 0,
      records: gone.length,
    }),
    ...(silenced ? [line('silence', decisionWords.silenced, { left: known.length })] : []),
    ...(!silenced && isGraver(alert.grade, grade)
      ? [
          line('regrade', gradeChange(grades[alert.grade].zh, grades[grade].zh), {
            from: alert.grade,
            to: grade,
          }),
        ]
      : []),
  ])
  tx.emit({ kind: 'alert.changed', town: alert.town, subject: alert.id, data: { members: known.length } })
}

/** What stands apart now may need help by itself: each dispute that gained records is judged as if the latest had come now. */
async function judgeGaining(tx: ScopedTx, disputeIds: readonly string[]) {
  const now = tx.context.now().getTime()
  const signals = await readSignals(tx, disputeIds)
  const latest = disputeIds.flatMap((id) => {
    const last = signals.filter((signal) => signal.disputeId === id).at(-1)
    return last ? [{ ...last, receivedAt: now }] : []
  })
  if (latest.length === 0) return []
  const memory = await loadMemory(tx, latest)
  const walk = { memory, outcome: { sightings: [], regrades: [] }, newId: idsOf(tx) }
  for (const signal of latest) {
    const running = memory.alerts.some((alert) => alert.disputeId === signal.disputeId && alert.state !== 'dismissed')
    if (!running) assessDispute(walk, signal)
  }
  return storeAlerts(tx, memory.alerts, [], walk.newId)
}
