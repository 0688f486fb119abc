import { handOver, type ScopedTx } from '../access/scope.ts'
import { append } from '../ledger/commands.ts'
import type { MessagePort } from '../platform/message-port.ts'
import { Problem } from '../platform/problem.ts'
import { taskStates } from '../vocabulary/states.ts'
import {
  actionWords,
  extendedLine,
  fieldWords,
  handedReason,
  heldWords,
  moverWords,
  notFoundTask,
  pauseWords,
  rulingWords,
  talkResultWords,
  taskBodies,
} from '../vocabulary/words/tasks.ts'
import { readMemberDisputes } from '../warning/queries.ts'
import { heldBack } from './clocks.ts'
import { agencyById, confirmedAlert, deliverTask, planTasks, sendTasks } from './issue.ts'
import { readAlertTasks, readTask } from './queries.ts'
import type { ActionRequest, GiveTaskRequest, TaskAction } from './schema.ts'
import { afterAction, fieldsFor, movesOf } from './states.ts'
import { storeCharges } from './store.ts'
import { clocksOf, type StoredTask, standingOf } from './view.ts'

/**
 * Gives the work that follows a confirmed alert; an alert that has tasks already gets none again, so that a job may be
 * repeated. Run under the system's scope. Returns how many tasks were sent.
 */
export async function issueForAlert(tx: ScopedTx, port: MessagePort, alertId: string, by: string): Promise<number> {
  await tx.query('select 1 from warning.alert where county = $1 and id = $2::uuid for update', [tx.county, alertId])
  if ((await readAlertTasks(tx, alertId)).length > 0) return 0
  const alert = await confirmedAlert(tx, alertId)
  const tasks = await planTasks(tx, alert)
  await append(tx, await sendTasks(tx, port, alert, tasks, by))
  return tasks.length
}

/** An officer gives one further task on a confirmed alert. Throws platform.notFound, tasks.alertNotConfirmed. */
export async function giveTask(
  tx: ScopedTx,
  port: MessagePort,
  alertId: string,
  request: GiveTaskRequest,
): Promise<void> {
  const alert = await confirmedAlert(tx, alertId)
  const agency = await agencyById(tx, request.agencyId)
  const body = request.body ?? taskBodies[request.kind](alert.title)
  const matter = request.matter === undefined ? null : { number: request.matter, name: '' }
  await append(
    tx,
    await sendTasks(
      tx,
      port,
      alert,
      [{ kind: request.kind, agency, body, matter }],
      tx.scope.kind === 'officer' ? tx.scope.name : '',
    ),
  )
}

/** Lets the agencies at work on an alert see the disputes that joined it since. Run under the system's scope. */
export async function handOverGrowth(tx: ScopedTx, alertId: string): Promise<void> {
  const disputes = await readMemberDisputes(tx, alertId)
  const subjects = disputes.flatMap((dispute) => [dispute.disputeId, ...dispute.recordIds])
  for (const task of await readAlertTasks(tx, alertId))
    if (task.kind !== 'legalNotice' && task.state !== 'withdrawn')
      await handOver(tx, task.agencyId, subjects, handedReason(task.code))
}

const isClockAction = (action: TaskAction): action is 'pause' | 'resume' | 'extend' =>
  action === 'pause' || action === 'resume' || action === 'extend'

/** Why the clocks cannot be touched so now, or null. */
const holds = (task: StoredTask, action: TaskAction, now: Date) =>
  isClockAction(action)
    ? heldBack(action, { ...standingOf(task), grade: task.grade, clocks: clocksOf(task) }, now)
    : null

/** Which actions this reader may take now. */
export function allowedFor(
  task: StoredTask,
  reader: { agencyId: string; role: string },
  now: Date,
): { action: TaskAction; words: string; needs: string[] }[] {
  return (Object.entries(movesOf(task)) as [TaskAction, { by: string }][])
    .filter(([, move]) =>
      move.by === 'agency' ? task.agencyId === reader.agencyId : move.by === 'operator' && reader.role === 'operator',
    )
    .filter(([action]) => holds(task, action, now) === null)
    .map(([action]) => ({ action, words: actionWords[action], needs: fieldsFor(task.kind, action) }))
}

function refuse(task: StoredTask, action: TaskAction, reader: { agencyId: string; role: string }, now: Date): never {
  const move = movesOf(task)[action]
  const held = move === undefined ? null : holds(task, action, now)
  if (held !== null)
    throw new Problem('tasks.clockHeld', { code: task.code, action: actionWords[action], why: heldWords[held] })
  if (move !== undefined)
    throw new Problem('tasks.notYours', {
      action: actionWords[action],
      who: move.by === 'agency' ? task.agencyName : moverWords[move.by],
    })
  const allowed = allowedFor(task, reader, now)
  throw new Problem('tasks.notAllowedNow', {
    code: task.code,
    state: taskStates[task.state].zh,
    action: actionWords[action],
    allowed: allowed.map((entry) => entry.words).join('、') || '—',
  })
}

function checkFields(task: StoredTask, request: ActionRequest): void {
  const needed = fieldsFor(task.kind, request.action)
  if (request.action === 'rule' && request.ruling === 'reassign') needed.push('agencyId')
  const missing = needed.filter((field) => request[field as keyof ActionRequest] === undefined)
  if (missing.length > 0)
    throw new Problem('tasks.fieldMissing', {
      action: actionWords[request.action],
      fields: missing.map((field) => fieldWords[field] ?? field).join('、'),
    })
}

