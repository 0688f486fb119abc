import type { Random } from '../../demo/random.ts'
import type { Operation } from './operations.ts'
import { bent, type Known, nasty, validValue } from './values.ts'

/** What goes over the wire: headers are written as they stand, so that they may be wrong as well. */
export interface Request {
  readonly kind: string
  readonly method: string
  readonly url: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: Buffer | null
}

export interface Visitor {
  readonly name: string
  /** Rules of access/scopes.ts that the role has. */
  readonly rules: readonly string[]
  /** Value of the Cookie header; null: nobody. */
  readonly cookie: string | null
}

type Draft = { -readonly [Key in keyof Request]: Request[Key] extends readonly (infer Item)[] ? Item[] : Request[Key] }

const text = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))

/** Percent-encoding that also takes half surrogates, which the language's own refuses. */
function encoded(value: unknown): string {
  return [...Buffer.from(text(value))]
    .map((byte) =>
      /[A-Za-z0-9_.~-]/.test(String.fromCharCode(byte))
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).padStart(2, '0')}`,
    )
    .join('')
}

function addressOf(random: Random, operation: Operation, known: Known): string {
  const path = operation.path.replace(/\{([^}]+)\}/g, (_whole, name: string) => {
    const parameter = operation.parameters.find((one) => one.in === 'path' && one.name === name)
    return encoded(validValue(random, parameter?.schema ?? { type: 'string' }, name, known))
  })
  const query = operation.parameters
    .filter((one) => one.in === 'query' && random.chance(0.4))
    .map((one) => `${one.name}=${encoded(validValue(random, one.schema, one.name, known))}`)
  return query.length === 0 ? path : `${path}?${query.join('&')}`
}

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value) ?? 'null')

function multipart(random: Random, boundary: string): Buffer {
  const parts = [
    `--${boundary}\r\ncontent-disposition: form-data; name="source"\r\n\r\n${random.pick(['complaint', '', '\u0000', 'nothing'])}\r\n`,
    `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${random.pick(['a.csv', '../../a.csv', 'a\u0000.csv', '表.xlsx', '', 'a.jsonl'])}"\r\ncontent-type: text/csv\r\n\r\n${random.pick(['编号,内容\r\n1,水\r\n', 'PK\u0003\u0004', '', '"', '{"a":1}\n', '\u0000\u0001\u0002'])}\r\n`,
    `--${boundary}\r\n\r\nno header\r\n`,
    `--${boundary}\r\n${'x'.repeat(3_000)}: y\r\n\r\n\r\n`,
    `--${boundary}\r\ncontent-disposition: form-data; name="__proto__"\r\n\r\nx\r\n`,
  ]
  const chosen = random.shuffle(parts).slice(0, random.int(0, parts.length))
  return Buffer.from(`${chosen.join('')}${random.chance(0.8) ? `--${boundary}--\r\n` : ''}`)
}

/** A request that the description allows. */
function valid(random: Random, operation: Operation, visitor: Visitor, known: Known): Draft {
  const headers: [string, string][] = visitor.cookie === null ? [] : [['cookie', visitor.cookie]]
  let body: Buffer | null = null
  if (operation.body?.type.startsWith('multipart/')) {
    headers.push(['content-type', 'multipart/form-data; boundary=b'])
    body = multipart(random, 'b')
  } else if (operation.body) {
    headers.push(['content-type', 'application/json'])
    body = json(validValue(random, operation.body.schema, 'body', known))
  }
  if (operation.method === 'POST' && random.chance(0.3)) headers.push(['idempotency-key', `k${random.int(0, 1e9)}`])
  return { kind: 'valid', method: operation.method, url: addressOf(random, operation, known), headers, body }
}

function parsed(bytes: Buffer): unknown {
  if (bytes.length > 8_000) return null
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return null
  }
}

const deep = (levels: number, open: string, close: string): Buffer =>
  Buffer.from(open.repeat(levels) + close.repeat(levels))
const withBody = (draft: Draft, body: Buffer, type = 'application/json'): void => {
  draft.body = body
  draft.headers = [...draft.headers.filter(([name]) => name !== 'content-type'), ['content-type', type]]
}

const oddHeaders: readonly (readonly [string, string])[] = [
  ['cookie', 'suyuan_session='],
  ['cookie', 'suyuan_session=%00%ff; suyuan_session=x; =; ;;;'],
  ['cookie', `suyuan_session=${'A'.repeat(6_000)}`],
  ['cookie', '__Host-suyuan=x; suyuan_session[]=y; __proto__=z'],
  ['accept-language', 'en-\u00ff;q=NaN'],
  ['accept', 'application/xml'],
  ['last-event-id', '1e999'],
  ['last-event-id', '-9223372036854775809'],
  ['range', 'bytes=0-0,-1,99999999999999999999-'],
  ['if-none-match', '"'],
  ['if-modified-since', 'Thu, 99 Foo 99999 99:99:99 GMT'],
  ['x-forwarded-for', '%00, ::ffff:999.1.1.1, unknown'],
  ['x-forwarded-host', 'evil.example'],
  ['x-forwarded-proto', 'javascript'],
  ['x-http-method-override', 'DELETE'],
  ['origin', 'null'],
  ['sec-fetch-site', 'cross-site'],
  ['expect', '100-continue'],
  ['content-encoding', 'gzip'],
  ['idempotency-key', 'x'.repeat(5_000)],
  ['idempotency-key', '\u00e4\u00ff'],
  ['authorization', 'Bearer x'],
  ['upgrade', 'websocket'],
  ['accept-version', '9.9.9'],
]

