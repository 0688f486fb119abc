import { createHash } from 'node:crypto'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import { parsePhone } from '../../vocabulary/identity.ts'
import { maskName, maskPhone } from '../../vocabulary/masking.ts'
import { guardianConflictNote } from '../../vocabulary/words/staff.ts'
import { requireParty, requirePower, requireScope } from '../requests.ts'
import { type ScopedTx, withScope } from '../scope.ts'
import { type Append, recordChanges } from './events.ts'
import {
  grantRepresentation,
  type Matter,
  readRepresentation,
  readRepresentations,
  revokeRepresentation,
  type StoredRepresentation,
} from './representatives.ts'
import {
  Id,
  Made,
  NewAgent,
  NewRepresentation,
  OwnRepresentations,
  Reason,
  Representation,
  RepresentationList,
} from './schema.ts'
import { lastDay, periodOfDays } from './staff.ts'
import { representationView } from './views.ts'

export interface RepresentationDoors {
  readonly append: Append
  /** From the linking room: a dispute by any of its codes, or by its id; null out of reach. */
  readonly matterOf: (tx: ScopedTx, key: string | { readonly disputeId: string }) => Promise<Matter | null>
}

const Code = Type.Object({ code: Type.String({ minLength: 1, maxLength: 40 }) })
const masked = { name: maskName, phone: maskPhone }
const whole = { name: (text: string) => text, phone: maskPhone }
const open = { name: (text: string) => text, phone: (text: string) => text }

function phoneOf(text: string): string {
  const phone = parsePhone(text)
  if (!phone) throw new Problem('platform.invalidRequest', { detail: 'phone' })
  return phone.normal
}

/** /disputes/:code/representations, /representations/:id/…, /party/representations: who acts for a party. */
export const representationRoutes =
  (services: Services, doors: RepresentationDoors): FastifyPluginAsyncTypebox =>
  async (app) => {
    async function requireMatter(tx: ScopedTx, key: string | { readonly disputeId: string }): Promise<Matter> {
      const matter = await doors.matterOf(tx, key)
      if (!matter) throw new Problem('platform.notFound', { what: typeof key === 'string' ? key : key.disputeId })
      return matter
    }
    async function requireRepresentation(tx: ScopedTx, id: string): Promise<StoredRepresentation> {
      const found = await readRepresentation(tx, id)
      if (!found) throw new Problem('platform.notFound', { what: id })
      return found
    }

    app.get(
      '/disputes/:code/representations',
      {
        config: { access: { officer: 'representation.read' } },
        schema: { params: Code, response: { 200: RepresentationList } },
      },
      (request) =>
        withScope(services, requireScope(request), 'handling', async (tx) => {
          const matter = await requireMatter(tx, request.params.code)
          const items = await readRepresentations(tx, matter)
          return {
            items: items.map((one) => representationView(one, masked, tx.context.now())),
            parties: matter.parties.map(({ partyId, kind, keys }) => ({
              partyId,
              kind,
              coded: keys.some((key) => key.startsWith('us:')),
            })),
          }
        }),
    )
    app.post(
      '/disputes/:code/representations',
      {
        config: { access: { officer: 'representation.grant' }, unstored: true },
        schema: { params: Code, body: NewRepresentation, response: { 200: Made } },
      },
      (request) =>
        withScope(services, requireScope(request), 'handling', async (tx) => {
          const { since, until, ...wanted } = request.body
          const period = periodOfDays(since, until)
          const matter = await requireMatter(tx, request.params.code)
          const id = await recordChanges(tx, doors.append, (change) =>
            grantRepresentation(change, matter, {
              ...wanted,
              phone: phoneOf(wanted.phone),
              since: period.since ?? tx.context.now(),
              until: period.until!,
            }),
          )
          return { id }
        }),
    )
    app.post(
      '/representations/:id/revoke',
      {
        config: { access: { officer: 'representation.grant' } },
        schema: { params: Id, body: Reason, response: { 200: Made } },
      },
      (request) =>
        withScope(services, requireScope(request), 'handling', async (tx) => {
          const { id } = await requireRepresentation(tx, request.params.id)
          await recordChanges(tx, doors.append, (change) => revokeRepresentation(change, id, request.body.reason, null))
          return { id }
        }),
    )
    app.post(
      '/representations/:id/reveal',
      {
        config: { access: { officer: 'representation.read' }, rate: 'reveal', unstored: true },
        schema: { params: Id, body: Reason, response: { 200: Representation } },
      },
      (request) =>
        withScope(services, requireScope(request), 'handling', async (tx) => {
          const found = await requireRepresentation(tx, request.params.id)
          tx.logRead({
            subjectKind: 'party',
            subject: found.partyId ?? found.id,
            disputeId: found.disputeId,
            fields: ['representative'],
            reason: request.body.reason,
          })
          return representationView(found, open, tx.context.now())
        }),
    )

    const party = { access: { party: true } } as const
    app.get(
      '/party/representations',
      { config: party, schema: { response: { 200: OwnRepresentations } } },
      (request) => {
        const scope = requireParty(request)
        return withScope(services, scope, 'ownMatter', async (tx) => {
          const matter = await requireMatter(tx, { disputeId: scope.disputeId })
          const own = (await readRepresentations(tx, matter)).filter((one) => one.partyId === scope.partyId)
          return {
            // Who acts for the party sees itself, not the party's other representatives.
            items: (scope.representation ? [] : own).map((one) => representationView(one, whole, tx.context.now())),
            acting: scope.representation
              ? {
                  kind: scope.representation.kind,
                  powers: [...scope.representation.powers],
                  until: lastDay(scope.representation.until)!,
                  note: scope.representation.conflict ? guardianConflictNote : null,
                }
              : null,
          }
        })
      },
    )
    app.post(
      '/party/representations',
      { config: { ...party, unstored: true }, schema: { body: NewAgent, response: { 200: Made } } },
      (request) => {
        const scope = requireParty(request)
        const { name, special, until } = request.body
        const phone = phoneOf(request.body.phone)
        return withScope(services, scope, 'ownMatter', async (tx) => {
          const matter = await requireMatter(tx, { disputeId: scope.disputeId })
          const now = tx.context.now()
          // What the party declared, byte for byte, is the paper that the ledger commits to.
          const statement = JSON.stringify([
            scope.disputeId,
            scope.partyId,
            name,
            phone,
            special,
            until,
            now.toISOString(),
          ])
          const id = await recordChanges(tx, doors.append, (change) =>
            grantRepresentation(change, matter, {
              partyId: scope.partyId,
              kind: 'agent',
              whole: false,
              name,
              phone,
              special,
              conflict: false,
              evidenceKind: 'ownStatement',
              evidenceDigest: createHash('sha256').update(statement).digest('hex'),
              since: now,
              until: periodOfDays(null, until).until!,
              reason: '',
            }),
          )
          return { id }
        })
      },
    )
    app.post(
      '/party/representations/:id/revoke',
      { config: party, schema: { params: Id, response: { 200: Made } } },
      (request) => {
        const scope = requireParty(request)
        requirePower(scope, 'settle')
        return withScope(services, scope, 'ownMatter', async (tx) => {
          const { id, partyId } = await requireRepresentation(tx, request.params.id)
          if (partyId !== scope.partyId) throw new Problem('platform.notFound', { what: id })
          await recordChanges(tx, doors.append, (change) => revokeRepresentation(change, id, '', scope.traceCode))
          return { id }
        })
      },
    )
  }
