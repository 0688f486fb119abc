import { type Predictive, predictiveInterval, upperTail } from '../negative-binomial.ts'
import type { Baseline, Expected } from './baseline.ts'
import { countyDesign } from './seasons.ts'
import { type CountyDesign, fitCounty, fitShared, type SharedExpectation, type SharedFit } from './shared.ts'
import { calibration, scoreOf } from './suspicion.ts'

/** A county's new disputes by week, as known when they are judged. */
export interface CountyWeeks {
  /** Number of the first week; the last one is the judged. */
  readonly first: number
  readonly towns: readonly string[]
  readonly types: readonly string[]
  /** By type, by town, by week. */
  readonly counts: readonly (readonly ArrayLike<number>[])[]
  /** By type: share of a week's records that have come, newest week first; older weeks are whole. */
  readonly come: readonly (readonly number[])[]
}

/** What may be raised; alerts a town and a month that false alarms may cost. */
export interface MacroLimits {
  readonly riseBudget: number
  readonly fallBudget: number
  /** Records in the window at least; a fall: expected at least. */
  readonly minimum: number
}

export interface Finding {
  readonly direction: 'rise' | 'fall'
  readonly town: string
  readonly type: string
  /** Weeks up to the judged one that the figures are about. */
  readonly windowWeeks: number
  readonly observed: number
  readonly expected: number
  /** 95 % interval of what was to be expected. */
  readonly low: number
  readonly high: number
  /** Rise: chance of so unusual a course over 1 to 4 weeks; fall: of so few in the window. */
  readonly probability: number
  /** Chance within which it speaks: what the budget leaves to one series in one week. */
  readonly limit: number
  /** Rise: least in the window that would still speak; fall: most. */
  readonly threshold: number
  /** Natural logarithm of the averaged likelihood ratio; 0 for a fall. */
  readonly score: number
  readonly historyWeeks: number
  /** What the judged week's season, holidays and the records yet to come multiply the usual by. */
  readonly season: number
  readonly come: number
}

/** Newest weeks that teach nothing: what is judged does not raise its own bar. */
export const guardWeeks = 4
const windows = [1, 2, 3, 4] as const
/** A county with fewer weeks before the judged one is silent. */
export const fewestWeeks = 12
const weeksInMonth = 30.4375 / 7
const fallShare = 0.5

const calibrated = calibration('week')

/** However few the series, none speaks more often than once in a hundred quiet weeks. */
const largestShare = 0.01

/** Chance that the budget leaves to one series and week. */
export const shareOf = (budget: number, towns: number, series: number): number =>
  Math.min(largestShare, (budget * towns) / (weeksInMonth * Math.max(1, series)))

/** Mean and doubt of a negative binomial for the sum of some weeks of one series. */
export function predictiveOf(weeks: readonly SharedExpectation[]): Predictive {
  const mean = weeks.reduce((sum, week) => sum + week.mean, 0)
  const variance = weeks.reduce((sum, week) => sum + week.spread * week.mean, 0)
  const doubt = weeks.reduce((sum, week) => sum + week.doubt * week.mean, 0) / mean
  const excess = variance - mean + doubt * mean * mean
  return { mean, shape: excess > 1e-9 * mean ? (mean * mean) / excess : 1e9 }
}

const expectedOf = ({ mean, spread, doubt }: SharedExpectation): Expected => ({
  mean,
  dispersion: spread + mean * doubt,
})

export interface CountyModel {
  readonly weeks: CountyWeeks
  readonly shapes: readonly CountyDesign[]
  readonly county: Baseline
  readonly shares: readonly number[]
  /** Fit of a type, made when first asked for. */
  readonly fit: (type: number) => SharedFit
}

/** Designs reach `ahead` weeks beyond the judged one. Towns in the order given; the same input gives the same bits. */
export function modelCounty(weeks: CountyWeeks, startOfWeek: (week: number) => number, ahead = 0): CountyModel {
  const length = weeks.counts[0]?.[0]?.length ?? 0
  const design = countyDesign(weeks.first, length + ahead, weeks.first + length - 1, startOfWeek)
  const learn = [0, Math.max(0, length - guardWeeks)] as const
  const shapes = weeks.come.map((come) => {
    const offset = new Float64Array(length + ahead)
    for (const [back, share] of come.entries()) if (back < length) offset[length - 1 - back] = Math.log(share)
    return { design, offset, learn }
  })
  const total = new Float64Array(length)
  const sizes = weeks.towns.map(() => 1)
  for (const towns of weeks.counts)
    for (const [town, counts] of towns.entries())
      for (let at = 0; at < length; at++) {
        total[at]! += counts[at]!
        if (at < learn[1]) sizes[town]! += counts[at]!
      }
  const all = sizes.reduce((sum, size) => sum + size, 0)
  const shares = sizes.map((size) => size / all)
  // The county as a whole is complete but for its newest weeks, which teach nothing.
  const county = fitCounty({ design, offset: new Float64Array(length + ahead), learn }, total)
  const fits = new Map<number, SharedFit>()
  return {
    weeks,
    shapes,
    county,
    shares,
    fit: (type) => {
      const fit = fits.get(type) ?? fitShared(shapes[type]!, county, weeks.counts[type]!, shares)
      fits.set(type, fit)
      return fit
    },
  }
}

const sumOf = (counts: ArrayLike<number>, from: number, to: number): number => {
  let sum = 0
  for (let at = Math.max(0, from); at < to; at++) sum += counts[at]!
  return sum
}

