import { betaQuantile } from '../../platform/beta.ts'
import { logGamma } from '../../platform/log-gamma.ts'

/** What came of like disputes at one body, counted as of a day. */
export interface Past {
  readonly concluded: number
  readonly settled: number
  /** Failed, or settled long enough ago to see whether it held. */
  readonly judged: number
  /** Of these: settled and quiet for `holdingDays`. */
  readonly held: number
  /** Of the settled, null without any. */
  readonly medianDays: number | null
}

export const noPast: Past = { concluded: 0, settled: 0, judged: 0, held: 0, medianDays: null }

/** A settlement holds when the matter has not come back for so long (follow-up of orange alerts: domain.md 7.3). */
export const holdingDays = 90

export interface Prior {
  readonly mean: number
  /** Disputes that the prior weighs as much as. */
  readonly strength: number
}

const strengths = [2, 4, 8, 16, 32, 64, 128, 256] as const

/** Log of the Beta–Binomial likelihood of `held` of `judged`, without the binomial coefficient, which no prior changes. */
function logLikelihood({ held, judged }: Past, a: number, b: number): number {
  return (
    logGamma(a + held) +
    logGamma(b + judged - held) -
    logGamma(a + b + judged) -
    (logGamma(a) + logGamma(b) - logGamma(a + b))
  )
}

/**
 * What is expected of a body about which nothing is known, from all bodies' past with like disputes: the pooled mean (one half
 * added to each side) and, of a grid, the strength that makes what was seen most likely (empirical Bayes; Casella 1985).
 */
export function priorOf(pasts: readonly Past[]): Prior {
  const judged = pasts.reduce((sum, past) => sum + past.judged, 0)
  const held = pasts.reduce((sum, past) => sum + past.held, 0)
  const mean = (held + 0.5) / (judged + 1)
  const likelihood = (strength: number): number =>
    pasts.reduce((sum, past) => sum + logLikelihood(past, mean * strength, (1 - mean) * strength), 0)
  const seen = pasts.filter((past) => past.judged > 0).length
  // One body says nothing about how bodies differ.
  if (seen < 2) return { mean, strength: 16 }
  const strength = strengths.reduce((best, one) => (likelihood(one) > likelihood(best) ? one : best))
  return { mean, strength }
}

export interface Expected {
  readonly mean: number
  /** Central 80 % of the posterior. */
  readonly low: number
  readonly high: number
}

/** Posterior of the share that settles and holds: the body's own past drawn towards the prior. */
export function expectedOf({ held, judged }: Past, { mean, strength }: Prior): Expected {
  const a = mean * strength + held
  const b = (1 - mean) * strength + judged - held
  return { mean: a / (a + b), low: betaQuantile(0.1, a, b), high: betaQuantile(0.9, a, b) }
}
