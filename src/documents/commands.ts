import { createHash } from 'node:crypto'
import { type Scope, type ScopedTx, withScope } from '../access/scope.ts'
import { newRecordKey, seal } from '../access/seal.ts'
import { append } from '../ledger/commands.ts'
import type { Services } from '../platform/services.ts'
import { documentKinds } from '../vocabulary/document-kinds.ts'
import { filePlace, findSameDocument } from './queries.ts'
import { renderDocument, setOfficeFonts } from './render.ts'
import type { DocumentDataOf, DocumentRow, RenderedKind } from './schema.ts'

/** Kinds whose file holds personal data, an address included: stored encrypted, each reading logged. */
const personalKinds: ReadonlySet<RenderedKind> = new Set(['mediationAgreement', 'filingPack', 'rightsNote'])

export interface NewDocument<Kind extends RenderedKind> {
  readonly kind: Kind
  /** Id of what it is about. */
  readonly subject: string
  readonly traceCode: string | null
  readonly disputeId?: string | null
  readonly town?: string | null
  /** Without what the deployment adds: whether it is a demonstration, and the address in the QR code. */
  readonly data: Omit<DocumentDataOf[Kind], 'demo' | 'traceUrl'>
}

/** Adds to a document's data what only the deployment knows. */
export function completeData<Kind extends RenderedKind>(
  services: Pick<Services, 'config'>,
  document: Pick<NewDocument<Kind>, 'traceCode' | 'data'>,
): DocumentDataOf[Kind] {
  const traceUrl = document.traceCode === null ? null : `${services.config.publicUrl}/t/${document.traceCode}`
  return { ...document.data, demo: services.config.mode === 'demo', traceUrl } as unknown as DocumentDataOf[Kind]
}

/**
 * Renders a document, stores it and enters it into the ledger. Making it again from the same state gives the document that
 * is there already. @throws Problem documents.invalidData, documents.missingGlyph
 */
export async function makeDocument<Kind extends RenderedKind>(
  services: Services,
  scope: Scope,
  document: NewDocument<Kind>,
): Promise<DocumentRow> {
  setOfficeFonts(services.config.fontDir)
  const bytes = Buffer.from(await renderDocument(document.kind, completeData(services, document)))
  return withScope(services, scope, 'handling', (tx) => storeDocument(tx, document, bytes))
}

async function storeDocument<Kind extends RenderedKind>(
  tx: ScopedTx,
  document: NewDocument<Kind>,
  bytes: Buffer,
): Promise<DocumentRow> {
  const { kind, subject, traceCode, data } = document
  const sha256 = createHash('sha256').update(bytes).digest()
  const same = await findSameDocument(tx, kind, subject, sha256)
  if (same) return same
  const id = tx.context.id()
  const madeAt = tx.context.now()
  const madeBy = tx.scope.kind === 'officer' ? tx.scope.name : null
  const number = 'number' in data && typeof data.number === 'string' ? ` ${data.number}` : ''
  const title = `${documentKinds[kind].zh}${number}`
  const personal = personalKinds.has(kind)
  const key = personal ? newRecordKey(tx.keys, id) : null
  const [entry] = await append(tx, [
    {
      kind: 'document.made',
      subject: id,
      traceCode,
      payload: { kind, sha256: sha256.toString('hex'), draft: data.draft },
    },
  ])
  await tx.query(
    `insert into documents.document (county, id, kind, subject, dispute_id, trace_code, town, title, personal, draft,
                                     sha256, size, file, wrapped_key, made_at, made_by, ledger_index,
                                     expires_on)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
    [
      tx.county,
      id,
      kind,
      subject,
      document.disputeId ?? null,
      traceCode,
      document.town ?? null,
      title,
      personal,
      data.draft,
      sha256,
      bytes.length,
      key ? seal(key.key, bytes, filePlace(id)) : bytes,
      key?.wrapped ?? null,
      madeAt,
      madeBy,
      entry!.index,
      'expires' in data ? String(data.expires) : null,
    ],
  )
  tx.emit({ kind: 'document.made', town: document.town ?? null, subject, data: { id, kind } })
  return {
    id,
    kind,
    subject,
    traceCode,
    title,
    draft: data.draft,
    sha256: sha256.toString('hex'),
    size: bytes.length,
    madeAt: madeAt.toISOString(),
    madeBy,
    ledgerIndex: entry!.index,
  }
}

/** Destroys the keys of documents whose last day is before `today` (YYYY-MM-DD); returns how many there were. */
export async function expireDocuments(tx: ScopedTx, today: string): Promise<number> {
  const { count } = await tx.query(
    `update documents.document set wrapped_key = null
      where county = $1 and expires_on < $2::date and wrapped_key is not null`,
    [tx.county, today],
  )
  return count
}

/** Destroys the keys of all documents about these subjects or disputes; returns how many were readable before. */
export async function eraseDocuments(tx: ScopedTx, subjects: readonly string[]): Promise<number> {
  const { count } = await tx.query(
    `update documents.document set wrapped_key = null
      where county = $1 and (subject = any($2::uuid[]) or dispute_id = any($2::uuid[])) and wrapped_key is not null`,
    [tx.county, subjects],
  )
  return count
}
