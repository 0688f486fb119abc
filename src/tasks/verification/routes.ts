import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { requireScope } from '../../access/requests.ts'
import { withScope } from '../../access/scope.ts'
import { photoLimit, photoTypes } from '../../intake/schema.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import { notFoundVerification } from '../../vocabulary/words/tasks.ts'
import {
  answerVerification,
  askVerification,
  keepVerificationPhoto,
  readVerificationPhoto,
  readVerifications,
} from './commands.ts'
import {
  AnswerVerification,
  AskVerification,
  Verification,
  VerificationList,
  VerificationParameters,
} from './schema.ts'

/** /verifications… and /alerts/:id/verifications: a town is asked to look, its grid worker answers, the alert's page shows it. */
export const verificationRoutes =
  (services: Services): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.addContentTypeParser([...photoTypes], { parseAs: 'buffer' }, async (_request: unknown, bytes: Buffer) => bytes)
    app.get(
      '/verifications',
      { config: { access: { officer: 'verification.read' } }, schema: { response: { 200: VerificationList } } },
      async (request) => ({
        items: await withScope(services, requireScope(request), 'task', (tx) => readVerifications(tx, null)),
      }),
    )
    app.get(
      '/alerts/:id/verifications',
      {
        config: { access: { officer: 'verification.read' } },
        schema: { params: VerificationParameters, response: { 200: VerificationList } },
      },
      async (request) => ({
        items: await withScope(services, requireScope(request), 'task', (tx) =>
          readVerifications(tx, request.params.id),
        ),
      }),
    )
    app.post(
      '/alerts/:id/verifications',
      {
        config: { access: { officer: 'verification.ask' } },
        schema: { params: VerificationParameters, body: AskVerification, response: { 200: VerificationList } },
      },
      async (request) => {
        const scope = requireScope(request)
        await withScope(services, scope, 'task', (tx) => askVerification(tx, request.params.id, request.body))
        return { items: await withScope(services, scope, 'task', (tx) => readVerifications(tx, request.params.id)) }
      },
    )
    app.put(
      '/verifications/:id/answer',
      {
        config: { access: { officer: 'verification.answer' } },
        schema: { params: VerificationParameters, body: AnswerVerification, response: { 200: Verification } },
      },
      (request) =>
        withScope(services, requireScope(request), 'task', (tx) =>
          answerVerification(tx, request.params.id, request.body),
        ),
    )
    app.put(
      '/verifications/:id/photo',
      {
        config: { access: { officer: 'verification.answer' } },
        bodyLimit: photoLimit.bytes + 1,
        schema: { params: VerificationParameters, consumes: [...photoTypes] },
      },
      async (request, reply) => {
        const bytes = request.body
        if (!Buffer.isBuffer(bytes)) throw new Problem('intake.photoType')
        await withScope(services, requireScope(request), 'task', (tx) =>
          keepVerificationPhoto(tx, request.params.id, bytes),
        )
        return reply.code(204).send()
      },
    )
    app.get(
      '/verifications/:id/photo',
      { config: { access: { officer: 'verification.read' } }, schema: { params: VerificationParameters } },
      async (request, reply) => {
        const photo = await withScope(services, requireScope(request), 'task', (tx) =>
          readVerificationPhoto(tx, request.params.id),
        )
        if (!photo) throw new Problem('platform.notFound', { what: notFoundVerification })
        return reply.type(photo.mediaType).send(photo.bytes)
      },
    )
  }
