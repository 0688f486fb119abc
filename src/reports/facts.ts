import { createHash } from 'node:crypto'
import { breaksBetween, indicatorValues, populationOf, printed, safeCount, usualRange } from '../indicators/queries.ts'
import type { IndicatorName, IndicatorValue } from '../indicators/schema.ts'
import { addDays, localTime, workingDayFrom } from '../vocabulary/calendar.ts'
import { type DisputeType, disputeTypes } from '../vocabulary/dispute-types.ts'
import { placeName } from '../vocabulary/places.ts'
import { type SourceKey, sourceTable } from '../vocabulary/sources.ts'
import {
  changeWords,
  conclusionWords,
  defaultOwner,
  itemAdvice,
  itemWords,
  judgementWords,
  methodWords,
  ownerOfType,
  periodWords,
  qualityWords,
  reportTitle,
  reportVersion,
  suggestionWords,
} from '../vocabulary/words/reports.ts'
import { countsOf, decisionsOf, figuresOf, ofPlace, type ReportInputs } from './inputs.ts'
import { periodLabel } from './period.ts'
import type { CheckupItem, ReportFacts, ReportSentence } from './schema.ts'
import { reportTables, risingTypes, typesOf } from './tables.ts'

type Source = CheckupItem['sources'][number]

/** JSON with sorted keys and no blanks: the bytes that a report's hash covers. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value !== null && typeof value === 'object')
    return `{${Object.entries(value)
      .filter(([, entry]) => entry !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, entry]) => `${JSON.stringify(key)}:${canonical(entry)}`)
      .join(',')}}`
  return JSON.stringify(value)
}

/** SHA-256 of the canonical JSON, hexadecimal. */
export function hashOf(facts: string): string {
  return createHash('sha256').update(facts, 'utf8').digest('hex')
}

/** Indicators on the sheet; the court's stand on records whose meaning changed at the break of 2025. */
const sheet: readonly IndicatorName[] = [
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
]
const courtNames: readonly IndicatorName[] = [
  'courtCases',
  'courtCasesWithoutBulkFinance',
  'litigationRate',
  'litigationRateWithoutBulkFinance',
]
/** Figures whose earlier values are not kept by period. */
const withoutHistory: readonly IndicatorName[] = ['relapseRate', 'governanceIndex']

export function indicatorSource(name: IndicatorName, place: string, from: string, to: string): Source {
  return {
    kind: 'indicator',
    reference: name,
    path: `/indicators/${name}/records?place=${place}&from=${from}&to=${to}`,
  }
}

function judge(
  number: number | null,
  range: { low: number; high: number } | null,
  broken: boolean,
): CheckupItem['judgement'] {
  if (broken) return 'notComparable'
  if (number === null || range === null) return 'unknown'
  const half = (range.high - range.low) / 2
  if (number > range.high) return number > range.high + half ? 'unusual' : 'high'
  if (number < range.low) return number < range.low - half ? 'unusual' : 'low'
  return 'normal'
}

function printedValue(value: IndicatorValue): string {
  return value.value === null ? printed(value) : value.value.toFixed(value.definition.decimals)
}

const round = (value: number, decimals: number): number => Math.round(value * 10 ** decimals) / 10 ** decimals

/** Values of the twelve periods before, by indicator: the same pure functions on their counts. */
function earlierValues(inputs: ReportInputs, place: string): IndicatorValue[][] {
  return inputs.periods.slice(0, -1).map((period) => {
    const counts = countsOf(inputs, place, period.towns)
    const reported = counts.records > 0
    const values = indicatorValues(
      {
        ...figuresOf(inputs, place),
        from: period.from,
        to: period.to,
        counts,
        population: populationOf(inputs.decisions.population, place, period.to),
      },
      true,
    )
    return reported ? values : values.map((value) => ({ ...value, value: null }))
  })
}

