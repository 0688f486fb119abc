import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { type OfficerScope, type PartyScope, requireParty, requirePower, requireScope } from '../access/requests.ts'
import { type Scope, type ScopedTx, systemScope, withScope } from '../access/scope.ts'
import { verifyPartyCode } from '../access/sign-in/parties.ts'
import { hardshipNotices } from '../contracts/queries.ts'
import { resolveCode } from '../linking/queries.ts'
import { Problem } from '../platform/problem.ts'
import type { Services } from '../platform/services.ts'
import { dayOf } from '../vocabulary/calendar.ts'
import type { Purpose } from '../vocabulary/purposes.ts'
import { requireBody, workOf } from './actions.ts'
import { readMediationBodies } from './bodies.ts'
import { act, decide } from './commands.ts'
import { readOwnStatements, readSeparate, requireDispute } from './disputes.ts'
import { packFor } from './filing.ts'
import type { Actor } from './mediation.ts'
import { type MediationDispute, openMediation, openPlan, recordFiling } from './openings.ts'
import { partyDisputeOf } from './party-view.ts'
import { actOnPlan, planView } from './plans.ts'
import {
  FilingPack,
  FilingPackBody,
  MediationActionBody,
  MediationApplication,
  MediationBody,
  MediationDetail,
  MediationList,
  MediationPlan,
  MediationPlanActionBody,
  MediationPlanActionResult,
  MediationPlanBody,
  MediationQuery,
  PartyDispute,
} from './schema.ts'
import { jointActions, powerOfAction } from './states.ts'
import {
  isErased,
  mediationIdsOfDispute,
  planMediationIds,
  readFilings,
  readMediationIds,
  readMediations,
  readNames,
  readPlan,
  type StoredMediation,
} from './stored.ts'
import { detailOf, summaryOf } from './views.ts'

const Id = Type.Object({ id: Type.String() })

type Person = OfficerScope | PartyScope

/** A party by its own session, else an officer whose role may do `action`. */
function personOf(request: FastifyRequest): Person {
  return request.scope?.kind === 'party' ? request.scope : requireScope(request)
}

function actorOf(scope: Person): Actor {
  if (scope.kind === 'officer') {
    const { officerId, agencyId, actsFor } = scope
    return { kind: 'officer', officerId, agencyId, ...(actsFor ? { actsFor: actsFor.officerId } : {}) }
  }
  const { partyId, representation } = scope
  return {
    kind: 'party',
    partyId,
    ...(representation ? { representation: { id: representation.id, kind: representation.kind } } : {}),
  }
}

const purposeOf = (scope: Person): Purpose => (scope.kind === 'party' ? 'ownMatter' : 'mediation')

function cursorOf(text: string | undefined): { startedAt: Date; id: string } | null {
  if (text === undefined) return null
  const [at, id] = Buffer.from(text, 'base64url').toString().split('|') as [string, string?]
  const startedAt = new Date(at)
  if (id === undefined || Number.isNaN(startedAt.getTime()))
    throw new Problem('platform.invalidRequest', { detail: 'cursor' })
  return { startedAt, id }
}

const nextCursor = (last: StoredMediation | undefined): string | null =>
  last ? Buffer.from(`${last.startedAt.toISOString()}|${last.id}`).toString('base64url') : null

async function requireMediation(tx: ScopedTx, id: string, lock = false): Promise<StoredMediation> {
  const [mediation] = await readMediations(tx, [id], lock)
  if (!mediation) throw new Problem((await isErased(tx, id)) ? 'rights.erased' : 'mediation.notFound')
  return mediation
}

/** The page of one mediation, with the read written down: whoever opens it sees statements and, at times, names. */
async function showMediation(tx: ScopedTx, scope: Person, id: string): Promise<MediationDetail> {
  const mediation = await requireMediation(tx, id)
  tx.logRead({
    subjectKind: 'mediation',
    subject: mediation.id,
    disputeId: mediation.disputeId,
    fields: ['parties', 'messages', 'agreement'],
  })
  return detailOf(mediation, actorOf(scope), await readNames(tx), tx.context.now())
}

/** A bank's officer may act only where the bank is itself the body; everybody else of the role by the state table. */
function assertMayAct(scope: Person, mediation: StoredMediation): void {
  if (scope.kind === 'officer' && scope.role === 'bank' && scope.agencyId !== mediation.folded.bodyId)
    throw new Problem('mediation.notYours')
}

