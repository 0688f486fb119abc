import { handOver, type ScopedTx } from '../access/scope.ts'
import { append } from '../ledger/commands.ts'
import type { LinkedRecord } from '../linking/schema.ts'
import { contextAt } from '../platform/context.ts'
import { enqueue } from '../platform/jobs.ts'
import { Problem } from '../platform/problem.ts'
import { type DisputeType, disputeTypes } from '../vocabulary/dispute-types.ts'
import { alertStates } from '../vocabulary/states.ts'
import { complainantUnit, decisionWords, moveWords, notFoundWords, titleWords } from '../vocabulary/words/warning.ts'
import { distinctOf, type LiveAlert } from './alert.ts'
import { walk } from './assess.ts'
import { loadMemory, readAlert } from './memory-queries.ts'
import { reportsOf } from './meso.ts'
import type { AlertGrade, AlertKind, AlertLevel } from './schema.ts'
import { type Signal, signalOf } from './signal.ts'
import { storeAlerts, storeDecisions, storeRollUps, storeSightings, storeSignals } from './store.ts'
import type { RuleKey } from './thresholds.ts'
import { countRaised, freshAlert, lastSequence } from './ticks.ts'
import { type AlertMove, afterMove, allowedMoves, type PersonMove } from './triage.ts'

/** New ids whose time part is a record's own time. */
export const idsOf =
  (tx: ScopedTx) =>
  (at: number): string =>
    contextAt(tx.context, new Date(at)).id()

/**
 * The pipeline's stage: stores what each record says to the rules, and raises, grows and regrades alerts in the order of
 * the records, each at its own time of receipt. Contracts and repayments pass by. The result does not depend on the cut.
 */
export async function assessBatch(tx: ScopedTx, items: readonly LinkedRecord[]): Promise<void> {
  const signals = items.map(signalOf).filter((signal): signal is Signal => signal !== null)
  if (signals.length === 0) return
  signals.sort((one, other) => one.sequence - other.sequence)
  const memory = await loadMemory(tx, signals)
  const newId = idsOf(tx)
  const outcome = walk(signals, memory, newId)
  await storeSignals(tx, signals)
  await storeSightings(tx, outcome, signals)
  await storeRollUps(tx, signals)
  const entries = await storeAlerts(tx, memory.alerts, outcome.regrades, newId)
  // Agencies that work on a confirmed alert see what joins it.
  for (const alert of memory.alerts)
    if (alert.state === 'confirmed' && alert.touched)
      await enqueue(tx, 'warning.grown', { county: tx.county, alertId: alert.id }, `warning.grown:${alert.id}`)
  await append(tx, entries)
}

/** An alert that a later room raises by its own rule. */
export interface GivenAlert {
  readonly rule: RuleKey
  readonly kind: AlertKind
  readonly level: AlertLevel
  readonly grade: AlertGrade
  /** One line for lists, and the name it is filed under; no personal data. */
  readonly title: string
  readonly subject: string
  readonly type: string | null
  /** Town code whose officers see it; null: the centre and `visibleTo` only. */
  readonly town: string | null
  readonly disputeId: string | null
  /** The room's own id (a contract): one alert is open for it at a time. */
  readonly reference: string
  /** Why, in whole sentences of vocabulary/words. */
  readonly why: readonly string[]
  /** Agencies besides the town and the centre that may see it. */
  readonly visibleTo: readonly string[]
}

/**
 * Raises alerts of later rooms at the transaction's domain time; one whose reference has an open alert already is passed
 * over. Appends to the ledger: call it last. Returns the new alert's id, or null, in the order given.
 */
