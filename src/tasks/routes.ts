import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { type OfficerScope, requireScope } from '../access/requests.ts'
import { type ScopedTx, systemScope, withScope } from '../access/scope.ts'
import { readOffset } from '../platform/cursor.ts'
import { languageOf } from '../platform/http-problems.ts'
import { Problem, problemDocument } from '../platform/problem.ts'
import type { Services } from '../platform/services.ts'
import { notFoundTask } from '../vocabulary/words/tasks.ts'
import { WallAlert } from '../warning/schema.ts'
import { actOnTask, giveTask } from './commands.ts'
import { listTasks } from './inbox/queries.ts'
import { createLookers } from './looking.ts'
import { allowedFor, mergeHindrance } from './moves.ts'
import {
  alertsByRemainingTime,
  readActions,
  readAlertTasks,
  readCharges,
  readColleagues,
  readDeliveries,
  readDwellings,
  readMergeable,
  readNotices,
  readRelatives,
  readTask,
  readVisitLists,
} from './queries.ts'
import {
  ActionRequest,
  BulkRequest,
  BulkResult,
  CreateVisitList,
  GiveTaskRequest,
  Looking,
  NoticeList,
  TaskChoices,
  TaskList,
  TaskPage,
  TaskParameters,
  TaskQuery,
  ToldList,
  VisitedRequest,
  VisitListPage,
  VisitListQuery,
  VisitLists,
  VisitParameters,
} from './schema.ts'
import { toTaskRow, toVisitList } from './view.ts'
import { createVisitList, liveVisitList, markVisited } from './visits.ts'

const Paging = Type.Object({
  cursor: Type.Optional(Type.String()),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
})
const WallList = Type.Object({ items: Type.Array(WallAlert), next: Type.Union([Type.String(), Type.Null()]) })

const pageOf = (query: { cursor?: string; limit?: number }, limit: number): { limit: number; skip: number } => ({
  limit: query.limit ?? limit,
  skip: readOffset(query.cursor),
})
const following = (rows: number, limit: number, skip: number): string | null =>
  rows > limit ? String(skip + limit) : null

async function taskPage(tx: ScopedTx, scope: OfficerScope, id: string): Promise<TaskPage> {
  const task = await readTask(tx, id)
  if (task === null) throw new Problem('platform.notFound', { what: notFoundTask })
  tx.logRead({ subjectKind: 'task', subject: task.id, disputeId: task.disputeId, fields: ['task'] })
  const lists = task.alertId === null ? [] : await readVisitLists(tx, task.alertId, 1, 0)
  return {
    ...toTaskRow(task, tx.context.now()),
    body: task.body,
    matter: task.matterNumber === null ? null : { number: task.matterNumber, name: task.matterName ?? '' },
    outside: task.outsideReason,
    deliveries: (await readDeliveries(tx, [id])).get(id) ?? [],
    actions: await readActions(tx, id),
    charges: await readCharges(tx, id),
    ...(await readRelatives(tx, task)),
    visitListId: lists[0]?.id ?? null,
    allowed: allowedFor(task, scope, tx.context.now()),
  }
}

/** Tasks name disputes by code and matter; whoever is party to one can see that it was listed. */
function logTaskList(tx: ScopedTx, tasks: readonly { readonly disputeId: string | null }[]): void {
  tx.logRead({ subjectKind: 'task', disputes: tasks.flatMap((task) => task.disputeId ?? []), fields: ['list'] })
}

async function toldList(tx: ScopedTx, alertId: string): Promise<ToldList> {
  const tasks = await readAlertTasks(tx, alertId)
  const deliveries = await readDeliveries(
    tx,
    tasks.map((task) => task.id),
  )
  const now = tx.context.now()
  logTaskList(tx, tasks)
  return {
    items: tasks.map((task) => ({ ...toTaskRow(task, now), deliveries: deliveries.get(task.id) ?? [] })),
    next: null,
  }
}

