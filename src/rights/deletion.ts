import { type ScopedTx, systemScope, withScope } from '../access/scope.ts'
import { eraseDocumentsOf } from '../documents/erasure.ts'
import { eraseRecords, versionsOf } from '../intake/commands.ts'
import { append } from '../ledger/commands.ts'
import { eraseLinks } from '../linking/erasure.ts'
import { eraseMediations } from '../mediation/erasure.ts'
import type { Schedule, Services } from '../platform/services.ts'
import { eraseMentions } from '../reading/erasure.ts'
import { dayOf, startOfDay } from '../vocabulary/calendar.ts'
import { type RetentionClass, type RetentionKey, retentionTable } from '../vocabulary/retention.ts'
import { holdsOf } from './holds.ts'

/** Everything before this moment is over its period. Pure; months and years by the calendar. */
export function cutoffOf({ length, unit }: Pick<RetentionClass, 'length' | 'unit'>, now: Date): Date {
  const cutoff = new Date(now)
  if (unit === 'days') cutoff.setUTCDate(cutoff.getUTCDate() - length)
  else if (unit === 'months') cutoff.setUTCMonth(cutoff.getUTCMonth() - length)
  else cutoff.setUTCFullYear(cutoff.getUTCFullYear() - length)
  return cutoff
}

/** When the period of something from `start` is over. Pure. */
export function endOf({ length, unit }: Pick<RetentionClass, 'length' | 'unit'>, start: Date): Date {
  return cutoffOf({ length: -length, unit }, start)
}

/** Destroys records in all their versions: payload, salt, sealed identity, hashed keys. Returns how many were readable. Under the system's rows. */
export async function destroyRecords(tx: ScopedTx, recordIds: readonly string[]): Promise<number> {
  // The pipeline's lock: keys are added or taken away, never both at once.
  await tx.query('select pg_advisory_xact_lock(73068103, $1)', [Number(tx.county)])
  const erased = await eraseRecords(tx, await versionsOf(tx, recordIds))
  await eraseMentions(tx, erased)
  await eraseLinks(tx, erased)
  return erased.length
}

/** A class that ends dispute by dispute: who is over, and what ends with it. */
interface ByDispute {
  /** SQL: ids of disputes of county $1 of which something is over at cutoff $2; further rules stand here. */
  readonly over: string
  /** SQL: the earliest moment from which such a period runs now, county $1. */
  readonly earliest: string
  destroy(tx: ScopedTx, disputes: readonly string[], cutoff: Date): Promise<number>
}

const activeRecords = async (tx: ScopedTx, disputes: readonly string[]): Promise<string[]> => {
  const { rows } = await tx.query<{ record_id: string }>(
    'select record_id from linking.dispute_record where county = $1 and dispute_id = any($2::uuid[]) and to_at is null',
    [tx.county, disputes],
  )
  return rows.map((row) => row.record_id)
}

const byDispute = {
  records: {
    over: `select d.id from linking.dispute d where d.county = $1 and d.last_at < $2 and exists (
      select from linking.dispute_record r join intake.record_key k on k.county = r.county and k.record_id = r.record_id
      where r.county = d.county and r.dispute_id = d.id and r.to_at is null)`,
    earliest: `select min(d.last_at) as at from linking.dispute d where d.county = $1 and exists (
      select from linking.dispute_record r join intake.record_key k on k.county = r.county and k.record_id = r.record_id
      where r.county = d.county and r.dispute_id = d.id and r.to_at is null)`,
    destroy: async (tx, disputes) => destroyRecords(tx, await activeRecords(tx, disputes)),
  },
  sealedIdentities: {
    over: `select distinct d.id from access.sealed_identity s
      join linking.dispute_record r on r.county = s.county and r.record_id = s.record_id and r.to_at is null
      join linking.dispute d on d.county = r.county and d.id = r.dispute_id
      where s.county = $1 and d.last_at < $2`,
    earliest: `select min(d.last_at) as at from access.sealed_identity s
      join linking.dispute_record r on r.county = s.county and r.record_id = s.record_id and r.to_at is null
      join linking.dispute d on d.county = r.county and d.id = r.dispute_id where s.county = $1`,
    destroy: async (tx, disputes) => {
      const { count } = await tx.query(
        'delete from access.sealed_identity where county = $1 and record_id = any($2::uuid[])',
        [tx.county, await activeRecords(tx, disputes)],
      )
      return count
    },
  },
  mediations: {
    over: `select distinct d.id from mediation.mediation m join linking.dispute d on d.county = m.county and d.id = m.dispute_id
      where m.county = $1 and m.key_wrapped is not null and d.last_at < $2 and m.started_at < $2`,
    earliest: `select min(greatest(d.last_at, m.started_at)) as at from mediation.mediation m
      join linking.dispute d on d.county = m.county and d.id = m.dispute_id where m.county = $1 and m.key_wrapped is not null`,
    destroy: (tx, disputes) => eraseMediations(tx, disputes),
  },
  documents: {
    over: `select distinct coalesce(dispute_id, subject) as id from documents.document
      where county = $1 and wrapped_key is not null and made_at < $2`,
    earliest: 'select min(made_at) as at from documents.document where county = $1 and wrapped_key is not null',
    destroy: (tx, disputes, cutoff) => eraseDocumentsOf(tx, disputes, cutoff),
  },
} as const satisfies Partial<Record<RetentionKey, ByDispute>>

