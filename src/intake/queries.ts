import { type Identity, readIdentities } from '../access/custody/store.ts'
import type { ScopedTx } from '../access/scope.ts'
import { unseal, unsealText, unwrapRecordKey } from '../access/seal.ts'
import { type ReferenceKind, referenceTable } from '../vocabulary/reference-kinds.ts'
import type { SourceKey } from '../vocabulary/sources.ts'
import { chinaDay } from './dates.ts'
import { relatedNumbers } from './read-row.ts'
import type { IntakeRecord } from './record.ts'
import type { Photo, PhotoType, SourceFreshness } from './schema.ts'

interface RecordRow {
  readonly county: string
  readonly id: string
  readonly sequence: number | null
  readonly source: SourceKey
  readonly supplier: string
  readonly number: string
  readonly version: number
  readonly occurred_at: Date
  readonly received_at: Date
  readonly place: string | null
  readonly town: string | null
  readonly sealed: boolean
  readonly replaces: string | null
  readonly payload: Buffer
  /** Of a record stored before identities had a store of their own; null once it was moved there (jobs.ts). */
  readonly identity: Buffer | null
}

/**
 * What is encrypted of a record. `raw`: columns that are no standard ones, and cells whose stored form differs. Of a sealed
 * record the texts are redacted here and whole in its identity.
 */
export type Payload = Identity

export const payloadPlace = (id: string): string => `intake.record|payload|${id}`
export const photoPlace = (id: string, position: number): string => `intake.photo|content|${id}|${position}`
export const identityPlace = (id: string): string => `intake.record|identity|${id}`

const columns = `county, id, sequence, source, supplier, number, version, occurred_at, received_at, place, town, sealed, replaces, payload, identity`

/** Keys of records by id; an erased record has none. Asked for apart: joined, a table without statistics is scanned for every row. */
async function readKeys(tx: ScopedTx, records: readonly RecordRow[]): Promise<ReadonlyMap<string, Buffer>> {
  if (records.length === 0) return new Map()
  const { rows } = await tx.query<{ record_id: string; wrapped: Buffer }>(
    'select record_id, wrapped from intake.record_key where county = $1 and record_id = any($2::uuid[])',
    [records[0]!.county, records.map((record) => record.id)],
  )
  return new Map(rows.map((row) => [row.record_id, unwrapRecordKey(tx.keys, row.wrapped, row.record_id)]))
}

async function openRecords(tx: ScopedTx, found: readonly RecordRow[], withIdentity: boolean): Promise<IntakeRecord[]> {
  const keys = await readKeys(tx, found)
  const sealed = withIdentity ? found.filter((record) => record.sealed && keys.has(record.id)) : []
  const identities = await readIdentities(
    tx,
    sealed.map((record) => record.id),
  )
  return found.map((record) => openRecord(record, keys.get(record.id), withIdentity, identities.get(record.id)))
}

function openRecord(
  found: RecordRow,
  key: Buffer | undefined,
  withIdentity: boolean,
  identity: Identity | undefined,
): IntakeRecord {
  const row: Record<string, string> = {}
  if (key) {
    Object.assign(row, (JSON.parse(unsealText(key, found.payload, payloadPlace(found.id))) as Payload).row)
    if (identity) Object.assign(row, identity.row)
    else if (found.identity && withIdentity)
      Object.assign(row, (JSON.parse(unsealText(key, found.identity, identityPlace(found.id))) as Payload).row)
  }
  return {
    county: found.county,
    id: found.id,
    sequence: found.sequence ?? 0,
    source: found.source,
    supplier: found.supplier,
    number: found.number,
    version: found.version,
    occurredAt: found.occurred_at,
    receivedAt: found.received_at,
    place: found.place,
    town: found.town,
    sealed: found.sealed || key === undefined,
    row,
    relatedNumbers: relatedNumbers(row),
    replaces: found.replaces,
  }
}

/** The county's next records after a sequence number, decrypted for the pipeline, in their order. */
export async function readBatch(tx: ScopedTx, county: string, after: number, limit: number): Promise<IntakeRecord[]> {
  const { rows } = await tx.query<RecordRow>(
    `select ${columns} from intake.record
     where county = $1 and sequence > $2 order by sequence limit $3`,
    [county, after, limit],
  )
  return openRecords(tx, rows, true)
}

/**
 * Records by id, in the order of receipt; those outside the scope are absent. Sealed identity columns and addresses are in
 * `row` under the system scope only; an officer gets them through the custodian (access/custody). The caller writes the
 * read log with what it shows.
 */
export async function readRecords(tx: ScopedTx, ids: readonly string[]): Promise<IntakeRecord[]> {
  if (ids.length === 0) return []
  const { rows } = await tx.query<RecordRow>(
    `select ${columns} from intake.record
     where county = $1 and id = any($2::uuid[]) order by received_at, sequence`,
    [tx.county, ids],
  )
  return openRecords(tx, rows, tx.scope.kind === 'system')
}

/** Sequence number of the county's newest record; 0 when there is none. */
export async function readLastSequence(tx: ScopedTx): Promise<number> {
  const { rows } = await tx.query<{ last: number }>('select last from intake.counter where county = $1', [tx.county])
  return rows[0]?.last ?? 0
}

export interface SourceArrival {
  readonly source: SourceKey
  readonly supplier: string
  readonly records: number
  readonly lastReceivedAt: Date
  /** The last thirty days (`YYYY-MM-DD`, +08:00) on which something arrived, ascending. */
  readonly days: readonly string[]
}

