import { blind } from '../access/blind.ts'
import type { ScopedTx } from '../access/scope.ts'
import { append } from '../ledger/commands.ts'
import type { NewEntry } from '../ledger/ledger.ts'
import type { LinkedRecord } from '../linking/schema.ts'
import { dayOf } from '../vocabulary/calendar.ts'
import { readContract, readRepayment, type StatedContract, type StatedRepayment } from './contracts.ts'
import { dayCount } from './schedule.ts'

/** Contract and repayment files of one bank meet by this name: the supplier's, or '' where the default name was used. */
function feedOf(item: LinkedRecord): string {
  return item.record.supplier === item.record.source ? '' : item.record.supplier
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

/** Contract id by the id of the record that stands in it now; a later version keeps the contract's first id. */
async function storeContracts(
  tx: ScopedTx,
  arrivals: readonly Arrival<StatedContract>[],
): Promise<Map<string, string>> {
  if (arrivals.length === 0) return new Map()
  const { rows } = await tx.query<{ id: string; record_id: string }>(
    `insert into contracts.contract (county, id, feed, number, version, sequence, record_id, dispute_id, trace_code, town,
       lender, lender_code, product, signed_on, principal, rate_micro_percent, instalments, method, first_due, day_count, check_on)
     select $1, c.id, c.feed, c.number, c.version, c.sequence, c.id, c.dispute_id, c.trace_code, c.town,
       c.lender, c.lender_code, c.product, c.signed_on, c.principal, c.rate, c.instalments, c.method, c.first_due, $3, c.check_on
     from jsonb_to_recordset($2::text::jsonb) as c(id uuid, feed text, number text, version int, sequence bigint, dispute_id uuid,
       trace_code text, town text, lender text, lender_code text, product text, signed_on date, principal bigint, rate bigint,
       instalments int, method text, first_due date, check_on date)
     on conflict (county, feed, number) do update set
       version = excluded.version, sequence = excluded.sequence, record_id = excluded.record_id, dispute_id = excluded.dispute_id,
       trace_code = excluded.trace_code, town = excluded.town, lender = excluded.lender, lender_code = excluded.lender_code,
       product = excluded.product, signed_on = excluded.signed_on, principal = excluded.principal,
       rate_micro_percent = excluded.rate_micro_percent, instalments = excluded.instalments, method = excluded.method,
       first_due = excluded.first_due, day_count = excluded.day_count,
       check_on = least(contracts.contract.check_on, excluded.check_on)
     where excluded.version >= contracts.contract.version
     returning id, record_id`,
    [
      tx.county,
      JSON.stringify(
        arrivals.map(({ item, feed, stated }) => ({
          id: item.record.id,
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
  return new Map(rows.map((row) => [row.record_id, row.id]))
}

async function storeRepayments(tx: ScopedTx, arrivals: readonly Arrival<StatedRepayment>[]): Promise<Set<string>> {
  if (arrivals.length === 0) return new Set()
  const { rows } = await tx.query<{ record_id: string }>(
    `insert into contracts.repayment (county, feed, contract_number, instalment, version, sequence, record_id, due, due_amount, paid_on, paid_amount)
     select $1, r.feed, r.number, r.instalment, r.version, r.sequence, r.record_id, r.due, r.due_amount, r.paid_on, r.paid_amount
     from unnest($2::text[], $3::text[], $4::int[], $5::int[], $6::bigint[], $7::uuid[], $8::date[], $9::bigint[], $10::date[], $11::bigint[])
       as r(feed, number, instalment, version, sequence, record_id, due, due_amount, paid_on, paid_amount)
     on conflict (county, feed, contract_number, instalment) do update set
       version = excluded.version, sequence = excluded.sequence, record_id = excluded.record_id, due = excluded.due,
       due_amount = excluded.due_amount, paid_on = excluded.paid_on, paid_amount = excluded.paid_amount
     where excluded.version >= contracts.repayment.version
     returning record_id`,
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
  return new Set(rows.map((row) => row.record_id))
}

/** Contracts that new repayments speak of are looked at by the next daily check. Returns contract id and trace code by feed and number. */
async function touchContracts(
  tx: ScopedTx,
  arrivals: readonly Arrival<StatedRepayment>[],
): Promise<Map<string, { id: string; traceCode: string }>> {
  const days = new Map<string, { feed: string; number: string; day: string }>()
  for (const { feed, stated, item } of arrivals) {
    const key = `${feed}\n${stated.contractNumber}`
    const day = dayOf(item.record.receivedAt)
    const known = days.get(key)
    if (!known || day < known.day) days.set(key, { feed, number: stated.contractNumber, day })
  }
  const touched = [...days.values()]
  if (touched.length === 0) return new Map()
  const { rows } = await tx.query<{ id: string; trace_code: string; feed: string; number: string }>(
    `update contracts.contract c set check_on = least(c.check_on, t.day)
     from unnest($2::text[], $3::text[], $4::date[]) as t(feed, number, day)
     where c.county = $1 and c.feed = t.feed and c.number = t.number
     returning c.id, c.trace_code, c.feed, c.number`,
    [tx.county, touched.map((t) => t.feed), touched.map((t) => t.number), touched.map((t) => t.day)],
  )
  return new Map(rows.map((row) => [`${row.feed}\n${row.number}`, { id: row.id, traceCode: row.trace_code }]))
}

/**
 * Pipeline stage: contract rows become contracts, repayment rows their performance, and each leaves a ledger entry. Six
 * statements a batch at most, whatever its size. Rows that state no loan stay records and are passed over.
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
  const storedLoans = await storeContracts(tx, loans)
  const storedPayments = await storeRepayments(tx, payments)
  const known = await touchContracts(tx, payments)
  const entries: (NewEntry & { sequence: number })[] = []
  for (const { item, stated } of loans) {
    const id = storedLoans.get(item.record.id)
    if (id !== undefined) entries.push(loanEntered(tx, id, item, stated))
  }
  for (const { item, feed, stated } of payments) {
    if (!storedPayments.has(item.record.id) || stated.paidOn === null) continue
    const contract = known.get(`${feed}\n${stated.contractNumber}`)
    entries.push({
      sequence: item.record.sequence,
      kind: 'loan.instalmentPaid',
      subject: contract?.id ?? item.record.id,
      traceCode: contract?.traceCode ?? item.membership.traceCode,
      at: item.record.receivedAt,
      payload: {
        contract: blind(tx.keys, 'contract', `${feed}\n${stated.contractNumber}`),
        instalment: stated.instalment,
        due: stated.due,
        dueAmount: stated.dueAmount,
        paidOn: stated.paidOn,
        paidAmount: stated.paidAmount,
      },
    })
  }
  await append(
    tx,
    entries.sort((a, b) => a.sequence - b.sequence),
  )
}

function loanEntered(
  tx: ScopedTx,
  contractId: string,
  item: LinkedRecord,
  stated: StatedContract,
): NewEntry & { sequence: number } {
  return {
    sequence: item.record.sequence,
    kind: 'loan.entered',
    subject: contractId,
    traceCode: item.membership.traceCode,
    at: item.record.receivedAt,
    payload: {
      contract: blind(tx.keys, 'contract', `${feedOf(item)}\n${stated.number}`),
      signedOn: stated.signedOn,
      principal: stated.principal,
      rateMicroPercent: stated.rateMicroPercent,
      instalments: stated.instalments,
      method: stated.method,
      firstDue: stated.firstDue,
      dayCount,
    },
  }
}
