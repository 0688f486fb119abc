import { performance } from 'node:perf_hooks'
import type { Readable } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { type OfficerScope, requireScope } from '../access/requests.ts'
import { systemScope, withScope } from '../access/scope.ts'
import { faultOf } from '../platform/http-body.ts'
import { httpLimits } from '../platform/http-limits.ts'
import { Problem, problemText } from '../platform/problem.ts'
import type { Services } from '../platform/services.ts'
import { storeRows } from './commands.ts'
import { importTable, sourceOf } from './import.ts'
import { objectRow } from './json-lines.ts'
import { checkColumns, resolveMapping } from './mapping.ts'
import { previewTable } from './preview.ts'
import { findProfile, readProfiles, readSupplierProfile, saveProfile } from './profiles.ts'
import { readSourceFreshness } from './queries.ts'
import { type RecordDraft, readRow } from './read-row.ts'
import { rejectsLine, rejectsStart } from './rejects-file.ts'
import { endInterrupted, finishRun, insertRun, moveRun, readRejects, readRun, readRuns, rejectedRow } from './runs.ts'
import {
  importList,
  importPreview,
  importRun,
  mappingList,
  type PostRecordsBody,
  type PostRecordsResult,
  postRecordsBody,
  postRecordsResult,
  sourcesResult,
  startImportBody,
} from './schema.ts'
import { createUploads, keptMinutes, type Upload, type Uploads } from './uploads.ts'

const byId = Type.Object({ id: Type.String({ format: 'uuid' }) })
const pageSize = 50
/** Rows after which the person who watches an import sees it move. */
const watchedRows = 1_000
/** Some ten thousand rows: what a department's system sends at night. */
const recordsBytes = 32 * 2 ** 20

/** `POST /records`: rows as JSON, checked and stored in one transaction; rejected rows come back with their reasons. */
async function postRecords(services: Services, scope: OfficerScope, body: PostRecordsBody): Promise<PostRecordsResult> {
  const started = performance.now()
  const source = sourceOf(body.source)
  const system = systemScope(scope.county, 'records')
  const given =
    body.mapping === undefined
      ? null
      : await withScope(services, system, 'pipeline', (tx) => findProfile(tx, source, body.mapping!))
  const raws = body.rows.map((row, index) => objectRow(index + 1, row))
  const header = [...new Set(raws.flatMap((raw) => Object.keys(raw.cells)))]
  const mapping = resolveMapping(source, { name: 'rows', header, samples: raws }, given?.columns ?? {}, {
    numberMayBeMissing: true,
  })
  const context = {
    supplier: body.supplier ?? given?.supplier ?? source,
    county: scope.county,
    counties: new Set([scope.county]),
    now: services.context.now(),
  }
  const drafts: RecordDraft[] = []
  const problems: PostRecordsResult['problems'] = []
  let rejected = 0
  let excluded = 0
  for (const raw of raws) {
    const outcome = readRow(mapping, raw, context)
    if (outcome.kind === 'draft') drafts.push(outcome.draft)
    else if (outcome.kind === 'excluded') excluded++
    else {
      rejected++
      problems.push(...outcome.rejects.map((reject) => rejectedRow(reject, null)))
    }
  }
  const stored = await withScope(services, system, 'pipeline', (tx) => storeRows(tx, { drafts }))
  problems.push(...stored.rejects.map((reject) => rejectedRow(reject, null)))
  return {
    accepted: stored.accepted,
    duplicates: stored.duplicates,
    updated: stored.updated,
    rejected: rejected + stored.rejects.length,
    excluded,
    seconds: Math.round(performance.now() - started) / 1000,
    problems,
  }
}

interface Received {
  readonly source: string
  readonly supplier: string | null
  readonly sheet: string | null
  readonly upload: Upload
}

/** Fields and the one file of an upload, in whatever order they come. Throws intake.noFile, intake.fileTooLarge, intake.uploadBroken. */
async function receiveUpload(request: FastifyRequest, uploads: Uploads, id: string): Promise<Received> {
  const fields: Record<string, string> = {}
  let upload: Upload | null = null
  let truncated = false
  try {
    for await (const part of request.parts()) {
      if (faultOf([part.fieldname, part.type === 'field' ? part.value : part.filename]))
        throw new Problem('platform.badCharacters')
      if (part.type === 'field') fields[part.fieldname] = String(part.value).trim()
      else {
        upload = (await uploads.receive(part.filename, part.file as Readable))(id)
        truncated = part.file.truncated
      }
    }
  } catch (error) {
    upload?.release()
    // Limits bear a status of their own; the parser's other errors all say that the form is cut or no form.
    if (error instanceof Problem || (error as { statusCode?: number }).statusCode !== undefined) throw error
    throw new Problem('intake.uploadBroken', {}, error)
  }
  if (!upload) throw new Problem('intake.noFile')
  if (truncated) {
    upload.release()
    throw new Problem('intake.fileTooLarge', { file: upload.input.name, limit: httpLimits.uploadBytes / 2 ** 20 })
  }
  return { source: fields.source ?? '', supplier: fields.supplier || null, sheet: fields.sheet || null, upload }
}

