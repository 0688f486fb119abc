import { systemScope, withScope } from '../access/scope.ts'
import type { JobHandlers } from '../platform/jobs.ts'
import { moveFacts } from './commands.ts'

interface Moves {
  readonly county: string
  readonly moves: readonly { readonly recordId: string; readonly disputeId: string; readonly traceCode: string }[]
}

export const indicatorsJobs: JobHandlers = {
  'linking.moved': async (services, payload) => {
    const { county, moves } = payload as unknown as Moves
    await withScope(services, systemScope(county, 'indicators'), 'pipeline', (tx) => moveFacts(tx, moves))
  },
}
