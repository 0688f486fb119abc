import { randomBytes } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'

/** What every authenticator app understands: RFC 6238 with HMAC-SHA-1, 6 digits, 30 s. */
const form = { algorithm: 'SHA1', digits: 6, period: 30 } as const
/** RFC 6238 5.2: one step back and forth for clocks and slow fingers. */
const drift = 1
const secretBytes = 20

export const newSecret = (): Buffer => randomBytes(secretBytes)

const secretOf = (secret: Buffer): Secret => new Secret({ buffer: new Uint8Array(secret).buffer })

/** What the QR code holds (otpauth://totp/…), and the same secret in base 32 for typing. */
export function invitation(secret: Buffer, login: string, issuer: string): { uri: string; secret: string } {
  const own = secretOf(secret)
  return { uri: new TOTP({ ...form, issuer, label: login, secret: own }).toString(), secret: own.base32 }
}

/**
 * The 30-second step whose code this is, within one step of `at`, or null. A step at or before `last` is refused: a code
 * works once (RFC 6238 5.2). Pure.
 */
export function stepOfCode(secret: Buffer, code: string, at: Date, last: number | null): number | null {
  const token = code.replace(/\s/g, '')
  if (!/^\d{6}$/.test(token)) return null
  const delta = TOTP.validate({ ...form, token, secret: secretOf(secret), timestamp: at.getTime(), window: drift })
  if (delta === null) return null
  const step = Math.floor(at.getTime() / 1000 / form.period) + delta
  return last !== null && step <= last ? null : step
}

/** Crockford's base 32: no I, L, O, U, so that a code survives handwriting. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const recoveryCodeCount = 10
const recoveryLength = 10

/** Ten fresh codes of 50 bits, as written down: `7K4MQ-2Q9FA`. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: recoveryCodeCount }, () => {
    const code = Array.from(randomBytes(recoveryLength), (byte) => alphabet[byte % 32]).join('')
    return `${code.slice(0, 5)}-${code.slice(5)}`
  })
}

/** A recovery code as somebody types it → the ten characters that are hashed, or null where it cannot be one. */
export function foldRecoveryCode(text: string): string | null {
  const folded = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\-–—]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')
  return folded.length === recoveryLength && [...folded].every((character) => alphabet.includes(character))
    ? folded
    : null
}
