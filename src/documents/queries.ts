import type { ScopedTx } from '../access/scope.ts'
import { unseal, unwrapRecordKey } from '../access/seal.ts'
import { readTimeCursor } from '../platform/cursor.ts'
import { Problem } from '../platform/problem.ts'
import type { DocumentRow, RenderedKind } from './schema.ts'

interface StoredRow {
  id: string
  kind: RenderedKind
  subject: string
  trace_code: string | null
  title: string
  draft: boolean
  sha256: Buffer
  size: number
  made_at: Date
  made_by: string | null
  ledger_index: string | number
}

const columns = 'id, kind, subject, trace_code, title, draft, sha256, size, made_at, made_by, ledger_index'

function documentRow(row: StoredRow): DocumentRow {
  return {
    id: row.id,
    kind: row.kind,
    subject: row.subject,
    traceCode: row.trace_code,
    title: row.title,
    draft: row.draft,
    sha256: row.sha256.toString('hex'),
    size: row.size,
    madeAt: row.made_at.toISOString(),
    madeBy: row.made_by,
    ledgerIndex: Number(row.ledger_index),
  }
}

export interface DocumentFilter {
  readonly subject?: string | undefined
  readonly kind?: RenderedKind | undefined
  readonly traceCode?: string | undefined
  readonly cursor?: string | undefined
  readonly limit?: number | undefined
}

/** Documents that the scope may see, newest first. */
export async function readDocuments(
  tx: ScopedTx,
  filter: DocumentFilter,
): Promise<{ items: DocumentRow[]; next: string | null }> {
  const limit = filter.limit ?? 50
  const before = readTimeCursor(filter.cursor)
  const { rows } = await tx.query<StoredRow & { dispute_id: string | null }>(
    `select ${columns}, dispute_id from documents.document
      where county = $1 and ($2::uuid is null or subject = $2) and ($3::text is null or kind = $3)
        and ($4::text is null or trace_code = $4)
        and ($5::timestamptz is null or (made_at, id) < ($5::timestamptz, $6::uuid))
      order by made_at desc, id desc limit $7`,
    [
      tx.county,
      filter.subject ?? null,
      filter.kind ?? null,
      filter.traceCode ?? null,
      before?.at ?? null,
      before?.id ?? null,
      limit + 1,
    ],
  )
  const shown = rows.slice(0, limit)
  tx.logRead({ subjectKind: 'document', disputes: shown.flatMap((row) => row.dispute_id ?? []), fields: ['list'] })
  const items = shown.map(documentRow)
  const last = items.at(-1)
  return { items, next: rows.length > limit && last ? `${last.madeAt}_${last.id}` : null }
}

/** The same document made before from the same state, or null: the hash of its bytes decides. */
export async function findSameDocument(
  tx: ScopedTx,
  kind: RenderedKind,
  subject: string,
  sha256: Buffer,
): Promise<DocumentRow | null> {
  const { rows } = await tx.query<StoredRow>(
    `select ${columns} from documents.document where county = $1 and subject = $2 and kind = $3 and sha256 = $4 limit 1`,
    [tx.county, subject, kind, sha256],
  )
  return rows[0] ? documentRow(rows[0]) : null
}

/** The file itself. Reading a personal one is written to the log of reads. @throws Problem platform.notFound, documents.erased */
export async function readDocumentFile(tx: ScopedTx, id: string): Promise<{ row: DocumentRow; bytes: Buffer }> {
  const { rows } = await tx.query<
    StoredRow & { personal: boolean; file: Buffer; wrapped_key: Buffer | null; dispute_id: string | null }
  >(
    `select ${columns}, personal, file, wrapped_key, dispute_id from documents.document where county = $1 and id = $2`,
    [tx.county, id],
  )
  const row = rows[0]
  if (!row) throw new Problem('platform.notFound', { what: id })
  if (!row.personal) return { row: documentRow(row), bytes: row.file }
  tx.logRead({ subjectKind: 'document', subject: id, disputeId: row.dispute_id, fields: ['file'] })
  if (!row.wrapped_key) throw new Problem('documents.erased', { id })
  const key = unwrapRecordKey(tx.keys, row.wrapped_key, id)
  return { row: documentRow(row), bytes: unseal(key, row.file, filePlace(id)) }
}

/** What the encryption of a file is bound to. */
export function filePlace(id: string): string {
  return `documents.document|file|${id}`
}

/** What anybody who holds a file may learn: whether it is ours, of which kind and when it was made. */
export async function checkFile(
  tx: ScopedTx,
  sha256: Buffer,
): Promise<{ kind: RenderedKind; draft: boolean; madeAt: string; ledgerIndex: number } | null> {
  const { rows } = await tx.query<{
    kind: RenderedKind
    draft: boolean
    made_at: Date
    ledger_index: string
  }>('select kind, draft, made_at, ledger_index from documents.check_file($1)', [sha256])
  const row = rows[0]
  return row
    ? { kind: row.kind, draft: row.draft, madeAt: row.made_at.toISOString(), ledgerIndex: Number(row.ledger_index) }
    : null
}
