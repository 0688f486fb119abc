import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { toString as qrSvg } from 'qrcode'
import { Type } from 'typebox'
import { requireScope } from '../access/requests.ts'
import { asProgram, withScope } from '../access/scope.ts'
import { readPhoto, readPhotos } from '../intake/queries.ts'
import { photo, photoList } from '../intake/schema.ts'
import { Problem } from '../platform/problem.ts'
import type { Services } from '../platform/services.ts'
import { linkingWords } from '../vocabulary/words/linking.ts'
import { disputePage, disputeTimeline, listDisputes } from './pages.ts'
import { judgePersons, partPersonIn } from './people-operations.ts'
import { readDisputeByCode } from './queries.ts'
import { recordView } from './record-view.ts'
import { requestAttach, requestJoin, requestMerge, requestSplit } from './requests.ts'
import { revealField } from './reveal.ts'
import {
  AttachRequest,
  DisputeFilter,
  DisputeList,
  DisputePage,
  DisputeSearch,
  MergeRequest,
  OperationResult,
  PartyJudgement,
  RecordView,
  RequestedOperation,
  RevealRequest,
  RevealResult,
  SplitRequest,
  Timeline,
  UndoRequest,
} from './schema.ts'
import { undoOperation } from './undo.ts'

const Code = Type.Object({ code: Type.String({ minLength: 1, maxLength: 40 }) })
const Id = Type.Object({ id: Type.String({ format: 'uuid' }) })
const PhotoId = Type.Object({ ...Id.properties, position: photo.properties.position })

function found<T>(value: T | null, what: string): T {
  if (value === null) throw new Problem('platform.notFound', { what })
  return value
}

const named = (code: string): string => `${linkingWords.nouns.traceCode} ${code}`

