import { Problem } from '../platform/problem.ts'
import { openDelimited } from './delimited.ts'
import { detectEncoding } from './encoding.ts'
import { openJsonLines } from './json-lines.ts'
import { limits, type Table, type TableInput } from './table.ts'
import { openWorkbook } from './workbook.ts'

async function head(input: TableInput, length: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  const stream = input.open()
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      chunks.push(chunk)
      size += chunk.length
      if (size >= length) break
    }
  } catch (error) {
    throw new Problem(
      'intake.fileUnreadable',
      { file: input.name, reason: (error as NodeJS.ErrnoException).code ?? String(error) },
      error,
    )
  } finally {
    stream.destroy()
  }
  return Buffer.concat(chunks).subarray(0, length)
}

const startsWith = (bytes: Buffer, ...magic: number[]): boolean => magic.every((byte, index) => bytes[index] === byte)

/** First control character that no text has; NUL aside, a few damaged letters do not make a text binary. */
function binaryAt(start: Buffer): number | null {
  let controls = 0
  for (const byte of start) if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) controls++
  return controls * 20 > start.length ? start.findIndex((byte) => byte < 9 || (byte > 13 && byte < 32)) : null
}

/**
 * Opens whatever was sent: XLSX, JSON Lines (first character `{`), else separated text in UTF-8 or GB18030, by its bytes
 * and never by its name. Every fault of the file as a whole is a Problem `intake.*`; faults of one row are in the row.
 */
export async function openTable(input: TableInput, options: { readonly sheet?: string } = {}): Promise<Table> {
  const start = await head(input, 65_536)
  if (start.length === 0) throw new Problem('intake.fileEmpty', { file: input.name })
  if (startsWith(start, 0x50, 0x4b, 3, 4)) return openWorkbook(input, options.sheet)
  if (startsWith(start, 0xd0, 0xcf, 0x11, 0xe0)) throw new Problem('intake.oldExcel', { file: input.name })
  if (startsWith(start, 0xff, 0xfe) || startsWith(start, 0xfe, 0xff))
    throw new Problem('intake.encoding', { file: input.name, position: 1 })
  const binary = binaryAt(start)
  if (binary !== null) throw new Problem('intake.binary', { file: input.name, position: binary + 1 })
  if (input.size > limits.textMegabytes * 1_048_576)
    throw new Problem('intake.fileTooLarge', { file: input.name, limit: limits.textMegabytes })
  const encoding = await detectEncoding(input)
  const text = new TextDecoder(encoding)
    .decode(start)
    .replace(/^\ufeff/, '')
    .trimStart()
  if (text === '') throw new Problem('intake.fileEmpty', { file: input.name })
  return text.startsWith('{') ? openJsonLines(input, encoding) : openDelimited(input, encoding)
}
