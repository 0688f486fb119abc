import type { ScopedTx } from '../access/scope.ts'
import { newRecordKey, seal, unsealText, unwrapRecordKey } from '../access/seal.ts'
import { Problem } from '../platform/problem.ts'
import type { AskBody, EnterBody, Outcome, RequestAction, RequestKind, RequestRow, RequestState } from './schema.ts'

/** What is encrypted of a request. */
export interface RequestContent {
  readonly text: string
  readonly record?: string
  readonly field?: NonNullable<AskBody['field']>
  readonly value?: string
  readonly readAt?: string
  /** Of a paper or phone request. */
  readonly name?: string
  readonly phone?: string
  readonly identity?: string
}

export interface StoredRequest {
  readonly id: string
  readonly code: string
  readonly kind: RequestKind
  readonly channel: RequestRow['channel']
  readonly askedAs: RequestRow['askedAs']
  readonly disputeId: string | null
  readonly traceCode: string | null
  readonly town: string | null
  readonly partyId: string | null
  readonly askedAt: Date
  readonly state: RequestState
  readonly dueAt: Date
  readonly waitingSince: Date | null
  readonly outcome: Outcome | null
  readonly decidedAt: Date | null
  readonly decidedBy: string | null
  readonly actions: number
  readonly key: Buffer | null
  readonly content: Buffer
}

const columns = `id, code, kind, channel, asked_as as "askedAs", dispute_id as "disputeId", trace_code as "traceCode", town, party_id as "partyId",
  asked_at as "askedAt", state, due_at as "dueAt", waiting_since as "waitingSince", outcome, decided_at as "decidedAt", decided_by as "decidedBy",
  actions, key_wrapped as key, content`

const contentPlace = (id: string): string => `rights.request|content|${id}`
const actionPlace = (id: string): string => `rights.action|content|${id}`

/** A request within reach; `lock` keeps it to the end of the transaction. Throws rights.notFound. */
export async function requireRequest(tx: ScopedTx, id: string, lock = false): Promise<StoredRequest> {
  const { rows } = await tx.query<StoredRequest>(
    `select ${columns} from rights.request where county = $1 and id = $2${lock ? ' for update' : ''}`,
    [tx.county, id],
  )
  if (!rows[0]) throw new Problem('rights.notFound')
  return rows[0]
}

export async function requestsOfParty(tx: ScopedTx, partyId: string): Promise<StoredRequest[]> {
  const { rows } = await tx.query<StoredRequest>(
    `select ${columns} from rights.request where county = $1 and party_id = $2 order by asked_at desc, id desc limit 100`,
    [tx.county, partyId],
  )
  return rows
}

const views = {
  open: `state in ('received', 'accepted', 'waiting')`,
  overdue: `state in ('received', 'accepted') and due_at < $2`,
  decided: `state in ('decided', 'withdrawn')`,
  all: 'true',
} as const
export type RequestView = keyof typeof views

/** Running requests in the order of their deadlines, answered ones newest first. */
export async function readRequestList(
  tx: ScopedTx,
  view: RequestView,
  limit: number,
  skip: number,
): Promise<StoredRequest[]> {
  const order = view === 'open' || view === 'overdue' ? 'due_at, id' : 'asked_at desc, id desc'
  const { rows } = await tx.query<StoredRequest>(
    `select ${columns} from rights.request where county = $1 and $2::timestamptz is not null and ${views[view]} order by ${order} limit $3 offset $4`,
    [tx.county, tx.context.now(), limit, skip],
  )
  return rows
}

export async function countRequests(tx: ScopedTx): Promise<{ open: number; overdue: number; decided: number }> {
  const { rows } = await tx.query<{ open: number; overdue: number; decided: number }>(
    `select count(*) filter (where ${views.open})::int as open, count(*) filter (where ${views.overdue})::int as overdue,
       count(*) filter (where ${views.decided})::int as decided from rights.request where county = $1`,
    [tx.county, tx.context.now()],
  )
  return rows[0]!
}

/** What was asked; null once its key is destroyed. */
export function openContent(tx: ScopedTx, request: StoredRequest): RequestContent | null {
  if (!request.key) return null
  const key = unwrapRecordKey(tx.keys, request.key, request.id)
  return JSON.parse(unsealText(key, request.content, contentPlace(request.id))) as RequestContent
}

