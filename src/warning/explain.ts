import { localTime } from '../vocabulary/calendar.ts'
import { disputeTypes } from '../vocabulary/dispute-types.ts'
import { placeName } from '../vocabulary/places.ts'
import { isSourceKey, sources } from '../vocabulary/sources.ts'
import {
  baselineWords,
  complainantUnit,
  conditionWords,
  counterWords,
  suggestionWords,
  unattributedWords,
  whyWords,
} from '../vocabulary/words/warning.ts'
import type { Evidence, LiveAlert, LiveMember } from './alert.ts'
import { distinctOf } from './alert.ts'
import { scanDays } from './meso/places.ts'
import { fewestToSilence, startOfWeek, weekOf } from './meso.ts'
import { usualMeso, usualMicro } from './rules/table.ts'
import type { AlertPage, Condition, Factor } from './schema.ts'
import {
  day,
  macroMinimum,
  macroOwnWeeks,
  macroProbability,
  macroRatio,
  scanMinimum,
  scanProbability,
  scanRatio,
  windowDays,
} from './thresholds.ts'

/** The answers of the alert page (detection.md 4.6), computed from the evidence kept with the alert. Pure. */
export type Explanation = Pick<
  AlertPage,
  | 'why'
  | 'interval'
  | 'threshold'
  | 'windowDays'
  | 'baseline'
  | 'conditions'
  | 'factors'
  | 'counterEvidence'
  | 'leaveOut'
  | 'suggestions'
>

const nothing: Explanation = {
  why: [],
  interval: null,
  threshold: null,
  windowDays: null,
  baseline: null,
  conditions: [],
  factors: [],
  counterEvidence: [],
  leaveOut: null,
  suggestions: [],
}

/** 0.00042 → 0.04%, 2.5e-9 → 小于 0.0001%. */
export function percent(value: number): string {
  const hundred = value * 100
  if (hundred > 0 && hundred < 0.0001) return '<0.0001%'
  return `${hundred >= 1 ? hundred.toFixed(1).replace(/\.0$/, '') : Number(hundred.toPrecision(2)).toFixed(hundred < 0.01 ? 4 : 2)}%`
}
export const plain = (value: number): string => (value >= 10 ? value.toFixed(0) : value.toFixed(2).replace(/0$/, ''))
const isoDay = (week: number): string => localTime(new Date(startOfWeek(week))).slice(0, 10)
const typeName = (type: string | null): string =>
  type === null ? '' : (disputeTypes[type as keyof typeof disputeTypes]?.zh ?? type)
const condition = (name: string, observed: string, needed: string, met: boolean): Condition => ({
  name,
  observed,
  needed,
  met,
})

/** Every week from the first to the last, zeros included. */
function fillWeeks(
  weeks: readonly (readonly [number, number])[],
  last: number,
  length: number,
): { week: string; count: number }[] {
  const counts = new Map(weeks)
  return Array.from({ length }, (_, at) => last - length + 1 + at).map((week) => ({
    week: isoDay(week),
    count: counts.get(week) ?? 0,
  }))
}

export function explain(alert: LiveAlert): Explanation {
  const { evidence } = alert
  const late = alert.state === 'historical' ? [whyWords.historical] : []
  const parts = {
    meso: () => explainMeso(alert, evidence),
    micro: () => explainMicro(alert, evidence),
    scan: () => explainScan(evidence),
    macro: () => explainMacro(alert, evidence),
    feed: () => explainFeed(evidence),
    given: () => (evidence.of === 'given' ? { ...nothing, why: [...evidence.why] } : nothing),
  }
  const explanation = parts[evidence.of]()
  const suggestions =
    alert.level === null
      ? []
      : suggestionWords
          .filter((entry) => entry.types === undefined || entry.types.includes(alert.type as never))
          .map(({ agencyKind, taskKind, line }) => ({ agencyKind, taskKind, line }))
  return { ...explanation, why: [...explanation.why, ...late], suggestions }
}

