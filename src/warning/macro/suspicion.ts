import { logGamma } from '../../platform/log-gamma.ts'
import { seededRandom } from '../../platform/random.ts'
import type { Expected, Spacing } from './baseline.ts'

interface Shapes {
  /** Numbers of dates looked back over, the judged one included, and the weight of each. */
  readonly windows: readonly (readonly [dates: number, weight: number])[]
  /** Excess at its height, in standard deviations of one date. */
  readonly sizes: readonly number[]
}

/** Set once from how quickly complaints come, not fitted to a benchmark. */
const shapes: Readonly<Record<Spacing, Shapes>> = {
  week: {
    windows: [
      [1, 0.4],
      [2, 0.3],
      [3, 0.2],
      [4, 0.1],
    ],
    sizes: [2, 4, 7],
  },
  day: {
    windows: [
      [1, 0.15],
      [2, 0.1],
      [3, 0.15],
      [5, 0.1],
      [7, 0.15],
      [10, 0.1],
      [14, 0.1],
      [21, 0.1],
      [28, 0.05],
    ],
    sizes: [0.5, 1, 2, 4],
  },
}
/** Heights within a window as powers of one half: flat, rising to the judged date, falling from the first. */
const profiles = 3
const halvings = 4

/** Log of the probability of a count; negative binomial with variance = dispersion · mean, Poisson where that is 1. */
export function logProbability(count: number, mean: number, dispersion: number): number {
  if (dispersion < 1.01) return count * Math.log(mean) - mean - logGamma(count + 1)
  const shape = mean / (dispersion - 1)
  return (
    logGamma(count + shape) -
    logGamma(shape) -
    logGamma(count + 1) -
    shape * Math.log(dispersion) +
    count * Math.log(1 - 1 / dispersion)
  )
}

/** How many logs of likelihood ratios a date has: one for each size and height. */
const widthOf = (spacing: Spacing): number => shapes[spacing].sizes.length * halvings

/** Fills `into` (from `offset`) with ln P(count | raised mean) − ln P(count | mean) for each size and height. */
function ratios(spacing: Spacing, count: number, { mean, dispersion }: Expected, into: Float64Array, offset: number) {
  const plain = logProbability(count, mean, dispersion)
  const deviation = Math.sqrt(dispersion * mean)
  let at = offset
  for (const size of shapes[spacing].sizes)
    for (let halving = 0; halving < halvings; halving++)
      into[at++] = logProbability(count, mean + (size * deviation) / 2 ** halving, dispersion) - plain
}

/**
 * Log of a likelihood ratio averaged over how long, how strong and how shaped a rise may be (detection.md 4.1): its mean
 * without a rise is one, so that a value of b comes once in b looks at most. `rows`: newest date last, `widthOf` a date.
 */
function mixture(spacing: Spacing, rows: Float64Array, dates: number): number {
  const { windows, sizes } = shapes[spacing]
  const width = widthOf(spacing)
  let total = 0
  let weights = 0
  for (const [window, weight] of windows) {
    if (window > dates) continue
    weights += weight
    const share = weight / sizes.length / profiles
    for (let size = 0; size < sizes.length; size++) {
      let [flat, rising, falling] = [0, 0, 0]
      for (let back = 0; back < window; back++) {
        const row = (dates - 1 - back) * width + size * halvings
        flat += rows[row]!
        rising += rows[row + Math.floor((halvings * back) / window)]!
        falling += rows[row + Math.floor((halvings * (window - 1 - back)) / window)]!
      }
      total += share * (Math.exp(flat) + Math.exp(rising) + Math.exp(falling))
    }
  }
  return Math.min(700, Math.log(total / weights))
}

export const longestWindow = (spacing: Spacing): number => Math.max(...shapes[spacing].windows.map(([dates]) => dates))

/** Score of the newest of some dates, at most the longest window. */
export function scoreOf(spacing: Spacing, counts: readonly number[], expected: readonly Expected[]): number {
  const width = widthOf(spacing)
  const rows = new Float64Array(counts.length * width)
  for (const [at, count] of counts.entries()) ratios(spacing, count, expected[at]!, rows, at * width)
  return mixture(spacing, rows, counts.length)
}

/** What scores come without any rise, at one mean and dispersion. */
interface Quiet {
  /** Rising. */
  readonly scores: Float64Array
  /** Chance below which an alarm after two quiet dates comes as often as asked: share → chance. */
  episodes(share: number): number
}

const simulated = 20_000
const quietDates = 2

