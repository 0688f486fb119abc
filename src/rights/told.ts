import { type ScopedTx, systemScope, withScope } from '../access/scope.ts'
import { append } from '../ledger/commands.ts'
import { type DisputeSide, readSides } from '../linking/queries.ts'
import type { Services } from '../platform/services.ts'
import { parsePhone } from '../vocabulary/identity.ts'
import { sourceTable } from '../vocabulary/sources.ts'
import { rightsWords } from '../vocabulary/words/rights.ts'

/** What linking says of an operation by a person: job `linking.moved`. */
export interface MovedLink {
  readonly county: string
  readonly operation?: string
  readonly kind?: string
  readonly undoes?: string | null
  readonly moves: readonly { readonly recordId: string; readonly disputeId: string; readonly traceCode: string }[]
  readonly separated?: readonly { readonly party: string; readonly into: string }[]
}

interface WrongLink {
  readonly operation: string
  readonly at: Date
  readonly undoes: string | null
  readonly officerId: string | null
  /** Dispute that wrongly held the records, and the one where they are now. */
  readonly from: { readonly id: string; readonly code: string }
  readonly to: { readonly id: string; readonly code: string }
  readonly records: readonly string[]
  /** Since when they stood there. */
  readonly since: Date
  readonly apart: boolean
}

/** The operation as a wrong link; null where nothing stood wrong: what the records left has become part of where they are now. */
async function readWrongLink(tx: ScopedTx, operation: string): Promise<WrongLink | null> {
  const { rows } = await tx.query<{
    at: Date
    undoes: string | null
    joined: boolean
    officer_id: string | null
    from_id: string
    from_code: string
    to_id: string
    to_code: string
    records: string[]
    since: Date
    apart: boolean
  }>(
    `select o.at, o.undoes, coalesce(o.after -> 'd' -> m.dispute_id::text ->> 1 = n.dispute_id::text, false) as joined, o.officer_id, m.dispute_id as from_id, f.trace_code as from_code,
       n.dispute_id as to_id, t.trace_code as to_code, array_agg(m.record_id) as records, min(m.from_at) as since,
       bool_or(f.sealed or f.domestic_violence or t.sealed or t.domestic_violence) as apart
     from linking.operation o
     join linking.dispute_record m on m.county = o.county and m.end_op_id = o.id
     join linking.dispute_record n on n.county = o.county and n.record_id = m.record_id and n.op_id = o.id
     join linking.dispute f on f.county = o.county and f.id = m.dispute_id
     join linking.dispute t on t.county = o.county and t.id = n.dispute_id
     where o.county = $1 and o.id = $2 group by 1, 2, 3, 4, 5, 6, 7, 8`,
    [tx.county, operation],
  )
  const row = rows[0]
  if (!row || row.joined) return null
  return {
    operation,
    at: row.at,
    undoes: row.undoes,
    officerId: row.officer_id,
    from: { id: row.from_id, code: row.from_code },
    to: { id: row.to_id, code: row.to_code },
    records: row.records,
    since: row.since,
    apart: row.apart,
  }
}

interface Recipient {
  readonly kind: 'officer' | 'agency' | 'party'
  readonly id: string
  readonly seenAt: Date | null
  /** Where a message goes; null: nowhere, and why. */
  readonly to: string | null
  readonly withheld: boolean
  readonly text: string
}

/** Officers who opened the dispute or one of the records while it was wrong; lists that only named the dispute are not counted. */
async function viewers(tx: ScopedTx, link: WrongLink): Promise<Recipient[]> {
  const { rows } = await tx.query<{ officer_id: string; seen: Date }>(
    `select officer_id, max(at) as seen from access.read_log
     where county = $1 and actor = 'officer' and officer_id is not null and result = 'shown' and at >= $2 and at <= $3
       and (dispute_id = $4 or subject = any($5::uuid[])) and officer_id is distinct from $6::uuid
     group by officer_id order by officer_id`,
    [tx.county, link.since, link.at, link.from.id, [link.from.id, ...link.records], link.officerId],
  )
  const text = rightsWords.notice.officer(link.from.code, link.to.code, link.records.length)
  return rows.map((row) => ({
    kind: 'officer',
    id: row.officer_id,
    seenAt: row.seen,
    to: row.officer_id,
    withheld: false,
    text,
  }))
}

/** Agencies from which something was withdrawn with the link. */
async function losers(tx: ScopedTx, link: WrongLink): Promise<Recipient[]> {
  const { rows } = await tx.query<{ agency_id: string }>(
    `select distinct agency_id from access.handed
     where county = $1 and withdrawn_at = $2 and (subject = any($3::uuid[]) or operation_id = $4::uuid)`,
    [tx.county, link.at, link.records, link.undoes],
  )
  const text = rightsWords.notice.agency(link.from.code, link.to.code, link.records.length)
  return rows.map((row) => ({
    kind: 'agency',
    id: row.agency_id,
    seenAt: null,
    to: row.agency_id,
    withheld: false,
    text,
  }))
}

/** The phone that a party gave itself, in the newest record that has one. */
export function phoneOf(side: DisputeSide, records: Awaited<ReturnType<typeof readSides>>['records']): string | null {
  for (const place of side.places) {
    const record = records.get(place.recordId)
    if (!record || record.sealed) continue
    const names = sourceTable[record.source].parties.find((party) => party.column === place.column)
    const cell = names?.phone ? record.row[names.phone] : undefined
    const phone = cell ? parsePhone(cell) : null
    if (phone?.kind === 'mobile') return phone.normal
  }
  return null
}

