import { Problem } from './problem.ts'

/**
 * Where a page of a list ended. Cursors come back in addresses, so they hold times, ids and numbers only, and whatever
 * else arrives is refused here and not by the database.
 */
export interface TimeCursor {
  readonly at: Date
  readonly id: string
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
/** An offset beyond it reads a table from end to end; nobody turns so many pages. */
const mostRows = 1_000_000

const refused = (): Problem => new Problem('platform.invalidRequest', { detail: 'cursor' })

export const isUuid = (text: string): boolean => uuid.test(text)

/** `<ISO 8601 in UTC>_<uuid>` of the last row shown. Throws Problem platform.invalidRequest. */
export function readTimeCursor(text: string | null | undefined): TimeCursor | null {
  if (text === null || text === undefined || text === '') return null
  const [time, id] = text.split('_')
  const at = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(time ?? '') ? new Date(time!) : new Date(Number.NaN)
  if (id === undefined || !isUuid(id) || Number.isNaN(at.getTime())) throw refused()
  return { at, id }
}

export const writeTimeCursor = ({ at, id }: TimeCursor): string => `${at.toISOString()}_${id}`

/** Rows passed, for lists whose order no key gives. Throws Problem platform.invalidRequest. */
export function readOffset(text: string | undefined): number {
  if (text === undefined || text === '') return 0
  if (!/^\d{1,7}$/.test(text) || Number(text) > mostRows) throw refused()
  return Number(text)
}

/** `2023-08-17`, a day that exists; null for anything else. */
export function readDay(text: string): string | null {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : new Date(Number.NaN)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text) && !text.startsWith('0000') ? text : null
}
