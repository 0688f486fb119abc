import { Problem } from '../../platform/problem.ts'
import type { AgencyKind } from '../../vocabulary/agency-kinds.ts'
import { dayOf } from '../../vocabulary/calendar.ts'
import type { Role } from '../../vocabulary/roles.ts'
import type { AbsenceKind } from '../../vocabulary/staff.ts'
import { substituteReasons } from '../../vocabulary/words/staff.ts'
import type { ScopedTx } from '../scope.ts'
import type { Change } from './events.ts'
import { refreshOfficer } from './import.ts'
import {
  lockOfficer,
  otherAdministrators,
  readAbsence,
  readAbsences,
  readPost,
  readPosts,
  type StoredOfficer,
  type StoredPost,
} from './queries.ts'
import { holdsAlready, inForce, lastDay, postRefusal } from './staff.ts'

/** Who asked for a change that a second person agreed to; else the officer of the transaction. */
export const granterOf = (tx: ScopedTx): string => (tx.scope.kind === 'officer' ? tx.scope.officerId : 'system:staff')

/** Nobody changes the own rights. Throws staff.notSelf. */
export function assertNotSelf(tx: ScopedTx, officerId: string): void {
  if (tx.scope.kind === 'officer' && tx.scope.officerId === officerId) throw new Problem('staff.notSelf')
}

/** The officer, locked. Throws platform.notFound, or staff.ended where `serving` is asked for. */
export async function requireOfficer(tx: ScopedTx, id: string, serving = true): Promise<StoredOfficer> {
  const officer = await lockOfficer(tx, id)
  if (!officer) throw new Problem('platform.notFound', { what: id })
  if (serving && (officer.disabledAt !== null || (officer.until !== null && officer.until <= tx.context.now())))
    throw new Problem('staff.ended')
  return officer
}

export interface WantedPost {
  readonly agencyId: string
  readonly role: Role
  readonly title: string | null
  readonly head: boolean
  readonly since: Date
  /** Exclusive; null: open end. */
  readonly until: Date | null
}

/** Throws what stands against the post: staff.period, staff.agencyOver, staff.postHeld, staff.postRefused. */
export async function assertGrantable(tx: ScopedTx, officerId: string, wanted: WantedPost): Promise<void> {
  if (wanted.until !== null && wanted.until <= wanted.since)
    throw new Problem('staff.period', { since: dayOf(wanted.since), until: lastDay(wanted.until)! })
  const { rows } = await tx.query<{ kind: AgencyKind; since: Date | null; until: Date | null }>(
    'select kind, since, until from access.agency where county = $1 and id = $2',
    [tx.county, wanted.agencyId],
  )
  const agency = rows[0]
  if (!agency) throw new Problem('platform.notFound', { what: wanted.agencyId })
  if (agency.until !== null && agency.until <= wanted.since) throw new Problem('staff.agencyOver')
  const held = await readPosts(tx, [officerId])
  if (holdsAlready(wanted, held)) throw new Problem('staff.postHeld')
  const reason = postRefusal({ ...wanted, agencyKind: agency.kind }, held)
  if (reason) throw new Problem('staff.postRefused', { reason })
}

