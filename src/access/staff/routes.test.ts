import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../tests/support/database.ts'
import { sessionOf } from '../../../tests/support/sign-in.ts'
import { intakeRoutes } from '../../intake/routes.ts'
import { append } from '../../ledger/commands.ts'
import { linkingRoutes } from '../../linking/routes.ts'
import { createServer } from '../../platform/http.ts'
import { Problem } from '../../platform/problem.ts'
import { storeAgencies, storeOfficers } from '../commands.ts'
import { authorise } from '../requests.ts'
import { systemScope, withScope } from '../scope.ts'
import { signInRoutes } from '../sign-in/routes.ts'
import { readSession } from '../sign-in/sessions.ts'
import { staffRoutes } from './routes.ts'
import { staffSchedules } from './schedules.ts'
import type { OfficerDetail, Outcome, OwnPosts, StaffAgency, StaffOfficer, StaffRequest } from './schema.ts'
import { scopeOfPost } from './scope-of-post.ts'
import { postRoutes } from './session-routes.ts'

const county = '330681'
let database: TestDatabase
let app: FastifyInstance

interface Answer<T> {
  readonly status: number
  readonly body: T & { readonly code?: string }
}
type Browser = <T>(method: 'GET' | 'POST' | 'DELETE', path: string, payload?: object) => Promise<Answer<T>>

function browser(token: string): Browser {
  return async <T>(method: 'GET' | 'POST' | 'DELETE', path: string, payload?: object): Promise<Answer<T>> => {
    const reply = await app.inject({
      method,
      url: `/api/v1${path}`,
      headers: { authorization: token },
      ...(payload ? { payload } : {}),
    })
    return { status: reply.statusCode, body: (reply.body === '' ? null : reply.json()) as Answer<T>['body'] }
  }
}

const system = <T>(work: Parameters<typeof withScope<T>>[3]): Promise<T> =>
  withScope(database.services, systemScope(county, 'test'), 'administration', work)
const agencies = [
  { code: 'ZX', name: '诸暨市社会治理中心', kind: 'centre', place: county, parentCode: null },
  { code: 'HD', name: '浣东街道办事处', kind: '镇街', place: '330681002', parentCode: 'ZX' },
  { code: 'HD-1', name: '浣东街道某某村', kind: 'village', place: '330681002201', parentCode: 'HD' },
  { code: 'FQ', name: '枫桥镇人民政府', kind: 'town', place: '330681109', parentCode: 'ZX' },
  { code: 'SF', name: '诸暨市司法局', kind: 'justiceBureau', place: county, parentCode: 'ZX' },
]
const phone = '13800005678'
const officers = [
  { login: 'admin', name: '管理员甲', agencyCode: 'ZX', roles: ['administrator'], phone: null },
  { login: 'admin2', name: '管理员乙', agencyCode: 'ZX', roles: ['系统管理员'], phone: null },
  { login: 'boss', name: '领导丙', agencyCode: 'ZX', roles: ['leader'], phone: null },
  { login: 'op', name: '值班丁', agencyCode: 'ZX', roles: ['operator'], phone: null },
  { login: 'cadre', name: '欧阳建国', agencyCode: 'HD', roles: ['townCadre'], phone },
  { login: 'cadre2', name: '干部己', agencyCode: 'FQ', roles: ['townCadre'], phone: null },
  {
    login: 'cadre',
    name: '欧阳建国',
    agencyCode: 'SF',
    roles: ['department'],
    phone,
    title: '司法所联络员',
  },
]
const id: Record<string, string> = {}
const agencyId: Record<string, string> = {}
let admin: Browser
let admin2: Browser

