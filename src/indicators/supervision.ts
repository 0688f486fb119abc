import type { ScopedTx } from '../access/scope.ts'
import { readAgencyWork, readHeard, readTimeliness } from '../tasks/supervision/queries.ts'
import { addDays, startOfDay } from '../vocabulary/calendar.ts'
import { placeName, towns } from '../vocabulary/places.ts'
import type { PlaceAndPeriod } from './counts.ts'
import { readFigures } from './figures.ts'
import type { EvaluationPart, Supervision } from './schema.ts'
import { proportionInterval } from './statistics.ts'
import { rateMayBeShown, safeCount, shown } from './suppression.ts'

/** A share with its 95 % interval; a small group is not described, and without cases there is no share. */
export function partOf(part: number, whole: number, suppress: boolean): EvaluationPart {
  const nothing = { part: null, whole: null, share: null, low: null, high: null }
  if (whole === 0) return { ...nothing, state: 'none' }
  if (suppress && !rateMayBeShown(part, whole)) return { ...nothing, state: 'few' }
  const interval = proportionInterval(part, whole)!
  return { part, whole, share: part / whole, low: interval.low, high: interval.high, state: 'known' }
}

/**
 * What is late, by agency, and how a period went in five parts, each by itself: no sum of them and no order by any. Satisfied
 * is what parties said when they were called back; where nobody was asked, that is said.
 */
export async function readSupervision(
  tx: ScopedTx,
  { from, to }: Pick<PlaceAndPeriod, 'from' | 'to'>,
  suppress: boolean,
): Promise<Supervision> {
  const now = tx.context.now()
  // A clock that ends later today is neither met nor missed yet.
  const until = new Date(Math.min(startOfDay(addDays(to, 1)).getTime(), now.getTime()))
  const timeliness = await readTimeliness(tx, startOfDay(from), until)
  const count = suppress ? safeCount : shown
  const heard = await readHeard(tx, startOfDay(from), until)
  const missing: EvaluationPart = { part: null, whole: null, share: null, low: null, high: null, state: 'unasked' }
  const places: Supervision['evaluation'][number][] = []
  for (const place of [tx.county, ...towns.map(({ code }) => code)]) {
    const { index } = await readFigures(tx, { place, from, to })
    const rows = timeliness.filter(({ town }) => place === tx.county || town === place)
    const asked = heard.filter(({ town }) => place === tx.county || town === place)
    const reached = asked.reduce((total, row) => total + row.reached, 0)
    const sum = (pick: (row: (typeof rows)[number]) => number) => rows.reduce((total, row) => total + pick(row), 0)
    places.push({
      place,
      name: placeName(place),
      timely: partOf(
        sum((row) => row.met),
        sum((row) => row.due),
        suppress,
      ),
      settled: partOf(index.settled, index.concluded, suppress),
      performed: partOf(index.performance?.onTime ?? 0, index.performance?.due ?? 0, suppress),
      relapsed: partOf(index.relapsed, index.watched, suppress),
      satisfied:
        reached === 0
          ? missing
          : partOf(
              asked.reduce((total, row) => total + row.satisfied, 0),
              reached,
              suppress,
            ),
    })
  }
  return {
    asOf: now.toISOString(),
    from,
    to,
    agencies: (await readAgencyWork(tx)).map(({ agencyId, name, kind, ...counts }) => ({
      agencyId,
      name,
      kind,
      open: count(counts.open),
      toAccept: count(counts.toAccept),
      late: count(counts.late),
      dueSoon: count(counts.dueSoon),
      returned: count(counts.returned),
    })),
    evaluation: places,
  }
}
