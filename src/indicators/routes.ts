import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { requireScope } from '../access/requests.ts'
import { type Scope, withScope } from '../access/scope.ts'
import { readTimeCursor, writeTimeCursor } from '../platform/cursor.ts'
import { Problem } from '../platform/problem.ts'
import type { Services } from '../platform/services.ts'
import { addDays, dayOf, localTime } from '../vocabulary/calendar.ts'
import { definitionWords } from '../vocabulary/words/indicators.ts'
import { readCockpit } from './cockpit-queries.ts'
import { type PlaceAndPeriod, readRecordsBehind } from './counts.ts'
import { recordsBehind } from './indicators.ts'
import { readOverview } from './queries.ts'
import {
  Cockpit,
  IndicatorsQuery,
  IndicatorsResult,
  RecordsParameters,
  RecordsQuery,
  RecordsResult,
  Supervision,
  SupervisionQuery,
} from './schema.ts'
import { readSupervision } from './supervision.ts'

/** Those who handle the cases see true numbers; for everybody else groups under five are hidden (house rule 3b). */
function suppressesFor(scope: Extract<Scope, { kind: 'officer' }>, place: string): boolean {
  return !(scope.reach === '*' || (scope.reach.length === 9 && place.startsWith(scope.reach)))
}

/** Place and period of a request: by default the county and the last thirty days. Throws platform.invalidRequest. */
function placeAndPeriod(
  query: { place?: string; from?: string; to?: string },
  county: string,
  today: string,
): PlaceAndPeriod {
  const to = query.to ?? today
  const result = { place: query.place ?? county, from: query.from ?? addDays(to, -29), to }
  if (result.from > result.to) throw new Problem('indicators.period', { from: result.from, to: result.to })
  if (!result.place.startsWith(county)) throw new Problem('indicators.place', { place: result.place })
  return result
}

/** GET /cockpit, /supervision, /indicators, /indicators/:name/records. */
export const indicatorsRoutes =
  (services: Services): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/cockpit',
      { config: { access: { officer: 'indicator.read' } }, schema: { response: { 200: Cockpit } } },
      async (request) =>
        // Figures of the whole county for everybody who may see figures: computed by the system, small groups hidden.
        withScope(services, countyView(requireScope(request)), 'statistics', readCockpit),
    )

    app.get(
      '/indicators',
      {
        config: { access: { officer: 'indicator.read' } },
        schema: { querystring: IndicatorsQuery, response: { 200: IndicatorsResult } },
      },
      async (request) => {
        const scope = requireScope(request)
        const query = placeAndPeriod(request.query, scope.county, dayOf(services.context.now()))
        return withScope(services, countyView(scope), 'statistics', (tx) =>
          readOverview(tx, query, suppressesFor(scope, query.place)),
        )
      },
    )

    app.get(
      '/supervision',
      {
        config: { access: { officer: 'supervision.read' } },
        schema: { querystring: SupervisionQuery, response: { 200: Supervision } },
      },
      async (request) => {
        const scope = requireScope(request)
        const { from, to } = placeAndPeriod(request.query, scope.county, dayOf(services.context.now()))
        return withScope(services, countyView(scope), 'statistics', (tx) =>
          readSupervision(tx, { from, to }, scope.role !== 'operator'),
        )
      },
    )

    app.get(
      '/indicators/:name/records',
      {
        config: { access: { officer: 'indicator.read' } },
        schema: { params: RecordsParameters, querystring: RecordsQuery, response: { 200: RecordsResult } },
      },
      async (request) => {
        const scope = requireScope(request)
        const query = placeAndPeriod(request.query, scope.county, dayOf(services.context.now()))
        const limit = request.query.limit ?? 50
        const filters = recordsBehind[request.params.name]
        if (filters === null)
          throw new Problem('indicators.noRecords', { name: definitionWords[request.params.name].zh })
        const filter = filters[request.query.side ?? 'numerator']
        const cursor = readTimeCursor(request.query.cursor)
        return withScope(services, scope, 'statistics', async (tx) => {
          const { rows, total } = await readRecordsBehind(tx, query, filter, {
            type: request.query.type ?? null,
            cursor,
            limit: limit + 1,
          })
          const last = rows[limit - 1]
          const shown = rows.slice(0, limit)
          tx.logRead({ subjectKind: 'record', disputes: shown.map((row) => row.disputeId), fields: ['list'] })
          return {
            items: shown.map((row) => ({
              ...row,
              occurredAt: localTime(row.occurredAt),
              receivedAt: localTime(row.receivedAt),
            })),
            next: rows.length > limit && last ? writeTimeCursor({ at: last.occurredAt, id: last.recordId }) : null,
            total,
          }
        })
      },
    )
  }

function countyView(scope: Extract<Scope, { kind: 'officer' }>): Scope {
  return { kind: 'system', county: scope.county, name: 'indicators' }
}