function sheetItems(inputs: ReportInputs, place: string, values: readonly IndicatorValue[]): CheckupItem[] {
  const { from, to } = inputs.period
  const earlier = earlierValues(inputs, place)
  const crosses = breaksBetween(inputs.periods[0]!.from, to).length > 0
  const items = sheet.map((name): CheckupItem => {
    const value = values.find((entry) => entry.name === name)!
    const history = withoutHistory.includes(name)
      ? []
      : earlier.map((period) => period.find((entry) => entry.name === name)!.value)
    const range = usualRange(history)
    const judgement = judge(value.value, range, crosses && courtNames.includes(name))
    return {
      key: name,
      zh: value.definition.zh,
      value: printedValue(value),
      number: value.value,
      unit: value.definition.unit,
      low: range && round(range.low, value.definition.decimals),
      high: range && round(range.high, value.definition.decimals),
      earlier: history,
      judgement,
      judgementZh: judgementWords[judgement],
      note: [value.definition.text, ...value.notes].join(''),
      advice: itemAdvice[name]?.[judgement] ?? '',
      sources: [indicatorSource(name, place, from, to)],
    }
  })
  const { alerts, performance } = decisionsOf(inputs.decisions, place)
  const raised = alerts.filter((alert) => alert.raisedAt.slice(0, 10) >= from && alert.raisedAt.slice(0, 10) <= to)
  const triaged = raised.filter((alert) => alert.triaged)
  const confirmed = triaged.filter((alert) => alert.state !== 'dismissed')
  const due = performance.reduce((sum, row) => sum + row.due, 0)
  const onTime = performance.reduce((sum, row) => sum + row.onTime, 0)
  const extra = (key: keyof typeof itemWords, number: number | null, text: string, source: Source): CheckupItem => ({
    key,
    zh: itemWords[key].zh,
    value: text,
    number,
    unit: itemWords[key].unit,
    low: null,
    high: null,
    earlier: [],
    judgement: 'unknown',
    judgementZh: judgementWords.unknown,
    note: itemWords[key].note,
    advice: '',
    sources: [source],
  })
  const share = (part: number, whole: number) => (whole < 5 ? null : round((part / whole) * 100, 1))
  const shareText = (part: number, whole: number) =>
    whole === 0 ? '—' : whole < 5 ? '<5' : share(part, whole)!.toFixed(1)
  const alertsFrom: Source = { kind: 'alert', reference: 'alerts', path: '/alerts?view=all' }
  return [
    ...items,
    extra('alertsRaised', raised.length, String(raised.length), alertsFrom),
    extra(
      'alertsConfirmed',
      share(confirmed.length, triaged.length),
      shareText(confirmed.length, triaged.length),
      alertsFrom,
    ),
    extra('performance', share(onTime, due), shareText(onTime, due), {
      kind: 'ledger',
      reference: 'performance',
      path: null,
    }),
  ]
}

function conclusions(
  inputs: ReportInputs,
  place: string,
  items: readonly CheckupItem[],
  period: string,
): ReportSentence[] {
  const { from, to } = inputs.period
  const item = (key: string) => items.find((entry) => entry.key === key)!
  const opened = item('newDisputes')
  const suits = item('courtCases')
  const rate = item('litigationRate')
  const population = populationOf(inputs.decisions.population, place, to)
  const range =
    opened.low === null || opened.high === null
      ? conclusionWords.noRange
      : conclusionWords.range(opened.low.toFixed(0), opened.high.toFixed(0), opened.judgementZh)
  const rising = risingTypes(inputs, place)
  const { alerts } = decisionsOf(inputs.decisions, place)
  const raised = alerts.filter((alert) => alert.raisedAt.slice(0, 10) >= from)
  return [
    { text: conclusionWords.disputes(period, placeName(place), opened.value, range), sources: opened.sources },
    {
      text:
        conclusionWords.court(
          suits.value,
          population ? conclusionWords.rate(rate.value, String(population.residents)) : conclusionWords.noRate,
        ) + (suits.judgement === 'notComparable' ? conclusionWords.broken : ''),
      sources: [...suits.sources, ...rate.sources],
    },
    {
      text: conclusionWords.mediation(
        item('mediationConcluded').value,
        item('mediationSuccessRate').value === '—' || item('mediationSuccessRate').value === '<5'
          ? item('mediationSuccessRate').value
          : `${item('mediationSuccessRate').value}%`,
      ),
      sources: [...item('mediationConcluded').sources, ...item('mediationSuccessRate').sources],
    },
    {
      text:
        rising.length === 0
          ? conclusionWords.noRising
          : conclusionWords.rising(
              rising
                .map((type) =>
                  conclusionWords.risingItem(
                    disputeTypes[type.type].zh,
                    String(type.now),
                    printed(safeCount(type.before)),
                  ),
                )
                .join('、'),
            ),
      sources: [indicatorSource('newDisputes', place, from, to)],
    },
    {
      text: conclusionWords.alerts(
        String(raised.length),
        String(raised.filter((alert) => alert.triaged && alert.state !== 'dismissed').length),
        String(alerts.filter((alert) => alert.closed).length),
      ),
      sources: alerts.map((alert) => ({ kind: 'alert' as const, reference: alert.id, path: `/alerts/${alert.id}` })),
    },
  ]
}

