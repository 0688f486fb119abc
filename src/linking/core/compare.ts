import { pinyin } from 'pinyin-pro'
import { parseCreditCode, parseIdNumber } from '../../vocabulary/identity.ts'

/** How the values of a column are written and compared (formats.md, `suyuan link`). */
export const fieldKinds = [
  'personName',
  'organisation',
  'address',
  'date',
  'idNumber',
  'phone',
  'text',
  'exact',
] as const
export type FieldKind = (typeof fieldKinds)[number]

/** Levels of agreement of each kind, closest first; the weight of each is learnt, so their order says nothing but the test order. */
export const levelsOf: Readonly<Record<FieldKind, readonly string[]>> = {
  personName: ['equal', 'sameSound', 'maskedCompatible', 'near', 'similar', 'different'],
  organisation: ['equal', 'near', 'similar', 'alike', 'different'],
  address: ['equal', 'near', 'similar', 'alike', 'different'],
  date: ['equal', 'oneSlip', 'sameYear', 'different'],
  idNumber: ['equal', 'oneSlip', 'different', 'forbids'],
  phone: ['equal', 'oneSlip', 'different'],
  text: ['equal', 'near', 'similar', 'alike', 'different'],
  exact: ['equal', 'different'],
}

/**
 * A value made ready once: `text` its normal form, `sound` its pinyin (Chinese names), `grams` sorted hashes of its pairs of
 * letters, `proven` what kind of number its check character proves it to be.
 */
export interface Value {
  readonly text: string
  readonly sound: string
  readonly proven: '' | 'person' | 'organisation'
  readonly grams: Uint32Array
}

const chinese = /^\p{Script=Han}/u
const masked = /[*×某]/u
const syllables = new Map<string, string>()

/** Per character, for a name's readings are few and a million names are many. */
function soundOf(name: string): string {
  let sound = ''
  for (const character of name) {
    let syllable = syllables.get(character)
    if (syllable === undefined) {
      syllable = pinyin(character, { toneType: 'none' })
      syllables.set(character, syllable)
    }
    sound += `${syllable} `
  }
  return sound
}

/** FNV-1a over UTF-16 code units, with Murmur3's last step so that low bits mix. */
export function hashOf(text: string, seed = 0): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

const none = new Uint32Array(0)

function gramsOf(text: string): Uint32Array {
  const padded = ` ${text} `
  const grams = new Set<number>()
  for (let at = 0; at + 1 < padded.length; at++) grams.add((padded.charCodeAt(at) << 16) | padded.charCodeAt(at + 1))
  return Uint32Array.from(grams).sort()
}

/** Year, month and day in ISO order, or the bare digits where the writing is no date; month and day are never guessed. */
function dateOf(text: string): string {
  const parts = /^(\d{4})\D+(\d{1,2})\D+(\d{1,2})(?:\D|$)/.exec(text)
  if (parts) return `${parts[1]}${parts[2]!.padStart(2, '0')}${parts[3]!.padStart(2, '0')}`
  return text.replace(/\D/g, '')
}

