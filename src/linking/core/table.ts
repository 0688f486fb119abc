import { type FieldKind, levelOf, levelsOf, prepare, type Value } from './compare.ts'

export interface Field {
  readonly name: string
  readonly kind: FieldKind
}

/** One column, its different values once: `ids[record]` is a position in `values`; 0 is the missing value. */
export interface Column {
  readonly field: Field
  readonly ids: Uint32Array
  readonly values: readonly Value[]
  /** Number of levels; the level `missing` has this number. */
  readonly missing: number
  level(a: number, b: number): number
}

const slots = 1 << 16

function columnOf(field: Field, cells: readonly string[]): Column {
  const values: Value[] = [prepare(field.kind, '')]
  const ids = new Uint32Array(cells.length)
  const byCell = new Map<string, number>()
  const byText = new Map<string, number>([['', 0]])
  for (const [record, cell] of cells.entries()) {
    let id = byCell.get(cell)
    if (id === undefined) {
      const value = prepare(field.kind, cell)
      id = byText.get(value.text)
      if (id === undefined) {
        id = values.push(value) - 1
        byText.set(value.text, id)
      }
      byCell.set(cell, id)
    }
    ids[record] = id
  }
  const missing = levelsOf[field.kind].length
  // Names meet the same names again and again: the last comparison of each slot is kept.
  const pairs = new Float64Array(slots).fill(-1)
  const found = new Uint8Array(slots)
  const level = (a: number, b: number): number => {
    const [x, y] = [ids[a]!, ids[b]!]
    if (x === 0 || y === 0) return missing
    if (x === y) return 0
    if (missing === 2) return 1
    const pair = x < y ? x * 4294967296 + y : y * 4294967296 + x
    const slot = (Math.imul(x ^ y, 0x9e3779b1) ^ Math.imul(x + y, 0x85ebca6b)) >>> 16
    if (pairs[slot] === pair) return found[slot]!
    const result = levelOf(field.kind, values[x]!, values[y]!)
    pairs[slot] = pair
    found[slot] = result
    return result
  }
  return { field, ids, values, missing, level }
}

/** Records as columns of prepared values. `cells[field][record]`, every column of the same length. */
export function tableOf(fields: readonly Field[], cells: readonly (readonly string[])[]): readonly Column[] {
  return fields.map((field, index) => columnOf(field, cells[index]!))
}
