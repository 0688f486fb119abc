import type { ScopedTx } from '../access/scope.ts'
import { dayOf, localTime } from '../vocabulary/calendar.ts'
import { disputeTypes } from '../vocabulary/dispute-types.ts'
import { placeName } from '../vocabulary/places.ts'
import { clockWords, noticeWords, readClockWords, rightsNoteWords } from '../vocabulary/words/tasks.ts'
import { sealedWords } from '../vocabulary/words/warning.ts'
import { openAlerts, readAlertRow, wallView } from '../warning/queries.ts'
import type { WallAlert } from '../warning/schema.ts'

import type { ChargeView, Delivery, TaskPage, VisitList } from './schema.ts'
import type { StoredTask } from './view.ts'

/** SQL reads of the tasks room, under the reader's row-level scope. No decisions here. */

export const taskColumns = `t.id, t.code, t.kind, t.state, t.grade, t.title, t.body, t.agency_id as "agencyId", g.name as "agencyName", g.kind as "agencyKind", t.town, t.alert_id as "alertId", t.alert_code as "alertCode",
  t.dispute_id as "disputeId", t.trace_code as "traceCode", t.matter_number as "matterNumber", t.matter_name as "matterName", t.outside_reason as "outsideReason", t.sent_at as "sentAt", t.delivered_at as "deliveredAt", t.changed_at as "changedAt", t.returns,
  t.accept_due as "acceptDue", t.accept_done as "acceptDone", t.first_due as "firstDue", t.first_done as "firstDone", t.close_due as "closeDue", t.close_done as "closeDone", t.read_at as "readAt", t.read_by as "readBy", t.issued_by as "issuedBy",
  t.handler_id as "handlerId", t.handler_name as "handlerName", t.lead_id as "leadId", t.merged_into as "mergedInto",
  (select count(*)::int from tasks.task p where p.county = t.county and p.lead_id = t.id and p.state in ('sent', 'delivered', 'accepted', 'returned', 'ruling')) as "openParts", t.paused_at as "pausedAt", t.pause_reason as "pauseReason", t.pauses, t.extension`
export const fromTasks = 'tasks.task t join access.agency g on g.county = t.county and g.id = t.agency_id'

export async function readTask(tx: ScopedTx, id: string): Promise<StoredTask | null> {
  const { rows } = await tx.query<StoredTask>(
    `select ${taskColumns} from ${fromTasks} where t.county = $1 and t.id::text = $2`,
    [tx.county, id],
  )
  return rows[0] ?? null
}

/** All tasks of an alert that the reader may see, in the order of sending. */
export async function readAlertTasks(tx: ScopedTx, alertId: string): Promise<StoredTask[]> {
  const { rows } = await tx.query<StoredTask>(
    `select ${taskColumns} from ${fromTasks} where t.county = $1 and t.alert_id::text = $2 order by t.sent_at, t.code`,
    [tx.county, alertId],
  )
  return rows
}

/** Legal notices, newest first. */
export async function readNotices(tx: ScopedTx, limit: number, skip: number): Promise<StoredTask[]> {
  const { rows } = await tx.query<StoredTask>(
    `select ${taskColumns} from ${fromTasks} where t.county = $1 and t.kind = 'legalNotice' order by t.sent_at desc, t.id limit $2 offset $3`,
    [tx.county, limit, skip],
  )
  return rows
}

const iso = (at: Date | null): string | null => (at === null ? null : at.toISOString())

/** Deliveries by task id. */
export async function readDeliveries(tx: ScopedTx, taskIds: readonly string[]): Promise<Map<string, Delivery[]>> {
  const { rows } = await tx.query<{
    task: string
    channel: string
    to: string
    sentAt: Date
    deliveredAt: Date | null
    readAt: Date | null
    failedAt: Date | null
    failure: string | null
  }>(
    `select task_id as task, channel, recipient as "to", sent_at as "sentAt", delivered_at as "deliveredAt", read_at as "readAt", failed_at as "failedAt", failure
     from tasks.delivery where county = $1 and task_id = any($2::uuid[]) order by sent_at, id`,
    [tx.county, taskIds],
  )
  const deliveries = new Map<string, Delivery[]>(taskIds.map((id) => [id, []]))
  for (const { task, ...row } of rows)
    deliveries.get(task)!.push({
      ...row,
      sentAt: row.sentAt.toISOString(),
      deliveredAt: iso(row.deliveredAt),
      readAt: iso(row.readAt),
      failedAt: iso(row.failedAt),
    })
  return deliveries
}

