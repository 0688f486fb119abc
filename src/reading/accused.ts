import { readOrganisation } from './organisations.ts'
import type { PlaceFound } from './places.ts'
import type { Mention } from './schema.ts'

/** Somebody whom a text names: perhaps the party of a column, perhaps another. */
export interface TextParty {
  readonly column: string
  readonly kind: 'person' | 'organisation'
  readonly start: number
  readonly end: number
  readonly normal: string
  readonly body: 'company' | 'authority' | 'committee' | 'other' | 'person'
  /** A family name only (张某): stands for nobody. */
  readonly masked: boolean
}

export function sameName(mention: Mention, party: TextParty): boolean {
  if (mention.kind !== party.kind) return false
  if (mention.normal === party.normal) return true
  if (mention.kind !== 'organisation') return false
  const a = readOrganisation(mention.normal)
  const b = readOrganisation(party.normal)
  return a !== null && b !== null && (a.core === b.core || (b.core.length >= 3 && a.core.startsWith(b.core)))
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
