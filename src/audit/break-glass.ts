import type { OfficerScope } from '../access/requests.ts'
import { handOver, type ScopedTx, systemScope, withScope } from '../access/scope.ts'
import { append } from '../ledger/commands.ts'
import { followMerges, readDispute, readDisputeByCode } from '../linking/queries.ts'
import { Problem } from '../platform/problem.ts'
import type { Services } from '../platform/services.ts'
import { addWorkingDays, dayOf, localTime, startOfDay } from '../vocabulary/calendar.ts'
import { auditTexts } from '../vocabulary/words/audit.ts'
import { cursorAfter, disputeFamily, parseCursor } from './queries.ts'
import type { BreakGlassRow, BreakGlassRunning, verdicts } from './schema.ts'

/** `access.handed.reason` of a break-glass: what no export and no custodian accepts. */
export const breakGlassReason = 'breakGlass'
const minutes = 30
const reviewWorkingDays = 3
/** A third emergency on one day is work that somebody should hand over. */
const mostADay = 3

/** End of the third working day after the start. */
export function reviewDue(at: Date): Date {
  return new Date(startOfDay(addWorkingDays(dayOf(at), reviewWorkingDays)).getTime() + 24 * 3_600_000 - 1)
}

/** Officers who supervise: the operators in charge and those responsible for personal information. */
async function supervisors(tx: ScopedTx): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>(
    `select id from access.officer where county = $1 and disabled_at is null and roles && array['operator', 'privacyOfficer'] order by id`,
    [tx.county],
  )
  return rows.map((row) => row.id)
}

async function tell(services: Services, tx: ScopedTx, officers: readonly string[], text: string): Promise<void> {
  for (const to of officers)
    await services.messages.send(tx, {
      county: tx.county,
      to,
      channel: 'inbox',
      kind: 'breakGlass',
      text,
      at: tx.context.now(),
    })
}

async function addEvent(
  tx: ScopedTx,
  breakGlassId: string,
  event: {
    readonly kind: 'started' | 'stopped' | 'expired' | 'reviewed' | 'overdue'
    readonly at?: Date
    readonly officerId?: string
    readonly verdict?: string
    readonly reason?: string
  },
): Promise<void> {
  await tx.query(
    `insert into audit.break_glass_event (county, id, break_glass_id, kind, at, officer_id, verdict, reason) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      tx.county,
      tx.context.id(),
      breakGlassId,
      event.kind,
      event.at ?? tx.context.now(),
      event.officerId ?? null,
      event.verdict ?? null,
      event.reason ?? null,
    ],
  )
}

/**
 * Opens one dispute for one officer for thirty minutes. The program looks the dispute up and writes all: the officer may do
 * neither. Supervisors are told in the same transaction. Sealed fields stay sealed, and no export takes it.
 * @throws Problem audit.breakGlassNotFound, audit.breakGlassNotNeeded, audit.breakGlassOften
 */
export async function startBreakGlass(
  services: Services,
  scope: OfficerScope,
  code: string,
  reason: string,
): Promise<string> {
  const seen = await withScope(services, scope, 'handling', (tx) => readDisputeByCode(tx, code))
  if (seen) throw new Problem('audit.breakGlassNotNeeded', { code: seen.traceCode })
  const { id, disputeId } = await withScope(
    services,
    systemScope(scope.county, 'breakGlass'),
    'breakGlass',
    async (tx) => {
      const dispute = await followMerges(tx, await readDisputeByCode(tx, code))
      if (!dispute) throw new Problem('audit.breakGlassNotFound')
      const now = tx.context.now()
      const day = startOfDay(dayOf(now))
      const { rows } = await tx.query<{ count: number }>(
        'select count(*)::int as count from audit.break_glass where county = $1 and officer_id = $2 and at >= $3',
        [tx.county, scope.officerId, day],
      )
      if (rows[0]!.count >= mostADay) throw new Problem('audit.breakGlassOften', { most: mostADay })
      const id = tx.context.id()
      const until = new Date(now.getTime() + minutes * 60_000)
      const told = (await supervisors(tx)).filter((officer) => officer !== scope.officerId)
      await tx.query(
        `insert into audit.break_glass (county, id, dispute_id, trace_code, officer_id, agency_id, role, reason, at, until, review_due, told)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
        [
          tx.county,
          id,
          dispute.id,
          dispute.traceCode,
          scope.officerId,
          scope.agencyId,
          scope.role,
          reason,
          now,
          until,
          reviewDue(now),
          told.length,
        ],
      )
      await addEvent(tx, id, { kind: 'started', officerId: scope.officerId })
      const family = await disputeFamily(tx, dispute.id)
      await handOver(tx, scope.agencyId, family, breakGlassReason, { officerId: scope.officerId, until })
      await tell(
        services,
        tx,
        told,
        auditTexts.breakGlassStarted({
          code: dispute.traceCode,
          name: scope.name,
          until: localTime(until).slice(11, 16),
        }),
      )
      tx.emit({ kind: 'breakGlass.changed', subject: id })
      await append(tx, [
        {
          kind: 'breakGlass.started',
          subject: id,
          traceCode: dispute.traceCode,
          payload: { agency: scope.agencyId, role: scope.role, until: until.toISOString() },
        },
      ])
      return { id, disputeId: dispute.id }
    },
  )
  await withScope(services, scope, 'breakGlass', async (tx) =>
    tx.logRead({ subjectKind: 'breakGlass', subject: id, disputeId, fields: ['start'], reason }),
  )
  return id
}

