import { readAgencies } from '../access/queries.ts'
import { handOver, type ScopedTx } from '../access/scope.ts'
import { readReference } from '../intake/queries.ts'
import { enqueue } from '../platform/jobs.ts'
import type { MessagePort } from '../platform/message-port.ts'
import { Problem } from '../platform/problem.ts'
import { dayOf } from '../vocabulary/calendar.ts'
import { alertStates } from '../vocabulary/states.ts'
import { listOfAgency, type MatterListKind, outsideWords } from '../vocabulary/words/matters.ts'
import {
  careBody,
  deliveredLine,
  deliveryFailedLine,
  handedReason,
  messageWords,
  notFoundAgency,
  partTitle,
  routeColumns,
  systemWords,
  taskBodies,
  taskKindWords,
  taskTitle,
} from '../vocabulary/words/tasks.ts'
import { readAlertRow, readDomesticViolence, readMemberDisputes, readMemberTowns } from '../warning/queries.ts'
import type { AlertRow } from '../warning/schema.ts'
import { readMatters } from './matters/queries.ts'
import type { Matter } from './matters/search.ts'
import { type RouteAgency, routeAlert } from './routing.ts'
import type { TaskKind } from './schema.ts'
import { storeCharges } from './store.ts'

/** An item of the list of matters as it stood when the task was given. */
export interface GivenMatter {
  readonly number: string
  readonly name: string
  readonly list: MatterListKind
  /** Code of the department whose item it is. */
  readonly department: string
}

export interface NewTask {
  readonly kind: TaskKind
  readonly agency: RouteAgency
  readonly body: string
  readonly matter: GivenMatter | null
  /** Of a town's or village's task without an item: on what ground. */
  readonly outside?: string
  /** The task that this one is a part of. */
  readonly lead?: string
}

export interface LedgerEntry {
  readonly kind: 'task.sent' | 'task.delivered' | 'legalNotice.sent'
  readonly subject: string
  readonly traceCode: string | null
  readonly payload: Readonly<Record<string, string | number | boolean | null>>
}

/** Held until the commit, so that two hands never count to the same number. */
async function nextNumber(tx: ScopedTx, date: string): Promise<number> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('tasks.task.code:' || $1, 0))`, [tx.county])
  const { rows } = await tx.query<{ count: number }>(
    'select count(*)::int as count from tasks.task where county = $1 and code like $2',
    [tx.county, `T-${date}-%`],
  )
  return rows[0]!.count + 1
}

/**
 * Sends tasks of one alert: stores them, delivers each through the message port, starts their clocks at delivery, hands the
 * agencies what they need to see. Returns the ledger entries for the caller to append last. `by` = who gives the work.
 */
export async function sendTasks(
  tx: ScopedTx,
  port: MessagePort,
  alert: AlertRow,
  tasks: readonly NewTask[],
  by: string,
): Promise<LedgerEntry[]> {
  const at = tx.context.now()
  const date = dayOf(at).replaceAll('-', '')
  const first = await nextNumber(tx, date)
  const traceCode = alert.level === 'micro' ? alert.subject : null
  const disputes = await readMemberDisputes(tx, alert.id)
  const entries: LedgerEntry[] = []
  for (const [index, task] of tasks.entries()) {
    const id = tx.context.id()
    const code = `T-${date}-${String(first + index).padStart(3, '0')}`
    const whole = taskTitle(taskKindWords[task.kind], alert.title)
    const title = task.lead === undefined ? whole : partTitle(whole)
    const { kind, agency } = task
    await tx.query(
      `insert into tasks.task (county, id, code, kind, state, grade, title, body, agency_id, town, alert_id, alert_code, dispute_id, trace_code, matter_number, matter_name, sent_at, changed_at, issued_by, lead_id, matter_list, matter_department, outside_reason)
       values ($1, $2, $3, $4, 'sent', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16, $17, $18, $19, $20, $21)`,
      [
        tx.county,
        id,
        code,
        kind,
        alert.grade,
        title,
        task.body,
        agency.id,
        alert.town,
        alert.id,
        alert.code,
        disputes.length === 1 ? disputes[0]!.disputeId : null,
        traceCode,
        task.matter?.number ?? null,
        task.matter?.name ?? null,
        at,
        by,
        task.lead ?? null,
        task.matter?.list ?? null,
        task.matter?.department ?? null,
        task.outside ?? null,
      ],
    )
    await handOver(tx, agency.id, kind === 'legalNotice' ? [alert.id] : subjectsOf(alert, disputes), handedReason(code))
    entries.push({
      kind: kind === 'legalNotice' ? 'legalNotice.sent' : 'task.sent',
      subject: id,
      traceCode,
      payload: { code, task: kind, alert: alert.code, agency: agency.code },
    })
    tx.emit({
      kind: kind === 'legalNotice' ? 'legalNotice.sent' : 'task.sent',
      town: alert.town,
      subject: id,
      data: { alert: alert.id, task: kind },
    })
    if (await deliverTask(tx, port, { id, code, kind, title, grade: alert.grade }, agency, at))
      entries.push({ kind: 'task.delivered', subject: id, traceCode, payload: { code, agency: agency.code } })
    if (kind === 'legalNotice')
      await enqueue(tx, 'legalNotice.sent', { county: tx.county, noticeId: id }, `legalNotice.sent:${id}`)
  }
  return entries
}

/** What a task shows: the alert, its disputes and their records; a sealed alert's disputes stay with the centre. */
function subjectsOf(alert: AlertRow, disputes: readonly { disputeId: string; recordIds: string[] }[]): string[] {
  return alert.sealed && alert.level === 'micro'
    ? [alert.id]
    : [alert.id, ...disputes.flatMap((dispute) => [dispute.disputeId, ...dispute.recordIds])]
}

/** Delivers through the port and starts the clocks; a failed delivery is kept, so that the page says: call instead. */
export async function deliverTask(
  tx: ScopedTx,
  port: MessagePort,
  task: { id: string; code: string; kind: TaskKind; title: string; grade: AlertRow['grade'] },
  agency: Pick<RouteAgency, 'id' | 'name'>,
  at: Date,
): Promise<boolean> {
  const sent = await port.send(tx, {
    county: tx.county,
    to: agency.id,
    channel: 'inbox',
    kind: task.kind,
    text: messageWords(taskKindWords[task.kind], task.title, task.code),
    at,
  })
  const arrived = sent.state === 'delivered'
  await tx.query(
    `insert into tasks.delivery (county, id, task_id, channel, recipient, sent_at, delivered_at, failed_at) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [tx.county, tx.context.id(), task.id, port.name, agency.name, at, arrived ? at : null, arrived ? null : at],
  )
  if (arrived)
    await tx.query(`update tasks.task set state = 'delivered', changed_at = $3 where county = $1 and id = $2::uuid`, [
      tx.county,
      task.id,
      at,
    ])
  await tx.query(
    `insert into tasks.action (county, id, task_id, action, at, by_name, from_state, to_state, line, evidence, data) values ($1, $2, $3, $4, $5, $6, 'sent', $7, $8, '[]', $9::text::jsonb)`,
    [
      tx.county,
      tx.context.id(),
      task.id,
      arrived ? 'deliver' : 'note',
      at,
      systemWords,
      arrived ? 'delivered' : 'sent',
      arrived ? deliveredLine(agency.name) : deliveryFailedLine(agency.name),
      JSON.stringify({ agencyId: agency.id }),
    ],
  )
  await storeCharges(tx, task.id)
  return arrived
}

