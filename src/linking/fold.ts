import type { DisputeType } from '../vocabulary/dispute-types.ts'
import type { SourceKey } from '../vocabulary/sources.ts'
import { compareOrdinals } from './order.ts'

/** What one record contributes to its dispute's row; stored with the membership. */
export interface Contribution {
  readonly recordId: string
  readonly sequence: number
  readonly source: SourceKey
  readonly type: DisputeType
  readonly typeProbability: number
  readonly town: string | null
  readonly site: string | null
  readonly sealed: boolean
  readonly domesticViolence: boolean
  readonly occurredAt: Date
  readonly closedAt: Date | null
  readonly keys: readonly string[]
  /** Place in the canonical order: time in the world, source, hash of the number. Not by arrival. */
  readonly ordinal: string
}

/** A dispute's row as folded from its records in the canonical order, whatever the order of arrival. */
export interface DisputeFold {
  matter: 'dispute' | 'transaction'
  status: 'open' | 'closed'
  type: DisputeType
  typeRank: number
  typeProbability: number
  town: string | null
  site: string | null
  sealed: boolean
  domesticViolence: boolean
  openedAt: Date
  lastAt: Date
  closedAt: Date | null
  firstSequence: number
  records: number
  sources: SourceKey[]
  keys: Set<string>
}

/** A mediation's or court's class outweighs what a reader makes of a text; 其他 and 非纠纷 give way to anything. */
function rankOf(record: Contribution): number {
  if (record.source === 'contract' || record.source === 'repayment') return 0
  if (record.type === 'other' || record.type === 'none') return 1
  return record.source === 'mediation' || record.source === 'court' ? 3 : 2
}

export function startFold(record: Contribution): DisputeFold {
  const transaction = record.source === 'contract' || record.source === 'repayment'
  return {
    matter: transaction ? 'transaction' : 'dispute',
    status: statusOf(record.occurredAt, record.closedAt),
    type: record.type,
    typeRank: rankOf(record),
    typeProbability: record.typeProbability,
    town: record.town,
    site: record.sealed ? null : record.site,
    sealed: record.sealed,
    domesticViolence: record.domesticViolence,
    openedAt: record.occurredAt,
    lastAt: record.occurredAt,
    closedAt: record.closedAt,
    firstSequence: record.sequence,
    records: 1,
    sources: [record.source],
    keys: new Set(record.keys),
  }
}

const statusOf = (lastAt: Date, closedAt: Date | null): 'open' | 'closed' =>
  closedAt !== null && closedAt >= lastAt ? 'closed' : 'open'

/** Adds the next record; applied in the canonical order it gives what a fold from the start gives. */
export function addToFold(fold: DisputeFold, record: Contribution): void {
  const rank = rankOf(record)
  if (rank > fold.typeRank || (rank === fold.typeRank && record.typeProbability > fold.typeProbability)) {
    fold.type = record.type
    fold.typeRank = rank
    fold.typeProbability = record.typeProbability
  }
  if (record.source !== 'contract' && record.source !== 'repayment') fold.matter = 'dispute'
  fold.town ??= record.town
  if (!record.sealed) fold.site ??= record.site
  fold.sealed ||= record.sealed
  fold.domesticViolence ||= record.domesticViolence
  if (record.occurredAt < fold.openedAt) fold.openedAt = record.occurredAt
  if (record.occurredAt > fold.lastAt) fold.lastAt = record.occurredAt
  if (record.closedAt && (fold.closedAt === null || record.closedAt > fold.closedAt)) fold.closedAt = record.closedAt
  fold.status = statusOf(fold.lastAt, fold.closedAt)
  if (record.sequence < fold.firstSequence) fold.firstSequence = record.sequence
  fold.records++
  if (!fold.sources.includes(record.source)) fold.sources = [...fold.sources, record.source].sort()
  for (const key of record.keys) fold.keys.add(key)
}

/** The fold of a whole dispute; null when it has no record left. */
export function foldRecords(records: readonly Contribution[]): DisputeFold | null {
  const ordered = [...records].sort(compareOrdinals)
  const first = ordered[0]
  if (!first) return null
  const fold = startFold(first)
  for (const record of ordered.slice(1)) addToFold(fold, record)
  return fold
}
