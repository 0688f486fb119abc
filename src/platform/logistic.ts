/** One observation: places and values of what is not zero, and what happened. */
export interface Observation {
  readonly at: readonly number[]
  readonly values: readonly number[]
  readonly happened: boolean
}

/** Normal prior of each coefficient, the intercept first. */
export interface Prior {
  readonly means: readonly number[]
  /** 1 / variance. */
  readonly precisions: readonly number[]
}

const mostRounds = 50
const tolerance = 1e-9

/** Solves A x = b for a symmetric positive definite A (row by row), which is overwritten by its Cholesky factor. */
function solve(matrix: Float64Array, right: Float64Array): Float64Array {
  const size = right.length
  for (let row = 0; row < size; row++)
    for (let column = 0; column <= row; column++) {
      let sum = matrix[row * size + column]!
      for (let at = 0; at < column; at++) sum -= matrix[row * size + at]! * matrix[column * size + at]!
      matrix[row * size + column] = row === column ? Math.sqrt(sum) : sum / matrix[column * size + column]!
    }
  const result = Float64Array.from(right)
  for (let row = 0; row < size; row++) {
    for (let at = 0; at < row; at++) result[row]! -= matrix[row * size + at]! * result[at]!
    result[row]! /= matrix[row * size + row]!
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let at = row + 1; at < size; at++) result[row]! -= matrix[at * size + row]! * result[at]!
    result[row]! /= matrix[row * size + row]!
  }
  return result
}

/**
 * Most probable coefficients of a logistic line under a normal prior, by Newton's method (penalised likelihood; Hastie,
 * Tibshirani and Friedman 2009, 4.4.1). The intercept comes first; `at` counts the others from 1. Halves a step that would
 * make it worse, so it ends also on separable data.
 */
export function logisticLine(observations: readonly Observation[], { means, precisions }: Prior): Float64Array {
  const size = means.length
  let current = Float64Array.from(means)
  const lineOf = (line: Float64Array, { at, values }: Observation): number => {
    let sum = line[0]!
    for (let index = 0; index < at.length; index++) sum += line[at[index]!]! * values[index]!
    return sum
  }
  const loss = (line: Float64Array): number => {
    let sum = 0
    for (const one of observations) {
      const value = lineOf(line, one)
      // ln(1 + e^v) − y v without overflow.
      sum += Math.max(value, 0) + Math.log1p(Math.exp(-Math.abs(value))) - (one.happened ? value : 0)
    }
    for (let index = 0; index < size; index++) sum += (precisions[index]! * (line[index]! - means[index]!) ** 2) / 2
    return sum
  }
  let best = loss(current)
  for (let round = 0; round < mostRounds; round++) {
    const gradient = new Float64Array(size)
    const curvature = new Float64Array(size * size)
    for (let index = 0; index < size; index++) {
      gradient[index] = precisions[index]! * (current[index]! - means[index]!)
      curvature[index * size + index] = precisions[index]!
    }
    for (const one of observations) {
      const chance = 1 / (1 + Math.exp(-lineOf(current, one)))
      const rest = chance - (one.happened ? 1 : 0)
      const weight = chance * (1 - chance)
      gradient[0]! += rest
      curvature[0]! += weight
      for (let index = 0; index < one.at.length; index++) {
        const row = one.at[index]!
        const value = one.values[index]!
        gradient[row]! += rest * value
        curvature[row * size]! += weight * value
        for (let inner = 0; inner < one.at.length; inner++) {
          const column = one.at[inner]!
          if (column <= row) curvature[row * size + column]! += weight * value * one.values[inner]!
        }
      }
    }
    const step = solve(curvature, gradient)
    let next = current
    let reached = best
    for (let factor = 1; factor > 1e-4; factor /= 2) {
      next = current.map((value, index) => value - factor * step[index]!)
      reached = loss(next)
      if (reached <= best) break
    }
    if (!(reached <= best)) break
    const gain = best - reached
    current = next
    best = reached
    if (gain <= tolerance * Math.max(1, Math.abs(best))) break
  }
  return current
}
