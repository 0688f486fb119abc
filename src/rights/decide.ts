import { type ScopedTx, systemScope } from '../access/scope.ts'
import { correctableColumns, correctRecord, type NamedAt } from '../intake/correction.ts'
import { readRecords } from '../intake/queries.ts'
import { append } from '../ledger/commands.ts'
import { readDispute } from '../linking/queries.ts'
import type { OperationResult } from '../linking/schema.ts'
import { enqueue } from '../platform/jobs.ts'
import type { MessagePort } from '../platform/message-port.ts'
import { Problem } from '../platform/problem.ts'
import { rightsWords } from '../vocabulary/words/rights.ts'
import { lockFor, tellAsker } from './commands.ts'
import { destroyRecords, report } from './deletion.ts'
import { holdsOf } from './holds.ts'
import { carriesOut, leastReason } from './rights.ts'
import type { OfficerActionBody, Unlink } from './schema.ts'
import { type StoredRequest, storeAction } from './stored.ts'

/** How linking undoes an operation and takes records out; supplied by the programs, so that the imports go one way. */
export interface LinkChanges {
  undo(tx: ScopedTx, operationId: string, reason: string, notSame: readonly string[]): Promise<OperationResult>
  split(
    tx: ScopedTx,
    code: string,
    records: readonly string[],
    reason: string,
    notSame: readonly string[],
  ): Promise<OperationResult>
}

interface Done {
  readonly line: string
  readonly data: Readonly<Record<string, unknown>>
}

/**
 * A named officer decides with reasons, and what the decision grants is carried out in the same transaction (a correction's
 * new version passes the pipeline right after). Run by `asProgram`: the rows are the program's, the author is the officer.
 * Throws rights.notNow, rights.reasonShort, rights.missing, rights.held, rights.notOwn, rights.column and linking's problems.
 */
export async function decide(
  tx: ScopedTx,
  links: LinkChanges,
  port: MessagePort,
  id: string,
  body: OfficerActionBody,
): Promise<void> {
  const request = await lockFor(tx, id, 'decide')
  const { outcome } = body
  const reason = body.text.trim()
  if (!outcome) throw new Problem('rights.missing', { what: rightsWords.needs.outcome })
  if (reason.length < leastReason(outcome)) throw new Problem('rights.reasonShort', { least: leastReason(outcome) })
  await storeAction(tx, request, {
    action: 'decide',
    from: request.state,
    to: 'decided',
    text: reason,
    data: { outcome },
  })
  await tx.query(
    `update rights.request set outcome = $3, decided_at = $4, decided_by = $5, waiting_since = null where county = $1 and id = $2`,
    [tx.county, id, outcome, tx.context.now(), tx.scope.kind === 'officer' ? tx.scope.name : null],
  )
  const done =
    outcome !== 'refused' && carriesOut[request.kind] ? await carryOut(tx, links, request, body, reason) : null
  if (done)
    await storeAction(
      tx,
      { ...request, actions: request.actions + 1 },
      { action: 'carryOut', from: 'decided', to: 'decided', text: done.line, data: done.data },
    )
  await tellAsker(tx, port, request, rightsWords.message.decided(request.code, rightsWords.outcomes[outcome]))
  tx.emit({ kind: 'rights.changed', town: request.town, subject: id, data: { outcome } })
  await append(tx, [
    {
      kind: 'rights.decided',
      subject: id,
      traceCode: request.traceCode,
      payload: { code: request.code, kind: request.kind, outcome },
    },
  ])
}

async function carryOut(
  tx: ScopedTx,
  links: LinkChanges,
  request: StoredRequest,
  body: OfficerActionBody,
  reason: string,
): Promise<Done | null> {
  const granted = body.outcome === 'granted'
  if (request.kind === 'correction') {
    if (body.changes) return correct(tx, request, body.changes)
    if (granted) throw new Problem('rights.missing', { what: rightsWords.needs.changes })
  }
  if (request.kind === 'deletion') {
    if (body.erase) return erase(tx, request, body.erase)
    if (granted) throw new Problem('rights.missing', { what: rightsWords.needs.erase })
  }
  if (request.kind === 'linkObjection') {
    if (body.unlink) return unlink(tx, links, request, body.unlink, reason)
    if (granted) throw new Problem('rights.missing', { what: rightsWords.needs.unlink })
  }
  return null
}

/** Records of the request's dispute in which its person stands, with the place of the mention. */
async function ownRecords(tx: ScopedTx, request: StoredRequest): Promise<Map<string, NamedAt>> {
  const { rows } = await tx.query<{ record_id: string; column: string; start: number; end: number; kind: string }>(
    `select m.record_id, n.column_name as "column", n.start_at as start, n.end_at as "end", n.kind from linking.party_member m
     join linking.dispute_record r on r.county = m.county and r.record_id = m.record_id and r.to_at is null
     join reading.mention n on n.county = m.county and n.record_id = m.record_id and n.id = m.mention_id
     where m.county = $1 and m.party_id = $2 and m.to_at is null and r.dispute_id = $3`,
    [tx.county, request.partyId, request.disputeId],
  )
  return new Map(rows.map((row) => [row.record_id, { column: row.column, start: row.start, end: row.end }]))
}

