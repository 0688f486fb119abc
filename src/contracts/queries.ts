import type { ScopedTx } from '../access/scope.ts'
import { dayOf } from '../vocabulary/calendar.ts'
import { foldPerformance, hardshipOffer, type StatedContract, type StatedRepayment, scheduleOf } from './contracts.ts'
import type { HelpStep, RepaymentMethod } from './schema.ts'

/** A stored contract with what the daily check has noted on it. */
export interface StoredContract extends StatedContract {
  readonly id: string
  readonly feed: string
  readonly supplier: string
  readonly disputeId: string
  readonly traceCode: string
  readonly recordId: string
  readonly town: string | null
  readonly dayCount: string
  readonly help: HelpStep
  readonly overdueEntered: readonly number[]
  readonly alertId: string | null
}

interface ContractRow {
  id: string
  feed: string
  number: string
  record_id: string
  dispute_id: string
  trace_code: string
  town: string | null
  lender: string | null
  lender_code: string | null
  product: string | null
  signed_on: string
  principal: number
  rate_micro_percent: number | null
  instalments: number
  method: RepaymentMethod
  first_due: string
  day_count: string
  help: HelpStep
  overdue_entered: number[]
  alert_id: string | null
}

const columns = `id, feed, number, record_id, dispute_id, trace_code, town, lender, lender_code, product, signed_on, principal,
  rate_micro_percent, instalments, method, first_due, day_count, help, overdue_entered, alert_id`

function storedContract(row: ContractRow): StoredContract {
  return {
    id: row.id,
    feed: row.feed,
    supplier: row.feed === '' ? 'contract' : row.feed,
    number: row.number,
    recordId: row.record_id,
    disputeId: row.dispute_id,
    traceCode: row.trace_code,
    town: row.town,
    lender: row.lender,
    lenderCode: row.lender_code,
    product: row.product,
    signedOn: row.signed_on,
    principal: row.principal,
    rateMicroPercent: row.rate_micro_percent,
    instalments: row.instalments,
    method: row.method,
    firstDue: row.first_due,
    dayCount: row.day_count,
    help: row.help,
    overdueEntered: row.overdue_entered,
    alertId: row.alert_id,
  }
}

/** Contracts that the daily check has to look at on `today` (YYYY-MM-DD), in a fixed order. */
export async function contractsToCheck(tx: ScopedTx, today: string): Promise<StoredContract[]> {
  const { rows } = await tx.query<ContractRow>(
    `select ${columns} from contracts.contract where county = $1 and check_on <= $2 order by id`,
    [tx.county, today],
  )
  return rows.map(storedContract)
}

export async function readContractById(tx: ScopedTx, id: string): Promise<StoredContract | null> {
  const { rows } = await tx.query<ContractRow>(
    `select ${columns} from contracts.contract where county = $1 and id::text = $2`,
    [tx.county, id],
  )
  return rows[0] ? storedContract(rows[0]) : null
}

/** The loan that a dispute is about, for the borrower's own page. */
export async function contractsOfDispute(tx: ScopedTx, disputeId: string): Promise<StoredContract[]> {
  const { rows } = await tx.query<ContractRow>(
    `select ${columns} from contracts.contract where county = $1 and dispute_id = $2 order by signed_on, id`,
    [tx.county, disputeId],
  )
  return rows.map(storedContract)
}

/** Newest first. `after` is the (signed_on, id) of the last row seen; `help` narrows to contracts in arrears or settled ones. */
export async function readContracts(
  tx: ScopedTx,
  filter: {
    after: { signedOn: string; id: string } | null
    limit: number
    state: 'all' | 'current' | 'overdue' | 'settled'
  },
): Promise<StoredContract[]> {
  const { rows } = await tx.query<ContractRow>(
    `select ${columns} from contracts.contract
     where county = $1 and ($2::date is null or (signed_on, id) < ($2::date, $3::uuid))
       and case $4 when 'overdue' then help <> 'none' when 'settled' then check_on is null
                   when 'current' then help = 'none' and check_on is not null else true end
     order by signed_on desc, id desc limit $5`,
    [tx.county, filter.after?.signedOn ?? null, filter.after?.id ?? null, filter.state, filter.limit],
  )
  return rows.map(storedContract)
}

interface RepaymentRow {
  feed: string
  contract_number: string
  instalment: number
  due: string | null
  due_amount: number | null
  paid_on: string | null
  paid_amount: number | null
}

/** Repayments of these contracts, by contract id. One statement for all. */
export async function repaymentsOf(
  tx: ScopedTx,
  contracts: readonly StoredContract[],
): Promise<Map<string, StatedRepayment[]>> {
  const found = new Map<string, StatedRepayment[]>(contracts.map((contract) => [contract.id, []]))
  if (contracts.length === 0) return found
  const { rows } = await tx.query<RepaymentRow & { id: string }>(
    `select w.id, r.instalment, r.contract_number, r.due, r.due_amount, r.paid_on, r.paid_amount
     from unnest($2::text[], $3::text[], $4::text[]) as w(id, feed, number)
     join contracts.repayment r on r.county = $1 and r.feed = w.feed and r.contract_number = w.number
     order by r.instalment`,
    [
      tx.county,
      contracts.map((contract) => contract.id),
      contracts.map((contract) => contract.feed),
      contracts.map((contract) => contract.number),
    ],
  )
  for (const row of rows)
    found.get(row.id)!.push({
      contractNumber: row.contract_number,
      instalment: row.instalment,
      due: row.due,
      dueAmount: row.due_amount,
      paidOn: row.paid_on,
      paidAmount: row.paid_amount,
    })
  return found
}

/** What a borrower is offered today for the loan that the dispute is about; empty while nothing is late. For the own page only. */
export async function hardshipNotices(tx: ScopedTx, disputeId: string): Promise<string[]> {
  const contracts = await contractsOfDispute(tx, disputeId)
  const repayments = await repaymentsOf(tx, contracts)
  const today = dayOf(tx.context.now())
  return contracts.flatMap((contract) => {
    const performance = foldPerformance(scheduleOf(contract), repayments.get(contract.id)!, today)
    return hardshipOffer(performance) ?? []
  })
}
