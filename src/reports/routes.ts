import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply } from 'fastify'
import { type OfficerScope, requireScope } from '../access/requests.ts'
import { systemScope, withScope } from '../access/scope.ts'
import { mayRole } from '../access/scopes.ts'
import { makeDocument } from '../documents/commands.ts'
import { readDocumentFile } from '../documents/queries.ts'
import type { DocumentRow } from '../documents/schema.ts'
import { contentDisposition } from '../platform/http-headers.ts'
import { Problem } from '../platform/problem.ts'
import type { Services } from '../platform/services.ts'
import { dayOf, localTime } from '../vocabulary/calendar.ts'
import { placeName } from '../vocabulary/places.ts'
import { adviceActionWords } from '../vocabulary/words/judicial-advice.ts'
import { adviceNeeds, allowedAdviceActions, foldAdvice } from './advice.ts'
import { actOnAdvice, draftAdvice } from './advice-commands.ts'
import { adviceDocument, checksOf } from './advice-draft.ts'
import { checkupDocument } from './checkup-document.ts'
import { makeReport, openReport, recomputes } from './commands.ts'
import { createEducation, finishEducation } from './education-commands.ts'
import { type Period, parsePeriod } from './period.ts'
import {
  listAdvice,
  listEducation,
  listReports,
  readAdvice,
  readEducation,
  type StoredAdvice,
  type StoredEducation,
  type StoredReport,
} from './queries.ts'
import {
  AdviceActionRequest,
  AdviceList,
  AdvicePage,
  AdviceQuery,
  type AdviceRow,
  EducationDone,
  EducationList,
  EducationQuery,
  EducationRow,
  Identifier,
  NewAdvice,
  NewEducation,
  NewReport,
  ReportList,
  ReportPage,
  ReportQuery,
  ReportRow,
} from './schema.ts'

const pageSize = 50

function reportRow(report: StoredReport): ReportRow {
  const { id, place, from, to, period, title, madeAt, madeBy, hash } = report
  return {
    id,
    place,
    placeName: placeName(place),
    from,
    to,
    period,
    title,
    madeAt: localTime(madeAt),
    madeBy,
    hash,
    documentId: null,
  }
}

function adviceRow(advice: StoredAdvice, today: string): AdviceRow {
  const now = foldAdvice(advice.moves)
  return {
    id: advice.id,
    number: now.number,
    title: advice.title,
    recipient: advice.recipient,
    state: now.state,
    alertId: advice.alertId,
    type: advice.type,
    place: advice.place,
    draftedAt: localTime(advice.draftedAt),
    draftedBy: advice.draftedBy,
    sentAt: now.sentAt && localTime(now.sentAt),
    replyDue: now.replyDue,
    overdue: now.state === 'sent' && now.replyDue !== null && now.replyDue < today,
  }
}

function advicePage(advice: StoredAdvice, scope: OfficerScope, today: string): AdvicePage {
  const now = foldAdvice(advice.moves)
  const mayAct = (action: string) => mayRole(scope.role, action === 'approve' ? 'advice.approve' : 'advice.write')
  return {
    ...adviceRow(advice, today),
    text: now.text,
    evidence: advice.evidence,
    checks: checksOf(advice, now),
    history: advice.moves.map((move) => ({
      at: localTime(move.at),
      by: move.by,
      action: move.action,
      line: [adviceActionWords[move.action], move.number, move.reason].filter(Boolean).join(' '),
    })),
    reply: now.reply,
    documentId: null,
    allowed: allowedAdviceActions(now.state)
      .filter(mayAct)
      .map((action) => ({ action, zh: adviceActionWords[action], needs: [...adviceNeeds[action]] })),
  }
}

function educationRow(education: StoredEducation): EducationRow {
  const { createdAt, doneAt, ...rest } = education
  return {
    ...rest,
    placeName: placeName(education.place),
    state: doneAt ? 'done' : 'planned',
    createdAt: localTime(createdAt),
    doneAt: doneAt && localTime(doneAt),
  }
}

function periodOf(body: { month?: string; from?: string; to?: string }): Period {
  return parsePeriod(body.month ?? `${body.from ?? ''}..${body.to ?? ''}`)
}

