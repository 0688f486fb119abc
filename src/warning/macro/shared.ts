import { type Baseline, credence, mostDoubt, predict, type Regression, regress, variancesOf } from './baseline.ts'
import { countyColumns, countySize } from './seasons.ts'

/** What one series is expected to bring in a week. */
export interface SharedExpectation {
  readonly mean: number
  /** Variance over mean without the doubt about the mean. */
  readonly spread: number
  /** Variance of the log mean from not knowing the coefficients, those of the type and the county counted in. */
  readonly doubt: number
}

/** Fit of one type over all towns; ask it for a town's expectation at a row of the design. */
export interface SharedFit {
  readonly expectedAt: (town: number, row: number) => SharedExpectation
  /** Standard deviations between towns of level and season, on the log scale, as estimated. */
  readonly between: { readonly level: number; readonly season: number }
}

/** Standard deviations of Gaussian priors on the log scale; set by hand, not fitted to a county. */
const ofCounty = { level: 10, trend: 0.25, season: 0.4, holidays: 0.5 } as const
const ofType = { level: 10, trend: 0.25, season: 0.3, holidays: 0.3 } as const
const ofTown = { trend: 0.15, holidays: 0.1 } as const
/** Between towns: where estimation begins, worth so many towns. */
const first = { level: 0.5, season: 0.2, towns: 2 } as const
const rounds = 3
/** Expected records for which a town's own spread counts as much as its type's. */
const spreadRecords = 100

function precisionsOf(deviations: { level: number; trend: number; season: number; holidays: number }): Float64Array {
  const { season, holidays } = countyColumns
  const precision = new Float64Array(countySize)
  precision[countyColumns.level] = deviations.level ** -2
  precision[countyColumns.trend] = deviations.trend ** -2
  precision.fill(deviations.season ** -2, ...season)
  precision.fill(deviations.holidays ** -2, ...holidays)
  return precision
}

export interface CountyDesign {
  readonly design: Float64Array
  /** Log of the share of a week's records that have come, by row. */
  readonly offset: Float64Array
  /** Rows to learn from: the first and the one after the last. */
  readonly learn: readonly [number, number]
}

/** Fit of all of the county's series together: what the types lean on. */
export function fitCounty(shape: CountyDesign, counts: ArrayLike<number>): Baseline {
  return fitWhole(shape, counts, new Float64Array(countySize), precisionsOf(ofCounty))
}

function fitWhole(
  { design, offset, learn }: CountyDesign,
  counts: ArrayLike<number>,
  centre: Float64Array,
  precision: Float64Array,
): Baseline {
  let [sum, exposure] = [0.5, 0.5]
  for (let at = learn[0]; at < learn[1]; at++) {
    sum += counts[at]!
    exposure += Math.exp(offset[at]!)
  }
  const coefficients = Float64Array.from(centre)
  coefficients[countyColumns.level] = Math.log(sum / exposure)
  const own = Float64Array.from(centre)
  own[countyColumns.level] = coefficients[countyColumns.level]!
  const model = { size: countySize, design, offset, centre: own, precision }
  return regress(model, counts, learn, { coefficients, dispersion: 1, count: 8 })
}

/** Sum of squared deviations and of what was expected: variance over mean that small counts do not upset. */
function spreadOf(
  { design, offset, learn }: CountyDesign,
  counts: ArrayLike<number>,
  fit: Baseline,
): readonly [number, number] {
  let [squares, means] = [0, 0]
  for (let at = learn[0]; at < learn[1]; at++) {
    let log = offset[at]!
    for (let column = 0; column < countySize; column++)
      log += design[at * countySize + column]! * fit.coefficients[column]!
    const mean = Math.exp(Math.max(-20, Math.min(20, log)))
    const weight = credence(counts[at]!, mean, fit.dispersion)
    squares += weight * (counts[at]! - mean) ** 2
    means += weight * mean
  }
  return [squares, means]
}

/**
 * Fits the towns of one type together: the type over all towns leans on the county, each town on the type at the town's
 * share of everything; how far towns differ in level and season is estimated from them (empirical Bayes by EM on the
 * Gaussian approximation, detection.md 4.1). `counts`: a row of weeks by town; `shares`: the towns' shares, sum 1.
 */
export function fitShared(
  shape: CountyDesign,
  county: Baseline,
  counts: readonly ArrayLike<number>[],
  shares: readonly number[],
): SharedFit {
  const weeks = shape.offset.length
  const total = new Float64Array(weeks)
  for (const town of counts) for (let at = 0; at < shape.learn[1]; at++) total[at]! += town[at]!
  const type = fitWhole(shape, total, county.coefficients, precisionsOf(ofType))
  const { season, level } = countyColumns
  const centres = shares.map((share) => {
    const centre = Float64Array.from(type.coefficients)
    centre[level]! += Math.log(Math.max(share, 1e-4))
    return centre
  })
  let fits: Baseline[] = centres.map((centre) => ({ ...type, coefficients: centre }))
  const between = { level: first.level as number, season: first.season as number }
  let spread = 1
  for (let round = 0; round < rounds; round++) {
    const precision = precisionsOf({ ...ofTown, ...between })
    fits = counts.map((town, at) => {
      const model: Regression = { size: countySize, ...shape, centre: centres[at]!, precision }
      const { coefficients } = fits[at]!
      return regress(model, town, shape.learn, {
        coefficients,
        dispersion: spread,
        count: round === 0 ? 3 : 2,
        fixed: true,
      })
    })
    let [levels, seasons] = [first.towns * first.level ** 2, first.towns * first.season ** 2]
    let [squares, means] = [spreadRecords / 10, spreadRecords / 10]
    for (const [at, fit] of fits.entries()) {
      const centre = centres[at]!
      levels += (fit.coefficients[level]! - centre[level]!) ** 2 + variancesOf(countySize, fit, [level, level + 1])[0]!
      for (const [of, variance] of variancesOf(countySize, fit, season).entries())
        seasons +=
          ((fit.coefficients[season[0] + of]! - centre[season[0] + of]!) ** 2 + variance) / (season[1] - season[0])
      const own = spreadOf(shape, counts[at]!, fit)
      squares += own[0]
      means += own[1]
    }
    between.level = Math.max(0.05, Math.sqrt(levels / (first.towns + counts.length)))
    between.season = Math.max(0.02, Math.sqrt(seasons / (first.towns + counts.length)))
    spread = Math.max(1, squares / means)
  }
  const spreads = fits.map((fit, at) => {
    const [squares, means] = spreadOf(shape, counts[at]!, fit)
    return Math.max(1, (squares + spreadRecords * spread) / (means + spreadRecords))
  })
  const { design } = shape
  const above = new Map<number, number>()
  const doubtAbove = (row: number): number => {
    let found = above.get(row)
    if (found === undefined) {
      found = [type, county].reduce((sum, fit) => sum + predict({ size: countySize, design }, fit, row).variance, 0)
      above.set(row, found)
    }
    return found
  }
  return {
    between,
    expectedAt: (town, row) => {
      const { log, variance } = predict({ size: countySize, design }, fits[town]!, row)
      const mean = Math.max(1e-4, Math.exp(Math.min(20, log + shape.offset[row]!)))
      return { mean, spread: spreads[town]!, doubt: Math.min(mostDoubt, variance + doubtAbove(row)) }
    },
  }
}
