import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/support/database.ts'
import { codeOf, sessionOf } from '../../tests/support/sign-in.ts'
import { storeAgencies, storeOfficers } from '../access/commands.ts'
import { authorise } from '../access/requests.ts'
import { systemScope, withScope } from '../access/scope.ts'
import { signInParty } from '../access/sign-in/parties.ts'
import { scopeOfToken } from '../access/sign-in/sessions.ts'
import { parseVerifierKeys } from '../ledger/proof/note.ts'
import { logVerifierKey } from '../ledger/proofs.ts'
import { createServer } from '../platform/http.ts'
import { runPipeline } from '../programs/pipeline.ts'
import { routes } from '../programs/rooms.ts'
import { expireBreakGlasses, remindReviews, reviewDue } from './break-glass.ts'
import { judgeDay, judgeHour } from './findings.ts'
import { checkReadProof } from './read-proof.ts'
import type {
  AuditReads,
  BreakGlassList,
  BreakGlassRunning,
  ExportRow,
  Findings,
  PartyReaders,
  ReadProof,
} from './schema.ts'
import { sealAll } from './sealing.ts'
import { verifyReads } from './verify.ts'

const county = '330681'
let database: TestDatabase
let app: FastifyInstance
const tokens = new Map<string, string>()
let huan = ''
let feng = ''

