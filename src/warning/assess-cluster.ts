import { disputeTypes } from '../vocabulary/dispute-types.ts'
import { isFullName } from '../vocabulary/organisation-core.ts'
import { complainantUnit, type MemberReason, noSubject, titleWords } from '../vocabulary/words/warning.ts'
import { commonPlace, distinctOf, isGraver, type LiveAlert, mostOften } from './alert.ts'
import { asOfOf, historical, memberOf, type Outcome, push, shell, type Walk } from './memory.ts'
import {
  type Baseline,
  baselineOf,
  type Cluster,
  clusterAround,
  complainantsOf,
  expectationOf,
  isGrowing,
  isSiteKey,
  mesoGrade,
  reportsOf,
  type Sighting,
  sameTown,
  sightingOf,
  weekOf,
  weightOf,
  within,
} from './meso.ts'
import { modalType } from './micro.ts'
import { upperTail } from './negative-binomial.ts'
import { type MesoLimits, mesoLimits, usualMeso, versionAt } from './rules/table.ts'
import type { Signal } from './signal.ts'
import { day, mesoDismissedDays, mesoQuietDays, windowDays } from './thresholds.ts'

function reasonOf(keys: readonly string[], alertKeys: ReadonlySet<string>): MemberReason {
  const matching = keys.filter((key) => alertKeys.has(key))
  const site = matching.some(isSiteKey)
  const respondent = matching.some((key) => !isSiteKey(key))
  return site && respondent ? 'respondentAndSite' : site ? 'site' : 'respondent'
}

function addSighting({ memory, outcome }: Walk, signal: Signal): Sighting {
  const sighting = sightingOf(signal)
  for (const key of sighting.keys) {
    let list = memory.sightings.get(key)
    if (signal.replaces !== null && list !== undefined) {
      list = list.filter((other) => other.recordId !== signal.replaces)
      memory.sightings.set(key, list)
    }
    // Counted when it brings somebody who has not spoken about this key within a window's length.
    const recent = complainantsOf(
      (list ?? []).filter((other) => Math.abs(other.occurredAt - sighting.occurredAt) < windowDays * day),
    )
    const counted = sighting.complainants.some((complainant) => !recent.has(complainant)) ? 1 : 0
    if (counted > 0) {
      const weeks = memory.weeks.get(key) ?? new Map<number, number>()
      const number = weekOf(sighting.occurredAt)
      weeks.set(number, (weeks.get(number) ?? 0) + counted)
      memory.weeks.set(key, weeks)
    }
    push(memory.sightings, key, sighting)
    outcome.sightings.push({ key, sighting, counted })
  }
  return sighting
}

const holds = (alert: LiveAlert, signal: Signal): boolean =>
  signal.keys.some((key) => alert.keys.includes(key) && (!isSiteKey(key) || sameTown(alert.town, signal.town)))

/** The meso rule for one record: it joins an alert that is under way, or may raise one. */
export function assessCluster(state: Walk, signal: Signal, countyStart: number | null): void {
  const { memory } = state
  const sighting = addSighting(state, signal)
  const at = asOfOf(signal)
  const related = memory.alerts.filter((alert) => alert.level === 'meso' && holds(alert, signal))
  const open = related.find((alert) => isOngoing(state, alert, signal, at))
  if (open !== undefined) {
    joinCluster(state, open, sighting, signal.receivedAt, at)
    return
  }
  const closed = Math.max(
    0,
    ...related
      .filter((alert) => alert.closedAt !== null && alert.closedAt <= signal.receivedAt)
      .map((alert) => alert.closedAt!),
  )
  const { rows, version } = versionAt(memory.rules, signal.receivedAt)
  const limits = mesoLimits(rows, signal)
  const length = limits.windowDays * day
  const ranges = historical(signal)
    ? [
        { from: at - length, to: at },
        { from: at - 1, to: at + length },
      ]
    : [{ from: Math.max(at - length, closed), to: at }]
  let best: Cluster | null = null
  for (const range of ranges)
    for (const key of signal.keys) {
      const cluster = clusterOf(state, signal, key, range, countyStart, limits)
      if (cluster.judgement.alerts && (best === null || cluster.judgement.probability < best.judgement.probability))
        best = cluster
    }
  if (best === null) return
  const dismissed = related.find(
    (alert) =>
      alert.state === 'dismissed' &&
      alert.triagedAt !== null &&
      signal.receivedAt - alert.triagedAt <= mesoDismissedDays * day,
  )
  if (dismissed !== undefined && best.judgement.observed < 2 * (dismissed.observedAtTriage ?? 0)) return
  raiseCluster(state, signal, best, limits, version)
}

