import { systemScope, withScope } from '../access/scope.ts'
import type { Schedule, Services } from '../platform/services.ts'
import { expireBreakGlasses, remindReviews } from './break-glass.ts'
import { destroyExpired } from './export-commands.ts'
import { judgeHour } from './findings.ts'
import { batchSize, countPending, sealAll, sealEveryMilliseconds } from './sealing.ts'

const hour = 3_600_000

/** On every full hour: findings about the hour that ended; reminders of reviews; expired files. Not part of a replay. */
export const auditSchedules: readonly Schedule[] = [
  {
    name: 'audit.hour',
    next: (after) => new Date((Math.floor(after.getTime() / hour) + 1) * hour),
    async run(services, county, at) {
      await judgeHour(services, county, at)
      await remindReviews(services, county)
      await withScope(services, systemScope(county, 'exports'), 'audit', destroyExpired)
    },
  },
]

/**
 * What the worker does at each of its ticks, by real time: seals the log of reads every minute and at 1,000 waiting lines,
 * and closes what ran out. Real time and no Schedule, because a demonstration's clock may run a month in a minute.
 */
export function auditUpkeep(services: Services, county: string): () => Promise<void> {
  let sealedAt = Date.now()
  return async () => {
    while ((await expireBreakGlasses(services, county)) > 0);
    const waiting = await withScope(services, systemScope(county, 'readSeal'), 'audit', countPending)
    const due = Date.now() - sealedAt >= sealEveryMilliseconds
    if (waiting >= batchSize || (due && waiting > 0)) await sealAll(services, county)
    if (due || waiting >= batchSize) sealedAt = Date.now()
  }
}
