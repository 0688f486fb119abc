import type { Cluster } from './clusters.ts'
import { csvText } from './csv.ts'
import { type HazardWeights, type Life, thirtyDayRisk } from './life.ts'
import type { Row, Trace } from './model.ts'
import type { StoryFacts } from './story.ts'
import { addMonths, DAY, formatTime, type Minutes } from './time.ts'

export interface TruthPlan {
  readonly lives: readonly Life[]
  readonly rows: readonly Row[]
  readonly numbers: ReadonlyMap<Trace, string>
  readonly clusters: readonly Cluster[]
  readonly facts: StoryFacts
  readonly from: Minutes
  readonly until: Minutes
  readonly hazard?: HazardWeights
}

const silence = 180 * DAY

/** What is really behind the records, for measuring; nothing in src/ reads it. */
export function truthFiles(plan: TruthPlan): {
  readonly files: Readonly<Record<string, string>>
  readonly escalations: number
} {
  const seen = new Set<string>()
  const records: Record<string, string>[] = []
  const mentions: Record<string, string>[] = []
  for (const row of plan.rows) {
    const key = `${row.source}:${row.number}`
    if (!seen.has(key)) {
      seen.add(key)
      records.push({ source: row.source, number: row.number, dispute: row.dispute ?? '', expect: row.expect })
    }
    for (const mention of row.mentions)
      mentions.push({
        source: row.source,
        number: row.number,
        role: mention.role,
        name: mention.name,
        party: mention.party,
      })
  }
  const escalations = plan.lives.flatMap((life) =>
    life.traces
      .filter((trace) => trace.escalation !== null)
      .map((trace) => ({
        dispute: life.quarrel.id,
        at: formatTime(trace.at, 'isoMinutes'),
        kind: trace.escalation!,
        source: trace.source,
        number: plan.numbers.get(trace) ?? '',
      })),
  )
  const risks: Record<string, string>[] = []
  for (let asOf = addMonths(plan.from, 6); asOf < plan.until; asOf = addMonths(asOf, 1)) {
    const date = formatTime(asOf, 'isoDate')
    for (const life of plan.lives) {
      if (life.quarrel.type === 'none') continue
      const known = life.traces.filter((trace) => trace.at < asOf)
      const last = known[known.length - 1]
      if (
        !last ||
        asOf - last.at > silence ||
        last.outcome === 'settled' ||
        last.outcome === 'judged' ||
        last.outcome === 'withdrawn'
      )
        continue
      risks.push({
        as_of: date,
        dispute: life.quarrel.id,
        probability_30d: thirtyDayRisk(life.quarrel, known, asOf, plan.hazard).toFixed(6),
      })
    }
  }
  const disputes = plan.lives
    .filter((life) => life.traces.length > 0)
    .map((life) => ({
      dispute: life.quarrel.id,
      type: life.quarrel.type,
      matter: life.quarrel.matter.key,
      town: life.quarrel.town.code,
      cluster: life.quarrel.cluster ?? '',
      claimant: life.quarrel.claimant.id,
      opponent: life.quarrel.opponentOrganisation?.id ?? life.quarrel.opponentPerson?.id ?? '',
      opened: formatTime(life.traces[0]!.at, 'isoMinutes'),
      closed: life.closedAt === null ? '' : formatTime(life.closedAt, 'isoMinutes'),
      traces: String(life.traces.length),
    }))
  const clusterLines = [
    ...plan.clusters.map((cluster) => ({
      cluster: cluster.plan.key,
      title: cluster.plan.title,
      respondent: cluster.respondent.name,
      former: cluster.respondent.formerName?.name ?? '',
      towns: cluster.plan.towns.join(';'),
      people: String(cluster.plan.people),
      from: cluster.plan.from,
    })),
    {
      cluster: 'story',
      title: '楼盘故事',
      respondent: plan.facts.respondent.name,
      former: '',
      towns: plan.facts.town,
      people: String(plan.facts.owners.length),
      from: plan.facts.stages[0]!.receivedAt.slice(0, 10),
    },
  ]
  const table = (lines: readonly Record<string, string>[], columns: readonly string[]): string =>
    csvText(columns, lines)
  return {
    escalations: escalations.length,
    files: {
      'records.csv': table(records, ['source', 'number', 'dispute', 'expect']),
      'mentions.csv': table(mentions, ['source', 'number', 'role', 'name', 'party']),
      'disputes.csv': table(disputes, [
        'dispute',
        'type',
        'matter',
        'town',
        'cluster',
        'claimant',
        'opponent',
        'opened',
        'closed',
        'traces',
      ]),
      'clusters.csv': table(clusterLines, ['cluster', 'title', 'respondent', 'former', 'towns', 'people', 'from']),
      'escalations.csv': table(escalations, ['dispute', 'at', 'kind', 'source', 'number']),
      'risks.csv': table(risks, ['as_of', 'dispute', 'probability_30d']),
      'story.json': `${JSON.stringify(plan.facts, null, 1)}\n`,
    },
  }
}
