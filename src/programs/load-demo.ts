import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { generateCounty } from '../../demo/county.ts'
import { setPassword } from '../access/commands.ts'
import { type Officer, readOfficers } from '../access/queries.ts'
import { demoPassword } from '../access/routes.ts'
import { type ScopedTx, systemScope, withScope } from '../access/scope.ts'
import { hashPassword } from '../access/sign-in/passwords.ts'
import { recordChanges } from '../access/staff/events.ts'
import { grantAbsence } from '../access/staff/posts.ts'
import { periodOfDays } from '../access/staff/staff.ts'
import { mergeForReplay, type ReplayRow } from '../intake/replay.ts'
import { append } from '../ledger/commands.ts'
import { type ConfigInput, readConfig } from '../platform/config.ts'
import type { Services } from '../platform/services.ts'
import { demoStaffWords } from '../vocabulary/words/demo.ts'
import type { LoaderMessage } from './demo.ts'
import { createDemoStaff } from './demo-staff.ts'
import { openServices } from './open.ts'
import { loadReference } from './reference.ts'
import { replay, storeAsReceived } from './replay.ts'

/** Up to here the county is history; the weeks after it arrive live, thirty times as fast as life. */
const liveFrom = new Date('2023-08-18T09:00:00+08:00')
const liveRate = 30
const liveMilliseconds = 1_000
const endMilliseconds = 2_000
const seed = 'zhuji-2023'

/** Reference files in the order in which they refer to one another. */
const referenceKinds = [
  'agencies',
  'officers',
  'population',
  'mediation-bodies',
  'routes',
  'organisations',
  'matter-list',
]

const tell = (message: LoaderMessage): void => void process.send?.(message)

/** One cadre is away over the weeks that arrive live; the neighbour town's stands in. */
async function showAbsence(tx: ScopedTx, officers: readonly Officer[]): Promise<void> {
  const [absent, substitute] = ['cadre003', 'cadre001'].map((login) => officers.find((one) => one.login === login))
  if (!absent || !substitute) return
  const { since, until } = periodOfDays('2023-08-14', '2023-10-31')
  await recordChanges(tx, append, (change) =>
    grantAbsence(
      change,
      {
        officerId: absent.id,
        substituteId: substitute.id,
        kind: 'training',
        since: since!,
        until: until!,
        posts: [],
      },
      demoStaffWords.absence,
    ),
  )
}

async function prepare(services: Services, folder: string, records: number): Promise<void> {
  const done = join(folder, 'prepared')
  if (existsSync(done)) return
  generateCounty({ seed, records, folder })
  for (const kind of referenceKinds) {
    const file = join(folder, 'reference', `${kind}.csv`)
    if (existsSync(file)) await loadReference(services, kind, file)
  }
  const hash = await hashPassword(demoPassword)
  await withScope(services, systemScope(services.config.county, 'demo'), 'administration', async (tx) => {
    const officers = await readOfficers(tx)
    for (const officer of officers) await setPassword(tx, officer.login, hash)
    await showAbsence(tx, officers)
  })
  writeFileSync(done, '')
}

async function readPosition(services: Services): Promise<Date> {
  const { rows } = await services.database.owner.query<{ value: string }>(
    `select value from platform.setting where county = $1 and name = 'demo.position'`,
    [services.config.county],
  )
  return new Date(rows[0]?.value ?? 0)
}

async function savePosition(services: Services, at: Date): Promise<void> {
  await services.database.owner.query(
    `insert into platform.setting (county, name, value) values ($1, 'demo.position', $2::text::jsonb)
     on conflict (county, name) do update set value = excluded.value`,
    [services.config.county, JSON.stringify(at.toISOString())],
  )
}

async function main(): Promise<void> {
  const { input, records } = JSON.parse(process.argv[2]!) as { input: ConfigInput; records: number }
  const services = await openServices(readConfig(input))
  const folder = join(services.config.dataDir, 'county')
  let ending = false
  // Every batch is one transaction, so ending in the middle of one loses nothing and repeats nothing.
  const end = (): void => {
    ending = true
    setTimeout(() => process.exit(0), endMilliseconds).unref()
  }
  process.on('SIGTERM', end)
  process.on('disconnect', end)
  process.on('SIGINT', () => {})
  await prepare(services, folder, records)
  tell({ kind: 'ready' })
  const started = Date.now()
  const position = await readPosition(services)
  const rows: ReplayRow[] = []
  const merged = await mergeForReplay(services, folder)
  for await (const row of merged.rows) if (row.at > position) rows.push(row)
  const history = rows.filter((row) => row.at < liveFrom)
  if (history.length > 0) {
    let stored = 0
    async function* remaining(): AsyncGenerator<ReplayRow> {
      for (const row of history) {
        if (ending) return
        yield row
      }
    }
    await replay(services, {
      rows: remaining(),
      step: 'rows',
      until: null,
      onStored: (last) => savePosition(services, last.at),
      onProgress: (count, clock) => {
        stored = count
        tell({ kind: 'progress', rows: count, total: history.length, day: clock.toISOString().slice(0, 10) })
      },
    })
    if (!ending) tell({ kind: 'loaded', rows: stored, seconds: (Date.now() - started) / 1000 })
  }
  if (!ending && services.clock.now() < liveFrom) services.clock.set(liveFrom, liveRate)
  else if (!ending) services.clock.set(services.clock.now(), liveRate)
  await services.clock.save(services.database.owner)
  const live = rows.filter((row) => row.at >= liveFrom)
  const staff = await createDemoStaff(services)
  while (!ending) {
    const now = services.clock.now()
    const later = live.findIndex((row) => row.at > now)
    const due = live.splice(0, later < 0 ? live.length : later)
    if (due.length > 0) {
      await storeAsReceived(services, due)
      await savePosition(services, due.at(-1)!.at)
    }
    const busy = !ending && (await staff.work())
    await sleep(busy ? 20 : liveMilliseconds)
  }
  await services.close()
  process.exit(0)
}

await main()
