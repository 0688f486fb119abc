import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { serve } from '../../src/programs/server.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { drive } from './drive.ts'
import { fillCounty, openWorld, type World } from './world.ts'

/** The seeded share of the million of tests/fuzz/million.ts that every run of the suite can afford. */
const requests = 15_000

let database: TestDatabase
let app: FastifyInstance
let world: World

beforeAll(async () => {
  database = await testDatabase('2023-08-19T09:00:00+08:00')
  const services = { ...database.services, config: { ...database.services.config, host: '127.0.0.1', port: 0 } }
  await fillCounty(services, 150)
  app = await serve(services, 'off')
  world = await openWorld(services, app)
}, 120_000)
afterAll(async () => {
  app?.server.closeAllConnections()
  await app?.close()
  await database?.close()
})

it('malformed requests over all routes: no crash, no 5xx, no hang, nothing told', async () => {
  const delay = monitorEventLoopDelay({ resolution: 10 })
  delay.enable()
  const { port } = app.server.address() as { port: number }
  const result = await drive({ ...world, port, seed: 'suite', requests, connections: 12, secrets: world.secrets })
  delay.disable()
  const { statuses, times, seconds } = result
  process.stdout.write(
    `fuzz: ${requests} requests in ${seconds.toFixed(1)} s, ${JSON.stringify(statuses)}, ms ${JSON.stringify(times)}, loop ${(delay.max / 1e6).toFixed(0)} ms\n`,
  )
  expect(result.faults).toEqual([])
  expect(world.operations.length).toBeGreaterThan(70)
  // Beyond refusals: the requests did get to the rooms' own code.
  expect(result.reached.size).toBeGreaterThan(world.operations.length)
  expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200)
}, 180_000)
