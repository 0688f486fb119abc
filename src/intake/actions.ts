import type { ScopedTx } from '../access/scope.ts'
import { seal, unwrapRecordKey } from '../access/seal.ts'
import { Problem } from '../platform/problem.ts'
import type { SourceKey } from '../vocabulary/sources.ts'
import { storeRows } from './commands.ts'
import { objectRow } from './json-lines.ts'
import { resolveMapping } from './mapping.ts'
import { type CleanPhoto, cleanPhoto } from './photo.ts'
import { photoPlace } from './queries.ts'
import { readRow } from './read-row.ts'
import { rejectedRow } from './runs.ts'
import { type Photo, photoLimit } from './schema.ts'

/**
 * Stores one row that was written on a screen of this program, through the same door as every file: read, checked,
 * encrypted, numbered, entered in the ledger, handed to the pipeline. Under the system's scope, last in its transaction.
 * Returns the record's id. Throws intake.rowRefused.
 */
export async function storeOwnRow(
  tx: ScopedTx,
  source: SourceKey,
  supplier: string,
  cells: Readonly<Record<string, string>>,
): Promise<string> {
  const mapping = resolveMapping(source, { name: supplier, header: Object.keys(cells), samples: [] })
  const outcome = readRow(mapping, objectRow(1, cells), {
    supplier,
    county: tx.county,
    counties: new Set([tx.county]),
    now: tx.context.now(),
  })
  const stored = outcome.kind === 'draft' ? await storeRows(tx, { drafts: [outcome.draft] }) : null
  const id = stored?.ids[0]
  if (id !== undefined) return id
  const reject = outcome.kind === 'reject' ? outcome.rejects[0] : stored?.rejects[0]
  throw new Problem('intake.rowRefused', { reason: reject ? rejectedRow(reject, null).reason : '' })
}

/** A photo small enough to keep, without its notes. Throws intake.photoType, intake.photoTooLarge. */
export function checkedPhoto(bytes: Buffer): CleanPhoto {
  if (bytes.length > photoLimit.bytes) throw new Problem('intake.photoTooLarge', { limit: photoLimit.bytes / 2 ** 20 })
  return cleanPhoto(bytes)
}

/**
 * Keeps one photo of a record under the record's key. Sent again it is the same photo: the first one stays. Under the system's
 * scope. Throws intake.photoType, intake.photoTooLarge, platform.notFound where the record was erased.
 */
export async function storePhoto(tx: ScopedTx, recordId: string, position: number, bytes: Buffer): Promise<Photo> {
  const photo = checkedPhoto(bytes)
  const { rows } = await tx.query<{ wrapped: Buffer }>(
    'select wrapped from intake.record_key where county = $1 and record_id = $2::uuid',
    [tx.county, recordId],
  )
  if (!rows[0]) throw new Problem('platform.notFound', { what: recordId })
  const key = unwrapRecordKey(tx.keys, rows[0].wrapped, recordId)
  const at = tx.context.now()
  await tx.query(
    `insert into intake.photo (county, record_id, position, media_type, size, received_at, content) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict do nothing`,
    [
      tx.county,
      recordId,
      position,
      photo.mediaType,
      photo.bytes.length,
      at,
      seal(key, photo.bytes, photoPlace(recordId, position)),
    ],
  )
  return { position, mediaType: photo.mediaType, size: photo.bytes.length, receivedAt: at.toISOString() }
}
