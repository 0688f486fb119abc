import { common } from './words/common.ts'
import { fill, language } from './words.ts'

const zone = 'Asia/Shanghai'
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const dateTimeParts = new Intl.DateTimeFormat('sv-SE', {
  timeZone: zone,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
})
const dateParts = new Intl.DateTimeFormat('sv-SE', {
  timeZone: zone,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
})
const timeParts = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, hour: '2-digit', minute: '2-digit' })
const secondParts = new Intl.DateTimeFormat('sv-SE', {
  timeZone: zone,
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})
const weekdayParts = new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
  timeZone: zone,
  weekday: 'short',
})
const number = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 })

type Instant = string | number | Date
const asDate = (at: Instant): Date => (at instanceof Date ? at : new Date(at))

/** `2026-11-23 18:20`, county time whatever the reader's own zone. */
export const dateTime = (at: Instant): string => dateTimeParts.format(asDate(at))
export const date = (at: Instant): string => dateParts.format(asDate(at))
export const monthDay = (at: Instant): string => date(at).slice(5)
export const timeOfDay = (at: Instant): string => timeParts.format(asDate(at))
export const timeWithSeconds = (at: Instant): string => secondParts.format(asDate(at))
export const weekday = (at: Instant): string => weekdayParts.format(asDate(at))

export const count = (value: number): string => number.format(value)

/** 分 → yuan with two decimals only where there are 角 or 分; from 1万 on in 万 with one decimal. */
export function money(fen: number): string {
  const yuan = fen / 100
  if (language === 'zh' && Math.abs(yuan) >= 10_000)
    return fill(common.wan, { n: number.format(Math.round(yuan / 1000) / 10) })
  return fill(common.yuan, { n: yuan.toLocaleString('en-US', { minimumFractionDigits: fen % 100 === 0 ? 0 : 2 }) })
}

/** Counts stay counts below 20: a percentage of seven says more than is known. */
export function share(part: number, whole: number): string {
  if (whole === 0) return '—'
  if (whole < 20) return `${part}/${whole}`
  return `${number.format(Math.round((part / whole) * 1000) / 10)}%`
}

export type RemainingState = 'running' | 'soon' | 'overdue'
export interface Remaining {
  readonly text: string
  readonly state: RemainingState
}

/** Time between now and a deadline: hours and minutes within two days, else days; overdue says so in a word. */
export function remaining(due: Instant, now: number): Remaining {
  const difference = asDate(due).getTime() - now
  const size = Math.abs(difference)
  const spoken =
    size < 2 * day
      ? `${String(Math.floor(size / hour)).padStart(2, '0')}:${String(Math.floor((size % hour) / minute)).padStart(2, '0')}`
      : fill(common.days, { n: Math.floor(size / day) })
  if (difference < 0) return { text: fill(common.overdue, { time: spoken }), state: 'overdue' }
  return { text: fill(common.remaining, { time: spoken }), state: difference < 4 * hour ? 'soon' : 'running' }
}

export function lateness(milliseconds: number): string {
  if (milliseconds < hour) return fill(common.lateBy, { n: Math.floor(milliseconds / minute) })
  if (milliseconds < 2 * day) return fill(common.lateByHours, { n: Math.floor(milliseconds / hour) })
  return fill(common.lateByDays, { n: Math.floor(milliseconds / day) })
}

/** Short age for feeds: relative only below one hour, absolute beyond. */
export function age(at: Instant, now: number): string {
  const size = now - asDate(at).getTime()
  if (size < 0 || size >= hour) return dateTime(at)
  if (size < minute) return fill(common.secondsAgo, { n: Math.floor(size / 1000) })
  return fill(common.minutesAgo, { n: Math.floor(size / minute) })
}
