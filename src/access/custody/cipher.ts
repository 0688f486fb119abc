import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  getCiphers,
  getHashes,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'
import { Problem } from '../../platform/problem.ts'
import type { CustodySuite } from '../../vocabulary/custody-suites.ts'

/** What one suite does with a key of `keyBytes` bytes: sealed bytes are nonce ‖ tag ‖ ciphertext in both. */
interface Suite {
  readonly keyBytes: number
  readonly digest: 'sha256' | 'sm3'
  seal(key: Buffer, plain: Buffer, place: Buffer): Buffer
  open(key: Buffer, sealed: Buffer, place: Buffer): Buffer
}

const gcm = { nonce: 12, tag: 16 }

const aes: Suite = {
  keyBytes: 32,
  digest: 'sha256',
  seal(key, plain, place) {
    const nonce = randomBytes(gcm.nonce)
    const cipher = createCipheriv('aes-256-gcm', key, nonce)
    cipher.setAAD(place)
    const body = Buffer.concat([cipher.update(plain), cipher.final()])
    return Buffer.concat([nonce, cipher.getAuthTag(), body])
  },
  open(key, sealed, place) {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, gcm.nonce), { authTagLength: gcm.tag })
    decipher.setAAD(place)
    decipher.setAuthTag(sealed.subarray(gcm.nonce, gcm.nonce + gcm.tag))
    return Buffer.concat([decipher.update(sealed.subarray(gcm.nonce + gcm.tag)), decipher.final()])
  },
}

const ctr = { nonce: 16, tag: 32, key: 16 }

/** HMAC-SM3 over the length of the place (8 bytes, big-endian), the place, the counter block and the ciphertext. */
function sm3Tag(key: Buffer, place: Buffer, nonce: Buffer, body: Buffer): Buffer {
  const length = Buffer.alloc(8)
  length.writeBigUInt64BE(BigInt(place.length))
  return createHmac('sm3', key.subarray(ctr.key)).update(length).update(place).update(nonce).update(body).digest()
}

/** SM4 (GB/T 32907) in counter mode, then HMAC with SM3 (GB/T 32905): OpenSSL 3.0 has no SM4-GCM. Key: 16 bytes for SM4, 32 for the HMAC. */
const sm4: Suite = {
  keyBytes: ctr.key + ctr.tag,
  digest: 'sm3',
  seal(key, plain, place) {
    const nonce = randomBytes(ctr.nonce)
    const cipher = createCipheriv('sm4-ctr', key.subarray(0, ctr.key), nonce)
    const body = Buffer.concat([cipher.update(plain), cipher.final()])
    return Buffer.concat([nonce, sm3Tag(key, place, nonce, body), body])
  },
  open(key, sealed, place) {
    const nonce = sealed.subarray(0, ctr.nonce)
    const tag = sealed.subarray(ctr.nonce, ctr.nonce + ctr.tag)
    const body = sealed.subarray(ctr.nonce + ctr.tag)
    if (tag.length !== ctr.tag || !timingSafeEqual(tag, sm3Tag(key, place, nonce, body)))
      throw new Error('the tag does not fit: other key, other place or changed bytes')
    const decipher = createDecipheriv('sm4-ctr', key.subarray(0, ctr.key), nonce)
    return Buffer.concat([decipher.update(body), decipher.final()])
  },
}

const suites: Readonly<Record<CustodySuite, Suite>> = { 'aes-256-gcm': aes, 'sm4-ctr-hmac-sm3': sm4 }

/** Throws Problem access.cipherMissing where this Node.js cannot run the suite (an OpenSSL built without SM3 and SM4). */
function suiteOf(name: CustodySuite): Suite {
  if (name === 'sm4-ctr-hmac-sm3' && !(getCiphers().includes('sm4-ctr') && getHashes().includes('sm3')))
    throw new Problem('custody.cipherMissing', { suite: name })
  return suites[name]
}

/** Where a sealed identity stands. Every part is authenticated: bytes copied to another row, column or county do not open. */
export interface IdentityPlace {
  readonly county: string
  readonly id: string
  readonly recordId: string
  readonly version: number
}

const placeOf = (column: 'wrapped' | 'ciphertext', suite: CustodySuite, place: IdentityPlace): Buffer =>
  Buffer.from(
    ['access.sealed_identity', column, place.county, place.id, place.recordId, place.version, suite].join('|'),
  )

/** The custody key as this suite uses it to wrap data keys (RFC 5869): one file, no key shared by two algorithms. */
function wrappingKey(custody: Buffer, name: CustodySuite, suite: Suite): Buffer {
  return Buffer.from(
    hkdfSync(suite.digest, custody, Buffer.alloc(0), `suyuan custody wrapping key ${name}`, suite.keyBytes),
  )
}

export interface Envelope {
  readonly suite: CustodySuite
  /** The identity's own data key under the custody key. Destroying it destroys the identity. */
  readonly wrapped: Buffer
  readonly ciphertext: Buffer
}

/** Envelope encryption: a fresh data key for this identity alone, wrapped by the custody key. */
export function sealIdentity(custody: Buffer, name: CustodySuite, plain: string, place: IdentityPlace): Envelope {
  const suite = suiteOf(name)
  const key = randomBytes(suite.keyBytes)
  return {
    suite: name,
    wrapped: suite.seal(wrappingKey(custody, name, suite), key, placeOf('wrapped', name, place)),
    ciphertext: suite.seal(key, Buffer.from(plain), placeOf('ciphertext', name, place)),
  }
}

/** Inverse of `sealIdentity`; throws when the key, the place, the suite or any byte differs. */
export function openIdentity(custody: Buffer, envelope: Envelope, place: IdentityPlace): string {
  const suite = suiteOf(envelope.suite)
  const wrapping = wrappingKey(custody, envelope.suite, suite)
  const key = suite.open(wrapping, envelope.wrapped, placeOf('wrapped', envelope.suite, place))
  return suite.open(key, envelope.ciphertext, placeOf('ciphertext', envelope.suite, place)).toString('utf8')
}
