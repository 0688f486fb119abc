import { blind } from '../access/blind.ts'
import type { ScopedTx } from '../access/scope.ts'
import { append } from '../ledger/commands.ts'
import type { LinkedRecord } from '../linking/schema.ts'
import { dayOf } from '../vocabulary/calendar.ts'
import { readContract, readRepayment, type StatedContract, type StatedRepayment } from './contracts.ts'
import { dayCount } from './schedule.ts'

type NewEntry = Parameters<typeof append>[1][number]

/** Contract and repayment files of one bank meet by this name: the supplier's, or '' where the default name was used. */
function feedOf(item: LinkedRecord): string {
  return item.record.supplier === item.record.source ? '' : item.record.supplier
}

/**
 * A contract's id follows from its number, so that a repayment that comes before its contract means the same one: HMAC of
 * (county, feed, number), written as UUIDv8 (RFC 9562 5.8).
 */
export function contractId(tx: Pick<ScopedTx, 'county' | 'keys'>, feed: string, number: string): string {
  const [, digest] = blind(tx.keys, 'contractId', `${tx.county}\n${feed}\n${number}`).split(':') as [string, string]
  const bytes = Buffer.from(digest, 'base64url')
  bytes[6] = 0x80 | (bytes[6]! & 0x0f)
  bytes[8] = 0x80 | (bytes[8]! & 0x3f)
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

interface Arrival<Stated> {
  readonly item: LinkedRecord
  readonly feed: string
  readonly stated: Stated
}

/** The highest version of each key in the batch, in the order of arrival: one upsert may touch a row once only. */
function newest<Stated>(
  arrivals: readonly Arrival<Stated>[],
  keyOf: (arrival: Arrival<Stated>) => string,
): Arrival<Stated>[] {
  const kept = new Map<string, Arrival<Stated>>()
  for (const arrival of arrivals) {
    const key = keyOf(arrival)
    const known = kept.get(key)
    if (!known || arrival.item.record.version >= known.item.record.version) kept.set(key, arrival)
  }
  return [...kept.values()].sort((a, b) => a.item.record.sequence - b.item.record.sequence)
}

async function storeContracts(tx: ScopedTx, arrivals: readonly Arrival<StatedContract>[]): Promise<void> {
  if (arrivals.length === 0) return
  await tx.query(
    `insert into contracts.contract (county, id, feed, number, version, sequence, record_id, dispute_id, trace_code, town,
       lender, lender_code, product, signed_on, principal, rate_micro_percent, instalments, method, first_due, day_count, check_on)
     select $1, c.id, c.feed, c.number, c.version, c.sequence, c.record_id, c.dispute_id, c.trace_code, c.town,
       c.lender, c.lender_code, c.product, c.signed_on, c.principal, c.rate, c.instalments, c.method, c.first_due, $3, c.check_on
     from jsonb_to_recordset($2::text::jsonb) as c(id uuid, record_id uuid, feed text, number text, version int, sequence bigint, dispute_id uuid,
       trace_code text, town text, lender text, lender_code text, product text, signed_on date, principal bigint, rate bigint,
       instalments int, method text, first_due date, check_on date)
     on conflict (county, feed, number) do update set
       version = excluded.version, sequence = excluded.sequence, record_id = excluded.record_id, dispute_id = excluded.dispute_id,
       trace_code = excluded.trace_code, town = excluded.town, lender = excluded.lender, lender_code = excluded.lender_code,
       product = excluded.product, signed_on = excluded.signed_on, principal = excluded.principal,
       rate_micro_percent = excluded.rate_micro_percent, instalments = excluded.instalments, method = excluded.method,
       first_due = excluded.first_due, day_count = excluded.day_count,
       check_on = least(contracts.contract.check_on, excluded.check_on)
     where excluded.version >= contracts.contract.version`,
    [
      tx.county,
      JSON.stringify(
        arrivals.map(({ item, feed, stated }) => ({
          id: contractId(tx, feed, stated.number),
          record_id: item.record.id,
          feed,
          number: stated.number,
          version: item.record.version,
          sequence: item.record.sequence,
          dispute_id: item.membership.disputeId,
          trace_code: item.membership.traceCode,
          town: item.record.town,
          lender: stated.lender,
          lender_code: stated.lenderCode,
          product: stated.product,
          signed_on: stated.signedOn,
          principal: stated.principal,
          rate: stated.rateMicroPercent,
          instalments: stated.instalments,
          method: stated.method,
          first_due: stated.firstDue,
          check_on: dayOf(item.record.receivedAt),
        })),
      ),
      dayCount,
    ],
  )
}

async function storeRepayments(tx: ScopedTx, arrivals: readonly Arrival<StatedRepayment>[]): Promise<void> {
  if (arrivals.length === 0) return
  await tx.query(
    `insert into contracts.repayment (county, feed, contract_number, instalment, version, sequence, record_id, due, due_amount, paid_on, paid_amount)
     select $1, r.feed, r.number, r.instalment, r.version, r.sequence, r.record_id, r.due, r.due_amount, r.paid_on, r.paid_amount
     from unnest($2::text[], $3::text[], $4::int[], $5::int[], $6::bigint[], $7::uuid[], $8::date[], $9::bigint[], $10::date[], $11::bigint[])
       as r(feed, number, instalment, version, sequence, record_id, due, due_amount, paid_on, paid_amount)
     on conflict (county, feed, contract_number, instalment) do update set
       version = excluded.version, sequence = excluded.sequence, record_id = excluded.record_id, due = excluded.due,
       due_amount = excluded.due_amount, paid_on = excluded.paid_on, paid_amount = excluded.paid_amount
     where excluded.version >= contracts.repayment.version`,
    [
      tx.county,
      arrivals.map((arrival) => arrival.feed),
      arrivals.map((arrival) => arrival.stated.contractNumber),
      arrivals.map((arrival) => arrival.stated.instalment),
      arrivals.map((arrival) => arrival.item.record.version),
      arrivals.map((arrival) => arrival.item.record.sequence),
      arrivals.map((arrival) => arrival.item.record.id),
      arrivals.map((arrival) => arrival.stated.due),
      arrivals.map((arrival) => arrival.stated.dueAmount),
      arrivals.map((arrival) => arrival.stated.paidOn),
      arrivals.map((arrival) => arrival.stated.paidAmount),
    ],
  )
}

/** Contracts that new repayments speak of are looked at by the next daily check. */
async function touchContracts(tx: ScopedTx, arrivals: readonly Arrival<StatedRepayment>[]): Promise<void> {
  const days = new Map<string, string>()
  for (const { feed, stated, item } of arrivals) {
    const id = contractId(tx, feed, stated.contractNumber)
    const day = dayOf(item.record.receivedAt)
    const known = days.get(id)
    if (known === undefined || day < known) days.set(id, day)
  }
  if (days.size === 0) return
  await tx.query(
    `update contracts.contract c set check_on = least(c.check_on, t.day)
     from unnest($2::uuid[], $3::date[]) as t(id, day) where c.county = $1 and c.id = t.id`,
    [tx.county, [...days.keys()], [...days.values()]],
  )
}

/**
 * Pipeline stage: contract rows become contracts, repayment rows their performance, and each leaves a ledger entry. Four
 * statements and one append a batch, whatever its size. Rows that state no loan stay records and are passed over.
 */
export async function applyBatch(tx: ScopedTx, items: readonly LinkedRecord[]): Promise<void> {
  const contracts: Arrival<StatedContract>[] = []
  const repayments: Arrival<StatedRepayment>[] = []
  for (const item of items) {
    if (item.record.source === 'contract') {
      const stated = readContract(item.record.row, dayOf(item.record.occurredAt))
      if (stated) contracts.push({ item, feed: feedOf(item), stated })
    } else if (item.record.source === 'repayment') {
      const stated = readRepayment(item.record.row)
      if (stated) repayments.push({ item, feed: feedOf(item), stated })
    }
  }
  if (contracts.length === 0 && repayments.length === 0) return
  const loans = newest(contracts, ({ feed, stated }) => `${feed}\n${stated.number}`)
  const payments = newest(repayments, ({ feed, stated }) => `${feed}\n${stated.contractNumber}\n${stated.instalment}`)
  await storeContracts(tx, loans)
  await storeRepayments(tx, payments)
  await touchContracts(tx, payments)
  // Every row leaves its entry, also one that a later row of the same batch replaces: the ledger must not show the cut.
  const entries = [
    ...contracts.map((arrival) => loanEntered(tx, arrival)),
    ...repayments.flatMap((arrival) => instalmentPaid(tx, arrival) ?? []),
  ].sort((a, b) => a.sequence - b.sequence)
  await append(
    tx,
    entries.map(({ entry }) => entry),
  )
}

interface Entry {
  readonly sequence: number
  readonly entry: NewEntry
}

function entryOf(
  tx: ScopedTx,
  { item, feed }: Arrival<unknown>,
  number: string,
  kind: NewEntry['kind'],
  payload: Record<string, string | number | null>,
): Entry {
  const entry = {
    kind,
    subject: contractId(tx, feed, number),
    traceCode: item.membership.traceCode,
    at: item.record.receivedAt,
    payload: { contract: blind(tx.keys, 'contract', `${feed}\n${number}`), ...payload },
  }
  return { sequence: item.record.sequence, entry }
}

function loanEntered(tx: ScopedTx, arrival: Arrival<StatedContract>): Entry {
  const { signedOn, principal, rateMicroPercent, instalments, method, firstDue, number } = arrival.stated
  const payload = { signedOn, principal, rateMicroPercent, instalments, method, firstDue, dayCount }
  return entryOf(tx, arrival, number, 'loan.entered', payload)
}

function instalmentPaid(tx: ScopedTx, arrival: Arrival<StatedRepayment>): Entry | null {
  const { instalment, due, dueAmount, paidOn, paidAmount, contractNumber } = arrival.stated
  if (paidOn === null) return null
  return entryOf(tx, arrival, contractNumber, 'loan.instalmentPaid', { instalment, due, dueAmount, paidOn, paidAmount })
}

/** A contract follows its record to the dispute in which that stands now. */
export async function moveContracts(
  tx: ScopedTx,
  moves: readonly { readonly recordId: string; readonly disputeId: string; readonly traceCode: string }[],
): Promise<void> {
  if (moves.length === 0) return
  await tx.query(
    `update contracts.contract c set dispute_id = m.dispute_id, trace_code = m.trace_code
     from unnest($2::uuid[], $3::uuid[], $4::text[]) as m(record_id, dispute_id, trace_code)
     where c.county = $1 and c.record_id = m.record_id`,
    [
      tx.county,
      moves.map((move) => move.recordId),
      moves.map((move) => move.disputeId),
      moves.map((move) => move.traceCode),
    ],
  )
}
