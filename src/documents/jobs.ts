import { systemScope, withScope } from '../access/scope.ts'
import type { JobHandlers } from '../platform/jobs.ts'
import type { Schedule, Services } from '../platform/services.ts'
import { addDays, dayOf, startOfDay } from '../vocabulary/calendar.ts'
import { expireDocuments, makeDocument } from './commands.ts'
import { type PulledKind, readSource } from './sources.ts'

async function make(services: Services, county: unknown, kind: PulledKind, subject: unknown): Promise<void> {
  const scope = systemScope(String(county), 'documents')
  const document = await withScope(services, scope, 'handling', (tx) => readSource(tx, kind, String(subject), 'suit'))
  await makeDocument(services, scope, document)
}

/** What follows when an earlier room has something to put on paper. Repeating a job makes no second document. */
export const documentsJobs: JobHandlers = {
  'mediation.agreed': (services, payload) => make(services, payload.county, 'mediationAgreement', payload.mediationId),
  'legalNotice.sent': (services, payload) => make(services, payload.county, 'legalNotice', payload.noticeId),
  'visitList.made': (services, payload) => make(services, payload.county, 'rightsNote', payload.visitListId),
}

/** Every midnight the notes of visit lists that have run out become unreadable. */
export const documentsSchedules: readonly Schedule[] = [
  {
    name: 'documents.expiry',
    next: (after) => startOfDay(addDays(dayOf(after), 1)),
    async run(services, county, at) {
      await withScope(services, systemScope(county, 'documents'), 'administration', (tx) =>
        expireDocuments(tx, dayOf(at)),
      )
    },
  },
]
