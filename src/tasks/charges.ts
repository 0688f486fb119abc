import type { Grade } from '../vocabulary/grades.ts'
import type { HolidayCalendar } from '../vocabulary/holidays.ts'
import { dueOf, type Limit, type Pause } from './clock/due.ts'
import type { PauseReason } from './clock/engine.ts'
import { limitOf } from './clocks.ts'
import type { ClockName, TaskAction, TaskKind, TaskState } from './schema.ts'

/** A stored step of a task, in the order in which it was taken. */
export interface TaskStep {
  readonly action: TaskAction
  readonly at: Date
  /** State that it led to. */
  readonly to: TaskState
  /** deliver: the agency that it was delivered to. */
  readonly agencyId: string | null
  readonly pauseReason: PauseReason | null
  readonly extendDays: number | null
  /** rule: it goes to another agency. */
  readonly reassigned: boolean
  /** absorb: ends of the clocks of the task that came in; ISO times. */
  readonly caps: Readonly<Partial<Record<ClockName, string>>> | null
}

/** `due` null: not owed, or it stands. `done` null: not done. */
export interface ChargeClock {
  readonly due: Date | null
  readonly done: Date | null
}

/**
 * 责任段: one agency's answer for a task, from a delivery until it is sent back, goes elsewhere or ends. What it missed
 * stays missed, whoever has the task next.
 */
export interface Charge extends Readonly<Record<ClockName, ChargeClock>> {
  readonly agencyId: string
  readonly from: Date
  readonly to: Date | null
  readonly pauses: readonly Pause[]
  readonly pausedAt: Date | null
  readonly pauseReason: PauseReason | null
  readonly extension: Limit | null
}

/** While it is folded: when each thing was done, and how the clocks were held up. */
interface Draft {
  agencyId: string
  from: Date
  to: Date | null
  done: Record<ClockName, Date | null>
  pauses: Pause[]
  pausedAt: Date | null
  pauseReason: PauseReason | null
  extension: Limit | null
  /** Sent back a second time; clocks run on until the ruling. */
  returnedAt: Date | null
  /** Ends of clocks that came in with other tasks: joining gains no time. */
  caps: Partial<Record<ClockName, Date>>
}

const fresh = (agencyId: string, from: Date): Draft => ({
  agencyId,
  from,
  to: null,
  done: { accept: null, firstAction: null, close: null },
  pauses: [],
  pausedAt: null,
  pauseReason: null,
  extension: null,
  returnedAt: null,
  caps: {},
})

function endPause(draft: Draft, at: Date): void {
  if (draft.pausedAt !== null) draft.pauses.push({ from: draft.pausedAt, to: at })
  draft.pausedAt = null
  draft.pauseReason = null
}

/** One step within a charge. */
function take(draft: Draft, step: TaskStep, kind: TaskKind): void {
  const { at } = step
  switch (step.action) {
    case 'read':
      if (kind === 'legalNotice') draft.done.accept ??= at
      return
    case 'accept':
      draft.done.accept ??= at
      return
    case 'progress':
      draft.done.firstAction ??= at
      return
    case 'answer':
      endPause(draft, at)
      draft.done.firstAction ??= at
      draft.done.close ??= at
      return
    case 'reissue':
      // What was answered goes back to work: the time in which the centre read the answer is not the agency's.
      if (step.to === 'accepted' && draft.done.close !== null) {
        draft.pauses.push({ from: draft.done.close, to: at })
        draft.done.close = null
      }
      return
    case 'return':
      endPause(draft, at)
      draft.done.accept ??= at
      if (step.to === 'ruling') draft.returnedAt = at
      else draft.to = at
      return
    case 'rule':
      // Sent elsewhere: the agency was right, and owed nothing from the moment in which it said so.
      if (step.reassigned) draft.to = draft.returnedAt ?? at
      draft.returnedAt = null
      return
    case 'close':
      draft.done.close ??= at
      draft.to = at
      return
    case 'absorb':
      for (const [name, cap] of Object.entries(step.caps ?? {}) as [ClockName, string][]) {
        const known = draft.caps[name]
        if (known === undefined || new Date(cap) < known) draft.caps[name] = new Date(cap)
      }
      return
    case 'withdraw':
    case 'merge':
      endPause(draft, at)
      draft.to = at
      return
    case 'pause':
      draft.pausedAt = at
      draft.pauseReason = step.pauseReason
      return
    case 'resume':
      endPause(draft, at)
      return
    case 'extend':
      draft.extension = { length: step.extendDays ?? 0, unit: 'workingDays' }
      return
    case 'deliver':
    case 'told':
    case 'handOver':
    case 'split':
    case 'callBack':
    case 'reopen':
    case 'remind':
    case 'note':
      return
  }
}

function clockOf(name: ClockName, draft: Draft, task: Graded, calendar?: HolidayCalendar): ChargeClock {
  const limit = limitOf(task.kind, task.grade, name)
  const done = draft.done[name]
  if (limit === null) return { due: null, done: null }
  if (name !== 'accept' && draft.pausedAt !== null && done === null) return { due: null, done: null }
  // Only accepted work waits, and what came after it was done moves no end.
  const pauses = name === 'accept' ? [] : draft.pauses.filter(({ from }) => done === null || from < done)
  const more = name === 'close' && draft.extension !== null ? [draft.extension] : []
  const own = dueOf([limit, ...more], draft.from, pauses, calendar).at
  const cap = draft.caps[name]
  const due = cap !== undefined && cap < own ? cap : own
  // Undone when the charge ended, before its time was up: no longer owed.
  return done === null && draft.to !== null && draft.to <= due ? { due: null, done: null } : { due, done }
}

interface Graded {
  readonly kind: TaskKind
  readonly grade: Grade
  /** The agency of a delivery that does not name one. */
  readonly agencyId: string
}

/**
 * Every agency's charge of a task with its clocks, from the stored steps alone, in order. A delivery starts a charge and all
 * its clocks. Steps before the first delivery move no clock. Pure.
 */
export function foldCharges(task: Graded, steps: readonly TaskStep[], calendar?: HolidayCalendar): Charge[] {
  const drafts: Draft[] = []
  for (const step of steps) {
    const open = drafts.at(-1)
    if (step.action === 'deliver' || step.action === 'told') {
      if (open !== undefined) open.to ??= step.at
      drafts.push(fresh(step.agencyId ?? task.agencyId, step.at))
    } else if (open !== undefined) take(open, step, task.kind)
  }
  return drafts.map((draft) => ({
    agencyId: draft.agencyId,
    from: draft.from,
    to: draft.to,
    accept: clockOf('accept', draft, task, calendar),
    firstAction: clockOf('firstAction', draft, task, calendar),
    close: clockOf('close', draft, task, calendar),
    pauses: draft.pauses,
    pausedAt: draft.pausedAt,
    pauseReason: draft.pauseReason,
    extension: draft.extension,
  }))
}
