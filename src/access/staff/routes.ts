import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import { parsePhone } from '../../vocabulary/identity.ts'
import { type OfficerScope, requireScope } from '../requests.ts'
import { type ScopedTx, withScope } from '../scope.ts'
import { resetSecondFactor } from '../sign-in/factors.ts'
import { issuePassword } from '../sign-in/officers.ts'
import { requireRecentProof } from '../sign-in/proof.ts'
import { endSessionsOf } from '../sign-in/sessions.ts'
import { addAgency, changeAgency, endAgency } from './agencies.ts'
import { decideRequest, type Outcome as Given, giveAbsence, givePost, openAccount } from './asking.ts'
import { type Append, type Change, recordChanges } from './events.ts'
import { addOfficer, changeOfficer, endOfficer, reinstateOfficer } from './officers.ts'
import { endAbsence, endPost } from './posts.ts'
import {
  readAbsences,
  readAgencyTree,
  readOfficer,
  readOfficerPage,
  readPosts,
  readRequests,
  readStaffEvents,
  type StoredRequest,
} from './queries.ts'
import {
  AccountOpening,
  AgencyChange,
  Decision,
  Ending,
  EventQuery,
  Id,
  Made,
  NewAbsence,
  NewAgency,
  NewOfficer,
  NewPost,
  OfficerChange,
  OfficerDetail,
  OfficerFilter,
  OfficerSearch,
  type Outcome,
  Outcome as OutcomeShape,
  Reason,
  StaffAgencyList,
  StaffEventPage,
  StaffOfficerPage,
  StaffRequestList,
} from './schema.ts'
import { periodOfDays } from './staff.ts'
import { absenceView, agencyView, confirmingGranters, eventView, officerView, requestView } from './views.ts'

const read = { access: { officer: 'staff.read' } } as const
const manage = { access: { officer: 'staff.manage' } } as const
const confirm = { access: { officer: 'staff.confirm' } } as const

/** Blank is none; what is no phone is refused, because one-time codes and notices go there. */
function phoneOf(text: string | null): string | null {
  if (text === null || text.trim() === '') return null
  const phone = parsePhone(text)
  if (!phone) throw new Problem('platform.invalidRequest', { detail: 'phone' })
  return phone.normal
}

