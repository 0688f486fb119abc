import { Problem } from '../platform/problem.ts'
import { dateColumns, placeCodeColumn, repaymentParts } from '../vocabulary/column-kinds.ts'
import { columnSynonyms, sharedColumnSynonyms } from '../vocabulary/column-synonyms.ts'
import { parseCreditCode, parseIdNumber, parsePhone } from '../vocabulary/identity.ts'
import { droppedColumnWords } from '../vocabulary/kept-out.ts'
import { type SourceKey, sharedColumns, sourceTable } from '../vocabulary/sources.ts'
import { readMoment } from './dates.ts'
import type { ColumnProposal } from './schema.ts'
import type { RawRow } from './table.ts'

/** Column of the file → standard column. */
export type Columns = Readonly<Record<string, string>>

/** Where each column of a file goes. Columns that appear only in later rows (JSON Lines) are asked for one by one. */
export interface Mapping {
  readonly source: SourceKey
  readonly columns: Columns
  /** Standard column, null (kept in the raw row only), or 'dropped' (recordings, criminal investigation). */
  target(column: string): { readonly standard: string } | 'raw' | 'dropped'
  /** The file's own name of a standard column: what the person who mends the file looks for. */
  nameOf(standard: string): string
}

export function standardColumns(source: SourceKey): readonly string[] {
  return [...sourceTable[source].columns, ...sharedColumns]
}

/** Columns are compared without width, case, blanks, brackets and the particle between words. */
export function foldColumn(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/[\s()[\]【】〔〕*:：_-]|的/g, '')
    .toLowerCase()
}

export function isDropped(column: string): boolean {
  return droppedColumnWords.some((word) => column.includes(word))
}

type ValueKind = 'moment' | 'phone' | 'document' | 'placeCode' | 'longText'

/** What most of a column's values look like; null where they have nothing in common or are too few to tell. */
function kindOfValues(values: readonly string[]): ValueKind | null {
  if (values.length < 3) return null
  const most = (test: (value: string) => boolean): boolean => values.filter(test).length >= values.length * 0.8
  if (most((value) => /^33\d{4}(\d{3}){0,2}$/.test(value))) return 'placeCode'
  // Before phones: the digits of a date are a landline's.
  if (most((value) => /\D/.test(value) && readMoment(value) !== null)) return 'moment'
  if (most((value) => parsePhone(value) !== null)) return 'phone'
  if (most((value) => parseIdNumber(value) !== null || parseCreditCode(value) !== null)) return 'document'
  return values.reduce((sum, value) => sum + value.length, 0) / values.length > 40 ? 'longText' : null
}

function standardsOfKind(source: SourceKey, kind: ValueKind): readonly string[] {
  const { parties, timeColumn, textColumns, columns } = sourceTable[source]
  if (kind === 'placeCode') return columns.filter((column) => column === placeCodeColumn)
  if (kind === 'phone') return parties.flatMap((party) => party.phone ?? [])
  if (kind === 'document') return parties.flatMap((party) => party.document ?? [])
  if (kind === 'moment')
    return [timeColumn, ...columns.filter((column) => column !== timeColumn && dateColumns.has(column))]
  return textColumns
}

interface Candidate {
  readonly column: string
  readonly standard: string
  readonly confidence: number
  readonly basis: ColumnProposal['basis']
}

function candidates(source: SourceKey, column: string, values: readonly string[]): Candidate[] {
  const folded = foldColumn(column)
  const synonyms: Readonly<Record<string, readonly string[]>> = { ...columnSynonyms[source], ...sharedColumnSynonyms }
  const found: Candidate[] = []
  for (const standard of standardColumns(source)) {
    if (foldColumn(standard) === folded) found.push({ column, standard, confidence: 1, basis: 'name' })
    const names = synonyms[standard] ?? []
    const at = names.findIndex((name) => foldColumn(name) === folded)
    if (at >= 0) found.push({ column, standard, confidence: 0.9 - Math.min(at, 9) / 100, basis: 'synonym' })
    else if ([standard, ...names].some((name) => name.length >= 3 && folded.includes(foldColumn(name))))
      found.push({ column, standard, confidence: 0.6, basis: 'partOfName' })
  }
  const kind = kindOfValues(values)
  if (kind)
    standardsOfKind(source, kind).forEach((standard, index) => {
      found.push({ column, standard, confidence: 0.4 - Math.min(index, 9) / 100, basis: 'values' })
    })
  return found
}

const nameOrder = new Intl.Collator('zh-CN')

