import type { JobHandlers } from '../platform/jobs.ts'
import type { Schedule, Services } from '../platform/services.ts'
import { type Corrected, followCorrection } from './corrected.ts'
import { retentionSchedule } from './deletion.ts'
import { type MovedLink, tellWrongLink } from './told.ts'

/** `runPipeline` is the programs': a correction waits until its new version has been read and linked. */
export function rightsJobs(runPipeline: (services: Services, county: string) => Promise<unknown>): JobHandlers {
  return {
    'linking.moved': async (services, payload) => {
      await tellWrongLink(services, payload as unknown as MovedLink)
    },
    'rights.corrected': async (services, payload) => {
      const corrected = payload as unknown as Corrected
      await runPipeline(services, corrected.county)
      await followCorrection(services, corrected)
    },
  }
}

/** Real deletion: not run by a replay, which looks at the past. */
export const rightsSchedules: readonly Schedule[] = [retentionSchedule]
