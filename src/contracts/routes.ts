import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { requireScope } from '../access/requests.ts'
import { type ScopedTx, withScope } from '../access/scope.ts'
import { readSubjectEntries } from '../ledger/queries.ts'
import { isUuid, readDay } from '../platform/cursor.ts'
import { Problem } from '../platform/problem.ts'
import type { Services } from '../platform/services.ts'
import { dayOf, localTime } from '../vocabulary/calendar.ts'
import {
  checkRate,
  foldPerformance,
  hardshipOffer,
  helpFor,
  type Performance,
  type StatedRepayment,
  scheduleOf,
} from './contracts.ts'
import { readContractById, readContracts, repaymentsOf, type StoredContract } from './queries.ts'
import { ContractDetail, ContractList, ContractQuery, type ContractSummary } from './schema.ts'

function performanceOf(contract: StoredContract, repayments: readonly StatedRepayment[], today: string): Performance {
  return foldPerformance(scheduleOf(contract), repayments, today)
}

function summaryOf(contract: StoredContract, performance: Performance): ContractSummary {
  return {
    id: contract.id,
    number: contract.number,
    supplier: contract.supplier,
    lender: contract.lender,
    product: contract.product,
    traceCode: contract.traceCode,
    town: contract.town,
    signedOn: contract.signedOn,
    principal: contract.principal,
    rateMicroPercent: contract.rateMicroPercent,
    instalments: contract.instalments,
    method: contract.method,
    state: performance.state,
    overdueInstalments: performance.overdueInstalments,
    overdueAmount: performance.overdueAmount,
    overdueDays: performance.overdueDays,
    // As of now: a payment that came after the morning's check shows at once.
    help: helpFor(performance),
    alertId: contract.alertId,
  }
}

async function detailOf(tx: ScopedTx, contract: StoredContract): Promise<ContractDetail> {
  const now = tx.context.now()
  const repayments = (await repaymentsOf(tx, [contract])).get(contract.id)!
  const performance = performanceOf(contract, repayments, dayOf(now))
  const entries = await readSubjectEntries(tx, contract.id)
  const sum = (part: (line: ContractDetail['schedule'][number]) => number | null) =>
    performance.lines.reduce((total, line) => total + (part(line) ?? 0), 0)
  return {
    ...summaryOf(contract, performance),
    asOf: localTime(now),
    dayCount: contract.dayCount,
    scheduleComputed: performance.lines.every((line) => line.principal !== null),
    schedule: [...performance.lines],
    totals: {
      due: sum((line) => line.amount),
      paid: sum((line) => line.paid),
      principal: sum((line) => line.principal),
      interest: sum((line) => line.interest),
    },
    hardshipOffer: hardshipOffer(performance),
    rateCheck: checkRate(contract.rateMicroPercent),
    ledger: entries.map((entry) => ({ kind: entry.kind, index: entry.index, at: localTime(entry.at) })),
  }
}

function afterCursor(cursor: string | undefined): { signedOn: string; id: string } | null {
  if (cursor === undefined) return null
  const [signedOn, id] = Buffer.from(cursor, 'base64url').toString().split('|') as [string, string?]
  if (id === undefined || readDay(signedOn) === null || !isUuid(id))
    throw new Problem('platform.invalidRequest', { detail: 'cursor' })
  return { signedOn, id }
}

/** Loans: the centre sees all, a bank its own (row policy of contracts.contract). Borrowers' names are not among the data. */
export const contractsRoutes =
  (services: Services): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/contracts',
      {
        config: { access: { officer: 'contract.read' } },
        schema: { querystring: ContractQuery, response: { 200: ContractList } },
      },
      async (request) => {
        const { limit = 50, state = 'all', cursor } = request.query
        return withScope(services, requireScope(request), 'handling', async (tx) => {
          const found = await readContracts(tx, { after: afterCursor(cursor), limit: limit + 1, state })
          const contracts = found.slice(0, limit)
          const repayments = await repaymentsOf(tx, contracts)
          const today = dayOf(tx.context.now())
          const last = found.length > limit ? contracts.at(-1)! : null
          tx.logRead({
            subjectKind: 'contract',
            disputes: contracts.map((contract) => contract.disputeId),
            fields: ['list'],
          })
          return {
            items: contracts.map((contract) =>
              summaryOf(contract, performanceOf(contract, repayments.get(contract.id)!, today)),
            ),
            next: last && Buffer.from(`${last.signedOn}|${last.id}`).toString('base64url'),
          }
        })
      },
    )
    app.get(
      '/contracts/:id',
      {
        config: { access: { officer: 'contract.read' } },
        schema: { params: Type.Object({ id: Type.String() }), response: { 200: ContractDetail } },
      },
      async (request) =>
        withScope(services, requireScope(request), 'handling', async (tx) => {
          const contract = await readContractById(tx, request.params.id)
          if (!contract) throw new Problem('contracts.notFound')
          tx.logRead({
            subjectKind: 'contract',
            subject: contract.id,
            disputeId: contract.disputeId,
            fields: ['schedule', 'repayments'],
          })
          return detailOf(tx, contract)
        }),
    )
  }
