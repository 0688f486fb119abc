import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { toDataURL } from 'qrcode'
import { Type } from 'typebox'
import { sessionCookie } from '../../platform/http.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import { placeByCode } from '../../vocabulary/places.ts'
import { authenticatorIssuer } from '../../vocabulary/words/sign-in.ts'
import { Session, SignIn } from '../schema.ts'
import { clearSessionCookie, setSessionCookie } from './cookies.ts'
import { describeSession } from './describe.ts'
import { deviceOf } from './devices.ts'
import { noteSignIn, signInEventsOf } from './events.ts'
import { beginEnrolment, factorOf, renewRecoveryCodes } from './factors.ts'
import {
  changePassword,
  confirmFactor,
  credentialsOf,
  enterCode,
  enterFirstCode,
  factorIsMandatory,
  type Opened,
  proveAgain,
  signIn,
} from './officers.ts'
import { requireOfficerSession, requireRecentProof } from './proof.ts'
import { CodeEntry, Enrolment, OwnSessions, PasswordChange, Proof, ProofEntry, RecoveryCodes } from './schema.ts'
import { invitation } from './second-factor.ts'
import { endSession, endSessionsOf, listSessions, readSession, sessionLimits, signOut } from './sessions.ts'

const SignedInFirst = Type.Intersect([Session, RecoveryCodes])

