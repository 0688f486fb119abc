import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { requireScope } from '../../access/requests.ts'
import { systemScope, withScope } from '../../access/scope.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import { reviewWords } from '../../vocabulary/words/review.ts'
import { answerPair } from './commands.ts'
import { readQuality } from './quality.ts'
import { type GradesOf, nextPair, reviewList } from './queue.ts'
import { Quality, ReviewAnswer, ReviewList, ReviewPair, ReviewQuery, ReviewResult } from './schema.ts'
import { reviewPair } from './view.ts'

const Id = Type.Object({ id: Type.String({ format: 'uuid' }) })

/** /reviews, /reviews/:id, /reviews/:id/answers, /quality. */
export const reviewRoutes =
  (services: Services, later: { readonly gradesOf: GradesOf }): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/reviews',
      {
        config: { access: { officer: 'review.read' } },
        schema: { querystring: ReviewQuery, response: { 200: ReviewList } },
      },
      (request) => {
        const officer = requireScope(request)
        return withScope(services, officer, 'review', (tx) =>
          reviewList(tx, officer, request.query.view ?? 'merge', later.gradesOf),
        )
      },
    )
    app.get(
      '/reviews/:id',
      { config: { access: { officer: 'review.read' } }, schema: { params: Id, response: { 200: ReviewPair } } },
      (request) => {
        const officer = requireScope(request)
        return withScope(services, officer, 'review', async (tx) => {
          const found = await reviewPair(tx, officer, request.params.id)
          if (!found) throw new Problem('platform.notFound', { what: reviewWords.pair })
          return { ...found.page, next: await nextPair(tx, officer, found.pair.kind, found.pair.id, later.gradesOf) }
        })
      },
    )
    app.post(
      '/reviews/:id/answers',
      {
        config: { access: { officer: 'review.answer' } },
        schema: { params: Id, body: ReviewAnswer, response: { 200: ReviewResult } },
      },
      (request) =>
        answerPair(
          services,
          requireScope(request),
          request.params.id,
          request.body.answer,
          request.body.reason,
          later.gradesOf,
        ),
    )
    app.get(
      '/quality',
      { config: { access: { officer: 'quality.read' } }, schema: { response: { 200: Quality } } },
      (request) =>
        withScope(services, systemScope(requireScope(request).county, 'linkQuality'), 'statistics', readQuality),
    )
  }
