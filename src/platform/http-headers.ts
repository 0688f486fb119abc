/** Headers that every answer bears, whatever its kind: page, API, error, 404, download, event stream. */

type Policy = Readonly<Record<string, string>>

const text = (policy: Policy): string =>
  Object.entries(policy)
    .map(([directive, sources]) => (sources === '' ? directive : `${directive} ${sources}`))
    .join('; ')

/** Screens: nothing inline, nothing from elsewhere; they are built for this policy (tests/e2e/screens.test.ts). */
const screenPolicy = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data:",
  'font-src': "'self'",
  'connect-src': "'self'",
  'manifest-src': "'self'",
  'worker-src': "'self'",
  'object-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'self'",
  'frame-ancestors': "'none'",
} as const satisfies Policy

/** An answer of the API is data: opened as a page it may load and run nothing. */
const dataPolicy = {
  'default-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
} as const satisfies Policy

/** A PDF runs nothing of ours; a browser's viewer builds a page of its own around it, which a stricter policy would break. */
const printPolicy = {
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
} as const satisfies Policy

const policies = { screen: screenPolicy, phone: screenPolicy, data: dataPolicy, print: printPolicy } as const

/** Two years and the hosts below: what browsers ask for before they know a site as https only (RFC 6797 6.1). */
const onlyHttps = 'max-age=63072000; includeSubDomains'

/** Names in lower case → value. `publicUrl` decides whether the answer may promise https. */
export function securityHeaders(kind: keyof typeof policies, publicUrl: string): Readonly<Record<string, string>> {
  const https = publicUrl.startsWith('https://')
  const policy: Policy = policies[kind]
  return {
    'content-security-policy': text(https ? { ...policy, 'upgrade-insecure-requests': '' } : policy),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    // The grid worker's page may ask for the microphone, for dictation on the phone itself.
    'permissions-policy': `camera=(), display-capture=(), geolocation=(), microphone=(${kind === 'phone' ? 'self' : ''}), payment=(), usb=(), browsing-topics=()`,
    ...(https ? { 'strict-transport-security': onlyHttps } : {}),
  }
}

/** `kind` of a path: everything under /api is data, /grid the grid worker's phone. */
export function kindOfPath(url: string): 'screen' | 'phone' | 'data' {
  if (/^\/grid(\/|$|\?)/.test(url)) return 'phone'
  return /^\/api(\/|$|\?)/.test(url) || /^\/(metrics|healthz|readyz)(\?|$)/.test(url) ? 'data' : 'screen'
}

/**
 * RFC 6266 `content-disposition`: an ASCII name for old readers and the real one. The name is made of what the caller
 * gives; a name of a person does not belong in it, because file names travel where their content does not.
 */
export function contentDisposition(type: 'attachment' | 'inline', name: string): string {
  const clean = name.replace(/[\p{Cc}\p{Cf}\p{Cs}/\\:*?"<>|%]/gu, '_').slice(0, 120) || 'file'
  const ascii = clean.replace(/[^ -~]/g, '_')
  const encoded = encodeURIComponent(clean).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return ascii === clean ? `${type}; filename="${clean}"` : `${type}; filename="${ascii}"; filename*=UTF-8''${encoded}`
}
