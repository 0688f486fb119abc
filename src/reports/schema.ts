import { type Static, Type } from 'typebox'

/** HTTP shapes of /reports, /judicial-advice and /education-tasks. Days YYYY-MM-DD (+08:00), times ISO 8601 with zone. */

const text = Type.String()
const time = Type.String({ format: 'date-time' })
const day = Type.String({ pattern: '^[12][0-9]{3}-[0-9]{2}-[0-9]{2}$', format: 'date' })
const placeCode = Type.String({ pattern: '^[0-9]{6}([0-9]{3})?([0-9]{3})?$' })
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(shape: T) => Type.Union([shape, Type.Null()])
const oneOf = <const T extends readonly string[]>(values: T) =>
  Type.Unsafe<T[number]>(Type.String({ enum: [...values] }))

export const Identifier = Type.Object({ id: Type.String({ format: 'uuid' }) })
export const PageQuery = Type.Object({
  cursor: Type.Optional(text),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
})

export const ReportRow = Type.Object({
  id: text,
  place: text,
  placeName: text,
  from: day,
  to: day,
  /** 2023年8月 or 2023年7月15日至9月30日 */
  period: text,
  title: text,
  madeAt: time,
  /** Officer's name; null: by schedule. */
  madeBy: nullable(text),
  /** sha256 of the frozen figures, hexadecimal. */
  hash: text,
  /** The rendered file, once it has been asked for. */
  documentId: nullable(text),
})
export type ReportRow = Static<typeof ReportRow>
export const ReportList = Type.Object({ items: Type.Array(ReportRow), next: nullable(text) })
export const ReportQuery = Type.Object({ ...PageQuery.properties, place: Type.Optional(placeCode) })
/** `from` and `to` are both included; `month` (2023-08) may stand for both. */
export const NewReport = Type.Object({
  place: placeCode,
  month: Type.Optional(Type.String({ pattern: '^[0-9]{4}-[0-9]{2}$' })),
  from: Type.Optional(day),
  to: Type.Optional(day),
})

/** Where a sentence or figure comes from: an indicator with its records, an alert, a task, an advice. */
export const SourceReference = Type.Object({
  kind: oneOf(['indicator', 'alert', 'task', 'advice', 'education', 'reference', 'ledger'] as const),
  /** Indicator name, alert id … */
  reference: text,
  /** GET path below /api/v1 that opens it, or null. */
  path: nullable(text),
})

export const ReportSentence = Type.Object({ text: text, sources: Type.Array(SourceReference) })
export type ReportSentence = Static<typeof ReportSentence>

/** One line of the check-up sheet, like a laboratory report. */
export const CheckupItem = Type.Object({
  key: text,
  zh: text,
  /** Printed value; `<5` where suppressed, — where not known. */
  value: text,
  number: nullable(Type.Number()),
  unit: text,
  /** Usual range from the place's own earlier months; null where history is too short. */
  low: nullable(Type.Number()),
  high: nullable(Type.Number()),
  /** The twelve periods before, oldest first; null: suppressed or none. */
  earlier: Type.Array(nullable(Type.Number())),
  judgement: oneOf(['normal', 'high', 'low', 'unusual', 'unknown', 'notComparable'] as const),
  judgementZh: text,
  /** 口径 */
  note: text,
  advice: text,
  sources: Type.Array(SourceReference),
})
export type CheckupItem = Static<typeof CheckupItem>

export const ReportTable = Type.Object({
  key: text,
  title: text,
  columns: Type.Array(Type.Object({ label: text, number: Type.Boolean() })),
  rows: Type.Array(Type.Array(text)),
  note: nullable(text),
  sources: Type.Array(SourceReference),
})
export type ReportTable = Static<typeof ReportTable>

/** The frozen facts: this object in canonical JSON is what `hash` covers. */
export const ReportFacts = Type.Object({
  version: text,
  county: text,
  place: text,
  placeName: text,
  from: day,
  to: day,
  period: text,
  title: text,
  /** Position up to which records and corrections of links were known: record number × 1000, plus one a correction. */
  sequence: Type.Integer(),
  asOf: time,
  conclusions: Type.Array(ReportSentence),
  items: Type.Array(CheckupItem),
  /** New disputes and court cases by month up to the period's end; breaks stand before the label of that index. */
  trend: Type.Object({
    labels: Type.Array(text),
    newDisputes: Type.Array(nullable(Type.Number())),
    courtCases: Type.Array(nullable(Type.Number())),
    breaks: Type.Array(Type.Object({ index: Type.Integer(), text: text })),
  }),
  tables: Type.Array(ReportTable),
  /** Suggestions with owner and day: a person decides. */
  suggestions: Type.Array(Type.Object({ text: text, owner: text, until: day, sources: Type.Array(SourceReference) })),
  dataQuality: Type.Array(ReportSentence),
  definitions: Type.Array(Type.Object({ name: text, version: text, text: text, source: text })),
  method: Type.Array(text),
  /** What changed against the report of the period before: versions and late records. */
  changes: Type.Array(text),
})
export type ReportFacts = Static<typeof ReportFacts>

