import { type CsvError, parse } from 'csv-parse'
import { Problem } from '../platform/problem.ts'
import { decodeText, type TextEncoding } from './encoding.ts'
import { headerIndex, headerOf, limits, type RawRow, rawRow, type Table, type TableInput } from './table.ts'

const separators = [',', ';', '\t'] as const

/**
 * The separator that stands most often outside quotes in the first line that has one: the header. Later lines are not asked,
 * for lists inside their cells are separated too (`;` between several parties).
 */
export function detectSeparator(start: string): (typeof separators)[number] {
  const counts = new Map<string, number>(separators.map((separator) => [separator, 0]))
  let quoted = false
  for (const character of start) {
    if (character === '"') quoted = !quoted
    else if (!quoted && (character === '\n' || character === '\r') && [...counts.values()].some((count) => count > 0))
      break
    else if (!quoted && counts.has(character)) counts.set(character, counts.get(character)! + 1)
  }
  return separators.reduce((best, separator) => (counts.get(separator)! > counts.get(best)! ? separator : best))
}

function csvProblem(error: CsvError, file: string, row: number): Problem {
  if (error.code === 'CSV_MAX_RECORD_SIZE')
    return new Problem('intake.rowTooLong', { file, row, limit: limits.rowMegabytes }, error)
  return new Problem('intake.quote', { file, row }, error)
}

/** All records, also the empty ones, so that counting them counts rows as a spreadsheet does. */
async function* records(input: TableInput, encoding: TextEncoding, separator: string): AsyncGenerator<string[]> {
  const parser = parse({
    delimiter: separator,
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    max_record_size: limits.rowMegabytes * 1_048_576,
  })
  let failure: CsvError | null = null
  let row = 1
  parser.on('error', (error: CsvError) => {
    failure = error
  })
  const drain = function* (): Generator<string[]> {
    for (let record = parser.read() as string[] | null; record !== null; record = parser.read() as string[] | null) {
      row++
      yield record
    }
    if (failure) throw csvProblem(failure, input.name, row)
  }
  for await (const text of decodeText(input, encoding)) {
    parser.write(text)
    yield* drain()
  }
  await new Promise<void>((resolve) => {
    parser
      .once('readable', resolve)
      .once('end', resolve)
      .once('error', () => resolve())
    parser.end()
  })
  yield* drain()
}

async function* bodyRows(
  rows: AsyncGenerator<string[]>,
  waiting: readonly string[][],
  header: readonly string[],
  first: number,
): AsyncGenerator<RawRow> {
  let number = first
  for (const values of waiting) {
    const row = rawRow(number++, header, values)
    if (row) yield row
  }
  for await (const values of rows) {
    const row = rawRow(number++, header, values)
    if (row) yield row
  }
}

/** Reads separated text. Throws intake.fileEmpty, intake.headerOnly, and what `headerOf` throws; while iterating intake.quote, intake.rowTooLong. */
export async function openDelimited(input: TableInput, encoding: TextEncoding): Promise<Table> {
  let start = ''
  for await (const text of decodeText(input, encoding)) {
    start += text
    if (start.length > 65_536) break
  }
  const separator = detectSeparator(start)
  const all = records(input, encoding, separator)
  const top: string[][] = []
  let filled = 0
  while (filled < limits.titleRows + 2) {
    const next = await all.next()
    if (next.done) break
    top.push(next.value)
    if (next.value.length > limits.columns) break
    if (next.value.some((cell) => cell.trim() !== '')) filled++
  }
  const at = headerIndex(top)
  if (at < 0) throw new Problem('intake.fileEmpty', { file: input.name })
  const header = headerOf(top[at]!, input.name)
  const rows = await atLeastOne(bodyRows(all, top.slice(at + 1), header, at + 2), input.name)
  return { format: 'csv', encoding, separator, sheet: null, header, rows }
}

/** The same rows, once it is known that there is one. Throws intake.headerOnly. */
export async function atLeastOne(rows: AsyncGenerator<RawRow>, file: string): Promise<AsyncIterable<RawRow>> {
  const first = await rows.next()
  if (first.done) throw new Problem('intake.headerOnly', { file })
  return (async function* all() {
    yield first.value
    yield* rows
  })()
}
