import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { blind } from '../access/blind.ts'
import { readsOfDispute } from '../access/queries.ts'
import { type OfficerScope, type PartyScope, requireParty, requireScope } from '../access/requests.ts'
import { asProgram, type ScopedTx, systemScope, withScope } from '../access/scope.ts'
import { ownStatements, resolveCode } from '../linking/queries.ts'
import { readOffset } from '../platform/cursor.ts'
import { Problem } from '../platform/problem.ts'
import type { Services } from '../platform/services.ts'
import { localTime } from '../vocabulary/calendar.ts'
import { clocks } from '../vocabulary/clocks.ts'
import { parsePhone } from '../vocabulary/identity.ts'
import { rightsWords } from '../vocabulary/words/rights.ts'
import { ask, enter, step } from './commands.ts'
import { copyOf } from './copy.ts'
import { decide, type LinkChanges } from './decide.ts'
import { setHold } from './holds.ts'
import { markRead, readNotices, readPartyNotices } from './notices.ts'
import { partyRequests, requestPage, rowOf } from './page.ts'
import { retentionPage } from './retention-page.ts'
import {
  AskBody,
  EnterBody,
  HoldBody,
  NoticeList,
  OfficerActionBody,
  OwnCopy,
  PartyActionBody,
  PartyRequest,
  PartyRequests,
  RequestList,
  RequestPage,
  RequestQuery,
  RetentionPage,
} from './schema.ts'
import { countRequests, readRequestList, requestsOfParty, requireRequest, type StoredRequest } from './stored.ts'

const Id = Type.Object({ id: Type.String({ format: 'uuid' }) })
const pageSize = 50

/** Finds the party of a dispute by the phone's keyed hash; supplied by linking through the programs. */
export type FindParty = (
  services: Services,
  county: string,
  traceCode: string,
  phoneKey: string,
) => Promise<{ disputeId: string; partyId: string; traceCode: string } | null>

export interface RightsDoors {
  readonly links: LinkChanges
  readonly findParty: FindParty
}

