import { addDays, isWorkingDay } from '../vocabulary/calendar.ts'

const z = 1.959964

/** 95 % interval of a proportion (Wilson 1927), both as shares. */
export function proportionInterval(successes: number, trials: number): { low: number; high: number } | null {
  if (trials === 0) return null
  const share = successes / trials
  const square = z * z
  const centre = share + square / (2 * trials)
  const half = z * Math.sqrt((share * (1 - share)) / trials + square / (4 * trials * trials))
  const scale = 1 + square / trials
  return { low: Math.max(0, (centre - half) / scale), high: Math.min(1, (centre + half) / scale) }
}

/** 95 % interval of a Poisson mean from one count (Byar's approximation, Breslow and Day 1987). */
export function countInterval(count: number): { low: number; high: number } {
  const bound = (n: number, sign: number) =>
    n === 0 ? 0 : n * (1 - 1 / (9 * n) + (sign * z) / (3 * Math.sqrt(n))) ** 3
  return { low: Math.max(0, bound(count, -1)), high: bound(count + 1, 1) }
}

export interface ExpectedDay {
  readonly day: string
  readonly expected: number
  readonly low: number
  readonly high: number
}

export interface NormalRange {
  readonly days: readonly ExpectedDay[]
  /** Of the sum of all days. */
  readonly total: { readonly low: number; readonly high: number }
}

export const baselineDays = 182
const fewestBaselineDays = 56

/**
 * What the days from `from` to `to` would show if they went on like the 182 days before: the mean of working days and of days
 * off, with a quasi-Poisson spread (variance = dispersion × mean, never below Poisson). `counts` holds days that have a count;
 * a day without one is zero, but days before `firstDay` (nothing was reported yet) are left out. Null with fewer than 56 days.
 */
export function normalRange(
  counts: ReadonlyMap<string, number>,
  firstDay: string | null,
  from: string,
  to: string,
): NormalRange | null {
  if (firstDay === null) return null
  const groups = { true: [] as number[], false: [] as number[] }
  const start = addDays(from, -baselineDays)
  let used = 0
  for (let day = start < firstDay ? firstDay : start; day < from; day = addDays(day, 1)) {
    groups[`${isWorkingDay(day)}`].push(counts.get(day) ?? 0)
    used++
  }
  if (used < fewestBaselineDays || groups.true.length < 5 || groups.false.length < 5) return null
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const means = { true: mean(groups.true), false: mean(groups.false) }
  let pearson = 0
  for (const key of ['true', 'false'] as const)
    for (const value of groups[key]) if (means[key] > 0) pearson += (value - means[key]) ** 2 / means[key]
  const dispersion = Math.max(1, pearson / (used - 2))
  const spread = (expected: number) => {
    const half = z * Math.sqrt(dispersion * expected)
    return { low: Math.max(0, expected - half), high: expected + half }
  }
  const days: ExpectedDay[] = []
  let total = 0
  for (let day = from; day <= to; day = addDays(day, 1)) {
    const expected = means[`${isWorkingDay(day)}`]
    total += expected
    days.push({ day, expected, ...spread(expected) })
  }
  return { days, total: spread(total) }
}

/** Usual range of a monthly figure from its own earlier values: mean ± 2 standard deviations of at least six; else null. */
export function usualRange(earlier: readonly (number | null)[]): { low: number; high: number } | null {
  const values = earlier.filter((value) => value !== null)
  if (values.length < 6) return null
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))
  return { low: Math.max(0, mean - 2 * deviation), high: mean + 2 * deviation }
}
