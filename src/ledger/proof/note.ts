import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { MalformedError, strictBase64, strictText } from './strict.ts'

/** Signature types of C2SP signed-note that this program knows; lines of other types are carried, never judged. */
const ed25519Type = 0x01
const cosignatureType = 0x04

/** Who may sign: made from a note-verifier key. */
export interface NoteVerifier {
  readonly name: string
  readonly keyId: Buffer
  readonly type: typeof ed25519Type | typeof cosignatureType
  readonly key: KeyObject
}

export interface NoteSignature {
  readonly name: string
  readonly keyId: Buffer
  readonly signature: Buffer
}

/** `text` ends with a line feed and is what is signed. */
export interface SignedNote {
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex')

/** The 32 raw bytes of an Ed25519 key, public or private. */
export function rawPublicKey(key: KeyObject): Buffer {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key
  return publicKey.export({ format: 'der', type: 'spki' }).subarray(spkiPrefix.length)
}

/** First four bytes of SHA-256 over name, line feed, type and key (C2SP signed-note). */
export function noteKeyId(name: string, key: KeyObject, type: NoteVerifier['type'] = ed25519Type): Buffer {
  return createHash('sha256')
    .update(`${name}\n`)
    .update(Buffer.from([type]))
    .update(rawPublicKey(key))
    .digest()
    .subarray(0, 4)
}

/** The line others put into their key file: `name+hex key id+base64(type ‖ key)`. */
export function verifierKey(name: string, key: KeyObject): string {
  const encoded = Buffer.concat([Buffer.from([ed25519Type]), rawPublicKey(key)]).toString('base64')
  return `${name}+${noteKeyId(name, key).toString('hex')}+${encoded}`
}

/** Reads one note-verifier key, of a log (Ed25519) or of a witness (cosignature/v1). @throws MalformedError */
export function parseVerifierKey(line: string): NoteVerifier {
  const [name = '', id = '', ...rest] = line.split('+')
  const encoded = strictBase64(rest.join('+'), 'verifier key', 33)
  const type = encoded[0]
  if (!isKeyName(name) || (type !== ed25519Type && type !== cosignatureType)) throw new MalformedError('verifier key')
  const key = createPublicKey({
    key: Buffer.concat([spkiPrefix, encoded.subarray(1)]),
    format: 'der',
    type: 'spki',
  })
  const keyId = noteKeyId(name, key, type)
  if (keyId.toString('hex') !== id) throw new MalformedError('verifier key: its id does not match')
  return { name, keyId, type, key }
}

/** A key file holds one key a line; empty lines and lines beginning with # are passed over. @throws MalformedError */
export function parseVerifierKeys(file: string): NoteVerifier[] {
  const lines = file.split(/\r?\n/).map((line) => line.trim())
  const keys = lines.filter((line) => line !== '' && !line.startsWith('#')).map(parseVerifierKey)
  if (keys.length === 0) throw new MalformedError('key file: no key in it')
  return keys
}

/** Names hold no blank and no plus sign, which separate the fields around them. */
function isKeyName(name: string): boolean {
  return name !== '' && !/[\s+]/u.test(name)
}

/** Signs `text` (must end with a line feed) as `name`; Ed25519 is deterministic, so the same text gives the same note. */
export function signNote(text: string, name: string, key: KeyObject): string {
  if (!text.endsWith('\n') || !isKeyName(name)) throw new RangeError('not a note text or key name')
  const signature = Buffer.concat([noteKeyId(name, key), sign(null, Buffer.from(text), key)])
  return `${text}\n— ${name} ${signature.toString('base64')}\n`
}

/** Splits a signed note without trusting it. @throws MalformedError */
export function parseNote(bytes: Uint8Array): SignedNote {
  const note = strictText(bytes, 'note')
  const split = note.lastIndexOf('\n\n')
  if (split < 0 || !note.endsWith('\n')) throw new MalformedError('note')
  const text = note.slice(0, split + 1)
  const lines = note.slice(split + 2, -1).split('\n')
  // A hundred lines is the limit that the reference implementation sets.
  if (lines.length > 100) throw new MalformedError('note: too many signatures')
  const signatures = lines.map((line) => {
    const match = /^— (\S+) (\S+)$/u.exec(line)
    if (!match || !isKeyName(match[1]!)) throw new MalformedError('note signature')
    const encoded = strictBase64(match[2]!, 'note signature')
    if (encoded.length < 5) throw new MalformedError('note signature')
    return { name: match[1]!, keyId: encoded.subarray(0, 4), signature: encoded.subarray(4) }
  })
  return { text, signatures }
}

export interface NoteCheck {
  /** Verifiers whose line is there and right. */
  readonly verified: readonly NoteVerifier[]
  /** Names on lines for which no key was given: unknown, not judged. */
  readonly unknown: readonly string[]
}

/** Checks every line that a given key speaks for. @throws MalformedError when such a line is wrong or appears twice. */
export function checkNote(note: SignedNote, verifiers: readonly NoteVerifier[]): NoteCheck {
  const verified: NoteVerifier[] = []
  const unknown: string[] = []
  for (const line of note.signatures) {
    const verifier = verifiers.find((known) => known.name === line.name && known.keyId.equals(line.keyId))
    if (!verifier) {
      // A known name under another key id is a forged or broken line, not a stranger's.
      if (verifiers.some((known) => known.name === line.name))
        throw new MalformedError(`note: signature of ${line.name}`)
      unknown.push(line.name)
    } else if (verified.includes(verifier) || !isSignature(note.text, line.signature, verifier))
      throw new MalformedError(`note: signature of ${line.name}`)
    else verified.push(verifier)
  }
  return { verified, unknown }
}

function isSignature(text: string, signature: Buffer, verifier: NoteVerifier): boolean {
  if (verifier.type === ed25519Type)
    return signature.length === 64 && verify(null, Buffer.from(text), verifier.key, signature)
  if (signature.length !== 72) return false
  const message = `cosignature/v1\ntime ${signature.readBigUInt64BE(0)}\n${text}`
  return verify(null, Buffer.from(message), verifier.key, signature.subarray(8))
}
