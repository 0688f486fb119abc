import { type Clock, type ClockCode, clocks } from './clocks.ts'
import { type HolidayCalendar, nationalCalendar } from './holidays.ts'

/** China keeps +08:00 without summer time. */
const offset = 8 * 3_600_000
const dayLength = 86_400_000

/** Hours in which clocks of `workingHours` run, minutes after midnight; a county's own hours differ (unverified). */
export const officeHours = {
  verified: false,
  spans: [
    [8 * 60 + 30, 12 * 60],
    [13 * 60 + 30, 17 * 60 + 30],
  ],
} as const

/** Calendar day of an instant in +08:00, `YYYY-MM-DD`. */
export function dayOf(instant: Date): string {
  return new Date(instant.getTime() + offset).toISOString().slice(0, 10)
}

/** 00:00 +08:00 of a day `YYYY-MM-DD`. */
export function startOfDay(day: string): Date {
  return new Date(Date.parse(`${day}T00:00:00Z`) - offset)
}

/** `2023-08-01T09:41:00+08:00`: how exports and screens print an instant. */
export function localTime(instant: Date): string {
  return `${new Date(instant.getTime() + offset).toISOString().slice(0, 19)}+08:00`
}

export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * dayLength).toISOString().slice(0, 10)
}

/** Whole days from one day to a later one. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayLength)
}

/** The corresponding day some months later, or the month's last day where there is none (民法典 202). */
export function addMonths(day: string, count: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  const first = new Date(Date.UTC(year, month - 1 + count, 1))
  const lastDate = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate()
  return new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), Math.min(date, lastDate)))
    .toISOString()
    .slice(0, 10)
}

export function isPublished(day: string, calendar: HolidayCalendar = nationalCalendar): boolean {
  return calendar.years.has(Number(day.slice(0, 4)))
}

/** Monday to Friday unless the year's notice gives the day off, or a weekend day that the notice makes a working day. */
export function isWorkingDay(day: string, calendar: HolidayCalendar = nationalCalendar): boolean {
  const year = calendar.years.get(Number(day.slice(0, 4)))
  if (year?.off.has(day)) return false
  if (year?.work.has(day)) return true
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return weekday !== 0 && weekday !== 6
}

/** The given day if it is worked, else the next one that is. */
export function workingDayFrom(day: string, calendar: HolidayCalendar = nationalCalendar): string {
  let current = day
  while (!isWorkingDay(current, calendar)) current = addDays(current, 1)
  return current
}

/** The `count`-th working day after a day, which itself is not counted. */
export function addWorkingDays(day: string, count: number, calendar: HolidayCalendar = nationalCalendar): string {
  let current = day
  for (let left = count; left > 0; ) {
    current = addDays(current, 1)
    if (isWorkingDay(current, calendar)) left--
  }
  return current
}

function addOfficeMinutes(start: Date, minutes: number, calendar: HolidayCalendar): Date {
  let day = dayOf(start)
  let from = (start.getTime() - startOfDay(day).getTime()) / 60_000
  let left = minutes
  for (;;) {
    if (isWorkingDay(day, calendar))
      for (const [opens, closes] of officeHours.spans) {
        const begin = Math.max(from, opens)
        if (begin >= closes) continue
        if (left <= closes - begin) return new Date(startOfDay(day).getTime() + (begin + left) * 60_000)
        left -= closes - begin
      }
    day = addDays(day, 1)
    from = 0
  }
}

/** Minutes of `officeHours` on working days from one instant to a later one; 0 where the second is not later. */
export function officeMinutesBetween(from: Date, to: Date, calendar: HolidayCalendar = nationalCalendar): number {
  let minutes = 0
  for (let day = dayOf(from); day <= dayOf(to); day = addDays(day, 1)) {
    if (!isWorkingDay(day, calendar)) continue
    const midnight = startOfDay(day).getTime()
    for (const [opens, closes] of officeHours.spans)
      minutes += Math.max(
        0,
        Math.min((to.getTime() - midnight) / 60_000, closes) - Math.max((from.getTime() - midnight) / 60_000, opens),
      )
  }
  return minutes
}

export interface Deadline {
  /** Last instant in time: for days and months 23:59:59.999 +08:00 of the last day, for hours the instant itself. */
  readonly at: Date
  /** `YYYY-MM-DD` of the last day. */
  readonly lastDay: string
  /** Years on the way whose holidays no notice has named yet; the deadline is computed again once they are imported. */
  readonly unpublishedYears: readonly number[]
}

function result(at: Date, start: Date, calendar: HolidayCalendar): Deadline {
  const lastDay = dayOf(at)
  const unpublishedYears: number[] = []
  for (let year = Number(dayOf(start).slice(0, 4)); year <= Number(lastDay.slice(0, 4)); year++)
    if (!calendar.years.has(year)) unpublishedYears.push(year)
  return { at, lastDay, unpublishedYears }
}

/**
 * When a clock that starts at `start` runs out. Days and months: the starting day is not counted, and a last day that is
 * not worked moves to the next working day (民事诉讼法 85, 民法典 201–203). Hours and minutes run without a break.
 */
export function deadlineOf(
  clock: ClockCode | Pick<Clock, 'length' | 'unit'>,
  start: Date,
  calendar: HolidayCalendar = nationalCalendar,
): Deadline {
  const { length, unit } = typeof clock === 'string' ? clocks[clock] : clock
  const endOf = (day: string) => new Date(startOfDay(addDays(day, 1)).getTime() - 1)
  const day = dayOf(start)
  switch (unit) {
    case 'minutes':
      return result(new Date(start.getTime() + length * 60_000), start, calendar)
    case 'hours':
      return result(new Date(start.getTime() + length * 3_600_000), start, calendar)
    case 'workingHours':
      return result(addOfficeMinutes(start, length * 60, calendar), start, calendar)
    case 'workingDays':
      return result(endOf(addWorkingDays(day, length, calendar)), start, calendar)
    case 'calendarDays':
      return result(endOf(workingDayFrom(addDays(day, length), calendar)), start, calendar)
    case 'months':
      return result(endOf(workingDayFrom(addMonths(day, length), calendar)), start, calendar)
  }
}

/** What a screen says beside a deadline that rests on an unpublished year, or null. */
export function unpublishedStatement(deadline: Deadline): { zh: string; en: string } | null {
  if (deadline.unpublishedYears.length === 0) return null
  const years = deadline.unpublishedYears.join('、')
  return {
    zh: `${years}年放假安排尚未公布，暂按周一至周五计算，公布并导入后重新计算。`,
    en: `The holidays of ${years} are not published yet: counted Monday to Friday, and again once they are imported.`,
  }
}
