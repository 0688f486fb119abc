import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { requireParty, requireScope } from '../access/requests.ts'
import { systemScope, withScope } from '../access/scope.ts'
import { signInEvents } from '../access/sign-in/queries.ts'
import { Problem } from '../platform/problem.ts'
import type { Services } from '../platform/services.ts'
import { localTime } from '../vocabulary/calendar.ts'
import { purposes } from '../vocabulary/purposes.ts'
import { auditTexts } from '../vocabulary/words/audit.ts'
import {
  countReads,
  listBreakGlasses,
  reviewBreakGlass,
  runningBreakGlasses,
  startBreakGlass,
  stopBreakGlass,
} from './break-glass.ts'
import { decideFinding } from './decisions.ts'
import {
  askExport,
  decideExport,
  exportOfMark,
  fetchExport,
  listExports,
  makeExport,
  readExport,
} from './export-commands.ts'
import {
  codesOf,
  cursorAfter,
  detectorRows,
  disputeFamily,
  familyOfCode,
  parseCursor,
  readersOfDisputes,
  readFindings,
  readLog,
  sealState,
  withCodes,
} from './queries.ts'
import { proveRead } from './read-proof.ts'
import { groupReaders } from './readers.ts'
import {
  AuditReads,
  BreakGlassList,
  BreakGlassRequest,
  BreakGlassReview,
  BreakGlassRunning,
  ById,
  DecisionRequest,
  ExportDecision,
  ExportList,
  ExportMark,
  ExportOfMark,
  ExportRequest,
  ExportRow,
  Findings,
  FindingsQuery,
  PartyReaders,
  ReadersQuery,
  ReadProof,
  ReadsQuery,
  SealState,
  SignIns,
  SignInsQuery,
} from './schema.ts'

