import type { DisputeType } from '../vocabulary/dispute-types.ts'
import { criticalCount, predictiveInterval, upperTail } from './negative-binomial.ts'
import { type MesoLimits, usualMeso } from './rules/table.ts'
import type { AlertGrade } from './schema.ts'
import type { Signal } from './signal.ts'
import {
  baselineWeeks,
  day,
  mesoPriorMean,
  mesoPriorMeanAnyType,
  mesoPriorMeanOther,
  mesoPriorShape,
  mesoYoungCountyDays,
  mesoYoungFactor,
  windowDays,
} from './thresholds.ts'

/** One record as the cluster rule sees it: who (by key), when, where, about what. Times in milliseconds. */
export interface Sighting
  extends Pick<
    Signal,
    | 'recordId'
    | 'sequence'
    | 'disputeId'
    | 'traceCode'
    | 'source'
    | 'supplier'
    | 'number'
    | 'type'
    | 'town'
    | 'place'
    | 'occurredAt'
    | 'receivedAt'
    | 'complainants'
    | 'keys'
    | 'label'
    | 'site'
    | 'sealed'
  > {
  /** Words of gathering, threat, violence or self-harm, which make a cluster urgent. */
  readonly urgent: boolean
}

export const week = 7 * day
/** 1970-01-05 00:00 +08:00 was a Monday. */
const firstMonday = 4 * day - 8 * 3_600_000
/** Number of the week (Monday 00:00 +08:00) in which an instant lies. */
export const weekOf = (at: number): number => Math.floor((at - firstMonday) / week)
export const startOfWeek = (number: number): number => firstMonday + number * week

const urgentCues: ReadonlySet<string> = new Set(['collective', 'threat', 'violence', 'selfHarm'])
export function sightingOf(signal: Signal): Sighting {
  const {
    recordId,
    sequence,
    disputeId,
    traceCode,
    source,
    supplier,
    number,
    type,
    town,
    place,
    occurredAt,
    receivedAt,
    complainants,
    keys,
    label,
    site,
    sealed,
  } = signal
  return {
    recordId,
    sequence,
    disputeId,
    traceCode,
    source,
    supplier,
    number,
    type,
    town,
    place,
    occurredAt,
    receivedAt,
    complainants,
    keys,
    label,
    site,
    sealed,
    urgent: signal.cues.some((cue) => urgentCues.has(cue.kind)),
  }
}

export const isSiteKey = (key: string): boolean => key.startsWith('s:') || key.startsWith('z:')
/** Type that a key is about; null for keys over all types. */
export const typeOfKey = (key: string): DisputeType | null =>
  key.startsWith('a:') || key.startsWith('z:') ? null : (key.slice(key.lastIndexOf('|') + 1) as DisputeType)

/** What was known of a key before the window, in plain numbers: enough to compute the expectation again. */
export interface Baseline {
  readonly key: string
  /** Complainants counted in the weeks before the window. */
  readonly earlier: number
  readonly weeks: number
  readonly priorShape: number
  /** Expected in 30 days. */
  readonly priorMean: number
  /** Days of the window; absent in evidence from before rules were a table: 30. */
  readonly windowDays?: number
}

/** `countyStart`: first week in which the county's records are dense, or null while none is. */
export function baselineOf(
  key: string,
  counts: ReadonlyMap<number, number>,
  windowStart: number,
  countyStart: number | null,
  days: number = windowDays,
): Baseline {
  const last = weekOf(windowStart) - 1
  const first = Math.max(last - baselineWeeks + 1, countyStart ?? last + 1)
  let earlier = 0
  for (const [number, count] of counts) if (number >= first && number <= last) earlier += count
  const young = countyStart === null || windowStart + days * day - startOfWeek(countyStart) < mesoYoungCountyDays * day
  const type = typeOfKey(key)
  const mean = type === null ? mesoPriorMeanAnyType : (mesoPriorMean[type] ?? mesoPriorMeanOther)
  return {
    key,
    earlier,
    weeks: Math.max(0, last - first + 1),
    priorShape: mesoPriorShape,
    priorMean: young ? mesoYoungFactor * mean : mean,
    windowDays: days,
  }
}

/** Gamma–Poisson: after `earlier` events in `weeks`, the coming window is negative binomial with this shape and mean. */
export function expectationOf({ earlier, weeks, priorShape, priorMean, windowDays: days = windowDays }: Baseline): {
  shape: number
  mean: number
} {
  const exposure = (weeks * 7) / windowDays
  const shape = priorShape + earlier
  return { shape, mean: (shape / (priorShape / priorMean + exposure)) * (days / windowDays) }
}

export interface Judgement {
  readonly observed: number
  readonly expected: number
  readonly shape: number
  readonly low: number
  readonly high: number
  readonly probability: number
  /** Smallest number of distinct complainants that alerts. */
  readonly threshold: number
  readonly alerts: boolean
}

export function judge(observed: number, baseline: Baseline, limits: MesoLimits = usualMeso): Judgement {
  const predictive = expectationOf(baseline)
  const probability = upperTail(predictive, observed)
  const threshold = Math.max(
    limits.minimum,
    criticalCount(predictive, limits.probability),
    Math.ceil(limits.ratio * predictive.mean),
  )
  const { low, high } = predictiveInterval(predictive)
  return {
    observed,
    expected: predictive.mean,
    shape: predictive.shape,
    low,
    high,
    probability,
    threshold,
    alerts: observed >= threshold,
  }
}

