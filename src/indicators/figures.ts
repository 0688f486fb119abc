import type { ScopedTx } from '../access/scope.ts'
import { type ReferenceRow, readReference } from '../intake/queries.ts'
import { performanceDue } from '../mediation/queries.ts'
import { addDays, dayOf, startOfDay } from '../vocabulary/calendar.ts'
import { seriesBreaks } from '../vocabulary/words/indicators.ts'
import { type Known, type PlaceAndPeriod, readCounts, readRelapses, readRelapsesNow } from './counts.ts'
import { type Counts, noCounts } from './fact.ts'
import type { IndexInput } from './governance-index.ts'

export interface Population {
  readonly residents: number
  readonly year: string
  readonly source: string
}

/** Plain numbers of one place and period; nothing suppressed yet. */
export interface Figures {
  readonly place: string
  readonly from: string
  readonly to: string
  readonly counts: Counts
  readonly relapse: { readonly watched: number; readonly relapsed: number }
  readonly population: Population | null
  readonly index: IndexInput
  /** The period itself crosses a break of the series. */
  readonly broken: boolean
}

/** The breaks inside a period or between two: the first day after a break lies in (from, to]. */
export function breaksBetween(from: string, to: string): (typeof seriesBreaks)[number][] {
  return seriesBreaks.filter((line) => from < line.day && line.day <= to)
}

/** The same day some years before; 29 February becomes the 28th. */
export function yearsEarlier(day: string, years: number): string {
  const moved = `${Number(day.slice(0, 4)) - years}${day.slice(4)}`
  return moved.endsWith('-02-29') ? `${moved.slice(0, 8)}28` : moved
}

/** The newest population of the place for the period's last year or an earlier one, from reference rows. Residents only: 常住人口. */
export function populationOf(rows: readonly ReferenceRow[], place: string, until: string): Population | null {
  const own = rows
    .filter(({ row }) => row.区划代码 === place && (row.年份 ?? '') <= until.slice(0, 4) && Number(row.常住人口) > 0)
    .sort((a, b) => ((a.row.年份 ?? '') < (b.row.年份 ?? '') ? 1 : -1))[0]
  return own ? { residents: Number(own.row.常住人口), year: own.row.年份!, source: own.source } : null
}

function sumRelapses(rows: readonly { watched: number; relapsed: number }[]): { watched: number; relapsed: number } {
  return {
    watched: rows.reduce((sum, row) => sum + row.watched, 0),
    relapsed: rows.reduce((sum, row) => sum + row.relapsed, 0),
  }
}

/** Mean of the suits of the same days in up to three earlier years that have records and lie on the same side of a break. */
async function readSuitsBefore(
  tx: ScopedTx,
  { place, from, to }: PlaceAndPeriod,
  sequence: Known,
): Promise<{ suitsBefore: number | null; broken: boolean }> {
  if (breaksBetween(from, to).length > 0) return { suitsBefore: null, broken: true }
  const values: number[] = []
  let broken = false
  for (const years of [1, 2, 3]) {
    const period = { place, from: yearsEarlier(from, years), to: yearsEarlier(to, years) }
    const [counts] = await readCounts(tx, period, [], sequence)
    if (!counts || counts.records === 0) continue
    if (breaksBetween(period.from, to).length > 0) broken = true
    else values.push(counts.suits)
  }
  return {
    suitsBefore: values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length,
    broken: broken && values.length === 0,
  }
}

async function readPerformance(
  tx: ScopedTx,
  { place, from, to }: PlaceAndPeriod,
  now: Date,
): Promise<{ due: number; onTime: number } | null> {
  if (place.length === 12) return null
  const end = startOfDay(addDays(to, 1))
  const rows = (await performanceDue(tx, startOfDay(from), end < now ? end : now)).filter(
    (row) => place.length === 6 || row.town === place,
  )
  return { due: rows.reduce((sum, row) => sum + row.due, 0), onTime: rows.reduce((sum, row) => sum + row.onTime, 0) }
}

/**
 * All figures of a place (6, 9 or 12 digits) and period (days, both included), as known now or at position `sequence`.
 * Answers count once they are due: those due after today are left out by cutting the period at today.
 */
export async function readFigures(tx: ScopedTx, query: PlaceAndPeriod, sequence: Known = null): Promise<Figures> {
  const now = tx.context.now()
  const today = dayOf(now)
  const [counts] = await readCounts(tx, query, [], sequence)
  const due = query.to > today ? (await readCounts(tx, { ...query, to: today }, [], sequence))[0] : counts
  const all: Counts = {
    ...noCounts,
    ...counts,
    answersDue: due?.answersDue ?? 0,
    answersTimely: due?.answersTimely ?? 0,
  }
  const relapse =
    sequence === null && query.place.length < 12
      ? await readRelapsesNow(tx, query)
      : sumRelapses(await readRelapses(tx, query, sequence))
  const before = await readSuitsBefore(tx, query, sequence)
  return {
    place: query.place,
    from: query.from,
    to: query.to,
    counts: all,
    relapse,
    population: populationOf(await readReference(tx, 'population', today), query.place, query.to),
    broken: breaksBetween(query.from, query.to).length > 0,
    index: {
      opened: all.opened,
      early: all.early,
      concluded: all.concluded,
      settled: all.settled,
      watched: relapse.watched,
      relapsed: relapse.relapsed,
      performance: await readPerformance(tx, query, now),
      suits: all.suits,
      suitsBefore: before.suitsBefore,
      broken: before.broken,
      answersDue: all.answersDue,
      answersTimely: all.answersTimely,
    },
  }
}
