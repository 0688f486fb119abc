import { estateAfterDivision, estateContext, noEstate, noEstateEnd } from '../vocabulary/lexicon-patterns.ts'
import {
  clearEstateEndings,
  commonEstateEndings,
  estateEndings,
  insidePlaceNames,
  notPlaceStart,
  placeConjunctions,
  placeEndings,
} from '../vocabulary/lexicon-places.ts'
import { placeByCode, towns, villages } from '../vocabulary/places.ts'
import { createTrie } from './trie.ts'

export interface PlaceFound {
  readonly start: number
  readonly end: number
  /** Code of a town or village of the county's list, or null for an estate, road or other named place. */
  readonly code: string | null
  readonly level: 'town' | 'village' | 'estate' | 'other'
  readonly normal: string
}

const listed = createTrie<{ readonly code: string; readonly level: 'town' | 'village' }>()
// A village's bare name of two characters (前村, 石壁) is as often something else.
for (const place of [...towns, ...villages])
  for (const name of [place.name, ...place.aliases])
    if (name.length >= (place.level === 'town' ? 2 : 3))
      listed.add(name, { code: place.code, level: place.level as 'town' | 'village' })

const commonEndings = new Set(commonEstateEndings.split(' '))
let stems: readonly string[] | null = null
/** Town names with and without their kind, longest first: they stand before a company's 字号. */
export function zhujiTownStems(): readonly string[] {
  stems ??= towns.flatMap((town) => [town.name, ...town.aliases]).sort((a, b) => b.length - a.length)
  return stems
}

const clear = createTrie<true>()
for (const word of clearEstateEndings.split(' ')) clear.add(word, true)
const others = createTrie<true>()
for (const word of placeEndings.split(' ')) others.add(word, true)
const estateTail = new RegExp(
  `(?:${estateEndings
    .split(' ')
    .sort((a, b) => b.length - a.length)
    .join('|')})$`,
)
const stopCharacters = new Set(
  [...notPlaceStart.replace(/ /g, '')].filter((character) => !insidePlaceNames.includes(character)),
)
const punctuation = /[\s,，.。;；:：!！?？、"'“”‘’()（）【】[\]《》<>\-—~·…/\\|+*#@%&=]/
const contextPattern = new RegExp(estateContext, 'g')
const afterDivision = new RegExp(estateAfterDivision, 'g')
const noName = new RegExp(noEstate)
const noNameEnd = new RegExp(noEstateEnd)

/** The name that ends at `end`, walked back to a word that cannot belong to it. */
function nameBefore(text: string, end: number, longest: number): number {
  let start = end
  while (start > 0 && end - start < longest) {
    const character = text[start - 1]!
    if (punctuation.test(character) || stopCharacters.has(character)) break
    if (
      end - start >= 2 &&
      (/[市县区镇乡]/.test(character) ||
        (character === '道' && text[start - 2] === '街') ||
        (/[路街村]/.test(character) && end - start >= 2))
    )
      break
    if (end - start >= 3 && placeConjunctions.includes(character)) break
    start--
  }
  return start
}

/** An estate's name as compared: no 小区 at its end, no phase, no division before it. */
export function estateNormal(name: string): string {
  let rest = name.replace(/[\s·()（）]/g, '').replace(/^(?:[A-M]\d{0,2}[市县区]|(?:浙江省?|绍兴市?|诸暨市?))+/, '')
  rest = rest.replace(/(?:[一二三四五六七八九十\d]+期|第?[A-Z]?\d{0,3}(?:栋|幢|座)).*$/, '')
  const stem = rest.replace(/(?:小区|楼盘|项目工地|项目|工地)$/, '')
  return stem.length >= 2 ? stem : rest
}

/** A text that names more estates than this is a list; each further pass over it would say nothing. */
const maximumNames = 40

/** Towns, villages, estates, roads and other named places in a folded text, in order; longer findings win. */
export function findPlaces(text: string): PlaceFound[] {
  const found: PlaceFound[] = []
  const taken = new Uint8Array(text.length)
  const free = (start: number, end: number): boolean => {
    for (let at = start; at < end; at++) if (taken[at] === 1) return false
    return true
  }
  const add = (place: PlaceFound): void => {
    taken.fill(1, place.start, place.end)
    found.push(place)
  }
  let townCode: string | null = null
  for (const hit of listed.scan(text)) {
    const values = hit.values
    const before = text.slice(Math.max(0, hit.start - 8), hit.start)
    const town = /([\u4e00-\u9fa5]{2,4}(?:街道|镇|乡))$/.exec(before)
    const match =
      values.length === 1 ? values[0]! : values.find((value) => townCode !== null && value.code.startsWith(townCode))
    if (!match && !town) continue
    const level = match?.level ?? values[0]!.level
    if (level === 'town') townCode = match?.code ?? null
    add({
      start: hit.start,
      end: hit.end,
      code: match?.code ?? null,
      level,
      normal: match ? placeByCode(match.code)!.name : text.slice(hit.start, hit.end),
    })
  }
  for (const match of text.matchAll(/([A-M]\d{0,2}[市县区])?([\u4e00-\u9fa5]{2,4}?(?:街道|镇))(?!口|上|里|政府)/g)) {
    const start = match.index + (match[1]?.length ?? 0)
    const end = start + match[2]!.length
    const name = match[2]!
    if (free(start, end) && ![...name.slice(0, -1)].some((character) => stopCharacters.has(character)))
      add({ start, end, code: null, level: 'town', normal: name })
  }
  const estate = (start: number, end: number, name: string): void => {
    if (name.length >= 2 && !noName.test(name) && !noNameEnd.test(name) && free(start, end))
      add({ start, end, code: null, level: 'estate', normal: estateNormal(text.slice(start, end)) })
  }
  for (const hit of clear.scan(text)) {
    const start = nameBefore(text, hit.start, 9)
    const word = text.slice(hit.start, hit.end)
    // 江山小区: two characters before a common word; 云栖 before 花园: one is enough.
    if (hit.start - start >= (commonEndings.has(word) ? 2 : 1) && !noName.test(text.slice(start, hit.start)))
      estate(start, hit.end, text.slice(start, hit.end))
  }
  for (const match of text.matchAll(contextPattern)) {
    const start = nameBefore(text, match.index, 8)
    const name = text.slice(start, match.index)
    if (name.length >= 3 || estateTail.test(name)) estate(start, match.index, name)
  }
  for (const match of text.matchAll(afterDivision)) {
    const start = match.index + match[0].length - match[1]!.length
    const name = match[1]!
    if (name.length >= 3 && ![...name].some((character) => stopCharacters.has(character)))
      estate(start, start + name.length, name)
  }
  // A name once found with its ending is the same estate where it stands bare.
  const names = new Set(
    found.filter((place) => place.level === 'estate' && place.normal.length >= 3).map((place) => place.normal),
  )
  for (const name of [...names].slice(0, maximumNames))
    for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) estate(at, at + name.length, name)
  for (const hit of others.scan(text)) {
    const start = nameBefore(text, hit.start, 7)
    if (
      hit.start - start >= 2 &&
      free(start, hit.end) &&
      !/^(?:修|走|过|马|公|铁|道|小|大|农|本|我|一|全|上)$/.test(text.slice(start, hit.start))
    )
      add({
        start,
        end: hit.end,
        code: null,
        level: /(?:村|社区)$/.test(text.slice(start, hit.end)) ? 'village' : 'other',
        normal: text.slice(start, hit.end),
      })
  }
  return found.sort((a, b) => a.start - b.start)
}

