import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, deadlineOf, isPublished, isWorkingDay, localTime } from '../../vocabulary/calendar.ts'
import { holidayNotices } from '../../vocabulary/holidays.ts'
import { dueOf, type Limit } from './due.ts'
import { type ClockEvent, type Clocks, dueAt, foldClocks, late, noClocks, pauseReasons, step } from './engine.ts'
import { cases, shortUnits } from './testing/cases.ts'
import { notices } from './testing/notices.ts'

const at = (text: string) => new Date(`${text}:00+08:00`)
const limitsOf = (text: string) =>
  text.split(' + ').map((part): Limit => {
    const [length, unit] = part.split(' ') as [string, string]
    return { length: Number(length), unit: shortUnits[unit]! }
  }) as [Limit, ...Limit[]]

/** Day → worked, from the words of one year's notice. */
function tableOf(year: number, items: readonly string[]): Map<string, boolean> {
  const table = new Map<string, boolean>()
  const day = (month: string, date: string) => `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`
  for (const item of items) {
    const [, month, date, toMonth, toDate] = item.match(/：(\d+)月(\d+)日(?:至(?:(\d+)月)?(\d+)日)?放假/)!
    const last = toDate === undefined ? day(month!, date!) : day(toMonth ?? month!, toDate)
    for (let current = day(month!, date!); current <= last; current = addDays(current, 1)) table.set(current, false)
    for (const [, m, d] of item.slice(item.indexOf('。')).matchAll(/(\d+)月(\d+)日（/g)) table.set(day(m!, d!), true)
  }
  return table
}

describe('the calendar against the words of the notices', () => {
  it.each(notices)('every day of $year', ({ year, number, items }) => {
    const table = tableOf(year, items)
    expect(holidayNotices[year]).toBe(number)
    const wrong: string[] = []
    for (let day = `${year}-01-01`; day <= `${year}-12-31`; day = addDays(day, 1)) {
      const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
      if (isWorkingDay(day) !== (table.get(day) ?? (weekday > 0 && weekday < 6))) wrong.push(day)
    }
    expect(wrong).toEqual([])
  })
  it('2027 has no notice yet: counted Monday to Friday and said to be provisional', () => {
    expect(isPublished('2027-01-01')).toBe(false)
    expect(dueOf([{ length: 10, unit: 'workingDays' }], at('2026-12-28T09:00'), []).unpublishedYears).toEqual([2027])
  })
})

describe('200 deadlines counted apart from the engine', () => {
  it('all agree', () => {
    expect(new Set(cases.map((row) => row.join())).size).toBe(200)
    const wrong = cases.filter(([start, limits, pauses, due]) => {
      const stood = pauses === '' ? [] : pauses.split(' ').map((text) => text.split('/') as [string, string])
      const end = dueOf(
        limitsOf(limits),
        at(start),
        stood.map(([from, to]) => ({ from: at(from), to: at(to) })),
      ).at
      return localTime(end).slice(0, 16) !== due
    })
    expect(wrong).toEqual([])
  })
})

const start = (
  item: string,
  clock: string,
  name: string,
  when: string,
  more: Partial<Extract<ClockEvent, { kind: 'start' }>> = {},
): ClockEvent => ({
  kind: 'start',
  item,
  clock,
  name,
  at: at(when),
  limit: { length: 5, unit: 'workingDays' },
  owner: 'item',
  pausable: true,
  ...more,
})
const shown = (clocks: Clocks, item: string) =>
  clocks.get(item)!.clocks.map((clock) => {
    const due = dueAt(clock)
    return `${clock.clock} ${clock.stopped ?? (due === null ? 'stands' : due.lastDay)}`
  })

describe('several clocks on one item', () => {
  it('a wait of the party stops what may stand; a protection order runs on, 72 hours through the holiday', () => {
    const events: ClockEvent[] = [
      start('a', 'reply', 'reply', '2023-09-28T09:00'),
      start('a', 'order', 'order', '2023-09-29T09:00', { limit: { length: 72, unit: 'hours' }, pausable: false }),
      { kind: 'pause', item: 'a', at: at('2023-09-29T10:00'), reason: 'partyAway' },
    ]
    expect(shown(foldClocks(events), 'a')).toEqual(['reply stands', 'order 2023-10-02'])
    // 29 September to 9 October: neither had a working day been used; five from 9 October (7 and 8 were given back).
    const after = foldClocks([...events, { kind: 'resume', item: 'a', at: at('2023-10-09T10:00') }])
    expect(shown(after, 'a')).toEqual(['reply 2023-10-13', 'order 2023-10-02'])
  })
  it('moving ends the clocks of the agency and keeps those of the matter; nothing of the old agency runs late', () => {
    const clocks = foldClocks([
      start('a', 'sign', 'accept', '2023-08-01T09:00', { owner: 'agency', limit: { length: 4, unit: 'hours' } }),
      start('a', 'whole', 'close', '2023-08-01T09:00'),
      { kind: 'move', item: 'a', at: at('2023-08-01T11:00') },
      start('a', 'sign2', 'accept', '2023-08-02T09:00', { owner: 'agency', limit: { length: 4, unit: 'hours' } }),
    ])
    expect(shown(clocks, 'a')).toEqual(['sign moved', 'whole 2023-08-08', 'sign2 2023-08-02'])
    expect(late(clocks.get('a')!.clocks[0]!, at('2024-01-01T00:00'))).toBe(false)
  })
  it('of two items that become one the earlier end holds, clocks of other names go along, the merged item keeps none', () => {
    const clocks = foldClocks([
      start('b', 'b1', 'close', '2023-08-01T09:00'),
      start('b', 'b2', 'accept', '2023-08-01T09:00'),
      start('a', 'a1', 'close', '2023-08-02T09:00'),
      { kind: 'merge', item: 'b', into: 'a', at: at('2023-08-03T09:00') },
    ])
    expect(shown(clocks, 'a')).toEqual(['a1 merged', 'b1 2023-08-08', 'b2 2023-08-08'])
    expect(clocks.get('b')).toMatchObject({ clocks: [], ended: true, mergedInto: 'a' })
  })
  it('a clock that ran out is neither paused nor extended', () => {
    const clocks = foldClocks([
      start('a', 'a1', 'close', '2023-08-01T09:00'),
      { kind: 'pause', item: 'a', at: at('2023-08-20T09:00'), reason: 'appraisal' },
    ])
    expect(late(clocks.get('a')!.clocks[0]!, at('2023-08-21T09:00'))).toBe(true)
    const more: ClockEvent = {
      kind: 'extend',
      item: 'a',
      name: 'close',
      by: { length: 1, unit: 'months' },
      at: at('2023-08-21T09:00'),
    }
    expect(step(clocks, more).refused).toBe('ranOut')
  })
})

