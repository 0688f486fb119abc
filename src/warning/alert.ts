import type { Outcome } from '../vocabulary/outcome-words.ts'
import type { MemberReason } from '../vocabulary/words/warning.ts'
import type { Baseline, Judgement } from './meso.ts'
import type { RiskFactor } from './micro.ts'
import type { MesoLimits, MicroLimits } from './rules/table.ts'
import type { AlertGrade, AlertKind, AlertLevel, AlertState } from './schema.ts'
import type { RuleKey } from './thresholds.ts'

/** What an alert rests on, kept as it was when it was raised: enough to explain it and to compute it again. */
export type Evidence =
  | {
      readonly of: 'meso'
      readonly baseline: Baseline
      readonly judgement: Judgement
      /** The rule that held; absent in evidence from before rules were a table. */
      readonly limits?: MesoLimits
      readonly ruleVersion?: number
      readonly keys: readonly string[]
      readonly town: string | null
      readonly from: number
      readonly to: number
      readonly urgent: boolean
      readonly growing: boolean
      /** [week number, distinct complainants counted in it], the window's weeks included. */
      readonly weeks: readonly (readonly [number, number])[]
    }
  | {
      readonly of: 'micro'
      readonly at: number
      readonly logOdds: number
      readonly factors: readonly RiskFactor[]
      readonly care: boolean
      readonly outcome: Outcome
      readonly limits?: MicroLimits
      readonly ruleVersion?: number
      /** Weights fitted to the county's own outcomes; absent or false: set by hand. */
      readonly fitted?: boolean
    }
  | {
      readonly of: 'scan'
      readonly type: string
      /** Nine digits for a town, twelve for a village. */
      readonly place: string
      readonly at: number
      readonly days: number
      readonly observed: number
      readonly expected: number
      readonly people: number
      readonly logRatio: number
      readonly probability: number
      readonly gumbel: number | null
      readonly replicates: number
      readonly seed: number
    }
  | {
      readonly of: 'macro'
      readonly week: number
      readonly observed: number
      readonly expected: number
      readonly shape: number
      readonly low: number
      readonly high: number
      readonly probability: number
      readonly threshold: number
      readonly historyWeeks: number
      readonly own: boolean
      readonly season: number
      readonly start: number | null
      readonly masked: readonly string[]
      readonly weeks: readonly (readonly [number, number])[]
    }
  | {
      readonly of: 'feed'
      readonly source: string
      readonly observed: number
      readonly expected: number
      readonly hours: number
    }
  /** Raised by a later room, which says why in its own words. */
  | { readonly of: 'given'; readonly why: readonly string[] }

/** One alert in memory while a batch is walked. Times in milliseconds. */
export interface LiveAlert {
  readonly id: string
  readonly code: string
  readonly level: AlertLevel | null
  readonly kind: AlertKind
  readonly rule: RuleKey
  grade: AlertGrade
  readonly gradeAtRaising: AlertGrade
  readonly state: AlertState
  readonly raisedAt: number
  readonly asOf: number
  readonly raisedSequence: number
  changedAt: number
  title: string
  readonly subject: string
  readonly place: string | null
  readonly town: string | null
  readonly type: string | null
  readonly observed: number | null
  readonly expected: number | null
  readonly probability: number | null
  currentObserved: number | null
  carePath: boolean
  sealed: boolean
  keys: string[]
  readonly disputeId: string | null
  readonly evidence: Evidence
  /** When the newest member happened. */
  lastMemberAt: number
  readonly triagedAt: number | null
  readonly observedAtTriage: number | null
  readonly closedAt: number | null
  members: LiveMember[]
  /** Not stored yet / stored and changed in this batch. */
  fresh: boolean
  touched: boolean
}

export interface LiveMember {
  readonly recordId: string
  readonly sequence: number
  readonly disputeId: string
  readonly traceCode: string
  readonly source: string
  readonly supplier: string
  readonly number: string
  readonly occurredAt: number
  readonly receivedAt: number
  readonly complainants: readonly string[]
  readonly reason: MemberReason
  readonly later: boolean
  readonly sealed: boolean
  readonly urgent: boolean
  /** All of its complainants were counted already. */
  readonly repeat: boolean
  removed: boolean
  fresh: boolean
}

export interface Regrade {
  readonly alertId: string
  readonly at: number
  readonly from: AlertGrade
  readonly to: AlertGrade
}

const order: Readonly<Record<AlertGrade, number>> = { red: 0, orange: 1, yellow: 2, blue: 3 }
export const isGraver = (one: AlertGrade, other: AlertGrade): boolean => order[one] < order[other]
export const graver = (one: AlertGrade, other: AlertGrade): AlertGrade => (isGraver(one, other) ? one : other)

/** Distinct complainants of the members that were not removed. */
export function distinctOf(members: readonly LiveMember[]): number {
  return new Set(members.filter((member) => !member.removed).flatMap((member) => member.complainants)).size
}

/** The finest place that all of them lie in: longest common prefix of 12, 9 or 6 digits; null when they differ or none is known. */
export function commonPlace(places: readonly (string | null)[]): string | null {
  const known = places.filter((place): place is string => place !== null && place !== '')
  if (known.length === 0) return null
  for (const length of [12, 9, 6]) {
    const prefix = known[0]!.slice(0, length)
    if (prefix.length === length && known.every((place) => place.startsWith(prefix))) return prefix
  }
  return null
}

/** The value that occurs most often, the earliest among equals; null for none. */
export function mostOften<T>(values: readonly (T | null)[]): T | null {
  const counts = new Map<T, number>()
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1)
  let best: T | null = null
  for (const [value, count] of counts) if (best === null || count > counts.get(best)!) best = value
  return best
}
