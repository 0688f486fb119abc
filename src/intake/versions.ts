import { versionColumn } from '../vocabulary/column-kinds.ts'
import type { RecordDraft, Reject } from './read-row.ts'

/** One stored version of a number, as far as deciding about the next needs it. */
export interface HeldVersion {
  readonly id: string
  readonly version: number
  readonly current: boolean
  /** True for a draft with the same content; always true once the record is erased, which must not come back by import. */
  same(draft: RecordDraft): boolean
}

export interface StoredDraft {
  readonly draft: RecordDraft
  readonly version: number
  readonly current: boolean
  readonly replaces: string | null
}

export type VersionDecision =
  | { readonly kind: 'store'; readonly result: 'accepted' | 'updated'; readonly stored: StoredDraft }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'conflict'; readonly reject: Reject }

/** Drafts with one key are versions of one record. */
export function versionKey(draft: Pick<RecordDraft, 'source' | 'supplier' | 'numberNormal'>): string {
  return `${draft.source}\u0000${draft.supplier}\u0000${draft.numberNormal}`
}

/**
 * What becomes of a row, given the versions already held (formats.md 1, Identity). Without 版本 any held version with the same
 * content makes it a duplicate, so that an old file sent again changes nothing; other content is the next version. With an
 * explicit 版本 the same version needs the same content, a higher one replaces, a lower one is stored and never current.
 */
export function decideVersion(draft: RecordDraft, held: readonly HeldVersion[]): VersionDecision {
  const current = held.find((version) => version.current) ?? null
  if (draft.version === null) {
    if (held.some((version) => version.same(draft))) return { kind: 'duplicate' }
    const version = held.reduce((highest, one) => Math.max(highest, one.version), 0) + 1
    return store(draft, version, current)
  }
  const equal = held.find((version) => version.version === draft.version)
  if (equal)
    return equal.same(draft) ? { kind: 'duplicate' } : { kind: 'conflict', reject: conflict(draft, draft.version) }
  if (current && draft.version < current.version)
    return {
      kind: 'store',
      result: 'accepted',
      stored: { draft, version: draft.version, current: false, replaces: null },
    }
  return store(draft, draft.version, current)
}

function store(draft: RecordDraft, version: number, current: HeldVersion | null): VersionDecision {
  return {
    kind: 'store',
    result: current ? 'updated' : 'accepted',
    stored: { draft, version, current: true, replaces: current?.id ?? null },
  }
}

function conflict(draft: RecordDraft, version: number): Reject {
  return {
    rowNumber: draft.rowNumber,
    column: versionColumn,
    value: String(version),
    code: 'conflict',
    parameters: { column: versionColumn, number: draft.number, version },
  }
}
