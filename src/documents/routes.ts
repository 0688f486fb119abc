import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { requireScope } from '../access/requests.ts'
import { type Scope, systemScope, withScope } from '../access/scope.ts'
import { contentDisposition } from '../platform/http-headers.ts'
import { Problem } from '../platform/problem.ts'
import type { Services } from '../platform/services.ts'
import { documentKinds } from '../vocabulary/document-kinds.ts'
import { makeDocument } from './commands.ts'
import { checkFile, readDocumentFile, readDocuments } from './queries.ts'
import { DocumentCheck, DocumentList, DocumentQuery, DocumentRequest, DocumentRow } from './schema.ts'
import { isPulledKind, readSource } from './sources.ts'

/** An officer whose role may read documents, or the party, who sees those of the own dispute. */
function reader(request: FastifyRequest): Scope {
  return request.scope?.kind === 'party' ? request.scope : requireScope(request)
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export const documentsRoutes =
  (services: Services): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      '/documents',
      {
        config: { access: { officer: ['filingPack.give', 'document.make'], party: true }, rate: 'document' },
        schema: { tags: ['documents'], body: DocumentRequest, response: { 201: DocumentRow } },
      },
      async (request, reply) => {
        const { kind, subject, form } = request.body
        if (!isPulledKind(kind)) throw new Problem('documents.madeElsewhere', { kind: documentKinds[kind].zh })
        const scope = makerOf(request, kind, subject)
        const document = await withScope(services, scope, scope.kind === 'party' ? 'ownMatter' : 'handling', (tx) =>
          readSource(tx, kind, subject, form ?? 'suit'),
        )
        return reply.code(201).send(await makeDocument(services, scope, document))
      },
    )

    app.get(
      '/documents',
      {
        config: { access: { officer: 'document.read', party: true } },
        schema: { tags: ['documents'], querystring: DocumentQuery, response: { 200: DocumentList } },
      },
      async (request) => {
        const { subject } = request.query
        if (subject !== undefined && !uuid.test(subject)) return { items: [], next: null }
        return withScope(services, reader(request), 'handling', (tx) => readDocuments(tx, request.query))
      },
    )

    // `GET /documents/<id>.pdf`
    app.get(
      '/documents/:file',
      {
        config: { access: { officer: 'document.read', party: true }, rate: 'document' },
        schema: { tags: ['documents'], params: Type.Object({ file: Type.String({ maxLength: 40 }) }) },
      },
      async (request, reply) => {
        const { file } = request.params
        const id = file.replace(/\.pdf$/, '')
        if (!uuid.test(id)) throw new Problem('platform.notFound', { what: file })
        const scope = reader(request)
        const purpose = scope.kind === 'party' ? 'ownMatter' : 'handling'
        const { row, bytes } = await withScope(services, scope, purpose, (tx) => readDocumentFile(tx, id))
        return reply
          .type('application/pdf')
          .header('content-disposition', contentDisposition('inline', `${row.title}.pdf`))
          .header('cache-control', 'private, no-store')
          .send(bytes)
      },
    )

    app.get(
      '/documents/verify/:sha256',
      {
        config: { access: { open: 'whoever holds a paper may check that it is ours; the answer names no case' } },
        schema: {
          tags: ['documents'],
          params: Type.Object({ sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }) }),
          response: { 200: DocumentCheck },
        },
      },
      async (request) => {
        const scope = systemScope(services.config.county, 'documents')
        const hash = Buffer.from(request.params.sha256, 'hex')
        const found = await withScope(services, scope, 'audit', (tx) => checkFile(tx, hash))
        return found
          ? { known: true, ...found }
          : { known: false, kind: null, draft: null, madeAt: null, ledgerIndex: null }
      },
    )
  }

/** A party may have the filing pack of the own dispute; all else is made by officers. */
function makerOf(request: FastifyRequest, kind: string, subject: string): Scope {
  const { scope } = request
  if (scope?.kind === 'party' && kind === 'filingPack' && scope.disputeId === subject) return scope
  return requireScope(request, kind === 'filingPack' ? 'filingPack.give' : 'document.make')
}
