import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { requireScope } from '../../access/requests.ts'
import { withScope } from '../../access/scope.ts'
import type { Services } from '../../platform/services.ts'
import { askBacktest, askFit, decideRules, listBacktests, listRules, proposeRules } from './commands.ts'
import { BacktestList, BacktestRequest, RuleDecision, RuleList, RuleParameters, RuleProposal } from './schema.ts'
import type { RuleRow } from './table.ts'

/** /alert-rules…: the county's table of limits, its versions, and back-tests. */
export const rulesRoutes =
  (services: Services): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/alert-rules',
      { config: { access: { officer: 'rules.read' } }, schema: { response: { 200: RuleList } } },
      (request) => {
        const officer = requireScope(request)
        return withScope(services, officer, 'statistics', (tx) => listRules(tx, officer))
      },
    )
    app.post(
      '/alert-rules',
      {
        config: { access: { officer: 'rules.propose' } },
        schema: { body: RuleProposal, response: { 200: RuleList } },
      },
      (request) => {
        const officer = requireScope(request)
        return withScope(services, officer, 'statistics', async (tx) => {
          await proposeRules(tx, officer, request.body.rows as RuleRow[], request.body.reason, request.body.fitted)
          return listRules(tx, officer)
        })
      },
    )
    app.post(
      '/alert-rules/:version/decision',
      {
        config: { access: { officer: 'rules.decide' } },
        schema: { params: RuleParameters, body: RuleDecision, response: { 200: RuleList } },
      },
      (request) => {
        const officer = requireScope(request)
        return withScope(services, officer, 'statistics', async (tx) => {
          await decideRules(tx, officer, request.params.version, request.body.decision, request.body.reason)
          return listRules(tx, officer)
        })
      },
    )
    app.post(
      '/alert-rules/fits',
      { config: { access: { officer: 'rules.propose' } }, schema: { response: { 200: RuleList } } },
      (request) => {
        const officer = requireScope(request)
        return withScope(services, officer, 'statistics', async (tx) => {
          await askFit(tx, officer)
          return listRules(tx, officer)
        })
      },
    )
    app.get(
      '/alert-rules/backtests',
      { config: { access: { officer: 'rules.read' } }, schema: { response: { 200: BacktestList } } },
      (request) => withScope(services, requireScope(request), 'statistics', listBacktests),
    )
    app.post(
      '/alert-rules/backtests',
      {
        config: { access: { officer: 'rules.backtest' } },
        schema: { body: BacktestRequest, response: { 200: BacktestList } },
      },
      (request) => {
        const officer = requireScope(request)
        return withScope(services, officer, 'statistics', async (tx) => {
          await askBacktest(tx, officer, request.body)
          return listBacktests(tx)
        })
      },
    )
  }
