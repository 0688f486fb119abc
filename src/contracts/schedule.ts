import { addMonths } from '../vocabulary/calendar.ts'
import type { RepaymentMethod } from './schema.ts'

/** What a contract row says about repayment. Money in 分; `rateMicroPercent` percent a year × 1,000,000; dates YYYY-MM-DD. */
export interface LoanTerms {
  readonly principal: number
  readonly rateMicroPercent: number
  readonly instalments: number
  readonly method: RepaymentMethod
  readonly firstDue: string
}

export interface ScheduledInstalment {
  readonly number: number
  readonly due: string
  readonly principal: number
  readonly interest: number
  readonly amount: number
}

/**
 * Day-count rule of every computed schedule: each instalment period counts as one twelfth of a year. The rows do not state the
 * bank's own rule, so a schedule computed under it is shown as computed, and gives way to due amounts that the bank reports.
 */
export const dayCount = 'monthTwelfth'

/** Longest loan that is scheduled: 40 years of months. */
export const longestLoan = 480

/** Micro-percent a year → share of the principal a month, as a denominator: 100 % × 10⁶ × 12 months. */
const monthlyDenominator = 1_200_000_000n

function roundHalfUp(numerator: bigint, denominator: bigint): number {
  return Number((2n * numerator + denominator) / (2n * denominator))
}

function monthlyInterest(balance: number, rateMicroPercent: number): number {
  return roundHalfUp(BigInt(balance) * BigInt(rateMicroPercent), monthlyDenominator)
}

/** The level payment of an annuity: P·r·(1+r)ⁿ / ((1+r)ⁿ − 1) in exact rational arithmetic, rounded to 分. */
function levelPayment({ principal, rateMicroPercent, instalments }: LoanTerms): number {
  const rate = BigInt(rateMicroPercent)
  const growth = (monthlyDenominator + rate) ** BigInt(instalments)
  const base = monthlyDenominator ** BigInt(instalments)
  return roundHalfUp(BigInt(principal) * rate * growth, monthlyDenominator * (growth - base))
}

function principalPart(terms: LoanTerms, number: number, balance: number, interest: number, level: number): number {
  if (number === terms.instalments) return balance
  switch (terms.method) {
    case 'equalInstalment':
      return Math.max(0, Math.min(balance, level - interest))
    case 'equalPrincipal':
      return (
        Math.floor((terms.principal * number) / terms.instalments) -
        Math.floor((terms.principal * (number - 1)) / terms.instalments)
      )
    default:
      return 0
  }
}

/**
 * The plan of repayment in whole 分: parts of the principal add up to the principal exactly, the last instalment takes what
 * rounding left. Empty for `unstated` and for terms that no loan has.
 */
export function computeSchedule(terms: LoanTerms): ScheduledInstalment[] {
  const { principal, rateMicroPercent, instalments, method, firstDue } = terms
  if (method === 'unstated' || principal <= 0 || rateMicroPercent < 0) return []
  if (instalments < 1 || instalments > longestLoan) return []
  if (method === 'bullet') {
    const interest = roundHalfUp(BigInt(principal) * BigInt(rateMicroPercent) * BigInt(instalments), monthlyDenominator)
    return [{ number: 1, due: addMonths(firstDue, instalments - 1), principal, interest, amount: principal + interest }]
  }
  const level = method === 'equalInstalment' && rateMicroPercent > 0 ? levelPayment(terms) : 0
  const plain =
    method === 'equalInstalment' && rateMicroPercent === 0 ? { ...terms, method: 'equalPrincipal' as const } : terms
  const schedule: ScheduledInstalment[] = []
  let balance = principal
  for (let number = 1; number <= instalments; number++) {
    const interest = monthlyInterest(balance, rateMicroPercent)
    const part = principalPart(plain, number, balance, interest, level)
    schedule.push({ number, due: addMonths(firstDue, number - 1), principal: part, interest, amount: part + interest })
    balance -= part
  }
  return schedule
}
