import { Problem } from '../platform/problem.ts'
import { addDays, addMonths, daysBetween } from '../vocabulary/calendar.ts'

export interface Period {
  readonly from: string
  readonly to: string
}

const isDay = (text: string): boolean =>
  !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text)

/** `2023-08` or `2023-07-15..2023-09-30`, both ends included. Throws reports.period. */
export function parsePeriod(text: string): Period {
  const month = /^(\d{4}-\d{2})$/.exec(text)?.[1]
  if (month && isDay(`${month}-01`)) return { from: `${month}-01`, to: addDays(addMonths(`${month}-01`, 1), -1) }
  const [, from, to] = /^(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})$/.exec(text) ?? []
  if (from && to && isDay(from) && isDay(to) && from <= to) return { from, to }
  throw new Problem('reports.period', { period: text })
}

function isWholeMonth({ from, to }: Period): boolean {
  return from.endsWith('-01') && to === addDays(addMonths(from, 1), -1)
}

/** The periods of the same length before this one, oldest first: months before a month, else equal numbers of days. */
export function periodsBefore(period: Period, count: number): Period[] {
  const days = daysBetween(period.from, period.to) + 1
  return Array.from({ length: count }, (_, index) => {
    const back = count - index
    if (!isWholeMonth(period)) return { from: addDays(period.from, -days * back), to: addDays(period.to, -days * back) }
    const from = addMonths(period.from, -back)
    return { from, to: addDays(addMonths(from, 1), -1) }
  })
}

/** 2023-08 for a whole month, else 07-15 of its first day: what a chart prints below. */
export function periodLabel(period: Period): string {
  return isWholeMonth(period) ? period.from.slice(0, 7) : period.from.slice(2)
}
