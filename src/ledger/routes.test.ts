import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { foreignVerifier } from '../../tests/foreign/log-verifier.ts'
import { type TestDatabase, testDatabase } from '../../tests/support/database.ts'
import { authorise } from '../access/requests.ts'
import { systemScope, withScope } from '../access/scope.ts'
import { createServer } from '../platform/http.ts'
import { append } from './commands.ts'
import { tilePath, tilesOf } from './proof/tiles.ts'
import { ledgerRoutes } from './routes.ts'

let database: TestDatabase
let app: FastifyInstance
let folder: string

beforeAll(async () => {
  database = await testDatabase()
  folder = mkdtempSync(join(tmpdir(), 'suyuan-log-'))
  const { services } = database
  await withScope(services, systemScope('330681', 'test'), 'pipeline', (tx) =>
    append(
      tx,
      Array.from({ length: 300 }, (_, at) => ({
        kind: 'record.received' as const,
        subject: String(at),
        traceCode: null,
        payload: { at },
      })),
    ),
  )
  app = await createServer(services, {
    routes: [ledgerRoutes(services)],
    authenticate: async () => {},
    authorise,
    actorOf: () => null,
    ready: async () => true,
    version: 'test',
  })
})

afterAll(async () => {
  await app.close()
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})

const get = (path: string) => app.inject({ method: 'GET', url: `/api/v1/ledger/${path}` })

test('what the routes answer without sign-in is a whole tlog-tiles log to an independent verifier', async () => {
  for (const path of ['checkpoint', ...tilesOf(300).map(tilePath)]) {
    const reply = await get(path)
    expect(reply.statusCode, path).toBe(200)
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), reply.rawPayload)
  }
  const keyFile = join(folder, 'key')
  writeFileSync(keyFile, (await get('verifier-key')).body)
  expect(foreignVerifier(['log', folder, keyFile])).toMatchObject({
    error: '',
    output: [expect.stringMatching(/^300 /)],
  })
  const proof = join(folder, '271.tlog-proof')
  writeFileSync(proof, (await get('proof/271')).body)
  expect(foreignVerifier(['tlog-proof', proof, keyFile]).error).toBe('')
})

test('full tiles may be kept for ever; what is not there is said', async () => {
  expect((await get('tile/0/000')).headers['cache-control']).toContain('immutable')
  expect((await get('tile/0/001.p/44')).headers['cache-control'] ?? '').not.toContain('immutable')
  for (const path of ['tile/0/001', 'tile/0/001.p/45', 'tile/2/000', 'tile/0/1', 'proof/300'])
    expect((await get(path)).statusCode, path).toBe(404)
  expect((await get('proof/300')).json()).toMatchObject({ code: 'ledger.noEntry', parameters: { size: 300 } })
})
