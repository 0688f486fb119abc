import type { ScopedTx } from '../access/scope.ts'
import { addMonths } from '../vocabulary/calendar.ts'
import { type DisputeType, disputeTypes } from '../vocabulary/dispute-types.ts'
import { placeName } from '../vocabulary/places.ts'
import { caseClusters } from './clusters.ts'
import { type Known, type PlaceAndPeriod, readCounts, readRespondents } from './counts.ts'
import { breaksBetween, readFigures } from './figures.ts'
import { governanceIndex } from './governance-index.ts'
import { indicatorValues } from './indicators.ts'
import type { IndicatorsResult } from './schema.ts'
import { safeCount, safeParts, shown } from './suppression.ts'

/** SQL is in counts.ts; these are the reads that later rooms use. */
export { type CaseCluster, caseClusters } from './clusters.ts'
export {
  type CountRow,
  type PlaceAndPeriod,
  type RespondentCount,
  readArrivedBetween,
  readCauses,
  readCounts,
  readLastPosition,
  readLateness,
  readRelapses,
  readRespondents,
} from './counts.ts'
export { type Counts, noCounts } from './fact.ts'
export { breaksBetween, type Figures, type Population, populationOf, readFigures, yearsEarlier } from './figures.ts'
export { governanceIndex } from './governance-index.ts'
export { indicatorValues } from './indicators.ts'
export { usualRange } from './statistics.ts'
export { printed, safeCount, safeParts, smallestGroup } from './suppression.ts'

/** The twelve months up to the one that holds `to`, as `YYYY-MM`, oldest first. */
export function twelveMonths(to: string): string[] {
  const month = `${to.slice(0, 7)}-01`
  return Array.from({ length: 12 }, (_, index) => addMonths(month, index - 11).slice(0, 7))
}

/** Shares of dispute types, most frequent first; with `suppress` small ones are hidden, and a second one where needed. */
export function typeShares(counts: ReadonlyMap<string, number>, suppress: boolean): IndicatorsResult['types'] {
  const list = [...counts]
    .filter(([type, count]) => count > 0 && type !== 'none')
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  const total = list.reduce((sum, [, count]) => sum + count, 0)
  const safe = suppress ? safeParts(list.map(([, count]) => count)) : list.map(([, count]) => shown(count))
  return list.map(([type], index) => ({
    type,
    zh: disputeTypes[type as DisputeType].zh,
    ...safe[index]!,
    share: safe[index]!.value === null ? null : Math.round((safe[index]!.value / total) * 1000) / 1000,
  }))
}

/** Figures of a place and period with their definitions, months before, types and case clusters. */
export async function readOverview(
  tx: ScopedTx,
  query: PlaceAndPeriod,
  suppress: boolean,
  sequence: Known = null,
): Promise<IndicatorsResult> {
  const figures = await readFigures(tx, query, sequence)
  const months = twelveMonths(query.to)
  const monthly = new Map(
    (await readCounts(tx, { ...query, from: `${months[0]}-01` }, ['month'], sequence)).map((row) => [row.month!, row]),
  )
  const types = new Map((await readCounts(tx, query, ['type'], sequence)).map((row) => [row.type!, row.opened]))
  const count = suppress ? safeCount : shown
  const clusters = caseClusters(await readRespondents(tx, query, sequence))
  return {
    place: query.place,
    placeName: placeName(query.place),
    from: query.from,
    to: query.to,
    asOf: tx.context.now().toISOString(),
    items: indicatorValues(figures, suppress),
    governanceIndex: governanceIndex(figures.index, suppress),
    types: typeShares(types, suppress),
    months: months.map((month) => ({
      month,
      newDisputes: count(monthly.get(month)?.opened ?? 0),
      courtCases: count(monthly.get(month)?.suits ?? 0),
    })),
    breaks: breaksBetween(`${months[0]}-01`, query.to),
    caseClusters: clusters.map((cluster) => ({ ...cluster, zh: disputeTypes[cluster.type].zh })),
  }
}
