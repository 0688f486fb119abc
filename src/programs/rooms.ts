import { custodyRoutes } from '../access/custody/routes.ts'
import { accessRoutes } from '../access/routes.ts'
import { signInJobs } from '../access/sign-in/jobs.ts'
import { oidcRoutes } from '../access/sign-in/oidc-routes.ts'
import { partySignInRoutes } from '../access/sign-in/party-routes.ts'
import { signInRoutes } from '../access/sign-in/routes.ts'
import { representationRoutes } from '../access/staff/representation-routes.ts'
import { staffRoutes } from '../access/staff/routes.ts'
import { staffSchedules } from '../access/staff/schedules.ts'
import { postRoutes } from '../access/staff/session-routes.ts'
import { unlessBreakGlass } from '../audit/break-glass.ts'
import { auditSchedules } from '../audit/jobs.ts'
import { withRefusals } from '../audit/refusals.ts'
import { auditRoutes } from '../audit/routes.ts'
import { contractsJobs, contractsSchedules } from '../contracts/jobs.ts'
import { contractsRoutes } from '../contracts/routes.ts'
import { documentsJobs, documentsSchedules } from '../documents/jobs.ts'
import { documentsRoutes } from '../documents/routes.ts'
import { indicatorsJobs } from '../indicators/jobs.ts'
import { routeRoutes } from '../indicators/route/routes.ts'
import { indicatorsRoutes } from '../indicators/routes.ts'
import { intakeSchedules } from '../intake/jobs.ts'
import { intakeRoutes } from '../intake/routes.ts'
import { append } from '../ledger/commands.ts'
import { ledgerRoutes } from '../ledger/routes.ts'
import { splitDispute } from '../linking/operations.ts'
import { findPartyByPhone, matterOf, readSealedMatter } from '../linking/queries.ts'
import { reviewRoutes } from '../linking/review/routes.ts'
import { linkingRoutes } from '../linking/routes.ts'
import { undoOperation } from '../linking/undo.ts'
import { mediationJobs } from '../mediation/jobs.ts'
import { mediationRoutes } from '../mediation/routes.ts'
import type { JobHandlers } from '../platform/jobs.ts'
import type { Schedule, Services } from '../platform/services.ts'
import { reportsJobs, reportsSchedules } from '../reports/jobs.ts'
import { reportsRoutes } from '../reports/routes.ts'
import { rightsJobs, rightsSchedules } from '../rights/jobs.ts'
import { rightsRoutes } from '../rights/routes.ts'
import { gridRoutes } from '../tasks/grid/routes.ts'
import { tasksJobs, tasksSchedules } from '../tasks/jobs.ts'
import { mattersRoutes } from '../tasks/matters/routes.ts'
import { tasksRoutes } from '../tasks/routes.ts'
import { verificationRoutes } from '../tasks/verification/routes.ts'
import { warningJobs, warningSchedules } from '../warning/jobs.ts'
import { openGrades } from '../warning/queries.ts'
import { warningRoutes } from '../warning/routes.ts'
import { rulesRoutes } from '../warning/rules/routes.ts'
import { findParty } from './find-party.ts'
import { liveRoutes } from './live.ts'
import { nightlyBackup } from './nightly-backup.ts'
import { runPipeline } from './pipeline.ts'

/** Every room's routes: the only place that knows all rooms. */
export function routes(services: Services) {
  return [
    accessRoutes(services),
    signInRoutes(services),
    oidcRoutes(services),
    partySignInRoutes(services, findParty),
    custodyRoutes(services, { append, sealedMatter: unlessBreakGlass(readSealedMatter) }),
    staffRoutes(services, append),
    postRoutes(services, append),
    representationRoutes(services, { append, matterOf }),
    liveRoutes(services),
    intakeRoutes(services),
    linkingRoutes(services),
    reviewRoutes(services, { gradesOf: openGrades }),
    warningRoutes(services),
    rulesRoutes(services),
    tasksRoutes(services),
    gridRoutes(services),
    verificationRoutes(services),
    mattersRoutes(services),
    contractsRoutes(services),
    mediationRoutes(services),
    documentsRoutes(services),
    indicatorsRoutes(services),
    routeRoutes(services),
    reportsRoutes(services),
    ledgerRoutes(services),
    rightsRoutes(services, {
      links: { undo: undoOperation, split: splitDispute },
      findParty: findPartyByPhone,
    }),
    auditRoutes(services),
  ].map((room) => withRefusals(services, room))
}

/** One job name may concern several rooms: each handles it in its own transaction. */
function merge(...rooms: readonly JobHandlers[]): JobHandlers {
  const merged: Record<string, JobHandlers[string]> = {}
  for (const room of rooms)
    for (const [name, handler] of Object.entries(room)) {
      const before = merged[name]
      merged[name] = before
        ? async (services, payload) => {
            await before(services, payload)
            await handler(services, payload)
          }
        : handler
    }
  return merged
}

export const jobs: JobHandlers = merge(
  {
    'pipeline.run': async (services, payload) => {
      await runPipeline(services, String(payload.county))
    },
  },
  signInJobs,
  warningJobs,
  tasksJobs,
  contractsJobs,
  mediationJobs,
  documentsJobs,
  indicatorsJobs,
  reportsJobs,
  rightsJobs(runPipeline),
)

/** What the domain owes at its times; a replay runs these. */
export const domainSchedules: readonly Schedule[] = [
  ...warningSchedules,
  ...tasksSchedules,
  ...contractsSchedules,
  ...documentsSchedules,
  ...reportsSchedules,
]

export const schedules: readonly Schedule[] = [
  ...domainSchedules,
  ...staffSchedules(append),
  ...intakeSchedules,
  ...rightsSchedules,
  nightlyBackup,
  ...auditSchedules,
]
