import type { Logger } from './log.ts'

/** What a guard refused: shapes of input, foreign origins, rights, floods. Sign-ins have a log of their own. */
const guarded: ReadonlySet<number> = new Set([400, 403, 413, 414, 415, 429])
const quietMilliseconds = 60_000

export interface Refused {
  readonly status: number
  readonly code: string
  readonly method: string
  /** The route as it is declared, never the address as it was typed. */
  readonly route: string
  /** Id of the account; null where nobody is signed in. */
  readonly account: string | null
}

/**
 * Logs what guards refuse (OWASP ASVS 5.0 V16.3.3): the first of a kind on a route at once, then one line a minute at most
 * with the number of those in between, so that a flood of refusals is no flood of lines. No address, no value, no body.
 */
export function refusedRequests(log: Logger, now: () => number = Date.now): (refused: Refused) => void {
  const kinds = new Map<string, { loggedAt: number; unsaid: number }>()
  return ({ status, code, method, route, account }) => {
    if (!guarded.has(status)) return
    const key = `${code} ${method} ${route}`
    const kind = kinds.get(key)
    const at = now()
    if (kind && at - kind.loggedAt < quietMilliseconds) {
      kind.unsaid++
      return
    }
    kinds.set(key, { loggedAt: at, unsaid: 0 })
    log.warn({ event: 'refused', status, code, method, route, account, unsaid: kind?.unsaid ?? 0 }, 'request refused')
  }
}
