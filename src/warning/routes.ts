import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type OfficerScope, requireScope } from '../access/requests.ts'
import { systemScope, withScope } from '../access/scope.ts'
import { mayRole } from '../access/scopes.ts'
import type { Services } from '../platform/services.ts'
import { closeAlert, removeMember, triageAlert } from './commands.ts'
import { buildPage } from './page.ts'
import { listAlerts } from './queries.ts'
import { recomputeAlert } from './recompute.ts'
import {
  AlertList,
  AlertPage,
  AlertParameters,
  AlertQuery,
  CloseRequest,
  MemberParameters,
  RemoveMemberRequest,
  TriageRequest,
} from './schema.ts'
import type { PersonMove } from './triage.ts'

const actionOf = {
  confirm: 'alert.triage',
  dismiss: 'alert.triage',
  removeMember: 'alert.triage',
  close: 'alert.close',
  giveTask: 'task.create',
} as const satisfies Record<PersonMove, string>

/** /alerts…: list, page with the answers of detection.md 4.6, triage, removal of a member, closing. */
export const warningRoutes =
  (services: Services): FastifyPluginAsyncTypebox =>
  async (app) => {
    async function page(scope: OfficerScope, id: string): Promise<AlertPage> {
      const recomputation = /^[0-9a-f-]{36}$/.test(id)
        ? await withScope(services, systemScope(scope.county, 'warning'), 'triage', (tx) => recomputeAlert(tx, id))
        : null
      return withScope(services, scope, 'triage', (tx) =>
        buildPage(tx, id, recomputation?.matches ?? true, (move) => mayRole(scope.role, actionOf[move])),
      )
    }

    app.get(
      '/alerts',
      {
        config: { access: { officer: 'alert.read' } },
        schema: { querystring: AlertQuery, response: { 200: AlertList } },
      },
      async (request) => withScope(services, requireScope(request), 'triage', (tx) => listAlerts(tx, request.query)),
    )
    app.get(
      '/alerts/:id',
      {
        config: { access: { officer: 'alert.read' } },
        schema: { params: AlertParameters, response: { 200: AlertPage } },
      },
      async (request) => page(requireScope(request), request.params.id),
    )
    app.post(
      '/alerts/:id/triage',
      {
        config: { access: { officer: 'alert.triage' } },
        schema: { params: AlertParameters, body: TriageRequest, response: { 200: AlertPage } },
      },
      async (request) => {
        const scope = requireScope(request)
        await withScope(services, scope, 'triage', (tx) =>
          triageAlert(tx, request.params.id, request.body.decision, request.body.reason),
        )
        return page(scope, request.params.id)
      },
    )
    app.post(
      '/alerts/:id/members/:recordId/remove',
      {
        config: { access: { officer: 'alert.triage' } },
        schema: { params: MemberParameters, body: RemoveMemberRequest, response: { 200: AlertPage } },
      },
      async (request) => {
        const scope = requireScope(request)
        await withScope(services, scope, 'triage', (tx) =>
          removeMember(tx, request.params.id, request.params.recordId, request.body.reason),
        )
        return page(scope, request.params.id)
      },
    )
    app.post(
      '/alerts/:id/close',
      {
        config: { access: { officer: 'alert.close' } },
        schema: { params: AlertParameters, body: CloseRequest, response: { 200: AlertPage } },
      },
      async (request) => {
        const scope = requireScope(request)
        await withScope(services, scope, 'triage', (tx) => closeAlert(tx, request.params.id, request.body.summary))
        return page(scope, request.params.id)
      },
    )
  }
