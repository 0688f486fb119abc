import type { AgencyKind } from '../../vocabulary/agency-kinds.ts'
import type { Role } from '../../vocabulary/roles.ts'
import type { AbsenceKind, RequestKind, StaffEventKind } from '../../vocabulary/staff.ts'
import type { ScopedTx } from '../scope.ts'
import type { AgencyNode, HeldPost } from './staff.ts'

export interface StoredAgency extends AgencyNode {
  readonly id: string
  readonly name: string
  readonly place: string | null
  readonly since: Date | null
  readonly until: Date | null
  /** Officers with a post in force. */
  readonly officers: number
}

/** All agencies of the county, those that ended too, in the order of their codes. */
export async function readAgencyTree(tx: ScopedTx): Promise<StoredAgency[]> {
  const { rows } = await tx.query<StoredAgency>(
    `select a.id, a.code, a.name, a.kind, a.place, a.parent_code as "parentCode", a.since, a.until, coalesce(p.officers, 0)::int as officers
     from access.agency a
     left join (select agency_id, count(distinct officer_id) as officers from access.post
       where county = $1 and since <= $2 and (until is null or until > $2) group by agency_id) p on p.agency_id = a.id
     where a.county = $1 order by a.code`,
    [tx.county, tx.context.now()],
  )
  return rows
}

export interface StoredOfficer {
  readonly id: string
  readonly login: string
  readonly name: string
  readonly phone: string | null
  readonly until: Date | null
  readonly disabledAt: Date | null
}

export interface StoredPost extends HeldPost {
  readonly officerId: string
  readonly agency: string
  readonly agencyKind: AgencyKind
  readonly title: string | null
  readonly head: boolean
  readonly since: Date
  readonly forPostId: string | null
  readonly forOfficerId: string | null
  readonly forName: string | null
  readonly grantedBy: string
}

const postColumns = `p.id, p.officer_id as "officerId", p.agency_id as "agencyId", a.name as agency, a.kind as "agencyKind", p.role, p.title, p.head, p.since, p.until,
  p.absence_id as "absenceId", p.for_post_id as "forPostId", p.for_officer_id as "forOfficerId", f.name as "forName", p.granted_by as "grantedBy"`
const fromPosts = `access.post p join access.agency a on a.county = p.county and a.id = p.agency_id
  left join access.officer f on f.county = p.county and f.id = p.for_officer_id`

export interface OfficerFilter {
  readonly search: string | null
  readonly agencyId: string | null
  readonly role: Role | null
  readonly state: 'current' | 'ended' | 'all'
  readonly after: string | null
  readonly limit: number
}

/** Officers by login after `after`, at most `limit`. Search looks in login and name. */
export async function readOfficerPage(tx: ScopedTx, filter: OfficerFilter): Promise<StoredOfficer[]> {
  const { rows } = await tx.query<StoredOfficer>(
    `select o.id, o.login, o.name, o.phone, o.until, o.disabled_at as "disabledAt" from access.officer o
     where o.county = $1 and ($2::text is null or o.login > $2)
       and ($3::text is null or strpos(lower(o.login), lower($3)) > 0 or strpos(o.name, $3) > 0)
       and ($4 = 'all' or ($4 = 'ended') = (o.disabled_at is not null or (o.until is not null and o.until <= $5)))
       and (($6::uuid is null and $7::text is null) or exists (select from access.post p where p.county = o.county and p.officer_id = o.id
         and ($6::uuid is null or p.agency_id = $6) and ($7::text is null or p.role = $7) and p.since <= $5 and (p.until is null or p.until > $5)))
     order by o.login limit $8`,
    [
      tx.county,
      filter.after,
      filter.search,
      filter.state,
      tx.context.now(),
      filter.agencyId,
      filter.role,
      filter.limit,
    ],
  )
  return rows
}

/** Locked for the transaction, so that two changes of one person follow one another. */
export async function lockOfficer(tx: ScopedTx, id: string): Promise<StoredOfficer | null> {
  const { rows } = await tx.query<StoredOfficer>(
    `select id, login, name, phone, until, disabled_at as "disabledAt" from access.officer where county = $1 and id = $2 for update`,
    [tx.county, id],
  )
  return rows[0] ?? null
}

export async function readOfficer(tx: ScopedTx, id: string): Promise<StoredOfficer | null> {
  const { rows } = await tx.query<StoredOfficer>(
    `select id, login, name, phone, until, disabled_at as "disabledAt" from access.officer where county = $1 and id = $2`,
    [tx.county, id],
  )
  return rows[0] ?? null
}

/** Every post of these officers, past ones too, in the order of their start. */
export async function readPosts(tx: ScopedTx, officerIds: readonly string[]): Promise<StoredPost[]> {
  const { rows } = await tx.query<StoredPost>(
    `select ${postColumns} from ${fromPosts} where p.county = $1 and p.officer_id = any($2::uuid[]) order by p.for_officer_id is not null, p.since, p.id`,
    [tx.county, officerIds],
  )
  return rows
}

export async function readPost(tx: ScopedTx, id: string): Promise<StoredPost | null> {
  const { rows } = await tx.query<StoredPost>(
    `select ${postColumns} from ${fromPosts} where p.county = $1 and p.id = $2`,
    [tx.county, id],
  )
  return rows[0] ?? null
}