/** Distinct complainants: never calls, never copies of one person. */
export function complainantsOf(sightings: Iterable<Pick<Sighting, 'complainants'>>): Set<string> {
  const all = new Set<string>()
  for (const { complainants } of sightings) for (const complainant of complainants) all.add(complainant)
  return all
}

/**
 * Independent reports: records that bring somebody who had not spoken yet. What a rule counts: where each record names one
 * person this is the number of distinct complainants; one record that names ten is one report. `sightings` in sequence.
 */
export function reportsOf(sightings: readonly Pick<Sighting, 'complainants'>[]): number {
  const seen = new Set<string>()
  let reports = 0
  for (const { complainants } of sightings) {
    if (complainants.some((complainant) => !seen.has(complainant))) reports += 1
    for (const complainant of complainants) seen.add(complainant)
  }
  return reports
}

/** Two records of a site belong together unless both say a town and the towns differ. */
export const sameTown = (one: string | null, other: string | null): boolean =>
  one === null || other === null || one === other

/** Sightings of a key in (from, to], known at `knownAt`, and for a site key in the same town. Pure. */
export function within(
  sightings: readonly Sighting[] | undefined,
  from: number,
  to: number,
  knownAt: number,
  key: string,
  town: string | null,
): Sighting[] {
  if (sightings === undefined) return []
  return sightings.filter(
    (sighting) =>
      sighting.occurredAt > from &&
      sighting.occurredAt <= to &&
      sighting.receivedAt <= knownAt &&
      (!isSiteKey(key) || sameTown(sighting.town, town)),
  )
}

export interface Cluster {
  /** Key that alerts, then those that mostly hold the same complainants. */
  readonly keys: readonly string[]
  readonly members: readonly Sighting[]
  readonly baseline: Baseline
  readonly judgement: Judgement
  readonly from: number
  readonly to: number
}

/**
 * The cluster around one key: its records in the window, and those of every further key at least half of whose
 * complainants are in it (a developer under its company's name and under the estate's). The baseline with more history counts.
 */
export function clusterAround(
  key: string,
  windowOf: (key: string) => readonly Sighting[],
  baselineFor: (key: string) => Baseline,
  range: { from: number; to: number },
  limits: MesoLimits = usualMeso,
): Cluster {
  const primary = windowOf(key)
  const own = complainantsOf(primary)
  const keys = [key]
  const members = new Map(primary.map((sighting) => [sighting.recordId, sighting]))
  let baseline = baselineFor(key)
  for (const other of new Set(primary.flatMap((sighting) => sighting.keys))) {
    if (other === key) continue
    const sightings = windowOf(other)
    const theirs = complainantsOf(sightings)
    let shared = 0
    for (const complainant of theirs) if (own.has(complainant)) shared += 1
    if (shared < 2 || shared * 2 < theirs.size) continue
    keys.push(other)
    for (const sighting of sightings) members.set(sighting.recordId, sighting)
    const candidate = baselineFor(other)
    if (candidate.earlier > baseline.earlier) baseline = candidate
  }
  const all = [...members.values()].sort((one, other) => one.sequence - other.sequence)
  return { keys, members: all, baseline, judgement: judge(reportsOf(all), baseline, limits), ...range }
}

/** Severity × urgency: how many complainants (`weightOf`), and whether they are many at once or speak of gathering or harm. */
export function mesoGrade(
  observed: number,
  expected: number,
  urgent: boolean,
  limits: MesoLimits = usualMeso,
): AlertGrade {
  const beyond = observed >= 4 * expected
  if (beyond && observed >= (urgent ? limits.redUrgent : limits.red)) return 'red'
  if (observed >= (urgent ? limits.orangeUrgent : limits.orange)) return 'orange'
  return 'yellow'
}

/** Distinct complainants, but no more than two for each independent report: one list of signatures is one event. */
export function weightOf(sightings: readonly Pick<Sighting, 'complainants'>[]): number {
  return Math.min(complainantsOf(sightings).size, 2 * reportsOf(sightings))
}

/** Fast growth: at least half of the complainants, and no fewer than four, came within the last seven days. */
export function isGrowing(members: readonly Sighting[], at: number): boolean {
  const recent = complainantsOf(members.filter((member) => member.occurredAt > at - week)).size
  return recent >= 4 && recent * 2 >= complainantsOf(members).size
}

/** Fewest records whose removal leaves fewer than `threshold` distinct complainants. */
export function fewestToSilence(
  members: readonly Pick<Sighting, 'complainants' | 'recordId'>[],
  threshold: number,
): number {
  const left = new Map(members.map((member) => [member.recordId, member.complainants]))
  const distinct = () => reportsOf([...left.values()].map((complainants) => ({ complainants })))
  let removed = 0
  // Greedy: take the record whose loss costs most; exact where each complainant stands in one record.
  while (left.size > 0 && distinct() >= threshold) {
    const now = distinct()
    let best: string | null = null
    let gain = -1
    for (const recordId of left.keys()) {
      const others = reportsOf(
        [...left].filter(([id]) => id !== recordId).map(([, complainants]) => ({ complainants })),
      )
      if (now - others > gain) {
        gain = now - others
        best = recordId
      }
      if (gain > 0 || left.size > 60) break
    }
    left.delete(best!)
    removed += 1
  }
  return removed
}
