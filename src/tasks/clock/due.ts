import {
  addDays,
  addMonths,
  addWorkingDays,
  type Deadline,
  dayOf,
  daysBetween,
  deadlineOf,
  isWorkingDay,
  officeMinutesBetween,
  startOfDay,
} from '../../vocabulary/calendar.ts'
import type { ClockUnit } from '../../vocabulary/clocks.ts'
import { type HolidayCalendar, nationalCalendar } from '../../vocabulary/holidays.ts'

export interface Limit {
  readonly length: number
  readonly unit: ClockUnit
}

/** A pause that has ended: from ≤ to. */
export interface Pause {
  readonly from: Date
  readonly to: Date
}

const endOf = (day: string): Date => new Date(startOfDay(addDays(day, 1)).getTime() - 1)

/** Minutes and hours run without a break; a pause moves the end by its own length. */
function continuousEnd(milliseconds: number, start: Date, pauses: readonly Pause[]): Date {
  let end = start.getTime() + milliseconds
  for (const { from, to } of pauses) if (from.getTime() <= end) end += to.getTime() - from.getTime()
  return new Date(end)
}

function workingHoursEnd(hours: number, start: Date, pauses: readonly Pause[], calendar: HolidayCalendar): Date {
  let left = hours
  let from = start
  for (const pause of pauses) {
    if (pause.from > deadlineOf({ length: left, unit: 'workingHours' }, from, calendar).at) break
    left = Math.max(0, left - officeMinutesBetween(from, pause.from, calendar) / 60)
    from = pause.to
  }
  return deadlineOf({ length: left, unit: 'workingHours' }, from, calendar).at
}

/**
 * Days: the day of resuming takes the place of the day of pausing, so that a pause from day p to day r gives back r − p
 * days, even where p was the last day; a pause within one day gives none.
 */
function daysEnd(limit: Limit, start: Date, pauses: readonly Pause[], calendar: HolidayCalendar): Date {
  let first = dayOf(start)
  const stood: { readonly from: string; readonly to: string }[] = []
  for (const pause of pauses) {
    const [from, to] = [dayOf(pause.from), dayOf(pause.to)]
    if (from === first) first = to
    else stood.push({ from, to })
  }
  const stands = (day: string) => stood.some(({ from, to }) => day >= from && day < to)
  if (limit.unit === 'workingDays') {
    if (stood.length === 0) return endOf(addWorkingDays(first, limit.length, calendar))
    let day = first
    for (let left = limit.length; left > 0; ) {
      day = addDays(day, 1)
      if (isWorkingDay(day, calendar) && !stands(day)) left--
    }
    return endOf(day)
  }
  let day = limit.unit === 'months' ? addMonths(first, limit.length) : addDays(first, limit.length)
  for (const { from, to } of stood) if (from <= day) day = addDays(day, daysBetween(from, to))
  // 民事诉讼法 85: a last day that is not worked moves to the next that is; one on which the clock stood likewise.
  while (!isWorkingDay(day, calendar) || stands(day)) day = addDays(day, 1)
  return endOf(day)
}

function endOfPeriod(limit: Limit, start: Date, pauses: readonly Pause[], calendar: HolidayCalendar): Date {
  switch (limit.unit) {
    case 'minutes':
      return continuousEnd(limit.length * 60_000, start, pauses)
    case 'hours':
      return continuousEnd(limit.length * 3_600_000, start, pauses)
    case 'workingHours':
      return workingHoursEnd(limit.length, start, pauses, calendar)
    default:
      return daysEnd(limit, start, pauses, calendar)
  }
}

/**
 * Last instant of a clock with its pauses and extensions. Each extension is a period of its own that begins when the one
 * before runs out; a pause belongs to the period in which it begins. Without pauses and extensions it is `deadlineOf`.
 * `pauses` in order of time, not overlapping. 民法典 201–203, 民事诉讼法 85; giving back paused days is ours.
 */
export function dueOf(
  limits: readonly [Limit, ...Limit[]],
  start: Date,
  pauses: readonly Pause[],
  calendar: HolidayCalendar = nationalCalendar,
): Deadline {
  let from = start
  let left = pauses
  for (const limit of limits) {
    // Which pauses begin within the period depends on its end, which the earlier of them move.
    let count = 0
    let end = endOfPeriod(limit, from, [], calendar)
    while (count < left.length && left[count]!.from <= end)
      end = endOfPeriod(limit, from, left.slice(0, ++count), calendar)
    from = end
    left = left.slice(count)
  }
  const lastDay = dayOf(from)
  const unpublishedYears: number[] = []
  for (let year = Number(dayOf(start).slice(0, 4)); year <= Number(lastDay.slice(0, 4)); year++)
    if (!calendar.years.has(year)) unpublishedYears.push(year)
  return { at: from, lastDay, unpublishedYears }
}
