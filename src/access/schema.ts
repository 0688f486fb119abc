import { type Static, Type } from 'typebox'

export const SignIn = Type.Object(
  { login: Type.String({ minLength: 1, maxLength: 100 }), password: Type.String({ minLength: 1, maxLength: 200 }) },
  { additionalProperties: false },
)

export const Session = Type.Object({
  officer: Type.Union([
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      role: Type.String(),
      agency: Type.String(),
      agencyKind: Type.String(),
      town: Type.Union([Type.String(), Type.Null()]),
      actions: Type.Array(Type.String()),
    }),
    Type.Null(),
  ]),
  demo: Type.Boolean({ description: 'demonstration data: every screen says so' }),
  clock: Type.Object({ now: Type.String({ format: 'date-time' }), rate: Type.Number(), demonstration: Type.Boolean() }),
  county: Type.Object({ code: Type.String(), name: Type.String() }),
})
export type Session = Static<typeof Session>

export const Account = Type.Object({
  login: Type.String(),
  name: Type.String(),
  role: Type.String(),
  agency: Type.String(),
})
export const Accounts = Type.Object({ items: Type.Array(Account), password: Type.Union([Type.String(), Type.Null()]) })

export const PartyCodeRequest = Type.Object(
  { traceCode: Type.String({ maxLength: 40 }), phone: Type.String({ maxLength: 30 }) },
  { additionalProperties: false },
)
export const PartySignIn = Type.Object(
  {
    traceCode: Type.String({ maxLength: 40 }),
    phone: Type.String({ maxLength: 30 }),
    code: Type.String({ maxLength: 12 }),
  },
  { additionalProperties: false },
)
export const PartySession = Type.Object({ traceCode: Type.Union([Type.String(), Type.Null()]) })

export const OutboxMessage = Type.Object({
  id: Type.String(),
  to: Type.String(),
  channel: Type.String(),
  kind: Type.String(),
  text: Type.String(),
  at: Type.String(),
})
export const Outbox = Type.Object({ items: Type.Array(OutboxMessage) })

export const AgencyList = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Type.String(),
      code: Type.String(),
      name: Type.String(),
      kind: Type.String(),
      place: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
})
export const OfficerList = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      role: Type.String(),
      agencyId: Type.String(),
      agency: Type.String(),
    }),
  ),
})
