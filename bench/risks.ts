import { join } from 'node:path'
import { lines, percent, suyuan } from './cli.ts'

/** Area under the ROC curve by ranks; ties count half. */
export function areaUnderCurve(scores: readonly (readonly [score: number, event: boolean])[]): number {
  const sorted = [...scores].sort((left, right) => left[0] - right[0])
  let rankSum = 0
  let events = 0
  for (let from = 0; from < sorted.length; ) {
    let to = from
    while (to < sorted.length && sorted[to]![0] === sorted[from]![0]) to++
    const rank = (from + 1 + to) / 2
    for (let at = from; at < to; at++)
      if (sorted[at]![1]) {
        rankSum += rank
        events++
      }
    from = to
  }
  const rest = sorted.length - events
  return events === 0 || rest === 0 ? Number.NaN : (rankSum - (events * (events + 1)) / 2) / (events * rest)
}

/** `export risks` on six days against what then happened, and against the generator's own hazard. */
export function measureRisks(county: string, exports: string, store: string): string {
  const records = lines(join(county, 'truth', 'records.csv'))
  const truthOf = new Map(records.map((line) => [`${line.source}:${line.number}`, line.dispute!]))
  const votes = new Map<string, Map<string, number>>()
  for (const line of lines(join(exports, 'links.csv'))) {
    const right = truthOf.get(`${line.source}:${line.number}`)
    if (!right) continue
    const count = votes.get(line.dispute!) ?? new Map<string, number>()
    count.set(right, (count.get(right) ?? 0) + 1)
    votes.set(line.dispute!, count)
  }
  const rightOf = new Map(
    [...votes].map(([dispute, count]) => [dispute, [...count].sort((left, right) => right[1] - left[1])[0]![0]]),
  )
  const escalations = lines(join(county, 'truth', 'escalations.csv'))
  const oracle = new Map(
    lines(join(county, 'truth', 'risks.csv')).map((line) => [
      `${line.as_of}:${line.dispute}`,
      Number(line.probability_30d),
    ]),
  )
  const ours: [number, boolean][] = []
  const best: [number, boolean][] = []
  let expected = 0
  let topEvents = 0
  for (const asOf of ['2022-07-01', '2022-10-01', '2023-01-01', '2023-04-01', '2023-06-01', '2023-08-01']) {
    const file = join(exports, `risks-${asOf}.csv`)
    suyuan(['export', 'risks', '--as-of', asOf, '--out', file, '--data-dir', store])
    const end = new Date(Date.parse(`${asOf}T00:00:00Z`) + 30 * 86_400_000).toISOString().slice(0, 10)
    const soon = new Set(escalations.filter((line) => line.at! >= asOf && line.at! < end).map((line) => line.dispute!))
    const day: [number, boolean][] = []
    for (const line of lines(file)) {
      const right = rightOf.get(line.dispute!)
      if (!right) continue
      const probability = Number(line.probability_30d)
      expected += probability
      day.push([probability, soon.has(right)])
      const ideal = oracle.get(`${asOf}:${right}`)
      if (ideal !== undefined) best.push([ideal, soon.has(right)])
    }
    ours.push(...day)
    topEvents += day
      .sort((left, right) => right[0] - left[0])
      .slice(0, Math.ceil(day.length / 100))
      .filter(([, event]) => event).length
  }
  const events = ours.filter(([, event]) => event).length
  return [
    `Six days of \`export risks\`: ${ours.length} open disputes, ${events} of which escalated within 30 days.`,
    '',
    '| | area under the curve | escalations expected | happened |',
    '| --- | --- | --- | --- |',
    `| the program | ${areaUnderCurve(ours).toFixed(3)} | ${expected.toFixed(1)} | ${events} |`,
    `| the generator's own hazard (the best that can be known) | ${areaUnderCurve(best).toFixed(3)} | ${best.reduce((sum, [probability]) => sum + probability, 0).toFixed(1)} | ${best.filter(([, event]) => event).length} |`,
    '',
    `The highest one per cent of each day holds ${topEvents} of the ${events} (${percent(topEvents / Math.max(1, events), 0)}).`,
  ].join('\n')
}