/** Reads behind one page of the citizen's list. */
const readsAPage = 200
const Paging = Type.Object({
  cursor: Type.Optional(Type.String({ maxLength: 80 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
})

const purposeName = (purpose: string): string =>
  purpose in purposes ? purposes[purpose as keyof typeof purposes].zh : purpose

/** /party/readers…, /audit/…, /exports…, /break-glass…. */
export const auditRoutes =
  (services: Services): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/party/readers',
      {
        config: { access: { party: true } },
        schema: { tags: ['audit'], querystring: ReadersQuery, response: { 200: PartyReaders } },
      },
      async (request) => {
        const scope = requireParty(request)
        // The program looks, because former files lie outside the party's reach; the session's dispute decides what is shown.
        return withScope(services, systemScope(scope.county, 'partyReaders'), 'ownMatter', async (tx) => {
          const family = await disputeFamily(tx, scope.disputeId)
          const lines = await readersOfDisputes(tx, family, parseCursor(request.query.cursor), readsAPage + 1)
          const shown = lines.slice(0, readsAPage)
          return {
            items: groupReaders(shown).map((group) => ({
              day: group.day,
              first: localTime(group.first),
              last: localTime(group.last),
              organ: group.organ ?? auditTexts.organUnknown,
              purpose: purposeName(group.purpose),
              what: group.what,
              result: group.result,
              breakGlass: group.breakGlass,
              count: group.count,
              read: group.reads[0]!,
            })),
            next: lines.length > readsAPage ? cursorAfter(shown.at(-1)) : null,
            reads: shown.length,
          }
        })
      },
    )

    app.get(
      '/party/readers/:id/proof',
      {
        config: { access: { party: true } },
        schema: { tags: ['audit'], params: ById, response: { 200: ReadProof } },
      },
      async (request) => {
        const scope = requireParty(request)
        return withScope(services, systemScope(scope.county, 'partyReaders'), 'ownMatter', async (tx) => {
          const family = await disputeFamily(tx, scope.disputeId)
          const { rows } = await tx.query<{ dispute: string }>(
            `select coalesce(r.dispute_id, (select l.dispute_id from access.read_listed l where l.county = r.county and l.read_id = r.id and l.dispute_id = any($3::uuid[]) limit 1)) as dispute
             from access.read_log r where r.county = $1 and r.id = $2 and (r.actor = 'officer' or r.actor = 'system:export')
               and (r.dispute_id = any($3::uuid[]) or exists (select from access.read_listed l where l.county = r.county and l.dispute_id = any($3::uuid[]) and l.read_id = r.id))`,
            [tx.county, request.params.id, family],
          )
          if (!rows[0]) throw new Problem('platform.notFound', { what: auditTexts.read })
          const proof = await proveRead(tx, request.params.id, rows[0].dispute)
          if (!proof) throw new Problem('audit.notSealedYet')
          return proof
        })
      },
    )

    app.get(
      '/audit/reads',
      {
        config: { access: { officer: 'audit.read' } },
        schema: { tags: ['audit'], querystring: ReadsQuery, response: { 200: AuditReads } },
      },
      async (request) => {
        const scope = requireScope(request)
        const { query } = request
        const family = query.traceCode ? await familyOfCode(services, scope.county, query.traceCode) : null
        if (query.traceCode && !family)
          throw new Problem('platform.notFound', { what: `${auditTexts.traceCode} ${query.traceCode}` })
        const page = await withScope(services, scope, 'audit', async (tx) => {
          tx.logRead({
            subjectKind: 'readLog',
            subject: query.officer ?? query.agency ?? scope.officerId,
            disputeId: family?.[0] ?? null,
            fields: ['reads', ...Object.keys(query).filter((name) => name !== 'cursor' && name !== 'limit')],
          })
          return readLog(tx, query, family)
        })
        return withCodes(services, scope.county, page)
      },
    )

    app.get(
      '/audit/findings',
      {
        config: { access: { officer: 'audit.read' } },
        schema: { tags: ['audit'], querystring: FindingsQuery, response: { 200: Findings } },
      },
      async (request) => {
        const scope = requireScope(request)
        const { page, detectors } = await withScope(services, scope, 'audit', async (tx) => {
          tx.logRead({ subjectKind: 'readLog', subject: scope.officerId, fields: ['findings'] })
          return { page: await readFindings(tx, request.query), detectors: await detectorRows(tx) }
        })
        const codes = await codesOf(services, scope.county, [
          ...new Set(page.items.flatMap((item) => item.disputeId ?? [])),
        ])
        return {
          items: page.items.map(({ disputeId, ...item }) => ({
            ...item,
            traceCode: disputeId === null ? null : (codes.get(disputeId) ?? null),
          })),
          next: page.next,
          detectors,
        }
      },
    )

    app.post(
      '/audit/findings/:id/decision',
      {
        config: { access: { officer: 'audit.decide' } },
        schema: { tags: ['audit'], params: ById, body: DecisionRequest, response: { 204: Type.Null() } },
      },
      async (request, reply) => {
        await withScope(services, requireScope(request), 'audit', (tx) =>
          decideFinding(tx, request.params.id, request.body.decision, request.body.reason),
        )
        return reply.code(204).send(null)
      },
    )

    app.get(
      '/audit/sign-ins',
      {
        config: { access: { officer: 'audit.read' } },
        schema: { tags: ['audit'], querystring: SignInsQuery, response: { 200: SignIns } },
      },
      async (request) => {
        const scope = requireScope(request)
        const { view = 'odd', limit = 50, cursor } = request.query
        const before = parseCursor(cursor)
        await withScope(services, scope, 'audit', async (tx) =>
          tx.logRead({ subjectKind: 'readLog', subject: scope.officerId, fields: ['signIns'] }),
        )
        const lines = await signInEvents(services, view === 'odd', before, limit + 1)
        const shown = lines.slice(0, limit)
        return {
          items: shown.map((line) => ({ ...line, at: localTime(line.at) })),
          next: lines.length > limit ? cursorAfter(shown.at(-1)) : null,
        }
      },
    )

    app.get(
      '/audit/seals',
      { config: { access: { officer: 'audit.read' } }, schema: { tags: ['audit'], response: { 200: SealState } } },
      async (request) => {
        const { county } = requireScope(request)
        return withScope(services, systemScope(county, 'readSeal'), 'audit', sealState)
      },
    )

    app.post(
      '/audit/export-mark',
      {
        config: { access: { officer: 'audit.read' } },
        schema: { tags: ['audit'], body: ExportMark, response: { 200: ExportOfMark } },
      },
      async (request) =>
        withScope(services, requireScope(request), 'audit', (tx) => exportOfMark(tx, request.body.mark)),
    )

    app.get(
      '/exports',
      {
        config: { access: { officer: 'export.read' } },
        schema: { tags: ['audit'], querystring: Paging, response: { 200: ExportList } },
      },
      async (request) => withScope(services, requireScope(request), 'export', (tx) => listExports(tx, request.query)),
    )
    app.post(
      '/exports',
      {
        config: { access: { officer: 'export.ask' }, rate: 'export' },
        schema: { tags: ['audit'], body: ExportRequest, response: { 201: ExportRow } },
      },
      async (request, reply) =>
        reply
          .code(201)
          .send(
            await withScope(services, requireScope(request), 'export', async (tx) =>
              readExport(tx, await askExport(services, tx, request.body)),
            ),
          ),
    )
    app.post(
      '/exports/:id/decision',
      {
        config: { access: { officer: 'export.approve' } },
        schema: { tags: ['audit'], params: ById, body: ExportDecision, response: { 200: ExportRow } },
      },
      async (request) =>
        withScope(services, requireScope(request), 'export', async (tx) => {
          await decideExport(services, tx, request.params.id, request.body.approved, request.body.reason)
          return readExport(tx, request.params.id)
        }),
    )
    app.post(
      '/exports/:id/file',
      {
        config: { access: { officer: 'export.ask' }, rate: 'export' },
        schema: { tags: ['audit'], params: ById, response: { 200: ExportRow } },
      },
      async (request) => {
        const scope = requireScope(request)
        await withScope(services, scope, 'export', (tx) => makeExport(tx, request.params.id))
        return withScope(services, scope, 'export', (tx) => readExport(tx, request.params.id))
      },
    )
    // `GET /exports/<id>.csv`
    app.get(
      '/exports/:file',
      {
        config: { access: { officer: 'export.ask' } },
        schema: {
          tags: ['audit'],
          params: Type.Object({ file: Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.csv$' }) }),
        },
      },
      async (request, reply) => {
        const id = request.params.file.slice(0, 36)
        const { name, bytes } = await withScope(services, requireScope(request), 'export', (tx) => fetchExport(tx, id))
        return reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', `attachment; filename="${name}"`)
          .header('cache-control', 'private, no-store')
          .send(bytes)
      },
    )

    app.get(
      '/break-glass/running',
      {
        config: { access: { officer: ['breakGlass.read', 'breakGlass.ask'] } },
        schema: { tags: ['audit'], response: { 200: BreakGlassRunning } },
      },
      async (request) => {
        const scope = requireScope(request)
        const supervises = scope.role === 'operator' || scope.role === 'privacyOfficer'
        return withScope(services, scope, 'breakGlass', (tx) => runningBreakGlasses(tx, supervises))
      },
    )
    app.get(
      '/break-glass',
      {
        config: { access: { officer: ['breakGlass.read', 'breakGlass.ask'] } },
        schema: { tags: ['audit'], querystring: Paging, response: { 200: BreakGlassList } },
      },
      async (request) => {
        const scope = requireScope(request)
        const list = await withScope(services, scope, 'breakGlass', (tx) => listBreakGlasses(tx, request.query))
        const reads = await countReads(
          services,
          scope.county,
          list.items.map((item) => item.id),
        )
        return { items: list.items.map((item) => ({ ...item, reads: reads.get(item.id) ?? 0 })), next: list.next }
      },
    )
    app.post(
      '/break-glass',
      {
        config: { access: { officer: 'breakGlass.ask' } },
        schema: { tags: ['audit'], body: BreakGlassRequest, response: { 201: BreakGlassRunning } },
      },
      async (request, reply) => {
        const scope = requireScope(request)
        await startBreakGlass(services, scope, request.body.traceCode, request.body.reason.trim())
        return reply
          .code(201)
          .send(await withScope(services, scope, 'breakGlass', (tx) => runningBreakGlasses(tx, false)))
      },
    )
    app.post(
      '/break-glass/:id/stop',
      {
        config: { access: { officer: 'breakGlass.ask' } },
        schema: { tags: ['audit'], params: ById, response: { 204: Type.Null() } },
      },
      async (request, reply) => {
        await stopBreakGlass(services, requireScope(request), request.params.id)
        return reply.code(204).send(null)
      },
    )
    app.post(
      '/break-glass/:id/review',
      {
        config: { access: { officer: 'breakGlass.review' } },
        schema: { tags: ['audit'], params: ById, body: BreakGlassReview, response: { 204: Type.Null() } },
      },
      async (request, reply) => {
        await withScope(services, requireScope(request), 'audit', (tx) =>
          reviewBreakGlass(tx, request.params.id, request.body.verdict, request.body.reason),
        )
        return reply.code(204).send(null)
      },
    )
  }
