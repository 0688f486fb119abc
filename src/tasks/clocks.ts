import { deadlineOf } from '../vocabulary/calendar.ts'
import type { Grade } from '../vocabulary/grades.ts'
import type { HolidayCalendar } from '../vocabulary/holidays.ts'
import type { Limit, Pause } from './clock/due.ts'
import type { ClockName, TaskKind, TaskState } from './schema.ts'

/** Limits by grade from delivery on (domain.md 7.3: no national rule, ours, `verified: false`); hours of red run at night too. */
export const taskLimits = {
  red: {
    accept: { length: 60, unit: 'minutes' },
    firstAction: { length: 24, unit: 'hours' },
    close: { length: 7, unit: 'workingDays' },
  },
  orange: {
    accept: { length: 4, unit: 'hours' },
    firstAction: { length: 2, unit: 'workingDays' },
    close: { length: 10, unit: 'workingDays' },
  },
  yellow: {
    accept: { length: 8, unit: 'workingHours' },
    firstAction: { length: 3, unit: 'workingDays' },
    close: { length: 15, unit: 'workingDays' },
  },
  blue: {
    accept: { length: 2, unit: 'workingDays' },
    firstAction: { length: 5, unit: 'workingDays' },
    close: { length: 20, unit: 'workingDays' },
  },
} as const satisfies Record<Grade, Record<ClockName, Limit>>

/** A legal notice has one clock: until it is read. */
export const noticeLimit = { length: 2, unit: 'workingDays' } as const satisfies Limit

export function limitOf(kind: TaskKind, grade: Grade, clock: ClockName): Limit | null {
  if (kind === 'legalNotice') return clock === 'accept' ? noticeLimit : null
  return taskLimits[grade][clock]
}

export interface Deadlines {
  readonly accept: Date | null
  readonly firstAction: Date | null
  readonly close: Date | null
}

/** The three deadlines of a task delivered at `delivered`. */
export function deadlinesFrom(kind: TaskKind, grade: Grade, delivered: Date, calendar?: HolidayCalendar): Deadlines {
  const at = (clock: ClockName): Date | null => {
    const limit = limitOf(kind, grade, clock)
    return limit === null ? null : deadlineOf(limit, delivered, calendar).at
  }
  return { accept: at('accept'), firstAction: at('firstAction'), close: at('close') }
}

/** How a task's clocks were held up: pauses that have ended, one that runs, and by how much the end was put off. */
export interface Standing {
  readonly pauses: readonly Pause[]
  readonly pausedAt: Date | null
  readonly extension: Limit | null
}

/** Why an action on the clocks is not possible now, or null where it is. */
export function heldBack(
  action: 'pause' | 'resume' | 'extend',
  task: Standing & { readonly grade: Grade; readonly clocks: readonly ClockState[] },
  now: Date,
): 'red' | 'late' | 'paused' | 'running' | 'extended' | null {
  const late = task.clocks.some((clock) => isRunning(clock) && isLate(clock, now))
  switch (action) {
    case 'resume':
      return task.pausedAt === null ? 'running' : null
    case 'pause':
      if (task.pausedAt !== null) return 'paused'
      return task.grade === 'red' ? 'red' : late ? 'late' : null
    case 'extend':
      if (task.extension !== null) return 'extended'
      return task.pausedAt !== null ? 'paused' : late ? 'late' : null
  }
}

export interface ClockState {
  readonly name: ClockName
  readonly startedAt: Date | null
  readonly dueAt: Date | null
  readonly stoppedAt: Date | null
}

/** States in which no clock of an agency runs: nothing has reached it yet, or it is the centre's turn, or all is done. */
export const restingStates: ReadonlySet<TaskState> = new Set<TaskState>([
  'sent',
  'read',
  'returned',
  'answered',
  'closed',
  'withdrawn',
  'merged',
])

export const isRunning = (clock: ClockState): boolean => clock.dueAt !== null && clock.stoppedAt === null

/** Late while it runs, or stopped after its time. */
export const isLate = (clock: ClockState, now: Date): boolean =>
  clock.dueAt !== null && (clock.stoppedAt ?? now) > clock.dueAt

/** The running clock that ends first, or null. */
export function nearestClock(clocks: readonly ClockState[], state: TaskState): ClockState | null {
  if (restingStates.has(state)) return null
  const running = clocks.filter(isRunning)
  return running.length === 0 ? null : running.reduce((one, other) => (other.dueAt! < one.dueAt! ? other : one))
}

/** Less than a quarter of the clock's whole time is left. */
export function isAtRisk(clock: ClockState | null, now: Date): boolean {
  if (clock === null || clock.startedAt === null || clock.dueAt === null) return false
  const left = clock.dueAt.getTime() - now.getTime()
  return left > 0 && left < (clock.dueAt.getTime() - clock.startedAt.getTime()) / 4
}
