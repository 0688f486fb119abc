import { handOver, type ScopedTx } from '../access/scope.ts'
import { append } from '../ledger/commands.ts'
import type { MessagePort } from '../platform/message-port.ts'
import { Problem } from '../platform/problem.ts'
import { localTime } from '../vocabulary/calendar.ts'
import { taskStates } from '../vocabulary/states.ts'
import { handedReason, notFoundTask, taskBodies } from '../vocabulary/words/tasks.ts'
import { readMemberDisputes } from '../warning/queries.ts'
import { agencyById, confirmedAlert, deliverTask, planTasks, sendTasks } from './issue.ts'
import { beforeMove } from './joint.ts'
import { givenMatter } from './matters/given.ts'
import { allowedFor, checkFields, eventOf, ledgerKindOf, lineOf, refuse } from './moves.ts'
import { readAlertTasks, readLastAction, readTask } from './queries.ts'
import type { ActionRequest, GiveTaskRequest } from './schema.ts'
import { afterAction } from './states.ts'
import { storeCharges } from './store.ts'
import type { StoredTask } from './view.ts'

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
  const matter = await givenMatter(tx, agency, request)
  await append(
    tx,
    await sendTasks(
      tx,
      port,
      alert,
      [{ kind: request.kind, agency, body, matter, ...(matter === null ? { outside: request.outside } : {}) }],
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
  if (request.seen !== undefined && new Date(request.seen) < task.changedAt) await refuseStale(tx, task)
  if (!allowedFor(task, scope, at).some((entry) => entry.action === action)) refuse(task, action, scope, at)
  checkFields(task, request)
  const elsewhere =
    request.agencyId !== undefined &&
    (request.ruling === 'reassign' || action === 'reopen' || (action === 'reissue' && task.state === 'returned'))
  const next = afterAction(task, action, elsewhere)!
  const before = await beforeMove(tx, port, task, request, at)
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
      lineOf(request, before.line),
      JSON.stringify(request.evidence ?? []),
      request.result ?? request.heard ?? null,
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
       read_at = case when $6 in ('read', 'accept') then coalesce(read_at, $5) else read_at end, read_by = case when $6 in ('read', 'accept') then coalesce(read_by, $7) else read_by end,
       handler_id = case when $6 in ('accept', 'progress', 'answer') then $8::uuid when $6 = 'handOver' then $9::uuid else handler_id end,
       handler_name = case when $6 in ('accept', 'progress', 'answer') then $7 when $6 = 'handOver' then $10 else handler_name end,
       merged_into = case when $6 = 'merge' then $11::uuid else merged_into end
     where county = $1 and id = $2::uuid`,
    [
      tx.county,
      id,
      next.state,
      next.returns,
      at,
      action,
      scope.name,
      scope.officerId,
      action === 'handOver' ? request.officerId : null,
      before.colleague,
      action === 'merge' ? request.intoId : null,
    ],
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

/** Somebody acted since the reader opened the task: says who did what, so that both versions are on the screen. */
async function refuseStale(tx: ScopedTx, task: StoredTask): Promise<never> {
  const last = await readLastAction(tx, task.id)
  throw new Problem('tasks.changedSince', {
    code: task.code,
    by: last?.by ?? '',
    at: localTime(last?.at ?? task.changedAt),
    line: last?.line ?? '',
    state: taskStates[task.state].zh,
  })
}

/** Delivered anew, to the same agency or to another; the first agency keeps what it wrote and what it missed. */
async function sendAgain(tx: ScopedTx, port: MessagePort, task: StoredTask, agencyId: string, at: Date): Promise<void> {
  const agency = await agencyById(tx, agencyId)
  await tx.query(
    'update tasks.task set agency_id = $3, read_at = null, read_by = null, handler_id = null, handler_name = null where county = $1 and id = $2::uuid',
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