function explainMeso(alert: LiveAlert, evidence: Evidence): Explanation {
  if (evidence.of !== 'meso') return nothing
  const { judgement, baseline, limits = usualMeso } = evidence
  const unit = complainantUnit(alert.type)
  const first = alert.members.filter((member) => !member.later)
  const observed = alert.currentObserved ?? judgement.observed
  const people = new Set(first.flatMap((member) => member.complainants)).size
  const why = [
    whyWords.mesoObserved(alert.subject, typeName(alert.type), limits.windowDays, people, unit),
    ...(people > judgement.observed ? [whyWords.mesoReports(judgement.observed)] : []),
    ...(observed > people ? [whyWords.mesoNow(observed, unit)] : []),
    whyWords.mesoExpected(plain(judgement.expected), judgement.low, judgement.high, percent(judgement.probability)),
    ...(baseline.earlier === 0 ? [whyWords.mesoNew] : []),
    ...(first.some((member) => member.reason === 'site') && first.some((member) => member.reason !== 'site')
      ? [whyWords.mesoSite]
      : []),
    ...(alert.members.some((member) => member.urgent && !member.removed) ? [whyWords.mesoUrgent] : []),
    ...(evidence.growing ? [whyWords.mesoGrowing] : []),
  ]
  const ratio = judgement.expected > 0 ? judgement.observed / judgement.expected : Number.POSITIVE_INFINITY
  const active = alert.members.filter((member) => !member.removed)
  const silence = fewestToSilence(
    active.filter((member) => !member.later),
    judgement.threshold,
  )
  return {
    ...nothing,
    why,
    interval: { low: judgement.low, high: judgement.high },
    threshold: judgement.threshold,
    windowDays: limits.windowDays,
    baseline: {
      from: new Date(startOfWeek(weekOf(evidence.from) - Math.max(1, baseline.weeks))).toISOString(),
      to: new Date(evidence.from).toISOString(),
      words: baseline.earlier > 0 ? baselineWords.own(baseline.weeks) : baselineWords.prior,
      weeks: fillWeeks(evidence.weeks, weekOf(evidence.to), 26),
    },
    conditions: [
      condition(
        conditionWords.distinct(unit),
        String(judgement.observed),
        conditionWords.atLeast(judgement.threshold),
        judgement.observed >= judgement.threshold,
      ),
      condition(conditionWords.ratio, plain(ratio), conditionWords.atLeast(limits.ratio), ratio >= limits.ratio),
      condition(
        conditionWords.probability,
        percent(judgement.probability),
        conditionWords.atMost(percent(limits.probability)),
        judgement.probability <= limits.probability,
      ),
      condition(conditionWords.noOpenAlert, conditionWords.none, conditionWords.none, true),
    ],
    counterEvidence: counterEvidence(active, unit, silence),
    leaveOut: { records: silence, fragile: silence <= 1 },
  }
}

function counterEvidence(members: readonly LiveMember[], unit: string, silence: number): string[] {
  const byDispute = new Map<string, Set<string>>()
  for (const member of members)
    byDispute.set(member.disputeId, new Set([...(byDispute.get(member.disputeId) ?? []), ...member.complainants]))
  const shared = [...byDispute.values()].filter((set) => set.size > 1).reduce((sum, set) => sum + set.size - 1, 0)
  const repeats = members.filter((member) => member.repeat).length
  const sealed = members.filter((member) => member.sealed).length
  const unnamed = members.filter((member) => member.reason === 'site').length
  const lines = [
    ...(shared > 0 ? [counterWords.sharedDispute(shared, unit)] : []),
    ...(repeats > 0 ? [counterWords.repeats(repeats)] : []),
    ...(sealed > 0 ? [counterWords.sealed(sealed)] : []),
    ...(unnamed > 0 ? [counterWords.noName(unnamed)] : []),
    ...(silence <= 1 ? [counterWords.fragile] : []),
  ]
  return lines.length > 0 ? lines : [counterWords.noneFound]
}

function explainMicro(alert: LiveAlert, evidence: Evidence): Explanation {
  if (evidence.of !== 'micro') return nothing
  const probability = alert.probability ?? 0
  const lowest = (evidence.limits ?? usualMicro).blue
  return {
    ...nothing,
    why: [
      ...(evidence.care ? [whyWords.care] : []),
      whyWords.microRisk(percent(probability)),
      ...evidence.factors.slice(0, 4).map((factor) => factor.reason),
      evidence.fitted === true ? whyWords.microFitted : whyWords.microUnfitted,
    ],
    threshold: lowest,
    windowDays,
    conditions: [
      ...(evidence.care
        ? [condition(conditionWords.careCue, conditionWords.present, conditionWords.present, true)]
        : []),
      condition(
        conditionWords.risk,
        percent(probability),
        conditionWords.atLeast(percent(lowest)),
        probability >= lowest,
      ),
      condition(conditionWords.openDispute, conditionWords.open, conditionWords.open, true),
    ],
    factors: evidence.factors as Factor[],
    counterEvidence: evidence.factors.some((factor) => factor.contribution < 0)
      ? evidence.factors.filter((factor) => factor.contribution < 0).map((factor) => factor.reason)
      : [counterWords.noneFound],
  }
}

