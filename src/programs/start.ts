import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { parseClock } from '../platform/clock.ts'
import { type ConfigInput, readConfig } from '../platform/config.ts'
import { Problem } from '../platform/problem.ts'
import { type OpenServices, openServices } from './open.ts'
import { serve } from './server.ts'

export interface StartOptions extends ConfigInput {
  readonly clock?: string
}

export interface Running {
  readonly services: OpenServices
  readonly url: string
  stop(): Promise<void>
}

/** A demonstration clock is refused on a production store (house rule); an earlier time than the stored one too. */
async function applyClock(services: OpenServices, text: string): Promise<void> {
  if (services.config.mode === 'production') throw new Problem('platform.clockInProduction')
  const { at, rate } = parseClock(text)
  services.clock.set(at, rate)
  await services.clock.save(services.database.owner)
}

async function startWorker(input: ConfigInput): Promise<ChildProcess> {
  const worker = fork(fileURLToPath(new URL('./worker.js', import.meta.url)), [JSON.stringify(input)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // In a group of its own: a Ctrl-C while it loads its modules would kill it before it can listen for signals.
    detached: true,
  })
  const [message] = await Promise.race([
    once(worker, 'message'),
    once(worker, 'exit').then(([code]) => [`exit ${code}`]),
  ])
  if (message !== 'ready') throw new Error(`the worker did not start: ${message}`)
  return worker
}

/** Starts database, web server and worker. `stop` ends them in the reverse order. */
export async function start(options: StartOptions): Promise<Running> {
  const { clock, ...input } = options
  const services = await openServices(readConfig(input))
  try {
    if (clock) await applyClock(services, clock)
    const app = await serve(services)
    const worker = await startWorker(input).catch(async (error) => {
      await app.close()
      throw error
    })
    worker.on('exit', (code) => {
      if (code !== 0) services.log.error({ code }, 'the worker ended; start the program again')
    })
    // A replay or the demonstration moves the clock from another process.
    const follow = setInterval(() => services.clock.load(services.database.owner).catch(() => {}), 1_000)
    let stopping: Promise<void> | null = null
    return {
      services,
      url: `http://${services.config.host}:${services.config.port}`,
      stop() {
        stopping ??= (async () => {
          clearInterval(follow)
          app.server.closeAllConnections()
          await app.close()
          if (worker.exitCode === null) {
            const ended = once(worker, 'exit')
            worker.kill('SIGTERM')
            await ended
          }
          await services.close()
        })()
        return stopping
      },
    }
  } catch (error) {
    await services.close()
    throw error
  }
}

const repeatMilliseconds = 1_000

/** Resolves on the first Ctrl-C or SIGTERM; a second Ctrl-C ends at once. */
export async function untilSignal(): Promise<void> {
  await new Promise<void>((resolve) => {
    let asked = 0
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => {
        // A Ctrl-C reaches the whole group and is handed down once more by the parent: the same wish, not a second one.
        if (asked > 0 && signal === 'SIGINT' && Date.now() - asked > repeatMilliseconds) process.exit(130)
        asked ||= Date.now()
        resolve()
      })
  })
}
