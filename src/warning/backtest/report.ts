import type { SourceKey } from '../../vocabulary/sources.ts'
import { complainantsOf, isSiteKey } from '../meso.ts'
import { builtIn, type MesoLimits, type RuleVersion, usualMeso, usualMicro } from '../rules/table.ts'
import type { Signal } from '../signal.ts'
import { day } from '../thresholds.ts'
import { type Escalation, escalationsOf, followDays, isEscalation, type MassSuit } from './outcomes.ts'
import { type SimulatedAlert, simulate } from './simulate.ts'

/** What persons said of the alerts that were really raised, by the records that these rest on. */
export interface Judged {
  readonly state: 'confirmed' | 'dismissed'
  readonly level: 'micro' | 'meso'
  readonly records: readonly string[]
}

export interface BacktestInput {
  /** In order of sequence, beginning about a year before `from`. */
  readonly signals: readonly Signal[]
  readonly suits: readonly MassSuit[]
  readonly judged: readonly Judged[]
  readonly rules: readonly RuleVersion[]
  readonly from: number
  readonly before: number
}

/** Counts below five are null: no small group is described. */
type Figure = number | null
const shown = (count: number): Figure => (count > 0 && count < 5 ? null : count)

export interface Quartiles {
  readonly low: number
  readonly median: number
  readonly high: number
}

/** Of some numbers, or null where there are none. Linear between neighbours (type 7 of Hyndman and Fan, 1996). */
export function quartilesOf(values: readonly number[]): Quartiles | null {
  if (values.length === 0) return null
  const sorted = [...values].sort((one, other) => one - other)
  const at = (share: number): number => {
    const place = share * (sorted.length - 1)
    const below = Math.floor(place)
    return sorted[below]! + (place - below) * ((sorted[below + 1] ?? sorted[below]!) - sorted[below]!)
  }
  return { low: at(0.25), median: at(0.5), high: at(0.75) }
}

export interface GroupSummary {
  readonly alerts: number
  readonly perTownMonth: number
  /** Five or more distinct complainants in the end. */
  readonly grewToFive: number
  readonly ledToSuits: number
  readonly confirmed: number
  readonly dismissed: number
  /** None of these: what may be called false, and no more than that. */
  readonly unsupported: number
  readonly unsupportedPerTownMonth: number
  /** Which complainant brought the alert, of those that grew to five. */
  readonly ordinal: Quartiles | null
  /** Days from the alert to the third suit, of those that led to suits. */
  readonly daysBeforeThirdSuit: Quartiles | null
  readonly massSuits: number
  readonly massSuitsWarned: number
}

export interface DisputeSummary {
  readonly alerts: number
  readonly perTownMonth: number
  /** Escalated within 30 days of the alert. */
  readonly followed: number
  readonly confirmed: number
  readonly dismissed: number
  readonly escalations: number
  readonly escalationsWarned: number
  readonly daysBefore: Quartiles | null
}

export interface Part {
  readonly key: string
  readonly group: Figure
  readonly groupUnsupported: Figure
  readonly dispute: Figure
  readonly disputeFollowed: Figure
}

/** Alerts of single disputes among all disputes of one kind, for a look at unequal attention (never of persons). */
export interface Share {
  readonly kind: 'town' | 'channel'
  readonly key: string
  readonly disputes: number
  readonly alerted: Figure
  readonly rate: number | null
  readonly escalations: Figure
  readonly missed: Figure
  /** More than five points from the county's rate with 200 disputes or more: to be looked into. */
  readonly apart: boolean
}

export interface CurvePoint {
  readonly probability: number
  readonly alerts: number
  readonly unsupportedPerTownMonth: number
  /** Of the matters that ten or more complained of, or five sued over. */
  readonly found: number
  readonly matters: number
  readonly ordinal: number | null
}

export interface Backtest {
  readonly from: string
  readonly before: string
  readonly towns: number
  readonly months: number
  readonly records: number
  readonly groups: GroupSummary
  readonly disputes: DisputeSummary
  readonly byTown: readonly Part[]
  readonly byType: readonly Part[]
  readonly shares: readonly Share[]
  readonly curve: readonly CurvePoint[]
}

const month = 30.4375 * day

const isSued = (alert: SimulatedAlert, suit: MassSuit): boolean =>
  alert.keys.some((key) => !isSiteKey(key) && (key === `a:${suit.core}` || key.startsWith(`e:${suit.core}|`)))

const finalPeople = (alert: SimulatedAlert): number =>
  complainantsOf(alert.members.filter((member) => !member.removed)).size
const firstPeople = (alert: SimulatedAlert): number =>
  complainantsOf(alert.members.filter((member) => !member.later)).size

interface Marked {
  readonly alert: SimulatedAlert
  readonly grew: boolean
  readonly suit: MassSuit | null
  readonly said: Judged['state'] | null
  readonly supported: boolean
}

