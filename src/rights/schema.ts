import { type Static, type TSchema, Type } from 'typebox'

/** HTTP shapes of the rights room: /party/requests, /rights/…. Times are ISO 8601 with zone. */

/** PIPL 44–48: 查阅复制, 更正, 删除, 误关联, 对查阅有异议, 说明自动化建议. */
export const requestKinds = ['copy', 'correction', 'deletion', 'linkObjection', 'readObjection', 'explanation'] as const
export type RequestKind = (typeof requestKinds)[number]
export const requestStates = ['received', 'accepted', 'waiting', 'decided', 'withdrawn'] as const
export type RequestState = (typeof requestStates)[number]
export const requestActions = ['ask', 'accept', 'askMore', 'supply', 'withdraw', 'decide', 'carryOut'] as const
export type RequestAction = (typeof requestActions)[number]
export const outcomes = ['granted', 'partly', 'refused'] as const
export type Outcome = (typeof outcomes)[number]
export const channels = ['portal', 'window', 'phone', 'letter'] as const
export const askedAs = ['self', 'guardian', 'agent'] as const
/** What a correction is about; the officer says which column of which record. */
export const correctionFields = ['name', 'phone', 'idNumber', 'address', 'other'] as const

const text = Type.String()
const time = Type.String({ format: 'date-time' })
const id = Type.String({ format: 'uuid' })
const nullable = <T extends TSchema>(type: T) => Type.Union([type, Type.Null()])
const oneOf = <const T extends readonly string[]>(values: T) => Type.Unsafe<T[number]>(Type.Enum([...values]))

export const AskBody = Type.Object({
  kind: oneOf(requestKinds),
  text: Type.String({ minLength: 4, maxLength: 4000 }),
  /** One of the own statements that the party's page lists. */
  record: Type.Optional(id),
  field: Type.Optional(oneOf(correctionFields)),
  value: Type.Optional(Type.String({ minLength: 1, maxLength: 400 })),
  /** When the reading took place to which the person objects, as the page shows it. */
  readAt: Type.Optional(Type.String({ maxLength: 60 })),
})
export type AskBody = Static<typeof AskBody>

export const EnterBody = Type.Object({
  ...AskBody.properties,
  channel: oneOf(['window', 'phone', 'letter'] as const),
  askedAs: oneOf(askedAs),
  traceCode: Type.String({ minLength: 1, maxLength: 40 }),
  name: Type.String({ minLength: 1, maxLength: 80 }),
  phone: Type.Optional(Type.String({ maxLength: 40 })),
  /** How the officer made sure who asks. */
  identity: Type.String({ minLength: 2, maxLength: 200 }),
})
export type EnterBody = Static<typeof EnterBody>

export const PartyActionBody = Type.Object({
  action: oneOf(['supply', 'withdraw'] as const),
  text: Type.String({ minLength: 2, maxLength: 4000 }),
})

export const Unlink = Type.Object({
  /** An operation to undo (a record that joined, a merge), or records to take out. */
  operation: Type.Optional(id),
  records: Type.Optional(Type.Array(id, { minItems: 1, maxItems: 500 })),
  /** The person named in the records taken out is another one of the same name. */
  anotherPerson: Type.Boolean(),
  /** Whether the one who asks is the person of the records taken out or of those that stay. */
  asker: oneOf(['stays', 'goes'] as const),
})
export type Unlink = Static<typeof Unlink>

export const Change = Type.Object({
  record: id,
  column: Type.String({ minLength: 1, maxLength: 40 }),
  value: Type.String({ minLength: 1, maxLength: 400 }),
})

export const OfficerActionBody = Type.Object({
  action: oneOf(['accept', 'askMore', 'decide'] as const),
  text: Type.String({ minLength: 2, maxLength: 4000 }),
  outcome: Type.Optional(oneOf(outcomes)),
  changes: Type.Optional(Type.Array(Change, { minItems: 1, maxItems: 50 })),
  erase: Type.Optional(Type.Array(id, { minItems: 1, maxItems: 500 })),
  unlink: Type.Optional(Unlink),
})
export type OfficerActionBody = Static<typeof OfficerActionBody>

export const Step = Type.Object({
  at: time,
  action: oneOf(requestActions),
  /** Line for people: 受理, 答复：…. */
  line: text,
  /** Organ or 本人; never an officer's name on the party's page. */
  by: text,
  text: nullable(text),
})
export type Step = Static<typeof Step>

const common = {
  id,
  code: text,
  kind: oneOf(requestKinds),
  state: oneOf(requestStates),
  askedAt: time,
  dueAt: time,
  overdue: Type.Boolean(),
  outcome: nullable(oneOf(outcomes)),
  decidedAt: nullable(time),
  traceCode: nullable(text),
}

export const PartyRequest = Type.Object({
  ...common,
  text: nullable(text),
  field: nullable(oneOf(correctionFields)),
  value: nullable(text),
  steps: Type.Array(Step),
  actions: Type.Array(oneOf(requestActions)),
  /** Where to complain or sue, in whole sentences; always there. */
  remedies: Type.Array(text),
  /** Whether the copy can be opened now. */
  copy: Type.Boolean(),
})
export type PartyRequest = Static<typeof PartyRequest>

