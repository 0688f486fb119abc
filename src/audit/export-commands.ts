import { createHash } from 'node:crypto'
import type { OfficerScope } from '../access/requests.ts'
import type { ScopedTx } from '../access/scope.ts'
import { newRecordKey, seal, unseal, unwrapRecordKey } from '../access/seal.ts'
import { append } from '../ledger/commands.ts'
import { Problem } from '../platform/problem.ts'
import type { Services } from '../platform/services.ts'
import { addDays, dayOf, localTime, startOfDay } from '../vocabulary/calendar.ts'
import { type DisputeType, disputeTypes } from '../vocabulary/dispute-types.ts'
import { auditTexts, exportColumns, exportWords } from '../vocabulary/words/audit.ts'
import { readExportRows } from './export-rows.ts'
import { csvFile, type ExportState, exportNumber, exportState, mostRows, parseMark, rowMark } from './exports.ts'
import { cursorAfter, parseCursor } from './queries.ts'
import type { ExportList, ExportRequest, ExportRow } from './schema.ts'

interface Stored {
  readonly id: string
  readonly number: string
  readonly kind: 'disputes' | 'records' | 'statistics'
  readonly town: string | null
  readonly type: string | null
  readonly from_day: string | null
  readonly to_day: string | null
  readonly purpose: string
  readonly recipient: string
  readonly until: Date
  readonly at: Date
  readonly officer_id: string
  readonly officer: string
  readonly agency: string
  readonly decided_at: Date | null
  readonly decider: string | null
  readonly decider_role: string | null
  readonly approved: boolean | null
  readonly decision_reason: string | null
  readonly made_at: Date | null
  readonly rows: number | null
  readonly size: number | null
  readonly sha256: Buffer | null
}

const stored = `select e.id, e.number, e.kind, e.town, e.type, e.from_day, e.to_day, e.purpose, e.recipient, e.until, e.at, e.officer_id,
    o.name as officer, a.name as agency, d.at as decided_at, p.name as decider, d.role as decider_role, d.approved, d.reason as decision_reason,
    f.at as made_at, f.rows, f.size, f.sha256
  from audit.export e
  join access.officer o on o.county = e.county and o.id = e.officer_id
  join access.agency a on a.county = e.county and a.id = e.agency_id
  left join audit.export_decision d on d.county = e.county and d.export_id = e.id
  left join access.officer p on p.county = d.county and p.id = d.officer_id
  left join audit.export_file f on f.county = e.county and f.export_id = e.id`

const stateOf = (row: Stored, now: Date): ExportState =>
  exportState({ until: row.until, approved: row.approved, made: row.made_at !== null }, now)

function rowOf(row: Stored, now: Date): ExportRow {
  return {
    id: row.id,
    number: row.number,
    kind: row.kind,
    town: row.town,
    type: row.type,
    from: row.from_day,
    to: row.to_day,
    purpose: row.purpose,
    recipient: row.recipient,
    until: localTime(row.until),
    at: localTime(row.at),
    by: { id: row.officer_id, name: row.officer, agency: row.agency },
    state: stateOf(row, now),
    decision: row.decided_at && {
      at: localTime(row.decided_at),
      by: row.decider ?? '',
      role: row.decider_role ?? '',
      approved: row.approved === true,
      reason: row.decision_reason ?? '',
    },
    file: row.made_at && {
      at: localTime(row.made_at),
      rows: row.rows ?? 0,
      size: row.size ?? 0,
      sha256: row.sha256?.toString('hex') ?? '',
    },
  }
}

async function requireExport(tx: ScopedTx, id: string): Promise<Stored> {
  const { rows } = await tx.query<Stored>(`${stored} where e.county = $1 and e.id = $2`, [tx.county, id])
  if (!rows[0]) throw new Problem('platform.notFound', { what: auditTexts.export })
  return rows[0]
}

function requireState(
  row: Stored,
  now: Date,
  wanted: readonly ExportState[],
  act: keyof typeof exportWords.acts,
): void {
  const state = stateOf(row, now)
  if (!wanted.includes(state))
    throw new Problem('audit.exportState', { state: exportWords.states[state], act: exportWords.acts[act] })
}

export async function readExport(tx: ScopedTx, id: string): Promise<ExportRow> {
  return rowOf(await requireExport(tx, id), tx.context.now())
}

