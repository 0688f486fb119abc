import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/support/database.ts'
import { storeAgencies, storeOfficers } from '../access/commands.ts'
import { readAgencies, readOfficers } from '../access/queries.ts'
import { type Scope, systemScope, withScope } from '../access/scope.ts'
import { assessBatch, closeAlert, triageAlert } from '../warning/commands.ts'
import { listAlerts } from '../warning/queries.ts'
import { recomputeAlert } from '../warning/recompute.ts'
import { linkedRecordOf } from '../warning/testing/records.ts'
import { estate } from '../warning/testing/signals.ts'
import { actOnTask, issueForAlert } from './commands.ts'
import { listTasks, taskCounts } from './inbox/queries.ts'
import { alertsByRemainingTime, readAlertTasks, readDwellings } from './queries.ts'
import { createVisitList, expireVisitLists, markVisited } from './visits.ts'

const county = '330681'
const town = '330681001'
const agencies = [
  { code: 'ZX', name: '社会治理中心', kind: 'centre', place: county },
  { code: 'T1', name: '暨阳街道', kind: 'town', place: town },
  { code: 'T2', name: '浣东街道', kind: 'town', place: '330681002' },
  { code: 'M1', name: '暨阳调委会', kind: 'mediationBody', place: town },
  { code: 'ZJ', name: '住房和城乡建设局', kind: 'department', place: county },
  { code: 'RS', name: '人力资源和社会保障局', kind: 'department', place: county },
  { code: 'FY', name: '人民法院', kind: 'court', place: county },
]
const officers = [
  { login: 'operator', name: '值班员', agencyCode: 'ZX', roles: ['operator'] },
  { login: 'cadre', name: '镇干部', agencyCode: 'T1', roles: ['townCadre'] },
  { login: 'other', name: '他镇干部', agencyCode: 'T2', roles: ['townCadre'] },
  { login: 'housing', name: '住建干部', agencyCode: 'ZJ', roles: ['department'] },
  { login: 'mediator', name: '调解员', agencyCode: 'M1', roles: ['mediator'] },
  { login: 'chief', name: '调委会主任', agencyCode: 'M1', roles: ['mediator'] },
  { login: 'judge', name: '法官', agencyCode: 'FY', roles: ['judge'] },
]

