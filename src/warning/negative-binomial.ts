/** Negative binomial in the form of a Gamma–Poisson mixture: `shape` r, `mean` m, variance m + m²/r. */
export interface Predictive {
  readonly shape: number
  readonly mean: number
}

/** P(N ≥ count), summed from the exact recurrence p(k+1) = p(k)·(r+k)/(k+1)·q with q = m/(r+m). */
export function upperTail({ shape, mean }: Predictive, count: number): number {
  if (count <= 0) return 1
  if (mean <= 0) return 0
  const q = mean / (shape + mean)
  // log p(0), so that a large shape does not lose digits
  let logTerm = -shape * Math.log1p(mean / shape)
  for (let k = 0; k < count; k += 1) logTerm += Math.log(((shape + k) / (k + 1)) * q)
  let term = Math.exp(logTerm)
  let sum = 0
  // Terms grow up to the mode and then fall geometrically: stop once they no longer change the sum.
  for (let k = count; k < count + 100_000; k += 1) {
    sum += term
    const ratio = ((shape + k) / (k + 1)) * q
    if (ratio < 1 && term < sum * 1e-16) break
    term *= ratio
  }
  return Math.min(1, sum)
}

/** Smallest count whose upper tail is at most `probability`: the value from which a rule alerts. */
export function criticalCount(predictive: Predictive, probability: number): number {
  let count = 1
  while (upperTail(predictive, count) > probability) count += 1
  return count
}

/** Interval that holds the coming count with at least `coverage`, tails of equal size at most. */
export function predictiveInterval(predictive: Predictive, coverage = 0.95): { low: number; high: number } {
  const tail = (1 - coverage) / 2
  let low = 0
  while (1 - upperTail(predictive, low + 1) < tail) low += 1
  return { low, high: criticalCount(predictive, tail) - 1 }
}
