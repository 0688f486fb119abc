import { dateMarks } from '../vocabulary/written-dates.ts'

/** A moment as a cell writes it. `at` is the instant (times without zone are +08:00), `precise` says whether a time of day was given. */
export interface WrittenMoment {
  readonly at: Date
  readonly precise: boolean
}

const chinaOffset = 8 * 3_600_000
const day = 86_400_000
/** Excel's day 0 in the 1900 system; the two days of difference to 1900-01-01 are its invented 1900-02-29 and counting from 1. */
const excelEpoch = Date.UTC(1899, 11, 30)
/** 1954-10-03 … 2119-01-11: plain numbers outside are amounts or numbers, not dates. */
const serialRange = [20_000, 80_000] as const
const yearRange = [1900, 2199] as const

const any = (marks: readonly string[]): string => `(?:${marks.join('|')})`
const { year, month, minute, second } = dateMarks
const datePart = `(\\d{4})(?:[-/.]|${year})(\\d{1,2})(?:[-/.]|${month})(\\d{1,2})${any(dateMarks.day)}?`
const halves = any([...dateMarks.morning, ...dateMarks.afternoon, dateMarks.noon, 'AM', 'PM'])
const timePart = `(${halves})?(\\d{1,2})(?::|${any(dateMarks.hour)})(?:(\\d{1,2})(?:(?::|${minute})(?:(\\d{1,2})(?:\\.\\d{1,9})?${second}?)?)?)? ?(${halves})?`
const separated = new RegExp(`^${datePart}(?:(?:[T ])?${timePart}(Z|[+-]\\d{2}:?\\d{2})?)?$`, 'i')
const compact = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?$/
const serial = /^\d{5}(?:\.\d+)?$/

/** Full-width digits, letters and punctuation to ASCII, blanks to one blank; nothing else is changed. */
export function foldWidth(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0))
    .replace(/[\s\u3000]+/g, ' ')
    .trim()
}

function instant(fields: readonly number[], zone: string | undefined): Date | null {
  const [y, mo, d, h = 0, mi = 0, s = 0] = fields as [number, number, number, number?, number?, number?]
  if (y < yearRange[0] || y > yearRange[1] || h > 23 || mi > 59 || s > 59) return null
  const utc = new Date(Date.UTC(y, mo - 1, d, h, mi, s))
  // Date.UTC rolls 31 April over into May: such a date was never written by a calendar.
  if (utc.getUTCFullYear() !== y || utc.getUTCMonth() !== mo - 1 || utc.getUTCDate() !== d) return null
  if (zone === undefined) return new Date(utc.getTime() - chinaOffset)
  if (zone.toUpperCase() === 'Z') return utc
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone)!
  if (Number(hours) > 14 || Number(minutes) > 59) return null
  return new Date(utc.getTime() - (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000)
}

/** Hour of a 12-hour clock; null where mark and hour contradict each other. */
function hourOf(hour: number, mark: string | undefined): number | null {
  if (mark === undefined) return hour
  const word = mark.toUpperCase()
  const afternoon = word === 'PM' || (dateMarks.afternoon as readonly string[]).includes(mark)
  if (afternoon) return hour < 12 ? hour + 12 : hour
  if (word === 'AM' && hour === 12) return 0
  if (mark === dateMarks.noon) return hour <= 2 ? hour + 12 : hour
  return hour <= 12 ? hour % 12 : null
}

/**
 * Reads one cell: `2023-08-01 09:41`, `2023/8/1 9:41:00`, `2023.8.1`, the Chinese forms of formats.md 1, `20230801[0941[00]]`,
 * ISO 8601 with zone, Excel serials of the 1900 system; digits may be full-width. Returns null for everything else,
 * for days that no calendar has, and for years outside 1900–2199.
 */
export function readMoment(text: string): WrittenMoment | null {
  if (text.length > 60) return null
  const folded = foldWidth(text)
  const match = separated.exec(folded)
  if (match) {
    const [, y, mo, d, before, h, mi, s, after, zone] = match
    const hour = h === undefined ? 0 : hourOf(Number(h), before ?? after)
    if (hour === null || (before !== undefined && after !== undefined)) return null
    const at = instant([Number(y), Number(mo), Number(d), hour, Number(mi ?? 0), Number(s ?? 0)], zone)
    return at && { at, precise: h !== undefined }
  }
  const plain = compact.exec(folded)
  if (plain) {
    const at = instant(
      plain.slice(1).map((part) => Number(part ?? 0)),
      undefined,
    )
    return at && { at, precise: plain[4] !== undefined }
  }
  return serial.test(folded) ? readSerial(Number(folded)) : null
}

/** An Excel serial (days since 1899-12-30, local time); null outside 1954–2119. Rounded to the second, as Excel shows it. */
export function readSerial(serialNumber: number): WrittenMoment | null {
  if (!(serialNumber >= serialRange[0] && serialNumber <= serialRange[1])) return null
  const local = excelEpoch + Math.round((serialNumber * day) / 1000) * 1000
  return { at: new Date(local - chinaOffset), precise: !Number.isInteger(serialNumber) }
}

/** The one form in which stored rows carry moments: `2023-08-01`, or `2023-08-01 09:41:00` where a time was given; +08:00. */
export function writeMoment({ at, precise }: WrittenMoment): string {
  const local = new Date(at.getTime() + chinaOffset).toISOString()
  return precise ? `${local.slice(0, 10)} ${local.slice(11, 19)}` : local.slice(0, 10)
}

/** Calendar day at +08:00, `2023-08-01`. */
export function chinaDay(at: Date): string {
  return new Date(at.getTime() + chinaOffset).toISOString().slice(0, 10)
}
