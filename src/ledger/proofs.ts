import type { ScopedTx } from '../access/scope.ts'
import { Problem } from '../platform/problem.ts'
import { logOrigin } from './ledger.ts'
import { checkpointText } from './proof/checkpoint.ts'
import { signNote, verifierKey } from './proof/note.ts'
import { consistencySteps, inclusionSteps, proofHashes } from './proof/paths.ts'
import { formatTlogProof } from './proof/tlog-proof.ts'
import { type Head, readEntries, readHead, readNodes } from './queries.ts'

/** The signed tree head (C2SP tlog-checkpoint) of `head`. The same head always gives the same text. */
export function signCheckpoint(tx: ScopedTx, head: Head): string {
  const origin = logOrigin(tx.county)
  return signNote(checkpointText({ origin, ...head }), origin, tx.keys.signing)
}

/** One line for the key file of whoever checks this county's log. */
export function logVerifierKey(tx: Pick<ScopedTx, 'county' | 'keys'>): string {
  return verifierKey(logOrigin(tx.county), tx.keys.verifying)
}

/**
 * A C2SP tlog-proof of one entry against the present tree; its extra line holds the entry, so that the file can be read
 * and checked on its own. @throws Problem ledger.noEntry
 */
export async function proveEntry(tx: ScopedTx, index: number): Promise<string> {
  const head = await readHead(tx)
  if (!Number.isSafeInteger(index) || index < 0 || index >= head.size)
    throw new Problem('ledger.noEntry', { index, size: head.size })
  const [entry] = await readEntries(tx, index, index + 1)
  const steps = inclusionSteps(index, head.size)
  const hashes = proofHashes(steps, await readNodes(tx, steps.flat()))
  return formatTlogProof({
    index,
    hashes,
    checkpoint: signCheckpoint(tx, head),
    extra: Buffer.from(entry!.leaf),
  })
}

/** RFC 6962 hashes that show the present tree extends the tree of `oldSize` entries, as a witness asks for them. */
export async function proveExtension(tx: ScopedTx, oldSize: number): Promise<{ head: Head; hashes: Buffer[] }> {
  const head = await readHead(tx)
  if (!Number.isSafeInteger(oldSize) || oldSize < 0 || oldSize > head.size)
    throw new Problem('ledger.noEntry', { index: oldSize, size: head.size })
  const steps = consistencySteps(oldSize, head.size)
  return { head, hashes: proofHashes(steps, await readNodes(tx, steps.flat())) }
}
