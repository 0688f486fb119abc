import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { Problem } from './problem.ts'

/** First line of a backup. After it: one `table` line and COPY text per table, ended by `\.` as in COPY's own format. */
interface Header {
  readonly suyuan: string
  readonly format: 1
  readonly madeAt: string
  readonly migrations: readonly string[]
  /** File name → base64; without them the backup's sealed columns are unreadable. */
  readonly keys: Readonly<Record<string, string>>
}

interface TableLine {
  readonly table: string
  readonly columns: readonly string[]
}

const ownTables = `
  select format('%I.%I', n.nspname, c.relname) as table,
         array_agg(quote_ident(a.attname) order by a.attnum)::text[] as columns
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
  where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema', 'graphile_worker', 'public')
    and n.nspname not like 'pg_%' and c.oid <> 'platform.migration'::regclass
  group by 1 order by 1`

const foreignKeys = `
  select conrelid::regclass::text as "from", confrelid::regclass::text as "to" from pg_constraint where contype = 'f' and conrelid <> confrelid`

/** Every table of ours, a referenced one before those that refer to it, so that a restore needs no special rights. */
async function tablesInOrder(client: pg.Client): Promise<TableLine[]> {
  const { rows: tables } = await client.query<TableLine>(ownTables)
  const { rows: links } = await client.query<{ from: string; to: string }>(foreignKeys)
  const ordered = new Map<string, TableLine>()
  const visit = (table: TableLine, path: readonly string[]): void => {
    if (ordered.has(table.table) || path.includes(table.table)) return
    for (const link of links)
      if (link.from === table.table) {
        const target = tables.find((entry) => entry.table === link.to)
        if (target) visit(target, [...path, table.table])
      }
    ordered.set(table.table, table)
  }
  for (const table of tables) visit(table, [])
  return [...ordered.values()]
}

function readKeyFiles(dataDir: string): Record<string, string> {
  const folder = join(dataDir, 'keys')
  return Object.fromEntries(
    readdirSync(folder)
      .filter((name) => name !== 'database.password')
      .map((name) => [name, readFileSync(join(folder, name)).toString('base64')]),
  )
}

/**
 * Writes every table as it stands at one moment (repeatable read) to a gzip file, with the keys; needs no outside tools.
 * The file is complete or absent: it is written beside its name and renamed. Returns the number of tables.
 */
export async function backup(
  connection: pg.ClientConfig,
  dataDir: string,
  file: string,
  version: string,
  madeAt: Date,
): Promise<number> {
  const client = new pg.Client(connection)
  await client.connect()
  const partial = `${file}.partial`
  try {
    await client.query('begin isolation level repeatable read read only')
    const { rows: migrations } = await client.query<{ name: string }>(
      'select name from platform.migration order by name',
    )
    const tables = await tablesInOrder(client)
    const header: Header = {
      suyuan: version,
      format: 1,
      madeAt: madeAt.toISOString(),
      migrations: migrations.map((row) => row.name),
      keys: readKeyFiles(dataDir),
    }
    const zip = createGzip({ level: 6 })
    const done = pipeline(zip, createWriteStream(partial, { mode: 0o600 }))
    zip.write(`${JSON.stringify(header)}\n`)
    for (const table of tables) {
      zip.write(`${JSON.stringify(table)}\n`)
      const rows = client.query(copyTo(`copy (select ${table.columns.join(', ')} from ${table.table}) to stdout`))
      for await (const chunk of rows)
        if (!zip.write(chunk)) await new Promise<void>((resolve) => zip.once('drain', () => resolve()))
      zip.write('\\.\n')
    }
    zip.end()
    await done
    renameSync(partial, file)
    return tables.length
  } catch (error) {
    rmSync(partial, { force: true })
    throw error
  } finally {
    await client.end().catch(() => {})
  }
}

const newline = 0x0a

/** Splits at LF only, as COPY does; Node's readline also splits at U+2028, which people's texts may hold. */
async function* linesOf(file: string): AsyncGenerator<string> {
  if (!existsSync(file)) throw new Problem('platform.notFound', { what: file })
  const zip = createReadStream(file).pipe(createGunzip())
  let rest: Buffer = Buffer.alloc(0)
  try {
    for await (const chunk of zip as AsyncIterable<Buffer>) {
      const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
      let start = 0
      for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
        yield bytes.toString('utf8', start, end)
        start = end + 1
      }
      rest = bytes.subarray(start)
    }
  } catch (error) {
    throw new Problem('platform.backupDamaged', { file, reason: (error as Error).message }, error)
  }
  if (rest.length > 0) yield rest.toString('utf8')
}

