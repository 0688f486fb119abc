/** The part of the OpenID Connect provider that the test of signing in with one uses; the package ships no types. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http'

  interface Interaction {
    readonly prompt: { readonly name: string }
    readonly params: Readonly<Record<string, unknown>>
    readonly session?: { readonly accountId: string }
    readonly exp: number
    readonly returnTo: string
    result?: Record<string, unknown>
    save(seconds: number): Promise<string>
  }

  // biome-ignore lint/style/noDefaultExport: the package exports it so
  export default class Provider {
    constructor(issuer: string, configuration: Record<string, unknown>)
    callback(): (request: IncomingMessage, reply: ServerResponse) => Promise<void>
    readonly Interaction: { find(uid: string): Promise<Interaction | undefined> }
    readonly Grant: new (of: {
      accountId: string
      clientId: string
    }) => {
      addOIDCScope(scope: string): void
      save(): Promise<string>
    }
  }
}
