import { hashOf } from './compare.ts'
import type { Column } from './table.ts'

/** A kind of key: `keys[record]` is 0 where the record has none or shares it with too many others. */
interface KeySet {
  readonly column: number
  readonly keys: Uint32Array
}

/** Records by equal key: pairs of positions [from, to) of `records`. */
interface Blocks {
  readonly records: Uint32Array
  readonly bounds: Uint32Array
}

const mix = (left: number, right: number): number => {
  const hash = Math.imul(left ^ Math.imul(right, 0x9e3779b1), 0x85ebca6b)
  return (hash ^ (hash >>> 15)) >>> 0 || 1
}

/** Keys that survive one slip: halves of numbers, sound or first letters of names, the two smallest hashes of letter pairs. */
function derived(column: Column, part: 0 | 1): Uint32Array | undefined {
  const of = (make: (value: Column['values'][number]) => string | number): Uint32Array => {
    const keys = column.values.map((value) => {
      if (value.text === '') return 0
      const made = make(value)
      return typeof made === 'number' ? made : made === '' ? 0 : hashOf(made, part + 1) || 1
    })
    return column.ids.map((id) => keys[id]!)
  }
  switch (column.field.kind) {
    case 'personName':
      if (part === 1) return undefined
      return of(({ text, sound }) => sound || text.slice(0, 4))
    case 'idNumber':
    case 'phone':
    case 'date':
      return of(({ text }) => {
        const half = text.length >> 1
        return half < 3 ? '' : part === 0 ? text.slice(0, half) : text.slice(-half)
      })
    case 'address':
    case 'organisation':
    case 'text':
      return of(({ grams }) => {
        let least = 0xffffffff
        for (const gram of grams) least = Math.min(least, mix(gram, part + 1))
        return least || 1
      })
    case 'exact':
      return undefined
  }
}

/** Sorts records by key in one typed array: the key in the high bits, the record in the low ones of a double's 53. */
function blocksOf(keys: Uint32Array): Blocks {
  const bits = Math.max(1, Math.ceil(Math.log2(keys.length + 1)))
  const scale = 2 ** bits
  const top = 2 ** Math.min(32, 53 - bits)
  let present = 0
  for (const key of keys) if (key !== 0) present++
  const sorted = new Float64Array(present)
  let at = 0
  for (let record = 0; record < keys.length; record++)
    if (keys[record] !== 0) sorted[at++] = (keys[record]! % top) * scale + record
  sorted.sort()
  const records = new Uint32Array(present)
  const bounds: number[] = [0]
  let last = -1
  for (let index = 0; index < present; index++) {
    const key = Math.floor(sorted[index]! / scale)
    records[index] = sorted[index]! - key * scale
    if (index > 0 && key !== last) bounds.push(index)
    last = key
  }
  bounds.push(present)
  return { records, bounds: Uint32Array.from(bounds) }
}

/** The largest size of block at which all blocks together stay within `budget` pairs. */
function capOf(sets: readonly Blocks[], budget: number): number {
  const pairs = new Float64Array(largest + 1)
  for (const { bounds } of sets)
    for (let block = 0; block + 1 < bounds.length; block++) {
      const size = bounds[block + 1]! - bounds[block]!
      if (size <= largest) pairs[size] = pairs[size]! + (size * (size - 1)) / 2
    }
  let total = 0
  for (let size = 2; size <= largest; size++) {
    total += pairs[size]!
    if (total > budget) return size - 1
  }
  return largest
}

const largest = 1_000
/** Every pair of a small file is looked at; a large one gets this many pairs, or twenty a record. */
const allPairs = 2_000_000
const perRecord = 20
const mostCombined = 24

/** Parts the blocks at `cap`: larger ones lose their keys, which are returned; blocks of one record say nothing and go. */
function part(set: KeySet, { records, bounds }: Blocks, cap: number): { kept: Blocks; over: Uint32Array } {
  const over = new Uint32Array(set.keys.length)
  const kept: number[] = [0]
  let length = 0
  for (let block = 0; block + 1 < bounds.length; block++) {
    const [from, to] = [bounds[block]!, bounds[block + 1]!]
    if (to - from > cap)
      for (let at = from; at < to; at++) {
        const record = records[at]!
        over[record] = set.keys[record]!
        set.keys[record] = 0
      }
    else if (to - from > 1) {
      records.copyWithin(length, from, to)
      length += to - from
      kept.push(length)
    }
  }
  return { kept: { records: records.slice(0, length), bounds: Uint32Array.from(kept) }, over }
}

export interface Candidates {
  /** Calls back once for every pair that shares a key, the lower record first. */
  forEach(visit: (a: number, b: number) => void): void
}

/**
 * Pairs worth comparing. Single keys come first; where too many records share one (a common name), it counts only together
 * with a second one. The size limit follows from a budget of pairs linear in the number of records.
 */
export function candidatesOf(columns: readonly Column[], records: number): Candidates {
  if ((records * (records - 1)) / 2 <= allPairs)
    return {
      forEach(visit) {
        for (let a = 0; a < records; a++) for (let b = a + 1; b < records; b++) visit(a, b)
      },
    }
  const budget = Math.max(allPairs, perRecord * records) / 2
  const singles: KeySet[] = columns.flatMap((column, index) =>
    [column.ids.map((id) => (id === 0 ? 0 : mix(id, 0))), derived(column, 0), derived(column, 1)]
      .filter((keys) => keys !== undefined)
      .map((keys) => ({ column: index, keys })),
  )
  const admitted: { set: KeySet; blocks: Blocks }[] = []
  const over: KeySet[] = []
  const blocks = singles.map(({ keys }) => blocksOf(keys))
  const cap = capOf(blocks, budget)
  for (const [index, set] of singles.entries()) {
    const parted = part(set, blocks[index]!, cap)
    admitted.push({ set, blocks: parted.kept })
    if (parted.over.some((key) => key !== 0)) over.push({ column: set.column, keys: parted.over })
  }
  const combined: KeySet[] = []
  for (const [index, left] of over.entries())
    for (const right of over.slice(index + 1))
      if (left.column !== right.column && combined.length < mostCombined)
        combined.push({
          column: -1,
          keys: left.keys.map((key, record) =>
            key === 0 || right.keys[record] === 0 ? 0 : mix(key, right.keys[record]!),
          ),
        })
  const together = combined.map(({ keys }) => blocksOf(keys))
  const second = capOf(together, budget)
  for (const [index, set] of combined.entries())
    admitted.push({ set, blocks: part(set, together[index]!, second).kept })
  return {
    forEach(visit) {
      const keys = admitted.map(({ set }) => set.keys)
      for (const [index, { blocks }] of admitted.entries()) {
        const { records, bounds } = blocks
        for (let block = 0; block + 1 < bounds.length; block++) {
          const to = bounds[block + 1]!
          for (let i = bounds[block]!; i < to; i++) {
            const a = records[i]!
            for (let j = i + 1; j < to; j++) {
              const b = records[j]!
              // A pair that an earlier kind of key brought already comes no second time.
              let earlier = 0
              while (earlier < index && (keys[earlier]![a] === 0 || keys[earlier]![a] !== keys[earlier]![b])) earlier++
              if (earlier === index) visit(a, b)
            }
          }
        }
      }
    },
  }
}
