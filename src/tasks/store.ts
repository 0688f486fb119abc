import type { ScopedTx } from '../access/scope.ts'
import { type Charge, foldCharges, type TaskStep } from './charges.ts'
import { restingStates } from './clocks.ts'
import { readTask } from './queries.ts'
import { clockNames, type TaskState } from './schema.ts'

interface StoredStep extends Omit<TaskStep, 'reassigned' | 'agencyId' | 'pauseReason' | 'extendDays' | 'caps'> {
  readonly data: {
    readonly agencyId?: string | null
    readonly reassigned?: boolean
    readonly pauseReason?: TaskStep['pauseReason']
    readonly extendDays?: number | null
    readonly caps?: TaskStep['caps']
  } | null
}

/** The steps of a task in the order in which they were taken. */
async function readSteps(tx: ScopedTx, taskId: string): Promise<TaskStep[]> {
  const { rows } = await tx.query<StoredStep>(
    `select action, at, to_state as "to", data from tasks.action where county = $1 and task_id = $2::uuid order by step`,
    [tx.county, taskId],
  )
  return rows.map(({ data, ...step }) => ({
    ...step,
    agencyId: data?.agencyId ?? null,
    reassigned: data?.reassigned ?? false,
    pauseReason: data?.pauseReason ?? null,
    extendDays: data?.extendDays ?? null,
    caps: data?.caps ?? null,
  }))
}

/** The running clock of a charge that ends first; null where none runs. */
function nearest(state: TaskState, charge: Charge): Date | null {
  if (restingStates.has(state)) return null
  const running = clockNames
    .map((name) => charge[name])
    .flatMap(({ due, done }) => (done === null && due !== null ? [due] : []))
  return running.length === 0 ? null : new Date(Math.min(...running.map((due) => due.getTime())))
}

/**
 * Writes what the stored steps of a task say of its clocks: all charges, and the last of them on the task itself, for lists.
 * The only place that writes deadlines. Returns the charges.
 */
export async function storeCharges(tx: ScopedTx, taskId: string): Promise<Charge[]> {
  const task = (await readTask(tx, taskId))!
  const charges = foldCharges(task, await readSteps(tx, taskId))
  await tx.query(
    `insert into tasks.charge (county, task_id, number, agency_id, from_at, to_at, accept_due, accept_done, first_due, first_done, close_due, close_done)
     select $1, $2::uuid, number, agency_id, from_at, to_at, accept_due, accept_done, first_due, first_done, close_due, close_done
     from jsonb_to_recordset($3::text::jsonb) as c(number int, agency_id uuid, from_at timestamptz, to_at timestamptz, accept_due timestamptz, accept_done timestamptz, first_due timestamptz, first_done timestamptz, close_due timestamptz, close_done timestamptz)
     on conflict (county, task_id, number) do update set agency_id = excluded.agency_id, from_at = excluded.from_at, to_at = excluded.to_at, accept_due = excluded.accept_due, accept_done = excluded.accept_done,
       first_due = excluded.first_due, first_done = excluded.first_done, close_due = excluded.close_due, close_done = excluded.close_done`,
    [
      tx.county,
      taskId,
      JSON.stringify(
        charges.map((charge, index) => ({
          number: index + 1,
          agency_id: charge.agencyId,
          from_at: charge.from,
          to_at: charge.to,
          accept_due: charge.accept.due,
          accept_done: charge.accept.done,
          first_due: charge.firstAction.due,
          first_done: charge.firstAction.done,
          close_due: charge.close.due,
          close_done: charge.close.done,
        })),
      ),
    ],
  )
  const last = charges.at(-1)
  if (last !== undefined)
    await tx.query(
      `update tasks.task set delivered_at = $3, accept_due = $4, accept_done = $5, first_due = $6, first_done = $7, close_due = $8, close_done = $9,
         paused_at = $10, pause_reason = $11, pauses = $12::text::jsonb, extension = $13::text::jsonb, due_at = $14 where county = $1 and id = $2::uuid`,
      [
        tx.county,
        taskId,
        last.from,
        last.accept.due,
        last.accept.done,
        last.firstAction.due,
        last.firstAction.done,
        last.close.due,
        last.close.done,
        last.pausedAt,
        last.pauseReason,
        JSON.stringify(last.pauses),
        last.extension === null ? null : JSON.stringify(last.extension),
        nearest(task.state, last),
      ],
    )
  return charges
}
