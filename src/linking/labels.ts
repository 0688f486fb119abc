import type { IntakeRecord } from '../intake/record.ts'
import { maskDwellings, maskIdNumber, maskName, maskPhone } from '../vocabulary/masking.ts'
import { textRole } from '../vocabulary/sources.ts'
import { linkingWords } from '../vocabulary/words/linking.ts'

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
  return kind === 'person' ? maskName(found.name) : found.name
}

export interface MaskedSpan {
  readonly kind: string
  readonly start: number
  readonly end: number
}

const maskOf: Readonly<Record<string, (text: string) => string>> = {
  person: maskName,
  phone: maskPhone,
  idNumber: maskIdNumber,
}

/** A text of a sealed record: persons and their numbers covered whole, for a family name says much in a village. */
export function coverText(text: string, spans: readonly MaskedSpan[]): string {
  let covered = maskDwellings(text)
  for (const { kind, start, end } of spans)
    if (kind in maskOf && end <= text.length)
      covered = covered.slice(0, start) + '*'.repeat(end - start) + covered.slice(end)
  return covered
}

/** A text with persons, phones and ID numbers made unreadable in place, span by span, and dwellings wherever they stand. */
export function maskText(text: string, spans: readonly MaskedSpan[]): string {
  let masked = maskDwellings(text)
  for (const { kind, start, end } of spans) {
    const part = text.slice(start, end)
    if (part.length !== end - start) continue
    const mask = maskOf[kind]
    if (mask) masked = masked.slice(0, start) + mask(part) + masked.slice(end)
  }
  return masked
}
