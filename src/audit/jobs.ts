import { systemScope, withScope } from '../access/scope.ts'
import type { Schedule, Services } from '../platform/services.ts'
import { dayOf, startOfDay } from '../vocabulary/calendar.ts'
import { expireBreakGlasses, remindReviews } from './break-glass.ts'
import { nightTo } from './detectors.ts'
import { destroyExpired } from './export-commands.ts'
import { judgeDay } from './findings.ts'
import { batchSize, countPending, sealAll, sealEveryMilliseconds } from './sealing.ts'

const hour = 3_600_000

/** 07:00 +08:00, when the night is over. */
function nextMorning(after: Date): Date {
  const here = new Date(startOfDay(dayOf(after)).getTime() + nightTo * hour)
  return here > after ? here : new Date(here.getTime() + 24 * hour)
}

/** Each morning: findings about the day and night before, reminders of reviews, expired files. Not part of a replay. */
export const auditSchedules: readonly Schedule[] = [
  {
    name: 'audit.morning',
    next: nextMorning,
    async run(services, county, at) {
      await judgeDay(services, county, at)
      await remindReviews(services, county)
      await withScope(services, systemScope(county, 'exports'), 'audit', destroyExpired)
    },
  },
]

/**
 * What the worker does at each of its ticks, by real time: seals the log of reads every minute and at 1,000 waiting lines,
 * closes what ran out, and judges each hour of the county's clock when it is over. No Schedule, because a demonstration's
 * clock may run a month in a minute, and nobody owes the hours of a month in which nobody read.
 */
export function auditUpkeep(services: Services, county: string): () => Promise<void> {
  let sealedAt = Date.now()
  let judged = Math.floor(services.clock.now().getTime() / hour)
  return async () => {
    while ((await expireBreakGlasses(services, county)) > 0);
    const waiting = await withScope(services, systemScope(county, 'readSeal'), 'audit', countPending)
    const due = Date.now() - sealedAt >= sealEveryMilliseconds
    if (waiting >= batchSize || (due && waiting > 0)) await sealAll(services, county)
    if (due || waiting >= batchSize) sealedAt = Date.now()
    const now = services.clock.now()
    if (!due || Math.floor(now.getTime() / hour) === judged) return
    judged = Math.floor(now.getTime() / hour)
    await judgeDay(services, county, now)
  }
}
