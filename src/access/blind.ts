import { createHmac } from 'node:crypto'
import type { Keys } from '../platform/keys.ts'

/**
 * Keyed hash for matching without reading: HMAC-SHA-256 under the deployment's index key, first 16 bytes, base64url,
 * with its kind in front (`ph:…`). A bare hash of a phone or an ID could be enumerable; this one is not without the key.
 */
export function blind(keys: Keys, kind: string, normal: string): string {
  return `${kind}:${createHmac('sha256', keys.index).update(`${kind}\u0000${normal}`).digest().subarray(0, 16).toString('base64url')}`
}
