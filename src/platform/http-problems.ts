import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { securityHeaders } from './http-headers.ts'
import { httpLimits } from './http-limits.ts'
import type { Logger } from './log.ts'
import { Problem, problemDocument } from './problem.ts'
import { refusedRequests } from './refused-requests.ts'

export const problemType = 'application/problem+json; charset=utf-8'

export function languageOf(request: FastifyRequest): 'zh' | 'en' {
  return /^en\b/i.test(request.headers['accept-language'] ?? '') ? 'en' : 'zh'
}

interface HttpError extends Error {
  readonly statusCode?: number
  readonly code?: string
  readonly validation?: unknown
}

/** Words for what the framework refuses. Its own messages may repeat the request, so none of them is handed on. */
function refusal(error: HttpError, request: FastifyRequest): Problem | null {
  if (error instanceof Problem) return error
  // The validator names the field and the rule, never the value.
  if (error.validation) return new Problem('platform.invalidRequest', { detail: error.message })
  const limit = request.routeOptions?.bodyLimit ?? httpLimits.bodyBytes
  switch (error.statusCode) {
    case 413:
      return new Problem('platform.tooLarge', { kilobytes: Math.floor(limit / 1024) })
    case 414:
      return new Problem('platform.addressTooLong')
    case 415:
      return new Problem('platform.mediaType', { allowed: 'application/json' })
    default:
      return error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500
        ? new Problem('platform.invalidRequest', { detail: error.code ?? 'HTTP' })
        : null
  }
}

/** Seconds until a 429 may be tried again (RFC 9110 10.2.3), from the problem's own words. */
function retryAfter({ status, parameters }: Problem): number | null {
  if (status !== 429) return null
  return Number(parameters.seconds ?? Number(parameters.minutes ?? 1) * 60)
}

export function sendProblem(reply: FastifyReply, problem: Problem, language: 'zh' | 'en'): FastifyReply {
  const wait = retryAfter(problem)
  if (wait !== null) reply.header('retry-after', String(wait))
  return reply
    .code(problem.status)
    .type(problemType)
    .header('cache-control', 'no-store')
    .send(JSON.stringify(problemDocument(problem, language)))
}

/** Every error becomes a Problem; what nobody foresaw is logged under an id and says nothing else to the reader. */
export function addProblems(
  app: FastifyInstance,
  log: Logger,
  actorOf: (request: FastifyRequest) => string | null,
): void {
  const noteRefused = refusedRequests(log)
  app.setErrorHandler((error: HttpError, request, reply) => {
    const known = refusal(error, request)
    if (known) {
      noteRefused({
        status: known.status,
        code: known.code,
        method: request.method,
        route: request.routeOptions.url ?? '',
        account: actorOf(request),
      })
      return sendProblem(reply, known, languageOf(request))
    }
    const id = randomUUID()
    log.error({ id, route: request.routeOptions.url, error: error.message, stack: error.stack }, 'request failed')
    return sendProblem(reply, new Problem('platform.internal', { id }), languageOf(request))
  })
}

/** For `fastify({ frameworkErrors })`: an address that the router cannot read meets no hook, so the headers are set here. */
export function answerBadAddress(publicUrl: string) {
  return (error: HttpError, request: FastifyRequest, reply: FastifyReply): void => {
    for (const [name, value] of Object.entries(securityHeaders('data', publicUrl))) reply.header(name, value)
    const problem = new Problem(error.statusCode === 414 ? 'platform.addressTooLong' : 'platform.badAddress')
    sendProblem(reply, problem, languageOf(request))
  }
}

const brokenStatus: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
}

/** For `fastify({ clientErrorHandler })`: bytes that are no HTTP, or too slow. The answer repeats nothing of them. */
export function answerBrokenRequest(publicUrl: string) {
  return (error: NodeJS.ErrnoException, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy(error)
      return
    }
    const status = brokenStatus[error.code ?? ''] ?? 400
    const body = JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status], status })
    const headers = Object.entries({
      ...securityHeaders('data', publicUrl),
      'cache-control': 'no-store',
      'content-type': problemType,
      'content-length': String(Buffer.byteLength(body)),
      connection: 'close',
    })
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`,
    )
  }
}
