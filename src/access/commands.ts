import { Problem } from '../platform/problem.ts'
import { roles } from '../vocabulary/roles.ts'
import type { ScopedTx } from './scope.ts'

/** Upserts agencies by their code. Rows as in `import-reference agencies` (docs/decisions/0001). Returns the number stored. */
export async function storeAgencies(
  tx: ScopedTx,
  rows: readonly { code: string; name: string; kind: string; place: string | null; parentCode: string | null }[],
): Promise<number> {
  const { count } = await tx.query(
    `insert into access.agency (county, id, code, name, kind, place, parent_code)
     select $1, a.id, a.code, a.name, a.kind, a.place, a.parent from jsonb_to_recordset($2::text::jsonb) as a(id uuid, code text, name text, kind text, place text, parent text)
     on conflict (county, code) do update set name = excluded.name, kind = excluded.kind, place = excluded.place, parent_code = excluded.parent_code`,
    [
      tx.county,
      JSON.stringify(
        rows.map((row) => ({
          id: tx.context.id(),
          code: row.code,
          name: row.name,
          kind: row.kind,
          place: row.place,
          parent: row.parentCode,
        })),
      ),
    ],
  )
  return count
}

/** Upserts officers by their login. An unknown agency code or role is refused with platform.invalidRequest. */
export async function storeOfficers(
  tx: ScopedTx,
  rows: readonly { login: string; name: string; agencyCode: string; roles: readonly string[]; phone: string | null }[],
): Promise<number> {
  for (const row of rows)
    for (const role of row.roles)
      if (!(role in roles))
        throw new Problem('platform.invalidRequest', {
          detail: `officer ${row.login}: role "${role}" is not one of ${Object.keys(roles).join(', ')}`,
        })
  const { rows: known } = await tx.query<{ code: string; id: string }>(
    'select code, id from access.agency where county = $1',
    [tx.county],
  )
  const agencies = new Map(known.map((agency) => [agency.code, agency.id]))
  const missing = rows.find((row) => !agencies.has(row.agencyCode))
  if (missing)
    throw new Problem('platform.invalidRequest', {
      detail: `officer ${missing.login}: agency "${missing.agencyCode}" is not imported yet`,
    })
  const { count } = await tx.query(
    `insert into access.officer (county, id, login, name, phone, agency_id, roles)
     select $1, o.id, o.login, o.name, o.phone, o.agency, o.roles
     from jsonb_to_recordset($2::text::jsonb) as o(id uuid, login text, name text, phone text, agency uuid, roles text[])
     on conflict (county, login) do update set name = excluded.name, phone = excluded.phone, agency_id = excluded.agency_id, roles = excluded.roles`,
    [
      tx.county,
      JSON.stringify(
        rows.map((row) => ({
          id: tx.context.id(),
          login: row.login,
          name: row.name,
          phone: row.phone,
          agency: agencies.get(row.agencyCode),
          roles: row.roles,
        })),
      ),
    ],
  )
  return count
}

/** Sets an officer's password hash (argon2id). Throws platform.notFound for an unknown login. */
export async function setPassword(tx: ScopedTx, login: string, passwordHash: string): Promise<void> {
  const { count } = await tx.query('update access.officer set password_hash = $3 where county = $1 and login = $2', [
    tx.county,
    login,
    passwordHash,
  ])
  if (count === 0) throw new Problem('platform.notFound', { what: `用户 ${login}` })
}
