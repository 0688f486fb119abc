import { seededRandom, shuffle } from '../../platform/random.ts'
import { type SparseVector, scaled } from './features.ts'

/** One plane a class: factors of the features (naive Bayes log ratios), weights, the bias as the weights' last element. */
export interface ClassPlane {
  readonly factors: Float32Array | null
  readonly weights: Float32Array
}

function dot(weights: Float32Array, { indices, values }: SparseVector): number {
  let sum = weights[weights.length - 1]!
  for (let at = 0; at < indices.length; at++) sum += weights[indices[at]!]! * values[at]!
  return sum
}

function addTo(weights: Float32Array, { indices, values }: SparseVector, factor: number): void {
  for (let at = 0; at < indices.length; at++) weights[indices[at]!]! += factor * values[at]!
  weights[weights.length - 1]! += factor
}

const mostRounds = 200
const tolerance = 0.05

/**
 * Two classes, squared hinge loss with L2 penalty, by dual coordinate descent (Hsieh et al. 2008, algorithm 1). `cost` is C;
 * `positive[i]` tells the side of row i. The bias is a feature that is always 1.
 */
function trainSide(
  rows: readonly SparseVector[],
  positive: Uint8Array,
  size: number,
  cost: number,
  random: () => number,
): Float32Array {
  const weights = new Float32Array(size + 1)
  const alphas = new Float64Array(rows.length)
  const diagonal = 1 / (2 * cost)
  const norms = rows.map(({ values }) => values.reduce((sum, value) => sum + value * value, 1) + diagonal)
  const order = rows.map((_, index) => index)
  for (let round = 0; round < mostRounds; round++) {
    let worst = 0
    for (const index of shuffle(order, random)) {
      const sign = positive[index] === 1 ? 1 : -1
      const row = rows[index]!
      const before = alphas[index]!
      const gradient = sign * dot(weights, row) - 1 + diagonal * before
      const projected = before === 0 ? Math.min(gradient, 0) : gradient
      if (projected === 0) continue
      worst = Math.max(worst, Math.abs(projected))
      const after = Math.max(before - gradient / norms[index]!, 0)
      alphas[index] = after
      addTo(weights, row, (after - before) * sign)
    }
    if (worst < tolerance) break
  }
  return weights
}

/**
 * |ln((p / Σp) / (q / Σq))| of each feature, p and q the smoothed numbers of documents of the class and of the rest that hold
 * it: what tells a class apart weighs more (Wang & Manning 2012, NBSVM; the sign is left to the plane).
 */
function bayesFactors(rows: readonly SparseVector[], positive: Uint8Array, size: number): Float32Array {
  const inside = new Float64Array(size).fill(1)
  const outside = new Float64Array(size).fill(1)
  for (const [index, { indices }] of rows.entries()) {
    const side = positive[index] === 1 ? inside : outside
    for (const feature of indices) side[feature]! += 1
  }
  const sum = (counts: Float64Array): number => counts.reduce((total, count) => total + count, 0)
  const share = sum(outside) / sum(inside)
  return Float32Array.from(inside, (count, feature) => Math.abs(Math.log((count / outside[feature]!) * share)))
}

export interface LinearOptions {
  /** Number of classes. */
  readonly count: number
  /** Number of features. */
  readonly size: number
  /** C of the squared hinge loss. */
  readonly cost: number
  readonly seed: number
  /** Without naive Bayes factors: the plain support vector machine, kept as the peer of the benchmark. */
  readonly plain?: boolean
}

/** One against the rest. `classes[i]` is the class of row i. The same rows in the same order give the same planes. */
export function trainLinear(
  rows: readonly SparseVector[],
  classes: Uint32Array,
  { count, size, cost, seed, plain = false }: LinearOptions,
): ClassPlane[] {
  return Array.from({ length: count }, (_, own) => {
    const positive = Uint8Array.from(classes, (one) => (one === own ? 1 : 0))
    const factors = plain ? null : bayesFactors(rows, positive, size)
    const ownRows = rows.map((row) => scaled(row, factors ?? undefined))
    return { factors, weights: trainSide(ownRows, positive, size, cost, seededRandom(seed + own)) }
  })
}

/** Signed distance of a row from each class's plane, in the classes' order. */
export const scoresOf = (planes: readonly ClassPlane[], row: SparseVector): number[] =>
  planes.map(({ factors, weights }) => dot(weights, scaled(row, factors ?? undefined)))
