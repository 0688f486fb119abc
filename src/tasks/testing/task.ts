import { systemScope, withScope } from '../../access/scope.ts'
import type { Services } from '../../platform/services.ts'
import type { Grade } from '../../vocabulary/grades.ts'
import type { TaskAction, TaskState } from '../schema.ts'
import { storeCharges } from '../store.ts'

/** The shortest way to each state. */
const ways: Readonly<Record<TaskState, readonly (readonly [TaskAction, TaskState])[]>> = {
  sent: [],
  delivered: [['deliver', 'delivered']],
  read: [
    ['deliver', 'delivered'],
    ['read', 'read'],
  ],
  accepted: [
    ['deliver', 'delivered'],
    ['accept', 'accepted'],
  ],
  returned: [
    ['deliver', 'delivered'],
    ['return', 'returned'],
  ],
  ruling: [
    ['deliver', 'delivered'],
    ['return', 'returned'],
    ['reissue', 'sent'],
    ['deliver', 'delivered'],
    ['return', 'ruling'],
  ],
  answered: [
    ['deliver', 'delivered'],
    ['accept', 'accepted'],
    ['answer', 'answered'],
  ],
  closed: [
    ['deliver', 'delivered'],
    ['accept', 'accepted'],
    ['answer', 'answered'],
    ['close', 'closed'],
  ],
  withdrawn: [
    ['deliver', 'delivered'],
    ['withdraw', 'withdrawn'],
  ],
  merged: [
    ['deliver', 'delivered'],
    ['merge', 'merged'],
  ],
}

export interface Planted {
  readonly county: string
  readonly town: string
  readonly agencyId: string
  readonly state: TaskState
  readonly grade?: Grade
  readonly at: Date
}

let number = 0

/** A task in a state with the steps that led there, all taken at one moment. Returns its id. */
export async function plantTask(services: Services, planted: Planted): Promise<string> {
  const { county, town, agencyId, state, grade = 'yellow', at } = planted
  const { owner } = services.database
  const id = services.context.id()
  number += 1
  await owner.query(
    `insert into tasks.task (county, id, code, kind, state, grade, title, body, agency_id, town, sent_at, changed_at, returns, issued_by)
     values ($1, $2, $3, 'investigate', $4, $5, '核实', '', $6, $7, $8, $8, $9, '值班员')`,
    [
      county,
      id,
      `T-${number}`,
      state,
      grade,
      agencyId,
      town,
      at,
      ways[state].filter(([action]) => action === 'return').length,
    ],
  )
  for (const [action, to] of ways[state])
    await owner.query(
      `insert into tasks.action (county, id, task_id, action, at, to_state, line, evidence) values ($1, $2, $3, $4, $5, $6, '', '[]')`,
      [county, services.context.id(), id, action, at, to],
    )
  await withScope(services, systemScope(county, 'test'), 'task', (tx) => storeCharges(tx, id))
  return id
}
