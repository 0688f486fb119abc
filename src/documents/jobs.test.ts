import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/support/database.ts'
import { storeAgencies, storeOfficers } from '../access/commands.ts'
import { readAgencies, readOfficers } from '../access/queries.ts'
import { authorise } from '../access/requests.ts'
import { type Scope, type ScopedTx, systemScope, withScope } from '../access/scope.ts'
import { readTraceEntries } from '../ledger/queries.ts'
import { proposalOf } from '../mediation/actions.ts'
import { act } from '../mediation/commands.ts'
import type { Actor } from '../mediation/mediation.ts'
import { openMediation } from '../mediation/openings.ts'
import { readMediations } from '../mediation/stored.ts'
import { createServer } from '../platform/http.ts'
import { runJobsOnce } from '../platform/jobs.ts'
import { mediationWords } from '../vocabulary/words/mediation.ts'
import { documentsJobs } from './jobs.ts'
import { readDocumentFile, readDocuments } from './queries.ts'
import { closeRenderer } from './render.ts'
import { documentsRoutes } from './routes.ts'
import type { DocumentRow } from './schema.ts'

const county = '330681'
const system = systemScope(county, 'test')
let database: TestDatabase
let folder: string

beforeAll(async () => {
  database = await testDatabase('2023-08-20T09:00:00+08:00')
  folder = mkdtempSync(join(tmpdir(), 'suyuan-jobs-'))
})
afterAll(async () => {
  await closeRenderer()
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})

const under = <T>(scope: Scope, work: (tx: ScopedTx) => Promise<T>) =>
  withScope(database.services, scope, 'mediation', work)

test('an agreement in force becomes a document by itself, which its parties can read', async () => {
  const { services } = database
  const officer = await under(system, async (tx) => {
    await storeAgencies(tx, [
      { code: 'TJ', name: '浣东街道人民调解委员会', kind: 'mediationBody', place: '330681002', parentCode: null },
    ])
    await storeOfficers(tx, [{ login: 'm1', name: '李某某', agencyCode: 'TJ', roles: ['mediator'], phone: null }])
    return { officerId: (await readOfficers(tx))[0]!.id, agencyId: (await readAgencies(tx))[0]!.id }
  })
  const mediator: Scope = { kind: 'officer', county, ...officer, name: '李某某', role: 'mediator', reach: '-' }
  const matter = {
    disputeId: services.context.id(),
    traceCode: '330681-7K4M-2Q9F-A',
    type: 'homePurchase',
    town: '330681002',
    separate: false,
    domesticViolence: false,
    parties: [
      { partyId: services.context.id(), side: 'claimant', kind: 'person', name: '龑䶮' },
      { partyId: services.context.id(), side: 'respondent', kind: 'organisation', name: '某某房地产开发有限公司' },
    ],
  } as const
  const party = (index: 0 | 1): Scope => ({
    kind: 'party',
    county,
    disputeId: matter.disputeId,
    partyId: matter.parties[index].partyId,
    traceCode: matter.traceCode,
  })
  const actorOf = (scope: Scope): Actor =>
    scope.kind === 'party' ? { kind: 'party', partyId: scope.partyId } : { kind: 'officer', ...officer }
  const [claimant, respondent] = [party(0), party(1)]
  const id = await under(claimant, (tx) => openMediation(tx, actorOf(claimant), matter, '请求调解'))
  const one = async (tx: ScopedTx) => (await readMediations(tx, [id], true))[0]!
  const terms = {
    facts: '双方因商品房宣传内容不符发生争议。',
    obligations: [{ obligor: 'respondent', act: '补偿款', amount: 1_200_000, due: '2023-09-30' }],
    total: 1_200_000,
    manner: '银行转账',
    place: '诸暨市',
    defaultConsequence: '另一方可以向人民法院起诉。',
    further: [],
    concernsIdentity: false,
  } as const
  const proposed = { ...terms, obligations: [...terms.obligations], further: [] }
  const textHash = 'sha256:x'
  const version = mediationWords.consent.version
  const steps: [Scope, Parameters<typeof act>[1]['act']['action'], object?, object?][] = [
    [claimant, 'consent', { textVersion: version }],
    [claimant, 'chooseBody', { bodyId: officer.agencyId, mediatorId: officer.officerId }],
    [respondent, 'consent', { textVersion: version }],
    [mediator, 'openSession'],
    [mediator, 'propose', {}, { terms: proposed }],
    [mediator, 'requestSigning'],
    [claimant, 'sign', { textHash }],
    [respondent, 'sign', { textHash }],
    [mediator, 'sign', { textHash }],
    [mediator, 'seal', { textHash }],
  ]
  for (const [scope, action, more = {}, content = {}] of steps)
    await under(scope, async (tx) => {
      const mediation = await one(tx)
      const proposal = action === 'propose' ? { proposal: { ...proposalOf(mediation, proposed), textHash } } : {}
      return act(tx, { mediation, act: { action, actor: actorOf(scope), ...more, ...proposal }, content })
    })

  await runJobsOnce(services, documentsJobs)
  await runJobsOnce(services, documentsJobs)
  for (const scope of [claimant, respondent, mediator]) {
    const { items } = await under(scope, (tx) => readDocuments(tx, { subject: id }))
    expect(items).toMatchObject([{ kind: 'mediationAgreement', draft: false, traceCode: matter.traceCode }])
    const { bytes } = await under(scope, (tx) => readDocumentFile(tx, items[0]!.id))
    const file = join(folder, 'agreement.pdf')
    writeFileSync(file, bytes)
    const text = execFileSync('pdftotext', ['-raw', file, '-'], { encoding: 'utf8' }).replace(/\s+/g, '')
    for (const words of ['龑䶮', '某某房地产开发有限公司', '￥12,000.00', '壹万贰仟元整', '2023年9月30日', textHash])
      expect(text).toContain(words)
    expect(text).not.toContain('草稿')
  }
  await overHttp(id, matter.disputeId, claimant, mediator)
  const chain = await under(system, (tx) => readTraceEntries(tx, matter.traceCode))
  expect(chain.at(-1)!.kind).toBe('document.made')
})

