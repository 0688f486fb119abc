import type { ScopedTx } from '../access/scope.ts'
import { checkRecord, parseLeaf } from '../ledger/proof/leaf.ts'
import type { NoteVerifier } from '../ledger/proof/note.ts'
import { inclusionSteps, proofHashes, verifyInclusion } from '../ledger/proof/paths.ts'
import { MalformedError } from '../ledger/proof/strict.ts'
import { checkTlogProof, parseTlogProof } from '../ledger/proof/tlog-proof.ts'
import { foldPerfect } from '../ledger/proof/tree.ts'
import { proveEntry } from '../ledger/proofs.ts'
import { readSubjectEntries } from '../ledger/queries.ts'
import { leafText, memberCommitment, memberSalt, readLeafHash } from './leaf.ts'
import type { ReadProof } from './schema.ts'
import { batchRows, sealRows } from './sealed-queries.ts'
import type { SealedBatch } from './sealing.ts'

/**
 * Shows offline that one line stands in the log of reads: the leaf with its salt, the path to the batch's root, and the
 * ledger's own proof of the entry that holds the root. Null while the line waits for its batch.
 */
export async function proveRead(tx: ScopedTx, readId: string, disputeId: string): Promise<ReadProof | null> {
  const { rows } = await tx.query<{ batch: number; position: number }>(
    'select batch, position from audit.sealed_read where county = $1 and read_id = $2',
    [tx.county, readId],
  )
  const place = rows[0]
  if (!place) return null
  const seals = await sealRows(tx, place.batch)
  const own = seals[place.position]
  const batch = (await batchRows(tx)).find((row) => row.number === place.batch)
  if (!own?.line || !batch) return null
  const [entry] = await readSubjectEntries(tx, batch.id)
  if (!entry?.payload || !entry.salt) return null
  const hashes = proofHashes(inclusionSteps(place.position, seals.length), ({ height, index }) =>
    foldPerfect(seals.slice(index * 2 ** height, (index + 1) * 2 ** height).map((row) => row.leafHash)),
  )
  const listed = (own.line.disputes as readonly string[] | null | undefined)?.includes(disputeId) ?? false
  return {
    version: 1,
    leaf: leafText(own.line, own.hiddenSalt),
    salt: own.salt.toString('hex'),
    dispute: disputeId,
    disputeSalt: listed ? memberSalt(own.hiddenSalt, disputeId).toString('hex') : null,
    position: place.position,
    hashes: hashes.map((hash) => hash.toString('hex')),
    payload: entry.payload,
    payloadSalt: entry.salt.toString('hex'),
    entry: await proveEntry(tx, entry.index),
  }
}

/**
 * Checks a proof with nothing but the log's verifier key. Returns the line's open columns.
 * @throws MalformedError that names what does not hold.
 */
export function checkReadProof(
  proof: ReadProof,
  verifiers: readonly NoteVerifier[],
): Readonly<Record<string, unknown>> {
  const extra = parseTlogProof(Buffer.from(proof.entry)).extra
  if (!extra) throw new MalformedError('read proof: the entry is missing')
  checkTlogProof(Buffer.from(proof.entry), extra, verifiers)
  const payload = JSON.parse(proof.payload) as SealedBatch
  if (!checkRecord(parseLeaf(extra), Buffer.from(proof.payloadSalt, 'hex'), { ...payload }))
    throw new MalformedError('read proof: the entry does not hold this batch')
  const hash = readLeafHash(Buffer.from(proof.salt, 'hex'), proof.leaf)
  const path = proof.hashes.map((text) => Buffer.from(text, 'hex'))
  if (!verifyInclusion(hash, proof.position, payload.count, path, Buffer.from(payload.root, 'hex')))
    throw new MalformedError('read proof: the path does not lead to the batch')
  const line = JSON.parse(proof.leaf) as Record<string, unknown> & { disputes?: string[]; dispute_id?: string }
  const concerns =
    line.dispute_id === proof.dispute ||
    (proof.disputeSalt !== null &&
      (line.disputes ?? []).includes(memberCommitment(Buffer.from(proof.disputeSalt, 'hex'), proof.dispute)))
  if (!concerns) throw new MalformedError('read proof: the line is about another dispute')
  return line
}
