import { criticalCount, predictiveInterval, upperTail } from './negative-binomial.ts'
import type { AlertGrade } from './schema.ts'
import { macroGuardWeeks, macroMinimum, macroOwnWeeks, macroProbability, macroRatio } from './thresholds.ts'

/** Weekly counts of new disputes: the series itself, the county's same type, and what a town usually has of everything. */
export interface WeekSeries {
  readonly town: string
  readonly type: string
  readonly week: number
  /** Week number → count, the judged week included; absent = 0. */
  readonly counts: ReadonlyMap<number, number>
  readonly typeCounts: ReadonlyMap<number, number>
  /** First week with dense records in the county, or null. */
  readonly start: number | null
  /** The town's share of all the county's disputes in the history, 0…1. */
  readonly townShare: number
}

export interface WeekJudgement {
  readonly observed: number
  readonly expected: number
  readonly shape: number
  readonly low: number
  readonly high: number
  readonly probability: number
  readonly threshold: number
  readonly historyWeeks: number
  /** Judged by its own history, not by the county's type. */
  readonly own: boolean
  readonly season: number
  readonly alerts: boolean
}

/** Anscombe-like residual beyond which a past week counts less (Noufaily 2013: 2.58). */
const outlying = 2.58
const seasonPrior = 20

/** Mean and dispersion φ ≥ 1 with past outbreaks weighted down; two passes suffice for counts of this size. */
export function robustLevel(values: readonly number[]): { mean: number; dispersion: number } {
  let weights = values.map(() => 1)
  let mean = 0
  let dispersion = 1
  for (let pass = 0; pass < 3; pass += 1) {
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    mean = values.reduce((sum, value, at) => sum + value * weights[at]!, 0) / total
    if (mean === 0) return { mean: 0, dispersion: 1 }
    const level = mean
    dispersion = Math.max(
      1,
      values.reduce((sum, value, at) => sum + (weights[at]! * (value - level) ** 2) / level, 0) / total,
    )
    const scale = Math.sqrt(level * dispersion)
    weights = values.map((value) => {
      const residual = (value - level) / scale
      return residual > outlying ? (outlying / residual) ** 2 : 1
    })
  }
  return { mean, dispersion }
}

function valuesOf(counts: ReadonlyMap<number, number>, from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => counts.get(from + at) ?? 0)
}

/** How the same weeks of the year before stood to their year, from the county's type, drawn towards 1. */
function seasonOf(series: WeekSeries, first: number): number {
  const before = series.week - 52
  if (before - 2 < first + 20) return 1
  const near = valuesOf(series.typeCounts, before - 2, before + 2).reduce((sum, value) => sum + value, 0)
  const year = valuesOf(series.typeCounts, Math.max(first, before - 26), before + 26)
  const usual = (robustLevel(year).mean || 0) * 5
  return (near + seasonPrior) / (usual + seasonPrior)
}

/** Is this week's count more than the history lets expect? History ends `macroGuardWeeks` weeks before it. Pure. */
export function judgeWeek(series: WeekSeries, historyLength = 104): WeekJudgement {
  const observed = series.counts.get(series.week) ?? 0
  const last = series.week - 1 - macroGuardWeeks
  const first = Math.max(series.start ?? series.week, series.week - historyLength)
  const historyWeeks = Math.max(0, last - first + 1)
  const own = historyWeeks >= macroOwnWeeks
  const history = valuesOf(own ? series.counts : series.typeCounts, first, last)
  const { mean, dispersion } = history.length > 0 ? robustLevel(history) : { mean: 0, dispersion: 1 }
  const season = seasonOf(series, first)
  const share = own ? 1 : series.townShare
  // Half a dispute a quarter is the least that a series may expect: an empty history is no proof of none.
  const expected = Math.max(mean * share * season, 0.04)
  // Variance of the count, plus what is not known of the mean after so many weeks.
  const variance =
    dispersion * expected + (expected * expected) / Math.max(4, historyWeeks * Math.max(mean * share, 0.04))
  const shape = variance > expected * 1.0001 ? (expected * expected) / (variance - expected) : 1e6
  const predictive = { shape, mean: expected }
  const threshold = Math.max(
    macroMinimum,
    criticalCount(predictive, macroProbability),
    Math.ceil(macroRatio * expected),
  )
  const { low, high } = predictiveInterval(predictive)
  return {
    observed,
    expected,
    shape,
    low,
    high,
    probability: upperTail(predictive, observed),
    threshold,
    historyWeeks,
    own,
    season,
    alerts: historyWeeks >= 8 && observed >= threshold,
  }
}

/** A trend is a matter of weeks: red only where it is many times the usual and large. */
export function macroGrade({ observed, expected }: Pick<WeekJudgement, 'observed' | 'expected'>): AlertGrade {
  const ratio = observed / expected
  if (observed >= 40 && ratio >= 6) return 'red'
  if (observed >= 15 && ratio >= 3) return 'orange'
  return observed >= 8 ? 'yellow' : 'blue'
}
