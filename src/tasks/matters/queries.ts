import { readAgencies } from '../../access/queries.ts'
import type { ScopedTx } from '../../access/scope.ts'
import { readReference } from '../../intake/queries.ts'
import { type MatterListKind, matterColumns, matterListWords } from '../../vocabulary/words/matters.ts'
import type { Matter } from './search.ts'

export interface MattersInForce {
  readonly version: number | null
  readonly effectiveFrom: string | null
  readonly source: string | null
  readonly matters: readonly Matter[]
}

const kinds = Object.keys(matterListWords) as MatterListKind[]

/** The lists in force on a day (`YYYY-MM-DD`; absent: today), in the order of their file. A department is shown by its name where it is an agency. */
export async function readMatters(tx: ScopedTx, asOf?: string): Promise<MattersInForce> {
  const rows = await readReference(tx, 'matter-list', asOf)
  const names = new Map((await readAgencies(tx)).map((agency) => [agency.code, agency.name]))
  const first = rows[0]
  return {
    version: first?.version ?? null,
    effectiveFrom: first?.effectiveFrom ?? null,
    source: first?.source ?? null,
    matters: rows.flatMap(({ row }) => {
      const list = kinds.find((kind) => row[matterColumns.list]?.startsWith(matterListWords[kind]))
      const department = row[matterColumns.department] ?? ''
      return list === undefined
        ? []
        : [
            {
              list,
              number: row[matterColumns.number] ?? '',
              name: row[matterColumns.name] ?? '',
              department,
              departmentName: names.get(department) ?? department,
              clause: row[matterColumns.clause] ?? '',
            },
          ]
    }),
  }
}
