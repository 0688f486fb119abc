import type { ScopedTx } from '../../access/scope.ts'
import { readOffset } from '../../platform/cursor.ts'
import { fromTasks, taskColumns } from '../queries.ts'
import type { TaskQuery } from '../schema.ts'
import { type StoredTask, toTaskRow } from '../view.ts'

/** Tabs count to here and then say that there are more: nobody reads on, and an exact count costs more with each task. */
const countedTo = 1000

const ended = `t.state in ('closed', 'answered', 'read', 'withdrawn', 'merged')`
const toAccept = `t.state = 'delivered'`
const accepted = `t.state = 'accepted'`
const soon = `t.due_at > $2 and t.due_at <= $2 + interval '24 hours'`
/**
 * Accepted work whose officer holds no post in force there any more. Holders are few and tasks many, so that the index is
 * walked from holder to holder.
 */
const orphaned = `${accepted} and (t.agency_id, t.handler_id) in (
    with recursive holder as (
      (select t.agency_id, t.handler_id from tasks.task t where t.county = $1 and ${accepted} and t.handler_id is not null order by 1, 2 limit 1)
      union all
      select following.* from holder h cross join lateral (
        select t.agency_id, t.handler_id from tasks.task t where t.county = $1 and ${accepted} and (t.agency_id, t.handler_id) > (h.agency_id, h.handler_id) order by 1, 2 limit 1) following)
    select h.agency_id, h.handler_id from holder h
    where not exists (
      select from access.officer o join access.post p on p.county = o.county and p.officer_id = o.id
      where o.county = $1 and o.id = h.handler_id and o.disabled_at is null and (o.until is null or o.until > $2)
        and p.agency_id = h.agency_id and p.since <= $2 and (p.until is null or p.until > $2)))`
const views: Readonly<Record<NonNullable<TaskQuery['view']>, string>> = {
  toAccept,
  mine: accepted,
  dueSoon: soon,
  toRule: `t.state in ('returned', 'ruling')`,
  overdue: 't.due_at <= $2',
  closed: ended,
  all: 'true',
  orphaned,
}

export interface TaskCounts {
  readonly toAccept: number
  readonly mine: number
  readonly dueSoon: number
  readonly toRule: number
  readonly overdue: number
  readonly closed: number
  readonly all: number
  /** Null to those who neither head the agency nor watch over the county. */
  readonly orphaned: number | null
}

/** An officer lists the work of the own agency; the centre lists all. `$3` is the agency or null. */
function agencyOf({ scope }: ScopedTx): string | null {
  if (scope.kind === 'officer') return scope.reach === '*' ? null : scope.agencyId
  return null
}
const own = (agencyId: string | null): string => (agencyId === null ? '$3::uuid is null' : 't.agency_id = $3::uuid')

/** Whether the reader heads the agency in the present post, or is the centre's operator: who sees work that nobody holds. */
async function seesOrphaned(tx: ScopedTx): Promise<boolean> {
  if (tx.scope.kind !== 'officer') return false
  if (tx.scope.role === 'operator') return true
  const { rows } = await tx.query<{ head: boolean }>(
    'select head from access.post where county = $1 and id = $2::uuid and officer_id = $3::uuid',
    [tx.county, tx.scope.postId ?? null, tx.scope.officerId],
  )
  return rows[0]?.head ?? false
}

/** Counts of every view for the reader, each to 1,001 at most (read: more than 1,000): tabs of the inbox, figures of the cockpit. */
export async function taskCounts(tx: ScopedTx): Promise<TaskCounts> {
  const heads = await seesOrphaned(tx)
  const agencyId = agencyOf(tx)
  const columns = Object.entries(views).map(([name, condition]) =>
    name === 'orphaned' && !heads
      ? 'null::int as orphaned'
      : `(select count(*)::int from (select 1 from tasks.task t where t.county = $1 and $2::timestamptz is not null and ${own(agencyId)} and ${condition} limit ${countedTo + 1}) counted) as "${name}"`,
  )
  const { rows } = await tx.query<TaskCounts>(`select ${columns.join(', ')}`, [tx.county, tx.context.now(), agencyId])
  return rows[0]!
}

/** One page of tasks, nearest deadline first, what has ended newest first; the cursor is the number of rows passed. */
export async function listTasks(tx: ScopedTx, query: TaskQuery) {
  const limit = query.limit ?? 50
  const skip = readOffset(query.cursor)
  const name = query.view ?? 'all'
  const view = name === 'orphaned' && !(await seesOrphaned(tx)) ? 'false' : views[name]
  const agencyId = agencyOf(tx)
  const { rows } = await tx.query<StoredTask>(
    `select ${taskColumns} from ${fromTasks} where t.county = $1 and $2::timestamptz is not null and ${own(agencyId)} and ${view}
       and ($4::text is null or t.alert_id::text = $4) and ($5::text is null or t.town = $5) and ($6::text is null or t.kind = $6)
     order by ${name === 'closed' ? '' : 't.due_at, '}t.changed_at desc, t.id limit $7 offset $8`,
    [
      tx.county,
      tx.context.now(),
      agencyId,
      query.alert ?? null,
      query.town ?? null,
      query.kind ?? null,
      limit + 1,
      skip,
    ],
  )
  const now = tx.context.now()
  const shown = rows.slice(0, limit)
  tx.logRead({ subjectKind: 'task', disputes: shown.flatMap((row) => row.disputeId ?? []), fields: ['list'] })
  return {
    items: shown.map((row) => toTaskRow(row, now)),
    next: rows.length > limit ? String(skip + limit) : null,
    counts: await taskCounts(tx),
  }
}
