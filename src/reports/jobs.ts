import type { JobHandlers } from '../platform/jobs.ts'
import type { Schedule } from '../platform/services.ts'
import { addDays, addMonths, dayOf, startOfDay } from '../vocabulary/calendar.ts'
import { towns } from '../vocabulary/places.ts'
import { makeScheduledReports } from './commands.ts'

const hour = 3_600_000

/** 06:00 +08:00 on the first day of a month, the next one after `after`. */
export function nextReportTime(after: Date): Date {
  const first = `${dayOf(after).slice(0, 7)}-01`
  const here = new Date(startOfDay(first).getTime() + 6 * hour)
  return here > after ? here : new Date(startOfDay(addMonths(first, 1)).getTime() + 6 * hour)
}

/** The check-up reports of the month before, for the county and each town. */
export const reportsSchedules: readonly Schedule[] = [
  {
    name: 'reports.checkup',
    next: nextReportTime,
    async run(services, county, at) {
      const to = addDays(`${dayOf(at).slice(0, 7)}-01`, -1)
      const own = towns.map((town) => town.code).filter((code) => code.startsWith(county))
      await makeScheduledReports(services, county, own, { from: `${to.slice(0, 7)}-01`, to })
    },
  },
]

export const reportsJobs: JobHandlers = {}
