import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { ScopedTx } from '../access/scope.ts'
import { Problem } from '../platform/problem.ts'
import type { SourceKey } from '../vocabulary/sources.ts'
import { type Columns, checkColumns } from './mapping.ts'
import type { MappingProfile } from './schema.ts'

interface ProfileRow {
  readonly name: string
  readonly source: SourceKey
  readonly supplier: string
  readonly version: number
  readonly columns: Columns
  readonly created_at: Date
  readonly created_by: string | null
}

const profileOf = ({ created_at, created_by, ...row }: ProfileRow): MappingProfile => ({
  ...row,
  columns: { ...row.columns },
  createdAt: created_at.toISOString(),
  createdBy: created_by,
})

/** The newest version of every profile, by source and name. */
export async function readProfiles(tx: ScopedTx, source?: SourceKey): Promise<MappingProfile[]> {
  const { rows } = await tx.query<ProfileRow>(
    `select distinct on (source, name) name, source, supplier, version, columns, created_at, created_by
     from intake.mapping_profile where county = $1 and ($2::text is null or source = $2) order by source, name, version desc`,
    [tx.county, source ?? null],
  )
  return rows.map(profileOf)
}

/** The profile that a supplier's last confirmed mapping left, or null. */
export async function readSupplierProfile(
  tx: ScopedTx,
  source: SourceKey,
  supplier: string,
): Promise<MappingProfile | null> {
  const { rows } = await tx.query<ProfileRow>(
    `select name, source, supplier, version, columns, created_at, created_by from intake.mapping_profile
     where county = $1 and source = $2 and supplier = $3 order by created_at desc, version desc limit 1`,
    [tx.county, source, supplier],
  )
  return rows[0] ? profileOf(rows[0]) : null
}

/** Keeps a confirmed mapping as the next version of a profile; the same columns again make no new one. Returns the version. */
export async function saveProfile(
  tx: ScopedTx,
  profile: {
    readonly source: SourceKey
    readonly supplier: string
    readonly name: string
    readonly columns: Columns
    readonly createdBy: string | null
  },
): Promise<number> {
  const before = (await readProfiles(tx, profile.source)).find((one) => one.name === profile.name)
  const sorted = (columns: Columns): string =>
    JSON.stringify(Object.entries(columns).sort(([a], [b]) => (a < b ? -1 : 1)))
  if (before && before.supplier === profile.supplier && sorted(before.columns) === sorted(profile.columns))
    return before.version
  const version = (before?.version ?? 0) + 1
  await tx.query(
    `insert into intake.mapping_profile (county, source, supplier, name, version, columns, created_by, created_at)
     values ($1, $2, $3, $4, $5, $6::text::jsonb, $7, $8)`,
    [
      tx.county,
      profile.source,
      profile.supplier,
      profile.name,
      version,
      JSON.stringify(profile.columns),
      profile.createdBy,
      tx.context.now(),
    ],
  )
  return version
}

export interface GivenMapping {
  readonly name: string
  readonly supplier: string | null
  readonly columns: Columns
  /** True where it came from a file and is worth keeping as a profile. */
  readonly fromFile: boolean
}

/** A mapping file: `{"supplier": "…", "columns": {"留言编号": "工单号", …}}`. Throws intake.mappingInvalid, intake.mappingTarget, intake.mappingTwice. */
export function readMappingFile(source: SourceKey, path: string): GivenMapping {
  let value: { supplier?: unknown; columns?: unknown; name?: unknown }
  try {
    value = JSON.parse(readFileSync(path, 'utf8').replace(/^\ufeff/, '')) as typeof value
  } catch (error) {
    throw new Problem('intake.mappingInvalid', { reason: `${basename(path)}: ${(error as Error).message}` }, error)
  }
  const columns = value?.columns
  if (
    typeof columns !== 'object' ||
    columns === null ||
    Array.isArray(columns) ||
    Object.values(columns).some((one) => typeof one !== 'string')
  )
    throw new Problem('intake.mappingInvalid', {
      reason: `${basename(path)}: {"supplier": "…", "columns": {"…": "…"}}`,
    })
  checkColumns(source, columns as Columns)
  return {
    name: typeof value.name === 'string' ? value.name : basename(path).replace(/\.json$/i, ''),
    supplier: typeof value.supplier === 'string' && value.supplier.trim() !== '' ? value.supplier.trim() : null,
    columns: columns as Columns,
    fromFile: true,
  }
}

/** `--mapping M`: a file where there is one of that name, else the newest version of the profile. Throws intake.mappingUnknown. */
export async function findMapping(tx: ScopedTx, source: SourceKey, given: string): Promise<GivenMapping> {
  return existsSync(given) ? readMappingFile(source, given) : findProfile(tx, source, given)
}

/** The newest version of a profile. Throws intake.mappingUnknown. */
export async function findProfile(tx: ScopedTx, source: SourceKey, given: string): Promise<GivenMapping> {
  const profiles = await readProfiles(tx, source)
  const profile = profiles.find((one) => one.name === given)
  if (!profile)
    throw new Problem('intake.mappingUnknown', {
      name: given,
      names: profiles.map((one) => one.name).join(', ') || '-',
    })
  return { name: profile.name, supplier: profile.supplier, columns: profile.columns, fromFile: false }
}
