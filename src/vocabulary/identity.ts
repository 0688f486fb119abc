/**
 * Checks of numbers that identify people, companies and disputes. All are pure and never reject a person: a number that
 * fails is stored as unverified.
 */

const idWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const idCheckCharacters = '10X98765432'

/** Full-width digits and letters to ASCII, blanks and hyphens removed, letters upper case. */
export function foldNumber(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\s\u3000‐-―-]/g, '')
    .toUpperCase()
}

function validDate(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

/** Check character of the first 17 digits of a citizen's ID number (GB 11643-1999, ISO 7064 MOD 11-2). */
export function idCheckCharacter(first17: string): string {
  let sum = 0
  for (let index = 0; index < 17; index++) sum += Number(first17[index]) * idWeights[index]!
  return idCheckCharacters[sum % 11]!
}

export interface IdNumber {
  /** 18 characters; a 15-digit legacy number is extended. */
  readonly normal: string
  readonly region: string
  /** `YYYY-MM-DD`; used only to recognise minors. */
  readonly birthDate: string
}

/** A citizen's ID number of 18 or 15 digits whose date and check character hold, else null. Sex is not derived. */
export function parseIdNumber(text: string): IdNumber | null {
  let number = foldNumber(text)
  if (/^\d{15}$/.test(number)) {
    const extended = `${number.slice(0, 6)}19${number.slice(6)}`
    number = extended + idCheckCharacter(extended)
  }
  if (!/^[1-9]\d{16}[\dX]$/.test(number)) return null
  const year = Number(number.slice(6, 10))
  if (year < 1860 || !validDate(year, Number(number.slice(10, 12)), Number(number.slice(12, 14)))) return null
  if (idCheckCharacter(number) !== number[17]) return null
  return {
    normal: number,
    region: number.slice(0, 6),
    birthDate: `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`,
  }
}

/** Completed years between a birth date (`YYYY-MM-DD`) and a calendar day (`YYYY-MM-DD`). */
export function ageOn(birthDate: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4))
  return day.slice(5) < birthDate.slice(5) ? years - 1 : years
}

/** Under eighteen on that day (民法典 17): such a person's columns are sealed at the door. */
export function isMinorOn(birthDate: string, day: string): boolean {
  return ageOn(birthDate, day) < 18
}

const creditCharacters = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const creditWeights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]

/** Check character of the first 17 characters of a unified social credit code (GB 32100-2015). */
export function creditCodeCheckCharacter(first17: string): string {
  let sum = 0
  for (let index = 0; index < 17; index++) sum += creditCharacters.indexOf(first17[index]!) * creditWeights[index]!
  return creditCharacters[(31 - (sum % 31)) % 31]!
}

/** A unified social credit code with a right check character, normalised, else null. */
export function parseCreditCode(text: string): string | null {
  const code = foldNumber(text)
  if (!/^[0-9A-HJ-NPQRTUWXY]{18}$/.test(code)) return null
  return creditCodeCheckCharacter(code) === code[17] ? code : null
}

export interface Phone {
  readonly normal: string
  readonly kind: 'mobile' | 'landline' | 'service'
}

const serviceNumbers = new Set(['110', '119', '120', '122', '12345', '12315', '12333', '12348', '12368'])

/**
 * A phone number: mobile `1[3-9]` + 9 digits; landline with its area code (`05758…`; seven or eight digits without one get
 * `areaCode`); service numbers are recognised so that nobody is linked by 12345. Null when it is none of these.
 */
export function parsePhone(text: string, areaCode = '0575'): Phone | null {
  // An extension belongs to a switchboard, not to the number that is matched.
  const main = text
    .normalize('NFKC')
    .replace(/\s*(转|分机|ext\.?|#)\s*\d{1,5}\s*$/i, '')
    .replace(/^(\s*0\d{2,3}[-\s]?[2-8]\d{6,7})-\d{1,5}\s*$/, '$1')
  let digits = main
    .replace(/[^\d+]/g, '')
    .replace(/^(\+|00)86/, '')
    .replace(/\+/g, '')
  if (/^861[3-9]\d{9}$/.test(digits)) digits = digits.slice(2)
  if (/^01[3-9]\d{9}$/.test(digits)) digits = digits.slice(1)
  if (/^1[3-9]\d{9}$/.test(digits)) return { normal: digits, kind: 'mobile' }
  if (serviceNumbers.has(digits)) return { normal: digits, kind: 'service' }
  if (/^0(10|2\d|[3-9]\d{2})[2-8]\d{6,7}$/.test(digits)) return { normal: digits, kind: 'landline' }
  if (/^[2-8]\d{6,7}$/.test(digits)) return { normal: areaCode + digits, kind: 'landline' }
  return null
}

// ISO 7064 MOD 37,36: a hybrid system over 0-9 A-Z.
const alphabet36 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
/** Crockford's base 32: no I, L, O, U. */
export const traceCodeAlphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Check character of ISO 7064 MOD 37,36 over a string of 0-9 and A-Z. */
export function mod37_36(text: string): string {
  let product = 36
  for (const character of text) {
    let sum = (product + alphabet36.indexOf(character)) % 36
    if (sum === 0) sum = 36
    product = (sum * 2) % 37
  }
  return alphabet36[(37 - product) % 36]!
}

/**
 * A new trace code `330681-7K4M-2Q9F-A`: county, eight random characters, check character (house.md 3b). Drawn again while
 * the check character would be I, L, O or U. `random(n)` gives n random bytes.
 */
export function drawTraceCode(county: string, random: (bytes: number) => Uint8Array): string {
  for (;;) {
    const serial = [...random(8)].map((byte) => traceCodeAlphabet[byte & 31]).join('')
    const check = mod37_36(county + serial)
    if (!/[ILOU]/.test(check)) return `${county}-${serial.slice(0, 4)}-${serial.slice(4)}-${check}`
  }
}

/** A trace code as somebody typed it → its printed form, or null when its form or check character is wrong. I, L → 1 and O → 0. */
export function parseTraceCode(text: string): string | null {
  const code = foldNumber(text).replace(/[IL]/g, '1').replace(/O/g, '0')
  if (!/^\d{6}[0-9A-HJKMNP-TV-Z]{9}$/.test(code)) return null
  if (mod37_36(code.slice(0, 14)) !== code[14]) return null
  return `${code.slice(0, 6)}-${code.slice(6, 10)}-${code.slice(10, 14)}-${code[14]}`
}
