import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../tests/support/database.ts'
import { storeAgencies, storeOfficers } from '../../access/commands.ts'
import { readOfficers } from '../../access/queries.ts'
import { authorise } from '../../access/requests.ts'
import { type Scope, systemScope, withScope } from '../../access/scope.ts'
import { eraseRecord } from '../../intake/commands.ts'
import { readRecords } from '../../intake/queries.ts'
import { linkingRoutes } from '../../linking/routes.ts'
import { createServer } from '../../platform/http.ts'
import { readBatch } from '../../reading/commands.ts'
import { gridRoutes } from './routes.ts'
import type { GridReport, SimilarEvent } from './schema.ts'
import { similarTo } from './similar.ts'

const county = '330681'
let database: TestDatabase
let app: FastifyInstance
const scopes = new Map<string, Scope>()

const photo = Buffer.concat([
  Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0, 10]),
  Buffer.from('Exif GPS', 'latin1'),
  Buffer.from([0xff, 0xc0, 0, 4, 1, 1, 0xff, 0xda, 0, 4, 1, 1, 7, 7, 0xff, 0xd9]),
])
const event = {
  ageSeconds: 3_600,
  category: 'neighbour',
  text: '王建国家的空调外机正对李秀英家卧室，夜间噪声大，两家吵了起来。',
  place: '330681002001',
  address: '浣纱苑3幢2单元501室',
  partyA: '王建国',
  phoneA: '13900001234',
  partyB: '李秀英',
  photos: 1,
}

const send = (login: string, method: 'GET' | 'PUT' | 'POST', path: string, body?: object | Buffer) =>
  app.inject({
    method,
    url: `/api/v1${path}`,
    headers: {
      'x-login': login,
      ...(body === undefined ? {} : { 'content-type': Buffer.isBuffer(body) ? 'image/jpeg' : 'application/json' }),
    },
    ...(body === undefined ? {} : { payload: Buffer.isBuffer(body) ? body : JSON.stringify(body) }),
  })
const system = <T>(work: Parameters<typeof withScope<T>>[3]) =>
  withScope(database.services, systemScope(county, 'test'), 'pipeline', work)
const events = (): Promise<{ id: string; number: string }[]> =>
  system(async (tx) => (await tx.query<{ id: string; number: string }>('select id, number from intake.record')).rows)