export async function readActions(tx: ScopedTx, taskId: string): Promise<TaskPage['actions']> {
  const { rows } = await tx.query<Omit<TaskPage['actions'][number], 'at'> & { at: Date }>(
    `select id, action, at, concat_ws(' ', agency, by_name) as by, line, from_state as "from", to_state as "to", evidence, result from tasks.action where county = $1 and task_id = $2::uuid order by step`,
    [tx.county, taskId],
  )
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }))
}

/** The step taken last, or null. */
export async function readLastAction(
  tx: ScopedTx,
  taskId: string,
): Promise<{ by: string; at: Date; line: string } | null> {
  const { rows } = await tx.query<{ by: string; at: Date; line: string }>(
    `select concat_ws(' ', agency, by_name) as by, at, line from tasks.action where county = $1 and task_id = $2::uuid order by step desc limit 1`,
    [tx.county, taskId],
  )
  return rows[0] ?? null
}

/** The task that this one is a part of, its own parts, and the one that it went into. */
export async function readRelatives(
  tx: ScopedTx,
  task: Pick<StoredTask, 'id' | 'leadId' | 'mergedInto'>,
): Promise<Pick<TaskPage, 'lead' | 'parts' | 'mergedInto'>> {
  const { rows } = await tx.query<TaskPage['parts'][number] & { leadId: string | null }>(
    `select t.id, t.code, t.state, g.name as "agencyName", t.lead_id as "leadId" from ${fromTasks}
     where t.county = $1 and (t.lead_id = $2::uuid or t.id = any($3::uuid[])) order by t.sent_at, t.code`,
    [tx.county, task.id, [task.leadId, task.mergedInto].filter((id) => id !== null)],
  )
  const reference = ({ leadId: _, ...row }: (typeof rows)[number]) => row
  const find = (id: string | null) => rows.filter((row) => row.id === id).map(reference)[0] ?? null
  return {
    lead: find(task.leadId),
    parts: rows.filter((row) => row.leadId === task.id).map(reference),
    mergedInto: find(task.mergedInto),
  }
}

/** Officers with a post in force in an agency, in the order of their names. */
export async function readColleagues(tx: ScopedTx, agencyId: string): Promise<{ id: string; name: string }[]> {
  const { rows } = await tx.query<{ id: string; name: string }>(
    `select distinct o.id, o.name from access.officer o join access.post p on p.county = o.county and p.officer_id = o.id
     where o.county = $1 and p.agency_id = $2::uuid and o.disabled_at is null and (o.until is null or o.until > $3) and p.since <= $3 and (p.until is null or p.until > $3)
     order by o.name, o.id`,
    [tx.county, agencyId, tx.context.now()],
  )
  return rows
}

/** Running tasks of the same agency and kind that a task may go into: no legal notices, no parts. */
export async function readMergeable(tx: ScopedTx, task: StoredTask): Promise<StoredTask[]> {
  const { rows } = await tx.query<StoredTask>(
    `select ${taskColumns} from ${fromTasks} where t.county = $1 and t.agency_id = $2::uuid and t.kind = $3 and t.id <> $4::uuid
       and t.state in ('delivered', 'accepted') and t.lead_id is null order by t.sent_at desc limit 200`,
    [tx.county, task.agencyId, task.kind, task.id],
  )
  return rows
}

interface StoredCharge {
  readonly agencyName: string
  readonly kind: string
  readonly from: Date
  readonly to: Date | null
  readonly due: readonly [Date | null, Date | null, Date | null]
  readonly done: readonly [Date | null, Date | null, Date | null]
}

