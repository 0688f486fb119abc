import type { ScopedTx } from '../access/scope.ts'
import { correctableColumns } from '../intake/correction.ts'
import { readRecords } from '../intake/queries.ts'
import { localTime } from '../vocabulary/calendar.ts'
import { maskAddress, maskNames, maskNumber } from '../vocabulary/masking.ts'
import { placeName } from '../vocabulary/places.ts'
import { sourceTable } from '../vocabulary/sources.ts'
import { linkingWords } from '../vocabulary/words/linking.ts'
import { rightsWords } from '../vocabulary/words/rights.ts'
import { holdsOf } from './holds.ts'
import { allowedMoves, isOverdue, workingDaysLeft } from './rights.ts'
import type { PartyRequest, RequestPage, RequestRow, Step } from './schema.ts'
import { openContent, readActions, requireRequest, type StoredAction, type StoredRequest } from './stored.ts'

function commonOf(request: StoredRequest, now: Date) {
  return {
    id: request.id,
    code: request.code,
    kind: request.kind,
    state: request.state,
    askedAt: localTime(request.askedAt),
    dueAt: localTime(request.dueAt),
    overdue: isOverdue(request.state, request.dueAt, now),
    outcome: request.outcome,
    decidedAt: request.decidedAt && localTime(request.decidedAt),
    traceCode: request.traceCode,
  }
}

function lineOf(action: StoredAction): string {
  const outcome = action.data.outcome as keyof typeof rightsWords.outcomes | undefined
  return action.action === 'decide' && outcome
    ? rightsWords.decided(rightsWords.outcomes[outcome])
    : rightsWords.actions[action.action]
}

/** For the party: the organ, never a name of an officer. */
function stepOf(action: StoredAction, forParty: boolean): Step {
  const by =
    action.actor === 'party'
      ? rightsWords.self
      : action.actor === 'system'
        ? rightsWords.system
        : forParty
          ? (action.agency ?? rightsWords.unknownOrgan)
          : `${action.agency ?? ''} ${action.byName ?? ''}`.trim()
  return { at: localTime(action.at), action: action.action, line: lineOf(action), by, text: action.text }
}

/** Requests as their own person sees them. */
export async function partyRequests(tx: ScopedTx, requests: readonly StoredRequest[]): Promise<PartyRequest[]> {
  const steps = await readActions(tx, requests)
  const now = tx.context.now()
  return requests.map((request) => {
    const content = openContent(tx, request)
    return {
      ...commonOf(request, now),
      text: content?.text ?? rightsWords.erased,
      field: content?.field ?? null,
      value: content?.value ?? null,
      steps: steps.get(request.id)!.map((action) => stepOf(action, true)),
      actions: allowedMoves(request.state, 'party'),
      remedies: [...rightsWords.remedies],
      copy: request.kind === 'copy' && request.state === 'decided' && request.outcome !== 'refused',
    }
  })
}

export function rowOf(request: StoredRequest, now: Date): RequestRow {
  const running = request.state === 'received' || request.state === 'accepted'
  return {
    ...commonOf(request, now),
    channel: request.channel,
    askedAs: request.askedAs,
    town: request.town && placeName(request.town),
    identified: request.partyId !== null,
    daysLeft: running ? workingDaysLeft(request.dueAt, now) : null,
  }
}

const maskedCell = (source: (typeof sourceTable)[keyof typeof sourceTable], column: string, value: string): string => {
  if ((source.textColumns as readonly string[]).includes(column)) return ''
  if ((source.placeColumns as readonly string[]).includes(column)) return maskAddress(value)
  return /\d{5}/.test(value) ? value.replace(/[0-9A-Za-z-]{7,}/g, maskNumber) : maskNames(value)
}

