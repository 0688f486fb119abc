import { type Static, Type } from 'typebox'

const closed = { additionalProperties: false } as const

export const CodeEntry = Type.Object({ code: Type.String({ minLength: 1, maxLength: 40 }) }, closed)
export const PasswordChange = Type.Object(
  {
    current: Type.Optional(Type.String({ maxLength: 400 })),
    next: Type.String({ minLength: 1, maxLength: 400 }),
  },
  closed,
)
export const ProofEntry = Type.Object(
  {
    password: Type.Optional(Type.String({ maxLength: 400 })),
    code: Type.Optional(Type.String({ maxLength: 40 })),
  },
  closed,
)

/** What is needed to enrol an authenticator app; the secret is shown once and takes effect with its first code. */
export const Enrolment = Type.Object({
  secret: Type.String({ description: 'base 32, for typing' }),
  uri: Type.String({ description: 'otpauth://totp/…' }),
  picture: Type.String({ description: 'QR code of `uri` as data: URI' }),
})
export type Enrolment = Static<typeof Enrolment>

export const RecoveryCodes = Type.Object({
  recoveryCodes: Type.Array(Type.String(), { description: 'ten, shown once' }),
})
export type RecoveryCodes = Static<typeof RecoveryCodes>

const Device = {
  address: Type.String(),
  browser: Type.String(),
  system: Type.String(),
}
const moment = Type.String({ format: 'date-time' })

/** 我的会话: where I am signed in, my second factor, what happened lately with my way in. */
export const OwnSessions = Type.Object({
  sessions: Type.Array(
    Type.Object({
      id: Type.String(),
      ...Device,
      method: Type.String(),
      createdAt: moment,
      seenAt: moment,
      endsAt: moment,
      own: Type.Boolean({ description: 'the one that asks' }),
    }),
  ),
  secondFactor: Type.Object({
    enrolledAt: Type.Union([moment, Type.Null()]),
    mandatory: Type.Boolean(),
    recoveryCodesLeft: Type.Integer(),
  }),
  hasPassword: Type.Boolean(),
  limits: Type.Object({ hours: Type.Number(), idleMinutes: Type.Number() }),
  events: Type.Array(
    Type.Object({ id: Type.String(), at: moment, kind: Type.String(), method: Type.String(), ...Device }),
  ),
})
export type OwnSessions = Static<typeof OwnSessions>

export const Proof = Type.Object({ proofAt: moment })
