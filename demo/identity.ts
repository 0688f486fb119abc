import type { Random } from './random.ts'
import { DAY, formatTime, type Minutes } from './time.ts'

// Nobody real may be met by chance. Codes 330698, 341298, 412798 and 520398 have never been assigned to a county, and number
// ranges 154, 164 and 142 to no network (as far as known in 2026), so these numbers pass the check digit and belong to nobody.
export const localIdArea = '330698'
export const outsideIdAreas = ['341298', '412798', '520398'] as const
const phonePrefixes = ['154', '154', '164', '142'] as const

const idWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** The 18th character of an ID card number by GB 11643-1999 (ISO 7064 MOD 11-2). */
export function idCheck(first17: string): string {
  let sum = 0
  for (let index = 0; index < 17; index++) sum += Number(first17[index]) * idWeights[index]!
  return '10X98765432'[sum % 11]!
}

export function idNumber(random: Random, area: string, born: Minutes, female: boolean): string {
  const serial = random.int(0, 498) * 2 + (female ? 2 : 1)
  const body = `${area}${formatTime(born, 'isoDate').replaceAll('-', '')}${String(serial).padStart(3, '0')}`
  return body + idCheck(body)
}

const creditAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const creditWeights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]

/** The 18th character of a unified social credit code by GB 32100-2015. */
export function creditCheck(first17: string): string {
  let sum = 0
  for (let index = 0; index < 17; index++) sum += creditAlphabet.indexOf(first17[index]!) * creditWeights[index]!
  return creditAlphabet[(31 - (sum % 31)) % 31]!
}

/** `kind`: 91 company, 92 sole trader, 52 private non-enterprise unit, 54 village committee, 12 public institution. */
export function creditCode(random: Random, kind: '91' | '92' | '52' | '54' | '12'): string {
  const letters = '0123456789ABCDEFGHJKLMNPQRTUWXY'
  let body = `${kind}${localIdArea}MA`
  for (let index = 0; index < 7; index++) body += letters[random.int(0, 30)]
  return body + creditCheck(body)
}

export function phoneNumber(random: Random): string {
  return `${random.pick(phonePrefixes)}${String(random.int(0, 99999999)).padStart(8, '0')}`
}

/** Born so many whole years and some days before `at`. */
export function birthday(random: Random, at: Minutes, age: number): Minutes {
  return at - Math.floor(age * 365.25) * DAY - random.int(0, 364) * DAY
}
