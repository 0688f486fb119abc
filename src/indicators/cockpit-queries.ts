import type { ScopedTx } from '../access/scope.ts'
import { readReference, readSourceArrivals } from '../intake/queries.ts'
import { taskCounts } from '../tasks/inbox/queries.ts'
import { alertsByRemainingTime } from '../tasks/queries.ts'
import { addDays, dayOf } from '../vocabulary/calendar.ts'
import { placeName, towns } from '../vocabulary/places.ts'
import { sourceTable } from '../vocabulary/sources.ts'
import { cockpitWords, definitionWords, seriesBreaks } from '../vocabulary/words/indicators.ts'
import { feedKinds, feedLine, isUnanswered, kpiNote, risingTypes, townTiles } from './cockpit.ts'
import { readCounts, readFeed, readFunnel, readReportingTowns, readSpan } from './counts.ts'
import { readFigures } from './figures.ts'
import { governanceIndex } from './governance-index.ts'
import { indicatorValues } from './indicators.ts'
import type { Cockpit, CockpitAlert } from './schema.ts'
import { baselineDays, normalRange } from './statistics.ts'
import { safeCount, shown, unknownCount } from './suppression.ts'

const feedLength = 20
const alertLength = 40

/** Freshness of each source over its suppliers: the newest arrival, and the median gap of its arrival days in hours. */
async function readFreshness(tx: ScopedTx): Promise<Cockpit['sources']> {
  const now = tx.context.now()
  const arrivals = await readSourceArrivals(tx)
  return Object.entries(sourceTable).map(([source, { zh }]) => {
    const own = arrivals.filter((arrival) => arrival.source === source)
    const last = own.map((arrival) => arrival.lastReceivedAt).sort((a, b) => b.getTime() - a.getTime())[0]
    const days = [...new Set(own.flatMap((arrival) => arrival.days))].sort()
    const gaps = days.slice(1).map((day, index) => (Date.parse(day) - Date.parse(days[index]!)) / 3_600_000)
    const interval = days.length < 4 ? null : gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)]!
    const silence = last ? (now.getTime() - last.getTime()) / 3_600_000 : null
    return {
      source,
      zh,
      lastArrival: last?.toISOString() ?? null,
      interval,
      stale: interval === null || silence === null ? null : silence > Math.max(48, 3 * interval),
    }
  })
}

async function readResidents(tx: ScopedTx): Promise<Map<string, number>> {
  const rows = await readReference(tx, 'population')
  const newest = new Map<string, { year: string; residents: number }>()
  for (const { row } of rows) {
    const before = newest.get(row.区划代码 ?? '')
    if (!before || before.year < (row.年份 ?? ''))
      newest.set(row.区划代码 ?? '', { year: row.年份 ?? '', residents: Number(row.常住人口) })
  }
  return new Map(
    [...newest].filter(([, { residents }]) => residents > 0).map(([code, { residents }]) => [code, residents]),
  )
}

function cockpitAlert(alert: CockpitAlert): CockpitAlert {
  const {
    id,
    level,
    grade,
    state,
    raisedAt,
    title,
    town,
    type,
    observed,
    expected,
    dueAt,
    overdue,
    delivered,
    accepted,
    tasks,
  } = alert
  return {
    id,
    level,
    grade,
    state,
    raisedAt,
    title,
    town,
    type,
    observed,
    expected,
    dueAt,
    overdue,
    delivered,
    accepted,
    tasks,
  }
}

