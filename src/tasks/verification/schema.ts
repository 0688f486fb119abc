import { type Static, Type } from 'typebox'

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()])
const time = Type.String({ format: 'date-time' })

export const findings = ['asReported', 'notSo', 'cannotSay'] as const
export type Finding = (typeof findings)[number]
const finding = Type.Unsafe<Finding>(Type.Enum([...findings]))

export const VerificationParameters = Type.Object({ id: Type.String({ format: 'uuid' }) })

export const AskVerification = Type.Object({
  /** What to look at, in the asker's words. */
  question: Type.String({ minLength: 4, maxLength: 500 }),
  /** Nine digits; needed where the alert has no town of its own. */
  town: Type.Optional(Type.String({ pattern: '^\\d{9}$' })),
})
export type AskVerification = Static<typeof AskVerification>

export const AnswerVerification = Type.Object({ finding, note: Type.String({ minLength: 2, maxLength: 2000 }) })
export type AnswerVerification = Static<typeof AnswerVerification>

export const Verification = Type.Object({
  id: Type.String(),
  alertId: Type.String(),
  alertCode: Type.String(),
  town: Type.String(),
  question: Type.String(),
  askedAt: time,
  askedBy: Type.String(),
  finding: nullable(finding),
  /** Null: not answered, or the key was destroyed when its period was over. */
  note: nullable(Type.String()),
  hasPhoto: Type.Boolean(),
  answeredAt: nullable(time),
  answeredBy: nullable(Type.String()),
})
export type Verification = Static<typeof Verification>
export const VerificationList = Type.Object({ items: Type.Array(Verification) })
export type VerificationList = Static<typeof VerificationList>
