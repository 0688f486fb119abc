import {
  type Baseline,
  designOf,
  type Expected,
  expectedOn,
  fitBaseline,
  type Spacing,
  yearLengths,
} from './baseline.ts'
import { calibration, longestWindow, scoreOf } from './suspicion.ts'

/** One judged date of a series. */
export interface Judged {
  /** Position in the series. */
  readonly date: number
  /** Null where nothing is known before the date. */
  readonly expected: Expected | null
  /** Natural log of the averaged likelihood ratio; grows with suspicion. */
  readonly score: number
  /** Chance of at least this score without any rise. */
  readonly probability: number
  readonly alarm: boolean
}

export type Budget =
  | { readonly kind: 'dates'; readonly share: number }
  /** Alarms after two quiet dates. */
  | { readonly kind: 'episodes'; readonly share: number }

/** A season's worth of days changes little in a week. */
const refitEvery: Readonly<Record<Spacing, number>> = { week: 1, day: 7 }
const fewestBefore = 2

/**
 * A detector for series of one spacing: judges each date from `from` on by the values up to it alone. Which year the season
 * follows, the calendar's or one of 52 weeks, is what fits the values before `from` better.
 */
export function detector(spacing: Spacing, budget: Budget) {
  const calibrated = calibration(spacing)
  const reach = longestWindow(spacing)
  let designs: readonly Float64Array[] = []
  let designed = 0
  return (counts: ArrayLike<number>, from: number): Judged[] => {
    if (designed < counts.length) {
      designs = yearLengths[spacing].map((year) => designOf(spacing, year, counts.length))
      designed = counts.length
    }
    const judged: Judged[] = []
    const design = designs[0]!
    let baseline: Baseline | undefined
    for (let date = from; date < counts.length; date++) {
      if (date < fewestBefore) {
        judged.push({ date, expected: null, score: 0, probability: 1, alarm: false })
        continue
      }
      if (!baseline || date % refitEvery[spacing] === 0) baseline = fitBaseline(spacing, design, counts, date, baseline)
      const first = Math.max(0, date - reach + 1)
      const window: number[] = []
      const expected: Expected[] = []
      for (let at = first; at <= date; at++) {
        window.push(counts[at]!)
        expected.push(expectedOn(spacing, design, baseline, at))
      }
      const score = scoreOf(spacing, window, expected)
      const now = expected.at(-1)!
      const probability = calibrated.chance(score, now)
      const limit = budget.kind === 'dates' ? budget.share : calibrated.episodes(budget.share, now)
      judged.push({ date, expected: now, score, probability, alarm: probability <= limit })
    }
    return judged
  }
}