function judgements(judged: readonly Judged[]): (alert: SimulatedAlert) => Judged['state'] | null {
  const byRecord = new Map<string, Judged>()
  for (const one of judged) for (const record of one.records) byRecord.set(`${one.level}|${record}`, one)
  return (alert) => {
    const counts = new Map<Judged, number>()
    for (const { recordId } of alert.members) {
      const one = byRecord.get(`${alert.level}|${recordId}`)
      if (one !== undefined) counts.set(one, (counts.get(one) ?? 0) + 1)
    }
    let best: Judged | null = null
    for (const [one, count] of counts) if (best === null || count > counts.get(best)!) best = one
    return best?.state ?? null
  }
}

function mark(alerts: readonly SimulatedAlert[], input: BacktestInput): Marked[] {
  const said = judgements(input.judged)
  return alerts.map((alert) => {
    const grew = finalPeople(alert) >= 5
    const suit = input.suits.find((one) => isSued(alert, one) && one.thirdAt > alert.raisedAt) ?? null
    const verdict = said(alert)
    return { alert, grew, suit, said: verdict, supported: grew || suit !== null || verdict === 'confirmed' }
  })
}

function groupSummary(marked: readonly Marked[], input: BacktestInput, townMonths: number): GroupSummary {
  const suits = input.suits.filter(({ thirdAt }) => thirdAt >= input.from && thirdAt < input.before)
  const unsupported = marked.filter((one) => !one.supported).length
  return {
    alerts: marked.length,
    perTownMonth: marked.length / townMonths,
    grewToFive: marked.filter((one) => one.grew).length,
    ledToSuits: marked.filter((one) => one.suit !== null).length,
    confirmed: marked.filter((one) => one.said === 'confirmed').length,
    dismissed: marked.filter((one) => one.said === 'dismissed').length,
    unsupported,
    unsupportedPerTownMonth: unsupported / townMonths,
    ordinal: quartilesOf(marked.filter((one) => one.grew).map(({ alert }) => firstPeople(alert))),
    daysBeforeThirdSuit: quartilesOf(
      marked.flatMap(({ alert, suit }) => (suit === null ? [] : [(suit.thirdAt - alert.raisedAt) / day])),
    ),
    massSuits: suits.length,
    massSuitsWarned: suits.filter((suit) => marked.some((one) => one.suit === suit)).length,
  }
}

interface Followed {
  readonly alert: SimulatedAlert
  readonly followedAt: number | null
  readonly said: Judged['state'] | null
}

function follow(alerts: readonly SimulatedAlert[], input: BacktestInput): Followed[] {
  const later = new Map<string, number[]>()
  for (const signal of input.signals)
    if (isEscalation(signal)) {
      const list = later.get(signal.disputeId)
      if (list === undefined) later.set(signal.disputeId, [signal.occurredAt])
      else list.push(signal.occurredAt)
    }
  const said = judgements(input.judged)
  return alerts.map((alert) => {
    const times = (later.get(alert.disputeId ?? '') ?? []).filter(
      (at) => at > alert.raisedAt && at <= alert.raisedAt + followDays * day,
    )
    return { alert, followedAt: times.length > 0 ? Math.min(...times) : null, said: said(alert) }
  })
}

const warnedOf = (
  escalation: Escalation,
  alerts: ReadonlyMap<string, readonly SimulatedAlert[]>,
): SimulatedAlert | null =>
  (alerts.get(escalation.disputeId) ?? []).find((alert) => alert.raisedAt < escalation.at) ?? null

function byDispute(alerts: readonly SimulatedAlert[]): Map<string, SimulatedAlert[]> {
  const map = new Map<string, SimulatedAlert[]>()
  for (const alert of alerts) {
    const list = map.get(alert.disputeId!)
    if (list === undefined) map.set(alert.disputeId!, [alert])
    else list.push(alert)
  }
  return map
}

function parts(
  marked: readonly Marked[],
  followed: readonly Followed[],
  keyOf: (alert: SimulatedAlert) => string,
): Part[] {
  const keys = new Set([...marked, ...followed].map(({ alert }) => keyOf(alert)))
  return [...keys].sort().map((key) => {
    const groups = marked.filter(({ alert }) => keyOf(alert) === key)
    const disputes = followed.filter(({ alert }) => keyOf(alert) === key)
    return {
      key,
      group: shown(groups.length),
      groupUnsupported: shown(groups.filter((one) => !one.supported).length),
      dispute: shown(disputes.length),
      disputeFollowed: shown(disputes.filter((one) => one.followedAt !== null).length),
    }
  })
}