const send = async <T>(
  who: string,
  method: 'GET' | 'POST',
  path: string,
  body?: object,
): Promise<{ status: number; body: T; text: string }> => {
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
  (await database.services.database.owner.query(sql, values)).rows as Row[]

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

beforeAll(async () => {
  database = await testDatabase('2023-08-21T10:00:00+08:00')
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
  app = await createServer(services, {
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
  for (const login of ['operator', 'huan', 'feng', 'privacy', 'auditor', 'leader'])
    tokens.set(login, await sessionOf(services, login))
  const stored = await post<{ accepted: number }>('operator', '/records', {
    source: 'complaint',
    rows: [
      complaint('TS-1', '钱某甲', '15400000011', '330681002', '浣东街道某某花园3幢'),
      complaint('TS-2', '孙某乙', '15400000022', '330681109', '枫桥镇某某路8号'),
    ],
  })
  expect(stored.body.accepted).toBe(2)
  await runPipeline(services, county)
  const codes = await owner<{ number: string; code: string }>(
    `select r.number, d.trace_code as code from linking.dispute d join linking.dispute_record m on m.dispute_id = d.id and m.to_at is null
     join intake.record r on r.id = m.record_id order by r.number`,
  )
  huan = codes[0]!.code
  feng = codes[1]!.code
  await post('nobody', '/party/codes', { traceCode: huan, phone: '15400000011' })
  const party = await signInParty(services, huan, '15400000011', await codeOf(services, '15400000011'))
  tokens.set('party', party.token)
})
afterAll(async () => {
  await app.close()
  await database.close()
})

const readers = async (): Promise<PartyReaders['items']> =>
  (await get<PartyReaders>('party', '/party/readers')).body.items

describe('the person concerned', () => {
  it('learns at first that nobody has looked', async () => {
    expect((await get<PartyReaders>('party', '/party/readers')).body).toEqual({ items: [], next: null, reads: 0 })
  })

  it('sees which organ listed, opened and was refused, with purpose and time, and no officer’s name', async () => {
    await get('huan', '/disputes')
    expect((await get('huan', `/disputes/${huan}`)).status).toBe(200)
    await get('huan', `/disputes/${huan}/timeline`)
    expect((await get('feng', `/disputes/${huan}`)).status).toBe(404)
    expect((await get('auditor', `/disputes/${huan}`)).status).toBe(403)
    const items = await readers()
    expect(items.map(({ organ, what, result, count }) => [organ, what, result, count]).sort()).toEqual(
      [
        ['县社会治理中心', 'attempt', 'refused', 1],
        ['枫桥镇人民政府', 'attempt', 'refused', 1],
        ['浣东街道办事处', 'file', 'shown', 2],
        ['浣东街道办事处', 'list', 'shown', 1],
      ].sort(),
    )
    const text = JSON.stringify(items)
    for (const name of ['李浣东', '赵枫桥', '吴审计', 'officer']) expect(text).not.toContain(name)
    expect(items.find((item) => item.what === 'file')!.purpose).toBe('办理纠纷')
  })

  it('is not told of looks at anybody else’s file, and nobody else sees this list', async () => {
    const before = (await readers()).reduce((sum, item) => sum + item.count, 0)
    await get('feng', `/disputes/${feng}`)
    await get('feng', '/disputes/330681-0000-0000-0')
    expect((await readers()).reduce((sum, item) => sum + item.count, 0)).toBe(before)
    expect((await get('huan', '/party/readers')).status).toBe(401)
    expect((await get('nobody', '/party/readers')).status).toBe(401)
  })

  it('can prove one read offline once it is sealed', async () => {
    const read = (await readers()).find((item) => item.what === 'list')!.read
    expect((await get('party', `/party/readers/${read}/proof`)).status).toBe(409)
    await sealAll(database.services, county)
    const proof = (await get<ReadProof>('party', `/party/readers/${read}/proof`)).body
    const key = parseVerifierKeys(`${logVerifierKey({ county, keys: database.services.keys })}\n`)
    expect(checkReadProof(proof, key)).toMatchObject({ purpose: 'handling', role: 'townCadre', fields: ['list'] })
    const foreign = await owner<{ id: string }>(
      `select r.id from access.read_log r join linking.dispute d on d.id = r.dispute_id where d.trace_code = $1 limit 1`,
      [feng],
    )
    expect((await get('party', `/party/readers/${foreign[0]!.id}/proof`)).status).toBe(404)
  })
})

describe('the auditor', () => {
  it('filters the log, sees codes and no text of a case, and leaves a line itself', async () => {
    const page = (await get<AuditReads>('auditor', `/audit/reads?traceCode=${huan}&limit=2`)).body
    expect(page.items).toHaveLength(2)
    const rest = (await get<AuditReads>('auditor', `/audit/reads?traceCode=${huan}&limit=200&cursor=${page.next}`)).body
    const all = [...page.items, ...rest.items]
    expect(new Set(all.map((item) => item.id)).size).toBe(all.length)
    expect(all.some((item) => item.officer === '赵枫桥' && item.result === 'refused' && item.traceCode === huan)).toBe(
      true,
    )
    const refused = (await get<AuditReads>('auditor', '/audit/reads?result=refused&role=townCadre')).body.items
    expect(refused.length).toBeGreaterThan(0)
    expect(refused.every((item) => item.result === 'refused' && item.role === 'townCadre')).toBe(true)
    expect(JSON.stringify(all)).not.toMatch(/钱某甲|15400000011|学区/)
    expect((await get<AuditReads>('auditor', '/audit/reads?kind=readLog')).body.items[0]).toMatchObject({
      officer: '吴审计',
      purpose: 'audit',
    })
    expect((await get('auditor', '/audit/reads?cursor=x')).status).toBe(400)
    for (const other of ['operator', 'huan', 'leader', 'privacy', 'party'])
      expect((await get(other, '/audit/reads')).status).toBeGreaterThanOrEqual(401)
  })

  it('finds that an officer opened a dispute with the own phone in it, and decides with a reason', async () => {
    const [dispute] = await owner<{ id: string }>('select id from linking.dispute where trace_code = $1', [huan])
    const [officer] = await owner<{ id: string; agency_id: string }>(
      `select id, agency_id from access.officer where login = 'feng'`,
    )
    await withScope(
      database.services,
      {
        kind: 'officer',
        county,
        officerId: officer!.id,
        agencyId: officer!.agency_id,
        name: '',
        role: 'townCadre',
        reach: '330681109',
      },
      'handling',
      async (tx) => tx.logRead({ subjectKind: 'dispute', subject: dispute!.id, fields: ['masked'] }),
    )
    const to = new Date('2023-08-21T11:00:00+08:00')
    expect((await judgeHour(database.services, county, to)).map((finding) => finding.detector)).toEqual(['curiosity'])
    await judgeDay(database.services, county, new Date('2023-08-22T07:00:00+08:00'))
    const page = (await get<Findings>('auditor', '/audit/findings')).body
    expect(page.items).toHaveLength(1)
    const [finding] = page.items
    expect(finding).toMatchObject({
      detector: 'curiosity',
      traceCode: huan,
      officer: { name: '赵枫桥' },
      facts: { by: 'ownPhone' },
    })
    expect(JSON.stringify(page)).not.toContain('15400000011')
    expect(
      (await post('auditor', `/audit/findings/${finding!.id}/decision`, { decision: 'askExplanation', reason: '' }))
        .status,
    ).toBe(400)
    expect(
      (
        await post('auditor', `/audit/findings/${finding!.id}/decision`, {
          decision: 'askExplanation',
          reason: '请说明查看原因',
        })
      ).status,
    ).toBe(204)
    const decided = (await get<Findings>('auditor', '/audit/findings?view=decided')).body
    expect(decided.items[0]!.decisions).toMatchObject([{ by: '吴审计', decision: 'askExplanation' }])
    expect((await get<Findings>('auditor', '/audit/findings')).body.items).toEqual([])
  })
})

describe('break-glass', () => {
  const reason = '当事人扬言今晚上门，须立即联系'
  it('opens one dispute for one officer, tells the supervisors at once, and ends after thirty minutes', async () => {
    database.clock.set(new Date('2023-08-21T10:05:00+08:00'), 0)
    expect((await post('huan', '/break-glass', { traceCode: huan, reason })).status).toBe(409)
    expect((await post('feng', '/break-glass', { traceCode: '330681-0000-0000-0', reason })).status).toBe(404)
    expect((await post('feng', '/break-glass', { traceCode: huan, reason: '急' })).status).toBe(400)
    for (const other of ['operator', 'leader', 'auditor', 'privacy', 'party'])
      expect((await post(other, '/break-glass', { traceCode: huan, reason })).status).toBeGreaterThanOrEqual(401)

    const started = await post<BreakGlassRunning>('feng', '/break-glass', { traceCode: huan, reason })
    expect(started.status).toBe(201)
    expect(started.body.items).toMatchObject([{ traceCode: huan }])
    expect((await get('feng', `/disputes/${huan}`)).status).toBe(200)
    expect((await get('feng', `/disputes/${huan}/timeline`)).status).toBe(200)
    // Never for sealed identities: the town itself is asked for a reason, the emergency is not heard.
    const sealed = `/disputes/${huan}/identities`
    expect((await get('huan', sealed)).status).toBe(200)
    expect((await get('feng', sealed)).status).toBe(404)
    const told = await owner<{ to: string }>(`select o."to" from platform.outbox o where kind = 'breakGlass'`)
    const supervisors = await owner<{ id: string }>(
      `select id from access.officer where login in ('operator', 'privacy')`,
    )
    expect(told.map((row) => row.to).sort()).toEqual(supervisors.map((row) => row.id).sort())
    expect((await get<BreakGlassRunning>('operator', '/break-glass/running')).body.supervised).toBe(1)
    expect(
      (
        await post('privacy', `/break-glass/${started.body.items[0]!.id}/review`, {
          verdict: 'justified',
          reason: '情况属实',
        })
      ).status,
    ).toBe(409)

    // Never for an export: the town's own rows only.
    const asked = (
      await post<ExportRow>('feng', '/exports', {
        kind: 'disputes',
        purpose: '紧急处置留档',
        recipient: '枫桥镇',
        days: 1,
      })
    ).body
    await post('privacy', `/exports/${asked.id}/decision`, { approved: true, reason: '同意导出' })
    await post('feng', `/exports/${asked.id}/file`)
    expect((await get('feng', `/exports/${asked.id}.csv`)).text).not.toContain(huan)

    database.clock.set(new Date('2023-08-21T10:35:00+08:00'), 0)
    expect((await get('feng', `/disputes/${huan}`)).status).toBe(404)
    expect(await expireBreakGlasses(database.services, county)).toBe(1)
    expect(await expireBreakGlasses(database.services, county)).toBe(0)
    const events = await owner<{ kind: string; at: Date }>(
      'select kind, at from audit.break_glass_event order by at, kind',
    )
    expect(events.map((event) => event.kind)).toEqual(['started', 'expired'])
    expect(events[1]!.at).toEqual(new Date('2023-08-21T10:35:00+08:00'))
    const items = await readers()
    expect(items.some((item) => item.breakGlass && item.organ === '枫桥镇人民政府' && item.result === 'shown')).toBe(
      true,
    )
  })

  it('can be stopped early, and three a day are the most', async () => {
    for (let count = 1; count < 3; count++) {
      const started = await post<BreakGlassRunning>('feng', '/break-glass', { traceCode: huan, reason })
      expect(started.status).toBe(201)
      expect((await post('feng', `/break-glass/${started.body.items[0]!.id}/stop`)).status).toBe(204)
      expect((await get('feng', `/disputes/${huan}`)).status).toBe(404)
      expect((await post('feng', `/break-glass/${started.body.items[0]!.id}/stop`)).status).toBe(409)
    }
    expect((await post('feng', '/break-glass', { traceCode: huan, reason })).status).toBe(429)
  })

  it('is reviewed within three working days by somebody else, and what is overdue says so', async () => {
    expect(reviewDue(new Date('2023-08-24T10:00:00+08:00'))).toEqual(new Date('2023-08-29T23:59:59.999+08:00'))
    const own = (await get<BreakGlassList>('feng', '/break-glass')).body.items
    expect(own.at(-1)).toMatchObject({ state: 'over', endedBy: 'time', reads: 2, overdue: false })
    database.clock.set(new Date('2023-08-25T00:00:00+08:00'), 0)
    await remindReviews(database.services, county)
    await remindReviews(database.services, county)
    expect((await owner(`select 1 from audit.break_glass_event where kind = 'overdue'`)).length).toBe(3)
    const row = (await get<BreakGlassList>('privacy', '/break-glass')).body.items.at(-1)
    expect(row).toMatchObject({ overdue: true, officer: '赵枫桥' })
    expect(
      (await post('operator', `/break-glass/${row!.id}/review`, { verdict: 'justified', reason: '情况属实' })).status,
    ).toBe(403)
    expect(
      (await post('privacy', `/break-glass/${row!.id}/review`, { verdict: 'justified', reason: '情况属实' })).status,
    ).toBe(204)
    expect(
      (await post('privacy', `/break-glass/${row!.id}/review`, { verdict: 'justified', reason: '情况属实' })).status,
    ).toBe(409)
    expect((await get<BreakGlassList>('auditor', '/break-glass')).body.items.at(-1)).toMatchObject({
      state: 'reviewed',
      review: { by: '周保护', verdict: 'justified' },
    })
  })
})

describe('an export', () => {
  const ask = (more: object = {}) => ({
    kind: 'disputes',
    purpose: '县政法委专题会研判',
    recipient: '县委政法委',
    days: 7,
    ...more,
  })

  it('is asked by one, approved by another, made once, marked in each row, in log and ledger, and expires', async () => {
    const asked = (await post<ExportRow>('huan', '/exports', ask())).body
    expect(asked).toMatchObject({ state: 'asked', town: '330681002' })
    expect((await post('huan', `/exports/${asked.id}/file`)).status).toBe(409)
    expect((await post('huan', `/exports/${asked.id}/decision`, { approved: true, reason: '同意导出' })).status).toBe(
      403,
    )
    expect(
      (await post('operator', `/exports/${asked.id}/decision`, { approved: true, reason: '同意导出' })).status,
    ).toBe(403)
    expect((await get('feng', '/exports')).text).not.toContain(asked.number)
    expect(
      (await post<ExportRow>('privacy', `/exports/${asked.id}/decision`, { approved: true, reason: '同意导出' })).body
        .state,
    ).toBe('approved')
    const made = (await post<ExportRow>('huan', `/exports/${asked.id}/file`)).body
    expect(made).toMatchObject({ state: 'made', file: { rows: 1 } })
    expect((await post('huan', `/exports/${asked.id}/file`)).status).toBe(409)
    const file = await get('huan', `/exports/${asked.id}.csv`)
    expect(file.text).toContain(huan)
    expect(file.text).not.toContain(feng)
    expect(file.text).not.toMatch(/钱某甲|15400000011|学区/)
    expect(file.text).toContain('仅供县委政法委用于“县政法委专题会研判”')
    const mark = /DC-[0-9A-Z]{8}-\d{5}-[0-9a-f]{8}/.exec(file.text)![0]
    expect((await post('auditor', '/audit/export-mark', { mark })).body).toMatchObject({
      known: true,
      number: asked.number,
      row: 1,
      recipient: '县委政法委',
    })
    for (const other of ['operator', 'privacy', 'leader', 'feng'])
      expect((await get(other, `/exports/${asked.id}.csv`)).status).toBeGreaterThanOrEqual(403)
    const [entry] = await owner<{ payload: string }>(
      `select payload from ledger.entry where kind = 'export.made' order by index desc limit 1`,
    )
    expect(JSON.parse(entry!.payload)).toMatchObject({ number: asked.number, sha256: made.file!.sha256 })
    expect((await readers()).some((item) => item.what === 'export' && item.organ === '浣东街道办事处')).toBe(true)

    database.clock.set(new Date('2023-09-02T00:00:00+08:00'), 0)
    expect((await get('huan', `/exports/${asked.id}.csv`)).status).toBe(409)
  })

  it('a statistic shows no group under five', async () => {
    const asked = (await post<ExportRow>('operator', '/exports', ask({ kind: 'statistics' }))).body
    await post('leader', `/exports/${asked.id}/decision`, { approved: true, reason: '同意，仅供会议' })
    await post('operator', `/exports/${asked.id}/file`)
    const { text } = await get('operator', `/exports/${asked.id}.csv`)
    expect(text).toContain('<5')
    expect(text).not.toMatch(/,[1-4],/)
  })

  it('refuses bad wishes with a sentence', async () => {
    expect((await post('huan', '/exports', ask({ town: '330681109' }))).status).toBe(403)
    expect((await post('operator', '/exports', ask({ from: '2023-08-20', to: '2023-08-01' }))).status).toBe(400)
    expect((await post('operator', '/exports', ask({ days: 400 }))).status).toBe(400)
    expect((await post('leader', '/exports', ask())).status).toBe(403)
  })
})

describe('at the end', () => {
  it('leaves a log that verifies to the last line', async () => {
    await sealAll(database.services, county)
    const result = await withScope(database.services, systemScope(county, 'test'), 'audit', verifyReads)
    expect(result).toMatchObject({ waiting: 0, faults: [] })
    expect(result.reads).toBeGreaterThan(20)
  })
})
