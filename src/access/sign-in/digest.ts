import { createHmac } from 'node:crypto'
import type { Keys } from '../../platform/keys.ts'

/** HMAC-SHA-256 under the deployment's session key: what a stolen table shows of tokens, codes and subjects. */
export function digest(keys: Keys, kind: string, value: string): Buffer {
  return createHmac('sha256', keys.session).update(`${kind}\u0000${value}`).digest()
}
