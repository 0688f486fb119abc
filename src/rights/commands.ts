import type { PartyScope } from '../access/requests.ts'
import type { ScopedTx } from '../access/scope.ts'
import { append } from '../ledger/commands.ts'
import { readSides } from '../linking/queries.ts'
import type { MessagePort } from '../platform/message-port.ts'
import { Problem } from '../platform/problem.ts'
import { dayOf } from '../vocabulary/calendar.ts'
import { traceCodeAlphabet } from '../vocabulary/identity.ts'
import { rightsWords } from '../vocabulary/words/rights.ts'
import { dueAfterWaiting, dueOf, moveOf } from './rights.ts'
import type { AskBody, EnterBody, RequestAction } from './schema.ts'
import {
  openContent,
  type RequestContent,
  requestsOfParty,
  requireRequest,
  type StoredRequest,
  storeAction,
  storeRequest,
} from './stored.ts'
import { phoneOf } from './told.ts'

/** More running requests of one person wait for the answers to the first. */
const mostRunning = 10

/** Q-20230801-7K4M: the day and four characters drawn at random, so that nobody can count other people's requests. */
function drawCode(tx: ScopedTx): string {
  const drawn = [...tx.context.random(4)].map((byte) => traceCodeAlphabet[byte % 32]).join('')
  return `Q-${dayOf(tx.context.now()).replaceAll('-', '')}-${drawn}`
}

function contentOf(body: AskBody): RequestContent {
  if (body.kind === 'correction' && (!body.field || !body.value))
    throw new Problem('rights.missing', { what: rightsWords.needs.field })
  return {
    text: body.text.trim(),
    ...(body.record ? { record: body.record } : {}),
    ...(body.field ? { field: body.field } : {}),
    ...(body.value ? { value: body.value.trim() } : {}),
    ...(body.readAt ? { readAt: body.readAt } : {}),
  }
}

async function entered(tx: ScopedTx, id: string, kind: string, code: string, channel: string): Promise<void> {
  const request = await requireRequest(tx, id)
  await storeAction(tx, request, { action: 'ask', from: null, to: 'received', text: null, data: { channel } })
  tx.emit({ kind: 'rights.changed', town: request.town, subject: id, data: { kind } })
  await append(tx, [
    { kind: 'rights.asked', subject: id, traceCode: request.traceCode, payload: { code, kind, channel } },
  ])
}

/** A person asks on the own page. Run with the program's rows and the party as author. Returns the request's id. */
export async function ask(tx: ScopedTx, party: PartyScope, town: string | null, body: AskBody): Promise<string> {
  const running = (await requestsOfParty(tx, party.partyId)).filter(
    (request) => request.state !== 'decided' && request.state !== 'withdrawn',
  ).length
  if (running >= mostRunning) throw new Problem('rights.tooMany', { count: running })
  const code = drawCode(tx)
  const kind = party.representation?.kind
  const id = await storeRequest(tx, {
    kind: body.kind,
    code,
    channel: 'portal',
    askedAs: kind === undefined ? 'self' : kind === 'guardian' ? 'guardian' : 'agent',
    disputeId: party.disputeId,
    traceCode: party.traceCode,
    town,
    partyId: party.partyId,
    enteredBy: null,
    dueAt: dueOf(tx.context.now()).at,
    content: contentOf(body),
  })
  await entered(tx, id, body.kind, code, 'portal')
  return id
}

/** An officer enters what somebody asked at the window, by phone or by letter. */
export async function enter(
  tx: ScopedTx,
  dispute: { readonly id: string; readonly traceCode: string; readonly town: string | null },
  partyId: string | null,
  body: EnterBody,
): Promise<string> {
  const code = drawCode(tx)
  const id = await storeRequest(tx, {
    kind: body.kind,
    code,
    channel: body.channel,
    askedAs: body.askedAs,
    disputeId: dispute.id,
    traceCode: dispute.traceCode,
    town: dispute.town,
    partyId,
    enteredBy: tx.scope.kind === 'officer' ? tx.scope.officerId : null,
    dueAt: dueOf(tx.context.now()).at,
    content: {
      ...contentOf(body),
      name: body.name.trim(),
      identity: body.identity.trim(),
      ...(body.phone ? { phone: body.phone.trim() } : {}),
    },
  })
  await entered(tx, id, body.kind, code, body.channel)
  return id
}

/** The request, held to the end of the transaction, if this step is possible now. Throws rights.notFound, rights.notNow. */
export async function lockFor(tx: ScopedTx, id: string, action: RequestAction): Promise<StoredRequest> {
  const request = await requireRequest(tx, id, true)
  if (!moveOf(request.state, action))
    throw new Problem('rights.notNow', {
      code: request.code,
      state: rightsWords.states[request.state],
      action: rightsWords.actions[action],
    })
  return request
}

/** Steps that decide nothing: accepted, asked for more, supplied, withdrawn. While the office waits, the clock stands. */
export async function step(
  tx: ScopedTx,
  port: MessagePort,
  id: string,
  action: 'accept' | 'askMore' | 'supply' | 'withdraw',
  text: string,
): Promise<void> {
  const request = await lockFor(tx, id, action)
  const to = moveOf(request.state, action)!.to
  await storeAction(tx, request, { action, from: request.state, to, text: text.trim() })
  const now = tx.context.now()
  if (action === 'askMore')
    await tx.query('update rights.request set waiting_since = $3 where county = $1 and id = $2', [tx.county, id, now])
  if (action === 'supply' && request.waitingSince)
    await tx.query('update rights.request set waiting_since = null, due_at = $3 where county = $1 and id = $2', [
      tx.county,
      id,
      dueAfterWaiting(request.dueAt, request.waitingSince, now),
    ])
  if (action === 'askMore') await tellAsker(tx, port, request, rightsWords.message.askMore(request.code))
  tx.emit({ kind: 'rights.changed', town: request.town, subject: id, data: { action } })
}

/** A short message to the person's own phone, where there is one that only this person reads; else the page and the window say it. */
export async function tellAsker(tx: ScopedTx, port: MessagePort, request: StoredRequest, text: string): Promise<void> {
  const written = openContent(tx, request)?.phone
  let phone = written && /^1[3-9]\d{9}$/.test(written) ? written : null
  if (!phone && request.partyId && request.disputeId) {
    const { rows } = await tx.query<{ apart: boolean }>(
      'select sealed or domestic_violence as apart from linking.dispute where county = $1 and id = $2',
      [tx.county, request.disputeId],
    )
    if (rows[0]?.apart) return
    const { sides, records } = await readSides(tx, [request.disputeId])
    const side = sides.find((one) => one.partyId === request.partyId)
    phone = side ? phoneOf(side, records) : null
  }
  if (!phone) return
  await port.send(tx, {
    county: tx.county,
    to: phone,
    channel: 'sms',
    kind: 'rightsRequest',
    text,
    at: tx.context.now(),
  })
}