describe('the estate from alert to closing', () => {
  let database: TestDatabase
  const scopes = new Map<string, Scope>()
  const as = <T>(login: string, work: Parameters<typeof withScope<T>>[3]) =>
    withScope(database.services, scopes.get(login)!, 'task', work)
  const asSystem = <T>(work: Parameters<typeof withScope<T>>[3]) =>
    withScope(database.services, systemScope(county, 'tasks'), 'task', work)
  let alertId = ''
  const idOf = async (login: string) => (await asSystem(readOfficers)).find((officer) => officer.login === login)!.id

  beforeAll(async () => {
    database = await testDatabase('2023-08-07T09:00:00+08:00')
    await asSystem(async (tx) => {
      await storeAgencies(
        tx,
        agencies.map((agency) => ({ ...agency, parentCode: null })),
      )
      await storeOfficers(
        tx,
        officers.map((officer) => ({ ...officer, phone: null })),
      )
      const known = await readAgencies(tx)
      for (const officer of await readOfficers(tx)) {
        const role = officer.roles[0] as 'operator'
        const reach =
          role === 'operator'
            ? '*'
            : role === ('townCadre' as string)
              ? known.find((agency) => agency.id === officer.agencyId)!.place!
              : '-'
        scopes.set(officer.login, {
          kind: 'officer',
          county,
          officerId: officer.id,
          agencyId: officer.agencyId,
          name: officer.name,
          role,
          reach,
        })
      }
      await assessBatch(
        tx,
        estate(17).map((signal) => linkedRecordOf(signal, '某某置业')),
      )
    })
    const { items } = await as('operator', (tx) => listAlerts(tx, { view: 'pending' }))
    alertId = items[0]!.id
    expect(items).toHaveLength(1)
  })
  afterAll(() => database.close())

  it('is computed again from the stored signals and matches', async () => {
    expect(await asSystem((tx) => recomputeAlert(tx, alertId))).toMatchObject({ matches: true })
  })

  it('sends nothing before a named person confirms; then town, mediation body, housing department and court are told once', async () => {
    await expect(
      asSystem((tx) => issueForAlert(tx, database.services.messages, alertId, '系统')),
    ).rejects.toMatchObject({ code: 'tasks.alertNotConfirmed' })
    await as('operator', (tx) => triageAlert(tx, alertId, 'confirm', '17 户同一楼盘，属实'))
    await asSystem((tx) => issueForAlert(tx, database.services.messages, alertId, '系统'))
    await asSystem((tx) => issueForAlert(tx, database.services.messages, alertId, '系统'))
    const tasks = await as('operator', (tx) => readAlertTasks(tx, alertId))
    expect(tasks.map((task) => [task.agencyName, task.kind, task.state])).toEqual([
      ['暨阳街道', 'investigate', 'delivered'],
      ['暨阳调委会', 'mediate', 'delivered'],
      ['住房和城乡建设局', 'formalTalk', 'delivered'],
      ['人民法院', 'legalNotice', 'delivered'],
    ])
  })

  it('shows each agency its own work, the other town nothing', async () => {
    expect((await as('housing', (tx) => listTasks(tx, {}))).items.map((task) => task.kind)).toEqual(['formalTalk'])
    expect((await as('other', (tx) => listTasks(tx, {}))).items).toEqual([])
    expect((await as('other', (tx) => listAlerts(tx, { view: 'all' }))).items).toEqual([])
    expect((await as('housing', (tx) => listAlerts(tx, { view: 'all' }))).items).toHaveLength(1)
    expect((await as('judge', (tx) => listAlerts(tx, { view: 'all' }))).items).toHaveLength(1)
  })

  it('a formal talk is accepted and answered with its result; nobody answers for another agency', async () => {
    const talk = (await as('housing', (tx) => listTasks(tx, {}))).items[0]!
    const act = (login: string, request: Parameters<typeof actOnTask>[3]) =>
      as(login, (tx) => actOnTask(tx, database.services.messages, talk.id, request))
    await expect(act('cadre', { action: 'accept' })).rejects.toMatchObject({ code: 'tasks.notYours' })
    await expect(act('housing', { action: 'answer', answer: '已约谈', result: 'penalty' })).rejects.toMatchObject({
      code: 'tasks.notAllowedNow',
    })
    await act('housing', { action: 'accept' })
    await expect(act('housing', { action: 'answer', answer: '已约谈' })).rejects.toMatchObject({
      code: 'tasks.fieldMissing',
    })
    await act('housing', { action: 'answer', answer: '已约谈该公司，责令整改', result: 'penalty' })
    await act('operator', { action: 'close', reason: '答复清楚' })
    expect((await as('housing', (tx) => listTasks(tx, { view: 'closed' }))).items[0]).toMatchObject({
      state: 'closed',
      overdue: false,
    })
  })

  it('a return needs a clause, the second one waits for the ruling', async () => {
    const task = (await as('mediator', (tx) => listTasks(tx, {}))).items[0]!
    const act = (login: string, request: Parameters<typeof actOnTask>[3]) =>
      as(login, (tx) => actOnTask(tx, database.services.messages, task.id, request))
    await expect(act('mediator', { action: 'return', reason: '不属本会' })).rejects.toMatchObject({
      code: 'tasks.fieldMissing',
    })
    await act('mediator', { action: 'return', reason: '不属本会', clause: '清单第 12 项' })
    await act('operator', { action: 'reissue', reason: '属本会受理范围' })
    await act('mediator', { action: 'return', reason: '人手不足', clause: '清单第 12 项' })
    expect((await as('operator', taskCounts)).toRule).toBe(1)
    await act('operator', { action: 'rule', ruling: 'uphold', reason: '由本会办理' })
    expect((await as('mediator', (tx) => listTasks(tx, {}))).items[0]).toMatchObject({ state: 'accepted', returns: 2 })
  })

  it('what was accepted by an officer who has left shows to the head of the agency and to the centre, nobody else', async () => {
    const seen = async (login: string) => [
      (await as(login, taskCounts)).orphaned,
      (await as(login, (tx) => listTasks(tx, { view: 'orphaned' }))).items.length,
    ]
    const task = (await as('mediator', (tx) => listTasks(tx, {}))).items[0]!
    const progress = (login: string) =>
      as(login, (tx) =>
        actOnTask(tx, database.services.messages, task.id, { action: 'progress', reason: '已联系双方' }),
      )
    await progress('mediator')
    const [head] = await asSystem(async (tx) => {
      const found = await tx.query<{ id: string }>(
        `update access.post p set head = true from access.officer o where o.county = p.county and o.id = p.officer_id and o.login = 'chief' returning p.id`,
      )
      return found.rows
    })
    scopes.set('chief', { ...(scopes.get('chief') as Extract<Scope, { kind: 'officer' }>), postId: head!.id })
    expect(await seen('chief')).toEqual([0, 0])

    const { owner } = database.services.database
    const posted = database.clock.now()
    await owner.query(
      `update access.post p set until = $1 from access.officer o where o.county = p.county and o.id = p.officer_id and o.login = 'mediator'`,
      [posted],
    )
    expect(await seen('chief')).toEqual([1, 1])
    expect(await seen('operator')).toEqual([1, 1])
    expect(await seen('mediator')).toEqual([null, 0])
    expect(await seen('housing')).toEqual([null, 0])
    await progress('chief')
    expect(await seen('chief')).toEqual([0, 0])
  })

  it('runs late by the clock from delivery, derived without a tick', async () => {
    database.clock.set(new Date('2023-08-07T10:30:00+08:00'))
    expect((await as('cadre', (tx) => listTasks(tx, {}))).items[0]).toMatchObject({ state: 'delivered', overdue: true })
    expect((await as('operator', taskCounts)).overdue).toBe(1)
    const [wall] = await asSystem(alertsByRemainingTime)
    expect(wall).toMatchObject({ id: alertId, overdue: true, tasks: 4, delivered: 4, accepted: 2, observed: 17 })
  })

  it('a visit list holds 400 dwellings, counts notes of rights, and loses its dwellings when it expires', async () => {
    const id = await as('cadre', (tx) =>
      createVisitList(tx, {
        alertId,
        buildings: [
          { building: '1幢', count: 200 },
          { building: '2幢', count: 200 },
        ],
        expiresInDays: 30,
      }),
    )
    const [first] = await as('cadre', (tx) => readDwellings(tx, id, 1, 0))
    await as('cadre', (tx) => markVisited(tx, id, first!.id, { noteLeft: true, outcome: 'talked' }))
    await as('cadre', (tx) => markVisited(tx, id, first!.id, { noteLeft: true, outcome: 'talked' }))
    const count = () =>
      asSystem(
        async (tx) =>
          (
            await tx.query<{ dwellings: number; visited: number; left: number }>(
              'select l.dwellings, l.visited, (select count(*)::int from tasks.dwelling) as left from tasks.visit_list l',
            )
          ).rows[0],
      )
    expect(await count()).toEqual({ dwellings: 400, visited: 1, left: 400 })
    await asSystem((tx) => expireVisitLists(tx, new Date('2023-09-07T02:00:00+08:00')))
    expect(await count()).toEqual({ dwellings: 400, visited: 1, left: 0 })
  })

  it('a part goes to another agency, and the lead answers when the part has', async () => {
    const lead = (await as('cadre', (tx) => listTasks(tx, {}))).items[0]!
    const act = (login: string, id: string, request: Parameters<typeof actOnTask>[3]) =>
      as(login, (tx) => actOnTask(tx, database.services.messages, id, request))
    const open = async () => (await as('operator', (tx) => readAlertTasks(tx, alertId))).filter((task) => task.leadId)
    const other = (await as('operator', readAgencies)).find(({ code }) => code === 'RS')!
    await act('operator', lead.id, { action: 'split', agencyId: other.id, reason: '请核实该公司欠薪情况。' })
    const [part] = await open()
    expect(part).toMatchObject({ agencyName: '人力资源和社会保障局', state: 'delivered', leadId: lead.id })
    expect(part!.body).toContain('请核实该公司欠薪情况')
    // Nothing that is asked of anybody leaves out that people may sue and petition.
    expect(part!.body).toContain('起诉、信访')
    await act('cadre', lead.id, { action: 'accept' })
    await expect(act('cadre', lead.id, { action: 'answer', answer: '已核实' })).rejects.toMatchObject({
      code: 'tasks.clockHeld',
      parameters: { why: expect.stringContaining('协办') },
    })
    await act('operator', part!.id, { action: 'withdraw', reason: '该局已另行核实' })
    await act('cadre', lead.id, { action: 'handOver', officerId: await idOf('cadre'), reason: '由本人主办' })
    await expect(
      act('cadre', lead.id, { action: 'handOver', officerId: await idOf('housing'), reason: '不是同事' }),
    ).rejects.toMatchObject({ code: 'platform.notFound' })
    // Somebody who opened the page before that sees what was done in between, and nothing is overwritten.
    await expect(
      act('cadre', lead.id, { action: 'progress', reason: '已上门', seen: '2023-08-01T00:00:00Z' }),
    ).rejects.toMatchObject({ code: 'tasks.changedSince', parameters: { line: expect.stringContaining('镇干部') } })
  })

  it('a closed task is called back and starts anew with new clocks', async () => {
    const talk = (await as('housing', (tx) => listTasks(tx, { view: 'closed' }))).items[0]!
    const act = (request: Parameters<typeof actOnTask>[3]) =>
      as('operator', (tx) => actOnTask(tx, database.services.messages, talk.id, request))
    await act({ action: 'callBack', heard: 'dissatisfied', reason: '业主说仍未整改' })
    await act({ action: 'reopen', reason: '未整改，重新约谈' })
    const again = (await as('housing', (tx) => listTasks(tx, { view: 'toAccept' }))).items[0]!
    expect(again).toMatchObject({ id: talk.id, state: 'delivered', handlerName: null })
    expect(again.clocks.every((clock) => clock.stoppedAt === null && clock.dueAt !== null)).toBe(true)
    await act({ action: 'withdraw', reason: '并入执法检查' })
  })

  it('the alert closes with a summary, and only then', async () => {
    await as('operator', (tx) => closeAlert(tx, alertId, '38 户达成协议并履行，其余未起诉'))
    expect((await as('operator', (tx) => listAlerts(tx, { view: 'closed' }))).items).toHaveLength(1)
    await expect(as('operator', (tx) => closeAlert(tx, alertId, '再次办结'))).rejects.toMatchObject({
      code: 'warning.notAllowedNow',
    })
  })
})
