import type { OfficerScope } from '../../access/requests.ts'
import { type ScopedTx, systemScope, withScope } from '../../access/scope.ts'
import { storeOwnRow, storePhoto } from '../../intake/actions.ts'
import type { Photo } from '../../intake/schema.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import { localTime } from '../../vocabulary/calendar.ts'
import { disputeTypes } from '../../vocabulary/dispute-types.ts'
import { readOwnReport } from './queries.ts'
import type { GridReport, GridReportRequest } from './schema.ts'

/** Name under which the phones' events stand among the suppliers of the source `grid`. */
const supplier = 'phone'

/** The record's number, from the phone's id alone: whoever sends the report again says the same number. */
export const numberOfReport = (id: string, day: string): string =>
  `WG${day.replaceAll('-', '')}-${id.replaceAll('-', '').slice(-12).toUpperCase()}`

/** The event as a row of the source `grid`. */
function rowOf(request: GridReportRequest, number: string, at: Date, worker: string): Record<string, string> {
  const cells: Record<string, string | undefined> = {
    事件编号: number,
    上报时间: localTime(at),
    网格员: worker,
    事件类别: disputeTypes[request.category].zh,
    当事人甲: request.partyA,
    当事人甲电话: request.phoneA,
    当事人乙: request.partyB,
    当事人乙电话: request.phoneB,
    地址: request.address,
    区划代码: request.place,
    涉及人数: request.people === undefined ? undefined : String(request.people),
    事件描述: request.text,
    处理结果: request.done,
    关联编号: request.related,
  }
  return Object.fromEntries(
    Object.entries(cells).flatMap(([column, value]) => (value?.trim() ? [[column, value.trim()]] : [])),
  )
}

/** A number may only be named by whoever could have been shown it: an event of the own town. */
async function assertRelated(tx: ScopedTx, town: string, number: string): Promise<void> {
  const { rows } = await tx.query(
    `select from intake.record where county = $1 and town = $2 and source = 'grid' and number = $3 and current limit 1`,
    [tx.county, town, number],
  )
  if (rows.length === 0) throw new Problem('platform.notFound', { what: number })
}

/**
 * A report from a phone becomes a record of the source `grid`. The phone's id stands first: sent twice, or by two hands at
 * once, it is one record, and the second sender gets the answer of the first. Throws tasks.outsideTown, intake.rowRefused.
 */
export async function receiveReport(
  services: Services,
  scope: OfficerScope,
  id: string,
  request: GridReportRequest,
): Promise<GridReport> {
  const town = scope.reach
  if (!/^\d{9}$/.test(town) || !request.place.startsWith(town)) throw new Problem('tasks.outsideTown')
  const known = await withScope(services, scope, 'handling', async (tx) => {
    if (request.related !== undefined) await assertRelated(tx, town, request.related)
    return readOwnReport(tx, scope.officerId, id)
  })
  if (known) return known
  await withScope(services, systemScope(scope.county, 'gridReport'), 'pipeline', async (tx) => {
    const now = tx.context.now()
    const at = new Date(now.getTime() - request.ageSeconds * 1000)
    const number = numberOfReport(id, localTime(at).slice(0, 10))
    // Whoever comes second waits here until the first has stored the record, and then finds it.
    const { count } = await tx.query(
      `insert into tasks.grid_report (county, id, officer_id, town, number, photos, sent_at) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict do nothing`,
      [tx.county, id, scope.officerId, town, number, request.photos, now],
    )
    if (count === 0) return
    const recordId = await storeOwnRow(tx, 'grid', supplier, rowOf(request, number, at, scope.name))
    await tx.query('update tasks.grid_report set record_id = $3 where county = $1 and id = $2', [
      tx.county,
      id,
      recordId,
    ])
  })
  return withScope(services, scope, 'handling', (tx) => ownReport(tx, scope, id))
}

/** An id that another officer's phone made is no report of this one. */
async function ownReport(tx: ScopedTx, scope: OfficerScope, id: string): Promise<GridReport> {
  const report = await readOwnReport(tx, scope.officerId, id)
  if (!report) throw new Problem('platform.notFound', { what: id })
  return report
}

/** One photo of an own report; sent again it is the same photo. Throws intake.photoType, intake.photoTooLarge, platform.notFound. */
export async function receivePhoto(
  services: Services,
  scope: OfficerScope,
  id: string,
  position: number,
  bytes: Buffer,
): Promise<Photo> {
  const report = await withScope(services, scope, 'handling', (tx) => ownReport(tx, scope, id))
  // Only as many as the report announced: what comes later is not the report's.
  if (position >= report.photos) throw new Problem('platform.notFound', { what: `${id}/${position}` })
  return withScope(services, systemScope(scope.county, 'gridReport'), 'pipeline', (tx) =>
    storePhoto(tx, report.recordId, position, bytes),
  )
}
