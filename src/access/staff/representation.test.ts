import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../tests/support/database.ts'
import { codeOf, sessionOf } from '../../../tests/support/sign-in.ts'
import { intakeRoutes } from '../../intake/routes.ts'
import { append } from '../../ledger/commands.ts'
import { matterOf } from '../../linking/queries.ts'
import { mediationRoutes } from '../../mediation/routes.ts'
import type { MediationDetail, PartyDispute } from '../../mediation/schema.ts'
import { createServer } from '../../platform/http.ts'
import { findParty } from '../../programs/find-party.ts'
import { runPipeline } from '../../programs/pipeline.ts'
import { mediationWords } from '../../vocabulary/words/mediation.ts'
import { storeAgencies, storeOfficers } from '../commands.ts'
import { authorise } from '../requests.ts'
import { systemScope, withScope } from '../scope.ts'
import { signInParty } from '../sign-in/parties.ts'
import { partySignInRoutes } from '../sign-in/party-routes.ts'
import { readSession } from '../sign-in/sessions.ts'
import { representationRoutes } from './representation-routes.ts'
import type { OwnRepresentations, Representation, RepresentationList } from './schema.ts'

const county = '330681'
const company = '诸暨某某房地产开发有限公司'
const creditCode = '91330681MA2D8K3X1P'
const phones = { owner: '15400000011', other: '15400000022', agent: '15400000033', clerk: '15400000044' }
let database: TestDatabase
let app: FastifyInstance

interface Answer<T> {
  readonly status: number
  readonly body: T & { readonly code?: string }
}
const browser =
  (token = '') =>
  async <T>(method: 'GET' | 'POST', path: string, payload?: object): Promise<Answer<T>> => {
    const reply = await app.inject({
      method,
      url: `/api/v1${path}`,
      headers: { authorization: token },
      ...(payload ? { payload } : {}),
    })
    return { status: reply.statusCode, body: (reply.body === '' ? null : reply.json()) as Answer<T>['body'] }
  }
type Browser = ReturnType<typeof browser>

let operator: Browser
let neighbour: Browser
let codes: string[]

beforeAll(async () => {
  database = await testDatabase('2023-08-20T09:00:00+08:00')
  const { services } = database
  await withScope(services, systemScope(county, 'test'), 'administration', async (tx) => {
    await storeAgencies(tx, [
      { code: 'ZX', name: '县社会治理中心', kind: 'centre', place: county, parentCode: null },
      { code: 'FQ', name: '枫桥镇人民政府', kind: 'town', place: '330681109', parentCode: 'ZX' },
    ])
    await storeOfficers(tx, [
      { login: 'op', name: '王操作', agencyCode: 'ZX', roles: ['operator'], phone: null },
      { login: 'fq', name: '邻镇干部', agencyCode: 'FQ', roles: ['townCadre'], phone: null },
    ])
  })
  app = await createServer(services, {
    routes: [
      partySignInRoutes(services, findParty),
      intakeRoutes(services),
      mediationRoutes(services),
      representationRoutes(services, { append, matterOf }),
    ],
    authenticate: async (request) => {
      const token = request.headers.authorization
      const found = token ? await readSession(services, token) : null
      request.scope = found?.scope ?? null
      request.session = found?.session ?? null
    },
    authorise,
    actorOf: () => null,
    ready: async () => true,
    version: 'test',
  })
  operator = browser(await sessionOf(services, 'op'))
  neighbour = browser(await sessionOf(services, 'fq'))
  const rows = [
    { 工单号: 'GD1', 诉求人: '钱某甲', 联系电话: phones.owner },
    { 工单号: 'GD2', 诉求人: '孙某乙', 联系电话: phones.other },
  ].map((row) => ({
    ...row,
    来电时间: '2023-08-05 10:00',
    被反映对象: company,
    统一社会信用代码: creditCode,
    地址: '浣东街道某某花园3幢',
    区划代码: '330681002',
    标题: '商品房宣传不符',
    内容: `${company}宣传的学校没有建，要求退还车位款。${row.工单号}`,
  }))
  await operator('POST', '/records', { source: 'complaint', rows })
  await runPipeline(services, county)
  codes = await withScope(services, systemScope(county, 'test'), 'pipeline', async (tx) => {
    const found = await tx.query<{ code: string }>(
      `select d.trace_code as code from linking.dispute d join linking.dispute_record r on r.dispute_id = d.id
       join intake.record i on i.id = r.record_id where i.number in ('GD1', 'GD2') order by i.number`,
    )
    return found.rows.map((row) => row.code)
  })
})
afterAll(async () => {
  await app.close()
  await database.close()
})

