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

/**
 * Averaged structured perceptron with a margin (Collins 2002; Crammer & Singer 2003), begun at `start`.
 * The order of examples is fixed, so the same rows give the same weights. Examples without a right candidate teach nothing.
 */
export function trainRanking(examples: readonly Example[], start: Weights, rounds = 12, rate = 0.08): Weights {
  const weights = new Map(Object.entries(start))
  const sums = new Map<string, number>()
  let step = 1
  const value = (features: readonly string[]) => features.reduce((sum, feature) => sum + (weights.get(feature) ?? 0), 0)
  const add = (features: readonly string[], change: number) => {
    for (const feature of features) {
      weights.set(feature, (weights.get(feature) ?? 0) + change)
      sums.set(feature, (sums.get(feature) ?? 0) + change * step)
    }
  }
  for (let round = 0; round < rounds; round++)
    for (let turn = 0; turn < examples.length; turn++) {
      const example = examples[(turn * 7919 + round * 104_729) % examples.length]!
      step++
      if (example.right.length === 0) continue
      const scores = example.candidates.map((candidate) => value(candidate.features))
      let good = example.right[0]!
      for (const index of example.right) if (scores[index]! > scores[good]!) good = index
      let bad = -1
      for (const [index, score] of scores.entries())
        if (!example.right.includes(index) && (bad < 0 || score > scores[bad]!)) bad = index
      if (bad < 0 || scores[good]! >= scores[bad]! + 1) continue
      add(example.candidates[good]!.features, rate)
      add(example.candidates[bad]!.features, -rate)
    }
  const averaged: Record<string, number> = {}
  for (const [feature, weight] of weights) {
    const mean = weight - (sums.get(feature) ?? 0) / step
    if (mean !== 0) averaged[feature] = Math.round(mean * 10_000) / 10_000
  }
  return averaged
}