/** Every agency's answer for a task, in order. */
export async function readCharges(tx: ScopedTx, taskId: string): Promise<ChargeView[]> {
  const { rows } = await tx.query<StoredCharge>(
    `select g.name as "agencyName", t.kind, c.from_at as "from", c.to_at as "to", array[c.accept_due, c.first_due, c.close_due] as due, array[c.accept_done, c.first_done, c.close_done] as done
     from tasks.charge c join tasks.task t on t.county = c.county and t.id = c.task_id join access.agency g on g.county = c.county and g.id = c.agency_id
     where c.county = $1 and c.task_id = $2::uuid order by c.number`,
    [tx.county, taskId],
  )
  const now = tx.context.now()
  return rows.map(({ agencyName, kind, from, to, due, done }) => ({
    agencyName,
    from: from.toISOString(),
    to: iso(to),
    clocks: (['accept', 'firstAction', 'close'] as const).flatMap((name, index) => {
      const [dueAt, doneAt] = [due[index]!, done[index]!]
      if (kind === 'legalNotice' && name !== 'accept') return []
      return [
        {
          name,
          words: kind === 'legalNotice' ? readClockWords : clockWords[name],
          dueAt: iso(dueAt),
          doneAt: iso(doneAt),
          missed: dueAt !== null && (doneAt ?? now) > dueAt,
        },
      ]
    }),
  }))
}

interface AlertProgress {
  readonly alert: string
  readonly tasks: number
  readonly delivered: number
  readonly accepted: number
  readonly due: Date | null
}

/**
 * Open alerts for the wall with their nearest deadline (triage, else the next of their tasks), the shortest time left
 * first. Small groups and single disputes carry no count and no place finer than the town. Run under a scope that reaches
 * the whole county.
 */
export async function alertsByRemainingTime(tx: ScopedTx): Promise<WallAlert[]> {
  const alerts = await openAlerts(tx)
  const { rows } = await tx.query<AlertProgress>(
    `select t.alert_id as alert, count(*) filter (where t.state <> 'withdrawn')::int as tasks, count(*) filter (where t.delivered_at is not null and t.state <> 'withdrawn')::int as delivered,
       count(*) filter (where t.accept_done is not null or t.read_at is not null)::int as accepted, min(t.due_at) as due
     from tasks.task t where t.county = $1 and t.alert_id = any($2::uuid[]) group by 1`,
    [tx.county, alerts.map((alert) => alert.id)],
  )
  const progress = new Map(rows.map((row) => [row.alert, row]))
  const now = tx.context.now()
  return alerts
    .map((alert) => {
      const own = progress.get(alert.id)
      const due = own?.due ?? null
      return wallView(alert, {
        dueAt: iso(due),
        overdue: due !== null && due < now,
        delivered: own?.delivered ?? 0,
        accepted: own?.accepted ?? 0,
        tasks: own?.tasks ?? 0,
      })
    })
    .sort(
      (one, other) =>
        (one.dueAt ?? '9').localeCompare(other.dueAt ?? '9') || other.raisedAt.localeCompare(one.raisedAt),
    )
}

export interface StoredVisitList
  extends Pick<
    VisitList,
    'id' | 'alertId' | 'alertCode' | 'taskId' | 'title' | 'place' | 'createdBy' | 'dwellings' | 'visited' | 'notesLeft'
  > {
  readonly town: string | null
  readonly createdAt: Date
  readonly expiresAt: Date
}

const listColumns = `l.id, l.alert_id as "alertId", l.alert_code as "alertCode", l.task_id as "taskId", l.title, l.place, l.town, l.created_at as "createdAt", l.created_by as "createdBy", l.expires_at as "expiresAt", l.dwellings, l.visited, l.notes_left as "notesLeft"`

export async function readVisitLists(
  tx: ScopedTx,
  alertId: string | null,
  limit: number,
  skip: number,
): Promise<StoredVisitList[]> {
  const { rows } = await tx.query<StoredVisitList>(
    `select ${listColumns} from tasks.visit_list l where l.county = $1 and ($2::text is null or l.alert_id::text = $2) order by l.created_at desc, l.id limit $3 offset $4`,
    [tx.county, alertId, limit, skip],
  )
  return rows
}

export async function readVisitList(tx: ScopedTx, id: string): Promise<StoredVisitList | null> {
  const { rows } = await tx.query<StoredVisitList>(
    `select ${listColumns} from tasks.visit_list l where l.county = $1 and l.id::text = $2`,
    [tx.county, id],
  )
  return rows[0] ?? null
}