function suggestions(
  inputs: ReportInputs,
  place: string,
  items: readonly CheckupItem[],
  clusters: readonly { subject: string; type: DisputeType }[],
): ReportFacts['suggestions'] {
  const { from, to } = inputs.period
  const until = workingDayFrom(addDays(to, 30))
  const all = [indicatorSource('newDisputes', place, from, to)]
  const list: ReportFacts['suggestions'] = clusters.slice(0, 5).map(({ subject, type }) => ({
    text: suggestionWords.cluster(subject, disputeTypes[type].zh),
    owner: ownerOfType[type] ?? defaultOwner,
    until,
    sources: all,
  }))
  for (const { type } of risingTypes(inputs, place))
    if (!clusters.some((cluster) => cluster.type === type))
      list.push({
        text: suggestionWords.rising(disputeTypes[type].zh),
        owner: ownerOfType[type] ?? defaultOwner,
        until,
        sources: all,
      })
  for (const item of items)
    if (item.advice !== '') list.push({ text: item.advice, owner: defaultOwner, until, sources: item.sources })
  return list
}

function dataQuality(inputs: ReportInputs, place: string): ReportSentence[] {
  const { from, to } = inputs.period
  const lateness = ofPlace(inputs, place, inputs.lateness)
  const records = lateness.reduce((sum, row) => sum + row.records, 0)
  const late = lateness.reduce((sum, row) => sum + row.late, 0)
  const noTown = lateness.filter((row) => row.town === '').reduce((sum, row) => sum + row.records, 0)
  const types = typesOf(ofPlace(inputs, place, inputs.types))
  const opened = [...types.values()].reduce((sum, count) => sum + count, 0)
  const share = (part: number, whole: number) =>
    whole === 0 || (part > 0 && part < 5) ? '—' : `${((part / whole) * 100).toFixed(1)}%`
  const present = new Set(
    ofPlace(inputs, place, inputs.sources)
      .filter((row) => row.records > 0)
      .map((row) => row.source),
  )
  const silent = (Object.keys(sourceTable) as SourceKey[]).filter((source) => !present.has(source))
  const sources = [indicatorSource('newDisputes', place, from, to)]
  const sentence = (text: string): ReportSentence => ({ text, sources })
  return [
    sentence(qualityWords.records(printed(safeCount(records)))),
    ...(place.length === 6 ? [sentence(qualityWords.noTown(share(noTown, records)))] : []),
    sentence(qualityWords.late(share(late, records))),
    sentence(qualityWords.other(share(types.get('other') ?? 0, opened))),
    sentence(
      silent.length === 0
        ? qualityWords.allReported
        : qualityWords.silent(silent.map((source) => sourceTable[source].zh).join('、')),
    ),
    sentence(qualityWords.incomplete),
  ]
}

/** The frozen facts of one place's report: a pure function of what was read. */
export function reportFacts(inputs: ReportInputs, place: string): ReportFacts {
  const { from, to } = inputs.period
  const period = periodWords(from, to)
  const values = indicatorValues(figuresOf(inputs, place), true)
  const items = sheetItems(inputs, place, values)
  const trendPeriods = inputs.periods.map((entry) => ({
    label: periodLabel(entry),
    from: entry.from,
    to: entry.to,
    counts: countsOf(inputs, place, entry.towns),
  }))
  const trend = (pick: 'opened' | 'suits') =>
    trendPeriods.map(({ counts }) => (counts.records === 0 ? null : safeCount(counts[pick]).value))
  const { tables, clusters } = reportTables(inputs, place)
  const previous = inputs.decisions.previous[place]
  const since = ofPlace(inputs, place, inputs.arrivedSince).reduce((sum, row) => sum + row.count, 0)
  const definitions = values.map(({ definition }) => ({
    name: definition.zh,
    version: definition.version,
    text: definition.text,
    source: definition.source,
  }))
  return {
    version: reportVersion,
    county: inputs.county,
    place,
    placeName: placeName(place),
    from,
    to,
    period,
    title: reportTitle,
    sequence: inputs.sequence,
    asOf: localTime(inputs.asOf),
    conclusions: conclusions(inputs, place, items, period),
    items,
    trend: {
      labels: trendPeriods.map((entry) => entry.label),
      newDisputes: trend('opened'),
      courtCases: trend('suits'),
      breaks: trendPeriods
        .slice(1)
        .flatMap((entry, index) =>
          breaksBetween(trendPeriods[index]!.from, entry.from).map((line) => ({ index: index + 1, text: line.zh })),
        ),
    },
    tables,
    suggestions: suggestions(inputs, place, items, clusters),
    dataQuality: dataQuality(inputs, place),
    definitions,
    method: [...methodWords],
    changes: !previous
      ? [changeWords.first]
      : [
          since === 0 ? changeWords.none : changeWords.late(printed(safeCount(since))),
          ...definitions
            .filter(
              ({ name, version }) => previous.definitions[name] !== undefined && previous.definitions[name] !== version,
            )
            .map(({ name, version }) => changeWords.version(name, version)),
        ],
  }
}
