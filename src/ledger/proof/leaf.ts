import { createHash, type KeyObject, sign, verify } from 'node:crypto'
import { canonicalJson, type JsonValue } from './canonical-json.ts'
import { rawPublicKey } from './note.ts'
import { MalformedError, strictBase64, strictText } from './strict.ts'

/** One event as the log keeps it: a commitment to a payload that stays outside, never the payload. */
export interface LeafContent {
  readonly v: 1
  /** Trace code of the dispute, or null for an event that belongs to none. */
  readonly code: string | null
  /** Position within the trace code's own chain: 1, 2, 3 …; 0 without a code. */
  readonly seq: number
  /** Agency that answers for the event, or the log's origin for the program itself. */
  readonly org: string
  readonly kind: string
  /** ISO 8601 in UTC with milliseconds. */
  readonly ts: string
  /** Leaf hash (hexadecimal) of the event before this one with the same trace code, or null. */
  readonly prev: string | null
  /** Hexadecimal SHA-256 and SM3 over salt ‖ canonical JSON of the payload. */
  readonly commit_sha256: string
  readonly commit_sm3: string
}

/** A leaf also names the key and carries its Ed25519 signature (base64) over the canonical JSON of all other members. */
export interface Leaf extends LeafContent {
  readonly kid: string
  readonly sig: string
}

/** Bytes of the salt that hides what was committed to. */
export const saltSize = 32

/** Most bytes of a leaf's text. */
export const largestLeaf = 2048

/** Commits to a payload; whoever gets payload and salt can check it, and without the salt nobody can guess it. */
export function commit(salt: Uint8Array, payload: JsonValue): Pick<LeafContent, 'commit_sha256' | 'commit_sm3'> {
  return commitText(salt, canonicalJson(payload))
}

/** The same for a payload that already is canonical JSON. */
export function commitText(salt: Uint8Array, text: string): Pick<LeafContent, 'commit_sha256' | 'commit_sm3'> {
  return {
    commit_sha256: createHash('sha256').update(salt).update(text).digest('hex'),
    commit_sm3: createHash('sm3').update(salt).update(text).digest('hex'),
  }
}

/** Signs the content and writes the leaf's text: RFC 8785 canonical JSON. @throws RangeError beyond 2 KB. */
export function writeLeaf(content: LeafContent, kid: string, key: KeyObject): string {
  const signed = signedText({ ...content, kid })
  const signature = sign(null, Buffer.from(signed), key).toString('base64')
  // `sig` sorts between `seq` and `ts`; writing it in place saves a second pass over the whole leaf.
  const at = signed.lastIndexOf(',"ts":')
  const text = `${signed.slice(0, at)},"sig":"${signature}"${signed.slice(at)}`
  if (Buffer.byteLength(text) > largestLeaf) throw new RangeError(`leaf of ${Buffer.byteLength(text)} bytes`)
  return text
}

function signedText(content: LeafContent & { kid: string }): string {
  const { v, code, seq, org, kind, ts, prev, commit_sha256, commit_sm3, kid } = content
  return canonicalJson({ v, code, seq, org, kind, ts, prev, commit_sha256, commit_sm3, kid })
}

const hexHash = /^[0-9a-f]{64}$/

/** Reads a leaf and refuses any other spelling of it. @throws MalformedError */
export function parseLeaf(bytes: Uint8Array): Leaf {
  if (bytes.length > largestLeaf) throw new MalformedError('leaf: too long')
  const text = strictText(bytes, 'leaf')
  let leaf: Leaf
  try {
    leaf = JSON.parse(text) as Leaf
    if (canonicalJson({ ...leaf }) !== text) throw new MalformedError('leaf: not canonical')
  } catch (error) {
    if (error instanceof MalformedError) throw error
    throw new MalformedError('leaf: not JSON')
  }
  const isLeaf =
    Object.keys(leaf).length === 11 &&
    leaf.v === 1 &&
    Number.isSafeInteger(leaf.seq) &&
    (leaf.code === null ? leaf.seq === 0 : typeof leaf.code === 'string' && leaf.seq > 0) &&
    (leaf.prev === null ? leaf.seq <= 1 : hexHash.test(leaf.prev) && leaf.seq > 1) &&
    [leaf.org, leaf.kind, leaf.kid, leaf.ts, leaf.sig].every((member) => typeof member === 'string' && member !== '') &&
    hexHash.test(leaf.commit_sha256) &&
    hexHash.test(leaf.commit_sm3) &&
    isTime(leaf.ts)
  if (!isLeaf) throw new MalformedError('leaf')
  strictBase64(leaf.sig, 'leaf signature', 64)
  return leaf
}

function isTime(text: string): boolean {
  const at = new Date(text)
  return !Number.isNaN(at.getTime()) && at.toISOString() === text
}

/** Name of a key in a leaf: first eight hexadecimal digits of SHA-256 over the raw public key. */
export function leafKeyId(key: KeyObject): string {
  return createHash('sha256').update(rawPublicKey(key)).digest('hex').slice(0, 8)
}

/** True when the leaf's signature is by `key`. */
export function isSignedBy(leaf: Leaf, key: KeyObject): boolean {
  return verify(null, Buffer.from(signedText(leaf)), key, Buffer.from(leaf.sig, 'base64'))
}

/** True when payload and salt are what the leaf commits to, by both hashes. */
export function checkRecord(leaf: Leaf, salt: Uint8Array, payload: JsonValue): boolean {
  const commitment = commit(salt, payload)
  return commitment.commit_sha256 === leaf.commit_sha256 && commitment.commit_sm3 === leaf.commit_sm3
}
