import { createHash } from 'node:crypto'
import { destroyIdentities, type Identity, storeIdentities } from '../access/custody/store.ts'
import type { ScopedTx } from '../access/scope.ts'
import { newRecordKey, seal } from '../access/seal.ts'
import { append, eraseSubjects } from '../ledger/commands.ts'
import { enqueue } from '../platform/jobs.ts'
import { basisOfSource } from '../vocabulary/legal-basis.ts'
import type { SourceKey } from '../vocabulary/sources.ts'
import { chinaDay } from './dates.ts'
import { payloadPlace, readSourceArrivals } from './queries.ts'
import type { RecordDraft, Reject } from './read-row.ts'
import { splitSealed } from './redaction.ts'
import { decideVersion, type HeldVersion, type StoredDraft, versionKey } from './versions.ts'

export interface StoreRequest {
  /** All of the transaction's county, in the order in which they shall be numbered. */
  readonly drafts: readonly RecordDraft[]
  readonly runId?: string | null
  /** Decides and counts, stores nothing. */
  readonly dryRun?: boolean
  /** Versions met so far in a dry run, carried from batch to batch because nothing is stored in between. */
  readonly seen?: Map<string, HeldVersion[]>
}

export interface StoreResult {
  readonly accepted: number
  readonly duplicates: number
  readonly updated: number
  /** Conflicts of versions. */
  readonly rejects: readonly Reject[]
  readonly ids: readonly string[]
}

interface Prepared extends StoredDraft {
  readonly id: string
  readonly occurredAt: Date
  readonly receivedAt: Date
  readonly sequence: number | null
  readonly wrapped: Buffer
  readonly salt: Buffer
  readonly contentHash: Buffer
  readonly payload: Buffer
  readonly identity: Identity | null
}

const saltBytes = 16

/** Salted: without the record's salt the hash says nothing about a guessed content. */
function contentHash(salt: Buffer, content: string): Buffer {
  return createHash('sha256').update(salt).update(content).digest()
}

/**
 * Stores rows of one county in the caller's transaction: decides on versions under the county's lock, numbers and encrypts the
 * records, marks replaced ones, notes the arrival of each source, leaves one ledger entry a record, the event
 * `records.received` and the job `pipeline.run`. A constant number of statements whatever the batch. Call it once in a transaction, last.
 */
export async function storeRows(tx: ScopedTx, request: StoreRequest): Promise<StoreResult> {
  const { drafts } = request
  if (drafts.length === 0) return { accepted: 0, duplicates: 0, updated: 0, rejects: [], ids: [] }
  const last = request.dryRun ? 0 : await lockCounter(tx)
  const held = await readHeld(tx, drafts, request.seen)
  const counts = { accepted: 0, updated: 0, duplicates: 0 }
  const rejects: Reject[] = []
  const stored: { entry: StoredDraft; id: string }[] = []
  for (const draft of drafts) {
    const key = versionKey(draft)
    const versions = held.get(key) ?? []
    const decision = decideVersion(draft, versions)
    if (decision.kind === 'duplicate') counts.duplicates++
    else if (decision.kind === 'conflict') rejects.push(decision.reject)
    else {
      counts[decision.result]++
      const id = tx.context.id()
      const entry = decision.stored
      stored.push({ entry, id })
      const others = entry.current ? versions.map((version) => ({ ...version, current: false })) : versions
      held.set(key, [
        ...others,
        { id, version: entry.version, current: entry.current, same: (other) => other.content === draft.content },
      ])
    }
  }
  const ids = stored.map(({ id }) => id)
  if (request.dryRun || stored.length === 0) return { ...counts, rejects, ids: request.dryRun ? [] : ids }

  // A record that another row of the same batch replaced is not current when it is first written.
  const replaced = new Set(stored.flatMap(({ entry }) => entry.replaces ?? []))
  // Drawn at once: a call of its own costs more than the hash that the salt goes into.
  const salts = tx.context.random(stored.length * saltBytes)
  let sequence = last
  const prepared = stored.map(({ entry, id }, index) =>
    prepare(
      tx,
      id,
      { ...entry, current: entry.current && !replaced.has(id) },
      entry.current ? ++sequence : null,
      salts.subarray(index * saltBytes, (index + 1) * saltBytes),
    ),
  )
  await insertRecords(tx, prepared, request.runId ?? null)
  if (replaced.size > 0)
    await tx.query('update intake.record set current = false where county = $1 and id = any($2::uuid[])', [
      tx.county,
      [...replaced],
    ])
  await tx.query('update intake.counter set last = $2 where county = $1', [tx.county, sequence])
  await noteArrivals(tx, prepared)
  await enqueue(tx, 'pipeline.run', { county: tx.county }, `pipeline:${tx.county}`)
  tx.emit({ kind: 'records.received', data: { count: prepared.length, ...countBySource(prepared) } })
  await append(
    tx,
    prepared.map(({ id, draft, version, contentHash: digest }) => ({
      kind: 'record.received',
      subject: id,
      traceCode: null,
      payload: { source: draft.source, version, digest: digest.toString('hex') },
    })),
  )
  return { ...counts, rejects, ids }
}

