import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { detector } from '../../src/warning/macro/detect.ts'
import type { Row } from '../row.ts'

const folder = join(import.meta.dirname, '../../../shared/data/outbreak/daily')
const signals = [1, 2, 3, 4, 5, 6, 7, 8]
/** Days 2206 to 2548: the last 49 weeks, in which the outbreaks lie. */
const judged = 49 * 7

/** Columns X1 … of a file as series. */
function series(file: string): Float64Array[] {
  const rows = (parse(gunzipSync(readFileSync(join(folder, file)))) as string[][]).slice(1)
  const width = rows[0]!.length
  // R writes row names into a first column without a heading of X1 …
  const first = width % 100
  return Array.from({ length: width - first }, (_, column) =>
    Float64Array.from(rows, (row) => Number(row[column + first])),
  )
}

interface Outbreak {
  /** Chances of its days, the first day of a case to the last. */
  readonly days: readonly number[]
}

export async function measure(): Promise<Row[]> {
  if (!existsSync(folder)) return []
  // SUYUAN_BENCH_SHARE=4 takes every fourth series: a first look.
  const every = Number(process.env['SUYUAN_BENCH_SHARE'] ?? 1)
  const judge = detector('day', { kind: 'dates', share: 0.01 })
  const rows: Row[] = []
  for (const signal of signals) {
    const [totals, injected] = [series(`totals_sig${signal}.csv.gz`), series(`outbreaks_sig${signal}.csv.gz`)]
    const quiet: number[] = []
    const outbreaks: Outbreak[] = []
    let own = 0
    const before = process.cpuUsage().user
    for (const [index, counts] of totals.entries()) {
      if (index % every !== 0) continue
      const cases = injected[index]!
      const from = counts.length - judged
      const ill = Array.from(cases.keys()).filter((day) => day >= from && cases[day]! > 0)
      const [first, last] = [ill[0] ?? counts.length, ill.at(-1) ?? -1]
      const days: number[] = []
      for (const { date, probability, alarm } of judge(counts, from)) {
        if (date >= first && date <= last) days.push(probability)
        // A window of 28 days still sees an outbreak that has just ended.
        else if (date < first || date > last + 28) {
          quiet.push(probability)
          if (alarm) own++
        }
      }
      if (days.length > 0) outbreaks.push({ days })
    }
    const seconds = (process.cpuUsage().user - before) / 1e6
    const limit = quiet.toSorted((a, b) => a - b)[Math.floor(quiet.length * 0.01)]!
    const delays = outbreaks.map(({ days }) => days.findIndex((probability) => probability <= limit))
    const found = delays.filter((delay) => delay >= 0).sort((a, b) => a - b)
    rows.push({
      measure: `daily signal ${signal}: POD at 99 % specificity; median days to the first alarm`,
      peer: 'Farrington flexible and RAMMIE: not run here, R is missing',
      target: 'ahead of both',
      got: `${((100 * found.length) / outbreaks.length).toFixed(0)} %; ${found[found.length >> 1] ?? '–'}`,
      command: 'npm run bench -- warning daily',
      note: `${outbreaks.length} outbreaks; ${((100 * own) / quiet.length).toFixed(2)} % false days when 1 % is asked for; ${(seconds / outbreaks.length).toFixed(2)} s of CPU a series`,
    })
  }
  return rows
}
