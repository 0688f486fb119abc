import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readOfficers } from '../access/queries.ts'
import { demoPassword } from '../access/routes.ts'
import { systemScope, withScope } from '../access/scope.ts'
import { type ConfigInput, defaultDataDir } from '../platform/config.ts'
import { roles } from '../vocabulary/roles.ts'
import { showProgress } from './progress.ts'
import { type Running, start, untilSignal } from './start.ts'

export interface DemoOptions extends ConfigInput {
  readonly records: number
  readonly clock?: string
}

/** First day of the demonstration county: the clock stands there until its records move it. */
const beginning = '2021-10-01T00:00:00+08:00@0'

export type LoaderMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'progress'; readonly rows: number; readonly total: number; readonly day: string }
  | { readonly kind: 'loaded'; readonly rows: number; readonly seconds: number }

async function printAccounts({ services, url }: Running): Promise<void> {
  const officers = await withScope(
    services,
    systemScope(services.config.county, 'demo'),
    'administration',
    readOfficers,
  )
  const seen = new Set<string>()
  const lines = officers
    .filter((officer) => !seen.has(officer.roles[0]!) && seen.add(officer.roles[0]!))
    .map(
      (officer) =>
        `  ${officer.login.padEnd(14)} ${demoPassword.padEnd(14)} ${roles[officer.roles[0] as keyof typeof roles].zh} · ${officer.agency}`,
    )
  process.stderr.write(`\n  诉源 · Suyuan  ${url}\n  ${url}/cockpit\n\n${lines.join('\n')}\n\n  Ctrl-C\n\n`)
}

interface Loader {
  readonly process: ChildProcess
  /** Resolves when the county's accounts exist. */
  readonly ready: Promise<void>
}

/** Loads the county in a process of its own, so that the screens stay quick. */
function startLoader(running: Running, input: ConfigInput, records: number): Loader {
  const loader = fork(fileURLToPath(new URL('./load-demo.js', import.meta.url)), [JSON.stringify({ input, records })], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  let bar: ReturnType<typeof showProgress> | null = null
  const ready = new Promise<void>((resolve, reject) => {
    loader.once('exit', (code) => reject(new Error(`loading the demonstration county ended with ${code}`)))
    loader.on('message', (message: LoaderMessage) => {
      if (message.kind === 'ready') resolve()
      if (message.kind === 'progress') {
        bar ??= showProgress('demo', message.total)
        bar.update(message.rows, message.day)
      }
      if (message.kind === 'loaded') {
        bar?.stop()
        process.stderr.write(`  ${message.rows} records in ${message.seconds.toFixed(0)} s; ${running.url}\n`)
      }
    })
  })
  return { process: loader, ready }
}

/** `suyuan demo`: the whole program on a live demonstration county; a second start continues where the first ended. */
export async function runDemo({ records, clock, ...given }: DemoOptions): Promise<void> {
  const dataDir = String(given.dataDir ?? join(defaultDataDir(), '..', 'suyuan-demo'))
  const input: ConfigInput = { ...given, dataDir, mode: 'demo', logLevel: 'warn' }
  const first = !existsSync(join(dataDir, 'county', 'prepared'))
  // Listened for from the beginning: a Ctrl-C while the database comes up ends it as cleanly as a later one.
  const stopping = untilSignal()
  const running = await start({ ...input, clock: clock ?? (first ? beginning : undefined) })
  const loader = startLoader(running, input, records)
  try {
    await Promise.race([loader.ready.then(() => printAccounts(running)), stopping])
    await stopping
  } finally {
    loader.ready.catch(() => {})
    if (loader.process.exitCode === null) {
      const ended = once(loader.process, 'exit')
      loader.process.kill('SIGTERM')
      await ended
    }
    await running.stop()
  }
}