export interface NewRequest {
  readonly kind: RequestKind
  readonly code: string
  readonly channel: RequestRow['channel']
  readonly askedAs: EnterBody['askedAs']
  readonly disputeId: string | null
  readonly traceCode: string | null
  readonly town: string | null
  readonly partyId: string | null
  readonly enteredBy: string | null
  readonly dueAt: Date
  readonly content: RequestContent
}

/** Stores a request, sealed under a key of its own; returns its id. */
export async function storeRequest(tx: ScopedTx, request: NewRequest): Promise<string> {
  const id = tx.context.id()
  const { key, wrapped } = newRecordKey(tx.keys, id)
  await tx.query(
    `insert into rights.request (county, id, code, kind, channel, asked_as, dispute_id, trace_code, town, party_id, entered_by, asked_at, state, due_at,
       changed_at, actions, key_wrapped, content)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'received', $13, $12, 0, $14, $15)`,
    [
      tx.county,
      id,
      request.code,
      request.kind,
      request.channel,
      request.askedAs,
      request.disputeId,
      request.traceCode,
      request.town,
      request.partyId,
      request.enteredBy,
      tx.context.now(),
      request.dueAt,
      wrapped,
      seal(key, JSON.stringify(request.content), contentPlace(id)),
    ],
  )
  return id
}

export interface NewAction {
  readonly action: RequestAction
  readonly from: RequestState | null
  readonly to: RequestState
  readonly text: string | null
  readonly data?: Readonly<Record<string, unknown>>
}

/** Adds one step to a request; who takes it is the transaction's author. */
export async function storeAction(
  tx: ScopedTx,
  request: Pick<StoredRequest, 'id' | 'key' | 'actions'>,
  action: NewAction,
): Promise<void> {
  const { scope } = tx
  const id = tx.context.id()
  const sealed =
    action.text === null || !request.key
      ? null
      : seal(unwrapRecordKey(tx.keys, request.key, request.id), JSON.stringify({ text: action.text }), actionPlace(id))
  await tx.query(
    `insert into rights.action (county, request_id, position, id, action, at, actor, officer_id, by_name, agency_id, from_state, to_state, data, content)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13::text::jsonb, $14)`,
    [
      tx.county,
      request.id,
      request.actions,
      id,
      action.action,
      tx.context.now(),
      scope.kind,
      scope.kind === 'officer' ? scope.officerId : null,
      scope.kind === 'officer' ? scope.name : null,
      scope.kind === 'officer' ? scope.agencyId : null,
      action.from,
      action.to,
      JSON.stringify(action.data ?? {}),
      sealed,
    ],
  )
  await tx.query(
    'update rights.request set actions = actions + 1, state = $3, changed_at = $4 where county = $1 and id = $2',
    [tx.county, request.id, action.to, tx.context.now()],
  )
}

export interface StoredAction {
  readonly requestId: string
  readonly action: RequestAction
  readonly at: Date
  readonly actor: 'party' | 'officer' | 'system'
  readonly agency: string | null
  readonly byName: string | null
  readonly data: Readonly<Record<string, unknown>>
  readonly text: string | null
}

/** The steps of requests in their order, opened as far as their keys are there. */
export async function readActions(
  tx: ScopedTx,
  requests: readonly StoredRequest[],
): Promise<Map<string, StoredAction[]>> {
  const { rows } = await tx.query<StoredAction & { id: string; content: Buffer | null }>(
    `select x.id, x.request_id as "requestId", x.action, x.at, x.actor, a.name as agency, x.by_name as "byName", x.data, x.content
     from rights.action x left join access.agency a on a.county = x.county and a.id = x.agency_id
     where x.county = $1 and x.request_id = any($2::uuid[]) order by x.request_id, x.position`,
    [tx.county, requests.map((request) => request.id)],
  )
  const byId = new Map(requests.map((request) => [request.id, request]))
  const steps = new Map<string, StoredAction[]>(requests.map((request) => [request.id, []]))
  for (const { id, content, ...row } of rows) {
    const wrapped = byId.get(row.requestId)?.key
    const text =
      content && wrapped
        ? (
            JSON.parse(unsealText(unwrapRecordKey(tx.keys, wrapped, row.requestId), content, actionPlace(id))) as {
              text: string
            }
          ).text
        : null
    steps.get(row.requestId)!.push({ ...row, text })
  }
  return steps
}