/** Cumulative probabilities of counts, until nothing is left. */
function cumulative({ mean, dispersion }: Expected): Float64Array {
  const sums: number[] = []
  let sum = 0
  for (let count = 0; count < 1e6; count++) {
    sum += Math.exp(logProbability(count, mean, dispersion))
    sums.push(sum)
    if (count > mean && sum > 1 - 1e-9) break
  }
  return Float64Array.from(sums)
}

function draw(sums: Float64Array, random: number): number {
  let [low, high] = [0, sums.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if (sums[middle]! > random) high = middle
    else low = middle + 1
  }
  return low
}

function simulate(spacing: Spacing, expected: Expected): Quiet {
  const random = seededRandom(2013)
  const sums = cumulative(expected)
  const width = widthOf(spacing)
  const known = new Map<number, Float64Array>()
  const reach = longestWindow(spacing)
  const rows = new Float64Array(reach * width)
  const path = new Float64Array(simulated)
  for (let date = -reach; date < simulated; date++) {
    const count = draw(sums, random())
    let row = known.get(count)
    if (!row) {
      row = new Float64Array(width)
      ratios(spacing, count, expected, row, 0)
      known.set(count, row)
    }
    rows.copyWithin(0, width)
    rows.set(row, (reach - 1) * width)
    if (date >= 0) path[date] = mixture(spacing, rows, reach)
  }
  const scores = Float64Array.from(path).sort()
  const episodes = (share: number): number => {
    const rateAt = (threshold: number): number => {
      let [count, quiet] = [0, quietDates]
      for (const score of path)
        if (score >= threshold) {
          if (quiet >= quietDates) count++
          quiet = 0
        } else quiet++
      return count / path.length
    }
    let [low, high] = [Math.floor(simulated * 0.5), simulated - 1]
    // From the highest score downwards episodes grow more frequent until alarms run together.
    while (low < high) {
      const middle = (low + high) >> 1
      if (rateAt(scores[middle]!) > share) low = middle + 1
      else high = middle
    }
    return chance(scores, scores[low]!)
  }
  return { scores, episodes }
}

/** Share of scores at or above one; beyond what was simulated the tail falls exponentially, by its slope over the last 1 %. */
function chance(scores: Float64Array, score: number): number {
  const size = scores.length
  let [low, high] = [0, size]
  while (low < high) {
    const middle = (low + high) >> 1
    if (scores[middle]! >= score) high = middle
    else low = middle + 1
  }
  const above = size - low
  const far = Math.floor(size * 0.999)
  if (above > size - far) return above / size
  const near = Math.floor(size * 0.99)
  const slope = Math.log(10) / Math.max(0.2, scores[far]! - scores[near]!)
  return Math.min(0.001, 0.001 * Math.exp(-slope * (score - scores[far]!)))
}

/** Means and dispersions at which scores are simulated; between them the chance is interpolated on the log scale. */
const meanStep = Math.log(1.6)
const dispersionStep = Math.log(1.35)
const largestMean = 5000

/** Turns scores into chances; simulates what it needs, once. The same in every run. */
export function calibration(spacing: Spacing) {
  const cells = new Map<string, Quiet>()
  const cellAt = (mean: number, dispersion: number): Quiet => {
    const key = `${mean} ${dispersion}`
    let found = cells.get(key)
    if (!found) {
      found = simulate(spacing, { mean: Math.exp(mean * meanStep), dispersion: Math.exp(dispersion * dispersionStep) })
      cells.set(key, found)
    }
    return found
  }
  const between = ({ mean, dispersion }: Expected, of: (cell: Quiet) => number): number => {
    const x = Math.log(Math.min(largestMean, Math.max(0.01, mean))) / meanStep
    const y = Math.log(Math.min(200, Math.max(1, dispersion))) / dispersionStep
    const [left, low] = [Math.floor(x), Math.floor(y)]
    let sum = 0
    for (const [dx, dy] of [
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
    ] as const) {
      const share = (dx === 1 ? x - left : 1 - (x - left)) * (dy === 1 ? y - low : 1 - (y - low))
      if (share > 1e-9) sum += share * Math.log(of(cellAt(left + dx, low + dy)))
    }
    return Math.exp(sum)
  }
  const episodeChances = new Map<Quiet, Map<number, number>>()
  return {
    /** Chance of at least this score on one date, if nothing is going on. */
    chance: (score: number, expected: Expected): number => between(expected, ({ scores }) => chance(scores, score)),
    /** Chance under which an alarm that follows two quiet dates comes on this share of the dates. */
    episodes: (share: number, expected: Expected): number =>
      between(expected, (cell) => {
        const known = episodeChances.get(cell) ?? new Map<number, number>()
        episodeChances.set(cell, known)
        const found = known.get(share) ?? cell.episodes(share)
        known.set(share, found)
        return found
      }),
  }
}
