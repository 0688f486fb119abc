import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { messageWay, readOutbox, readUnsent } from '../platform/message-port.ts'
import type { Services } from '../platform/services.ts'
import { readAgencies, readOfficers } from './queries.ts'
import { requireScope } from './requests.ts'
import { Accounts, AgencyList, OfficerList, Outbox, UnsentMessages } from './schema.ts'
import { systemScope, withScope } from './scope.ts'

/** Password of every demonstration account; accounts with it exist in demo mode only. */
export const demoPassword = 'suyuan-demo'

export const accessRoutes =
  (services: Services): FastifyPluginAsyncTypebox =>
  async (app) => {
    const county = services.config.county
    const system = systemScope(county, 'session')

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

    app.get(
      '/outbox',
      {
        config: { access: { open: 'stands in for phones in a demonstration; empty in production' } },
        schema: { response: { 200: Outbox } },
      },
      async () => {
        // The outbox shows one-time codes: it stands in for phones in a demonstration and exists nowhere else.
        if (services.config.mode === 'production') return { items: [] }
        const messages = await withScope(services, system, 'administration', (tx) => readOutbox(tx, county, 50))
        return { items: messages.map((message) => ({ ...message, at: new Date(message.at).toISOString() })) }
      },
    )

    app.get(
      '/messages/unsent',
      { config: { access: { officer: 'admin.manage' } }, schema: { response: { 200: UnsentMessages } } },
      async () => {
        const messages = await withScope(services, system, 'administration', (tx) => readUnsent(tx, county, 100))
        return {
          way: messageWay(services.config),
          items: messages.map((message) => ({ ...message, at: new Date(message.at).toISOString() })),
        }
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
