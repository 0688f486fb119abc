import type { DisputeType } from '../src/vocabulary/dispute-types.ts'
import type { Random } from './random.ts'
import { DAY, daysToFestival, type Minutes, monthOf, startOfDay, weekday } from './time.ts'

/** Sunday … Saturday. Calls about family and noise come at weekends, matters with offices on Mondays. */
const weekOfHomes = [1.22, 0.96, 0.92, 0.9, 0.93, 1.02, 1.2]
const weekOfOffices = [0.62, 1.3, 1.14, 1.08, 1.06, 1.06, 0.7]

const homeTypes: ReadonlySet<DisputeType> = new Set([
  'marriageFamily',
  'neighbour',
  'damages',
  'traffic',
  'environment',
  'tourism',
])

/** Months of the year in which a type swells (domain.md 7: wages before the festival, weddings and returns after it). */
const seasons: Partial<Record<DisputeType, Readonly<Record<number, number>>>> = {
  neighbour: { 6: 1.35, 7: 1.25, 8: 1.15 },
  environment: { 6: 1.2, 7: 1.4, 8: 1.4, 9: 1.15 },
  landForest: { 4: 1.2, 7: 1.35, 8: 1.3, 9: 1.5 },
  education: { 6: 1.3, 7: 1.5, 8: 1.6, 9: 1.3 },
  tourism: { 5: 1.8, 7: 1.4, 10: 2 },
  onlineTrade: { 6: 1.3, 11: 1.9, 12: 1.3 },
  consumer: { 11: 1.2, 12: 1.15 },
  lease: { 2: 1.2, 6: 1.25, 7: 1.2 },
}

/** Relative intensity of a type on a day: week, season, the lunar year. A quiet festival week is followed by a rebound. */
export function intensity(type: DisputeType, day: Minutes): number {
  const week = (homeTypes.has(type) ? weekOfHomes : weekOfOffices)[weekday(day)]!
  const season = seasons[type]?.[monthOf(day)] ?? 1
  const days = daysToFestival(day)
  let lunar = 1
  if (days <= 1 && days >= -6) lunar = homeTypes.has(type) ? 0.85 : 0.28
  else if (days < -6 && days >= -14) lunar = 1.4
  else if (days > 1 && days <= 45)
    lunar =
      type === 'labour'
        ? 1.4 + 1.6 * (1 - days / 45)
        : type === 'privateLoan' || type === 'construction' || type === 'contract'
          ? 1.35
          : 1.04
  return week * season * lunar
}

/** Draws days of a period with probability by `intensity`, then a time of day by `hours`. */
export function dayDrawer(random: Random, type: DisputeType, from: Minutes, until: Minutes): () => Minutes {
  const days: Minutes[] = []
  const sums: number[] = []
  let sum = 0
  for (let day = startOfDay(from); day < until; day += DAY) {
    sum += intensity(type, day)
    days.push(day)
    sums.push(sum)
  }
  return () => {
    const wanted = random.next() * sum
    let low = 0
    let high = sums.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (sums[middle]! <= wanted) low = middle + 1
      else high = middle
    }
    return days[low]!
  }
}

/** Weights of the 24 hours: calls at night, offices by day. */
const hours = {
  police: [
    1.6, 1, 0.6, 0.4, 0.3, 0.4, 0.7, 1.3, 2, 2.4, 2.5, 2.3, 2, 2, 2.2, 2.4, 2.5, 2.8, 3.2, 3.5, 3.4, 3, 2.6, 2.1,
  ],
  hotline: [
    0.2, 0.1, 0.1, 0, 0, 0.1, 0.3, 0.8, 3, 4.5, 4.4, 3.2, 2, 2.2, 3.4, 3.6, 3.2, 2.6, 1.8, 1.5, 1.2, 0.9, 0.6, 0.3,
  ],
  office: [0, 0, 0, 0, 0, 0, 0, 0.2, 3, 5, 5, 3, 0.3, 0.6, 4, 4.6, 4, 1.6, 0.2, 0, 0, 0, 0, 0],
} as const

const hourPairs = {
  police: hours.police.map((weight, hour) => [hour, weight] as const),
  hotline: hours.hotline.map((weight, hour) => [hour, weight] as const),
  office: hours.office.map((weight, hour) => [hour, weight] as const),
}

export function timeOfDay(random: Random, kind: keyof typeof hours): Minutes {
  return random.weighted(hourPairs[kind]) * 60 + random.int(0, 59)
}

/** The next day on which offices work (weekends and the festival week moved over). */
export function officeDay(day: Minutes): Minutes {
  let next = startOfDay(day)
  while (weekday(next) === 0 || weekday(next) === 6 || (daysToFestival(next) <= 1 && daysToFestival(next) >= -5))
    next += DAY
  return next
}
