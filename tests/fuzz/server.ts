import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { readConfig } from '../../src/platform/config.ts'
import { openServices } from '../../src/programs/open.ts'
import { serve } from '../../src/programs/server.ts'
import { fillCounty, openWorld, type World } from './world.ts'

export type FromServer =
  | { readonly kind: 'ready'; readonly port: number; readonly world: World }
  /** How long the server's own event loop stood still at most, and its memory. */
  | { readonly kind: 'figures'; readonly loopMilliseconds: number; readonly rssMegabytes: number }

/** The program's web server on a store of its own, in a process of its own, for tests/fuzz/million.ts. */
async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'suyuan-million-'))
  const given = readConfig({ dataDir: folder, mode: 'development', logLevel: 'error', host: '127.0.0.1', port: 0 })
  const services = await openServices(given)
  services.clock.set(new Date('2023-06-15T00:00:00+08:00'), 0)
  await fillCounty(services, 150)
  const app = await serve(services, 'off')
  const delay = monitorEventLoopDelay({ resolution: 10 })
  delay.enable()
  process.on('message', () =>
    process.send?.({
      kind: 'figures',
      loopMilliseconds: delay.max / 1e6,
      rssMegabytes: process.memoryUsage().rss / 2 ** 20,
    } satisfies FromServer),
  )
  process.on('SIGINT', () => {})
  process.on('disconnect', async () => {
    app.server.closeAllConnections()
    await app.close()
    await services.close()
    rmSync(folder, { recursive: true, force: true })
    process.exit(0)
  })
  const { port } = app.server.address() as { port: number }
  process.send?.({ kind: 'ready', port, world: await openWorld(services, app) } satisfies FromServer)
}

await main()
