import { isMinorOn, parseIdNumber } from '../vocabulary/identity.ts'
import { confidentialColumn, yesWords } from '../vocabulary/kept-out.ts'
import { cueLexicon } from '../vocabulary/lexicon-cues.ts'
import type { SealReason } from '../vocabulary/seal-reasons.ts'
import { partySeparators, type SourceKey, sourceTable } from '../vocabulary/sources.ts'
import { chinaDay, foldWidth } from './dates.ts'

/** A report on somebody's offence (举报); 投诉举报 is the common name of the whole hotline and says nothing. */
const report = /(?:^|[^诉])举报/

/** Every sign counts, also a negated one: what is sealed by mistake can be opened, what was shown cannot be unseen. */
const domesticViolence = new RegExp(
  cueLexicon
    .filter((entry) => entry.kind === 'domesticViolence')
    .flatMap((entry) => [...entry.words.split(' '), ...entry.patterns])
    .join('|'),
)

export function isYes(value: string | undefined): boolean {
  return value !== undefined && (yesWords as readonly string[]).includes(foldWidth(value).toLowerCase())
}

/** Why a row's identity columns are sealed on arrival; empty when they are not. `row` has the standard columns. */
export function sealReasons(source: SourceKey, row: Readonly<Record<string, string>>, occurredAt: Date): SealReason[] {
  const { parties, textColumns, categoryColumn } = sourceTable[source]
  const reasons: SealReason[] = []
  if (categoryColumn && report.test(row[categoryColumn] ?? '')) reasons.push('whistleBlower')
  if (isYes(row[confidentialColumn])) reasons.push('confidentialCaller')
  const day = chinaDay(occurredAt)
  const documents = parties.flatMap((party) =>
    party.document ? (row[party.document] ?? '').split(partySeparators) : [],
  )
  if (documents.some((document) => minor(document, day))) reasons.push('minor')
  const texts = [...textColumns, ...(categoryColumn ? [categoryColumn] : [])]
  if (texts.some((column) => domesticViolence.test(row[column] ?? ''))) reasons.push('domesticViolence')
  return reasons
}

function minor(document: string, day: string): boolean {
  const parsed = parseIdNumber(document)
  return parsed !== null && isMinorOn(parsed.birthDate, day)
}

/** The columns that a sealed row keeps apart: persons, their documents and phones, and the address. */
export function sealedColumns(source: SourceKey): readonly string[] {
  const { identityColumns, placeColumns } = sourceTable[source]
  return [...identityColumns, ...placeColumns]
}
