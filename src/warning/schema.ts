import { type Static, Type } from 'typebox'

/** HTTP shapes of the warning room (/api/v1/alerts…). Times are ISO 8601 with zone; `place` is 6, 9 or 12 digits. */

export const alertLevels = ['micro', 'meso', 'macro'] as const
export type AlertLevel = (typeof alertLevels)[number]
export const alertGrades = ['red', 'orange', 'yellow', 'blue'] as const
export type AlertGrade = (typeof alertGrades)[number]
/** formats.md section 2, `export alerts`. */
export const alertKinds = ['dispute', 'entity', 'scan', 'tree', 'trend', 'drift', 'feed'] as const
export type AlertKind = (typeof alertKinds)[number]
/** raised → confirmed | dismissed; confirmed → closed; raised → expired. `historical`: learnt too late to act on; nothing is sent. */
export const alertStates = ['raised', 'confirmed', 'dismissed', 'closed', 'expired', 'historical'] as const
export type AlertState = (typeof alertStates)[number]

const text = Type.String()
const time = Type.String({ format: 'date-time' })
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(shape: T) => Type.Union([shape, Type.Null()])
const oneOf = <const T extends readonly string[]>(values: T) => Type.Unsafe<T[number]>(Type.Enum([...values]))

export const AlertRow = Type.Object({
  id: text,
  /** A-20230817-003: the day of raising and a number within the day. */
  code: text,
  /** Null for data alerts (kind feed). */
  level: nullable(oneOf(alertLevels)),
  kind: oneOf(alertKinds),
  grade: oneOf(alertGrades),
  /** Grade at first raising; a growing cluster is regraded, never raised twice. */
  gradeAtRaising: oneOf(alertGrades),
  state: oneOf(alertStates),
  raisedAt: time,
  /** Time of the newest record or decision that changed it. */
  changedAt: time,
  /** One line for lists: 商品房买卖 · 某某花园 · 17户. Sealed members say 有居民反映. */
  title: text,
  /** Organisation's or estate's name, series name for macro, trace code for micro, source for feed. */
  subject: text,
  place: nullable(text),
  town: nullable(text),
  /** Dispute type code, or null. */
  type: nullable(text),
  /** Distinct complainants (meso), records (macro), null for micro. */
  observed: nullable(Type.Number()),
  expected: nullable(Type.Number()),
  /** Micro: chance of escalation within 30 days. Else chance of at least `observed` without a cluster. */
  probability: nullable(Type.Number()),
  members: Type.Integer(),
  membersLater: Type.Integer(),
  /** Words of self-harm, violence or threat: a person looks at once, outside the order of the list. */
  carePath: Type.Boolean(),
  /** A member's identity is sealed: wording 有居民反映, no address. */
  sealed: Type.Boolean(),
  /** Fewer than five members: outside the handling circle no count and no place finer than the town. */
  small: Type.Boolean(),
  /** Until when a named person should have confirmed or dismissed it; null once that is done. */
  triageDueAt: nullable(time),
  triageOverdue: Type.Boolean(),
})
export type AlertRow = Static<typeof AlertRow>

export const AlertList = Type.Object({ items: Type.Array(AlertRow), next: nullable(text) })
export type AlertList = Static<typeof AlertList>

export const AlertQuery = Type.Object({
  /** open = raised + confirmed; pending = raised. Default open. */
  view: Type.Optional(oneOf(['pending', 'open', 'all', 'closed', 'dismissed', 'historical', 'feed'] as const)),
  level: Type.Optional(oneOf(alertLevels)),
  grade: Type.Optional(oneOf(alertGrades)),
  town: Type.Optional(text),
  type: Type.Optional(text),
  /** Alerts that hold this dispute. */
  dispute: Type.Optional(text),
  /** `remaining` (red first, then by time left; default) or `raised` (newest first). */
  order: Type.Optional(oneOf(['remaining', 'raised'] as const)),
  cursor: Type.Optional(text),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
})
export type AlertQuery = Static<typeof AlertQuery>

/** A span of a record's text that spoke for a factor. The text itself is opened by GET /records/:id under its read log. */
export const FactorSpan = Type.Object({
  recordId: text,
  source: text,
  number: text,
  column: text,
  start: Type.Integer(),
  end: Type.Integer(),
  cue: text,
})

export const Factor = Type.Object({
  code: text,
  /** What counted, in Chinese: 30日内同一纠纷 3 次警情（最近 2 日前）. */
  reason: text,
  /** Added to the log-odds after decay; negative for what protects. */
  contribution: Type.Number(),
  spans: Type.Array(FactorSpan),
})
export type Factor = Static<typeof Factor>

export const Condition = Type.Object({
  /** 户数（不同诉求人） */
  name: text,
  observed: text,
  needed: text,
  met: Type.Boolean(),
})
export type Condition = Static<typeof Condition>

