import type { AddressInfo } from 'node:net'
import type { FastifyInstance, RouteOptions } from 'fastify'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { authorise, type RouteAccess } from '../../src/access/requests.ts'
import { type Action, jurisdictionOf } from '../../src/access/scopes.ts'
import { readSession } from '../../src/access/sign-in/sessions.ts'
import { createServer, sessionCookie } from '../../src/platform/http.ts'
import type { Services } from '../../src/platform/services.ts'
import { routes } from '../../src/programs/rooms.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { targets } from './http-routes.ts'
import { type Subject, subjects } from './http-subjects.ts'
import type { Target } from './http-target.ts'
import { openHttpWorld, type Visitor } from './http-world.ts'
import { type Kind, personal, rowsFor } from './oracle.ts'
import { type Relation, relations } from './worlds.ts'

const prefix = '/api/v1'
const dispute = 'linking.dispute'
let database: TestDatabase
let app: FastifyInstance
let visitors: readonly Visitor[]
let origin: string
const declared = new Map<string, RouteAccess>()

/**
 * Every request that changes something is undone at its end, so that each cell meets the same world: what the program commits,
 * this pool rolls back while `undoing` holds.
 */
let undoing = false
function undoCommits(pool: pg.Pool): void {
  pool.on('connect', (client) => {
    const send = client.query.bind(client) as (...parts: unknown[]) => unknown
    client.query = ((first: unknown, ...rest: unknown[]) =>
      send(undoing && first === 'commit' ? 'rollback' : first, ...rest)) as typeof client.query
  })
}

async function start(
  services: Services,
  more: Parameters<typeof createServer>[1]['routes'] = [],
): Promise<FastifyInstance> {
  return createServer(services, {
    routes: [
      ...routes(services).map((room): (typeof more)[number] => async (scope, options) => {
        scope.addHook('onRoute', (route: RouteOptions) => {
          for (const method of [route.method].flat())
            if (method !== 'HEAD') declared.set(`${method} ${route.url.slice(prefix.length)}`, route.config!.access!)
        })
        await room(scope, options)
      }),
      ...more,
    ],
    authenticate: async (request, token) => {
      const signedIn = token ? await readSession(services, token) : null
      request.scope = signedIn?.scope ?? null
      request.session = signedIn?.session ?? null
    },
    authorise,
    actorOf: () => null,
    ready: async () => true,
    version: 'matrix',
    rates: 'off',
  })
}

/** The last failure that the program logged: said with the cell that met it. */
let failure = ''

beforeAll(async () => {
  database = await testDatabase('2023-08-05T10:00:00+08:00')
  const services: Services = {
    ...database.services,
    log: Object.assign(database.services.log, {
      error: (entry: { error?: string }) => {
        failure = entry.error ?? ''
      },
    }),
  }
  undoCommits(services.database.application)
  visitors = await openHttpWorld(services, sessionCookie(services.config))
  app = await start(services)
  await app.listen({ host: '127.0.0.1', port: 0 })
  origin = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  // A report's facts are too much to write by hand: the planted ones take those of a real one.
  const operator = visitors.find(({ role }) => role === 'operator')!
  const made = await fetch(`${origin}${prefix}/reports`, {
    method: 'POST',
    headers: { cookie: operator.cookie!, origin, 'content-type': 'application/json' },
    body: JSON.stringify({ place: '330681', month: '2023-07' }),
  })
  expect(made.status).toBeLessThan(300)
  await services.database.owner.query(
    `update reports.report r set facts = m.facts, decisions = m.decisions, hash = m.hash, period = m.period
     from reports.report m where m.hash not like 'hash of %'`,
  )
})
afterAll(async () => {
  await app?.close()
  await database.close()
})

interface Answer {
  readonly status: number
  readonly text: string
  /** Code of the problem, or null. */
  readonly code: string | null
}

async function ask(route: string, target: Target, visitor: Visitor, subject: Subject): Promise<Answer> {
  const [method, url] = route.split(' ') as [string, string]
  const stop = new AbortController()
  const reply = await fetch(origin + prefix + (target.path?.(subject) ?? url), {
    method,
    redirect: 'manual',
    signal: stop.signal,
    headers: {
      ...(visitor.cookie ? { cookie: visitor.cookie } : {}),
      ...(target.body ? { 'content-type': 'application/json' } : {}),
      ...(method === 'GET' ? {} : { origin }),
    },
    ...(target.body ? { body: JSON.stringify(target.body(subject)) } : {}),
  })
  // The live stream never ends: its head is all that is asked.
  if (reply.headers.get('content-type')?.startsWith('text/event-stream')) {
    stop.abort()
    return { status: reply.status, text: '', code: null }
  }
  const text = await reply.text()
  const problem = reply.headers.get('content-type')?.startsWith('application/problem+json')
  return { status: reply.status, text, code: problem ? String(JSON.parse(text).code ?? JSON.parse(text).type) : null }
}

/** Under which rule, and how far, this visitor may use the route; null: not at all. */
function kindFor(access: RouteAccess, visitor: Visitor): Kind | null {
  if ('open' in access) return 'county'
  if (visitor.role === null) return null
  if (visitor.role === 'party') return access.party ? 'party' : null
  const { role } = visitor
  const rules: readonly Action[] = 'officer' in access ? [access.officer].flat() : []
  const jurisdiction = rules.map((rule) => jurisdictionOf(role, rule)).find((found) => found !== null)
  if (!jurisdiction) return null
  return jurisdiction === 'county' ? 'county' : jurisdiction === 'town' ? 'town' : 'handed'
}

