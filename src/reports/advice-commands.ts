import { readAgencies } from '../access/queries.ts'
import type { OfficerScope } from '../access/requests.ts'
import { handOver, type ScopedTx, systemScope, withScope } from '../access/scope.ts'
import { caseClusters, readCauses, readCounts, readRespondents, twelveMonths } from '../indicators/queries.ts'
import { append } from '../ledger/commands.ts'
import { Problem } from '../platform/problem.ts'
import type { Services } from '../platform/services.ts'
import { addDays, dayOf, daysBetween, localTime } from '../vocabulary/calendar.ts'
import { type DisputeType, disputeTypes, isDisputeType } from '../vocabulary/dispute-types.ts'
import { judicialAdviceStates } from '../vocabulary/states.ts'
import {
  adviceActionWords,
  adviceNeedWords,
  adviceNumber,
  adviceWords,
  courtShortNames,
} from '../vocabulary/words/judicial-advice.ts'
import { alertEvidence } from '../warning/queries.ts'
import { adviceMoves, adviceNeeds, allowedAdviceActions, foldAdvice } from './advice.ts'
import { type AdviceFindings, adviceDraft, adviceEvidence, checksOf } from './advice-draft.ts'
import { countApprovedAdvice, readAdvice, type StoredAdvice } from './queries.ts'
import type { AdviceAction, AdviceText } from './schema.ts'

export interface AdviceRequest {
  readonly alertId?: string
  readonly type?: string
  readonly place?: string
  readonly from?: string
  readonly to?: string
  readonly recipient: string
}

const ledgerKindOf = {
  edit: 'judicialAdvice.drafted',
  consult: 'judicialAdvice.consulted',
  approve: 'judicialAdvice.approved',
  send: 'judicialAdvice.sent',
  reply: 'judicialAdvice.replied',
  withdraw: 'judicialAdvice.withdrawn',
} as const

/** The alert as far as the officer may see it. Throws platform.notFound for one out of reach. */
async function readAlertFor(services: Services, scope: OfficerScope, alertId: string) {
  const alert = await withScope(services, scope, 'task', (tx) => alertEvidence(tx, alertId))
  if (!alert) throw new Problem('platform.notFound', { what: alertId })
  return alert
}

/** Counts of one dispute type at a place, this period and the one of equal length before. Needs the county's whole reach. */
async function readFindings(
  tx: ScopedTx,
  subject: { type: DisputeType; place: string; from: string; to: string },
): Promise<Omit<AdviceFindings, 'alert' | 'records'>> {
  const { type, place, from, to } = subject
  const length = daysBetween(from, to) + 1
  const before = { place, from: addDays(from, -length), to: addDays(from, -1) }
  const ofType = async (query: { place: string; from: string; to: string }) =>
    (await readCounts(tx, query, ['type'])).find((row) => row.type === type)
  const now = await ofType({ place, from, to })
  const then = await ofType(before)
  const months = twelveMonths(to)
  const monthly = (await readCounts(tx, { place, from: `${months[0]}-01`, to }, ['month', 'type'])).filter(
    (row) => row.type === type,
  )
  const causes = new Map<string, number>()
  for (const row of await readCauses(tx, { place, from, to }, type))
    causes.set(row.cause, (causes.get(row.cause) ?? 0) + row.count)
  const clusters = caseClusters((await readRespondents(tx, { place, from, to })).filter((row) => row.type === type))
  return {
    ...subject,
    opened: now?.opened ?? 0,
    openedBefore: then?.opened ?? 0,
    suits: now?.suits ?? 0,
    suitsBefore: then?.suits ?? 0,
    months: months.map((month) => {
      const row = monthly.find((entry) => entry.month === month)
      return { month, opened: row?.opened ?? 0, suits: row?.suits ?? 0 }
    }),
    causes: [...causes]
      .map(([cause, count]) => ({ cause, count }))
      .sort((a, b) => b.count - a.count || (a.cause < b.cause ? -1 : 1)),
    clusters: clusters.map((cluster) => ({ ...cluster, zh: disputeTypes[cluster.type].zh })),
  }
}

