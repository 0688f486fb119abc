import type { SourceKey } from '../vocabulary/sources.ts'
import { openTable } from './decode.ts'
import { isDropped, proposeMapping, requiredColumns, standardColumns } from './mapping.ts'
import { maskCell } from './masking.ts'
import type { ColumnProposal, ImportPreview, MappingProfile } from './schema.ts'
import type { RawRow, TableInput } from './table.ts'

const shownRows = 20
/** Rows that are read to propose a mapping. */
const sampleRows = 200

/** What a file looks like and how its columns may be read, all cells masked. Throws the Problems of `openTable`. */
export async function previewTable(
  input: TableInput,
  source: SourceKey,
  sheet: string | null,
  profile: MappingProfile | null,
): Promise<Omit<ImportPreview, 'run'>> {
  const table = await openTable(input, sheet === null ? {} : { sheet })
  const samples: RawRow[] = []
  for await (const row of table.rows) {
    samples.push(row)
    if (samples.length >= sampleRows) break
  }
  const usable = profile && table.header.some((column) => column in profile.columns) ? profile : null
  const proposal: ColumnProposal[] = withProfile(proposeMapping(source, table.header, samples), usable).map((one) => ({
    ...one,
    samples: isDropped(one.column)
      ? []
      : samples
          .flatMap((row) => row.cells[one.column] ?? [])
          .slice(0, 3)
          .map((value) => maskCell(source, one.standard, value)),
  }))
  const standardOf = new Map(proposal.map((one) => [one.column, one.standard]))
  const required = requiredColumns(source)
  return {
    encoding: table.format === 'jsonl' ? 'jsonl' : table.encoding,
    separator: table.separator,
    sheet: table.sheet,
    header: [...table.header],
    rows: samples
      .slice(0, shownRows)
      .map((row) =>
        table.header.map((column) =>
          row.cells[column] === undefined || isDropped(column)
            ? ''
            : maskCell(source, standardOf.get(column) ?? null, row.cells[column]),
        ),
      ),
    proposal,
    standard: standardColumns(source).map((name) => ({ name, required: required.includes(name) })),
    profile: usable && { name: usable.name, version: usable.version },
  }
}

/** A supplier's confirmed mapping goes before every guess. */
function withProfile(
  proposal: readonly Omit<ColumnProposal, 'samples'>[],
  profile: MappingProfile | null,
): Omit<ColumnProposal, 'samples'>[] {
  if (!profile) return [...proposal]
  const taken = new Set(Object.values(profile.columns))
  return proposal.map((one) => {
    const standard = profile.columns[one.column]
    if (standard !== undefined && one.basis !== 'dropped') return { ...one, standard, confidence: 1, basis: 'profile' }
    return one.standard !== null && taken.has(one.standard)
      ? { ...one, standard: null, confidence: 0, basis: 'none' }
      : one
  })
}
