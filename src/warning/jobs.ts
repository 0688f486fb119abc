import { systemScope, withScope } from '../access/scope.ts'
import type { JobHandlers } from '../platform/jobs.ts'
import { followMoves, type Moved } from './moved.ts'

export { warningSchedules } from './ticks.ts'

export const warningJobs: JobHandlers = {
  'linking.moved': async (services, payload) => {
    const { county, ...moved } = payload as unknown as Moved & { county: string }
    await withScope(services, systemScope(county, 'warning'), 'pipeline', (tx) => followMoves(tx, moved))
  },
}