/** Drafts a letter from an alert, or from a type, place and period. Nothing leaves the court by this. Returns its id. */
export async function draftAdvice(services: Services, scope: OfficerScope, request: AdviceRequest): Promise<string> {
  const today = dayOf(services.context.now())
  const alert = request.alertId ? await readAlertFor(services, scope, request.alertId) : null
  const type = request.type ?? alert?.type ?? 'other'
  if (!isDisputeType(type)) throw new Problem('platform.invalidRequest', { detail: type })
  const place = request.place ?? alert?.place ?? scope.county
  if (!place.startsWith(scope.county)) throw new Problem('reports.place', { place })
  const to = request.to ?? today
  const from = request.from ?? addDays(to, -89)
  if (from > to) throw new Problem('reports.period', { period: `${from}..${to}` })
  const found = await withScope(services, systemScope(scope.county, 'reports'), 'report', (tx) =>
    readFindings(tx, { type, place: place.slice(0, 12), from, to }),
  )
  const findings: AdviceFindings = {
    ...found,
    alert: alert && {
      id: alert.id,
      code: alert.code,
      grade: alert.grade,
      members: alert.members,
      raisedDay: dayOf(alert.raisedAt),
      subject: alert.subject,
    },
    records: (alert?.memberRecords ?? []).map((record) => ({
      recordId: record.recordId,
      source: record.source,
      number: record.number,
      occurredAt: localTime(record.occurredAt),
    })),
  }
  const text = adviceDraft(findings)
  return withScope(services, scope, 'report', async (tx) => {
    const id = tx.context.id()
    const court = (await readAgencies(tx)).find((agency) => agency.id === scope.agencyId)?.name ?? scope.name
    const at = tx.context.now()
    await tx.query(
      `insert into reports.advice (county, id, title, recipient, alert_id, type, place, from_day, to_day, drafted_at, drafted_by, officer_id, agency_id, court, evidence)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
      [
        tx.county,
        id,
        adviceWords.title(disputeTypes[type].zh),
        request.recipient,
        alert?.id ?? null,
        type,
        place,
        from,
        to,
        at,
        scope.name,
        scope.officerId,
        scope.agencyId,
        court,
        JSON.stringify(adviceEvidence(findings)),
      ],
    )
    await storeMove(tx, scope, id, 1, 'draft', { text })
    tx.emit({ kind: 'judicialAdvice.changed', subject: id, data: { state: 'draft' } })
    await append(tx, [
      {
        kind: 'judicialAdvice.drafted',
        subject: id,
        traceCode: null,
        payload: { alert: alert?.id ?? null, type, place, from, to },
      },
    ])
    return id
  })
}

async function storeMove(
  tx: ScopedTx,
  scope: OfficerScope,
  adviceId: string,
  position: number,
  action: AdviceAction | 'draft',
  filled: { text?: AdviceText; reason?: string; number?: string },
): Promise<void> {
  await tx.query(
    `insert into reports.advice_action (county, advice_id, position, action, at, by_name, officer_id, reason, text, number)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      tx.county,
      adviceId,
      position,
      action,
      tx.context.now(),
      scope.name,
      scope.officerId,
      filled.reason ?? null,
      filled.text ? JSON.stringify(filled.text) : null,
      filled.number ?? null,
    ],
  )
}

/** Agencies of exactly this name get the letter to read. */
async function handToRecipient(tx: ScopedTx, advice: StoredAdvice): Promise<void> {
  for (const agency of await readAgencies(tx))
    if (agency.name === advice.recipient) await handOver(tx, agency.id, [advice.id], 'judicialAdvice.sent')
}

/**
 * One step of a named person. Throws platform.notFound, reports.adviceState (the state does not allow it), reports.adviceNeeds
 * (something is not filled in), reports.adviceCheck (approval without evidence or consultation).
 */
export async function actOnAdvice(
  services: Services,
  scope: OfficerScope,
  id: string,
  action: AdviceAction,
  filled: { readonly text?: AdviceText; readonly reason?: string },
): Promise<void> {
  await withScope(services, scope, 'report', async (tx) => {
    // One step at a time: two people at once get the state that the first one left, and numbers have no gaps.
    await tx.query('select pg_advisory_xact_lock(730681013, $1::int)', [Number(tx.county)])
    const advice = await readAdvice(tx, id)
    if (!advice) throw new Problem('platform.notFound', { what: id })
    const now = foldAdvice(advice.moves)
    if (!allowedAdviceActions(now.state).includes(action))
      throw new Problem('reports.adviceState', {
        state: judicialAdviceStates[now.state].zh,
        action: adviceActionWords[action],
      })
    const missing = (adviceNeeds[action] as readonly ('text' | 'reason')[]).filter(
      (need) => !filled[need] || (need === 'reason' && filled.reason!.trim().length < 2),
    )
    if (missing.length > 0)
      throw new Problem('reports.adviceNeeds', {
        action: adviceActionWords[action],
        needs: missing.map((need) => adviceNeedWords[need]).join('、'),
      })
    let number: string | undefined
    if (action === 'approve') {
      const open = checksOf(advice, now).filter(
        (check) => !check.met && (check.key === 'evidence' || check.key === 'consulted'),
      )
      if (open.length > 0)
        throw new Problem('reports.adviceCheck', { missing: open.map((check) => check.zh).join('、') })
      const year = dayOf(tx.context.now()).slice(0, 4)
      number = adviceNumber(courtShortNames[tx.county] ?? advice.court, year, (await countApprovedAdvice(tx, year)) + 1)
    }
    await storeMove(tx, scope, id, advice.moves.length + 1, action, {
      text: action === 'edit' ? filled.text : undefined,
      reason: filled.reason,
      number,
    })
    if (action === 'send') await handToRecipient(tx, advice)
    const state = (adviceMoves[now.state] as Record<string, string>)[action]!
    tx.emit({ kind: 'judicialAdvice.changed', subject: id, data: { state } })
    await append(tx, [
      {
        kind: ledgerKindOf[action],
        subject: id,
        traceCode: null,
        payload: { action, state, number: number ?? now.number },
      },
    ])
  })
}