function lineOf(request: ActionRequest): string {
  const parts = [
    request.ruling === undefined ? null : rulingWords[request.ruling],
    request.pauseReason === undefined ? null : pauseWords[request.pauseReason],
    request.extendDays === undefined ? null : extendedLine(request.extendDays),
    request.result === undefined ? null : talkResultWords[request.result],
    request.answer ?? null,
    request.reason ?? null,
    request.clause === undefined ? null : `〔${request.clause}〕`,
  ].filter((part) => part !== null)
  return parts.length > 0 ? parts.join('：') : actionWords[request.action]
}

const ledgerKindOf = {
  accept: 'task.accepted',
  return: 'task.returned',
  answer: 'task.answered',
  close: 'task.closed',
  withdraw: 'task.withdrawn',
  remind: 'task.supervised',
  rule: 'task.reassigned',
  reissue: 'task.reassigned',
} as const

const eventOf: Partial<Record<TaskAction, 'task.accepted' | 'task.answered'>> = {
  accept: 'task.accepted',
  answer: 'task.answered',
}

/**
 * One officer's action on a task: checked against the table of moves, stored append-only with who, when and why, the state
 * folded on. Throws platform.notFound, tasks.notAllowedNow, tasks.notYours, tasks.fieldMissing.
 */
export async function actOnTask(tx: ScopedTx, port: MessagePort, id: string, request: ActionRequest): Promise<void> {
  const { scope } = tx
  if (scope.kind !== 'officer') throw new Problem('access.signInRequired')
  await tx.query('select 1 from tasks.task where county = $1 and id::text = $2 for update', [tx.county, id])
  const task = await readTask(tx, id)
  if (task === null) throw new Problem('platform.notFound', { what: notFoundTask })
  const { action } = request
  // A host clock that was set back does not put this step before the one that it follows.
  const at = new Date(Math.max(tx.context.now().getTime(), task.changedAt.getTime()))
  if (!allowedFor(task, scope, at).some((entry) => entry.action === action)) refuse(task, action, scope, at)
  checkFields(task, request)
  const elsewhere =
    request.agencyId !== undefined &&
    (request.ruling === 'reassign' || (action === 'reissue' && task.state === 'returned'))
  const next = afterAction(task, action, elsewhere)!
  await tx.query(
    `insert into tasks.action (county, id, task_id, action, at, officer_id, by_name, agency, from_state, to_state, line, evidence, result, data)
     values ($1, $2, $3, $4, $5, $6, $7, (select name from access.agency where county = $1 and id = $8), $9, $10, $11, $12::text::jsonb, $13, $14::text::jsonb)`,
    [
      tx.county,
      tx.context.id(),
      id,
      action,
      at,
      scope.officerId,
      scope.name,
      scope.agencyId,
      task.state,
      next.state,
      lineOf(request),
      JSON.stringify(request.evidence ?? []),
      request.result ?? null,
      JSON.stringify({
        clause: request.clause ?? null,
        suggestedAgencyId: request.suggestedAgencyId ?? null,
        agencyId: request.agencyId ?? null,
        reassigned: elsewhere,
        pauseReason: request.pauseReason ?? null,
        extendDays: request.extendDays ?? null,
      }),
    ],
  )
  await tx.query(
    `update tasks.task set state = $3, returns = $4, changed_at = $5,
       read_at = case when $6 in ('read', 'accept') then coalesce(read_at, $5) else read_at end, read_by = case when $6 in ('read', 'accept') then coalesce(read_by, $7) else read_by end
     where county = $1 and id = $2::uuid`,
    [tx.county, id, next.state, next.returns, at, action, scope.name],
  )
  await storeCharges(tx, id)
  if (action === 'read' || action === 'accept')
    await tx.query(
      'update tasks.delivery set read_at = coalesce(read_at, $3) where county = $1 and task_id = $2::uuid',
      [tx.county, id, at],
    )
  // A task that was sent back is delivered anew, so that whoever gets it is told and all clocks start.
  if (next.state === 'sent') await sendAgain(tx, port, task, request.agencyId ?? task.agencyId, at)
  tx.emit({
    kind: eventOf[action] ?? 'task.changed',
    town: task.town,
    subject: id,
    data: { action, state: next.state, alert: task.alertId },
  })
  const kind =
    task.kind === 'legalNotice' && action === 'read'
      ? ('legalNotice.read' as const)
      : ledgerKindOf[action as keyof typeof ledgerKindOf]
  if (kind !== undefined)
    await append(tx, [
      { kind, subject: id, traceCode: task.traceCode, payload: { code: task.code, state: next.state } },
    ])
}

/** Delivered anew, to the same agency or to another; the first agency keeps what it wrote and what it missed. */
async function sendAgain(tx: ScopedTx, port: MessagePort, task: StoredTask, agencyId: string, at: Date): Promise<void> {
  const agency = await agencyById(tx, agencyId)
  await tx.query(
    'update tasks.task set agency_id = $3, read_at = null, read_by = null where county = $1 and id = $2::uuid',
    [tx.county, task.id, agency.id],
  )
  if (task.alertId !== null) {
    const disputes = await readMemberDisputes(tx, task.alertId)
    await handOver(
      tx,
      agency.id,
      [task.alertId, ...disputes.flatMap((dispute) => [dispute.disputeId, ...dispute.recordIds])],
      handedReason(task.code),
    )
  }
  await deliverTask(
    tx,
    port,
    { id: task.id, code: task.code, kind: task.kind, title: task.title, grade: task.grade },
    agency,
    at,
  )
}
