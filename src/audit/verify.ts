import type { KeyObject } from 'node:crypto'
import type { ScopedTx } from '../access/scope.ts'
import { canonicalJson, type JsonValue } from '../ledger/proof/canonical-json.ts'
import { checkRecord, isSignedBy, parseLeaf } from '../ledger/proof/leaf.ts'
import { emptyFrontier, extendFrontier, frontierRoot, hashLeaf } from '../ledger/proof/tree.ts'
import { readSubjectEntries, type StoredEntry } from '../ledger/queries.ts'
import { leafText, readLeafHash } from './leaf.ts'
import { type BatchRow, batchRows, loose, type SealRow, sealedSubjects, sealRows } from './sealed-queries.ts'
import type { SealedBatch } from './sealing.ts'

export const faultKinds = [
  'changed',
  'removed',
  'inserted',
  'unlisted',
  'sealChanged',
  'batchChanged',
  'ledgerChanged',
] as const

export interface Fault {
  readonly kind: (typeof faultKinds)[number]
  /** Line of the log of reads, or null where a whole batch is meant. */
  readonly read: string | null
  readonly batch: number | null
}

export interface VerifiedReads {
  readonly batches: number
  readonly reads: number
  /** Lines that wait for their batch: no entry of the ledger covers them yet. */
  readonly waiting: number
  readonly faults: readonly Fault[]
}

/** What the lines of one batch show against their seals. Pure. */
export function faultsOfBatch(batch: number, rows: readonly SealRow[]): Fault[] {
  return rows.flatMap(({ readId, line, salt, hiddenSalt, leafHash, listed }): Fault[] => {
    if (line === null) return [{ kind: 'removed', read: readId, batch }]
    if (!readLeafHash(salt, leafText(line, hiddenSalt)).equals(leafHash))
      return [{ kind: 'changed', read: readId, batch }]
    const disputes = (line.disputes as readonly string[] | null | undefined) ?? []
    return listed === disputes.length ? [] : [{ kind: 'unlisted', read: readId, batch }]
  })
}

/** Whether the ledger's entry about a batch is signed, unchanged and says what the seals give. Pure. */
export function entryAgrees(entry: StoredEntry | undefined, sealed: SealedBatch, key: KeyObject): boolean {
  if (!entry?.payload || !entry.salt || entry.kind !== 'read.logged') return false
  try {
    const leaf = parseLeaf(Buffer.from(entry.leaf))
    return (
      hashLeaf(Buffer.from(entry.leaf)).equals(entry.leafHash) &&
      isSignedBy(leaf, key) &&
      checkRecord(leaf, entry.salt, JSON.parse(entry.payload) as JsonValue) &&
      entry.payload === canonicalJson({ ...sealed })
    )
  } catch {
    return false
  }
}

function sealedBatchOf(batch: BatchRow, rows: readonly SealRow[]): SealedBatch {
  const { frontier } = extendFrontier(
    emptyFrontier,
    rows.map((row) => row.leafHash),
  )
  return {
    batch: batch.number,
    count: rows.length,
    first: rows[0]?.readId ?? '',
    last: rows.at(-1)?.readId ?? '',
    root: frontierRoot(frontier).toString('hex'),
  }
}

/**
 * Recomputes the whole log of reads against the ledger and names each line that was changed, removed or put in, each
 * listing that no longer stands behind its line, and each batch or entry that disagrees. Memory: one batch.
 */
export async function verifyReads(tx: ScopedTx): Promise<VerifiedReads> {
  const faults: Fault[] = []
  const batches = await batchRows(tx)
  let reads = 0
  for (const [at, batch] of batches.entries()) {
    const rows = await sealRows(tx, batch.number)
    reads += rows.length
    faults.push(...faultsOfBatch(batch.number, rows))
    const sealed = sealedBatchOf(batch, rows)
    // The stored root names the batch whose seals were touched; the ledger's entry decides.
    if (sealed.root !== batch.root.toString('hex') || rows.length !== batch.count || batch.number !== at + 1)
      faults.push({ kind: 'sealChanged', read: null, batch: batch.number })
    const entries = await readSubjectEntries(tx, batch.id)
    if (entries.length !== 1 || !entryAgrees(entries[0], sealed, tx.keys.verifying))
      faults.push({ kind: 'ledgerChanged', read: null, batch: batch.number })
  }
  const known = new Set(batches.map((batch) => batch.id))
  for (const subject of await sealedSubjects(tx))
    if (!known.has(subject)) faults.push({ kind: 'batchChanged', read: null, batch: null })
  const { waiting, lost, inserted } = await loose(tx)
  faults.push(...lost.map((read): Fault => ({ kind: 'removed', read, batch: null })))
  faults.push(...inserted.map((read): Fault => ({ kind: 'inserted', read, batch: null })))
  return { batches: batches.length, reads, waiting, faults }
}