/** GET/POST /reports, /judicial-advice, /education-tasks and what hangs below them. */
export const reportsRoutes =
  (services: Services): FastifyPluginAsyncTypebox =>
  async (app) => {
    const today = () => dayOf(services.context.now())
    const program = systemScope(services.config.county, 'reports')

    app.get(
      '/reports',
      {
        config: { access: { officer: 'report.read' } },
        schema: { querystring: ReportQuery, response: { 200: ReportList } },
      },
      async (request) =>
        withScope(services, requireScope(request), 'report', async (tx) => {
          const { rows, next } = await listReports(tx, { ...request.query, limit: request.query.limit ?? pageSize })
          return { items: rows.map(reportRow), next }
        }),
    )
    app.post(
      '/reports',
      { config: { access: { officer: 'report.make' } }, schema: { body: NewReport, response: { 201: ReportRow } } },
      async (request, reply) => {
        const scope = requireScope(request)
        const id = await makeReport(services, scope, scope.county, request.body.place, periodOf(request.body))
        reply.code(201)
        return reportRow(await withScope(services, scope, 'report', (tx) => openReport(tx, id)))
      },
    )
    app.get(
      '/reports/:id',
      { config: { access: { officer: 'report.read' } }, schema: { params: Identifier, response: { 200: ReportPage } } },
      async (request) => {
        const scope = requireScope(request)
        const report = await withScope(services, scope, 'report', (tx) => openReport(tx, request.params.id))
        return {
          ...reportRow(report),
          facts: report.parsed,
          recomputes: await recomputes(services, scope.county, report),
        }
      },
    )
    app.get(
      '/reports/:id.pdf',
      { config: { access: { officer: 'report.read' }, rate: 'document' }, schema: { params: Identifier } },
      async (request, reply) => {
        const scope = requireScope(request)
        const report = await withScope(services, scope, 'report', (tx) => openReport(tx, request.params.id))
        const document = await makeDocument(services, program, {
          kind: 'checkupReport',
          subject: report.id,
          traceCode: null,
          town: report.place.length === 9 ? report.place : null,
          data: checkupDocument(report.parsed, report.hash),
        })
        return sendFile(services, document, reply)
      },
    )

    app.get(
      '/judicial-advice',
      {
        config: { access: { officer: 'advice.read' } },
        schema: { querystring: AdviceQuery, response: { 200: AdviceList } },
      },
      async (request) =>
        withScope(services, requireScope(request), 'report', async (tx) => {
          const { rows, next } = await listAdvice(tx, { ...request.query, limit: request.query.limit ?? pageSize })
          const items = rows.map((row) => adviceRow(row, today()))
          return {
            items: request.query.state ? items.filter((item) => item.state === request.query.state) : items,
            next,
          }
        }),
    )
    app.post(
      '/judicial-advice',
      { config: { access: { officer: 'advice.write' } }, schema: { body: NewAdvice, response: { 201: AdvicePage } } },
      async (request, reply) => {
        const scope = requireScope(request)
        const id = await draftAdvice(services, scope, request.body)
        reply.code(201)
        return readPage(services, scope, id, today())
      },
    )
    app.get(
      '/judicial-advice/:id',
      { config: { access: { officer: 'advice.read' } }, schema: { params: Identifier, response: { 200: AdvicePage } } },
      async (request) => readPage(services, requireScope(request), request.params.id, today()),
    )
    app.post(
      '/judicial-advice/:id/actions',
      {
        config: { access: { officer: ['advice.write', 'advice.approve'] } },
        schema: { params: Identifier, body: AdviceActionRequest, response: { 200: AdvicePage } },
      },
      async (request) => {
        const { action, text, reason } = request.body
        const scope = requireScope(request, action === 'approve' ? 'advice.approve' : 'advice.write')
        await actOnAdvice(services, scope, request.params.id, action, { text, reason })
        return readPage(services, scope, request.params.id, today())
      },
    )
    app.get(
      '/judicial-advice/:id.pdf',
      { config: { access: { officer: 'advice.read' }, rate: 'document' }, schema: { params: Identifier } },
      async (request, reply) => {
        const scope = requireScope(request)
        const advice = await openAdvice(services, scope, request.params.id)
        const document = await makeDocument(services, program, {
          kind: 'judicialAdvice',
          subject: advice.id,
          traceCode: null,
          data: adviceDocument(advice),
        })
        return sendFile(services, document, reply)
      },
    )

    app.get(
      '/education-tasks',
      {
        config: { access: { officer: 'education.read' } },
        schema: { querystring: EducationQuery, response: { 200: EducationList } },
      },
      async (request) =>
        withScope(services, requireScope(request), 'task', async (tx) => {
          const { rows, next } = await listEducation(tx, { ...request.query, limit: request.query.limit ?? pageSize })
          return { items: rows.map(educationRow), next }
        }),
    )
    app.post(
      '/education-tasks',
      {
        config: { access: { officer: 'education.write' } },
        schema: { body: NewEducation, response: { 201: EducationRow } },
      },
      async (request, reply) => {
        const scope = requireScope(request)
        const id = await createEducation(services, scope, request.body)
        reply.code(201)
        return readEducationRow(services, scope, id)
      },
    )
    app.post(
      '/education-tasks/:id/done',
      {
        config: { access: { officer: 'education.write' } },
        schema: { params: Identifier, body: EducationDone, response: { 200: EducationRow } },
      },
      async (request) => {
        const scope = requireScope(request)
        await finishEducation(services, scope, request.params.id, request.body)
        return readEducationRow(services, scope, request.params.id)
      },
    )
  }

async function openAdvice(services: Services, scope: OfficerScope, id: string): Promise<StoredAdvice> {
  const advice = await withScope(services, scope, 'report', (tx) =>
    /^[0-9a-f-]{36}$/.test(id) ? readAdvice(tx, id) : Promise.resolve(null),
  )
  if (!advice) throw new Problem('platform.notFound', { what: id })
  return advice
}

async function readPage(services: Services, scope: OfficerScope, id: string, today: string): Promise<AdvicePage> {
  return advicePage(await openAdvice(services, scope, id), scope, today)
}

async function readEducationRow(services: Services, scope: OfficerScope, id: string): Promise<EducationRow> {
  const education = await withScope(services, scope, 'task', (tx) => readEducation(tx, id))
  if (!education) throw new Problem('platform.notFound', { what: id })
  return educationRow(education)
}

/** The file of a report or an advice that the reader has just been shown: the program made it, from what they may read. */
async function sendFile(services: Services, document: DocumentRow, reply: FastifyReply): Promise<Buffer> {
  const program = systemScope(services.config.county, 'reports')
  const { bytes } = await withScope(services, program, 'report', (tx) => readDocumentFile(tx, document.id))
  reply.type('application/pdf').header('content-disposition', contentDisposition('inline', `${document.title}.pdf`))
  return bytes
}
