import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { inject } from 'vitest'
import { type Clock, createClock } from '../../src/platform/clock.ts'
import { readConfig } from '../../src/platform/config.ts'
import { createContext } from '../../src/platform/context.ts'
import { openDatabase } from '../../src/platform/database.ts'
import { loadKeys } from '../../src/platform/keys.ts'
import { createLogger } from '../../src/platform/log.ts'
import { screenOutbox } from '../../src/platform/message-port.ts'
import type { Services } from '../../src/platform/services.ts'

declare module 'vitest' {
  interface ProvidedContext {
    postgres: { host: string; port: number; user: string; password: string }
  }
}

export interface TestDatabase {
  readonly services: Services
  readonly clock: Clock
  close(): Promise<void>
}

/** A real database of one test file's own, cloned from the migrated template; the clock stands at `at`. */
export async function testDatabase(at = '2023-08-01T09:00:00+08:00'): Promise<TestDatabase> {
  const server = inject('postgres')
  const name = `test_${randomBytes(6).toString('hex')}`
  const admin = new pg.Client({ ...server, database: 'postgres' })
  await admin.connect()
  await admin.query(`create database ${name} template suyuan_template`)
  const folder = mkdtempSync(join(tmpdir(), 'suyuan-test-'))
  const clock = createClock()
  clock.set(new Date(at), 0)
  const database = openDatabase({ ...server, database: name }, 4)
  const services: Services = {
    config: readConfig({ mode: 'development', dataDir: folder, logLevel: 'silent' }, {}),
    keys: loadKeys(folder),
    database,
    clock,
    context: createContext(() => clock.now()),
    log: createLogger('silent'),
    messages: screenOutbox(),
  }
  return {
    services,
    clock,
    async close() {
      await database.close()
      await admin.query(`drop database ${name} with (force)`)
      await admin.end()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
