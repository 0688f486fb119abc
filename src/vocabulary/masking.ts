import { familyNames } from './lexicon-persons.ts'

/**
 * The one place that says how personal fields look where they are not revealed (knowledge/ux.md 2.1): 王某某, 138****5678,
 * the last four of a document number, an address to the building. All are pure, keep the length in UTF-16 units, so that
 * the places of findings in a text stay right, and change nothing when applied twice.
 */

const compound = new Set(familyNames.double.split(' '))
const cover = '*'
const nameCover = '某'

/** 王某某, 欧阳某某: the family name stays. A name in Latin letters keeps its first letter. */
export function maskName(name: string): string {
  const first = String.fromCodePoint(name.codePointAt(0) ?? 0x20).length
  const kept = compound.has(name.slice(0, 2)) && name.length > 2 ? 2 : Math.min(first, name.length)
  const sign = /^[\p{Script=Latin}]/u.test(name) ? cover : nameCover
  return name.slice(0, kept) + sign.repeat(name.length - kept)
}

/** Several names in one cell, separators and blanks kept. */
export function maskNames(cell: string): string {
  return cell
    .split(/([;；、,，\s])/)
    .map((part) => (/^[;；、,，\s]?$/.test(part) ? part : maskName(part)))
    .join('')
}

function keepEnds(text: string, head: number, tail: number): string {
  return text.slice(0, head) + cover.repeat(text.length - head - tail) + (tail > 0 ? text.slice(-tail) : '')
}

/** 138****5678; of a shorter number the last two. Hides a number of under seven characters whole. */
export function maskPhone(phone: string): string {
  if (phone.length >= 11) return keepEnds(phone, 3, 4)
  return keepEnds(phone, 0, phone.length >= 7 ? 2 : 0)
}

/** The last four of a citizen's number, the last two of another document. */
export function maskIdNumber(number: string): string {
  if (number.length >= 15) return keepEnds(number, 0, 4)
  return keepEnds(number, 0, number.length >= 7 ? 2 : 0)
}

/** A number of which nobody said what it is: fifteen and more characters are a document's. */
export function maskNumber(number: string): string {
  return number.length >= 15 ? maskIdNumber(number) : maskPhone(number)
}

const digit = '[0-9０-９]'
const count = `(?:${digit}{1,4}|[一二三四五六七八九十]{1,3}|[A-Za-z]${digit}{0,4})`
/** Building marks; what stands behind them is a dwelling. */
const building = `(?:幢|栋|座|号楼|[0-9０-９]楼)`
const dwelling = `(?:${count}\\s*(?:单元|梯|层|楼|室|房|户|号房)|[-－—]?${count}(?:[-－—]${count}){0,2}(?:室|房|户)?)`
const behindBuilding = new RegExp(`(${building}\\s*)((?:[-－—]?\\s*${dwelling})+)`, 'g')
/** 2单元501室 without a building before it. */
const unit = new RegExp(`${count}\\s*单元(?:\\s*${count}\\s*(?:室|房|户|号)?)?|${digit}{3,4}\\s*室`, 'g')
/** In a village a house number is one family; on a road it is a building or a whole compound. */
const villageHouse = new RegExp(`([村组队湾畈岙坞]\\s*)(${digit}{1,4}(?:[-－—]${digit}{1,3})?)(?=\\s*号)`, 'g')
/** 12-2-501 at the end of an address. */
const dashed = new RegExp(`(${digit}{1,3})((?:[-－—]${digit}{1,4}){1,3})(?:室|号)?$`)

const covered = (text: string): string => text.replace(/\S/g, cover)

/** Dwellings in running text: rooms and units behind a building, house numbers of a village. */
export function maskDwellings(text: string): string {
  return text
    .replace(behindBuilding, (_, mark: string, rest: string) => mark + covered(rest))
    .replace(unit, covered)
    .replace(villageHouse, (_, mark: string, number: string) => mark + covered(number))
}

/** An address to the building: 艮塔路12号3幢2单元501室 → 艮塔路12号3幢*******; of a village house the number goes too. */
export function maskAddress(address: string): string {
  return maskDwellings(address).replace(dashed, (whole, head: string) => head + covered(whole.slice(head.length)))
}

/** Runs of seven and more digits, in half or full width, with the X that may end a citizen's number. */
export function maskNumbersIn(text: string): string {
  return text.replace(/[0-9０-９]{6,17}[0-9０-９Xx]/g, maskNumber)
}

export const masks = {
  name: maskNames,
  phone: maskPhone,
  idNumber: maskIdNumber,
  address: maskAddress,
  text: (text: string) => maskDwellings(maskNumbersIn(text)),
} as const satisfies Record<string, (text: string) => string>

/** Kinds of personal field, as screens, exports and the log of reads name them. */
export type MaskKind = keyof typeof masks