/** The county's counter, held to the end of the transaction: storing is serial within a county. */
async function lockCounter(tx: ScopedTx): Promise<number> {
  await tx.query('insert into intake.counter (county, last) values ($1, 0) on conflict (county) do nothing', [
    tx.county,
  ])
  const { rows } = await tx.query<{ last: number }>('select last from intake.counter where county = $1 for update', [
    tx.county,
  ])
  return rows[0]!.last
}

async function readHeld(
  tx: ScopedTx,
  drafts: readonly RecordDraft[],
  seen = new Map<string, HeldVersion[]>(),
): Promise<Map<string, HeldVersion[]>> {
  const wanted = new Map<string, RecordDraft>()
  for (const draft of drafts) {
    const key = versionKey(draft)
    if (!seen.has(key)) wanted.set(key, draft)
  }
  // Two plain index look-ups: joined, a table without statistics was scanned once for every row of the batch (1.5 ms each).
  const { rows } = await tx.query<{
    source: SourceKey
    supplier: string
    number_normal: string
    id: string
    version: number
    current: boolean
    content_hash: Buffer
  }>(
    `select source, supplier, number_normal, id, version, current, content_hash from intake.record
     where county = $1 and number_normal = any($2::text[]) order by version`,
    [tx.county, [...wanted.values()].map((draft) => draft.numberNormal)],
  )
  const found = rows.flatMap((row) => {
    const key = versionKey({ source: row.source, supplier: row.supplier, numberNormal: row.number_normal })
    return wanted.has(key) ? [{ ...row, key }] : []
  })
  const salts = await readSalts(tx, found)
  for (const { key, id, version, current, content_hash: digest } of found) {
    const salt = salts.get(id)
    const same = (draft: RecordDraft): boolean => salt === undefined || contentHash(salt, draft.content).equals(digest)
    seen.set(key, [...(seen.get(key) ?? []), { id, version, current, same }])
  }
  return seen
}

/** Salts by record; an erased record has none. */
async function readSalts(
  tx: ScopedTx,
  records: readonly { readonly id: string }[],
): Promise<ReadonlyMap<string, Buffer>> {
  if (records.length === 0) return new Map()
  const { rows } = await tx.query<{ record_id: string; salt: Buffer }>(
    'select record_id, salt from intake.record_key where county = $1 and record_id = any($2::uuid[])',
    [tx.county, records.map((record) => record.id)],
  )
  return new Map(rows.map((row) => [row.record_id, row.salt]))
}

function prepare(tx: ScopedTx, id: string, stored: StoredDraft, sequence: number | null, salt: Buffer): Prepared {
  const { draft } = stored
  const { key, wrapped } = newRecordKey(tx.keys, id)
  const whole = { row: draft.row, raw: draft.raw }
  const { open, identity } =
    draft.sealed.length > 0 ? splitSealed(draft.source, whole) : { open: whole, identity: null }
  const receivedAt = draft.receivedAt ?? tx.context.now()
  return {
    ...stored,
    id,
    sequence,
    receivedAt,
    occurredAt: draft.occurredAt ?? receivedAt,
    wrapped,
    salt,
    contentHash: contentHash(salt, draft.content),
    payload: seal(key, JSON.stringify(open), payloadPlace(id)),
    identity,
  }
}

const incoming = [
  'county',
  'id',
  'sequence',
  'source',
  'supplier',
  'number',
  'number_normal',
  'version',
  'current',
  'replaces',
  'occurred_at',
  'received_at',
  'stored_at',
  'place',
  'town',
  'sealed',
  'content_hash',
  'legal_basis',
  'purpose',
  'run_id',
  'row_number',
  'payload',
] as const

