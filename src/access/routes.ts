import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply } from 'fastify'
import { sessionCookie } from '../platform/http.ts'
import { readOutbox } from '../platform/message-port.ts'
import type { Services } from '../platform/services.ts'
import { parsePhone, parseTraceCode } from '../vocabulary/identity.ts'
import { placeByCode } from '../vocabulary/places.ts'
import { readAgencies, readOfficers } from './queries.ts'
import { requireScope } from './requests.ts'
import {
  Accounts,
  AgencyList,
  OfficerList,
  Outbox,
  PartyCodeRequest,
  PartySession,
  PartySignIn,
  Session,
  SignIn,
} from './schema.ts'
import { type Scope, systemScope, withScope } from './scope.ts'
import { actionsOf } from './scopes.ts'
import { type FindParty, sendPartyCode, signIn, signInParty, signOut } from './sessions.ts'

/** Password of every demonstration account; accounts with it exist in demo mode only. */
export const demoPassword = 'suyuan-demo'

/** Per address; an office behind one address signs in together. Guessing is stopped per account, by the lock after five failures. */
const signInLimit = { rateLimit: { max: 240, timeWindow: '1 minute' } }

export const accessRoutes =
  (services: Services, findParty: FindParty): FastifyPluginAsyncTypebox =>
  async (app) => {
    const secure = services.config.publicUrl.startsWith('https://')
    const setCookie = (reply: FastifyReply, token: string) =>
      reply.setCookie(sessionCookie, token, { path: '/', httpOnly: true, sameSite: 'strict', secure })
    const county = services.config.county
    const system = systemScope(county, 'session')

    async function describe(scope: Scope | null): Promise<Session> {
      const clock = services.clock.state
      const officer = scope?.kind === 'officer' ? scope : null
      const agency = officer
        ? (await withScope(services, system, 'administration', readAgencies)).find(
            (entry) => entry.id === officer.agencyId,
          )
        : undefined
      return {
        officer: officer && {
          id: officer.officerId,
          name: officer.name,
          role: officer.role,
          agency: agency?.name ?? '',
          agencyKind: agency?.kind ?? '',
          town: /^\d{9}$/.test(officer.reach) ? officer.reach : null,
          actions: actionsOf(officer.role),
        },
        demo: services.config.mode === 'demo',
        clock: {
          now: services.clock.now().toISOString(),
          rate: clock.demonstration ? clock.rate : 1,
          demonstration: clock.demonstration,
        },
        county: { code: county, name: placeByCode(county)?.name ?? county },
      }
    }

    app.get(
      '/session',
      { config: { access: { open: 'who am I: nobody is an answer too' } }, schema: { response: { 200: Session } } },
      async (request) => describe(request.scope),
    )
    app.post(
      '/session',
      {
        schema: { body: SignIn, response: { 200: Session } },
        config: { ...signInLimit, access: { open: 'signing in' } },
      },
      async (request, reply) => {
        const { token, scope } = await signIn(services, request.body.login, request.body.password)
        setCookie(reply, token)
        return describe(scope)
      },
    )
    app.delete('/session', { config: { access: { open: 'signing out' } } }, async (request, reply) => {
      const token = request.cookies[sessionCookie]
      if (token) await signOut(services, token)
      return reply.clearCookie(sessionCookie, { path: '/' }).code(204).send()
    })

    app.get(
      '/accounts',
      {
        config: { access: { open: 'accounts of the demonstration; empty elsewhere' } },
        schema: { response: { 200: Accounts } },
      },
      async () => {
        if (services.config.mode !== 'demo') return { items: [], password: null }
        const officers = await withScope(services, system, 'administration', readOfficers)
        const seen = new Set<string>()
        const items = officers
          .filter((officer) => !seen.has(officer.roles[0]!) && seen.add(officer.roles[0]!))
          .map((officer) => ({
            login: officer.login,
            name: officer.name,
            role: officer.roles[0]!,
            agency: officer.agency,
          }))
        return { items, password: demoPassword }
      },
    )

    app.post(
      '/party/codes',
      { schema: { body: PartyCodeRequest }, config: { ...signInLimit, access: { open: 'signing in as a party' } } },
      async (request, reply) => {
        const traceCode = parseTraceCode(request.body.traceCode)
        if (traceCode)
          await sendPartyCode(
            services,
            findParty,
            traceCode,
            parsePhone(request.body.phone)?.normal ?? request.body.phone,
          )
        return reply.code(202).send({ sent: true })
      },
    )
    app.post(
      '/party/session',
      {
        schema: { body: PartySignIn, response: { 200: PartySession } },
        config: { ...signInLimit, access: { open: 'signing in as a party' } },
      },
      async (request, reply) => {
        const traceCode = parseTraceCode(request.body.traceCode) ?? request.body.traceCode
        const { token, scope } = await signInParty(
          services,
          traceCode,
          parsePhone(request.body.phone)?.normal ?? request.body.phone,
          request.body.code.trim(),
        )
        setCookie(reply, token)
        return { traceCode: scope.kind === 'party' ? scope.traceCode : null }
      },
    )
    app.get(
      '/party/session',
      {
        config: { access: { open: 'who am I: nobody is an answer too' } },
        schema: { response: { 200: PartySession } },
      },
      async (request) => ({
        traceCode: request.scope?.kind === 'party' ? request.scope.traceCode : null,
      }),
    )

    app.get(
      '/outbox',
      {
        config: { access: { open: 'stands in for phones in a demonstration; empty in production' } },
        schema: { response: { 200: Outbox } },
      },
      async () => {
        // The outbox shows one-time codes: it stands in for phones in a demonstration and exists nowhere else.
        if (services.config.mode === 'production') return { items: [] }
        const messages = await readOutbox(services.database, county, 50)
        return { items: messages.map((message) => ({ ...message, at: new Date(message.at).toISOString() })) }
      },
    )

    app.get(
      '/agencies',
      { config: { access: { officer: 'indicator.read' } }, schema: { response: { 200: AgencyList } } },
      async (request) => {
        const scope = requireScope(request)
        return { items: await withScope(services, scope, 'handling', readAgencies) }
      },
    )
    app.get(
      '/officers',
      { config: { access: { officer: 'task.read' } }, schema: { response: { 200: OfficerList } } },
      async (request) => {
        const scope = requireScope(request)
        const officers = await withScope(services, scope, 'handling', readOfficers)
        return {
          items: officers.map(({ id, name, roles, agencyId, agency }) => ({
            id,
            name,
            role: roles[0]!,
            agencyId,
            agency,
          })),
        }
      },
    )
  }
