import { dayOf } from '../../vocabulary/calendar.ts'
import { maskPhone } from '../../vocabulary/masking.ts'
import type { Role } from '../../vocabulary/roles.ts'
import { actionWords } from '../../vocabulary/words/access.ts'
import type { OfficerScope } from '../requests.ts'
import { type Action, actionNames, mayRole, rules } from '../scopes.ts'
import type { StoredAbsence, StoredAgency, StoredEvent, StoredOfficer, StoredPost, StoredRequest } from './queries.ts'
import type { StoredRepresentation } from './representatives.ts'
import type {
  Matrix,
  Representation,
  StaffAbsence,
  StaffAgency,
  StaffEvent,
  StaffOfficer,
  StaffPost,
  StaffRequest,
} from './schema.ts'
import { inForce, lastDay } from './staff.ts'

/** A start from ever is no date to show. */
const firstDay = (since: Date | null): string | null => (since === null || since.getTime() <= 0 ? null : dayOf(since))

export function agencyView(agency: StoredAgency, now: Date): StaffAgency {
  const { id, code, name, kind, place, parentCode, since, until, officers } = agency
  return {
    id,
    code,
    name,
    kind,
    place,
    parentCode,
    officers,
    since: firstDay(since),
    until: lastDay(until),
    ended: until !== null && until <= now,
  }
}

function stateOf(period: { since: Date; until: Date | null }, now: Date): 'future' | 'now' | 'over' {
  if (inForce(period, now)) return 'now'
  return period.since > now ? 'future' : 'over'
}

export function postView(post: StoredPost, now: Date): StaffPost {
  const { id, role, agencyId, agency, title, head, forName } = post
  return {
    id,
    role,
    agencyId,
    agency,
    title,
    head,
    forName,
    since: firstDay(post.since),
    until: lastDay(post.until),
    state: stateOf(post, now),
  }
}

/** `reader`: whose own number is shown whole; everybody else's is masked. */
export function officerView(
  officer: StoredOfficer,
  posts: readonly StoredPost[],
  reader: Pick<OfficerScope, 'officerId'>,
  now: Date,
): StaffOfficer {
  const { id, login, name, phone, until, disabledAt } = officer
  return {
    id,
    login,
    name,
    phone: phone === null || id === reader.officerId ? phone : maskPhone(phone),
    until: lastDay(until),
    ended: disabledAt !== null || (until !== null && until <= now),
    posts: posts.filter((post) => post.officerId === id).map((post) => postView(post, now)),
  }
}

export function absenceView(absence: StoredAbsence, officerId: string, now: Date): StaffAbsence {
  return {
    id: absence.id,
    kind: absence.kind,
    officer: absence.officer,
    substitute: absence.substitute,
    since: dayOf(absence.since),
    until: lastDay(absence.until)!,
    over: absence.until <= now,
    own: absence.officerId === officerId,
  }
}

export function eventView({ id, at, kind, subjectName, by, reason }: StoredEvent): StaffEvent {
  return { id, at: at.toISOString(), kind, subjectName, by, reason }
}

/** What the request would give, read from its data; `agencies` and `posts` name what it points at. */
export function requestView(
  request: StoredRequest,
  names: { readonly agencies: ReadonlyMap<string, string>; readonly covered: readonly StoredPost[] },
  reader: { readonly officerId: string; readonly grantedBy: readonly string[] },
): StaffRequest {
  const data = request.data as {
    role?: Role
    agencyId?: string
    since?: string
    until?: string | null
    posts?: string[]
  }
  const days = {
    since: data.since === undefined ? null : dayOf(new Date(data.since)),
    until: data.until ? lastDay(new Date(data.until)) : null,
  }
  const gains =
    request.kind === 'post'
      ? [{ role: data.role!, agency: names.agencies.get(data.agencyId!) ?? null, ...days }]
      : request.kind === 'absence'
        ? names.covered.map((post) => ({ role: post.role, agency: post.agency, ...days }))
        : []
  return {
    id: request.id,
    kind: request.kind,
    officerId: request.officerId,
    officer: request.officer,
    login: request.login,
    gains,
    reason: request.reason,
    askedBy: request.askedByName,
    askedAt: request.askedAt.toISOString(),
    decidedBy: request.decidedByName,
    decidedAt: request.decidedAt?.toISOString() ?? null,
    decision: request.decision,
    decisionReason: request.decisionReason,
    mayDecide:
      request.decision === null &&
      reader.officerId !== request.askedBy &&
      reader.officerId !== request.officerId &&
      reader.grantedBy.some((granter) => granter !== request.askedBy),
  }
}

/** Whose posts give the right to agree, by whom they were granted. */
export function confirmingGranters(posts: readonly StoredPost[], now: Date): string[] {
  return posts.filter((post) => inForce(post, now) && mayRole(post.role, 'staff.confirm')).map((post) => post.grantedBy)
}

/** `filingPack.give` → `filing pack: give`: the code's own words are English. */
export function actionInEnglish(action: Action): string {
  return action.replace('.', ': ').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}

/** The table of rights as a page prints it, in the table's order. */
export function matrixView(): Matrix {
  return {
    items: actionNames.map((action: Action) => ({
      action,
      resource: action.split('.')[0]!,
      zh: actionWords[action],
      en: actionInEnglish(action),
      purpose: rules[action].purpose,
      who: Object.entries(rules[action].who).map(([role, jurisdiction]) => ({ role: role as Role, jurisdiction })),
    })),
  }
}

export function representationView(
  one: StoredRepresentation,
  masked: { readonly name: (name: string) => string; readonly phone: (phone: string) => string },
  now: Date,
): Representation {
  return {
    id: one.id,
    kind: one.kind,
    partyId: one.partyId,
    whole: one.whole,
    name: masked.name(one.person.name),
    phone: masked.phone(one.person.phone),
    powers: [...one.powers],
    special: one.special,
    conflict: one.conflict,
    evidenceKind: one.evidenceKind,
    evidenceDigest: one.evidenceDigest,
    since: dayOf(one.since),
    until: lastDay(one.until)!,
    state: one.revokedAt !== null ? 'revoked' : stateOf(one, now),
    by: one.byOfficer,
    reason: one.reason,
    revokedReason: one.revokedReason,
  }
}
