import type { DisputeType } from '../../vocabulary/dispute-types.ts'
import { modelVersion } from '../thresholds.ts'

/** A logistic line over factors: log-odds = intercept + Σ weight × value. */
export interface Line {
  readonly intercept: number
  readonly weights: Readonly<Record<string, number>>
}

export type Calibration =
  | { readonly kind: 'platt'; readonly offset: number; readonly slope: number }
  /** Rising steps: chances `at` become `to`, straight lines between. */
  | { readonly kind: 'isotonic'; readonly at: readonly number[]; readonly to: readonly number[] }

/**
 * Chance of an escalation within 30 days. `end` null: the line gives it at once (what is set by hand). Otherwise two competing
 * weekly hazards: `escalate`, and `end` for a dispute that is closed first (detection.md 4.3).
 */
export interface MicroModel {
  readonly version: string
  readonly escalate: Line
  readonly end: Line | null
  readonly calibration: Calibration | null
}

export const typeWeights: Readonly<Partial<Record<DisputeType, number>>> = {
  housingHomestead: 0.4,
  neighbour: 0.3,
  marriageFamily: 0.3,
  labour: 0.2,
  expropriation: 0.2,
  landForest: 0.2,
  privateLoan: 0.1,
  medical: 0.1,
  damages: 0.1,
  finance: -0.5,
  consumer: -0.5,
  onlineTrade: -0.9,
  publicService: -0.6,
  intellectualProperty: -1,
  none: -1.5,
}

interface CueShape {
  /** Days after which the contribution has halved. */
  readonly halfLife: number
  /** Sum of decayed occurrences that counts at most. */
  readonly most: number
}
export const cueShapes = {
  violence: { halfLife: 30, most: 1.6 },
  threat: { halfLife: 30, most: 1.6 },
  selfHarm: { halfLife: 30, most: 1.5 },
  domesticViolence: { halfLife: 60, most: 1.5 },
  collective: { halfLife: 30, most: 1.5 },
  deadline: { halfLife: 21, most: 1 },
  media: { halfLife: 21, most: 1 },
  repeat: { halfLife: 30, most: 1 },
  weapon: { halfLife: 30, most: 1.5 },
  alcohol: { halfLife: 60, most: 1.5 },
} as const satisfies Record<string, CueShape>
export type WeightedCue = keyof typeof cueShapes

/**
 * Set by hand (domain.md 7.2). The intercept means about 0.1 % in 30 days for a dispute with nothing but its type known: an
 * order of magnitude, since no public rate for open disputes was found; a county's own outcomes take over (fit.ts).
 */
export const handSet: MicroModel = {
  version: modelVersion,
  escalate: {
    intercept: -6.8,
    weights: {
      ...Object.fromEntries(Object.entries(typeWeights).map(([type, weight]) => [`type:${type}`, weight])),
      // Calls to the police between the same two: frequency and recency predict best, but repetition alone never alerts.
      calls: 0.85,
      interval: 0.1,
      violence: 1.6,
      threat: 1.3,
      selfHarm: 1.8,
      domesticViolence: 1.2,
      collective: 1.4,
      deadline: 0.3,
      media: 0.2,
      repeat: 0.3,
      weapon: 0.7,
      alcohol: 0.4,
      // Distinct complainants of the one dispute, log₂: not how often anybody complained.
      group: 0.3,
      people5: 1.2,
      people15: 1.6,
      failed: 0.8,
      reopened: 0.6,
      wages: 0.5,
      settled: -1.2,
    },
  },
  end: null,
  calibration: null,
}

export const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value))
export const logit = (chance: number): number => Math.log(chance / (1 - chance))

export function logOddsOf({ intercept, weights }: Line, values: Readonly<Record<string, number>>): number {
  let sum = intercept
  for (const name in values) sum += (weights[name] ?? 0) * values[name]!
  return sum
}

const weeksInThirtyDays = 30 / 7

export function calibrated(chance: number, calibration: Calibration | null): number {
  if (calibration === null) return chance
  if (calibration.kind === 'platt') {
    const inside = Math.min(1 - 1e-9, Math.max(1e-9, chance))
    return sigmoid(calibration.offset + calibration.slope * logit(inside))
  }
  const { at, to } = calibration
  const above = at.findIndex((value) => value >= chance)
  if (above === 0) return to[0]!
  if (above < 0) return to.at(-1)!
  const share = (chance - at[above - 1]!) / (at[above]! - at[above - 1]!)
  return to[above - 1]! + share * (to[above]! - to[above - 1]!)
}

/** Chance within 30 days from the values of the factors. */
export function chanceOf(model: MicroModel, values: Readonly<Record<string, number>>): number {
  const escalate = sigmoid(logOddsOf(model.escalate, values))
  if (model.end === null) return calibrated(escalate, model.calibration)
  // Either end takes the dispute out of the risk of the other: h₁ Σ (1 − h₁ − h₂)^(t−1) over the weeks.
  const end = Math.min(sigmoid(logOddsOf(model.end, values)), 1 - escalate)
  const either = escalate + end
  const whole = 1 - (1 - either) ** weeksInThirtyDays
  return calibrated((escalate / either) * whole, model.calibration)
}
