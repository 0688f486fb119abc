import { createHmac } from 'node:crypto'

/**
 * Cryptographic long-term keys (Schnell, Bachteler and Reiher 2009): bigrams of a name's characters and of its sound in one
 * Bloom filter. Hardened against what is known to break them: positions drawn independently by HMAC and not by two hashes
 * (Niedermeyer, Steinmetzer, Kroll and Schnell 2014), a salt by birth year, a balanced filter whose bits are permuted, so that
 * every filter has as many ones as zeros (Schnell and Borgs 2016). They remain attackable: docs/gateway.md.
 */

const half = 512
/** Bits of the filter as sent: 512 and their complements, permuted. */
export const filterBits = 2 * half
/** Positions a bigram sets, two bytes each of one HMAC. */
const positions = 15

function bigrams(text: string): string[] {
  const padded = `_${text}_`
  return Array.from({ length: Math.max(0, [...padded].length - 1) }, (_, at) => [...padded].slice(at, at + 2).join(''))
}

const permutations = new WeakMap<Buffer, Uint16Array>()

/** The order of the 1,024 bits, drawn from the project's key (Fisher and Yates). */
function permutationOf(key: Buffer): Uint16Array {
  let order = permutations.get(key)
  if (order) return order
  order = Uint16Array.from({ length: filterBits }, (_, at) => at)
  for (let at = filterBits - 1; at > 0; at--) {
    const other = createHmac('sha256', key).update(`order\u0000${at}`).digest().readUInt32BE(0) % (at + 1)
    ;[order[at], order[other]] = [order[other]!, order[at]!]
  }
  permutations.set(key, order)
  return order
}

/** The filter of a full name: 128 bytes with exactly 512 ones, whatever the name. */
export function bloom(
  key: Buffer,
  of: { readonly name: string; readonly sound: string; readonly salt: string },
): Buffer {
  const set = new Set<number>()
  for (const [kind, grams] of [
    ['c', bigrams(of.name)],
    ['s', bigrams(of.sound.replace(/ /g, ''))],
  ] as const)
    for (const gram of grams) {
      const drawn = createHmac('sha256', key).update(`clk\u0000${of.salt}\u0000${kind}\u0000${gram}`).digest()
      for (let at = 0; at < positions; at++) set.add(drawn.readUInt16BE(2 * at) % half)
    }
  const order = permutationOf(key)
  const filter = Buffer.alloc(filterBits / 8)
  for (let bit = 0; bit < half; bit++) {
    const place = order[set.has(bit) ? bit : bit + half]!
    filter[place >> 3]! |= 1 << (place & 7)
  }
  return filter
}

const ones = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll('0', '').length)

/** Dice coefficient of two filters, 0 … 1. Balanced ones of unrelated names meet at about one half and more, not at zero. */
export function dice(a: Buffer, b: Buffer): number {
  let common = 0
  let all = 0
  for (let at = 0; at < a.length; at++) {
    common += ones[a[at]! & b[at]!]!
    all += ones[a[at]!]! + ones[b[at]!]!
  }
  return all === 0 ? 0 : (2 * common) / all
}
