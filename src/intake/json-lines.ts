import { Problem } from '../platform/problem.ts'
import { atLeastOne } from './delimited.ts'
import { decodeText, type TextEncoding } from './encoding.ts'
import { type CellFault, cleanCell, limits, noFaults, type RawRow, type Table, type TableInput } from './table.ts'

/** Lines read before the columns are shown to anybody; keys that appear later are columns all the same. */
const headerLines = 200

function cellText(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.map(cellText).join(';')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** One object as a row. A number beyond 2^53 has already lost digits when JSON hands it over: it is a fault of its cell. */
export function objectRow(row: number, value: Readonly<Record<string, unknown>>): RawRow {
  const cells: Record<string, string> = {}
  let faults = noFaults
  const add = (fault: CellFault): void => {
    faults = [...faults, fault]
  }
  const entries = Object.entries(value)
  if (entries.length > limits.columns)
    return { row, cells, faults: [{ code: 'moreCells', column: null, value: String(entries.length) }] }
  for (const [key, raw] of entries) {
    const column = cleanCell(key)
    const text = cleanCell(cellText(raw))
    if (column === '' || text === '') continue
    if (typeof raw === 'number' && Number.isInteger(raw) && !Number.isSafeInteger(raw))
      add({ code: 'precision', column, value: text })
    else if (text.length > limits.cellCharacters) add({ code: 'cellTooLong', column, value: text.slice(0, 100) })
    else cells[column] = text
  }
  return { row, cells, faults }
}

function lineRow(row: number, line: string): RawRow | null {
  if (line.trim() === '') return null
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return objectRow(row, value as Record<string, unknown>)
  } catch {
    // Falls through to the fault: what is not JSON and what is JSON but no object is mended in the same way.
  }
  return { row, cells: {}, faults: [{ code: 'jsonLine', column: null, value: line.slice(0, 100) }] }
}

async function* lineRows(input: TableInput, encoding: TextEncoding): AsyncGenerator<RawRow> {
  let rest = ''
  let number = 0
  for await (const text of decodeText(input, encoding)) {
    const lines = (rest + text).split('\n')
    rest = lines.pop()!
    if (rest.length > limits.rowMegabytes * 1_048_576)
      throw new Problem('intake.rowTooLong', { file: input.name, row: number + 1, limit: limits.rowMegabytes })
    for (const line of lines) {
      const row = lineRow(++number, line)
      if (row) yield row
    }
  }
  const last = lineRow(number + 1, rest)
  if (last) yield last
}

/** Reads JSON Lines; a line that is no JSON object becomes a row with a fault. Throws intake.headerOnly for a file of blank lines. */
export async function openJsonLines(input: TableInput, encoding: TextEncoding): Promise<Table> {
  const all = lineRows(input, encoding)
  const waiting: RawRow[] = []
  while (waiting.length < headerLines) {
    const next = await all.next()
    if (next.done) break
    waiting.push(next.value)
  }
  const header = [...new Set(waiting.flatMap((row) => Object.keys(row.cells)))]
  const rows = await atLeastOne(
    (async function* joined() {
      yield* waiting
      yield* all
    })(),
    input.name,
  )
  return { format: 'jsonl', encoding, separator: null, sheet: null, header, rows }
}