const plain: Readonly<Record<FieldKind, (text: string) => string>> = {
  personName: (text) => text.replace(/[\s·•・.,'’-]+/g, chinese.test(text) ? '' : ' ').trim(),
  organisation: (text) =>
    text
      .replace(/[()（）"'“”.,-]/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  address: (text) =>
    text
      .replace(/[()（）"'“”.,#-]/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  date: dateOf,
  // An old number of 15 digits becomes one of 18 (GB 11643), so that both ways of writing are equal.
  idNumber: (text) => parseIdNumber(text)?.normal.toLowerCase() ?? text.replace(/[^\p{L}\p{N}*]/gu, ''),
  phone: (text) => text.replace(/[^\d*]/g, '').replace(/^(?:0086|86)(?=1\d{10}$)/, ''),
  text: (text) => text.replace(/[\p{P}\p{S}\s]+/gu, ' ').trim(),
  exact: (text) => text,
}

function provenKind(text: string): Value['proven'] {
  if (parseIdNumber(text)) return 'person'
  return parseCreditCode(text) ? 'organisation' : ''
}

/** Prepares one cell; an empty one has an empty `text` and counts as missing. */
export function prepare(kind: FieldKind, cell: string): Value {
  const text = plain[kind](cell.normalize('NFKC').trim().toLowerCase())
  return {
    text,
    sound: kind === 'personName' && chinese.test(text) && !masked.test(text) ? soundOf(text) : '',
    proven: kind === 'idNumber' ? provenKind(text) : '',
    grams: kind === 'organisation' || kind === 'address' || kind === 'text' ? gramsOf(text) : none,
  }
}

const used = new Uint8Array(256)

/** Jaro–Winkler similarity (Winkler 1990, prefix scale 0.1 over at most four letters) of strings of up to 128 letters. */
export function jaroWinkler(left: string, right: string): number {
  const [n, m] = [Math.min(left.length, 128), Math.min(right.length, 128)]
  if (n === 0 || m === 0) return 0
  const reach = Math.max(0, (Math.max(n, m) >> 1) - 1)
  used.fill(0, 0, 256)
  let common = 0
  for (let i = 0; i < n; i++) {
    const code = left.charCodeAt(i)
    for (let j = Math.max(0, i - reach); j < Math.min(m, i + reach + 1); j++)
      if (used[j] === 0 && right.charCodeAt(j) === code) {
        used[j] = 1
        used[128 + i] = 1
        common++
        break
      }
  }
  if (common === 0) return 0
  let moved = 0
  let j = 0
  for (let i = 0; i < n; i++) {
    if (used[128 + i] === 0) continue
    while (used[j] === 0) j++
    if (left.charCodeAt(i) !== right.charCodeAt(j)) moved++
    j++
  }
  const jaro = (common / n + common / m + (common - moved / 2) / common) / 3
  let prefix = 0
  while (prefix < 4 && prefix < n && prefix < m && left.charCodeAt(prefix) === right.charCodeAt(prefix)) prefix++
  return jaro + prefix * 0.1 * (1 - jaro)
}

/** One letter more, less or other, or two neighbours exchanged (Damerau 1964). */
export function isOneSlip(left: string, right: string): boolean {
  const [short, long] = left.length <= right.length ? [left, right] : [right, left]
  if (long.length - short.length > 1) return false
  let at = 0
  while (at < short.length && short.charCodeAt(at) === long.charCodeAt(at)) at++
  if (long.length > short.length) return short.slice(at) === long.slice(at + 1)
  return (
    short.slice(at + 1) === long.slice(at + 1) ||
    (short[at] === long[at + 1] && short[at + 1] === long[at] && short.slice(at + 2) === long.slice(at + 2))
  )
}

/** Dice coefficient of two sorted sets. */
function dice(left: Uint32Array, right: Uint32Array): number {
  let common = 0
  for (let i = 0, j = 0; i < left.length && j < right.length; ) {
    if (left[i] === right[j]) {
      common++
      i++
      j++
    } else if (left[i]! < right[j]!) i++
    else j++
  }
  return (2 * common) / (left.length + right.length)
}

/** 张某 may be 张三丰; a mask of stars hides as many letters as there are stars or more. */
function maskAgrees(left: string, right: string): boolean {
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    if (masked.test(left[at]!) || masked.test(right[at]!)) return at > 0
    if (left[at] !== right[at]) return false
  }
  return false
}

function levelOfNames(left: Value, right: Value): number {
  if (left.sound !== '' && left.sound === right.sound) return 1
  if (masked.test(left.text) || masked.test(right.text)) return maskAgrees(left.text, right.text) ? 2 : 5
  if (left.sound !== '' || right.sound !== '') {
    if (left.text.length >= 3 && isOneSlip(left.text, right.text)) return 3
    return left.text[0] === right.text[0] ? 4 : 5
  }
  const similarity = jaroWinkler(left.text, right.text)
  return similarity >= 0.92 ? 3 : similarity >= 0.8 ? 4 : 5
}

function levelOfDates(left: string, right: string): number {
  if (isOneSlip(left, right)) return 1
  if (left.length === 8 && right.length === 8) {
    const exchanged = `${left.slice(0, 4)}${left.slice(6)}${left.slice(4, 6)}`
    if (exchanged === right) return 1
    if (left.slice(0, 4) === right.slice(0, 4)) return 2
  }
  return 3
}

function levelOfTexts(left: Value, right: Value): number {
  const share = dice(left.grams, right.grams)
  return share >= 0.75 ? 1 : share >= 0.5 ? 2 : share >= 0.3 ? 3 : 4
}

/** Level of two identity numbers that cannot belong to one bearer, whatever else agrees. */
export const forbids = levelsOf.idNumber.indexOf('forbids')

/** Level of agreement of two present values: an index into `levelsOf[kind]`. Symmetric. */
export function levelOf(kind: FieldKind, left: Value, right: Value): number {
  if (left.text === right.text) return 0
  switch (kind) {
    case 'personName':
      return levelOfNames(left, right)
    case 'organisation':
    case 'address':
    case 'text':
      return levelOfTexts(left, right)
    case 'date':
      return levelOfDates(left.text, right.text)
    case 'idNumber':
      // A slip does not survive the check character (GB 11643, GB 32100): two proven numbers are two bearers.
      if (left.proven !== '' && left.proven === right.proven) return forbids
      return isOneSlip(left.text, right.text) ? 1 : 2
    case 'phone':
      return isOneSlip(left.text, right.text) ? 1 : 2
    case 'exact':
      return 1
  }
}
