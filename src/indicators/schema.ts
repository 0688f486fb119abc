import { type Static, Type } from 'typebox'

/**
 * HTTP shapes of GET /cockpit, /indicators and /indicators/:name/records. Times ISO 8601 with zone, days YYYY-MM-DD (+08:00),
 * periods with both ends included. A figure that stands for one to four is `value: null, fewerThanFive: true`; one that is
 * hidden so that the first cannot be worked out has `hidden: true` as well. `value: null` alone means: not known.
 */

const text = Type.String()
const time = Type.String({ format: 'date-time' })
const day = Type.String({ pattern: '^[12][0-9]{3}-[0-9]{2}-[0-9]{2}$', format: 'date' })
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(shape: T) => Type.Union([shape, Type.Null()])
const oneOf = <const T extends readonly string[]>(values: T) =>
  Type.Unsafe<T[number]>(Type.String({ enum: [...values] }))

/** A count that may be suppressed. */
export const SafeCount = Type.Object({
  value: nullable(Type.Number()),
  fewerThanFive: Type.Boolean(),
  /** Not small itself: hidden because with the total it would give away a small one. */
  hidden: Type.Boolean(),
})
export type SafeCount = Static<typeof SafeCount>

export const indicatorNames = [
  'newDisputes',
  'courtCases',
  'courtCasesWithoutBulkFinance',
  'litigationRate',
  'litigationRateWithoutBulkFinance',
  'mediationConcluded',
  'mediationSuccessRate',
  'relapseRate',
  'timelyAnswerRate',
  'earlyShare',
  'governanceIndex',
] as const
export type IndicatorName = (typeof indicatorNames)[number]

/** How a figure is counted (口径). Shown beside every number. */
export const DefinitionView = Type.Object({
  name: oneOf(indicatorNames),
  zh: text,
  version: text,
  text: text,
  source: text,
  unit: text,
  /** Decimals to print. */
  decimals: Type.Integer(),
})
export type DefinitionView = Static<typeof DefinitionView>

export const IndicatorValue = Type.Object({
  name: oneOf(indicatorNames),
  ...SafeCount.properties,
  /** For rates. Suppressed together with the value. */
  numerator: nullable(Type.Number()),
  denominator: nullable(Type.Number()),
  /** 95 % interval for rates with a denominator, else null. */
  low: nullable(Type.Number()),
  high: nullable(Type.Number()),
  definition: DefinitionView,
  /** Sentences to print below: missing population, small number, break of the series, missing parts. */
  notes: Type.Array(text),
})
export type IndicatorValue = Static<typeof IndicatorValue>

export const indexParts = ['prevention', 'settlement', 'performance', 'litigation', 'fairAccess'] as const
export const GovernanceIndex = Type.Object({
  /** 0–100, or null when fewer than three parts can be computed. */
  value: nullable(Type.Number()),
  version: text,
  verified: Type.Boolean(),
  parts: Type.Array(
    Type.Object({
      part: oneOf(indexParts),
      zh: text,
      weight: Type.Number(),
      /** 0…1 of the weight; null: no data, the weight is spread over the other parts and the note says so. */
      score: nullable(Type.Number()),
      points: nullable(Type.Number()),
      /** What was counted, in one sentence with its figures. */
      line: text,
    }),
  ),
  note: text,
})
export type GovernanceIndex = Static<typeof GovernanceIndex>

/** A line at which figures before and after are not comparable. */
export const SeriesBreak = Type.Object({ day, zh: text, source: text })

export const IndicatorsQuery = Type.Object({
  /** 6, 9 or 12 digits; default the county. */
  place: Type.Optional(Type.String({ pattern: '^[0-9]{6}([0-9]{3})?([0-9]{3})?$' })),
  from: Type.Optional(day),
  to: Type.Optional(day),
})

