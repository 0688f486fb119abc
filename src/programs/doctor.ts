import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { systemScope, withScope } from '../access/scope.ts'
import { findProvider } from '../access/sign-in/oidc.ts'
import { type Config, type ConfigInput, readConfig } from '../platform/config.ts'
import { messageWay, readUnsent } from '../platform/message-port.ts'
import { packageRoot } from '../platform/package-root.ts'
import { Problem, problemText } from '../platform/problem.ts'
import type { Services } from '../platform/services.ts'
import { openServices } from './open.ts'

export interface Finding {
  readonly what: string
  readonly good: boolean
  readonly detail: string
  /** What to do; empty when good. */
  readonly mend: string
}

const leastFreeGigabytes = 5
const greatestClockSkewSeconds = 5
const mostUnsent = 100
/** A gateway that was mended is good again after this. */
const failuresOfDays = 7

function check(what: string, work: () => string, mend: string): Finding {
  try {
    return { what, good: true, detail: work(), mend: '' }
  } catch (error) {
    return { what, good: false, detail: (error as Error).message, mend }
  }
}

function fail(message: string): never {
  throw new Error(message)
}

/** The folder itself or, before the first start, the nearest one above it that exists. */
function nearestFolder(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestFolder(dirname(path))
}

function staticFindings(config: Config): Finding[] {
  const require = createRequire(import.meta.url)
  return [
    check(
      'node',
      () => {
        const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
        return major > 20 || (major === 20 && minor >= 19) ? process.versions.node : fail(process.versions.node)
      },
      'install Node 20.19 or newer',
    ),
    check(
      'data folder',
      () => {
        const folder = nearestFolder(config.dataDir)
        if (!statSync(folder).isDirectory()) fail(`${folder} is a file`)
        accessSync(folder, constants.W_OK)
        return config.dataDir
      },
      `make ${config.dataDir} writable, or name another folder with --data-dir`,
    ),
    check(
      'disk',
      () => {
        const { bavail, bsize } = statfsSync(nearestFolder(config.dataDir))
        const gigabytes = Math.floor((bavail * bsize) / 2 ** 30)
        return gigabytes >= leastFreeGigabytes ? `${gigabytes} GiB free` : fail(`${gigabytes} GiB free`)
      },
      `free at least ${leastFreeGigabytes} GiB`,
    ),
    check(
      'keys',
      () => {
        const keys = join(config.dataDir, 'keys')
        if (!existsSync(keys)) return 'made at the first start'
        return (statSync(keys).mode & 0o077) === 0
          ? 'readable by this user only'
          : fail(`${keys} can be read by others`)
      },
      `chmod 700 ${join(config.dataDir, 'keys')}`,
    ),
    check(
      'fonts',
      () => {
        for (const font of [
          '@expo-google-fonts/noto-serif-sc/package.json',
          '@expo-google-fonts/noto-sans-sc/package.json',
        ])
          require.resolve(font)
        return config.fontDir ? `packaged, and ${config.fontDir}` : 'packaged'
      },
      'npm ci',
    ),
    check(
      'screens',
      () => (existsSync(join(packageRoot, 'dist', 'web', 'console.html')) ? 'built' : fail('not built')),
      'npm run build',
    ),
  ]
}

/** The mode is the store's, which may be stricter than the environment's. */
function modeFinding({ mode, publicUrl, county }: Config): Finding {
  return check(
    'mode',
    () =>
      mode === 'production' && !publicUrl.startsWith('https://')
        ? fail(`production at ${publicUrl}`)
        : `${mode}, county ${county}`,
    'set SUYUAN_PUBLIC_URL to the https address that people use',
  )
}

/** Whether a party's one-time code can reach a phone, and whether it did lately. Nothing is lost without being said here. */
async function messageFindings(services: Services): Promise<Finding[]> {
  const way = messageWay(services.config)
  const unsent = await withScope(services, systemScope(services.config.county, 'doctor'), 'administration', (tx) =>
    readUnsent(tx, services.config.county, mostUnsent),
  )
  const since = Date.now() - failuresOfDays * 86_400_000
  const failed = unsent.filter((message) => message.state === 'failed' && message.queuedAt.getTime() > since)
  return [
    check(
      'messages',
      () => {
        if (way === 'none') fail('production without a text-message gateway: no party can sign in')
        if (way === 'screen') return 'on-screen outbox: nothing reaches a phone'
        if (failed.length > 0)
          fail(
            `${failed.length} messages of the last ${failuresOfDays} days did not leave; the newest: ${failed[0]!.failure}`,
          )
        return `gateway ${new URL(services.config.smsUrl).host}`
      },
      way === 'none'
        ? 'set SUYUAN_SMS_URL, SUYUAN_SMS_HEADERS and SUYUAN_SMS_BODY to your gateway (docs/operate.md)'
        : 'look at the gateway, and correct SUYUAN_SMS_URL, SUYUAN_SMS_HEADERS or SUYUAN_SMS_BODY',
    ),
  ]
}

/** The provider with which officers sign in, where there is one. */
async function providerFindings(services: Services): Promise<Finding[]> {
  const { oidcIssuer } = services.config
  if (oidcIssuer === '') return []
  const what = 'sign-in provider'
  const mend = 'look whether SUYUAN_OIDC_ISSUER answers /.well-known/openid-configuration from this machine'
  try {
    return [{ what, good: true, detail: await findProvider(services), mend: '' }]
  } catch (error) {
    const { message } = ((error as Error).cause ?? error) as Error
    return [{ what, good: false, detail: `${oidcIssuer}: ${message}`, mend }]
  }
}

async function databaseFindings(input: ConfigInput): Promise<Finding[]> {
  try {
    const services = await openServices(readConfig({ logLevel: 'error', ...input }))
    try {
      const { rows } = await services.database.owner.query<{ version: string; skew: number }>(
        `select current_setting('server_version') as version, extract(epoch from clock_timestamp() - $1::timestamptz)::float as skew`,
        [new Date()],
      )
      const { version = '', skew = 0 } = rows[0] ?? {}
      return [
        { what: 'database', good: true, detail: `PostgreSQL ${version}`, mend: '' },
        { what: 'locale', good: true, detail: 'Chinese trigrams work', mend: '' },
        modeFinding(services.config),
        check(
          'time',
          () =>
            Math.abs(skew) <= greatestClockSkewSeconds
              ? `database and host differ by ${skew.toFixed(1)} s`
              : fail(`database and host differ by ${skew.toFixed(1)} s`),
          'synchronise the clocks of both machines (NTP)',
        ),
        ...(await messageFindings(services)),
        ...(await providerFindings(services)),
      ]
    } finally {
      await services.close()
    }
  } catch (error) {
    // A Problem's sentence says the mend itself.
    const known = error instanceof Problem
    return [
      {
        what: 'database',
        good: false,
        detail: known ? problemText(error.code, error.parameters, 'en') : (error as Error).message,
        mend: known ? '' : 'start the database, or correct DATABASE_URL',
      },
    ]
  }
}

/** Looks at configuration, folders, fonts, screens, database, locale and time; changes nothing but a missing schema. */
export async function examine(input: ConfigInput): Promise<Finding[]> {
  const config = readConfig(input)
  return [...staticFindings(config), ...(await databaseFindings(input))]
}
