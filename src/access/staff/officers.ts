import { Problem } from '../../platform/problem.ts'
import type { Change } from './events.ts'
import { assertNotSelf, cutOfficer, requireOfficer } from './posts.ts'
import { lastDay } from './staff.ts'

export interface NewOfficer {
  readonly login: string
  readonly name: string
  readonly phone: string | null
  /** Home agency until a post says otherwise. */
  readonly agencyId: string
}

/** An account without a post: it opens nothing until one is granted. Throws platform.notFound, staff.loginTaken. Returns its id. */
export async function addOfficer({ tx, note }: Change, officer: NewOfficer, reason: string): Promise<string> {
  const id = tx.context.id()
  const home = await tx.query('select from access.agency where county = $1 and id = $2', [tx.county, officer.agencyId])
  if (home.count === 0) throw new Problem('platform.notFound', { what: officer.agencyId })
  const { count } = await tx.query(
    `insert into access.officer (county, id, login, name, phone, agency_id, roles) values ($1, $2, $3, $4, $5, $6, '{}')
     on conflict (county, login) do nothing`,
    [tx.county, id, officer.login, officer.name, officer.phone, officer.agencyId],
  )
  if (count === 0) throw new Problem('staff.loginTaken', { login: officer.login })
  note({ kind: 'officer.added', subjectKind: 'officer', subject: id, reason, data: { agency: officer.agencyId } })
  return id
}

/** Name and phone; a phone that is undefined stays, null removes it. */
export async function changeOfficer(
  { tx, note }: Change,
  id: string,
  change: { readonly name: string; readonly phone?: string | null },
  reason: string,
): Promise<void> {
  const officer = await requireOfficer(tx, id, false)
  const phone = change.phone === undefined ? officer.phone : change.phone
  await tx.query('update access.officer set name = $3, phone = $4 where county = $1 and id = $2', [
    tx.county,
    id,
    change.name,
    phone,
  ])
  note({
    kind: 'officer.changed',
    subjectKind: 'officer',
    subject: id,
    reason,
    data: { name: change.name !== officer.name, phone: phone !== officer.phone },
  })
}

/** The officer leaves: posts, substitutions and, once the time has come, the account end. `until` is exclusive. */
export async function endOfficer({ tx, note }: Change, id: string, until: Date, reason: string): Promise<void> {
  assertNotSelf(tx, id)
  await requireOfficer(tx, id)
  await cutOfficer(tx, id, until)
  const now = tx.context.now()
  await tx.query('update access.officer set until = $3, disabled_at = $4 where county = $1 and id = $2', [
    tx.county,
    id,
    until,
    until <= now ? now : null,
  ])
  note({ kind: 'officer.ended', subjectKind: 'officer', subject: id, reason, data: { until: lastDay(until) } })
}

/** The account opens again, without posts: they are granted anew. */
export async function reinstateOfficer({ tx, note }: Change, id: string, reason: string): Promise<void> {
  assertNotSelf(tx, id)
  const officer = await requireOfficer(tx, id, false)
  if (officer.disabledAt === null && officer.until === null) throw new Problem('staff.notEnded')
  await tx.query('update access.officer set until = null, disabled_at = null where county = $1 and id = $2', [
    tx.county,
    id,
  ])
  note({ kind: 'officer.reinstated', subjectKind: 'officer', subject: id, reason, data: {} })
}
