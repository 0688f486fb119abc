import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addDays,
  addMonths,
  addWorkingDays,
  dayOf,
  deadlineOf,
  isWorkingDay,
  localTime,
  startOfDay,
  unpublishedStatement,
} from './calendar.ts'
import { nationalCalendar, withHolidays } from './holidays.ts'

const at = (text: string) => new Date(`${text}+08:00`)

describe('working days of the State Council notice for 2023', () => {
  test('spring festival: 21 to 27 January off, Saturday 28 and Sunday 29 worked', () => {
    expect(['20', '21', '27', '28', '29', '30'].map((day) => isWorkingDay(`2023-01-${day}`))).toEqual([
      true,
      false,
      false,
      true,
      true,
      true,
    ])
    // Counted by hand from Friday 20 January: 28, 29, 30, 31 January, 1 February.
    expect(addWorkingDays('2023-01-20', 5)).toBe('2023-02-01')
  })
  test('national day: Friday 29 September to 6 October off, the make-up days 7 and 8 October worked', () => {
    expect(addWorkingDays('2023-09-28', 1)).toBe('2023-10-07')
    expect(addWorkingDays('2023-09-28', 3)).toBe('2023-10-09')
  })
})

describe('deadlines', () => {
  test('the starting day is not counted and a last day off moves to the next working day', () => {
    // 15 days from 15 September 2023 end on 30 September, a day off: the first working day after is 7 October.
    expect(deadlineOf('petitionForward', at('2023-09-15T10:00')).lastDay).toBe('2023-10-07')
    expect(localTime(deadlineOf('filingDecision', at('2023-08-01T23:59')).at)).toBe('2023-08-08T23:59:59+08:00')
  })
  test('months end on the corresponding day, or on the last of the month', () => {
    expect(addMonths('2023-01-31', 1)).toBe('2023-02-28')
    expect(addMonths('2023-12-15', 2)).toBe('2024-02-15')
    // 31 December 2023 + 2 months: 29 February 2024, a Thursday.
    expect(deadlineOf('judicialAdviceReply', at('2023-12-31T08:00')).lastDay).toBe('2024-02-29')
  })
  test('hours run through nights and holidays', () => {
    expect(localTime(deadlineOf('protectionOrder', at('2023-09-29T09:00')).at)).toBe('2023-10-02T09:00:00+08:00')
  })
  test('working hours stop at noon, at night and on days off', () => {
    // Thursday 28 September 16:30: one hour is left of the day, the second begins on Saturday 7 October at 08:30.
    expect(localTime(deadlineOf({ length: 2, unit: 'workingHours' }, at('2023-09-28T16:30')).at)).toBe(
      '2023-10-07T09:30:00+08:00',
    )
  })
  test('a year without a notice counts Monday to Friday, says so, and changes once it is imported', () => {
    const start = at('2027-02-05T09:00')
    const before = deadlineOf('alertBlueVisit', start)
    expect([before.lastDay, before.unpublishedYears]).toEqual(['2027-02-12', [2027]])
    expect(unpublishedStatement(before)?.zh).toContain('2027年放假安排尚未公布')
    const calendar = withHolidays(nationalCalendar, [{ date: '2027-02-08', kind: '休' }], 'test')
    expect(deadlineOf('alertBlueVisit', start, calendar)).toMatchObject({ lastDay: '2027-02-15', unpublishedYears: [] })
  })
  test('whatever the start, a deadline in days is a working day after the start and never early', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2000 }), fc.integer({ min: 1, max: 90 }), (shift, length) => {
        const start = startOfDay(addDays('2022-01-01', shift))
        const { lastDay } = deadlineOf({ length, unit: 'calendarDays' }, start)
        return isWorkingDay(lastDay) && lastDay >= addDays(dayOf(start), length)
      }),
      { numRuns: 300 },
    )
  })
})