export async function raiseAlerts(tx: ScopedTx, given: readonly GivenAlert[]): Promise<(string | null)[]> {
  if (given.length === 0) return []
  const at = tx.context.now()
  const { rows } = await tx.query<{ reference: string }>(
    `select reference from warning.alert where county = $1 and reference = any($2::uuid[]) and state in ('raised', 'confirmed')`,
    [tx.county, given.map((alert) => alert.reference)],
  )
  const open = new Set(rows.map((row) => row.reference))
  const before = await countRaised(tx, at)
  const sequence = await lastSequence(tx)
  const alerts: LiveAlert[] = []
  const references = new Map<string, string>()
  const ids: (string | null)[] = []
  for (const raise of given) {
    if (open.has(raise.reference)) {
      ids.push(null)
      continue
    }
    open.add(raise.reference)
    const id = tx.context.id()
    ids.push(id)
    references.set(id, raise.reference)
    const { reference: _, why, visibleTo: __, disputeId, ...rest } = raise
    const alert = freshAlert(id, at, before + alerts.length + 1, sequence, {
      ...rest,
      observed: null,
      expected: null,
      probability: null,
      evidence: { of: 'given', why },
      members: [],
    })
    alerts.push({ ...alert, disputeId })
  }
  const entries = await storeAlerts(tx, alerts, [], idsOf(tx), references)
  for (const [index, id] of ids.entries())
    if (id !== null)
      for (const agencyId of given[index]!.visibleTo) await handOver(tx, agencyId, [id], given[index]!.title)
  await append(tx, entries)
  return ids
}

/** One of `raiseAlerts`. */
export async function raiseAlert(tx: ScopedTx, alert: GivenAlert): Promise<string | null> {
  return (await raiseAlerts(tx, [alert]))[0] ?? null
}

async function lockAlert(tx: ScopedTx, id: string, move: AlertMove): Promise<LiveAlert> {
  await tx.query('select 1 from warning.alert where county = $1 and id::text = $2 for update', [tx.county, id])
  const alert = /^[0-9a-f-]{36}$/.test(id) ? await readAlert(tx, id) : null
  if (alert === null) throw new Problem('platform.notFound', { what: notFoundWords })
  if (afterMove(alert.state, move) === null)
    throw new Problem('warning.notAllowedNow', {
      code: alert.code,
      state: alertStates[alert.state].zh,
      action: moveWords[move as PersonMove] ?? move,
      allowed:
        allowedMoves(alert.state)
          .map((allowed) => moveWords[allowed])
          .join('、') || moveWords.nothing,
    })
  return alert
}

async function decide(
  tx: ScopedTx,
  alert: LiveAlert,
  kind: string,
  line: string,
  data: Readonly<Record<string, unknown>> | null = null,
): Promise<void> {
  const officer = tx.scope.kind === 'officer' ? tx.scope : null
  await storeDecisions(tx, [
    {
      id: tx.context.id(),
      alertId: alert.id,
      kind,
      at: tx.context.now().getTime(),
      officerId: officer?.officerId ?? null,
      byName: officer?.name ?? null,
      line,
      data,
    },
  ])
}

/**
 * A named officer confirms or dismisses a raised alert, with a reason. Confirming hands it to the tasks room
 * (job `warning.confirmed`). Throws platform.notFound, warning.notAllowedNow.
 */
export async function triageAlert(
  tx: ScopedTx,
  id: string,
  decision: 'confirm' | 'dismiss',
  reason: string,
): Promise<void> {
  const alert = await lockAlert(tx, id, decision)
  const at = tx.context.now()
  const by = tx.scope.kind === 'officer' ? tx.scope.name : ''
  await decide(tx, alert, decision, reason)
  await tx.query(
    `update warning.alert set state = $3, triaged_at = $4, triaged_by = $5, observed_at_triage = current_observed, triage_due_at = null, changed_at = $4 where county = $1 and id = $2::uuid`,
    [tx.county, id, afterMove(alert.state, decision), at, by],
  )
  tx.emit({
    kind: 'alert.triaged',
    town: alert.town,
    subject: id,
    data: { decision, grade: alert.grade, level: alert.level },
  })
  if (decision === 'confirm')
    await enqueue(tx, 'warning.confirmed', { county: tx.county, alertId: id }, `warning.confirmed:${id}`)
  await append(tx, [
    {
      kind: 'alert.triaged',
      subject: id,
      traceCode: null,
      payload: { code: alert.code, decision, grade: alert.grade },
    },
    ...traceEntries(alert, 'alert.triaged', { code: alert.code, decision }),
  ])
}

function traceEntries(
  alert: LiveAlert,
  kind: 'alert.triaged' | 'alert.closed',
  payload: Readonly<Record<string, string>>,
) {
  const codes = new Set(alert.members.filter((member) => !member.removed).map((member) => member.traceCode))
  return [...codes].map((traceCode) => ({ kind, subject: alert.id, traceCode, payload }))
}

