import { divisionPrefixes, nominalRespondents, titleDeeds } from '../vocabulary/lexicon-organisations.ts'
import {
  beforeOrganisation,
  noOrdinaryBefore,
  noOrganisationBefore,
  noTitleSubject,
  notFirstInOrganisation,
  ordinaryEndings,
  titleLead,
} from '../vocabulary/lexicon-patterns.ts'
import { insideOrganisationNames, notPlaceStart, organisationConjunctions } from '../vocabulary/lexicon-places.ts'
import { type OrganisationName, organisationEndingWords, readOrganisation } from './organisations.ts'
import { createTrie } from './trie.ts'

export interface OrganisationFound {
  readonly start: number
  readonly end: number
  readonly name: OrganisationName
}

export interface NominalFound {
  readonly start: number
  readonly end: number
  readonly word: string
  /** Words of one role mean the same body at one place: 开发商 = 售楼部. */
  readonly role: string
  readonly kind: 'company' | 'authority' | 'committee' | 'person' | 'other'
}

const endings = createTrie<OrganisationName['kind']>()
for (const [word, kind] of organisationEndingWords) endings.add(word, kind)
const nominal = createTrie<readonly [string, string, NominalFound['kind']]>()
for (const entry of nominalRespondents) nominal.add(entry[0], entry)

const stops = new Set(
  [...notPlaceStart.replace(/ /g, '')].filter((character) => !insideOrganisationNames.includes(character)),
)
const punctuation = /[\s,，.。;；:：!！?？、"'“”‘’【】[\]《》<>\-—~…/\\|+*#@%&=]/
const verbs = new RegExp(beforeOrganisation, 'g')
const notFirst = new RegExp(notFirstInOrganisation)
const noOrganisation = new RegExp(noOrganisationBefore)
const noSubject = new RegExp(noTitleSubject)
const noOrdinary = new RegExp(noOrdinaryBefore)
const ordinary = new Set(ordinaryEndings.split(' '))
const region = /^(?:[A-M]\d{0,2}[市县区])+/

/** Walks from an organisation's ending back to where its name begins. */
function startOf(text: string, end: number): number {
  let start = end
  let depth = 0
  while (start > 0 && end - start < 22) {
    const character = text[start - 1]!
    if (')）'.includes(character)) depth++
    else if ('(（'.includes(character)) {
      if (depth === 0) break
      depth--
    } else if (punctuation.test(character)) break
    else if (stops.has(character) && depth === 0) break
    else if (end - start >= 2 && organisationConjunctions.includes(character)) break
    start--
  }
  if (depth > 0) start = text.lastIndexOf('(', end) + 1 || start
  const lead = text.slice(start, end)
  const cut = [...lead.matchAll(verbs)].at(-1)
  if (cut) start += cut.index + cut[0].length
  return start + (notFirst.exec(text.slice(start, end))?.[0].length ?? 0)
}

/** Where the name of a body begins whose ending starts at `end`, without the divisions before it. */
export function walkBack(text: string, end: number): number {
  const start = startOf(text, end)
  return start + (region.exec(text.slice(start, end))?.[0].length ?? 0)
}

/** Organisations written out in a folded text. A bare ending (公司, 物业) is none; see `findNominals`. */
export function findOrganisations(text: string): OrganisationFound[] {
  const found: OrganisationFound[] = []
  for (const hit of endings.scan(text)) {
    const start = startOf(text, hit.start)
    const own = text.slice(start, hit.start).replace(region, '')
    const word = text.slice(hit.start, hit.end)
    if (own.length < 2 || noOrganisation.test(own)) continue
    if (ordinary.has(word) && (own.length > 8 || noOrdinary.test(own))) continue
    const last = found.at(-1)
    const name = readOrganisation(text.slice(start, hit.end))
    if (!name || name.core.length < 2) continue
    // 恒泰置业 then 有限公司: one name, found twice.
    if (last && start < last.end) {
      if (last.start <= start) found.pop()
      else continue
      const merged = readOrganisation(text.slice(last.start, hit.end))
      if (merged) found.push({ start: last.start, end: hit.end, name: merged })
      continue
    }
    found.push({ start, end: hit.end, name })
  }
  return found
}

/** Respondents named by what they are (开发商, 物业, 包工头) in a folded text. */
export function findNominals(text: string): NominalFound[] {
  return nominal.scan(text).map((hit) => {
    const [word, role, kind] = hit.values[0]!
    return { start: hit.start, end: hit.end, word, role, kind }
  })
}

const deedPattern = new RegExp(
  `^(?:${titleLead})?((?:[A-M]\\d{0,2}[市县区]|${divisionPrefixes.split(' ').join('|')})*)([\\u4e00-\\u9fa5A-Z0-9]{2,12}?)(?:${titleDeeds.split(' ').join('|')})`,
)

/** The subject of a title that tells a deed (享骑电单车押金不退): a name without an organisation's ending; null when there is none. */
export function titleSubject(
  title: string,
): { readonly start: number; readonly end: number; readonly text: string } | null {
  const match = deedPattern.exec(title.trimStart())
  if (!match) return null
  const text = match[2]!
  if (noSubject.test(text)) return null
  const start = title.length - title.trimStart().length + match[0].indexOf(text, match[1]!.length)
  return title.slice(start, start + text.length) === text ? { start, end: start + text.length, text } : null
}