/** /party/requests…, /rights/…: what persons ask about their data, and what became of it. */
export const rightsRoutes =
  (services: Services, { links, findParty }: RightsDoors): FastifyPluginAsyncTypebox =>
  async (app) => {
    /** A party's own act: the party is the author, the rows (the own dispute's town, a code drawn) are the program's. */
    const asParty = <T>(party: PartyScope, work: (tx: ScopedTx) => Promise<T>): Promise<T> =>
      withScope(services, systemScope(party.county, 'rights'), 'rights', (tx) => work({ ...tx, scope: party }))
    const own = <T>(party: PartyScope, work: (tx: ScopedTx) => Promise<T>): Promise<T> =>
      withScope(services, party, 'rights', work)
    const program = <T>(officer: OfficerScope, work: (tx: ScopedTx) => Promise<T>): Promise<T> =>
      asProgram(services, officer, 'rights', 'rights', work)
    const readBy = (officer: OfficerScope, request: StoredRequest, fields: readonly string[]): Promise<void> =>
      withScope(services, officer, 'rights', async (tx) => {
        if (request.disputeId)
          tx.logRead({ subjectKind: 'dispute', subject: request.disputeId, fields, reason: request.code })
      })
    /** The party's own request, or the Problem that there is none. */
    const ownRequest = async (party: PartyScope, id: string): Promise<StoredRequest> => {
      const request = await own(party, (tx) => requireRequest(tx, id))
      if (request.partyId !== party.partyId) throw new Problem('rights.notFound')
      return request
    }
    const shownTo = async (party: PartyScope, id: string): Promise<PartyRequest> =>
      own(party, async (tx) => (await partyRequests(tx, [await requireRequest(tx, id)]))[0]!)

    app.get(
      '/party/requests',
      { config: { access: { party: true } }, schema: { response: { 200: PartyRequests } } },
      async (request) => {
        const party = requireParty(request)
        return own(party, async (tx) => {
          const statements = await ownStatements(tx, party.disputeId, party.partyId)
          const reads = await readsOfDispute(tx, party.disputeId)
          return {
            items: await partyRequests(tx, await requestsOfParty(tx, party.partyId)),
            clock: {
              days: clocks.rightsRequest.length,
              source: clocks.rightsRequest.source,
              verified: clocks.rightsRequest.verified,
            },
            statements: statements.map(({ recordId, at, text }) => ({ record: recordId, at: localTime(at), text })),
            reads: reads
              .slice(0, 50)
              .map(({ at, agency }) => ({ at: localTime(at), organ: agency ?? rightsWords.unknownOrgan })),
            notices: await readPartyNotices(tx, party),
          }
        })
      },
    )
    app.post(
      '/party/requests',
      { config: { access: { party: true } }, schema: { body: AskBody, response: { 200: PartyRequest } } },
      async (request) => {
        const party = requireParty(request)
        const id = await asParty(party, async (tx) => {
          const { rows } = await tx.query<{ town: string | null }>(
            'select town from linking.dispute where county = $1 and id = $2',
            [tx.county, party.disputeId],
          )
          return ask(tx, party, rows[0]?.town ?? null, request.body)
        })
        return shownTo(party, id)
      },
    )
    app.post(
      '/party/requests/:id/actions',
      {
        config: { access: { party: true } },
        schema: { params: Id, body: PartyActionBody, response: { 200: PartyRequest } },
      },
      async (request) => {
        const party = requireParty(request)
        const { id } = await ownRequest(party, request.params.id)
        await asParty(party, (tx) => step(tx, services.messages, id, request.body.action, request.body.text))
        return shownTo(party, id)
      },
    )
    app.get(
      '/party/requests/:id/copy',
      {
        config: { access: { party: true }, rate: 'export', unstored: true },
        schema: { params: Id, response: { 200: OwnCopy } },
      },
      async (request) => {
        const party = requireParty(request)
        const found = await ownRequest(party, request.params.id)
        if (found.kind !== 'copy' || found.state !== 'decided' || found.outcome === 'refused')
          throw new Problem('rights.copyNotReady')
        return asParty(party, (tx) => copyOf(tx, party))
      },
    )

    app.get(
      '/rights/requests',
      {
        config: { access: { officer: 'rights.read' } },
        schema: { querystring: RequestQuery, response: { 200: RequestList } },
      },
      async (request) => {
        const officer = requireScope(request)
        const skip = readOffset(request.query.cursor)
        return withScope(services, officer, 'rights', async (tx) => {
          const rows = await readRequestList(tx, request.query.state ?? 'open', pageSize + 1, skip)
          return {
            items: rows.slice(0, pageSize).map((row) => rowOf(row, tx.context.now())),
            next: rows.length > pageSize ? String(skip + pageSize) : null,
            counts: await countRequests(tx),
          }
        })
      },
    )
    app.post(
      '/rights/requests',
      {
        config: { access: { officer: 'rights.enter' }, unstored: true },
        schema: { body: EnterBody, response: { 200: Type.Object({ id: Type.String(), code: Type.String() }) } },
      },
      async (request) => {
        const officer = requireScope(request)
        const { body } = request
        // The officer's own reach says for which disputes a request may be entered.
        const dispute = await withScope(services, officer, 'handling', (tx) => resolveCode(tx, body.traceCode))
        const reached =
          dispute ?? (officer.reach === '*' ? await program(officer, (tx) => resolveCode(tx, body.traceCode)) : null)
        if (!reached) throw new Problem('platform.notFound', { what: body.traceCode })
        const phone = body.phone ? parsePhone(body.phone)?.normal : undefined
        const party = phone
          ? await findParty(services, officer.county, reached.traceCode, blind(services.keys, 'ph', phone))
          : null
        return program(officer, async (tx) => {
          const id = await enter(tx, reached, party?.partyId ?? null, phone ? { ...body, phone } : body)
          return { id, code: (await requireRequest(tx, id)).code }
        })
      },
    )
    app.get(
      '/rights/requests/:id',
      {
        config: { access: { officer: 'rights.read' } },
        schema: { params: Id, response: { 200: RequestPage } },
      },
      async (request) => {
        const officer = requireScope(request)
        const found = await withScope(services, officer, 'rights', (tx) => requireRequest(tx, request.params.id))
        await readBy(officer, found, ['rightsRequest'])
        return program(officer, (tx) => requestPage(tx, found.id))
      },
    )
    app.post(
      '/rights/requests/:id/actions',
      {
        config: { access: { officer: 'rights.decide' } },
        schema: { params: Id, body: OfficerActionBody, response: { 200: RequestPage } },
      },
      async (request) => {
        const officer = requireScope(request)
        const { body } = request
        const { id } = await withScope(services, officer, 'rights', (tx) => requireRequest(tx, request.params.id))
        await program(officer, (tx) =>
          body.action === 'decide'
            ? decide(tx, links, services.messages, id, body)
            : step(tx, services.messages, id, body.action, body.text),
        )
        return program(officer, (tx) => requestPage(tx, id))
      },
    )
    app.get(
      '/rights/requests/:id/copy',
      {
        config: { access: { officer: 'rights.decide' }, rate: 'export', unstored: true },
        schema: { params: Id, response: { 200: OwnCopy } },
      },
      async (request) => {
        const officer = requireScope(request)
        const found = await withScope(services, officer, 'rights', (tx) => requireRequest(tx, request.params.id))
        const { partyId, disputeId, traceCode } = found
        if (found.kind !== 'copy' || found.state !== 'decided' || found.outcome === 'refused' || !partyId || !disputeId)
          throw new Problem('rights.copyNotReady')
        await readBy(officer, found, ['copy'])
        return program(officer, (tx) => copyOf(tx, { partyId, disputeId, traceCode: traceCode ?? '' }))
      },
    )

    app.get(
      '/rights/notices',
      { config: { access: { officer: 'rights.notice' } }, schema: { response: { 200: NoticeList } } },
      async (request) => withScope(services, requireScope(request), 'handling', readNotices),
    )
    app.post(
      '/rights/notices/:id/read',
      {
        config: { access: { officer: 'rights.notice' } },
        schema: { params: Id, response: { 200: NoticeList } },
      },
      async (request) =>
        withScope(services, requireScope(request), 'handling', async (tx) => {
          await markRead(tx, request.params.id)
          return readNotices(tx)
        }),
    )

    app.get(
      '/rights/retention',
      { config: { access: { officer: 'retention.read' } }, schema: { response: { 200: RetentionPage } } },
      async (request) => program(requireScope(request), retentionPage),
    )
    app.post(
      '/rights/holds',
      {
        config: { access: { officer: 'retention.hold' } },
        schema: { body: HoldBody, response: { 200: RetentionPage } },
      },
      async (request) =>
        program(requireScope(request), async (tx) => {
          await setHold(tx, request.body.traceCode, request.body.held, request.body.reason.trim())
          return retentionPage(tx)
        }),
    )
  }
