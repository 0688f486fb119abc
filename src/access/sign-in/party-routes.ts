import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Services } from '../../platform/services.ts'
import { parsePhone, parseTraceCode } from '../../vocabulary/identity.ts'
import { PartyCodeRequest, PartySession, PartySignIn } from '../schema.ts'
import { setSessionCookie } from './cookies.ts'
import { deviceOf } from './devices.ts'
import { assertMessages, type FindParty, sendPartyCode, signInParty } from './parties.ts'

const phoneOf = (text: string): string => parsePhone(text)?.normal ?? text

/** Ways in for the parties of a dispute: a code to the phone that the dispute knows. */
export const partySignInRoutes =
  (services: Services, findParty: FindParty): FastifyPluginAsyncTypebox =>
  async (app) => {
    const signingIn = { access: { open: 'signing in as a party' }, unstored: true } as const
    app.post(
      '/party/codes',
      { schema: { body: PartyCodeRequest }, config: { ...signingIn, rate: 'code' } },
      async (request, reply) => {
        assertMessages(services)
        const traceCode = parseTraceCode(request.body.traceCode)
        if (traceCode) await sendPartyCode(services, findParty, traceCode, phoneOf(request.body.phone))
        return reply.code(202).send({ sent: true })
      },
    )
    app.post(
      '/party/session',
      { schema: { body: PartySignIn, response: { 200: PartySession } }, config: { ...signingIn, rate: 'signIn' } },
      async (request, reply) => {
        const { traceCode, phone, code } = request.body
        const { token, scope } = await signInParty(
          services,
          parseTraceCode(traceCode) ?? traceCode,
          phoneOf(phone),
          code.trim(),
          deviceOf(request),
        )
        setSessionCookie(reply, services.config, token)
        return { traceCode: scope.kind === 'party' ? scope.traceCode : null }
      },
    )
    app.get(
      '/party/session',
      {
        config: { access: { open: 'who am I: nobody is an answer too' } },
        schema: { response: { 200: PartySession } },
      },
      async (request) => ({ traceCode: request.scope?.kind === 'party' ? request.scope.traceCode : null }),
    )
  }
