import { afterAll, beforeAll, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/support/database.ts'
import type { Schedule } from '../platform/services.ts'
import { openTicker } from './ticker.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase('2023-08-01T00:00:00+08:00')
})
afterAll(() => database.close())

const hour = 3_600_000
const county = '330681'

/** Falls due every `hours` since 1970; notes each run and what the domain clock showed then. */
function every(hours: number, ran: string[]): Schedule {
  const step = hours * hour
  return {
    name: `every ${hours}`,
    next: (after) => new Date((Math.floor(after.getTime() / step) + 1) * step),
    async run(services, _county, at) {
      expect(services.context.now()).toEqual(at)
      ran.push(`${hours} ${at.toISOString().slice(5, 16)}`)
    },
  }
}

it('runs what is due in the order of its times, each with its own clock, and never twice, restarts included', async () => {
  const { services } = database
  const ran: string[] = []
  const schedules = [every(8, ran), every(6, ran)]
  const first = (await openTicker(services, county, schedules, true))!
  // 2023-07-31T16:00Z is now: nothing before it is owed.
  expect(await first.nextDue()).toEqual(new Date('2023-07-31T18:00:00Z'))
  await first.advance(new Date('2023-08-01T00:00:00Z'))
  expect(ran).toEqual(['6 07-31T18:00', '8 08-01T00:00', '6 08-01T00:00'])
  // A second process finds the ticker taken and does nothing.
  expect(await openTicker(services, county, schedules, false)).toBeNull()
  await first.close()

  const second = (await openTicker(services, county, schedules, false))!
  ran.length = 0
  await second.advance(new Date('2023-08-01T05:59:59Z'))
  expect(ran).toEqual([])
  await second.advance(new Date('2023-08-01T13:00:00Z'))
  expect(ran).toEqual(['6 08-01T06:00', '8 08-01T08:00', '6 08-01T12:00'])
  await second.close()
})

it('tries failed work again at its own time and keeps what ran before it', async () => {
  const ran: string[] = []
  let broken = true
  const failing: Schedule = {
    ...every(24, ran),
    name: 'failing',
    async run() {
      if (broken) throw new Error('no disk')
      ran.push('failing')
    },
  }
  const schedules = [every(12, ran), failing]
  const until = new Date('2023-08-02T00:00:00Z')
  const ticker = (await openTicker(database.services, county, schedules, true))!
  await expect(ticker.advance(until)).rejects.toThrow('no disk')
  broken = false
  const before = ran.length
  await ticker.advance(until)
  await ticker.close()
  expect(ran.filter((line) => line === 'failing')).toHaveLength(2)
  expect(new Set(ran.filter((line) => line !== 'failing')).size).toBe(ran.filter((line) => line !== 'failing').length)
  expect(before).toBeGreaterThan(0)
})
