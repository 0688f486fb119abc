import { Problem } from '../platform/problem.ts'
import { taskStates } from '../vocabulary/states.ts'
import {
  actionWords,
  extendedLine,
  fieldWords,
  heardResultWords,
  heldWords,
  type mergeWords,
  moverWords,
  pauseWords,
  rulingWords,
  talkResultWords,
} from '../vocabulary/words/tasks.ts'
import { heldBack } from './clocks.ts'
import type { ActionRequest, TaskAction } from './schema.ts'
import { afterAction, fieldsFor, movesOf } from './states.ts'
import { clocksOf, type StoredTask, standingOf } from './view.ts'

const isClockAction = (action: TaskAction): action is 'pause' | 'resume' | 'extend' =>
  action === 'pause' || action === 'resume' || action === 'extend'

/** Why an action that the state allows is held back for now, or null. */
function holds(task: StoredTask, action: TaskAction, now: Date): keyof typeof heldWords | null {
  if (isClockAction(action))
    return heldBack(action, { ...standingOf(task), grade: task.grade, clocks: clocksOf(task) }, now)
  // The lead answers for the whole, so the parts come first.
  if (action === 'answer' && task.openParts > 0) return 'parts'
  // A clock that stands has no end to hand on.
  if (action === 'merge' && task.pausedAt !== null) return 'paused'
  return null
}

/** Which actions this reader may take now. */
export function allowedFor(
  task: StoredTask,
  reader: { agencyId: string; role: string },
  now: Date,
): { action: TaskAction; words: string; needs: string[] }[] {
  return (Object.entries(movesOf(task)) as [TaskAction, { by: string }][])
    .filter(([, move]) =>
      move.by === 'agency' ? task.agencyId === reader.agencyId : move.by === 'operator' && reader.role === 'operator',
    )
    .filter(([action]) => holds(task, action, now) === null)
    .map(([action]) => ({ action, words: actionWords[action], needs: fieldsFor(task.kind, action) }))
}

export function refuse(
  task: StoredTask,
  action: TaskAction,
  reader: { agencyId: string; role: string },
  now: Date,
): never {
  const move = movesOf(task)[action]
  const held = move === undefined ? null : holds(task, action, now)
  if (held !== null)
    throw new Problem('tasks.clockHeld', { code: task.code, action: actionWords[action], why: heldWords[held] })
  if (move !== undefined)
    throw new Problem('tasks.notYours', {
      action: actionWords[action],
      who: move.by === 'agency' ? task.agencyName : moverWords[move.by],
    })
  const allowed = allowedFor(task, reader, now)
  throw new Problem('tasks.notAllowedNow', {
    code: task.code,
    state: taskStates[task.state].zh,
    action: actionWords[action],
    allowed: allowed.map((entry) => entry.words).join('、') || '—',
  })
}

export function checkFields(task: StoredTask, request: ActionRequest): void {
  const needed = fieldsFor(task.kind, request.action)
  if (request.action === 'rule' && request.ruling === 'reassign') needed.push('agencyId')
  const missing = needed.filter((field) => request[field as keyof ActionRequest] === undefined)
  if (missing.length > 0)
    throw new Problem('tasks.fieldMissing', {
      action: actionWords[request.action],
      fields: missing.map((field) => fieldWords[field] ?? field).join('、'),
    })
}

/** What the history says of a step; `first` comes before the officer's own words. */
export function lineOf(request: ActionRequest, first: string | null): string {
  const parts = [
    first,
    request.heard === undefined ? null : heardResultWords[request.heard],
    request.ruling === undefined ? null : rulingWords[request.ruling],
    request.pauseReason === undefined ? null : pauseWords[request.pauseReason],
    request.extendDays === undefined ? null : extendedLine(request.extendDays),
    request.result === undefined ? null : talkResultWords[request.result],
    request.answer ?? null,
    request.reason ?? null,
    request.clause === undefined ? null : `〔${request.clause}〕`,
  ].filter((part) => part !== null)
  return parts.length > 0 ? parts.join('：') : actionWords[request.action]
}

/** Why `task` cannot go into `into`, or null. The one that goes on is at least as grave, so that no clock gets longer. */
export function mergeHindrance(task: StoredTask, into: StoredTask | null): keyof typeof mergeWords | null {
  if (into === null || afterAction(into, 'absorb') === null || into.kind !== task.kind) return 'gone'
  if (into.id === task.id) return 'self'
  if (into.agencyId !== task.agencyId) return 'agency'
  if (task.leadId !== null || into.leadId !== null || task.openParts > 0) return 'parts'
  return graveness[into.grade] < graveness[task.grade] ? 'grade' : null
}

const graveness = { red: 4, orange: 3, yellow: 2, blue: 1 } as const

export const ledgerKindOf = {
  accept: 'task.accepted',
  return: 'task.returned',
  answer: 'task.answered',
  close: 'task.closed',
  withdraw: 'task.withdrawn',
  remind: 'task.supervised',
  rule: 'task.reassigned',
  reissue: 'task.reassigned',
  handOver: 'task.handedOver',
  split: 'task.split',
  merge: 'task.merged',
  callBack: 'task.calledBack',
  told: 'task.delivered',
  reopen: 'task.reopened',
} as const

export const eventOf: Partial<Record<TaskAction, 'task.accepted' | 'task.answered'>> = {
  accept: 'task.accepted',
  answer: 'task.answered',
}
