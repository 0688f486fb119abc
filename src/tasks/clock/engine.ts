import type { Deadline } from '../../vocabulary/calendar.ts'
import { type HolidayCalendar, nationalCalendar } from '../../vocabulary/holidays.ts'
import { dueOf, type Limit, type Pause } from './due.ts'

/** Whose time a clock measures: the matter's (it goes along with the item) or one agency's answer (it ends with the hand-over). */
export type ClockOwner = 'item' | 'agency'

/** partyAsked 当事人请求 · partyAway the party's own wait · appraisal 鉴定 · otherProcedure another procedure decides first. */
export const pauseReasons = ['partyAsked', 'partyAway', 'appraisal', 'otherProcedure'] as const
export type PauseReason = (typeof pauseReasons)[number]

/** met: done what it asks · moved: handed over · merged: another clock of the joined item stands for it · dropped: no longer owed. */
export type StopReason = 'met' | 'moved' | 'merged' | 'dropped'

interface At {
  readonly item: string
  readonly at: Date
}

/** What happens to the clocks of items. Times never go back within an item; `start` is the delivery (送达), never the acceptance. */
export type ClockEvent =
  | (At & {
      readonly kind: 'start'
      /** Unique for ever. */
      readonly clock: string
      readonly name: string
      readonly limit: Limit
      readonly owner: ClockOwner
      /** False for what no wait may hold up: protection orders, police. */
      readonly pausable: boolean
    })
  /** All clocks of the item that may stand. */
  | (At & { readonly kind: 'pause'; readonly reason: PauseReason })
  | (At & { readonly kind: 'resume' })
  | (At & { readonly kind: 'stop'; readonly name: string })
  | (At & { readonly kind: 'extend'; readonly name: string; readonly by: Limit })
  /** To another agency: its own clocks start with its delivery. */
  | (At & { readonly kind: 'move' })
  | (At & { readonly kind: 'merge'; readonly into: string })
  /** Closed, withdrawn, refused: nothing runs on. */
  | (At & { readonly kind: 'end' })

export interface RunningClock {
  readonly clock: string
  readonly name: string
  readonly owner: ClockOwner
  readonly pausable: boolean
  readonly startedAt: Date
  readonly limits: readonly [Limit, ...Limit[]]
  readonly pauses: readonly Pause[]
  /** Stands since, or null. */
  readonly pausedAt: Date | null
  readonly stoppedAt: Date | null
  readonly stopped: StopReason | null
}

export interface Item {
  readonly clocks: readonly RunningClock[]
  readonly pausedAt: Date | null
  readonly pauseReason: PauseReason | null
  /** The item that this one was merged into. */
  readonly mergedInto: string | null
  readonly ended: boolean
  readonly changedAt: Date
}

export type Clocks = ReadonlyMap<string, Item>

export const refusals = [
  'backInTime',
  'alreadyStarted',
  'alreadyRunning',
  'noSuchItem',
  'itemEnded',
  'notRunning',
  'alreadyPaused',
  'notPaused',
  'ranOut',
  'sameItem',
] as const
export type Refusal = (typeof refusals)[number]

export type Step =
  | { readonly clocks: Clocks; readonly refused: null }
  | { readonly clocks: Clocks; readonly refused: Refusal }

const live = (clock: RunningClock): boolean => clock.stoppedAt === null

/** Last instant of a clock, or null while it stands. A stopped clock keeps the end that it had. */
export function dueAt(clock: RunningClock, calendar: HolidayCalendar = nationalCalendar): Deadline | null {
  return clock.pausedAt === null ? dueOf(clock.limits, clock.startedAt, clock.pauses, calendar) : null
}

/** Late while it runs, or stopped after its time. A clock that stands is not late: it was in time when it was paused. */
export function late(clock: RunningClock, now: Date, calendar: HolidayCalendar = nationalCalendar): boolean {
  const due = dueAt(clock, calendar)
  return due !== null && (clock.stoppedAt ?? now) > due.at
}

/** The end that a standing clock would have, were it resumed at `now`. */
function endIfResumed(clock: RunningClock, now: Date, calendar: HolidayCalendar): Date {
  const pauses = clock.pausedAt === null ? clock.pauses : [...clock.pauses, { from: clock.pausedAt, to: now }]
  return dueOf(clock.limits, clock.startedAt, pauses, calendar).at
}

function stopped(clock: RunningClock, at: Date, reason: StopReason): RunningClock {
  if (!live(clock)) return clock
  const pauses = clock.pausedAt === null ? clock.pauses : [...clock.pauses, { from: clock.pausedAt, to: at }]
  return { ...clock, pauses, pausedAt: null, stoppedAt: at, stopped: reason }
}

function resumed(clock: RunningClock, at: Date): RunningClock {
  return clock.pausedAt === null
    ? clock
    : { ...clock, pauses: [...clock.pauses, { from: clock.pausedAt, to: at }], pausedAt: null }
}

/** A clock that ran out before the pause stays late: waiting does not heal it. */
function paused(clock: RunningClock, at: Date, calendar: HolidayCalendar): RunningClock {
  return live(clock) && clock.pausable && clock.pausedAt === null && !late(clock, at, calendar)
    ? { ...clock, pausedAt: at }
    : clock
}

