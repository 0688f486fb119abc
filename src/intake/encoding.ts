import { Problem } from '../platform/problem.ts'
import type { TableInput } from './table.ts'

export type TextEncoding = 'utf-8' | 'gb18030'

/** So many bytes beyond ASCII read as UTF-8 before the first error mean: damaged UTF-8, not GB18030, where the first word fails. */
const convincingBytes = 200

interface Scan {
  /** Byte at which decoding fails, or null. */
  readonly failedAt: number | null
  readonly beyondAscii: number
  readonly mark: boolean
}

/** Reads the whole input once. `fineFrom` repeats the failing chunk byte by byte, so that the place can be named. */
async function scan(input: TableInput, encoding: TextEncoding, fineFrom = Number.POSITIVE_INFINITY): Promise<Scan> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  let offset = 0
  let beyondAscii = 0
  let mark = false
  const failed = async (): Promise<Scan> =>
    fineFrom === Number.POSITIVE_INFINITY ? scan(input, encoding, offset) : { failedAt: offset, beyondAscii, mark }
  for await (const chunk of input.open() as AsyncIterable<Buffer>) {
    if (offset === 0) {
      mark = chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf
      // UTF-16 with its mark: no table program needs it, and it would look binary.
      if ((chunk[0] === 0xff && chunk[1] === 0xfe) || (chunk[0] === 0xfe && chunk[1] === 0xff))
        return { failedAt: 0, beyondAscii, mark }
    }
    const zero = chunk.indexOf(0)
    if (zero >= 0) throw new Problem('intake.binary', { file: input.name, position: offset + zero + 1 })
    const step = offset >= fineFrom ? 1 : chunk.length
    for (let from = 0; from < chunk.length; from += step) {
      const piece = chunk.subarray(from, from + step)
      try {
        decoder.decode(piece, { stream: true })
      } catch {
        return failed()
      }
      if (beyondAscii < convincingBytes) for (const byte of piece) if (byte > 0x7f) beyondAscii++
      offset += piece.length
    }
  }
  try {
    decoder.decode()
  } catch {
    return { failedAt: offset, beyondAscii, mark }
  }
  return { failedAt: null, beyondAscii, mark }
}

/**
 * UTF-8 where every byte of the file is UTF-8, else GB18030 where every byte is that. Throws intake.encoding with the place
 * of the first byte that neither can be, and intake.binary at a NUL byte. Reads the file once or twice, in constant memory.
 */
export async function detectEncoding(input: TableInput): Promise<TextEncoding> {
  const utf8 = await scan(input, 'utf-8')
  if (utf8.failedAt === null) return 'utf-8'
  const damaged = utf8.mark || utf8.beyondAscii >= convincingBytes
  const gb18030 = damaged ? null : await scan(input, 'gb18030')
  if (gb18030?.failedAt === null) return 'gb18030'
  throw new Problem('intake.encoding', {
    file: input.name,
    position: Math.max(utf8.failedAt, gb18030?.failedAt ?? 0) + 1,
  })
}

/** The text of the input in pieces, without its byte-order mark. */
export async function* decodeText(input: TableInput, encoding: TextEncoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  for await (const chunk of input.open() as AsyncIterable<Buffer>) {
    const text = decoder.decode(chunk, { stream: true })
    if (text !== '') yield text
  }
  const rest = decoder.decode()
  if (rest !== '') yield rest
}
