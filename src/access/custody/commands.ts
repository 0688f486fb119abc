import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import type { LedgerKind } from '../../vocabulary/ledger-kinds.ts'
import { custodyNouns, custodyStates } from '../../vocabulary/words/custody.ts'
import type { OfficerScope } from '../requests.ts'
import { logRefusal, type ScopedTx, systemScope, withScope } from '../scope.ts'
import { type CustodyMove, movesFrom, openedColumns, stateOf } from './custody.ts'
import { readOwnRequests, readRequest, type StoredRequest } from './queries.ts'
import type { AskForIdentity, DecideOnIdentity, OpenedIdentity } from './schema.ts'
import { readIdentities, readSealReasons } from './store.ts'

/** A dispute and its sealed records, as far as the reader may read them. */
export interface SealedMatter {
  readonly disputeId: string
  readonly traceCode: string
  readonly type: string
  readonly records: readonly {
    readonly recordId: string
    readonly source: string
    readonly number: string
    readonly occurredAt: Date
  }[]
}

/** Ids, parts and times; never what somebody wrote. */
type EntryPayload = Readonly<Record<string, string | null | readonly string[]>>

/** What custody needs of later rooms; programs/rooms.ts hands it over. */
export interface CustodyDoors {
  /** ledger.append. */
  readonly append: (
    tx: ScopedTx,
    entries: readonly {
      kind: LedgerKind
      subject: string
      traceCode: null
      payload: EntryPayload
    }[],
  ) => Promise<unknown>
  /** The sealed records of a dispute by any spelling of its code; null outside the reader's reach. */
  readonly sealedMatter: (tx: ScopedTx, code: string) => Promise<SealedMatter | null>
}

type Inner = Pick<Services, 'database' | 'context' | 'keys'>

/**
 * One entry in the county's log. Without the trace code: a party's own page tells what happened under its code, and that
 * there is a sealed identity is nothing the other side may learn.
 */
async function enter(
  tx: ScopedTx,
  doors: CustodyDoors,
  kind: LedgerKind,
  request: Pick<StoredRequest, 'id' | 'recordId'>,
  payload: EntryPayload,
): Promise<void> {
  tx.emit({ kind: 'custody.changed' })
  await doors.append(tx, [
    { kind, subject: request.id, traceCode: null, payload: { record: request.recordId, ...payload } },
  ])
}

/** Throws custody.decided where a request is not in a state from which `move` starts. */
function require(tx: ScopedTx, request: StoredRequest, move: CustodyMove): void {
  const state = stateOf(request.decisions, tx.context.now())
  if (!(movesFrom[move] as readonly string[]).includes(state))
    throw new Problem('custody.decided', { state: custodyStates[state].zh })
}

/**
 * An officer who may read the dispute asks for the identity behind one of its sealed records. Throws platform.notFound,
 * custody.notSealed, custody.alreadyAsked.
 */
