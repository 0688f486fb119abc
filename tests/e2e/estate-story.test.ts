import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import type { Static } from 'typebox'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { generateStory } from '../../demo/story.ts'
import type { MediationPlan, PartyDispute } from '../../src/mediation/schema.ts'
import type { AdvicePage, EducationRow, ReportList, ReportPage } from '../../src/reports/schema.ts'
import type { NoticeList, TaskList, TaskPage, ToldList, VisitListPage } from '../../src/tasks/schema.ts'
import { mediationWords } from '../../src/vocabulary/words/mediation.ts'
import type { AlertList, AlertPage, AlertRow } from '../../src/warning/schema.ts'
import { openBrowser, type Person, type Program, renumbered, startProgram, until, writeExports } from './support.ts'

const { facts, rows } = generateStory({ seed: 'e2e' })
/** The quiet county counts its petitions from 1 as well: the story's numbers get a letter of their own. */
const story = { rows: renumbered(rows) }
const company = facts.respondent.name
const owners = facts.owners.slice(0, 38)

/** Distinct households whose rows name the company and were received before a local time: counted from the exports alone. */
function householdsBefore(time: string): number {
  const phones = new Set<string>()
  const core = facts.respondent.shortName.slice(0, 2)
  for (const rows of Object.values(story.rows))
    for (const row of rows) {
      const phone = row.联系电话
      const named = Object.values(row).some((cell) => cell.includes(core) || cell.includes(facts.site))
      const known = owners.find((owner) => owner.phone === phone)
      if (known && named && row.接收时间! < time) phones.add(phone!)
    }
  return phones.size
}

let program: Program
let browser: Browser
let operator: Person
let town: Person
let mediator: Person
let housing: Person
let judge: Person
let alert: AlertRow
let codes: string[]
let plan: MediationPlan

beforeAll(async () => {
  browser = await openBrowser()
  program = await startProgram({ from: '2023-04-20', until: '2023-07-20', records: 600, seed: 'quiet' })
  ;[operator, town, mediator, housing, judge] = await program.officers(
    'operator',
    'cadre002',
    'mediator002',
    'housing',
    'judge',
  )
  writeExports(join(program.folder, 'story'), story.rows)
  // The quiet county's own alerts are judged before the story begins, as on any morning.
  for (const one of await alerts('pending'))
    await operator.post(`/alerts/${one.id}/triage`, { decision: 'dismiss', reason: '已核实，不属群体风险' })
}, 300_000)
afterAll(async () => {
  await browser?.close()
  await program?.close()
})

const receive = (time: string) =>
  program.command('replay', join(program.folder, 'story'), '--continue', '--until', time)
const alerts = async (view = 'all') => (await operator.get<AlertList>(`/alerts?view=${view}&limit=200`)).items
const ofCompany = async () => (await alerts()).find((one) => one.level === 'meso' && one.subject === company)

