import { type Static, Type } from 'typebox'
import type { IntakeRecord } from '../intake/record.ts'
import type { Reading } from '../reading/schema.ts'

/** A party as one record's membership names it. `key` is stable over records: the party id, or a keyed hash while unresolved. */
export interface PartyReference {
  readonly partyId: string
  readonly kind: 'person' | 'organisation'
  readonly side: 'claimant' | 'respondent' | 'other'
  /** Display name of an organisation; null for persons, whose names stay encrypted. */
  readonly name: string | null
  /** Keyed hash of the organisation's core name, which an estate's several respondents may share; null for persons. */
  readonly coreKey: string | null
}

/** Which dispute a record belongs to after linking. */
export interface Membership {
  readonly recordId: string
  readonly disputeId: string
  readonly traceCode: string
  /** True when this record opened the dispute. */
  readonly opened: boolean
  readonly parties: readonly PartyReference[]
}

/** What the pipeline hands from stage to stage; each stage adds its part and stores its own compact rows. */
export interface LinkedRecord {
  readonly record: IntakeRecord
  readonly reading: Reading
  readonly membership: Membership
}

export const operationKinds = ['open', 'attach', 'detach', 'merge', 'split', 'undo'] as const
export type OperationKind = (typeof operationKinds)[number]

export const sides = ['claimant', 'respondent', 'other'] as const
export type Side = (typeof sides)[number]

const text = Type.String()
const time = Type.String({ format: 'date-time' })
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(shape: T) => Type.Union([shape, Type.Null()])

/** One side of a dispute as a list shows it: persons masked (王某某), sealed ones 已封存, organisations in full. */
export const PartyLabel = Type.Object({
  kind: Type.Union([Type.Literal('person'), Type.Literal('organisation')]),
  label: text,
  sealed: Type.Boolean(),
})

export const DisputeRow = Type.Object({
  id: text,
  traceCode: text,
  type: text,
  town: nullable(text),
  /** Estate, project or village that the records name, or null. */
  site: nullable(text),
  status: Type.Union([Type.Literal('open'), Type.Literal('closed'), Type.Literal('merged')]),
  openedAt: time,
  lastAt: time,
  records: Type.Integer(),
  sources: Type.Array(text),
  claimants: Type.Array(PartyLabel),
  respondents: Type.Array(PartyLabel),
  sealed: Type.Boolean(),
})
export type DisputeRow = Static<typeof DisputeRow>

export const DisputeList = Type.Object({ items: Type.Array(DisputeRow), next: nullable(text) })
export type DisputeList = Static<typeof DisputeList>

