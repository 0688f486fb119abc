/** Counts come at a fixed spacing: weekly or daily. */
export type Spacing = 'week' | 'day'

/** What a date's count is expected to be if nothing is going on: variance = dispersion · mean. */
export interface Expected {
  readonly mean: number
  /** Variance over mean, the uncertainty of the mean itself counted in; 1 or more. */
  readonly dispersion: number
}

/** A year of the calendar, and one of books that number 52 weeks, in dates. */
export const yearLengths: Readonly<Record<Spacing, readonly [calendar: number, counted: number]>> = {
  week: [52.1775, 52],
  day: [365.25, 364],
}
/** Dates just before the judged one that may belong to what is being judged: they teach nothing. */
const guard: Readonly<Record<Spacing, number>> = { week: 4, day: 28 }
const longestHistory: Readonly<Record<Spacing, number>> = { week: 416, day: 2192 }
const harmonics = 2
/** Standard deviations of the Gaussian priors on the log scale: level, change in a year, each harmonic, each weekday. */
const prior = { level: 10, trend: 0.25, harmonic: 0.4, weekday: 0.5 } as const

/** Anscombe residual from which a date counts less (Noufaily et al. 2013, Stat Med 32:1206). */
const outlying = 2.58
const steps = 3

function columnsOf(spacing: Spacing): number {
  return 2 + 2 * harmonics + (spacing === 'day' ? 6 : 0)
}

function priorsOf(spacing: Spacing): Float64Array {
  const size = columnsOf(spacing)
  return Float64Array.from({ length: size }, (_, column) => {
    if (column === 0) return prior.level ** -2
    if (column === 1) return prior.trend ** -2
    return (column < 2 + 2 * harmonics ? prior.harmonic : prior.weekday) ** -2
  })
}

/** One row a date: level, years, harmonics of the year, and of days the day of the week. */
export function designOf(spacing: Spacing, year: number, dates: number): Float64Array {
  const size = columnsOf(spacing)
  const design = new Float64Array(dates * size)
  for (let date = 0; date < dates; date++) {
    const row = date * size
    const years = date / year
    design[row] = 1
    design[row + 1] = years
    for (let order = 1; order <= harmonics; order++) {
      design[row + 2 * order] = Math.cos(2 * Math.PI * order * years)
      design[row + 2 * order + 1] = Math.sin(2 * Math.PI * order * years)
    }
    if (spacing === 'day' && date % 7 < 6) design[row + 2 + 2 * harmonics + (date % 7)] = 1
  }
  return design
}

/** Cholesky factor of a symmetric positive matrix, lower triangle, in place. */
function factorise(matrix: Float64Array, size: number): void {
  for (let column = 0; column < size; column++)
    for (let row = column; row < size; row++) {
      let sum = matrix[row * size + column]!
      for (let at = 0; at < column; at++) sum -= matrix[row * size + at]! * matrix[column * size + at]!
      matrix[row * size + column] = row === column ? Math.sqrt(sum) : sum / matrix[column * size + column]!
    }
}

/** Solves L z = vector, or with `both` L Lᵀ z = vector, in place. */
function solve(factor: Float64Array, size: number, vector: Float64Array, both: boolean): void {
  for (let row = 0; row < size; row++) {
    let sum = vector[row]!
    for (let at = 0; at < row; at++) sum -= factor[row * size + at]! * vector[at]!
    vector[row] = sum / factor[row * size + row]!
  }
  if (!both) return
  for (let row = size - 1; row >= 0; row--) {
    let sum = vector[row]!
    for (let at = row + 1; at < size; at++) sum -= factor[at * size + row]! * vector[at]!
    vector[row] = sum / factor[row * size + row]!
  }
}

export interface Baseline {
  readonly coefficients: Float64Array
  readonly factor: Float64Array
  /** Variance over mean of what was learnt from; of two designs the smaller fits better. */
  readonly dispersion: number
}

/** A log-linear regression of counts whose coefficients are held near a centre. */
export interface Regression {
  readonly size: number
  /** One row a date, `size` columns. */
  readonly design: Float64Array
  /** Known part of the log mean by date, such as the share of the records that have come; null for none. */
  readonly offset: Float64Array | null
  readonly centre: Float64Array
  /** One over the variance of the Gaussian prior, by column. */
  readonly precision: Float64Array
}

interface Steps {
  readonly coefficients: Float64Array
  readonly dispersion: number
  readonly count: number
  /** The dispersion is known from elsewhere and not estimated. */
  readonly fixed?: boolean
}

/** How much a date counts whose count stands out above what is expected, 0 to 1. */
export function credence(count: number, mean: number, dispersion: number): number {
  const residual = anscombe(count, mean, dispersion)
  return residual > outlying ? (outlying / residual) ** 2 : 1
}

/**
 * Penalised regression with variance proportional to the mean, by iteratively reweighted least squares; dates that stand
 * out count less, so that past outbreaks do not become the expectation. Learns from the dates from `first` to before `last`.
 */
