import type { FastifyInstance } from 'fastify'
import { storeAgencies, storeOfficers } from '../../src/access/commands.ts'
import { authorise } from '../../src/access/requests.ts'
import { type ScopedTx, systemScope, withScope } from '../../src/access/scope.ts'
import { signInParty } from '../../src/access/sign-in/parties.ts'
import { scopeOfToken } from '../../src/access/sign-in/sessions.ts'
import { storeRows } from '../../src/intake/commands.ts'
import { objectRow } from '../../src/intake/json-lines.ts'
import { resolveMapping } from '../../src/intake/mapping.ts'
import { type RecordDraft, readRow } from '../../src/intake/read-row.ts'
import { createServer } from '../../src/platform/http.ts'
import { runJobsOnce } from '../../src/platform/jobs.ts'
import { jobs, routes } from '../../src/programs/rooms.ts'
import type { SourceKey } from '../../src/vocabulary/sources.ts'
import { type TestDatabase, testDatabase } from './database.ts'
import { codeOf, sessionOf } from './sign-in.ts'

export const county = '330681'

interface Answer<T> {
  readonly status: number
  readonly body: T
}
export type Browser = <T>(method: 'GET' | 'POST', path: string, payload?: object) => Promise<Answer<T>>

/** A county with a centre, two towns, a privacy officer and the whole program behind HTTP. */
export interface RightsCounty {
  readonly database: TestDatabase
  officer(login: string): Promise<Browser>
  /** Signs a person in by code and phone; throws where they do not belong together. */
  party(traceCode: string, phone: string): Promise<Browser>
  load(rows: readonly (readonly [SourceKey, Record<string, string>])[]): Promise<void>
  work(): Promise<void>
  within<T>(work: (tx: ScopedTx) => Promise<T>): Promise<T>
  idOf(number: string): Promise<string>
  codeOf(number: string): Promise<string>
  close(): Promise<void>
}

export async function rightsCounty(at: string): Promise<RightsCounty> {
  const database = await testDatabase(at)
  const { services } = database
  const within = <T>(work: (tx: ScopedTx) => Promise<T>): Promise<T> =>
    withScope(services, systemScope(county, 'test'), 'administration', work)
  await within(async (tx) => {
    await storeAgencies(tx, [
      { code: 'ZX', name: '诸暨市社会治理中心', kind: 'centre', place: county, parentCode: null },
      { code: 'HD', name: '浣东街道办事处', kind: 'town', place: '330681002', parentCode: 'ZX' },
      { code: 'FQ', name: '枫桥镇人民政府', kind: 'town', place: '330681109', parentCode: 'ZX' },
    ])
    await storeOfficers(tx, [
      { login: 'op', name: '王值班', agencyCode: 'ZX', roles: ['operator'], phone: null },
      { login: 'privacy', name: '陈护民', agencyCode: 'ZX', roles: ['privacyOfficer'], phone: null },
      { login: 'hd', name: '李浣东', agencyCode: 'HD', roles: ['townCadre'], phone: null },
      { login: 'fq', name: '赵枫桥', agencyCode: 'FQ', roles: ['townCadre'], phone: null },
    ])
  })
  const app: FastifyInstance = await createServer(services, {
    routes: routes(services),
    authenticate: async (request) => {
      const token = request.headers.authorization
      request.scope = token ? await scopeOfToken(services, token) : null
    },
    authorise,
    actorOf: () => null,
    ready: async () => true,
    version: 'test',
  })
  const browser =
    (token: string): Browser =>
    async <T>(method: 'GET' | 'POST', path: string, payload?: object) => {
      const reply = await app.inject({
        method,
        url: `/api/v1${path}`,
        headers: { authorization: token },
        ...(payload ? { payload } : {}),
      })
      return { status: reply.statusCode, body: (reply.body === '' ? null : reply.json()) as T }
    }
  const draft = ([source, cells]: readonly [SourceKey, Record<string, string>]): RecordDraft => {
    const raw = objectRow(2, cells)
    const mapping = resolveMapping(source, { name: 'f', header: Object.keys(cells), samples: [raw] })
    const outcome = readRow(mapping, raw, {
      supplier: source,
      county,
      counties: new Set([county]),
      now: database.clock.now(),
    })
    if (outcome.kind !== 'draft') throw new Error(JSON.stringify(outcome))
    return outcome.draft
  }
  const work = (): Promise<void> => runJobsOnce(services, jobs)
  return {
    database,
    within,
    work,
    officer: async (login) => browser(await sessionOf(services, login)),
    async party(traceCode, phone) {
      const nobody = browser('')
      await nobody('POST', '/party/codes', { traceCode, phone })
      const { token } = await signInParty(services, traceCode, phone, await codeOf(services, phone))
      return browser(token)
    },
    async load(rows) {
      await within((tx) => storeRows(tx, { drafts: rows.map(draft) }))
      await work()
    },
    idOf: (number) =>
      within(
        async (tx) =>
          (
            await tx.query<{ id: string }>(
              'select id from intake.record where county = $1 and number = $2 and current',
              [county, number],
            )
          ).rows[0]!.id,
      ),
    codeOf: (number) =>
      within(
        async (tx) =>
          (
            await tx.query<{ code: string }>(
              `select d.trace_code as code from intake.record r
               join linking.dispute_record m on m.county = r.county and m.record_id = r.id and m.to_at is null
               join linking.dispute d on d.county = m.county and d.id = m.dispute_id
               where r.county = $1 and r.number = $2 and r.current`,
              [county, number],
            )
          ).rows[0]!.code,
      ),
    async close() {
      await app.close()
      await database.close()
    },
  }
}
