import type { FastifyInstance } from 'fastify'
import { storeAgencies, storeOfficers } from '../../src/access/commands.ts'
import { authorise } from '../../src/access/requests.ts'
import { systemScope, withScope } from '../../src/access/scope.ts'
import { signInParty } from '../../src/access/sign-in/parties.ts'
import { scopeOfToken } from '../../src/access/sign-in/sessions.ts'
import type { PartyReaders } from '../../src/audit/schema.ts'
import { createServer } from '../../src/platform/http.ts'
import { runPipeline } from '../../src/programs/pipeline.ts'
import { routes } from '../../src/programs/rooms.ts'
import { type TestDatabase, testDatabase } from './database.ts'
import { codeOf, sessionOf } from './sign-in.ts'

export const county = '330681'

export interface Answer<T> {
  readonly status: number
  readonly body: T
  readonly text: string
}

/** Two disputes in two towns, an officer of each, those who supervise, and the party of the first, all signed in. */
export interface AuditCounty {
  readonly database: TestDatabase
  /** Trace codes of the dispute in 浣东 and of the one in 枫桥. */
  readonly huan: string
  readonly feng: string
  readonly get: <T>(who: string, path: string) => Promise<Answer<T>>
  readonly post: <T>(who: string, path: string, body?: object) => Promise<Answer<T>>
  readonly owner: <Row>(sql: string, values?: unknown[]) => Promise<Row[]>
  /** The party's list of who looked. */
  readonly readers: () => Promise<PartyReaders['items']>
  readonly close: () => Promise<void>
}

const complaint = (number: string, name: string, phone: string, town: string, address: string) => ({
  工单号: number,
  来电时间: '2023-08-18 10:00',
  诉求人: name,
  联系电话: phone,
  被反映对象: '诸暨某某房地产开发有限公司',
  地址: address,
  区划代码: town,
  标题: '商品房宣传不符',
  内容: `购房时宣传的学区与实际不符，要求退还车位款。${number}`,
})

export async function openAuditCounty(): Promise<AuditCounty> {
  const database = await testDatabase('2023-08-21T10:00:00+08:00')
  const { services } = database
  await withScope(services, systemScope(county, 'test'), 'administration', async (tx) => {
    await storeAgencies(tx, [
      { code: 'ZX', name: '县社会治理中心', kind: 'centre', place: county, parentCode: null },
      { code: 'T2', name: '浣东街道办事处', kind: 'town', place: '330681002', parentCode: null },
      { code: 'T9', name: '枫桥镇人民政府', kind: 'town', place: '330681109', parentCode: null },
    ])
    await storeOfficers(tx, [
      { login: 'operator', name: '王值班', agencyCode: 'ZX', roles: ['operator'], phone: null },
      { login: 'huan', name: '李浣东', agencyCode: 'T2', roles: ['townCadre'], phone: null },
      { login: 'feng', name: '赵枫桥', agencyCode: 'T9', roles: ['townCadre'], phone: '15400000011' },
      { login: 'privacy', name: '周保护', agencyCode: 'ZX', roles: ['privacyOfficer'], phone: null },
      { login: 'auditor', name: '吴审计', agencyCode: 'ZX', roles: ['auditor'], phone: null },
      { login: 'leader', name: '郑领导', agencyCode: 'ZX', roles: ['leader'], phone: null },
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
  const tokens = new Map<string, string>()
  const send = async <T>(who: string, method: 'GET' | 'POST', path: string, body?: object): Promise<Answer<T>> => {
    const reply = await app.inject({
      method,
      url: `/api/v1${path}`,
      headers: { authorization: tokens.get(who) ?? '' },
      ...(body ? { payload: body } : {}),
    })
    const json = reply.headers['content-type']?.toString().includes('json') && reply.body !== ''
    return { status: reply.statusCode, body: (json ? reply.json() : null) as T, text: reply.body }
  }
  const get = <T>(who: string, path: string) => send<T>(who, 'GET', path)
  const post = <T>(who: string, path: string, body: object = {}) => send<T>(who, 'POST', path, body)
  const owner = async <Row>(sql: string, values: unknown[] = []): Promise<Row[]> =>
    (await services.database.owner.query(sql, values)).rows as Row[]
  for (const login of ['operator', 'huan', 'feng', 'privacy', 'auditor', 'leader'])
    tokens.set(login, await sessionOf(services, login))
  const stored = await post<{ accepted: number }>('operator', '/records', {
    source: 'complaint',
    rows: [
      complaint('TS-1', '钱某甲', '15400000011', '330681002', '浣东街道某某花园3幢'),
      complaint('TS-2', '孙某乙', '15400000022', '330681109', '枫桥镇某某路8号'),
    ],
  })
  if (stored.body.accepted !== 2) throw new Error('the two complaints were not stored')
  await runPipeline(services, county)
  const codes = await owner<{ number: string; code: string }>(
    `select r.number, d.trace_code as code from linking.dispute d join linking.dispute_record m on m.dispute_id = d.id and m.to_at is null
     join intake.record r on r.id = m.record_id order by r.number`,
  )
  const huan = codes[0]!.code
  const feng = codes[1]!.code
  await post('nobody', '/party/codes', { traceCode: huan, phone: '15400000011' })
  const party = await signInParty(services, huan, '15400000011', await codeOf(services, '15400000011'))
  tokens.set('party', party.token)
  return {
    database,
    huan,
    feng,
    get,
    post,
    owner,
    readers: async () => (await get<PartyReaders>('party', '/party/readers')).body.items,
    close: async () => {
      await app.close()
      await database.close()
    },
  }
}
