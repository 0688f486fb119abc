import { addDays, addMonths, daysBetween } from '../vocabulary/calendar.ts'
import {
  contractColumns,
  contractWords,
  repaymentColumns,
  repaymentMethodSpellings,
} from '../vocabulary/words/contracts.ts'
import { computeSchedule, longestLoan, type ScheduledInstalment } from './schedule.ts'
import type { ContractState, HelpStep, Instalment, InstalmentState, RepaymentMethod } from './schema.ts'

/** What a contract row states, in 分 and days (YYYY-MM-DD); null where it is silent or not readable. */
export interface StatedContract {
  readonly number: string
  readonly lender: string | null
  readonly lenderCode: string | null
  readonly product: string | null
  readonly signedOn: string
  readonly principal: number
  readonly rateMicroPercent: number | null
  readonly instalments: number
  readonly method: RepaymentMethod
  readonly firstDue: string
}

/** One row of the repayment source. `dueAmount` and `due` are the bank's own and win over the computed schedule. */
export interface StatedRepayment {
  readonly contractNumber: string
  readonly instalment: number
  readonly due: string | null
  readonly dueAmount: number | null
  readonly paidOn: string | null
  readonly paidAmount: number | null
}

type Row = Readonly<Record<string, string>>

const day = /^(\d{4}-\d{2}-\d{2})(?: |T|$)/
const plainNumber = /^[+]?\d{1,15}(?:\.\d{1,8})?$/

/** Full-width digits, separators and the yuan sign away; what is left is a plain decimal or nothing. */
function decimal(cell: string | undefined): string | null {
  if (cell === undefined) return null
  const folded = cell
    .replace(/[\uff01-\uff5e]/g, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0))
    .replace(/[\s,¥￥]|\u5143$/gu, '')
  return plainNumber.test(folded) ? folded : null
}

/** Yuan as written → 分, rounded half up from the decimal digits (no binary fractions); null when it is no amount. */
export function readAmount(cell: string | undefined): number | null {
  const text = decimal(cell)
  if (text === null) return null
  const [whole, fraction = ''] = text.replace('+', '').split('.') as [string, string?]
  const padded = `${fraction}000`
  const cents = Number(whole) * 100 + Number(padded.slice(0, 2)) + (Number(padded[2]) >= 5 ? 1 : 0)
  return Number.isSafeInteger(cents) ? cents : null
}

/**
 * A rate a year as written (`7.2%`, `7.2`, `0.072`) → micro-percent. A bare number up to 1 is a share, above 1 a percentage:
 * no lender writes half a percent a year, and 100 % would be above every cap.
 */
export function readRate(cell: string | undefined): number | null {
  if (cell === undefined) return null
  const percent = /[%％]\s*$/.test(cell)
  const text = decimal(cell.replace(/[%％]\s*$/, ''))
  if (text === null) return null
  const value = Number(text)
  const micro = Math.round((percent || value > 1 ? value : value * 100) * 1_000_000)
  return micro <= 1_000_000_000 ? micro : null
}

/** Only days that the calendar has: one 30 February would stop the whole batch at the database. */
function readDay(cell: string | undefined): string | null {
  const date = cell === undefined ? undefined : day.exec(cell)?.[1]
  if (date === undefined || date < '1900' || date > '2199') return null
  const month = Number(date.slice(5, 7))
  return month >= 1 && month <= 12 && addMonths(date, 0) === date && !date.endsWith('-00') ? date : null
}

function readCount(cell: string | undefined, most: number): number | null {
  const count = Number(decimal(cell?.replace(/[^\d０-９.]/g, '')) ?? Number.NaN)
  return Number.isInteger(count) && count >= 1 && count <= most ? count : null
}

function readMethod(cell: string | undefined): RepaymentMethod {
  return repaymentMethodSpellings.find(([spelling]) => cell?.includes(spelling))?.[1] ?? 'unstated'
}

/** A contract row; null where number, principal or date is missing: such a row stays a record and makes no contract. */
export function readContract(row: Row, occurredOn: string): StatedContract | null {
  const column = contractColumns
  const number = row[column.number]
  const principal = readAmount(row[column.principal])
  if (!number || principal === null || principal === 0) return null
  const signedOn = readDay(row[column.signedAt]) ?? occurredOn
  return {
    number,
    lender: row[column.lender] ?? null,
    lenderCode: row[column.lenderCode] ?? null,
    product: row[column.product] ?? null,
    signedOn,
    principal,
    rateMicroPercent: readRate(row[column.rate]),
    instalments: readCount(row[column.instalments], longestLoan) ?? 1,
    method: readMethod(row[column.method]),
    firstDue: readDay(row[column.firstDue]) ?? addMonths(signedOn, 1),
  }
}

/** A repayment row; null where it names no contract or no instalment. */
export function readRepayment(row: Row): StatedRepayment | null {
  const column = repaymentColumns
  const contractNumber = row[column.contractNumber]
  const instalment = readCount(row[column.instalment], 10_000)
  if (!contractNumber || instalment === null) return null
  return {
    contractNumber,
    instalment,
    due: readDay(row[column.due]),
    dueAmount: readAmount(row[column.dueAmount]),
    paidOn: readDay(row[column.paidOn]),
    paidAmount: readAmount(row[column.paidAmount]),
  }
}

/** The schedule that a contract's own words give; none without rate or method. */
export function scheduleOf(contract: StatedContract): ScheduledInstalment[] {
  const { rateMicroPercent } = contract
  return rateMicroPercent === null ? [] : computeSchedule({ ...contract, rateMicroPercent })
}

interface Standing {
  readonly due: string
  readonly amount: number
  readonly paid: number
  readonly paidOn: string | null
}

