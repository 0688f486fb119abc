import { addWorkingDays, type Deadline, dayOf, deadlineOf, isWorkingDay, startOfDay } from '../vocabulary/calendar.ts'
import type { Outcome, RequestAction, RequestKind, RequestState } from './schema.ts'

/** Pure: states, clock and what a decision needs. */

interface Move {
  readonly to: RequestState
  readonly by: 'party' | 'officer' | 'system'
}

/** What may be done in each state. `decided` and `withdrawn` are ends; a new request may always be made. */
export const moves = {
  received: {
    accept: { to: 'accepted', by: 'officer' },
    askMore: { to: 'waiting', by: 'officer' },
    decide: { to: 'decided', by: 'officer' },
    withdraw: { to: 'withdrawn', by: 'party' },
  },
  accepted: {
    askMore: { to: 'waiting', by: 'officer' },
    decide: { to: 'decided', by: 'officer' },
    withdraw: { to: 'withdrawn', by: 'party' },
  },
  waiting: {
    supply: { to: 'accepted', by: 'party' },
    decide: { to: 'decided', by: 'officer' },
    withdraw: { to: 'withdrawn', by: 'party' },
  },
  decided: { carryOut: { to: 'decided', by: 'system' } },
  withdrawn: {},
} as const satisfies Record<RequestState, Partial<Record<RequestAction, Move>>>

export function moveOf(state: RequestState, action: RequestAction): Move | null {
  return (moves[state] as Partial<Record<RequestAction, Move>>)[action] ?? null
}

export function allowedMoves(state: RequestState, by: Move['by']): RequestAction[] {
  return (Object.entries(moves[state]) as [RequestAction, Move][])
    .filter(([, move]) => move.by === by)
    .map(([action]) => action)
}

/** The state that follows from actions in their order; what moves nothing is passed over. */
export function foldState(actions: readonly RequestAction[]): RequestState {
  let state: RequestState = 'received'
  for (const action of actions) state = moveOf(state, action)?.to ?? state
  return state
}

export function dueOf(askedAt: Date): Deadline {
  return deadlineOf('rightsRequest', askedAt)
}

/** Working days after `from` up to the last day of a deadline; 0 once it is over. */
export function workingDaysLeft(dueAt: Date, from: Date): number {
  const last = dayOf(dueAt)
  let left = 0
  for (let day = dayOf(from); day < last; ) {
    day = addDay(day)
    if (isWorkingDay(day)) left++
  }
  return left
}

const addDay = (day: string): string => dayOf(new Date(startOfDay(day).getTime() + 36 * 3_600_000))

/** While the office waits for the person the clock stands; it goes on with the days that were left, at least one. */
export function dueAfterWaiting(dueAt: Date, waitingSince: Date, suppliedAt: Date): Date {
  const left = Math.max(1, workingDaysLeft(dueAt, waitingSince))
  const last = addWorkingDays(dayOf(suppliedAt), left)
  return new Date(startOfDay(addDay(last)).getTime() - 1)
}

export function isOverdue(state: RequestState, dueAt: Date, now: Date): boolean {
  return (state === 'received' || state === 'accepted') && now > dueAt
}

/** What a granting decision carries out, by kind: some only say something. */
export const carriesOut = {
  copy: false,
  correction: true,
  deletion: true,
  linkObjection: true,
  readObjection: false,
  explanation: false,
} as const satisfies Record<RequestKind, boolean>

/** A refusal, whole or in part, says why at some length. */
export const leastReason = (outcome: Outcome): number => (outcome === 'granted' ? 4 : 10)
