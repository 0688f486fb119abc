import { createReadStream, statSync } from 'node:fs'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { Problem } from '../platform/problem.ts'

/** A file wherever it lies (disk, upload, memory). `open` may be called several times; each call starts at byte 0. */
export interface TableInput {
  readonly name: string
  readonly size: number
  open(): Readable
}

/** Why a cell cannot be used although the row could be read; codes are keys of `vocabulary/words/intake.ts`. */
export interface CellFault {
  readonly code: 'cellTooLong' | 'moreCells' | 'formula' | 'errorCell' | 'precision' | 'jsonLine'
  readonly column: string | null
  readonly value: string
}

export interface RawRow {
  /** As a spreadsheet counts: the header is row 1; in JSON Lines the line. */
  readonly row: number
  /** Column as written in the header → cell, outer blanks removed; empty cells are absent. */
  readonly cells: Readonly<Record<string, string>>
  readonly faults: readonly CellFault[]
}

export interface Table {
  readonly format: 'csv' | 'xlsx' | 'jsonl'
  readonly encoding: 'utf-8' | 'gb18030' | 'xlsx'
  readonly separator: string | null
  readonly sheet: string | null
  readonly header: readonly string[]
  /** At least one row; may be iterated once. Throws a Problem where the rest of the file is unreadable. */
  readonly rows: AsyncIterable<RawRow>
}

/** Bounds that keep memory and time finite whatever arrives. Characters are UTF-16 code units. */
export const limits = {
  columns: 2_000,
  cellCharacters: 100_000,
  /** One row with everything in it; beyond it, a quotation mark was never closed. */
  rowMegabytes: 64,
  textMegabytes: 4_096,
  workbookMegabytes: 64,
  workbookUnpackedMegabytes: 768,
  /** Rows of titles that may stand above the header. */
  titleRows: 10,
} as const

export const noFaults: readonly CellFault[] = []

export function fileInput(path: string): TableInput {
  try {
    const { size } = statSync(path)
    return { name: basename(path), size, open: () => createReadStream(path) }
  } catch (error) {
    throw new Problem(
      'intake.fileUnreadable',
      { file: basename(path), reason: (error as NodeJS.ErrnoException).code ?? String(error) },
      error,
    )
  }
}

export function memoryInput(name: string, bytes: Buffer): TableInput {
  return {
    name,
    size: bytes.length,
    open: () =>
      Readable.from(
        (function* chunks() {
          for (let from = 0; from < bytes.length; from += 65_536) yield bytes.subarray(from, from + 65_536)
        })(),
      ),
  }
}

/** Outer blanks (also ideographic, no-break, zero-width) and a byte-order mark removed; Excel's `="0012"` unwrapped. */
export function cleanCell(text: string): string {
  const trimmed = text.replace(/^[\s\u3000\u00a0\u200b\ufeff]+|[\s\u3000\u00a0\u200b\ufeff]+$/g, '')
  const kept = /^="([^"]*)"$/.exec(trimmed)
  return kept ? kept[1]!.trim() : trimmed
}

/**
 * Names of the columns. Trailing columns without name and the names of empty ones become `#3`.
 * Throws intake.tooManyColumns, intake.duplicateHeader.
 */
export function headerOf(cells: readonly string[], file: string): string[] {
  if (cells.length > limits.columns)
    throw new Problem('intake.tooManyColumns', { file, count: cells.length, limit: limits.columns })
  const names = cells.map((cell, index) => cleanCell(cell).replace(/\s+/g, ' ').slice(0, 200) || `#${index + 1}`)
  const seen = new Map<string, number>()
  names.forEach((name, index) => {
    const first = seen.get(name)
    if (first !== undefined)
      throw new Problem('intake.duplicateHeader', { file, column: name, first: first + 1, second: index + 1 })
    seen.set(name, index)
  })
  return names
}

/** One row of cells under a header. Returns null for an empty row. */
export function rawRow(
  row: number,
  header: readonly string[],
  values: readonly string[],
  more: readonly CellFault[] = noFaults,
): RawRow | null {
  const cells: Record<string, string> = {}
  let faults = more
  let filled = 0
  for (let index = 0; index < values.length; index++) {
    const text = cleanCell(values[index]!)
    if (text === '') continue
    filled++
    const column = header[index]
    if (column === undefined) {
      faults = [...faults, { code: 'moreCells', column: null, value: text.slice(0, 100) }]
      break
    }
    if (text.length > limits.cellCharacters)
      faults = [...faults, { code: 'cellTooLong', column, value: text.slice(0, 100) }]
    else cells[column] = text
  }
  return filled === 0 && faults.length === 0 ? null : { row, cells, faults }
}

/** Index of the header among the first rows: titles and merged captions above it fill one cell only. */
export function headerIndex(rows: readonly (readonly string[])[]): number {
  const filled = (cells: readonly string[]): number =>
    cells.reduce((sum, cell) => sum + (cleanCell(cell) === '' ? 0 : 1), 0)
  const wide = rows.findIndex((cells) => filled(cells) >= 2)
  return wide >= 0 ? wide : rows.findIndex((cells) => filled(cells) === 1)
}