export const IndicatorsResult = Type.Object({
  place: text,
  placeName: text,
  from: day,
  to: day,
  asOf: time,
  items: Type.Array(IndicatorValue),
  governanceIndex: GovernanceIndex,
  /** Share of new disputes by type, most frequent first; 0…1. Types with one to four are drawn together. */
  types: Type.Array(
    Type.Object({ type: nullable(text), zh: text, ...SafeCount.properties, share: nullable(Type.Number()) }),
  ),
  /** New disputes and court cases by month of the period and the eleven months before it. */
  months: Type.Array(Type.Object({ month: text, newDisputes: SafeCount, courtCases: SafeCount })),
  breaks: Type.Array(SeriesBreak),
  /** Organisations with most new disputes of one type (类案): five and more only. */
  caseClusters: Type.Array(
    Type.Object({ subject: text, type: text, zh: text, count: Type.Integer(), town: nullable(text) }),
  ),
})
export type IndicatorsResult = Static<typeof IndicatorsResult>

export const RecordsParameters = Type.Object({ name: oneOf(indicatorNames) })
export const RecordsQuery = Type.Object({
  ...IndicatorsQuery.properties,
  type: Type.Optional(text),
  /** For rates: the records of the numerator (default) or of the denominator. */
  side: Type.Optional(oneOf(['numerator', 'denominator'] as const)),
  cursor: Type.Optional(text),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
})
/** The records behind a number, within what the reader may see. No names, no text: GET /records/:id opens one under the read log. */
export const RecordsResult = Type.Object({
  items: Type.Array(
    Type.Object({
      recordId: text,
      disputeId: text,
      traceCode: text,
      source: text,
      type: text,
      cause: nullable(text),
      town: nullable(text),
      occurredAt: time,
      receivedAt: time,
    }),
  ),
  next: nullable(text),
  /** Rows that the reader may see in all; equals the number for readers of the whole place. */
  total: Type.Integer(),
})
export type RecordsResult = Static<typeof RecordsResult>

export const kpiKeys = ['newDisputes', 'unansweredAlerts', 'overdue', 'governanceIndex', 'litigationRate'] as const

export const CockpitTown = Type.Object({
  code: text,
  name: text,
  /** Position in the schematic grid (示意), from 1. */
  column: Type.Integer(),
  row: Type.Integer(),
  /** New disputes of the last 30 days. */
  count: SafeCount,
  /** Null without population. */
  perTenThousand: nullable(Type.Number()),
  openAlerts: Type.Object({
    red: Type.Integer(),
    orange: Type.Integer(),
    yellow: Type.Integer(),
    blue: Type.Integer(),
  }),
  highestGrade: nullable(oneOf(['red', 'orange', 'yellow', 'blue'] as const)),
  /** Alerts that nobody has confirmed or whose tasks nobody has accepted. */
  unaccepted: Type.Integer(),
  /** New disputes in the last 12 weeks (seven days each, the last ends today); null: one to four, or nothing reported. */
  weeks: Type.Array(nullable(Type.Integer())),
  /** False: no source has ever reported for this town (无报送, never 0). */
  reported: Type.Boolean(),
})
export type CockpitTown = Static<typeof CockpitTown>

export const CockpitAlert = Type.Object({
  id: text,
  level: nullable(oneOf(['micro', 'meso', 'macro'] as const)),
  grade: oneOf(['red', 'orange', 'yellow', 'blue'] as const),
  state: text,
  raisedAt: time,
  title: text,
  town: nullable(text),
  type: nullable(text),
  /** Null for fewer than five. */
  observed: nullable(Type.Number()),
  expected: nullable(Type.Number()),
  dueAt: nullable(time),
  overdue: Type.Boolean(),
  delivered: Type.Integer(),
  accepted: Type.Integer(),
  tasks: Type.Integer(),
})
export type CockpitAlert = Static<typeof CockpitAlert>

