import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { parse } from 'csv-parse'
import iconv from 'iconv-lite'
import { openTable } from '../intake/decode.ts'
import { fileInput } from '../intake/table.ts'
import { Problem } from '../platform/problem.ts'

/** A plain file of texts: `header` as written, rows with every cell untouched, so that spans count in the file's own cells. */
export interface TextRows {
  readonly header: readonly string[]
  readonly rows: AsyncIterable<Readonly<Record<string, string>>>
}

const start = 65_536
/** The only encodings in use; a file that is no valid UTF-8 at its start is read as GB18030. */
function isUtf8(bytes: Buffer): boolean {
  try {
    // The last character may be cut in two.
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}

async function* jsonRows(lines: AsyncIterable<string>): AsyncIterable<Readonly<Record<string, string>>> {
  let rest = ''
  const rowOf = (line: string): Readonly<Record<string, string>> =>
    Object.fromEntries(
      Object.entries(JSON.parse(line) as Record<string, unknown>).map(([key, value]) => [
        key,
        value === null || value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    )
  for await (const chunk of lines) {
    const parts = (rest + chunk).split('\n')
    rest = parts.pop()!
    for (const line of parts) if (line.trim()) yield rowOf(line)
  }
  if (rest.trim()) yield rowOf(rest)
}

/**
 * Opens CSV (`,` `;` tab; UTF-8 or GB18030, with or without BOM), JSON Lines or XLSX. Cells keep their blanks, except XLSX.
 * @throws Problem intake.fileEmpty, intake.fileUnreadable
 */
export async function openTexts(path: string): Promise<TextRows> {
  const input = fileInput(path)
  const file = await open(path)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(start), 0, start, 0)
  await file.close()
  const head = buffer.subarray(0, bytesRead)
  if (bytesRead === 0) throw new Problem('intake.fileEmpty', { file: input.name })
  if (head[0] === 0x50 && head[1] === 0x4b) {
    const table = await openTable(input)
    return {
      header: table.header,
      rows: (async function* () {
        for await (const row of table.rows)
          yield Object.fromEntries(table.header.map((column) => [column, row.cells[column] ?? '']))
      })(),
    }
  }
  const encoding = isUtf8(head) ? 'utf8' : 'gb18030'
  const text = iconv.decode(head, encoding).replace(/^\ufeff/, '')
  const decoded = createReadStream(path).pipe(iconv.decodeStream(encoding))
  if (text.trimStart().startsWith('{')) {
    const first = text.trimStart().split('\n')[0]!
    const header = Object.keys(JSON.parse(first) as object)
    return { header, rows: jsonRows(decoded as unknown as AsyncIterable<string>) }
  }
  const line = text.split(/\r?\n/)[0]!
  const counts = [',', ';', '\t'].map((separator) => line.split(separator).length)
  const delimiter = [',', ';', '\t'][counts.indexOf(Math.max(...counts))]!
  const header = await new Promise<string[]>((resolve, reject) =>
    parse(line, { delimiter, relax_quotes: true }, (error, rows: string[][]) =>
      error ? reject(error) : resolve(rows[0] ?? []),
    ),
  )
  const parser = parse({ delimiter, bom: true, columns: true, relax_column_count: true, relax_quotes: true })
  decoded.on('error', (error) => parser.destroy(error))
  return { header, rows: decoded.pipe(parser) as AsyncIterable<Readonly<Record<string, string>>> }
}
