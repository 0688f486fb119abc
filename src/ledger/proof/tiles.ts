import { MalformedError, strictDecimal } from './strict.ts'
import { hashSize, type Node } from './tree.ts'

/** Hashes in a full tile and entries in a full bundle (C2SP tlog-tiles). */
export const tileWidth = 256

/** `level` 0 holds leaf hashes, level L the roots of perfect subtrees of 256^L leaves; 'entries' the entries themselves. */
export interface Tile {
  readonly level: number | 'entries'
  readonly number: number
  /** 1 to 256; less than 256 makes a partial tile. */
  readonly width: number
}

/** C2SP tlog-tiles: `tile/<L>/<N>[.p/<W>]`, N in groups of three digits, each but the last with an x. */
export function tilePath(tile: Tile): string {
  const digits = String(tile.number)
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0')
  const groups = padded.match(/.{3}/g)!
  const number = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/')
  return `tile/${tile.level}/${number}${tile.width < tileWidth ? `.p/${tile.width}` : ''}`
}

/** Reads a path written by `tilePath`, and only in that one spelling. @throws MalformedError */
export function parseTilePath(path: string): Tile {
  const match =
    /^tile\/(entries|[0-9]|[1-5][0-9]|6[0-3])\/((?:x[0-9]{3}\/){0,5}[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/.exec(path)
  if (!match) throw new MalformedError('tile path')
  const number = strictDecimal(match[2]!.replace(/[x/]/g, '').replace(/^0+(?=.)/, ''), 'tile path')
  const tile: Tile = {
    level: match[1] === 'entries' ? 'entries' : Number(match[1]),
    number,
    width: match[3] === undefined ? tileWidth : Number(match[3]),
  }
  if (tilePath(tile) !== path) throw new MalformedError('tile path')
  return tile
}

/** Every tile of a tree of `size` leaves: full ones and the rightmost partial one of each level, entries included. */
export function tilesOf(size: number): Tile[] {
  const tiles: Tile[] = []
  const row = (level: Tile['level'], hashes: number) => {
    for (let number = 0; number * tileWidth < hashes; number++)
      tiles.push({ level, number, width: Math.min(tileWidth, hashes - number * tileWidth) })
  }
  row('entries', size)
  for (let level = 0, hashes = size; hashes > 0; level++, hashes = Math.floor(hashes / tileWidth)) row(level, hashes)
  return tiles
}

/** The hashes of one level that a node is folded from: `count` (a power of two ≤ 128) of them from `start` on. */
export function storedHashesOf(node: Node): { level: number; start: number; count: number } {
  const level = Math.floor(node.height / 8)
  const count = 2 ** (node.height % 8)
  return { level, start: node.index * count, count }
}

/** @throws MalformedError when the tile is not `width` hashes long. */
export function parseTile(bytes: Uint8Array, width: number): Buffer[] {
  if (bytes.length !== width * hashSize) throw new MalformedError(`tile: ${bytes.length} bytes for ${width} hashes`)
  return Array.from({ length: width }, (_, at) => Buffer.from(bytes.subarray(at * hashSize, (at + 1) * hashSize)))
}

/** Most bytes of one entry: its length is written in two bytes. */
export const largestEntry = 65_535

/** C2SP tlog-tiles entry bundle: each entry after its length, big-endian in two bytes. */
export function encodeBundle(entries: readonly Uint8Array[]): Buffer {
  const parts: Uint8Array[] = []
  for (const entry of entries) {
    if (entry.length > largestEntry) throw new RangeError(`entry of ${entry.length} bytes`)
    parts.push(Buffer.from([entry.length >> 8, entry.length & 0xff]), entry)
  }
  return Buffer.concat(parts)
}

/** @throws MalformedError when the bundle does not hold exactly `width` entries. */
export function parseBundle(bytes: Uint8Array, width: number): Buffer[] {
  const entries: Buffer[] = []
  let at = 0
  while (at < bytes.length) {
    if (at + 2 > bytes.length) throw new MalformedError('entry bundle: cut off')
    const length = (bytes[at]! << 8) | bytes[at + 1]!
    at += 2
    if (at + length > bytes.length) throw new MalformedError('entry bundle: cut off')
    entries.push(Buffer.from(bytes.subarray(at, at + length)))
    at += length
  }
  if (entries.length !== width) throw new MalformedError(`entry bundle: ${entries.length} entries, expected ${width}`)
  return entries
}