/** COPY cannot write into a table with row-level policies: into a temporary one, then one INSERT (knowledge/storage.md 6). */
async function insertRecords(tx: ScopedTx, prepared: readonly Prepared[], runId: string | null): Promise<void> {
  await tx.query(
    `create temporary table if not exists intake_incoming on commit delete rows as
     select r.*, k.wrapped, k.salt from intake.record r, intake.record_key k with no data`,
  )
  const now = tx.context.now()
  await tx.copy(
    'intake_incoming',
    [...incoming, 'wrapped', 'salt'],
    (function* rows() {
      for (const { draft, ...one } of prepared)
        yield [
          tx.county,
          one.id,
          one.sequence,
          draft.source,
          draft.supplier,
          draft.number,
          draft.numberNormal,
          one.version,
          one.current,
          one.replaces,
          one.occurredAt,
          one.receivedAt,
          now,
          draft.place,
          draft.town,
          draft.sealed.length > 0,
          one.contentHash,
          basisOfSource[draft.source],
          'handling',
          runId,
          draft.rowNumber,
          one.payload,
          one.wrapped,
          one.salt,
        ]
    })(),
  )
  await tx.query(
    `insert into intake.record (${incoming.join(', ')}) select ${incoming.join(', ')} from intake_incoming where county = $1`,
    [tx.county],
  )
  await tx.query(
    'insert into intake.record_key (county, record_id, wrapped, salt) select county, id, wrapped, salt from intake_incoming where county = $1',
    [tx.county],
  )
  await storeIdentities(
    tx,
    prepared.flatMap(({ id, draft, identity }) =>
      identity === null ? [] : [{ recordId: id, reasons: draft.sealed, identity }],
    ),
  )
  // A second call within the transaction must not find these rows again.
  await tx.query('delete from intake_incoming')
}

function countBySource(prepared: readonly Prepared[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { draft } of prepared) counts[draft.source] = (counts[draft.source] ?? 0) + 1
  return counts
}

const keptDays = 30

async function noteArrivals(tx: ScopedTx, prepared: readonly Prepared[]): Promise<void> {
  const before = new Map(
    (await readSourceArrivals(tx)).map((arrival) => [`${arrival.source}\u0000${arrival.supplier}`, arrival]),
  )
  const groups = new Map<
    string,
    { source: SourceKey; supplier: string; count: number; last: Date; days: Set<string> }
  >()
  for (const { draft, receivedAt } of prepared) {
    const key = `${draft.source}\u0000${draft.supplier}`
    const known = before.get(key)
    const group = groups.get(key) ?? {
      source: draft.source,
      supplier: draft.supplier,
      count: 0,
      last: known?.lastReceivedAt ?? receivedAt,
      days: new Set(known?.days),
    }
    group.count++
    if (receivedAt > group.last) group.last = receivedAt
    group.days.add(chinaDay(receivedAt))
    groups.set(key, group)
  }
  await tx.query(
    `insert into intake.source_arrival (county, source, supplier, records, last_received_at, days)
     select $1, a.source, a.supplier, a.records, a.last, a.days
     from jsonb_to_recordset($2::text::jsonb) as a(source text, supplier text, records bigint, last timestamptz, days date[])
     on conflict (county, source, supplier) do update
       set records = source_arrival.records + excluded.records, last_received_at = excluded.last_received_at, days = excluded.days`,
    [
      tx.county,
      JSON.stringify(
        [...groups.values()].map((group) => ({
          source: group.source,
          supplier: group.supplier,
          records: group.count,
          last: group.last,
          days: [...group.days].sort().slice(-keptDays),
        })),
      ),
    ],
  )
}

/**
 * Destroys a record's key and salt, its photos, its sealed identity and the salts of its ledger entries: payload and hashes become noise,
 * the record's place in the log stays. Under the system's scope.
 */
export async function eraseRecord(tx: ScopedTx, id: string): Promise<void> {
  await eraseRecords(tx, [id])
}

/** The same for many, each with its entry in the ledger; returns the ids of which something was readable before. */
export async function eraseRecords(tx: ScopedTx, ids: readonly string[]): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>(
    `with gone as (delete from intake.record_key where county = $1 and record_id = any($2::uuid[]) returning record_id)
     select record_id as id from gone
     union select record_id from access.sealed_identity where county = $1 and record_id = any($2::uuid[])`,
    [tx.county, ids],
  )
  const erased = rows.map((row) => row.id)
  if (erased.length === 0) return []
  await tx.query('delete from intake.photo where county = $1 and record_id = any($2::uuid[])', [tx.county, erased])
  await destroyIdentities(tx, erased)
  await eraseSubjects(tx, erased)
  await append(
    tx,
    erased.map((id) => ({ kind: 'record.erased' as const, subject: id, traceCode: null, payload: {} })),
  )
  return erased
}

/** All stored versions of the records named: what is destroyed is destroyed in each of them. */
export async function versionsOf(tx: ScopedTx, ids: readonly string[]): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>(
    `select o.id from intake.record r
     join intake.record o on o.county = r.county and o.source = r.source and o.supplier = r.supplier and o.number_normal = r.number_normal
     where r.county = $1 and r.id = any($2::uuid[])`,
    [tx.county, ids],
  )
  return [...new Set(rows.map((row) => row.id))]
}
