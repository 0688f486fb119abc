import type { AlertState } from './schema.ts'

/** What a named person may do with an alert in each state; `goes` is the state afterwards. */
export const alertMoves = {
  raised: {
    confirm: 'confirmed',
    dismiss: 'dismissed',
    removeMember: 'raised',
    silence: 'dismissed',
    expire: 'expired',
  },
  confirmed: { giveTask: 'confirmed', removeMember: 'confirmed', close: 'closed' },
  dismissed: {},
  closed: {},
  expired: {},
  historical: {},
} as const satisfies Record<AlertState, Readonly<Partial<Record<AlertMove, AlertState>>>>

export type AlertMove = 'confirm' | 'dismiss' | 'removeMember' | 'silence' | 'close' | 'giveTask' | 'expire'
/** Moves that people make; `silence` follows from a removal, `expire` from time. */
export const personMoves = ['confirm', 'dismiss', 'removeMember', 'close', 'giveTask'] as const
export type PersonMove = (typeof personMoves)[number]

export function afterMove(state: AlertState, move: AlertMove): AlertState | null {
  return (alertMoves[state] as Partial<Record<AlertMove, AlertState>>)[move] ?? null
}

export function allowedMoves(state: AlertState): PersonMove[] {
  return personMoves.filter((move) => afterMove(state, move) !== null)
}

/** The state that follows from decisions in the order of their times; kinds that move nothing are passed over. */
export function foldState(kinds: readonly string[], historical: boolean): AlertState {
  let state: AlertState = historical ? 'historical' : 'raised'
  for (const kind of kinds) state = afterMove(state, kind as AlertMove) ?? state
  return state
}