export const PartyRequests = Type.Object({
  items: Type.Array(PartyRequest),
  /** Working days within which the office answers, and what that rests on. */
  clock: Type.Object({ days: Type.Integer(), source: text, verified: Type.Boolean() }),
  statements: Type.Array(Type.Object({ record: id, at: time, text })),
  reads: Type.Array(Type.Object({ at: time, organ: text })),
  /** What changed in the own matter because a link was wrong. */
  notices: Type.Array(Type.Object({ at: time, text })),
})
export type PartyRequests = Static<typeof PartyRequests>

export const RequestQuery = Type.Object({
  state: Type.Optional(oneOf(['open', 'overdue', 'decided', 'all'] as const)),
  cursor: Type.Optional(text),
})

export const RequestRow = Type.Object({
  ...common,
  channel: oneOf(channels),
  askedAs: oneOf(askedAs),
  town: nullable(text),
  identified: Type.Boolean(),
  daysLeft: nullable(Type.Integer()),
})
export type RequestRow = Static<typeof RequestRow>
export const RequestList = Type.Object({
  items: Type.Array(RequestRow),
  next: nullable(text),
  counts: Type.Object({ open: Type.Integer(), overdue: Type.Integer(), decided: Type.Integer() }),
})
export type RequestList = Static<typeof RequestList>

export const RecordChoice = Type.Object({
  record: id,
  number: text,
  source: text,
  at: time,
  town: nullable(text),
  own: Type.Boolean(),
  erased: Type.Boolean(),
  sealed: Type.Boolean(),
  /** Columns that may be corrected; values masked. */
  columns: Type.Array(Type.Object({ column: text, value: text })),
})
export const OperationChoice = Type.Object({
  operation: id,
  at: time,
  kind: text,
  line: text,
  /** Why the system joined it, in words with their weights: the material of an explanation. */
  evidence: Type.Array(text),
  records: Type.Array(text),
})
export const Told = Type.Object({
  at: time,
  recipient: text,
  kind: oneOf(['officer', 'agency', 'party'] as const),
  /** waiting: with the gateway; withheld: told in person, for others may read the phone. */
  state: oneOf(['waiting', 'delivered', 'failed', 'withheld'] as const),
  readAt: nullable(time),
})

export const RequestPage = Type.Object({
  ...RequestRow.properties,
  name: nullable(text),
  text: nullable(text),
  identity: nullable(text),
  field: nullable(oneOf(correctionFields)),
  value: nullable(text),
  record: nullable(id),
  readAt: nullable(text),
  steps: Type.Array(Step),
  actions: Type.Array(oneOf(requestActions)),
  remedies: Type.Array(text),
  holds: Type.Array(text),
  records: Type.Array(RecordChoice),
  operations: Type.Array(OperationChoice),
  told: Type.Array(Told),
  decidedBy: nullable(text),
  erased: Type.Boolean(),
})
export type RequestPage = Static<typeof RequestPage>

export const NoticeRow = Type.Object({
  id,
  at: time,
  text,
  traceCode: text,
  seenAt: nullable(time),
  readAt: nullable(time),
})
export const NoticeList = Type.Object({ items: Type.Array(NoticeRow), unread: Type.Integer() })
export type NoticeList = Static<typeof NoticeList>

export const ClassRow = Type.Object({
  key: text,
  zh: text,
  en: text,
  what: text,
  period: text,
  from: text,
  ending: text,
  source: text,
  verified: Type.Boolean(),
  /** Things whose period is over: to be destroyed next, and those that something holds. Null: nothing to count here. */
  due: nullable(Type.Integer()),
  held: nullable(Type.Integer()),
  /** When the next thing's period is over; null where nothing is stored or nothing runs. */
  nextAt: nullable(time),
})
export const HoldRow = Type.Object({ traceCode: text, reason: text, by: text, at: time })
export const RetentionReport = Type.Object({
  id,
  at: time,
  cause: oneOf(['schedule', 'request', 'command'] as const),
  classes: Type.Array(Type.Object({ key: text, zh: text, destroyed: Type.Integer(), held: Type.Integer() })),
  ledgerIndex: Type.Integer(),
})
export const RetentionPage = Type.Object({
  asOf: time,
  nextRun: time,
  classes: Type.Array(ClassRow),
  holds: Type.Array(HoldRow),
  reports: Type.Array(RetentionReport),
})
export type RetentionPage = Static<typeof RetentionPage>
export const HoldBody = Type.Object({
  traceCode: Type.String({ minLength: 1, maxLength: 40 }),
  held: Type.Boolean(),
  reason: Type.String({ minLength: 4, maxLength: 400 }),
})

/** The own data as given out: nothing of the other side, no internal note. */
export const OwnCopy = Type.Object({
  madeAt: time,
  county: text,
  traceCode: text,
  note: Type.Array(text),
  records: Type.Array(
    Type.Object({
      at: time,
      source: text,
      role: text,
      columns: Type.Array(Type.Object({ column: text, value: text })),
    }),
  ),
  mediation: Type.Array(Type.Object({ at: time, text })),
  filings: Type.Array(Type.Object({ at: time, text })),
  reads: Type.Array(Type.Object({ at: time, organ: text, purpose: text })),
  requests: Type.Array(Type.Object({ at: time, code: text, kind: text, state: text })),
})
export type OwnCopy = Static<typeof OwnCopy>
