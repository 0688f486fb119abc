import type { DisputeType } from '../../vocabulary/dispute-types.ts'
import { handSet, type MicroModel } from '../micro/model.ts'
import type { AlertGrade } from '../schema.ts'
import {
  mesoGrades,
  mesoMinimum,
  mesoProbability,
  mesoRatio,
  microThresholds,
  windowDays as usualWindow,
} from '../thresholds.ts'

/** From when on a group of complainants about one organisation or estate alerts, and how gravely. */
export interface MesoLimits {
  /** Days that are looked at together. */
  readonly windowDays: number
  /** Independent reports at least. */
  readonly minimum: number
  /** Chance of so many without a common cause, at most. */
  readonly probability: number
  /** Times what was to be expected, at least. */
  readonly ratio: number
  /** Distinct complainants from which the grade rises; `Urgent`: growing fast, or words of gathering, threat, harm. */
  readonly orange: number
  readonly orangeUrgent: number
  readonly red: number
  readonly redUrgent: number
}

/** Chance of an escalation within 30 days from which one dispute's alert gets each grade. */
export type MicroLimits = Readonly<Record<AlertGrade, number>>

interface Where {
  /** Null: every type. */
  readonly type: DisputeType | null
  /** Nine digits; null: every town. */
  readonly town: string | null
}

/** One row of the county's table. The most exact row holds: type and town, then type, then town, then what is built in. */
export type RuleRow = Where &
  ({ readonly level: 'meso'; readonly limits: MesoLimits } | { readonly level: 'micro'; readonly limits: MicroLimits })

/** A table that holds from an instant on (milliseconds). Version 0 is the built-in one, without rows. */
export interface RuleVersion {
  readonly version: number
  readonly effectiveAt: number
  readonly rows: readonly RuleRow[]
  /** Weights of the micro rule; null: those set by hand. */
  readonly model: MicroModel | null
}

export const usualMeso: MesoLimits = {
  windowDays: usualWindow,
  minimum: mesoMinimum,
  probability: mesoProbability,
  ratio: mesoRatio,
  ...mesoGrades,
}

export const usualMicro = Object.fromEntries(
  microThresholds.map(({ grade, probability }) => [grade, probability]),
) as unknown as MicroLimits

export const builtIn: RuleVersion = { version: 0, effectiveAt: Number.NEGATIVE_INFINITY, rows: [], model: null }

/** The table that held at `at`: the newest of those that were in force by then. */
export function versionAt(versions: readonly RuleVersion[], at: number): RuleVersion {
  let held = builtIn
  for (const version of versions)
    if (version.effectiveAt <= at && version.effectiveAt >= held.effectiveAt) held = version
  return held
}

/** Weights that a table means. */
export const microModel = ({ model }: RuleVersion): MicroModel => model ?? handSet

function rowFor(rows: readonly RuleRow[], level: RuleRow['level'], where: Where): RuleRow | null {
  let best: RuleRow | null = null
  let exactness = -1
  for (const row of rows) {
    if (row.level !== level) continue
    if ((row.type !== null && row.type !== where.type) || (row.town !== null && row.town !== where.town)) continue
    const exact = (row.type === null ? 0 : 2) + (row.town === null ? 0 : 1)
    if (exact > exactness) {
      best = row
      exactness = exact
    }
  }
  return best
}

export function mesoLimits(rows: readonly RuleRow[], where: Where): MesoLimits {
  const row = rowFor(rows, 'meso', where)
  return row?.level === 'meso' ? row.limits : usualMeso
}

export function microLimits(rows: readonly RuleRow[], where: Where): MicroLimits {
  const row = rowFor(rows, 'micro', where)
  return row?.level === 'micro' ? row.limits : usualMicro
}

/** Longest window of any version: how far back the walk must be able to look. */
export const longestWindow = (versions: readonly RuleVersion[]): number =>
  Math.max(
    usualWindow,
    ...versions.flatMap(({ rows }) => rows.map((row) => (row.level === 'meso' ? row.limits.windowDays : 0))),
  )

/** What is wrong with a table, by row; empty where nothing is. Bounds: a rule may be made strict or loose, never senseless. */
export const rowFaults = ['doubled', 'gradesOrder', 'outOfBounds'] as const
export type RowFault = (typeof rowFaults)[number]

export const mesoBounds = {
  windowDays: [3, 120],
  // Two are a quarrel, not a group (domain.md 7.4).
  minimum: [3, 50],
  probability: [1e-9, 0.05],
  ratio: [1, 100],
  orange: [3, 500],
  orangeUrgent: [3, 500],
  red: [3, 1000],
  redUrgent: [3, 1000],
} as const satisfies Record<keyof MesoLimits, readonly [number, number]>
export const microBounds = [0.001, 0.9] as const

const inside = (value: number, [low, high]: readonly [number, number]): boolean => value >= low && value <= high

export function faultsOf(rows: readonly RuleRow[]): { readonly row: number; readonly fault: RowFault }[] {
  const faults: { row: number; fault: RowFault }[] = []
  const seen = new Set<string>()
  for (const [index, row] of rows.entries()) {
    const key = `${row.level}|${row.type ?? ''}|${row.town ?? ''}`
    if (seen.has(key)) faults.push({ row: index, fault: 'doubled' })
    seen.add(key)
    if (row.level === 'meso') {
      const { limits } = row
      const bounded = Object.entries(mesoBounds).every(([name, bounds]) =>
        inside(limits[name as keyof MesoLimits], bounds),
      )
      const whole = [limits.windowDays, limits.minimum, limits.orange, limits.red].every(Number.isInteger)
      if (!bounded || !whole) faults.push({ row: index, fault: 'outOfBounds' })
      if (limits.orange > limits.red || limits.orangeUrgent > limits.orange || limits.redUrgent > limits.red)
        faults.push({ row: index, fault: 'gradesOrder' })
    } else {
      const { blue, yellow, orange, red } = row.limits
      if (![blue, yellow, orange, red].every((value) => inside(value, microBounds)))
        faults.push({ row: index, fault: 'outOfBounds' })
      if (!(blue < yellow && yellow < orange && orange < red)) faults.push({ row: index, fault: 'gradesOrder' })
    }
  }
  return faults
}
