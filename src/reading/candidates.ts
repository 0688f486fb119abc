import {
  atBefore,
  communityEnding,
  complaintWords,
  deedWords,
  documentAfter,
  greetingAfter,
  landmarkAfter,
  landmarkKind,
  looseBeforeName,
  membersAfter,
  namedBodyEnd,
  nominalBodies,
  nominalPersons,
  noShopAfter,
  noShopInside,
  noSubjectInside,
  officeEndings,
  publicWords,
  requestWords,
  shopEndings,
  titleOpening,
  titleQuestion,
  vagueBodies,
} from '../vocabulary/lexicon-candidates.ts'
import { rolesOfType } from '../vocabulary/lexicon-organisations.ts'
import { accusedBefore, addressedBefore, askedBefore, deedAfter } from '../vocabulary/lexicon-patterns.ts'
import { divisionRun, maskedDivision, maskedPrefix } from '../vocabulary/lexicon-sites.ts'
import { hasLegalForm, type OrganisationName } from './organisations.ts'
import type { PersonFound } from './persons.ts'
import type { PlaceFound } from './places.ts'
import type { Ranked } from './ranking.ts'
import { findNominals, type OrganisationFound, titleSubject, walkBack } from './respondents.ts'
import { createTrie, type Trie } from './trie.ts'

/** One column of text with what the finders saw in it. */
export interface TextPart {
  readonly column: string
  /** Folded. */
  readonly text: string
  readonly title: boolean
  readonly organisations: readonly OrganisationFound[]
  readonly persons: readonly PersonFound[]
  readonly places: readonly PlaceFound[]
}

export type CandidateBody = OrganisationName['kind'] | 'person'

/** Somebody whom the text may complain of; `features` speak of all the places where the name stands. */
export interface Candidate extends Ranked {
  readonly column: string
  readonly start: number
  readonly end: number
  readonly text: string
  readonly body: CandidateBody
  /** Role of a body named by what it is (开发商 → developer), or null. */
  readonly role: string | null
  /** Named by what it is only (开发商, 快递点): who is meant follows from the place. */
  readonly nominal: boolean
  /** False where a finder of organisations or persons knows it as well. */
  readonly fromEnding: boolean
}

const wordTrie = (words: string): Trie<true> => {
  const trie = createTrie<true>()
  for (const word of words.split(' ')) trie.add(word, true)
  return trie
}
const shops = wordTrie(shopEndings)
const offices = wordTrie(officeEndings)
const people = wordTrie(nominalPersons)
const bodies = wordTrie(nominalBodies)
const deeds = wordTrie(deedWords)
const requests = wordTrie(requestWords)
const publicMatters = wordTrie(publicWords)
const vague = new Set(vagueBodies.split(' '))
const opening = new RegExp(titleOpening)
const divisions = new RegExp(`^${divisionRun}`)
const masked = new RegExp(maskedPrefix)
const maskedEnd = new RegExp(`${maskedDivision}+$`)
const greeting = new RegExp(greetingAfter)
const members = new RegExp(membersAfter)
const complaint = new RegExp(complaintWords)
const accused = new RegExp(accusedBefore)
const addressed = new RegExp(addressedBefore)
const asked = new RegExp(askedBefore)
const deed = new RegExp(deedAfter)
const landmark = new RegExp(landmarkAfter)
const brandOnly = new RegExp(namedBodyEnd)
const landmarkKinds = new RegExp(landmarkKind)
const noShop = new RegExp(noShopInside)
const noShopNext = new RegExp(noShopAfter)
const at = new RegExp(atBefore)
const notSubject = new RegExp(noSubjectInside)
const question = new RegExp(titleQuestion)
const documents = new RegExp(documentAfter)
const loose = new RegExp(looseBeforeName)
/** Text beyond this says nothing new about whom a matter is against. */
const reach = 3000

interface Occurrence {
  readonly column: string
  readonly start: number
  readonly end: number
  readonly text: string
  readonly part: TextPart
  readonly body: CandidateBody
  readonly kind: string
  readonly role: string | null
  readonly fromEnding: boolean
}

/** Length of what stands before the name itself (么多小型KTV, 2013年乌山村委会). */
function looseLength(name: string): number {
  const length = loose.exec(name)?.[0].length ?? 0
  return name.length - length >= 2 ? length : 0
}