/** Gives an officer a post; what needs a second person went through `staff_request` before. Returns the post's id. */
export async function grantPost(
  { tx, note }: Change,
  officerId: string,
  wanted: WantedPost,
  reason: string,
  granter = granterOf(tx),
): Promise<string> {
  await assertGrantable(tx, officerId, wanted)
  const id = tx.context.id()
  await tx.query(
    `insert into access.post (county, id, officer_id, agency_id, role, title, head, since, until, granted_by, granted_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      tx.county,
      id,
      officerId,
      wanted.agencyId,
      wanted.role,
      wanted.title,
      wanted.head,
      wanted.since,
      wanted.until,
      granter,
      tx.context.now(),
    ],
  )
  await refreshOfficer(tx, officerId)
  note({
    kind: 'post.granted',
    subjectKind: 'officer',
    subject: officerId,
    reason,
    data: {
      post: id,
      agency: wanted.agencyId,
      role: wanted.role,
      since: dayOf(wanted.since),
      until: lastDay(wanted.until),
      asked: granter,
    },
  })
  return id
}

async function assertAdministratorStays(tx: ScopedTx, officerId: string, ending: readonly StoredPost[]): Promise<void> {
  if (!ending.some((post) => post.role === 'administrator' && inForce(post, tx.context.now()))) return
  if ((await otherAdministrators(tx, { officerId })) === 0) throw new Problem('staff.lastAdministrator')
}

/** Posts end at `until` at the latest, and with them whoever stands in for them. */
async function cutPosts(tx: ScopedTx, ids: readonly string[], until: Date): Promise<void> {
  await tx.query(
    `update access.post set until = greatest(since, $3::timestamptz)
     where county = $1 and (id = any($2::uuid[]) or for_post_id = any($2::uuid[])) and (until is null or until > $3)`,
    [tx.county, ids, until],
  )
}

/** Ends a post; `until` is exclusive. Throws staff.notSelf, staff.lastAdministrator, platform.notFound. */
export async function endPost({ tx, note }: Change, postId: string, until: Date, reason: string): Promise<string> {
  const post = await readPost(tx, postId)
  if (!post || post.absenceId !== null) throw new Problem('platform.notFound', { what: postId })
  assertNotSelf(tx, post.officerId)
  await requireOfficer(tx, post.officerId)
  await assertAdministratorStays(tx, post.officerId, [post])
  await cutPosts(tx, [postId], until)
  await refreshOfficer(tx, post.officerId)
  note({
    kind: 'post.ended',
    subjectKind: 'officer',
    subject: post.officerId,
    reason,
    data: { post: postId, agency: post.agencyId, role: post.role, until: lastDay(until) },
  })
  return post.officerId
}

export interface WantedAbsence {
  readonly officerId: string
  readonly substituteId: string
  readonly kind: AbsenceKind
  readonly since: Date
  /** Exclusive. */
  readonly until: Date
  /** Own posts of the absent officer that are covered; empty: all. */
  readonly posts: readonly string[]
}

/** The posts that the substitute would get. Throws staff.period or staff.substitute with the reason. */
export async function coveredPosts(tx: ScopedTx, wanted: WantedAbsence): Promise<StoredPost[]> {
  const refuse = (reason: string): never => {
    throw new Problem('staff.substitute', { reason })
  }
  if (wanted.until <= wanted.since)
    throw new Problem('staff.period', { since: dayOf(wanted.since), until: lastDay(wanted.until)! })
  if (wanted.officerId === wanted.substituteId) refuse(substituteReasons.self)
  await requireOfficer(tx, wanted.officerId)
  await requireOfficer(tx, wanted.substituteId)
  const running = (one: { since: Date; until: Date | null }): boolean =>
    one.since < wanted.until && (one.until === null || one.until > wanted.since)
  const covered = (await readPosts(tx, [wanted.officerId])).filter(
    (post) => post.absenceId === null && running(post) && (wanted.posts.length === 0 || wanted.posts.includes(post.id)),
  )
  if (covered.length === 0) refuse(substituteReasons.noPost)
  if (
    (await readAbsences(tx, wanted.substituteId)).some((one) => one.officerId === wanted.substituteId && running(one))
  )
    refuse(substituteReasons.absentToo)
  const held = await readPosts(tx, [wanted.substituteId])
  if (held.some((post) => running(post) && covered.some((one) => one.id === post.forPostId)))
    refuse(substituteReasons.already)
  for (const post of covered) {
    const reason = postRefusal({ ...wanted, role: post.role, agencyKind: post.agencyKind }, held)
    if (reason) refuse(reason)
  }
  return covered
}

const later = (a: Date, b: Date): Date => (a < b ? b : a)
const earlier = (a: Date | null, b: Date): Date => (a !== null && a < b ? a : b)

/** Registers an absence: the substitute gets the absent officer's posts as additional ones for that time. Returns its id. */
export async function grantAbsence(
  { tx, note }: Change,
  wanted: WantedAbsence,
  reason: string,
  granter = granterOf(tx),
): Promise<string> {
  const covered = await coveredPosts(tx, wanted)
  const id = tx.context.id()
  const now = tx.context.now()
  await tx.query(
    `insert into access.absence (county, id, officer_id, substitute_id, kind, since, until, granted_by, granted_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [tx.county, id, wanted.officerId, wanted.substituteId, wanted.kind, wanted.since, wanted.until, granter, now],
  )
  await tx.query(
    `insert into access.post (county, id, officer_id, agency_id, role, title, since, until, absence_id, for_post_id, for_officer_id, granted_by, granted_at)
     select $1, p.id, $2, p.agency, p.role, p.title, p.since, p.until, $3, p.post, $4, $5, $6
     from jsonb_to_recordset($7::text::jsonb) as p(id uuid, agency uuid, role text, title text, since timestamptz, until timestamptz, post uuid)`,
    [
      tx.county,
      wanted.substituteId,
      id,
      wanted.officerId,
      granter,
      now,
      JSON.stringify(
        covered.map((post) => ({
          id: tx.context.id(),
          agency: post.agencyId,
          role: post.role,
          title: post.title,
          since: later(post.since, wanted.since),
          until: earlier(post.until, wanted.until),
          post: post.id,
        })),
      ),
    ],
  )
  note({
    kind: 'absence.granted',
    subjectKind: 'officer',
    subject: wanted.officerId,
    reason,
    data: {
      absence: id,
      substitute: wanted.substituteId,
      roles: covered.map((post) => post.role),
      since: dayOf(wanted.since),
      until: lastDay(wanted.until),
      asked: granter,
    },
  })
  return id
}

async function cutAbsences(tx: ScopedTx, ids: readonly string[], until: Date): Promise<void> {
  for (const table of ['absence', 'post'])
    await tx.query(
      `update access.${table} set until = greatest(since, $3::timestamptz)
       where county = $1 and ${table === 'post' ? 'absence_id' : 'id'} = any($2::uuid[]) and until > $3`,
      [tx.county, ids, until],
    )
}

/** The absent officer is back early: the substitute's posts end now. Returns the substitute. */
export async function endAbsence({ tx, note }: Change, id: string, reason: string): Promise<string> {
  const absence = await readAbsence(tx, id)
  if (!absence) throw new Problem('platform.notFound', { what: id })
  await cutAbsences(tx, [id], tx.context.now())
  note({
    kind: 'absence.ended',
    subjectKind: 'officer',
    subject: absence.officerId,
    reason,
    data: { absence: id, substitute: absence.substituteId },
  })
  return absence.substituteId
}

/** Everything an officer holds or covers ends at `until`; absences too. */
export async function cutOfficer(tx: ScopedTx, officerId: string, until: Date): Promise<void> {
  const posts = await readPosts(tx, [officerId])
  await assertAdministratorStays(
    tx,
    officerId,
    posts.filter((post) => post.absenceId === null),
  )
  await cutPosts(
    tx,
    posts.map((post) => post.id),
    until,
  )
  await cutAbsences(
    tx,
    (await readAbsences(tx, officerId)).map((absence) => absence.id),
    until,
  )
}