async function signIn(code: string, phone: string): Promise<Browser> {
  await browser()('POST', '/party/codes', { traceCode: code, phone })
  return browser((await signInParty(database.services, code, phone, await codeOf(database.services, phone))).token)
}

async function partiesOf(code: string): Promise<RepresentationList['parties']> {
  return (await operator<RepresentationList>('GET', `/disputes/${code}/representations`)).body.parties
}

const base = {
  name: '赵律师',
  phone: phones.agent,
  special: false,
  whole: false,
  conflict: false,
  evidenceKind: 'powerOfAttorney',
  evidenceDigest: 'a'.repeat(64),
  since: null,
  until: '2023-12-31',
  reason: '核对授权委托书原件',
}

describe('who acts for a party', () => {
  let agent: Browser
  let first: string
  const ownerOf = async (code: string) => (await partiesOf(code)).find((party) => party.kind === 'person')!.partyId

  it('is registered by a named officer within reach, with paper and end date; others learn nothing', async () => {
    const partyId = await ownerOf(codes[0]!)
    const path = `/disputes/${codes[0]}/representations`
    expect((await neighbour('POST', path, { ...base, kind: 'agent', partyId })).status).toBe(404)
    const wrong = await operator('POST', path, { ...base, kind: 'agent', partyId, phone: phones.owner })
    expect(wrong.body.code).toBe('staff.representation')
    const made = await operator<{ id: string }>('POST', path, { ...base, kind: 'agent', partyId })
    expect(made.status).toBe(200)
    first = made.body.id
    const list = (await operator<RepresentationList>('GET', path)).body.items
    expect(list).toMatchObject([{ name: '赵某某', phone: '154****0033', powers: ['look', 'speak'], by: '王操作' }])
    const shown = await operator<Representation>('POST', `/representations/${first}/reveal`, {
      reason: '联系代理人到场',
    })
    expect(shown.body).toMatchObject({ name: '赵律师', phone: phones.agent })
    expect((await neighbour('POST', `/representations/${first}/reveal`, { reason: '好奇' })).status).toBe(404)
    const stored = await withScope(database.services, systemScope(county, 'test'), 'audit', (tx) =>
      tx.query<{ r: string }>(`select row_to_json(r)::text as r from access.representation r`),
    )
    expect(stored.rows[0]!.r).not.toMatch(/赵律师|15400000033/)
  })

  it('opens that party’s matter by the own phone, and no other', async () => {
    agent = await signIn(codes[0]!, phones.agent)
    const page = (await agent<PartyDispute>('GET', '/party/dispute')).body
    expect(page.traceCode).toBe(codes[0])
    expect(page.statements[0]!.text).toContain('GD1')
    const own = (await agent<OwnRepresentations>('GET', '/party/representations')).body
    expect(own).toMatchObject({ items: [], acting: { kind: 'agent', powers: ['look', 'speak'], until: '2023-12-31' } })
    await expect(signIn(codes[1]!, phones.agent)).rejects.toMatchObject({ code: 'access.wrongCode' })
    await expect(signIn(codes[0]!, phones.other)).rejects.toThrow()
  })

  it('speaks for the party, but consents only with 特别授权; each act says who did it', async () => {
    const applied = await agent<MediationDetail>('POST', '/mediations', { reason: '希望协商' })
    expect(applied.status).toBe(200)
    const consent = { action: 'consent', textVersion: mediationWords.consent.version }
    const path = `/mediations/${applied.body.id}/actions`
    expect((await agent('POST', path, consent)).body.code).toBe('staff.powerMissing')
    const owner = await signIn(codes[0]!, phones.owner)
    database.clock.set(new Date('2023-08-20T09:30:00+08:00'), 0)
    const special = { name: '赵律师', phone: phones.agent, special: true, until: '2023-09-30' }
    expect((await owner('POST', '/party/representations', special)).status).toBe(200)
    // The agent passes nothing on.
    expect((await agent('POST', '/party/representations', { ...special, phone: phones.clerk })).body.code).toBe(
      'staff.representation',
    )
    const able = await signIn(codes[0]!, phones.agent)
    expect((await able('POST', path, consent)).status).toBe(200)
    const { rows } = await withScope(database.services, systemScope(county, 'test'), 'audit', (tx) =>
      tx.query(
        `select a.action, a.data -> 'representation' ->> 'kind' as kind from mediation.action a where a.mediation_id = $1 order by a.sequence`,
        [applied.body.id],
      ),
    )
    expect(rows).toEqual([
      { action: 'apply', kind: 'agent' },
      { action: 'consent', kind: 'agent' },
    ])
    const reads = await withScope(database.services, systemScope(county, 'test'), 'audit', (tx) =>
      tx.query(`select from access.read_log where party_id is not null and representation_id is not null`),
    )
    expect(reads.count).toBeGreaterThan(0)
  })

  it('ends with the revocation, in the middle of a session', async () => {
    const able = await signIn(codes[0]!, phones.agent)
    const owner = await signIn(codes[0]!, phones.owner)
    const items = (await owner<OwnRepresentations>('GET', '/party/representations')).body.items
    expect(items.map((one) => [one.name, one.special, one.by])).toEqual([
      ['赵律师', true, null],
      ['赵律师', false, '王操作'],
    ])
    await owner('POST', `/party/representations/${items[0]!.id}/revoke`)
    expect((await able('GET', '/party/dispute')).status).toBe(401)
    const limited = await signIn(codes[0]!, phones.agent)
    expect((await limited('GET', '/party/dispute')).status).toBe(200)
  })

  it('a company’s representative by its credit code acts in each of its disputes, registered by the centre', async () => {
    const organisation = (await partiesOf(codes[0]!)).find((party) => party.coded)!
    expect(organisation.kind).toBe('organisation')
    const made = await operator('POST', `/disputes/${codes[0]}/representations`, {
      ...base,
      kind: 'legalRepresentative',
      evidenceKind: 'certificateOfOffice',
      whole: true,
      phone: phones.clerk,
      partyId: organisation.partyId,
    })
    expect(made.status).toBe(200)
    for (const code of codes) {
      const clerk = await signIn(code, phones.clerk)
      const page = (await clerk<PartyDispute>('GET', '/party/dispute')).body
      expect(page.traceCode).toBe(code)
      expect((await clerk<OwnRepresentations>('GET', '/party/representations')).body.acting).toMatchObject({
        kind: 'legalRepresentative',
        powers: ['look', 'speak', 'settle'],
      })
    }
  })

  it('a guardian in conflict with the ward only looks, and is told why', async () => {
    const partyId = await ownerOf(codes[1]!)
    await operator('POST', `/disputes/${codes[1]}/representations`, {
      ...base,
      kind: 'guardian',
      evidenceKind: 'householdRegister',
      conflict: true,
      phone: phones.other,
      partyId,
    })
    const guardian = await signIn(codes[1]!, phones.other)
    const { acting } = (await guardian<OwnRepresentations>('GET', '/party/representations')).body
    expect(acting).toMatchObject({ kind: 'guardian', powers: ['look'] })
    expect(acting!.note).toContain('利益冲突')
    expect((await guardian('POST', '/mediations', { reason: '代为申请' })).body.code).toBe('staff.powerMissing')
  })
  it('ends on its day', async () => {
    const agent = await signIn(codes[0]!, phones.agent)
    database.clock.set(new Date('2023-12-31T23:59:00+08:00'), 0)
    expect((await agent('GET', '/party/dispute')).status).toBe(200)
    database.clock.set(new Date('2024-01-01T00:00:00+08:00'), 0)
    expect((await agent('GET', '/party/dispute')).status).toBe(401)
  })
})
