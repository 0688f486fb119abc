import { systemScope, withScope } from '../access/scope.ts'
import type { JobHandlers } from '../platform/jobs.ts'
import { followDisputes } from './openings.ts'

export const mediationJobs: JobHandlers = {
  'linking.moved': async (services, payload) => {
    await withScope(services, systemScope(String(payload.county), 'mediation'), 'pipeline', followDisputes)
  },
}