/** State of one instalment on `today`, by what was paid until then. */
export function instalmentState(line: Standing, today: string): { state: InstalmentState; daysLate: number } {
  if (line.paidOn !== null && line.paid >= line.amount) {
    const late = Math.max(0, daysBetween(line.due, line.paidOn))
    return { state: late > 0 ? 'paidLate' : 'paid', daysLate: late }
  }
  const late = daysBetween(line.due, today)
  if (late > 0) return { state: 'overdue', daysLate: late }
  if (line.paid > 0) return { state: 'partial', daysLate: 0 }
  return { state: late === 0 ? 'due' : 'future', daysLate: 0 }
}

export interface Performance {
  readonly lines: readonly Instalment[]
  readonly state: ContractState
  readonly overdueInstalments: number
  /** 分 that should have been paid by today and were not. */
  readonly overdueAmount: number
  readonly overdueDays: number
}

/** Lays payments over the schedule; what the bank reports as due replaces what was computed, instalment by instalment. */
export function foldPerformance(
  schedule: readonly ScheduledInstalment[],
  repayments: readonly StatedRepayment[],
  today: string,
): Performance {
  const reported = new Map(repayments.map((repayment) => [repayment.instalment, repayment]))
  const computed = new Map(schedule.map((line) => [line.number, line]))
  const numbers = [...new Set([...computed.keys(), ...reported.keys()])].sort((a, b) => a - b)
  const lines = numbers.flatMap((number): Instalment[] => {
    const plan = computed.get(number)
    const report = reported.get(number)
    const due = report?.due ?? plan?.due ?? report?.paidOn
    const amount = report?.dueAmount ?? plan?.amount ?? report?.paidAmount
    if (due == null || amount == null) return []
    const own = plan !== undefined && plan.amount === amount
    const known = report?.paidOn != null && report.paidOn <= today
    // A row with a day of payment and no amount says that the instalment was paid.
    const standing = {
      due,
      amount,
      paid: known ? (report.paidAmount ?? amount) : 0,
      paidOn: known ? report.paidOn : null,
    }
    const split = { principal: own ? plan.principal : null, interest: own ? plan.interest : null }
    return [{ number, ...split, ...standing, ...instalmentState(standing, today) }]
  })
  const late = lines.filter((line) => line.state === 'overdue')
  const done = lines.length > 0 && lines.every((line) => line.state === 'paid' || line.state === 'paidLate')
  return {
    lines,
    state: lines.length === 0 ? 'unscheduled' : late.length > 0 ? 'overdue' : done ? 'settled' : 'current',
    overdueInstalments: late.length,
    overdueAmount: late.reduce((sum, line) => sum + line.amount - line.paid, 0),
    overdueDays: late.reduce((most, line) => Math.max(most, line.daysLate), 0),
  }
}

/** Arrears of this many instalments, or one this many days old, are a cluster: the lender is asked to help early. */
export const earlyHelpInstalments = 2
export const earlyHelpDays = 30

/** Help that arrears call for: a hardship offer from the first day, early help when they cluster. Never pressure. */
export function helpFor(performance: Pick<Performance, 'overdueInstalments' | 'overdueDays'>): HelpStep {
  if (performance.overdueInstalments >= earlyHelpInstalments || performance.overdueDays > earlyHelpDays)
    return 'earlyHelp'
  return performance.overdueInstalments > 0 ? 'hardshipOffer' : 'none'
}

/** 分 → `1,234.56`. */
export function yuan(amount: number): string {
  const [whole, fraction] = (amount / 100).toFixed(2).split('.') as [string, string]
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${fraction}`
}

function fill(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]))
}

/** Sentences of an early-help alert: one for the cluster, one for each overdue instalment. No names. */
export function overdueReasons(performance: Performance): string[] {
  const late = performance.lines.filter((line) => line.state === 'overdue')
  return [
    fill(contractWords.clusterReason, {
      count: late.length,
      amount: yuan(performance.overdueAmount),
      days: performance.overdueDays,
    }),
    ...late.map((line) =>
      fill(contractWords.overdueReason, {
        instalment: line.number,
        amount: yuan(line.amount - line.paid),
        days: line.daysLate,
      }),
    ),
  ]
}

/** The offer that a borrower may read while an instalment is late, or null. */
export function hardshipOffer(performance: Performance): string | null {
  if (performance.overdueInstalments === 0) return null
  return fill(contractWords.hardshipOffer, { days: performance.overdueDays, amount: yuan(performance.overdueAmount) })
}

/** Courts generally hold the total cost of a licensed lender's loan to 24 % a year (domain knowledge 8; not verified). */
const rateCapMicroPercent = 24_000_000

export function checkRate(rateMicroPercent: number | null) {
  const finding =
    rateMicroPercent === null ? 'notStated' : rateMicroPercent > rateCapMicroPercent ? 'aboveCap' : 'withinCap'
  const rate = rateMicroPercent === null ? '' : String(rateMicroPercent / 1_000_000)
  const words = contractWords.rate
  return {
    finding,
    text: `${fill(words[finding], { rate })}${words.note}`,
    verified: false,
    source: words.source,
  } as const
}

/** The day on which something can change without a new record: an instalment falls overdue, or arrears turn into a cluster. */
export function nextCheck(performance: Performance, today: string): string | null {
  const days = performance.lines.flatMap((line) => {
    if (line.state === 'paid' || line.state === 'paidLate') return []
    return line.state === 'overdue' ? [addDays(line.due, earlyHelpDays + 1)] : [addDays(line.due, 1)]
  })
  const ahead = days.filter((date) => date > today).sort()
  return ahead[0] ?? (performance.state === 'settled' ? null : farFuture)
}

/** Arrears of which all is said stay known, and are looked at again only when a record about them arrives. */
const farFuture = '9999-12-31'
