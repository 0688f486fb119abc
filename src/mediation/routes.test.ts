import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/support/database.ts'
import { codeOf, sessionOf } from '../../tests/support/sign-in.ts'
import { storeAgencies, storeOfficers } from '../access/commands.ts'
import { authorise } from '../access/requests.ts'
import { accessRoutes } from '../access/routes.ts'
import { systemScope, withScope } from '../access/scope.ts'
import { signInParty } from '../access/sign-in/parties.ts'
import { partySignInRoutes } from '../access/sign-in/party-routes.ts'
import { scopeOfToken } from '../access/sign-in/sessions.ts'
import { intakeRoutes } from '../intake/routes.ts'
import { findPartyByPhone, resolveCode } from '../linking/queries.ts'
import { createServer } from '../platform/http.ts'
import { runPipeline } from '../programs/pipeline.ts'
import { mediationWords } from '../vocabulary/words/mediation.ts'
import { followDisputes } from './openings.ts'
import { mediationRoutes } from './routes.ts'
import type { MediationDetail, MediationPlan, PartyDispute } from './schema.ts'

const county = '330681'
const company = '诸暨某某房地产开发有限公司'
const version = mediationWords.consent.version
let database: TestDatabase
let app: FastifyInstance

type Answer<T> = { status: number; body: T }

/** One signed-in person; the session's token goes in a header because the cookie is the platform's own test. */
function browser(token = '') {
  return async <T>(method: 'GET' | 'POST', path: string, payload?: object): Promise<Answer<T>> => {
    const reply = await app.inject({
      method,
      url: `/api/v1${path}`,
      headers: { authorization: token },
      ...(payload ? { payload } : {}),
    })
    return { status: reply.statusCode, body: (reply.body === '' ? null : reply.json()) as T }
  }
}
type Browser = ReturnType<typeof browser>

let operator: Browser
let mediator: Browser
let outsider: Browser

beforeAll(async () => {
  database = await testDatabase('2023-08-20T09:00:00+08:00')
  const { services } = database
  await withScope(services, systemScope(county, 'test'), 'administration', async (tx) => {
    await storeAgencies(tx, [
      { code: 'ZX', name: '县社会治理中心', kind: 'centre', place: county, parentCode: null },
      { code: 'FY', name: '诸暨市人民法院', kind: 'court', place: county, parentCode: null },
      { code: 'TJ', name: '浣东街道人民调解委员会', kind: 'mediationBody', place: '330681002', parentCode: null },
      { code: 'TJ2', name: '枫桥镇人民调解委员会', kind: 'mediationBody', place: '330681109', parentCode: null },
    ])
    await storeOfficers(tx, [
      { login: 'op', name: '王操作', agencyCode: 'ZX', roles: ['operator'], phone: null },
      { login: 'm1', name: '李调解', agencyCode: 'TJ', roles: ['mediator'], phone: null },
      { login: 'm2', name: '赵调解', agencyCode: 'TJ2', roles: ['mediator'], phone: null },
    ])
  })
  app = await createServer(services, {
    routes: [
      accessRoutes(services),
      partySignInRoutes(services, findPartyByPhone),
      intakeRoutes(services),
      mediationRoutes(services),
    ],
    authenticate: async (request) => {
      const token = request.headers.authorization
      request.scope = token ? await scopeOfToken(services, token) : null
    },
    authorise,
    actorOf: () => null,
    ready: async () => true,
    version: 'test',
  })
  const officer = async (login: string) => browser(await sessionOf(services, login))
  operator = await officer('op')
  mediator = await officer('m1')
  outsider = await officer('m2')
})
afterAll(async () => {
  await app.close()
  await database.close()
})

const owners = [
  { name: '钱某甲', phone: '15400000011', number: 'GD1' },
  { name: '孙某乙', phone: '15400000022', number: 'GD2' },
]

const lastCode = (phone: string): Promise<string> => codeOf(database.services, phone)

/** As the citizen's page does: a code to the phone, then the session. */
async function signInCitizen(traceCode: string, phone: string, code?: string): Promise<Browser> {
  expect((await browser()('POST', '/party/codes', { traceCode, phone })).status).toBe(202)
  const session = await signInParty(database.services, traceCode, phone, code ?? (await lastCode(phone)))
  expect(session.scope).toMatchObject({ kind: 'party', traceCode })
  return browser(session.token)
}

