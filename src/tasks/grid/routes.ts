import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { requireScope } from '../../access/requests.ts'
import { withScope } from '../../access/scope.ts'
import { photo, photoLimit, photoTypes } from '../../intake/schema.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import { receivePhoto, receiveReport } from './commands.ts'
import { readOwnReports, readSimilarEvents } from './queries.ts'
import {
  GridReport,
  GridReportList,
  GridReportParameters,
  GridReportRequest,
  PhotoParameters,
  SimilarList,
  SimilarRequest,
} from './schema.ts'

const listed = 30

/** /grid-reports…: what a grid worker's phone asks and sends. Both ways of sending may be repeated without harm. */
export const gridRoutes =
  (services: Services): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.addContentTypeParser([...photoTypes], { parseAs: 'buffer' }, async (_request: unknown, bytes: Buffer) => bytes)
    app.get(
      '/grid-reports',
      { config: { access: { officer: 'grid.report' } }, schema: { response: { 200: GridReportList } } },
      async (request) => {
        const scope = requireScope(request)
        return {
          items: await withScope(services, scope, 'handling', (tx) => readOwnReports(tx, scope.officerId, listed)),
        }
      },
    )
    app.put(
      '/grid-reports/:id',
      {
        config: { access: { officer: 'grid.report' } },
        schema: { params: GridReportParameters, body: GridReportRequest, response: { 200: GridReport } },
      },
      (request) => receiveReport(services, requireScope(request), request.params.id, request.body),
    )
    app.put(
      '/grid-reports/:id/photos/:position',
      {
        config: { access: { officer: 'grid.report' } },
        // One byte more, so that what is too large is told so in words.
        bodyLimit: photoLimit.bytes + 1,
        schema: { params: PhotoParameters, consumes: [...photoTypes], response: { 200: photo } },
      },
      (request) => {
        if (!Buffer.isBuffer(request.body)) throw new Problem('intake.photoType')
        return receivePhoto(services, requireScope(request), request.params.id, request.params.position, request.body)
      },
    )
    app.post(
      '/grid-reports/similar',
      {
        config: { access: { officer: 'grid.report' }, rate: 'search', unstored: true },
        schema: { body: SimilarRequest, response: { 200: SimilarList } },
      },
      async (request) => {
        const scope = requireScope(request)
        if (!/^\d{9}$/.test(scope.reach)) throw new Problem('tasks.outsideTown')
        return {
          items: await withScope(services, scope, 'handling', (tx) => readSimilarEvents(tx, scope.reach, request.body)),
        }
      },
    )
  }
