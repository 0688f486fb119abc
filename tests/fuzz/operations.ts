/** One operation of the API as /api/openapi.json describes it: what the fuzzer knows of a route, and all it knows. */
export interface Operation {
  readonly method: string
  /** `/api/v1/disputes/{code}` */
  readonly path: string
  readonly parameters: readonly { readonly name: string; readonly in: 'path' | 'query'; readonly schema: Schema }[]
  /** Rules of access/scopes.ts, of which one is enough; empty: open to anybody, or a party's. */
  readonly rules: readonly string[]
  readonly party: boolean
  readonly body: { readonly type: string; readonly schema: Schema } | null
}

/** The part of JSON Schema 2020-12 that our routes use. */
export interface Schema {
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly pattern?: string
  readonly format?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: boolean | Schema
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>
}
interface OpenApiOperation {
  readonly 'x-access'?: { readonly officer?: string | readonly string[]; readonly party?: true; readonly open?: string }
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Schema }>> }
}

export function operationsOf(document: OpenApi): Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const [type, content] = Object.entries(operation.requestBody?.content ?? {})[0] ?? []
      return {
        method: method.toUpperCase(),
        path,
        parameters: (operation.parameters ?? []).flatMap(({ name, in: place, schema }) =>
          place === 'path' || place === 'query' ? [{ name, in: place, schema }] : [],
        ),
        rules: [operation['x-access']?.officer ?? []].flat(),
        party: operation['x-access']?.party ?? false,
        body: type === undefined ? null : { type, schema: content?.schema ?? {} },
      }
    }),
  )
}
