import type { ScopedTx } from '../access/scope.ts'
import { readOffset } from '../platform/cursor.ts'
import { sealedWords } from '../vocabulary/words/warning.ts'
import type { AlertPage, AlertQuery, AlertRow, WallAlert } from './schema.ts'
import { deadlineSoon, type StoredRow, toRow, wallView } from './view.ts'

export { wallView } from './view.ts'

/** SQL reads of the warning room, all under the reader's row-level scope. No decisions here. */

const rowColumns = `a.id, a.code, a.level, a.kind, a.rule, a.model_version as "modelVersion", a.grade, a.grade_at_raising as "gradeAtRaising", a.state, a.raised_at as "raisedAt", a.changed_at as "changedAt", a.title, a.subject,
  a.place, a.town, a.type, a.observed, a.current_observed as "currentObserved", a.expected, a.probability, a.members, a.members_later as "membersLater", a.care_path as "carePath", a.sealed,
  a.triage_due_at as "triageDueAt", a.closed_at as "closedAt", a.closing_summary as "closingSummary", a.triaged_at as "triagedAt", a.dispute_id as "disputeId"`

const views = {
  pending: `a.state = 'raised'`,
  open: `a.state in ('raised', 'confirmed')`,
  all: 'true',
  closed: `a.state = 'closed'`,
  dismissed: `a.state in ('dismissed', 'expired')`,
  historical: `a.state = 'historical'`,
  feed: `a.kind = 'feed'`,
} as const

/** One page of alerts; the cursor is the number of rows passed. `remaining` puts red first, then what is due soonest. */
export async function listAlerts(tx: ScopedTx, query: AlertQuery): Promise<{ items: AlertRow[]; next: string | null }> {
  const limit = query.limit ?? 50
  const skip = readOffset(query.cursor)
  const order =
    query.order === 'raised'
      ? 'a.raised_at desc, a.id'
      : `array_position(array['red', 'orange', 'yellow', 'blue'], a.grade), a.triage_due_at nulls last, a.raised_at desc, a.id`
  const { rows } = await tx.query<StoredRow>(
    `select ${rowColumns} from warning.alert a
     where a.county = $1 and ${views[query.view ?? 'open']}
       and ($2::text is null or a.level = $2) and ($3::text is null or a.grade = $3) and ($4::text is null or a.town = $4) and ($5::text is null or a.type = $5)
       and ($6::text is null or a.dispute_id::text = $6 or exists (select 1 from warning.alert_member m where m.county = a.county and m.alert_id = a.id and m.dispute_id::text = $6))
     order by ${order} limit $7 offset $8`,
    [
      tx.county,
      query.level ?? null,
      query.grade ?? null,
      query.town ?? null,
      query.type ?? null,
      query.dispute ?? null,
      limit + 1,
      skip,
    ],
  )
  const now = tx.context.now()
  const shown = rows.slice(0, limit)
  tx.logRead({ subjectKind: 'alert', disputes: shown.flatMap((row) => row.disputeId ?? []), fields: ['list'] })
  return {
    items: shown.map((row) => toRow(row, now)),
    next: rows.length > limit ? String(skip + limit) : null,
  }
}

export async function readRow(tx: ScopedTx, id: string): Promise<StoredRow | null> {
  const { rows } = await tx.query<StoredRow>(
    `select ${rowColumns} from warning.alert a where a.county = $1 and a.id::text = $2`,
    [tx.county, id],
  )
  return rows[0] ?? null
}

/** What a later room shows of an alert: its row, or null where there is none or it is out of reach. */
export async function readAlertRow(tx: ScopedTx, id: string): Promise<AlertRow | null> {
  const row = await readRow(tx, id)
  return row === null ? null : toRow(row, tx.context.now())
}

/** The highest grade of the open alerts in which each dispute stands; disputes without one are absent. */
export async function openGrades(
  tx: ScopedTx,
  disputeIds: readonly string[],
): Promise<ReadonlyMap<string, AlertRow['grade']>> {
  if (disputeIds.length === 0) return new Map()
  const { rows } = await tx.query<{ id: string; grade: AlertRow['grade'] }>(
    `select distinct on (id) id, grade from (
       select a.dispute_id as id, a.grade from warning.alert a
       where a.county = $1 and a.state in ('raised', 'confirmed') and a.dispute_id = any($2::uuid[])
       union all
       select m.dispute_id, a.grade from warning.alert_member m join warning.alert a on a.county = m.county and a.id = m.alert_id
       where m.county = $1 and a.state in ('raised', 'confirmed') and m.dispute_id = any($2::uuid[]) and m.removed_at is null) x
     order by id, array_position(array['red', 'orange', 'yellow', 'blue'], grade)`,
    [tx.county, disputeIds],
  )
  return new Map(rows.map((row) => [row.id, row.grade]))
}

