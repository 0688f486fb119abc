import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, county, type RightsCounty, rightsCounty } from '../../tests/support/rights-county.ts'
import { withScope } from '../access/scope.ts'
import { verifyStore } from '../programs/verify-store.ts'
import type { NoticeList, PartyRequests, RequestList, RequestPage } from './schema.ts'

/** Acceptance scenario 8 (domain.md 9.6): two women of one name; the second says: this is not my matter. */
const wang = '13800000001'
const otherWang = '13900000002'
const call = (number: string, at: string, phone: string, text: string, place = '330681002') =>
  [
    'police110',
    {
      警情编号: number,
      报警时间: at,
      接收时间: at,
      报警人: '王芳',
      联系电话: phone,
      对方当事人: '周强',
      警情内容: text,
      ...(place ? { 区划代码: place } : {}),
    },
  ] as const

let place: RightsCounty
let operator: Browser
let privacy: Browser
let huandong: Browser
let fengqiao: Browser
beforeAll(async () => {
  place = await rightsCounty('2023-08-10T09:00:00+08:00')
  operator = await place.officer('op')
  privacy = await place.officer('privacy')
  huandong = await place.officer('hd')
  fengqiao = await place.officer('fq')
})
afterAll(() => place.close())

/** An agency and a dispute that nobody here serves. */
const elsewhere = '01890000-0000-7000-8000-0000000000ee'
const nowhere = '01890000-0000-7000-8000-0000000000dd'

interface AlertRow {
  id: string
  state: string
  grade: string
  probability: number | null
}

