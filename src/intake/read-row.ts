import {
  dateColumns,
  placeCodeColumn,
  plainNumber,
  receivedColumn,
  relatedColumn,
  repaymentParts,
  strictColumns,
  versionColumn,
} from '../vocabulary/column-kinds.ts'
import {
  accusationCategories,
  categoryOfPetition,
  closedHearing,
  closedHearingColumns,
  noWords,
  openHearingColumns,
} from '../vocabulary/kept-out.ts'
import { placeByCode } from '../vocabulary/places.ts'
import type { SealReason } from '../vocabulary/seal-reasons.ts'
import { partySeparators, type SourceKey, sourceTable } from '../vocabulary/sources.ts'
import type { RejectCode } from '../vocabulary/words/intake.ts'
import { foldWidth, readMoment, writeMoment } from './dates.ts'
import type { Mapping } from './mapping.ts'
import { maskCell } from './masking.ts'
import { normaliseNumber } from './numbers.ts'
import { isYes, sealReasons } from './sealing.ts'
import { limits, type RawRow } from './table.ts'

/** A row that may be stored; what only the store knows (versions, sequence) is still open. */
export interface RecordDraft {
  readonly county: string
  readonly source: SourceKey
  readonly supplier: string
  readonly number: string
  readonly numberNormal: string
  /** The explicit 版本, or null. */
  readonly version: number | null
  readonly occurredAt: Date | null
  /** Column 接收时间, or null: the clock when it is stored. */
  readonly receivedAt: Date | null
  readonly place: string | null
  readonly town: string | null
  readonly sealed: readonly SealReason[]
  readonly row: Readonly<Record<string, string>>
  /** Columns that are no standard ones, and cells whose stored form differs from the one received. */
  readonly raw: Readonly<Record<string, string>>
  /** What two deliveries of one version must share: everything but number, 接收时间 and 版本, in one order. */
  readonly content: string
  readonly rowNumber: number
}

export interface Reject {
  readonly rowNumber: number
  readonly column: string | null
  /** Masked. */
  readonly value: string
  readonly code: RejectCode
  readonly parameters: Readonly<Record<string, string | number>>
}

export type RowOutcome =
  | { readonly kind: 'draft'; readonly draft: RecordDraft }
  | { readonly kind: 'reject'; readonly rejects: readonly Reject[] }
  | { readonly kind: 'excluded' }

export interface RowContext {
  readonly supplier: string
  /** Counties that this store serves; a code of another one leaves the place unknown. */
  readonly counties: ReadonlySet<string>
  /** County of rows whose own code does not say one. */
  readonly county: string
  /** Stands in for a time that the row does not say. */
  readonly now: Date
}

const numberLimit = 200
/** What a spreadsheet makes of a long number that it took for one. */
const scientific = /^\d(?:\.\d+)?E\+\d{2}$/i

/**
 * Place by 区划代码: digits only; twelve digits ending in zeros name the unit above. A county that is not served, or a town
 * that the county's list does not have, is unknown there and then the next level up is kept.
 */
export function placeOf(
  code: string | undefined,
  context: Pick<RowContext, 'counties' | 'county'>,
): { county: string; place: string | null; town: string | null } {
  const digits = code === undefined ? '' : foldWidth(code).replace(/\.0$/, '')
  const county = digits.slice(0, 6)
  if (!/^(\d{6}|\d{9}|\d{12})$/.test(digits) || !context.counties.has(county))
    return { county: context.county, place: null, town: null }
  let place = digits
  while (place.length > 6 && place.endsWith('000')) place = place.slice(0, -3)
  // Only where the county's towns are known can a code be told to be none of them.
  if (placeByCode(county)) while (place.length > 6 && !placeByCode(place)) place = place.slice(0, -3)
  return { county, place, town: place.length >= 9 ? place.slice(0, 9) : null }
}

/** Accusation letters and hearings that are not public never come in (formats.md 1). Looks at every cell as it was sent. */
function isExcluded(source: SourceKey, row: Readonly<Record<string, string>>, raw: RawRow): boolean {
  if (source === 'petition') return accusationCategories.some((word) => (row[categoryOfPetition] ?? '').includes(word))
  if (source !== 'court') return false
  return Object.entries(raw.cells).some(
    ([column, value]) =>
      closedHearing.some((words) => value.includes(words)) ||
      ((openHearingColumns as readonly string[]).includes(column) &&
        (noWords as readonly string[]).includes(foldWidth(value).toLowerCase())) ||
      ((closedHearingColumns as readonly string[]).includes(column) && isYes(value)),
  )
}

interface Sorted {
  readonly row: Record<string, string>
  readonly raw: Record<string, string>
  readonly rejects: Reject[]
}

