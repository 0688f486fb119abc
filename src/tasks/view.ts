import type { Grade } from '../vocabulary/grades.ts'
import { clockWords, readClockWords, rightsNoteWords, unitWords } from '../vocabulary/words/tasks.ts'
import type { Limit } from './clock/due.ts'
import type { PauseReason } from './clock/engine.ts'
import { type ClockState, isAtRisk, isLate, limitOf, nearestClock, type Standing } from './clocks.ts'
import type { StoredVisitList } from './queries.ts'
import type { ClockName, TaskClock, TaskKind, TaskRow, TaskState, VisitList } from './schema.ts'

/** A task as its table holds it. */
export interface StoredTask {
  readonly id: string
  readonly code: string
  readonly kind: TaskKind
  readonly state: TaskState
  readonly grade: Grade
  readonly title: string
  readonly body: string
  readonly agencyId: string
  readonly agencyName: string
  readonly agencyKind: string
  readonly town: string | null
  readonly alertId: string | null
  readonly alertCode: string | null
  readonly disputeId: string | null
  readonly traceCode: string | null
  readonly matterNumber: string | null
  readonly matterName: string | null
  readonly outsideReason: string | null
  readonly sentAt: Date
  readonly deliveredAt: Date | null
  readonly changedAt: Date
  readonly returns: number
  readonly acceptDue: Date | null
  readonly acceptDone: Date | null
  readonly firstDue: Date | null
  readonly firstDone: Date | null
  readonly closeDue: Date | null
  readonly closeDone: Date | null
  readonly readAt: Date | null
  readonly readBy: string | null
  readonly issuedBy: string
  readonly handlerId: string | null
  readonly handlerName: string | null
  readonly leadId: string | null
  readonly mergedInto: string | null
  /** Parts that other agencies have not answered yet. */
  readonly openParts: number
  readonly pausedAt: Date | null
  readonly pauseReason: PauseReason | null
  /** ISO times. */
  readonly pauses: readonly { readonly from: string; readonly to: string }[]
  readonly extension: Limit | null
}

/** What held the task's clocks up so far. */
export function standingOf({ pauses, pausedAt, extension }: StoredTask): Standing {
  return {
    pauses: pauses.map(({ from, to }) => ({ from: new Date(from), to: new Date(to) })),
    pausedAt,
    extension,
  }
}

export function clocksOf(task: StoredTask): ClockState[] {
  const clock = (name: ClockName, dueAt: Date | null, stoppedAt: Date | null): ClockState => ({
    name,
    startedAt: task.deliveredAt,
    dueAt,
    stoppedAt,
  })
  return [
    clock('accept', task.acceptDue, task.acceptDone),
    ...(task.kind === 'legalNotice'
      ? []
      : [clock('firstAction', task.firstDue, task.firstDone), clock('close', task.closeDue, task.closeDone)]),
  ]
}

const iso = (at: Date | null): string | null => (at === null ? null : at.toISOString())

function viewClock(task: StoredTask, clock: ClockState, now: Date): TaskClock {
  const limit = limitOf(task.kind, task.grade, clock.name)
  return {
    name: clock.name,
    words: task.kind === 'legalNotice' ? readClockWords : clockWords[clock.name],
    startedAt: iso(clock.startedAt),
    dueAt: iso(clock.dueAt),
    stoppedAt: iso(clock.stoppedAt),
    overdue: task.state !== 'withdrawn' && task.state !== 'merged' && isLate(clock, now),
    limit: limit === null ? '' : unitWords[limit.unit](limit.length),
  }
}

export function toTaskRow(task: StoredTask, now: Date): TaskRow {
  const clocks = clocksOf(task)
  const nearest = nearestClock(clocks, task.state)
  const ordered = nearest === null ? clocks : [nearest, ...clocks.filter((clock) => clock !== nearest)]
  return {
    id: task.id,
    code: task.code,
    kind: task.kind,
    state: task.state,
    grade: task.grade,
    title: task.title,
    agencyId: task.agencyId,
    agencyName: task.agencyName,
    agencyKind: task.agencyKind,
    town: task.town,
    alertId: task.alertId,
    alertCode: task.alertCode,
    disputeId: task.disputeId,
    traceCode: task.traceCode,
    sentAt: task.sentAt.toISOString(),
    deliveredAt: iso(task.deliveredAt),
    changedAt: task.changedAt.toISOString(),
    clocks: ordered.map((clock) => viewClock(task, clock, now)),
    dueAt: iso(nearest?.dueAt ?? null),
    overdue: nearest !== null && isLate(nearest, now),
    atRisk: isAtRisk(nearest, now),
    returns: task.returns,
    handlerName: task.handlerName,
    paused:
      task.pausedAt === null || task.pauseReason === null
        ? null
        : { since: task.pausedAt.toISOString(), reason: task.pauseReason },
    extendedDays: task.extension?.length ?? null,
  }
}

export function toVisitList(list: StoredVisitList, now: Date): VisitList {
  const { town: _, ...row } = list
  return {
    ...row,
    createdAt: list.createdAt.toISOString(),
    expiresAt: list.expiresAt.toISOString(),
    expired: list.expiresAt <= now,
    rightsNote: rightsNoteWords.short,
  }
}
