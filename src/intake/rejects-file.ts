import { closeSync, openSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { rejectsHeader } from '../vocabulary/words/intake.ts'
import type { RejectedRow } from './schema.ts'

/** A cell that a spreadsheet would take for a formula is made plain text; values here come from strangers. */
function csvCell(value: string | number | null): string {
  const text = value === null ? '' : String(value)
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}

const csvLine = (cells: readonly (string | number | null)[]): string => `${cells.map(csvCell).join(',')}\r\n`

/** CSV with a byte-order mark, as spreadsheet programs expect Chinese text. */
export const rejectsStart = `\ufeff${csvLine(rejectsHeader)}`

export function rejectsLine(reject: RejectedRow): string {
  return csvLine([reject.file, reject.row, reject.column, reject.value, reject.reason, reject.mend])
}

export interface RejectsFile {
  /** Null until the first reject: an import without rejects leaves no file. */
  readonly path: string | null
  write(rejects: readonly RejectedRow[]): void
  close(): void
}

/** Writes to `wanted`, or beside the input, or where that cannot be written, to the temporary folder. */
export function rejectsFile(wanted: string | undefined, input: string): RejectsFile {
  let file: number | null = null
  let path: string | null = null
  const open = (): number => {
    const places =
      wanted === undefined ? [`${input}.rejects.csv`, join(tmpdir(), `${basename(input)}.rejects.csv`)] : [wanted]
    for (const [index, place] of places.entries()) {
      try {
        const opened = openSync(place, 'w', 0o600)
        path = place
        writeSync(opened, rejectsStart)
        return opened
      } catch (error) {
        if (index === places.length - 1) throw error
      }
    }
    throw new Error('no place for the rejects file')
  }
  return {
    get path() {
      return path
    },
    write(rejects) {
      if (rejects.length === 0) return
      file ??= open()
      writeSync(file, rejects.map(rejectsLine).join(''))
    },
    close() {
      if (file !== null) closeSync(file)
      file = null
    },
  }
}
