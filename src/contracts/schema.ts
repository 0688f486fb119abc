import { type Static, Type } from 'typebox'

/** How a loan is repaid. `unstated`: the row gives no method we know, so only the due amounts that the bank reports are kept. */
export const repaymentMethods = ['equalInstalment', 'equalPrincipal', 'interestFirst', 'bullet', 'unstated'] as const
export type RepaymentMethod = (typeof repaymentMethods)[number]

/** State of one instalment on a day; folded from what was due and what was paid, never stored. */
export const instalmentStates = ['future', 'due', 'paid', 'partial', 'overdue', 'paidLate'] as const
export type InstalmentState = (typeof instalmentStates)[number]

export const contractStates = ['current', 'overdue', 'settled', 'unscheduled'] as const
export type ContractState = (typeof contractStates)[number]

/** What the platform has offered: nothing, a hardship offer (1–7 days overdue), or an early-help alert (a cluster of arrears). */
export const helpSteps = ['none', 'hardshipOffer', 'earlyHelp'] as const
export type HelpStep = (typeof helpSteps)[number]

const oneOf = <const Values extends readonly string[]>(values: Values) =>
  Type.Unsafe<Values[number]>(Type.String({ enum: [...values] }))

export const LedgerReference = Type.Object({
  kind: Type.String(),
  index: Type.Integer({ minimum: 0 }),
  at: Type.String(),
})

/** One line of the schedule beside what was paid. Money in 分, dates YYYY-MM-DD. */
export const Instalment = Type.Object({
  number: Type.Integer({ minimum: 1 }),
  due: Type.String(),
  /** null where the bank reported only a total. */
  principal: Type.Union([Type.Integer(), Type.Null()]),
  interest: Type.Union([Type.Integer(), Type.Null()]),
  amount: Type.Integer(),
  paid: Type.Integer(),
  /** Day on which the instalment was last paid on, or null. */
  paidOn: Type.Union([Type.String(), Type.Null()]),
  state: oneOf(instalmentStates),
  daysLate: Type.Integer({ minimum: 0 }),
})
export type Instalment = Static<typeof Instalment>

/** A loan as its lender and the governance centre may see it; the borrower's name stays sealed. */
export const ContractSummary = Type.Object({
  id: Type.String(),
  number: Type.String(),
  supplier: Type.String(),
  lender: Type.Union([Type.String(), Type.Null()]),
  product: Type.Union([Type.String(), Type.Null()]),
  traceCode: Type.String(),
  town: Type.Union([Type.String(), Type.Null()]),
  signedOn: Type.String(),
  principal: Type.Integer(),
  /** Percent a year in millionths: 12.5 % = 12_500_000. null = not stated. */
  rateMicroPercent: Type.Union([Type.Integer(), Type.Null()]),
  instalments: Type.Integer(),
  method: oneOf(repaymentMethods),
  state: oneOf(contractStates),
  overdueInstalments: Type.Integer(),
  overdueAmount: Type.Integer(),
  overdueDays: Type.Integer(),
  help: oneOf(helpSteps),
  alertId: Type.Union([Type.String(), Type.Null()]),
})
export type ContractSummary = Static<typeof ContractSummary>

export const ContractDetail = Type.Object({
  ...ContractSummary.properties,
  asOf: Type.String(),
  /** Day-count rule under which interest was computed; words/contracts.ts names it. */
  dayCount: Type.String(),
  /** False where the bank's own due amounts replaced the computed ones. */
  scheduleComputed: Type.Boolean(),
  schedule: Type.Array(Instalment),
  totals: Type.Object({
    due: Type.Integer(),
    paid: Type.Integer(),
    principal: Type.Integer(),
    interest: Type.Integer(),
  }),
  /** The offer to the borrower as it would be read to him, or null. */
  hardshipOffer: Type.Union([Type.String(), Type.Null()]),
  rateCheck: Type.Object({
    finding: oneOf(['withinCap', 'aboveCap', 'notStated'] as const),
    text: Type.String(),
    /** The law behind it was not checked against the official text. */
    verified: Type.Boolean(),
    source: Type.String(),
  }),
  ledger: Type.Array(LedgerReference),
})
export type ContractDetail = Static<typeof ContractDetail>

export const ContractList = Type.Object({
  items: Type.Array(ContractSummary),
  next: Type.Union([Type.String(), Type.Null()]),
})
export const ContractQuery = Type.Object({
  cursor: Type.Optional(Type.String()),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  state: Type.Optional(oneOf(['all', 'current', 'overdue', 'settled'] as const)),
})
export type ContractQuery = Static<typeof ContractQuery>
