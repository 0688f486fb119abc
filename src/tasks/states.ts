import type { TaskAction, TaskKind, TaskState } from './schema.ts'

/** Who makes a move: the agency that has the task, the centre's operator, or the system. */
export type Mover = 'agency' | 'operator' | 'system'

interface Move {
  readonly to: TaskState
  readonly by: Mover
}

/**
 * Life of a task. The clock starts at delivery, not at acceptance, so that work nobody signs for runs late visibly. A first
 * return goes to the operator, who sends it again or elsewhere; a second one waits for the operator's ruling while the
 * clocks keep running. Overdue is derived from the clocks and is no state.
 */
export const taskMoves = {
  sent: {
    deliver: { to: 'delivered', by: 'system' },
    // No channel reached the agency: somebody calls, says with whom they spoke, and the clocks start.
    told: { to: 'delivered', by: 'operator' },
    withdraw: { to: 'withdrawn', by: 'operator' },
  },
  delivered: {
    accept: { to: 'accepted', by: 'agency' },
    read: { to: 'delivered', by: 'agency' },
    return: { to: 'returned', by: 'agency' },
    note: { to: 'delivered', by: 'agency' },
    remind: { to: 'delivered', by: 'operator' },
    split: { to: 'delivered', by: 'operator' },
    merge: { to: 'merged', by: 'operator' },
    absorb: { to: 'delivered', by: 'system' },
    withdraw: { to: 'withdrawn', by: 'operator' },
  },
  accepted: {
    progress: { to: 'accepted', by: 'agency' },
    answer: { to: 'answered', by: 'agency' },
    return: { to: 'returned', by: 'agency' },
    note: { to: 'accepted', by: 'agency' },
    remind: { to: 'accepted', by: 'operator' },
    // Waiting for the parties or another procedure: clocks stand. Never for red, never to heal what is late already.
    pause: { to: 'accepted', by: 'agency' },
    resume: { to: 'accepted', by: 'agency' },
    extend: { to: 'accepted', by: 'operator' },
    handOver: { to: 'accepted', by: 'agency' },
    split: { to: 'accepted', by: 'operator' },
    merge: { to: 'merged', by: 'operator' },
    absorb: { to: 'accepted', by: 'system' },
    withdraw: { to: 'withdrawn', by: 'operator' },
  },
  returned: { reissue: { to: 'sent', by: 'operator' }, withdraw: { to: 'withdrawn', by: 'operator' } },
  ruling: { rule: { to: 'accepted', by: 'operator' }, withdraw: { to: 'withdrawn', by: 'operator' } },
  answered: {
    close: { to: 'closed', by: 'operator' },
    reissue: { to: 'accepted', by: 'operator' },
    callBack: { to: 'answered', by: 'operator' },
  },
  read: {},
  // A relapse, or a party who says that nothing was done: delivered anew, to the same agency or another.
  closed: { callBack: { to: 'closed', by: 'operator' }, reopen: { to: 'sent', by: 'operator' } },
  withdrawn: {},
  merged: {},
} as const satisfies Record<TaskState, Readonly<Partial<Record<TaskAction, Move>>>>

/** A legal notice (普法提示) is read, not worked on: the court owes no answer. */
export const noticeMoves = {
  sent: {
    deliver: { to: 'delivered', by: 'system' },
    told: { to: 'delivered', by: 'operator' },
    withdraw: { to: 'withdrawn', by: 'operator' },
  },
  delivered: { read: { to: 'read', by: 'agency' }, withdraw: { to: 'withdrawn', by: 'operator' } },
  read: {},
  accepted: {},
  returned: {},
  ruling: {},
  answered: {},
  closed: {},
  withdrawn: {},
  merged: {},
} as const satisfies Record<TaskState, Readonly<Partial<Record<TaskAction, Move>>>>

export interface TaskFold {
  readonly kind: TaskKind
  readonly state: TaskState
  readonly returns: number
}

export function movesOf({ kind, state }: Pick<TaskFold, 'kind' | 'state'>): Partial<Record<TaskAction, Move>> {
  return kind === 'legalNotice' ? noticeMoves[state] : taskMoves[state]
}

/**
 * Where `action` leads, or null where it is not allowed now. `reassigned`: a ruling that sends the task elsewhere has it
 * delivered again; the second return goes to the ruling.
 */
export function afterAction(task: TaskFold, action: TaskAction, reassigned = false): TaskFold | null {
  const move = movesOf(task)[action]
  if (move === undefined) return null
  if (action === 'return')
    return { ...task, state: task.returns >= 1 ? 'ruling' : 'returned', returns: task.returns + 1 }
  if (action === 'rule' && reassigned) return { ...task, state: 'sent' }
  return { ...task, state: move.to }
}

/** State after a history of actions. Throws on one that the table does not allow: the history would be false. */
export function foldActions(
  kind: TaskKind,
  history: readonly { action: TaskAction; reassigned?: boolean }[],
): TaskFold {
  let task: TaskFold = { kind, state: 'sent', returns: 0 }
  for (const { action, reassigned } of history) {
    const next = afterAction(task, action, reassigned)
    if (next === null) throw new Error(`${action} in state ${task.state}`)
    task = next
  }
  return task
}

/** Fields that an action needs, in the order in which a form asks for them. */
export const neededFields = {
  deliver: [],
  read: [],
  accept: [],
  progress: ['reason'],
  return: ['reason', 'clause'],
  reissue: ['reason'],
  rule: ['ruling', 'reason'],
  answer: ['answer'],
  close: ['reason'],
  withdraw: ['reason'],
  remind: [],
  note: ['reason'],
  pause: ['pauseReason', 'reason'],
  resume: ['reason'],
  extend: ['extendDays', 'reason'],
  handOver: ['officerId', 'reason'],
  split: ['agencyId', 'reason'],
  merge: ['intoId', 'reason'],
  absorb: [],
  callBack: ['heard', 'reason'],
  reopen: ['reason'],
  told: ['reason'],
} as const satisfies Record<TaskAction, readonly string[]>

export function fieldsFor(kind: TaskKind, action: TaskAction): string[] {
  return action === 'answer' && kind === 'formalTalk' ? ['answer', 'result'] : [...neededFields[action]]
}
