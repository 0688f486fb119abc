import { disputeTypes } from '../vocabulary/dispute-types.ts'
import { titleWords } from '../vocabulary/words/warning.ts'
import { commonPlace, graver, isGraver, mostOften } from './alert.ts'
import { asOfOf, historical, memberOf, shell, type Walk } from './memory.ts'
import { asksForCare, isOpenAt, knownAt, microGrade, microSources, modalType, riskAt } from './micro.ts'
import { microLimits, microModel, versionAt } from './rules/table.ts'
import type { Signal } from './signal.ts'
import { day, mesoDismissedDays } from './thresholds.ts'

/** The micro rule for one record: risk of its dispute, and the care path. */
export function assessDispute(state: Walk, signal: Signal): void {
  const care = asksForCare(signal)
  // Suits and petitions are no input: they neither raise an alert nor join one; only words of self-harm ask for care.
  if (!microSources.has(signal.source) && !care) return
  const late = historical(signal)
  const at = asOfOf(signal)
  const all = state.memory.disputes.get(signal.disputeId)!
  const known = knownAt(all, signal.receivedAt).filter((other) => other.occurredAt <= at)
  if (known.length === 0) return
  const held = versionAt(state.memory.rules, signal.receivedAt)
  const risk = riskAt(known, at, signal.receivedAt, microModel(held))
  const type = modalType(known)
  const town = mostOften(known.map((other) => other.town))
  const limits = microLimits(held.rows, { type, town })
  const byRisk =
    microSources.has(signal.source) && isOpenAt(all, signal.receivedAt) ? microGrade(risk.probability, limits) : null
  const alerts = state.memory.alerts.filter((alert) => alert.level === 'micro' && alert.disputeId === signal.disputeId)
  const open = alerts.find(
    (alert) => alert.state === 'raised' || alert.state === 'confirmed' || alert.state === 'historical',
  )
  if (open !== undefined) {
    open.members.push(memberOf(signal, 'dispute', true, false))
    open.lastMemberAt = Math.max(open.lastMemberAt, signal.occurredAt)
    open.changedAt = Math.max(open.changedAt, signal.receivedAt)
    open.carePath ||= care
    open.touched = true
    const grade = care ? graver(byRisk ?? 'orange', 'orange') : byRisk
    if (grade !== null && isGraver(grade, open.grade)) {
      state.outcome.regrades.push({ alertId: open.id, at: signal.receivedAt, from: open.grade, to: grade })
      open.grade = grade
    }
    return
  }
  if (byRisk === null && !care) return
  const grade = care ? graver(byRisk ?? 'orange', 'orange') : byRisk!
  const dismissed = alerts.find(
    (alert) =>
      alert.state === 'dismissed' &&
      alert.triagedAt !== null &&
      signal.receivedAt - alert.triagedAt <= mesoDismissedDays * day,
  )
  if (dismissed !== undefined && !care && !isGraver(grade, dismissed.grade)) return
  const careCue = signal.cues.some(
    (cue) =>
      cue.kind === 'selfHarm' || cue.kind === 'violence' || cue.kind === 'threat' || cue.kind === 'domesticViolence',
  )
  const sealed = known.some((other) => other.sealed)
  const place = commonPlace(known.map((other) => other.place))
  const members = known.filter((other) => microSources.has(other.source) || other.recordId === signal.recordId)
  state.memory.alerts.push({
    ...shell(state.newId, state.memory, signal, byRisk === null ? 'care' : 'micro', late),
    level: 'micro',
    kind: 'dispute',
    grade,
    gradeAtRaising: grade,
    asOf: at,
    title: titleWords.micro(disputeTypes[type].zh, signal.traceCode),
    subject: signal.traceCode,
    place: sealed && place !== null ? place.slice(0, 9) : place,
    town,
    type,
    observed: null,
    expected: null,
    probability: risk.probability,
    currentObserved: null,
    carePath: care || careCue,
    sealed,
    keys: [],
    disputeId: signal.disputeId,
    evidence: {
      of: 'micro',
      at,
      logOdds: risk.logOdds,
      factors: risk.factors,
      care,
      outcome: signal.outcome,
      limits,
      ruleVersion: held.version,
      fitted: held.model !== null,
    },
    lastMemberAt: Math.max(...members.map((member) => member.occurredAt)),
    members: members.map((member) => memberOf(member, 'dispute', false, false)),
  })
}
