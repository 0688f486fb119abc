import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/support/database.ts'
import { storeAgencies } from '../access/commands.ts'
import { readAgencies } from '../access/queries.ts'
import { type Scope, systemScope, withScope } from '../access/scope.ts'
import { createContext } from '../platform/context.ts'
import { seededRandom } from '../platform/random.ts'
import { type Charge, foldCharges, type TaskStep } from './charges.ts'
import { actOnTask } from './commands.ts'
import { allowedFor } from './moves.ts'
import { readTask } from './queries.ts'
import type { ActionRequest, TaskState } from './schema.ts'
import { readTimeliness } from './supervision/queries.ts'
import { plantTask } from './testing/task.ts'

const at = (text: string) => new Date(`${text}+08:00`)
const yellow = { kind: 'investigate', grade: 'yellow', agencyId: 'A' } as const
const step = (action: TaskStep['action'], time: string, to: TaskState, more: Partial<TaskStep> = {}): TaskStep => ({
  action,
  at: at(time),
  to,
  agencyId: null,
  pauseReason: null,
  extendDays: null,
  reassigned: false,
  caps: null,
  ...more,
})
const clocks = ({ accept, firstAction, close }: Charge) => ({ accept, firstAction, close })

// Yellow: accept in 8 working hours, first action in 3 working days, close in 15. 14 August 2023 is a Monday.
describe('charges, counted by hand', () => {
  it('what one agency missed stays missed when another has the task', () => {
    const [first, second] = foldCharges(yellow, [
      step('deliver', '2023-08-14T09:00:00', 'delivered'),
      // Due on Tuesday at 09:30; sent back on Friday, after the first action was due on Thursday.
      step('return', '2023-08-18T10:00:00', 'returned'),
      step('reissue', '2023-08-21T10:00:00', 'sent'),
      step('deliver', '2023-08-21T10:00:00', 'delivered', { agencyId: 'B' }),
      step('accept', '2023-08-21T11:00:00', 'accepted'),
    ])
    expect(first).toMatchObject({ agencyId: 'A', to: at('2023-08-18T10:00:00') })
    expect(clocks(first!)).toEqual({
      accept: { due: at('2023-08-15T09:30:00'), done: at('2023-08-18T10:00:00') },
      firstAction: { due: at('2023-08-17T23:59:59.999'), done: null },
      // Not due yet when it was sent back: no longer owed.
      close: { due: null, done: null },
    })
    expect(second).toMatchObject({
      agencyId: 'B',
      to: null,
      accept: { done: at('2023-08-21T11:00:00') },
      close: { due: at('2023-09-11T23:59:59.999'), done: null },
    })
  })
  it('where no channel reaches the agency, the call that does starts the clocks', () => {
    const charges = foldCharges(yellow, [
      step('note', '2023-08-14T09:00:00', 'sent'),
      step('told', '2023-08-14T15:00:00', 'delivered'),
      step('accept', '2023-08-14T16:00:00', 'accepted'),
    ])
    expect(charges).toHaveLength(1)
    // 8 working hours from 15:00: 2.5 h on Monday, 5.5 h on Tuesday (8:30–12:00, 13:30–15:30).
    expect(charges[0]!.accept).toEqual({ due: at('2023-08-15T15:30:00'), done: at('2023-08-14T16:00:00') })
  })
  it('the centre’s own reading of an answer is not charged to the agency', () => {
    const [charge] = foldCharges(yellow, [
      step('deliver', '2023-08-14T09:00:00', 'delivered'),
      step('accept', '2023-08-14T10:00:00', 'accepted'),
      step('answer', '2023-08-16T10:00:00', 'answered'),
      // 7 working days in the centre: 16 → 25 August.
      step('reissue', '2023-08-25T10:00:00', 'accepted'),
    ])
    // 15 working days end on 4 September, and 7 more on the 13th.
    expect(charge!.close).toEqual({ due: at('2023-09-13T23:59:59.999'), done: null })
    expect(charge!.firstAction).toEqual({ due: at('2023-08-17T23:59:59.999'), done: at('2023-08-16T10:00:00') })
  })
  it('joining another task gains no time: the end that comes first counts', () => {
    const [charge] = foldCharges(yellow, [
      step('deliver', '2023-08-14T09:00:00', 'delivered'),
      step('accept', '2023-08-14T10:00:00', 'accepted'),
      step('absorb', '2023-08-15T10:00:00', 'accepted', {
        caps: {
          accept: '2023-08-15T12:00:00+08:00',
          firstAction: '2023-08-30T12:00:00+08:00',
          close: '2023-08-25T12:00:00+08:00',
        },
      }),
    ])
    // The acceptance was done, the own first action comes first, the other's close comes first.
    expect(charge!.accept).toEqual({ due: at('2023-08-15T09:30:00'), done: at('2023-08-14T10:00:00') })
    expect(charge!.firstAction.due).toEqual(at('2023-08-17T23:59:59.999'))
    expect(charge!.close.due).toEqual(at('2023-08-25T12:00:00'))
  })
  it('an agency that was right to send it back owes nothing after it said so; one that was wrong does', () => {
    const until = (ruled: Partial<TaskStep>, to: TaskState) =>
      foldCharges(yellow, [
        step('deliver', '2023-08-14T09:00:00', 'delivered'),
        step('return', '2023-08-14T10:00:00', 'returned'),
        step('reissue', '2023-08-14T11:00:00', 'sent'),
        step('deliver', '2023-08-14T11:00:00', 'delivered'),
        step('return', '2023-08-15T09:00:00', 'ruling'),
        step('rule', '2023-09-20T09:00:00', to, ruled),
      ]).at(-1)!
    expect(clocks(until({ reassigned: true }, 'sent'))).toMatchObject({
      firstAction: { due: null },
      close: { due: null },
    })
    expect(clocks(until({}, 'accepted'))).toMatchObject({
      firstAction: { due: at('2023-08-17T23:59:59.999'), done: null },
      close: { due: at('2023-09-04T23:59:59.999'), done: null },
    })
  })
})