async function visitListPage(
  tx: ScopedTx,
  id: string,
  query: { cursor?: string; limit?: number },
): Promise<VisitListPage> {
  const list = await liveVisitList(tx, id)
  const { limit, skip } = pageOf(query, 500)
  const rows = await readDwellings(tx, id, limit + 1, skip)
  tx.logRead({ subjectKind: 'visitList', subject: id, fields: ['dwellings'] })
  return {
    ...toVisitList(list, tx.context.now()),
    items: rows.slice(0, limit).map((row) => ({ ...row, visitedAt: row.visitedAt?.toISOString() ?? null })),
    next: following(rows.length, limit, skip),
  }
}

/** /tasks…, /notices, /visit-lists…, /alerts/:id/tasks and the wall's list of alerts by remaining time. */
export const tasksRoutes =
  (services: Services): FastifyPluginAsyncTypebox =>
  async (app) => {
    const lookers = createLookers()
    app.get(
      '/alerts/wall',
      { config: { access: { officer: 'indicator.read' } }, schema: { response: { 200: WallList } } },
      async (request) => {
        // Everybody with figures sees the wall: small groups are masked, so the whole county is read in its place.
        const scope = requireScope(request)
        return {
          items: await withScope(services, systemScope(scope.county, 'wall'), 'statistics', alertsByRemainingTime),
          next: null,
        }
      },
    )
    app.get(
      '/tasks',
      { config: { access: { officer: 'task.read' } }, schema: { querystring: TaskQuery, response: { 200: TaskList } } },
      async (request) => withScope(services, requireScope(request), 'task', (tx) => listTasks(tx, request.query)),
    )
    app.get(
      '/tasks/:id',
      { config: { access: { officer: 'task.read' } }, schema: { params: TaskParameters, response: { 200: TaskPage } } },
      async (request) => {
        const scope = requireScope(request)
        return withScope(services, scope, 'task', (tx) => taskPage(tx, scope, request.params.id))
      },
    )
    app.post(
      '/tasks/:id/actions',
      {
        config: { access: { officer: 'task.act' } },
        schema: { params: TaskParameters, body: ActionRequest, response: { 200: TaskPage } },
      },
      async (request) => {
        const scope = requireScope(request)
        await withScope(services, scope, 'task', (tx) =>
          actOnTask(tx, services.messages, request.params.id, request.body),
        )
        return withScope(services, scope, 'task', (tx) => taskPage(tx, scope, request.params.id))
      },
    )
    app.post(
      '/tasks/actions',
      { config: { access: { officer: 'task.act' } }, schema: { body: BulkRequest, response: { 200: BulkResult } } },
      async (request) => {
        const scope = requireScope(request)
        const { items, ...action } = request.body
        const done: BulkResult['items'] = []
        for (const { id, seen } of items) {
          try {
            await withScope(services, scope, 'task', (tx) => actOnTask(tx, services.messages, id, { ...action, seen }))
            done.push({ id, done: true, why: null })
          } catch (error) {
            // What a named rule refuses is said beside its task; a fault of ours stops the rest.
            if (!(error instanceof Problem)) throw error
            done.push({ id, done: false, why: problemDocument(error, languageOf(request)).detail })
          }
        }
        return { items: done }
      },
    )
    app.post(
      '/tasks/:id/looking',
      {
        config: { access: { officer: 'task.read' } },
        schema: { params: TaskParameters, response: { 200: Looking } },
      },
      async (request) => {
        const scope = requireScope(request)
        const task = await withScope(services, scope, 'task', (tx) => readTask(tx, request.params.id))
        if (task === null) throw new Problem('platform.notFound', { what: notFoundTask })
        return { others: lookers.look(task.id, scope, Date.now()) }
      },
    )
    app.get(
      '/tasks/:id/choices',
      {
        config: { access: { officer: 'task.act' } },
        schema: { params: TaskParameters, response: { 200: TaskChoices } },
      },
      async (request) =>
        withScope(services, requireScope(request), 'task', async (tx) => {
          const task = await readTask(tx, request.params.id)
          if (task === null) throw new Problem('platform.notFound', { what: notFoundTask })
          const others = (await readMergeable(tx, task)).filter((into) => mergeHindrance(task, into) === null)
          logTaskList(tx, others)
          return {
            colleagues: (await readColleagues(tx, task.agencyId)).filter(({ id }) => id !== task.handlerId),
            mergeable: others.map(({ id, code, title }) => ({ id, code, title })),
          }
        }),
    )
    app.get(
      '/alerts/:id/tasks',
      {
        config: { access: { officer: 'alert.read' } },
        schema: { params: TaskParameters, response: { 200: ToldList } },
      },
      async (request) => withScope(services, requireScope(request), 'task', (tx) => toldList(tx, request.params.id)),
    )
    app.post(
      '/alerts/:id/tasks',
      {
        config: { access: { officer: 'task.create' } },
        schema: { params: TaskParameters, body: GiveTaskRequest, response: { 200: ToldList } },
      },
      async (request) => {
        const scope = requireScope(request)
        await withScope(services, scope, 'task', (tx) =>
          giveTask(tx, services.messages, request.params.id, request.body),
        )
        return withScope(services, scope, 'task', (tx) => toldList(tx, request.params.id))
      },
    )
    app.get(
      '/notices',
      {
        config: { access: { officer: 'notice.read' } },
        schema: { querystring: Paging, response: { 200: NoticeList } },
      },
      async (request) =>
        withScope(services, requireScope(request), 'task', async (tx) => {
          const { limit, skip } = pageOf(request.query, 50)
          const rows = await readNotices(tx, limit + 1, skip)
          const now = tx.context.now()
          logTaskList(tx, rows.slice(0, limit))
          return {
            items: rows.slice(0, limit).map((row) => ({
              ...toTaskRow(row, now),
              body: row.body,
              readAt: row.readAt?.toISOString() ?? null,
              readBy: row.readBy,
            })),
            next: following(rows.length, limit, skip),
          }
        }),
    )
    app.get(
      '/visit-lists',
      {
        config: { access: { officer: 'visit.read' } },
        schema: { querystring: VisitListQuery, response: { 200: VisitLists } },
      },
      async (request) =>
        withScope(services, requireScope(request), 'task', async (tx) => {
          const { limit, skip } = pageOf(request.query, 50)
          const rows = await readVisitLists(tx, request.query.alert ?? null, limit + 1, skip)
          const now = tx.context.now()
          return {
            items: rows.slice(0, limit).map((row) => toVisitList(row, now)),
            next: following(rows.length, limit, skip),
          }
        }),
    )
    app.post(
      '/visit-lists',
      {
        config: { access: { officer: 'visit.act' } },
        schema: { body: CreateVisitList, response: { 200: VisitListPage } },
      },
      async (request) => {
        const scope = requireScope(request)
        const id = await withScope(services, scope, 'task', (tx) => createVisitList(tx, request.body))
        return withScope(services, scope, 'task', (tx) => visitListPage(tx, id, {}))
      },
    )
    app.get(
      '/visit-lists/:id',
      {
        config: { access: { officer: 'visit.read' } },
        schema: { params: TaskParameters, querystring: Paging, response: { 200: VisitListPage } },
      },
      async (request) =>
        withScope(services, requireScope(request), 'task', (tx) => visitListPage(tx, request.params.id, request.query)),
    )
    app.post(
      '/visit-lists/:id/dwellings/:dwelling/visited',
      {
        config: { access: { officer: 'visit.act' } },
        schema: { params: VisitParameters, body: VisitedRequest, response: { 200: VisitListPage } },
      },
      async (request) => {
        const scope = requireScope(request)
        await withScope(services, scope, 'task', (tx) =>
          markVisited(tx, request.params.id, request.params.dwelling, request.body),
        )
        return withScope(services, scope, 'task', (tx) => visitListPage(tx, request.params.id, {}))
      },
    )
  }