/**
 * A proposal for each column of a file, in its order: exact names first, then synonyms, parts of names, and last the look
 * of the values; no standard column is given twice. `samples` are up to a few hundred rows. A person confirms it.
 */
export function proposeMapping(
  source: SourceKey,
  header: readonly string[],
  samples: readonly RawRow[],
): Omit<ColumnProposal, 'samples'>[] {
  const usable = header.filter((column) => !isDropped(column))
  const all = usable.flatMap((column) =>
    candidates(source, column, samples.flatMap((row) => row.cells[column] ?? []).slice(0, 200)),
  )
  all.sort(
    (a, b) =>
      b.confidence - a.confidence ||
      header.indexOf(a.column) - header.indexOf(b.column) ||
      nameOrder.compare(a.standard, b.standard),
  )
  const chosen = new Map<string, Candidate>()
  const taken = new Set<string>()
  for (const candidate of all) {
    if (chosen.has(candidate.column) || taken.has(candidate.standard)) continue
    chosen.set(candidate.column, candidate)
    taken.add(candidate.standard)
  }
  return header.map((column) => {
    const choice = chosen.get(column)
    if (isDropped(column)) return { column, standard: null, confidence: 1, basis: 'dropped' }
    return {
      column,
      standard: choice?.standard ?? null,
      confidence: choice?.confidence ?? 0,
      basis: choice?.basis ?? 'none',
    }
  })
}

/** Columns without which no row has a number. Repayments may come with its two parts instead. */
export function requiredColumns(source: SourceKey): readonly string[] {
  return [sourceTable[source].numberColumn]
}

/** Checks a mapping that a person or a file gives: known standards, each once. Throws intake.mappingTarget, intake.mappingTwice. */
export function checkColumns(source: SourceKey, columns: Columns): void {
  const standards = standardColumns(source)
  const from = new Map<string, string>()
  for (const [column, standard] of Object.entries(columns)) {
    if (!standards.includes(standard))
      throw new Problem('intake.mappingTarget', { source, column: standard, columns: standards.join(', ') })
    const first = from.get(standard)
    if (first !== undefined) throw new Problem('intake.mappingTwice', { first, second: column, column: standard })
    from.set(standard, column)
  }
}

/**
 * The mapping of one file: given columns, and standard names that stand for themselves. Throws what `checkColumns` throws,
 * and intake.mappingNeeded with a proposal where no column holds the record's number (rows sent one by one may lack it: each
 * is rejected by itself).
 */
export function resolveMapping(
  source: SourceKey,
  file: { readonly name: string; readonly header: readonly string[]; readonly samples: readonly RawRow[] },
  given: Columns = {},
  options: { readonly numberMayBeMissing?: boolean } = {},
): Mapping {
  checkColumns(source, given)
  const standards = new Map(standardColumns(source).map((standard) => [foldColumn(standard), standard]))
  const taken = new Set(Object.values(given))
  const targets = new Map<string, ReturnType<Mapping['target']>>()
  const target: Mapping['target'] = (column) => {
    const known = targets.get(column)
    if (known) return known
    // A column may be called valueOf: only what the mapping itself holds counts.
    const standard = (Object.hasOwn(given, column) ? given[column] : undefined) ?? standards.get(foldColumn(column))
    const free = standard !== undefined && (Object.hasOwn(given, column) || !taken.has(standard))
    const result = isDropped(column) ? 'dropped' : free ? { standard } : 'raw'
    if (typeof result === 'object') taken.add(result.standard)
    targets.set(column, result)
    return result
  }
  const columns: Record<string, string> = {}
  for (const column of file.header) {
    const to = target(column)
    if (typeof to === 'object') columns[column] = to.standard
  }
  const has = new Set(Object.values(columns))
  const { numberColumn } = sourceTable[source]
  const fromParts = source === 'repayment' && has.has(repaymentParts.contract) && has.has(repaymentParts.instalment)
  if (!has.has(numberColumn) && !fromParts && !options.numberMayBeMissing) {
    const proposal = proposeMapping(source, file.header, file.samples).flatMap(({ column, standard }) =>
      standard ? [[column, standard]] : [],
    )
    throw new Problem('intake.mappingNeeded', {
      file: file.name,
      column: numberColumn,
      proposal: JSON.stringify({ columns: Object.fromEntries(proposal) }),
    })
  }
  const names = new Map(Object.entries(columns).map(([column, standard]) => [standard, column]))
  return { source, columns, target, nameOf: (standard) => names.get(standard) ?? standard }
}