export interface StoredDwelling {
  readonly id: string
  readonly building: string
  readonly dwelling: string
  readonly visitedAt: Date | null
  readonly visitedBy: string | null
  readonly noteLeft: boolean
  readonly outcome: 'talked' | 'nobodyHome' | 'declined' | null
}

export async function readDwellings(
  tx: ScopedTx,
  listId: string,
  limit: number,
  skip: number,
): Promise<StoredDwelling[]> {
  const { rows } = await tx.query<StoredDwelling>(
    `select id, building, dwelling, visited_at as "visitedAt", visited_by as "visitedBy", note_left as "noteLeft", outcome from tasks.dwelling where county = $1 and list_id = $2::uuid order by position limit $3 offset $4`,
    [tx.county, listId, limit, skip],
  )
  return rows
}

/** Data of the 普法提示 as documents print it, or null. Numbers are those of the alert now; what is small stays small to the court. */
export async function legalNoticeDocumentData(tx: ScopedTx, noticeId: string) {
  const task = await readTask(tx, noticeId)
  if (task === null || task.alertId === null) return null
  const alert = await readAlertRow(tx, task.alertId)
  if (alert === null) return null
  const { rows } = await tx.query<{ by: string | null; centre: string | null }>(
    `select (select d.by_name from warning.decision d where d.county = $1 and d.alert_id = $2::uuid and d.kind = 'confirm' order by d.at desc limit 1) as by,
       (select name from access.agency where county = $1 and kind = 'centre' order by code limit 1) as centre`,
    [tx.county, task.alertId],
  )
  const type = disputeTypes[alert.type as keyof typeof disputeTypes]?.zh ?? ''
  const { labels } = noticeWords
  const findings = [
    { label: labels.type, value: type },
    { label: labels.subject, value: alert.sealed ? sealedWords : alert.subject },
    ...(alert.town === null ? [] : [{ label: labels.place, value: placeName(alert.town) }]),
    { label: labels.period, value: localTime(new Date(alert.raisedAt)).slice(0, 10) },
    ...(alert.observed === null ? [] : [{ label: labels.observed, value: String(alert.observed) }]),
    ...(alert.expected === null ? [] : [{ label: labels.expected, value: alert.expected.toFixed(2) }]),
  ]
  return {
    date: dayOf(task.sentAt),
    draft: false,
    number: task.code,
    sender: rows[0]?.centre ?? '',
    recipient: task.agencyName,
    title: noticeWords.title(type),
    alertCode: alert.code,
    grade: alert.grade,
    findings,
    paragraphs: [...noticeWords.paragraphs(task.body)],
    suggestions: [...noticeWords.suggestions],
    law: [],
    confirmedBy: rows[0]?.by ?? '',
    contact: null,
    traceCode: null,
    town: alert.town,
  }
}

/** Data of the notes of rights, one a dwelling, or null for a list that is gone or has run out. */
export async function rightsNoteDocumentData(tx: ScopedTx, visitListId: string) {
  const list = await readVisitList(tx, visitListId)
  if (list === null) return null
  const alert = await readAlertRow(tx, list.alertId)
  const dwellings = await readDwellings(tx, visitListId, 1000, 0)
  if (dwellings.length === 0) return null
  const { rows } = await tx.query<{ name: string }>(
    `select name from access.agency where county = $1 and kind in ('town', 'centre') and (place = $2 or kind = 'centre') order by kind = 'town' desc limit 1`,
    [tx.county, list.town],
  )
  return {
    date: dayOf(list.createdAt),
    draft: false,
    title: rightsNoteWords.title,
    sender: rows[0]?.name ?? '',
    dwellings: dwellings.map((dwelling) => `${dwelling.building} ${dwelling.dwelling}`),
    reason: rightsNoteWords.reason(alert === null || alert.sealed ? sealedWords : alert.subject),
    rights: [...rightsNoteWords.rights],
    routes: rightsNoteWords.routes.map((route) => ({ ...route })),
    contact: null,
    expires: dayOf(list.expiresAt),
    traceCode: null,
    town: list.town,
  }
}
