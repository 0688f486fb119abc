import { deadlineOf } from '../vocabulary/calendar.ts'
import type { JudicialAdviceState } from '../vocabulary/states.ts'
import type { AdviceAction, AdviceText } from './schema.ts'

/** One thing that a named person did with a letter; `draft` is the first. */
export interface AdviceMove {
  readonly action: AdviceAction | 'draft'
  readonly at: Date
  readonly by: string
  readonly reason: string | null
  readonly text: AdviceText | null
  /** Given on approval. */
  readonly number: string | null
}

/** State → action → next state. Nothing here happens by itself: each step is a person's (domain knowledge 3.4). */
export const adviceMoves = {
  draft: { edit: 'draft', consult: 'consulted', withdraw: 'withdrawn' },
  consulted: { edit: 'draft', approve: 'approved', withdraw: 'withdrawn' },
  approved: { send: 'sent', withdraw: 'withdrawn' },
  sent: { reply: 'replied' },
  replied: {},
  withdrawn: {},
} as const satisfies Record<JudicialAdviceState, Partial<Record<AdviceAction, JudicialAdviceState>>>

/** What each action must bring. */
export const adviceNeeds = {
  edit: ['text'],
  consult: ['reason'],
  approve: ['reason'],
  send: [],
  reply: ['reason'],
  withdraw: ['reason'],
} as const satisfies Record<AdviceAction, readonly ('text' | 'reason')[]>

export interface AdviceNow {
  readonly state: JudicialAdviceState
  readonly text: AdviceText
  readonly number: string
  readonly sentAt: Date | null
  readonly replyDue: string | null
  readonly reply: string | null
  readonly approvedBy: { readonly name: string; readonly at: Date } | null
}

const emptyText: AdviceText = { opening: [], problems: [], causes: [], suggestions: [], replyRequest: '' }

/** The state of a letter, folded from what was done with it. An edit after consultation asks for consultation again. */
export function foldAdvice(moves: readonly AdviceMove[]): AdviceNow {
  let now: AdviceNow = {
    state: 'draft',
    text: emptyText,
    number: '',
    sentAt: null,
    replyDue: null,
    reply: null,
    approvedBy: null,
  }
  for (const move of moves) {
    if (move.text) now = { ...now, text: move.text }
    if (move.action === 'draft') continue
    const next: JudicialAdviceState | undefined = (
      adviceMoves[now.state] as Partial<Record<AdviceAction, JudicialAdviceState>>
    )[move.action]
    if (!next) continue
    now = { ...now, state: next }
    if (move.action === 'approve')
      now = { ...now, number: move.number ?? '', approvedBy: { name: move.by, at: move.at } }
    if (move.action === 'send')
      now = { ...now, sentAt: move.at, replyDue: deadlineOf('judicialAdviceReply', move.at).lastDay }
    if (move.action === 'reply') now = { ...now, reply: move.reason }
  }
  return now
}

/** Actions that the state allows. */
export function allowedAdviceActions(state: JudicialAdviceState): AdviceAction[] {
  return Object.keys(adviceMoves[state]) as AdviceAction[]
}
