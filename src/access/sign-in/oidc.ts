import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client'
import type { Config } from '../../platform/config.ts'
import type { Keys } from '../../platform/keys.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import { seal, unsealText } from '../seal.ts'

/** From the click to the answer of the provider. */
export const flowMinutes = 10
const discoverySeconds = 10

/** Which session waits for this answer: a new sign-in, or a renewed proof of the one named. */
export type FlowPurpose = 'signIn' | `proof:${string}`

interface Flow {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
  readonly purpose: FlowPurpose
  readonly at: number
}

const flowPlace = 'cookie|oidc-flow'

const isLoopback = (url: URL): boolean => ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname)

/** Asked of the provider once; a failure is not remembered. */
const found = new Map<string, Promise<Configuration>>()

/** Throws access.oidcOff where none is configured, access.oidcFailed where the provider does not answer. */
async function providerOf(services: Services): Promise<Configuration> {
  const { oidcIssuer, oidcClientId, oidcClientSecret } = services.config
  if (oidcIssuer === '') throw new Problem('access.oidcOff')
  const key = `${oidcIssuer}|${oidcClientId}`
  let configuration = found.get(key)
  if (!configuration) {
    const issuer = new URL(oidcIssuer)
    // Plain http is for a provider on this machine only.
    const execute = issuer.protocol === 'http:' && isLoopback(issuer) ? [allowInsecureRequests] : []
    configuration = discovery(issuer, oidcClientId, oidcClientSecret || undefined, undefined, {
      execute,
      timeout: discoverySeconds,
    })
    found.set(key, configuration)
  }
  try {
    return await configuration
  } catch (error) {
    found.delete(key)
    services.log.error({ error: (error as Error).message }, 'the OpenID Connect provider does not answer')
    throw new Problem('access.oidcFailed', {}, error)
  }
}

/** Whether the provider can be found: for doctor. Throws access.oidcFailed. */
export async function findProvider(services: Services): Promise<string> {
  return (await providerOf(services)).serverMetadata().issuer
}

const redirectAddress = (config: Pick<Config, 'publicUrl'>): string =>
  new URL('/api/v1/session/oidc/callback', config.publicUrl).href

/** Where the browser goes, and what it brings back in a sealed cookie: state, nonce and PKCE verifier never leave it in clear. */
export async function beginFlow(
  services: Services,
  purpose: FlowPurpose,
  fresh: boolean,
  at: Date,
): Promise<{ url: string; cookie: string }> {
  const provider = await providerOf(services)
  const flow: Flow = {
    state: randomState(),
    nonce: randomNonce(),
    verifier: randomPKCECodeVerifier(),
    purpose,
    at: at.getTime(),
  }
  const url = buildAuthorizationUrl(provider, {
    redirect_uri: redirectAddress(services.config),
    scope: 'openid profile',
    response_type: 'code',
    code_challenge: await calculatePKCECodeChallenge(flow.verifier),
    code_challenge_method: 'S256',
    state: flow.state,
    nonce: flow.nonce,
    ...(fresh ? { prompt: 'login' } : {}),
    // A renewed proof is worth something only if the provider asked just now.
    ...(purpose === 'signIn' ? {} : { max_age: '0' }),
  })
  return { url: url.href, cookie: seal(services.keys.master, JSON.stringify(flow), flowPlace).toString('base64url') }
}

function openFlow(keys: Keys, cookie: string, at: Date): Flow | null {
  try {
    const flow = JSON.parse(unsealText(keys.master, Buffer.from(cookie, 'base64url'), flowPlace)) as Flow
    return at.getTime() - flow.at < flowMinutes * 60_000 ? flow : null
  } catch {
    return null
  }
}

/** RFC 8176 values by what they are: something known, or something had or been. */
const knowledge = new Set(['pwd', 'pin', 'kba'])
const possession = new Set(['otp', 'sms', 'tel', 'hwk', 'swk', 'sc', 'pop', 'fpt', 'face', 'iris', 'retina', 'vbm'])

/**
 * Whether the provider states that two factors were proven: `amr` says mfa or names one of each kind (RFC 8176 2), or `acr`
 * is one of those that the deployment trusts. Pure.
 */
export function statesSecondFactor(
  claims: { readonly amr?: unknown; readonly acr?: unknown },
  trustedAcr: readonly string[],
): boolean {
  const amr = Array.isArray(claims.amr) ? claims.amr.map(String) : []
  if (amr.includes('mfa')) return true
  if (amr.some((value) => knowledge.has(value)) && amr.some((value) => possession.has(value))) return true
  return typeof claims.acr === 'string' && trustedAcr.includes(claims.acr)
}

export interface Vouched {
  readonly login: string
  readonly secondFactor: boolean
  readonly purpose: FlowPurpose
}

/**
 * Exchanges the provider's answer for who it vouches for. Signature, issuer, audience, expiry, state, nonce and PKCE are
 * checked. Throws access.oidcFailed where anything does not fit, access.oidcUnknown where the claim is missing.
 */
export async function finishFlow(
  services: Services,
  cookie: string | undefined,
  query: string,
  at: Date,
): Promise<Vouched> {
  const provider = await providerOf(services)
  const flow = cookie === undefined ? null : openFlow(services.keys, cookie, at)
  if (!flow) throw new Problem('access.oidcFailed')
  const address = new URL(redirectAddress(services.config))
  address.search = query
  let claims: Record<string, unknown> | undefined
  try {
    const tokens = await authorizationCodeGrant(provider, address, {
      pkceCodeVerifier: flow.verifier,
      expectedState: flow.state,
      expectedNonce: flow.nonce,
      ...(flow.purpose === 'signIn' ? {} : { maxAge: flowMinutes * 60 }),
      idTokenExpected: true,
    })
    claims = tokens.claims()
  } catch (error) {
    services.log.warn({ error: (error as Error).message }, 'the OpenID Connect provider refused a sign-in')
    throw new Problem('access.oidcFailed', {}, error)
  }
  const login = claims?.[services.config.oidcClaim]
  if (typeof login !== 'string' || login === '') throw new Problem('access.oidcUnknown')
  return { login, secondFactor: statesSecondFactor(claims!, services.config.oidcAcr), purpose: flow.purpose }
}
