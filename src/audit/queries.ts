import { type ScopedTx, systemScope, withScope } from '../access/scope.ts'
import { followMerges, readDisputeByCode } from '../linking/queries.ts'
import { Problem } from '../platform/problem.ts'
import type { Services } from '../platform/services.ts'
import { addDays, localTime, startOfDay } from '../vocabulary/calendar.ts'
import { detectors } from './detectors.ts'
import { type ReaderLine, whatOf } from './readers.ts'
import type { AuditRead, AuditReads, Finding, Findings, FindingsQuery, ReadsQuery, SealState } from './schema.ts'

/** `<ISO time>_<id>`: the last line of the page before. */
export function parseCursor(text: string | undefined): { at: Date; id: string } | null {
  if (text === undefined || text === '') return null
  const match = /^(\d{4}-\d{2}-\d{2}T[\d:.]+Z)_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(text)
  const at = new Date(match?.[1] ?? Number.NaN)
  if (!match || Number.isNaN(at.getTime())) throw new Problem('platform.invalidRequest', { detail: 'cursor' })
  return { at, id: match[2]! }
}

export const cursorAfter = (row: { at: Date; id: string } | undefined): string | null =>
  row ? `${row.at.toISOString()}_${row.id}` : null

/** The dispute with all that were merged into it: reads of a former file concern the same persons. */
export async function disputeFamily(tx: ScopedTx, disputeId: string): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>(
    `with recursive family as (
       select $2::uuid as id
       union select d.id from linking.dispute d join family f on d.merged_into = f.id where d.county = $1
     ) select id from family limit 1000`,
    [tx.county, disputeId],
  )
  return rows.map((row) => row.id)
}

/** Trace codes by dispute id, for readers who may see codes and nothing else of a dispute. */
export async function codesOf(
  services: Services,
  county: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map()
  return withScope(services, systemScope(county, 'auditCodes'), 'audit', async (tx) => {
    const { rows } = await tx.query<{ id: string; code: string }>(
      'select id, trace_code as code from linking.dispute where county = $1 and id = any($2::uuid[])',
      [tx.county, ids],
    )
    return new Map(rows.map((row) => [row.id, row.code]))
  })
}

/** The disputes behind a trace code in any spelling: itself and what was merged into it. Null: no such code. */
export async function familyOfCode(services: Services, county: string, code: string): Promise<string[] | null> {
  return withScope(services, systemScope(county, 'auditCodes'), 'audit', async (tx) => {
    const dispute = await followMerges(tx, await readDisputeByCode(tx, code))
    return dispute ? disputeFamily(tx, dispute.id) : null
  })
}

/**
 * Reads by organs of the disputes (lists that named them and refused attempts too), newest first; what the person concerned
 * may see (PIPL 44, 45). Reads by parties are not among them: one side does not learn when the other looked.
 */
export async function readersOfDisputes(
  tx: ScopedTx,
  disputes: readonly string[],
  before: { at: Date; id: string } | null,
  limit: number,
): Promise<ReaderLine[]> {
  const { rows } = await tx.query<{
    id: string
    at: Date
    organ: string | null
    purpose: string
    kind: string
    fields: string[]
    result: 'shown' | 'refused'
    listed: boolean
    break_glass: boolean
  }>(
    `with concerned as (
       select r.id from access.read_log r where r.county = $1 and r.dispute_id = any($2::uuid[])
       union select l.read_id from access.read_listed l where l.county = $1 and l.dispute_id = any($2::uuid[])
     )
     select r.id, r.at, a.name as organ, r.purpose, r.subject_kind as kind, r.fields, r.result, r.dispute_id is null as listed,
       r.result = 'shown' and exists (select from audit.break_glass b where b.county = r.county and b.officer_id = r.officer_id
         and b.dispute_id = any($2::uuid[]) and r.at >= b.at and r.at <= b.until) as break_glass
     from concerned c join access.read_log r on r.county = $1 and r.id = c.id
     left join access.agency a on a.county = r.county and a.id = r.agency_id
     where (r.actor = 'officer' or r.actor = 'system:export')
       and ($3::timestamptz is null or (r.at, r.id) < ($3::timestamptz, $4::uuid))
     order by r.at desc, r.id desc limit $5`,
    [tx.county, disputes, before?.at ?? null, before?.id ?? null, limit],
  )
  return rows.map((row) => ({
    id: row.id,
    at: row.at,
    organ: row.organ,
    purpose: row.purpose,
    what: row.result === 'refused' ? 'attempt' : whatOf(row.kind, row.fields, row.listed),
    result: row.result,
    breakGlass: row.break_glass || row.kind === 'breakGlass',
  }))
}

