import { randomBytes } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'
import { normalPassword } from './password-policy.ts'

/** OWASP's argon2id minimum of 19 MiB, 2 passes. */
const argon = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export async function hashPassword(password: string): Promise<string> {
  return hash(normalPassword(password), argon)
}

let decoyHash: Promise<string> | undefined

/** An unknown login (null) costs the same time as a wrong password. */
export async function passwordFits(stored: string | null, password: string): Promise<boolean> {
  decoyHash ??= hashPassword(randomBytes(16).toString('hex'))
  const good = await verify(stored ?? (await decoyHash), normalPassword(password)).catch(() => false)
  return good && stored !== null
}

/** 20 letters and digits of 5 bits each: typed once, then changed. */
export function randomPassword(): string {
  const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789A'
  return Array.from(randomBytes(20), (byte) => alphabet[byte % 32]).join('')
}
