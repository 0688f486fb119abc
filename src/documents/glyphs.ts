import { closeSync, openSync, readSync } from 'node:fs'

/** Code points for which a font has a glyph: sorted ranges [first, last], flat. */
export type Coverage = readonly number[]

/** Thrown by the parser for what is no TrueType or OpenType font with a Unicode map. */
export class FontError extends Error {}

/** Reads the character map of a font file without loading the rest. @throws FontError, or the file system's error */
export function readCoverage(path: string): Coverage {
  const file = openSync(path, 'r')
  try {
    return parseCoverage((offset, length) => {
      const bytes = Buffer.alloc(length)
      const read = readSync(file, bytes, 0, length, offset)
      return bytes.subarray(0, read)
    })
  } finally {
    closeSync(file)
  }
}

/** OpenType: finds the table `cmap` and in it the widest Unicode subtable (format 12, else 4). @throws FontError */
export function parseCoverage(read: (offset: number, length: number) => Buffer): Coverage {
  const need = (offset: number, length: number): Buffer => {
    // No character map comes near this; a wrong length must not ask for gigabytes.
    if (length > 16 << 20) throw new FontError('table too long')
    const bytes = read(offset, length)
    if (bytes.length < length) throw new FontError('cut off')
    return bytes
  }
  const head = need(0, 12)
  const tables = head.readUInt16BE(4)
  const directory = need(12, tables * 16)
  for (let at = 0; at < directory.length; at += 16) {
    if (directory.toString('latin1', at, at + 4) !== 'cmap') continue
    const table = need(directory.readUInt32BE(at + 8), directory.readUInt32BE(at + 12))
    return parseCharacterMap(table)
  }
  throw new FontError('no character map')
}

function parseCharacterMap(table: Buffer): Coverage {
  if (table.length < 4) throw new FontError('cut off')
  let best: { format: number; offset: number } | undefined
  for (let at = 4, left = table.readUInt16BE(2); left > 0; left--, at += 8) {
    if (at + 8 > table.length) throw new FontError('cut off')
    const platform = table.readUInt16BE(at)
    const offset = table.readUInt32BE(at + 4)
    if (offset + 2 > table.length) throw new FontError('cut off')
    const format = table.readUInt16BE(offset)
    if ((platform === 0 || platform === 3) && (format === 12 || (format === 4 && best?.format !== 12)))
      best = { format, offset }
  }
  if (!best) throw new FontError('no Unicode map')
  const subtable = table.subarray(best.offset)
  return best.format === 12 ? parseFormat12(subtable) : parseFormat4(subtable)
}

function parseFormat12(table: Buffer): Coverage {
  if (table.length < 16) throw new FontError('cut off')
  const groups = table.readUInt32BE(12)
  if (16 + groups * 12 > table.length) throw new FontError('cut off')
  const ranges: number[] = []
  for (let at = 16; at < 16 + groups * 12; at += 12) ranges.push(table.readUInt32BE(at), table.readUInt32BE(at + 4))
  return ranges
}

function parseFormat4(table: Buffer): Coverage {
  if (table.length < 14) throw new FontError('cut off')
  const segments = table.readUInt16BE(6) / 2
  if (16 + segments * 8 > table.length) throw new FontError('cut off')
  const ranges: number[] = []
  for (let segment = 0; segment < segments; segment++) {
    const last = table.readUInt16BE(14 + segment * 2)
    const first = table.readUInt16BE(16 + segments * 2 + segment * 2)
    if (first !== 0xffff) ranges.push(first, last)
  }
  return ranges
}

export function covers(coverage: Coverage, codePoint: number): boolean {
  let low = 0
  let high = coverage.length / 2 - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    if (codePoint < coverage[middle * 2]!) high = middle - 1
    else if (codePoint > coverage[middle * 2 + 1]!) low = middle + 1
    else return true
  }
  return false
}

/** Characters of all texts in `data` that not every one of the fonts has; line ends are none. */
export function missingCharacters(data: unknown, coverages: readonly Coverage[]): Set<string> {
  const missing = new Set<string>()
  visitTexts(data, (text) => {
    for (const character of text) {
      const codePoint = character.codePointAt(0)!
      if (codePoint !== 0x0a && !coverages.every((coverage) => covers(coverage, codePoint))) missing.add(character)
    }
    return text
  })
  return missing
}

/** The geta mark stands in print for a character that cannot be set. */
export const substitute = '\u3013'

/** A copy of `data` with every missing character replaced by the geta mark. */
export function withSubstitutes<Data>(data: Data, missing: ReadonlySet<string>): Data {
  return visitTexts(data, (text) =>
    Array.from(text, (character) => (missing.has(character) ? substitute : character)).join(''),
  ) as Data
}

/** A copy of `data` without what has no shape: controls and invisible marks go, tabs and odd blanks become blanks. */
export function withPlainTexts<Data>(data: Data): Data {
  return visitTexts(data, (text) =>
    text
      .replace(/\r\n?/g, '\n')
      .replace(/[\t\u00a0\u1680\u2000-\u200a\u202f\u205f]/g, ' ')
      .replace(/[\p{Default_Ignorable_Code_Point}]|(?!\n)\p{Cc}/gu, ''),
  ) as Data
}

function visitTexts(value: unknown, visit: (text: string) => string): unknown {
  if (typeof value === 'string') return visit(value)
  if (Array.isArray(value)) return value.map((item) => visitTexts(item, visit))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, visitTexts(item, visit)]))
}
