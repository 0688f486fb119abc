import { type ScopedTx, systemScope, withScope } from '../access/scope.ts'
import { Problem } from '../platform/problem.ts'
import type { Services } from '../platform/services.ts'
import {
  effectiveColumn,
  type ReferenceKind,
  referenceKinds,
  referenceReasons,
  referenceSourceColumn,
  referenceTable,
} from '../vocabulary/reference-kinds.ts'
import { chinaDay, foldWidth, readMoment } from './dates.ts'
import { openTable } from './decode.ts'
import { servedCounties } from './import.ts'
import { foldColumn } from './mapping.ts'
import type { ReferenceRow } from './queries.ts'
import { fileInput, type RawRow } from './table.ts'

/**
 * What a room does with rows of its kind besides keeping them (agencies and officers become accounts). Runs in the import's
 * transaction; `line` is the row's number in its file.
 */
export type ReferenceApplier = (
  tx: ScopedTx,
  rows: readonly (ReferenceRow & { readonly line: number })[],
) => Promise<void>

interface ParsedRow {
  readonly effectiveFrom: string
  readonly source: string
  readonly key: string
  readonly row: Readonly<Record<string, string>>
  readonly line?: number
}

function fault(file: string, row: number, column: string, value: string, reason: string): Problem {
  return new Problem('intake.referenceValue', { file, row, column, value, reason })
}

/** Checks and normalises one row. Throws intake.referenceValue: half an agency list is worse than none. */
function parseRow(
  kind: ReferenceKind,
  file: string,
  raw: RawRow,
  names: ReadonlyMap<string, string>,
  fallback: { day: string; source: string },
): ParsedRow {
  const shape = referenceTable[kind]
  const cells: Record<string, string> = {}
  for (const [column, value] of Object.entries(raw.cells)) {
    const standard = names.get(foldColumn(column))
    if (standard !== undefined) cells[standard] = value
  }
  const { [effectiveColumn]: effective, [referenceSourceColumn]: source, ...row } = cells
  for (const column of shape.required)
    if (row[column] === undefined) throw fault(file, raw.row, column, '', referenceReasons.missing)
  for (const column of shape.numbers ?? []) {
    const text = row[column] === undefined ? undefined : foldWidth(row[column]).replaceAll(',', '').replace(/\.0+$/, '')
    if (text !== undefined && !/^\d{1,12}$/.test(text))
      throw fault(file, raw.row, column, row[column]!, referenceReasons.number)
    if (text !== undefined) row[column] = text
  }
  for (const column of shape.codes ?? []) {
    const text = row[column] === undefined ? undefined : foldWidth(row[column])
    if (text !== undefined && !/^(\d{6}|\d{9}|\d{12})$/.test(text))
      throw fault(file, raw.row, column, row[column]!, referenceReasons.code)
    if (text !== undefined) row[column] = text
  }
  const day = (column: string, text: string): string => {
    const moment = readMoment(text)
    if (!moment) throw fault(file, raw.row, column, text, referenceReasons.date)
    return chinaDay(moment.at)
  }
  for (const column of shape.dates ?? []) if (row[column] !== undefined) row[column] = day(column, row[column])
  return {
    row,
    effectiveFrom: effective === undefined ? fallback.day : day(effectiveColumn, effective),
    source: source ?? fallback.source,
    key: JSON.stringify(shape.key.map((column) => row[column] ?? '')),
  }
}