interface ReadRow {
  readonly id: string
  readonly at: Date
  readonly actor: string
  readonly officer: string | null
  readonly agency: string | null
  readonly role: string | null
  readonly purpose: string
  readonly reason: string | null
  readonly kind: string
  readonly dispute_id: string | null
  readonly disputes: number
  readonly fields: string[]
  readonly result: string
  readonly sealed: boolean
}

/** The auditor's page of the log: codes and field names, no text of a case. `disputes`: only reads about these. */
export async function readLog(
  tx: ScopedTx,
  query: ReadsQuery,
  disputes: readonly string[] | null,
): Promise<{ items: (Omit<AuditRead, 'traceCode'> & { disputeId: string | null })[]; next: string | null }> {
  const limit = query.limit ?? 50
  const values: unknown[] = [tx.county]
  const conditions = ['r.county = $1']
  const where = (text: (place: string) => string, value: unknown): void => {
    values.push(value)
    conditions.push(text(`$${values.length}`))
  }
  if (query.officer) where((place) => `r.officer_id = ${place}::uuid`, query.officer)
  if (query.agency) where((place) => `r.agency_id = ${place}::uuid`, query.agency)
  if (query.role) where((place) => `r.role = ${place}`, query.role)
  if (query.purpose) where((place) => `r.purpose = ${place}`, query.purpose)
  if (query.kind) where((place) => `r.subject_kind = ${place}`, query.kind)
  if (query.result) where((place) => `r.result = ${place}`, query.result)
  if (query.from) where((place) => `r.at >= ${place}`, startOfDay(query.from))
  if (query.to) where((place) => `r.at < ${place}`, startOfDay(addDays(query.to, 1)))
  if (disputes)
    where(
      (place) =>
        `r.id in (select c.id from access.read_log c where c.county = $1 and c.dispute_id = any(${place}::uuid[])
           union select l.read_id from access.read_listed l where l.county = $1 and l.dispute_id = any(${place}::uuid[]))`,
      disputes,
    )
  const before = parseCursor(query.cursor)
  if (before) {
    where((place) => `r.at <= ${place}`, before.at)
    where((place) => `(r.at, r.id) < ($${values.length - 1}, ${place}::uuid)`, before.id)
  }
  values.push(limit + 1)
  const { rows } = await tx.query<ReadRow>(
    `select r.id, r.at, r.actor, o.name as officer, a.name as agency, r.role, r.purpose, r.reason, r.subject_kind as kind, r.dispute_id,
       coalesce(cardinality(r.disputes), 0) as disputes, r.fields, r.result,
       exists (select from audit.sealed_read s where s.county = r.county and s.read_id = r.id) as sealed
     from access.read_log r
     left join access.officer o on o.county = r.county and o.id = r.officer_id
     left join access.agency a on a.county = r.county and a.id = r.agency_id
     where ${conditions.join(' and ')} order by r.at desc, r.id desc limit $${values.length}`,
    values as never[],
  )
  const shown = rows.slice(0, limit)
  return {
    items: shown.map(({ dispute_id, at, ...row }) => ({ ...row, at: localTime(at), disputeId: dispute_id })),
    next: rows.length > limit ? cursorAfter(shown.at(-1)) : null,
  }
}

/** With the trace codes put in; `services` reads them, the auditor's own scope does not reach disputes. */
export async function withCodes(
  services: Services,
  county: string,
  page: Awaited<ReturnType<typeof readLog>>,
): Promise<AuditReads> {
  const codes = await codesOf(services, county, [...new Set(page.items.flatMap((item) => item.disputeId ?? []))])
  return {
    items: page.items.map(({ disputeId, ...item }) => ({
      ...item,
      traceCode: disputeId === null ? null : (codes.get(disputeId) ?? null),
    })),
    next: page.next,
  }
}

interface FindingRow {
  readonly id: string
  readonly detector: string
  readonly at: Date
  readonly from_at: Date
  readonly to_at: Date
  readonly officer_id: string | null
  readonly officer: string | null
  readonly agency: string | null
  readonly dispute_id: string | null
  readonly count: number
  readonly threshold: number
  readonly evidence: Record<string, string | number>
  readonly reads: number
}

