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
/** How far back a series tells how often its own quiet dates look unusual (weeks are too few to tell), and by which share. */
const lookedBack: Readonly<Record<Spacing, number>> = { week: 0, day: 728 }
const unusual = 0.1
const fewestLookedBack = 52
/** A power nearer to 1 may be chance, or what past outbreaks left. */
const believed = 0.7

/**
 * A detector for series of one spacing: judges each date from `from` on by the values up to it alone. Which year the season
 * follows, the calendar's or one of 52 weeks, is what fits the values before `from` better.
 */
export function detector(spacing: Spacing, budget: Budget) {
  const calibrated = calibration(spacing)
  const reach = longestWindow(spacing)
  let designs: readonly Float64Array[] = []
  let designed = 0
  const suspicion = (counts: ArrayLike<number>, design: Float64Array, baseline: Baseline, date: number) => {
    const window: number[] = []
    const expected: Expected[] = []
    for (let at = Math.max(0, date - reach + 1); at <= date; at++) {
      window.push(counts[at]!)
      expected.push(expectedOn(spacing, design, baseline, at))
    }
    const score = scoreOf(spacing, window, expected)
    const now = expected.at(-1)!
    return { score, now, chance: calibrated.chance(score, now) }
  }
  /**
   * A season that the regression does not follow makes quiet dates look unusual too often. The power to which chances are
   * raised so that in the series' own past the most unusual tenth has a chance of a tenth; 1 where they do not.
   */
  const honesty = (counts: ArrayLike<number>, design: Float64Array, baseline: Baseline, date: number): number => {
    const chances: number[] = []
    for (let past = Math.max(reach, date - lookedBack[spacing]); past < date; past++)
      chances.push(suspicion(counts, design, baseline, past).chance)
    if (chances.length < fewestLookedBack) return 1
    const tenth = chances.sort((x, y) => x - y)[Math.floor(chances.length * unusual)]!
    const power = Math.log(unusual) / Math.log(Math.max(1e-300, tenth))
    return power < believed ? power : 1
  }
  return (counts: ArrayLike<number>, from: number): Judged[] => {
    if (designed < counts.length) {
      designs = yearLengths[spacing].map((year) => designOf(spacing, year, counts.length))
      designed = counts.length
    }
    const judged: Judged[] = []
    const design = designs[0]!
    let baseline: Baseline | undefined
    let exponent: number | undefined
    for (let date = from; date < counts.length; date++) {
      if (date < fewestBefore) {
        judged.push({ date, expected: null, score: 0, probability: 1, alarm: false })
        continue
      }
      if (!baseline || date % refitEvery[spacing] === 0) baseline = fitBaseline(spacing, design, counts, date, baseline)
      const { score, now, chance } = suspicion(counts, design, baseline, date)
      exponent ??= honesty(counts, design, baseline, date)
      const probability = chance ** exponent
      const limit = budget.kind === 'dates' ? budget.share : calibrated.episodes(budget.share, now)
      judged.push({ date, expected: now, score, probability, alarm: probability <= limit })
    }
    return judged
  }
}
