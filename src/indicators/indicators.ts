import { definitionWords, indicatorNotes } from '../vocabulary/words/indicators.ts'
import type { RecordFilter } from './counts.ts'
import type { Figures } from './figures.ts'
import { governanceIndex } from './governance-index.ts'
import { type DefinitionView, type IndicatorName, type IndicatorValue, indicatorNames } from './schema.ts'
import { countInterval, proportionInterval } from './statistics.ts'
import { rateMayBeShown, safeCount, shown, unknownCount } from './suppression.ts'

export function definitionOf(name: IndicatorName): DefinitionView {
  return { name, ...definitionWords[name] }
}

/** Records behind each figure. The rate of relapse stands on pairs of records, the index on five parts: neither has one list. */
export const recordsBehind = {
  newDisputes: { numerator: 'opened', denominator: 'opened' },
  courtCases: { numerator: 'suits', denominator: 'suits' },
  courtCasesWithoutBulkFinance: { numerator: 'suitsWithoutBulk', denominator: 'suitsWithoutBulk' },
  litigationRate: { numerator: 'suits', denominator: 'suits' },
  litigationRateWithoutBulkFinance: { numerator: 'suitsWithoutBulk', denominator: 'suitsWithoutBulk' },
  mediationConcluded: { numerator: 'concluded', denominator: 'concluded' },
  mediationSuccessRate: { numerator: 'settled', denominator: 'concluded' },
  relapseRate: null,
  timelyAnswerRate: { numerator: 'answersTimely', denominator: 'answersDue' },
  earlyShare: { numerator: 'early', denominator: 'opened' },
  governanceIndex: null,
} as const satisfies Record<IndicatorName, Readonly<Record<'numerator' | 'denominator', RecordFilter>> | null>

function round(value: number, decimals: number): number {
  const scale = 10 ** decimals
  return Math.round(value * scale) / scale
}

const empty = { numerator: null, denominator: null, low: null, high: null }

function countValue(name: IndicatorName, count: number, suppress: boolean): IndicatorValue {
  const safe = suppress ? safeCount(count) : shown(count)
  return {
    name,
    ...safe,
    ...empty,
    definition: definitionOf(name),
    notes: safe.fewerThanFive ? [indicatorNotes.suppressed] : [],
  }
}

function shareValue(name: IndicatorName, part: number, whole: number, suppress: boolean): IndicatorValue {
  const definition = definitionOf(name)
  if (whole === 0) return { name, ...unknownCount, ...empty, definition, notes: [indicatorNotes.noData] }
  if (suppress && !rateMayBeShown(part, whole))
    return {
      name,
      value: null,
      fewerThanFive: true,
      hidden: false,
      ...empty,
      definition,
      notes: [indicatorNotes.suppressed],
    }
  const interval = proportionInterval(part, whole)
  const percent = (share: number) => round(share * 100, definition.decimals)
  return {
    name,
    ...shown(percent(part / whole)),
    numerator: part,
    denominator: whole,
    low: interval && percent(interval.low),
    high: interval && percent(interval.high),
    definition,
    notes: whole < 30 ? [indicatorNotes.smallNumber] : [],
  }
}

function litigationValue(name: IndicatorName, suits: number, figures: Figures, suppress: boolean): IndicatorValue {
  const definition = definitionOf(name)
  const { population } = figures
  if (!population) return { name, ...unknownCount, ...empty, definition, notes: [indicatorNotes.noPopulation] }
  const notes: string[] = [indicatorNotes.populationOf(population.year, population.source)]
  if (figures.broken) notes.push(indicatorNotes.brokenSeries)
  if (suppress && safeCount(suits).fewerThanFive)
    return {
      name,
      value: null,
      fewerThanFive: true,
      hidden: false,
      ...empty,
      definition,
      notes: [...notes, indicatorNotes.suppressed],
    }
  if (suits < 30) notes.push(indicatorNotes.smallNumber)
  const per = (count: number) => round((count / population.residents) * 10_000, definition.decimals)
  const interval = countInterval(suits)
  return {
    name,
    ...shown(per(suits)),
    numerator: suits,
    denominator: population.residents,
    low: per(interval.low),
    high: per(interval.high),
    definition,
    notes,
  }
}

/** All indicators of one place and period, each with its definition. With `suppress`, groups of one to four are not shown. */
export function indicatorValues(figures: Figures, suppress: boolean): IndicatorValue[] {
  const { counts, relapse } = figures
  const index = governanceIndex(figures.index, suppress)
  const withoutBulk = counts.suits - counts.bulk
  // Both lines of court cases are shown side by side: their difference must not be a small group either.
  const bulkIsSmall = suppress && safeCount(counts.bulk).fewerThanFive
  const hideBulk = (value: IndicatorValue): IndicatorValue =>
    bulkIsSmall ? { ...value, value: null, hidden: true, ...empty, notes: [indicatorNotes.suppressed] } : value
  const values: Record<IndicatorName, IndicatorValue> = {
    newDisputes: countValue('newDisputes', counts.opened, suppress),
    courtCases: countValue('courtCases', counts.suits, suppress),
    courtCasesWithoutBulkFinance: hideBulk(countValue('courtCasesWithoutBulkFinance', withoutBulk, suppress)),
    litigationRate: litigationValue('litigationRate', counts.suits, figures, suppress),
    litigationRateWithoutBulkFinance: hideBulk(
      litigationValue('litigationRateWithoutBulkFinance', withoutBulk, figures, suppress),
    ),
    mediationConcluded: countValue('mediationConcluded', counts.concluded, suppress),
    mediationSuccessRate: shareValue('mediationSuccessRate', counts.settled, counts.concluded, suppress),
    relapseRate: shareValue('relapseRate', relapse.relapsed, relapse.watched, suppress),
    timelyAnswerRate: shareValue('timelyAnswerRate', counts.answersTimely, counts.answersDue, suppress),
    earlyShare: shareValue('earlyShare', counts.early, counts.opened, suppress),
    governanceIndex: {
      name: 'governanceIndex',
      ...(index.value === null ? unknownCount : shown(index.value)),
      ...empty,
      definition: definitionOf('governanceIndex'),
      notes: [index.note],
    },
  }
  return indicatorNames.map((name) => values[name])
}