/** Ways in and out for officers, and what each may do with the own sessions, password and second factor. */
export const signInRoutes =
  (services: Services): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { config } = services
    const halfWay = (what: string) => ({ access: { open: what }, rate: 'signIn', unstored: true }) as const
    const own = { access: { officer: 'session.use' }, unstored: true } as const

    /** Takes up what the new token may do and hands it to the browser. */
    async function answer(reply: FastifyReply, { token }: Opened): Promise<Session> {
      setSessionCookie(reply, config, token)
      const now = await readSession(services, token)
      return describeSession(services, now?.scope ?? null, now?.session ?? null)
    }

    /** Whoever signs in anew leaves what this browser held: nobody would see it in a list and know it. */
    async function leaveFormer(request: FastifyRequest): Promise<void> {
      const token = request.cookies[sessionCookie(config)]
      if (token) await signOut(services, token)
    }

    async function invite(officerId: string): Promise<Enrolment> {
      const officer = await credentialsOf(services, { id: officerId })
      if (!officer) throw new Problem('access.signInRequired')
      const issuer = authenticatorIssuer(placeByCode(config.county)?.name ?? config.county)
      const { uri, secret } = invitation(await beginEnrolment(services, officerId, new Date()), officer.login, issuer)
      return { secret, uri, picture: await toDataURL(uri, { margin: 2, width: 240, errorCorrectionLevel: 'M' }) }
    }

    const halfSession = (request: FastifyRequest) => {
      const { session } = request
      if (session?.step !== 'enrol' || !session.officerId) throw new Problem('access.stepOver')
      return session.officerId
    }

    app.get(
      '/session',
      { config: { access: { open: 'who am I: nobody is an answer too' } }, schema: { response: { 200: Session } } },
      async (request) => describeSession(services, request.scope, request.session),
    )
    app.post(
      '/session',
      { config: halfWay('signing in'), schema: { body: SignIn, response: { 200: Session } } },
      async (request, reply) => {
        const opened = await signIn(services, request.body.login, request.body.password, deviceOf(request))
        await leaveFormer(request)
        return answer(reply, opened)
      },
    )
    app.delete('/session', { config: { access: { open: 'signing out' } } }, async (request, reply) => {
      await leaveFormer(request)
      clearSessionCookie(reply, config)
      return reply.code(204).send()
    })
    app.post(
      '/session/code',
      { config: halfWay('second step of signing in'), schema: { body: CodeEntry, response: { 200: Session } } },
      async (request, reply) =>
        answer(reply, await enterCode(services, request.session, request.body.code, deviceOf(request))),
    )
    app.post(
      '/session/enrol',
      { config: halfWay('second step of a first sign-in'), schema: { response: { 200: Enrolment } } },
      async (request) => invite(halfSession(request)),
    )
    app.post(
      '/session/enrol/code',
      {
        config: halfWay('second step of a first sign-in'),
        schema: { body: CodeEntry, response: { 200: SignedInFirst } },
      },
      async (request, reply) => {
        const opened = await enterFirstCode(services, request.session, request.body.code, deviceOf(request))
        return { ...(await answer(reply, opened)), recoveryCodes: opened.recoveryCodes }
      },
    )
    app.post(
      '/session/password',
      {
        config: halfWay('last step of a first sign-in, or the own password'),
        schema: { body: PasswordChange, response: { 200: Session } },
      },
      async (request, reply) =>
        answer(reply, await changePassword(services, request.session, request.body, deviceOf(request))),
    )
    app.post(
      '/session/proof',
      { config: { ...own, rate: 'signIn' }, schema: { body: ProofEntry, response: { 200: Proof } } },
      async (request) => {
        const at = new Date()
        await proveAgain(services, requireOfficerSession(request), request.body, deviceOf(request), at)
        return { proofAt: at.toISOString() }
      },
    )

    app.get('/session/own', { config: own, schema: { response: { 200: OwnSessions } } }, async (request) => {
      const session = requireOfficerSession(request)
      const { officerId } = session
      const [sessions, events, factor, officer] = await Promise.all([
        listSessions(services, officerId),
        signInEventsOf(services, officerId),
        factorOf(services, officerId),
        credentialsOf(services, { id: officerId }),
      ])
      const idle = sessionLimits.officer.idleMinutes * 60_000
      return {
        sessions: sessions.map((one) => ({
          ...one,
          createdAt: one.createdAt.toISOString(),
          seenAt: one.seenAt.toISOString(),
          endsAt: new Date(Math.min(one.expiresAt.getTime(), one.seenAt.getTime() + idle)).toISOString(),
          own: one.id === session.id,
        })),
        secondFactor: {
          enrolledAt: factor.enrolledAt?.toISOString() ?? null,
          mandatory: factorIsMandatory(services),
          recoveryCodesLeft: factor.recoveryCodesLeft,
        },
        hasPassword: officer?.passwordHash !== null,
        limits: sessionLimits.officer,
        events: events.map((event) => ({ ...event, at: event.at.toISOString() })),
      }
    })
    app.delete(
      '/session/own/:id',
      { config: own, schema: { params: Type.Object({ id: Type.String({ format: 'uuid' }) }) } },
      async (request, reply) => {
        const { officerId, method } = requireOfficerSession(request)
        requireRecentProof(request)
        if (!(await endSession(services, officerId, request.params.id)))
          throw new Problem('platform.notFound', { what: request.params.id })
        await noteSignIn(services, 'sessionEnded', officerId, method, deviceOf(request))
        return reply.code(204).send()
      },
    )
    app.delete('/session/others', { config: own }, async (request, reply) => {
      const { officerId, id, method } = requireOfficerSession(request)
      requireRecentProof(request)
      if ((await endSessionsOf(services, officerId, id)) > 0)
        await noteSignIn(services, 'sessionEnded', officerId, method, deviceOf(request))
      return reply.code(204).send()
    })
    app.post('/session/factor', { config: own, schema: { response: { 200: Enrolment } } }, async (request) => {
      const { officerId } = requireOfficerSession(request)
      requireRecentProof(request)
      return invite(officerId)
    })
    app.post(
      '/session/factor/code',
      { config: { ...own, rate: 'signIn' }, schema: { body: CodeEntry, response: { 200: RecoveryCodes } } },
      async (request) => {
        const { officerId, method } = requireOfficerSession(request)
        requireRecentProof(request)
        const device = deviceOf(request)
        return {
          recoveryCodes: await confirmFactor(services, officerId, request.body.code, method, device, new Date()),
        }
      },
    )
    app.post(
      '/session/recovery-codes',
      { config: own, schema: { response: { 200: RecoveryCodes } } },
      async (request) => {
        const { officerId, method } = requireOfficerSession(request)
        requireRecentProof(request)
        const { enrolledAt } = await factorOf(services, officerId)
        if (!enrolledAt) throw new Problem('access.enrolmentOver')
        const recoveryCodes = await renewRecoveryCodes(services, officerId, new Date())
        await noteSignIn(services, 'codesRenewed', officerId, method, deviceOf(request))
        return { recoveryCodes }
      },
    )
  }
