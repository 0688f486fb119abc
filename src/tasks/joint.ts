import type { ScopedTx } from '../access/scope.ts'
import { append } from '../ledger/commands.ts'
import type { MessagePort } from '../platform/message-port.ts'
import { Problem } from '../platform/problem.ts'
import { listOfAgency, outsideWords } from '../vocabulary/words/matters.ts'
import {
  absorbedLine,
  handedToLine,
  mergedLine,
  mergeWords,
  notFoundColleague,
  notFoundTask,
  partBody,
  splitLine,
  systemWords,
} from '../vocabulary/words/tasks.ts'
import { agencyById, confirmedAlert, sendTasks } from './issue.ts'
import { mergeHindrance } from './moves.ts'
import { readColleagues, readTask } from './queries.ts'
import type { ActionRequest, ClockName } from './schema.ts'
import { storeCharges } from './store.ts'
import { clocksOf, type StoredTask } from './view.ts'

interface Before {
  /** Goes before the officer's own words in the history, or null. */
  readonly line: string | null
  /** handOver: the colleague's name. */
  readonly colleague: string | null
}

/**
 * What an action that touches others does before the task itself moves: names the colleague, gives the part to another
 * agency, joins the task to the one that goes on. Throws platform.notFound, tasks.cannotMerge.
 */
export async function beforeMove(
  tx: ScopedTx,
  port: MessagePort,
  task: StoredTask,
  request: ActionRequest,
  at: Date,
): Promise<Before> {
  switch (request.action) {
    case 'handOver': {
      const colleague = (await readColleagues(tx, task.agencyId)).find(({ id }) => id === request.officerId)
      if (colleague === undefined) throw new Problem('platform.notFound', { what: notFoundColleague })
      return { line: handedToLine(colleague.name), colleague: colleague.name }
    }
    case 'split':
      return { line: await givePart(tx, port, task, request), colleague: null }
    case 'merge':
      return { line: await joinInto(tx, task, request, at), colleague: null }
    default:
      return { line: null, colleague: null }
  }
}

/** Another agency's part of the work; the lead answers for the whole. Returns the line of the history. */
async function givePart(tx: ScopedTx, port: MessagePort, task: StoredTask, request: ActionRequest): Promise<string> {
  if (task.alertId === null) throw new Problem('platform.notFound', { what: notFoundTask })
  const alert = await confirmedAlert(tx, task.alertId)
  const agency = await agencyById(tx, request.agencyId!)
  const outside = listOfAgency[agency.kind] === undefined ? {} : { outside: outsideWords.part }
  const part = { kind: task.kind, agency, body: partBody(request.reason!), matter: null, lead: task.id, ...outside }
  const entries = await sendTasks(tx, port, alert, [part], tx.scope.kind === 'officer' ? tx.scope.name : '')
  await append(tx, entries)
  return splitLine(agency.name, String(entries[0]!.payload.code))
}

/** The other task takes over the ends of this one's clocks, where they come first. Returns the line of the history. */
async function joinInto(tx: ScopedTx, task: StoredTask, request: ActionRequest, at: Date): Promise<string> {
  await tx.query('select 1 from tasks.task where county = $1 and id::text = $2 for update', [tx.county, request.intoId])
  const into = await readTask(tx, request.intoId!)
  const hindrance = mergeHindrance(task, into)
  if (hindrance !== null) throw new Problem('tasks.cannotMerge', { code: task.code, why: mergeWords[hindrance] })
  const running = clocksOf(task).filter((clock) => clock.stoppedAt === null && clock.dueAt !== null)
  const caps: Partial<Record<ClockName, string>> = Object.fromEntries(
    running.map((clock) => [clock.name, clock.dueAt!.toISOString()]),
  )
  await tx.query(
    `insert into tasks.action (county, id, task_id, action, at, by_name, from_state, to_state, line, evidence, data)
     values ($1, $2, $3::uuid, 'absorb', $4, $5, $6, $6, $7, '[]', $8::text::jsonb)`,
    [
      tx.county,
      tx.context.id(),
      into!.id,
      new Date(Math.max(at.getTime(), into!.changedAt.getTime())),
      systemWords,
      into!.state,
      absorbedLine(task.code),
      JSON.stringify({ caps }),
    ],
  )
  await tx.query('update tasks.task set changed_at = greatest(changed_at, $3) where county = $1 and id = $2::uuid', [
    tx.county,
    into!.id,
    at,
  ])
  await storeCharges(tx, into!.id)
  tx.emit({ kind: 'task.changed', town: into!.town, subject: into!.id, data: { action: 'absorb', state: into!.state } })
  return mergedLine(into!.code)
}
