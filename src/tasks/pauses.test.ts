import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/support/database.ts'
import { storeAgencies } from '../access/commands.ts'
import { readAgencies } from '../access/queries.ts'
import { type Scope, systemScope, withScope } from '../access/scope.ts'
import { seededRandom } from '../platform/random.ts'
import { type ClockEvent, dueAt, foldClocks } from './clock/engine.ts'
import { taskLimits } from './clocks.ts'
import { actOnTask } from './commands.ts'
import { readTask } from './queries.ts'
import type { ActionRequest } from './schema.ts'
import { readTimeliness } from './supervision/queries.ts'
import { plantTask } from './testing/task.ts'
import { toTaskRow } from './view.ts'

const county = '330681'
const town = '330681001'
let database: TestDatabase
let agencyId = ''
const at = (text: string) => new Date(`${text}+08:00`)
const officer = (role: 'operator' | 'townCadre'): Scope => ({
  kind: 'officer',
  county,
  officerId: database.services.context.id(),
  agencyId,
  name: role === 'operator' ? '值班员' : '镇干部',
  role,
  reach: role === 'operator' ? '*' : town,
})

const given = (delivered: Date, grade: 'red' | 'yellow' = 'yellow'): Promise<string> =>
  plantTask(database.services, { county, town, agencyId, state: 'delivered', grade, at: delivered })
async function act(id: string, when: Date, request: ActionRequest, role: 'operator' | 'townCadre' = 'townCadre') {
  if (when > database.clock.now()) database.clock.set(when, 0)
  await withScope(database.services, officer(role), 'task', (tx) =>
    actOnTask(tx, database.services.messages, id, request),
  )
}
const seen = (id: string) =>
  withScope(database.services, systemScope(county, 'test'), 'task', async (tx) => {
    const task = (await readTask(tx, id))!
    return { task, row: toTaskRow(task, tx.context.now()) }
  })

beforeAll(async () => {
  database = await testDatabase('2023-08-14T08:30:00+08:00')
  await withScope(database.services, systemScope(county, 'test'), 'administration', async (tx) => {
    await storeAgencies(tx, [{ code: 'T1', name: '暨阳街道', kind: 'town', place: town, parentCode: null }])
    agencyId = (await readAgencies(tx))[0]!.id
  })
})
afterAll(() => database.close())

describe('a task that waits', () => {
  it('stands while the parties ask for time, says why, is late for nobody, and gets the days back', async () => {
    const id = await given(at('2023-08-14T09:00:00'))
    await act(id, at('2023-08-14T10:00:00'), { action: 'accept' })
    await act(id, at('2023-08-15T10:00:00'), {
      action: 'pause',
      pauseReason: 'partyAway',
      reason: '当事人住院，家属请求出院后再谈。',
    })
    const stands = (await seen(id)).row
    expect(stands).toMatchObject({ paused: { reason: 'partyAway' }, dueAt: null, overdue: false })
    // Its first action (17 August) and close (4 September) stand, so supervision counts the met acceptance only.
    const counted = await withScope(database.services, systemScope(county, 'test'), 'task', (tx) =>
      readTimeliness(tx, at('2023-08-14T00:00:00'), at('2023-09-30T00:00:00')),
    )
    expect(counted).toEqual([{ town, due: 1, met: 1 }])
    await act(id, at('2023-09-05T10:00:00'), { action: 'resume', reason: '当事人已出院，约定当面谈。' })
    const { row } = await seen(id)
    // By hand: 15 working days from 14 August end on 4 September; 15 August to 5 September gives 15 working days back → 25 September.
    const due = (name: string) => row.clocks.find((clock) => clock.name === name)!.dueAt
    expect(due('close')).toBe(at('2023-09-25T23:59:59.999').toISOString())
    expect(row.paused).toBeNull()
  })

  it('red work, late work and a second pause are refused in words; nobody but the centre puts an end off, once', async () => {
    const red = await given(at('2023-09-05T10:00:00'), 'red')
    await act(red, at('2023-09-05T10:10:00'), { action: 'accept' })
    const pause: ActionRequest = { action: 'pause', pauseReason: 'appraisal', reason: '等鉴定。' }
    await expect(act(red, at('2023-09-05T10:20:00'), pause)).rejects.toMatchObject({ code: 'tasks.clockHeld' })
    const yellow = await given(at('2023-09-05T10:20:00'))
    await act(yellow, at('2023-09-05T10:30:00'), { action: 'accept' })
    const extend: ActionRequest = { action: 'extend', extendDays: 5, reason: '涉及三个部门，需要会商。' }
    await expect(act(yellow, at('2023-09-05T10:40:00'), extend)).rejects.toMatchObject({ code: 'tasks.notYours' })
    const before = (await seen(yellow)).task.closeDue!
    await act(yellow, at('2023-09-05T10:40:00'), extend, 'operator')
    expect((await seen(yellow)).task.closeDue!.getTime()).toBeGreaterThan(before.getTime())
    await expect(act(yellow, at('2023-09-05T10:50:00'), extend, 'operator')).rejects.toMatchObject({
      code: 'tasks.clockHeld',
    })
    await act(yellow, at('2023-09-05T11:00:00'), pause)
    await expect(act(yellow, at('2023-09-05T11:10:00'), pause)).rejects.toMatchObject({ code: 'tasks.clockHeld' })
    // Answered work waits no more.
    await act(yellow, at('2023-09-06T09:00:00'), { action: 'answer', answer: '已核实，双方同意调解。' })
    expect((await seen(yellow)).row.paused).toBeNull()
    const late = await given(at('2023-09-06T09:00:00'))
    await act(late, at('2023-09-06T10:00:00'), { action: 'accept' })
    await expect(act(late, at('2023-10-20T10:00:00'), pause)).rejects.toMatchObject({ code: 'tasks.clockHeld' })
  })

  it('the kept deadline is what the clock engine folds from the same events, over random waits', async () => {
    const random = seededRandom(11)
    for (let round = 0; round < 12; round++) {
      let now = new Date(database.clock.now().getTime() + 3_600_000)
      const forward = (hours: number) => {
        now = new Date(now.getTime() + Math.ceil(random() * hours) * 3_600_000)
        return now
      }
      const id = await given(now)
      const events: ClockEvent[] = [
        {
          kind: 'start',
          item: id,
          clock: id,
          name: 'close',
          limit: taskLimits.yellow.close,
          owner: 'item',
          pausable: true,
          at: now,
        },
      ]
      await act(id, forward(3), { action: 'accept' })
      const waits = 1 + Math.floor(random() * 3)
      for (let wait = 0; wait < waits; wait++) {
        // Short enough that the first action (3 working days) is not late when the next wait begins.
        await act(id, forward(5), { action: 'progress', reason: '已联系双方。' })
        await act(id, forward(6), { action: 'pause', pauseReason: 'partyAsked', reason: '双方要求缓几天。' })
        events.push({ kind: 'pause', item: id, reason: 'partyAsked', at: now })
        await act(id, forward(24 * 9), { action: 'resume', reason: '双方到场。' })
        events.push({ kind: 'resume', item: id, at: now })
      }
      if (random() < 0.5) {
        await act(id, forward(2), { action: 'extend', extendDays: 4, reason: '需要会商。' }, 'operator')
        events.push({ kind: 'extend', item: id, name: 'close', by: { length: 4, unit: 'workingDays' }, at: now })
      }
      const folded = dueAt(foldClocks(events).get(id)!.clocks[0]!)!.at
      expect((await seen(id)).task.closeDue).toEqual(folded)
    }
  }, 60_000)
})
