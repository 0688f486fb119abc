import {
  afterPlace,
  homeBefore,
  innerStops,
  landmarkAfter,
  looseBeforeName,
  nameStops,
  noPlaceInside,
  partOfPlace,
  placeSuffix,
  requestWords,
  titleOpening,
} from '../vocabulary/lexicon-candidates.ts'
import {
  crossingPattern,
  divisionEnd,
  divisionOpening,
  divisionRun,
  estateTailWords,
  placeEnds,
  policyWords,
  roadLike,
} from '../vocabulary/lexicon-sites.ts'
import type { TextPart } from './candidates.ts'
import type { Ranked } from './ranking.ts'
import { createTrie } from './trie.ts'

/** A place that the matter may be about; `text` as written, with what belongs to it (phase, building). */
export interface SiteCandidate extends Ranked {
  readonly column: string
  readonly start: number
  readonly end: number
  readonly text: string
}

const opening = new RegExp(titleOpening)
const home = new RegExp(homeBefore)
const landmark = new RegExp(landmarkAfter)
const loose = new RegExp(looseBeforeName)
const noPlace = new RegExp(noPlaceInside)
const onlyPart = new RegExp(partOfPlace)
const suffix = new RegExp(`^(?:${placeSuffix})+`)
const divisions = new RegExp(divisionRun, 'y')
const crossing = new RegExp(crossingPattern, 'g')
const roadName = new RegExp(roadLike)
const opensDivision = new RegExp(divisionOpening)
const afterDivision = new RegExp(divisionEnd)
const estateTail = new RegExp(estateTailWords)
const policy = new RegExp(policyWords)
const endPatterns = Object.entries(placeEnds).map(([feature, source]) => [feature, new RegExp(source)] as const)
const stops = new Set([...nameStops.replace(/ /g, '')])
const inner = new Set([...innerStops.replace(/ /g, '')])
const ends = createTrie<true>()
for (const word of afterPlace.split(' ')) ends.add(word, true)
const requests = createTrie<true>()
for (const word of requestWords.split(' ')) requests.add(word, true)
const punctuation = /[\s,，.。;；:：!！?？、"'“”‘’()（）【】[\]《》<>~—…/\\|+*#@%&=]/
/** Text beyond this says nothing new about where a matter is. */
const reach = 3000
const longestName = 12
/** An address of more characters names two places rather than one. */
const longestAddress = 16

interface Spot {
  readonly part: TextPart
  readonly start: number
  readonly end: number
  readonly kind: string
}

/** The longest name of at least three characters from `start` on that the texts hold twice; its end, or `start`. */
function repeatedFrom(text: string, start: number, whole: string): number {
  let limit = start
  while (limit < text.length && limit - start < longestName && !punctuation.test(text[limit]!)) limit++
  for (let end = limit; end - start >= 3; end--) {
    const name = text.slice(start, end)
    const first = whole.indexOf(name)
    if (first >= 0 && whole.indexOf(name, first + 1) >= 0) return end
  }
  return start
}

/** A walk to the right from where a name begins, to the first word that ends the name of a place; its end. */
function nameFrom(text: string, start: number): number {
  let at = start
  while (at < text.length && at - start < longestName) {
    const character = text[at]!
    if (punctuation.test(character)) break
    if (at - start >= 2 && ends.longestAt(text, at)) break
    if (stops.has(character) && (at === start || !inner.has(character))) break
    at++
  }
  return at
}

function* spots(part: TextPart, whole: string): Generator<Spot> {
  const text = part.text.slice(0, reach)
  for (const place of part.places) {
    if (place.end > text.length || place.level === 'town') continue
    const name = text.slice(place.start, place.end)
    const road = roadName.test(name)
    const trimmed = loose.exec(name)?.[0].length ?? 0
    const start = name.length - trimmed >= 2 ? place.start + trimmed : place.start
    yield { part, start, end: place.end, kind: road ? 'road' : place.level }
  }
  for (const found of part.organisations)
    if (found.end <= text.length && found.name.kind !== 'authority')
      yield {
        part,
        start: found.start + (divisionsAt(text, found.start) - found.start),
        end: found.end,
        kind: found.name.kind === 'other' ? 'school' : `body-${found.name.kind}`,
      }
  for (const match of text.matchAll(crossing))
    yield { part, start: divisionsAt(text, match.index), end: match.index + match[0].length, kind: 'crossing' }
  // Where a name can begin: at the head of a title, after a division, after words such as 我是 or 位于.
  const heads = new Set<number>()
  if (part.title) heads.add(divisionsAt(text, opening.exec(text)?.[0].length ?? 0))
  for (let at = 0; at < text.length && heads.size < 6; at++) {
    const after = divisionsAt(text, at)
    const open = at === 0 || punctuation.test(text[at - 1]!) || opensDivision.test(text[at]! + text[at - 1]!)
    if (after > at && open) {
      heads.add(after)
      at = after
    } else if (home.test(text.slice(Math.max(0, at - 5), at))) heads.add(at)
  }
  for (const head of heads) {
    const end = nameFrom(text, head)
    if (end - head >= 2) yield { part, start: head, end, kind: part.title ? 'head' : 'lead' }
    const repeated = repeatedFrom(text, head, whole)
    if (repeated - head >= 3 && repeated !== end) yield { part, start: head, end: repeated, kind: 'repeated' }
  }
}

/**
 * The address that a place is written in: phase and building behind it, and the road or estate that touches it, because
 * 暨西路云栖市场 says more than either half.
 */
function addressAround(spot: Spot): { readonly start: number; readonly end: number } {
  const { text, places } = spot.part
  const withSuffix = (end: number): number => end + (suffix.exec(text.slice(end, end + 24))?.[0].length ?? 0)
  let { start } = spot
  let end = withSuffix(spot.end)
  const before = places.find((place) => place.level !== 'town' && place.end === start)
  if (before && end - before.start <= longestAddress) start = before.start
  const after = places.find((place) => place.level !== 'town' && place.start === end)
  if (after && after.end - start <= longestAddress) end = withSuffix(after.end)
  return { start, end }
}

/** Where the divisions that stand at `at` end; `at` where none does. */
function divisionsAt(text: string, at: number): number {
  divisions.lastIndex = at
  const match = divisions.exec(text)
  return match ? at + match[0].length : at
}

/**
 * The places that a matter may be about, and last the candidate «nowhere» (empty text). `type` is the dispute type
 * read from the same text. `lexical`: add features of single words, which only a trained model weighs.
 */
export function siteCandidates(parts: readonly TextPart[], type: string, lexical = false): SiteCandidate[] {
  const whole = parts.map((part) => part.text.slice(0, reach)).join('\n')
  const groups = new Map<string, Spot[]>()
  for (const part of parts)
    for (const spot of spots(part, whole)) {
      const name = part.text.slice(spot.start, spot.end)
      if (name.length < 2 || /^\d+$/.test(name)) continue
      const list = groups.get(name)
      if (list) list.push(spot)
      else groups.set(name, [spot])
    }
  const title = parts.find((part) => part.title)?.text ?? ''
  const result: SiteCandidate[] = []
  for (const [name, found] of groups) {
    const features = new Set<string>()
    for (const spot of found) {
      const { text } = spot.part
      features.add(`kind:${spot.kind}`)
      const tail = text.slice(spot.end, spot.end + 8)
      const before = text.slice(Math.max(0, spot.start - 8), spot.start)
      if (spot.part.title) {
        features.add('title')
        if (divisionsAt(text, opening.exec(text)?.[0].length ?? 0) === spot.start) features.add('titleHead')
      } else if (spot.start < 80) features.add('early')
      if (ends.longestAt(tail, 0)) features.add('closed')
      if (estateTail.test(tail)) features.add('estateTail')
      if (landmark.test(tail)) features.add('landmark')
      if (home.test(before)) features.add('home')
      if (afterDivision.test(before)) features.add('afterDivision')
    }
    let times = 0
    for (let at = whole.indexOf(name); at >= 0 && times < 8; at = whole.indexOf(name, at + name.length)) times++
    if (times >= 2) features.add('twice')
    if (times >= 4) features.add('often')
    for (const [feature, pattern] of endPatterns) if (pattern.test(name)) features.add(feature)
    if (requests.scan(name).length > 0) features.add('request')
    const walked = found.every((spot) => spot.kind === 'head' || spot.kind === 'lead' || spot.kind === 'repeated')
    if (walked && ![...features].some((feature) => feature.endsWith('End'))) {
      features.add('bare')
      for (const feature of ['twice', 'often', 'home', 'estateTail', 'closed', 'titleHead'])
        if (features.has(feature)) features.add(`bare&${feature}`)
    }
    if (noPlace.test(name)) features.add('noPlace')
    if (onlyPart.test(name)) features.add('onlyPart')
    const inBody = found.some(
      (spot) =>
        !spot.kind.startsWith('body') &&
        spot.kind !== 'school' &&
        spot.part.organisations.some(
          (body) =>
            (body.name.kind === 'company' || body.name.kind === 'authority') &&
            body.start <= spot.start &&
            spot.start < body.end &&
            spot.end <= body.end,
        ),
    )
    if (inBody) features.add(walked ? 'inBody' : 'inBodyNamed')
    features.add(name.length <= 2 ? 'length2' : name.length <= 6 ? 'length6' : 'long')
    const spot = found[0]!
    const kinds = [...features]
    if (type === 'none' || type === 'publicService')
      for (const feature of kinds) if (feature.startsWith('kind:')) features.add(`${type}&${feature}`)
    if (lexical) {
      features.add(`end=${name.slice(-1)}`)
      features.add(`end=${name.slice(-2)}`)
      features.add(`start=${name.slice(0, 1)}`)
      for (const one of found.slice(0, 3)) {
        features.add(`after=${one.part.text.slice(one.end, one.end + 1)}`)
        features.add(`after=${one.part.text.slice(one.end, one.end + 2)}`)
        features.add(`before=${one.part.text.slice(Math.max(0, one.start - 2), one.start)}`)
      }
    }
    const { start, end } = addressAround(spot)
    result.push({
      column: spot.part.column,
      start,
      end,
      text: spot.part.text.slice(start, end),
      features: [...features],
    })
  }
  const nowhere = ['nowhere', `nowhere&type:${type}`]
  if (requests.longestAt(title, 0)) nowhere.push('nowhere&titleRequestFirst')
  else if (requests.scan(title).length > 0) nowhere.push('nowhere&titleRequest')
  if (policy.test(title)) nowhere.push('nowhere&policy')
  if (lexical) for (let at = 0; at + 1 < title.length; at++) nowhere.push(`nowhere&title=${title.slice(at, at + 2)}`)
  result.push({ column: '', start: 0, end: 0, text: '', features: nowhere })
  return result
}
