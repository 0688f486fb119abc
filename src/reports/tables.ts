import { type CaseCluster, caseClusters, populationOf, printed, safeParts } from '../indicators/queries.ts'
import { type DisputeType, disputeTypeCodes, disputeTypes } from '../vocabulary/dispute-types.ts'
import { grades } from '../vocabulary/grades.ts'
import { placeName, towns } from '../vocabulary/places.ts'
import { sourceKeys, sourceTable } from '../vocabulary/sources.ts'
import { judicialAdviceStates } from '../vocabulary/states.ts'
import { tableWords } from '../vocabulary/words/reports.ts'
import { countsOf, decisionsOf, ofPlace, type ReportInputs } from './inputs.ts'
import type { ReportTable } from './schema.ts'

/** New disputes by type, those that are none left out. */
export function typesOf(rows: ReportInputs['types']): Map<DisputeType, number> {
  const sums = new Map<DisputeType, number>()
  for (const { type, opened } of rows)
    if (type !== 'none' && opened > 0) sums.set(type as DisputeType, (sums.get(type as DisputeType) ?? 0) + opened)
  return sums
}

const fewestRising = 5
const leastRatio = 1.5

/** Types with at least five new disputes and one and a half times the period before, steepest first, at most four. */
export function risingTypes(inputs: ReportInputs, place: string): { type: DisputeType; now: number; before: number }[] {
  const before = typesOf(ofPlace(inputs, place, inputs.typesBefore))
  return [...typesOf(ofPlace(inputs, place, inputs.types))]
    .map(([type, now]) => ({ type, now, before: before.get(type) ?? 0 }))
    .filter((entry) => entry.now >= fewestRising && entry.now >= leastRatio * entry.before)
    .sort(
      (a, b) =>
        b.now / Math.max(1, b.before) - a.now / Math.max(1, a.before) || b.now - a.now || (a.type < b.type ? -1 : 1),
    )
    .slice(0, 4)
}

type Form = { readonly title: string; readonly columns: readonly string[] }

function table(
  key: string,
  form: Form,
  numbers: readonly number[],
  rows: string[][],
  sources: ReportTable['sources'],
  note: string | null = tableWords.smallNote,
): ReportTable {
  return {
    key,
    title: form.title,
    columns: form.columns.map((label, index) => ({ label, number: numbers.includes(index) })),
    rows,
    note,
    sources,
  }
}

function sourcesOf(inputs: ReportInputs, place: string, name: string): ReportTable['sources'] {
  const { from, to } = inputs.period
  return [
    { kind: 'indicator', reference: name, path: `/indicators/${name}/records?place=${place}&from=${from}&to=${to}` },
  ]
}

function typeTable(inputs: ReportInputs, place: string): ReportTable {
  const now = typesOf(ofPlace(inputs, place, inputs.types))
  const before = typesOf(ofPlace(inputs, place, inputs.typesBefore))
  // In the fixed order of the classes, so that the reports of months lie side by side.
  const types = disputeTypeCodes.filter((type) => (now.get(type) ?? 0) > 0 || (before.get(type) ?? 0) > 0)
  const safeNow = safeParts(types.map((type) => now.get(type) ?? 0))
  const safeBefore = safeParts(types.map((type) => before.get(type) ?? 0))
  const total = types.reduce((sum, type) => sum + (now.get(type) ?? 0), 0)
  const rows = types.map((type, index) => {
    const value = safeNow[index]!.value
    return [
      disputeTypes[type].zh,
      printed(safeNow[index]!),
      printed(safeBefore[index]!),
      value === null || total === 0 ? '—' : `${((value / total) * 100).toFixed(1)}%`,
    ]
  })
  return table('types', tableWords.types, [1, 2, 3], rows, sourcesOf(inputs, place, 'newDisputes'))
}

function townTable(inputs: ReportInputs): ReportTable {
  const rows = inputs.periods.at(-1)!.towns
  const codes = [...towns.map((town) => town.code), '']
  const of = (code: string, pick: 'opened' | 'suits') => rows.find((row) => row.town === code)?.[pick] ?? 0
  const opened = safeParts(codes.map((code) => of(code, 'opened')))
  const suits = safeParts(codes.map((code) => of(code, 'suits')))
  const cells = codes.map((code, index) => {
    const residents =
      code === '' ? null : (populationOf(inputs.decisions.population, code, inputs.period.to)?.residents ?? null)
    const value = opened[index]!.value
    return [
      code === '' ? tableWords.noTown : placeName(code),
      printed(opened[index]!),
      printed(suits[index]!),
      value === null || residents === null ? '—' : ((value / residents) * 10_000).toFixed(2),
    ]
  })
  return table('towns', tableWords.towns, [1, 2, 3], cells, sourcesOf(inputs, inputs.place, 'newDisputes'))
}