export const intakeRoutes =
  (services: Services): FastifyPluginAsyncTypebox =>
  async (app) => {
    const uploads = createUploads()
    app.addHook('onClose', async () => uploads.close())
    app.addHook('onReady', async () => {
      const interrupted = problemText('intake.interrupted', {}, 'zh')
      await withScope(services, systemScope(services.config.county, 'start'), 'administration', (tx) =>
        endInterrupted(tx, interrupted),
      )
    })

    app.post(
      '/records',
      {
        config: { access: { officer: 'record.import' }, rate: 'records' },
        bodyLimit: recordsBytes,
        schema: { tags: ['intake'], body: postRecordsBody, response: { 200: postRecordsResult } },
      },
      async (request) => postRecords(services, requireScope(request), request.body),
    )

    app.get(
      '/sources',
      {
        config: { access: { officer: 'source.read' } },
        schema: { tags: ['intake'], response: { 200: sourcesResult } },
      },
      async (request) => {
        const scope = requireScope(request)
        return { items: await withScope(services, scope, 'statistics', readSourceFreshness) }
      },
    )

    app.get(
      '/mappings',
      {
        config: { access: { officer: 'record.import' } },
        schema: { tags: ['intake'], response: { 200: mappingList } },
      },
      async (request) => {
        const scope = requireScope(request)
        return { items: await withScope(services, scope, 'handling', (tx) => readProfiles(tx)) }
      },
    )

    app.post(
      '/imports',
      {
        config: { access: { officer: 'record.import' }, rate: 'upload' },
        schema: { tags: ['intake'], consumes: ['multipart/form-data'], response: { 200: importPreview } },
      },
      async (request) => {
        const scope = requireScope(request)
        if (!request.isMultipart()) throw new Problem('intake.noFile')
        const id = services.context.id()
        const { upload, ...fields } = await receiveUpload(request, uploads, id)
        try {
          const source = sourceOf(fields.source)
          const supplier = fields.supplier ?? source
          const profile = await withScope(services, scope, 'handling', (tx) =>
            readSupplierProfile(tx, source, supplier),
          )
          const preview = await previewTable(upload.input, source, fields.sheet, profile)
          const dropped = preview.proposal.filter((one) => one.basis === 'dropped').map((one) => one.column)
          const run = await withScope(services, scope, 'handling', async (tx) => {
            await insertRun(tx, {
              id,
              source,
              supplier,
              fileName: upload.input.name,
              status: 'preview',
              startedBy: scope.name,
              officerId: scope.officerId,
              columns: {},
              droppedColumns: dropped,
            })
            return (await readRun(tx, id))!
          })
          upload.keep(fields.sheet)
          return { run, ...preview }
        } catch (error) {
          upload.release()
          throw error
        }
      },
    )

    app.get(
      '/imports',
      {
        config: { access: { officer: 'record.import' } },
        schema: {
          tags: ['intake'],
          querystring: Type.Object({ cursor: Type.Optional(Type.String({ maxLength: 100 })) }),
          response: { 200: importList },
        },
      },
      async (request) => {
        const scope = requireScope(request)
        return withScope(services, scope, 'handling', (tx) => readRuns(tx, request.query.cursor ?? null, pageSize))
      },
    )

    app.get(
      '/imports/:id',
      {
        config: { access: { officer: 'record.import' } },
        schema: { tags: ['intake'], params: byId, response: { 200: importRun } },
      },
      async (request) => {
        const scope = requireScope(request)
        const run = await withScope(services, scope, 'handling', (tx) => readRun(tx, request.params.id))
        if (!run) throw new Problem('platform.notFound', { what: request.params.id })
        return run
      },
    )

    app.get(
      '/imports/:id/rejects.csv',
      { config: { access: { officer: 'record.import' } }, schema: { tags: ['intake'], params: byId } },
      async (request, reply) => {
        const scope = requireScope(request)
        const rejects = await withScope(services, scope, 'handling', (tx) => readRejects(tx, request.params.id))
        return reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', `attachment; filename="rejects-${request.params.id}.csv"`)
          .send(rejectsStart + rejects.map(rejectsLine).join(''))
      },
    )

    app.post(
      '/imports/:id/start',
      {
        config: { access: { officer: 'record.import' } },
        schema: { tags: ['intake'], params: byId, body: startImportBody, response: { 202: importRun } },
      },
      async (request, reply) => {
        const scope = requireScope(request)
        const { id } = request.params
        const { columns, saveAs } = request.body
        const run = await withScope(services, scope, 'handling', (tx) => readRun(tx, id))
        if (!run) throw new Problem('platform.notFound', { what: id })
        if (run.status !== 'preview') throw new Problem('intake.importState')
        const source = sourceOf(run.source)
        checkColumns(source, columns)
        const upload = uploads.take(id)
        if (!upload) {
          await withScope(services, scope, 'handling', (tx) => finishRun(tx, id, 'expired', null))
          throw new Problem('intake.importGone', { minutes: keptMinutes })
        }
        try {
          const started = await withScope(services, scope, 'handling', async (tx) => {
            if (!(await moveRun(tx, id, 'preview', 'running', columns))) throw new Problem('intake.importState')
            if (saveAs !== undefined)
              await saveProfile(tx, { source, supplier: run.supplier, name: saveAs, columns, createdBy: scope.name })
            return (await readRun(tx, id))!
          })
          void importTable(services, {
            input: upload.input,
            source,
            supplier: run.supplier,
            columns,
            county: scope.county,
            counties: new Set([scope.county]),
            runId: id,
            batchRows: watchedRows,
            startedBy: scope.name,
            ...(upload.sheet === null ? {} : { sheet: upload.sheet }),
          })
            // The run keeps the sentence for the person who started it; the log gets what is not theirs to mend.
            .catch((error: Error) => {
              if (!(error instanceof Problem))
                services.log.error({ runId: id, error: error.message, stack: error.stack }, 'import failed')
            })
            .finally(() => upload.release())
          return reply.code(202).send(started)
        } catch (error) {
          upload.release()
          throw error
        }
      },
    )
  }
