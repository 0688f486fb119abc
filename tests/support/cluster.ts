import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { applyPolicies } from '../../src/access/policies.ts'
import { assertChineseLocale, openDatabase } from '../../src/platform/database.ts'
import { startEmbedded } from '../../src/platform/embedded.ts'
import { prepareJobs } from '../../src/platform/jobs.ts'
import { migrate } from '../../src/platform/migrations.ts'

/** One PostgreSQL for the whole run; SUYUAN_TEST_BINARIES names another one's folder (Debian's 15 in CI). */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'suyuan-cluster-'))
  const server = await startEmbedded({
    dataDir: folder,
    password: 'test',
    volatile: true,
    binaries: process.env.SUYUAN_TEST_BINARIES,
  })
  const admin = new pg.Client({ ...server.connection, database: 'postgres' })
  await admin.connect()
  await admin.query('create database suyuan_template')
  await admin.end()
  const template = openDatabase({ ...server.connection, database: 'suyuan_template' }, 1)
  await migrate(template.owner)
  await applyPolicies(template.owner)
  await prepareJobs(template)
  await assertChineseLocale(template.owner)
  await template.close()
  const { host, port, user, password } = server.connection as {
    host: string
    port: number
    user: string
    password: string
  }
  project.provide('postgres', { host, port, user, password })
  return async () => {
    await server.close()
    // As root the cluster lies where its user can enter; the folder then holds a pointer to it.
    const pointer = join(folder, 'cluster.path')
    if (existsSync(pointer)) rmSync(dirname(readFileSync(pointer, 'utf8').trim()), { recursive: true, force: true })
    rmSync(folder, { recursive: true, force: true })
  }
}