/** Exports within the reader's rules, newest first. */
export async function listExports(
  tx: ScopedTx,
  query: { readonly cursor?: string; readonly limit?: number },
): Promise<ExportList> {
  const limit = query.limit ?? 50
  const before = parseCursor(query.cursor)
  const { rows } = await tx.query<Stored>(
    `${stored} where e.county = $1 and ($2::timestamptz is null or (e.at, e.id) < ($2::timestamptz, $3::uuid)) order by e.at desc, e.id desc limit $4`,
    [tx.county, before?.at ?? null, before?.id ?? null, limit + 1],
  )
  const shown = rows.slice(0, limit)
  return {
    items: shown.map((row) => rowOf(row, tx.context.now())),
    next: rows.length > limit ? cursorAfter(shown.at(-1)) : null,
  }
}

async function tellRoles(services: Services, tx: ScopedTx, roles: readonly string[], text: string): Promise<void> {
  const { rows } = await tx.query<{ id: string }>(
    'select id from access.officer where county = $1 and disabled_at is null and roles && $2::text[] order by id',
    [tx.county, roles],
  )
  for (const { id } of rows)
    await services.messages.send(tx, {
      county: tx.county,
      to: id,
      channel: 'inbox',
      kind: 'export',
      text,
      at: tx.context.now(),
    })
}

/** Asks for an export; nothing is read yet. @throws Problem audit.exportTown, audit.exportPeriod, platform.invalidRequest */
export async function askExport(services: Services, tx: ScopedTx, request: ExportRequest): Promise<string> {
  const scope = tx.scope as OfficerScope
  if (request.from && request.to && request.from > request.to) throw new Problem('audit.exportPeriod')
  if (request.type && !(request.type in disputeTypes)) throw new Problem('platform.invalidRequest', { detail: 'type' })
  if (scope.reach !== '*' && request.town && request.town !== scope.reach) throw new Problem('audit.exportTown')
  const id = tx.context.id()
  const number = exportNumber(tx.context.random(8))
  const now = tx.context.now()
  await tx.query(
    `insert into audit.export (county, id, number, kind, town, type, from_day, to_day, purpose, recipient, until, at, officer_id, agency_id, role, reach)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
    [
      tx.county,
      id,
      number,
      request.kind,
      scope.reach === '*' ? (request.town ?? null) : scope.reach,
      request.type ?? null,
      request.from ?? null,
      request.to ?? null,
      request.purpose.trim(),
      request.recipient.trim(),
      startOfDay(addDays(dayOf(now), request.days + 1)),
      now,
      scope.officerId,
      scope.agencyId,
      scope.role,
      scope.reach,
    ],
  )
  await tellRoles(services, tx, ['privacyOfficer'], auditTexts.exportAsked({ number, name: scope.name }))
  tx.emit({ kind: 'export.changed', subject: id })
  return id
}

/** Another named person approves or refuses, with a reason. @throws Problem audit.ownExport, audit.exportState */
export async function decideExport(
  services: Services,
  tx: ScopedTx,
  id: string,
  approved: boolean,
  reason: string,
): Promise<void> {
  const scope = tx.scope as OfficerScope
  const row = await requireExport(tx, id)
  if (row.officer_id === scope.officerId) throw new Problem('audit.ownExport')
  requireState(row, tx.context.now(), ['asked'], 'decide')
  await tx.query(
    `insert into audit.export_decision (county, export_id, at, officer_id, role, approved, reason) values ($1, $2, $3, $4, $5, $6, $7)`,
    [tx.county, id, tx.context.now(), scope.officerId, scope.role, approved, reason],
  )
  await services.messages.send(tx, {
    county: tx.county,
    to: row.officer_id,
    channel: 'inbox',
    kind: 'export',
    text: auditTexts.exportDecided({ number: row.number, approved }),
    at: tx.context.now(),
  })
  tx.emit({ kind: 'export.changed', subject: id })
}

const place = (id: string): string => `audit.export_file|file|${id}`
/** Disputes that one line of the log names at most. */
const disputesALine = 1_000

/** Writes to the log of reads that these disputes left the house, a thousand a line. */
export function logExport(
  tx: ScopedTx,
  subject: string,
  disputes: readonly string[],
  fields: readonly string[],
  reason: string,
): void {
  const all = [...new Set(disputes)]
  for (let at = 0; at === 0 || at < all.length; at += disputesALine)
    tx.logRead({ subjectKind: 'export', subject, disputes: all.slice(at, at + disputesALine), fields, reason })
}

/**
 * Makes the approved file, once, under the reach of whoever asked: rows the requester may see at this moment, each marked,
 * the digest in the ledger, every dispute in it in the log of reads.
 * @throws Problem audit.exportNotYours, audit.exportState, audit.exportLarge
 */
export async function makeExport(tx: ScopedTx, id: string): Promise<void> {
  const scope = tx.scope as OfficerScope
  const row = await requireExport(tx, id)
  if (row.officer_id !== scope.officerId) throw new Problem('audit.exportNotYours')
  requireState(row, tx.context.now(), ['approved'], 'make')
  const { rows, disputes } = await readExportRows(tx, {
    kind: row.kind,
    // A town's own data only, also where something else was handed over or opened in an emergency.
    town: scope.reach === '*' ? row.town : scope.reach,
    type: row.type as DisputeType | null,
    from: row.from_day === null ? null : startOfDay(row.from_day),
    to: row.to_day === null ? null : startOfDay(addDays(row.to_day, 1)),
    most: mostRows,
  })
  if (rows.length > mostRows) throw new Problem('audit.exportLarge', { rows: rows.length, most: mostRows })
  const file = csvFile(
    exportColumns[row.kind],
    rows,
    (at) => rowMark(tx.keys, row.number, at),
    exportWords.footer({
      number: row.number,
      purpose: row.purpose,
      recipient: row.recipient,
      by: row.officer,
      approvedBy: row.decider ?? '',
      until: dayOf(new Date(row.until.getTime() - 1)),
      rows: rows.length,
    }),
  )
  const { key, wrapped } = newRecordKey(tx.keys, id)
  const sha256 = createHash('sha256').update(file).digest()
  await tx.query(
    `insert into audit.export_file (county, export_id, at, rows, size, sha256, wrapped_key, file) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [tx.county, id, tx.context.now(), rows.length, file.length, sha256, wrapped, seal(key, file, place(id))],
  )
  logExport(tx, id, disputes, [row.kind, `rows:${rows.length}`], row.purpose)
  tx.emit({ kind: 'export.changed', subject: id })
  await append(tx, [
    {
      kind: 'export.made',
      subject: id,
      traceCode: null,
      payload: {
        number: row.number,
        kind: row.kind,
        rows: rows.length,
        sha256: sha256.toString('hex'),
        until: row.until.toISOString(),
      },
    },
  ])
}

