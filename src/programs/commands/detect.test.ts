import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { logGamma } from '../../platform/log-gamma.ts'
import { detector } from '../../warning/macro/detect.ts'
import { logProbability } from '../../warning/macro/suspicion.ts'
import { addDetectCommand, readSeries } from './detect.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'detect-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function run(text: string, ...more: string[]): Promise<Record<string, string>[]> {
  const [from, to] = [join(folder, 'in.csv'), join(folder, 'out.csv')]
  await writeFile(from, text)
  const program = new Command().exitOverride()
  addDetectCommand(program)
  await program.parseAsync(['detect', '--in', from, '--out', to, ...more], { from: 'user' })
  const [heading, ...lines] = (await readFile(to, 'utf8')).trim().split('\n')
  expect(heading).toBe('series,date,expected,score,probability,alarm')
  const names = heading!.split(',')
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, at) => [names[at]!, cell])))
}

const dateOf = (index: number, step: number): string =>
  new Date(Date.UTC(2020, 0, 6) + index * step * 86_400_000).toISOString().slice(0, 10)

/** A generator of its own: counts around a mean with a season of one year. */
function quietCounts(length: number, mean: number, perYear: number, seed: number): number[] {
  let state = seed
  const random = (): number => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return ((state >>> 8) + 0.5) / 0x800000
  }
  return Array.from({ length }, (_, at) => {
    // Poisson by products of uniforms (Knuth).
    const limit = Math.exp(-mean * (1 + 0.4 * Math.sin((2 * Math.PI * at) / perYear)))
    let count = 0
    for (let product = random(); product > limit; product *= random()) count++
    return count
  })
}

const csvOf = (name: string, counts: readonly number[], step: number): string =>
  counts.map((count, at) => `${name},${dateOf(at, step)},${count}`).join('\n')

describe('suyuan detect', () => {
  it.each([
    ['weekly', 7, 52.18, 300, 6],
    ['daily', 1, 365.25, 1100, 3],
  ] as const)(
    '%s counts: a rise alarms from its beginning, its absence does not; the season is no rise',
    async (_name, step, perYear, length, mean) => {
      const quiet = quietCounts(length, mean, perYear, 5)
      const raised = quiet.map((count, at) => (at >= length - 3 ? count + 4 * mean : count))
      const rows = await run(`series,date,count\n${csvOf('quiet', quiet, step)}\n${csvOf('rise', raised, step)}\n`)
      expect(rows.length).toBe(98)
      expect(rows.filter(({ series, alarm }) => series === 'rise' && alarm === '1').map(({ date }) => date)).toEqual(
        expect.arrayContaining([-3, -2, -1].map((back) => dateOf(length + back, step))),
      )
      // 98 quiet judgements at one in a hundred: nine and more would come once in two hundred thousand times.
      expect(rows.filter(({ series, alarm }) => series === 'quiet' && alarm === '1').length).toBeLessThan(9)
      for (const { expected, probability } of rows) {
        expect(Number(expected)).toBeGreaterThan(mean * 0.3)
        expect(Number(expected)).toBeLessThan(mean * 2)
        expect(Number(probability)).toBeGreaterThan(0)
        expect(Number(probability)).toBeLessThanOrEqual(1)
      }
    },
  )

  it('judges each date by the values up to it alone, and each series alone', async () => {
    const counts = quietCounts(200, 4, 52.18, 9)
    const from = dateOf(150, 7)
    const whole = await run(`series,date,count\n${csvOf('a', counts, 7)}\n`, '--from', from)
    const short = await run(
      `series,date,count\n${csvOf('b', [...counts].reverse(), 7)}\n${csvOf('a', counts.slice(0, 160), 7)}\n`,
      '--from',
      from,
    )
    expect(short.filter(({ series }) => series === 'a')).toEqual(whole.slice(0, 10))
  })

  it('begins with little: the first dates are never an alarm', async () => {
    const rows = await run('series,date,count\nx,2024-01-01,9\nx,2024-01-08,1\n')
    expect(rows.map(({ expected, probability, alarm }) => [expected, probability, alarm])).toEqual([
      ['', '1.000', '0'],
      ['', '1.000', '0'],
    ])
    expect(await run('series,date,count\n')).toEqual([])
  })

  it.each([
    [
      'series,date,count\na,2024-01-01,1\na,2024-01-02,1\na,2024-01-04,1\n',
      /line 4: gap: after 2024-01-02 comes 2024-01-04, but dates are daily/,
    ],
    ['series,date,count\na,2024-01-01,1\na,2024-01-04,1\n', /line 3: 3 days lie between/],
    ['series,date,count\na,2024-01-01,-1\n', /line 2: count «-1»/],
    ['series,date,count\na,2024-02-30,1\n', /line 2: date «2024-02-30»/],
    ['series,date,count\na,2024-01-08,1\na,2024-01-01,1\n', /line 3: 2024-01-01 does not follow/],
    ['series,day,count\na,2024-01-08,1\n', /no column date; it has series, day, count/],
  ])('says which line is wrong and what to write (%#)', async (text, message) => {
    await expect(run(text)).rejects.toThrow(message)
  })

  it('reads any cells or names a line', () => {
    const cell = fc.oneof(fc.string(), fc.constantFrom('2024-01-01', '2024-01-02', '2024-01-08', '3', '0'))
    fc.assert(
      fc.property(fc.array(fc.record({ series: fc.constantFrom('a', 'b'), date: cell, count: cell })), (rows) => {
        try {
          const { series } = readSeries(rows)
          expect(series.reduce((sum, { counts }) => sum + counts.length, 0)).toBe(rows.length)
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError)
          expect((error as Error).message).toMatch(/^line \d+: /)
        }
      }),
    )
  })
})

describe('the engine', () => {
  it('knows the gamma function and the negative binomial (values of Abramowitz & Stegun table 6.1, and of the definition)', () => {
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 9)
    expect(Math.exp(logGamma(1.5))).toBeCloseTo(0.8862269255, 9)
    expect(logGamma(11)).toBeCloseTo(Math.log(3628800), 8)
    // Shape 2, success ½: (k + 1) / 2^(k + 2), mean 2, variance 4.
    for (const k of [0, 1, 2, 5]) expect(Math.exp(logProbability(k, 2, 2))).toBeCloseTo((k + 1) / 2 ** (k + 2), 9)
    expect(Math.exp(logProbability(3, 2, 1))).toBeCloseTo((8 / 6) * Math.exp(-2), 9)
  })

  it('a budget of episodes gives fewer dates with an alarm before it than after it is raised', () => {
    const counts = quietCounts(400, 5, 52.18, 3)
    const alarms = (share: number): number =>
      detector('week', { kind: 'episodes', share })(counts, 100).filter(({ alarm }) => alarm).length
    expect(alarms(0.002)).toBeLessThanOrEqual(alarms(0.02))
    expect(alarms(0.02)).toBeLessThanOrEqual(alarms(0.1))
    expect(alarms(0.1)).toBeGreaterThan(3)
  })
})
