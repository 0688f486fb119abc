import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { type DisputeType, disputeTypes } from '../../vocabulary/dispute-types.ts'
import { alertGrades, alertLevels } from '../schema.ts'
import { faultsOf, type RuleRow } from './table.ts'

/** HTTP and file shapes of the table of rules (docs/backtest.md). */

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(shape: T) => Type.Union([shape, Type.Null()])
const where = {
  type: nullable(Type.Unsafe<DisputeType>(Type.Enum(Object.keys(disputeTypes)))),
  town: nullable(Type.String({ pattern: '^[0-9]{9}$' })),
}
export const RuleRowShape = Type.Union([
  Type.Object(
    {
      level: Type.Literal('meso'),
      ...where,
      limits: Type.Object(
        {
          windowDays: Type.Integer(),
          minimum: Type.Integer(),
          probability: Type.Number(),
          ratio: Type.Number(),
          orange: Type.Integer(),
          orangeUrgent: Type.Integer(),
          red: Type.Integer(),
          redUrgent: Type.Integer(),
        },
        { additionalProperties: false },
      ),
    },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      level: Type.Literal('micro'),
      ...where,
      limits: Type.Object(
        { red: Type.Number(), orange: Type.Number(), yellow: Type.Number(), blue: Type.Number() },
        { additionalProperties: false },
      ),
    },
    { additionalProperties: false },
  ),
])
export type RuleRowShape = Static<typeof RuleRowShape>
export const RuleRows = Type.Array(RuleRowShape, { maxItems: 200 })

/** Rows of a table from outside. Throws RangeError that names the row and what is wrong with it. */
export function checkedRows(value: unknown): RuleRow[] {
  if (!Value.Check(RuleRows, value)) {
    const [first] = Value.Errors(RuleRows, value)
    throw new RangeError(`${first?.instancePath ?? ''}: ${first?.message ?? 'not a table of rules'}`)
  }
  const rows = value as RuleRow[]
  const [fault] = faultsOf(rows)
  if (fault !== undefined) throw new RangeError(`row ${fault.row + 1}: ${fault.fault}`)
  return rows
}

const time = Type.String({ format: 'date-time' })
const grade = Type.Unsafe<(typeof alertGrades)[number]>(Type.Enum([...alertGrades]))

export const ChangedAlertShape = Type.Object({
  change: Type.Unsafe<'comes' | 'goes' | 'earlier' | 'later' | 'graded'>(
    Type.Enum(['comes', 'goes', 'earlier', 'later', 'graded']),
  ),
  level: Type.Unsafe<'micro' | 'meso'>(Type.Enum([...alertLevels])),
  title: Type.String(),
  town: nullable(Type.String()),
  type: nullable(Type.String()),
  raisedAt: time,
  grade,
  before: nullable(Type.Object({ raisedAt: time, grade })),
})

export const RulePreview = Type.Object({
  from: time,
  before: time,
  /** Alerts of the period under the rules in force, and under the proposed ones. */
  alertsBefore: Type.Integer(),
  alertsAfter: Type.Integer(),
  same: Type.Integer(),
  comes: Type.Integer(),
  goes: Type.Integer(),
  moved: Type.Integer(),
  graded: Type.Integer(),
  /** A town and month, before and after. */
  perTownMonth: Type.Object({ before: Type.Number(), after: Type.Number() }),
  /** Newest first, at most 200; empty for those who see no alerts. */
  changed: Type.Array(ChangedAlertShape),
})
export type RulePreview = Static<typeof RulePreview>

export const RuleVersionShape = Type.Object({
  version: Type.Integer(),
  state: Type.Unsafe<'proposed' | 'effective' | 'refused'>(Type.Enum(['proposed', 'effective', 'refused'])),
  rows: RuleRows,
  reason: Type.String(),
  proposedBy: Type.String(),
  proposedAt: time,
  decidedBy: nullable(Type.String()),
  decidedAt: nullable(time),
  decidedReason: nullable(Type.String()),
  /** Weights of single disputes fitted to the county's outcomes; false: set by hand. */
  fitted: Type.Boolean(),
  effectiveAt: nullable(time),
  /** Null until it is computed. */
  preview: nullable(RulePreview),
  /** Whether this reader may decide: another person than who proposed it, after the preview is there. */
  mayDecide: Type.Boolean(),
})
export type RuleVersionShape = Static<typeof RuleVersionShape>

