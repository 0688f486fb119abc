import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StoryFacts } from '../demo/story.ts'
import { type Line, lines, percent } from './cli.ts'

interface Alert {
  readonly line: Line
  /** Local time as `2023-08-03 12:42:57`. */
  readonly raisedAt: string
  readonly members: readonly string[]
}

const local = (time: string): string => time.slice(0, 19).replace('T', ' ')
const split = (text: string | undefined): string[] => (text ?? '').split(';').filter((part) => part !== '')

/** `source:number` of a first supplier → as the truth writes it. */
const asAlert = (line: Line): Alert => ({ line, raisedAt: local(line.raised_at ?? ''), members: split(line.members) })

interface Group {
  readonly key: string
  readonly title: string
  readonly records: ReadonlySet<string>
  /** Records in the order of receipt with the person who speaks. */
  readonly arrivals: readonly { readonly record: string; readonly receivedAt: string; readonly claimant: string }[]
}

function groups(county: string): Group[] {
  const disputes = new Map(lines(join(county, 'truth', 'disputes.csv')).map((line) => [line.dispute!, line]))
  const received = new Map<string, string>()
  for (const source of ['police110', 'complaint', 'petition', 'grid', 'mediation', 'court'] as const)
    for (const line of lines(join(county, `${source}.csv`))) {
      const key = `${source}:${Object.values(line)[0]}`
      if (!received.has(key)) received.set(key, line.接收时间!)
    }
  const byCluster = new Map<string, { record: string; receivedAt: string; claimant: string }[]>()
  for (const line of lines(join(county, 'truth', 'records.csv'))) {
    const dispute = disputes.get(line.dispute!)
    if (!dispute || dispute.cluster === '') continue
    const record = `${line.source}:${line.number}`
    const list = byCluster.get(dispute.cluster!) ?? []
    list.push({ record, receivedAt: received.get(record) ?? '', claimant: dispute.claimant! })
    byCluster.set(dispute.cluster!, list)
  }
  return lines(join(county, 'truth', 'clusters.csv')).map((line) => {
    const arrivals = (byCluster.get(line.cluster!) ?? []).sort((left, right) =>
      left.receivedAt < right.receivedAt ? -1 : 1,
    )
    return {
      key: line.cluster!,
      title: line.title!,
      records: new Set(arrivals.map((arrival) => arrival.record)),
      arrivals,
    }
  })
}

/** Alerts of the replayed county against its clusters, decoys and chance coincidences. */
export function measureAlerts(county: string, file: string): string {
  const alerts = lines(file).map(asAlert)
  const truth = groups(county)
  const meso = alerts.filter((alert) => alert.line.level === 'meso')
  const facts = JSON.parse(readFileSync(join(county, 'truth', 'story.json'), 'utf8')) as StoryFacts
  const groupOf = (alert: Alert): Group | null =>
    truth.find(
      (group) => alert.members.filter((member) => group.records.has(member)).length * 2 > alert.members.length,
    ) ?? null
  const table = [
    '| group | people | first alert | grade | on complainant no. | members right | days after the first record |',
    '| --- | --- | --- | --- | --- | --- | --- |',
  ]
  let found = 0
  for (const group of truth) {
    const mine = meso
      .filter((alert) => groupOf(alert)?.key === group.key)
      .sort((left, right) => (left.raisedAt < right.raisedAt ? -1 : 1))
    const first = mine[0]
    const people = new Set(group.arrivals.map((arrival) => arrival.claimant)).size
    if (!first) {
      table.push(`| ${group.key} | ${people} | none | – | – | – | – |`)
      continue
    }
    found++
    const ordinal = new Set(
      group.arrivals.filter((arrival) => arrival.receivedAt <= first.raisedAt).map((arrival) => arrival.claimant),
    ).size
    const right = first.members.filter((member) => group.records.has(member)).length / first.members.length
    const days = (Date.parse(first.raisedAt) - Date.parse(group.arrivals[0]!.receivedAt)) / 86_400_000
    table.push(
      `| ${group.key} | ${people} | ${first.raisedAt.slice(0, 10)} | ${first.line.grade} | ${ordinal} | ${percent(right, 0)} | ${days.toFixed(1)} |`,
    )
  }
  const false_ = meso.filter((alert) => groupOf(alert) === null)
  const months = 24
  const caller = new Set(facts.caller?.records ?? [])
  const byCaller = alerts.filter(
    (alert) =>
      alert.line.level === 'meso' && alert.members.some((member) => caller.has(member)) && groupOf(alert) === null,
  )
  const quiet = facts.quietDeveloper ? alerts.filter((alert) => alert.line.subject === facts.quietDeveloper!.name) : []
  const bulk = alerts.filter((alert) => alert.raisedAt.startsWith('2023-05-20 10:0'))
  const rebound = alerts.filter(
    (alert) =>
      alert.line.level === 'macro' &&
      (/^2022-02-(0[6-9]|1\d|2[0-4])/.test(alert.raisedAt) ||
        /^2023-0(1-(2[8-9]|3)|2-(0|1[0-5]))/.test(alert.raisedAt)),
  )
  const levels = new Map<string, number>()
  for (const alert of alerts) {
    const key = `${alert.line.level || 'data'} ${alert.line.kind} ${alert.line.grade}`
    levels.set(key, (levels.get(key) ?? 0) + 1)
  }
  return [
    `${found} of ${truth.length} groups raised a meso alert. Meso alerts in all: ${meso.length}; most of whose members belong to no true group: ${false_.length}, that is ${(false_.length / 23 / months).toFixed(3)} a town and month (the county: ${(false_.length / months).toFixed(1)} a month).`,
    '',
    ...table,
    '',
    `Decoys: one person calling forty times raised ${byCaller.length} group alerts; the developer without complaints ${quiet.length}; the late bulk upload of one town ${bulk.length} alerts of any level in its ten minutes; the weeks after the two festivals ${rebound.length} macro alerts.`,
    '',
    `Alerts by level, kind and grade: ${[...levels]
      .sort()
      .map(([key, count]) => `${key} ${count}`)
      .join(', ')}.`,
  ].join('\n')
}
