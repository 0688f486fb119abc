import type { ScopedTx } from '../access/scope.ts'
import {
  breaksBetween,
  type CountRow,
  type Counts,
  type Figures,
  noCounts,
  populationOf,
  type RespondentCount,
  readArrivedBetween,
  readCauses,
  readCounts,
  readLateness,
  readRelapses,
  readRespondents,
  yearsEarlier,
} from '../indicators/queries.ts'
import { type ReferenceRow, readReference } from '../intake/queries.ts'
import { performanceDue } from '../mediation/queries.ts'
import { addDays, dayOf, localTime, startOfDay } from '../vocabulary/calendar.ts'
import type { Grade } from '../vocabulary/grades.ts'
import { alertsForReport } from '../warning/queries.ts'
import { type Period, periodsBefore } from './period.ts'
import {
  type AdviceLine,
  type EducationLine,
  type PreviousReport,
  readAdviceOfPeriod,
  readEducationOfPeriod,
  readPreviousReports,
} from './queries.ts'

export interface AlertLine {
  readonly id: string
  readonly code: string
  readonly grade: Grade
  readonly title: string
  readonly town: string | null
  readonly type: string | null
  readonly members: number
  readonly state: string
  readonly raisedAt: string
  readonly triaged: boolean
  readonly closed: boolean
  readonly summary: string
}

/** What people and other rooms had done, and reference data, as known when the report was made: frozen with it, for they change. */
export interface Decisions {
  readonly performance: readonly { readonly town: string | null; readonly due: number; readonly onTime: number }[]
  readonly population: readonly ReferenceRow[]
  readonly alerts: readonly AlertLine[]
  readonly advice: readonly AdviceLine[]
  readonly education: readonly EducationLine[]
  /** Report of the period before, by place: up to which record it knew, and the versions of its definitions. */
  readonly previous: Readonly<Record<string, PreviousReport>>
}

type TownCounts = Counts & { readonly town: string }

/** Everything that the reports of one period are made of, read at once for all places below `place`. */
export interface ReportInputs {
  readonly county: string
  readonly place: string
  readonly period: Period
  readonly sequence: number
  readonly asOf: Date
  /** This period last, the twelve before it first; each with its counts by town. */
  readonly periods: readonly (Period & { readonly towns: readonly TownCounts[] })[]
  /** The same days in up to three earlier years. */
  readonly years: readonly (Period & { readonly towns: readonly TownCounts[] })[]
  readonly types: readonly (Pick<CountRow, 'opened'> & { readonly town?: string; readonly type?: string })[]
  readonly typesBefore: ReportInputs['types']
  readonly sources: readonly (Counts & { readonly town?: string; readonly source?: string })[]
  readonly respondents: readonly RespondentCount[]
  readonly causes: readonly { readonly cause: string; readonly town: string; readonly count: number }[]
  readonly relapses: readonly { readonly town: string; readonly watched: number; readonly relapsed: number }[]
  readonly lateness: readonly { readonly town: string; readonly records: number; readonly late: number }[]
  readonly arrivedSince: readonly { readonly town: string; readonly count: number }[]
  readonly decisions: Decisions
}

function add(one: Counts, other: Counts): Counts {
  return Object.fromEntries(
    Object.entries(one).map(([key, value]) => [key, value + (other[key as keyof Counts] ?? 0)]),
  ) as unknown as Counts
}

/** Sums day totals into periods by town. */
function bucket(
  rows: readonly (Counts & { readonly day?: string; readonly town?: string })[],
  periods: readonly Period[],
): ReportInputs['periods'] {
  const sums = periods.map(() => new Map<string, Counts>())
  for (const { day, town, ...counts } of rows) {
    const index = periods.findIndex((period) => period.from <= day! && day! <= period.to)
    if (index >= 0) sums[index]!.set(town!, add(sums[index]!.get(town!) ?? noCounts, counts as Counts))
  }
  return periods.map((period, index) => ({
    ...period,
    towns: [...sums[index]!].map(([town, counts]) => ({ town, ...counts })),
  }))
}

async function readAlerts(tx: ScopedTx, from: Date, to: Date): Promise<AlertLine[]> {
  return (await alertsForReport(tx, from, to)).map((alert) => ({
    id: alert.id,
    code: alert.code,
    grade: alert.grade,
    title: alert.title,
    town: alert.town,
    type: alert.type,
    members: alert.members,
    state: alert.state,
    raisedAt: localTime(alert.raisedAt),
    triaged: alert.confirmedAt !== null || alert.dismissedAt !== null || alert.closedAt !== null,
    closed: alert.closedAt !== null,
    summary: alert.closeSummary ?? '',
  }))
}

/** Decisions and reference data as known now. */
export async function readDecisions(tx: ScopedTx, place: string, period: Period): Promise<Decisions> {
  const from = startOfDay(period.from)
  const end = startOfDay(addDays(period.to, 1))
  const now = tx.context.now()
  const dueUntil = new Date(Math.min(end.getTime(), now.getTime()))
  return {
    performance:
      place.length === 12
        ? []
        : (await performanceDue(tx, from, dueUntil)).map(({ town, due, onTime }) => ({
            town,
            due,
            onTime,
          })),
    population: await readReference(tx, 'population', dayOf(now)),
    alerts: place.length === 12 ? [] : await readAlerts(tx, from, end),
    advice: await readAdviceOfPeriod(tx, from, end),
    education: await readEducationOfPeriod(tx, from, end),
    previous: await readPreviousReports(tx, periodsBefore(period, 1)[0]!),
  }
}

