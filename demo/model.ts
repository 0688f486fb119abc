import type { DisputeType } from '../src/vocabulary/dispute-types.ts'
import type { SourceKey } from '../src/vocabulary/sources.ts'
import type { Organisation } from './organisations.ts'
import type { Person } from './people.ts'
import type { Town, Village } from './places.ts'
import type { Matter } from './texts/matter.ts'
import type { Minutes } from './time.ts'

export type CaseSource = Exclude<SourceKey, 'contract' | 'repayment'>

/** Hidden facts that drive escalation and are partly visible in the texts. */
export interface Temper {
  readonly drink: boolean
  readonly oldGrudge: boolean
  readonly threatens: boolean
  readonly tool: string | null
}

export interface Quarrel {
  /** Truth: D00001 … */
  readonly id: string
  readonly type: DisputeType
  readonly matter: Matter
  readonly claimant: Person
  /** Joint claimants beside the first. */
  readonly others: readonly Person[]
  readonly opponentPerson: Person | null
  readonly opponentOrganisation: Organisation | null
  readonly town: Town
  readonly village: Village
  /** Street address or estate as records write it. */
  readonly address: string
  readonly site: string
  readonly object: string
  /** Whole yuan; 0 where no sum is at stake. */
  readonly amount: number
  readonly temper: Temper
  /** Chosen once, so that every record of the quarrel tells the same story. */
  readonly facts: readonly string[]
  readonly ask: string
  readonly cluster: string | null
}

export type Outcome = 'settled' | 'failed' | 'pending' | 'referred' | 'judged' | 'withdrawn'

/** One trace: what happened at one door at one time. */
export interface Trace {
  readonly source: CaseSource
  readonly at: Minutes
  readonly outcome: Outcome
  /** Doors visited before, oldest first. */
  readonly before: readonly { readonly source: CaseSource; readonly at: Minutes; readonly outcome: Outcome }[]
  readonly escalation: EscalationKind | null
  readonly threat: string | null
}

export type EscalationKind = 'violence' | 'selfHarm' | 'gathering'

export interface MentionTruth {
  readonly role: string
  readonly name: string
  readonly party: string
}

/** A row as a department's export holds it, with what is really behind it. */
export interface Row {
  readonly source: SourceKey
  readonly receivedAt: Minutes
  /** Standard columns and shared columns; empty cells may be left out. */
  readonly cells: Readonly<Record<string, string>>
  readonly number: string
  readonly dispute: string | null
  readonly mentions: readonly MentionTruth[]
  /** What an import should do with it. */
  readonly expect: 'stored' | 'duplicate' | 'updated' | 'excluded'
}

export interface EscalationTruth {
  readonly dispute: string
  readonly at: Minutes
  readonly kind: EscalationKind
  readonly number: string
}
