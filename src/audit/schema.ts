import { type Static, Type } from 'typebox'

/** Shapes that cross HTTP. Times are ISO 8601 with zone; lists are `{ items, next }`. */

const text = Type.String()
const id = Type.String({ format: 'uuid' })
const time = Type.String({ format: 'date-time' })
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(shape: T) => Type.Union([shape, Type.Null()])
const reason = Type.String({ minLength: 4, maxLength: 500, description: 'a sentence, for whoever reads it later' })
const oneOf = <const Names extends readonly string[]>(names: Names) =>
  Type.Unsafe<Names[number]>(Type.String({ enum: [...names] }))
const cursor = Type.Optional(Type.String({ maxLength: 80 }))

export const ById = Type.Object({ id })

// The person concerned

export const ReaderGroup = Type.Object({
  day: text,
  first: time,
  last: time,
  organ: text,
  purpose: text,
  what: text,
  result: Type.Union([Type.Literal('shown'), Type.Literal('refused')]),
  breakGlass: Type.Boolean(),
  count: Type.Integer(),
  read: Type.String({ description: 'id of the latest of these reads, for the proof' }),
})
export const PartyReaders = Type.Object({
  items: Type.Array(ReaderGroup),
  next: nullable(text),
  reads: Type.Integer({ description: 'reads behind the lines of this page' }),
})
export type PartyReaders = Static<typeof PartyReaders>
export const ReadersQuery = Type.Object({ cursor })

/** Checked offline by `suyuan verify read-proof`. Hashes and salts are hexadecimal. */
export const ReadProof = Type.Object({
  version: Type.Literal(1),
  leaf: Type.String({ description: 'canonical JSON: open columns, commitments to the others' }),
  salt: text,
  dispute: text,
  disputeSalt: nullable(text),
  position: Type.Integer(),
  hashes: Type.Array(text),
  payload: Type.String({ description: 'canonical JSON of the batch that the ledger entry commits to' }),
  payloadSalt: text,
  entry: Type.String({ description: 'tlog-proof of the ledger entry read.logged' }),
})
export type ReadProof = Static<typeof ReadProof>

// The auditor