beforeAll(async () => {
  database = await testDatabase('2023-08-07T09:00:00+08:00')
  await withScope(database.services, systemScope(county, 'test'), 'administration', async (tx) => {
    await storeAgencies(tx, [
      { code: 'T1', name: '浣东街道', kind: 'town', place: '330681002', parentCode: null },
      { code: 'T2', name: '暨阳街道', kind: 'town', place: '330681001', parentCode: null },
    ])
    await storeOfficers(
      tx,
      (['grid', 'mate', 'other'] as const).map((login) => ({
        login,
        name: `网格员${login}`,
        agencyCode: login === 'other' ? 'T2' : 'T1',
        roles: ['gridWorker'],
        phone: null,
      })),
    )
    for (const { login, id, agencyId, name } of await readOfficers(tx))
      scopes.set(login, {
        kind: 'officer',
        county,
        officerId: id,
        agencyId,
        name,
        role: 'gridWorker',
        reach: login === 'other' ? '330681001' : '330681002',
      })
  })
  app = await createServer(database.services, {
    routes: [gridRoutes(database.services), linkingRoutes(database.services)],
    authenticate: async (request) => {
      request.scope = scopes.get(String(request.headers['x-login'])) ?? null
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

describe('reports from the phone', () => {
  const id = randomUUID()
  let report: GridReport

  it('become one record of the source grid, however often and by however many hands they are sent', async () => {
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => send('grid', 'PUT', `/grid-reports/${id}`, event)),
    )
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200])
    report = answers[0]!.json()
    expect(new Set(answers.map((answer) => answer.body)).size).toBe(1)
    expect((await send('grid', 'PUT', `/grid-reports/${id}`, { ...event, text: '另一个内容' })).json()).toEqual(report)
    expect(await events()).toEqual([{ id: report.recordId, number: report.number }])
    const [record] = await system((tx) => readRecords(tx, [report.recordId]))
    expect(record).toMatchObject({ source: 'grid', supplier: 'phone', place: '330681002001', town: '330681002' })
    expect(record!.occurredAt.toISOString()).toBe('2023-08-07T00:00:00.000Z')
    expect(record!.row).toMatchObject({ 事件类别: '邻里', 当事人甲: '王建国', 网格员: '网格员grid' })
  })

  it('another worker neither reads nor changes them, and no town reports for another', async () => {
    expect((await send('mate', 'PUT', `/grid-reports/${id}`, event)).statusCode).toBe(404)
    expect((await send('mate', 'PUT', `/grid-reports/${id}/photos/0`, photo)).statusCode).toBe(404)
    expect((await send('mate', 'GET', '/grid-reports')).json()).toEqual({ items: [] })
    const outside = await send('other', 'PUT', `/grid-reports/${randomUUID()}`, event)
    expect([outside.statusCode, outside.json().code]).toEqual([403, 'tasks.outsideTown'])
    expect(await events()).toHaveLength(1)
  })

  it('photos lie encrypted without their position, are read by the town alone, and go with the record', async () => {
    for (let time = 0; time < 2; time++)
      expect((await send('grid', 'PUT', `/grid-reports/${id}/photos/0`, photo)).statusCode).toBe(200)
    const fake = await send(
      'grid',
      'PUT',
      `/grid-reports/${id}/photos/0`,
      Buffer.from('<html>no picture at all</html>'),
    )
    expect([fake.statusCode, fake.json().code]).toEqual([415, 'intake.photoType'])
    expect((await send('grid', 'PUT', `/grid-reports/${id}/photos/1`, photo)).statusCode).toBe(404)
    const stored = await system(
      async (tx) => (await tx.query<{ content: Buffer }>('select content from intake.photo')).rows,
    )
    expect(stored).toHaveLength(1)
    expect(stored[0]!.content.includes(photo.subarray(16))).toBe(false)
    const path = `/records/${report.recordId}/photos`
    expect((await send('mate', 'GET', path)).json().items).toMatchObject([{ position: 0, mediaType: 'image/jpeg' }])
    const shown = await send('mate', 'GET', `${path}/0`)
    expect(shown.headers['content-type']).toBe('image/jpeg')
    expect(shown.rawPayload.includes('GPS')).toBe(false)
    expect(shown.rawPayload.subarray(-4)).toEqual(photo.subarray(-4))
    expect((await send('other', 'GET', `${path}/0`)).statusCode).toBe(404)
    await system((tx) => eraseRecord(tx, report.recordId))
    expect(await system(async (tx) => (await tx.query('select from intake.photo')).rows)).toEqual([])
    expect((await send('mate', 'GET', `${path}/0`)).statusCode).toBe(404)
    expect((await send('grid', 'PUT', `/grid-reports/${id}/photos/0`, photo)).statusCode).toBe(404)
  })
})

describe('what may be the same is offered', () => {
  const asked = {
    category: 'neighbour',
    text: '空调外机夜间噪声大，邻居卧室受影响',
    place: '330681002001',
    address: '浣纱苑3幢',
  }
  const similar = async (login: string, more = {}): Promise<SimilarEvent[]> =>
    (await send(login, 'POST', '/grid-reports/similar', { ...asked, ...more })).json().items

  it('masked, to the own town only, logged, and can be named as the matter that goes on', async () => {
    const first: GridReport = (
      await send('mate', 'PUT', `/grid-reports/${randomUUID()}`, { ...event, photos: 0 })
    ).json()
    expect((await similar('grid'))[0]!.excerpt).toBe('')
    await system(async (tx) => readBatch(tx, await readRecords(tx, [first.recordId])))
    const [found, ...others] = await similar('grid')
    expect(others).toEqual([])
    expect(found).toMatchObject({ number: first.number, category: '邻里', address: '浣纱苑3幢*******' })
    expect(found!.excerpt).toBe('王某某家的空调外机正对李某某家卧室，夜间噪声大，两家吵了起来。')
    expect(await similar('other')).toEqual([])
    expect(await similar('grid', { place: '330681002002' })).toEqual([])
    const logged = await system(
      async (tx) => (await tx.query('select from access.read_log where subject = $1', [first.recordId])).rows,
    )
    const pending = await system(async (tx) => (await tx.query('select from access.read_pending')).rows)
    expect(logged.length + pending.length).toBeGreaterThan(0)
    const next: GridReport = (
      await send('grid', 'PUT', `/grid-reports/${randomUUID()}`, { ...event, photos: 0, related: first.number })
    ).json()
    const [record] = await system((tx) => readRecords(tx, [next.recordId]))
    expect(record!.relatedNumbers).toEqual([first.number])
    const invented = { ...event, photos: 0, related: 'WG-nobody' }
    expect((await send('grid', 'PUT', `/grid-reports/${randomUUID()}`, invented)).statusCode).toBe(404)
  })

  it('by place, address and words: other villages and other things are not offered', () => {
    const leak = { category: '邻里', place: '330681002001', address: '浣纱苑3幢501室', text: '楼上漏水，天花板发霉' }
    expect(similarTo({ ...leak, address: '浣纱苑 3幢', text: '楼上漏水到楼下' }, [leak])).toEqual([leak])
    expect(similarTo({ ...leak, place: '330681002002' }, [leak])).toEqual([])
    const wages = { category: '劳动争议', place: '330681002001', address: '某某袜厂', text: '拖欠三个月工资' }
    expect(similarTo(wages, [leak])).toEqual([])
    expect(similarTo({ ...leak, address: '', text: '' }, [leak])).toEqual([])
  })
})
