import { foldNumber } from '../../reading/fold.ts'
import { keysOfFields, type PartyFields } from '../../reading/keys.ts'
import type { TokenRow } from './token-file.ts'
import { leading, projectOf, rowReference, tokensOf } from './tokens.ts'

/** Which columns of a department's table say what: F.json of `suyuan tokens`. `id` names the row there. */
export interface FieldMap {
  readonly id: string
  readonly person?: string
  readonly organisation?: string
  /** ID number or credit code. */
  readonly document?: string
  readonly phone?: string
  readonly address?: string
  /** A date or a year; used where no ID number tells it. */
  readonly birth?: string
}

const partyFields = ['person', 'organisation', 'document', 'phone', 'address'] as const
const fieldNames = ['id', ...partyFields, 'birth'] as const

/** Reads the map and says in English what is wrong with it: an unknown name, no `id`, nobody named, a column that is not there. */
export function readFieldMap(value: unknown, header: readonly string[]): FieldMap | string {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return 'an object {"id": "column", …} is wanted'
  const map = value as Record<string, unknown>
  for (const [name, column] of Object.entries(map)) {
    if (!(fieldNames as readonly string[]).includes(name))
      return `unknown field ${name}; known: ${fieldNames.join(', ')}`
    if (typeof column !== 'string' || !header.includes(column)) return `no column ${String(column)} for ${name}`
  }
  if (!('id' in map)) return 'id is missing: the column by which the department finds its row again'
  if (!partyFields.some((name) => name in map)) return `at least one of ${partyFields.join(', ')} is wanted`
  return map as unknown as FieldMap
}

/** A department's row as it leaves; null where it names nobody who could be told apart. */
export function tokenRow(
  key: Buffer,
  map: FieldMap,
  cells: Readonly<Record<string, string>>,
  clk: boolean,
): TokenRow | null {
  const cell = (name: keyof FieldMap): string => cells[map[name] ?? ''] ?? ''
  const fields = Object.fromEntries(partyFields.map((name) => [name, cell(name)])) as unknown as PartyFields
  const { kind, keys } = keysOfFields(fields)
  const birthYear = /(?:19|20)\d{2}/.exec(cell('birth'))?.[0] ?? null
  const tokens = tokensOf(key, keys, { clk, birthYear })
  // What could meet nobody does not leave the department.
  if (!tokens.keys.some((token) => leading.test(token))) return null
  return { project: projectOf(key), reference: rowReference(key, foldNumber(cell('id'))), kind, ...tokens }
}
