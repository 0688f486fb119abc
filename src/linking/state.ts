import type { DisputeFold } from './fold.ts'
import type { LinkItem } from './item.ts'
import type { Side } from './schema.ts'

/** A person or organisation within the component that is being solved; `id` is of the content, not a stored id. */
export interface PartyState {
  readonly id: string
  readonly kind: 'person' | 'organisation'
  readonly keys: Set<string>
  structured: boolean
  /** Place of its first record in the canonical order. */
  readonly rank: number
}

export interface DisputeState extends DisputeFold {
  /** Id of its first record in the canonical order. */
  readonly id: string
  readonly rank: number
  readonly items: LinkItem[]
  /** party → side → number of the dispute's records that name it so. */
  readonly parties: Map<string, Map<Side, number>>
  /** Stored disputes of its records: what a person told apart stays apart. */
  readonly stored: Set<string>
  /** The stored dispute to which a person assigned its records; null where nobody did. */
  pin: string | null
}

/** One component while it is walked. */
export interface LinkState {
  readonly parties: Map<string, PartyState>
  readonly disputes: DisputeState[]
  readonly disputesByKey: Map<string, DisputeState[]>
  readonly disputesOfParty: Map<string, Set<DisputeState>>
  readonly judgements: Judgements
  /** Pairs of persons of this component whom somebody told apart: 'a\nb', both ways. */
  readonly apart: ReadonlySet<string>
}

/** What people decided: it outranks the model. */
export interface Judgements {
  /** Stored disputes that are not the same: dispute → the others. Symmetric. */
  readonly differentDisputes: ReadonlyMap<string, ReadonlySet<string>>
  /** Persons who are not the same: stored party → the others. Symmetric. */
  readonly differentParties: ReadonlyMap<string, ReadonlySet<string>>
  /** Persons who are one by somebody's word: whoever stands in one of them stays together. Symmetric. */
  readonly sameParties: ReadonlyMap<string, ReadonlySet<string>>
}