export const ReportPage = Type.Object({
  ...ReportRow.properties,
  facts: ReportFacts,
  /** Computed again from the stored records on opening: true when it gives the same bytes. */
  recomputes: Type.Boolean(),
})
export type ReportPage = Static<typeof ReportPage>

export const adviceStates = ['draft', 'consulted', 'approved', 'sent', 'replied', 'withdrawn'] as const
export const adviceActions = ['edit', 'consult', 'approve', 'send', 'reply', 'withdraw'] as const
export type AdviceState = (typeof adviceStates)[number]
export type AdviceAction = (typeof adviceActions)[number]

export const AdviceRow = Type.Object({
  id: text,
  /** '' until approved. */
  number: text,
  title: text,
  recipient: text,
  state: oneOf(adviceStates),
  alertId: nullable(text),
  type: nullable(text),
  place: nullable(text),
  draftedAt: time,
  draftedBy: text,
  sentAt: nullable(time),
  /** Last day for the written reply; null before sending. */
  replyDue: nullable(day),
  overdue: Type.Boolean(),
})
export type AdviceRow = Static<typeof AdviceRow>
export const AdviceList = Type.Object({ items: Type.Array(AdviceRow), next: nullable(text) })
export const AdviceQuery = Type.Object({
  ...PageQuery.properties,
  alert: Type.Optional(Type.String({ format: 'uuid' })),
  state: Type.Optional(oneOf(adviceStates)),
})

/** Body of the letter as it stands; every paragraph is editable while it is a draft. */
export const AdviceText = Type.Object({
  opening: Type.Array(text),
  problems: Type.Array(text),
  causes: Type.Array(text),
  suggestions: Type.Array(text),
  replyRequest: text,
})
export type AdviceText = Static<typeof AdviceText>

export const AdviceEvidence = Type.Object({
  /** Counts of the period and of the same length before. */
  figures: Type.Array(Type.Object({ label: text, value: text, source: SourceReference })),
  tables: Type.Array(ReportTable),
  /** Members by source and number, as the alert holds them; no names. */
  records: Type.Array(Type.Object({ recordId: text, source: text, number: text, occurredAt: time })),
  /** Causes in the words of the court cases (案由). */
  causes: Type.Array(Type.Object({ cause: text, count: text })),
  law: Type.Array(Type.Object({ title: text, text: text, verified: Type.Boolean() })),
})
export type AdviceEvidence = Static<typeof AdviceEvidence>

/** What must be answered before the letter may be approved. */
export const AdviceCheck = Type.Object({ key: text, zh: text, met: Type.Boolean(), line: text })

export const AdvicePage = Type.Object({
  ...AdviceRow.properties,
  text: AdviceText,
  evidence: AdviceEvidence,
  checks: Type.Array(AdviceCheck),
  history: Type.Array(Type.Object({ at: time, by: text, action: text, line: text })),
  /** Text of the reply, once it is in. */
  reply: nullable(text),
  documentId: nullable(text),
  allowed: Type.Array(Type.Object({ action: oneOf(adviceActions), zh: text, needs: Type.Array(text) })),
})
export type AdvicePage = Static<typeof AdvicePage>

/** From an alert, or for a dispute type at a place and period. */
export const NewAdvice = Type.Object({
  alertId: Type.Optional(Type.String({ format: 'uuid' })),
  type: Type.Optional(text),
  place: Type.Optional(placeCode),
  from: Type.Optional(day),
  to: Type.Optional(day),
  /** Full name of the body that is advised. */
  recipient: Type.String({ minLength: 2, maxLength: 200 }),
})
/** edit: text; consult: reason = what the recipient said; approve: reason = why it is needed; send: none; reply: reason = the reply; withdraw: reason. */
export const AdviceActionRequest = Type.Object({
  action: oneOf(adviceActions),
  text: Type.Optional(AdviceText),
  reason: Type.Optional(Type.String({ maxLength: 8000 })),
})

export const EducationRow = Type.Object({
  id: text,
  title: text,
  place: text,
  placeName: text,
  type: text,
  /** Whom it is for, as a group, never persons: 某某花园业主 */
  audience: text,
  form: text,
  until: day,
  state: oneOf(['planned', 'done'] as const),
  alertId: nullable(text),
  createdAt: time,
  createdBy: text,
  doneAt: nullable(time),
  /** Number of people reached, as reported. */
  reached: nullable(Type.Integer()),
  result: nullable(text),
})
export type EducationRow = Static<typeof EducationRow>
export const EducationList = Type.Object({ items: Type.Array(EducationRow), next: nullable(text) })
export const EducationQuery = Type.Object({
  ...PageQuery.properties,
  alert: Type.Optional(Type.String({ format: 'uuid' })),
})
export const NewEducation = Type.Object({
  title: Type.String({ minLength: 2, maxLength: 200 }),
  place: placeCode,
  type: text,
  audience: Type.String({ minLength: 2, maxLength: 200 }),
  form: Type.String({ minLength: 2, maxLength: 200 }),
  until: day,
  alertId: Type.Optional(Type.String({ format: 'uuid' })),
})
export const EducationDone = Type.Object({
  result: Type.String({ minLength: 2, maxLength: 2000 }),
  reached: Type.Optional(Type.Integer({ minimum: 0 })),
})
