import type { ScopedTx } from './scope.ts'

export interface Agency {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly kind: string
  readonly place: string | null
}

export interface Officer {
  readonly id: string
  readonly login: string
  readonly name: string
  readonly roles: readonly string[]
  readonly agencyId: string
  readonly agency: string
  readonly agencyKind: string
  readonly place: string | null
}

/** All agencies of the county, in the order of their codes. */
export async function readAgencies(tx: ScopedTx): Promise<Agency[]> {
  const { rows } = await tx.query<Agency>(
    'select id, code, name, kind, place from access.agency where county = $1 order by code',
    [tx.county],
  )
  return rows
}

export async function readOfficers(tx: ScopedTx): Promise<Officer[]> {
  const { rows } = await tx.query<Officer>(
    `select o.id, o.login, o.name, o.roles, o.agency_id as "agencyId", a.name as agency, a.kind as "agencyKind", a.place
     from access.officer o join access.agency a on a.county = o.county and a.id = o.agency_id
     where o.county = $1 and o.disabled_at is null order by o.login`,
    [tx.county],
  )
  return rows
}

/** Which organs read the file of a dispute, newest first: what the person concerned may see (PIPL 44). */
export async function readsOfDispute(
  tx: ScopedTx,
  disputeId: string,
): Promise<{ at: Date; agency: string | null; purpose: string; fields: string[] }[]> {
  const { rows } = await tx.query<{ at: Date; agency: string | null; purpose: string; fields: string[] }>(
    `select r.at, a.name as agency, r.purpose, r.fields from access.read_log r
     left join access.agency a on a.county = r.county and a.id = r.agency_id
     where r.county = $1 and r.dispute_id = $2 and r.actor = 'officer' and r.result = 'shown' order by r.at desc limit 200`,
    [tx.county, disputeId],
  )
  return rows
}