function parseHeader(file: string, line: string | undefined): Header {
  try {
    const header = JSON.parse(line ?? '') as Header
    if (header.format === 1 && Array.isArray(header.migrations)) return header
  } catch {}
  throw new Problem('platform.backupDamaged', { file, reason: 'not a backup of Suyuan' })
}

/** Reads a backup to its end, so that a damaged one is refused before anything is written. */
async function checkWhole(file: string): Promise<Header> {
  const lines = linesOf(file)
  const header = parseHeader(file, (await lines.next()).value)
  let last = ''
  for await (const line of lines) last = line
  if (last !== '\\.') throw new Problem('platform.backupDamaged', { file, reason: 'its end is missing' })
  return header
}

/**
 * Puts a backup's keys into an empty data folder; call it before the database is started there. Throws Problem
 * platform.restoreNotEmpty, platform.backupDamaged or platform.dataDir, and has then written nothing.
 */
export async function restoreKeys(dataDir: string, file: string): Promise<void> {
  const folder = join(dataDir, 'keys')
  if (existsSync(folder)) throw new Problem('platform.restoreNotEmpty', { path: dataDir })
  const header = await checkWhole(file)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new Problem('platform.dataDir', { path: dataDir, reason: (error as Error).message }, error)
  }
  for (const [name, content] of Object.entries(header.keys))
    writeFileSync(join(folder, basename(name)), Buffer.from(content, 'base64'), { mode: 0o600 })
}

/** Fills a freshly migrated, empty database from a backup, in one transaction. Returns the number of tables filled. */
export async function restore(connection: pg.ClientConfig, file: string): Promise<number> {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    const lines = linesOf(file)
    const header = parseHeader(file, (await lines.next()).value)
    const { rows } = await client.query<{ name: string }>('select name from platform.migration')
    const here = new Set(rows.map((row) => row.name))
    const unknown = header.migrations.find((name) => !here.has(name))
    if (unknown) throw new Problem('platform.backupNewer', { file, version: header.suyuan })
    await client.query('begin')
    const own = await tablesInOrder(client)
    for (const { table } of own) {
      // County 000000 is the program itself: opening an empty store already notes which policies it has written.
      const theirs = table === 'platform.setting' ? `where county <> '000000'` : ''
      const { rowCount } = await client.query(`select 1 from ${table} ${theirs} limit 1`)
      if (rowCount) throw new Problem('platform.restoreNotEmpty', { path: `database, ${table}` })
    }
    await client.query(`truncate ${own.map((entry) => entry.table).join(', ')}`)
    let tables = 0
    for (let next = await lines.next(); !next.done; next = await lines.next()) {
      const table = JSON.parse(next.value) as TableLine
      const input = new PassThrough()
      const copying = pipeline(
        input,
        client.query(copyFrom(`copy ${table.table} (${table.columns.join(', ')}) from stdin`)),
      )
      for (next = await lines.next(); ; next = await lines.next()) {
        if (next.done) {
          const damage = new Problem('platform.backupDamaged', { file, reason: `ends within ${table.table}` })
          input.destroy(damage)
          await copying
        }
        if (next.value === '\\.') break
        if (!input.write(`${next.value}\n`)) await new Promise<void>((resolve) => input.once('drain', () => resolve()))
      }
      input.end()
      await copying
      tables++
    }
    await client.query(`
      do $$ declare c record; begin
        for c in select format('%I.%I', table_schema, table_name) as t, column_name as n from information_schema.columns
                 where is_identity = 'YES' and table_schema not in ('pg_catalog', 'graphile_worker') loop
          execute format('select setval(pg_get_serial_sequence(%L, %L), coalesce((select max(%I) from %s), 0) + 1, false)', c.t, c.n, c.n, c.t);
        end loop; end $$`)
    await client.query('commit')
    return tables
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  } finally {
    await client.end().catch(() => {})
  }
}
