import type { ProblemDocument } from '../platform/problem.ts'
import { common } from './words/common.ts'
import { language } from './words.ts'

/** What a screen shows when a request fails: the server's sentence where there is one. */
export class ApiProblem extends Error {
  readonly code: string
  readonly status: number
  readonly parameters: Readonly<Record<string, unknown>>
  readonly reference: string | null
  constructor(
    status: number,
    code: string,
    message: string,
    parameters: Readonly<Record<string, unknown>>,
    reference: string | null,
  ) {
    super(message)
    this.name = 'ApiProblem'
    this.status = status
    this.code = code
    this.parameters = parameters
    this.reference = reference
  }
}

export const apiRoot = '/api/v1'

async function problemOf(response: Response): Promise<ApiProblem> {
  const reference = response.headers.get('x-request-id')
  try {
    const body = (await response.json()) as Partial<ProblemDocument> & { message?: string }
    const message = body.detail ?? body.message ?? common.errorUnknown
    return new ApiProblem(response.status, body.code ?? 'unknown', message, body.parameters ?? {}, reference)
  } catch {
    return new ApiProblem(response.status, 'unknown', common.errorUnknown, {}, reference)
  }
}

/** crypto.randomUUID is missing on plain-http origins other than localhost, where a county may well run it. */
export function freshKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** A page that asks by itself is no sign of a person: after this long without touch or key it says so, and the session may end. */
const attendedMilliseconds = 60_000
let lastTouch = Date.now()
if (typeof window !== 'undefined')
  for (const kind of ['pointerdown', 'keydown', 'wheel', 'touchstart'])
    window.addEventListener(kind, () => (lastTouch = Date.now()), { passive: true, capture: true })
/** A wall has no person before it; its page keeps its session until the session's end. */
const isWall = (): boolean => /^\/(cockpit|wall)/.test(window.location.pathname)
const attendance = (): Record<string, string> =>
  Date.now() - lastTouch > attendedMilliseconds && !isWall() ? { 'suyuan-unattended': '1' } : {}

async function request(method: string, path: string, init: RequestInit): Promise<Response> {
  let response: Response
  try {
    response = await fetch(path.startsWith('/api/') ? path : `${apiRoot}${path}`, {
      method,
      credentials: 'same-origin',
      ...init,
      headers: {
        accept: 'application/json',
        'accept-language': language === 'zh' ? 'zh-CN' : 'en',
        ...attendance(),
        ...init.headers,
      },
    })
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new ApiProblem(0, 'network', common.errorNetwork, {}, null)
  }
  if (!response.ok) throw await problemOf(response)
  return response
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await request('GET', path, { signal: signal ?? null })
  return (await response.json()) as T
}

/** `key` makes a retry of the same intention safe; a fresh one is drawn when the caller has none. */
export async function send<T>(
  method: 'POST' | 'DELETE' | 'PUT',
  path: string,
  body?: unknown,
  key = freshKey(),
): Promise<T> {
  const headers: Record<string, string> = { 'idempotency-key': key }
  if (body !== undefined && !(body instanceof FormData)) headers['content-type'] = 'application/json'
  const payload = body === undefined ? null : body instanceof FormData ? body : JSON.stringify(body)
  const response = await request(method, path, { headers, body: payload })
  const text = await response.text()
  return (text === '' ? null : JSON.parse(text)) as T
}

export const post = <T>(path: string, body?: unknown, key?: string): Promise<T> =>
  send<T>('POST', path, body ?? {}, key)

/** Query text of the parameters that have a value; an empty one would be a filter on the empty string. */
export function query(parameters: Readonly<Record<string, string | number | boolean | null | undefined>>): string {
  const present = Object.entries(parameters).filter(
    ([, value]) => value !== undefined && value !== null && value !== '',
  )
  if (present.length === 0) return ''
  return `?${new URLSearchParams(present.map(([name, value]) => [name, String(value)]))}`
}

export interface Page<T> {
  readonly items: readonly T[]
  readonly next: string | null
}

/** Message for a person, whatever was thrown. */
export function messageOf(cause: unknown): string {
  return cause instanceof ApiProblem ? cause.message : common.errorUnknown
}