export interface StoredAbsence {
  readonly id: string
  readonly officerId: string
  readonly officer: string
  readonly substituteId: string
  readonly substitute: string
  readonly kind: AbsenceKind
  readonly since: Date
  readonly until: Date
}

/** Absences that concern an officer, as the absent or as the substitute, newest first. */
export async function readAbsences(tx: ScopedTx, officerId: string): Promise<StoredAbsence[]> {
  const { rows } = await tx.query<StoredAbsence>(
    `select b.id, b.officer_id as "officerId", o.name as officer, b.substitute_id as "substituteId", s.name as substitute, b.kind, b.since, b.until
     from access.absence b join access.officer o on o.county = b.county and o.id = b.officer_id
     join access.officer s on s.county = b.county and s.id = b.substitute_id
     where b.county = $1 and (b.officer_id = $2 or b.substitute_id = $2) order by b.since desc, b.id desc`,
    [tx.county, officerId],
  )
  return rows
}

export async function readAbsence(tx: ScopedTx, id: string): Promise<StoredAbsence | null> {
  const { rows } = await tx.query<StoredAbsence>(
    `select b.id, b.officer_id as "officerId", o.name as officer, b.substitute_id as "substituteId", s.name as substitute, b.kind, b.since, b.until
     from access.absence b join access.officer o on o.county = b.county and o.id = b.officer_id
     join access.officer s on s.county = b.county and s.id = b.substitute_id where b.county = $1 and b.id = $2`,
    [tx.county, id],
  )
  return rows[0] ?? null
}

export interface StoredRequest {
  readonly id: string
  readonly kind: RequestKind
  readonly officerId: string
  readonly officer: string
  readonly login: string
  readonly data: Readonly<Record<string, unknown>>
  readonly reason: string
  readonly askedBy: string
  readonly askedByName: string
  readonly askedAt: Date
  readonly decidedByName: string | null
  readonly decidedAt: Date | null
  readonly decision: 'agreed' | 'refused' | null
  readonly decisionReason: string | null
}

const requestColumns = `r.id, r.kind, r.officer_id as "officerId", o.name as officer, o.login, r.data, r.reason, r.asked_by as "askedBy",
  b.name as "askedByName", r.asked_at as "askedAt", d.name as "decidedByName", r.decided_at as "decidedAt", r.decision, r.decision_reason as "decisionReason"`
const fromRequests = `access.staff_request r join access.officer o on o.county = r.county and o.id = r.officer_id
  join access.officer b on b.county = r.county and b.id = r.asked_by left join access.officer d on d.county = r.county and d.id = r.decided_by`

/** Open requests first, then the latest decided ones, at most 200; of one officer where given. */
export async function readRequests(tx: ScopedTx, officerId: string | null = null): Promise<StoredRequest[]> {
  const { rows } = await tx.query<StoredRequest>(
    `select ${requestColumns} from ${fromRequests} where r.county = $1 and ($2::uuid is null or r.officer_id = $2)
     order by r.decision is not null, r.asked_at desc, r.id desc limit 200`,
    [tx.county, officerId],
  )
  return rows
}

export async function lockRequest(tx: ScopedTx, id: string): Promise<StoredRequest | null> {
  await tx.query('select from access.staff_request where county = $1 and id = $2 for update', [tx.county, id])
  const { rows } = await tx.query<StoredRequest>(
    `select ${requestColumns} from ${fromRequests} where r.county = $1 and r.id = $2`,
    [tx.county, id],
  )
  return rows[0] ?? null
}

export interface StoredEvent {
  readonly id: string
  readonly at: Date
  readonly kind: StaffEventKind
  readonly subject: string
  readonly subjectName: string | null
  readonly by: string
  readonly reason: string
}

/** Who changed what and why, newest first, before `before`; of one agency or officer where given. */
export async function readStaffEvents(
  tx: ScopedTx,
  filter: { readonly subject: string | null; readonly before: string | null; readonly limit: number },
): Promise<StoredEvent[]> {
  const { rows } = await tx.query<StoredEvent>(
    `select e.id, e.at, e.kind, e.subject, coalesce(o.name, a.name) as "subjectName", e.by_name as by, e.reason
     from access.staff_event e
     left join access.officer o on o.county = e.county and o.id = e.subject
     left join access.agency a on a.county = e.county and a.id = e.subject
     where e.county = $1 and e.subject_kind <> 'representation' and ($2::uuid is null or e.subject = $2) and ($3::uuid is null or e.id < $3)
     order by e.id desc limit $4`,
    [tx.county, filter.subject, filter.before, filter.limit],
  )
  return rows
}

/** Administrators in office besides one post; the last one is not ended. */
export async function otherAdministrators(tx: ScopedTx, but: { officerId: string }): Promise<number> {
  const { rows } = await tx.query<{ n: number }>(
    `select count(distinct p.officer_id)::int as n from access.post p join access.officer o on o.county = p.county and o.id = p.officer_id
     where p.county = $1 and p.role = 'administrator' and p.officer_id <> $2 and p.absence_id is null
       and p.since <= $3 and (p.until is null or p.until > $3) and o.disabled_at is null and (o.until is null or o.until > $3)`,
    [tx.county, but.officerId, tx.context.now()],
  )
  return rows[0]!.n
}