export async function readDecisions(tx: ScopedTx, alertId: string): Promise<AlertPage['decisions']> {
  const { rows } = await tx.query<{
    id: string
    kind: AlertPage['decisions'][number]['kind']
    at: Date
    by: string | null
    line: string
  }>(
    'select id, kind, at, by_name as by, line from warning.decision where county = $1 and alert_id = $2::uuid order by at, id',
    [tx.county, alertId],
  )
  return rows.map((row) => ({ ...row, at: row.at.toISOString(), by: row.by ?? '' }))
}

/** How the alerts of one rule were judged so far: the rule's past accuracy. */
export async function readAccuracy(tx: ScopedTx, rule: string): Promise<AlertPage['accuracy']> {
  const { rows } = await tx.query<AlertPage['accuracy']>(
    `select count(*)::int as raised, count(*) filter (where state in ('confirmed', 'closed'))::int as confirmed,
       count(*) filter (where state = 'dismissed')::int as dismissed, count(*) filter (where state = 'raised')::int as pending
     from warning.alert where county = $1 and rule = $2 and state <> 'historical'`,
    [tx.county, rule],
  )
  return rows[0]!
}

/** Alerts that share a record with this one, newest first. */
export async function readRelated(tx: ScopedTx, alertId: string): Promise<AlertPage['related']> {
  const { rows } = await tx.query<{
    id: string
    code: string
    title: string
    state: AlertRow['state']
    raisedAt: Date
  }>(
    `select a.id, a.code, a.title, a.state, a.raised_at as "raisedAt" from warning.alert a where a.county = $1 and a.id <> $2::uuid and a.id in (
       select o.alert_id from warning.alert_member m join warning.alert_member o on o.county = m.county and o.record_id = m.record_id
       where m.county = $1 and m.alert_id = $2::uuid) order by a.raised_at desc limit 20`,
    [tx.county, alertId],
  )
  return rows.map((row) => ({ ...row, raisedAt: row.raisedAt.toISOString() }))
}

/** Reasons of removal by record id. */
export async function readRemovals(tx: ScopedTx, alertId: string): Promise<Map<string, string>> {
  const { rows } = await tx.query<{ id: string; reason: string }>(
    'select record_id as id, removed_reason as reason from warning.alert_member where county = $1 and alert_id = $2::uuid and removed_at is not null',
    [tx.county, alertId],
  )
  return new Map(rows.map(({ id, reason }) => [id, reason]))
}

/** Distinct disputes among the members that still stand, for tasks and hand-overs. */
export async function readMemberDisputes(
  tx: ScopedTx,
  alertId: string,
): Promise<{ disputeId: string; traceCode: string; recordIds: string[] }[]> {
  const { rows } = await tx.query<{ disputeId: string; traceCode: string; recordIds: string[] }>(
    `select dispute_id as "disputeId", min(trace_code) as "traceCode", array_agg(record_id::text) as "recordIds" from warning.alert_member
     where county = $1 and alert_id = $2::uuid and removed_at is null group by dispute_id order by min(sequence)`,
    [tx.county, alertId],
  )
  return rows
}

export interface AlertCounts {
  readonly pending: number
  readonly confirmed: number
  readonly triageOverdue: number
  /** Open alerts by town code ('' for none) and grade. */
  readonly byTown: readonly { readonly town: string; readonly grade: AlertRow['grade']; readonly count: number }[]
}

/** Open alerts as the cockpit counts them; historical and data alerts are not among them. */
export async function alertCounts(tx: ScopedTx): Promise<AlertCounts> {
  const { rows } = await tx.query<{
    town: string
    grade: AlertRow['grade']
    state: string
    count: number
    late: number
  }>(
    `select coalesce(town, '') as town, grade, state, count(*)::int as count, count(*) filter (where state = 'raised' and triage_due_at < $2)::int as late
     from warning.alert where county = $1 and state in ('raised', 'confirmed') and kind <> 'feed' group by 1, 2, 3`,
    [tx.county, tx.context.now()],
  )
  const sum = (state: string) => rows.filter((row) => row.state === state).reduce((total, row) => total + row.count, 0)
  const byTown = new Map<string, { town: string; grade: AlertRow['grade']; count: number }>()
  for (const { town, grade, count } of rows) {
    const key = `${town} ${grade}`
    byTown.set(key, { town, grade, count: (byTown.get(key)?.count ?? 0) + count })
  }
  return {
    pending: sum('raised'),
    confirmed: sum('confirmed'),
    triageOverdue: rows.reduce((total, row) => total + row.late, 0),
    byTown: [...byTown.values()],
  }
}

