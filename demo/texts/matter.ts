import type { DisputeType } from '../../src/vocabulary/dispute-types.ts'
import type { Trade } from '../organisations.ts'

/** Against whom: a person in some relation, an organisation of one trade, or a body of the village or county. */
export type Opponent =
  | 'neighbour'
  | 'kin'
  | 'acquaintance'
  | 'stranger'
  | 'villageCommittee'
  | 'authority'
  | 'nobody'
  | Trade

/**
 * One thing people quarrel about. Slots: {我} the one who brings it, {对} the other side, {物} the object, {款} a sum, {地} the
 * estate, site or place, {月} a number of months, {日} a day of the recent past. Sentences have no final stop.
 */
export interface Matter {
  readonly key: string
  readonly type: DisputeType
  readonly weight: number
  readonly against: Opponent
  readonly titles: readonly string[]
  readonly facts: readonly string[]
  readonly asks: readonly string[]
  readonly objects: readonly string[]
  /** Median in yuan; absent where no sum is at stake. */
  readonly amount?: number
  /** 警情类别 */
  readonly police: string
  /** 案由; absent: never goes to court by itself. */
  readonly cause?: string
  /** Log hazard added for this kind of quarrel (hidden truth). */
  readonly tension: number
  /** Comes with violence at home: sealed. */
  readonly domestic?: boolean
}