/** The work that follows a confirmed alert, by the county's routes or the built-in ones. Run under the system's scope. */
export async function planTasks(tx: ScopedTx, alert: AlertRow): Promise<NewTask[]> {
  // Help with a loan stays between lender and borrower; a faulty feed is mended, not worked on (mission, line 5).
  if (alert.kind === 'feed' || (alert.level === 'micro' && alert.members === 0)) return []
  const agencies = await readAgencies(tx)
  const routes = (await readReference(tx, 'routes')).map(({ row }) => ({
    level: row[routeColumns.level] ?? '*',
    type: row[routeColumns.type] ?? '*',
    receiver: row[routeColumns.receiver] ?? '',
    way: row[routeColumns.way] ?? 'task',
    matter: row[routeColumns.matter] ?? '',
  }))
  const towns = alert.town === null ? await readMemberTowns(tx, alert.id) : [alert.town]
  const mediation = !(alert.level === 'micro' && alert.sealed) && !(await readDomesticViolence(tx, alert.id))
  const { matters } = await readMatters(tx)
  return routeAlert({ level: alert.level, type: alert.type, towns, mediation }, routes, agencies).map(
    ({ agency, kind, matter }) => ({
      kind,
      agency,
      body:
        alert.carePath && kind === 'investigate'
          ? `${careBody}${taskBodies[kind](alert.title)}`
          : taskBodies[kind](alert.title),
      ...underItem(agency, matter, matters),
    }),
  )
}

/** The item that a route names, where the agency's list in force has it; else why none stands there. */
function underItem(
  agency: RouteAgency,
  number: string,
  matters: readonly Matter[],
): Pick<NewTask, 'matter' | 'outside'> {
  const list = listOfAgency[agency.kind]
  if (list === undefined) return { matter: null }
  const item = matters.find((matter) => matter.list === list && matter.number === number)
  if (item === undefined) return { matter: null, outside: outsideWords.route }
  return { matter: { number, name: item.name, list, department: item.department } }
}

/** An alert on which work may be given. Throws platform.notFound, tasks.alertNotConfirmed. */
export async function confirmedAlert(tx: ScopedTx, alertId: string): Promise<AlertRow> {
  const alert = await readAlertRow(tx, alertId)
  if (alert === null) throw new Problem('platform.notFound', { what: alertStates.raised.zh })
  if (alert.state !== 'confirmed')
    throw new Problem('tasks.alertNotConfirmed', { code: alert.code, state: alertStates[alert.state].zh })
  return alert
}

export async function agencyById(tx: ScopedTx, id: string): Promise<RouteAgency> {
  const agency = (await readAgencies(tx)).find((entry) => entry.id === id)
  if (agency === undefined) throw new Problem('platform.notFound', { what: notFoundAgency })
  return agency
}