export const Cockpit = Type.Object({
  asOf: time,
  place: text,
  placeName: text,
  kpi: Type.Array(
    Type.Object({
      key: oneOf(kpiKeys),
      zh: text,
      ...SafeCount.properties,
      unit: text,
      decimals: Type.Integer(),
      /** Usual range (95 %) of the same length of days, or null where history is too short. */
      normal: nullable(Type.Object({ low: Type.Number(), high: Type.Number() })),
      /** The definition, always. */
      note: text,
      /** Period of the figure. */
      from: day,
      to: day,
      /** Where GET /indicators/:name/records opens it; null for the counts of alerts and for the index. */
      indicator: nullable(oneOf(indicatorNames)),
    }),
  ),
  towns: Type.Array(CockpitTown),
  /** New disputes of the last 30 days whose place names the county only. */
  unattributed: SafeCount,
  townNote: text,
  /** 30 days, the last is today (unfinished). `expected`, `low`, `high` are null where history is too short. */
  series: Type.Array(
    Type.Object({
      date: day,
      observed: Type.Number(),
      expected: nullable(Type.Number()),
      low: nullable(Type.Number()),
      high: nullable(Type.Number()),
    }),
  ),
  seriesNote: text,
  /** Types of the last 7 days against the 28 days before: at least five and at least one and a half times. */
  rising: Type.Array(
    Type.Object({
      type: text,
      zh: text,
      recent: Type.Integer(),
      /** Count of the 28 days before; null for one to four. */
      earlier: nullable(Type.Integer()),
      /** recent ÷ (earlier ÷ 4); null when there was none before. */
      ratio: nullable(Type.Number()),
    }),
  ),
  /** By remaining time. */
  alerts: Type.Array(CockpitAlert),
  /** Disputes registered this month and how far they have come. */
  funnel: Type.Array(
    Type.Object({ key: oneOf(['registered', 'assigned', 'mediated', 'agreed'] as const), zh: text, count: SafeCount }),
  ),
  funnelNote: text,
  feed: Type.Array(Type.Object({ at: time, kind: text, town: nullable(text), text: text })),
  sources: Type.Array(
    Type.Object({
      source: text,
      zh: text,
      lastArrival: nullable(time),
      /** Usual hours between arrivals; null where not known. */
      interval: nullable(Type.Number()),
      stale: nullable(Type.Boolean()),
    }),
  ),
  governanceIndex: GovernanceIndex,
  breaks: Type.Array(SeriesBreak),
})
export type Cockpit = Static<typeof Cockpit>

/** One of five parts of the evaluation: a share with its 95 % interval, or why there is none. */
export const EvaluationPart = Type.Object({
  /** known · none: no case in the period · few: a small group, not shown · unasked: the platform does not ask. */
  state: oneOf(['known', 'none', 'few', 'unasked'] as const),
  part: nullable(Type.Integer()),
  whole: nullable(Type.Integer()),
  share: nullable(Type.Number()),
  low: nullable(Type.Number()),
  high: nullable(Type.Number()),
})
export type EvaluationPart = Static<typeof EvaluationPart>

export const evaluationParts = ['timely', 'settled', 'performed', 'relapsed', 'satisfied'] as const

export const Supervision = Type.Object({
  asOf: time,
  from: day,
  to: day,
  /** Agencies with open work, by kind and name. */
  agencies: Type.Array(
    Type.Object({
      agencyId: text,
      name: text,
      kind: text,
      open: SafeCount,
      toAccept: SafeCount,
      late: SafeCount,
      dueSoon: SafeCount,
      returned: SafeCount,
    }),
  ),
  /** The county, then its towns in the order of their codes. */
  evaluation: Type.Array(
    Type.Object({
      place: text,
      name: text,
      timely: EvaluationPart,
      settled: EvaluationPart,
      performed: EvaluationPart,
      relapsed: EvaluationPart,
      satisfied: EvaluationPart,
    }),
  ),
})
export type Supervision = Static<typeof Supervision>

export const SupervisionQuery = Type.Object({ from: Type.Optional(day), to: Type.Optional(day) })