const units = ['workingDays', 'calendarDays', 'months', 'hours', 'workingHours', 'minutes'] as const
const lengths = { workingDays: 20, calendarDays: 60, months: 3, hours: 72, workingHours: 16, minutes: 60 } as const
const limit = fc
  .constantFrom(...units)
  .chain((unit) => fc.record({ unit: fc.constant(unit), length: fc.integer({ min: 1, max: lengths[unit] }) }))
const item = fc.constantFrom('a', 'b', 'c')
const name = fc.constantFrom('accept', 'close', 'order')
const move = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('start' as const),
      item,
      name,
      limit,
      owner: fc.constantFrom('item' as const, 'agency' as const),
      pausable: fc.boolean(),
      again: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('pause' as const), item, reason: fc.constantFrom(...pauseReasons) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('resume' as const), item }) },
  fc.record({ kind: fc.constant('stop' as const), item, name }),
  fc.record({ kind: fc.constant('extend' as const), item, name, by: limit }),
  fc.record({ kind: fc.constant('move' as const), item }),
  fc.record({ kind: fc.constant('merge' as const), item, into: item }),
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('end' as const), item }) },
)
const history = fc.array(fc.tuple(move, fc.integer({ min: 0, max: 6 * 1440 })), { minLength: 1, maxLength: 24 })

function eventsOf(drawn: readonly (readonly [Record<string, unknown>, number])[]): ClockEvent[] {
  let minutes = 0
  return drawn.map(([event, gap], index) => {
    minutes += gap
    const when = new Date(at('2023-01-10T08:00').getTime() + minutes * 60_000)
    // A start told twice carries the same clock.
    const clock = event.again === true ? 'told-twice' : `k${index}`
    return { ...event, at: when, clock } as unknown as ClockEvent
  })
}

describe('10,000 random histories', () => {
  it('no clock is negative, lost or doubled, none stale; replay gives the same', () => {
    let accepted = 0
    fc.assert(
      fc.property(history, (drawn) => {
        const events = eventsOf(drawn)
        let clocks = noClocks
        const begun: string[] = []
        for (const event of events) {
          const before = clocks
          const next = step(clocks, event)
          clocks = next.clocks
          if (next.refused !== null) {
            expect(clocks).toBe(before)
            continue
          }
          accepted++
          if (event.kind === 'start') begun.push(event.clock)
          // Never lost, never doubled.
          const all = [...clocks.values()].flatMap((entry) => entry.clocks)
          expect(all.map((clock) => clock.clock).sort()).toEqual([...begun].sort())
          for (const entry of clocks.values()) {
            const running = entry.clocks.filter((clock) => clock.stoppedAt === null)
            expect(new Set(running.map((clock) => clock.name)).size).toBe(running.length)
            if (entry.ended) expect(running).toEqual([])
            for (const clock of running) {
              // One that may stand does so just while its item stands, unless it had run out before.
              if (clock.pausedAt !== null) expect(entry.pausedAt).not.toBeNull()
              const end = dueAt(clock)
              if (end !== null) expect(end.at.getTime()).toBeGreaterThan(clock.startedAt.getTime())
            }
          }
          // A resumed clock has time left: it was in time when it was paused.
          if (event.kind === 'resume')
            for (const clock of clocks.get(event.item)!.clocks)
              if (clock.stoppedAt === null && clock.pauses.at(-1)?.to.getTime() === event.at.getTime())
                expect(late(clock, event.at)).toBe(false)
          // An earlier clock never ends later for a merge; nothing else changes a clock of another item.
          if (event.kind !== 'merge')
            for (const [id, entry] of before) if (id !== event.item) expect(clocks.get(id)).toBe(entry)
        }
        expect(foldClocks(events)).toEqual(clocks)
      }),
      { numRuns: 10_000, seed: 20_261_124 },
    )
    expect(accepted).toBeGreaterThan(15_000)
  }, 120_000)
  it('without pauses and extensions it is the deadline of the vocabulary', () => {
    fc.assert(
      fc.property(limit, fc.integer({ min: 0, max: 4 * 365 * 1440 }), (drawn, minutes) => {
        const from = new Date(at('2023-01-01T00:00').getTime() + minutes * 60_000)
        expect(dueOf([drawn], from, [])).toEqual(deadlineOf(drawn, from))
      }),
      { numRuns: 500 },
    )
  })
})
