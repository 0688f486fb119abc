import { maskName, maskNames, maskNumber, masks } from '../vocabulary/masking.ts'
import { type SourceKey, sourceTable } from '../vocabulary/sources.ts'
import { cellLength } from '../vocabulary/words/intake.ts'

const shownCharacters = 12
const name = /^\p{Script=Han}{2,4}(?:\u00b7\p{Script=Han}{1,10})?$/u

/** Numbers and dwellings masked inside a text, then the text cut. */
function maskText(text: string): string {
  const masked = masks.text(text)
  return masked.length > shownCharacters ? masked.slice(0, shownCharacters) + cellLength(text.length) : masked
}

/**
 * A cell for the preview, the rejects and anything else that leaves the store without a read-log entry. `standard` is the
 * column it is mapped to, or null where that is not known: then a value that looks like a name is masked as one.
 */
export function maskCell(source: SourceKey, standard: string | null, value: string): string {
  const { numberColumn, timeColumn, identityColumns, columns } = sourceTable[source]
  if (standard === numberColumn) return value.slice(0, 60)
  // A column slipped: what stands where a time belongs may be a phone.
  if (standard === timeColumn) return masks.text(value).slice(0, 60)
  if (standard !== null && identityColumns.includes(standard))
    return /\d/.test(value) ? maskNumber(value) : maskNames(value).slice(0, 60)
  if ((standard === null || !columns.includes(standard)) && name.test(value)) return maskName(value)
  return maskText(value)
}