/** Open alerts, historical and data alerts left out, nearest triage first; the rows the wall is made of. */
export async function openAlerts(tx: ScopedTx): Promise<AlertRow[]> {
  const { rows } = await tx.query<StoredRow>(
    `select ${rowColumns} from warning.alert a where a.county = $1 and a.state in ('raised', 'confirmed') and a.kind <> 'feed'
     order by array_position(array['red', 'orange', 'yellow', 'blue'], a.grade), a.triage_due_at nulls last, a.raised_at desc limit 500`,
    [tx.county],
  )
  const now = tx.context.now()
  return rows.map((row) => toRow(row, now)).sort(deadlineSoon)
}

export interface ReportedAlert {
  readonly id: string
  readonly code: string
  readonly level: AlertRow['level']
  readonly kind: AlertRow['kind']
  readonly grade: AlertRow['grade']
  readonly state: AlertRow['state']
  readonly title: string
  readonly town: string | null
  readonly type: string | null
  readonly subject: string
  readonly observed: number | null
  readonly expected: number | null
  readonly members: number
  readonly raisedAt: Date
  readonly confirmedAt: Date | null
  readonly dismissedAt: Date | null
  readonly closedAt: Date | null
  readonly closeSummary: string | null
}

const reported = (row: StoredRow): ReportedAlert => ({
  id: row.id,
  code: row.code,
  level: row.level,
  kind: row.kind,
  grade: row.grade,
  state: row.state,
  title: row.title,
  town: row.town,
  type: row.type,
  subject: row.subject,
  observed: row.currentObserved ?? row.observed,
  expected: row.expected,
  members: row.members + row.membersLater,
  raisedAt: row.raisedAt,
  confirmedAt: row.state === 'confirmed' || row.state === 'closed' ? row.triagedAt : null,
  dismissedAt: row.state === 'dismissed' ? row.triagedAt : null,
  closedAt: row.closedAt,
  closeSummary: row.closingSummary,
})

/** Alerts raised, triaged or closed in [from, to), for the monthly report; historical and data alerts left out. */
export async function alertsForReport(tx: ScopedTx, from: Date, to: Date): Promise<ReportedAlert[]> {
  const { rows } = await tx.query<StoredRow>(
    `select ${rowColumns} from warning.alert a where a.county = $1 and a.state <> 'historical' and a.kind <> 'feed'
       and ((a.raised_at >= $2 and a.raised_at < $3) or (a.triaged_at >= $2 and a.triaged_at < $3) or (a.closed_at >= $2 and a.closed_at < $3)) order by a.raised_at, a.code`,
    [tx.county, from, to],
  )
  return rows.map(reported)
}

/** One alert with the records that stand behind it, for a letter of advice, sealed ones without their numbers; null where there is none in reach. */
export async function alertEvidence(
  tx: ScopedTx,
  alertId: string,
): Promise<
  | (ReportedAlert & {
      place: string | null
      memberRecords: {
        recordId: string
        disputeId: string
        traceCode: string
        source: string
        number: string
        occurredAt: Date
      }[]
    })
  | null
> {
  const row = await readRow(tx, alertId)
  if (row === null) return null
  const { rows } = await tx.query<{
    recordId: string
    disputeId: string
    traceCode: string
    source: string
    number: string
    occurredAt: Date
  }>(
    `select record_id as "recordId", dispute_id as "disputeId", trace_code as "traceCode", source, case when sealed then $3 else number end as number, occurred_at as "occurredAt" from warning.alert_member
     where county = $1 and alert_id = $2::uuid and removed_at is null order by sequence`,
    [tx.county, alertId, sealedWords],
  )
  return { ...reported(row), place: row.place, memberRecords: rows }
}

/** The wall's rows without the state of tasks; tasks/queries.ts adds it. Run under a scope that reaches the whole county. */
export async function alertsForWall(tx: ScopedTx): Promise<WallAlert[]> {
  return (await openAlerts(tx)).map((row) => wallView(row))
}

/** Towns of the members that still stand, most members first. Needs the county's whole reach. */
export async function readMemberTowns(tx: ScopedTx, alertId: string): Promise<string[]> {
  const { rows } = await tx.query<{ town: string }>(
    `select s.town from warning.alert_member m join warning.signal s on s.county = m.county and s.record_id = m.record_id
     where m.county = $1 and m.alert_id = $2::uuid and m.removed_at is null and s.town is not null group by 1 order by count(*) desc, 1`,
    [tx.county, alertId],
  )
  return rows.map((row) => row.town)
}

/** Whether the alert speaks of domestic violence, which takes its own safe path and never a joint mediation. */
export async function readDomesticViolence(tx: ScopedTx, alertId: string): Promise<boolean> {
  const { rows } = await tx.query<{ found: boolean }>(
    `select exists (select 1 from warning.alert_member m join warning.signal s on s.county = m.county and s.record_id = m.record_id
       where m.county = $1 and m.alert_id = $2::uuid and m.removed_at is null and s.cues @> '[{"kind": "domesticViolence"}]') as found`,
    [tx.county, alertId],
  )
  return rows[0]!.found
}
