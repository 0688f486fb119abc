/** Times of the demonstration county: whole minutes of its own wall clock (+08:00, no summer time), counted from 1970-01-01 00:00 local. */
export type Minutes = number

export const HOUR = 60
export const DAY = 1440

const two = (value: number): string => (value < 10 ? `0${value}` : `${value}`)

/** `2021-10-01` or `2021-10-01 09:30` → minutes. Throws on any other form. */
export function parseLocal(text: string): Minutes {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?: (\d{2}):(\d{2}))?$/.exec(text)
  if (!match) throw new Error(`not a local date: ${text}`)
  const [, year, month, day, hour = '0', minute = '0'] = match
  return Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute)) / 60000
}

export const startOfDay = (time: Minutes): Minutes => Math.floor(time / DAY) * DAY
/** 0 = Sunday … 6 = Saturday */
export const weekday = (time: Minutes): number => new Date(time * 60000).getUTCDay()
export const yearOf = (time: Minutes): number => new Date(time * 60000).getUTCFullYear()
export const monthOf = (time: Minutes): number => new Date(time * 60000).getUTCMonth() + 1

/** How a department's export writes a time. `chinese` and `isoDate` have no time of day. */
export type TimeForm = 'iso' | 'isoMinutes' | 'isoDate' | 'slashes' | 'slashDate' | 'chinese'

export function formatTime(time: Minutes, form: TimeForm, seconds = 0): string {
  const at = new Date(Math.floor(time) * 60000)
  const year = at.getUTCFullYear()
  const month = at.getUTCMonth() + 1
  const day = at.getUTCDate()
  const clock = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`
  switch (form) {
    case 'iso':
      return `${year}-${two(month)}-${two(day)} ${clock}:${two(seconds)}`
    case 'isoMinutes':
      return `${year}-${two(month)}-${two(day)} ${clock}`
    case 'isoDate':
      return `${year}-${two(month)}-${two(day)}`
    case 'slashes':
      return `${year}/${month}/${day} ${at.getUTCHours()}:${two(at.getUTCMinutes())}:${two(seconds)}`
    case 'slashDate':
      return `${year}/${month}/${day}`
    case 'chinese':
      return `${year}年${month}月${day}日`
  }
}

/** Same day of the month, `months` later; the last day of a shorter month. */
export function addMonths(time: Minutes, months: number): Minutes {
  const at = new Date(time * 60000)
  const first = Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + months, 1)
  const length = new Date(first + 40 * 86400000)
  const last = new Date(Date.UTC(length.getUTCFullYear(), length.getUTCMonth(), 0)).getUTCDate()
  return first / 60000 + (Math.min(at.getUTCDate(), last) - 1) * DAY + (time - startOfDay(time))
}

/** First days of the lunar year (春节). Source: the State Council's yearly holiday notices. */
export const springFestivals = ['2021-02-12', '2022-02-01', '2023-01-22', '2024-02-10', '2025-01-29', '2026-02-17'].map(
  parseLocal,
)

/** Days until the next Spring Festival day, or a negative number within the fifteen days of the festival itself. */
export function daysToFestival(time: Minutes): number {
  for (const festival of springFestivals) {
    const days = Math.floor((festival - time) / DAY)
    if (days > -16) return days
  }
  return 365
}
