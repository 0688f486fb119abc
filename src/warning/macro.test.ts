import { describe, expect, it } from 'vitest'
import { feedFaults } from './feed.ts'
import { judgeWeek, macroGrade, robustLevel, type WeekSeries } from './macro.ts'
import { upperTail } from './negative-binomial.ts'

const series = (history: readonly number[], observed: number, change: Partial<WeekSeries> = {}): WeekSeries => {
  const week = 2800
  const counts = new Map(history.map((count, at) => [week - history.length + at, count] as const))
  counts.set(week, observed)
  return {
    town: '330681001',
    type: 'labour',
    week,
    counts,
    typeCounts: counts,
    start: week - history.length,
    townShare: 0.2,
    ...change,
  }
}

describe('macro: a town and a type against their history', () => {
  it('lets a usual week pass and raises one far above it', () => {
    const usual = Array.from({ length: 60 }, (_, at) => 2 + (at % 3))
    expect(judgeWeek(series(usual, 5)).alerts).toBe(false)
    const high = judgeWeek(series(usual, 14))
    expect(high.alerts).toBe(true)
    expect(high.own).toBe(true)
    expect(high.expected).toBeGreaterThan(2)
    expect(high.expected).toBeLessThan(4)
  })
  it('weighs a past outbreak down, so that it does not hide the next one', () => {
    const calm = Array.from({ length: 60 }, (_, at) => 2 + (at % 3))
    const scarred = calm.map((count, at) => (at === 20 || at === 21 ? 40 : count))
    expect(robustLevel(scarred).mean).toBeLessThan(robustLevel(calm).mean * 1.5)
    expect(judgeWeek(series(scarred, 20)).alerts).toBe(true)
  })
  it('with less than 26 weeks takes the county type by the town share: 10 a week × 0.2 = 2', () => {
    const typeCounts = new Map(Array.from({ length: 15 }, (_, at) => [2785 + at, 10] as const))
    const judged = judgeWeek(
      series(
        Array.from({ length: 15 }, () => 0),
        4,
        { typeCounts, start: 2785 },
      ),
    )
    expect(judged.own).toBe(false)
    expect(judged.expected).toBeCloseTo(2, 6)
  })
  it('never speaks from fewer than eight weeks or fewer than five records', () => {
    expect(judgeWeek(series([0, 0, 0, 0, 0], 30)).alerts).toBe(false)
    expect(
      judgeWeek(
        series(
          Array.from({ length: 60 }, () => 0),
          4,
        ),
      ).alerts,
    ).toBe(false)
  })
  it('raises about as few false alerts as its threshold says under Poisson weeks', () => {
    // exact tail sum instead of a simulation: P(alert) at mean 3 with 80 known weeks
    const history = Array.from({ length: 80 }, (_, at) => [1, 2, 3, 3, 4, 5][at % 6]!)
    const judged = judgeWeek(series(history, 0))
    expect(upperTail({ shape: 1e9, mean: 3 }, judged.threshold)).toBeLessThan(0.0043 * 1.5)
  })
  it('is red only when large and many times the usual', () => {
    expect(macroGrade({ observed: 5, expected: 1 })).toBe('blue')
    expect(macroGrade({ observed: 16, expected: 2 })).toBe('orange')
    expect(macroGrade({ observed: 60, expected: 5 })).toBe('red')
  })
})

describe('feeds: data alerts, never trends', () => {
  const volume = (days: readonly number[]) => [{ source: 'complaint', days, lastAt: null }]
  const usual = Array.from({ length: 28 }, (_, at) => 11 + (at % 5))
  it('sees a source that stops: after a day at 13 a day', () => {
    expect(feedFaults(volume([...usual, 0]))).toMatchObject([{ kind: 'feedSilent', hours: 24 }])
    expect(feedFaults(volume([...usual.map((count) => count / 10), 0]))).toEqual([])
  })
  it('sees a bulk upload, not a busy day', () => {
    expect(feedFaults(volume([...usual, 400]))).toMatchObject([{ kind: 'feedFlood', observed: 400 }])
    expect(feedFaults(volume([...usual, 40]))).toEqual([])
  })
  it('knows nothing of a feed without two weeks of history', () => {
    expect(feedFaults(volume([...Array.from({ length: 22 }, () => 0), 10, 10, 10, 10, 10, 10, 500]))).toEqual([])
  })
})
