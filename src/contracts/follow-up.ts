import { readAgencies } from '../access/queries.ts'
import { type ScopedTx, systemScope, withScope } from '../access/scope.ts'
import { append } from '../ledger/commands.ts'
import { contextAt } from '../platform/context.ts'
import type { Schedule, Services } from '../platform/services.ts'
import { dayOf, startOfDay } from '../vocabulary/calendar.ts'
import { contractWords } from '../vocabulary/words/contracts.ts'
import { type GivenAlert, raiseAlerts } from '../warning/commands.ts'
import { foldPerformance, helpFor, nextCheck, overdueReasons, type Performance, scheduleOf } from './contracts.ts'
import { contractsToCheck, repaymentsOf, type StoredContract } from './queries.ts'
import type { HelpStep } from './schema.ts'

type NewEntry = Parameters<typeof append>[1][number]

interface Checked {
  readonly contract: StoredContract
  readonly performance: Performance
  readonly help: HelpStep
  /** Instalments that fell overdue since the last check. */
  readonly newlyOverdue: readonly number[]
  readonly settled: boolean
}

function check(contract: StoredContract, repayments: Parameters<typeof foldPerformance>[1], today: string): Checked {
  const performance = foldPerformance(scheduleOf(contract), repayments, today)
  const entered = new Set(contract.overdueEntered)
  return {
    contract,
    performance,
    help: helpFor(performance),
    newlyOverdue: performance.lines
      .filter((line) => line.state === 'overdue' && !entered.has(line.number))
      .map((line) => line.number),
    settled: performance.state === 'settled',
  }
}

function ledgerEntries({ contract, newlyOverdue, settled, performance }: Checked): NewEntry[] {
  const about = { subject: contract.id, traceCode: contract.traceCode }
  const overdue = newlyOverdue.map((number): NewEntry => {
    const line = performance.lines.find((one) => one.number === number)!
    return {
      ...about,
      kind: 'loan.overdue',
      payload: { instalment: number, due: line.due, amount: line.amount, paid: line.paid },
    }
  })
  return settled
    ? [...overdue, { ...about, kind: 'loan.settled', payload: { instalments: performance.lines.length } }]
    : overdue
}

/**
 * Help to lender and borrower, never a mark on a person: raised once per contract while its arrears cluster, seen by the centre
 * and the lender itself, without a name and without a town's officers (domain knowledge 8).
 */
function earlyHelp({ contract, performance }: Checked, lenders: ReadonlyMap<string, string>): GivenAlert {
  const lender = lenders.get(contract.lender ?? '') ?? lenders.get(contract.lenderCode ?? '')
  return {
    rule: 'loan',
    kind: 'dispute',
    level: 'micro',
    grade: 'blue',
    title: contractWords.earlyHelpTitle,
    subject: contract.traceCode,
    type: 'finance',
    town: null,
    disputeId: contract.disputeId,
    reference: contract.id,
    why: [...overdueReasons(performance), contractWords.earlyHelpSuggestion],
    visibleTo: lender === undefined ? [] : [lender],
  }
}

async function storeChecks(tx: ScopedTx, checks: readonly Checked[], today: string, at: Date): Promise<void> {
  await tx.query(
    `update contracts.contract c set check_on = k.check_on, help = k.help,
       help_at = case when c.help = k.help then c.help_at else $3 end,
       overdue_entered = c.overdue_entered || k.overdue::int[]
     from unnest($2::uuid[], $4::date[], $5::text[], $6::text[]) as k(id, check_on, help, overdue)
     where c.county = $1 and c.id = k.id`,
    [
      tx.county,
      checks.map(({ contract }) => contract.id),
      at,
      checks.map(({ performance }) => nextCheck(performance, today)),
      checks.map(({ help }) => help),
      checks.map(({ newlyOverdue }) => `{${newlyOverdue.join(',')}}`),
    ],
  )
}

/**
 * The daily look at loans on which something can have changed since the last one: enters new arrears and settlements, keeps the
 * help step, asks the lender to help early where arrears cluster. Others cost nothing: `check_on` says when to look again.
 */
export async function followUpLoans(tx: ScopedTx): Promise<number> {
  const at = tx.context.now()
  const today = dayOf(at)
  const contracts = await contractsToCheck(tx, today)
  if (contracts.length === 0) return 0
  const repayments = await repaymentsOf(tx, contracts)
  const checks = contracts.map((contract) => check(contract, repayments.get(contract.id)!, today))
  await storeChecks(tx, checks, today, at)
  for (const { contract, newlyOverdue } of checks)
    if (newlyOverdue.length > 0) tx.emit({ kind: 'loan.overdue', subject: contract.id, town: null })
  const needed = checks.filter(({ help, contract }) => help === 'earlyHelp' && contract.help !== 'earlyHelp')
  await append(tx, checks.flatMap(ledgerEntries))
  if (needed.length > 0) {
    const lenders = new Map<string, string>()
    for (const agency of await readAgencies(tx))
      if (agency.kind === 'bank') lenders.set(agency.name, agency.id).set(agency.code, agency.id)
    const ids = await raiseAlerts(
      tx,
      needed.map((one) => earlyHelp(one, lenders)),
    )
    const raised = needed.flatMap(({ contract }, index) => (ids[index] ? [{ id: contract.id, alert: ids[index] }] : []))
    await tx.query(
      `update contracts.contract c set alert_id = a.alert from unnest($2::uuid[], $3::uuid[]) as a(id, alert)
       where c.county = $1 and c.id = a.id`,
      [tx.county, raised.map(({ id }) => id), raised.map(({ alert }) => alert)],
    )
  }
  return checks.length
}

/** 03:00 +08:00 with the other daily work, so that a replay stops once a day. */
const morning = 3 * 3_600_000

export const contractsSchedules: readonly Schedule[] = [
  {
    name: 'contracts.followUp',
    next(after) {
      const today = new Date(startOfDay(dayOf(after)).getTime() + morning)
      return today > after ? today : new Date(today.getTime() + 86_400_000)
    },
    async run(services: Services, county: string, at: Date) {
      const then = { ...services, context: contextAt(services.context, at) }
      await withScope(then, systemScope(county, 'contracts'), 'pipeline', followUpLoans)
    },
  },
]
