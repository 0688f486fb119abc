import { betaQuantile } from '../../platform/beta.ts'

export interface Interval {
  readonly low: number
  readonly high: number
}

/**
 * Exact interval of a proportion (Clopper and Pearson 1934), as shares of 1; null without a trial. Never too narrow, also where
 * none of the sample was wrong, which is the usual case here.
 */
export function exactInterval(successes: number, trials: number, confidence = 0.95): Interval | null {
  if (trials <= 0) return null
  const tail = (1 - confidence) / 2
  return {
    low: successes === 0 ? 0 : betaQuantile(tail, successes, trials - successes + 1),
    high: successes === trials ? 1 : betaQuantile(1 - tail, successes + 1, trials - successes),
  }
}

export interface Agreement {
  /** Share of pairs on which both said the same. */
  readonly observed: number
  /** Cohen's kappa; null where chance alone would make both agree always. */
  readonly kappa: number | null
  readonly interval: Interval | null
  readonly pairs: number
}

/**
 * Agreement of two readers beyond chance (Cohen 1960) over `table[first answer][second answer]` counts; the interval is
 * kappa ± 1.96 standard errors of the large sample (Fleiss, Cohen and Everitt 1969), cut to −1 … 1. Null without a pair.
 */
export function agreement(table: readonly (readonly number[])[]): Agreement | null {
  const pairs = table.flat().reduce((sum, count) => sum + count, 0)
  if (pairs === 0) return null
  const share = (i: number, j: number): number => (table[i]?.[j] ?? 0) / pairs
  const size = table.map((_, index) => index)
  const rows = size.map((i) => size.reduce((sum, j) => sum + share(i, j), 0))
  const columns = size.map((j) => size.reduce((sum, i) => sum + share(i, j), 0))
  const observed = size.reduce((sum, i) => sum + share(i, i), 0)
  const chance = size.reduce((sum, i) => sum + rows[i]! * columns[i]!, 0)
  if (chance >= 1) return { observed, kappa: null, interval: null, pairs }
  const kappa = (observed - chance) / (1 - chance)
  const onDiagonal = size.reduce((sum, i) => sum + share(i, i) * (1 - (rows[i]! + columns[i]!) * (1 - kappa)) ** 2, 0)
  const offDiagonal =
    (1 - kappa) ** 2 *
    size.reduce(
      (sum, i) =>
        sum + size.reduce((inner, j) => inner + (i === j ? 0 : share(i, j) * (columns[i]! + rows[j]!) ** 2), 0),
      0,
    )
  const variance = (onDiagonal + offDiagonal - (kappa - chance * (1 - kappa)) ** 2) / (pairs * (1 - chance) ** 2)
  const half = 1.959964 * Math.sqrt(Math.max(0, variance))
  return { observed, kappa, interval: { low: Math.max(-1, kappa - half), high: Math.min(1, kappa + half) }, pairs }
}
