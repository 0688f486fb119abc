import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { Value } from 'typebox/value'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/support/database.ts'
import { storeAgencies } from '../access/commands.ts'
import { readAgencies } from '../access/queries.ts'
import type { OfficerScope } from '../access/requests.ts'
import { systemScope, withScope } from '../access/scope.ts'
import { rollUpBatch } from '../indicators/commands.ts'
import { linkedRecords, type Told } from '../indicators/testing/records.ts'
import { contextAt } from '../platform/context.ts'
import { addDays, localTime } from '../vocabulary/calendar.ts'
import { foldAdvice } from './advice.ts'
import { actOnAdvice, draftAdvice } from './advice-commands.ts'
import { adviceDocument } from './advice-draft.ts'
import { checkupDocument } from './checkup-document.ts'
import { runCheckupReport } from './command.ts'
import { makeReport, makeScheduledReports, openReport, recomputes } from './commands.ts'
import { createEducation, finishEducation } from './education-commands.ts'
import { canonical, hashOf } from './facts.ts'
import { nextReportTime } from './jobs.ts'
import { parsePeriod, periodsBefore } from './period.ts'
import { listReports, readAdvice } from './queries.ts'
import { ReportFacts } from './schema.ts'

const county = '330681'
let database: TestDatabase
let position = 0
let dispute = 0
const run = <T>(work: Parameters<typeof withScope<T>>[3]): Promise<T> =>
  withScope(database.services, systemScope(county, 'test'), 'report', work)
const receive = async (told: Told[]): Promise<void> => {
  const records = linkedRecords(county, told, position + 1)
  position += told.length
  await run((tx) => rollUpBatch(tx, records))
}
const fresh = (one: Omit<Told, 'dispute'>): Told => ({ ...one, dispute: ++dispute })
let judge: OfficerScope

beforeAll(async () => {
  database = await testDatabase('2023-09-01T06:00:00+08:00')
  await run((tx) =>
    storeAgencies(tx, [{ code: 'C1', name: '某市人民法院', kind: 'court', place: county, parentCode: null }]),
  )
  const [court] = await run(readAgencies)
  judge = {
    kind: 'officer',
    county,
    officerId: randomUUID(),
    agencyId: court!.id,
    name: '审判员甲',
    role: 'judge',
    reach: '-',
  }
  const told: Told[] = []
  // Ten neighbour disputes a month from September 2022 in 浣东, one a day; in August 2023 fourteen purchases against one developer besides.
  for (let month = 0; month < 12; month++) {
    const first = addDays('2022-09-01', Math.round(month * 30.42))
    for (let count = 0; count < 10; count++) told.push(fresh({ source: 'grid', at: addDays(first, count) }))
  }
  for (let count = 0; count < 14; count++)
    told.push(
      fresh({
        source: 'complaint',
        at: addDays('2023-08-05', count),
        type: 'homePurchase',
        respondent: '虚构置业有限公司',
      }),
    )
  for (let count = 0; count < 6; count++)
    told.push(
      fresh({
        source: 'court',
        at: '2023-08-21',
        type: 'homePurchase',
        number: `（2023）浙0681民初${count}号`,
        row: { 案由: '商品房销售合同纠纷' },
      }),
    )
  for (let count = 0; count < 2; count++) told.push(fresh({ source: 'grid', at: '2023-08-22', town: '330681109' }))
  await receive(told)
})
afterAll(() => database?.close())

describe('periods', () => {
  test('months, spans, and what cannot be read', () => {
    expect(parsePeriod('2024-02')).toEqual({ from: '2024-02-01', to: '2024-02-29' })
    expect(parsePeriod('2023-07-15..2023-09-30')).toEqual({ from: '2023-07-15', to: '2023-09-30' })
    expect(periodsBefore(parsePeriod('2024-03'), 2)).toEqual([parsePeriod('2024-01'), parsePeriod('2024-02')])
    expect(periodsBefore(parsePeriod('2023-07-15..2023-07-21'), 1)).toEqual([parsePeriod('2023-07-08..2023-07-14')])
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          const { from, to } = parsePeriod(text)
          return from <= to
        } catch (error) {
          return (error as { code?: string }).code === 'reports.period'
        }
      }),
    )
    expect(() => parsePeriod('2023-02-30..2023-03-01')).toThrow()
    expect(() => parsePeriod('2023-13')).toThrow()
  })
  test('reports fall due at six on the first of a month', () => {
    expect(localTime(nextReportTime(new Date('2023-08-17T09:00:00+08:00')))).toBe('2023-09-01T06:00:00+08:00')
    expect(localTime(nextReportTime(new Date('2023-09-01T06:00:00+08:00')))).toBe('2023-10-01T06:00:00+08:00')
    expect(localTime(nextReportTime(new Date('2023-12-31T23:00:00+08:00')))).toBe('2024-01-01T06:00:00+08:00')
  })
})