/** Every way of being wrong, by name; each changes a valid request in place. */
const mutations: Readonly<Record<string, (random: Random, draft: Draft, operation: Operation, known: Known) => void>> =
  {
    'body bent': (random, draft) => {
      // An earlier change may have left something that is no JSON.
      const before = draft.body && parsed(draft.body)
      withBody(draft, json(before ? bent(random, before) : random.pick(nasty)))
    },
    'body of another route': (random, draft) =>
      withBody(draft, json(bent(random, { reason: 'x', decision: 'accept', rows: [{}] }))),
    'body cut': (random, draft) => withBody(draft, (draft.body ?? json({ a: 1 })).subarray(0, random.int(0, 20))),
    'body deep': (random, draft) =>
      withBody(
        draft,
        random.pick([deep(40, '[', ']'), deep(3_000, '{"a":', '1}'), deep(50_000, '[', ''), deep(20_000, '[', ']')]),
      ),
    'body prototype': (random, draft) =>
      withBody(
        draft,
        Buffer.from(
          random.pick([
            '{"__proto__":{"a":1}}',
            '{"constructor":{"prototype":{"a":1}}}',
            '{"\\u005f_proto__":null}',
            '{"a":{"__proto__":[]}}',
          ]),
        ),
      ),
    'body not UTF-8': (random, draft) =>
      withBody(
        draft,
        Buffer.concat([
          Buffer.from('{"a":"'),
          Buffer.from(random.pick(['ff', 'c080', 'eda080', 'd6d0', 'f8888080']), 'hex'),
          Buffer.from('"}'),
        ]),
      ),
    'body keys twice': (_random, draft) =>
      withBody(draft, Buffer.from('{"reason":"a","reason":{"b":1},"reason":null}')),
    'body huge number': (random, draft) =>
      withBody(
        draft,
        Buffer.from(random.pick(['{"a":1e999}', '-', `{"a":${'9'.repeat(5_000)}}`, '{"a":-0.0e-9999}', '01'])),
      ),
    'body of another type': (random, draft) =>
      withBody(
        draft,
        draft.body ?? json({}),
        random.pick([
          'text/plain',
          'application/xml',
          'application/x-www-form-urlencoded',
          '',
          'application/json; charset=utf-16',
          'application/json;;',
          'multipart/form-data',
          'multipart/form-data; boundary=',
          `multipart/form-data; boundary=${'b'.repeat(500)}`,
          'APPLICATION/JSON',
          'application/problem+json',
          '\u00ff/json',
        ]),
      ),
    'body where none belongs': (random, draft) => withBody(draft, json(random.pick(nasty))),
    'upload broken': (random, draft) => withBody(draft, multipart(random, 'b'), 'multipart/form-data; boundary=b'),
    'no body': (_random, draft) => {
      draft.body = null
    },
    'address bent': (random, draft, operation, known) => {
      const names = [...operation.path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name)
      const wrong = names.length === 0 ? null : random.pick(names)
      const path = operation.path.replace(/\{([^}]+)\}/g, (_whole, name: string) =>
        name === wrong
          ? random.pick([
              encoded(random.pick(nasty)).slice(0, 400),
              '%zz',
              '%',
              '..%2f..%2fetc%2fpasswd',
              '.',
              '..',
              '%2e%2e/',
              'a;b=c',
              'a?b',
              'a#b',
              encoded(random.pick(known.ids)),
              encoded(random.pick(known.traceCodes)),
              '%ff%fe',
              '1e9',
              '-1',
              '9'.repeat(40),
            ])
          : encoded(
              validValue(random, operation.parameters.find((one) => one.name === name)?.schema ?? {}, name, known),
            ),
      )
      draft.url = wrong === null ? `${path}${random.pick(['/', '//', '/..', '/x', '%00', ';x', '.json', '%2f'])}` : path
    },
    'query bent': (random, draft, operation) => {
      const names = operation.parameters.filter((one) => one.in === 'query').map((one) => one.name)
      const name =
        names.length > 0 && random.chance(0.85)
          ? random.pick(names)
          : random.pick(['q', 'cursor', 'limit', '__proto__', 'a[b]', ''])
      const value = encoded(random.pick(nasty)).slice(0, 3_000)
      const [path] = draft.url.split('?')
      draft.url = `${path}?${random.pick([`${name}=${value}`, `${name}=${value}&${name}=${encoded(random.pick(nasty)).slice(0, 300)}`, `${name}[]=${value}`, `${name}`, `${name}=%zz%`, `&&&=&${name}==${value}`, `${name}=${value}&`.repeat(60).slice(0, 6_000)])}`
    },
    'header odd': (random, draft) => {
      for (let count = random.int(1, 3); count > 0; count--) {
        const header = random.pick(oddHeaders)
        draft.headers = [...draft.headers.filter(([name]) => name !== header[0] || random.chance(0.3)), [...header]]
      }
    },
    'header injected': (random, draft) => {
      draft.headers.push([
        'x-a',
        random.pick(['b\r\nx-c: d', 'b\nset-cookie: e=f', 'b\r\n\r\nGET / HTTP/1.1', '\u0000', '\u0007\u001b[31m']),
      ])
    },
    'length wrong': (random, draft) => {
      draft.headers.push(
        random.pick([
          ['content-length', '0'],
          ['content-length', '-1'],
          ['content-length', '99999999999999999999'],
          ['transfer-encoding', 'chunked'],
          ['transfer-encoding', 'identity, chunked'],
          ['content-length', '5\r\ncontent-length: 6'],
        ] as [string, string][]),
      )
    },
    'method odd': (random, draft) => {
      draft.method = random.pick([
        'PUT',
        'PATCH',
        'DELETE',
        'HEAD',
        'OPTIONS',
        'TRACE',
        'PROPFIND',
        'get',
        'CONNECT',
        'FOO',
        'POST',
        'GET',
      ])
    },
    'no HTTP': (random, draft) => {
      draft.url = random.pick([
        '*',
        '//evil.example/x',
        'http://evil.example/api/v1/session',
        '/\u00e4',
        '/ HTTP/1.0',
        `/${'a'.repeat(20_000)}`,
        '',
        '/api/v1/../../etc/passwd',
        '/.git/config',
        '/api/openapi.json?x=%',
        '/%2e%2e/%2e%2e/package.json',
        '/assets/..%5c..%5cpackage.json',
      ])
    },
  }

