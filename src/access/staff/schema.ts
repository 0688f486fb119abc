import { type Static, Type } from 'typebox'
import type { AgencyKind } from '../../vocabulary/agency-kinds.ts'
import { agencyKinds } from '../../vocabulary/agency-kinds.ts'
import { type Role, roles } from '../../vocabulary/roles.ts'
import {
  type AbsenceKind,
  absenceKinds,
  type EvidenceKind,
  evidenceKinds,
  type Power,
  type RepresentationKind,
  type RequestKind,
  representationKinds,
  type StaffEventKind,
} from '../../vocabulary/staff.ts'

/** HTTP shapes of /staff, /matrix, /session/posts, /session/look-as and /representations. Days are `YYYY-MM-DD`, both ends included. */

const closed = { additionalProperties: false } as const
const text = Type.String()
const day = Type.String({ format: 'date' })
const moment = Type.String({ format: 'date-time' })
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(shape: T) => Type.Union([shape, Type.Null()])
const oneOf = <const T extends string>(table: Readonly<Record<T, unknown>>) =>
  Type.Unsafe<T>(Type.Enum(Object.keys(table) as string[]))

const role = oneOf<Role>(roles)
const agencyKind = oneOf<AgencyKind>(agencyKinds)
const reason = Type.String({ minLength: 2, maxLength: 300 })
const name = Type.String({ minLength: 1, maxLength: 80 })
const id = Type.String({ format: 'uuid' })
const place = nullable(Type.String({ pattern: '^(\\d{6}|\\d{9}|\\d{12})$' }))

export const Id = Type.Object({ id })

export const StaffAgency = Type.Object({
  id: text,
  code: text,
  name: text,
  kind: agencyKind,
  place: nullable(text),
  parentCode: nullable(text),
  since: nullable(day),
  until: nullable(day),
  ended: Type.Boolean(),
  officers: Type.Integer({ description: 'officers with a post in force' }),
})
export type StaffAgency = Static<typeof StaffAgency>
export const StaffAgencyList = Type.Object({ items: Type.Array(StaffAgency) })

const agencyFields = { name, kind: agencyKind, place, parentCode: nullable(Type.String({ maxLength: 60 })) }
export const NewAgency = Type.Object(
  {
    code: Type.String({ minLength: 1, maxLength: 60, pattern: '^\\S+$' }),
    ...agencyFields,
    since: nullable(day),
    reason,
  },
  closed,
)
export const AgencyChange = Type.Object({ ...agencyFields, reason }, closed)
export const Ending = Type.Object({ until: nullable(day), reason }, closed)
export type Ending = Static<typeof Ending>

export const StaffPost = Type.Object({
  id: text,
  role,
  agencyId: text,
  agency: text,
  title: nullable(text),
  head: Type.Boolean(),
  since: nullable(day),
  until: nullable(day),
  state: Type.Unsafe<'future' | 'now' | 'over'>(Type.Enum(['future', 'now', 'over'])),
  /** Whose post it is, where held as a substitute. */
  forName: nullable(text),
})
export type StaffPost = Static<typeof StaffPost>

export const StaffOfficer = Type.Object({
  id: text,
  login: text,
  name: text,
  /** Masked for everybody but the officer in person. */
  phone: nullable(text),
  ended: Type.Boolean(),
  until: nullable(day),
  posts: Type.Array(StaffPost),
})
export type StaffOfficer = Static<typeof StaffOfficer>