function* occurrences(part: TextPart): Generator<Occurrence> {
  const text = part.text.slice(0, reach)
  const make = (
    start: number,
    end: number,
    body: CandidateBody,
    kind: string,
    role: string | null,
    fromEnding: boolean,
  ): Occurrence => ({
    column: part.column,
    start: start + looseLength(text.slice(start, end)),
    end,
    text: text.slice(start + looseLength(text.slice(start, end)), end),
    part,
    body,
    kind,
    role,
    fromEnding,
  })
  const inside = (start: number, end: number) =>
    part.organisations.some((found) => found.start <= start && end <= found.end)
  for (const found of part.organisations)
    if (found.end <= text.length) yield make(found.start, found.end, found.name.kind, found.name.kind, null, false)
  for (const found of part.persons)
    if (found.end <= text.length) yield make(found.start, found.end, 'person', 'named', null, false)
  for (const found of findNominals(text))
    if (!inside(found.start, found.end))
      yield make(found.start, found.end, found.kind, `nominal-${found.kind}`, found.role, true)
  for (const hit of bodies.scan(text))
    if (!inside(hit.start, hit.end))
      yield make(
        hit.start,
        hit.end,
        vague.has(text.slice(hit.start, hit.end)) ? 'authority' : 'company',
        vague.has(text.slice(hit.start, hit.end)) ? 'vague' : 'nominal-company',
        null,
        true,
      )
  for (const hit of people.scan(text)) yield make(hit.start, hit.end, 'person', 'nominal-person', null, true)
  for (const hit of offices.scan(text)) {
    const start = walkBack(text, hit.start)
    if (hit.start - start >= 1 && hit.start - start <= 10 && !inside(start, hit.end))
      yield text.slice(hit.start, hit.end) === communityEnding
        ? make(start, hit.end, 'committee', 'community', null, true)
        : make(start, hit.end, 'authority', 'office', null, true)
  }
  for (const hit of shops.scan(text)) {
    const walked = walkBack(text, hit.start)
    // 龙塘安置小区KTV: the estate before it says where it is.
    const place = part.places.find((one) => one.start <= walked && walked < one.end && one.end <= hit.start)
    const start = place ? place.end : walked
    const own = text.slice(start, hit.start)
    if (own.length < (place ? 0 : 2) || own.length > 14 || hit.end - start < 3 || inside(start, hit.end)) continue
    if (noShop.test(own) || (hit.end - hit.start === 1 && noShopNext.test(text.slice(hit.end, hit.end + 1)))) continue
    yield make(start, hit.end, 'company', 'shop', null, true)
  }
  for (const place of part.places)
    if (place.level === 'estate' && place.end <= text.length)
      yield make(place.start, place.end, 'company', 'estate', null, true)
  if (part.title) {
    const subject = titleSubject(text)
    if (subject && subject.text.length <= 9 && !notSubject.test(subject.text) && !inside(subject.start, subject.end)) {
      const place = part.places.some((found) => found.start < subject.end && subject.start < found.end)
      yield make(subject.start, subject.end, 'company', place ? 'estate' : 'subject', null, true)
    }
  }
}

function lead(text: string, start: number): string {
  return text.slice(Math.max(0, start - 10), start).replace(maskedEnd, '')
}

/** What one place in a text says of the candidate that stands there. */
function cuesAt(found: Occurrence): string[] {
  const { text, title } = found.part
  const cues: string[] = []
  const before = lead(text, found.start)
  const tail = text.slice(found.end, found.end + 12)
  if (accused.test(before)) cues.push(found.body === 'authority' && asked.test(before) ? 'asked' : 'accused')
  if (addressed.test(before)) cues.push('addressed')
  if (deed.test(tail)) cues.push('deed')
  if (landmark.test(tail)) cues.push('landmark')
  if (greeting.test(tail)) cues.push('greeted')
  if (members.test(tail)) cues.push('members')
  if (at.test(before) && !deed.test(tail)) cues.push('at')
  if (title) {
    cues.push('title')
    const head = text.slice(0, found.start).replace(opening, '').replace(divisions, '')
    if (head === '') cues.push('titleFirst')
    else if (head.length <= 12) cues.push('titleAfterPlace')
    if (deeds.scan(text.slice(found.end, found.end + 20)).length > 0) cues.push('titleDeed')
    if (found.end === text.length) cues.push('titleEnd')
  } else if (found.start < 60) cues.push('early')
  return cues
}