/**
 * Clocks of two items that become one. Of each name one runs on, the one that would end first, so that merging gains no
 * time and loses no clock; the other ends as `merged`. The joined item stands or runs as the one that stays did.
 */
function joined(kept: Item, gone: Item, at: Date, calendar: HolidayCalendar): RunningClock[] {
  const result = [...kept.clocks]
  const align = (clock: RunningClock) => (kept.pausedAt === null ? resumed(clock, at) : paused(clock, at, calendar))
  for (const clock of gone.clocks) {
    if (!live(clock)) continue
    const rival = result.findIndex((other) => live(other) && other.name === clock.name)
    if (rival < 0) result.push(align(clock))
    else if (endIfResumed(clock, at, calendar) < endIfResumed(result[rival]!, at, calendar)) {
      result[rival] = stopped(result[rival]!, at, 'merged')
      result.push(align(clock))
    } else result.push(stopped(clock, at, 'merged'))
  }
  return result
}

/**
 * One event. Refused ones change nothing and say why; so a fold over any list of events is defined, and replay of the
 * stored list gives the same clocks. Pure.
 */
export function step(clocks: Clocks, event: ClockEvent, calendar: HolidayCalendar = nationalCalendar): Step {
  const refuse = (refused: Refusal): Step => ({ clocks, refused })
  const item = clocks.get(event.item)
  const { at } = event
  if (item !== undefined && at < item.changedAt) return refuse('backInTime')
  if (item?.ended === true) return refuse('itemEnded')
  const put = (changed: Partial<Item>): Step => ({
    clocks: new Map(clocks).set(event.item, { ...(item ?? emptyItem(at)), ...changed, changedAt: at }),
    refused: null,
  })
  if (event.kind === 'start') {
    for (const other of clocks.values())
      if (other.clocks.some(({ clock }) => clock === event.clock)) return refuse('alreadyStarted')
    if (item?.clocks.some((other) => live(other) && other.name === event.name)) return refuse('alreadyRunning')
    const { clock, name, owner, pausable, limit } = event
    const fresh: RunningClock = {
      clock,
      name,
      owner,
      pausable,
      startedAt: at,
      limits: [limit],
      pauses: [],
      pausedAt: pausable && item?.pausedAt != null ? at : null,
      stoppedAt: null,
      stopped: null,
    }
    return put({ clocks: [...(item?.clocks ?? []), fresh] })
  }
  if (item === undefined) return refuse('noSuchItem')
  const named = (name: string) => item.clocks.findIndex((clock) => live(clock) && clock.name === name)
  switch (event.kind) {
    case 'pause':
      if (item.pausedAt !== null) return refuse('alreadyPaused')
      return put({
        clocks: item.clocks.map((clock) => paused(clock, at, calendar)),
        pausedAt: at,
        pauseReason: event.reason,
      })
    case 'resume':
      if (item.pausedAt === null) return refuse('notPaused')
      return put({ clocks: item.clocks.map((clock) => resumed(clock, at)), pausedAt: null, pauseReason: null })
    case 'stop': {
      const index = named(event.name)
      if (index < 0) return refuse('notRunning')
      return put({ clocks: item.clocks.with(index, stopped(item.clocks[index]!, at, 'met')) })
    }
    case 'extend': {
      const index = named(event.name)
      if (index < 0) return refuse('notRunning')
      const clock = item.clocks[index]!
      if (late(clock, at, calendar)) return refuse('ranOut')
      return put({ clocks: item.clocks.with(index, { ...clock, limits: [...clock.limits, event.by] }) })
    }
    case 'move':
      return put({
        clocks: item.clocks.map((clock) => (clock.owner === 'agency' ? stopped(clock, at, 'moved') : clock)),
      })
    case 'merge': {
      const kept = clocks.get(event.into)
      if (event.into === event.item) return refuse('sameItem')
      if (kept === undefined) return refuse('noSuchItem')
      if (kept.ended) return refuse('itemEnded')
      if (at < kept.changedAt) return refuse('backInTime')
      const merged: Item = {
        ...item,
        clocks: item.clocks.filter((clock) => !live(clock)),
        mergedInto: event.into,
        ended: true,
        changedAt: at,
      }
      const whole: Item = { ...kept, clocks: joined(kept, item, at, calendar), changedAt: at }
      return { clocks: new Map(clocks).set(event.item, merged).set(event.into, whole), refused: null }
    }
    case 'end':
      return put({
        clocks: item.clocks.map((clock) => stopped(clock, at, 'dropped')),
        pausedAt: null,
        pauseReason: null,
        ended: true,
      })
  }
}

const emptyItem = (at: Date): Item => ({
  clocks: [],
  pausedAt: null,
  pauseReason: null,
  mergedInto: null,
  ended: false,
  changedAt: at,
})

export const noClocks: Clocks = new Map()

/** All clocks after a list of events; refused ones change nothing. */
export function foldClocks(events: readonly ClockEvent[], calendar: HolidayCalendar = nationalCalendar): Clocks {
  let clocks = noClocks
  for (const event of events) clocks = step(clocks, event, calendar).clocks
  return clocks
}
