import { randomBytes } from 'node:crypto'
import { type ScopedTx, systemScope, withScope } from '../access/scope.ts'
import { append } from '../ledger/commands.ts'
import { saltSize } from '../ledger/proof/leaf.ts'
import { emptyFrontier, extendFrontier, frontierRoot } from '../ledger/proof/tree.ts'
import type { Services } from '../platform/services.ts'
import { leafText, readLeafHash } from './leaf.ts'
import { storedReads } from './sealed-queries.ts'

/** Lines of one batch, and how many waiting ones start one before the minute is over. */
export const batchSize = 1_000
/** Longest a line waits for its batch while the worker runs, real time. */
export const sealEveryMilliseconds = 60_000

/** What the ledger entry `read.logged` commits to. */
export interface SealedBatch {
  readonly batch: number
  readonly count: number
  /** Ids of the first and last line of the batch. */
  readonly first: string
  readonly last: string
  /** Hexadecimal Merkle root (RFC 6962) over the salted leaves. */
  readonly root: string
}

export async function countPending(tx: ScopedTx): Promise<number> {
  const { rows } = await tx.query<{ count: number }>(
    'select count(*)::int as count from (select from access.read_pending where county = $1 limit $2) p',
    [tx.county, batchSize],
  )
  return rows[0]!.count
}

/**
 * Takes up to 1,000 waiting lines of the log of reads into one batch and one ledger entry. A read does not wait for the
 * ledger's lock, hence the batch. Returns null where nothing waits.
 */
export async function sealBatch(tx: ScopedTx): Promise<SealedBatch | null> {
  await tx.query(`select pg_advisory_xact_lock(73068117, $1::int)`, [Number(tx.county)])
  const { rows: taken } = await tx.query<{ id: string }>(
    `with waiting as (
       select read_id from access.read_pending where county = $1 order by read_id limit $2
     )
     delete from access.read_pending p using waiting w where p.county = $1 and p.read_id = w.read_id
     returning p.read_id as id`,
    [tx.county, batchSize],
  )
  if (taken.length === 0) return null
  const reads = await storedReads(
    tx,
    taken.map((row) => row.id),
  )
  // A line that vanished while it waited leaves its place in the queue empty; `verify reads` counts what is left there.
  const found = new Set(reads.map((read) => read.id))
  const gone = taken.filter((row) => !found.has(row.id))
  if (gone.length > 0)
    await tx.query('insert into access.read_pending (county, read_id) select $1, unnest($2::uuid[])', [
      tx.county,
      gone.map((row) => row.id),
    ])
  if (reads.length === 0) return null
  const salts = randomBytes(2 * saltSize * reads.length)
  const leaves = reads.map((read, at) => {
    const salt = salts.subarray(2 * at * saltSize, (2 * at + 1) * saltSize)
    const hiddenSalt = salts.subarray((2 * at + 1) * saltSize, (2 * at + 2) * saltSize)
    return { id: read.id, salt, hiddenSalt, hash: readLeafHash(salt, leafText(read, hiddenSalt)) }
  })
  const { frontier } = extendFrontier(
    emptyFrontier,
    leaves.map((leaf) => leaf.hash),
  )
  const root = frontierRoot(frontier)
  const { rows: last } = await tx.query<{ number: number }>(
    'select coalesce(max(number), 0)::int as number from audit.sealed_batch where county = $1',
    [tx.county],
  )
  const batch: SealedBatch = {
    batch: last[0]!.number + 1,
    count: leaves.length,
    first: leaves[0]!.id,
    last: leaves.at(-1)!.id,
    root: root.toString('hex'),
  }
  const id = tx.context.id()
  await tx.query(
    `insert into audit.sealed_batch (county, number, id, at, count, first, last, root) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [tx.county, batch.batch, id, tx.context.now(), batch.count, batch.first, batch.last, root],
  )
  await tx.query(
    `insert into audit.sealed_read (county, read_id, batch, position, salt, hidden_salt, leaf_hash)
     select $1, l.id, $2, l.place - 1, l.salt, l.hidden_salt, l.hash
     from unnest($3::uuid[], $4::bytea[], $5::bytea[], $6::bytea[]) with ordinality as l(id, salt, hidden_salt, hash, place)`,
    [
      tx.county,
      batch.batch,
      leaves.map((leaf) => leaf.id),
      leaves.map((leaf) => leaf.salt),
      leaves.map((leaf) => leaf.hiddenSalt),
      leaves.map((leaf) => leaf.hash),
    ],
  )
  await append(tx, [{ kind: 'read.logged', subject: id, traceCode: null, payload: { ...batch } }])
  return batch
}

/** Seals everything that waits, a batch a transaction. Returns the number of batches. */
export async function sealAll(services: Services, county: string): Promise<number> {
  for (let batches = 0; ; batches++) {
    const sealed = await withScope(services, systemScope(county, 'readSeal'), 'audit', sealBatch)
    if (sealed === null) return batches
  }
}