/**
 * Takes a record out of a cluster, with a reason; the count is made again. A raised alert that falls below its threshold
 * is dismissed by the same decision. Throws platform.notFound, warning.notAllowedNow, warning.noSuchMember.
 */
export async function removeMember(tx: ScopedTx, id: string, recordId: string, reason: string): Promise<void> {
  const alert = await lockAlert(tx, id, 'removeMember')
  const member = alert.members.find((other) => other.recordId === recordId && !other.removed)
  if (member === undefined) throw new Problem('warning.noSuchMember', { code: alert.code })
  const at = tx.context.now()
  const staying = alert.members.filter((other) => other !== member && !other.removed)
  const left = distinctOf(staying)
  const silenced =
    alert.evidence.of === 'meso' &&
    reportsOf(staying) < alert.evidence.judgement.threshold &&
    afterMove(alert.state, 'silence') !== null
  await tx.query(
    'update warning.alert_member set removed_at = $4, removed_reason = $5 where county = $1 and alert_id = $2::uuid and record_id = $3::uuid',
    [tx.county, id, recordId, at, reason],
  )
  await decide(tx, alert, 'removeMember', decisionWords.removed(member.number, reason), { recordId })
  if (silenced) await decide(tx, alert, 'silence', decisionWords.silenced, { left })
  const type = disputeTypes[alert.type as DisputeType]?.zh ?? ''
  const title =
    alert.evidence.of === 'meso' ? titleWords.meso(type, alert.subject, left, complainantUnit(alert.type)) : alert.title
  await tx.query(
    `update warning.alert set current_observed = case when current_observed is null then null else $3::float8 end, title = $4, changed_at = $5, observed_at_triage = case when $6 then $3::float8 else observed_at_triage end,
       state = case when $6 then 'dismissed' else state end, triaged_at = case when $6 then $5 else triaged_at end, triage_due_at = case when $6 then null else triage_due_at end where county = $1 and id = $2::uuid`,
    [tx.county, id, left, title, at, silenced],
  )
  tx.emit({ kind: 'alert.changed', town: alert.town, subject: id, data: { members: left } })
  await append(tx, [
    {
      kind: 'alert.memberRemoved',
      subject: id,
      traceCode: member.traceCode,
      payload: { code: alert.code, left, silenced },
    },
  ])
}

/** Closes a confirmed alert with what came of it. Throws platform.notFound, warning.notAllowedNow. */
export async function closeAlert(tx: ScopedTx, id: string, summary: string): Promise<void> {
  const alert = await lockAlert(tx, id, 'close')
  const at = tx.context.now()
  await decide(tx, alert, 'close', summary)
  await tx.query(
    `update warning.alert set state = 'closed', closed_at = $3, closing_summary = $4, changed_at = $3 where county = $1 and id = $2::uuid`,
    [tx.county, id, at, summary],
  )
  tx.emit({ kind: 'alert.closed', town: alert.town, subject: id, data: { grade: alert.grade, level: alert.level } })
  await append(tx, [
    { kind: 'alert.closed', subject: id, traceCode: null, payload: { code: alert.code } },
    ...traceEntries(alert, 'alert.closed', { code: alert.code }),
  ])
}

/** Follows linking when records go to another dispute (merge, split, undo): later assessments see them where they are. */
export async function moveSignals(
  tx: ScopedTx,
  moves: readonly { recordId: string; disputeId: string; traceCode: string }[],
): Promise<void> {
  if (moves.length === 0) return
  const values = [
    tx.county,
    moves.map((move) => move.recordId),
    moves.map((move) => move.disputeId),
    moves.map((move) => move.traceCode),
  ]
  const from = 'from unnest($2::uuid[], $3::uuid[], $4::text[]) as m(record, dispute, trace)'
  await tx.query(
    `update warning.signal s set dispute_id = m.dispute, trace_code = m.trace ${from} where s.county = $1 and s.record_id = m.record`,
    values,
  )
  await tx.query(
    `update warning.alert_member a set dispute_id = m.dispute, trace_code = m.trace ${from} where a.county = $1 and a.record_id = m.record`,
    values,
  )
}
