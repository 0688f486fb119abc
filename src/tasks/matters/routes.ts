import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { requireScope } from '../../access/requests.ts'
import { withScope } from '../../access/scope.ts'
import { readOffset } from '../../platform/cursor.ts'
import type { Services } from '../../platform/services.ts'
import { countGiven, readGiven, readMatters } from './queries.ts'
import { GivenList, GivenQuery, MatterList, MatterQuery } from './schema.ts'
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
            departments: [...new Map(matters.map(({ department, departmentName }) => [department, departmentName]))]
              .map(([code, name]) => ({ code, name }))
              .sort((one, other) => one.code.localeCompare(other.code)),
            next: found.length > skip + limit ? String(skip + limit) : null,
          }
        }),
    )
    app.get(
      '/matters/given',
      {
        config: { access: { officer: 'task.read' } },
        schema: { tags: ['tasks'], querystring: GivenQuery, response: { 200: GivenList } },
      },
      (request) =>
        withScope(services, requireScope(request), 'task', async (tx) => {
          const { outside = false, cursor, limit = 50 } = request.query
          const skip = readOffset(cursor)
          const rows = await readGiven(tx, { outside, limit: limit + 1, skip })
          tx.logRead({ subjectKind: 'task', fields: ['list'] })
          return {
            counts: await countGiven(tx),
            items: rows.slice(0, limit).map((row) => ({ ...row, sentAt: row.sentAt.toISOString() })),
            next: rows.length > limit ? String(skip + limit) : null,
          }
        }),
    )
  }
