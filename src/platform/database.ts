import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { Problem } from './problem.ts'

pg.types.setTypeParser(pg.types.builtins.INT8, Number)
pg.types.setTypeParser(pg.types.builtins.NUMERIC, Number)
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text)

export type SqlValue =
  | string
  | number
  | bigint
  | boolean
  | Date
  | Buffer
  | null
  | undefined
  | readonly unknown[]
  | object

export interface Rows<Row> {
  readonly rows: Row[]
  readonly count: number
}

/** One open transaction. */
export interface Tx {
  query<Row = Record<string, unknown>>(text: string, values?: readonly SqlValue[]): Promise<Rows<Row>>
  /** COPY … FROM STDIN in text format: the fast way in for 5,000 rows and more. Returns the number of rows. */
  copy(table: string, columns: readonly string[], rows: Iterable<readonly SqlValue[]>): Promise<number>
}

export interface Database {
  /** Connections of the application role: row-level security applies to them. */
  readonly application: pg.Pool
  /** Connections of the owner: migrations, the job queue, backup. Never used by a capability. */
  readonly owner: pg.Pool
  readonly connection: pg.ClientConfig
  close(): Promise<void>
}

export const applicationRole = 'suyuan_app'

export function openDatabase(connection: pg.ClientConfig, size = 10): Database {
  const shared = { ...connection, application_name: connection.application_name ?? `suyuan ${process.pid}` }
  const application = new pg.Pool({ ...shared, max: size, options: `-c role=${applicationRole} -c jit=off` })
  const owner = new pg.Pool({ ...shared, max: Math.max(6, size), options: '-c jit=off' })
  // A server that stops ends idle connections; the next query reports it.
  for (const pool of [application, owner]) {
    pool.on('error', () => {})
    pool.on('connect', (client) => client.on('error', () => {}))
  }
  return {
    application,
    owner,
    connection: shared,
    async close() {
      await Promise.all([application.end(), owner.end()])
    },
  }
}

const escapes: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

function escapeCopy(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: PostgreSQL text cannot hold NUL
  return text.replace(/\u0000/g, '').replace(/[\\\n\r\t]/g, (character) => escapes[character]!)
}

function arrayLiteral(values: readonly unknown[]): string {
  const items = values.map((value) =>
    value === null || value === undefined
      ? 'NULL'
      : `"${String(value).replace(/["\\]/g, (character) => `\\${character}`)}"`,
  )
  return `{${items.join(',')}}`
}

/** One cell in COPY's text format; plain objects become JSON, arrays become array literals. */
export function copyCell(value: SqlValue): string {
  if (value === null || value === undefined) return '\\N'
  if (typeof value === 'string') return escapeCopy(value)
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  if (typeof value === 'boolean') return value ? 't' : 'f'
  if (value instanceof Date) return value.toISOString()
  if (Buffer.isBuffer(value)) return `\\\\x${value.toString('hex')}`
  if (Array.isArray(value)) return escapeCopy(arrayLiteral(value))
  return escapeCopy(JSON.stringify(value))
}

function* copyChunks(rows: Iterable<readonly SqlValue[]>): Generator<string> {
  let chunk: string[] = []
  let length = 0
  for (const row of rows) {
    const line = row.map(copyCell).join('\t')
    chunk.push(line, '\n')
    length += line.length
    if (length > 65_536) {
      yield chunk.join('')
      chunk = []
      length = 0
    }
  }
  if (chunk.length > 0) yield chunk.join('')
}

export function clientTx(client: pg.PoolClient | pg.Client): Tx {
  return {
    async query<Row>(text: string, values?: readonly SqlValue[]) {
      const result = await client.query(text, values as unknown[])
      return { rows: result.rows as Row[], count: result.rowCount ?? 0 }
    },
    async copy(table, columns, rows) {
      const stream = client.query(copyFrom(`copy ${table} (${columns.join(', ')}) from stdin`))
      await pipeline(Readable.from(copyChunks(rows)), stream)
      return stream.rowCount
    },
  }
}

/** Runs `work` in one transaction of `pool`; commits when it resolves, rolls back when it throws. */
export async function transact<T>(pool: pg.Pool, work: (tx: Tx) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('begin')
    const result = await work(clientTx(client))
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => {
      broken = failure
    })
    throw error
  } finally {
    client.release(broken)
  }
}

/** PostgreSQL 15: `security_invoker` views, on which the row-level rules rest, are not older. */
const oldestServer = 150_000

/** Chinese similarity silently returns 0 under a plain C ctype: refuse such a server, and one that is too old (house.md 3). */
export async function assertChineseLocale(pool: pg.Pool): Promise<void> {
  const { rows: versions } = await pool.query<{ number: number; version: string }>(
    `select current_setting('server_version_num')::int as number, current_setting('server_version') as version`,
  )
  const server = versions[0]
  if (server && server.number < oldestServer) throw new Problem('platform.databaseOld', { version: server.version })
  const { rows } = await pool.query<{ length: number | null }>(`select array_length(show_trgm('诉源'), 1) as length`)
  if (!rows[0]?.length) throw new Problem('platform.databaseLocale')
}
