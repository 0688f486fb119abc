import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/support/database.ts'
import { storeAgencies, storeOfficers } from '../access/commands.ts'
import { readOfficers } from '../access/queries.ts'
import { authorise } from '../access/requests.ts'
import { type Scope, systemScope, withScope } from '../access/scope.ts'
import { intakeRoutes } from '../intake/routes.ts'
import { createServer } from '../platform/http.ts'
import { runPipeline } from '../programs/pipeline.ts'
import { closeRenderer } from './render.ts'
import { documentsRoutes } from './routes.ts'
import type { DocumentRow } from './schema.ts'

const county = '330681'
let database: TestDatabase
let folder: string
beforeAll(async () => {
  database = await testDatabase('2023-08-20T09:00:00+08:00')
  folder = mkdtempSync(join(tmpdir(), 'suyuan-pack-'))
})
afterAll(async () => {
  await closeRenderer()
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})

test('who has complained gets the papers for a suit or a petition at once, with the own words and nobody else’s', async () => {
  const { services } = database
  const system = systemScope(county, 'test')
  const operator = await withScope(services, system, 'administration', async (tx): Promise<Scope> => {
    await storeAgencies(tx, [
      { code: 'ZX', name: '县社会治理中心', kind: 'centre', place: county, parentCode: null },
      { code: 'FY', name: '诸暨市人民法院', kind: 'court', place: county, parentCode: null },
    ])
    await storeOfficers(tx, [{ login: 'op', name: '王某', agencyCode: 'ZX', roles: ['operator'], phone: null }])
    const officer = (await readOfficers(tx))[0]!
    const { agencyId } = officer
    return { kind: 'officer', county, officerId: officer.id, agencyId, name: '王某', role: 'operator', reach: '*' }
  })
  let scope: Scope | null = operator
  const app = await createServer(services, {
    routes: [intakeRoutes(services), documentsRoutes(services)],
    authenticate: async (request) => {
      request.scope = scope
    },
    authorise,
    actorOf: () => null,
    ready: async () => true,
    version: 'test',
  })
  const post = (path: string, payload: object) => app.inject({ method: 'POST', url: `/api/v1${path}`, payload })
  const complaint = (number: string, name: string, phone: string, words: string) => ({
    工单号: number,
    来电时间: '2023-08-05 10:00',
    诉求人: name,
    联系电话: phone,
    被反映对象: '诸暨某某房地产开发有限公司',
    地址: '浣东街道某某花园3幢',
    区划代码: '330681002',
    标题: '商品房宣传不符',
    内容: words,
  })
  const rows = [
    complaint('GD1', '龑䶮', '15400000011', '宣传的学校没有建，要求退还车位款。😡'),
    complaint('GD2', '孙某乙', '15400000022', '他人的投诉内容。'),
  ]
  expect((await post('/records', { source: 'complaint', rows })).json()).toMatchObject({ accepted: 2 })
  await runPipeline(services, county)
  const { rows: found } = await services.database.owner.query<{ dispute: string; party: string; code: string }>(
    `select d.id as dispute, s.party_id as party, d.trace_code as code
       from intake.record i
       join linking.dispute_record r on r.county = i.county and r.record_id = i.id and r.to_at is null
       join linking.dispute d on d.county = r.county and d.id = r.dispute_id
       join linking.dispute_party s on s.county = d.county and s.dispute_id = d.id and s.side = 'claimant'
      where i.number = 'GD1'`,
  )
  const { dispute, party, code } = found[0]!
  scope = { kind: 'party', county, disputeId: dispute, partyId: party, traceCode: code }
  for (const form of ['suit', 'petition'] as const) {
    const reply = await post('/documents', { kind: 'filingPack', subject: dispute, form })
    expect(reply.statusCode, reply.body).toBe(201)
    const row = reply.json<DocumentRow>()
    const file = await app.inject({ method: 'GET', url: `/api/v1/documents/${row.id}.pdf` })
    writeFileSync(join(folder, `${form}.pdf`), file.rawPayload)
    const text = execFileSync('pdftotext', ['-raw', join(folder, `${form}.pdf`), '-'], { encoding: 'utf8' })
    const plain = text.replace(/\s+/g, '')
    expect(plain).toContain('龑䶮')
    expect(plain).toContain('宣传的学校没有建，要求退还车位款。〓')
    expect(plain).toContain(code)
    expect(plain).not.toContain('他人的投诉内容')
  }
  // Not for the dispute of another one.
  expect((await post('/documents', { kind: 'filingPack', subject: services.context.id() })).statusCode).toBe(401)
  await app.close()
})