export const ReadsQuery = Type.Object({
  officer: Type.Optional(id),
  agency: Type.Optional(id),
  role: Type.Optional(Type.String({ maxLength: 30 })),
  purpose: Type.Optional(Type.String({ maxLength: 30 })),
  kind: Type.Optional(Type.String({ maxLength: 30 })),
  traceCode: Type.Optional(Type.String({ maxLength: 40 })),
  result: Type.Optional(Type.Union([Type.Literal('shown'), Type.Literal('refused')])),
  from: Type.Optional(Type.String({ format: 'date' })),
  to: Type.Optional(Type.String({ format: 'date' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  cursor,
})
export type ReadsQuery = Static<typeof ReadsQuery>

export const AuditRead = Type.Object({
  id,
  at: time,
  actor: Type.String({ description: 'officer, party, or system:NAME' }),
  officer: nullable(text),
  agency: nullable(text),
  role: nullable(text),
  purpose: text,
  reason: nullable(text),
  kind: text,
  traceCode: nullable(text),
  disputes: Type.Integer({ description: 'disputes that the page showed besides' }),
  fields: Type.Array(text),
  result: text,
  sealed: Type.Boolean({ description: 'in the ledger already' }),
})
export type AuditRead = Static<typeof AuditRead>
export const AuditReads = Type.Object({ items: Type.Array(AuditRead), next: nullable(text) })
export type AuditReads = Static<typeof AuditReads>

export const decisions = ['explained', 'falseAlarm', 'askExplanation', 'referred'] as const
export const FindingDecision = Type.Object({
  at: time,
  by: text,
  decision: oneOf(decisions),
  reason: text,
})
export const Finding = Type.Object({
  id,
  detector: text,
  at: time,
  from: time,
  to: time,
  officer: nullable(Type.Object({ id, name: text, agency: text })),
  traceCode: nullable(text),
  count: Type.Integer(),
  threshold: Type.Integer(),
  facts: Type.Record(Type.String(), Type.Union([text, Type.Integer()])),
  reads: Type.Integer(),
  decisions: Type.Array(FindingDecision),
})
export type Finding = Static<typeof Finding>
export const FindingsQuery = Type.Object({
  view: Type.Optional(Type.Union([Type.Literal('open'), Type.Literal('decided'), Type.Literal('all')])),
  detector: Type.Optional(Type.String({ maxLength: 30 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  cursor,
})
export type FindingsQuery = Static<typeof FindingsQuery>
export const DetectorRow = Type.Object({
  name: text,
  threshold: Type.Integer(),
  raised: Type.Integer(),
  decided: Type.Integer(),
  falseAlarms: Type.Integer(),
})
export const Findings = Type.Object({
  items: Type.Array(Finding),
  next: nullable(text),
  detectors: Type.Array(DetectorRow),
})
export type Findings = Static<typeof Findings>
export const DecisionRequest = Type.Object({ decision: oneOf(decisions), reason }, { additionalProperties: false })

/** odd: failures, locks, ways in given anew, new devices. */
export const signInViews = ['odd', 'all'] as const
export const SignInsQuery = Type.Object({
  view: Type.Optional(oneOf(signInViews)),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  cursor,
})
export const SignInLine = Type.Object({
  id,
  at: time,
  kind: text,
  method: text,
  /** Null where nobody of the typed name exists; the typed name is kept nowhere. */
  officer: nullable(text),
  agency: nullable(text),
  address: text,
  browser: text,
  system: text,
  newDevice: Type.Boolean(),
})
export type SignInLine = Static<typeof SignInLine>
export const SignIns = Type.Object({ items: Type.Array(SignInLine), next: nullable(text) })
export type SignIns = Static<typeof SignIns>

export const SealState = Type.Object({
  batches: Type.Integer(),
  reads: Type.Integer(),
  waiting: Type.Integer(),
  lastAt: nullable(time),
})
export type SealState = Static<typeof SealState>

// Exports

export const exportKinds = ['disputes', 'records', 'statistics'] as const
export const ExportRequest = Type.Object(
  {
    kind: oneOf(exportKinds),
    town: Type.Optional(Type.String({ pattern: '^\\d{9}$' })),
    type: Type.Optional(Type.String({ maxLength: 30 })),
    from: Type.Optional(Type.String({ format: 'date' })),
    to: Type.Optional(Type.String({ format: 'date' })),
    purpose: Type.String({ minLength: 4, maxLength: 200 }),
    recipient: Type.String({ minLength: 2, maxLength: 100 }),
    days: Type.Integer({ minimum: 1, maximum: 30, description: 'how long the file may be fetched' }),
  },
  { additionalProperties: false },
)
export type ExportRequest = Static<typeof ExportRequest>
export const exportStates = ['asked', 'approved', 'refused', 'made', 'expired'] as const
export const ExportRow = Type.Object({
  id,
  number: text,
  kind: text,
  town: nullable(text),
  type: nullable(text),
  from: nullable(text),
  to: nullable(text),
  purpose: text,
  recipient: text,
  until: time,
  at: time,
  by: Type.Object({ id, name: text, agency: text }),
  state: oneOf(exportStates),
  decision: nullable(Type.Object({ at: time, by: text, role: text, approved: Type.Boolean(), reason: text })),
  file: nullable(Type.Object({ at: time, rows: Type.Integer(), size: Type.Integer(), sha256: text })),
})
export type ExportRow = Static<typeof ExportRow>
export const ExportList = Type.Object({ items: Type.Array(ExportRow), next: nullable(text) })
export type ExportList = Static<typeof ExportList>
export const ExportDecision = Type.Object({ approved: Type.Boolean(), reason }, { additionalProperties: false })
export const ExportMark = Type.Object({ mark: Type.String({ maxLength: 40 }) })
export const ExportOfMark = Type.Object({
  known: Type.Boolean(),
  number: nullable(text),
  row: nullable(Type.Integer()),
  recipient: nullable(text),
})

// Break-glass

export const BreakGlassRequest = Type.Object(
  { traceCode: Type.String({ minLength: 8, maxLength: 40 }), reason: Type.String({ minLength: 10, maxLength: 500 }) },
  { additionalProperties: false },
)
export const verdicts = ['justified', 'notJustified'] as const
export const BreakGlassReview = Type.Object({ verdict: oneOf(verdicts), reason }, { additionalProperties: false })
export const breakGlassStates = ['running', 'over', 'reviewed'] as const
export const BreakGlassRow = Type.Object({
  id,
  traceCode: text,
  officer: text,
  agency: text,
  role: text,
  reason: text,
  at: time,
  until: time,
  endedAt: nullable(time),
  endedBy: nullable(Type.Union([Type.Literal('officer'), Type.Literal('time')])),
  reviewDue: time,
  overdue: Type.Boolean(),
  state: oneOf(breakGlassStates),
  reads: Type.Integer({ description: 'what was opened while it ran' }),
  review: nullable(Type.Object({ at: time, by: text, verdict: text, reason: text })),
})
export type BreakGlassRow = Static<typeof BreakGlassRow>
export const BreakGlassList = Type.Object({ items: Type.Array(BreakGlassRow), next: nullable(text) })
export type BreakGlassList = Static<typeof BreakGlassList>
/** The own ones that still run: the banner. */
export const BreakGlassRunning = Type.Object({
  items: Type.Array(Type.Object({ id, traceCode: text, until: time })),
  supervised: Type.Integer({ description: 'running ones that this officer supervises' }),
  toReview: Type.Integer({ description: 'ended ones that nobody has reviewed, for those who supervise' }),
  overdue: Type.Integer({ description: 'of those, later than the third working day' }),
})
export type BreakGlassRunning = Static<typeof BreakGlassRunning>