async function traceCodeOf(number: string): Promise<string> {
  const { rows } = await withScope(database.services, systemScope(county, 'test'), 'pipeline', (tx) =>
    tx.query<{ trace_code: string }>(
      `select d.trace_code from linking.dispute d join linking.dispute_record r on r.county = d.county and r.dispute_id = d.id and r.to_at is null
       join intake.record i on i.county = r.county and i.id = r.record_id where i.county = $1 and i.number = $2`,
      [county, number],
    ),
  )
  return rows[0]!.trace_code
}

describe('two households and a developer, over HTTP from the complaint to the performed agreement', () => {
  let codes: string[]
  let pages: Browser[]
  let plan: MediationPlan

  it('takes the complaints in', async () => {
    const rows = owners.map(({ name, phone, number }) => ({
      工单号: number,
      来电时间: '2023-08-05 10:00',
      诉求人: name,
      联系电话: phone,
      被反映对象: company,
      地址: '浣东街道某某花园3幢',
      区划代码: '330681002',
      标题: '商品房宣传不符',
      内容: `${company}宣传的学校没有建，要求退还车位款。${number}`,
    }))
    const answer = await operator<{ accepted: number }>('POST', '/records', { source: 'complaint', rows })
    expect(answer.body.accepted).toBe(2)
    await runPipeline(database.services, county)
    codes = await Promise.all(owners.map(({ number }) => traceCodeOf(number)))
    expect(new Set(codes).size).toBe(2)
  })

  it('opens a plan that a body works on; nobody else sees it and nobody has consented', async () => {
    const bodies = await operator<{
      items: { id: string; name: string; mediators: { officerId: string }[]; suggested: string | null }[]
    }>('GET', `/mediation-bodies?traceCode=${codes[0]}`)
    expect(bodies.body.items[0]).toMatchObject({ name: '浣东街道人民调解委员会', suggested: '位于纠纷所在镇街' })
    const body = bodies.body.items[0]!
    const answer = await operator<MediationPlan>('POST', '/mediation-plans', {
      alertId: database.services.context.id(),
      bodyId: body.id,
      mediatorId: body.mediators[0]!.officerId,
      reason: '类案调解方案',
      disputes: codes,
      terms: {
        facts: '双方因商品房宣传内容不符发生争议。',
        obligations: [{ obligor: 'respondent', act: '退还车位款', amount: 800_000, due: '2023-09-30' }],
        total: 800_000,
        manner: '银行转账',
        place: '诸暨市',
        defaultConsequence: '另一方可以向人民法院起诉。',
        further: [],
        concernsIdentity: false,
      },
    })
    expect(answer).toMatchObject({
      status: 200,
      body: { counts: { disputes: 2, claimantConsents: 0, respondentConsents: 0 }, leftOut: [] },
    })
    plan = answer.body
    expect((await outsider('GET', `/mediation-plans/${plan.id}`)).status).toBe(404)
    expect((await outsider('GET', `/mediations/${plan.mediations[0]!.id}`)).status).toBe(404)
    const seen = await mediator<{ items: unknown[] }>('GET', '/mediations?state=open')
    expect(seen.body.items).toHaveLength(2)
  })

  it('shows each household its own page only, without channel, grade or the other side’s data', async () => {
    pages = await Promise.all(owners.map(({ phone }, index) => signInCitizen(codes[index]!, phone)))
    await expect(signInCitizen(codes[0]!, owners[1]!.phone, '000000')).rejects.toMatchObject({
      code: 'access.wrongCode',
    })
    const page = (await pages[0]!<PartyDispute>('GET', '/party/dispute')).body
    expect(page).toMatchObject({
      traceCode: codes[0],
      progress: { key: 'consent' },
      filing: ['suit', 'petition'],
      mayApply: false,
      safePath: null,
      plan: null,
    })
    expect(page.statements).toHaveLength(1)
    expect(page.statements[0]!.text).toContain('GD1')
    expect(page.mediation!.parties.find((party) => party.self)!.name).toBe('钱某甲')
    const text = JSON.stringify(page)
    for (const hidden of ['15400000022', '孙某乙', 'GD2', '12345', 'complaint', '工单', codes[1]!])
      expect(text).not.toContain(hidden)
    expect(
      (await pages[0]!('GET', `/mediations/${plan.mediations.find((one) => one.traceCode === codes[1])!.id}`)).status,
    ).toBe(404)
    expect((await pages[0]!('GET', `/mediation-plans/${plan.id}`)).status).toBe(401)
  })

  const idOf = (code: string) => plan.mediations.find((one) => one.traceCode === code)!.id
  const planAct = async (who: Browser, action: string, more: object = {}) =>
    (
      await who<{ done: string[]; refused: { problem: string }[] }>('POST', `/mediation-plans/${plan.id}/actions`, {
        action,
        mediations: codes.map(idOf),
        ...more,
      })
    ).body
  const ownAct = (index: number, action: string, more: object = {}) =>
    pages[index]!<MediationDetail>('POST', `/mediations/${idOf(codes[index]!)}/actions`, { action, ...more })

  it('starts with a household only once it has consented itself', async () => {
    expect(
      (await planAct(mediator, 'consent', { textVersion: version, reason: '公司出具书面同意书' })).done,
    ).toHaveLength(2)
    expect((await ownAct(0, 'consent', { textVersion: version })).status).toBe(200)
    const opened = await planAct(mediator, 'openSession')
    expect(opened.done).toEqual([idOf(codes[0]!)])
    expect(opened.refused).toHaveLength(1)
    expect((await ownAct(1, 'consent', { textVersion: version })).status).toBe(200)
    expect((await planAct(mediator, 'openSession')).done).toEqual([idOf(codes[1]!)])
  })

  it('signs with a fresh code on the very text, then mediator, then body', async () => {
    await planAct(mediator, 'propose')
    await planAct(mediator, 'requestSigning')
    expect((await planAct(mediator, 'recordPaperSignature', { reason: '法定代表人到场签字' })).done).toHaveLength(2)
    expect((await planAct(mediator, 'sign')).refused).toHaveLength(2)
    for (const [index, { phone }] of owners.entries()) {
      const { agreement } = (await pages[index]!<MediationDetail>('GET', `/mediations/${idOf(codes[index]!)}`)).body
      expect(agreement!.missing).toEqual([])
      const textHash = agreement!.textHash
      expect((await ownAct(index, 'sign', { textHash, code: '123' })).status).toBe(401)
      await pages[index]!('POST', '/party/codes', { traceCode: codes[index], phone })
      const code = await lastCode(phone)
      expect((await ownAct(index, 'sign', { textHash: 'sha256:other', code })).status).toBe(409)
      expect((await ownAct(index, 'sign', { textHash, code })).status).toBe(200)
      expect((await ownAct(index, 'sign', { textHash, code })).status).toBe(409)
    }
    expect((await planAct(mediator, 'sign')).done).toHaveLength(2)
    expect((await planAct(mediator, 'seal')).done).toHaveLength(2)
    expect((await mediator('GET', `/mediations/${idOf(codes[0]!)}`)).status).toBe(200)
    const agreed = (await pages[0]!<PartyDispute>('GET', '/party/dispute')).body
    expect(agreed.mediation!.agreement).toMatchObject({
      waitingFor: [],
      onlineSigning: true,
      totalInCapitals: '人民币捌仟元整',
      confirmation: { until: '2023-09-19', daysLeft: 30, possible: true },
    })
    expect(agreed.mediation!.agreement!.ledgerIndex).not.toBeNull()
  })

  it('gives the pack for a suit at once and changes nothing else', async () => {
    const before = (await pages[0]!<MediationDetail>('GET', `/mediations/${idOf(codes[0]!)}`)).body
    const pack = await pages[0]!<{ competent: { name: string }[]; records: unknown[] }>('POST', '/party/filing-pack', {
      kind: 'suit',
    })
    expect(pack).toMatchObject({ status: 200, body: { competent: [{ name: '诸暨市人民法院' }], records: [{}] } })
    expect((await operator('POST', `/disputes/${codes[0]}/filing-pack`, { kind: 'petition' })).status).toBe(200)
    const after = (await pages[0]!<MediationDetail>('GET', `/mediations/${idOf(codes[0]!)}`)).body
    expect(after).toEqual(before)
    const page = (await pages[0]!<PartyDispute>('GET', '/party/dispute')).body
    expect(page.filingAsked.map((one) => one.kind)).toEqual(['suit', 'petition'])
  })

  it('is performed when each household has confirmed', async () => {
    expect((await planAct(mediator, 'perform', { instalment: 1, proof: '银行回单' })).done).toHaveLength(2)
    for (const index of [0, 1])
      expect((await ownAct(index, 'confirmPerformance', { instalment: 1 })).body.state).toBe('performed')
    const done = (await mediator<MediationPlan>('GET', `/mediation-plans/${plan.id}`)).body
    expect(done.counts).toMatchObject({ claimantConsents: 2, respondentConsents: 2, agreed: 2, performed: 2, ended: 0 })
  })
})

