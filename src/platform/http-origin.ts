/**
 * Which requests a browser sent on behalf of another site. Same-site strict cookies stop most of them; this stops the
 * rest: sibling hosts of the same site, browsers that keep no such rule, and signing somebody in under another's account.
 */

export interface Origins {
  readonly method: string
  /** Headers as Node gives them. */
  readonly fetchSite: string | undefined
  readonly origin: string | undefined
  /** Host (and port) that the client asked for, as the trusted proxy hands it on. */
  readonly host: string
  readonly publicUrl: string
}

const harmless: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

function hostOf(url: string): string | null {
  try {
    return new URL(url).host
  } catch {
    return null
  }
}

/**
 * True for a request that may change something and comes from a page of another origin. Browsers cannot leave out or
 * forge Sec-Fetch-Site and Origin (Fetch standard, forbidden headers); a program without cookies sends neither and passes.
 */
export function isForeign({ method, fetchSite, origin, host, publicUrl }: Origins): boolean {
  if (harmless.has(method)) return false
  if (fetchSite !== undefined) return fetchSite !== 'same-origin' && fetchSite !== 'none'
  if (origin === undefined) return false
  const from = hostOf(origin)
  return from === null || (from !== host && from !== hostOf(publicUrl))
}
