import { systemScope, withScope } from '../access/scope.ts'
import type { JobHandlers } from '../platform/jobs.ts'
import { moveContracts } from './commands.ts'

export { contractsSchedules } from './follow-up.ts'

interface Moves {
  readonly county: string
  readonly moves: readonly { readonly recordId: string; readonly disputeId: string; readonly traceCode: string }[]
}

export const contractsJobs: JobHandlers = {
  'linking.moved': async (services, payload) => {
    const { county, moves } = payload as unknown as Moves
    await withScope(services, systemScope(county, 'contracts'), 'pipeline', (tx) => moveContracts(tx, moves))
  },
}
