import type { IntakeRecord } from '../intake/record.ts'
import { maskNumber } from '../vocabulary/identity.ts'
import { familyNames } from '../vocabulary/lexicon-persons.ts'
import { textRole } from '../vocabulary/sources.ts'
import { linkingWords } from '../vocabulary/words/linking.ts'

const compound = new Set(familyNames.double.split(' '))

/** Family name, then a sign for each character more: as long as the name, so that spans in a text stay right. */
export function maskPerson(name: string): string {
  const kept = compound.has(name.slice(0, 2)) && name.length > 2 ? 2 : 1
  return name.slice(0, kept) + linkingWords.maskSign.repeat(Math.max(0, name.length - kept))
}

export interface NamePlace {
  readonly recordId: string
  readonly partyId: string
  readonly kind: 'person' | 'organisation'
  readonly mentionKind: string
  readonly column: string
  readonly role: string
  readonly start: number
  readonly end: number
}

export interface PartyName {
  /** In full; null when sealed, erased, out of reach, or when no record names the party. */
  readonly name: string | null
  readonly sealed: boolean
}

/** The name of a party from the places where records write it: the latest record first, columns before free text. */
export function nameAt(places: readonly NamePlace[], records: ReadonlyMap<string, IntakeRecord>): PartyName {
  let sealed = false
  const named = places
    .filter((place) => place.mentionKind === 'person' || place.mentionKind === 'organisation')
    .sort((a, b) => Number(a.role === textRole) - Number(b.role === textRole))
  for (const place of named) {
    const record = records.get(place.recordId)
    if (!record) continue
    if (record.sealed && place.kind === 'person') {
      sealed = true
      continue
    }
    const name = (record.row[place.column] ?? '').slice(place.start, place.end)
    if (name) return { name, sealed: false }
  }
  return { name: null, sealed }
}

export function partyLabel(kind: 'person' | 'organisation', found: PartyName): string {
  if (found.sealed) return linkingWords.sealed
  if (found.name === null) return kind === 'person' ? linkingWords.unnamed : linkingWords.organisationUnnamed
  return kind === 'person' ? maskPerson(found.name) : found.name
}

export interface MaskedSpan {
  readonly kind: string
  readonly start: number
  readonly end: number
}

/** A text with persons, phones and ID numbers made unreadable in place, span by span. */
export function maskText(text: string, spans: readonly MaskedSpan[]): string {
  let masked = text
  for (const { kind, start, end } of spans) {
    const part = text.slice(start, end)
    if (part.length !== end - start) continue
    const cover =
      kind === 'person' ? maskPerson(part) : kind === 'phone' || kind === 'idNumber' ? maskNumber(part) : null
    if (cover !== null && cover.length === part.length) masked = masked.slice(0, start) + cover + masked.slice(end)
  }
  return masked
}
