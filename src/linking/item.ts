import type { SourceKey } from '../vocabulary/sources.ts'
import type { Contribution } from './fold.ts'
import { compareOrdinals } from './order.ts'
import type { Side } from './schema.ts'
import { keysOf } from './score.ts'

/** One party of one record with its hashed keys. */
export interface LinkGroup {
  readonly group: number
  readonly side: Side
  readonly kind: 'person' | 'organisation'
  readonly mentionId: string
  readonly keys: readonly string[]
  readonly display: string | null
  /** Named only in free text. */
  readonly fromText: boolean
}

/** One current record as linking needs it: no names, hashed keys only. */
export interface LinkItem {
  readonly recordId: string
  readonly source: SourceKey
  readonly groups: readonly LinkGroup[]
  readonly contribution: Contribution
  /** Keys of the numbers that the record names, as record numbers (`no`) and as contract numbers (`ht`). */
  readonly named: readonly string[]
  readonly contracts: readonly string[]
  readonly house: string | null
}

const transactionSources: ReadonlySet<SourceKey> = new Set(['contract', 'repayment'])
export const isTransaction = (item: { readonly source: SourceKey }): boolean => transactionSources.has(item.source)

/**
 * The canonical order in which a component is walked: contracts first, since they exist before what is said about them; then by
 * the time in the world, source and a hash of the number. Never by arrival.
 */
export const byOrder = (a: LinkItem, b: LinkItem): number =>
  Number(isTransaction(b)) - Number(isTransaction(a)) || compareOrdinals(a.contribution, b.contribution)

/** Keys that identify a person by themselves; an equal name alone never does. */
export const personKinds = ['id', 'ph', 'nh'] as const
/** Keys that lead from one mention of an organisation to another. */
export const organisationKinds = ['us', 'co', 'nr'] as const

/**
 * The keys over which a record can reach another at all. Two records that no chain of equal keys joins are never compared, so
 * that what one component's records are does not depend on any other's. Phones that tell nobody apart are left out by the caller.
 */
export function blockKeys(item: LinkItem): string[] {
  const keys = new Set(item.contracts)
  if (!isTransaction(item)) {
    for (const key of item.named) keys.add(key)
    for (const key of item.contribution.keys) if (key.startsWith('no:') || key.startsWith('nn:')) keys.add(key)
  }
  for (const group of item.groups)
    if (group.kind === 'person')
      for (const kind of personKinds) for (const key of keysOf(group.keys, kind)) keys.add(key)
  return [...keys]
}

/** Whom a phone is held by, as far as a mention says: the sound of a name, or a company's core; null where it says nothing. */
export const holderOf = (group: LinkGroup): string | null =>
  keysOf(group.keys, 'np')[0] ?? keysOf(group.keys, 'co')[0] ?? null