function explainScan(evidence: Evidence): Explanation {
  if (evidence.of !== 'scan') return nothing
  const { place, days, observed, expected, people, probability, gumbel, replicates, at, type } = evidence
  const chance = gumbel === null ? probability : Math.min(probability, gumbel)
  return {
    ...nothing,
    why: [
      whyWords.scanObserved(placeName(place), typeName(type), days, observed, people),
      whyWords.scanExpected(plain(expected), plain(observed / expected)),
      whyWords.scanChance(replicates, percent(probability)),
      whyWords.scanRecurrence(plain(Math.min(1e6, 1 / chance))),
    ],
    threshold: scanMinimum,
    windowDays: days,
    baseline: {
      from: new Date(at - scanDays * day).toISOString(),
      to: new Date(at - days * day).toISOString(),
      words: baselineWords.area,
      weeks: [],
    },
    conditions: [
      condition(conditionWords.records, String(observed), conditionWords.atLeast(scanMinimum), observed >= scanMinimum),
      condition(
        conditionWords.ratio,
        plain(observed / expected),
        conditionWords.atLeast(scanRatio),
        observed >= scanRatio * expected,
      ),
      condition(
        conditionWords.probability,
        percent(probability),
        conditionWords.atMost(percent(scanProbability)),
        probability <= scanProbability,
      ),
    ],
    counterEvidence: [counterWords.noneFound],
  }
}

function explainMacro(alert: LiveAlert, evidence: Evidence): Explanation {
  if (evidence.of !== 'macro') return nothing
  const town = alert.town === null ? unattributedWords : placeName(alert.town)
  return {
    ...nothing,
    why: [
      whyWords.macroObserved(
        town,
        typeName(alert.type),
        isoDay(evidence.week),
        evidence.observed,
        plain(evidence.expected),
        evidence.low,
        evidence.high,
      ),
      whyWords.macroFamily(percent(evidence.probability)),
    ],
    interval: { low: evidence.low, high: evidence.high },
    threshold: evidence.threshold,
    windowDays: 7,
    baseline: {
      from: new Date(startOfWeek(evidence.week - evidence.historyWeeks)).toISOString(),
      to: new Date(startOfWeek(evidence.week)).toISOString(),
      words: evidence.own ? baselineWords.series(evidence.historyWeeks) : baselineWords.typeLevel,
      weeks: fillWeeks(evidence.weeks, evidence.week, 26),
    },
    conditions: [
      condition(
        conditionWords.records,
        String(evidence.observed),
        conditionWords.atLeast(evidence.threshold),
        evidence.observed >= evidence.threshold,
      ),
      condition(
        conditionWords.records,
        String(evidence.observed),
        conditionWords.atLeast(macroMinimum),
        evidence.observed >= macroMinimum,
      ),
      condition(
        conditionWords.ratio,
        plain(evidence.observed / evidence.expected),
        conditionWords.atLeast(macroRatio),
        evidence.observed >= macroRatio * evidence.expected,
      ),
      condition(
        conditionWords.probability,
        percent(evidence.probability),
        conditionWords.atMost(percent(macroProbability)),
        evidence.probability <= macroProbability,
      ),
      condition(
        conditionWords.history,
        String(evidence.historyWeeks),
        conditionWords.atLeast(macroOwnWeeks),
        evidence.own,
      ),
    ],
    counterEvidence: [evidence.season > 1.1 ? counterWords.season(plain(evidence.season)) : counterWords.noneFound],
    leaveOut: {
      records: Math.max(1, distinctOf(alert.members) - evidence.threshold + 1),
      fragile: evidence.observed <= evidence.threshold,
    },
  }
}

function explainFeed(evidence: Evidence): Explanation {
  if (evidence.of !== 'feed') return nothing
  const source = isSourceKey(evidence.source) ? sources[evidence.source].zh : evidence.source
  const silent = evidence.observed === 0
  return {
    ...nothing,
    why: [
      silent
        ? whyWords.feedSilent(source, evidence.hours, Math.round(evidence.expected))
        : whyWords.feedFlood(source, evidence.observed, plain(evidence.expected)),
    ],
    conditions: silent
      ? [
          condition(
            conditionWords.silentHours,
            String(evidence.hours),
            conditionWords.atLeast(24),
            evidence.hours >= 24,
          ),
        ]
      : [
          condition(
            conditionWords.dayCount,
            String(evidence.observed),
            conditionWords.atLeast(plain(evidence.expected)),
            true,
          ),
        ],
  }
}