describe('sealed matters, and both sides on their own pages', () => {
  beforeAll(async () => {
    const base = {
      来电时间: '2023-08-06 10:00',
      被反映对象: '诸暨另一家物业有限公司',
      区划代码: '330681002',
      标题: '物业费争议',
    }
    await operator('POST', '/records', {
      source: 'complaint',
      rows: [
        {
          ...base,
          工单号: 'BM1',
          诉求人: '周某丙',
          联系电话: '15400000033',
          是否保密: '是',
          内容: '物业乱收停车费，请求核查退还。',
        },
      ],
    })
    await operator('POST', '/records', {
      source: 'police110',
      rows: [
        {
          警情编号: 'JQ1',
          报警时间: '2023-08-07 20:00',
          报警人: '吴某丁',
          联系电话: '15400000044',
          对方当事人: '郑某戊',
          对方电话: '15400000055',
          发生地址: '浣东街道某某小区',
          区划代码: '330681002',
          警情类别: '纠纷',
          警情内容: '报警人与楼上邻居因夜间噪声发生争吵，双方要求调解。',
        },
        {
          警情编号: 'JQ2',
          报警时间: '2023-08-07 23:00',
          报警人: '王某己',
          联系电话: '15400000066',
          对方当事人: '冯某庚',
          对方电话: '15400000077',
          发生地址: '浣东街道某某小区',
          区划代码: '330681002',
          警情类别: '家庭暴力',
          警情内容: '报警人称被丈夫殴打，遭受家庭暴力。',
        },
      ],
    })
    await runPipeline(database.services, county)
  })

  it('offers no joint mediation where the identity is sealed or violence at home was reported, and says so to the victim only', async () => {
    for (const [number, phone, help] of [
      ['BM1', '15400000033', false],
      ['JQ2', '15400000066', true],
      ['JQ2', '15400000077', false],
    ] as const) {
      const page = await signInCitizen(await traceCodeOf(number), phone)
      const { body } = await page<PartyDispute>('GET', '/party/dispute')
      expect(body).toMatchObject({ mayApply: false, bodies: [], filing: ['suit', 'petition'] })
      expect(body.safePath!.join('').includes('110'), `${number} ${phone}`).toBe(help)
      expect((await page('POST', '/mediations', { reason: '申请' })).status).toBe(409)
      expect((await page('POST', '/party/filing-pack', { kind: 'petition' })).status).toBe(200)
    }
    const plain = await signInCitizen(await traceCodeOf('JQ2'), '15400000077')
    const text = JSON.stringify((await plain<PartyDispute>('GET', '/party/dispute')).body)
    for (const hidden of ['王某己', '殴打', '15400000066']) expect(text).not.toContain(hidden)
  })

  it('lets one side apply and the other decide; one click ends it', async () => {
    const code = await traceCodeOf('JQ1')
    const [one, other] = [await signInCitizen(code, '15400000044'), await signInCitizen(code, '15400000055')]
    const { body: opened } = await one<MediationDetail>('POST', '/mediations', { reason: '请求调解噪声问题' })
    expect(opened).toMatchObject({ state: 'consentPending', consentsNeeded: 2 })
    const act = (who: Browser, action: string, more: object = {}) =>
      who<MediationDetail>('POST', `/mediations/${opened.id}/actions`, { action, ...more })
    await act(one, 'consent', { textVersion: version })
    const { items } = (
      await one<{ items: { id: string; mediators: { officerId: string }[] }[] }>('GET', '/mediation-bodies')
    ).body
    await act(one, 'chooseBody', { bodyId: items[0]!.id, mediatorId: items[0]!.mediators[0]!.officerId })
    expect(
      (await act(one, 'chooseBody', { bodyId: items[0]!.id, mediatorId: database.services.context.id() })).status,
    ).toBe(400)
    const seen = (await other<PartyDispute>('GET', '/party/dispute')).body
    expect(seen.mediation).toMatchObject({ state: 'consentPending', body: { name: '浣东街道人民调解委员会' } })
    expect(seen.mediation!.may).toEqual(expect.arrayContaining(['consent', 'withdraw']))
    expect(JSON.stringify(seen)).not.toMatch(/15400000044|请求调解噪声问题|夜间噪声/)
    expect((await act(other, 'consent', { textVersion: version })).body.state).toBe('assigned')
    expect((await act(other, 'withdraw')).body).toMatchObject({ state: 'ended' })
    expect((await act(one, 'say', { text: '还在吗' })).status).toBe(409)
    expect((await one<PartyDispute>('GET', '/party/dispute')).body).toMatchObject({
      mayApply: true,
      progress: { key: 'registered' },
    })
  })

  it('lets a borrower ask for mediation with the lender, and shows the offer on the own page only', async () => {
    await operator('POST', '/records', {
      source: 'contract',
      rows: [
        {
          合同编号: 'HT1',
          签订时间: '2023-06-01',
          '甲方(出借人)': '某某银行股份有限公司',
          '乙方(借款人)': '陈某辛',
          乙方电话: '15400000088',
          本金: '12000',
          年利率: '6%',
          期数: '12',
          还款方式: '等额本金',
          首期还款日: '2023-07-01',
          区划代码: '330681002',
        },
      ],
    })
    await runPipeline(database.services, county)
    const page = await signInCitizen(await traceCodeOf('HT1'), '15400000088')
    const { body } = await page<PartyDispute>('GET', '/party/dispute')
    expect(body.mayApply).toBe(true)
    expect(body.notices).toHaveLength(1)
    expect(
      (await page<MediationDetail>('POST', '/mediations', { reason: '请求延期' })).body.parties.map(
        ({ side, self }) => [side, self],
      ),
    ).toEqual([
      ['claimant', false],
      ['respondent', true],
    ])
  })

  it('stops joint steps when violence at home is reported later, and follows its dispute through a merge', async () => {
    const { services } = database
    const code = await traceCodeOf('JQ1')
    const [one, other] = [await signInCitizen(code, '15400000044'), await signInCitizen(code, '15400000055')]
    const { body: opened } = await one<MediationDetail>('POST', '/mediations', { reason: '再次申请' })
    const system = systemScope(county, 'test')
    const into = await traceCodeOf('GD1')
    const [from, to] = await withScope(services, system, 'review', async (tx) => [
      (await resolveCode(tx, code))!,
      (await resolveCode(tx, into))!,
    ])
    const merge = (target: string | null) =>
      withScope(services, system, 'review', async (tx) => {
        await tx.query('update linking.dispute set merged_into = $3 where county = $1 and id = $2', [
          county,
          from!.id,
          target,
        ])
        await followDisputes(tx)
        return (
          await tx.query<{ dispute_id: string }>(
            'select dispute_id from mediation.mediation where county = $1 and id = $2',
            [county, opened.id],
          )
        ).rows[0]!.dispute_id
      })
    expect(await merge(to!.id)).toBe(to!.id)
    expect(await merge(null)).toBe(from!.id)
    await withScope(services, system, 'review', (tx) =>
      tx.query('update linking.dispute set domestic_violence = true where county = $1 and id = $2', [county, from!.id]),
    )
    const act = (who: Browser, action: string, more: object = {}) =>
      who<MediationDetail>('POST', `/mediations/${opened.id}/actions`, { action, ...more })
    expect((await act(other, 'consent', { textVersion: version })).status).toBe(409)
    expect((await other<PartyDispute>('GET', '/party/dispute')).body).toMatchObject({
      mediation: null,
      mayApply: false,
    })
    expect((await act(one, 'withdraw')).body.state).toBe('ended')
  })
})
