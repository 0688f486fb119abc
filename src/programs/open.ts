import pg from 'pg'
import { applyPolicies, assertEveryTableHasRule } from '../access/policies.ts'
import { createClock } from '../platform/clock.ts'
import { type Config, readConfig } from '../platform/config.ts'
import { createContext } from '../platform/context.ts'
import { assertChineseLocale, openDatabase } from '../platform/database.ts'
import { type EmbeddedServer, startEmbedded } from '../platform/embedded.ts'
import { prepareJobs } from '../platform/jobs.ts'
import { loadKeys } from '../platform/keys.ts'
import { createLogger } from '../platform/log.ts'
import { messagePort } from '../platform/message-port.ts'
import { migrate } from '../platform/migrations.ts'
import { Problem } from '../platform/problem.ts'
import type { Services } from '../platform/services.ts'

export interface OpenServices extends Services {
  close(): Promise<void>
}

async function createMissingDatabase(connection: pg.ClientConfig): Promise<void> {
  const client = new pg.Client({ ...connection, database: 'postgres' })
  await client.connect()
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [connection.database])
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(connection.database!)}`)
  } finally {
    await client.end()
  }
}

interface StoreMark {
  readonly county: string
  readonly value: Config['mode']
}

/**
 * What a store is was decided when it was set up: a production store stays one whatever the environment says, and one
 * that was set up for a single county serves that county without being told again.
 */
async function asStored(owner: pg.Pool, given: Config): Promise<Config> {
  const { rows: marks } = await owner.query<StoreMark>(
    `select county, value from platform.setting where name = 'store.mode' order by county`,
  )
  const own = marks.find((mark) => mark.county === given.county)
  const production = marks.some((mark) => mark.value === 'production')
  return {
    ...given,
    mode: production ? 'production' : (own?.value ?? given.mode),
    county: !own && marks.length === 1 ? marks[0]!.county : given.county,
  }
}

/** Throws Problem platform.databaseUnreachable with the driver's reason, so that a wrong address is one line. */
async function assertReachable(owner: pg.Pool): Promise<void> {
  try {
    await owner.query('select 1')
  } catch (error) {
    // Node tries every address of a name and wraps the failures.
    const [first] = error instanceof AggregateError ? error.errors : [error]
    throw new Problem('platform.databaseUnreachable', { reason: (first as Error).message }, error)
  }
}

/** Opens (or starts) the database, brings its schema up to date and builds the services every program shares. */
export async function openServices(given: Config): Promise<OpenServices> {
  const keys = loadKeys(given.dataDir, given.custodySuite)
  let embedded: EmbeddedServer | null = null
  let connection: pg.ClientConfig = { connectionString: given.databaseUrl, application_name: `suyuan ${process.pid}` }
  if (!given.databaseUrl) {
    embedded = await startEmbedded({ dataDir: given.dataDir, password: keys.databasePassword })
    connection = embedded.connection
    await createMissingDatabase(connection)
  }
  const database = openDatabase(connection)
  try {
    await assertReachable(database.owner)
    await migrate(database.owner)
    await applyPolicies(database.owner)
    await assertEveryTableHasRule(database.owner)
    await prepareJobs(database)
    await assertChineseLocale(database.owner)
    const clock = createClock()
    await clock.load(database.owner)
    const config = await asStored(database.owner, given)
    return {
      config,
      keys,
      database,
      clock,
      context: createContext(() => clock.now()),
      log: createLogger(given.logLevel),
      messages: messagePort(config),
      async close() {
        await clock.save(database.owner).catch(() => {})
        await database.close()
        await embedded?.close()
      },
    }
  } catch (error) {
    await database.close().catch(() => {})
    await embedded?.close().catch(() => {})
    throw error
  }
}

export async function markStore(services: Services, county: string, mode: Config['mode']): Promise<void> {
  await services.database.owner.query(
    `insert into platform.setting (county, name, value) values ($1, 'store.mode', $2::text::jsonb)
     on conflict (county, name) do update set value = excluded.value`,
    [county, JSON.stringify(mode)],
  )
}

/** Runs `work` with services and closes them whatever happens. */
export async function withServices<T>(
  input: Parameters<typeof readConfig>[0],
  work: (services: OpenServices) => Promise<T>,
): Promise<T> {
  const services = await openServices(readConfig({ logLevel: 'warn', ...input }))
  try {
    return await work(services)
  } finally {
    await services.close()
  }
}
