import type { Power } from '../vocabulary/staff.ts'
import { type MediationState, mediationStates as stateWords } from '../vocabulary/states.ts'

export type { MediationState }

/** Where one mediation stands: folded from its actions by `fold` in mediation.ts, never edited. Words: vocabulary/states.ts. */
export const mediationStates = Object.keys(stateWords) as readonly string[] as readonly MediationState[]

export const mediationActions = [
  'apply',
  'consent',
  'withdraw',
  'chooseBody',
  'assignMediator',
  'openSession',
  'say',
  'note',
  'propose',
  'requestSigning',
  'sign',
  'recordPaperSignature',
  'seal',
  'perform',
  'confirmPerformance',
  'contestPerformance',
  'end',
] as const
export type MediationAction = (typeof mediationActions)[number]

/** Who may act. `party` is either side by its own session; `officer` anybody of the circle that handles the case. */
export type MediationActor = 'party' | 'mediator' | 'body' | 'officer'

/**
 * The life of a mediation. `to` null: the state stays. Withdrawal stands in every state before the agreement takes effect
 * (People's Mediation Law arts 17, 23, 26); after that the agreement binds and the routes are performance, confirmation or court.
 */
interface Transition {
  readonly from: readonly MediationState[]
  readonly to: MediationState | null
  readonly by: readonly MediationActor[]
}

const beforeEffect = ['consentPending', 'consented', 'assigned', 'inSession', 'drafted', 'signing'] as const
const talking = ['inSession', 'drafted', 'signing'] as const
const binding = ['agreed', 'performing'] as const

export const transitions = {
  /** The consent that completes the set moves on; see `afterConsent`. */
  consent: { from: ['consentPending'], to: null, by: ['party', 'officer'] },
  withdraw: { from: beforeEffect, to: 'ended', by: ['party'] },
  chooseBody: { from: ['consentPending', 'consented', 'assigned'], to: null, by: ['party', 'officer'] },
  assignMediator: { from: ['consented', 'assigned', 'inSession'], to: null, by: ['officer', 'body'] },
  openSession: { from: ['assigned'], to: 'inSession', by: ['mediator'] },
  say: { from: talking, to: null, by: ['party', 'mediator'] },
  note: { from: [...beforeEffect, ...binding], to: null, by: ['party', 'mediator'] },
  propose: { from: talking, to: 'drafted', by: ['mediator'] },
  requestSigning: { from: ['drafted'], to: 'signing', by: ['mediator'] },
  sign: { from: ['signing'], to: null, by: ['party', 'mediator'] },
  recordPaperSignature: { from: ['signing'], to: null, by: ['mediator'] },
  seal: { from: ['signing'], to: 'agreed', by: ['body'] },
  perform: { from: binding, to: 'performing', by: ['party', 'mediator'] },
  confirmPerformance: { from: binding, to: null, by: ['party', 'mediator'] },
  contestPerformance: { from: binding, to: null, by: ['party'] },
  end: { from: beforeEffect, to: 'ended', by: ['mediator', 'body', 'officer'] },
} as const satisfies Record<Exclude<MediationAction, 'apply'>, Transition>

/** What a representative needs for a party's action: settling needs 特别授权 (民事诉讼法 62); withdrawing never does. */
export const powerOfAction = {
  apply: 'speak',
  consent: 'settle',
  withdraw: 'speak',
  chooseBody: 'speak',
  assignMediator: 'settle',
  openSession: 'speak',
  say: 'speak',
  note: 'speak',
  propose: 'settle',
  requestSigning: 'settle',
  sign: 'settle',
  recordPaperSignature: 'settle',
  seal: 'settle',
  perform: 'speak',
  confirmPerformance: 'settle',
  contestPerformance: 'speak',
  end: 'speak',
} as const satisfies Record<MediationAction, Power>

/** What brings the two sides together; not possible once the dispute is sealed or violence at home is reported. */
export const jointActions: ReadonlySet<MediationAction> = new Set<MediationAction>([
  'consent',
  'chooseBody',
  'openSession',
  'say',
  'propose',
  'requestSigning',
  'sign',
  'recordPaperSignature',
  'seal',
])