/** Whether the matter of this relation is within the visitor's reach, by rules and the hand-written truth. */
function reaches(table: string, kind: Kind, visitor: Visitor, relation: Relation): boolean {
  if (visitor.role === 'party') return relation === visitor.own
  const rows = rowsFor(table, visitor.role ?? 'system', kind, 'select')
  if (rows === null) throw new Error(`${table}: say in tests/matrix/oracle.ts how its rows stand to a reader`)
  if (personal.includes(table) && rows.length === 1 && visitor.role !== 'townCadre') return false
  return rows.includes(relation)
}

const refused = (answer: Answer): boolean => /signInRequired|access\.forbidden$/.test(answer.code ?? '')

const identity = ({ person, phone, idNumber }: Subject): string[] => [person, phone, idNumber]

/** What of a matter stands in an answer that was not in the question. */
function leaked(answer: Answer, subject: Subject, target: Target, question: string): string | null {
  const persons = [...identity(subject), subject.number]
  const ids = ['dispute', 'record', 'alert', 'task', 'mediation', 'document', 'contract', 'party']
    .filter((concept) => !target.shows?.includes(concept))
    .map(subject.id)
  if (!target.shows?.includes('code')) ids.push(subject.code)
  return [...persons, ...ids].find((mark) => answer.text.includes(mark) && !question.includes(mark)) ?? null
}

describe('the matrix over HTTP', () => {
  it('every role meets on every route exactly the matters that the rules give it; a refusal says nothing of them', async () => {
    let cells = 0
    const leaks = new Set<string>()
    const refusals = new Set<string>()
    const faults = new Set<string>()
    const all = [...subjects.values()]
    for (const [route, target] of Object.entries(targets)) {
      const access = declared.get(route)
      if (!access) continue
      undoing = !route.startsWith('GET')
      const asVisitor = async (visitor: Visitor): Promise<void> => {
        const kind = kindFor(access, visitor)
        let asked: string | undefined
        let answer: Answer | undefined
        for (const relation of relations) {
          const subject = subjects.get(relation)!
          const question = `${target.path?.(subject) ?? ''} ${JSON.stringify(target.body?.(subject) ?? '')}`
          // The same question has the same answer for every matter.
          if (question !== asked || !answer) answer = await ask(route, target, visitor, subject)
          asked = question
          const { text } = answer
          cells++
          const cell = `${visitor.name}: ${route} of ${relation} → ${answer.status} ${answer.code ?? ''}`
          if (answer.status >= 500) faults.add(`${cell} ${failure}`)
          const within = (other: Subject): boolean => {
            const { relation: of } = other.world
            if (visitor.role === 'party') return of === visitor.own
            if (kind === null || 'open' in access) return false
            return [dispute, target.of].some((table) => table && reaches(table, kind, visitor, of))
          }
          for (const other of all) {
            // Who a sealed matter is about is shown to nobody without a grant, however near the matter is.
            const near = within(other)
            const mark = near
              ? other.world.sealed && identity(other).find((part) => text.includes(part))
              : leaked(answer, other, target, question)
            if (mark) leaks.add(`${cell} shows ${mark} of ${other.world.relation}`)
          }
          if (kind === null) {
            if (!refused(answer)) leaks.add(`${cell} is not refused by role`)
            continue
          }
          if ('open' in access) continue
          const right =
            target.of === null ||
            (reaches(target.of, kind, visitor, relation) && !(target.given && kind === 'town' && relation !== 'handed'))
          if (refused(answer) && (right || target.lists)) {
            refusals.add(`${cell} is refused by role`)
            continue
          }
          if (target.loose || target.of === null) continue
          if (target.lists) {
            const shown = answer.text.includes(target.lists(subject))
            if (shown && !right) leaks.add(`${cell} lists it`)
            if (!shown && right) refusals.add(`${cell} does not list it`)
          } else if (right && (answer.status === 404 || (route.startsWith('GET') && answer.status !== 200)))
            refusals.add(cell)
          else if (answer.code?.includes('invalidRequest')) faults.add(`${cell} ${answer.text.slice(0, 200)}`)
          else if (!right && answer.status < 400) leaks.add(cell)
        }
      }
      await Promise.all(visitors.map(asVisitor))
    }
    undoing = false
    process.stdout.write(
      `HTTP matrix: ${cells} cells (${declared.size} routes × ${visitors.length} visitors × ${relations.length} relations), ${leaks.size} leaks, ${refusals.size} wrong refusals\n`,
    )
    expect({ leaks: [...leaks], refusals: [...refusals], faults: [...faults] }).toEqual({
      leaks: [],
      refusals: [],
      faults: [],
    })
    expect(cells).toBeGreaterThanOrEqual(5_000)
  }, 480_000)

  it('every route of the program is asked here, and nothing else', () => {
    expect([...declared.keys()].filter((route) => !(route in targets))).toEqual([])
    expect(Object.keys(targets).filter((route) => !declared.has(route))).toEqual([])
  })

  it('a route without a rule stops the start', async () => {
    const forgotten: Parameters<typeof createServer>[1]['routes'][number] = async (scope) => {
      scope.get('/forgotten', async () => 'all')
    }
    await expect(start(database.services, [forgotten])).rejects.toThrow('/api/v1/forgotten has no rule of access')
  })
})
