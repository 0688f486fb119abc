import type { DisputeType } from '../vocabulary/dispute-types.ts'

export const mentionKinds = [
  'person',
  'organisation',
  'place',
  'phone',
  'idNumber',
  'amount',
  'date',
  'people',
] as const
export type MentionKind = (typeof mentionKinds)[number]

export const cueKinds = [
  'threat',
  'violence',
  'selfHarm',
  'collective',
  'deadline',
  'repeat',
  'media',
  'vulnerable',
  'domesticViolence',
  'weapon',
  'alcohol',
] as const
export type CueKind = (typeof cueKinds)[number]

/** A party, place or object as one record writes it. `start`/`end` count UTF-16 code units within `column`. */
export interface Mention {
  readonly kind: MentionKind
  /** Standard column in which it stands. */
  readonly column: string
  /** The column's name where the column is the mention's role; 文本 for a mention found only in free text. */
  readonly role: string
  readonly start: number
  readonly end: number
  readonly text: string
  /** Normalised form used for matching and keys. */
  readonly normal: string
  /** Mentions of one party within one record share a number (name, phone and ID of 报警人 → 0); null for objects. */
  readonly group: number | null
}

export interface Cue {
  readonly kind: CueKind
  readonly column: string
  readonly start: number
  readonly end: number
  readonly text: string
}

/** What one record says, as read by one version of the reader. */
export interface Reading {
  readonly recordId: string
  readonly type: DisputeType
  /** 0…1 */
  readonly typeProbability: number
  readonly mentions: readonly Mention[]
  readonly cues: readonly Cue[]
  /** Number of people concerned, or null. */
  readonly people: number | null
  /** 分, or null. */
  readonly amount: number | null
  /** Group numbers (see Mention.group) of those who bring the matter and of those against whom it is brought. */
  readonly claimants: readonly number[]
  readonly respondents: readonly number[]
  /** Estate, project or village written in the text, normalised, for places finer than 区划代码. */
  readonly site: string | null
}