function shares(
  input: BacktestInput,
  alerts: ReadonlyMap<string, readonly SimulatedAlert[]>,
  escalations: readonly Escalation[],
): Share[] {
  const first = new Map<string, { town: string; channel: SourceKey }>()
  for (const signal of input.signals)
    if (signal.receivedAt >= input.from && signal.receivedAt < input.before && !first.has(signal.disputeId))
      first.set(signal.disputeId, { town: signal.town ?? '', channel: signal.source })
  const all = first.size
  const alerted = [...first.keys()].filter((id) => alerts.has(id)).length
  const whole = all === 0 ? 0 : alerted / all
  const result: Share[] = []
  for (const kind of ['town', 'channel'] as const) {
    const keys = new Set([...first.values()].map((entry) => entry[kind]))
    for (const key of [...keys].sort()) {
      const ids = [...first].filter(([, entry]) => entry[kind] === key).map(([id]) => id)
      const inside = new Set(ids)
      const own = ids.filter((id) => alerts.has(id)).length
      const happened = escalations.filter((escalation) => inside.has(escalation.disputeId))
      const rate = own / ids.length
      result.push({
        kind,
        key,
        disputes: ids.length,
        alerted: shown(own),
        rate: shown(own) === null ? null : rate,
        escalations: shown(happened.length),
        missed: shown(happened.filter((escalation) => warnedOf(escalation, alerts) === null).length),
        apart: ids.length >= 200 && Math.abs(rate - whole) > 0.05,
      })
    }
  }
  return result
}

const curveProbabilities = [2e-2, 1e-2, 5e-3, 2e-3, usualMeso.probability, 5e-4, 2e-4, 1e-4, 3e-5, 1e-5] as const

const withMeso = (limits: MesoLimits): RuleVersion[] => [
  { ...builtIn, rows: [{ level: 'meso', type: null, town: null, limits }] },
]

/** AMOC: what is found how early, against what is raised without support since, as the one threshold moves. */
function curveOf(input: BacktestInput, townMonths: number): CurvePoint[] {
  const runs = curveProbabilities.map((probability) => ({
    probability,
    marked: mark(
      simulate(input.signals, withMeso({ ...usualMeso, probability }), input.from, input.before).filter(
        (alert) => alert.level === 'meso',
      ),
      input,
    ),
  }))
  // The same matters for every setting: the loosest finds them, the suits name the rest.
  const large = runs[0]!.marked.filter(({ alert }) => finalPeople(alert) >= 10)
  const suits = input.suits.filter(
    (suit) =>
      suit.thirdAt >= input.from && suit.thirdAt < input.before && !large.some(({ alert }) => isSued(alert, suit)),
  )
  return runs.map(({ probability, marked }) => {
    const records = marked.map(({ alert }) => ({ alert, ids: new Set(alert.members.map((member) => member.recordId)) }))
    const first = [
      ...large.map(
        ({ alert }) =>
          records.find(
            ({ ids }) => alert.members.filter((member) => ids.has(member.recordId)).length * 2 >= alert.members.length,
          )?.alert ?? null,
      ),
      ...suits.map((suit) => marked.find((one) => one.suit === suit)?.alert ?? null),
    ]
    const found = first.filter((alert) => alert !== null)
    return {
      probability,
      alerts: marked.length,
      unsupportedPerTownMonth: marked.filter((one) => !one.supported).length / townMonths,
      found: found.length,
      matters: first.length,
      ordinal: quartilesOf(found.map(firstPeople))?.median ?? null,
    }
  })
}

/**
 * What the rules would have raised in [from, before), judged by what is known since. The records are walked as they came;
 * links are those of today where people have mended them, otherwise those of the day (docs/backtest.md). Pure.
 */
export function backtest(input: BacktestInput): Backtest {
  const inside = input.signals.filter(({ receivedAt }) => receivedAt >= input.from && receivedAt < input.before)
  const towns = Math.max(1, new Set(inside.flatMap(({ town }) => (town === null ? [] : [town]))).size)
  const months = (input.before - input.from) / month
  const townMonths = towns * months
  const alerts = simulate(input.signals, input.rules, input.from, input.before)
  const marked = mark(
    alerts.filter(({ level }) => level === 'meso'),
    input,
  )
  const single = alerts.filter(({ level }) => level === 'micro')
  const followed = follow(single, input)
  const warned = byDispute(single)
  const escalations = escalationsOf(input.signals).filter(({ at }) => at >= input.from && at < input.before)
  const before = escalations.map((escalation) => ({ escalation, alert: warnedOf(escalation, warned) }))
  return {
    from: new Date(input.from).toISOString(),
    before: new Date(input.before).toISOString(),
    towns,
    months,
    records: inside.length,
    groups: groupSummary(marked, input, townMonths),
    disputes: {
      alerts: single.length,
      perTownMonth: single.length / townMonths,
      followed: followed.filter((one) => one.followedAt !== null).length,
      confirmed: followed.filter((one) => one.said === 'confirmed').length,
      dismissed: followed.filter((one) => one.said === 'dismissed').length,
      escalations: escalations.length,
      escalationsWarned: before.filter(({ alert }) => alert !== null).length,
      daysBefore: quartilesOf(
        before.flatMap(({ escalation, alert }) => (alert === null ? [] : [(escalation.at - alert.raisedAt) / day])),
      ),
    },
    byTown: parts(marked, followed, (alert) => alert.town ?? ''),
    byType: parts(marked, followed, (alert) => alert.type ?? ''),
    shares: shares(input, warned, escalations),
    curve: curveOf(input, townMonths),
  }
}

/** The grade limits that a table without rows means, for screens and docs. */
export const builtInLimits = { meso: usualMeso, micro: usualMicro } as const