const numeralDigits: Readonly<Record<string, string>> = {
  一: '1',
  二: '2',
  三: '3',
  四: '4',
  五: '5',
  六: '6',
  七: '7',
  八: '8',
  九: '9',
}

/**
 * The compared form of a dwelling: village or estate, then building, unit and room, or the house number; null when the
 * address does not reach a door. 江东社区3幢2单元501室 → 江东社区#3-2-501.
 */
export function houseOf(address: string): string | null {
  const text = address
    .replace(/[\s()（）]/g, '')
    .replace(/#|号楼|栋|座/g, '幢')
    .replace(/([一二三四五六七八九])(?=幢|单元|号)/g, (digit) => numeralDigits[digit]!)
  const flat =
    /(?:([A-Z]?\d{1,3})幢)?(?:([A-Z]?\d{1,2})单元)?(\d{3,4})室?$/.exec(text) ??
    /([A-Z]?\d{1,3})幢(?:([A-Z]?\d{1,2})单元)?(\d{3,4})室?/.exec(text)
  const door =
    flat && (flat[1] || flat[2])
      ? `${flat[1] ?? ''}-${flat[2] ?? ''}-${flat[3]}`
      : (/(\d{1,4})号(?!楼|幢|线|门)/.exec(text)?.[1] ?? null)
  if (door === null) return null
  const at = flat && (flat[1] || flat[2]) ? flat.index : text.search(/\d{1,4}号/)
  const area = areaOf(text.slice(0, at))
  return area === null ? null : `${area}#${door}`
}

/** Village, estate or road that an address names last, without the divisions above it. */
function areaOf(text: string): string | null {
  const village = listed.scan(text).findLast((hit) => hit.values.some((value) => value.level === 'village'))
  if (village) {
    const rest = text.slice(village.end).replace(/^(?:村|社区|居委会|村委会)/, '')
    return village.values.length === 1 ? `${village.values[0]!.code}${rest}` : text.slice(village.start)
  }
  const rest = text.replace(/^.*(?:街道|[镇乡市县区])(?=[\u4e00-\u9fa5]{2})/, '')
  return rest.length >= 2 ? estateNormal(rest) : null
}
