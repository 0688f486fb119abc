import { addDays, dayOf, isWorkingDay } from '../../vocabulary/calendar.ts'

const dayLength = 86_400_000
const weekLength = 7 * dayLength
const yearWeeks = 52.1775

/** Phases in days from the first day of the lunar year, and from 1 October; the last day belongs to the phase. */
const springPhases = [
  [-28, -15],
  [-14, -1],
  [0, 6],
  [7, 15],
  [16, 28],
] as const
const nationalPhases = [
  [-7, -1],
  [0, 6],
  [7, 14],
] as const

/** Columns of a county's design, by what they say; `holidays` are the share of worked days and the phases. */
export const countyColumns = {
  level: 0,
  trend: 1,
  season: [2, 6],
  holidays: [6, 7 + springPhases.length + nationalPhases.length],
} as const
export const countySize: number = countyColumns.holidays[1]

const lunar = new Intl.DateTimeFormat('en-u-ca-chinese', { month: 'numeric', day: 'numeric', timeZone: 'UTC' })
const newYears = new Map<number, number>()

/** First day of the lunar year that begins in a calendar year, in days since 1970-01-01; between 21 January and 21 February. */
export function lunarNewYear(year: number): number {
  let found = newYears.get(year)
  if (found !== undefined) return found
  found = Date.UTC(year, 0, 20) / dayLength
  while (lunar.format(found * dayLength) !== '1/1') found++
  newYears.set(year, found)
  return found
}

function phasesOf(day: number): number | null {
  const year = new Date(day * dayLength).getUTCFullYear()
  const spring = day - lunarNewYear(year)
  const ofSpring = springPhases.findIndex(([first, last]) => spring >= first && spring <= last)
  if (ofSpring >= 0) return ofSpring
  const national = day - Date.UTC(year, 9, 1) / dayLength
  const ofNational = nationalPhases.findIndex(([first, last]) => national >= first && national <= last)
  return ofNational < 0 ? null : springPhases.length + ofNational
}

const rows = new Map<number, Float64Array>()

function seasonOf(week: number, startOfWeek: (week: number) => number): Float64Array {
  let row = rows.get(week)
  if (row !== undefined) return row
  row = new Float64Array(countySize)
  const monday = dayOf(new Date(startOfWeek(week)))
  const first = Date.parse(`${monday}T00:00:00Z`)
  row[countyColumns.level] = 1
  const years = first / weekLength / yearWeeks
  for (let order = 1; order <= 2; order++) {
    row[2 * order] = Math.cos(2 * Math.PI * order * years)
    row[2 * order + 1] = Math.sin(2 * Math.PI * order * years)
  }
  const [holidays] = countyColumns.holidays
  let worked = 0
  for (let day = 0; day < 7; day++) {
    if (isWorkingDay(addDays(monday, day))) worked++
    const phase = phasesOf(first / dayLength + day)
    if (phase !== null) row[holidays + 1 + phase]! += 1 / 7
  }
  row[holidays] = (worked - 5) / 5
  rows.set(week, row)
  return row
}

/**
 * One row a week from `first` on: level, years before the week `now`, two harmonics of the calendar year, worked days less
 * five (the State Council's notices with their make-up days), and how much of the week lies in each phase of the Spring
 * Festival, which moves with the moon, and of the National Day.
 */
export function countyDesign(
  first: number,
  weeks: number,
  now: number,
  startOfWeek: (week: number) => number,
): Float64Array {
  const design = new Float64Array(weeks * countySize)
  for (let at = 0; at < weeks; at++) {
    design.set(seasonOf(first + at, startOfWeek), at * countySize)
    design[at * countySize + countyColumns.trend] = (first + at - now) / yearWeeks
  }
  return design
}
