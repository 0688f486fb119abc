import type { IntakeRecord } from '../intake/record.ts'
import type { Reading } from '../reading/schema.ts'

/** A party as one record's membership names it. `key` is stable over records: the party id, or a keyed hash while unresolved. */
export interface PartyReference {
  readonly partyId: string
  readonly kind: 'person' | 'organisation'
  readonly side: 'claimant' | 'respondent' | 'other'
  /** Display name of an organisation; null for persons, whose names stay encrypted. */
  readonly name: string | null
  /** Keyed hash of the organisation's core name, which an estate's several respondents may share; null for persons. */
  readonly coreKey: string | null
}

/** Which dispute a record belongs to after linking. */
export interface Membership {
  readonly recordId: string
  readonly disputeId: string
  readonly traceCode: string
  /** True when this record opened the dispute. */
  readonly opened: boolean
  readonly parties: readonly PartyReference[]
}

/** What the pipeline hands from stage to stage; each stage adds its part and stores its own compact rows. */
export interface LinkedRecord {
  readonly record: IntakeRecord
  readonly reading: Reading
  readonly membership: Membership
}