export async function askForIdentity(
  services: Inner,
  doors: CustodyDoors,
  scope: OfficerScope,
  code: string,
  asked: AskForIdentity,
): Promise<StoredRequest> {
  // Why the record is sealed is for the custodian; the reader's own transaction cannot see it.
  const reasons = await withScope(services, systemScope(scope.county, 'custody'), 'handling', (tx) =>
    readSealReasons(tx, [asked.recordId]),
  )
  return withScope(services, scope, 'handling', async (tx) => {
    const matter = await doors.sealedMatter(tx, code)
    const record = matter?.records.find((entry) => entry.recordId === asked.recordId)
    const kinds = reasons.get(asked.recordId)
    if (!matter || !record) throw new Problem('platform.notFound', { what: custodyNouns.record })
    if (!kinds) throw new Problem('custody.notSealed')
    const before = (await readOwnRequests(tx, [asked.recordId])).get(asked.recordId)
    const state = before && stateOf(before.decisions, tx.context.now())
    if (state === 'waiting' || state === 'granted')
      throw new Problem('custody.alreadyAsked', { state: custodyStates[state].zh })
    const id = tx.context.id()
    await tx.query(
      `insert into access.custody_request (county, id, record_id, dispute_id, trace_code, type, source, reason_kinds, officer_id, officer_name, agency_id, role, purpose, reason, parts, at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
      [
        tx.county,
        id,
        asked.recordId,
        matter.disputeId,
        matter.traceCode,
        matter.type,
        record.source,
        kinds,
        scope.officerId,
        scope.name,
        scope.agencyId,
        scope.role,
        asked.purpose,
        asked.reason,
        asked.parts,
        tx.context.now(),
      ],
    )
    const request = (await readRequest(tx, id))!
    await enter(tx, doors, 'custody.requested', request, { reader: scope.officerId, parts: asked.parts })
    return request
  })
}

const decided = { grant: 'granted', refuse: 'refused', revoke: 'revoked' } as const

/**
 * The custodian grants this identity to this reader for some hours, refuses, or takes a grant back. Throws platform.notFound,
 * custody.ownRequest, custody.decided, custody.morePartsThanAsked.
 */
export async function decideOnIdentity(
  services: Inner,
  doors: CustodyDoors,
  scope: OfficerScope,
  requestId: string,
  decision: DecideOnIdentity,
): Promise<StoredRequest> {
  return withScope(services, scope, 'custody', async (tx) => {
    const request = await readRequest(tx, requestId)
    if (!request) throw new Problem('platform.notFound', { what: custodyNouns.request })
    if (request.officerId === scope.officerId) throw new Problem('custody.ownRequest')
    require(tx, request, decision.decision)
    const grant = decision.decision === 'grant' ? decision : null
    if (grant?.parts.some((part) => !request.parts.includes(part))) throw new Problem('custody.morePartsThanAsked')
    const at = tx.context.now()
    const until = grant && new Date(at.getTime() + grant.hours * 3_600_000)
    const kind = decided[decision.decision]
    const { count } = await tx.query(
      `insert into access.custody_decision (county, request_id, step, kind, at, officer_id, officer_name, reason, parts, until)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing`,
      [
        tx.county,
        requestId,
        kind === 'revoked' ? 2 : 1,
        kind,
        at,
        scope.officerId,
        scope.name,
        decision.reason,
        grant?.parts ?? null,
        until,
      ],
    )
    const after = (await readRequest(tx, requestId))!
    // Another custodian was a moment earlier.
    if (count === 0) throw new Problem('custody.decided', { state: custodyStates[stateOf(after.decisions, at)].zh })
    await enter(tx, doors, `custody.${kind}`, request, {
      by: scope.officerId,
      reader: request.officerId,
      ...(grant && { parts: grant.parts, until: until!.toISOString() }),
    })
    return after
  })
}

/** Keeps a refused opening: a row, a line in the log of reads, an entry in the ledger; in transactions of their own. */
async function keepRefusal(
  services: Inner,
  doors: CustodyDoors,
  scope: OfficerScope,
  request: StoredRequest,
  refusal: string,
  reason: string,
): Promise<void> {
  await logRefusal(services, scope, 'handling', {
    subjectKind: 'record',
    subject: request.recordId,
    disputeId: request.disputeId,
    fields: [...request.parts],
    reason,
  })
  await withScope(services, scope, 'handling', async (tx) => {
    await insertOpening(tx, scope, request, request.parts, reason, refusal)
    await enter(tx, doors, 'custody.openingRefused', request, { reader: scope.officerId, refusal })
  })
}

async function insertOpening(
  tx: ScopedTx,
  scope: OfficerScope,
  request: StoredRequest,
  parts: readonly string[],
  reason: string,
  refusal: string | null,
): Promise<void> {
  await tx.query(
    `insert into access.custody_opening (county, id, request_id, record_id, officer_id, at, parts, reason, result, refusal)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      tx.county,
      tx.context.id(),
      request.id,
      request.recordId,
      scope.officerId,
      tx.context.now(),
      parts,
      reason,
      refusal === null ? 'shown' : 'refused',
      refusal,
    ],
  )
}

/**
 * Opens what was granted, once: one row, one line in the log of reads, one entry in the ledger. PostgreSQL shows the sealed
 * row only while the reader's own grant runs. Throws platform.notFound, custody.notReleased, custody.outOfReach,
 * custody.notSealed; all but the first are kept.
 */
export async function openIdentityFor(
  services: Inner,
  doors: CustodyDoors,
  scope: OfficerScope,
  requestId: string,
  reason: string,
): Promise<OpenedIdentity> {
  let refused: { readonly request: StoredRequest; readonly refusal: string; readonly problem: Problem } | null = null
  try {
    return await withScope(services, scope, 'handling', async (tx) => {
      const request = await readRequest(tx, requestId)
      if (!request || request.officerId !== scope.officerId)
        throw new Problem('platform.notFound', { what: custodyNouns.request })
      const refuse = (refusal: string, problem: Problem): never => {
        refused = { request, refusal, problem }
        throw problem
      }
      const state = stateOf(request.decisions, tx.context.now())
      if (state !== 'granted') refuse(state, new Problem('custody.notReleased', { state: custodyStates[state].zh }))
      const matter = await doors.sealedMatter(tx, request.traceCode)
      if (!matter?.records.some((record) => record.recordId === request.recordId))
        refuse('outOfReach', new Problem('custody.outOfReach'))
      const identity = (await readIdentities(tx, [request.recordId])).get(request.recordId)
      if (!identity) return refuse('destroyed', new Problem('custody.notSealed'))
      const grant = request.decisions.find((decision) => decision.kind === 'granted')!
      const items = openedColumns(identity.row, grant.parts ?? [])
      await insertOpening(tx, scope, request, grant.parts ?? [], reason, null)
      tx.logRead({
        subjectKind: 'record',
        subject: request.recordId,
        disputeId: request.disputeId,
        fields: items.map((item) => item.column),
        reason,
      })
      await enter(tx, doors, 'custody.opened', request, { reader: scope.officerId, parts: grant.parts })
      return { items, until: grant.until!.toISOString() }
    })
  } catch (error) {
    const kept = refused as { request: StoredRequest; refusal: string; problem: Problem } | null
    if (kept && error === kept.problem) await keepRefusal(services, doors, scope, kept.request, kept.refusal, reason)
    throw error
  }
}
