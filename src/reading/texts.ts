import { maskedDistrict, maskedDivision, titleColumnNames } from '../vocabulary/lexicon-sites.ts'
import { type Candidate, respondentCandidates, type TextPart } from './candidates.ts'
import { findCues } from './cues.ts'
import { fold } from './fold.ts'
import { readDocument, readPhone } from './identifiers.ts'
import { findAmounts, findDates, findPeople } from './numbers.ts'
import { findPersons } from './persons.ts'
import { findPlaces } from './places.ts'
import { choose, type Weights } from './ranking.ts'
import { respondentWeights, siteWeights } from './ranking-weights.ts'
import { findOrganisations } from './respondents.ts'
import type { CueKind, MentionKind } from './schema.ts'
import { type SiteCandidate, siteCandidates } from './sites.ts'
import { readType } from './types.ts'

/** One column of a plain file. `title`: a heading; its words weigh more. */
export interface TextColumn {
  readonly column: string
  /** As received. */
  readonly text: string
  readonly title: boolean
}

/** What a trained model replaces; what it lacks is done by the shipped rules. */
export interface TextModel {
  readonly type?: (columns: readonly TextColumn[]) => { readonly type: string; readonly probability: number }
  readonly respondent?: Weights
  readonly place?: Weights
}

/** `start` and `end` count UTF-16 units within the column as received; `normal` is the compared form. */
export interface TextMention {
  readonly kind: MentionKind
  readonly column: string
  readonly start: number
  readonly end: number
  readonly text: string
  readonly normal: string
}

export interface TextReading {
  readonly type: string
  /** 0…1 */
  readonly probability: number
  /** As written; empty when none. */
  readonly respondent: string
  readonly place: string
  readonly town: string
  readonly people: number | null
  /** 元, or null. */
  readonly amountYuan: number | null
  readonly cues: readonly CueKind[]
  readonly mentions: readonly TextMention[]
}

const phoneInText = /(?<!\d)(?:(?:\+?86)?1[3-9]\d{9}|0\d{2,3}-?[2-8]\d{6,7})(?!\d)/g
const idInText = /(?<![0-9A-Z])[1-9]\d{16}[\dX](?![0-9A-Z])/g
/** Longer texts are read up to here; also the bound on the work that one text can cause. */
const maximumText = 20_000
const division = new RegExp(`${maskedDivision}+$`)
const districtInText = new RegExp(maskedDistrict)

/** What the finders see in one column. */
export function partOf(column: string, folded: string, title: boolean): TextPart {
  return {
    column,
    text: folded,
    title,
    organisations: findOrganisations(folded),
    persons: findPersons(folded),
    places: findPlaces(folded),
  }
}

/** Phones and ID numbers in a folded text; normal forms as in columns. */
export function findNumbers(
  text: string,
): { readonly kind: 'phone' | 'idNumber'; readonly start: number; readonly end: number; readonly normal: string }[] {
  const found: { kind: 'phone' | 'idNumber'; start: number; end: number; normal: string }[] = []
  for (const match of text.matchAll(phoneInText)) {
    const normal = readPhone(match[0])
    if (normal) found.push({ kind: 'phone', start: match.index, end: match.index + match[0].length, normal })
  }
  for (const match of text.matchAll(idInText)) {
    const number = readDocument(match[0])
    if (number?.valid)
      found.push({ kind: 'idNumber', start: match.index, end: match.index + match[0].length, normal: number.normal })
  }
  return found
}

/** The one a text complains of, or null. */
export function chooseRespondent(parts: readonly TextPart[], type: string, weights?: Weights): Candidate | null {
  const candidates = respondentCandidates(parts, type, weights !== undefined)
  const best = candidates[choose(candidates, weights ?? respondentWeights)]!
  return best.text === '' ? null : best
}

/** The place a text is about, finer than a town, or null. */
export function chooseSite(parts: readonly TextPart[], type: string, weights?: Weights): SiteCandidate | null {
  const candidates = siteCandidates(parts, type, weights !== undefined)
  const best = candidates[choose(candidates, weights ?? siteWeights)]!
  return best.text === '' ? null : best
}

