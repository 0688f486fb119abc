import type { ScopedTx } from '../access/scope.ts'
import type { TraceEnd } from './ledger.ts'
import { storedHashesOf, type Tile } from './proof/tiles.ts'
import { emptyRoot, foldPerfect, type Node } from './proof/tree.ts'

export interface Head {
  readonly size: number
  readonly root: Buffer
}

/** The county's tree as it stands; an empty tree where nothing was entered yet. */
export async function readHead(tx: ScopedTx): Promise<Head> {
  const { rows } = await tx.query('select size, root from ledger.head where county = $1', [tx.county])
  const row = rows[0] as { size: string; root: Buffer } | undefined
  return row ? { size: Number(row.size), root: row.root } : { size: 0, root: emptyRoot }
}

/** The last entry of each trace code that has one. */
export async function readTraceEnds(tx: ScopedTx, codes: readonly string[]): Promise<Map<string, TraceEnd>> {
  if (codes.length === 0) return new Map()
  const { rows } = await tx.query(
    `select code, last.trace_sequence, last.leaf_hash
       from unnest($2::text[]) as code
      cross join lateral (select trace_sequence, leaf_hash from ledger.entry
                           where county = $1 and trace_code = code order by trace_sequence desc limit 1) as last`,
    [tx.county, codes],
  )
  return new Map(
    (rows as { code: string; trace_sequence: number; leaf_hash: Buffer }[]).map((row) => [
      row.code,
      { sequence: row.trace_sequence, leafHash: row.leaf_hash },
    ]),
  )
}

/** One stored entry; `payload` (canonical JSON) and `salt` are null once erased. */
export interface StoredEntry {
  readonly index: number
  readonly leaf: string
  readonly leafHash: Buffer
  readonly kind: string
  readonly subject: string
  readonly payload: string | null
  readonly salt: Buffer | null
  readonly at: Date
}

const entryColumns = 'index, leaf, leaf_hash, kind, subject, payload, salt, at'

function storedEntry(row: Record<string, unknown>): StoredEntry {
  return {
    index: Number(row.index),
    leaf: row.leaf as string,
    leafHash: row.leaf_hash as Buffer,
    kind: row.kind as string,
    subject: row.subject as string,
    payload: row.payload as string | null,
    salt: row.salt as Buffer | null,
    at: row.at as Date,
  }
}

/** Entries [from, to) in order. */
export async function readEntries(tx: ScopedTx, from: number, to: number): Promise<StoredEntry[]> {
  const { rows } = await tx.query(
    `select ${entryColumns} from ledger.entry where county = $1 and index >= $2 and index < $3 order by index`,
    [tx.county, from, to],
  )
  return rows.map(storedEntry)
}

/** All entries with one trace code, oldest first: the evidence behind a timeline. */
export async function readTraceEntries(tx: ScopedTx, traceCode: string): Promise<StoredEntry[]> {
  const { rows } = await tx.query(
    `select ${entryColumns} from ledger.entry where county = $1 and trace_code = $2 order by trace_sequence`,
    [tx.county, traceCode],
  )
  return rows.map(storedEntry)
}

/** All entries about one subject, oldest first, whatever trace code they carry. */
export async function readSubjectEntries(tx: ScopedTx, subject: string): Promise<StoredEntry[]> {
  const { rows } = await tx.query(
    `select ${entryColumns} from ledger.entry where county = $1 and subject = $2 order by index`,
    [tx.county, subject],
  )
  return rows.map(storedEntry)
}

/** The hashes of a tile, or fewer than its width where the tree does not reach so far. */
export async function readTileHashes(tx: ScopedTx, tile: Tile & { level: number }): Promise<Buffer[]> {
  return readHashes(tx, tile.level, tile.number * 256, tile.width)
}

async function readHashes(tx: ScopedTx, level: number, start: number, count: number): Promise<Buffer[]> {
  const { rows } =
    level === 0
      ? await tx.query(
          `select leaf_hash as hash from ledger.entry
            where county = $1 and index >= $2 and index < $3 order by index`,
          [tx.county, start, start + count],
        )
      : await tx.query(
          `select hash from ledger.subtree
            where county = $1 and level = $2 and number >= $3 and number < $4 order by number`,
          [tx.county, level, start, start + count],
        )
  return rows.map((row) => row.hash as Buffer)
}

/** Hashes of complete nodes, as the proofs ask for them: a few rows each, whatever the size of the log. */
export async function readNodes(tx: ScopedTx, nodes: readonly Node[]): Promise<(node: Node) => Buffer> {
  const hashes = new Map<string, Buffer>()
  for (const node of nodes) {
    const { level, start, count } = storedHashesOf(node)
    hashes.set(`${node.height}/${node.index}`, foldPerfect(await readHashes(tx, level, start, count)))
  }
  return (node) => hashes.get(`${node.height}/${node.index}`)!
}
