import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type HazardWeights, hazardWeights } from '../../demo/life.ts'
import { systemScope, withScope } from '../../src/access/scope.ts'
import { withServices } from '../../src/programs/open.ts'
import { readSignalsBetween } from '../../src/warning/memory-queries.ts'
import { areaUnder, calibrationError, fitMicro } from '../../src/warning/micro/fit.ts'
import { handSet, type MicroModel } from '../../src/warning/micro/model.ts'
import { isOpenAt, riskAt } from '../../src/warning/micro.ts'
import type { Signal } from '../../src/warning/signal.ts'
import { lines } from '../cli.ts'
import { removeStore, replayCounty } from '../replayed.ts'
import type { Row } from '../row.ts'

const day = 86_400_000
const county = '330681'
const kept = process.env['SUYUAN_BENCH_MICRO']
const records = Number(process.env['SUYUAN_BENCH_RECORDS'] ?? 12_000)

/** Another county: drink and tools matter more, calls and failed mediation less, the festival hardly. */
const otherHazard: HazardWeights = {
  ...hazardWeights,
  base: -9.2,
  drink: 1,
  tool: 0.9,
  threat: 0.8,
  failed: 0.4,
  call: 0.4,
  festival: 0.3,
}

interface World {
  readonly name: string
  readonly seed: string
  readonly hazard?: HazardWeights
}
const learnt: World = { name: 'learnt from', seed: 'micro-a' }
const tests: readonly World[] = [
  { name: 'same weights', seed: 'micro-b' },
  { name: 'changed weights', seed: 'micro-c', hazard: otherHazard },
]

/** One open dispute on one day: what was said of it, what the generator knew, and what came in 30 days. */
interface Case {
  readonly signals: readonly Signal[]
  readonly at: number
  readonly town: string
  readonly oracle: number
  readonly happened: boolean
}

interface Loaded {
  readonly signals: readonly Signal[]
  readonly cases: readonly Case[]
}

async function load(folder: string, { seed, hazard }: World): Promise<Loaded> {
  const replayed = replayCounty(join(folder, seed), seed, records, hazard)
  let signals: Signal[] = []
  await withServices({ dataDir: replayed.store }, async (services) => {
    signals = await withScope(services, systemScope(county, 'warning'), 'pipeline', (tx) =>
      readSignalsBetween(tx, new Date('2000-01-01'), new Date('2100-01-01')),
    )
  })
  const truth = join(replayed.county, 'truth')
  const trueOf = new Map(
    lines(join(truth, 'records.csv')).map((line) => [`${line.source}:${line.number}`, line.dispute!]),
  )
  const escalations = new Map<string, number[]>()
  for (const line of lines(join(truth, 'escalations.csv'))) {
    const list = escalations.get(line.dispute!) ?? []
    list.push(Date.parse(`${line.at!.replace(' ', 'T')}:00+08:00`))
    escalations.set(line.dispute!, list)
  }
  const found = new Map<string, Signal[]>()
  for (const signal of signals) found.set(signal.disputeId, [...(found.get(signal.disputeId) ?? []), signal])
  // A dispute of ours stands for the true one that most of its records belong to.
  const ours = new Map<string, Signal[]>()
  for (const list of found.values()) {
    const votes = new Map<string, number>()
    for (const signal of list) {
      const name = trueOf.get(`${signal.source}:${signal.number}`)
      if (name) votes.set(name, (votes.get(name) ?? 0) + 1)
    }
    const [best] = [...votes].sort((one, other) => other[1] - one[1])
    if (best === undefined) continue
    const known = ours.get(best[0])
    if (known === undefined || known.length < list.length) ours.set(best[0], list)
  }
  const cases: Case[] = []
  for (const line of lines(join(truth, 'risks.csv'))) {
    const list = ours.get(line.dispute!)
    const at = Date.parse(`${line.as_of}T00:00:00+08:00`) - 1
    if (list === undefined || !isOpenAt(list, at)) continue
    cases.push({
      signals: list,
      at,
      town: list.find(({ town }) => town !== null)?.town ?? '',
      oracle: Number(line.probability_30d),
      happened: (escalations.get(line.dispute!) ?? []).some((time) => time > at && time <= at + 30 * day),
    })
  }
  return { signals, cases }
}

/** Share of the escalations that stand among the twenty highest of their town on the day. */
function recallOfTwenty(cases: readonly Case[], chanceOf: (one: Case) => number): number {
  const lists = new Map<string, [number, boolean][]>()
  for (const one of cases) {
    const key = `${one.at} ${one.town}`
    const list = lists.get(key) ?? []
    list.push([chanceOf(one), one.happened])
    lists.set(key, list)
  }
  let [caught, all] = [0, 0]
  for (const list of lists.values()) {
    list.sort((one, other) => other[0] - one[0])
    caught += list.slice(0, 20).filter(([, happened]) => happened).length
    all += list.filter(([, happened]) => happened).length
  }
  return caught / all
}

const withScale = (value: number): string => value.toFixed(3)

export async function measure(): Promise<Row[]> {
  const folder = kept ?? mkdtempSync(join(tmpdir(), 'suyuan-micro-'))
  const rows: Row[] = []
  try {
    const source = await load(folder, learnt)
    const last = Math.max(...source.signals.map(({ receivedAt }) => receivedAt))
    const first = Math.min(...source.signals.map(({ receivedAt }) => receivedAt))
    const fit = fitMicro(source.signals, Math.max(first, last - 3 * 365 * day), last, 'bench')
    for (const world of tests) {
      const { cases } = await load(folder, world)
      const happened = cases.filter((one) => one.happened).length
      const oracleArea = areaUnder(cases.map((one) => [one.oracle, one.happened]))
      const oracleRecall = recallOfTwenty(cases, (one) => one.oracle)
      const models: (readonly [string, MicroModel])[] = [['set by hand', handSet]]
      if (fit !== null) models.push(['fitted to another county', fit.model])
      for (const [name, model] of models) {
        const chances = new Map(cases.map((one) => [one, riskAt(one.signals, one.at, one.at, model).probability]))
        const pairs = cases.map((one) => [chances.get(one)!, one.happened] as const)
        const area = areaUnder(pairs)
        const recall = recallOfTwenty(cases, (one) => chances.get(one)!)
        rows.push({
          measure: `escalation of single disputes, ${world.name}, weights ${name}`,
          peer: `oracle (the generator's hazard): area ${withScale(oracleArea)}, recall ${withScale(oracleRecall)}`,
          target: 'area above chance and recall in the top 20 a town ≥ 0.90 of the oracle; calibration error ≤ 0.02',
          got: `${withScale((area - 0.5) / (oracleArea - 0.5))} (area ${withScale(area)}); ${withScale(recall / oracleRecall)} (recall ${withScale(recall)}); ${calibrationError(pairs).toFixed(4)}`,
          command: 'npm run bench -- warning micro',
          note: `${cases.length} open disputes on 18 first days of months, ${happened} escalated within 30 days; ${records} records, linked by the program${name === 'set by hand' ? '' : `; fit of ${fit!.events} weeks with an escalation`}`,
        })
      }
    }
  } finally {
    if (kept === undefined) {
      for (const { seed } of [learnt, ...tests]) removeStore(join(folder, seed, 'store'))
      rmSync(folder, { recursive: true, force: true })
    }
  }
  return rows
}