/**
 * The persons of both disputes who know of them: who brought them, and whoever has opened the own page or takes part in a
 * mediation. Nobody learns by such a message that somebody complained about him. Where the two sides are kept apart, and
 * where an identity is sealed, no message goes to a phone that others may read; the office tells in person.
 */
async function persons(tx: ScopedTx, link: WrongLink): Promise<Recipient[]> {
  const { sides, records } = await readSides(tx, [link.from.id, link.to.id])
  const { rows: aware } = await tx.query<{ id: string }>(
    `select party_id as id from access.read_log where county = $1 and actor = 'party' and dispute_id = any($2::uuid[]) and party_id is not null
     union select p.party_id from mediation.party p join mediation.mediation m on m.county = p.county and m.id = p.mediation_id
       where p.county = $1 and m.dispute_id = any($2::uuid[])`,
    [tx.county, [link.from.id, link.to.id]],
  )
  const know = new Set(aware.map((row) => row.id))
  const told = new Map<string, Recipient>()
  for (const side of sides) {
    if (side.kind !== 'person' || told.has(side.partyId)) continue
    if (side.side !== 'claimant' && !know.has(side.partyId)) continue
    const withheld = link.apart || side.found.sealed
    told.set(side.partyId, {
      kind: 'party',
      id: side.partyId,
      seenAt: null,
      to: withheld ? null : phoneOf(side, records),
      withheld,
      text:
        side.disputeId === link.to.id
          ? rightsWords.notice.partyMoved(link.to.code)
          : rightsWords.notice.party(link.from.code),
    })
  }
  return [...told.values()]
}

/**
 * Tells everybody who saw a wrong link that it was one: the officers, the agencies that lose sight of it, the persons of both
 * disputes. Each notice is kept with its delivery; the ledger holds the numbers. Sessions of persons who were taken for one
 * another end. Idempotent: an operation is told once.
 */
export async function tellWrongLink(services: Services, moved: MovedLink): Promise<number> {
  const { operation } = moved
  if (!operation) return 0
  return withScope(services, systemScope(moved.county, 'rights'), 'rights', async (tx) => {
    await tx.query('select pg_advisory_xact_lock(73068107, $1)', [Number(tx.county)])
    const { rows: done } = await tx.query(
      'select 1 from rights.notice where county = $1 and operation_id = $2 limit 1',
      [tx.county, operation],
    )
    const parties = (moved.separated ?? []).flatMap(({ party, into }) => [party, into])
    await tx.query('delete from access.session where county = $1 and party_id = any($2::uuid[])', [tx.county, parties])
    const link = done.length > 0 ? null : await readWrongLink(tx, operation)
    if (!link) return 0
    const { rows: requests } = await tx.query<{ id: string }>(
      `select request_id as id from rights.action where county = $1 and data ->> 'operation' = $2 limit 1`,
      [tx.county, operation],
    )
    await hideFromNamesake(tx, link, parties, requests[0]?.id ?? null)
    const recipients = [...(await viewers(tx, link)), ...(await losers(tx, link)), ...(await persons(tx, link))]
    for (const recipient of recipients) await tell(services, tx, link, recipient, requests[0]?.id ?? null)
    const count = (kind: Recipient['kind']) => recipients.filter((one) => one.kind === kind).length
    tx.emit({ kind: 'rights.changed', subject: link.from.id, data: { told: recipients.length } })
    await append(tx, [
      {
        kind: 'rights.told',
        subject: operation,
        traceCode: link.from.code,
        payload: {
          operation,
          other: link.to.code,
          officers: count('officer'),
          agencies: count('agency'),
          parties: count('party'),
        },
      },
    ])
    return recipients.length
  })
}

/**
 * While two persons were taken for one, either could ask on the page of both. Nobody can say now whose request it was: it is
 * shown to neither on a page, and the officer who decides it asks who it was.
 */
async function hideFromNamesake(
  tx: ScopedTx,
  link: WrongLink,
  parties: readonly string[],
  decided: string | null,
): Promise<void> {
  await tx.query(
    `update rights.request set party_id = null
     where county = $1 and party_id = any($2::uuid[]) and channel = 'portal' and asked_at >= $3 and asked_at <= $4 and id is distinct from $5::uuid`,
    [tx.county, parties, link.since, link.at, decided],
  )
}

async function tell(
  services: Services,
  tx: ScopedTx,
  link: WrongLink,
  recipient: Recipient,
  requestId: string | null,
): Promise<void> {
  const channel = recipient.kind === 'party' ? ('sms' as const) : ('inbox' as const)
  const at = tx.context.now()
  const sent =
    recipient.to === null
      ? null
      : await services.messages.send(tx, {
          county: tx.county,
          to: recipient.to,
          channel,
          kind: 'wrongLink',
          text: recipient.text,
          at,
        })
  const state = recipient.withheld ? 'withheld' : (sent?.state ?? 'failed')
  await tx.query(
    `insert into rights.notice (county, id, operation_id, request_id, recipient_kind, recipient, trace_code, other_trace_code, records, kind, seen_at, channel, sent_at, state)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'wrongLink', $10, $11, $12, $13)`,
    [
      tx.county,
      tx.context.id(),
      link.operation,
      requestId,
      recipient.kind,
      recipient.id,
      link.from.code,
      link.to.code,
      link.records.length,
      recipient.seenAt,
      channel,
      at,
      state,
    ],
  )
}