export async function readSourceArrivals(tx: ScopedTx): Promise<SourceArrival[]> {
  const { rows } = await tx.query<SourceArrival>(
    `select source, supplier, records, last_received_at as "lastReceivedAt", days::text[] as days
     from intake.source_arrival where county = $1 order by source, supplier`,
    [tx.county],
  )
  return rows
}

const hour = 3_600_000

/** Whether a source has gone quiet at `now`: its usual interval is the median gap between arrival days, known from four on. */
export function freshnessOf(arrival: SourceArrival, now: Date): SourceFreshness {
  const { days } = arrival
  const gaps = days.slice(1).map((day, index) => (Date.parse(day) - Date.parse(days[index]!)) / hour)
  const interval = days.length < 4 ? null : [...gaps].sort((a, b) => a - b)[gaps.length >> 1]!
  const silent = (now.getTime() - arrival.lastReceivedAt.getTime()) / hour
  return {
    source: arrival.source,
    supplier: arrival.supplier,
    records: arrival.records,
    lastArrival: arrival.lastReceivedAt.toISOString(),
    interval,
    stale: interval === null ? null : silent > Math.max(3 * interval, 48),
  }
}

export async function readSourceFreshness(tx: ScopedTx): Promise<SourceFreshness[]> {
  return (await readSourceArrivals(tx)).map((arrival) => freshnessOf(arrival, tx.context.now()))
}

/** One row of reference data; the columns are those of `vocabulary/reference-kinds.ts`, empty ones absent. */
export interface ReferenceRow {
  readonly version: number
  /** `YYYY-MM-DD`. */
  readonly effectiveFrom: string
  /** Where the data come from, as the file says. */
  readonly source: string
  readonly row: Readonly<Record<string, string>>
}

/**
 * The reference data of one kind in force on a day (`YYYY-MM-DD`, default the transaction's today), in the order of the file.
 * Kinds of mode `set`: the rows of the newest version of which something is in force; `rows`: per key the row with the latest 生效日期.
 */
export async function readReference(
  tx: ScopedTx,
  kind: ReferenceKind,
  asOf: string = chinaDay(tx.context.now()),
): Promise<ReferenceRow[]> {
  const bySet = `select version, effective_from::text as "effectiveFrom", source, row from intake.reference_row
     where county = $1 and kind = $2 and effective_from <= $3
       and version = (select max(version) from intake.reference_row where county = $1 and kind = $2 and effective_from <= $3)
     order by position`
  const byKey = `select version, "effectiveFrom", source, row from (
       select distinct on (key) key, version, position, effective_from::text as "effectiveFrom", source, row from intake.reference_row
       where county = $1 and kind = $2 and effective_from <= $3 order by key, effective_from desc, version desc
     ) latest order by version, position`
  const { rows } = await tx.query<ReferenceRow>(referenceTable[kind].mode === 'set' ? bySet : byKey, [
    tx.county,
    kind,
    asOf,
  ])
  return rows
}

/** Photos of a record, without their content. Of a sealed or erased record none: a picture shows who somebody is. */
export async function readPhotos(tx: ScopedTx, recordId: string): Promise<Photo[]> {
  const { rows } = await tx.query<{ position: number; mediaType: PhotoType; size: number; receivedAt: Date }>(
    `select p.position, p.media_type as "mediaType", p.size, p.received_at as "receivedAt" from intake.photo p
     join intake.record r on r.county = p.county and r.id = p.record_id and not r.sealed
     join intake.record_key k on k.county = p.county and k.record_id = p.record_id
     where p.county = $1 and p.record_id::text = $2 order by p.position`,
    [tx.county, recordId],
  )
  return rows.map((row) => ({ ...row, receivedAt: row.receivedAt.toISOString() }))
}

/** One photo, opened; null where `readPhotos` does not name it. The caller writes the log of reads. */
export async function readPhoto(
  tx: ScopedTx,
  recordId: string,
  position: number,
): Promise<{ readonly mediaType: PhotoType; readonly bytes: Buffer } | null> {
  const { rows } = await tx.query<{ media_type: PhotoType; content: Buffer; wrapped: Buffer }>(
    `select p.media_type, p.content, k.wrapped from intake.photo p
     join intake.record r on r.county = p.county and r.id = p.record_id and not r.sealed
     join intake.record_key k on k.county = p.county and k.record_id = p.record_id
     where p.county = $1 and p.record_id::text = $2 and p.position = $3`,
    [tx.county, recordId, position],
  )
  const found = rows[0]
  if (!found) return null
  const key = unwrapRecordKey(tx.keys, found.wrapped, recordId)
  return { mediaType: found.media_type, bytes: unseal(key, found.content, photoPlace(recordId, position)) }
}

/** Grid events that a town reported since `since`, newest first, opened under the reader's scope; sealed and erased ones are absent. */
export async function readGridEvents(tx: ScopedTx, town: string, since: Date, limit: number): Promise<IntakeRecord[]> {
  const { rows } = await tx.query<RecordRow>(
    `select ${columns} from intake.record where county = $1 and town = $2 and source = 'grid' and current and not sealed and received_at >= $3
     order by received_at desc limit $4`,
    [tx.county, town, since, limit],
  )
  return (await openRecords(tx, rows, false)).filter((record) => !record.sealed)
}