/** /staff/…: agencies, officers, posts, absences, requests for a second person, and who changed what. */
export const staffRoutes =
  (services: Services, append: Append): FastifyPluginAsyncTypebox =>
  async (app) => {
    const within = <T>(
      request: FastifyRequest,
      work: (tx: ScopedTx, scope: OfficerScope) => Promise<T>,
    ): Promise<T> => {
      const scope = requireScope(request)
      return withScope(services, scope, 'administration', (tx) => work(tx, scope))
    }
    const change = <T>(request: FastifyRequest, work: (change: Change) => Promise<T>): Promise<T> =>
      within(request, (tx) => recordChanges(tx, append, work))
    /** From now on, or from the start of a day; until the end of a day, or now. */
    const now = (): Date => services.context.now()
    const startOf = (day: string | null): Date => periodOfDays(day, null).since ?? now()
    const endOf = (day: string | null): Date => periodOfDays(null, day).until ?? now()

    async function requestViews(tx: ScopedTx, scope: OfficerScope, officerId: string | null = null) {
      const requests = await readRequests(tx, officerId)
      const agencies = new Map((await readAgencyTree(tx)).map((agency) => [agency.id, agency.name]))
      const absent = requests.flatMap((one) => (one.kind === 'absence' ? [String(one.data.officerId)] : []))
      const posts = await readPosts(tx, [...new Set([...absent, scope.officerId])])
      const grantedBy = confirmingGranters(
        posts.filter((post) => post.officerId === scope.officerId),
        now(),
      )
      const coveredBy = (request: StoredRequest) => {
        const chosen = (request.data.posts ?? []) as string[]
        return posts.filter(
          (post) =>
            request.kind === 'absence' &&
            post.officerId === request.data.officerId &&
            post.absenceId === null &&
            (chosen.length === 0 || chosen.includes(post.id)),
        )
      }
      return requests.map((request) =>
        requestView(request, { agencies, covered: coveredBy(request) }, { officerId: scope.officerId, grantedBy }),
      )
    }

    app.get('/staff/agencies', { config: read, schema: { response: { 200: StaffAgencyList } } }, (request) =>
      within(request, async (tx) => ({ items: (await readAgencyTree(tx)).map((one) => agencyView(one, now())) })),
    )
    app.post('/staff/agencies', { config: manage, schema: { body: NewAgency, response: { 200: Made } } }, (request) => {
      const { code, since, reason, ...fields } = request.body
      return change(request, async (c) => ({
        id: await addAgency(c, code, fields, periodOfDays(since, null).since, reason),
      }))
    })
    app.post(
      '/staff/agencies/:id',
      { config: manage, schema: { params: Id, body: AgencyChange, response: { 200: Made } } },
      (request) => {
        const { reason, ...fields } = request.body
        return change(request, async (c) => {
          await changeAgency(c, request.params.id, fields, reason)
          return { id: request.params.id }
        })
      },
    )
    app.post(
      '/staff/agencies/:id/end',
      { config: manage, schema: { params: Id, body: Ending, response: { 200: Made } } },
      (request) =>
        change(request, async (c) => {
          await endAgency(c, request.params.id, endOf(request.body.until), request.body.reason)
          return { id: request.params.id }
        }),
    )

    const officerPage = (request: FastifyRequest, filter: OfficerFilter, typed: string | null) =>
      within(request, async (tx, scope) => {
        const { agency, role, state = 'current', cursor, limit = 50 } = filter
        const page = await readOfficerPage(tx, {
          search: typed?.trim() || null,
          agencyId: agency ?? null,
          role: role ?? null,
          state,
          after: cursor ?? null,
          limit: limit + 1,
        })
        const shown = page.slice(0, limit)
        const posts = await readPosts(
          tx,
          shown.map((one) => one.id),
        )
        return {
          items: shown.map((one) => officerView(one, posts, scope, now())),
          next: page.length > limit ? shown.at(-1)!.login : null,
        }
      })
    app.get(
      '/staff/officers',
      { config: read, schema: { querystring: OfficerFilter, response: { 200: StaffOfficerPage } } },
      (request) => officerPage(request, request.query, null),
    )
    app.post(
      '/staff/officers/search',
      {
        config: { ...read, rate: 'search', unstored: true },
        schema: { body: OfficerSearch, response: { 200: StaffOfficerPage } },
      },
      (request) => officerPage(request, request.body, request.body.q),
    )
    app.get(
      '/staff/officers/:id',
      { config: read, schema: { params: Id, response: { 200: OfficerDetail } } },
      (request) =>
        within(request, async (tx, scope) => {
          const { id } = request.params
          const officer = await readOfficer(tx, id)
          if (!officer) throw new Problem('platform.notFound', { what: id })
          return {
            officer: officerView(officer, await readPosts(tx, [id]), scope, now()),
            self: id === scope.officerId,
            absences: (await readAbsences(tx, id)).map((one) => absenceView(one, id, now())),
            requests: await requestViews(tx, scope, id),
            events: (await readStaffEvents(tx, { subject: id, before: null, limit: 100 })).map(eventView),
          }
        }),
    )
    app.post(
      '/staff/officers',
      { config: manage, schema: { body: NewOfficer, response: { 200: Made } } },
      (request) => {
        const { reason, phone, ...officer } = request.body
        return change(request, async (c) => ({
          id: await addOfficer(c, { ...officer, phone: phoneOf(phone) }, reason),
        }))
      },
    )
    app.post(
      '/staff/officers/:id',
      { config: manage, schema: { params: Id, body: OfficerChange, response: { 200: Made } } },
      (request) => {
        const { reason, name, phone } = request.body
        return change(request, async (c) => {
          const changes = phone === undefined ? { name } : { name, phone: phoneOf(phone) }
          await changeOfficer(c, request.params.id, changes, reason)
          return { id: request.params.id }
        })
      },
    )

    const outcome = (given: Given): Outcome => ({
      done: 'done' in given,
      waiting: 'waiting' in given ? given.waiting : null,
      password: null,
    })

    app.post(
      '/staff/officers/:id/posts',
      { config: manage, schema: { params: Id, body: NewPost, response: { 200: OutcomeShape } } },
      (request) => {
        const { since, until, reason, ...post } = request.body
        const wanted = { ...post, since: startOf(since), until: periodOfDays(null, until).until }
        return change(request, async (c) => outcome(await givePost(c, request.params.id, wanted, reason)))
      },
    )
    app.post(
      '/staff/posts/:id/end',
      { config: manage, schema: { params: Id, body: Ending, response: { 200: Made } } },
      async (request) => ({
        id: await change(request, (c) => endPost(c, request.params.id, endOf(request.body.until), request.body.reason)),
      }),
    )
    app.post(
      '/staff/officers/:id/absences',
      { config: manage, schema: { params: Id, body: NewAbsence, response: { 200: OutcomeShape } } },
      (request) => {
        const { since, until, reason, ...absence } = request.body
        const wanted = { ...absence, officerId: request.params.id, since: startOf(since), until: endOf(until) }
        return change(request, async (c) => outcome(await giveAbsence(c, wanted, reason)))
      },
    )
    app.post(
      '/staff/absences/:id/end',
      { config: manage, schema: { params: Id, body: Reason, response: { 200: Made } } },
      async (request) => ({
        id: await change(request, (c) => endAbsence(c, request.params.id, request.body.reason)),
      }),
    )
    app.post(
      '/staff/officers/:id/end',
      { config: manage, schema: { params: Id, body: Ending, response: { 200: Made } } },
      async (request) => {
        const { id } = request.params
        const until = endOf(request.body.until)
        await change(request, (c) => endOfficer(c, id, until, request.body.reason))
        if (until <= now()) await endSessionsOf(services, id)
        return { id }
      },
    )
    app.post(
      '/staff/officers/:id/reinstate',
      { config: manage, schema: { params: Id, body: Reason, response: { 200: Made } } },
      async (request) => {
        await change(request, (c) => reinstateOfficer(c, request.params.id, request.body.reason))
        return { id: request.params.id }
      },
    )

    /** The account is opened after the change stands; the password is answered once and kept nowhere. */
    async function open(kind: string, login: string): Promise<string | null> {
      if (kind === 'password') return issuePassword(services, login)
      if (kind === 'secondFactor') await resetSecondFactor(services, login)
      return null
    }

    app.post(
      '/staff/officers/:id/account',
      {
        config: { ...manage, unstored: true },
        schema: { params: Id, body: AccountOpening, response: { 200: OutcomeShape } },
      },
      async (request) => {
        requireRecentProof(request)
        const { what, reason } = request.body
        const { given, login } = await change(request, async (c) => ({
          given: await openAccount(c, what, request.params.id, reason),
          login: (await readOfficer(c.tx, request.params.id))!.login,
        }))
        return { ...outcome(given), password: 'done' in given ? await open(what, login) : null }
      },
    )

    app.get('/staff/requests', { config: confirm, schema: { response: { 200: StaffRequestList } } }, (request) =>
      within(request, async (tx, scope) => ({ items: await requestViews(tx, scope) })),
    )
    app.post(
      '/staff/requests/:id/decide',
      {
        config: { ...confirm, unstored: true },
        schema: { params: Id, body: Decision, response: { 200: OutcomeShape } },
      },
      async (request) => {
        requireRecentProof(request)
        const { decision, reason } = request.body
        const decided = await change(request, (c) => decideRequest(c, request.params.id, decision, reason))
        const agreed = decision === 'agreed'
        return { done: agreed, waiting: null, password: agreed ? await open(decided.kind, decided.login) : null }
      },
    )
    app.get(
      '/staff/events',
      { config: read, schema: { querystring: EventQuery, response: { 200: StaffEventPage } } },
      (request) =>
        within(request, async (tx) => {
          const { subject, cursor, limit = 50 } = request.query
          const events = await readStaffEvents(tx, {
            subject: subject ?? null,
            before: cursor ?? null,
            limit: limit + 1,
          })
          const shown = events.slice(0, limit)
          return { items: shown.map(eventView), next: events.length > limit ? shown.at(-1)!.id : null }
        }),
    )
  }