/** Everything the cockpit shows, in one read of day totals. Counts of one to four never leave this function. */
export async function readCockpit(tx: ScopedTx): Promise<Cockpit> {
  const now = tx.context.now()
  const today = dayOf(now)
  const place = tx.county
  const from = addDays(today, -29)
  const month = `${today.slice(0, 7)}-01`
  const year = `${today.slice(0, 4)}-01-01`

  const history = await readCounts(tx, { place, from: addDays(from, -baselineDays), to: today }, ['day'])
  const span = await readSpan(tx, place)
  const byDay = new Map(history.map((row) => [row.day!, row.opened]))
  const range = normalRange(byDay, span?.first ?? null, from, today)
  const days = Array.from({ length: 30 }, (_, index) => addDays(from, index))

  const byTown = await readCounts(tx, { place, from, to: today }, ['town'])
  const weeks = new Map<string, number[]>()
  const firstWeek = addDays(today, -83)
  for (const row of await readCounts(tx, { place, from: firstWeek, to: today }, ['day', 'town'])) {
    const list = weeks.get(row.town!) ?? Array<number>(12).fill(0)
    list[Math.floor((Date.parse(row.day!) - Date.parse(firstWeek)) / (7 * 86_400_000))]! += row.opened
    weeks.set(row.town!, list)
  }
  const openedByType = async (start: string, end: string) =>
    new Map((await readCounts(tx, { place, from: start, to: end }, ['type'])).map((row) => [row.type!, row.opened]))
  const rising = risingTypes(
    await openedByType(addDays(today, -6), today),
    await openedByType(addDays(today, -34), addDays(today, -7)),
  )

  const figures = await readFigures(tx, { place, from, to: today })
  const index = governanceIndex(figures.index, true)
  const yearly = indicatorValues(await readFigures(tx, { place, from: year, to: today }), true)
  const litigation = yearly.find((value) => value.name === 'litigationRate')!
  const alerts = (await alertsByRemainingTime(tx)).map(cockpitAlert)
  const tasks = await taskCounts(tx)
  const tileSet = townTiles({
    counts: new Map(byTown.map((row) => [row.town!, row.opened])),
    weeks,
    reporting: await readReportingTowns(
      tx,
      towns.map((town) => town.code),
    ),
    residents: await readResidents(tx),
    alerts,
  })
  const funnel = await readFunnel(tx, { place, from: month, to: today })
  const steps = {
    registered: funnel.length,
    assigned: funnel.filter((dispute) => dispute.assigned || dispute.mediated).length,
    mediated: funnel.filter((dispute) => dispute.mediated).length,
    agreed: funnel.filter((dispute) => dispute.agreed).length,
  }
  const opened = figures.counts.opened
  const whole = (value: number) => Math.round(value)
  return {
    asOf: now.toISOString(),
    place,
    placeName: placeName(place),
    kpi: [
      {
        key: 'newDisputes',
        zh: cockpitWords.kpi.newDisputes.zh,
        ...safeCount(opened),
        unit: cockpitWords.kpi.newDisputes.unit,
        decimals: 0,
        normal: range && { low: whole(range.total.low), high: whole(range.total.high) },
        note: kpiNote('newDisputes'),
        from,
        to: today,
        indicator: 'newDisputes',
      },
      {
        key: 'unansweredAlerts',
        zh: cockpitWords.kpi.unansweredAlerts.zh,
        ...shown(alerts.filter(isUnanswered).length),
        unit: cockpitWords.kpi.unansweredAlerts.unit,
        decimals: 0,
        normal: null,
        note: kpiNote('unansweredAlerts'),
        from,
        to: today,
        indicator: null,
      },
      {
        key: 'overdue',
        zh: cockpitWords.kpi.overdue.zh,
        ...shown(tasks.overdue + alerts.filter((alert) => alert.state === 'raised' && alert.overdue).length),
        unit: cockpitWords.kpi.overdue.unit,
        decimals: 0,
        normal: null,
        note: kpiNote('overdue'),
        from,
        to: today,
        indicator: null,
      },
      {
        key: 'governanceIndex',
        zh: cockpitWords.kpi.governanceIndex.zh,
        ...(index.value === null ? unknownCount : shown(index.value)),
        unit: cockpitWords.kpi.governanceIndex.unit,
        decimals: definitionWords.governanceIndex.decimals,
        normal: null,
        note: kpiNote('governanceIndex'),
        from,
        to: today,
        indicator: null,
      },
      {
        key: 'litigationRate',
        zh: cockpitWords.kpi.litigationRate.zh,
        value: litigation.value,
        fewerThanFive: litigation.fewerThanFive,
        hidden: litigation.hidden,
        unit: cockpitWords.kpi.litigationRate.unit,
        decimals: definitionWords.litigationRate.decimals,
        normal: null,
        note: [kpiNote('litigationRate'), ...litigation.notes].join(''),
        from: year,
        to: today,
        indicator: 'litigationRate',
      },
    ],
    towns: tileSet.towns,
    unattributed: tileSet.unattributed,
    townNote: cockpitWords.townNote,
    series: days.map((date, position) => {
      const expected = range?.days[position]
      const tenth = (value: number) => Math.round(value * 10) / 10
      return {
        date,
        observed: byDay.get(date) ?? 0,
        expected: expected ? tenth(expected.expected) : null,
        low: expected ? tenth(expected.low) : null,
        high: expected ? tenth(expected.high) : null,
      }
    }),
    seriesNote: cockpitWords.seriesNote,
    rising,
    alerts: alerts.slice(0, alertLength),
    funnel: (Object.keys(steps) as (keyof typeof steps)[]).map((key) => ({
      key,
      zh: cockpitWords.funnel[key],
      count: safeCount(steps[key]),
    })),
    funnelNote: cockpitWords.funnelNote,
    feed: (await readFeed(tx, feedKinds, feedLength)).map(feedLine),
    sources: await readFreshness(tx),
    governanceIndex: index,
    breaks: [...seriesBreaks],
  }
}