/** The part of the decisions that concerns one place: what is kept with its report. */
export function decisionsOf(decisions: Decisions, place: string): Decisions {
  const here = (town: string | null) => place.length === 6 || town === place
  return {
    performance: decisions.performance.filter((row) => here(row.town)),
    population: decisions.population.filter(({ row }) => (row.区划代码 ?? '').startsWith(place)),
    alerts: decisions.alerts.filter((alert) => here(alert.town)),
    advice: place.length === 6 ? decisions.advice : decisions.advice.filter((line) => line.place?.startsWith(place)),
    education:
      place.length === 6 ? decisions.education : decisions.education.filter((line) => line.place.startsWith(place)),
    previous: decisions.previous[place] ? { [place]: decisions.previous[place] } : {},
  }
}

/**
 * Reads for the reports of `place` and all towns below it: about a dozen statements, whatever their number. Counts are as known
 * at position `sequence`.
 */
export async function readInputs(
  tx: ScopedTx,
  place: string,
  period: Period,
  sequence: number,
  decisions: Decisions,
): Promise<ReportInputs> {
  const asOf = tx.context.now()
  const periods = [...periodsBefore(period, 12), period]
  const span = { place, from: periods[0]!.from, to: period.to }
  const query = { place, ...period }
  const before = { place, ...periods.at(-2)! }
  const years: ReportInputs['years'][number][] = []
  for (const back of [3, 2, 1]) {
    const earlier = { from: yearsEarlier(period.from, back), to: yearsEarlier(period.to, back) }
    const towns = (await readCounts(tx, { place, ...earlier }, ['town'], sequence)).map((row) => ({
      ...row,
      town: row.town!,
    }))
    years.push({ ...earlier, towns })
  }
  const known = decisions.previous[place]
  return {
    county: tx.county,
    place,
    period,
    sequence,
    asOf,
    periods: bucket(await readCounts(tx, span, ['day', 'town'], sequence), periods),
    years,
    types: await readCounts(tx, query, ['town', 'type'], sequence),
    typesBefore: await readCounts(tx, before, ['town', 'type'], sequence),
    sources: await readCounts(tx, query, ['town', 'source'], sequence),
    respondents: await readRespondents(tx, query, sequence),
    causes: await readCauses(tx, query, null, sequence),
    relapses: await readRelapses(tx, query, sequence),
    lateness: await readLateness(tx, query, sequence),
    arrivedSince: known ? await readArrivedBetween(tx, before, known.sequence, sequence) : [],
    decisions,
  }
}

/** Keeps the rows of a place: all for the place that was read, else those of the town. */
export function ofPlace<Row extends { readonly town?: string | null }>(
  inputs: ReportInputs,
  place: string,
  rows: readonly Row[],
): Row[] {
  return place === inputs.place ? [...rows] : rows.filter((row) => row.town === place)
}

export function countsOf(inputs: ReportInputs, place: string, rows: readonly TownCounts[]): Counts {
  return ofPlace(inputs, place, rows).reduce<Counts>((sum, { town: _, ...counts }) => add(sum, counts), noCounts)
}

/** The figures of one place in this period, for the same pure functions that the live figures use. */
export function figuresOf(inputs: ReportInputs, place: string): Figures {
  const { from, to } = inputs.period
  const counts = countsOf(inputs, place, inputs.periods.at(-1)!.towns)
  const broken = breaksBetween(from, to).length > 0
  const earlier = inputs.years
    .map((year) => ({ year, counts: countsOf(inputs, place, year.towns) }))
    .filter((entry) => entry.counts.records > 0)
  const comparable = earlier.filter((entry) => breaksBetween(entry.year.from, to).length === 0)
  const relapses = ofPlace(inputs, place, inputs.relapses)
  const relapse = {
    watched: relapses.reduce((sum, row) => sum + row.watched, 0),
    relapsed: relapses.reduce((sum, row) => sum + row.relapsed, 0),
  }
  const performance = decisionsOf(inputs.decisions, place).performance
  return {
    place,
    from,
    to,
    counts,
    relapse,
    population: populationOf(inputs.decisions.population, place, to),
    broken,
    index: {
      opened: counts.opened,
      early: counts.early,
      concluded: counts.concluded,
      settled: counts.settled,
      watched: relapse.watched,
      relapsed: relapse.relapsed,
      performance:
        performance.length === 0
          ? null
          : {
              due: performance.reduce((sum, row) => sum + row.due, 0),
              onTime: performance.reduce((sum, row) => sum + row.onTime, 0),
            },
      suits: counts.suits,
      suitsBefore:
        broken || comparable.length === 0
          ? null
          : comparable.reduce((sum, entry) => sum + entry.counts.suits, 0) / comparable.length,
      broken: broken || (comparable.length === 0 && earlier.length > 0),
      answersDue: counts.answersDue,
      answersTimely: counts.answersTimely,
    },
  }
}
