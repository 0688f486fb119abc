import type { ScopedTx } from '../access/scope.ts'
import { append } from '../ledger/commands.ts'
import { enqueue } from '../platform/jobs.ts'
import { Problem } from '../platform/problem.ts'
import { localTime } from '../vocabulary/calendar.ts'
import { notFoundDwelling, notFoundVisitList, visitListTitle } from '../vocabulary/words/tasks.ts'
import { confirmedAlert } from './issue.ts'
import { readVisitList, type StoredVisitList } from './queries.ts'
import type { CreateVisitList, VisitedRequest } from './schema.ts'

const day = 86_400_000
const defaultDays = 60

/** Dwellings of a request, each once: named ones, then those counted by building. Throws tasks.noDwellings. */
export function dwellingsOf(
  request: Pick<CreateVisitList, 'dwellings' | 'buildings'>,
): { building: string; dwelling: string }[] {
  const all = [
    ...(request.dwellings ?? []).map(({ building, dwelling }) => ({
      building: building.trim(),
      dwelling: dwelling.trim(),
    })),
    ...(request.buildings ?? []).flatMap(({ building, count }) =>
      Array.from({ length: count }, (_, at) => ({ building: building.trim(), dwelling: String(at + 1) })),
    ),
  ]
  const unique = new Map(all.map((entry) => [`${entry.building}\n${entry.dwelling}`, entry]))
  if (unique.size === 0) throw new Problem('tasks.noDwellings')
  return [...unique.values()]
}

/** Draws up a visit list of dwellings for a confirmed alert. Returns its id. Throws tasks.alertNotConfirmed, tasks.noDwellings. */
export async function createVisitList(tx: ScopedTx, request: CreateVisitList): Promise<string> {
  const alert = await confirmedAlert(tx, request.alertId)
  const dwellings = dwellingsOf(request)
  const id = tx.context.id()
  const at = tx.context.now()
  const expires = new Date(at.getTime() + (request.expiresInDays ?? defaultDays) * day)
  await tx.query(
    `insert into tasks.visit_list (county, id, alert_id, alert_code, task_id, title, place, town, created_at, created_by, expires_at, dwellings)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      tx.county,
      id,
      alert.id,
      alert.code,
      request.taskId ?? null,
      request.title ?? visitListTitle(alert.subject),
      alert.place,
      alert.town ?? (alert.place !== null && alert.place.length >= 9 ? alert.place.slice(0, 9) : null),
      at,
      tx.scope.kind === 'officer' ? tx.scope.name : '',
      expires,
      dwellings.length,
    ],
  )
  await tx.query(
    `insert into tasks.dwelling (county, list_id, id, position, building, dwelling)
     select $1, $2, d.id, d.position, d.building, d.dwelling from jsonb_to_recordset($3::text::jsonb) as d(id uuid, position int, building text, dwelling text)`,
    [tx.county, id, JSON.stringify(dwellings.map((entry, position) => ({ id: tx.context.id(), position, ...entry })))],
  )
  tx.emit({
    kind: 'visitList.changed',
    town: alert.town,
    subject: id,
    data: { alert: alert.id, dwellings: dwellings.length },
  })
  await enqueue(tx, 'visitList.made', { county: tx.county, visitListId: id }, `visitList.made:${id}`)
  await append(tx, [
    {
      kind: 'visitList.made',
      subject: id,
      traceCode: null,
      payload: { alert: alert.code, dwellings: dwellings.length, expires: localTime(expires) },
    },
  ])
  return id
}

/** A list whose dwellings may still be shown. Throws platform.notFound, tasks.visitListExpired. */
export async function liveVisitList(tx: ScopedTx, id: string): Promise<StoredVisitList> {
  const list = await readVisitList(tx, id)
  if (list === null) throw new Problem('platform.notFound', { what: notFoundVisitList })
  if (list.expiresAt <= tx.context.now())
    throw new Problem('tasks.visitListExpired', { at: localTime(list.expiresAt).slice(0, 10) })
  return list
}

/** Marks a door as visited; the note of rights was left, else the request is not valid. Marking twice changes nothing. */
export async function markVisited(
  tx: ScopedTx,
  listId: string,
  dwellingId: string,
  request: VisitedRequest,
): Promise<void> {
  const list = await liveVisitList(tx, listId)
  const at = tx.context.now()
  const { rows } = await tx.query<{ fresh: boolean }>(
    'select visited_at is null as fresh from tasks.dwelling where county = $1 and list_id = $2::uuid and id::text = $3 for update',
    [tx.county, listId, dwellingId],
  )
  const row = rows[0]
  if (row === undefined) throw new Problem('platform.notFound', { what: notFoundDwelling })
  if (!row.fresh) return
  await tx.query(
    'update tasks.dwelling set visited_at = $4, visited_by = $5, note_left = $6, outcome = $7 where county = $1 and list_id = $2::uuid and id = $3::uuid',
    [
      tx.county,
      listId,
      dwellingId,
      at,
      tx.scope.kind === 'officer' ? tx.scope.name : '',
      request.noteLeft,
      request.outcome,
    ],
  )
  await tx.query(
    'update tasks.visit_list set visited = visited + 1, notes_left = notes_left + 1 where county = $1 and id = $2::uuid',
    [tx.county, listId],
  )
  tx.emit({ kind: 'visitList.changed', town: list.town, subject: listId, data: { visited: list.visited + 1 } })
  // The ledger holds that a door of the list was visited and the note left, not which door.
  await append(tx, [
    {
      kind: 'visitList.visited',
      subject: listId,
      traceCode: null,
      payload: { alert: list.alertCode, number: list.visited + 1, noteLeft: true },
    },
  ])
}

/** Deletes the dwellings of lists that have run out; the list keeps its counts. */
export async function expireVisitLists(tx: ScopedTx, at: Date): Promise<void> {
  const { rows } = await tx.query<{ id: string; code: string }>(
    `delete from tasks.dwelling d using tasks.visit_list l where d.county = $1 and l.county = d.county and l.id = d.list_id and l.expires_at <= $2 returning l.id, l.alert_code as code`,
    [tx.county, at],
  )
  const lists = new Map(rows.map((row) => [row.id, row.code]))
  await append(
    tx,
    [...lists].map(([id, code]) => ({
      kind: 'visitList.expired' as const,
      subject: id,
      traceCode: null,
      payload: { alert: code },
    })),
  )
}
