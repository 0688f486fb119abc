import { Problem } from '../../platform/problem.ts'
import type { Role } from '../../vocabulary/roles.ts'
import { roles } from '../../vocabulary/roles.ts'
import { agencyKindNamed } from '../../vocabulary/staff.ts'
import { importReasons, listColumns } from '../../vocabulary/words/staff.ts'
import type { ScopedTx } from '../scope.ts'
import { type AgencyNode, agencyListFault, rolesInCell } from './staff.ts'

/** The header is row 1 of a file, so that the first of its data stands in row 2. */
const firstRow = 2

function fault(index: number, row: number | undefined, column: keyof typeof listColumns, reason: string): never {
  throw new Problem('staff.importRow', { row: row ?? index + firstRow, column: listColumns[column], reason })
}

export interface AgencyRow {
  readonly code: string
  readonly name: string
  /** Key or Chinese name. */
  readonly kind: string
  readonly place: string | null
  readonly parentCode: string | null
  readonly since?: Date | null
  /** Exclusive. */
  readonly until?: Date | null
  /** Where the row stands in its file, for messages. */
  readonly row?: number
}

/**
 * Upserts agencies by their code. The whole list is refused where one row has an unknown kind or parent, repeats a code, or
 * closes a ring: throws staff.importRow with its row number. Returns the number stored.
 */
export async function storeAgencyRows(tx: ScopedTx, rows: readonly AgencyRow[]): Promise<number> {
  const { rows: stored } = await tx.query<AgencyNode>(
    'select code, kind, parent_code as "parentCode" from access.agency where county = $1',
    [tx.county],
  )
  const wrong = agencyListFault(rows, stored)
  if (wrong) {
    const repeated = wrong.column === 'code' ? rows.findIndex((row) => row.code === rows[wrong.index]!.code) : -1
    fault(
      wrong.index,
      rows[wrong.index]!.row,
      wrong.column,
      repeated < 0 ? wrong.reason : importReasons.agencyRepeated(rows[repeated]!.row ?? repeated + firstRow),
    )
  }
  for (const [index, row] of rows.entries())
    if (row.since && row.until && row.until < row.since) fault(index, row.row, 'until', importReasons.period)
  const { count } = await tx.query(
    `insert into access.agency (county, id, code, name, kind, place, parent_code, since, until)
     select $1, a.id, a.code, a.name, a.kind, a.place, a.parent, a.since, a.until
     from jsonb_to_recordset($2::text::jsonb) as a(id uuid, code text, name text, kind text, place text, parent text, since timestamptz, until timestamptz)
     on conflict (county, code) do update set name = excluded.name, kind = excluded.kind, place = excluded.place, parent_code = excluded.parent_code,
       since = coalesce(excluded.since, access.agency.since), until = coalesce(excluded.until, access.agency.until)`,
    [
      tx.county,
      JSON.stringify(
        rows.map((row) => ({
          id: tx.context.id(),
          code: row.code,
          name: row.name,
          kind: agencyKindNamed(row.kind),
          place: row.place,
          parent: row.parentCode,
          since: row.since ?? null,
          until: row.until ?? null,
        })),
      ),
    ],
  )
  return count
}

export interface OfficerRow {
  readonly login: string
  readonly name: string
  readonly agencyCode: string
  /** Keys or Chinese names. */
  readonly roles: readonly string[]
  readonly phone: string | null
  readonly title?: string | null
  /** Heads the agency in this post; null or absent: as it stands. */
  readonly head?: boolean | null
  readonly since?: Date | null
  /** Exclusive. */
  readonly until?: Date | null
  readonly row?: number
}

/** Where a list says nothing of a post's start: it counts from ever, whatever clock the store runs on. */
const ever = new Date(0)

function rolesOfRow(row: OfficerRow, index: number): Role[] {
  const found = rolesInCell(row.roles.join(';'))
  if ('roles' in found && found.roles.length > 0) return found.roles
  return fault(
    index,
    row.row,
    'roles',
    importReasons.role(
      Object.entries(roles)
        .map(([key, words]) => `${key} ${words.zh}`)
        .join('、'),
    ),
  )
}

/**
 * Upserts officers by their login, with one post for each agency and role that the rows name: several rows of one login are
 * several posts, the first is the main one. Posts that an earlier list gave and this one does not name end now; posts granted
 * on a screen stay. Throws staff.importRow. Returns the number of officers stored.
 */
