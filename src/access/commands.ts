import { Problem } from '../platform/problem.ts'
import type { ScopedTx } from './scope.ts'
import { deleteSessionsOf } from './sign-in/sessions.ts'
import { type AgencyRow, type OfficerRow, storeAgencyRows, storeOfficerRows } from './staff/import.ts'

/** Upserts agencies by their code (docs/decisions/0001). Throws staff.importRow; returns the number stored. */
export async function storeAgencies(tx: ScopedTx, rows: readonly AgencyRow[]): Promise<number> {
  return storeAgencyRows(tx, rows)
}

/** Upserts officers by their login, with a post for each agency and role. Throws staff.importRow; returns how many. */
export async function storeOfficers(tx: ScopedTx, rows: readonly OfficerRow[]): Promise<number> {
  return storeOfficerRows(tx, rows)
}

/** Sets an officer's password hash (argon2id), in the program's own scope; all sessions end. Throws platform.notFound for an unknown login. */
export async function setPassword(tx: ScopedTx, login: string, passwordHash: string): Promise<void> {
  const { rows } = await tx.query<{ id: string }>(
    `insert into access.password (county, officer_id, hash, set_at)
     select county, id, $3, $4 from access.officer where county = $1 and login = $2
     on conflict (county, officer_id) do update set hash = excluded.hash, set_at = excluded.set_at, temporary_until = null
     returning officer_id as id`,
    [tx.county, login, passwordHash, new Date()],
  )
  if (!rows[0]) throw new Problem('platform.notFound', { what: `用户 ${login}` })
  await deleteSessionsOf(tx, rows[0].id)
}
