import { rolesOfType } from '../vocabulary/lexicon-organisations.ts'
import { accusedBefore, addressedBefore, askedBefore, deedAfter } from '../vocabulary/lexicon-patterns.ts'
import { readOrganisation } from './organisations.ts'
import type { PlaceFound } from './places.ts'
import { findNominals, type NominalFound } from './respondents.ts'
import type { Mention } from './schema.ts'

export interface TextParty {
  readonly column: string
  readonly title: boolean
  readonly kind: 'person' | 'organisation'
  readonly start: number
  readonly end: number
  readonly normal: string
  /** How the words around speak of it: the one complained of, an office addressed, or unknown. */
  readonly side: number
  readonly body: 'company' | 'authority' | 'committee' | 'other' | 'person'
}

const accused = new RegExp(accusedBefore)
const deeds = new RegExp(deedAfter)
const addressed = new RegExp(addressedBefore)
const asked = new RegExp(askedBefore)

export function sideOf(text: string, start: number, end: number, body: TextParty['body']): number {
  const lead = text.slice(Math.max(0, start - 8), start).replace(/(?:[A-M]\d{0,2}[市县区])+$/, '')
  const tail = text.slice(end, end + 10)
  let side =
    body === 'company' ? 2 : body === 'authority' ? -0.5 : body === 'committee' ? 0.8 : body === 'person' ? 0.6 : 0.8
  if (accused.test(lead)) side += body === 'authority' && asked.test(lead) ? -1 : 1.2
  if (deeds.test(tail)) side += 1.5
  if (addressed.test(lead)) side -= body === 'authority' ? 2.5 : 0.6
  if (start < 12) side += 0.5
  return side
}

export function sameName(mention: Mention, party: TextParty): boolean {
  if (mention.kind !== party.kind) return false
  if (mention.normal === party.normal) return true
  if (mention.kind !== 'organisation') return false
  const a = readOrganisation(mention.normal)
  const b = readOrganisation(party.normal)
  return a !== null && b !== null && (a.core === b.core || (b.core.length >= 3 && a.core.startsWith(b.core)))
}

export function bestRespondent(
  found: readonly TextParty[],
  type: string,
): { readonly party: TextParty; readonly score: number } | null {
  let best: TextParty | null = null
  let high = 0.9
  for (const party of found) {
    if (party.normal.endsWith('*')) continue
    let score = party.side + (party.title ? 1.5 : 0)
    if (
      party.body === 'authority' &&
      (type === 'publicService' || type === 'expropriation' || type === 'villageAffairs')
    )
      score += 1
    if (party.body === 'other' && type !== 'education' && type !== 'medical') score -= 1.2
    if (party.body === 'company' && /(?:公司|集团|银行)$/.test(party.normal)) score += 1
    if (score > high) {
      best = party
      high = score
    }
  }
  return best ? { party: best, score: high } : null
}

export interface NominalChoice extends NominalFound {
  readonly column: string
  readonly score: number
}

/** The nominal respondent (开发商, 物业) that suits the type best; others only where nobody else is named. */
export function bestNominal(
  texts: readonly { readonly column: string; readonly text: string; readonly title: boolean }[],
  type: string,
): NominalChoice | null {
  let best: NominalChoice | null = null
  for (const { column, text, title } of texts)
    for (const nominal of findNominals(text)) {
      const lead = text.slice(Math.max(0, nominal.start - 8), nominal.start)
      let score = 0.6 + (title ? 1 : 0) + (rolesOfType[type]?.includes(nominal.role) ? 2 : 0)
      if (deeds.test(text.slice(nominal.end, nominal.end + 10))) score += 0.8
      if (accused.test(lead)) score += 0.6
      if (nominal.kind === 'authority' && addressed.test(lead)) score -= 1.5
      if (!best || score > best.score) best = { ...nominal, column, score }
    }
  return best && best.score > 0.9 ? best : null
}

export function bestSite(sites: readonly { readonly site: PlaceFound; readonly weight: number }[]): string | null {
  const weights = new Map<string, number>()
  let best: string | null = null
  for (const { site, weight } of sites) {
    if (site.normal.length < 2) continue
    const total = (weights.get(site.normal) ?? 0) + weight
    weights.set(site.normal, total)
    if (best === null || total > weights.get(best)!) best = site.normal
  }
  return best
}