/** /disputes…, /operations/:id/undo, /records/:id with its photos. */
export const linkingRoutes =
  (services: Services): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/disputes',
      {
        config: { access: { officer: 'dispute.read' } },
        schema: { querystring: DisputeFilter, response: { 200: DisputeList } },
      },
      (request) => withScope(services, requireScope(request), 'handling', (tx) => listDisputes(tx, request.query)),
    )
    app.post(
      '/disputes/search',
      {
        config: { access: { officer: 'dispute.read' }, rate: 'search', unstored: true },
        schema: { body: DisputeSearch, response: { 200: DisputeList } },
      },
      (request) => withScope(services, requireScope(request), 'handling', (tx) => listDisputes(tx, request.body)),
    )
    app.get(
      '/disputes/:code',
      { config: { access: { officer: 'dispute.read' } }, schema: { params: Code, response: { 200: DisputePage } } },
      (request) =>
        withScope(services, requireScope(request), 'handling', async (tx) =>
          found(await disputePage(tx, request.params.code, services.config.publicUrl), named(request.params.code)),
        ),
    )
    app.get(
      '/disputes/:code/timeline',
      { config: { access: { officer: 'dispute.read' } }, schema: { params: Code, response: { 200: Timeline } } },
      (request) =>
        withScope(services, requireScope(request), 'handling', async (tx) =>
          found(await disputeTimeline(tx, request.params.code), named(request.params.code)),
        ),
    )
    app.get(
      '/disputes/:code/qr.svg',
      { config: { access: { officer: 'dispute.read' } }, schema: { params: Code } },
      async (request, reply) => {
        const dispute = await withScope(services, requireScope(request), 'handling', (tx) =>
          readDisputeByCode(tx, request.params.code),
        )
        const { traceCode } = found(dispute, named(request.params.code))
        // The address with the code and nothing else: whoever scans it has still to prove who they are.
        const svg = await qrSvg(`${services.config.publicUrl}/t/${traceCode}`, {
          type: 'svg',
          errorCorrectionLevel: 'M',
          margin: 2,
        })
        return reply.type('image/svg+xml; charset=utf-8').header('cache-control', 'private, max-age=86400').send(svg)
      },
    )
    app.post(
      '/disputes/:code/merge',
      {
        config: { access: { officer: 'dispute.link' } },
        schema: { params: Code, body: MergeRequest, response: { 200: RequestedOperation } },
      },
      (request) =>
        asProgram(services, requireScope(request), 'linking', 'review', (tx) =>
          requestMerge(tx, request.params.code, request.body.other, request.body.reason),
        ),
    )
    app.post(
      '/disputes/:code/split',
      {
        config: { access: { officer: 'dispute.link' } },
        schema: { params: Code, body: SplitRequest, response: { 200: RequestedOperation } },
      },
      (request) =>
        asProgram(services, requireScope(request), 'linking', 'review', (tx) =>
          requestSplit(tx, request.params.code, request.body.records, request.body.reason),
        ),
    )
    app.post(
      '/disputes/:code/attach',
      {
        config: { access: { officer: 'dispute.link' } },
        schema: { params: Code, body: AttachRequest, response: { 200: RequestedOperation } },
      },
      (request) =>
        asProgram(services, requireScope(request), 'linking', 'review', (tx) =>
          requestAttach(tx, request.params.code, request.body.records, request.body.to, request.body.reason),
        ),
    )
    app.post(
      '/parties/:id/judgements',
      {
        config: { access: { officer: 'dispute.link' } },
        schema: { params: Id, body: PartyJudgement, response: { 200: Type.Union([RequestedOperation, Type.Null()]) } },
      },
      (request) =>
        asProgram(services, requireScope(request), 'linking', 'review', async (tx) => {
          const { other, dispute, verdict, reason } = request.body
          if (other !== undefined && verdict === 'same') return requestJoin(tx, request.params.id, other, reason)
          const result =
            other === undefined
              ? await partPersonIn(tx, request.params.id, dispute ?? '', reason)
              : await judgePersons(tx, request.params.id, other, verdict, reason)
          return result && { ...result, proposal: null }
        }),
    )
    app.post(
      '/operations/:id/undo',
      {
        config: { access: { officer: 'dispute.link' } },
        schema: { params: Id, body: UndoRequest, response: { 200: OperationResult } },
      },
      (request) =>
        asProgram(services, requireScope(request), 'linking', 'review', (tx) =>
          undoOperation(tx, request.params.id, request.body.reason),
        ),
    )
    app.post(
      '/disputes/:code/reveal',
      {
        config: { access: { officer: 'dispute.reveal' }, rate: 'reveal', unstored: true },
        schema: { params: Code, body: RevealRequest, response: { 200: RevealResult } },
      },
      (request) =>
        revealField(services, requireScope(request), request.params.code, request.body.field, request.body.reason),
    )
    app.get(
      '/records/:id',
      { config: { access: { officer: 'record.read' } }, schema: { params: Id, response: { 200: RecordView } } },
      (request) =>
        withScope(services, requireScope(request), 'handling', async (tx) =>
          found(await recordView(tx, request.params.id), `${linkingWords.nouns.record} ${request.params.id}`),
        ),
    )
    app.get(
      '/records/:id/photos',
      { config: { access: { officer: 'record.read' } }, schema: { params: Id, response: { 200: photoList } } },
      (request) =>
        withScope(services, requireScope(request), 'handling', async (tx) => {
          const record = found(
            await recordView(tx, request.params.id),
            `${linkingWords.nouns.record} ${request.params.id}`,
          )
          return { items: record.sealed ? [] : await readPhotos(tx, record.id) }
        }),
    )
    app.get(
      '/records/:id/photos/:position',
      { config: { access: { officer: 'record.read' } }, schema: { params: PhotoId } },
      async (request, reply) => {
        const { id, position } = request.params
        const picture = await withScope(services, requireScope(request), 'handling', async (tx) => {
          const record = await recordView(tx, id)
          if (!record || record.sealed) return null
          tx.logRead({ subjectKind: 'record', subject: id, fields: [`photo ${position}`] })
          return readPhoto(tx, id, position)
        })
        const { mediaType, bytes } = found(picture, `${linkingWords.nouns.record} ${id}`)
        return reply.type(mediaType).send(bytes)
      },
    )
  }