describe('the housing estate of August 2023', { timeout: 180_000 }, () => {
  it('three, then seventeen owners complain: a red alert comes up on the open cockpit without reload', async () => {
    await receive('2023-08-02T00:00+08:00')
    const context = await operator.context(browser, { width: 1920, height: 1080 })
    const cockpit = await context.newPage()
    await cockpit.goto(`${program.url()}/cockpit`)
    await cockpit.waitForSelector('.queue')
    await cockpit.evaluate(() => Object.assign(window, { sameDocument: true }))
    expect(await cockpit.locator('.queue-row', { hasText: company }).count()).toBe(0)
    await receive('2023-08-18T00:00+08:00')
    const row = cockpit.locator('.queue-row', { hasText: company })
    await row.first().waitFor({ timeout: 20_000 })
    expect(await row.first().locator('.grade').getAttribute('data-grade')).toBe('red')
    expect(await cockpit.evaluate(() => 'sameDocument' in window)).toBe(true)
    const households = householdsBefore('2023-08-18')
    expect(households).toBe(17)
    alert = (await until('the alert', ofCompany))!
    expect(alert).toMatchObject({
      level: 'meso',
      grade: 'red',
      state: 'raised',
      type: 'homePurchase',
      town: facts.town,
    })
    expect(alert.observed).toBe(households)
    expect(alert.title).toContain(`${households}户`)
    // The row grows with the records; it must come to the number that the files hold, still without reload.
    await row
      .filter({ hasText: `${households}户` })
      .first()
      .waitFor({ timeout: 20_000 })
    await context.close()
  })

  it('raises nothing about a developer without complaints, nor for one person who calls forty times', async () => {
    const subjects = (await alerts()).map((one) => `${one.subject} ${one.title}`).join('\n')
    expect(subjects).not.toContain(facts.quietDeveloper!.name)
    expect(
      (await alerts()).filter((one) => one.level === 'meso' && one.subject.includes(facts.caller!.respondent)),
    ).toEqual([])
    expect(facts.caller!.records).toHaveLength(40)
  })

  it('the operator confirms in the browser, and those who can act are told', async () => {
    const context = await operator.context(browser, { width: 1440, height: 900 })
    const page = await context.newPage()
    await page.goto(`${program.url()}/alerts/${alert.id}`)
    await page.getByRole('button', { name: '确认属实' }).first().click()
    await page.getByRole('dialog').locator('textarea').fill('十七户反映同一开发商宣传不实，情况属实')
    await page.getByRole('dialog').locator('button[type=submit]').click()
    await until('the confirmed state', async () => (await ofCompany())?.state === 'confirmed')
    const told = await until('tasks', async () => {
      const { items } = await operator.get<ToldList>(`/alerts/${alert.id}/tasks`)
      return items.length >= 4 && items.every((task) => task.deliveredAt !== null) ? items : null
    })
    const kinds = told.map((task) => `${task.kind} ${task.agencyKind}`)
    for (const expected of ['investigate town', 'mediate mediationBody', 'formalTalk department', 'legalNotice court'])
      expect(kinds).toContain(expected)
    expect(told.find((task) => task.kind === 'formalTalk')!.agencyName).toContain('住房')
    const notice = (await judge.get<NoticeList>('/notices')).items.find((one) => one.alertId === alert.id)!
    expect(notice.body).toContain(company)
    await judge.post(`/tasks/${notice.id}/actions`, { action: 'read' })
    await context.close()
  })

  it('the judge drafts the advice with evidence; the department talks to the company and fines it', async () => {
    const draft = await judge.post<{ id: string }>('/judicial-advice', {
      alertId: alert.id,
      recipient: '诸暨市住房和城乡建设局',
    })
    const advice = await judge.get<AdvicePage>(`/judicial-advice/${draft.id}`)
    expect(advice.state).toBe('draft')
    expect(advice.evidence.records.length).toBeGreaterThanOrEqual(17)
    expect(advice.text.suggestions.length).toBeGreaterThan(0)
    const { items } = await housing.get<TaskList>('/tasks?kind=formalTalk')
    const talk = items.find((task) => task.alertId === alert.id)!
    await housing.post(`/tasks/${talk.id}/actions`, { action: 'accept' })
    const answered = await housing.post<TaskPage>(`/tasks/${talk.id}/actions`, {
      action: 'answer',
      answer: '已约谈企业负责人，责令停止虚假宣传，依法罚款并要求制定退还方案。',
      result: 'penalty',
      evidence: [{ name: '行政处罚决定书', reference: '诸建罚字〔2023〕第18号' }],
    })
    expect(answered.state).toBe('answered')
    for (const person of [town, mediator]) {
      const own = (await person.get<TaskList>('/tasks')).items.find((task) => task.alertId === alert.id)!
      await person.post(`/tasks/${own.id}/actions`, { action: 'accept' })
      await person.post(`/tasks/${own.id}/actions`, { action: 'answer', answer: '已上门核实并组织调解。' })
    }
  })

  it('all thirty-eight households get a mediation from one plan, and each consents on its own page', async () => {
    await receive('2023-09-08T00:00+08:00')
    const found = new Map<string, string>()
    for (const owner of owners) {
      const number = `S${owner.records[0]!.split(':')[1]!}`
      const { items } = await operator.post<{ items: { traceCode: string }[] }>('/disputes/search', { q: number })
      expect(items, number).toHaveLength(1)
      found.set(owner.phone, items[0]!.traceCode)
    }
    codes = owners.map((owner) => found.get(owner.phone)!)
    expect(new Set(codes).size).toBe(38)
    const { items: bodies } = await operator.get<{
      items: { id: string; name: string; mediators: { officerId: string }[] }[]
    }>('/mediation-bodies')
    const body = bodies.find((one) => one.name === '浣东街道人民调解委员会')!
    plan = await operator.post<MediationPlan>('/mediation-plans', {
      alertId: alert.id,
      bodyId: body.id,
      mediatorId: body.mediators[0]!.officerId,
      reason: '参照示范判例，统一退还方案',
      disputes: codes,
      terms: {
        facts: `${company}就${facts.site}所作宣传与交付不符，双方对退还款项发生争议。`,
        obligations: [
          { obligor: 'respondent', act: '退还款', amount: 500_000, due: '2023-09-20' },
          { obligor: 'respondent', act: '退还款', amount: 500_000, due: '2023-09-28' },
        ],
        total: 1_000_000,
        manner: '银行转账至买受人账户',
        place: '诸暨市',
        defaultConsequence: '未付部分按日万分之三支付违约金，另一方可以向人民法院起诉。',
        further: [],
        concernsIdentity: false,
      },
    })
    expect(plan).toMatchObject({ leftOut: [], counts: { disputes: 38, claimantConsents: 0, respondentConsents: 0 } })
    expect(
      (
        await act(mediator, 'consent', {
          textVersion: mediationWords.consent.version,
          reason: '公司出具书面同意书并盖章',
        })
      ).done,
    ).toHaveLength(38)
    expect((await act(mediator, 'openSession')).done).toEqual([])
    await browserConsent(0)
    await browserConsent(1)
    for (let index = 2; index < 38; index++)
      await own(index, 'consent', { textVersion: mediationWords.consent.version })
    expect((await act(mediator, 'openSession')).done).toHaveLength(38)
  })

  it('agreements are signed by each on its own page, sealed, and performed by instalments', async () => {
    for (const step of ['propose', 'requestSigning']) expect((await act(mediator, step)).refused).toEqual([])
    expect((await act(mediator, 'recordPaperSignature', { reason: '法定代表人当场签字盖章' })).done).toHaveLength(38)
    await browserSign(0)
    for (let index = 1; index < 38; index++) {
      const page = await citizen(index)
      const { mediation } = await page.get<PartyDispute>('/party/dispute')
      await page.post('/party/codes', { traceCode: codes[index], phone: owners[index]!.phone })
      await own(index, 'sign', {
        textHash: mediation!.agreement!.textHash,
        code: await program.code(owners[index]!.phone),
      })
    }
    expect((await act(mediator, 'sign')).done).toHaveLength(38)
    expect((await act(mediator, 'seal')).done).toHaveLength(38)
    const documents = await until(
      '38 agreements as documents',
      async () => {
        const { items } = await mediator.get<{ items: { kind: string }[] }>(`/documents?subject=${idOf(37)}`)
        return items.length > 0 ? items : null
      },
      60,
    )
    expect(documents[0]!.kind).toBe('mediationAgreement')
    await program.restart('2023-09-28T10:00+08:00@1')
    for (const instalment of [1, 2]) {
      expect((await act(mediator, 'perform', { instalment, proof: '银行批量转账回单' })).done).toHaveLength(38)
      for (let index = 0; index < 38; index++) await own(index, 'confirmPerformance', { instalment })
    }
    plan = await operator.get<MediationPlan>(`/mediation-plans/${plan.id}`)
    expect(plan.counts).toMatchObject({
      claimantConsents: 38,
      respondentConsents: 38,
      agreed: 38,
      performed: 38,
      ended: 0,
    })
  })

  it('four hundred doors get a visit and a note of rights; who sues or petitions gets the pack at once and nothing else moves', async () => {
    const doors = facts.dwellings.slice(38, 438).map((door) => /^(\d+幢)(.*)$/.exec(door)!)
    const list = await town.post<VisitListPage>('/visit-lists', {
      alertId: alert.id,
      dwellings: doors.map(([, building, dwelling]) => ({ building: building!, dwelling: dwelling! })),
    })
    expect(list).toMatchObject({ dwellings: 400, visited: 0 })
    expect(list.rightsNote).toMatch(/起诉/)
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: VisitListPage = await town.get(
        `/visit-lists/${list.id}?limit=200${cursor ? `&cursor=${cursor}` : ''}`,
      )
      for (const door of page.items)
        await town.post(`/visit-lists/${list.id}/dwellings/${door.id}/visited`, { noteLeft: true, outcome: 'talked' })
      cursor = page.next
    }
    expect(await town.get<VisitListPage>(`/visit-lists/${list.id}`)).toMatchObject({ visited: 400, notesLeft: 400 })
    expect(JSON.stringify(await town.get(`/visit-lists/${list.id}`))).not.toContain(owners[0]!.name)
    // Two of these doors had not spoken yet; they ring 12345 now, and one goes to court, the other petitions.
    const neighbours = [
      { name: '褚某甲', phone: '15400009911', number: 'ZH1', door: doors[0]![0], kind: 'suit' },
      { name: '卫某乙', phone: '15400009922', number: 'ZH2', door: doors[1]![0], kind: 'petition' },
    ] as const
    await operator.post('/records', {
      source: 'complaint',
      rows: neighbours.map((one) => ({
        工单号: one.number,
        来电时间: '2023-09-28 10:00',
        诉求人: one.name,
        联系电话: one.phone,
        被反映对象: company,
        地址: `${facts.townName}${facts.site}${one.door}`,
        区划代码: facts.village,
        标题: '咨询宣传不符如何维权',
        内容: `${company}销售${facts.site}时的宣传与交付不符，要求退还款项，不想再谈。`,
      })),
    })
    const neighbourCodes = await Promise.all(
      neighbours.map(({ number }) =>
        until(`dispute of ${number}`, async () => {
          const { items } = await operator.post<{ items: { traceCode: string }[] }>('/disputes/search', { q: number })
          return items[0]?.traceCode
        }),
      ),
    )
    const snapshot = async () => ({
      alert: await operator.get<AlertPage>(`/alerts/${alert.id}`),
      tasks: (await operator.get<ToldList>(`/alerts/${alert.id}/tasks`)).items.map(({ id, state, clocks }) => ({
        id,
        state,
        clocks,
      })),
      plan: await operator.get(`/mediation-plans/${plan.id}`),
      all: (await alerts()).map(({ id, state, grade, observed }) => ({ id, state, grade, observed })),
      disputes: await Promise.all(
        neighbourCodes.map(
          async (code) => (await operator.get<{ status: string; records: number }>(`/disputes/${code}`)).status,
        ),
      ),
    })
    const before = await snapshot()
    for (const [index, { phone, kind }] of neighbours.entries()) {
      const page = await program.citizen(neighbourCodes[index]!, phone)
      const pack = await page.post<{ kind: string; competent: unknown[]; deadlines: unknown[] }>('/party/filing-pack', {
        kind,
      })
      expect(pack).toMatchObject({ kind })
      expect(pack.competent.length).toBeGreaterThan(0)
      expect((await page.get<PartyDispute>('/party/dispute')).filingAsked.map((one) => one.kind)).toEqual([kind])
    }
    expect(await snapshot()).toEqual(before)
  })

  it('the alert is closed with a summary and an education task follows', async () => {
    for (const task of (await operator.get<ToldList>(`/alerts/${alert.id}/tasks`)).items)
      if (task.state === 'answered')
        await operator.post(`/tasks/${task.id}/actions`, { action: 'close', reason: '答复属实，予以办结' })
    await operator.post(`/alerts/${alert.id}/close`, {
      summary: '38户达成协议并履行完毕，其余400户已上门告知权利；企业被处罚并整改。',
    })
    expect((await ofCompany())!.state).toBe('closed')
    const education = await operator.post<EducationRow>('/education-tasks', {
      title: '购房前看清宣传与合同',
      place: facts.town,
      type: 'homePurchase',
      audience: '新建小区购房人',
      form: '社区讲座与示范判例',
      until: '2023-10-20',
      alertId: alert.id,
    })
    await operator.post(`/education-tasks/${education.id}/done`, { result: '举办两场讲座', reached: 120 })
  })

  it('the next month’s report shows it, and the trace code of one household shows its whole way', async () => {
    await program.restart('2023-10-01T08:00+08:00@1')
    const report = await until(
      'the report of September',
      async () => {
        const { items } = await operator.get<Static<typeof ReportList>>(`/reports?place=${facts.town}&limit=50`)
        return items.find((one) => one.from === '2023-09-01' && one.to === '2023-09-30')
      },
      60,
    )
    expect(report.madeBy).toBeNull()
    const { facts: figures, recomputes } = await operator.get<ReportPage>(`/reports/${report.id}`)
    expect(recomputes).toBe(true)
    const text = JSON.stringify(figures)
    expect(text).toContain(facts.typeName)
    expect(text).not.toContain(owners[0]!.name)
    const context = await operator.context(browser, { width: 1440, height: 900 })
    const page = await context.newPage()
    await page.goto(`${program.url()}/disputes/${codes[0]}`)
    await page.getByText('协议签署生效').first().waitFor({ timeout: 20_000 })
    await context.close()
    const { items } = await operator.get<{ items: { kind: string }[] }>(`/disputes/${codes[0]}/timeline`)
    const kinds = items.map((entry) => entry.kind)
    for (const kind of [
      'record',
      'alert.triaged',
      'mediation.applied',
      'consent.given',
      'agreement.signed',
      'performance.recorded',
      'document.made',
      'alert.closed',
    ])
      expect(kinds, kind).toContain(kind)
  })
})

