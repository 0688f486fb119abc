import { maskedPrefix } from '../vocabulary/lexicon-sites.ts'
import { fold } from './fold.ts'

const masked = new RegExp(`${maskedPrefix}(?=..)`)

/** The form in which two written names are compared: folded, letters and digits only, without the divisions' masks before it. */
export function writtenForm(name: string): string {
  return fold(name.normalize('NFKC'))
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(masked, '')
}

/** Equal after normalising; two empty ones are equal. */
export function sameWritten(read: string, labelled: string): boolean {
  return writtenForm(read) === writtenForm(labelled)
}

/**
 * Found: equal, or one holds the other and the shorter has at least two characters and at least a third of the longer's
 * (安置小区麻将馆 for 麻将馆). Where the label is empty only an empty reading is right.
 */
export function foundWritten(read: string, labelled: string): boolean {
  const a = writtenForm(read)
  const b = writtenForm(labelled)
  if (a === b) return true
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  return short.length >= 2 && short.length * 3 >= long.length && long.includes(short)
}
