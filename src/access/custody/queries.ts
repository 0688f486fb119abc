import type { CustodyPart, CustodyPurpose } from '../../vocabulary/words/custody.ts'
import type { ScopedTx } from '../scope.ts'
import { type CustodyDecision, stateOf } from './custody.ts'
import type { CustodyQuery, CustodyRequest, CustodyRequests, OwnRequest } from './schema.ts'

export interface StoredRequest {
  readonly id: string
  readonly recordId: string
  readonly disputeId: string
  readonly traceCode: string
  readonly type: string
  readonly source: string
  readonly reasonKinds: readonly string[]
  readonly officerId: string
  readonly officerName: string
  readonly agency: string | null
  readonly role: string
  readonly purpose: CustodyPurpose
  readonly reason: string
  readonly parts: readonly CustodyPart[]
  readonly at: Date
  readonly decisions: readonly CustodyDecision[]
  readonly openings: number
  readonly openedAt: Date | null
}

type RequestRow = Omit<StoredRequest, 'decisions'> & {
  readonly decisions: readonly (Omit<CustodyDecision, 'at' | 'until'> & { at: string; until: string | null })[] | null
}

const columns = `r.id, r.record_id as "recordId", r.dispute_id as "disputeId", r.trace_code as "traceCode", r.type, r.source,
  r.reason_kinds as "reasonKinds", r.officer_id as "officerId", r.officer_name as "officerName", a.name as agency, r.role, r.purpose,
  r.reason, r.parts, r.at,
  (select jsonb_agg(jsonb_build_object('kind', d.kind, 'at', d.at, 'officerName', d.officer_name, 'reason', d.reason, 'parts', d.parts, 'until', d.until) order by d.step)
   from access.custody_decision d where d.county = r.county and d.request_id = r.id) as decisions,
  (select count(*)::int from access.custody_opening o where o.county = r.county and o.request_id = r.id and o.result = 'shown') as openings,
  (select max(o.at) from access.custody_opening o where o.county = r.county and o.request_id = r.id and o.result = 'shown') as "openedAt"`
const requests = 'access.custody_request r left join access.agency a on a.county = r.county and a.id = r.agency_id'

const read = (row: RequestRow): StoredRequest => ({
  ...row,
  decisions: (row.decisions ?? []).map((decision) => ({
    ...decision,
    at: new Date(decision.at),
    until: decision.until === null ? null : new Date(decision.until),
  })),
})

/** A request within the scope (the custodian's all, an officer's own), or null. */
export async function readRequest(tx: ScopedTx, id: string): Promise<StoredRequest | null> {
  const { rows } = await tx.query<RequestRow>(`select ${columns} from ${requests} where r.county = $1 and r.id = $2`, [
    tx.county,
    id,
  ])
  return rows[0] ? read(rows[0]) : null
}

/** The officer's own latest request for each of these records. */
export async function readOwnRequests(
  tx: ScopedTx,
  recordIds: readonly string[],
): Promise<ReadonlyMap<string, StoredRequest>> {
  if (recordIds.length === 0 || tx.scope.kind !== 'officer') return new Map()
  const { rows } = await tx.query<RequestRow>(
    `select distinct on (r.record_id) ${columns} from ${requests}
     where r.county = $1 and r.record_id = any($2::uuid[]) and r.officer_id = $3 order by r.record_id, r.at desc, r.id desc`,
    [tx.county, recordIds, tx.scope.officerId],
  )
  return new Map(rows.map((row) => [row.recordId, read(row)]))
}

const pageSize = 50

/** A page of requests for the custodian. */
export async function listRequests(tx: ScopedTx, query: CustodyQuery): Promise<CustodyRequests> {
  const waiting = query.view === 'waiting'
  const cursor = /^(\d{1,13})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(query.cursor ?? '')
  const [beyond, order] = waiting ? ['>', 'asc'] : ['<', 'desc']
  const { rows } = await tx.query<RequestRow>(
    `select ${columns} from ${requests}
     where r.county = $1 and ${waiting ? 'not ' : ''}exists (select from access.custody_decision d where d.county = r.county and d.request_id = r.id)
       and ($2::timestamptz is null or (date_trunc('milliseconds', r.at), r.id) ${beyond} ($2::timestamptz, $3::uuid))
     order by r.at ${order}, r.id ${order} limit $4`,
    [tx.county, cursor ? new Date(Number(cursor[1])) : null, cursor?.[2] ?? null, pageSize + 1],
  )
  const shown = rows.slice(0, pageSize)
  const last = rows.length > pageSize ? shown.at(-1) : undefined
  return {
    items: shown.map((row) => requestView(tx, read(row))),
    next: last ? `${last.at.getTime()}_${last.id}` : null,
  }
}

/** A request as who asked sees it. */
export function ownView(tx: ScopedTx, request: StoredRequest): OwnRequest {
  const last = request.decisions.at(-1)
  const grant = request.decisions.find((decision) => decision.kind === 'granted')
  return {
    id: request.id,
    at: request.at.toISOString(),
    state: stateOf(request.decisions, tx.context.now()),
    purpose: request.purpose,
    reason: request.reason,
    parts: [...request.parts],
    decidedBy: last?.officerName ?? null,
    decidedAt: last?.at.toISOString() ?? null,
    decisionReason: last?.reason ?? null,
    granted: [...(grant?.parts ?? [])],
    until: grant?.until?.toISOString() ?? null,
  }
}

export function requestView(tx: ScopedTx, request: StoredRequest): CustodyRequest {
  return {
    ...ownView(tx, request),
    traceCode: request.traceCode,
    type: request.type,
    source: request.source,
    protection: [...request.reasonKinds],
    reader: { name: request.officerName, role: request.role, agency: request.agency ?? '' },
    own: tx.scope.kind === 'officer' && tx.scope.officerId === request.officerId,
    openings: request.openings,
    openedAt: request.openedAt?.toISOString() ?? null,
  }
}