describe('another seed, town and kind of dispute, with nine workers', { timeout: 180_000 }, () => {
  const plan = { seed: 'other', type: 'labour', town: '330681109', owners: 9, households: 12, dwellings: 60 } as const
  const other = generateStory(plan)
  let second: Program
  beforeAll(async () => {
    second = await startProgram({ from: '2023-04-20', until: '2023-07-20', records: 600, seed: 'calm' })
    writeExports(join(second.folder, 'story'), renumbered(other.rows))
  }, 300_000)
  afterAll(() => second?.close())

  it('alerts about the employer with as many workers as the files hold, and about neither decoy', async () => {
    const [centre] = await second.officers('operator')
    const stage = other.facts.stages[1]!
    expect(stage.owners).toBe(9)
    const end = `${other.facts.arrivals.find((one) => one.distinct === 9)!.receivedAt.slice(0, 10)}T23:59+08:00`
    await second.command('replay', join(second.folder, 'story'), '--continue', '--until', end)
    const { items } = await centre!.get<AlertList>('/alerts?view=all&limit=200')
    const cluster = items.filter((one) => one.level === 'meso' && one.subject === other.facts.respondent.name)
    expect(cluster).toHaveLength(1)
    const known = new Set(
      other.facts.arrivals.filter((one) => one.receivedAt < `${end.slice(0, 10)} 23:59`).map((one) => one.owner),
    )
    expect(cluster[0]).toMatchObject({ type: 'labour', town: '330681109', state: 'raised', observed: known.size })
    const subjects = items.map((one) => `${one.subject} ${one.title}`).join('\n')
    expect(subjects).not.toContain(other.facts.quietDeveloper!.name)
    expect(items.filter((one) => one.level === 'meso' && one.subject === other.facts.caller!.respondent)).toEqual([])
  })
})