/** Cells under their standard columns. Faults of a column that identifies the record or the whole row reject it; a rounded document or phone is unknown. */
function sortCells(mapping: Mapping, raw: RawRow): Sorted {
  const { source } = mapping
  const { numberColumn, timeColumn } = sourceTable[source]
  const sorted: Sorted = { row: {}, raw: {}, rejects: [] }
  const unusable = new Set<string>()
  const reject = (code: RejectCode, column: string | null, standard: string | null, value: string): void => {
    sorted.rejects.push({
      rowNumber: raw.row,
      column,
      value: maskCell(source, standard, value),
      code,
      parameters: { column: column ?? '', limit: limits.cellCharacters },
    })
  }
  for (const fault of raw.faults) {
    const to = fault.column === null ? 'raw' : mapping.target(fault.column)
    const standard = typeof to === 'object' ? to.standard : null
    if (fault.column !== null) unusable.add(fault.column)
    const decides = standard === numberColumn || standard === timeColumn
    if (fault.code === 'precision') {
      if (standard === numberColumn) reject('numberRounded', fault.column, standard, fault.value)
    } else if (fault.code === 'errorCell') {
      if (decides) reject('errorCell', fault.column, standard, fault.value)
    } else if (to !== 'dropped' && (standard !== null || fault.code !== 'formula'))
      reject(fault.code, fault.column, standard, fault.value)
  }
  for (const [column, value] of Object.entries(raw.cells)) {
    const to = mapping.target(column)
    if (to === 'dropped' || unusable.has(column)) continue
    if (to === 'raw') {
      sorted.raw[column] = value
      continue
    }
    if (
      scientific.test(value) &&
      (to.standard === numberColumn || sourceTable[source].identityColumns.includes(to.standard))
    ) {
      if (to.standard === numberColumn) reject('numberRounded', column, to.standard, value)
      sorted.raw[column] = value
      continue
    }
    const moment = dateColumns.has(to.standard) ? readMoment(value) : null
    const stored = moment ? writeMoment(moment) : value
    if (stored !== value) sorted.raw[column] = value
    sorted.row[to.standard] = stored
  }
  return sorted
}

/** One row of a file: stored, rejected with its reasons, or kept out. Pure; never throws. */
export function readRow(mapping: Mapping, raw: RawRow, context: RowContext): RowOutcome {
  const { source } = mapping
  const { numberColumn, timeColumn } = sourceTable[source]
  const { row, raw: rest, rejects } = sortCells(mapping, raw)
  if (isExcluded(source, row, raw)) return { kind: 'excluded' }
  const reject = (code: RejectCode, standard: string, more: Readonly<Record<string, string | number>> = {}): void => {
    const column = mapping.nameOf(standard)
    if (rejects.some((earlier) => earlier.column === column)) return
    const value = maskCell(source, standard, row[standard] ?? '')
    rejects.push({ rowNumber: raw.row, column, value, code, parameters: { column, ...more } })
  }
  const { contract, instalment } = repaymentParts
  if (
    source === 'repayment' &&
    row[numberColumn] === undefined &&
    row[contract] !== undefined &&
    row[instalment] !== undefined
  )
    row[numberColumn] = `${row[contract]}-${row[instalment]}`

  const number = row[numberColumn] ?? ''
  if (number === '') {
    if (rejects.length === 0) reject('numberMissing', numberColumn)
  } else if (number.length > numberLimit || /[\r\n\t]/.test(number))
    reject('numberTooLong', numberColumn, { limit: numberLimit })

  const moment = (column: string): Date | null => {
    const text = row[column]
    if (text === undefined) return null
    const read = readMoment(text)
    if (!read) reject('timeUnreadable', column)
    return read?.at ?? null
  }
  const occurredAt = moment(timeColumn)
  const receivedAt = moment(receivedColumn)
  const strict = strictColumns[source]
  for (const column of strict?.dates ?? []) moment(column)
  for (const column of strict?.numbers ?? [])
    if (row[column] !== undefined && !plainNumber.test(foldWidth(row[column]))) reject('amountUnreadable', column)

  const versionText = row[versionColumn]
  const version = versionText === undefined ? null : Number(foldWidth(versionText).replace(/\.0+$/, ''))
  if (version !== null && !(Number.isInteger(version) && version >= 1 && version <= 1_000_000))
    reject('versionInvalid', versionColumn)
  if (rejects.length > 0) return { kind: 'reject', rejects }

  const { county, place, town } = placeOf(row[placeCodeColumn], context)
  return {
    kind: 'draft',
    draft: {
      county,
      source,
      supplier: context.supplier,
      number,
      numberNormal: normaliseNumber(number),
      version,
      occurredAt,
      receivedAt,
      place,
      town,
      sealed: sealReasons(source, row, occurredAt ?? receivedAt ?? context.now),
      row,
      raw: rest,
      content: contentOf(row, rest, mapping),
      rowNumber: raw.row,
    },
  }
}

/**
 * The number is left out, for its normalised copy already identifies the row; so are raw forms of standard cells: the same
 * moment in another notation is the same content.
 */
function contentOf(
  row: Readonly<Record<string, string>>,
  raw: Readonly<Record<string, string>>,
  mapping: Mapping,
): string {
  const more = Object.entries(raw).flatMap(([column, value]) =>
    mapping.target(column) === 'raw' ? [[`+${column}`, value] as const] : [],
  )
  return contentOfRow(mapping.source, row, more)
}

/** The content of a stored row by itself: what a source that sends the same once more must not store again. */
export function contentOfRow(
  source: SourceKey,
  row: Readonly<Record<string, string>>,
  more: readonly (readonly [string, string])[] = [],
): string {
  const aside = [receivedColumn, versionColumn, sourceTable[source].numberColumn]
  const entries = [...Object.entries(row).filter(([column]) => !aside.includes(column)), ...more]
  return JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Numbers of earlier records in 关联编号, as written. */
export function relatedNumbers(row: Readonly<Record<string, string>>): string[] {
  return (row[relatedColumn] ?? '')
    .split(partySeparators)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}
