import { systemScope, withScope } from '../access/scope.ts'
import type { JobHandlers } from '../platform/jobs.ts'
import type { Schedule } from '../platform/services.ts'
import { dayOf, startOfDay } from '../vocabulary/calendar.ts'
import { systemWords } from '../vocabulary/words/tasks.ts'
import { handOverGrowth, issueForAlert } from './commands.ts'
import { expireVerifications } from './verification/commands.ts'
import { expireVisitLists } from './visits.ts'

const alertOf = (payload: Readonly<Record<string, unknown>>) => ({
  county: String(payload.county),
  alertId: String(payload.alertId),
})

export const tasksJobs: JobHandlers = {
  'warning.confirmed': async (services, payload) => {
    const { county, alertId } = alertOf(payload)
    await withScope(services, systemScope(county, 'tasks'), 'task', (tx) =>
      issueForAlert(tx, services.messages, alertId, systemWords),
    )
  },
  'warning.grown': async (services, payload) => {
    const { county, alertId } = alertOf(payload)
    await withScope(services, systemScope(county, 'tasks'), 'task', (tx) => handOverGrowth(tx, alertId))
  },
}

/** 03:00 +08:00 each day, with the other daily work, so that a replay stops once a day: dwellings of expired visit lists and notes and photos of old verifications are deleted. Overdue is derived and needs no tick. */
export const tasksSchedules: readonly Schedule[] = [
  {
    name: 'tasks.visitListExpiry',
    next(after) {
      const today = new Date(startOfDay(dayOf(after)).getTime() + 3 * 3_600_000)
      return today > after ? today : new Date(today.getTime() + 86_400_000)
    },
    async run(services, county, at) {
      await withScope(services, systemScope(county, 'tasks'), 'task', async (tx) => {
        await expireVisitLists(tx, at)
        await expireVerifications(tx, at)
      })
    },
  },
]
