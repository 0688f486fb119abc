import { parseCheckpoint } from './checkpoint.ts'
import { checkNote, type NoteVerifier, parseNote } from './note.ts'
import { verifyInclusion } from './paths.ts'
import { MalformedError, strictBase64, strictDecimal, strictText } from './strict.ts'
import { hashLeaf, hashSize } from './tree.ts'

const header = 'c2sp.org/tlog-proof@v1'

/** A C2SP tlog-proof: shows offline that one entry is in the log. `checkpoint` is the signed note, verbatim. */
export interface TlogProof {
  readonly index: number
  readonly hashes: readonly Buffer[]
  readonly checkpoint: string
  /** Not authenticated; here it carries the entry itself, so that the proof can be read on its own. */
  readonly extra?: Buffer
}

export function formatTlogProof(proof: TlogProof): string {
  const extra = proof.extra ? [`extra ${proof.extra.toString('base64')}`] : []
  const lines = [header, ...extra, `index ${proof.index}`, ...proof.hashes.map((hash) => hash.toString('base64'))]
  return `${lines.join('\n')}\n\n${proof.checkpoint}`
}

/** @throws MalformedError */
export function parseTlogProof(bytes: Uint8Array): TlogProof {
  const text = strictText(bytes, 'proof')
  const split = text.indexOf('\n\n')
  if (split < 0) throw new MalformedError('proof')
  const lines = text.slice(0, split).split('\n')
  if (lines.shift() !== header) throw new MalformedError('proof header')
  const extra = lines[0]?.startsWith('extra ') ? strictBase64(lines.shift()!.slice(6), 'proof extra') : undefined
  const index = lines.shift()
  if (!index?.startsWith('index ')) throw new MalformedError('proof index')
  // 63 hashes reach further than any tree can grow.
  if (lines.length > 63) throw new MalformedError('proof: too many hashes')
  return {
    index: strictDecimal(index.slice(6), 'proof index'),
    hashes: lines.map((line) => strictBase64(line, 'proof hash', hashSize)),
    checkpoint: text.slice(split + 2),
    ...(extra && { extra }),
  }
}

/** What a checked proof shows: the entry stands at `index` of the log `origin`, as of `size` entries. */
export interface ProvenEntry {
  readonly origin: string
  readonly index: number
  readonly size: number
  /** Names of the keys whose signature was checked. */
  readonly signedBy: readonly string[]
}

/**
 * Checks a proof against the entry and the keys one trusts.
 * @throws MalformedError when the proof, a known signature or the path is wrong, or the log itself has not signed.
 */
export function checkTlogProof(bytes: Uint8Array, entry: Uint8Array, verifiers: readonly NoteVerifier[]): ProvenEntry {
  const proof = parseTlogProof(bytes)
  const note = parseNote(Buffer.from(proof.checkpoint))
  const checkpoint = parseCheckpoint(note.text)
  const { verified } = checkNote(note, verifiers)
  if (!verified.some((verifier) => verifier.name === checkpoint.origin))
    throw new MalformedError('proof: not signed by the log')
  if (!verifyInclusion(hashLeaf(entry), proof.index, checkpoint.size, proof.hashes, checkpoint.root))
    throw new MalformedError('proof: the path does not lead to the root')
  return {
    origin: checkpoint.origin,
    index: proof.index,
    size: checkpoint.size,
    signedBy: verified.map((verifier) => verifier.name),
  }
}