/** How often each is drawn; what needs the schema is the interesting part. */
const shares: readonly (readonly [string, number])[] = Object.keys(mutations).map((kind) => [
  kind,
  kind === 'body bent' ? 14 : kind === 'address bent' || kind === 'query bent' ? 8 : kind === 'header odd' ? 4 : 1.5,
])

/** What costs a core or a hash for each valid call comes less often, and one sixth of its malformed share. */
const costly =
  /\.pdf$|\/documents\/\{file\}|\/session\b|\/party\/|\/reports$|filing-pack|\/password|\/enrol|\/proof|\/code/

/** Mostly somebody whom the route lets in: what stands behind the check of roles is to be met as well. */
function visitorOf(random: Random, operation: Operation, visitors: readonly Visitor[]): Visitor {
  const fitting = visitors.filter(({ rules }) => operation.rules.some((rule) => rules.includes(rule)))
  const admitted = operation.party ? [...fitting, ...visitors.filter(({ name }) => name === 'party')] : fitting
  return admitted.length > 0 && random.chance(0.75) ? random.pick(admitted) : random.pick(visitors)
}

export function drawRequest(
  random: Random,
  operations: readonly Operation[],
  visitors: readonly Visitor[],
  known: Known,
): Request {
  let operation = random.pick(operations)
  if (costly.test(operation.path) && random.chance(0.83)) operation = random.pick(operations)
  // Signing out, changing the post or a password would end the visitor's own session.
  const own = /\/session/.test(operation.path) && operation.method !== 'GET'
  const visitor = own
    ? { name: 'nobody', rules: [], cookie: 'suyuan_session=gone' }
    : visitorOf(random, operation, visitors)
  const draft = valid(random, operation, visitor, known)
  const kinds: string[] = []
  for (
    let count = random.weighted([
      [1, 6],
      [2, 3],
      [3, 1],
    ] as const);
    count > 0;
    count--
  ) {
    const operationHasBody = operation.body !== null
    const kind = random.weighted(shares.filter(([name]) => operationHasBody || !/^body bent|^no body/.test(name)))
    mutations[kind]!(random, draft, operation, known)
    kinds.push(kind)
  }
  return { ...draft, kind: kinds.join(' + ') }
}

/** The bytes of a request. Content-Length is right unless the request says otherwise itself. */
export function bytesOf(request: Request): Buffer {
  const given = request.headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  const measured = request.headers.some(([name]) => name === 'content-length' || name === 'transfer-encoding')
  const length = measured || request.body === null ? '' : `content-length: ${request.body.length}\r\n`
  const head = `${request.method} ${request.url} HTTP/1.1\r\nhost: 127.0.0.1\r\n${given}${length}\r\n`
  // Chunks that never come are a slow client, for which Node waits by right; chunks that are none are an error.
  const chunked = request.headers.some(([name]) => name === 'transfer-encoding')
  const body = chunked ? Buffer.from('zz\r\n\r\n') : (request.body ?? Buffer.alloc(0))
  return Buffer.concat([Buffer.from(head, 'latin1'), body])
}
