import { systemScope, withScope } from '../access/scope.ts'
import type { JobHandlers } from '../platform/jobs.ts'
import { moveSignals } from './commands.ts'

export { warningSchedules } from './ticks.ts'

interface Moves {
  readonly county: string
  readonly moves: readonly { recordId: string; disputeId: string; traceCode: string }[]
}

export const warningJobs: JobHandlers = {
  'linking.moved': async (services, payload) => {
    const { county, moves } = payload as unknown as Moves
    await withScope(services, systemScope(county, 'warning'), 'pipeline', (tx) => moveSignals(tx, moves))
  },
}
