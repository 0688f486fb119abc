import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { detector, type Judged } from '../../src/warning/macro/detect.ts'
import type { Row } from '../row.ts'

const folder = join(import.meta.dirname, '../../../shared/data/outbreak/weekly')
/** Weeks 576 to 624 are judged. */
const from = 575
const weeks = 49

interface Outbreak {
  readonly k: number
  readonly start: number
  readonly probabilities: readonly number[]
}

function table(file: string): string[][] {
  return (parse(gunzipSync(readFileSync(join(folder, file)))) as string[][]).slice(1)
}

/** Alarms among chances (one series) after two weeks without one. */
function episodes(probabilities: readonly number[], limit: number): number {
  let [count, quiet] = [0, 2]
  for (const probability of probabilities)
    if (probability <= limit) {
      if (quiet >= 2) count++
      quiet = 0
    } else quiet++
  return count
}

/** The largest of `values` at which `rate` is still at most `wanted`. */
function limitFor(values: readonly number[], wanted: number, rate: (limit: number) => number): number {
  const sorted = [...values].sort((a, b) => a - b)
  let [low, high] = [0, sorted.length >> 2]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (rate(sorted[middle]!) <= wanted) low = middle
    else high = middle - 1
  }
  return sorted[low]!
}

export async function measure(): Promise<Row[]> {
  if (!existsSync(folder)) return []
  // SUYUAN_BENCH_SHARE=4 takes every fourth series: a first look.
  const every = Number(process.env['SUYUAN_BENCH_SHARE'] ?? 1)
  const baselines = table('baseline.csv.gz')
  const added = new Map<number, { k: number; start: number; end: number; cases: number[] }[]>()
  for (const [series, k, start, end, , cases] of table('current.csv.gz')) {
    const list = added.get(Number(series)) ?? []
    list.push({
      k: Number(k),
      start: Number(start) - 1,
      end: Number(end) - 1,
      cases: cases!.split(/[ ;|]/).map(Number),
    })
    added.set(Number(series), list)
  }
  const judge = detector('week', { kind: 'dates', share: 0.01 })
  const quiet: { scenario: string; probabilities: number[]; alarms: number }[] = []
  const outbreaks: Outbreak[] = []
  let cpu = 0
  const chances = (judged: readonly Judged[]): number[] => judged.map(({ probability }) => probability)
  for (const [index, [scenario, , ...cells]] of baselines.entries()) {
    if (index % every !== 0) continue
    const counts = Float64Array.from(cells, Number)
    const before = process.cpuUsage()
    const judged = judge(counts, from)
    const spent = process.cpuUsage(before)
    cpu += spent.user + spent.system
    quiet.push({
      scenario: scenario!,
      probabilities: chances(judged),
      alarms: judged.filter(({ alarm }) => alarm).length,
    })
    for (const { k, start, end, cases } of added.get(index + 1) ?? []) {
      const raised = counts.slice(0, end + 1)
      for (const [at, more] of cases.entries()) raised[start + at]! += more
      outbreaks.push({ k, start, probabilities: chances(judge(raised, start)) })
    }
  }
  const all = quiet.flatMap(({ probabilities }) => probabilities)
  const rate = (limit: number): number => all.filter((probability) => probability <= limit).length / all.length
  const episodeRate = (limit: number): number =>
    quiet.reduce((sum, { probabilities }) => sum + episodes(probabilities, limit), 0) / all.length
  const found = (limit: number, list = outbreaks): number =>
    list.filter(({ probabilities }) => probabilities.some((probability) => probability <= limit)).length / list.length
  const first = (limit: number): number =>
    outbreaks.filter(({ probabilities }) => probabilities[0]! <= limit).length / outbreaks.length
  const byWeeks = limitFor(all, 0.01, rate)
  const byEpisodes = limitFor(all, 0.01, episodeRate)
  const byScenario = new Map<string, { alarms: number; own: number; series: number }>()
  for (const { scenario, probabilities, alarms } of quiet) {
    const one = byScenario.get(scenario) ?? { alarms: 0, own: 0, series: 0 }
    one.series++
    one.own += alarms
    one.alarms += probabilities.filter((probability) => probability <= byWeeks).length
    byScenario.set(scenario, one)
  }
  const worst = Math.max(...[...byScenario.values()].map(({ alarms, series }) => alarms / series / weeks))
  const own = quiet.reduce((sum, { alarms }) => sum + alarms, 0) / all.length
  const percent = (share: number): string => (100 * share).toFixed(1)
  const bySize = [2, 5, 10]
    .map(
      (k) =>
        `k=${k} ${percent(
          found(
            byWeeks,
            outbreaks.filter((one) => one.k === k),
          ),
        )}`,
    )
    .join(', ')
  const command = 'npm run bench -- warning weekly'
  const base = { command, peer: '' }
  return [
    {
      ...base,
      measure: 'weekly benchmark: POD at 1 % false weeks',
      peer: 'Farrington flexible 52.3',
      target: '≥ 60',
      got: percent(found(byWeeks)),
      note: `${quiet.length} series, ${outbreaks.length} outbreaks; ${bySize}; at a chance of ${byWeeks.toPrecision(3)}`,
    },
    {
      ...base,
      measure: 'weekly benchmark: POD at 1 % false episodes',
      peer: 'Farrington flexible 52.8',
      target: '≥ 64',
      got: percent(found(byEpisodes)),
      note: `at a chance of ${byEpisodes.toPrecision(3)}`,
    },
    {
      ...base,
      measure: 'weekly benchmark: first week, at 1 % false weeks / episodes',
      peer: 'Farrington flexible 42.5 / 42.9',
      target: '≥ 42',
      got: `${percent(first(byWeeks))} / ${percent(first(byEpisodes))}`,
      note: 'alarm in the week of the first case',
    },
    {
      ...base,
      measure: 'worst scenario’s false weeks at a pooled 1 %',
      peer: 'about 3 % (three times nominal)',
      target: '≤ 2 %',
      got: `${percent(worst)} %`,
      note: `${byScenario.size} scenarios`,
    },
    {
      ...base,
      measure: 'own threshold: false weeks when 1 % is asked for',
      peer: '0.18–8.9 %',
      target: '0.85–1.15 %',
      got: `${(100 * own).toFixed(2)} %`,
      note: 'threshold by simulation from the fitted mean and dispersion; nothing taken from the benchmark',
    },
    {
      ...base,
      measure: 'speed: series with 49 weekly judgements, each refitted',
      peer: 'R surveillance 0.85–1.65 a second and core',
      target: '≥ 300',
      got: (quiet.length / (cpu / 1e6)).toFixed(0),
      note: `${(cpu / 1e6).toFixed(1)} s of CPU, simulations of thresholds included`,
    },
  ]
}