function townOf(parts: readonly TextPart[]): string {
  for (const part of parts) {
    const town = part.places.find((place) => place.level === 'town')
    if (!town) continue
    const before = division.exec(part.text.slice(Math.max(0, town.start - 8), town.start))?.[0] ?? ''
    return before + part.text.slice(town.start, town.end)
  }
  for (const part of parts) {
    const district = districtInText.exec(part.text)
    if (district) return district[0]
  }
  return ''
}

/** What the columns of one row say. Pure; never throws; time grows linearly with the text (`maximumText` a column). */
export function readTexts(columns: readonly TextColumn[], model: TextModel = {}): TextReading {
  const raw = new Map(columns.map(({ column, text }) => [column, text]))
  const parts = columns.map(({ column, text, title }) => partOf(column, fold(text.slice(0, maximumText)), title))
  const { type, probability } = model.type ? model.type(columns) : readType(parts, null, 0)
  const mentions: TextMention[] = []
  const known = new Map<string, number>()
  const push = (kind: MentionKind, column: string, start: number, end: number, normal: string): void => {
    const mention = { kind, column, start, end, text: raw.get(column)!.slice(start, end), normal }
    const spot = `${kind} ${column} ${start}`
    const index = known.get(spot)
    if (index === undefined) {
      known.set(spot, mentions.length)
      mentions.push(mention)
      // 云栖花园 and then 云栖花园3幢: the longer says more.
    } else if (end > mentions[index]!.end) mentions[index] = mention
  }
  let people: number | null = null
  let amount: number | null = null
  const cues = new Set<CueKind>()
  for (const part of parts) {
    for (const cue of findCues(part.text)) if (cue.kind !== 'domesticViolence') cues.add(cue.kind)
    for (const found of part.organisations) push('organisation', part.column, found.start, found.end, found.name.normal)
    for (const found of part.persons)
      if (!part.organisations.some((body) => body.start < found.end && found.start < body.end))
        push('person', part.column, found.start, found.end, found.name.normal)
    for (const found of part.places) push('place', part.column, found.start, found.end, found.normal)
    for (const found of findNumbers(part.text)) push(found.kind, part.column, found.start, found.end, found.normal)
    for (const found of findAmounts(part.text)) {
      push('amount', part.column, found.start, found.end, String(found.value / 100))
      amount = Math.max(amount ?? 0, found.value / 100)
    }
    for (const found of findDates(part.text)) push('date', part.column, found.start, found.end, found.normal)
    for (const found of findPeople(part.text)) {
      push('people', part.column, found.start, found.end, String(found.value))
      people = Math.max(people ?? 0, found.value)
    }
  }
  const respondent = chooseRespondent(parts, type, model.respondent)
  if (respondent)
    push(
      respondent.body === 'person' ? 'person' : 'organisation',
      respondent.column,
      respondent.start,
      respondent.end,
      respondent.text,
    )
  const site = chooseSite(parts, type, model.place)
  if (site) push('place', site.column, site.start, site.end, site.text)
  const written = (found: { column: string; start: number; end: number } | null): string =>
    found ? raw.get(found.column)!.slice(found.start, found.end) : ''
  const order = new Map(columns.map(({ column }, index) => [column, index]))
  mentions.sort((a, b) => order.get(a.column)! - order.get(b.column)! || a.start - b.start || b.end - a.end)
  return {
    type,
    probability,
    respondent: written(respondent),
    place: written(site),
    town: townOf(parts),
    people,
    amountYuan: amount,
    cues: [...cues].sort(),
    mentions,
  }
}

/** Longer first columns are no headings, in UTF-16 units. */
const longestTitle = 60
const titleNames = new RegExp(titleColumnNames, 'i')

/** A heading: named so, or the first of several columns and short. */
export function isTitle(column: string, index: number, count: number, text: string): boolean {
  return titleNames.test(column) || (count >= 2 && index === 0 && text.length <= longestTitle)
}