/** Reads a file of reference data completely. Throws intake.referenceColumn, intake.referenceValue and what `openTable` throws. */
async function parseFile(
  kind: ReferenceKind,
  path: string,
  sheet: string | undefined,
  today: string,
): Promise<ParsedRow[]> {
  const shape = referenceTable[kind]
  const input = fileInput(path)
  const table = await openTable(input, sheet === undefined ? {} : { sheet })
  const names = new Map(
    [...shape.columns, effectiveColumn, referenceSourceColumn].map((column) => [foldColumn(column), column]),
  )
  const present = new Set(table.header.map((column) => names.get(foldColumn(column))))
  for (const column of shape.required)
    if (!present.has(column))
      throw new Problem('intake.referenceColumn', { file: input.name, column, columns: shape.columns.join(', ') })
  const parsed: ParsedRow[] = []
  const seen = new Map<string, number>()
  for await (const raw of table.rows) {
    const row = parseRow(kind, input.name, raw, names, { day: today, source: input.name })
    const identity = `${row.key}\u0000${row.effectiveFrom}`
    const first = seen.get(identity)
    if (first !== undefined)
      throw fault(
        input.name,
        raw.row,
        shape.key[0]!,
        row.row[shape.key[0]!] ?? '',
        referenceReasons.repeated.replace('{row}', String(first)),
      )
    seen.set(identity, raw.row)
    parsed.push({ ...row, line: raw.row })
  }
  return parsed
}

export interface ImportReferenceOptions {
  readonly kind: string
  readonly file: string
  readonly sheet?: string
  readonly county?: string
}

/**
 * `suyuan import-reference KIND FILE`: checks the whole file, then keeps it as the next version of its kind and hands it to the
 * room's applier, in one transaction. The same file again makes no new version (`rows` 0).
 */
export async function importReference(
  services: Services,
  options: ImportReferenceOptions,
  appliers: Readonly<Partial<Record<ReferenceKind, ReferenceApplier>>> = {},
): Promise<{ readonly kind: ReferenceKind; readonly version: number; readonly rows: number }> {
  if (!Object.hasOwn(referenceKinds, options.kind))
    throw new Problem('intake.referenceKind', { kind: options.kind, kinds: Object.keys(referenceKinds).join(', ') })
  const kind = options.kind as ReferenceKind
  const { county } = await servedCounties(services, options.county)
  const parsed = await parseFile(kind, options.file, options.sheet, chinaDay(services.context.now()))
  return withScope(services, systemScope(county, 'import-reference'), 'pipeline', async (tx) => {
    const before = await readVersion(tx, kind)
    const version = before.version + 1
    const same = before.rows.length === parsed.length && before.rows.every((row, index) => sameRow(row, parsed[index]!))
    if (same) return { kind, version: before.version, rows: 0 }
    if (referenceTable[kind].kept) await insertRows(tx, kind, version, parsed)
    await appliers[kind]?.(
      tx,
      parsed.map(({ effectiveFrom, source, row, line }) => ({ version, effectiveFrom, source, row, line: line ?? 0 })),
    )
    return { kind, version, rows: parsed.length }
  })
}

function sameRow(a: ParsedRow, b: ParsedRow): boolean {
  const text = (row: ParsedRow): string =>
    JSON.stringify([row.effectiveFrom, row.source, Object.entries(row.row).sort(([x], [y]) => (x < y ? -1 : 1))])
  return text(a) === text(b)
}

async function readVersion(tx: ScopedTx, kind: ReferenceKind): Promise<{ version: number; rows: ParsedRow[] }> {
  const { rows } = await tx.query<ParsedRow & { version: number }>(
    `select version, key, effective_from::text as "effectiveFrom", source, row from intake.reference_row
     where county = $1 and kind = $2
       and version = (select max(version) from intake.reference_row where county = $1 and kind = $2) order by position`,
    [tx.county, kind],
  )
  return { version: rows[0]?.version ?? 0, rows }
}

async function insertRows(
  tx: ScopedTx,
  kind: ReferenceKind,
  version: number,
  rows: readonly ParsedRow[],
): Promise<void> {
  await tx.query(
    `insert into intake.reference_row (county, kind, version, position, key, effective_from, source, row, imported_at)
     select $1, $2, $3, r.position, r.key, r.effective_from, r.source, r.row, $4
     from jsonb_to_recordset($5::text::jsonb) as r(position int, key text, effective_from date, source text, row jsonb)`,
    [
      tx.county,
      kind,
      version,
      tx.context.now(),
      JSON.stringify(
        rows.map((row, position) => ({
          position,
          key: row.key,
          effective_from: row.effectiveFrom,
          source: row.source,
          row: row.row,
        })),
      ),
    ],
  )
}
