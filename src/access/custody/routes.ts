import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import { custodyNouns } from '../../vocabulary/words/custody.ts'
import { requireScope } from '../requests.ts'
import { withScope } from '../scope.ts'
import { requireRecentProof } from '../sign-in/proof.ts'
import { askForIdentity, type CustodyDoors, decideOnIdentity, openIdentityFor } from './commands.ts'
import { listRequests, ownView, readOwnRequests, requestView } from './queries.ts'
import {
  AskForIdentity,
  CustodyQuery,
  CustodyRequest,
  CustodyRequests,
  DecideOnIdentity,
  OpenedIdentity,
  OpenIdentity,
  OwnRequest,
  SealedRecords,
} from './schema.ts'

const Code = Type.Object({ code: Type.String({ minLength: 1, maxLength: 40 }) })
const Id = Type.Object({ id: Type.String({ format: 'uuid' }) })

/** /disputes/:code/identities, /custody/requests…: asking for a sealed identity, deciding, opening. */
export const custodyRoutes =
  (services: Services, doors: CustodyDoors): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/disputes/:code/identities',
      {
        config: { access: { officer: 'custody.ask' } },
        schema: { params: Code, response: { 200: SealedRecords } },
      },
      (request) =>
        withScope(services, requireScope(request), 'handling', async (tx) => {
          const matter = await doors.sealedMatter(tx, request.params.code)
          if (!matter) throw new Problem('platform.notFound', { what: custodyNouns.dispute(request.params.code) })
          const own = await readOwnRequests(
            tx,
            matter.records.map((record) => record.recordId),
          )
          return {
            items: matter.records.map((record) => {
              const asked = own.get(record.recordId)
              return {
                ...record,
                occurredAt: record.occurredAt.toISOString(),
                request: asked ? ownView(tx, asked) : null,
              }
            }),
          }
        }),
    )
    app.post(
      '/disputes/:code/identities/requests',
      {
        config: { access: { officer: 'custody.ask' } },
        schema: { params: Code, body: AskForIdentity, response: { 200: OwnRequest } },
      },
      async (request) => {
        requireRecentProof(request)
        const scope = requireScope(request)
        const asked = await askForIdentity(services, doors, scope, request.params.code, request.body)
        return withScope(services, scope, 'handling', async (tx) => ownView(tx, asked))
      },
    )
    app.post(
      '/custody/requests/:id/open',
      {
        config: { access: { officer: 'custody.ask' }, rate: 'reveal', unstored: true },
        schema: { params: Id, body: OpenIdentity, response: { 200: OpenedIdentity } },
      },
      async (request) => {
        requireRecentProof(request)
        return openIdentityFor(services, doors, requireScope(request), request.params.id, request.body.reason)
      },
    )
    app.get(
      '/custody/requests',
      {
        config: { access: { officer: 'custody.decide' } },
        schema: { querystring: CustodyQuery, response: { 200: CustodyRequests } },
      },
      (request) => withScope(services, requireScope(request), 'custody', (tx) => listRequests(tx, request.query)),
    )
    app.post(
      '/custody/requests/:id/decision',
      {
        config: { access: { officer: 'custody.decide' } },
        schema: { params: Id, body: DecideOnIdentity, response: { 200: CustodyRequest } },
      },
      async (request) => {
        requireRecentProof(request)
        const scope = requireScope(request)
        const after = await decideOnIdentity(services, doors, scope, request.params.id, request.body)
        return withScope(services, scope, 'custody', async (tx) => requestView(tx, after))
      },
    )
  }
