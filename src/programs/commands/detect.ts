import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Command, InvalidArgumentError } from 'commander'
import { Problem } from '../../platform/problem.ts'
import type { Spacing } from '../../warning/macro/baseline.ts'
import { type Budget, detector, type Judged } from '../../warning/macro/detect.ts'
import { openTexts } from '../text-rows.ts'

interface Series {
  readonly name: string
  readonly dates: string[]
  readonly counts: number[]
}

const columns = ['series', 'date', 'count'] as const
const dayLength = 86_400_000
const lastDates = 49

function dayOf(text: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null
  const time = Date.parse(`${text}T00:00:00Z`)
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text ? null : time / dayLength
}

/**
 * Sorts rows into series and checks them. `rows` in the file's order; the heading is line 1.
 * @throws RangeError that names the line and what is wanted.
 */
export function readSeries(rows: readonly Readonly<Record<(typeof columns)[number], string>>[]): {
  spacing: Spacing
  series: readonly Series[]
} {
  const found = new Map<string, Series>()
  const days = new Map<string, number>()
  let spacing = 0
  for (const [index, { series, date, count }] of rows.entries()) {
    const wrong = (sentence: string): never => {
      throw new RangeError(`line ${index + 2}: ${sentence}`)
    }
    const day = dayOf(date.trim()) ?? wrong(`date «${date}» is none; write YYYY-MM-DD`)
    const value = /^\d{1,9}$/.test(count.trim())
      ? Number(count)
      : wrong(`count «${count}» is no whole number from 0 on`)
    const one = found.get(series) ?? { name: series, dates: [], counts: [] }
    found.set(series, one)
    const before = days.get(series)
    if (before !== undefined) {
      const step = day - before
      if (step <= 0) wrong(`${date} does not follow ${one.dates.at(-1)}; sort each series by date, each date once`)
      if (spacing === 0 && step !== 1 && step !== 7)
        wrong(`${step} days lie between ${one.dates.at(-1)} and ${date}; dates are daily or weekly, zeros written out`)
      if (spacing === 0) spacing = step
      if (step !== spacing)
        wrong(
          `gap: after ${one.dates.at(-1)} comes ${date}, but dates are ${spacing === 1 ? 'daily' : 'weekly'}; write zeros out`,
        )
    }
    days.set(series, day)
    one.dates.push(date.trim())
    one.counts.push(value)
  }
  return { spacing: spacing === 7 ? 'week' : 'day', series: [...found.values()] }
}

const csvLine = (cells: readonly (string | number)[]): string =>
  `${cells.map((cell) => (/[",\r\n]/.test(String(cell)) ? `"${String(cell).replaceAll('"', '""')}"` : cell)).join(',')}\n`

function share(text: string): number {
  const value = Number(text)
  if (!(value > 0 && value <= 0.2))
    throw new InvalidArgumentError('a share of dates above 0 and up to 0.2, such as 0.01')
  return value
}

interface DetectOptions {
  readonly in: string
  readonly out: string
  readonly budget?: number
  readonly budgetEpisodes?: number
  readonly from?: string
}

async function detect(options: DetectOptions): Promise<void> {
  if (options.budget !== undefined && options.budgetEpisodes !== undefined)
    throw new InvalidArgumentError('--budget and --budget-episodes are two ways to ask; give one')
  if (options.from !== undefined && dayOf(options.from) === null)
    throw new InvalidArgumentError(`--from ${options.from} is no date; write YYYY-MM-DD`)
  const { header, rows } = await openTexts(options.in).catch((error: unknown) => {
    if (error instanceof Problem) throw error
    throw new InvalidArgumentError(`${options.in} cannot be read: ${(error as Error).message}`)
  })
  const missing = columns.find((name) => !header.includes(name))
  if (missing !== undefined)
    throw new InvalidArgumentError(`${options.in} has no column ${missing}; it has ${header.join(', ')}`)
  const all: Record<(typeof columns)[number], string>[] = []
  for await (const row of rows)
    all.push({ series: row['series'] ?? '', date: row['date'] ?? '', count: row['count'] ?? '' })
  let read: ReturnType<typeof readSeries>
  try {
    read = readSeries(all)
  } catch (error) {
    if (error instanceof RangeError) throw new InvalidArgumentError(`${options.in}, ${error.message}`)
    throw error
  }
  const budget: Budget =
    options.budgetEpisodes === undefined
      ? { kind: 'dates', share: options.budget ?? 0.01 }
      : { kind: 'episodes', share: options.budgetEpisodes }
  const judge = detector(read.spacing, budget)
  let [judgements, alarms] = [0, 0]
  await pipeline(
    Readable.from(
      (function* () {
        yield 'series,date,expected,score,probability,alarm\n'
        for (const { name, dates, counts } of read.series) {
          const { from } = options
          const first =
            from === undefined ? Math.max(0, dates.length - lastDates) : dates.findIndex((date) => date >= from)
          if (first < 0) continue
          for (const { date, expected, score, probability, alarm } of judge(counts, first)) {
            judgements++
            if (alarm) alarms++
            yield csvLine([name, dates[date]!, ...numbersOf({ expected, score, probability }), alarm ? 1 : 0])
          }
        }
      })(),
    ),
    createWriteStream(options.out, { mode: 0o600 }),
  )
  process.stderr.write(
    `suyuan detect: ${read.series.length} ${read.spacing === 'week' ? 'weekly' : 'daily'} series, ${judgements} dates judged, ${alarms} alarms → ${options.out}\n`,
  )
}

function numbersOf({ expected, score, probability }: Pick<Judged, 'expected' | 'score' | 'probability'>): string[] {
  return [expected === null ? '' : expected.mean.toFixed(4), score.toFixed(4), probability.toPrecision(4)]
}

/** `suyuan detect`, as formats.md says. */
export function addDetectCommand(program: Command): void {
  program
    .command('detect')
    .description('finds unusual rises in plain weekly or daily counts; no database needed')
    .exitOverride()
    .requiredOption('--in <file>', 'series,date,count (CSV, XLSX or JSON Lines): weekly or daily, every date present')
    .requiredOption('--out <file>', 'CSV to write: series,date,expected,score,probability,alarm')
    .option('--budget <share>', 'share of dates with an alarm if nothing is going on (default 0.01)', share)
    .option('--budget-episodes <share>', 'the same for alarms that follow two quiet dates', share)
    .option('--from <date>', 'first date to judge (default: the last 49 dates of each series)')
    .action(detect)
}
