import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type OfficerScope, requireScope } from '../../access/requests.ts'
import { type ScopedTx, systemScope, withScope } from '../../access/scope.ts'
import { resolveCode, type StoredDispute } from '../../linking/queries.ts'
import { chooseRoute, readChoices } from '../../mediation/route-choices.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import type { DisputeType } from '../../vocabulary/dispute-types.ts'
import { lawRouteTable } from '../../vocabulary/law-routes.ts'
import { linkingWords } from '../../vocabulary/words/linking.ts'
import { readRouteDirectory } from './queries.ts'
import { ChooseRoute, RouteParameters, RouteQuery, RouteSuggestion } from './schema.ts'
import { suggestRoutes } from './suggest.ts'

async function disputeOf(tx: ScopedTx, code: string): Promise<StoredDispute> {
  const dispute = await resolveCode(tx, code)
  if (!dispute) throw new Problem('platform.notFound', { what: linkingWords.nouns.traceCode })
  return dispute
}

/** GET and POST /disputes/:code/routes. */
export const routeRoutes =
  (services: Services): FastifyPluginAsyncTypebox =>
  async (app) => {
    const suggestion = async (scope: OfficerScope, code: string, amount: number | null): Promise<RouteSuggestion> => {
      const { dispute, choices } = await withScope(services, scope, 'handling', async (tx) => {
        const found = await disputeOf(tx, code)
        tx.logRead({ subjectKind: 'dispute', subject: found.id, disputeId: found.id, fields: ['routes'] })
        return { dispute: found, choices: await readChoices(tx, found.id) }
      })
      const { type, town, sealed, domesticViolence } = dispute
      // Sums over all bodies and no row of anybody: read for the whole county, small groups hidden.
      const { bodies, agencies } = await withScope(services, systemScope(scope.county, 'routes'), 'statistics', (tx) =>
        readRouteDirectory(tx, { type, town }),
      )
      return {
        ...suggestRoutes({ type: type as DisputeType, town, amount, sealed, domesticViolence }, bodies, agencies),
        choices: choices.map((choice) => ({
          ...choice,
          title: lawRouteTable[choice.kind].zh,
          at: choice.at.toISOString(),
        })),
      }
    }

    app.get(
      '/disputes/:code/routes',
      {
        config: { access: { officer: 'dispute.read' } },
        schema: { params: RouteParameters, querystring: RouteQuery, response: { 200: RouteSuggestion } },
      },
      (request) =>
        suggestion(
          requireScope(request),
          request.params.code,
          request.query.amount === undefined ? null : Math.round(request.query.amount * 100),
        ),
    )
    app.post(
      '/disputes/:code/routes',
      {
        config: { access: { officer: 'route.choose' } },
        schema: { params: RouteParameters, body: ChooseRoute, response: { 200: RouteSuggestion } },
      },
      async (request) => {
        const scope = requireScope(request)
        const { kind, bodyId, reason } = request.body
        const shown = await suggestion(scope, request.params.code, null)
        const route = shown.routes.find((one) => one.kind === kind)
        const body = bodyId === undefined ? null : (route?.bodies.find(({ id }) => id === bodyId) ?? null)
        if (route === undefined || (bodyId !== undefined && body === null))
          throw new Problem('indicators.routeUnknown', { allowed: shown.routes.map(({ title }) => title).join('、') })
        await withScope(services, scope, 'handling', async (tx) =>
          chooseRoute(tx, scope, await disputeOf(tx, request.params.code), {
            kind,
            body: body && { id: body.id, name: body.name },
            reason,
          }),
        )
        return suggestion(scope, request.params.code, null)
      },
    )
  }