/** A class that ends row by row. `real`: its times are of the real clock, as sign-in's are. */
interface ByRow {
  readonly table: string
  readonly column: string
  readonly also?: string
  readonly real?: true
  /** SQL that ends what is before $2 in county $1; `purge` goes through rights.purge. */
  readonly end: 'purge' | string
}

const byRow = {
  rightsRequests: {
    table: 'rights.request',
    column: 'decided_at',
    also: 'key_wrapped is not null',
    end: 'update rights.request set key_wrapped = null where county = $1 and decided_at < $2 and key_wrapped is not null',
  },
  readLog: { table: 'access.read_log', column: 'at', end: 'purge' },
  outbox: { table: 'platform.outbox', column: 'at', end: 'purge' },
  rejects: {
    table:
      '(select i.county, i.created_at from intake.reject r join intake.import_run i on i.county = r.county and i.id = r.run_id) x',
    column: 'created_at',
    end: 'purge',
  },
  events: { table: 'platform.event', column: 'at', end: 'purge' },
  sessions: {
    table: 'access.session',
    column: 'expires_at',
    real: true,
    end: 'delete from access.session where county = $1 and expires_at < $2',
  },
  signIns: { table: 'access.sign_in_event', column: 'at', real: true, end: 'purge' },
} as const satisfies Partial<Record<RetentionKey, ByRow>>

const batchSize = 200
const plain: ReadonlySet<RetentionKey> = new Set(['events', 'sessions'])

export interface ClassCount {
  readonly key: RetentionKey
  /** Destroyed, or, in a dry run, what would be. Records, identities, mediations and documents count by dispute in a dry run. */
  readonly destroyed: number
  /** Disputes that something keeps. */
  readonly held: number
}

const system = <T>(services: Services, county: string, work: (tx: ScopedTx) => Promise<T>): Promise<T> =>
  withScope(services, systemScope(county, 'retention'), 'rights', work)

async function overDisputes(tx: ScopedTx, key: keyof typeof byDispute, now: Date) {
  const cutoff = cutoffOf(retentionTable[key], now)
  const { rows } = await tx.query<{ id: string }>(byDispute[key].over, [tx.county, cutoff])
  const ids = rows.map((row) => row.id)
  const holds = await holdsOf(tx, ids)
  return { cutoff, free: ids.filter((id) => !holds.has(id)), held: holds.size }
}

const momentOf = (rule: ByRow, now: Date): Date => (rule.real ? new Date() : now)

async function countRows(tx: ScopedTx, key: keyof typeof byRow, now: Date): Promise<number> {
  const rule: ByRow = byRow[key]
  const { rows } = await tx.query<{ count: number }>(
    `select count(*)::int as count from ${rule.table} where county = $1 and ${rule.column} < $2${rule.also ? ` and ${rule.also}` : ''}`,
    [tx.county, cutoffOf(retentionTable[key], momentOf(rule, now))],
  )
  return rows[0]!.count
}

/** What a run would destroy now, and what is held. */
export async function countOver(tx: ScopedTx, now: Date): Promise<ClassCount[]> {
  const counts: ClassCount[] = []
  for (const key of Object.keys(byDispute) as (keyof typeof byDispute)[]) {
    const { free, held } = await overDisputes(tx, key, now)
    counts.push({ key, destroyed: free.length, held })
  }
  for (const key of Object.keys(byRow) as (keyof typeof byRow)[])
    counts.push({ key, destroyed: await countRows(tx, key, now), held: 0 })
  return counts
}

