import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { backup } from '../platform/backup.ts'
import type { Schedule } from '../platform/services.ts'
import { version } from './version.ts'

const hourOfChina = 2
const millisecondsOfDay = 86_400_000
const chinaOffset = 8 * 3_600_000

/** Every night at 02:00 (+08:00) by the domain clock; keeps the newest `backupKeep`. Skipped under a demonstration clock. */
export const nightlyBackup: Schedule = {
  name: 'backup.nightly',
  next(after) {
    const day = Math.floor((after.getTime() + chinaOffset - hourOfChina * 3_600_000) / millisecondsOfDay) + 1
    return new Date(day * millisecondsOfDay - chinaOffset + hourOfChina * 3_600_000)
  },
  async run(services, _county, at) {
    if (services.clock.state.demonstration) return
    const { backupDir, backupKeep, dataDir } = services.config
    mkdirSync(backupDir, { recursive: true, mode: 0o700 })
    await backup(
      services.database.connection,
      dataDir,
      join(backupDir, `suyuan-${at.toISOString().slice(0, 10)}.gz`),
      version,
      at,
    )
    const old = readdirSync(backupDir)
      .filter((name) => /^suyuan-\d{4}-\d{2}-\d{2}\.gz$/.test(name))
      .sort()
      .slice(0, -backupKeep)
    for (const name of old) rmSync(join(backupDir, name))
  },
}
