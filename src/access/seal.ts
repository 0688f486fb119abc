import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { Keys } from '../platform/keys.ts'

const nonceBytes = 12
const tagBytes = 16

/** AES-256-GCM: nonce ‖ tag ‖ ciphertext. `place` (table|column|row) is authenticated, so a value cannot be moved. */
export function seal(key: Buffer, plain: string | Buffer, place: string): Buffer {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(Buffer.from(place))
  const body = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body])
}

/** Inverse of `seal`; throws when key, place or bytes differ. */
export function unseal(key: Buffer, sealed: Buffer, place: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes))
  decipher.setAAD(Buffer.from(place))
  decipher.setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes))
  return Buffer.concat([decipher.update(sealed.subarray(nonceBytes + tagBytes)), decipher.final()])
}

export function unsealText(key: Buffer, sealed: Buffer, place: string): string {
  return unseal(key, sealed, place).toString('utf8')
}

/** A fresh key for one record and its form wrapped by the deployment's master key. Destroying the wrapped form erases. */
export function newRecordKey(keys: Keys, recordId: string): { readonly key: Buffer; readonly wrapped: Buffer } {
  const key = randomBytes(32)
  return { key, wrapped: seal(keys.master, key, `record-key|${recordId}`) }
}

export function unwrapRecordKey(keys: Keys, wrapped: Buffer, recordId: string): Buffer {
  return unseal(keys.master, wrapped, `record-key|${recordId}`)
}