export const AlertMember = Type.Object({
  recordId: text,
  disputeId: text,
  traceCode: text,
  source: text,
  /** Printed exactly as received; `NAME/` before it for a second supplier. Null where the identity is sealed. */
  number: nullable(text),
  occurredAt: time,
  receivedAt: time,
  /** Why it belongs: 相对方相同（企业名称核心词）; 事由相同; 同一小区. */
  reason: text,
  /** Known only after the alert was raised. */
  later: Type.Boolean(),
  /** Identity sealed: shown as 有居民反映. */
  sealed: Type.Boolean(),
  /** A further record of a complainant counted already: in the cluster, not in the count. */
  repeat: Type.Boolean(),
  removed: Type.Boolean(),
  removedReason: nullable(text),
})
export type AlertMember = Static<typeof AlertMember>

export const WeekCount = Type.Object({
  /** Monday, local date. */
  week: text,
  count: Type.Integer(),
})

export const Decision = Type.Object({
  id: text,
  kind: oneOf([
    'raise',
    'regrade',
    'confirm',
    'dismiss',
    'removeMember',
    'silence',
    'judgedAgain',
    'close',
    'expire',
  ] as const),
  at: time,
  /** Officer's name, or 系统 for what the rule itself did. */
  by: text,
  /** Reason or summary; for regrade: 黄 → 红. */
  line: text,
})
export type Decision = Static<typeof Decision>

export const AlertPage = Type.Object({
  ...AlertRow.properties,
  rule: Type.Object({ code: text, version: text, name: text }),
  modelVersion: text,
  /** Sentences, most important first. */
  why: Type.Array(text),
  /** 95 % interval of what was to be expected. */
  interval: nullable(Type.Object({ low: Type.Number(), high: Type.Number() })),
  /** Smallest observed value that alerts. */
  threshold: nullable(Type.Number()),
  windowDays: nullable(Type.Integer()),
  baseline: nullable(
    Type.Object({
      from: time,
      to: time,
      /** Where the expectation comes from, in Chinese. */
      words: text,
      /** Complainants (meso) or records (macro) by week, at most 26 weeks, the last one is the alert's. */
      weeks: Type.Array(WeekCount),
    }),
  ),
  conditions: Type.Array(Condition),
  factors: Type.Array(Factor),
  counterEvidence: Type.Array(text),
  /** Fewest records whose removal silences it; `fragile` when that is one. Null where leaving out says nothing. */
  leaveOut: nullable(Type.Object({ records: Type.Integer(), fragile: Type.Boolean() })),
  /** How this rule's past alerts were judged. */
  accuracy: Type.Object({
    raised: Type.Integer(),
    confirmed: Type.Integer(),
    dismissed: Type.Integer(),
    pending: Type.Integer(),
  }),
  /** False alerts that this rule may cost per town and month, stated with the threshold. */
  budget: text,
  /** Suggested actions; a person decides. */
  suggestions: Type.Array(Type.Object({ agencyKind: text, taskKind: text, line: text })),
  memberRecords: Type.Array(AlertMember),
  /** Distinct disputes among the members. */
  disputes: Type.Integer(),
  decisions: Type.Array(Decision),
  related: Type.Array(Type.Object({ id: text, code: text, title: text, state: oneOf(alertStates), raisedAt: time })),
  /** Recomputed from the stored signals on opening: true when it gives what the alert says. */
  recomputes: Type.Boolean(),
  /** Actions that this reader may take now. */
  allowed: Type.Array(oneOf(['confirm', 'dismiss', 'removeMember', 'close', 'giveTask'] as const)),
})
export type AlertPage = Static<typeof AlertPage>

export const AlertParameters = Type.Object({ id: text })
export const MemberParameters = Type.Object({ id: text, recordId: text })

export const TriageRequest = Type.Object({
  decision: oneOf(['confirm', 'dismiss'] as const),
  reason: Type.String({ minLength: 2, maxLength: 500 }),
})
export type TriageRequest = Static<typeof TriageRequest>

export const RemoveMemberRequest = Type.Object({ reason: Type.String({ minLength: 2, maxLength: 500 }) })
export const CloseRequest = Type.Object({ summary: Type.String({ minLength: 5, maxLength: 4000 }) })

/** What the wall and everybody outside the handling circle may see: no subject finer than the town below five members. */
export const WallAlert = Type.Object({
  id: text,
  level: nullable(oneOf(alertLevels)),
  kind: oneOf(alertKinds),
  grade: oneOf(alertGrades),
  state: oneOf(alertStates),
  raisedAt: time,
  title: text,
  town: nullable(text),
  type: nullable(text),
  /** Null for fewer than five. */
  observed: nullable(Type.Number()),
  expected: nullable(Type.Number()),
  /** The nearest running clock of the alert: triage, else the next of its tasks. */
  dueAt: nullable(time),
  overdue: Type.Boolean(),
  /** 送达 / 签收 counts of its tasks. */
  delivered: Type.Integer(),
  accepted: Type.Integer(),
  tasks: Type.Integer(),
})
export type WallAlert = Static<typeof WallAlert>
