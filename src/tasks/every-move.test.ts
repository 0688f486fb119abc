import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/support/database.ts'
import { storeAgencies, storeOfficers } from '../access/commands.ts'
import { readAgencies, readOfficers } from '../access/queries.ts'
import { authorise } from '../access/requests.ts'
import { type Scope, systemScope, withScope } from '../access/scope.ts'
import { createServer } from '../platform/http.ts'
import { tasksRoutes } from './routes.ts'
import { type TaskAction, type TaskState, taskActions, taskStates } from './schema.ts'
import { plantTask } from './testing/task.ts'

const county = '330681'
const town = '330681001'
let database: TestDatabase
let app: FastifyInstance
let agencyId = ''
/** A colleague of the agency, and a graver task of it that others may go into. */
let officerId = ''
let intoId = ''
let centreId = ''
const scopes = new Map<string, Scope>()

/** Who may do what when, written by hand from domain knowledge 9.4 and not from the table of moves. */
const may: Readonly<Record<'agency' | 'operator', Readonly<Partial<Record<TaskState, readonly TaskAction[]>>>>> = {
  agency: {
    delivered: ['accept', 'read', 'return', 'note'],
    accepted: ['progress', 'answer', 'return', 'note', 'pause', 'handOver'],
  },
  operator: {
    sent: ['told', 'withdraw'],
    delivered: ['remind', 'withdraw', 'merge'],
    accepted: ['remind', 'withdraw', 'extend', 'merge'],
    returned: ['reissue', 'withdraw'],
    ruling: ['rule', 'withdraw'],
    answered: ['close', 'reissue', 'callBack'],
    closed: ['callBack', 'reopen'],
  },
}

/** The system's own, and the part for another agency, which needs an alert (tasks.test.ts). */
const notAsked: readonly TaskAction[] = ['deliver', 'absorb', 'split']

const everyField = {
  reason: '按规定办理。',
  clause: '清单第 12 项',
  answer: '已经核实并告知各方。',
  ruling: 'uphold',
  pauseReason: 'appraisal',
  extendDays: 3,
  heard: 'partly',
}

const given = (state: TaskState): Promise<string> =>
  plantTask(database.services, { county, town, agencyId, state, at: database.services.context.now() })

beforeAll(async () => {
  database = await testDatabase('2023-08-14T09:00:00+08:00')
  await withScope(database.services, systemScope(county, 'test'), 'administration', async (tx) => {
    await storeAgencies(tx, [
      { code: 'ZX', name: '治理中心', kind: 'centre', place: county, parentCode: null },
      { code: 'T1', name: '暨阳街道', kind: 'town', place: town, parentCode: null },
    ])
    const known = await readAgencies(tx)
    agencyId = known.find(({ code }) => code === 'T1')!.id
    centreId = known.find(({ code }) => code === 'ZX')!.id
    await storeOfficers(tx, [{ login: 'cadre', name: '接手人', agencyCode: 'T1', roles: ['townCadre'], phone: null }])
    officerId = (await readOfficers(tx))[0]!.id
  })
  const officer = (role: 'operator' | 'townCadre', reach: string, agency: string): Scope => ({
    kind: 'officer',
    county,
    officerId: database.services.context.id(),
    agencyId: agency,
    name: role,
    role,
    reach,
  })
  intoId = await plantTask(database.services, {
    county,
    town,
    agencyId,
    state: 'accepted',
    grade: 'red',
    at: database.services.context.now(),
  })
  scopes.set('operator', officer('operator', '*', centreId))
  scopes.set('agency', officer('townCadre', town, agencyId))
  app = await createServer(database.services, {
    routes: [tasksRoutes(database.services)],
    authenticate: async (request) => {
      request.scope = scopes.get(String(request.headers['x-login'])) ?? null
    },
    authorise,
    actorOf: (request) => (request.scope?.kind === 'officer' ? request.scope.officerId : null),
    ready: async () => true,
    version: 'test',
  })
})
afterAll(async () => {
  await app?.close()
  await database?.close()
})

const send = (who: string, id: string, action: TaskAction) =>
  app.inject({
    method: 'POST',
    url: `/api/v1/tasks/${id}/actions`,
    headers: { 'x-login': who, 'content-type': 'application/json' },
    payload: JSON.stringify({ action, officerId, intoId, ...everyField }),
  })

describe('every state × every action × both sides, over HTTP', () => {
  it.each(taskStates)('%s: what is allowed works, the rest says what is allowed now', async (state) => {
    for (const who of ['agency', 'operator'] as const)
      for (const action of taskActions.filter((one) => !notAsked.includes(one))) {
        const id = await given(state)
        const response = await send(who, id, action)
        const name = `${who} ${action} in ${state}`
        if (may[who][state]?.includes(action)) {
          expect(response.statusCode, `${name}: ${response.body}`).toBe(200)
          continue
        }
        expect([403, 409], name).toContain(response.statusCode)
        const { detail } = response.json() as { detail: string }
        expect(detail.length, name).toBeGreaterThan(10)
        const { rows } = await database.services.database.owner.query('select state from tasks.task where id = $1', [
          id,
        ])
        expect(rows[0].state, name).toBe(state)
      }
  })
  it.each(['deliver', 'absorb'] as const)('%s is nobody’s to say', async (action) => {
    expect((await send('operator', await given('delivered'), action)).statusCode).toBe(400)
  })
})
