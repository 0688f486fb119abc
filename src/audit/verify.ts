import type { KeyObject } from 'node:crypto'
import type { ScopedTx } from '../access/scope.ts'
import { canonicalJson, type JsonValue } from '../ledger/proof/canonical-json.ts'
import { checkRecord, isSignedBy, parseLeaf } from '../ledger/proof/leaf.ts'
import { emptyFrontier, extendFrontier, frontierRoot, hashLeaf } from '../ledger/proof/tree.ts'
import { readSubjectEntries, type StoredEntry } from '../ledger/queries.ts'
import { cutoffOf } from '../rights/deletion.ts'
import { retention } from '../vocabulary/retention.ts'
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
  /** Lines that ended with their period of retention: their seals stay, the lines may be gone. */
  readonly retired: number
  /** Lines that wait for their batch: no entry of the ledger covers them yet. */
  readonly waiting: number
  readonly faults: readonly Fault[]
}

/** The time in an id (UUIDv7, RFC 9562 5.7), which is the line's own: known also when the line is gone. */
const timeOfId = (id: string): number => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)

/** What the lines of one batch show against their seals; lines from before `cutoff` may have been destroyed. Pure. */
export function faultsOfBatch(batch: number, rows: readonly SealRow[], cutoff: Date): Fault[] {
  return rows.flatMap(({ readId, line, salt, hiddenSalt, leafHash, listed }): Fault[] => {
    if (line === null) return timeOfId(readId) < cutoff.getTime() ? [] : [{ kind: 'removed', read: readId, batch }]
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
  const cutoff = cutoffOf(retention.readLog, tx.context.now())
  let reads = 0
  let retired = 0
  for (const [at, batch] of batches.entries()) {
    const rows = await sealRows(tx, batch.number)
    reads += rows.length
    retired += rows.filter((row) => row.line === null && timeOfId(row.readId) < cutoff.getTime()).length
    faults.push(...faultsOfBatch(batch.number, rows, cutoff))
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
  return { batches: batches.length, reads, retired, waiting, faults }
}