describe('random histories through the real commands', () => {
  const county = '330681'
  const town = '330681001'
  let database: TestDatabase
  let agencyIds: string[] = []
  const officer = (role: 'operator' | 'townCadre', agencyId: string): Scope => ({
    kind: 'officer',
    county,
    officerId: database.services.context.id(),
    agencyId,
    name: role,
    role,
    reach: role === 'operator' ? '*' : town,
  })
  const asSystem = <T>(work: Parameters<typeof withScope<T>>[3]) =>
    withScope(database.services, systemScope(county, 'test'), 'task', work)

  beforeAll(async () => {
    database = await testDatabase('2023-08-14T08:30:00+08:00')
    await asSystem(async (tx) => {
      await storeAgencies(
        tx,
        ['T1', 'T2', 'T3'].map((code) => ({ code, name: `${code} 街道`, kind: 'town', place: town, parentCode: null })),
      )
      agencyIds = (await readAgencies(tx)).map(({ id }) => id)
    })
  })
  afterAll(() => database.close())

  it('a host clock that is set back puts no step before the one that it follows', async () => {
    const id = await plantTask(database.services, {
      county,
      town,
      agencyId: agencyIds[0]!,
      state: 'delivered',
      at: at('2023-08-14T08:30:00'),
    })
    const act = (time: string, request: ActionRequest) =>
      withScope(
        { ...database.services, context: createContext(() => at(time)) },
        officer('townCadre', agencyIds[0]!),
        'task',
        (tx) => actOnTask(tx, database.services.messages, id, request),
      )
    await act('2023-08-14T11:00:00', { action: 'accept' })
    await act('2023-08-14T08:00:00', { action: 'progress', reason: '已上门。' })
    await act('2023-08-14T08:05:00', { action: 'answer', answer: '已核实。' })
    const { rows } = await database.services.database.owner.query(
      'select action, at from tasks.action where task_id = $1 order by step',
      [id],
    )
    expect(rows.map(({ action }) => action)).toEqual(['deliver', 'accept', 'progress', 'answer'])
    expect(rows.map(({ at: taken }) => taken)).toEqual([...rows.map(({ at: taken }) => taken)].sort((a, b) => a - b))
    const task = (await asSystem((tx) => readTask(tx, id)))!
    expect(task).toMatchObject({ state: 'answered', firstDone: at('2023-08-14T11:00:00') })
  })

  it('no missed deadline is ever forgotten, no clock is negative or runs for an agency that has not got the task', async () => {
    const random = seededRandom(20_231)
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!
    for (let history = 0; history < 40; history++) {
      const id = await plantTask(database.services, {
        county,
        town,
        agencyId: agencyIds[0]!,
        state: 'delivered',
        grade: pick(['red', 'orange', 'yellow', 'blue']),
        at: database.clock.now(),
      })
      /** Own books: deadlines that were seen to be past and undone. */
      const missed = new Set<string>()
      for (let move = 0; move < 12; move++) {
        database.clock.set(new Date(database.clock.now().getTime() + random() * 4 * 86_400_000), 0)
        const now = database.clock.now()
        const task = (await asSystem((tx) => readTask(tx, id)))!
        const charge = (
          await database.services.database.owner.query(
            'select max(number) as number from tasks.charge where task_id = $1',
            [id],
          )
        ).rows[0].number
        if (['delivered', 'accepted', 'ruling'].includes(task.state))
          // A second return may prove right, which takes back what ran out since.
          for (const [name, due, done] of [
            ['accept', task.acceptDue, task.acceptDone],
            ['first', task.firstDue, task.firstDone],
            ['close', task.closeDue, task.closeDone],
          ] as const)
            if (due !== null && done === null && due < now && task.state !== 'ruling') missed.add(`${charge} ${name}`)
        const scopes = { agency: officer('townCadre', task.agencyId), operator: officer('operator', agencyIds[2]!) }
        const moves = (['agency', 'operator'] as const).flatMap((side) =>
          allowedFor(task, scopes[side] as { agencyId: string; role: string }, now)
            .filter(
              ({ action }) => !['withdraw', 'note', 'remind', 'read', 'split', 'merge', 'handOver'].includes(action),
            )
            .map(({ action }) => ({ side, action })),
        )
        if (moves.length === 0) break
        const { side, action } = pick(moves)
        const elsewhere = random() < 0.5
        const request: ActionRequest = {
          action: action as ActionRequest['action'],
          reason: '按规定办理。',
          clause: '清单第 12 项',
          answer: '已核实。',
          ruling: elsewhere ? 'reassign' : 'uphold',
          pauseReason: 'appraisal',
          extendDays: 3,
          heard: 'partly',
          ...(elsewhere ? { agencyId: pick(agencyIds) } : {}),
        }
        await withScope(database.services, scopes[side], 'task', (tx) =>
          actOnTask(tx, database.services.messages, id, request),
        )
      }
      const { rows } = await database.services.database.owner.query(
        `select number, agency_id, from_at, to_at, accept_due, accept_done, first_due, first_done, close_due, close_done from tasks.charge where task_id = $1 order by number`,
        [id],
      )
      for (const key of missed) {
        const [number, name] = key.split(' ') as [string, 'accept' | 'first' | 'close']
        const row = rows[Number(number) - 1]
        expect(row[`${name}_due`], `${history}: ${key}`).not.toBeNull()
        expect(row[`${name}_done`] === null || row[`${name}_done`] > row[`${name}_due`], `${history}: ${key}`).toBe(
          true,
        )
      }
      for (const [index, row] of rows.entries()) {
        expect(row.to_at === null || row.to_at >= row.from_at).toBe(true)
        if (index > 0) expect(row.from_at >= rows[index - 1].to_at).toBe(true)
        for (const name of ['accept', 'first', 'close'])
          expect(row[`${name}_due`] === null || row[`${name}_due`] > row.from_at).toBe(true)
      }
      const task = (await asSystem((tx) => readTask(tx, id)))!
      if (task.state !== 'closed') expect(task.agencyId).toBe(rows.at(-1).agency_id)
    }
    const { rows: late } = await database.services.database.owner.query(
      `select count(*)::int as count from tasks.charge where number > 1`,
    )
    expect(late[0].count).toBeGreaterThan(10)
    const counted = await asSystem((tx) => readTimeliness(tx, at('2023-08-01T00:00:00'), database.clock.now()))
    expect(counted[0]!.due).toBeGreaterThan(counted[0]!.met)
  }, 60_000)
})
