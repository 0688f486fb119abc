import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/support/database.ts'
import { authorise } from '../access/requests.ts'
import type { Scope } from '../access/scope.ts'
import { createServer } from '../platform/http.ts'
import { intakeRoutes } from './routes.ts'
import type { ImportPreview, ImportRun } from './schema.ts'

let database: TestDatabase
let app: FastifyInstance
const officerId = '018a0000-0000-7000-8000-000000000001'
const officer = (role: 'operator' | 'mediator'): Scope => ({
  kind: 'officer',
  county: '330681',
  officerId,
  agencyId: officerId,
  name: '韩某',
  role,
  reach: '*',
})

beforeAll(async () => {
  database = await testDatabase()
  app = await createServer(database.services, {
    routes: [intakeRoutes(database.services)],
    authenticate: async (request) => {
      const role = request.headers['x-role']
      request.scope = role === 'operator' || role === 'mediator' ? officer(role) : null
    },
    authorise,
    actorOf: (request) => (request.scope?.kind === 'officer' ? request.scope.officerId : null),
    ready: async () => true,
    version: 'test',
  })
})
afterAll(async () => {
  await app.close()
  await database.close()
})

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  app.inject({
    method: 'POST',
    url: `/api/v1${path}`,
    headers: { 'x-role': 'operator', 'content-type': 'application/json', ...headers },
    payload: JSON.stringify(body),
  })
const get = (path: string) => app.inject({ url: `/api/v1${path}`, headers: { 'x-role': 'operator' } })

function upload(fields: Record<string, string>, name: string, content: string | Buffer) {
  const form = new FormData()
  form.set('file', new Blob([content as never]), name)
  for (const [key, value] of Object.entries(fields)) form.set(key, value)
  return app.inject({
    method: 'POST',
    url: '/api/v1/imports',
    headers: { 'x-role': 'operator' },
    payload: form as never,
  })
}
async function finished(id: string): Promise<ImportRun> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const run = (await get(`/imports/${id}`)).json<ImportRun>()
    if (run.status !== 'running') return run
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error('the import did not end')
}

describe('POST /records', () => {
  const body = {
    source: 'complaint',
    supplier: '12345',
    rows: [
      { 工单号: 'H1', 来电时间: '2023-08-01 09:41', 内容: 'x' },
      { 工单号: 'H2', 来电时间: 'bald' },
      { 内容: 'no number' },
    ],
  }
  test('answers with the counts and a sentence for each rejected row; the same key gives the same answer', async () => {
    const first = await post('/records', body, { 'idempotency-key': 'k1' })
    expect(first.statusCode).toBe(200)
    expect(first.json()).toMatchObject({
      accepted: 1,
      duplicates: 0,
      updated: 0,
      rejected: 2,
      excluded: 0,
      problems: [
        { row: 2, column: '来电时间', value: 'bald', code: 'timeUnreadable' },
        { row: 3, column: '工单号', code: 'numberMissing' },
      ],
    })
    expect((await post('/records', body, { 'idempotency-key': 'k1' })).json()).toEqual(first.json())
    expect((await post('/records', body)).json()).toMatchObject({ accepted: 0, duplicates: 1 })
  })

  test('unknown sources, unknown fields of access, other roles', async () => {
    expect((await post('/records', { ...body, source: 'gossip' })).json()).toMatchObject({
      status: 400,
      code: 'intake.unknownSource',
    })
    expect((await post('/records', { ...body, rows: [] })).statusCode).toBe(400)
    expect((await post('/records', body, { 'x-role': 'mediator' })).statusCode).toBe(403)
    expect((await post('/records', body, { 'x-role': '' })).statusCode).toBe(401)
  })

  test('a pipeline run is queued in the same transaction', async () => {
    const { rows } = await database.services.database.owner.query(
      `select task_identifier, key from graphile_worker.jobs`,
    )
    expect(rows).toEqual([{ task_identifier: 'pipeline.run', key: 'pipeline:330681' }])
  })
})