beforeAll(async () => {
  database = await testDatabase('2023-08-20T09:00:00+08:00')
  await system(async (tx) => {
    await storeAgencies(tx, agencies)
    await storeOfficers(tx, officers)
    for (const row of (await tx.query<{ id: string; login: string }>('select id, login from access.officer')).rows)
      id[row.login] = row.id
    for (const row of (await tx.query<{ id: string; code: string }>('select id, code from access.agency')).rows)
      agencyId[row.code] = row.id
  })
  const { services } = database
  app = await createServer(services, {
    routes: [
      staffRoutes(services, append),
      postRoutes(services, append),
      signInRoutes(services),
      intakeRoutes(services),
      linkingRoutes(services),
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
  admin = browser(await sessionOf(services, 'admin'))
  admin2 = browser(await sessionOf(services, 'admin2'))
})
afterAll(async () => {
  await app.close()
  await database.close()
})

const scopeOf = (login: string, post: string | null = null) => scopeOfPost(database.services, id[login]!, post)
const at = (time: string) => database.clock.set(new Date(time), 0)
const refusal = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'stored',
    (error: unknown) => (error instanceof Problem ? `${error.code} ${error.parameters.row}` : String(error)),
  )

describe('lists', () => {
  it('are refused whole, with the row, and an earlier list’s posts end where a later one names others', async () => {
    const bad = [
      { code: 'X', name: '甲', kind: 'town', place: null, parentCode: 'Y', row: 2 },
      { code: 'Y', name: '乙', kind: 'town', place: null, parentCode: 'X', row: 4 },
    ]
    expect(await refusal(system((tx) => storeAgencies(tx, bad)))).toBe('staff.importRow 2')
    const unknown = [{ ...officers[4]!, login: 'new', row: 7, roles: ['town cadre'] }]
    expect(await refusal(system((tx) => storeOfficers(tx, unknown)))).toBe('staff.importRow 7')
    expect(await system((tx) => tx.query(`select from access.officer where login = 'new'`))).toMatchObject({ count: 0 })

    const moved = { login: 'mover', name: '调动者', phone: null }
    await system((tx) => storeOfficers(tx, [{ ...moved, agencyCode: 'HD', roles: ['townCadre'] }]))
    await system((tx) => storeOfficers(tx, [{ ...moved, agencyCode: 'FQ', roles: ['townCadre'], head: true }]))
    const { rows } = await system((tx) =>
      tx.query(
        `select a.code, p.until, p.head from access.post p join access.agency a on a.id = p.agency_id
         join access.officer o on o.id = p.officer_id where o.login = 'mover' order by a.code`,
      ),
    )
    expect(rows).toEqual([
      { code: 'FQ', until: null, head: true },
      { code: 'HD', until: database.clock.now(), head: false },
    ])
  })
})

describe('one session bears one post', () => {
  it('and changes it; another’s post is refused', async () => {
    const cadre = browser(await sessionOf(database.services, 'cadre'))
    const posts = (await cadre<OwnPosts>('GET', '/session/posts')).body
    expect(posts.items.map(({ role, agency, title }) => [role, agency, title])).toEqual([
      ['townCadre', '浣东街道办事处', null],
      ['department', '诸暨市司法局', '司法所联络员'],
    ])
    expect(posts.current).toBe(posts.items[0]!.id)
    expect(await scopeOf('cadre')).toMatchObject({ role: 'townCadre', reach: '330681002', agencyId: agencyId.HD })
    await cadre('POST', '/session/post', { post: posts.items[1]!.id })
    expect((await cadre<{ officer: object }>('GET', '/session')).body.officer).toMatchObject({
      role: 'department',
      town: null,
      agency: '诸暨市司法局',
    })
    const other = (await browser(await sessionOf(database.services, 'op'))<OwnPosts>('GET', '/session/posts')).body
    expect((await cadre('POST', '/session/post', { post: other.items[0]!.id })).body.code).toBe('staff.notYourPost')
  })
})

describe('absence', () => {
  it('gives the substitute the absent officer’s post for that time, and every read says for whom', async () => {
    const made = await admin<Outcome>('POST', `/staff/officers/${id.cadre}/absences`, {
      substituteId: id.cadre2,
      kind: 'leave',
      since: '2023-08-21',
      until: '2023-08-25',
      posts: [],
      reason: '年休假',
    })
    expect(made).toMatchObject({ status: 200, body: { done: true, waiting: null } })
    expect(await scopeOf('cadre2')).toMatchObject({ reach: '330681109', name: '干部己' })

    at('2023-08-25T23:59:00+08:00')
    const two = browser(await sessionOf(database.services, 'cadre2'))
    const posts = (await two<OwnPosts>('GET', '/session/posts')).body.items
    expect(posts.map((post) => [post.role, post.forName, post.until])).toEqual([
      ['townCadre', null, null],
      ['townCadre', '欧阳建国', '2023-08-25'],
      ['department', '欧阳建国', '2023-08-25'],
    ])
    const substitute = await scopeOf('cadre2', posts[1]!.id)
    expect(substitute).toMatchObject({
      name: '干部己（代欧阳建国）',
      reach: '330681002',
      officerId: id.cadre2,
      actsFor: { officerId: id.cadre, name: '欧阳建国' },
    })
    const subject = database.services.context.id()
    await withScope(database.services, substitute!, 'handling', async (tx) =>
      tx.logRead({ subjectKind: 'dispute', subject, fields: ['name'] }),
    )
    const { rows } = await system((tx) =>
      tx.query('select officer_id, acts_for from access.read_log where subject = $1', [subject]),
    )
    expect(rows).toEqual([{ officer_id: id.cadre2, acts_for: id.cadre }])

    at('2023-08-26T00:00:00+08:00')
    expect(await scopeOf('cadre2', posts[1]!.id)).toMatchObject({ name: '干部己', reach: '330681109' })
  })
})

describe('what gives power needs a second person', () => {
  const post = { title: null, head: false, since: null, until: null, reason: '岗位需要' }
  let request: string
  it('an administrator alone cannot make an auditor, himself anything, or agree to the own request', async () => {
    const asked = await admin<Outcome>('POST', `/staff/officers/${id.cadre2}/posts`, {
      ...post,
      agencyId: agencyId.SF,
      role: 'auditor',
    })
    expect(asked.body).toMatchObject({ done: false, password: null })
    request = asked.body.waiting!
    expect((await scopeOf('cadre2'))?.kind === 'officer' && (await scopeOf('cadre2'))).toMatchObject({
      role: 'townCadre',
    })
    const decision = { decision: 'agreed', reason: '同意' }
    expect((await admin('POST', `/staff/requests/${request}/decide`, decision)).body.code).toBe('staff.secondPerson')
    expect(
      (await admin('POST', `/staff/officers/${id.admin}/posts`, { ...post, agencyId: agencyId.ZX, role: 'leader' }))
        .body.code,
    ).toBe('staff.notSelf')
  })

  it('nor a leader whom the asker has just made; PostgreSQL refuses a forged second name', async () => {
    const made = await admin<Outcome>('POST', `/staff/officers/${id.op}/posts`, {
      ...post,
      agencyId: agencyId.ZX,
      role: 'leader',
    })
    expect(made.body.done).toBe(true)
    const puppet = browser(await sessionOf(database.services, 'op'))
    const posts = (await puppet<OwnPosts>('GET', '/session/posts')).body.items
    await puppet('POST', '/session/post', { post: posts.find((one) => one.role === 'leader')!.id })
    const list = (await puppet<{ items: StaffRequest[] }>('GET', '/staff/requests')).body.items
    expect(list.map((one) => [one.officer, one.gains[0]?.role, one.mayDecide])).toEqual([['干部己', 'auditor', false]])
    expect(
      (await puppet('POST', `/staff/requests/${request}/decide`, { decision: 'agreed', reason: '同意' })).body.code,
    ).toBe('staff.secondPerson')
    const scope = await scopeOf('admin')
    await expect(
      withScope(database.services, scope!, 'administration', (tx) =>
        tx.query(
          `update access.staff_request set decided_by = $2, decision = 'agreed', decided_at = $3 where id = $1`,
          [request, id.admin2!, tx.context.now()],
        ),
      ),
    ).rejects.toThrow('row-level security')
  })

  it('another administrator agrees once, with the post granted for the asker; each step is in the ledger without names', async () => {
    const agreed = { decision: 'agreed', reason: '核对任命文件' }
    expect((await admin2('POST', `/staff/requests/${request}/decide`, agreed)).body).toMatchObject({ done: true })
    expect((await admin2('POST', `/staff/requests/${request}/decide`, agreed)).body.code).toBe('staff.decided')
    const detail = (await admin2<OfficerDetail>('GET', `/staff/officers/${id.cadre2}`)).body
    expect(detail.officer.posts.find((one) => one.role === 'auditor')).toMatchObject({ state: 'now' })
    expect(detail.events.map((event) => [event.kind, event.by])).toEqual(
      expect.arrayContaining([
        ['request.made', '管理员甲'],
        ['request.agreed', '管理员乙'],
        ['post.granted', '管理员乙'],
      ]),
    )
    const { rows } = await system((tx) =>
      tx.query<{ payload: string }>(`select payload from ledger.entry where kind = 'staff.changed'`),
    )
    expect(rows.length).toBeGreaterThanOrEqual(5)
    const text = rows.map((row) => JSON.stringify(row.payload)).join('\n')
    for (const hidden of ['干部己', '欧阳', '管理员', phone, '岗位需要', '核对任命文件'])
      expect(text).not.toContain(hidden)
    // Duties that stand apart: an auditor becomes no administrator.
    const clash = await admin('POST', `/staff/officers/${id.cadre2}/posts`, {
      ...post,
      agencyId: agencyId.ZX,
      role: 'administrator',
    })
    expect(clash.body.code).toBe('staff.postRefused')
  })

  it('opening the account of somebody in power waits too; an ordinary one gets a password shown once', async () => {
    const ask = (login: string) =>
      admin<Outcome>('POST', `/staff/officers/${id[login]}/account`, { what: 'password', reason: '忘记密码' })
    expect((await ask('boss')).body).toMatchObject({ done: false, password: null })
    const given = (await ask('cadre')).body.password!
    const reply = await app.inject({
      method: 'POST',
      url: '/api/v1/session',
      payload: { login: 'cadre', password: given },
    })
    expect(reply.statusCode).toBe(200)

    // Whoever sits down at an administrator's desk opens no account: it wants a proof of the last ten minutes.
    const { owner } = database.services.database
    await owner.query(`update access.session set proof_at = now() - interval '11 minutes' where officer_id = $1`, [
      id.admin,
    ])
    expect((await ask('cadre')).body.code).toBe('access.proofNeeded')
    const [waiting] = (await admin<{ items: StaffRequest[] }>('GET', '/staff/requests')).body.items
    const decision = { decision: 'agreed', reason: '已当面核对' }
    expect((await admin('POST', `/staff/requests/${waiting!.id}/decide`, decision)).body.code).toBe(
      'access.proofNeeded',
    )
    await owner.query('update access.session set proof_at = now() where officer_id = $1', [id.admin])
  })
})

describe('leaving', () => {
  it('ends sessions and sign-in at once, or on its day; an agency in use stays', async () => {
    const token = await sessionOf(database.services, 'cadre')
    expect((await browser(token)('GET', '/session/posts')).status).toBe(200)
    await admin('POST', `/staff/officers/${id.cadre}/end`, { until: null, reason: '调离' })
    expect((await browser(token)('GET', '/session/posts')).status).toBe(401)
    expect(await scopeOf('cadre')).toBeNull()
    await expect(sessionOf(database.services, 'cadre')).rejects.toThrow()

    await admin2('POST', `/staff/officers/${id.boss}/end`, { until: '2023-09-30', reason: '退休' })
    at('2023-09-30T23:00:00+08:00')
    expect(await scopeOf('boss')).toMatchObject({ role: 'leader' })
    at('2023-10-01T00:00:00+08:00')
    expect(await scopeOf('boss')).toBeNull()
    await staffSchedules(append)[0]!.run(database.services, county, database.clock.now())
    // A name is searched for in a body, never in an address.
    const found = await admin<{ items: StaffOfficer[] }>('POST', '/staff/officers/search', { q: 'boss', state: 'all' })
    expect(found.body.items.map((one) => one.id)).toEqual([id.boss])
    const list = (await admin<{ items: StaffOfficer[] }>('GET', '/staff/officers?state=ended')).body.items
    expect(list.map((one) => [one.login, one.phone])).toEqual([
      ['boss', null],
      ['cadre', '138****5678'],
    ])

    expect((await admin2('POST', `/staff/officers/${id.admin}/end`, { until: null, reason: '调离' })).status).toBe(200)
    expect((await admin('GET', '/staff/agencies')).status).toBe(401)
    expect((await admin2('POST', `/staff/officers/${id.admin}/reinstate`, { reason: '误操作' })).status).toBe(200)
    const inUse = (await admin2<{ items: StaffAgency[] }>('GET', '/staff/agencies')).body.items
    expect(inUse.find((one) => one.code === 'HD')).toMatchObject({ officers: 0, kind: 'town', parentCode: 'ZX' })
    expect(
      (await admin2('POST', `/staff/agencies/${agencyId.ZX}/end`, { until: null, reason: '撤并' })).body.code,
    ).toBe('staff.agencyInUse')
  })
})

describe('looking as a role', () => {
  it('shows what the role may do, no row of anybody, and changes nothing until left', async () => {
    const look = browser(await sessionOf(database.services, 'admin2'))
    await look('POST', '/session/look-as', { role: 'operator' })
    const session = (await look<{ officer: { name: string; actions: string[] } }>('GET', '/session')).body.officer
    expect(session.name).toBe('以“治理中心值班员”查看')
    expect(session.actions).toContain('alert.triage')
    expect((await look<{ items: unknown[] }>('GET', '/disputes')).body.items).toEqual([])
    for (const [path, body] of [
      ['/records', { source: 'complaint', rows: [] }],
      ['/session/look-as', { role: 'auditor' }],
    ] as const)
      expect((await look('POST', path, body)).body.code).toBe('staff.lookingOnly')
    expect((await look<OwnPosts>('DELETE', '/session/look-as')).body.looking).toBeNull()
    expect((await look('GET', '/staff/agencies')).status).toBe(200)
  })

  it('has PostgreSQL show no case, log or request to the look', async () => {
    const { services } = database
    await system(async (tx) => tx.logRead({ subjectKind: 'dispute', subject: tx.context.id(), fields: ['name'] }))
    for (const role of ['auditor', 'privacyOfficer', 'operator', 'identityCustodian'] as const) {
      const scope = await scopeOfPost(services, id.admin2!, null, role)
      expect(scope).toMatchObject({ role, looking: true, reach: '-' })
      const { count } = await withScope(services, scope!, 'audit', (tx) => tx.query('select from access.read_log'))
      expect([role, count]).toEqual([role, 0])
    }
    // Nobody else looks: the right goes with the post.
    expect(await scopeOfPost(services, id.op!, null, 'auditor')).toMatchObject({ role: 'operator' })
  })
})