describe('a wrong link', () => {
  let code: string
  let wrong: string
  let alert: AlertRow
  let agency: string

  it('shows another woman’s matter to a town that has nothing to do with it', async () => {
    await place.load([
      call('J1', '2023-08-02 20:00', wang, '邻居周强因排水沟与王芳争吵'),
      call('J2', '2023-08-06 21:00', wang, '周强又因排水沟与王芳争吵'),
      // No town, and a knife: the second woman's quarrel with a man who also has her neighbour's neighbour's name.
      call('J3', '2023-08-08 22:00', otherWang, '周强持刀威胁，扬言要杀了王芳，王芳受伤流血', ''),
    ])
    code = await place.codeOf('J1')
    expect(await place.codeOf('J3')).toBe(code)
    wrong = await place.idOf('J3')
    const { body } = await operator<{ items: AlertRow[] }>('GET', '/alerts')
    alert = body.items[0]!
    expect(alert.state).toBe('raised')
    await operator('POST', `/alerts/${alert.id}/triage`, { decision: 'confirm', reason: '多次报警，持刀威胁' })
    await place.work()
    const agencies = await operator<{ items: { id: string; name: string }[] }>('GET', '/agencies')
    agency = agencies.body.items.find((one) => one.name === '枫桥镇人民政府')!.id
    const given = await operator('POST', `/alerts/${alert.id}/tasks`, {
      agencyId: agency,
      kind: 'visit',
      body: '对方当事人住本镇，请上门了解',
    })
    expect(given.status).toBeLessThan(300)
    for (const town of [huandong, fengqiao]) {
      expect((await town('GET', `/disputes/${code}`)).status).toBe(200)
      expect((await town('GET', `/records/${wrong}`)).status).toBe(200)
    }
  })

  it('is objected to on the own page, with a clock that both sides see', async () => {
    const other = await place.party(code, otherWang)
    const asked = await other<{ code: string }>('POST', '/party/requests', {
      kind: 'linkObjection',
      text: '我只报过一次警，与排水沟无关，这不是我的事',
    })
    expect(asked.status).toBe(200)
    // Which of the two asked this one, nobody will be able to say.
    await other('POST', '/party/requests', { kind: 'copy', text: '我要一份本人信息' })
    const list = await privacy<RequestList>('GET', '/rights/requests')
    expect(list.body.items.find((item) => item.kind === 'linkObjection')).toMatchObject({
      code: asked.body.code,
      kind: 'linkObjection',
      overdue: false,
      daysLeft: 15,
      identified: true,
    })
    // Whoever is not asked to decide sees none of it.
    expect((await huandong('GET', '/rights/requests')).status).toBe(403)
  })

  it('is undone by a decision: the records part, the persons part, what was handed over is withdrawn, all are told', async () => {
    const { items } = (await privacy<RequestList>('GET', '/rights/requests')).body
    const row = items.find((item) => item.kind === 'linkObjection')
    const page = (await privacy<RequestPage>('GET', `/rights/requests/${row!.id}`)).body
    expect(JSON.stringify(page)).not.toContain(otherWang)
    expect(JSON.stringify(page)).not.toContain('持刀')
    const joined = page.operations.find((one) => one.records.includes(wrong))!
    const refusedShort = await privacy('POST', `/rights/requests/${row!.id}/actions`, {
      action: 'decide',
      outcome: 'refused',
      text: '不同意',
    })
    expect(refusedShort.status).toBe(400)
    // What was handed over before the link, and what another county handed over, is none of this operation's.
    const { owner } = place.database.services.database
    for (const [where, at] of [
      [county, '2023-08-01T00:00:00+08:00'],
      ['330682', '2023-08-09T00:00:00+08:00'],
    ])
      await owner.query(
        `insert into access.handed (county, agency_id, subject, reason, at) values ($1, $2, $3, '另案移交', $4)`,
        [where, elsewhere, wrong, at],
      )
    const decided = await privacy<RequestPage>('POST', `/rights/requests/${row!.id}/actions`, {
      action: 'decide',
      outcome: 'granted',
      text: '两人同名，电话不同，核对身份证后确认不是同一人',
      unlink: { operation: joined.operation, anotherPerson: true, asker: 'goes' },
    })
    expect(decided.status).toBe(200)
    // The very transaction took the town's sight away; nobody waits for a job.
    for (const town of [huandong, fengqiao]) expect((await town('GET', `/records/${wrong}`)).status).toBe(404)
    expect((await fengqiao('GET', `/disputes/${code}`)).status).toBe(200)
    const handed = await owner.query<{ county: string; reason: string; withdrawn: boolean; logged: boolean }>(
      `select h.county, h.reason, h.withdrawn_at is not null as withdrawn,
         exists (select from linking.operation o where o.county = h.county and o.at = h.withdrawn_at and o.kind = 'undo') as logged
       from access.handed h where h.subject = $1 order by h.reason = '另案移交', h.county`,
      [wrong],
    )
    expect(handed.rows.filter((one) => one.reason !== '另案移交').every((one) => one.withdrawn && one.logged)).toBe(
      true,
    )
    expect(handed.rows.filter((one) => one.reason === '另案移交').map((one) => [one.county, one.withdrawn])).toEqual([
      [county, false],
      ['330682', false],
    ])
    await place.work()

    const own = await place.codeOf('J3')
    expect(own).not.toBe(code)
    expect((await fengqiao('GET', `/disputes/${own}`)).status).toBe(404)
    expect((await operator('GET', `/disputes/${own}`)).status).toBe(200)

    // The score is made again without the knife, and the alert says so.
    const after = (
      await operator<{ probability: number; grade: string; decisions: { kind: string }[] }>(
        'GET',
        `/alerts/${alert.id}`,
      )
    ).body
    expect(after.decisions.map((one) => one.kind)).toContain('judgedAgain')
    const kept = await place.within(
      async (tx) =>
        (
          await tx.query<{ probability: number; evidence: unknown }>(
            'select probability, evidence from warning.alert where county = $1 and id = $2',
            [county, alert.id],
          )
        ).rows[0]!,
    )
    expect(kept.probability).toBeLessThan(alert.probability ?? 1)
    expect(JSON.stringify(kept.evidence)).not.toContain(wrong)
    // Figures follow: each of the two disputes has its own records.
    const figures = await place.within(
      async (tx) =>
        (
          await tx.query<{ trace_code: string; records: number }>(
            'select trace_code, count(*)::int as records from indicators.fact where county = $1 and known_until is null group by 1',
            [county],
          )
        ).rows,
    )
    expect(new Map(figures.map((one) => [one.trace_code, one.records]))).toEqual(
      new Map([
        [code, 2],
        [own, 1],
      ]),
    )

    for (const town of [huandong, fengqiao]) {
      const notices = (await town<NoticeList>('GET', '/rights/notices')).body
      expect(notices.unread).toBeGreaterThan(0)
      expect(notices.items.map((one) => one.text).join()).toContain(code)
    }
    const told = (await privacy<RequestPage>('GET', `/rights/requests/${row!.id}`)).body.told
    expect(told.map((one) => one.recipient)).toEqual(
      expect.arrayContaining(['浣东街道办事处 李浣东', '枫桥镇人民政府 赵枫桥', '当事人']),
    )
    expect(told.filter((one) => one.kind === 'party').map((one) => one.state)).toEqual(['delivered', 'delivered'])
    const texts = await place.within(
      async (tx) =>
        (
          await tx.query<{ to: string; text: string }>(
            `select "to", text from platform.outbox where kind = 'wrongLink' and channel = 'sms' order by "to"`,
          )
        ).rows,
    )
    expect(texts.map((one) => one.to)).toEqual([wang, otherWang])
    expect(texts[0]!.text).toContain(code)
    expect(texts[1]!.text).toContain(own)
    expect(texts[0]!.text).not.toContain(own)
  })

  it('leaves each woman her own page: the one cannot sign in to, or read, what is the other’s', async () => {
    const own = await place.codeOf('J3')
    await expect(place.party(code, otherWang)).rejects.toThrow()
    const first = await place.party(code, wang)
    expect((await first<PartyRequests>('GET', '/party/requests')).body.items).toEqual([])
    const second = await place.party(own, otherWang)
    const mine = (await second<PartyRequests>('GET', '/party/requests')).body
    expect(mine.items[0]).toMatchObject({ kind: 'linkObjection', state: 'decided', outcome: 'granted' })
    expect(mine.items[0]!.remedies.join()).toContain('起诉')
    expect(mine.items).toHaveLength(1)
    // The officer's name is not for the page; the organ is.
    expect(JSON.stringify(mine)).not.toContain('陈护民')
    expect(mine.notices[0]!.text).toContain(own)
    // PostgreSQL says the same without the route: each party's transaction meets the own notice alone.
    const { rows: notices } = await place.database.services.database.owner.query<{ recipient: string }>(
      `select distinct recipient from rights.notice where recipient_kind = 'party'`,
    )
    expect(notices).toHaveLength(2)
    for (const { recipient } of notices) {
      const scope = { kind: 'party', county, partyId: recipient, disputeId: nowhere, traceCode: own } as const
      const seen = await withScope(place.database.services, scope, 'ownMatter', (tx) =>
        tx.query<{ recipient: string }>('select distinct recipient from rights.notice'),
      )
      expect(seen.rows).toEqual([{ recipient }])
    }
  })

  it('is remembered: the same woman’s next call joins her own dispute, and nobody proposes to join the two', async () => {
    place.database.clock.set(new Date('2023-08-12T09:00:00+08:00'), 0)
    await place.load([
      call('J4', '2023-08-11 22:00', otherWang, '周强又来敲门威胁', ''),
      call('J5', '2023-08-11 23:00', wang, '周强堵塞排水沟'),
    ])
    expect(await place.codeOf('J4')).toBe(await place.codeOf('J3'))
    expect(await place.codeOf('J5')).toBe(code)
    const open = await place.within((tx) =>
      tx.query('select 1 from linking.proposal where county = $1 and decision is null', [county]),
    )
    expect(open.rows).toEqual([])
  })

  it('undone by hand sends the same notices, once', async () => {
    // The operator joins the two by mistake, a town looks, the operator undoes it.
    const own = await place.codeOf('J3')
    const merged = await operator<{ operationId: string }>('POST', `/disputes/${code}/merge`, {
      other: own,
      reason: '以为是同一件事',
    })
    expect(merged.status).toBe(200)
    await place.work()
    await huandong('GET', `/disputes/${code}`)
    const before = (await huandong<NoticeList>('GET', '/rights/notices')).body.items.length
    const undone = await operator('POST', `/operations/${merged.body.operationId}/undo`, { reason: '核实为两件事' })
    expect(undone.status).toBe(200)
    await place.work()
    await place.work()
    // The officer who looked; nothing had been handed over by the merge.
    const notices = (await huandong<NoticeList>('GET', '/rights/notices')).body.items
    expect(notices.length - before).toBe(1)
    expect((await fengqiao('GET', `/disputes/${own}`)).status).toBe(404)
    expect((await verifyStore(place.database.services)).size).toBeGreaterThan(10)
  })
})