function clusterTable(inputs: ReportInputs, place: string, clusters: readonly CaseCluster[]): ReportTable {
  const rows = clusters.map((cluster) => [
    cluster.subject,
    disputeTypes[cluster.type].zh,
    String(cluster.count),
    cluster.town === null ? tableWords.several : placeName(cluster.town),
  ])
  return table('clusters', tableWords.clusters, [2], rows, sourcesOf(inputs, place, 'newDisputes'), null)
}

function causeTable(inputs: ReportInputs, place: string): ReportTable {
  const sums = new Map<string, number>()
  for (const { cause, count } of ofPlace(inputs, place, inputs.causes)) sums.set(cause, (sums.get(cause) ?? 0) + count)
  const causes = [...sums].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 20)
  const safe = safeParts(causes.map(([, count]) => count))
  return table(
    'causes',
    tableWords.causes,
    [1],
    causes.map(([cause], index) => [cause, printed(safe[index]!)]),
    sourcesOf(inputs, place, 'courtCases'),
  )
}

function flowTable(inputs: ReportInputs, place: string): ReportTable {
  const rows = ofPlace(inputs, place, inputs.sources)
  const sources = sourceKeys.filter((source) => source !== 'repayment')
  const column = (pick: 'records' | 'opened' | 'concluded' | 'settled') =>
    safeParts(
      sources.map((source) => rows.filter((row) => row.source === source).reduce((sum, row) => sum + row[pick], 0)),
    )
  const columns = [column('records'), column('opened'), column('concluded'), column('settled')]
  return table(
    'flows',
    tableWords.flows,
    [1, 2, 3, 4],
    sources.map((source, index) => [sourceTable[source].zh, ...columns.map((values) => printed(values[index]!))]),
    sourcesOf(inputs, place, 'newDisputes'),
  )
}

function alertTable(inputs: ReportInputs, place: string): ReportTable {
  const { alerts } = decisionsOf(inputs.decisions, place)
  const rows = alerts.map((alert) => {
    const type = alert.type === null ? tableWords.noTown : (disputeTypes[alert.type as DisputeType]?.zh ?? alert.type)
    // Fewer than five members: no subject and no place finer than the town.
    const title = alert.members < 5 ? tableWords.smallAlert(type) : alert.title
    return [
      alert.code,
      grades[alert.grade].zh,
      title,
      alert.raisedAt.slice(0, 10),
      tableWords.alertState[alert.state] ?? alert.state,
      alert.members < 5 ? '' : alert.summary,
    ]
  })
  const sources = alerts.map((alert) => ({ kind: 'alert' as const, reference: alert.id, path: `/alerts/${alert.id}` }))
  return table('alerts', tableWords.alerts, [], rows.slice(0, 60), sources.slice(0, 60), null)
}

function adviceTable(inputs: ReportInputs, place: string): ReportTable {
  const { advice } = decisionsOf(inputs.decisions, place)
  const rows = advice.map((line) => [
    line.number || '—',
    line.recipient,
    line.title,
    judicialAdviceStates[line.state].zh,
    line.replyDue ?? '—',
  ])
  return table(
    'advice',
    tableWords.advice,
    [],
    rows,
    advice.map((line) => ({ kind: 'advice' as const, reference: line.id, path: `/judicial-advice/${line.id}` })),
    null,
  )
}

function educationTable(inputs: ReportInputs, place: string): ReportTable {
  const { education } = decisionsOf(inputs.decisions, place)
  const state = (done: boolean) => (done ? tableWords.educationState.done : tableWords.educationState.planned)
  const rows = education.map((line) => [
    line.title,
    line.audience,
    line.form,
    state(line.done),
    line.reached === null ? '—' : String(line.reached),
  ])
  return table(
    'education',
    tableWords.education,
    [4],
    rows,
    education.map((line) => ({ kind: 'education' as const, reference: line.id, path: '/education-tasks' })),
    null,
  )
}

/** All tables of one place's report; empty ones are left out. */
export function reportTables(inputs: ReportInputs, place: string): { tables: ReportTable[]; clusters: CaseCluster[] } {
  const clusters = caseClusters(ofPlace(inputs, place, inputs.respondents))
  const all = [
    typeTable(inputs, place),
    ...(place.length === 6 && countsOf(inputs, place, inputs.periods.at(-1)!.towns).records > 0
      ? [townTable(inputs)]
      : []),
    clusterTable(inputs, place, clusters),
    causeTable(inputs, place),
    flowTable(inputs, place),
    alertTable(inputs, place),
    adviceTable(inputs, place),
    educationTable(inputs, place),
  ]
  return { tables: all.filter((entry) => entry.rows.length > 0), clusters }
}