async function correct(
  tx: ScopedTx,
  request: StoredRequest,
  changes: NonNullable<OfficerActionBody['changes']>,
): Promise<Done> {
  const own = await ownRecords(tx, request)
  const wanted = [...new Set(changes.map((change) => change.record))]
  if (wanted.some((record) => !own.has(record))) throw new Problem('rights.notOwn')
  const records = await readRecords({ ...tx, scope: systemScope(tx.county, 'rights') }, wanted)
  const renewed: { old: string; new: string }[] = []
  for (const record of records) {
    const parts = changes.filter((change) => change.record === record.id)
    const allowed = correctableColumns(record)
    const wrong = parts.find((part) => !allowed.includes(part.column))
    if (wrong) throw new Problem('rights.column', { column: wrong.column, allowed: allowed.join('、') || '—' })
    const fresh = await correctRecord(tx, record.id, own.get(record.id) ?? null, parts, {
      [rightsWords.correctionColumn]: request.code,
    })
    if (!fresh) throw new Problem('rights.sameValue', { column: parts[0]!.column })
    renewed.push({ old: record.id, new: fresh })
  }
  await enqueue(
    tx,
    'rights.corrected',
    { county: tx.county, requestId: request.id, partyId: request.partyId, records: renewed },
    `rights.corrected:${request.id}`,
  )
  return { line: rightsWords.carried.correction(changes.length), data: { records: renewed } }
}

async function erase(tx: ScopedTx, request: StoredRequest, chosen: readonly string[]): Promise<Done> {
  const own = await ownRecords(tx, request)
  if (chosen.some((record) => !own.has(record))) throw new Problem('rights.notOwn')
  const holds = (await holdsOf(tx, [request.disputeId!], request.id)).get(request.disputeId!)
  if (holds) throw new Problem('rights.held', { why: holds.join('；') })
  const destroyed = await destroyRecords(tx, chosen)
  await report(tx, 'request', [{ key: 'records', destroyed, held: 0 }], request.id)
  return { line: rightsWords.carried.deletion(chosen.length), data: { records: chosen.length } }
}

async function unlink(
  tx: ScopedTx,
  links: LinkChanges,
  request: StoredRequest,
  how: Unlink,
  reason: string,
): Promise<Done> {
  const dispute = await readDispute(tx, request.disputeId!)
  if (!dispute) throw new Problem('rights.notFound')
  if (how.operation) {
    const { rows } = await tx.query(
      'select 1 from linking.operation where county = $1 and id = $2 and $3::uuid in (dispute_id, other_dispute_id)',
      [tx.county, how.operation, dispute.id],
    )
    if (rows.length === 0) throw new Problem('rights.notOwn')
  }
  const notSame = how.anotherPerson && request.partyId ? [request.partyId] : []
  const text = `${request.code}：${reason}`
  const result = how.operation
    ? await links.undo(tx, how.operation, text, notSame)
    : how.records
      ? await links.split(tx, dispute.traceCode, how.records, text, notSame)
      : null
  if (!result) throw new Problem('rights.missing', { what: rightsWords.needs.unlink })
  const { rows } = await tx.query<{ dispute_id: string; trace_code: string; records: number }>(
    `select m.dispute_id, d.trace_code, count(*)::int as records from linking.dispute_record m
     join linking.dispute d on d.county = m.county and d.id = m.dispute_id
     where m.county = $1 and m.op_id = $2 group by 1, 2`,
    [tx.county, result.operationId],
  )
  const there = rows[0]
  if (!there) throw new Problem('rights.onlyThere')
  if (how.asker === 'goes') await follow(tx, request, there.dispute_id, there.trace_code, result.operationId)
  const other = there.trace_code === result.traceCode ? (result.otherTraceCode ?? '') : result.traceCode
  return {
    line: rightsWords.carried.unlinked(there.records, other, there.trace_code),
    data: { operation: result.operationId, to: there.trace_code },
  }
}

/** Who asked is the person of the records that went: the request goes along, for the other one of the name must not read it. */
async function follow(
  tx: ScopedTx,
  request: StoredRequest,
  disputeId: string,
  traceCode: string,
  operation: string,
): Promise<void> {
  const { rows } = await tx.query<{ party: string }>(
    `select case when one = $2 then other else one end as party from linking.judgement
     where county = $1 and subject = 'party' and verdict = 'different' and op_id = $3 and $2::uuid in (one, other)`,
    [tx.county, request.partyId, operation],
  )
  await tx.query(
    'update rights.request set dispute_id = $3, trace_code = $4, party_id = coalesce($5::uuid, party_id), town = $6 where county = $1 and id = $2',
    [
      tx.county,
      request.id,
      disputeId,
      traceCode,
      rows[0]?.party ?? null,
      (await readDispute(tx, disputeId))?.town ?? null,
    ],
  )
}