export const mediationRoutes =
  (services: Services): FastifyPluginAsyncTypebox =>
  async (app) => {
    const within = <T>(scope: Person, work: (tx: ScopedTx) => Promise<T>) =>
      withScope(services, scope as Scope, purposeOf(scope), work)
    /** Where one party's act touches disputes besides the own one: the server looks, the party's id decides. */
    const asSystem = <T>(county: string, work: (tx: ScopedTx) => Promise<T>) =>
      withScope(services, systemScope(county, 'mediation'), 'mediation', work)

    app.get(
      '/mediation-bodies',
      {
        config: { access: { officer: 'mediation.read', party: true } },
        schema: {
          querystring: Type.Object({ traceCode: Type.Optional(Type.String()) }),
          response: { 200: Type.Object({ items: Type.Array(MediationBody) }) },
        },
      },
      async (request) => {
        const scope = personOf(request)
        return within(scope, async (tx) => {
          const key = scope.kind === 'party' ? scope.traceCode : request.query.traceCode
          return {
            items: await readMediationBodies(tx, key === undefined ? null : await resolveCode(tx, key)),
          }
        })
      },
    )

    app.get(
      '/mediations',
      {
        config: { access: { officer: 'mediation.read' } },
        schema: { querystring: MediationQuery, response: { 200: MediationList } },
      },
      async (request) => {
        const scope = requireScope(request)
        const { state = 'open', limit = 50, traceCode, planId, cursor } = request.query
        return within(scope, async (tx) => {
          const ids = await readMediationIds(tx, {
            state,
            traceCode: traceCode ?? null,
            planId: planId ?? null,
            after: cursorOf(cursor),
            limit: limit + 1,
          })
          const mediations = await readMediations(tx, ids.slice(0, limit))
          const names = await readNames(tx)
          const today = dayOf(tx.context.now())
          tx.logRead({
            subjectKind: 'mediation',
            disputes: mediations.map((mediation) => mediation.disputeId),
            fields: ['list'],
          })
          return {
            items: mediations.map((mediation) => summaryOf(mediation, names, today)),
            next: ids.length > limit ? nextCursor(mediations.at(-1)) : null,
          }
        })
      },
    )

    app.post(
      '/mediations',
      {
        config: { access: { officer: 'mediation.create', party: true } },
        schema: { body: MediationApplication, response: { 200: MediationDetail } },
      },
      async (request) => {
        const scope = personOf(request)
        return within(scope, async (tx) => {
          const key = scope.kind === 'party' ? { disputeId: scope.disputeId } : request.body.traceCode
          if (key === undefined) throw new Problem('mediation.fieldMissing', { field: 'traceCode' })
          if (scope.kind === 'party') requirePower(scope, powerOfAction.apply)
          const dispute = await requireDispute(tx, key)
          const id = await openMediation(tx, actorOf(scope), dispute, request.body.reason)
          return showMediation(tx, scope, id)
        })
      },
    )

    app.get(
      '/mediations/:id',
      {
        config: { access: { officer: 'mediation.read', party: true } },
        schema: { params: Id, response: { 200: MediationDetail } },
      },
      async (request) => {
        const scope = personOf(request)
        return within(scope, (tx) => showMediation(tx, scope, request.params.id))
      },
    )

    app.post(
      '/mediations/:id/actions',
      {
        config: { access: { officer: 'mediation.act', party: true } },
        schema: { params: Id, body: MediationActionBody, response: { 200: MediationDetail } },
      },
      async (request) => {
        const scope = personOf(request)
        const { body, params } = request
        if (scope.kind === 'party') requirePower(scope, powerOfAction[body.action])
        const actor = actorOf(scope)
        const prepare = async (tx: ScopedTx, lock: boolean) => {
          const mediation = await requireMediation(tx, params.id, lock)
          assertMayAct(scope, mediation)
          if (jointActions.has(body.action) && (await readSeparate(tx, [mediation.disputeId])).size > 0)
            throw new Problem('mediation.notOffered')
          return workOf(mediation, actor, body)
        }
        if (scope.kind === 'party' && body.action === 'sign') {
          // Refused before the one-time code is spent; checked again under the lock below.
          const refusal = decide(await within(scope, (tx) => prepare(tx, false)))
          if (refusal) throw new Problem(refusal.code, refusal.parameters)
          await verifyPartyCode(services, scope, body.code ?? '')
        }
        return within(scope, async (tx) => {
          await requireBody(tx, body.action === 'chooseBody' ? body.bodyId : undefined, body.mediatorId)
          const work = await prepare(tx, true)
          if (body.action === 'assignMediator')
            await requireBody(tx, work.mediation.folded.bodyId ?? undefined, body.mediatorId)
          await act(tx, work)
          return showMediation(tx, scope, params.id)
        })
      },
    )

    app.post(
      '/mediation-plans',
      {
        config: { access: { officer: 'mediation.plan' } },
        schema: { body: MediationPlanBody, response: { 200: MediationPlan } },
      },
      async (request) => {
        const scope = requireScope(request)
        const { body } = request
        return within(scope, async (tx) => {
          await requireBody(tx, body.bodyId, body.mediatorId)
          const disputes: MediationDispute[] = []
          for (const code of body.disputes) disputes.push(await requireDispute(tx, code))
          const actor = { kind: 'officer', officerId: scope.officerId, agencyId: scope.agencyId } as const
          const unique = [...new Map(disputes.map((dispute) => [dispute.disputeId, dispute])).values()]
          const id = await openPlan(tx, actor, body, unique)
          return showPlan(tx, id)
        })
      },
    )

    async function showPlan(tx: ScopedTx, id: string): Promise<MediationPlan> {
      const plan = await readPlan(tx, id)
      if (!plan) throw new Problem('mediation.notFound')
      const mediations = await readMediations(tx, await planMediationIds(tx, id))
      tx.logRead({
        subjectKind: 'plan',
        subject: id,
        disputes: mediations.map((mediation) => mediation.disputeId),
        fields: ['plan'],
      })
      return planView(plan, mediations, await readNames(tx), tx.context.now())
    }

    app.get(
      '/mediation-plans/:id',
      { config: { access: { officer: 'mediation.read' } }, schema: { params: Id, response: { 200: MediationPlan } } },
      async (request) => {
        const scope = requireScope(request)
        return within(scope, (tx) => showPlan(tx, request.params.id))
      },
    )

    app.post(
      '/mediation-plans/:id/actions',
      {
        config: { access: { officer: 'mediation.act', party: true } },
        schema: { params: Id, body: MediationPlanActionBody, response: { 200: MediationPlanActionResult } },
      },
      async (request) => {
        const scope = personOf(request)
        const { body, params } = request
        const plan = await within(scope, (tx) => readPlan(tx, params.id))
        if (!plan) throw new Problem('mediation.notFound')
        if (scope.kind === 'officer' && scope.agencyId !== plan.bodyId) throw new Problem('mediation.notYours')
        if (scope.kind === 'party') requirePower(scope, powerOfAction[body.action])
        if (scope.kind === 'party' && body.action === 'sign') await verifyPartyCode(services, scope, body.code ?? '')
        const run = (tx: ScopedTx) => actOnPlan(tx, plan, actorOf(scope), body)
        return scope.kind === 'party' ? asSystem(scope.county, run) : within(scope, run)
      },
    )

    async function givePack(
      tx: ScopedTx,
      dispute: MediationDispute,
      kind: FilingPack['kind'],
      by: { partyId: string | null; officerId: string | null },
    ): Promise<FilingPack> {
      await recordFiling(tx, dispute, kind, by)
      return packFor(tx, dispute, kind, by.partyId)
    }

    app.post(
      '/party/filing-pack',
      { config: { access: { party: true } }, schema: { body: FilingPackBody, response: { 200: FilingPack } } },
      async (request) => {
        const scope = requireParty(request)
        return within(scope, async (tx) => {
          const dispute = await requireDispute(tx, { disputeId: scope.disputeId })
          return givePack(tx, dispute, request.body.kind, { partyId: scope.partyId, officerId: null })
        })
      },
    )

    app.post(
      '/disputes/:code/filing-pack',
      {
        config: { access: { officer: 'filingPack.give' } },
        schema: { params: Type.Object({ code: Type.String() }), body: FilingPackBody, response: { 200: FilingPack } },
      },
      async (request) => {
        const scope = requireScope(request)
        return within(scope, async (tx) => {
          const dispute = await requireDispute(tx, request.params.code)
          // The list of own statements is the party's own; a printed pack from the window comes without it.
          return givePack(tx, dispute, request.body.kind, { partyId: null, officerId: scope.officerId })
        })
      },
    )

    app.get(
      '/party/dispute',
      { config: { access: { party: true } }, schema: { response: { 200: PartyDispute } } },
      async (request) => {
        const scope = requireParty(request)
        const planOf = async (mediation: StoredMediation | undefined) => {
          const side = mediation?.parties.find((party) => party.partyId === scope.partyId)?.side
          if (!mediation?.planId || side !== 'respondent') return null
          const { planId } = mediation
          return asSystem(scope.county, async (tx) => {
            const all = await readMediations(tx, await planMediationIds(tx, planId))
            const own = all.filter((one) => one.parties.some((party) => party.partyId === scope.partyId))
            const names = await readNames(tx)
            const today = dayOf(tx.context.now())
            return { id: planId, mediations: own.map((one) => summaryOf(one, names, today)) }
          })
        }
        const first = await within(scope, async (tx) => {
          const dispute = await requireDispute(tx, { disputeId: scope.disputeId })
          const mediations = await readMediations(tx, await mediationIdsOfDispute(tx, scope.disputeId))
          return {
            mediations: mediations.filter((one) => one.parties.some((party) => party.partyId === scope.partyId)),
            traceCode: dispute.traceCode,
            type: dispute.type,
            separate: dispute.separate,
            // The other side must not learn from its page what was reported about it.
            help:
              dispute.domesticViolence &&
              dispute.parties.some((party) => party.partyId === scope.partyId && party.side === 'claimant'),
            statements: await readOwnStatements(tx, scope.disputeId, scope.partyId),
            filings: await readFilings(tx, scope.disputeId),
            bodies: await readMediationBodies(tx, dispute),
            notices: await hardshipNotices(tx, scope.disputeId),
            names: await readNames(tx),
            now: tx.context.now(),
          }
        })
        return partyDisputeOf({ ...first, partyId: scope.partyId, plan: await planOf(first.mediations[0]) })
      },
    )
  }
