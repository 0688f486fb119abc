import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Keys } from '../platform/keys.ts'
import { exportWords } from '../vocabulary/words/audit.ts'
import type { exportStates } from './schema.ts'

export type ExportState = (typeof exportStates)[number]

/** Rows of one export at most: what somebody can answer for. */
export const mostRows = 20_000

/** Where an export stands. Pure. */
export function exportState(
  one: { readonly until: Date; readonly approved: boolean | null; readonly made: boolean },
  now: Date,
): ExportState {
  if (one.approved === false) return 'refused'
  if (one.until <= now) return 'expired'
  if (one.made) return 'made'
  return one.approved === true ? 'approved' : 'asked'
}

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** `DC-` and eight characters of Crockford's base 32 from 8 random bytes; the number says nothing of what is inside. */
export function exportNumber(random: Uint8Array): string {
  return `DC-${Array.from(random.subarray(0, 8), (byte) => alphabet[byte % 32]).join('')}`
}

function tagOf(keys: Pick<Keys, 'index'>, number: string, row: number): string {
  return createHmac('sha256', keys.index).update(`exportMark\u0000${number}\u0000${row}`).digest('hex').slice(0, 8)
}

/** The mark in a row of a file: one leaked row leads to the export, its approver and its recipient; nobody can make one up. */
export function rowMark(keys: Pick<Keys, 'index'>, number: string, row: number): string {
  return `${number}-${String(row).padStart(5, '0')}-${tagOf(keys, number, row)}`
}

/** Number and row behind a mark, or null where it is none of ours. */
export function parseMark(keys: Pick<Keys, 'index'>, text: string): { number: string; row: number } | null {
  const match = /^(DC-[0-9A-HJKMNP-TV-Z]{8})-(\d{5,7})-([0-9a-f]{8})$/.exec(text.trim())
  if (!match) return null
  const [number, row, tag] = [match[1]!, Number(match[2]), match[3]!]
  return timingSafeEqual(Buffer.from(tagOf(keys, number, row)), Buffer.from(tag)) ? { number, row } : null
}

/** A cell that a spreadsheet would run as a formula is given an apostrophe (CSV injection); quotes only where needed (RFC 4180). */
export function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe
}

/** The file's bytes: UTF-8 with BOM (spreadsheets of the offices need it), header, marked rows, and the footer as the last line. */
export function csvFile(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  mark: (row: number) => string,
  footer: string,
): Buffer {
  const line = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`
  return Buffer.from(
    `\uFEFF${line(columns)}${rows.map((row, at) => line([...row, mark(at + 1)])).join('')}${line([footer])}`,
  )
}

/** Smallest group that a statistic may show (house rule 3b). */
export const smallestCell = 5

export interface Cell {
  readonly row: string
  readonly column: string
  readonly count: number
}

/**
 * Counts of two properties with small cells hidden, and further ones, until no row and no column has a single hidden cell
 * or hidden ones that sum to fewer than five: totals are published elsewhere, and subtraction must give nothing away. Pure.
 */
export function hideSmallCells(cells: readonly Cell[]): (Cell & { readonly shown: string })[] {
  const hidden = new Set<Cell>(cells.filter((cell) => cell.count > 0 && cell.count < smallestCell))
  const small = new Set(hidden)
  const lines = [
    ...new Set(cells.map((cell) => `row ${cell.row}`)),
    ...new Set(cells.map((cell) => `column ${cell.column}`)),
  ].map((name) => cells.filter((cell) => name === `row ${cell.row}` || name === `column ${cell.column}`))
  for (let changed = true; changed; ) {
    changed = false
    for (const line of lines) {
      const away = line.filter((cell) => hidden.has(cell))
      const sum = away.reduce((total, cell) => total + cell.count, 0)
      if (away.length === 0 || (away.length >= 2 && sum >= smallestCell)) continue
      const next = line
        .filter((cell) => !hidden.has(cell) && cell.count > 0)
        .sort((a, b) => a.count - b.count || a.row.localeCompare(b.row) || a.column.localeCompare(b.column))[0]
      if (next) {
        hidden.add(next)
        changed = true
      }
    }
  }
  return cells
    .filter((cell) => cell.count > 0)
    .map((cell) => ({
      ...cell,
      shown: small.has(cell) ? exportWords.few : hidden.has(cell) ? exportWords.hidden : String(cell.count),
    }))
}