/** The same through the routes: list, file, the party's own filing pack, and the question whether a file is ours. */
async function overHttp(id: string, disputeId: string, claimant: Scope, mediator: Scope): Promise<void> {
  let scope: Scope | null = null
  const app = await createServer(database.services, {
    routes: [documentsRoutes(database.services)],
    authenticate: async (request) => {
      request.scope = scope
    },
    authorise,
    actorOf: () => null,
    ready: async () => true,
    version: 'test',
  })
  const call = (method: 'GET' | 'POST', path: string, payload?: object) =>
    app.inject({ method, url: `/api/v1/documents${path}`, ...(payload && { payload }) })

  expect((await call('GET', '')).statusCode).toBe(401)
  scope = claimant
  const [row] = (await call('GET', `?subject=${id}`)).json<{ items: DocumentRow[] }>().items
  const file = await call('GET', `/${row!.id}.pdf`)
  expect(file.headers['content-type']).toBe('application/pdf')
  expect(file.rawPayload.subarray(0, 5).toString()).toBe('%PDF-')
  expect((await call('POST', '', { kind: 'mediationAgreement', subject: id })).statusCode).toBe(401)
  expect((await call('GET', '/00000000-0000-7000-8000-000000000000.pdf')).statusCode).toBe(404)
  scope = mediator
  expect((await call('POST', '', { kind: 'mediationAgreement', subject: id })).json()).toEqual(row)
  // The dispute of this test is not in the linking room.
  expect((await call('POST', '', { kind: 'filingPack', subject: disputeId })).statusCode).toBe(404)
  expect((await call('POST', '', { kind: 'judicialAdvice', subject: id })).json()).toMatchObject({
    code: 'documents.madeElsewhere',
  })
  scope = null
  expect((await call('GET', `/verify/${row!.sha256}`)).json()).toMatchObject({ known: true, draft: false })
  expect((await call('GET', `/verify/${'0'.repeat(64)}`)).json()).toMatchObject({ known: false })
  await app.close()
}