const idOf = (index: number): string => plan.mediations.find((one) => one.traceCode === codes[index])!.id

async function act(who: Person, action: string, more: object = {}) {
  return who.post<{ done: string[]; refused: { problem: string }[] }>(`/mediation-plans/${plan.id}/actions`, {
    action,
    mediations: plan.mediations.map((one) => one.id),
    ...more,
  })
}

const pages = new Map<number, Promise<Person>>()
function citizen(index: number): Promise<Person> {
  const known = pages.get(index) ?? program.citizen(codes[index]!, owners[index]!.phone)
  pages.set(index, known)
  return known
}

async function own(index: number, action: string, more: object = {}): Promise<void> {
  await (await citizen(index)).post(`/mediations/${idOf(index)}/actions`, { action, ...more })
}

const phone = { width: 390, height: 844 }

/** As the household does it: scans the code, verifies the phone, reads, presses one button. */
async function browserConsent(index: number): Promise<void> {
  const context = await browser.newContext({ viewport: phone, locale: 'zh-CN' })
  const page = await context.newPage()
  await page.goto(`${program.url()}/t/${codes[index]}`)
  await page.getByLabel('登记的手机号').fill(owners[index]!.phone)
  await page.getByRole('button', { name: '获取验证码' }).click()
  await page.getByLabel('验证码', { exact: true }).waitFor()
  await page.getByLabel('验证码', { exact: true }).fill(await program.code(owners[index]!.phone))
  await page.getByRole('button', { name: '验证并查看' }).click()
  await page.getByRole('button', { name: '我要起诉' }).first().waitFor()
  expect(await page.getByRole('button', { name: '我要信访' }).count()).toBeGreaterThan(0)
  await page.getByRole('button', { name: '我同意参加调解' }).click()
  await page.getByText('您已于').first().waitFor()
  const text = (await page.textContent('body'))!
  for (const other of owners) if (other.ordinal !== index + 1) expect(text).not.toContain(other.phone)
  await context.close()
}

/** Reads clause by clause, verifies again, signs with the typed name. */
async function browserSign(index: number): Promise<void> {
  const owner = owners[index]!
  const context = await (await citizen(index)).context(browser, phone)
  const page = await context.newPage()
  await page.goto(`${program.url()}/t/${codes[index]}`)
  await page.getByRole('button', { name: '去签署' }).click()
  for (;;) {
    const done = page.getByRole('button', { name: '我已读完' })
    if (await done.count()) {
      await done.click()
      break
    }
    await page.getByRole('button', { name: '下一条' }).click()
  }
  await page.getByLabel('登记的手机号').fill(owner.phone)
  await page.getByRole('button', { name: /获取验证码/ }).click()
  await page.getByLabel('验证码', { exact: true }).waitFor()
  await page.waitForTimeout(300)
  await page.getByLabel('验证码', { exact: true }).fill(await program.code(owner.phone))
  await page.locator('form button[type=submit]').click()
  await page.getByLabel('键入您的姓名').fill(owner.name)
  await page.getByLabel('我已读懂协议，理解并自愿签署').check()
  await page.getByRole('button', { name: '签署', exact: true }).click()
  await page.getByText('回执').first().waitFor()
  await context.close()
}
