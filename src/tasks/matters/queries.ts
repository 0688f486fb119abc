import { readAgencies } from '../../access/queries.ts'
import type { ScopedTx } from '../../access/scope.ts'
import { readReference } from '../../intake/queries.ts'
import { listOfAgency, type MatterListKind, matterColumns, matterListWords } from '../../vocabulary/words/matters.ts'
import type { TaskState } from '../schema.ts'
import type { Matter } from './search.ts'

interface GivenRow {
  readonly id: string
  readonly code: string
  readonly state: TaskState
  readonly title: string
  readonly number: string | null
  readonly name: string | null
  readonly department: string | null
  readonly outside: string | null
  readonly by: string
  readonly agencyName: string
  readonly sentAt: Date
}

/** Kinds of agencies whose work rests on a list. */
const listed = Object.keys(listOfAgency)

/** Tasks that towns and villages were given, newest first, as far as the reader sees them; `outside`: only those without an item. */
export async function readGiven(
  tx: ScopedTx,
  { outside, limit, skip }: { readonly outside: boolean; readonly limit: number; readonly skip: number },
): Promise<GivenRow[]> {
  const { rows } = await tx.query<GivenRow>(
    `select t.id, t.code, t.state, t.title, t.matter_number as number, t.matter_name as name, coalesce(d.name, t.matter_department) as department, t.outside_reason as outside,
       t.issued_by as by, g.name as "agencyName", t.sent_at as "sentAt"
     from tasks.task t join access.agency g on g.county = t.county and g.id = t.agency_id
       left join access.agency d on d.county = t.county and d.code = t.matter_department
     where t.county = $1 and g.kind = any($2) and t.state <> 'withdrawn' and (not $3 or t.matter_number is null)
     order by t.sent_at desc, t.id desc limit $4 offset $5`,
    [tx.county, listed, outside, limit, skip],
  )
  return rows
}

/** How many of them name an item, and how many lie outside the list. */
export async function countGiven(tx: ScopedTx): Promise<{ inside: number; outside: number }> {
  const { rows } = await tx.query<{ inside: number; outside: number }>(
    `select count(*) filter (where t.matter_number is not null)::int as inside, count(*) filter (where t.matter_number is null)::int as outside
     from tasks.task t join access.agency g on g.county = t.county and g.id = t.agency_id
     where t.county = $1 and g.kind = any($2) and t.state <> 'withdrawn'`,
    [tx.county, listed],
  )
  return rows[0]!
}

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
