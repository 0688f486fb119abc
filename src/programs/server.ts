import type { FastifyInstance, FastifyRequest } from 'fastify'
import { authorise } from '../access/requests.ts'
import { readSession } from '../access/sign-in/sessions.ts'
import { createServer } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import type { Services } from '../platform/services.ts'
import { routes } from './rooms.ts'
import { version } from './version.ts'

/** Builds the web server with every room's routes and listens. Throws Problem platform.portBusy or platform.cannotListen. */
export async function serve(services: Services, rates?: 'off'): Promise<FastifyInstance> {
  const app = await createServer(services, {
    routes: routes(services),
    version,
    ...(rates ? { rates } : {}),
    authenticate: async (request: FastifyRequest, token) => {
      // The live stream and what a page asks by itself are no sign of a person at the screen.
      const attended = !('suyuan-unattended' in request.headers) && !request.url.startsWith('/api/v1/events')
      const signedIn = token ? await readSession(services, token, { attended }) : null
      request.scope = signedIn?.scope ?? null
      request.session = signedIn?.session ?? null
    },
    authorise,
    actorOf: (request) => {
      const scope = request.scope
      return scope?.kind === 'officer' ? scope.officerId : scope?.kind === 'party' ? `party:${scope.partyId}` : null
    },
    ready: async () => (await services.database.application.query('select 1')).rowCount === 1,
  })
  try {
    await app.listen({ host: services.config.host, port: services.config.port })
  } catch (error) {
    await app.close()
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE')
      throw new Problem('platform.portBusy', { port: services.config.port }, error)
    const { host, port } = services.config
    throw new Problem('platform.cannotListen', { host, port, reason: (error as Error).message }, error)
  }
  return app
}