function clusterOf(
  { memory }: Pick<Walk, 'memory'>,
  signal: Signal,
  key: string,
  range: { from: number; to: number },
  countyStart: number | null,
  limits: MesoLimits,
): Cluster {
  const windowOf = (name: string) =>
    within(memory.sightings.get(name), range.from, range.to, signal.receivedAt, name, signal.town)
  const baselineFor = (name: string): Baseline =>
    baselineOf(
      name,
      memory.weeks.get(name) ?? new Map(),
      range.to - limits.windowDays * day,
      countyStart,
      limits.windowDays,
    )
  return clusterAround(key, windowOf, baselineFor, range, limits)
}

const limitsOfAlert = ({ evidence }: LiveAlert): MesoLimits =>
  evidence.of === 'meso' ? (evidence.limits ?? usualMeso) : usualMeso
const windowOfAlert = (alert: LiveAlert): number => limitsOfAlert(alert).windowDays

/** An alert keeps growing while its cluster is above what is usual; quiet or back to normal, it has ended. */
function isOngoing(state: Walk, alert: LiveAlert, signal: Signal, at: number): boolean {
  if (alert.state !== 'raised' && alert.state !== 'confirmed' && alert.state !== 'historical') return false
  if (
    Math.abs(at - alert.lastMemberAt) > mesoQuietDays * day &&
    Math.abs(signal.occurredAt - alert.lastMemberAt) > mesoQuietDays * day
  )
    return false
  const length = windowOfAlert(alert) * day
  if (at - alert.asOf <= length) return true
  if (alert.evidence.of !== 'meso') return false
  // Against what was usual before it began: a long outbreak must not become its own baseline.
  const members = new Map<string, Sighting>()
  for (const key of signal.keys)
    if (alert.keys.includes(key))
      for (const sighting of within(
        state.memory.sightings.get(key),
        at - length,
        at,
        signal.receivedAt,
        key,
        signal.town,
      ))
        members.set(sighting.recordId, sighting)
  const reports = reportsOf([...members.values()].sort((one, other) => one.sequence - other.sequence))
  return upperTail(expectationOf(alert.evidence.baseline), reports) <= 0.05
}

function joinCluster(
  { memory, outcome }: Walk,
  alert: LiveAlert,
  sighting: Sighting,
  receivedAt: number,
  at: number,
): void {
  const known = new Set(alert.members.filter((member) => !member.removed).flatMap((member) => member.complainants))
  const repeat = sighting.complainants.every((complainant) => known.has(complainant))
  const keys = new Set(alert.keys)
  alert.members.push(memberOf(sighting, reasonOf(sighting.keys, keys), true, repeat))
  alert.lastMemberAt = Math.max(alert.lastMemberAt, sighting.occurredAt)
  alert.sealed ||= sighting.sealed
  alert.changedAt = Math.max(alert.changedAt, receivedAt)
  alert.touched = true
  const members = new Set(alert.members.map((member) => member.recordId))
  for (const key of sighting.keys) {
    if (keys.has(key)) continue
    const theirs = within(
      memory.sightings.get(key),
      at - windowOfAlert(alert) * day,
      at,
      receivedAt,
      key,
      sighting.town,
    )
    const shared = theirs.filter((other) => members.has(other.recordId)).length
    if (shared >= 2 && shared * 2 >= theirs.length) alert.keys.push(key)
  }
  regrade(outcome, alert, receivedAt, at)
}