/** The place of candidates in the whole: what the text as such is like. */
function contextOf(parts: readonly TextPart[], type: string): string[] {
  const title = parts.find((part) => part.title)?.text ?? parts[0]?.text.slice(0, 40) ?? ''
  const all = parts.map((part) => part.text.slice(0, reach)).join('\n')
  const context = [`type:${type}`]
  if (deeds.scan(title).length > 0) context.push('titleDeed')
  if (requests.longestAt(title, 0)) context.push('titleRequestFirst')
  else if (requests.scan(title).length > 0) context.push('titleRequest')
  const matters = publicMatters.scan(title).length
  if (matters > 0) context.push('titlePublic')
  if (question.test(title)) context.push('titleQuestion')
  if (complaint.test(title)) context.push('titleComplaint')
  const count = deeds.scan(all).length
  if (type !== 'none' && type !== 'publicService' && type !== 'other') context.push('dispute')
  context.push(count === 0 ? 'noDeeds' : count < 3 ? 'fewDeeds' : 'manyDeeds')
  if (all.length < 120) context.push('short')
  return context
}

/**
 * Everybody whom a text may complain of, and last the candidate «nobody» (empty text). `type` is the dispute type
 * read from the same text. `lexical`: add features of single words, which only a trained model weighs.
 */
export function respondentCandidates(parts: readonly TextPart[], type: string, lexical = false): Candidate[] {
  const groups = new Map<string, Occurrence[]>()
  for (const part of parts)
    for (const found of occurrences(part)) {
      // 房产证: the body's ending is the beginning of another word.
      if (documents.test(part.text.slice(found.end, found.end + 2))) continue
      const name = found.text.replace(masked, '') || found.text
      const list = groups.get(name)
      if (list) list.push(found)
      else groups.set(name, [found])
    }
  const context = contextOf(parts, type)
  const schoolNamed = [...groups.values()].some((found) => found.some((one) => one.kind === 'other' && one.part.title))
  const result: Candidate[] = []
  for (const [name, found] of groups) {
    const cues = new Set<string>()
    const kinds = new Set<string>()
    const spots = new Set<string>()
    for (const one of found) {
      kinds.add(one.kind)
      spots.add(`${one.column} ${one.start}`)
      for (const cue of cuesAt(one)) cues.add(cue)
    }
    const first = found.find((one) => !one.fromEnding) ?? found[0]!
    const kind = first.kind
    const features: string[] = [`kind:${kind}`, ...cues]
    const group = kind.startsWith('nominal') ? 'nominal' : kind
    for (const cue of cues) features.push(`${group}&${cue}`)
    const times = spots.size
    if (times >= 2) features.push('twice')
    if (times >= 4) features.push('often')
    if (kinds.has('subject')) features.push('subject')
    if (kind === 'company' && hasLegalForm(name)) features.push('legalForm')
    else if (kind === 'company' && brandOnly.test(name) && name.length >= 5) features.push('named')
    if (landmarkKinds.test(name)) features.push('landmarkKind')
    const role = found.find((one) => one.role !== null)?.role ?? null
    if (role !== null) features.push(rolesOfType[type]?.includes(role) ? 'roleOfType' : 'roleOfOtherType')
    if (kind === 'named' && !parts.some((part) => part.title)) features.push('named&noTitle')
    features.push(`${first.body}&${type}`)
    features.push(name.length <= 2 ? 'length2' : name.length <= 4 ? 'length4' : name.length <= 9 ? 'length9' : 'long')
    if (context.includes('titleRequestFirst')) features.push(`${first.body}&titleRequestFirst`)
    if (context.includes('titleQuestion')) features.push(`${first.body}&titleQuestion`)
    // 学校 beside 实验中学: the name says more than the noun.
    if (role === 'school' && schoolNamed) features.push('namedElsewhere')
    if (lexical) {
      features.push(`name=${name}`, `end=${name.slice(-2)}`, `end=${name.slice(-1)}`)
      for (const one of found.slice(0, 3)) {
        features.push(
          `after=${one.part.text.slice(one.end, one.end + 1)}`,
          `after=${one.part.text.slice(one.end, one.end + 2)}`,
          `before=${one.part.text.slice(Math.max(0, one.start - 2), one.start)}`,
        )
      }
      for (const word of context) features.push(`${kind}&${word}`)
    }
    result.push({
      column: first.column,
      start: first.start,
      end: first.end,
      text: first.text,
      body: first.body,
      role,
      nominal: group === 'nominal' || kind === 'vague',
      fromEnding: first.fromEnding,
      features,
    })
  }
  const nobody = ['nobody', ...context.map((word) => `nobody&${word}`)]
  if (lexical) {
    const title = parts.find((part) => part.title)?.text ?? ''
    for (let at = 0; at + 1 < title.length; at++) nobody.push(`nobody&title=${title.slice(at, at + 2)}`)
  }
  result.push({
    column: '',
    start: 0,
    end: 0,
    text: '',
    body: 'other',
    role: null,
    nominal: false,
    fromEnding: true,
    features: nobody,
  })
  return result
}