/** The records that a decision may be about: values masked, texts not shown, the identity of sealed ones shut. */
async function recordChoices(tx: ScopedTx, request: StoredRequest): Promise<RequestPage['records']> {
  if (!request.disputeId) return []
  const { rows } = await tx.query<{ id: string; own: boolean }>(
    `select r.record_id as id, exists (select from linking.party_member m where m.county = r.county and m.record_id = r.record_id
        and m.to_at is null and m.party_id = $3::uuid) as own
     from linking.dispute_record r where r.county = $1 and r.dispute_id = $2 and r.to_at is null order by r.occurred_at, r.record_id limit 300`,
    [tx.county, request.disputeId, request.partyId],
  )
  const own = new Map(rows.map((row) => [row.id, row.own]))
  return (await readRecords(tx, [...own.keys()])).map((record) => ({
    record: record.id,
    number: record.number,
    source: sourceTable[record.source].zh,
    at: localTime(record.occurredAt),
    town: record.town && placeName(record.town),
    own: own.get(record.id) ?? false,
    erased: Object.keys(record.row).length === 0,
    sealed: record.sealed,
    columns: correctableColumns(record)
      .filter((column) => record.row[column] !== undefined)
      .map((column) => ({ column, value: maskedCell(sourceTable[record.source], column, record.row[column]!) })),
  }))
}

async function operationChoices(tx: ScopedTx, disputeId: string | null): Promise<RequestPage['operations']> {
  if (!disputeId) return []
  const { rows } = await tx.query<{
    id: string
    at: Date
    kind: keyof typeof linkingWords.operations
    rule: string | null
    evidence: [string, number][] | null
    records: string[]
  }>(
    `select id, at, kind, rule, evidence, records from linking.operation
     where county = $1 and $2::uuid in (dispute_id, other_dispute_id) and undone_by is null and kind in ('open', 'attach', 'merge')
     order by at, id limit 300`,
    [tx.county, disputeId],
  )
  const levels: Readonly<Record<string, string>> = linkingWords.levels
  const rules: Readonly<Record<string, string>> = linkingWords.rules
  return rows.map((row) => ({
    operation: row.id,
    at: localTime(row.at),
    kind: row.kind,
    line: [linkingWords.operations[row.kind], row.rule ? rules[row.rule] : null].filter(Boolean).join('：'),
    evidence: (row.evidence ?? []).map(([level, weight]) => rightsWords.evidence(levels[level] ?? level, weight)),
    records: row.records,
  }))
}

/** Who was told of the wrong link that this request's decision undid. */
async function toldOf(tx: ScopedTx, requestId: string): Promise<RequestPage['told']> {
  const { rows } = await tx.query<{
    at: Date
    kind: 'officer' | 'agency' | 'party'
    state: RequestPage['told'][number]['state']
    read_at: Date | null
    officer: string | null
    agency: string | null
  }>(
    `select n.sent_at as at, n.recipient_kind as kind, n.state, n.read_at, o.name as officer, coalesce(a.name, b.name) as agency
     from rights.notice n
     left join access.officer o on o.county = n.county and o.id = n.recipient and n.recipient_kind = 'officer'
     left join access.agency a on a.county = n.county and a.id = o.agency_id
     left join access.agency b on b.county = n.county and b.id = n.recipient and n.recipient_kind = 'agency'
     where n.county = $1 and n.request_id = $2 order by n.recipient_kind, n.sent_at, n.id`,
    [tx.county, requestId],
  )
  return rows.map((row) => ({
    at: localTime(row.at),
    recipient:
      row.kind === 'party'
        ? rightsWords.party
        : [row.agency, row.officer].filter(Boolean).join(' ') || rightsWords.unknownOrgan,
    kind: row.kind,
    state: row.state,
    readAt: row.read_at && localTime(row.read_at),
  }))
}

/** The page of one request for the officer who decides. Run with the program's rows and the officer as author. */
export async function requestPage(tx: ScopedTx, id: string): Promise<RequestPage> {
  const request = await requireRequest(tx, id)
  const content = openContent(tx, request)
  const steps = (await readActions(tx, [request])).get(id)!
  const holds = request.disputeId ? await holdsOf(tx, [request.disputeId], id) : new Map<string, string[]>()
  return {
    ...rowOf(request, tx.context.now()),
    name: content?.name ?? null,
    text: content?.text ?? null,
    identity: content?.identity ?? null,
    field: content?.field ?? null,
    value: content?.value ?? null,
    record: content?.record ?? null,
    readAt: content?.readAt ?? null,
    steps: steps.map((action) => stepOf(action, false)),
    actions: allowedMoves(request.state, 'officer'),
    remedies: [...rightsWords.remedies],
    holds: holds.get(request.disputeId ?? '') ?? [],
    records: await recordChoices(tx, request),
    operations: await operationChoices(tx, request.disputeId),
    told: await toldOf(tx, id),
    decidedBy: request.decidedBy,
    erased: content === null,
  }
}
