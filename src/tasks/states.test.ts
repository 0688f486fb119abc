import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { tasksPage } from '../../tools/tasks.ts'
import { deadlinesFrom, isAtRisk, isLate, nearestClock } from './clocks.ts'
import { afterAction, fieldsFor, foldActions } from './states.ts'

const at = (text: string) => new Date(`${text}+08:00`)
const shown = (date: Date | null) =>
  date === null ? null : new Date(date.getTime() + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')

describe('life of a task', () => {
  it('goes from sent to closed', () => {
    expect(
      foldActions('investigate', [
        { action: 'deliver' },
        { action: 'accept' },
        { action: 'progress' },
        { action: 'answer' },
        { action: 'close' },
      ]),
    ).toEqual({ kind: 'investigate', state: 'closed', returns: 0 })
  })
  it('a second return waits for a ruling; the ruling may uphold or send it elsewhere', () => {
    const twice = foldActions('mediate', [
      { action: 'deliver' },
      { action: 'return' },
      { action: 'reissue' },
      { action: 'deliver' },
      { action: 'return' },
    ])
    expect(twice).toMatchObject({ state: 'ruling', returns: 2 })
    expect(afterAction(twice, 'rule')).toMatchObject({ state: 'accepted' })
    expect(afterAction(twice, 'rule', true)).toMatchObject({ state: 'sent' })
    expect(afterAction(twice, 'accept')).toBeNull()
  })
  it('a legal notice is read and nothing else', () => {
    const notice = foldActions('legalNotice', [{ action: 'deliver' }])
    expect(afterAction(notice, 'accept')).toBeNull()
    expect(afterAction(notice, 'return')).toBeNull()
    expect(afterAction(notice, 'read')).toMatchObject({ state: 'read' })
  })
  it('refuses an impossible history', () => {
    expect(() => foldActions('visit', [{ action: 'accept' }])).toThrow()
  })
  it('asks for a clause with every return and for a result with every formal talk', () => {
    expect(fieldsFor('mediate', 'return')).toEqual(['reason', 'clause'])
    expect(fieldsFor('formalTalk', 'answer')).toEqual(['answer', 'result'])
  })
})

it('docs/tasks.md is what the tables say', () => {
  expect(readFileSync('docs/tasks.md', 'utf8')).toBe(tasksPage())
})

describe('clocks from delivery, counted by hand', () => {
  it('red: minutes and hours run at night, working days skip the National Day week of 2023', () => {
    // Friday 2023-09-29 to 10-06 is the holiday; Saturday 10-07 and Sunday 10-08 are worked
    const due = deadlinesFrom('investigate', 'red', at('2023-09-28T23:30:00'))
    expect(shown(due.accept)).toBe('2023-09-29 00:30')
    expect(shown(due.firstAction)).toBe('2023-09-29 23:30')
    // working days after 09-28: 10-07, 10-08, 10-09, 10-10, 10-11, 10-12, 10-13
    expect(shown(due.close)).toBe('2023-10-13 23:59')
  })
  it('yellow: eight working hours from Friday 16:30', () => {
    // Friday 16:30–17:30 = 1 h; Monday 08:30–12:00 = 3.5 h, 13:30–17:00 = 3.5 h
    const due = deadlinesFrom('mediate', 'yellow', at('2023-08-18T16:30:00'))
    expect(shown(due.accept)).toBe('2023-08-21 17:00')
    expect(shown(due.firstAction)).toBe('2023-08-23 23:59')
  })
  it('a notice has one clock', () => {
    expect(deadlinesFrom('legalNotice', 'red', at('2023-08-18T16:30:00'))).toMatchObject({
      firstAction: null,
      close: null,
    })
  })
  it('knows late, at risk and the nearest clock', () => {
    const clock = {
      name: 'accept' as const,
      startedAt: at('2023-08-18T08:00:00'),
      dueAt: at('2023-08-18T12:00:00'),
      stoppedAt: null,
    }
    expect(isAtRisk(clock, at('2023-08-18T10:59:00'))).toBe(false)
    expect(isAtRisk(clock, at('2023-08-18T11:01:00'))).toBe(true)
    expect(isLate(clock, at('2023-08-18T12:01:00'))).toBe(true)
    expect(isLate({ ...clock, stoppedAt: at('2023-08-18T11:00:00') }, at('2023-08-20T12:00:00'))).toBe(false)
    expect(
      nearestClock([clock, { ...clock, name: 'close', dueAt: at('2023-08-20T12:00:00') }], 'delivered')?.name,
    ).toBe('accept')
    expect(nearestClock([clock], 'closed')).toBeNull()
  })
})