/** The moment at which the next thing of each class is over its period; null where nothing is stored. */
export async function nextEnds(tx: ScopedTx): Promise<Map<RetentionKey, Date | null>> {
  const ends = new Map<RetentionKey, Date | null>()
  const add = (key: RetentionKey, at: Date | null) => ends.set(key, at && endOf(retentionTable[key], at))
  for (const [key, rule] of Object.entries(byDispute) as [RetentionKey, ByDispute][])
    add(key, (await tx.query<{ at: Date | null }>(rule.earliest, [tx.county])).rows[0]!.at)
  for (const [key, rule] of Object.entries(byRow) as [RetentionKey, ByRow][]) {
    const also = rule.also ? ` and ${rule.also}` : ''
    const sql = `select min(${rule.column}) as at from ${rule.table} where county = $1${also}`
    add(key, (await tx.query<{ at: Date | null }>(sql, [tx.county])).rows[0]!.at)
  }
  return ends
}

/**
 * Destroys what is over its period, class by class in small transactions, and leaves one report with its ledger entry where
 * anything went. Running it again destroys nothing more. Returns the counts of every class.
 */
export async function runRetention(
  services: Services,
  county: string,
  cause: 'schedule' | 'command',
): Promise<ClassCount[]> {
  const now = services.context.now()
  const counts: ClassCount[] = []
  for (const key of Object.keys(byDispute) as (keyof typeof byDispute)[]) {
    const { cutoff, free, held } = await system(services, county, (tx) => overDisputes(tx, key, now))
    let destroyed = 0
    for (let start = 0; start < free.length; start += batchSize)
      destroyed += await system(services, county, (tx) =>
        byDispute[key].destroy(tx, free.slice(start, start + batchSize), cutoff),
      )
    counts.push({ key, destroyed, held })
  }
  for (const key of Object.keys(byRow) as (keyof typeof byRow)[]) {
    const rule: ByRow = byRow[key]
    const moment = momentOf(rule, now)
    const cutoff = cutoffOf(retentionTable[key], moment)
    const destroyed = await system(services, county, async (tx) =>
      rule.end === 'purge'
        ? Number(
            (await tx.query<{ gone: string }>('select rights.purge($1, $2, $3) as gone', [key, cutoff, moment]))
              .rows[0]!.gone,
          )
        : (await tx.query(rule.end, [county, cutoff])).count,
    )
    counts.push({ key, destroyed, held: 0 })
  }
  // What holds nothing of a person is cleared without a report of its own.
  if (counts.some((count) => count.destroyed > 0 && !plain.has(count.key)))
    await system(services, county, (tx) => report(tx, cause, counts, null))
  return counts
}

/** Leaves the append-only report of a deletion: classes and counts. Last in its transaction. */
export async function report(
  tx: ScopedTx,
  cause: 'schedule' | 'request' | 'command',
  counts: readonly ClassCount[],
  requestId: string | null,
): Promise<void> {
  const id = tx.context.id()
  const classes = counts
    .filter((count) => count.destroyed > 0 || count.held > 0)
    .map(({ key, destroyed, held }) => ({ class: key, destroyed, held }))
  const [entry] = await append(tx, [
    { kind: 'retention.reported', subject: id, traceCode: null, payload: { cause, classes } },
  ])
  await tx.query(
    `insert into rights.retention_report (county, id, at, cause, request_id, officer_id, classes, ledger_index)
     values ($1, $2, $3, $4, $5, $6, $7::text::jsonb, $8)`,
    [
      tx.county,
      id,
      tx.context.now(),
      cause,
      requestId,
      tx.scope.kind === 'officer' ? tx.scope.officerId : null,
      JSON.stringify(classes),
      entry!.index,
    ],
  )
}

export interface StoredReport {
  readonly id: string
  readonly at: Date
  readonly cause: 'schedule' | 'request' | 'command'
  readonly classes: readonly { class: RetentionKey; destroyed: number; held: number }[]
  readonly ledgerIndex: number
}

export async function readReports(tx: ScopedTx): Promise<StoredReport[]> {
  const { rows } = await tx.query<StoredReport>(
    `select id, at, cause, classes, ledger_index as "ledgerIndex" from rights.retention_report where county = $1 order by at desc, id desc limit 200`,
    [tx.county],
  )
  return rows
}

const hourOfChina = 3

/** 03:30 +08:00 each day, after the night's backup. */
export function nextRun(after: Date): Date {
  const today = new Date(startOfDay(dayOf(after)).getTime() + (hourOfChina * 60 + 30) * 60_000)
  return today > after ? today : new Date(today.getTime() + 86_400_000)
}

export const retentionSchedule: Schedule = {
  name: 'rights.retention',
  next: nextRun,
  async run(services, county) {
    await runRetention(services, county, 'schedule')
  },
}