/** The file's bytes for whoever asked for it, until it expires; each fetch is a line in the log. */
export async function fetchExport(
  tx: ScopedTx,
  id: string,
): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const scope = tx.scope as OfficerScope
  const row = await requireExport(tx, id)
  if (row.officer_id !== scope.officerId) throw new Problem('audit.exportNotYours')
  requireState(row, tx.context.now(), ['made'], 'fetch')
  const { rows } = await tx.query<{ wrapped_key: Buffer | null; file: Buffer | null }>(
    'select wrapped_key, file from audit.export_file where county = $1 and export_id = $2',
    [tx.county, id],
  )
  const found = rows[0]
  if (!found?.wrapped_key || !found.file)
    throw new Problem('audit.exportState', { state: exportWords.states.expired, act: exportWords.acts.fetch })
  tx.logRead({ subjectKind: 'export', subject: id, fields: ['file'], reason: row.purpose })
  return {
    name: `${row.number}.csv`,
    bytes: unseal(unwrapRecordKey(tx.keys, found.wrapped_key, id), found.file, place(id)),
  }
}

/** Destroys files (and their keys) whose time is over. Returns how many. */
export async function destroyExpired(tx: ScopedTx): Promise<number> {
  const { count } = await tx.query(
    `update audit.export_file f set wrapped_key = null, file = null
     where f.county = $1 and f.file is not null
       and exists (select from audit.export e where e.county = f.county and e.id = f.export_id and e.until <= $2)`,
    [tx.county, tx.context.now()],
  )
  return count
}

/** Which export a row of a file that turned up somewhere belongs to. */
export async function exportOfMark(
  tx: ScopedTx,
  mark: string,
): Promise<{ known: boolean; number: string | null; row: number | null; recipient: string | null }> {
  const parsed = parseMark(tx.keys, mark)
  const { rows } = await tx.query<{ recipient: string }>(
    'select recipient from audit.export where county = $1 and number = $2',
    [tx.county, parsed?.number ?? ''],
  )
  return parsed && rows[0]
    ? { known: true, number: parsed.number, row: parsed.row, recipient: rows[0].recipient }
    : { known: false, number: null, row: null, recipient: null }
}