const officerFilters = {
  agency: Type.Optional(id),
  role: Type.Optional(role),
  state: Type.Optional(Type.Unsafe<'current' | 'ended' | 'all'>(Type.Enum(['current', 'ended', 'all']))),
  cursor: Type.Optional(Type.String({ maxLength: 200 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
}
export const OfficerFilter = Type.Object(officerFilters, closed)
export type OfficerFilter = Static<typeof OfficerFilter>
/** What is typed is a name: it goes in a body, not in an address. */
export const OfficerSearch = Type.Object({ ...officerFilters, q: Type.String({ minLength: 1, maxLength: 60 }) }, closed)
export const StaffOfficerPage = Type.Object({ items: Type.Array(StaffOfficer), next: nullable(text) })

export const StaffEvent = Type.Object({
  id: text,
  at: moment,
  kind: Type.Unsafe<StaffEventKind>(text),
  subjectName: nullable(text),
  by: text,
  reason: text,
})
export type StaffEvent = Static<typeof StaffEvent>
export const StaffEventPage = Type.Object({ items: Type.Array(StaffEvent), next: nullable(text) })
export const EventQuery = Type.Object(
  {
    subject: Type.Optional(id),
    cursor: Type.Optional(id),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  },
  closed,
)

export const StaffAbsence = Type.Object({
  id: text,
  kind: oneOf<AbsenceKind>(absenceKinds),
  officer: text,
  substitute: text,
  since: day,
  until: day,
  over: Type.Boolean(),
  /** True where the officer of the page is the absent one. */
  own: Type.Boolean(),
})
export type StaffAbsence = Static<typeof StaffAbsence>

export const StaffRequest = Type.Object({
  id: text,
  kind: Type.Unsafe<RequestKind>(text),
  officerId: text,
  officer: text,
  login: text,
  /** What would be gained: roles with their agencies, in words of the server's data. */
  gains: Type.Array(
    Type.Object({ role: nullable(role), agency: nullable(text), since: nullable(day), until: nullable(day) }),
  ),
  reason: text,
  askedBy: text,
  askedAt: moment,
  decidedBy: nullable(text),
  decidedAt: nullable(moment),
  decision: nullable(Type.Unsafe<'agreed' | 'refused'>(text)),
  decisionReason: nullable(text),
  /** False where the reader asked, gains, or was put in place by the asker. */
  mayDecide: Type.Boolean(),
})
export type StaffRequest = Static<typeof StaffRequest>
export const StaffRequestList = Type.Object({ items: Type.Array(StaffRequest) })

export const OfficerDetail = Type.Object({
  officer: StaffOfficer,
  self: Type.Boolean(),
  absences: Type.Array(StaffAbsence),
  requests: Type.Array(StaffRequest),
  events: Type.Array(StaffEvent),
})
export type OfficerDetail = Static<typeof OfficerDetail>

const phone = nullable(Type.String({ maxLength: 30 }))
export const NewPost = Type.Object(
  {
    agencyId: id,
    role,
    title: nullable(Type.String({ maxLength: 60 })),
    head: Type.Boolean(),
    since: nullable(day),
    until: nullable(day),
    reason,
  },
  closed,
)
export const NewOfficer = Type.Object(
  {
    login: Type.String({ minLength: 2, maxLength: 60, pattern: '^[A-Za-z0-9._-]+$' }),
    name,
    phone,
    agencyId: id,
    reason,
  },
  closed,
)
export const OfficerChange = Type.Object({ name, phone: Type.Optional(phone), reason }, closed)
export const NewAbsence = Type.Object(
  {
    substituteId: id,
    kind: oneOf<AbsenceKind>(absenceKinds),
    since: nullable(day),
    until: day,
    posts: Type.Array(id, { maxItems: 50 }),
    reason,
  },
  closed,
)
export const AccountOpening = Type.Object(
  { what: Type.Unsafe<'password' | 'secondFactor'>(Type.Enum(['password', 'secondFactor'])), reason },
  closed,
)
export const Reason = Type.Object({ reason }, closed)
export const Decision = Type.Object(
  { decision: Type.Unsafe<'agreed' | 'refused'>(Type.Enum(['agreed', 'refused'])), reason },
  closed,
)
/** `waiting`: the request that a second person decides; `password`: shown once. */
export const Outcome = Type.Object({ done: Type.Boolean(), waiting: nullable(text), password: nullable(text) })
export type Outcome = Static<typeof Outcome>
export const Made = Type.Object({ id: text })

export const OwnPosts = Type.Object({
  items: Type.Array(
    Type.Object({
      id: text,
      role,
      agency: text,
      title: nullable(text),
      until: nullable(day),
      forName: nullable(text),
    }),
  ),
  current: nullable(text),
  looking: nullable(role),
})
export type OwnPosts = Static<typeof OwnPosts>
export const PostChoice = Type.Object({ post: id }, closed)
export const LookAs = Type.Object({ role }, closed)

export const Matrix = Type.Object({
  items: Type.Array(
    Type.Object({
      action: text,
      resource: text,
      zh: text,
      en: text,
      purpose: text,
      who: Type.Array(Type.Object({ role, jurisdiction: text })),
    }),
  ),
})
export type Matrix = Static<typeof Matrix>

export const Representation = Type.Object({
  id: text,
  kind: oneOf<RepresentationKind>(representationKinds),
  partyId: nullable(text),
  /** Over every dispute of the organisation. */
  whole: Type.Boolean(),
  name: text,
  phone: text,
  powers: Type.Array(Type.Unsafe<Power>(text)),
  special: Type.Boolean(),
  conflict: Type.Boolean(),
  evidenceKind: oneOf<EvidenceKind>(evidenceKinds),
  evidenceDigest: text,
  since: day,
  until: day,
  state: Type.Unsafe<'future' | 'now' | 'over' | 'revoked'>(Type.Enum(['future', 'now', 'over', 'revoked'])),
  /** The officer who registered it; null: the party in person. */
  by: nullable(text),
  reason: text,
  revokedReason: nullable(text),
})
export type Representation = Static<typeof Representation>
export const RepresentationList = Type.Object({
  items: Type.Array(Representation),
  /** Parties that can be represented, in the order of the dispute's page. */
  parties: Type.Array(
    Type.Object({ partyId: text, kind: Type.Unsafe<'person' | 'organisation'>(text), coded: Type.Boolean() }),
  ),
})
export type RepresentationList = Static<typeof RepresentationList>

const granted = {
  name,
  phone: Type.String({ minLength: 5, maxLength: 30 }),
  special: Type.Boolean(),
  until: day,
}
export const NewRepresentation = Type.Object(
  {
    ...granted,
    partyId: id,
    kind: oneOf<RepresentationKind>(representationKinds),
    whole: Type.Boolean(),
    conflict: Type.Boolean(),
    evidenceKind: oneOf<EvidenceKind>(evidenceKinds),
    evidenceDigest: Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256 of the paper' }),
    since: nullable(day),
    reason,
  },
  closed,
)
export const NewAgent = Type.Object(granted, closed)
/** What a party sees of who acts for it, and as what it is signed in itself. */
export const OwnRepresentations = Type.Object({
  items: Type.Array(Representation),
  /** Set where a representative is signed in. */
  acting: nullable(
    Type.Object({
      kind: oneOf<RepresentationKind>(representationKinds),
      powers: Type.Array(Type.Unsafe<Power>(text)),
      until: day,
      note: nullable(text),
    }),
  ),
})
export type OwnRepresentations = Static<typeof OwnRepresentations>