interface Running {
  readonly id: string
  readonly dispute_id: string
  readonly trace_code: string
  readonly officer_id: string
  readonly agency_id: string
  readonly until: Date
}

const running = `select b.id, b.dispute_id, b.trace_code, b.officer_id, b.agency_id, b.until from audit.break_glass b
  where b.county = $1 and not exists (select from audit.break_glass_event e where e.county = b.county and e.break_glass_id = b.id and e.kind in ('stopped', 'expired'))`

async function end(tx: ScopedTx, one: Running, event: Parameters<typeof addEvent>[2]): Promise<void> {
  await addEvent(tx, one.id, event)
  await tx.query(
    `update access.handed set withdrawn_at = $5 where county = $1 and agency_id = $2 and officer_id = $3 and subject = any($4::uuid[])
       and reason = '${breakGlassReason}' and withdrawn_at is null`,
    [tx.county, one.agency_id, one.officer_id, await disputeFamily(tx, one.dispute_id), event.at ?? tx.context.now()],
  )
  tx.emit({ kind: 'breakGlass.changed', subject: one.id })
  await append(tx, [
    { kind: 'breakGlass.stopped', subject: one.id, traceCode: one.trace_code, payload: { by: event.kind } },
  ])
}

/** The officer ends the own break-glass before its time. @throws Problem platform.notFound, audit.breakGlassOver */
export async function stopBreakGlass(services: Services, scope: OfficerScope, id: string): Promise<void> {
  await withScope(services, systemScope(scope.county, 'breakGlass'), 'breakGlass', async (tx) => {
    const { rows } = await tx.query<Running>(`${running} and b.id = $2 and b.officer_id = $3`, [
      tx.county,
      id,
      scope.officerId,
    ])
    if (!rows[0]) throw new Problem('audit.breakGlassOver')
    await end(tx, rows[0], { kind: 'stopped', officerId: scope.officerId })
  })
}

/** Writes the stop event of those whose time is over. Access ended by itself at `until`; this is the log's line about it. */
export async function expireBreakGlasses(services: Services, county: string): Promise<number> {
  return withScope(services, systemScope(county, 'breakGlass'), 'breakGlass', async (tx) => {
    const { rows } = await tx.query<Running>(`${running} and b.until <= $2 order by b.until limit 1`, [
      county,
      tx.context.now(),
    ])
    if (rows[0]) await end(tx, rows[0], { kind: 'expired', at: rows[0].until })
    return rows.length
  })
}

/** Reminds the reviewers of what should have been reviewed; once each. */
export async function remindReviews(services: Services, county: string): Promise<void> {
  await withScope(services, systemScope(county, 'breakGlass'), 'breakGlass', async (tx) => {
    const { rows } = await tx.query<{ id: string; trace_code: string }>(
      `select b.id, b.trace_code from audit.break_glass b where b.county = $1 and b.review_due < $2
         and not exists (select from audit.break_glass_event e where e.county = b.county and e.break_glass_id = b.id and e.kind in ('reviewed', 'overdue'))
       order by b.at`,
      [county, tx.context.now()],
    )
    if (rows.length === 0) return
    const { rows: reviewers } = await tx.query<{ id: string }>(
      `select id from access.officer where county = $1 and disabled_at is null and roles && array['privacyOfficer', 'leader'] order by id`,
      [county],
    )
    for (const row of rows) {
      await addEvent(tx, row.id, { kind: 'overdue' })
      await tell(
        services,
        tx,
        reviewers.map((officer) => officer.id),
        auditTexts.breakGlassOverdue({ code: row.trace_code }),
      )
      tx.emit({ kind: 'breakGlass.changed', subject: row.id })
    }
  })
}

