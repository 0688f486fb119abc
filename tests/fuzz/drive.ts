import { createRandom } from '../../demo/random.ts'
import type { Operation } from './operations.ts'
import { bytesOf, drawRequest, type Request, type Visitor } from './requests.ts'
import type { Known } from './values.ts'
import { type Answer, openWire } from './wire.ts'

export interface FuzzPlan {
  readonly port: number
  readonly seed: string
  readonly requests: number
  readonly connections: number
  readonly operations: readonly Operation[]
  readonly visitors: readonly Visitor[]
  readonly known: Known
  /** Texts that no answer may hold: passwords, keys, tokens. */
  readonly secrets: readonly string[]
  readonly onProgress?: (sent: number) => void
}

export interface FuzzResult {
  readonly sent: number
  readonly seconds: number
  /** Answers by status; 0: the connection was closed, as for bytes that are no HTTP. */
  readonly statuses: Readonly<Record<string, number>>
  readonly kinds: Readonly<Record<string, number>>
  /** Operations that were reached with a session that may use them (any answer but 401, 403, 404, 415). */
  readonly reached: ReadonlySet<string>
  /** Milliseconds: half, 99 of 100, 999 of 1,000, all answers came within. */
  readonly times: { readonly p50: number; readonly p99: number; readonly p999: number; readonly most: number }
  /** What went wrong, in words, with the request that did it. */
  readonly faults: readonly string[]
}

const slow = 1_000
const mostFaults = 40
/** Where the framing is wrong, the next request on the line would be taken for a part of this one. */
const framing = /header injected|length wrong|no HTTP|method odd|header odd/
const told =
  /\n\s+at |node_modules|\.ts:\d+|syntax error|violates|duplicate key|relation "|argon2|BEGIN PRIVATE|ECONNREFUSED|Cannot read prop|is not a function/

const described = ({ kind, method, url, headers, body }: Request): string =>
  `${kind}: ${method} ${url.slice(0, 300)} ${headers
    .filter(([name]) => name !== 'cookie')
    .map(([name, value]) => `${name}=${value.slice(0, 60)}`)
    .join(' ')} ${body?.toString('utf8').slice(0, 300) ?? ''}`

const share = (sorted: Float64Array, part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0

/** Fires seeded requests over several connections; the same seed, routes and sessions give the same requests. */
export async function drive(plan: FuzzPlan): Promise<FuzzResult> {
  const random = createRandom(plan.seed)
  const statuses: Record<string, number> = {}
  const kinds: Record<string, number> = {}
  const reached = new Set<string>()
  const faults: string[] = []
  const times = new Float64Array(plan.requests)
  let sent = 0
  const once = (request: Request, wire: ReturnType<typeof openWire>): Promise<Answer> =>
    wire.send(bytesOf(request), {
      headless: request.method === 'HEAD',
      last: framing.test(request.kind),
    })
  const tell = (what: string, request: Request): void => {
    if (faults.length < mostFaults) faults.push(`${what} ← ${described(request)}`)
  }

  /** A machine that does other work may stand still for a second; a request that is slow again, alone, is slow itself. */
  async function isSlow(request: Request): Promise<boolean> {
    const wire = openWire(plan.port)
    for (let again = 0; again < 3; again++) {
      const { milliseconds } = await once(request, wire)
      if (milliseconds <= slow) {
        wire.close()
        return false
      }
    }
    wire.close()
    return true
  }

  async function work(): Promise<void> {
    const wire = openWire(plan.port)
    while (sent < plan.requests) {
      const index = sent++
      const request = drawRequest(random, plan.operations, plan.visitors, plan.known)
      const { status, body, milliseconds } = await once(request, wire)
      times[index] = milliseconds
      statuses[status] = (statuses[status] ?? 0) + 1
      kinds[request.kind] = (kinds[request.kind] ?? 0) + 1
      if (![0, 401, 403, 404, 415].includes(status)) reached.add(`${request.method} ${request.url.split('?')[0]}`)
      if (status >= 500) tell(`${status} ${body.slice(0, 200)}`, request)
      if (status === 0 && !framing.test(request.kind)) tell('no answer', request)
      if (status >= 400 && told.test(body)) tell(`the error tells of the inside: ${body.slice(0, 300)}`, request)
      if (plan.secrets.some((secret) => body.includes(secret))) tell('a secret in the answer', request)
      if (milliseconds > slow && (await isSlow(request)))
        tell(`takes ${Math.round(milliseconds)} ms, again and again`, request)
      if (sent % 10_000 === 0) plan.onProgress?.(sent)
    }
    wire.close()
  }

  const begun = performance.now()
  await Promise.all(Array.from({ length: plan.connections }, work))
  const seconds = (performance.now() - begun) / 1000
  times.sort()
  return {
    sent: plan.requests,
    seconds,
    statuses,
    kinds,
    reached,
    times: { p50: share(times, 0.5), p99: share(times, 0.99), p999: share(times, 0.999), most: times.at(-1) ?? 0 },
    faults,
  }
}
