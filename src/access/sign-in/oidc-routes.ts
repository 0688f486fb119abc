import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { sessionCookie } from '../../platform/http.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import { clearFlowCookie, flowCookie, setFlowCookie, setSessionCookie } from './cookies.ts'
import { deviceOf } from './devices.ts'
import { credentialsOf, markProven, signInVouched } from './officers.ts'
import { beginFlow, finishFlow } from './oidc.ts'
import { requireOfficerSession } from './proof.ts'
import { sessionById, signOut } from './sessions.ts'

const rate = 'signIn' as const

/** Where a browser comes back to: a page of the console that says in words what went wrong. */
const backTo = (error: unknown): string =>
  error instanceof Problem ? `/?refused=${error.code.replace('access.', '')}` : '/?refused=oidcFailed'

/** Signing in, and proving again, with an OpenID Connect provider. Both are addresses that a browser opens, not calls. */
export const oidcRoutes =
  (services: Services): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { config } = services

    app.get(
      '/session/oidc',
      {
        config: { access: { open: 'signing in with the provider' }, rate },
        schema: { querystring: Type.Object({ fresh: Type.Optional(Type.String({ maxLength: 5 })) }) },
      },
      async (request, reply) => {
        try {
          const fresh = request.query.fresh !== undefined
          const { url, cookie } = await beginFlow(services, 'signIn', fresh, new Date())
          setFlowCookie(reply, config, cookie)
          return reply.redirect(url)
        } catch (error) {
          return reply.redirect(backTo(error))
        }
      },
    )
    app.get('/session/oidc/proof', { config: { access: { officer: 'session.use' }, rate } }, async (request, reply) => {
      try {
        const { id } = requireOfficerSession(request)
        const { url, cookie } = await beginFlow(services, `proof:${id}`, true, new Date())
        setFlowCookie(reply, config, cookie)
        return reply.redirect(url)
      } catch (error) {
        return reply.redirect(backTo(error))
      }
    })
    app.get(
      '/session/oidc/callback',
      { config: { access: { open: "the provider's answer: state, nonce and PKCE are checked" }, rate } },
      async (request, reply) => {
        clearFlowCookie(reply, config)
        try {
          const at = new Date()
          const query = request.raw.url?.split('?')[1] ?? ''
          const vouched = await finishFlow(services, request.cookies[flowCookie(config)], query, at)
          if (vouched.purpose !== 'signIn') {
            const session = await sessionById(services, vouched.purpose.slice('proof:'.length), at)
            const officer = session?.officerId ? await credentialsOf(services, { id: session.officerId }) : null
            // Somebody else's account at the provider proves nothing about this session.
            if (!session || officer?.login !== vouched.login) throw new Problem('access.oidcFailed')
            await markProven(services, session, at)
            return reply.redirect('/me')
          }
          const { token } = await signInVouched(services, vouched.login, vouched.secondFactor, deviceOf(request), at)
          const former = request.cookies[sessionCookie(config)]
          if (former) await signOut(services, former)
          setSessionCookie(reply, config, token)
          return reply.redirect('/')
        } catch (error) {
          if (!(error instanceof Problem))
            services.log.error({ error: (error as Error).message }, 'signing in with the provider failed')
          return reply.redirect(backTo(error))
        }
      },
    )
  }
