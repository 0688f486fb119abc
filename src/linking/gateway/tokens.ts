import { createHmac } from 'node:crypto'
import type { PlainKey } from '../../reading/keys.ts'
import { parseIdNumber } from '../../vocabulary/identity.ts'
import { bloom } from './bloom.ts'

/**
 * What a department may send instead of names: keyed tokens of its own normalised fields, under a key that the department and
 * the county's linkage unit share for one project and nobody else has. Pure; the department runs it without the platform.
 */

/** Kinds of tokens, in the order of their columns: exact fields, the sound of a name, name with dwelling. */
export const tokenKinds = ['id', 'us', 'ph', 'nm', 'np', 'fa', 'nh', 'co'] as const
export type TokenKind = (typeof tokenKinds)[number]
const known: ReadonlySet<string> = new Set(tokenKinds)

/** Tokens that lead from one of our parties to a row of theirs; a name alone leads nowhere. */
export const leading = /^(?:id|us|ph|nh|co|fb):/

/** Shortest key of a project in bytes: that of HMAC-SHA-256's output (RFC 2104, section 3). */
export const shortestKey = 32

/** The key of a project from its file: base64, at least 32 bytes. Null where it is none. */
export function readProjectKey(text: string): Buffer | null {
  const line = text.trim()
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(line)) return null
  const key = Buffer.from(line, 'base64')
  return key.length >= shortestKey ? key : null
}

const mac = (key: Buffer, kind: string, normal: string): Buffer =>
  createHmac('sha256', key).update(`${kind}\u0000${normal}`).digest()

/** Name of a project: tells two keys apart and says nothing of them. Sixteen hex digits. */
export const projectOf = (key: Buffer): string => mac(key, 'project', '').toString('hex', 0, 8)

/** HMAC-SHA-256 of one field, whole, its kind in front: `ph:…`. Another project's tokens of the same phone are others. */
export const token = (key: Buffer, kind: string, normal: string): string =>
  `${kind}:${mac(key, kind, normal).toString('base64url')}`

/** How the department finds its row again; the number itself does not leave. */
export const rowReference = (key: Buffer, number: string): string =>
  mac(key, 'row', number).toString('base64url', 0, 18)

export interface Tokens {
  readonly keys: readonly string[]
  /** 1,024 bits, where asked for and a full name and a birth year are known. */
  readonly clk: Buffer | null
}

/** Year of birth that an ID number among the keys tells; it salts the filter, so that one name looks another in each year. */
export function birthYearOf(keys: readonly PlainKey[]): string | null {
  const id = keys.find(([kind]) => kind === 'id')
  const parsed = id ? parseIdNumber(id[1]) : null
  return parsed ? parsed.birthDate.slice(0, 4) : null
}

/** Tokens of one party. `birthYear`, where the table has it without an ID number; `clk`: whether a filter is agreed on. */
export function tokensOf(
  key: Buffer,
  keys: readonly PlainKey[],
  options: { readonly clk: boolean; readonly birthYear: string | null },
): Tokens {
  const of = (kind: string): string | undefined => keys.find(([name]) => name === kind)?.[1]
  const year = birthYearOf(keys) ?? options.birthYear
  const [name, sound, family] = [of('nm'), of('np'), of('fa')]
  const filtered = options.clk && name !== undefined && sound !== undefined && year !== null
  return {
    keys: [
      ...new Set([
        ...keys.flatMap(([kind, normal]) => (known.has(kind) ? [token(key, kind, normal)] : [])),
        // Filters are compared within a block only: one family name's sound, one year.
        ...(filtered ? [token(key, 'fb', `${family ?? ''}|${year}`)] : []),
      ]),
    ],
    clk: filtered ? bloom(key, { name, sound, salt: year }) : null,
  }
}