/** Findings by time, never by officer: nothing here counts or orders persons. */
export async function readFindings(
  tx: ScopedTx,
  query: FindingsQuery,
): Promise<{ items: (Omit<Finding, 'traceCode'> & { disputeId: string | null })[]; next: string | null }> {
  const limit = query.limit ?? 50
  const before = parseCursor(query.cursor)
  const decided = `exists (select from audit.finding_decision d where d.county = f.county and d.finding_id = f.id)`
  const views = { open: `not ${decided}`, decided, all: 'true' } as const
  const { rows } = await tx.query<FindingRow>(
    `select f.id, f.detector, f.at, f.from_at, f.to_at, f.officer_id, o.name as officer, a.name as agency, f.dispute_id, f.count, f.threshold,
       f.evidence, cardinality(f.reads) as reads
     from audit.finding f left join access.officer o on o.county = f.county and o.id = f.officer_id
     left join access.agency a on a.county = o.county and a.id = o.agency_id
     where f.county = $1 and ${views[query.view ?? 'open']} and ($2::text is null or f.detector = $2)
       and ($3::timestamptz is null or (f.at, f.id) < ($3::timestamptz, $4::uuid))
     order by f.at desc, f.id desc limit $5`,
    [tx.county, query.detector ?? null, before?.at ?? null, before?.id ?? null, limit + 1],
  )
  const shown = rows.slice(0, limit)
  const { rows: decisions } = await tx.query<{
    finding: string
    at: Date
    by: string
    decision: Finding['decisions'][number]['decision']
    reason: string
  }>(
    `select d.finding_id as finding, d.at, o.name as by, d.decision, d.reason from audit.finding_decision d
     join access.officer o on o.county = d.county and o.id = d.officer_id
     where d.county = $1 and d.finding_id = any($2::uuid[]) order by d.at, d.id`,
    [tx.county, shown.map((row) => row.id)],
  )
  return {
    items: shown.map((row) => ({
      id: row.id,
      detector: row.detector,
      at: localTime(row.at),
      from: localTime(row.from_at),
      to: localTime(row.to_at),
      officer:
        row.officer_id === null ? null : { id: row.officer_id, name: row.officer ?? '', agency: row.agency ?? '' },
      disputeId: row.dispute_id,
      count: row.count,
      threshold: row.threshold,
      facts: row.evidence,
      reads: row.reads,
      decisions: decisions
        .filter((decision) => decision.finding === row.id)
        .map(({ finding: _, at, ...decision }) => ({ ...decision, at: localTime(at) })),
    })),
    next: rows.length > limit ? cursorAfter(shown.at(-1)) : null,
  }
}

/** How the findings of each detector were judged so far: its measured false-alarm share. */
export async function detectorRows(tx: ScopedTx): Promise<Findings['detectors']> {
  const { rows } = await tx.query<{ detector: string; raised: number; decided: number; false_alarms: number }>(
    `select f.detector, count(*)::int as raised, count(d.decision)::int as decided, count(*) filter (where d.decision = 'falseAlarm')::int as false_alarms
     from audit.finding f left join lateral (
       select x.decision from audit.finding_decision x where x.county = f.county and x.finding_id = f.id order by x.at desc, x.id desc limit 1) d on true
     where f.county = $1 group by f.detector`,
    [tx.county],
  )
  const known = new Map(rows.map((row) => [row.detector, row]))
  return Object.entries(detectors).map(([name, { threshold }]) => ({
    name,
    threshold,
    raised: known.get(name)?.raised ?? 0,
    decided: known.get(name)?.decided ?? 0,
    falseAlarms: known.get(name)?.false_alarms ?? 0,
  }))
}

export async function sealState(tx: ScopedTx): Promise<SealState> {
  const { rows } = await tx.query<{ batches: number; reads: number; last: Date | null; waiting: number }>(
    `select count(*)::int as batches, coalesce(sum(count), 0)::int as reads, max(at) as last,
       (select count(*)::int from access.read_pending p where p.county = $1) as waiting
     from audit.sealed_batch where county = $1`,
    [tx.county],
  )
  const row = rows[0]!
  return { batches: row.batches, reads: row.reads, waiting: row.waiting, lastAt: row.last && localTime(row.last) }
}