export async function storeOfficerRows(tx: ScopedTx, rows: readonly OfficerRow[]): Promise<number> {
  const { rows: known } = await tx.query<{ code: string; id: string }>(
    'select code, id from access.agency where county = $1',
    [tx.county],
  )
  const agencies = new Map(known.map((agency) => [agency.code, agency.id]))
  const posts = rows.flatMap((row, index) => {
    const agencyId = agencies.get(row.agencyCode)
    if (!agencyId) fault(index, row.row, 'agencyCode', importReasons.agencyUnknown(row.agencyCode))
    if (row.since && row.until && row.until < row.since) fault(index, row.row, 'until', importReasons.period)
    return rolesOfRow(row, index).map((role) => ({ row, agencyId, role }))
  })
  const first = new Map<string, OfficerRow>()
  for (const row of rows) if (!first.has(row.login)) first.set(row.login, row)
  const { count } = await tx.query(
    `insert into access.officer (county, id, login, name, phone, agency_id, roles)
     select $1, o.id, o.login, o.name, o.phone, o.agency, o.roles
     from jsonb_to_recordset($2::text::jsonb) as o(id uuid, login text, name text, phone text, agency uuid, roles text[])
     on conflict (county, login) do update set name = excluded.name, phone = excluded.phone, agency_id = excluded.agency_id, roles = excluded.roles`,
    [
      tx.county,
      JSON.stringify(
        [...first.values()].map((row) => {
          const own = posts.filter((post) => post.row.login === row.login)
          return {
            id: tx.context.id(),
            login: row.login,
            name: row.name,
            phone: row.phone,
            agency: own[0]!.agencyId,
            roles: own.filter((post) => post.agencyId === own[0]!.agencyId).map((post) => post.role),
          }
        }),
      ),
    ],
  )
  await storePosts(
    tx,
    posts.map(({ row, agencyId, role }) => ({
      login: row.login,
      agency: agencyId!,
      role,
      title: row.title ?? null,
      head: row.head ?? null,
      since: row.since ?? null,
      until: row.until ?? null,
    })),
  )
  return count
}

interface WantedPost {
  readonly login: string
  readonly agency: string
  readonly role: Role
  readonly title: string | null
  readonly head: boolean | null
  readonly since: Date | null
  readonly until: Date | null
}

async function storePosts(tx: ScopedTx, posts: readonly WantedPost[]): Promise<void> {
  const granter = tx.scope.kind === 'system' ? `system:${tx.scope.name}` : 'system:list'
  const wanted = JSON.stringify(posts.map((post, position) => ({ ...post, position, id: tx.context.id() })))
  const shape =
    'w(id uuid, login text, agency uuid, role text, title text, head boolean, since timestamptz, until timestamptz)'
  const now = tx.context.now()
  // A post that the list no longer names is over; one that it names again takes the list's end and title.
  await tx.query(
    `update access.post p set until = greatest(p.since, $3::timestamptz)
     from access.officer o where p.county = $1 and o.county = p.county and o.id = p.officer_id and p.absence_id is null
       and p.granted_by like 'system:%' and (p.until is null or p.until > $3)
       and o.login in (select w.login from jsonb_to_recordset($2::text::jsonb) as ${shape})
       and not exists (select from jsonb_to_recordset($2::text::jsonb) as ${shape} where w.login = o.login and w.agency = p.agency_id and w.role = p.role)`,
    [tx.county, wanted, now],
  )
  await tx.query(
    `update access.post p set until = w.until, title = coalesce(w.title, p.title), head = coalesce(w.head, p.head)
     from access.officer o, jsonb_to_recordset($2::text::jsonb) as ${shape}
     where p.county = $1 and o.county = p.county and o.id = p.officer_id and o.login = w.login and p.agency_id = w.agency and p.role = w.role
       and p.absence_id is null and (p.until is null or p.until > $3) and (w.until is null or w.until >= p.since)`,
    [tx.county, wanted, now],
  )
  await tx.query(
    `insert into access.post (county, id, officer_id, agency_id, role, title, head, since, until, granted_by, granted_at)
     select $1, w.id, o.id, w.agency, w.role, w.title, coalesce(w.head, false), coalesce(w.since, $4::timestamptz), w.until, $5, $3
     from jsonb_to_recordset($2::text::jsonb) as ${shape} join access.officer o on o.county = $1 and o.login = w.login
     where not exists (select from access.post p where p.county = $1 and p.officer_id = o.id and p.agency_id = w.agency and p.role = w.role
       and p.absence_id is null and (p.until is null or p.until > $3))`,
    [tx.county, wanted, now, ever, granter],
  )
}

/**
 * Keeps access.officer.agency_id and roles in step with the officer's own posts in force, for rooms that name an officer by
 * home agency; an officer without one keeps the last.
 */
export async function refreshOfficer(tx: ScopedTx, officerId: string): Promise<void> {
  await tx.query(
    `with own as (
       select p.agency_id, p.role, row_number() over (order by p.since, p.id) as place from access.post p
       where p.county = $1 and p.officer_id = $2 and p.absence_id is null and p.since <= $3 and (p.until is null or p.until > $3)
     ), main as (select agency_id from own where place = 1)
     update access.officer o set agency_id = main.agency_id,
       roles = (select array_agg(own.role order by own.place) from own where own.agency_id = main.agency_id)
     from main where o.county = $1 and o.id = $2`,
    [tx.county, officerId, tx.context.now()],
  )
}