function regrade(outcome: Outcome, alert: LiveAlert, receivedAt: number, at: number): void {
  alert.currentObserved = distinctOf(alert.members)
  alert.title = titleWords.meso(
    disputeTypes[alert.type as keyof typeof disputeTypes]?.zh ?? '',
    alert.subject,
    alert.currentObserved,
    complainantUnit(alert.type),
  )
  const active = alert.members.filter((member) => !member.removed)
  const window = windowOfAlert(alert)
  const days = Math.max(window, (at - Math.min(...active.map((member) => member.occurredAt))) / day)
  const growing = isGrowing(active as unknown as Sighting[], at)
  const grade = mesoGrade(
    weightOf(active),
    ((alert.expected ?? 0) * days) / window,
    growing || active.some((member) => member.urgent),
    limitsOfAlert(alert),
  )
  if (!isGraver(grade, alert.grade)) return
  outcome.regrades.push({ alertId: alert.id, at: receivedAt, from: alert.grade, to: grade })
  alert.grade = grade
}

function raiseCluster(
  { memory, newId }: Walk,
  signal: Signal,
  cluster: Cluster,
  limits: MesoLimits,
  ruleVersion: number,
): void {
  const { judgement, members, keys } = cluster
  const late = historical(signal)
  const type = modalType(members)
  const labels = members.map((member) => member.label)
  const subject =
    mostOften(labels.map((label) => (label !== null && isFullName(label) ? label : null))) ??
    mostOften(labels) ??
    mostOften(members.map((member) => member.site)) ??
    noSubject
  const sealed = members.some((member) => member.sealed)
  const growing = isGrowing(members, cluster.to)
  const urgent = members.some((member) => member.urgent)
  const people = complainantsOf(members).size
  const grade = mesoGrade(weightOf(members), judgement.expected, urgent || growing, limits)
  const town = mostOften(members.map((member) => member.town))
  const place = commonPlace(members.map((member) => member.place))
  const ownKeys = new Set(keys)
  const seen = new Set<string>()
  memory.alerts.push({
    ...shell(newId, memory, signal, 'meso', late),
    level: 'meso',
    kind: 'entity',
    grade,
    gradeAtRaising: grade,
    asOf: late ? cluster.to : signal.receivedAt,
    title: titleWords.meso(disputeTypes[type].zh, subject, people, complainantUnit(type)),
    subject,
    place: sealed && place !== null ? place.slice(0, 9) : place,
    // Over several towns it belongs to none: the centre sees it, and whoever gets a task.
    town: members.every((member) => member.town === null || member.town === town) ? town : null,
    type,
    observed: judgement.observed,
    expected: judgement.expected,
    probability: judgement.probability,
    currentObserved: people,
    carePath: false,
    sealed,
    keys: [...keys],
    disputeId: null,
    evidence: {
      of: 'meso',
      baseline: cluster.baseline,
      judgement,
      limits,
      ruleVersion,
      keys,
      town: signal.town,
      from: cluster.from,
      to: cluster.to,
      urgent,
      growing,
      weeks: [...(memory.weeks.get(cluster.baseline.key) ?? new Map())]
        .filter(([number]) => number > weekOf(cluster.to) - 26 && number <= weekOf(cluster.to))
        .sort((one, other) => one[0] - other[0]),
    },
    lastMemberAt: Math.max(...members.map((member) => member.occurredAt)),
    members: members.map((member) => {
      const repeat = member.complainants.every((complainant) => seen.has(complainant))
      for (const complainant of member.complainants) seen.add(complainant)
      return memberOf(member, reasonOf(member.keys, ownKeys), false, repeat)
    }),
  })
}