const held = Type.Object({
  area: Type.Number(),
  logLoss: Type.Number(),
  calibrationError: Type.Number(),
  expected: Type.Number(),
})
export const FitShape = Type.Object({
  askedBy: Type.String(),
  askedAt: time,
  /** Null while it is computed. */
  doneAt: nullable(time),
  /** Null where too few escalations stand behind it. */
  report: nullable(
    Type.Object({
      weeks: Type.Integer(),
      disputes: Type.Integer(),
      events: Type.Integer(),
      heldWeeks: Type.Integer(),
      heldEvents: Type.Integer(),
      builtIn: held,
      fitted: held,
      gain: Type.Object({ mean: Type.Number(), error: Type.Number() }),
      better: Type.Boolean(),
    }),
  ),
})

export const RuleList = Type.Object({
  /** Version in force; 0: the built-in limits. */
  inForce: Type.Integer(),
  usual: Type.Object({ meso: Type.Unknown(), micro: Type.Unknown() }),
  /** Newest first. */
  versions: Type.Array(RuleVersionShape),
  mayPropose: Type.Boolean(),
  /** The newest fit of the weights for single disputes, or null. */
  fit: nullable(FitShape),
})
export type RuleList = Static<typeof RuleList>

export const RuleProposal = Type.Object({
  rows: RuleRows,
  /** Weights of single disputes from the newest fit; absent: set by hand. */
  fitted: Type.Optional(Type.Boolean()),
  reason: Type.String({ minLength: 2, maxLength: 500 }),
})
export type RuleProposal = Static<typeof RuleProposal>
export const RuleDecision = Type.Object({
  decision: Type.Unsafe<'approve' | 'refuse'>(Type.Enum(['approve', 'refuse'])),
  reason: Type.String({ minLength: 2, maxLength: 500 }),
})
export type RuleDecision = Static<typeof RuleDecision>
export const RuleParameters = Type.Object({ version: Type.Integer({ minimum: 1 }) })

const integer = Type.Integer()
const number = Type.Number()
const few = nullable(integer)
const quartiles = nullable(Type.Object({ low: number, median: number, high: number }))

/** Figures of backtest/report.ts; null where fewer than five stand behind one. */
export const BacktestResult = Type.Object({
  from: time,
  before: time,
  towns: integer,
  months: number,
  records: integer,
  groups: Type.Object({
    alerts: integer,
    perTownMonth: number,
    grewToFive: integer,
    ledToSuits: integer,
    confirmed: integer,
    dismissed: integer,
    unsupported: integer,
    unsupportedPerTownMonth: number,
    ordinal: quartiles,
    daysBeforeThirdSuit: quartiles,
    massSuits: integer,
    massSuitsWarned: integer,
  }),
  disputes: Type.Object({
    alerts: integer,
    perTownMonth: number,
    followed: integer,
    confirmed: integer,
    dismissed: integer,
    escalations: integer,
    escalationsWarned: integer,
    daysBefore: quartiles,
  }),
  byTown: Type.Array(
    Type.Object({ key: Type.String(), group: few, groupUnsupported: few, dispute: few, disputeFollowed: few }),
  ),
  byType: Type.Array(
    Type.Object({ key: Type.String(), group: few, groupUnsupported: few, dispute: few, disputeFollowed: few }),
  ),
  shares: Type.Array(
    Type.Object({
      kind: Type.Unsafe<'town' | 'channel'>(Type.Enum(['town', 'channel'])),
      key: Type.String(),
      disputes: integer,
      alerted: few,
      rate: nullable(number),
      escalations: few,
      missed: few,
      apart: Type.Boolean(),
    }),
  ),
  curve: Type.Array(
    Type.Object({
      probability: number,
      alerts: integer,
      unsupportedPerTownMonth: number,
      found: integer,
      matters: integer,
      ordinal: nullable(number),
    }),
  ),
})
export type BacktestResult = Static<typeof BacktestResult>

const date = Type.String({ format: 'date' })
export const BacktestRequest = Type.Object({ from: date, to: date })
export type BacktestRequest = Static<typeof BacktestRequest>
export const BacktestList = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Type.String(),
      from: date,
      to: date,
      askedBy: Type.String(),
      askedAt: time,
      /** Null while it is computed. */
      result: nullable(BacktestResult),
    }),
  ),
})
export type BacktestList = Static<typeof BacktestList>