export const DisputeQuery = Type.Object({
  town: Type.Optional(text),
  type: Type.Optional(text),
  status: Type.Optional(text),
  /** A trace code (any spelling), a former code, or a record's number. */
  q: Type.Optional(text),
  cursor: Type.Optional(Type.String({ maxLength: 100 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
})
export type DisputeQuery = Static<typeof DisputeQuery>
/** What may stand in an address. What somebody types into a search box may be a name or a phone: it goes in a body. */
const { q: _typed, ...filters } = DisputeQuery.properties
export const DisputeFilter = Type.Object(filters, { additionalProperties: false })
export const DisputeSearch = Type.Object({ ...filters, q: Type.String({ minLength: 1, maxLength: 100 }) })

export const DisputeParty = Type.Object({
  partyId: text,
  kind: Type.Union([Type.Literal('person'), Type.Literal('organisation')]),
  side: Type.Union([Type.Literal('claimant'), Type.Literal('respondent'), Type.Literal('other')]),
  label: text,
  sealed: Type.Boolean(),
  /** How many of the dispute's records name this party. */
  records: Type.Integer(),
  phoneMasked: nullable(text),
  idNumberMasked: nullable(text),
  /** Fields that POST …/reveal can open for this reader: `party:<partyId>:name` and so on. */
  revealable: Type.Array(text),
})
export type DisputeParty = Static<typeof DisputeParty>

export const OperationView = Type.Object({
  id: text,
  kind: Type.Union(operationKinds.map((kind) => Type.Literal(kind))),
  at: time,
  actor: text,
  /** Why: the rule's code (`bothSides`, `named`, `object`, `repeat`, `person`) or the officer's reason. */
  rule: nullable(text),
  reason: nullable(text),
  modelVersion: nullable(text),
  /** Evidence in parts, already worded in Chinese, each with its log2 weight: 姓名相同 +8.1. */
  evidence: Type.Array(Type.Object({ line: text, weight: nullable(Type.Number()) })),
  records: Type.Integer(),
  undoneBy: nullable(text),
  undoable: Type.Boolean(),
})
export type OperationView = Static<typeof OperationView>

export const DisputePage = Type.Object({
  ...DisputeRow.properties,
  /** Older codes that lead here since a merge. */
  formerCodes: Type.Array(text),
  /** Set when this dispute was merged into another: the code that stands for both now. */
  mergedInto: nullable(text),
  parties: Type.Array(DisputeParty),
  operations: Type.Array(OperationView),
  proposals: Type.Array(
    Type.Object({
      id: text,
      kind: Type.Literal('merge'),
      other: text,
      at: time,
      weight: Type.Number(),
      evidence: Type.Array(text),
    }),
  ),
  /** Changes that one official asked for and another has not confirmed yet. */
  requests: Type.Array(
    Type.Object({
      id: text,
      kind: Type.Unsafe<'merge' | 'split' | 'attach' | 'join'>(Type.Enum(['merge', 'split', 'attach', 'join'])),
      actor: text,
      reason: text,
      at: time,
      other: nullable(text),
    }),
  ),
  qr: text,
  /** What the QR holds: https://<host>/t/<code>. */
  qrHolds: text,
})
export type DisputePage = Static<typeof DisputePage>

/** One line of the trace. `kind` is open: later rooms add entries of their own kinds (`alert`, `task`, `mediation` …). */
export const TimelineEntry = Type.Object({
  id: text,
  kind: text,
  /** Source key for `record`; the room's own word otherwise. Colours and icons go by it. */
  source: nullable(text),
  /** When it happened in the world, and when the platform came to know it. */
  at: time,
  knownAt: time,
  /** One sentence in Chinese, without personal data. */
  line: text,
  /** The record's number, where the entry is a record. */
  number: nullable(text),
  recordId: nullable(text),
  operationId: nullable(text),
  /** False: shown as 🔒无权看详情. */
  mayOpen: Type.Boolean(),
  sealed: Type.Boolean(),
  /** A system event, folded by default. */
  system: Type.Boolean(),
  /** Whole days without any record before this entry, when more than 6; else null. */
  gapDays: nullable(Type.Integer()),
})
export type TimelineEntry = Static<typeof TimelineEntry>

export const Timeline = Type.Object({ traceCode: text, items: Type.Array(TimelineEntry) })
export type Timeline = Static<typeof Timeline>

export const RecordView = Type.Object({
  id: text,
  source: text,
  supplier: text,
  number: text,
  version: Type.Integer(),
  versions: Type.Array(Type.Object({ id: text, version: Type.Integer(), receivedAt: time })),
  occurredAt: time,
  receivedAt: time,
  place: nullable(text),
  town: nullable(text),
  sealed: Type.Boolean(),
  erased: Type.Boolean(),
  traceCode: nullable(text),
  type: nullable(text),
  typeProbability: nullable(Type.Number()),
  /** Columns in the order of the source; personal ones masked. `spans` mark what the reader found (UTF-16 units of `value`). */
  columns: Type.Array(
    Type.Object({
      column: text,
      value: text,
      masked: Type.Boolean(),
      revealable: nullable(text),
      spans: Type.Array(Type.Object({ kind: text, start: Type.Integer(), end: Type.Integer() })),
    }),
  ),
})
export type RecordView = Static<typeof RecordView>

export const MergeRequest = Type.Object({ other: Type.String({ minLength: 1 }), reason: Type.String({ minLength: 4 }) })
export const SplitRequest = Type.Object({
  records: Type.Array(text, { minItems: 1 }),
  reason: Type.String({ minLength: 4 }),
})
export const AttachRequest = Type.Object({
  records: Type.Array(text, { minItems: 1 }),
  /** Code of the dispute to which they belong. */
  to: Type.String({ minLength: 1, maxLength: 40 }),
  reason: Type.String({ minLength: 4 }),
})
/** What is said of a person: of two (`other`), or that in one dispute (its code) it is somebody else than in the others. */
export const PartyJudgement = Type.Object({
  other: Type.Optional(Type.String({ format: 'uuid' })),
  dispute: Type.Optional(Type.String({ minLength: 1, maxLength: 40 })),
  verdict: Type.Union([Type.Literal('same'), Type.Literal('different'), Type.Literal('unsure')]),
  reason: Type.String({ minLength: 4 }),
})
export const UndoRequest = Type.Object({ reason: Type.String({ minLength: 4 }) })
export const OperationResult = Type.Object({ operationId: text, traceCode: text, otherTraceCode: nullable(text) })
export type OperationResult = Static<typeof OperationResult>

/** What came of an operation that somebody asked for: done (`proposal` null), or waiting for a second person in the review queue. */
export const RequestedOperation = Type.Object({
  operationId: nullable(text),
  traceCode: text,
  otherTraceCode: nullable(text),
  proposal: nullable(text),
})
export type RequestedOperation = Static<typeof RequestedOperation>

export const RevealRequest = Type.Object(
  { field: Type.String({ maxLength: 120 }), reason: Type.String({ minLength: 4, maxLength: 500 }) },
  { additionalProperties: false },
)
export const RevealResult = Type.Object({ field: text, value: text })