/**
 * The review by the person responsible for personal information: justified or not, with a reason; nobody reviews the own
 * one, and none before it is over. @throws Problem platform.notFound, audit.breakGlassRuns, audit.breakGlassReviewed
 */
export async function reviewBreakGlass(
  tx: ScopedTx,
  id: string,
  verdict: (typeof verdicts)[number],
  reason: string,
): Promise<void> {
  const scope = tx.scope as OfficerScope
  const { rows } = await tx.query<{ trace_code: string; officer_id: string; over: boolean; reviewed: boolean }>(
    `select b.trace_code, b.officer_id,
       exists (select from audit.break_glass_event e where e.county = b.county and e.break_glass_id = b.id and e.kind in ('stopped', 'expired')) or b.until <= $3 as over,
       exists (select from audit.break_glass_event e where e.county = b.county and e.break_glass_id = b.id and e.kind = 'reviewed') as reviewed
     from audit.break_glass b where b.county = $1 and b.id = $2`,
    [tx.county, id, tx.context.now()],
  )
  const row = rows[0]
  if (!row) throw new Problem('platform.notFound', { what: auditTexts.breakGlass })
  if (row.officer_id === scope.officerId) throw new Problem('audit.ownReview')
  if (!row.over) throw new Problem('audit.breakGlassRuns')
  if (row.reviewed) throw new Problem('audit.breakGlassReviewed')
  await addEvent(tx, id, { kind: 'reviewed', officerId: scope.officerId, verdict, reason })
  tx.emit({ kind: 'breakGlass.changed', subject: id })
  await append(tx, [{ kind: 'breakGlass.reviewed', subject: id, traceCode: row.trace_code, payload: { verdict } }])
}

interface Stored {
  readonly id: string
  readonly trace_code: string
  readonly officer: string
  readonly agency: string
  readonly role: string
  readonly reason: string
  readonly at: Date
  readonly until: Date
  readonly review_due: Date
  readonly ended_at: Date | null
  readonly ended_by: string | null
  readonly reviewed_at: Date | null
  readonly reviewer: string | null
  readonly verdict: string | null
  readonly review_reason: string | null
}

/** Break-glasses within the reader's rules, newest first: the own ones, or all for those who supervise. */
export async function listBreakGlasses(
  tx: ScopedTx,
  query: { readonly cursor?: string; readonly limit?: number },
): Promise<{ items: Omit<BreakGlassRow, 'reads'>[]; next: string | null }> {
  const limit = query.limit ?? 50
  const before = parseCursor(query.cursor)
  const { rows } = await tx.query<Stored>(
    `select b.id, b.trace_code, o.name as officer, a.name as agency, b.role, b.reason, b.at, b.until, b.review_due,
       s.at as ended_at, s.kind as ended_by, v.at as reviewed_at, p.name as reviewer, v.verdict, v.reason as review_reason
     from audit.break_glass b
     join access.officer o on o.county = b.county and o.id = b.officer_id
     join access.agency a on a.county = b.county and a.id = b.agency_id
     left join lateral (select e.at, e.kind from audit.break_glass_event e where e.county = b.county and e.break_glass_id = b.id and e.kind in ('stopped', 'expired') order by e.at limit 1) s on true
     left join lateral (select e.at, e.verdict, e.reason, e.officer_id from audit.break_glass_event e where e.county = b.county and e.break_glass_id = b.id and e.kind = 'reviewed' limit 1) v on true
     left join access.officer p on p.county = b.county and p.id = v.officer_id
     where b.county = $1 and ($2::timestamptz is null or (b.at, b.id) < ($2::timestamptz, $3::uuid))
     order by b.at desc, b.id desc limit $4`,
    [tx.county, before?.at ?? null, before?.id ?? null, limit + 1],
  )
  const now = tx.context.now()
  const shown = rows.slice(0, limit)
  return {
    items: shown.map((row) => {
      // Access ends at `until` by the row policy, whether or not the stop event is written yet.
      const endedAt = row.ended_at ?? (row.until <= now ? row.until : null)
      return {
        id: row.id,
        traceCode: row.trace_code,
        officer: row.officer,
        agency: row.agency,
        role: row.role,
        reason: row.reason,
        at: localTime(row.at),
        until: localTime(row.until),
        endedAt: endedAt && localTime(endedAt),
        endedBy: endedAt === null ? null : row.ended_by === 'stopped' ? 'officer' : 'time',
        reviewDue: localTime(row.review_due),
        overdue: row.reviewed_at === null && row.review_due < now,
        state: row.reviewed_at !== null ? 'reviewed' : endedAt === null ? 'running' : 'over',
        review: row.reviewed_at && {
          at: localTime(row.reviewed_at),
          by: row.reviewer ?? '',
          verdict: row.verdict ?? '',
          reason: row.review_reason ?? '',
        },
      }
    }),
    next: rows.length > limit ? cursorAfter(shown.at(-1)) : null,
  }
}