describe('check-up report', () => {
  test('figures by hand, suppression, the same bytes again, and a late record that does not move it', async () => {
    const id = await makeReport(database.services, null, county, county, parsePeriod('2023-08'))
    const report = await run((tx) => openReport(tx, id))
    const facts = report.parsed
    expect([...Value.Errors(ReportFacts, facts)]).toEqual([])
    const item = (key: string) => facts.items.find((entry) => entry.key === key)!
    // August: ten (they begin on 1 August), fourteen, six, two.
    expect(item('newDisputes')).toMatchObject({ value: '32', judgement: 'unusual' })
    expect(item('newDisputes').earlier.at(-1)).toBe(10)
    expect(item('courtCases').value).toBe('6')
    expect(item('litigationRate').value).toBe('—')
    expect(facts.conclusions[0]!.text).toContain('新增纠纷32件')
    expect(facts.conclusions.every((sentence) => Array.isArray(sentence.sources))).toBe(true)
    const table = (key: string) => facts.tables.find((entry) => entry.key === key)!
    expect(table('clusters').rows).toEqual([['虚构置业有限公司', '商品房买卖', '14', '浣东街道']])
    expect(table('causes').rows).toEqual([['商品房销售合同纠纷', '6']])
    // Two in 枫桥 are hidden, and 浣东 with them, for the county's total is printed.
    const town = (name: string) => table('towns').rows.find((row) => row[0] === name)!
    expect([town('枫桥镇')[1], town('浣东街道')[1], town('暨阳街道')[1]]).toEqual(['<5', '—', '0'])
    expect(table('towns').rows).toHaveLength(24)
    expect(facts.changes).toEqual(['本地首次出具本类报告。'])
    expect(facts.suggestions[0]!.owner).toBe('住建部门')
    expect(hashOf(canonical(facts))).toBe(report.hash)
    expect(await recomputes(database.services, county, report)).toBe(true)

    await receive([fresh({ source: 'grid', at: '2023-08-30' })])
    expect(await recomputes(database.services, county, report)).toBe(true)
    const later = await run(async (tx) =>
      openReport(tx, await makeReport(database.services, null, county, county, parsePeriod('2023-08'))),
    )
    expect(later.parsed.items[0]!.value).toBe('33')
    expect(later.hash).not.toBe(report.hash)
  })
  test('the scheduled run gives the county and every town, each recomputable; the next month names late records', async () => {
    const services = {
      ...database.services,
      context: contextAt(database.services.context, new Date('2023-10-01T06:00:00+08:00')),
    }
    await receive(
      Array.from({ length: 7 }, (_, count) => fresh({ source: 'grid', at: addDays('2023-08-25', count % 5) })),
    )
    const ids = await makeScheduledReports(services, county, ['330681002', '330681109'], parsePeriod('2023-09'))
    expect(ids).toHaveLength(3)
    const reports = await run(async (tx) => {
      const opened = []
      for (const id of ids) opened.push(await openReport(tx, id))
      return opened
    })
    for (const report of reports) expect(await recomputes(services, county, report)).toBe(true)
    // Since the first report of August came one record and then seven.
    expect(reports[0]!.parsed.changes).toEqual(['上期报告出具后，又收到上期发生的记录8条，上期报告不改动。'])
    expect(reports[1]!.parsed.tables.some((table) => table.key === 'towns')).toBe(false)
    expect((await run((tx) => listReports(tx, { place: county, limit: 1 }))).next).not.toBeNull()
  })
  test('a report over the turn of 2024 to 2025 shows the line and does not judge court figures', async () => {
    const services = {
      ...database.services,
      context: contextAt(database.services.context, new Date('2025-02-01T06:00:00+08:00')),
    }
    const id = await makeReport(services, null, county, county, parsePeriod('2025-01'))
    const { parsed } = await run((tx) => openReport(tx, id))
    expect(parsed.trend.breaks).toEqual([{ index: 12, text: '2025年1月1日起先立案后调解，前后不可比' }])
    expect(parsed.items.find((item) => item.key === 'courtCases')!.judgement).toBe('notComparable')
  })
  test('no report of a period that is not over, nor of a foreign place', async () => {
    await expect(makeReport(database.services, null, county, county, parsePeriod('2023-09'))).rejects.toMatchObject({
      code: 'reports.future',
    })
    await expect(makeReport(database.services, null, county, '330602', parsePeriod('2023-08'))).rejects.toMatchObject({
      code: 'reports.place',
    })
  })
  test('it renders as PDF with its hash', async () => {
    const { bytes, sha256 } = await runCheckupReport(database.services, county, '2023-08')
    expect(Buffer.from(bytes.slice(0, 5)).toString()).toBe('%PDF-')
    expect(sha256).toMatch(/^[0-9a-f]{64}$/)
    const report = await run(async (tx) => openReport(tx, (await listReports(tx, { limit: 1 })).rows[0]!.id))
    expect(checkupDocument(report.parsed, report.hash).sections).toHaveLength(7)
  }, 30_000)
})

