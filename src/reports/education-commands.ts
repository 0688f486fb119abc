import type { OfficerScope } from '../access/requests.ts'
import { withScope } from '../access/scope.ts'
import { append } from '../ledger/commands.ts'
import { Problem } from '../platform/problem.ts'
import type { Services } from '../platform/services.ts'
import { isDisputeType } from '../vocabulary/dispute-types.ts'
import { placeByCode } from '../vocabulary/places.ts'
import { readEducation } from './queries.ts'

export interface EducationRequest {
  readonly title: string
  readonly place: string
  readonly type: string
  readonly audience: string
  readonly form: string
  readonly until: string
  readonly alertId?: string
}

/** Plans legal education for a group at a place (精准普法); never for named persons. Returns its id. */
export async function createEducation(
  services: Services,
  scope: OfficerScope,
  request: EducationRequest,
): Promise<string> {
  if (!isDisputeType(request.type)) throw new Problem('platform.invalidRequest', { detail: request.type })
  if (!request.place.startsWith(scope.county) || !placeByCode(request.place))
    throw new Problem('reports.place', { place: request.place })
  return withScope(services, scope, 'task', async (tx) => {
    const id = tx.context.id()
    await tx.query(
      `insert into reports.education (county, id, title, place, type, audience, form, until_day, alert_id, created_at, created_by, officer_id)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        tx.county,
        id,
        request.title,
        request.place,
        request.type,
        request.audience,
        request.form,
        request.until,
        request.alertId ?? null,
        tx.context.now(),
        scope.name,
        scope.officerId,
      ],
    )
    tx.emit({
      kind: 'education.created',
      town: request.place.length >= 9 ? request.place.slice(0, 9) : null,
      subject: id,
    })
    await append(tx, [
      {
        kind: 'education.created',
        subject: id,
        traceCode: null,
        payload: { place: request.place, type: request.type, until: request.until, alert: request.alertId ?? null },
      },
    ])
    return id
  })
}

/** Records what came of it. Throws platform.notFound or reports.educationDone. */
export async function finishEducation(
  services: Services,
  scope: OfficerScope,
  id: string,
  done: { readonly result: string; readonly reached?: number },
): Promise<void> {
  await withScope(services, scope, 'task', async (tx) => {
    const education = await readEducation(tx, id)
    if (!education) throw new Problem('platform.notFound', { what: id })
    const { count } = await tx.query(
      `insert into reports.education_result (county, education_id, done_at, by_name, officer_id, reached, result) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (county, education_id) do nothing`,
      [tx.county, id, tx.context.now(), scope.name, scope.officerId, done.reached ?? null, done.result],
    )
    if (count === 0) throw new Problem('reports.educationDone')
    await append(tx, [
      { kind: 'education.done', subject: id, traceCode: null, payload: { reached: done.reached ?? null } },
    ])
  })
}
