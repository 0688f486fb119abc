import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../platform/random.ts'
import { addDays, daysBetween } from '../../vocabulary/calendar.ts'
import { startOfWeek, weekOf } from '../meso.ts'
import { type CountyWeeks, judgeCounty, judgeSeries, modelCounty } from './county.ts'
import { detector } from './detect.ts'
import { countyColumns, countyDesign, countySize, lunarNewYear } from './seasons.ts'

const limits = { riseBudget: 0.5, fallBudget: 0.1, minimum: 5 }

function poisson(random: () => number, mean: number): number {
  const floor = Math.exp(-mean)
  let [count, product] = [0, random()]
  while (product > floor) {
    count++
    product *= random()
  }
  return count
}

/** Towns of unequal size, one season, weeks 2500 on; `change` multiplies the mean. */
function county(
  seed: number,
  { towns = 12, types = 3, weeks = 130, level = 1.2 } = {},
  change: (type: number, town: number, week: number) => number = () => 1,
): CountyWeeks {
  const random = seededRandom(seed)
  const sizes = Array.from({ length: towns }, () => Math.exp(2 * random() - 1.2))
  const counts = Array.from({ length: types }, (_, type) =>
    sizes.map((size, town) => {
      const own = Math.exp((random() - 0.5) * 0.8)
      return Array.from({ length: weeks }, (_, week) =>
        poisson(random, level * size * own * (1 + 0.5 * Math.sin(week / 8.3 + type)) * change(type, town, week)),
      )
    }),
  )
  return {
    first: 2500,
    towns: sizes.map((_, town) => `33068100${town + 1}`),
    types: Array.from({ length: types }, (_, type) => `type${type}`),
    counts,
    come: Array.from({ length: types }, () => []),
  }
}

const upTo = (weeks: CountyWeeks, length: number): CountyWeeks => ({
  ...weeks,
  counts: weeks.counts.map((towns) => towns.map((counts) => Array.from(counts).slice(0, length))),
})

describe('holidays', () => {
  it('the Spring Festival follows the moon', () => {
    // 2022-02-01, 2023-01-22, 2024-02-10, 2025-01-29, 2026-02-17: State Council notices of those years
    for (const day of ['2022-02-01', '2023-01-22', '2024-02-10', '2025-01-29', '2026-02-17'])
      expect(lunarNewYear(Number(day.slice(0, 4)))).toBe(daysBetween('1970-01-01', day))
  })
  it('the week of 22 January 2023 has one day of the festival, the next six', () => {
    const week = weekOf(Date.parse('2023-01-16T12:00:00+08:00'))
    const design = countyDesign(week, 2, week, startOfWeek)
    const during = countyColumns.holidays[0] + 3
    expect(design[during]).toBeCloseTo(1 / 7, 12)
    expect(design[countySize + during]).toBeCloseTo(6 / 7, 12)
    // Monday 16 to Friday 20 January were worked; of the next week only Saturday 28 and Sunday 29, made up.
    expect(design[countyColumns.holidays[0]]).toBeCloseTo(0, 12)
    expect(design[countySize + countyColumns.holidays[0]]).toBeCloseTo(-0.6, 12)
    expect(addDays('2023-01-16', 6)).toBe('2023-01-22')
  })
})

describe('series judged together', () => {
  it('finds a rise and a halving, and the same bits again', () => {
    const weeks = county(7, { level: 4 }, (type, town, week) =>
      week < 126 ? 1 : type === 0 && town === 3 ? 5 : type === 1 && town === 5 ? 0.02 : 1,
    )
    const { findings } = judgeCounty(weeks, startOfWeek, limits)
    const kinds = findings.map(({ direction, type, town }) => `${direction} ${type} ${town}`)
    expect(kinds).toContain('rise type0 330681004')
    expect(findings.length).toBeLessThanOrEqual(3)
    const model = modelCounty(weeks, startOfWeek, 8)
    for (const found of findings)
      expect(
        judgeSeries(model, weeks.types.indexOf(found.type), weeks.towns.indexOf(found.town), limits),
      ).toStrictEqual(found)
  })

  it('a holiday lull that comes every year is no fall, and what has not come yet is none', () => {
    const lull = (_type: number, _town: number, week: number) => {
      const monday = startOfWeek(2500 + week) / 86_400_000 + 1 / 3
      const days = monday - lunarNewYear(new Date(monday * 86_400_000 + 86_400_000 * 3).getUTCFullYear())
      return (
        1 - 0.8 * (Array.from({ length: 7 }, (_, day) => days + day).filter((day) => day >= 0 && day < 7).length / 7)
      )
    }
    const whole = county(11, { level: 6, weeks: 290 }, lull)
    const festival = Array.from({ length: 290 }, (_, week) => week).filter((week) => week > 230 && lull(0, 0, week) < 1)
    for (const week of festival)
      expect(judgeCounty(upTo(whole, week + 1), startOfWeek, limits).findings.length).toBeLessThanOrEqual(1)
    const late = county(13, { level: 6 }, (_type, _town, week) => (week === 129 ? 0.3 : week === 128 ? 0.6 : 1))
    const model = modelCounty({ ...late, come: late.types.map(() => [0.3, 0.6]) }, startOfWeek)
    const expected = model.fit(0).expectedAt(2, 129)
    expect(expected.mean / model.fit(0).expectedAt(2, 127).mean).toBeLessThan(0.4)
  })

  it('sharing costs fewer false alarms than each series alone, where as many rises are found', () => {
    // Truth known: quiet weeks, and the same weeks with four to nine records put into one of them.
    const alone: { quiet: number; raised: number }[] = []
    const shared: { quiet: number; raised: number }[] = []
    const judge = detector('week', { kind: 'dates', share: 0.01 })
    for (let seed = 1; seed <= 4; seed++) {
      const weeks = county(seed, { towns: 23, types: 2, weeks: 90, level: 0.6 })
      for (let week = 40; week < 90; week += 5) {
        const known = upTo(weeks, week + 1)
        const model = modelCounty(known, startOfWeek)
        const open = { riseBudget: 1e9, fallBudget: 1e-9, minimum: 0 }
        for (const [type, towns] of known.counts.entries())
          for (const [town, counts] of towns.entries()) {
            const raised = Array.from(counts)
            raised[week]! += 3 + ((town + week) % 3)
            const chance = (values: readonly number[]) =>
              judgeSeries(
                {
                  ...model,
                  weeks: {
                    ...known,
                    counts: known.counts.map((others, at) =>
                      at === type ? others.map((own, other) => (other === town ? values : own)) : others,
                    ),
                  },
                },
                type,
                town,
                open,
              )?.probability ?? 1
            shared.push({ quiet: chance(Array.from(counts)), raised: chance(raised) })
            alone.push({
              quiet: judge(counts, week)[0]!.probability,
              raised: judge(raised, week)[0]!.probability,
            })
          }
      }
    }
    const falseShare = (pairs: { quiet: number; raised: number }[], found: number): number => {
      const limit = pairs.map((pair) => pair.raised).sort((x, y) => x - y)[Math.floor(found * pairs.length)]!
      return pairs.filter((pair) => pair.quiet <= limit).length / pairs.length
    }
    expect(falseShare(shared, 0.8)).toBeLessThan(0.8 * falseShare(alone, 0.8))
  }, 60_000)
})
