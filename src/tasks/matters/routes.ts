import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { requireScope } from '../../access/requests.ts'
import { withScope } from '../../access/scope.ts'
import { readOffset } from '../../platform/cursor.ts'
import type { Services } from '../../platform/services.ts'
import { readMatters } from './queries.ts'
import { MatterList, MatterQuery } from './schema.ts'
import { searchMatters } from './search.ts'

/** /matters: what a department may give to a town or village, by any officer, as of a day. */
export const mattersRoutes =
  (services: Services): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/matters',
      {
        config: { access: { officer: 'agency.read' } },
        schema: { tags: ['tasks'], querystring: MatterQuery, response: { 200: MatterList } },
      },
      (request) =>
        withScope(services, requireScope(request), 'handling', async (tx) => {
          const { asOf, cursor, limit = 50, ...filter } = request.query
          const { matters, ...inForce } = await readMatters(tx, asOf)
          const found = searchMatters(matters, filter)
          const skip = readOffset(cursor)
          const count = (list: 'townList' | 'villageList') => matters.filter((matter) => matter.list === list).length
          return {
            ...inForce,
            counts: { townList: count('townList'), villageList: count('villageList') },
            found: found.length,
            items: found.slice(skip, skip + limit),
            next: found.length > skip + limit ? String(skip + limit) : null,
          }
        }),
    )
  }
