import { maskDwellings, maskName, maskNumbersIn } from '../vocabulary/masking.ts'
import { partySeparators, type SourceKey, sourceTable } from '../vocabulary/sources.ts'
import type { Payload } from './queries.ts'
import { sealedColumns } from './sealing.ts'

/** A company's name is longer and is nobody's identity. */
const longestName = 5
/** Shorter pieces of an address (a village, 3幢) occur in any text. */
const shortestPiece = 4
const cover = '*'

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

interface Secrets {
  readonly names: readonly string[]
  readonly numbers: readonly RegExp[]
  readonly addresses: readonly string[]
}

function secretsOf(source: SourceKey, row: Readonly<Record<string, string>>): Secrets {
  const { identityColumns, placeColumns } = sourceTable[source]
  const cells = identityColumns.flatMap((column) => (row[column] ?? '').split(partySeparators))
  const values = cells.map((cell) => cell.trim()).filter((cell) => cell.length >= 2)
  const names = values.filter((value) => !/\d/.test(value) && value.length <= longestName)
  return {
    // Of 王建国 also 建国: people write of themselves as they are called.
    names: [...names, ...names.filter((name) => name.length >= 3).map((name) => name.slice(-2))],
    numbers: values
      .map((value) => value.replace(/[^0-9０-９Xx]/g, ''))
      .filter((digits) => digits.length >= 7)
      .map((digits) => new RegExp([...digits].map(escaped).join('[-－\\s]?'), 'g')),
    addresses: placeColumns.flatMap((column) => row[column] ?? []),
  }
}

/** Covers each piece of the text that stands in the address too, from the longest. */
function coverAddress(text: string, address: string): string {
  let redacted = ''
  for (let at = 0; at < text.length; ) {
    let length = 0
    while (at + length < text.length && address.includes(text.slice(at, at + length + 1))) length++
    const kept = length < shortestPiece ? Math.max(1, length) : 0
    redacted += kept > 0 ? text.slice(at, at + kept) : text.slice(at, at + length).replace(/\S/g, cover)
    at += kept > 0 ? kept : length
  }
  return redacted
}

function redact(text: string, secrets: Secrets): string {
  let redacted = text
  for (const address of secrets.addresses) redacted = coverAddress(redacted, address)
  for (const name of secrets.names) redacted = redacted.replaceAll(name, maskName(name))
  for (const number of secrets.numbers) redacted = redacted.replace(number, (found) => found.replace(/\S/g, cover))
  // In a sealed text the building is too much as well.
  return maskDwellings(maskNumbersIn(redacted)).replace(/[0-9０-９]+(?=\s*(?:幢|栋|座|号楼))/g, (found) =>
    cover.repeat(found.length),
  )
}

/**
 * A sealed row in two: what those who handle the matter read, and the identity. Texts stay open with the person's name,
 * numbers and address covered in place (same length in UTF-16 units, so that the places of findings hold) and go whole into
 * the identity; cells of columns that are no standard ones may say anything about the person and go there altogether.
 */
export function splitSealed(source: SourceKey, whole: Payload): { readonly open: Payload; readonly identity: Payload } {
  const apart = new Set(sealedColumns(source))
  const texts = new Set<string>(sourceTable[source].textColumns)
  const secrets = secretsOf(source, whole.row)
  const open: Record<string, string> = {}
  const identity: Record<string, string> = {}
  for (const [column, value] of Object.entries(whole.row)) {
    if (apart.has(column)) identity[column] = value
    else if (texts.has(column)) {
      open[column] = redact(value, secrets)
      if (open[column] !== value) identity[column] = value
    } else open[column] = value
  }
  return { open: { row: open, raw: {} }, identity: { row: identity, raw: whole.raw } }
}
