import type { ScopedTx } from '../access/scope.ts'
import { readReference } from '../intake/queries.ts'
import type { Keys } from '../platform/keys.ts'
import { parseCreditCode } from '../vocabulary/identity.ts'
import { registerColumns } from '../vocabulary/reading-columns.ts'
import { fold } from './fold.ts'
import { readOrganisation } from './organisations.ts'

/** Core name, present or former → credit code, for names that one organisation only has. */
export type Register = ReadonlyMap<string, string>

interface Held {
  readonly county: string
  readonly version: number
  readonly register: Register
}

/** Per store: its keys stand for it. */
const held = new WeakMap<Keys, Held>()

/** Core names of organisations by their credit code, from rows of reference data `organisations`. */
export function buildRegister(rows: readonly Readonly<Record<string, string>>[]): Register {
  const codes = new Map<string, string | null>()
  for (const row of rows) {
    const code = parseCreditCode(row[registerColumns.code] ?? '')
    if (!code) continue
    const names = [row[registerColumns.name], ...(row[registerColumns.former] ?? '').split(/[;；、]/)]
    for (const name of names) {
      const core = name ? readOrganisation(fold(name.trim()))?.core : undefined
      if (!core || core.length < 3) continue
      const other = codes.get(core)
      codes.set(core, other === undefined || other === code ? code : null)
    }
  }
  return new Map([...codes].filter((entry): entry is [string, string] => entry[1] !== null))
}

/** The county's register as imported; read again only when a newer version has come. */
export async function readRegister(tx: ScopedTx): Promise<Register> {
  const { rows } = await tx.query<{ version: number }>(
    "select coalesce(max(version), 0) as version from intake.reference_row where county = $1 and kind = 'organisations'",
    [tx.county],
  )
  const version = rows[0]!.version
  const known = held.get(tx.keys)
  if (known?.county === tx.county && known.version === version) return known.register
  const register =
    version === 0
      ? new Map<string, string>()
      : buildRegister((await readReference(tx, 'organisations')).map((entry) => entry.row))
  held.set(tx.keys, { county: tx.county, version, register })
  return register
}