/** How much was opened while each ran: counted by the program, because the supervisor does not read the log. */
export async function countReads(
  services: Services,
  county: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (ids.length === 0) return new Map()
  return withScope(services, systemScope(county, 'breakGlass'), 'audit', async (tx) => {
    const { rows } = await tx.query<{ id: string; reads: number }>(
      `select b.id, (select count(*)::int from access.read_log r where r.county = b.county and r.officer_id = b.officer_id
          and r.dispute_id = b.dispute_id and r.at >= b.at and r.at <= b.until and r.subject_kind <> 'breakGlass' and r.result = 'shown') as reads
       from audit.break_glass b where b.county = $1 and b.id = any($2::uuid[])`,
      [county, ids],
    )
    return new Map(rows.map((row) => [row.id, row.reads]))
  })
}

/** What runs now: the officer's own, and, for those who supervise, how many run and how many ended ones wait for a review. */
export async function runningBreakGlasses(tx: ScopedTx, supervises: boolean): Promise<BreakGlassRunning> {
  const { rows } = await tx.query<Running>(`${running} and b.until > $2 order by b.until`, [
    tx.county,
    tx.context.now(),
  ])
  const scope = tx.scope as OfficerScope
  const { rows: waiting } = supervises
    ? await tx.query<{ over: number; overdue: number }>(
        `select count(*)::int as over, count(*) filter (where b.review_due < $2)::int as overdue from audit.break_glass b
         where b.county = $1 and b.officer_id <> $3
           and (b.until <= $2 or exists (select from audit.break_glass_event e where e.county = b.county and e.break_glass_id = b.id and e.kind in ('stopped', 'expired')))
           and not exists (select from audit.break_glass_event e where e.county = b.county and e.break_glass_id = b.id and e.kind = 'reviewed')`,
        [tx.county, tx.context.now(), scope.officerId],
      )
    : { rows: [] }
  return {
    items: rows
      .filter((row) => row.officer_id === scope.officerId)
      .map((row) => ({ id: row.id, traceCode: row.trace_code, until: localTime(row.until) })),
    supervised: supervises ? rows.filter((row) => row.officer_id !== scope.officerId).length : 0,
    toReview: waiting[0]?.over ?? 0,
    overdue: waiting[0]?.overdue ?? 0,
  }
}

/** Whether the officer's only way to a dispute now is a break-glass. */
async function onlyByBreakGlass(tx: ScopedTx, disputeId: string): Promise<boolean> {
  const dispute = await readDispute(tx, disputeId)
  if (!dispute || tx.scope.kind !== 'officer') return false
  if (tx.scope.reach === '*' || (dispute.town !== null && tx.scope.reach === dispute.town)) return false
  const { rows } = await tx.query<{ other: boolean }>(
    `select exists (select from access.handed h where h.county = $1 and h.subject = $2 and h.agency_id = $3 and h.reason <> '${breakGlassReason}') as other`,
    [tx.county, disputeId, tx.scope.agencyId],
  )
  return !rows[0]!.other
}

/** A way to sealed identities that an emergency does not open: what `find` finds, or null where only a break-glass led there. */
export function unlessBreakGlass<Found extends { readonly disputeId: string }>(
  find: (tx: ScopedTx, code: string) => Promise<Found | null>,
): (tx: ScopedTx, code: string) => Promise<Found | null> {
  return async (tx, code) => {
    const found = await find(tx, code)
    return found === null || (await onlyByBreakGlass(tx, found.disputeId)) ? null : found
  }
}