export function regress(
  { size, design, offset, centre, precision }: Regression,
  counts: ArrayLike<number>,
  [first, last]: readonly [number, number],
  steps: Steps,
): Baseline {
  const coefficients = Float64Array.from(steps.coefficients)
  let { dispersion } = steps
  const information = new Float64Array(size * size)
  const gradient = new Float64Array(size)
  for (let step = 0; step < steps.count; step++) {
    information.fill(0)
    for (let column = 0; column < size; column++) {
      information[column * size + column] = precision[column]!
      gradient[column] = precision[column]! * (centre[column]! - coefficients[column]!)
    }
    let spread = 0
    let weights = 0
    for (let at = first; at < last; at++) {
      const row = at * size
      let log = offset === null ? 0 : offset[at]!
      for (let column = 0; column < size; column++) log += design[row + column]! * coefficients[column]!
      const mean = Math.exp(Math.max(-20, Math.min(20, log)))
      const count = counts[at]!
      const weight = credence(count, mean, dispersion)
      spread += (weight * (count - mean) ** 2) / mean
      weights += weight
      const share = weight / dispersion
      for (let column = 0; column < size; column++) {
        const value = design[row + column]!
        if (value === 0) continue
        gradient[column]! += share * (count - mean) * value
        const scaled = share * mean * value
        for (let other = 0; other <= column; other++)
          information[column * size + other]! += scaled * design[row + other]!
      }
    }
    factorise(information, size)
    solve(information, size, gradient, true)
    for (let column = 0; column < size; column++) coefficients[column]! += Math.max(-2, Math.min(2, gradient[column]!))
    if (steps.fixed !== true) dispersion = Math.max(1, spread / Math.max(1, weights - Math.min(size, weights / 4)))
  }
  return { coefficients, factor: information, dispersion }
}

const zeros: Readonly<Record<Spacing, Float64Array>> = {
  week: new Float64Array(columnsOf('week')),
  day: new Float64Array(columnsOf('day')),
}
const precisions: Readonly<Record<Spacing, Float64Array>> = { week: priorsOf('week'), day: priorsOf('day') }

/**
 * What a series alone lets expect: level, trend, season and of days the weekday, learnt from the dates before `date` less
 * the guard. `start`: an earlier fit of the same series, to begin from.
 */
export function fitBaseline(
  spacing: Spacing,
  design: Float64Array,
  counts: ArrayLike<number>,
  date: number,
  start?: Baseline,
): Baseline {
  const size = columnsOf(spacing)
  const last = Math.max(Math.min(date, 2), date - guard[spacing])
  const first = Math.max(0, last - longestHistory[spacing])
  const model: Regression = { size, design, offset: null, centre: zeros[spacing], precision: precisions[spacing] }
  if (start) return regress(model, counts, [first, last], { ...start, count: 1 })
  const coefficients = new Float64Array(size)
  let sum = 0
  for (let at = first; at < last; at++) sum += counts[at]!
  coefficients[0] = Math.log((sum + 0.5) / (last - first + 1))
  return regress(model, counts, [first, last], { coefficients, dispersion: 1, count: steps * 2 })
}

/** Residual of a count whose variance is proportional to its mean, near standard normal (Anscombe 1953). */
function anscombe(count: number, mean: number, dispersion: number): number {
  return (1.5 * (Math.cbrt(count) ** 2 - Math.cbrt(mean) ** 2)) / (mean ** (1 / 6) * Math.sqrt(dispersion))
}

/** Log of the mean at a date without the offset, and the variance of that log from not knowing the coefficients. */
export function predict(
  { size, design }: Pick<Regression, 'size' | 'design'>,
  { coefficients, factor }: Baseline,
  date: number,
): { log: number; variance: number } {
  const row = design.slice(date * size, (date + 1) * size)
  let log = 0
  for (let column = 0; column < size; column++) log += row[column]! * coefficients[column]!
  solve(factor, size, row, false)
  let variance = 0
  for (const value of row) variance += value * value
  return { log, variance }
}

/** Variances of the coefficients `from` to before `to`. */
export function variancesOf(size: number, { factor }: Baseline, [from, to]: readonly [number, number]): number[] {
  return Array.from({ length: to - from }, (_, at) => {
    const unit = new Float64Array(size)
    unit[from + at] = 1
    solve(factor, size, unit, false)
    return unit.reduce((sum, value) => sum + value * value, 0)
  })
}

/** More than this of doubt about a log mean is no knowledge. */
export const mostDoubt = 4

export function expectedOn(spacing: Spacing, design: Float64Array, baseline: Baseline, date: number): Expected {
  const { log, variance } = predict({ size: columnsOf(spacing), design }, baseline, date)
  const mean = Math.max(1e-4, Math.exp(Math.min(20, log)))
  return { mean, dispersion: baseline.dispersion + mean * Math.min(variance, mostDoubt) }
}
