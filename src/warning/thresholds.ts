import type { ClockCode } from '../vocabulary/clocks.ts'
import type { DisputeType } from '../vocabulary/dispute-types.ts'
import { type RuleKey, warningRules } from '../vocabulary/words/warning.ts'
import type { AlertGrade } from './schema.ts'

export const rules = warningRules
export type { RuleKey }

/**
 * Every constant that decides whether something alerts, with the false alerts that it may cost. All of them are set by
 * hand from detection.md 4.2–4.4 and domain.md 7; none has been fitted to a county's own outcomes (`verified: false`).
 */
export const modelVersion = '2026.11-hand-set-2'
export const verified = false

export const day = 86_400_000

/** Window of the meso rule, and how long a record may be late before it counts as history. */
export const windowDays = 30
export const lateDays = 30
/** Baseline: weeks that end before the window begins, at most this many. */
export const baselineWeeks = 48
/** Silence after which a dispute leaves the list of open ones (formats.md, export risks) and a raised alert expires. */
export const silentDays = 180

/**
 * Chance from which one dispute's alert gets its grade. Set so that a single police call with words of violence is blue,
 * that with a threat yellow or orange, and that repetition alone never alerts (see micro.ts).
 */
export const microThresholds = [
  { grade: 'red', probability: 0.1 },
  { grade: 'orange', probability: 0.05 },
  { grade: 'yellow', probability: 0.022 },
  { grade: 'blue', probability: 0.0125 },
] as const satisfies readonly { grade: AlertGrade; probability: number }[]

/**
 * Meso: alert when P(N ≥ n) ≤ this. With S keys looked at daily and κ episodes per exceedance day,
 * p* = B·towns / (30.4·S·κ) (detection.md 4.4): B = 1, 23 towns, S ≈ 2,000, κ ≈ 0.4 → 9.5·10⁻⁴.
 */
export const mesoProbability = 9.5e-4
/** Fewer distinct complainants never make a cluster (domain.md 7.4: ≥ 3 parties in 30 days). */
export const mesoMinimum = 3
/** And at least this many times what was expected. */
export const mesoRatio = 3
/** While open an alert keeps its cluster together: quiet for so long, it has ended and a new one may be raised. */
export const mesoQuietDays = 45
/** A dismissed cluster speaks again within this time only when it has doubled. */
export const mesoDismissedDays = 90

/** Distinct complainants from which a cluster's grade rises; `urgent` = growing fast, or words of gathering, threat, self-harm. */
export const mesoGrades = { red: 8, redUrgent: 6, orange: 5, orangeUrgent: 4 } as const

/**
 * Scan over villages and towns: B = 0.05 a town and month, 23 towns, 27 types looked at daily, κ ≈ 0.3 new episodes per
 * exceedance day (windows of up to 28 days overlap) → p* = 0.05·23 / (30.4·27·0.3) = 4.7·10⁻³. At least five complainants.
 */
export const scanProbability = 4.7e-3
export const scanMinimum = 5
export const scanRatio = 2
/** Shared records from which two groups are one matter (detection.md 4.2). */
export const scanOverlap = 0.3

/** Macro: B = 0.5, 23 towns, 621 series once a week → p* = 0.5·23 / (4.35·621) = 4.3·10⁻³. */
export const macroProbability = 4.3e-3
export const macroMinimum = 5
export const macroRatio = 1.8
/** Weeks of a series' own history from which it is judged by itself; below, by the county's type and the town's share. */
export const macroOwnWeeks = 26
export const macroHistoryWeeks = 104
/** The newest weeks before the judged one stay out of the baseline, so that an onset does not raise its own bar. */
export const macroGuardWeeks = 3
export const macroRepeatWeeks = 8

/** Feed: a source is silent when this many of its records should have come by now and none did; e⁻¹² ≈ 6·10⁻⁶ under Poisson. */
export const feedSilentExpected = 12
/** A day is a flood with this many times the usual, and at least this many records. */
export const feedFloodRatio = 8
export const feedFloodMinimum = 100

/**
 * Prior of the meso rule by type: expected distinct complainants per key in 30 days, before anything is known of the key.
 * `shape` a = 0.5 lets a few busy keys be much above it. Order of magnitude from detection.md 4.2 (0.01–0.05 for an
 * ordinary estate, doubled); a key's own history takes over within months.
 */
export const mesoPriorShape = 0.5
export const mesoPriorMean: Readonly<Partial<Record<DisputeType, number>>> = {
  homePurchase: 0.08,
  construction: 0.08,
  labour: 0.1,
  lease: 0.08,
  education: 0.1,
  consumer: 0.12,
  propertyService: 0.15,
  expropriation: 0.12,
  finance: 0.2,
  medical: 0.2,
  environment: 0.15,
  villageAffairs: 0.15,
  onlineTrade: 0.2,
  publicService: 0.4,
}
export const mesoPriorMeanOther = 0.12
/** For keys over all types of one respondent. */
export const mesoPriorMeanAnyType = 0.15
/** A county whose records go back less than this cannot know its keys: the prior mean is raised by this factor. */
export const mesoYoungCountyDays = 90
export const mesoYoungFactor = 1.5

/** Types in which people of one place have a common counterpart even where no respondent is named. */
export const siteTypes: ReadonlySet<DisputeType> = new Set<DisputeType>([
  'homePurchase',
  'propertyService',
  'lease',
  'construction',
  'labour',
  'consumer',
  'finance',
  'contract',
  'businessOperation',
  'environment',
  'expropriation',
  'education',
  'medical',
  'tourism',
  'villageAffairs',
  'landForest',
  'housingHomestead',
  'publicService',
  'onlineTrade',
  'other',
])

/** Until when a named person should have triaged an alert: codes of vocabulary/clocks.ts (domain.md 7.3, not verified). */
export const triageClocks = {
  red: 'alertRedConfirm',
  orange: 'alertOrangeConfirm',
  yellow: 'alertYellowContact',
  blue: 'alertBlueVisit',
} as const satisfies Record<AlertGrade, ClockCode>
