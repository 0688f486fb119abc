import { Problem } from '../../platform/problem.ts'
import type { AgencyKind } from '../../vocabulary/agency-kinds.ts'
import type { Change } from './events.ts'
import { readAgencyTree, type StoredAgency } from './queries.ts'
import { agencyRefusal, inForce, lastDay } from './staff.ts'

export interface AgencyFields {
  readonly name: string
  readonly kind: AgencyKind
  readonly place: string | null
  readonly parentCode: string | null
}

function assertPlaced(code: string, fields: AgencyFields, agencies: readonly StoredAgency[]): void {
  const others = new Map(agencies.filter((one) => one.code !== code).map((one) => [one.code, one]))
  const reason = agencyRefusal({ code, kind: fields.kind, parentCode: fields.parentCode }, others)
  if (reason) throw new Problem('staff.agencyRefused', { reason })
}

function found(agencies: readonly StoredAgency[], id: string): StoredAgency {
  const agency = agencies.find((one) => one.id === id)
  if (!agency) throw new Problem('platform.notFound', { what: id })
  return agency
}

/** Throws staff.codeTaken or staff.agencyRefused. Returns the new id. */
export async function addAgency(
  { tx, note }: Change,
  code: string,
  fields: AgencyFields,
  since: Date | null,
  reason: string,
): Promise<string> {
  const agencies = await readAgencyTree(tx)
  if (agencies.some((one) => one.code === code)) throw new Problem('staff.codeTaken', { code })
  assertPlaced(code, fields, agencies)
  const id = tx.context.id()
  await tx.query(
    `insert into access.agency (county, id, code, name, kind, place, parent_code, since) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [tx.county, id, code, fields.name, fields.kind, fields.place, fields.parentCode, since],
  )
  note({
    kind: 'agency.added',
    subjectKind: 'agency',
    subject: id,
    reason,
    data: { code, kind: fields.kind, place: fields.place, parent: fields.parentCode },
  })
  return id
}

/** Name, kind, place and parent; the code stays, because lists and records name it. */
export async function changeAgency(
  { tx, note }: Change,
  id: string,
  fields: AgencyFields,
  reason: string,
): Promise<void> {
  const agencies = await readAgencyTree(tx)
  const agency = found(agencies, id)
  assertPlaced(agency.code, fields, agencies)
  await tx.query(
    'update access.agency set name = $3, kind = $4, place = $5, parent_code = $6 where county = $1 and id = $2',
    [tx.county, id, fields.name, fields.kind, fields.place, fields.parentCode],
  )
  note({
    kind: 'agency.changed',
    subjectKind: 'agency',
    subject: id,
    reason,
    data: { code: agency.code, kind: fields.kind, place: fields.place, parent: fields.parentCode },
  })
}

/** `until` is exclusive. Throws staff.agencyInUse while agencies stand below it or posts go on. */
export async function endAgency({ tx, note }: Change, id: string, until: Date, reason: string): Promise<void> {
  const agencies = await readAgencyTree(tx)
  const agency = found(agencies, id)
  const below = agencies.filter((one) => one.parentCode === agency.code && inForce(one, until)).length
  const { rows } = await tx.query<{ n: number }>(
    'select count(*)::int as n from access.post where county = $1 and agency_id = $2 and (until is null or until > $3)',
    [tx.county, id, until],
  )
  const posts = rows[0]!.n
  if (below + posts > 0) throw new Problem('staff.agencyInUse', { agencies: below, posts })
  await tx.query('update access.agency set until = $3 where county = $1 and id = $2', [tx.county, id, until])
  note({
    kind: 'agency.ended',
    subjectKind: 'agency',
    subject: id,
    reason,
    data: { code: agency.code, until: lastDay(until) },
  })
}
