import { setTimeout as sleep } from 'node:timers/promises'
import { auditUpkeep } from '../audit/jobs.ts'
import { moveIdentities } from '../intake/jobs.ts'
import { readConfig } from '../platform/config.ts'
import { startJobs } from '../platform/jobs.ts'
import type { Services } from '../platform/services.ts'
import { openServices } from './open.ts'
import { jobs, schedules } from './rooms.ts'
import { openTicker } from './ticker.ts'

/** How often the worker looks whether something has fallen due and stores where a demonstration clock stands. */
const tickMilliseconds = 1_000

/** Runs what is due, unless a replay holds the county's ticker; lets go at once, so that a replay can begin. */
async function tick(services: Services, county: string): Promise<void> {
  const ticker = await openTicker(services, county, schedules, false)
  try {
    await ticker?.advance(services.clock.now())
  } finally {
    await ticker?.close()
  }
}

/** Runs jobs and schedules beside the web server, so that a bulk import never blocks a request. Forked by `start`. */
async function main(): Promise<void> {
  const config = readConfig(JSON.parse(process.argv[2] ?? '{}') as Parameters<typeof readConfig>[0])
  const services = await openServices(config)
  const runner = await startJobs(services, jobs)
  let ending = false
  const end = async (): Promise<void> => {
    if (ending) return
    ending = true
    await runner.stop().catch(() => {})
    await services.close().catch(() => {})
    process.exit(0)
  }
  process.on('SIGTERM', end)
  process.on('disconnect', end)
  // The parent tells this process when to end; one that was killed meanwhile can no longer be told anything.
  process.on('SIGINT', () => {})
  if (process.connected) process.send?.('ready', () => {})
  else await end()
  await moveIdentities(services, config.county).catch((error: Error) =>
    services.log.error({ error: error.message }, 'identities were not moved; it is tried again within the hour'),
  )
  const upkeep = auditUpkeep(services, config.county)
  while (!ending) {
    try {
      await services.clock.load(services.database.owner)
      await tick(services, config.county)
      await services.clock.save(services.database.owner)
    } catch (error) {
      if (!ending)
        services.log.error(
          { error: (error as Error).message, stack: (error as Error).stack },
          'scheduled work failed; it is tried again',
        )
    }
    // Apart: the log of reads is sealed also while some scheduled work fails.
    await upkeep().catch((error: Error) => {
      if (!ending) services.log.error({ error: error.message }, 'upkeep of the log of reads failed; it is tried again')
    })
    await sleep(tickMilliseconds)
  }
}

await main()
