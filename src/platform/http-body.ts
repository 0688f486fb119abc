import type { FastifyInstance, FastifyRequest } from 'fastify'
import { httpLimits } from './http-limits.ts'
import { Problem } from './problem.ts'

/**
 * What no route should have to think of: text that is not UTF-8, half surrogates and NUL, which PostgreSQL refuses, and
 * nesting that ends in a stack overflow wherever a body is walked.
 */
export type BodyFault = 'platform.tooDeep' | 'platform.badCharacters' | 'platform.notFinite'

const badText = (text: string): boolean => /[\0\p{Cs}]/u.test(text)

/** The first fault of a parsed body, or null. Walks without recursion. */
export function faultOf(value: unknown, depth: number = httpLimits.bodyDepth): BodyFault | null {
  const waiting: { readonly value: unknown; readonly level: number }[] = [{ value, level: 0 }]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (typeof next.value === 'number' && !Number.isFinite(next.value)) return 'platform.notFinite'
    if (typeof next.value === 'string') {
      if (badText(next.value)) return 'platform.badCharacters'
    } else if (typeof next.value === 'object' && next.value !== null) {
      if (next.level >= depth) return 'platform.tooDeep'
      for (const [key, inner] of Object.entries(next.value)) {
        if (badText(key)) return 'platform.badCharacters'
        waiting.push({ value: inner, level: next.level + 1 })
      }
    }
  }
  return null
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

function decode(bytes: Buffer): string {
  try {
    return utf8.decode(bytes)
  } catch {
    throw new Problem('platform.notUtf8')
  }
}

const isUpload = (request: FastifyRequest): boolean =>
  request.headers['content-type']?.toLowerCase().startsWith('multipart/') ?? false

/** JSON only, and only JSON that the program can keep; multipart where the route says that it takes an upload. */
export function addBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser(['text/plain', 'application/json'])
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, bytes: Buffer) => {
      const text = decode(bytes)
      const body = await new Promise((resolve, reject) => {
        parse(request, text, (error: Error | null, parsed?: unknown) => {
          if (error) reject(new Problem('platform.notJson'))
          else resolve(parsed)
        })
      })
      const fault = faultOf(body)
      if (fault) throw new Problem(fault, { levels: httpLimits.bodyDepth })
      return body
    },
  )
  app.addHook('preParsing', async (request) => {
    if (!isUpload(request)) return
    if (!request.routeOptions.schema?.consumes?.includes('multipart/form-data'))
      throw new Problem('platform.mediaType', { allowed: 'application/json' })
    // RFC 2046 5.1.1: 1 to 70 characters.
    if (!/;\s*boundary=("[^"]{1,70}"|[^\s;"]{1,70})\s*(;|$)/i.test(request.headers['content-type']!))
      throw new Problem('platform.mediaType', { allowed: 'multipart/form-data; boundary=…' })
  })
  app.addHook('preValidation', async (request) => {
    if (faultOf(request.params, 2) || faultOf(request.query, 3)) throw new Problem('platform.badCharacters')
  })
  // The validator reads "1e400" as a whole number without end, which no bound of a schema then stops.
  app.addHook('preHandler', async (request) => {
    if (faultOf([request.params, request.query, request.body]) === 'platform.notFinite')
      throw new Problem('platform.notFinite')
  })
}