describe('judicial advice', () => {
  test('draft with evidence, consulted, approved by a named person, sent, replied; nothing is skipped', async () => {
    const id = await draftAdvice(database.services, judge, {
      type: 'homePurchase',
      place: county,
      from: '2023-08-01',
      to: '2023-08-31',
      recipient: '某市住房和城乡建设局',
    })
    const stored = () => withScope(database.services, judge, 'report', (tx) => readAdvice(tx, id))
    const draft = (await stored())!
    expect(draft.evidence.figures.map((figure) => figure.value)).toEqual(['20', '0', '6', '0'])
    expect(draft.court).toBe('某市人民法院')
    expect(foldAdvice(draft.moves).text.problems.join('')).toContain('虚构置业有限公司')
    expect(adviceDocument(draft)).toMatchObject({ draft: true, number: '', signedBy: null })
    await expect(actOnAdvice(database.services, judge, id, 'approve', { reason: '多发' })).rejects.toMatchObject({
      code: 'reports.adviceState',
    })
    await expect(actOnAdvice(database.services, judge, id, 'consult', {})).rejects.toMatchObject({
      code: 'reports.adviceNeeds',
    })
    await actOnAdvice(database.services, judge, id, 'consult', { reason: '已电话征求意见,无异议' })
    await actOnAdvice(database.services, judge, id, 'approve', { reason: '同类纠纷短期集中,影响治理' })
    expect(adviceDocument((await stored())!)).toMatchObject({
      draft: false,
      number: '浙0681法建〔2023〕1号',
      signedBy: { name: '审判员甲' },
    })
    await actOnAdvice(database.services, judge, id, 'send', {})
    // Two months from 1 September: 1 November 2023, a Wednesday.
    expect(foldAdvice((await stored())!.moves)).toMatchObject({ state: 'sent', replyDue: '2023-11-01' })
    await actOnAdvice(database.services, judge, id, 'reply', { reason: '已约谈开发企业并公布整改期限' })
    expect(foldAdvice((await stored())!.moves)).toMatchObject({
      state: 'replied',
      reply: '已约谈开发企业并公布整改期限',
    })
    await expect(actOnAdvice(database.services, judge, id, 'withdraw', { reason: '撤销' })).rejects.toMatchObject({
      code: 'reports.adviceState',
    })
    // Another office that was not handed the letter does not see it.
    const stranger: OfficerScope = { ...judge, agencyId: randomUUID(), officerId: randomUUID(), role: 'department' }
    expect(await withScope(database.services, stranger, 'report', (tx) => readAdvice(tx, id))).toBeNull()
  })
  test('fewer than five disputes and no alert are no ground for approval', async () => {
    const id = await draftAdvice(database.services, judge, {
      type: 'medical',
      place: county,
      from: '2023-08-01',
      to: '2023-08-31',
      recipient: '某市卫生健康局',
    })
    await actOnAdvice(database.services, judge, id, 'consult', { reason: '已征求意见' })
    await expect(actOnAdvice(database.services, judge, id, 'approve', { reason: '多发' })).rejects.toMatchObject({
      code: 'reports.adviceCheck',
    })
  })
})

test('education is planned for a group, done once, and stands in the report of its month', async () => {
  const id = await createEducation(database.services, judge, {
    title: '商品房买卖普法',
    place: '330681002',
    type: 'homePurchase',
    audience: '某小区业主',
    form: '院坝普法',
    until: '2023-09-20',
  })
  await finishEducation(database.services, judge, id, { result: '讲解模范判例', reached: 60 })
  await expect(finishEducation(database.services, judge, id, { result: '再次' })).rejects.toMatchObject({
    code: 'reports.educationDone',
  })
  const services = {
    ...database.services,
    context: contextAt(database.services.context, new Date('2023-10-02T06:00:00+08:00')),
  }
  const report = await run(async (tx) =>
    openReport(tx, await makeReport(services, null, county, '330681002', parsePeriod('2023-09'))),
  )
  expect(report.parsed.tables.find((table) => table.key === 'education')!.rows).toEqual([
    ['商品房买卖普法', '某小区业主', '院坝普法', '已完成', '60'],
  ])
})
