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
      looking: Type.Boolean({ description: 'an administrator looks as this role: nothing can be changed' }),
    }),
    Type.Null(),
  ]),
  step: Type.Union([Type.Literal('code'), Type.Literal('enrol'), Type.Literal('password'), Type.Null()], {
    description: 'half signed in: what is still to be proven; `officer` is null until then',
  }),
  proofAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
    description: 'when the officer last proved who it is; sealed things ask anew after ten minutes',
  }),
  secondFactorWaived: Type.Boolean({ description: 'a demonstration: its invented officers sign in without one' }),
  messages: Type.Union([Type.Literal('gateway'), Type.Literal('screen'), Type.Literal('none')], {
    description: 'how one-time codes reach a phone: by a gateway, on the on-screen outbox, or not at all',
  }),
  provider: Type.Union([Type.String(), Type.Null()], {
    description: 'name of the OpenID Connect provider for the sign-in button; null: none',
  }),
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

/** Messages to phones that wait or did not leave: phones masked, no text. */
export const UnsentMessages = Type.Object({
  way: Type.Union([Type.Literal('gateway'), Type.Literal('screen'), Type.Literal('none')]),
  items: Type.Array(
    Type.Object({
      id: Type.String(),
      to: Type.String(),
      kind: Type.String(),
      state: Type.String(),
      attempts: Type.Integer(),
      failure: Type.Union([Type.String(), Type.Null()]),
      at: Type.String({ format: 'date-time' }),
    }),
  ),
})

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
