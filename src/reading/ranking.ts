/**
 * A choice among candidates by a sum of weights (a linear model; Fellegi–Sunter's sum of log odds has the same form).
 * Features are short names; a feature without a weight counts nothing. The shipped weights are set by hand
 * (ranking-weights.ts); `trainRanking` learns a county's own from its labelled rows.
 */
export type Weights = Readonly<Record<string, number>>

export interface Ranked {
  readonly features: readonly string[]
}

export function scoreOf(features: readonly string[], weights: Weights): number {
  let sum = 0
  for (const feature of features) sum += weights[feature] ?? 0
  return sum
}

/** Index of the highest score, the first of equals; -1 for an empty list. */
export function choose(candidates: readonly Ranked[], weights: Weights): number {
  let best = -1
  let high = -Infinity
  for (const [index, candidate] of candidates.entries()) {
    const score = scoreOf(candidate.features, weights)
    if (score > high) {
      best = index
      high = score
    }
  }
  return best
}

export interface Example {
  readonly candidates: readonly Ranked[]
  /** Which of them are right; several may be. */
  readonly right: readonly number[]
}

/** By a search over few values on labelled messages; coarse, because neighbours give the same. */
const rounds = 10
const rate = 0.05
const pull = 0.03
/** Smaller shares of a candidate's probability teach nothing that is worth a step. */
const smallestStep = 1e-4

/**
 * Conditional log-linear model (a softmax over the candidates of each example; several may be right), by stochastic steps
 * whose size shrinks per feature (AdaGrad, Duchi, Hazan & Singer 2011) and with an L2 pull towards `start`, so that a
 * feature without examples keeps what it had. The order of examples is fixed: the same rows give the same weights.
 * Examples without a right candidate teach nothing.
 */
export function trainRanking(examples: readonly Example[], start: Weights): Weights {
  const weights = new Map(Object.entries(start))
  const squares = new Map<string, number>()
  const usable = examples.filter((example) => example.right.length > 0)
  // A stride without a common divisor visits every example once a round, in no order of the file.
  const stride = [7919, 7907, 7901].find((prime) => usable.length % prime !== 0) ?? 1
  for (let turn = 0; turn < rounds * usable.length; turn++) {
    const { candidates, right } = usable[(turn * stride) % usable.length]!
    const scores = candidates.map(({ features }) =>
      features.reduce((sum, feature) => sum + (weights.get(feature) ?? 0), 0),
    )
    const high = Math.max(...scores)
    const shares = scores.map((score) => Math.exp(score - high))
    const total = shares.reduce((sum, share) => sum + share, 0)
    const totalRight = right.reduce((sum, index) => sum + shares[index]!, 0)
    const gradient = new Map<string, number>()
    for (const [index, { features }] of candidates.entries()) {
      const step =
        (right.includes(index) ? (totalRight > 0 ? shares[index]! / totalRight : 1 / right.length) : 0) -
        shares[index]! / total
      if (Math.abs(step) >= smallestStep)
        for (const feature of features) gradient.set(feature, (gradient.get(feature) ?? 0) + step)
    }
    for (const [feature, slope] of gradient) {
      const weight = weights.get(feature) ?? 0
      const step = slope - pull * (weight - (start[feature] ?? 0))
      const square = (squares.get(feature) ?? 0) + step * step
      squares.set(feature, square)
      weights.set(feature, weight + (rate * step) / Math.sqrt(square + 1e-6))
    }
  }
  return Object.fromEntries(
    [...weights]
      .map(([feature, weight]) => [feature, Math.round(weight * 10_000) / 10_000] as const)
      .filter(([, weight]) => weight !== 0),
  )
}
