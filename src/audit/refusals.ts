import type { FastifyInstance, FastifyPluginAsync, FastifyRequest } from 'fastify'
import { logRefusal, type Read, type Scope, systemScope, withScope } from '../access/scope.ts'
import { rules } from '../access/scopes.ts'
import { readDispute, readDisputeByCode } from '../linking/queries.ts'
import { Problem } from '../platform/problem.ts'
import type { Services } from '../platform/services.ts'
import type { Purpose } from '../vocabulary/purposes.ts'

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** First word of a route's path → what its `:id` names, and where the dispute behind it stands. */
const subjects = {
  disputes: { kind: 'dispute', dispute: 'select id from linking.dispute where county = $1 and id = $2::uuid' },
  records: {
    kind: 'record',
    dispute: `select coalesce((select m.dispute_id from linking.dispute_record m where m.county = r.county and m.record_id = r.id and m.to_at is null limit 1)) as id
      from intake.record r where r.county = $1 and r.id = $2::uuid`,
  },
  contracts: {
    kind: 'contract',
    dispute: 'select dispute_id as id from contracts.contract where county = $1 and id = $2::uuid',
  },
  mediations: {
    kind: 'mediation',
    dispute: 'select dispute_id as id from mediation.mediation where county = $1 and id = $2::uuid',
  },
  'mediation-plans': {
    kind: 'plan',
    dispute: 'select null::uuid as id from mediation.plan where county = $1 and id = $2::uuid',
  },
  documents: {
    kind: 'document',
    dispute: 'select dispute_id as id from documents.document where county = $1 and id = $2::uuid and personal',
  },
  alerts: { kind: 'alert', dispute: 'select dispute_id as id from warning.alert where county = $1 and id = $2::uuid' },
  tasks: { kind: 'task', dispute: 'select dispute_id as id from tasks.task where county = $1 and id = $2::uuid' },
  'visit-lists': {
    kind: 'visitList',
    dispute: 'select null::uuid as id from tasks.visit_list where county = $1 and id = $2::uuid',
  },
} as const satisfies Record<string, { kind: Read['subjectKind']; dispute: string }>

interface Subject {
  readonly kind: Read['subjectKind']
  readonly id: string
  readonly disputeId: string | null
}

/** What a request asked for, if that exists: looked up by the program, because the reader may not see it. */
async function subjectOf(
  services: Services,
  county: string,
  url: string,
  parameters: Record<string, string>,
): Promise<Subject | null> {
  const word = /^\/api\/v1\/([a-z-]+)\//.exec(url)?.[1] ?? ''
  if (!(word in subjects)) return null
  const { kind, dispute } = subjects[word as keyof typeof subjects]
  const { code } = parameters
  const id = (parameters.id ?? parameters.file ?? '').replace(/\.pdf$/, '')
  return withScope(services, systemScope(county, 'refusals'), 'audit', async (tx) => {
    if (code !== undefined) {
      const found = uuid.test(code) ? await readDispute(tx, code) : await readDisputeByCode(tx, code)
      return found && { kind, id: found.id, disputeId: found.id }
    }
    if (!uuid.test(id)) return null
    const { rows } = await tx.query<{ id: string | null }>(dispute, [county, id])
    return rows[0] ? { kind, id, disputeId: rows[0].id } : null
  })
}

function purposeOf(request: FastifyRequest, scope: Scope): Purpose {
  if (scope.kind === 'party') return 'ownMatter'
  const access = request.routeOptions.config.access
  const action =
    access && 'officer' in access ? (typeof access.officer === 'string' ? access.officer : access.officer[0]!) : null
  return action === null ? 'handling' : rules[action].purpose
}

/** A page that stays open asks again and again; the same refusal within this time (real) is the same attempt. */
const sameAttempt = 60_000
const attempts = new Map<string, number>()

function isRepeat(key: string): boolean {
  const now = Date.now()
  for (const [old, at] of attempts) {
    if (now - at < sameAttempt) break
    attempts.delete(old)
  }
  if (attempts.has(key)) return true
  attempts.set(key, now)
  return false
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value.slice(0, 500) : undefined

async function record(services: Services, request: FastifyRequest): Promise<void> {
  const scope = request.scope
  const url = request.routeOptions.url ?? ''
  // Opening one field writes its own refusal, with the field.
  if (!scope || scope.kind === 'system' || url.endsWith('/reveal')) return
  const subject = await subjectOf(services, scope.county, url, (request.params ?? {}) as Record<string, string>)
  if (!subject) return
  const who = scope.kind === 'officer' ? scope.officerId : scope.partyId
  if (isRepeat(`${who} ${request.method} ${url} ${subject.id}`)) return
  const body = (request.body ?? {}) as { reason?: unknown }
  const reason = text(body.reason)
  await logRefusal(services, scope, purposeOf(request, scope), {
    subjectKind: subject.kind,
    subject: subject.id,
    disputeId: subject.disputeId,
    fields: [`${request.method} ${url.replace('/api/v1', '')}`],
    ...(reason === undefined ? {} : { reason }),
  })
}

/**
 * Wraps a room's routes: where a signed-in reader is refused (403, or 404 for something that exists), the refusal is written
 * to the log of reads, in a transaction of its own. One place for all routes, so that none can forget it.
 */
export function withRefusals(services: Services, room: FastifyPluginAsync): FastifyPluginAsync {
  return async (app: FastifyInstance, options) => {
    app.addHook('onError', async (request, _reply, error) => {
      if (!(error instanceof Problem) || (error.status !== 403 && error.status !== 404)) return
      await record(services, request).catch((failure: Error) =>
        services.log.error({ error: failure.message }, 'a refusal could not be written to the log of reads'),
      )
    })
    await room(app, options)
  }
}