test('an upload is previewed with masked cells and a proposal, started with the confirmed mapping, and its rejects downloaded', async () => {
  const content =
    '留言编号,留言用户,留言时间,留言详情,联系号码\n1,张三丰,2019/2/28 11:25:05,房屋漏水请处理我的电话13812345678,13812345678\n2,李四,gestern,x,13800001111\n3,王五,2019/3/1,y,13800002222\n'
  const response = await upload({ source: 'complaint', supplier: '信箱' }, 'm.csv', content)
  const preview = response.json<ImportPreview>()
  expect(response.statusCode).toBe(200)
  expect(preview).toMatchObject({
    encoding: 'utf-8',
    separator: ',',
    run: { status: 'preview', supplier: '信箱', fileName: 'm.csv' },
    profile: null,
  })
  expect(preview.proposal.map((one) => [one.column, one.standard, one.basis])).toEqual([
    ['留言编号', '工单号', 'synonym'],
    ['留言用户', '诉求人', 'synonym'],
    ['留言时间', '来电时间', 'synonym'],
    ['留言详情', '内容', 'synonym'],
    ['联系号码', '联系电话', 'values'],
  ])
  expect(response.body).not.toMatch(/13812345678|张三丰|王五/)

  const columns = Object.fromEntries(preview.proposal.map((one) => [one.column, one.standard!]))
  const { id } = preview.run
  expect(
    (await post(`/imports/${id}/start`, { columns: { 留言编号: '标题', 留言用户: '标题' } })).json(),
  ).toMatchObject({ code: 'intake.mappingTwice' })
  expect((await post(`/imports/${id}/start`, { columns, saveAs: '信箱对应' })).statusCode).toBe(202)
  expect(await finished(id)).toMatchObject({ status: 'done', rows: 3, counts: { accepted: 2, rejected: 1 } })
  expect((await post(`/imports/${id}/start`, { columns })).json()).toMatchObject({
    status: 409,
    code: 'intake.importState',
  })
  const csv = await get(`/imports/${id}/rejects.csv`)
  expect(csv.headers['content-type']).toContain('text/csv')
  expect(csv.body).toContain('m.csv,3,留言时间,gestern')
  expect((await get('/mappings')).json()).toMatchObject({
    items: [{ name: '信箱对应', version: 1, supplier: '信箱', createdBy: '韩某' }],
  })

  const again = (await upload({ source: 'complaint', supplier: '信箱' }, 'm2.csv', content)).json<ImportPreview>()
  expect(again.profile).toEqual({ name: '信箱对应', version: 1 })
  expect(again.proposal.every((one) => one.basis === 'profile')).toBe(true)
  expect((await get('/imports')).json()).toMatchObject({
    items: [{ fileName: 'm2.csv' }, { fileName: 'm.csv' }],
    next: null,
  })
})

test('a file that cannot be read is refused with its reason; one that breaks off later marks its run', async () => {
  expect(
    (await upload({ source: 'complaint' }, 'x.xlsx', Buffer.from('504b0304ffffffff', 'hex'))).json(),
  ).toMatchObject({ status: 400, code: 'intake.xlsxBroken' })
  expect((await upload({ source: 'gossip' }, 'x.csv', 'a,b\n1,2\n')).json()).toMatchObject({
    code: 'intake.unknownSource',
  })
  const rows = Array.from({ length: 400 }, (_, index) => `B${index},x`).join('\n')
  const preview = (
    await upload({ source: 'complaint' }, 'late.csv', `工单号,内容\n${rows}\nB999,"offen\n`)
  ).json<ImportPreview>()
  await post(`/imports/${preview.run.id}/start`, { columns: { 工单号: '工单号', 内容: '内容' } })
  expect(await finished(preview.run.id)).toMatchObject({ status: 'failed', problem: expect.stringContaining('402') })
})

test('sources tell their last arrival', async () => {
  const { items } = (await get('/sources')).json()
  expect(items).toContainEqual({
    source: 'complaint',
    supplier: '12345',
    records: 1,
    lastArrival: '2023-08-01T01:00:00.000Z',
    interval: null,
    stale: null,
  })
})
