import { type Static, Type } from 'typebox'
import {
  type CustodyState,
  custodyPartKeys,
  custodyPurposeKeys,
  custodyStates,
} from '../../vocabulary/words/custody.ts'

/** No grant outlives a day: who still needs the identity then says anew why. The screen offers these hours. */
export const grantHours = [1, 4, 8, 24] as const

const text = Type.String()
const time = Type.String({ format: 'date-time' })
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(shape: T) => Type.Union([shape, Type.Null()])
const reason = Type.String({ minLength: 4, maxLength: 500 })
const oneOf = <const T extends string>(values: readonly T[]) => Type.Unsafe<T>(Type.String({ enum: [...values] }))
const Part = oneOf(custodyPartKeys)
const Parts = Type.Array(Part, { minItems: 1, maxItems: custodyPartKeys.length, uniqueItems: true })
const Purpose = oneOf(custodyPurposeKeys)
const State = oneOf(Object.keys(custodyStates) as CustodyState[])

/** What became of a request; the same for who asked and who decides. */
const outcome = {
  id: text,
  at: time,
  state: State,
  purpose: Purpose,
  reason: text,
  parts: Type.Array(Part),
  /** Name of the custodian, and why. */
  decidedBy: nullable(text),
  decidedAt: nullable(time),
  decisionReason: nullable(text),
  granted: Type.Array(Part),
  until: nullable(time),
}
export const OwnRequest = Type.Object(outcome)
export type OwnRequest = Static<typeof OwnRequest>

/** A sealed record of a dispute as its handler sees it: that there is one, and how far the own request came. */
export const SealedRecord = Type.Object({
  recordId: text,
  source: text,
  number: text,
  occurredAt: time,
  request: nullable(OwnRequest),
})
export type SealedRecord = Static<typeof SealedRecord>
export const SealedRecords = Type.Object({ items: Type.Array(SealedRecord) })
export type SealedRecords = Static<typeof SealedRecords>

export const AskForIdentity = Type.Object(
  { recordId: Type.String({ format: 'uuid' }), purpose: Purpose, parts: Parts, reason },
  { additionalProperties: false },
)
export type AskForIdentity = Static<typeof AskForIdentity>

/** A request as the custodian sees it: who asks, why, which code and kind of matter; nothing of the identity. */
export const CustodyRequest = Type.Object({
  ...outcome,
  traceCode: text,
  type: text,
  source: text,
  protection: Type.Array(text),
  reader: Type.Object({ name: text, role: text, agency: text }),
  /** The reader is the custodian who looks: somebody else has to decide. */
  own: Type.Boolean(),
  openings: Type.Integer(),
  openedAt: nullable(time),
})
export type CustodyRequest = Static<typeof CustodyRequest>
export const CustodyRequests = Type.Object({ items: Type.Array(CustodyRequest), next: nullable(text) })
export type CustodyRequests = Static<typeof CustodyRequests>

export const CustodyQuery = Type.Object({
  /** `waiting`: the oldest first; `decided`: the newest first. */
  view: Type.Union([Type.Literal('waiting'), Type.Literal('decided')]),
  cursor: Type.Optional(Type.String({ maxLength: 80 })),
})
export type CustodyQuery = Static<typeof CustodyQuery>

export const DecideOnIdentity = Type.Union([
  Type.Object(
    {
      decision: Type.Literal('grant'),
      reason,
      /** Whole hours, at most 24. */
      hours: Type.Integer({ minimum: 1, maximum: grantHours.at(-1)! }),
      /** All or some of those asked for. */
      parts: Parts,
    },
    { additionalProperties: false },
  ),
  Type.Object(
    { decision: Type.Union([Type.Literal('refuse'), Type.Literal('revoke')]), reason },
    { additionalProperties: false },
  ),
])
export type DecideOnIdentity = Static<typeof DecideOnIdentity>

export const OpenIdentity = Type.Object({ reason }, { additionalProperties: false })
export const OpenedIdentity = Type.Object({
  items: Type.Array(Type.Object({ column: text, part: Part, value: text })),
  until: time,
})
export type OpenedIdentity = Static<typeof OpenedIdentity>