/** Judges the newest week of one town and type. */
export function judgeSeries(model: CountyModel, type: number, town: number, limits: MacroLimits): Finding | null {
  const { weeks } = model
  const counts = weeks.counts[type]![town]!
  const length = counts.length
  const now = length - 1
  const expected = windows.map((_, at) => model.fit(type).expectedAt(town, length - windows.length + at))
  const recent = windows.map((_, at) => counts[length - windows.length + at]!)
  const series = weeks.towns.length * weeks.types.length
  const common = {
    town: weeks.towns[town]!,
    type: weeks.types[type]!,
    historyWeeks: length - guardWeeks,
    season: seasonAt(model, type, now),
    come: weeks.come[type]![0] ?? 1,
  }
  return rise() ?? fall()

  function rise(): Finding | null {
    if (recent.at(-1) === 0 || sumOf(recent, 0, 4) < limits.minimum) return null
    const plain = expected.map(expectedOf)
    const newest = plain.at(-1)!
    const limit = calibrated.episodes(shareOf(limits.riseBudget, weeks.towns.length, series), newest)
    const judge = (observed: readonly number[]) => {
      const score = scoreOf('week', observed, plain)
      return { score, probability: calibrated.chance(score, newest) }
    }
    const { score, probability } = judge(recent)
    const window = mostTelling(recent, expected)
    const observed = sumOf(recent, 4 - window, 4)
    if (probability > limit || observed < limits.minimum) return null
    // Fewest records without which it is silent: the newest are taken away first.
    const less = [...recent]
    let taken = 0
    for (let at = less.length - 1; at >= 0 && taken < observed; ) {
      if (less[at] === 0) {
        at--
        continue
      }
      less[at]!--
      taken++
      if (observed - taken < limits.minimum || judge(less).probability > limit) break
    }
    const predictive = predictiveOf(expected.slice(4 - window))
    return {
      ...common,
      ...predictiveInterval(predictive),
      direction: 'rise',
      windowWeeks: window,
      observed,
      expected: predictive.mean,
      probability,
      limit,
      threshold: observed - taken + 1,
      score,
    }
  }

  function fall(): Finding | null {
    const predictive = predictiveOf(expected)
    const observed = sumOf(recent, 0, 4)
    if (predictive.mean < limits.minimum || observed > predictive.mean * fallShare) return null
    const limit = shareOf(limits.fallBudget, weeks.towns.length, series)
    const probability = 1 - upperTail(predictive, observed + 1)
    if (probability > limit) return null
    let threshold = observed
    while (threshold + 1 <= predictive.mean * fallShare && 1 - upperTail(predictive, threshold + 2) <= limit)
      threshold++
    return {
      ...common,
      ...predictiveInterval(predictive),
      direction: 'fall',
      windowWeeks: 4,
      observed,
      expected: predictive.mean,
      probability,
      limit,
      threshold,
      score: 0,
    }
  }
}

/** Of the windows that end with the newest week, the one whose sum has the smallest chance. */
function mostTelling(recent: readonly number[], expected: readonly SharedExpectation[]): number {
  let [best, least] = [1, Number.POSITIVE_INFINITY]
  for (const window of windows) {
    const chance = upperTail(predictiveOf(expected.slice(4 - window)), sumOf(recent, 4 - window, 4))
    if (chance < least) [best, least] = [window, chance]
  }
  return best
}

/** What season and holidays of a row multiply the type's level by. */
function seasonAt({ shapes, county }: CountyModel, type: number, row: number): number {
  const { design } = shapes[type]!
  const size = county.coefficients.length
  let log = 0
  for (let column = 2; column < size; column++) log += design[row * size + column]! * county.coefficients[column]!
  return Math.exp(log)
}

/** Every series of the county's newest week that speaks. Types in which no series could speak are not fitted. */
export function judgeCounty(
  weeks: CountyWeeks,
  startOfWeek: (week: number) => number,
  limits: MacroLimits,
): { readonly findings: readonly Finding[]; readonly model: CountyModel | null } {
  const length = weeks.counts[0]?.[0]?.length ?? 0
  if (length < fewestWeeks + 1) return { findings: [], model: null }
  const model = modelCounty(weeks, startOfWeek, forecastWeeks)
  const findings: Finding[] = []
  for (const [type, towns] of weeks.counts.entries())
    for (const [town, counts] of towns.entries()) {
      const recent = sumOf(counts, length - 4, length)
      const before = (sumOf(counts, length - 56, length - 4) / Math.min(52, length - 4)) * 4
      const mayRise = recent >= limits.minimum && counts[length - 1]! > 0 && recent > before
      const mayFall = before >= limits.minimum / 2 && recent < before
      if (!mayRise && !mayFall) continue
      const found = judgeSeries(model, type, town, limits)
      if (found !== null) findings.push(found)
    }
  return { findings, model }
}

/** Weeks that an alert's page looks ahead. */
export const forecastWeeks = 8

export interface ForecastWeek {
  readonly week: number
  readonly mean: number
  readonly low80: number
  readonly high80: number
  readonly low95: number
  readonly high95: number
}

/** The coming weeks of one series if nothing is going on. */
export function forecastSeries(model: CountyModel, type: number, town: number): ForecastWeek[] {
  const length = model.weeks.counts[type]![town]!.length
  return Array.from({ length: forecastWeeks }, (_, at) => {
    const predictive = predictiveOf([model.fit(type).expectedAt(town, length + at)])
    const [narrow, wide] = [predictiveInterval(predictive, 0.8), predictiveInterval(predictive, 0.95)]
    return {
      week: model.weeks.first + length + at,
      mean: predictive.mean,
      low80: narrow.low,
      high80: narrow.high,
      low95: wide.low,
      high95: wide.high,
    }
  })
}
