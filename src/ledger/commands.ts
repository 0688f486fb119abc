import type { ScopedTx } from '../access/scope.ts'
import { logOrigin, type NewEntry, type PreparedEntry, prepareEntries } from './ledger.ts'
import { extendFrontier, type Frontier, frontierRoot, type HashedNode, hashSize } from './proof/tree.ts'
import { readTraceEnds } from './queries.ts'

/**
 * Enters events into the county's log: leaves, their hashes and the new root, in the caller's transaction. Call it last and
 * once in a transaction: from here to COMMIT every other writer of the county waits.
 * @returns for each event, in order, its index in the log and its RFC 6962 leaf hash (32 bytes).
 */
export async function append(
  tx: ScopedTx,
  entries: readonly NewEntry[],
): Promise<{ index: number; leafHash: Buffer }[]> {
  if (entries.length === 0) return []
  const before = await lockHead(tx)
  const codes = new Set(entries.flatMap((entry) => entry.traceCode ?? []))
  const ends = await readTraceEnds(tx, [...codes])
  const org = tx.scope.kind === 'officer' ? tx.scope.agencyId : logOrigin(tx.county)
  const prepared = prepareEntries(entries, ends, { org, now: tx.context.now(), keys: tx.keys })
  const { frontier, completed } = extendFrontier(
    before,
    prepared.map((entry) => entry.leafHash),
  )
  await storeEntries(tx, before.size, entries, prepared)
  await storeSubtrees(tx, completed)
  await tx.query('update ledger.head set size = $2, root = $3, frontier = $4 where county = $1', [
    tx.county,
    frontier.size,
    frontierRoot(frontier),
    Buffer.concat(frontier.hashes),
  ])
  return prepared.map((entry, at) => ({ index: before.size + at, leafHash: entry.leafHash }))
}

/** Destroys payload and salt of every entry about these subjects, so that nobody can connect the leaves to anything. */
export async function eraseSubjects(tx: ScopedTx, subjects: readonly string[]): Promise<number> {
  const { rows } = await tx.query('select ledger.erase($1) as erased', [subjects])
  return Number(rows[0]!.erased)
}

async function lockHead(tx: ScopedTx): Promise<Frontier> {
  const select = 'select size, frontier from ledger.head where county = $1 for update'
  let { rows } = await tx.query(select, [tx.county])
  if (rows.length === 0) {
    const empty = [tx.county, frontierRoot({ size: 0, hashes: [] })]
    await tx.query(
      `insert into ledger.head (county, size, root, frontier) values ($1, 0, $2, '') on conflict (county) do nothing`,
      empty,
    )
    rows = (await tx.query(select, [tx.county])).rows
  }
  const { size, frontier } = rows[0] as { size: string; frontier: Buffer }
  const hashes = Array.from({ length: frontier.length / hashSize }, (_, at) =>
    frontier.subarray(at * hashSize, (at + 1) * hashSize),
  )
  return { size: Number(size), hashes }
}

async function storeEntries(
  tx: ScopedTx,
  first: number,
  entries: readonly NewEntry[],
  prepared: readonly PreparedEntry[],
): Promise<void> {
  await tx.query(
    `insert into ledger.entry
       (county, index, leaf, leaf_hash, kind, subject, trace_code, trace_sequence, payload, salt, at)
     select $1, $2::bigint + row.at - 1, row.leaf, row.leaf_hash, row.kind, row.subject, row.trace_code,
            row.trace_sequence, row.payload, row.salt, row.time
       from unnest($3::text[], $4::bytea[], $5::text[], $6::text[], $7::text[], $8::int[], $9::text[], $10::bytea[],
                   $11::timestamptz[])
            with ordinality as row (leaf, leaf_hash, kind, subject, trace_code, trace_sequence, payload, salt, time, at)`,
    [
      tx.county,
      first,
      prepared.map((entry) => entry.leaf),
      prepared.map((entry) => entry.leafHash),
      entries.map((entry) => entry.kind),
      entries.map((entry) => entry.subject),
      entries.map((entry) => entry.traceCode),
      prepared.map((entry) => entry.sequence),
      prepared.map((entry) => entry.payload),
      prepared.map((entry) => entry.salt),
      prepared.map((entry) => entry.at.toISOString()),
    ],
  )
}

async function storeSubtrees(tx: ScopedTx, completed: readonly HashedNode[]): Promise<void> {
  const full = completed.filter((node) => node.height % 8 === 0)
  if (full.length === 0) return
  await tx.query(
    `insert into ledger.subtree (county, level, number, hash)
     select $1, row.level, row.number, row.hash
       from unnest($2::smallint[], $3::bigint[], $4::bytea[]) as row (level, number, hash)`,
    [tx.county, full.map((node) => node.height / 8), full.map((node) => node.index), full.map((node) => node.hash)],
  )
}
