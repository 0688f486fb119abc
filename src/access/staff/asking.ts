import { Problem } from '../../platform/problem.ts'
import type { Role } from '../../vocabulary/roles.ts'
import { guardedRoles, type RequestKind } from '../../vocabulary/staff.ts'
import type { ScopedTx } from '../scope.ts'
import { mayRole } from '../scopes.ts'
import type { Change } from './events.ts'
import {
  assertGrantable,
  assertNotSelf,
  coveredPosts,
  grantAbsence,
  grantPost,
  requireOfficer,
  type WantedAbsence,
  type WantedPost,
} from './posts.ts'
import { lockRequest, readPosts, type StoredRequest } from './queries.ts'
import { inForce, needsSecondPerson } from './staff.ts'

/** What was done at once, or the request that now waits for a second person. */
export type Outcome = { readonly done: string } | { readonly waiting: string }

async function ask(
  { tx, note }: Change,
  kind: RequestKind,
  officerId: string,
  data: object,
  reason: string,
): Promise<Outcome> {
  if (tx.scope.kind !== 'officer') throw new Problem('access.signInRequired')
  const id = tx.context.id()
  await tx.query(
    `insert into access.staff_request (county, id, kind, officer_id, data, reason, asked_by, asked_at)
     values ($1, $2, $3, $4, $5::text::jsonb, $6, $7, $8)`,
    [tx.county, id, kind, officerId, JSON.stringify(data), reason, tx.scope.officerId, tx.context.now()],
  )
  note({ kind: 'request.made', subjectKind: 'officer', subject: officerId, reason, data: { request: id, asks: kind } })
  return { waiting: id }
}

/** Grants a post, or asks a second person where the role gives power. Throws what `grantPost` throws, and staff.notSelf. */
export async function givePost(
  change: Change,
  officerId: string,
  wanted: WantedPost,
  reason: string,
): Promise<Outcome> {
  assertNotSelf(change.tx, officerId)
  await requireOfficer(change.tx, officerId)
  await assertGrantable(change.tx, officerId, wanted)
  if (needsSecondPerson([wanted.role])) return ask(change, 'post', officerId, wanted, reason)
  return { done: await grantPost(change, officerId, wanted, reason) }
}

/** Registers an absence, or asks a second person where the substitute would gain power. */
export async function giveAbsence(change: Change, wanted: WantedAbsence, reason: string): Promise<Outcome> {
  assertNotSelf(change.tx, wanted.substituteId)
  const covered = await coveredPosts(change.tx, wanted)
  if (needsSecondPerson(covered.map((post) => post.role)))
    return ask(change, 'absence', wanted.substituteId, wanted, reason)
  return { done: await grantAbsence(change, wanted, reason) }
}

/**
 * Opens somebody's account anew: a one-time password, or no second factor. With the account of somebody in power, or of a
 * leader who confirms, it needs a second person: whoever holds the new password is that person for the program.
 */
export async function openAccount(
  change: Change,
  kind: 'password' | 'secondFactor',
  officerId: string,
  reason: string,
): Promise<Outcome> {
  const { tx, note } = change
  assertNotSelf(tx, officerId)
  await requireOfficer(tx, officerId)
  const now = tx.context.now()
  const held = (await readPosts(tx, [officerId])).filter((post) => post.until === null || post.until > now)
  if (held.some((post) => (guardedRoles as readonly Role[]).includes(post.role)))
    return ask(change, kind, officerId, {}, reason)
  note({ kind: eventOf[kind], subjectKind: 'officer', subject: officerId, reason, data: {} })
  return { done: officerId }
}

const eventOf = { password: 'password.issued', secondFactor: 'secondFactor.reset' } as const

const dates = (data: object): object =>
  Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      name,
      (name === 'since' || name === 'until') && typeof value === 'string' ? new Date(value) : value,
    ]),
  )

/** Neither who asked, nor who gains, nor somebody whom the asker put in the place to agree. */
async function assertSecondPerson(tx: ScopedTx, request: StoredRequest): Promise<void> {
  const { scope } = tx
  const refuse = (): never => {
    throw new Problem('staff.secondPerson')
  }
  if (scope.kind !== 'officer' || scope.officerId === request.askedBy || scope.officerId === request.officerId) refuse()
  else {
    const posts = await readPosts(tx, [scope.officerId])
    const good = posts.some(
      (post) =>
        inForce(post, tx.context.now()) && mayRole(post.role, 'staff.confirm') && post.grantedBy !== request.askedBy,
    )
    if (!good) refuse()
  }
}

/** Does what was asked, for the asker. A fault that arose since then is told as staff.requestStale. */
async function carryOut(change: Change, request: StoredRequest): Promise<void> {
  const { tx, note } = change
  const data = dates(request.data)
  try {
    await requireOfficer(tx, request.officerId)
    if (request.kind === 'post')
      await grantPost(change, request.officerId, data as WantedPost, request.reason, request.askedBy)
    else if (request.kind === 'absence')
      await grantAbsence(change, data as WantedAbsence, request.reason, request.askedBy)
    else
      note({
        kind: eventOf[request.kind],
        subjectKind: 'officer',
        subject: request.officerId,
        reason: request.reason,
        data: { asked: request.askedBy },
      })
  } catch (error) {
    if (error instanceof Problem) throw new Problem('staff.requestStale', { reason: error.message }, error)
    throw error
  }
}

/**
 * A second person agrees or refuses, with a reason. Throws staff.decided, staff.secondPerson, staff.requestStale,
 * platform.notFound. Returns the request; a password or second factor is then the caller's to issue.
 */
export async function decideRequest(
  change: Change,
  id: string,
  decision: 'agreed' | 'refused',
  reason: string,
): Promise<StoredRequest> {
  const { tx, note } = change
  const request = await lockRequest(tx, id)
  if (!request) throw new Problem('platform.notFound', { what: id })
  if (request.decision !== null) throw new Problem('staff.decided')
  await assertSecondPerson(tx, request)
  await tx.query(
    `update access.staff_request set decided_by = $3, decided_at = $4, decision = $5, decision_reason = $6 where county = $1 and id = $2`,
    [tx.county, id, tx.scope.kind === 'officer' ? tx.scope.officerId : null, tx.context.now(), decision, reason],
  )
  note({
    kind: decision === 'agreed' ? 'request.agreed' : 'request.refused',
    subjectKind: 'officer',
    subject: request.officerId,
    reason,
    data: { request: id, asks: request.kind, asked: request.askedBy },
  })
  if (decision === 'agreed') await carryOut(change, request)
  return request
}
