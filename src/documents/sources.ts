import type { ScopedTx } from '../access/scope.ts'
import { agreementDocumentData, filingPackDocumentData } from '../mediation/queries.ts'
import { Problem } from '../platform/problem.ts'
import { legalNoticeDocumentData, rightsNoteDocumentData } from '../tasks/queries.ts'
import type { NewDocument } from './commands.ts'
import type { RenderedKind } from './schema.ts'

/** Kinds that this room fills from earlier rooms; reports and judicial advice are filled by the room of reports, which comes later. */
export type PulledKind = 'mediationAgreement' | 'filingPack' | 'legalNotice' | 'rightsNote'

export function isPulledKind(kind: RenderedKind): kind is PulledKind {
  return kind !== 'checkupReport' && kind !== 'judicialAdvice'
}

/**
 * Reads what a document says now, within what the scope may see. `subject`: mediation for an agreement, dispute for a
 * filing pack, notice, visit list. @throws Problem platform.notFound
 */
export async function readSource(
  tx: ScopedTx,
  kind: PulledKind,
  subject: string,
  form: 'suit' | 'petition',
): Promise<NewDocument<PulledKind>> {
  const source = await readData(tx, kind, subject, form)
  if (!source) throw new Problem('platform.notFound', { what: subject })
  const { traceCode, disputeId, town, ...data } = source
  // A filing pack also prints the code.
  const printed = kind === 'filingPack' ? { ...data, traceCode } : data
  return { kind, subject, traceCode, disputeId: disputeId ?? null, town, data: printed } as NewDocument<PulledKind>
}

interface Placed {
  readonly traceCode: string | null
  readonly disputeId?: string | null
  readonly town: string | null
}

function readData(tx: ScopedTx, kind: PulledKind, subject: string, form: 'suit' | 'petition'): Promise<Placed | null> {
  if (kind === 'mediationAgreement') return agreementDocumentData(tx, subject)
  if (kind === 'filingPack') return filingPackDocumentData(tx, subject, form)
  if (kind === 'legalNotice') return legalNoticeDocumentData(tx, subject)
  return rightsNoteDocumentData(tx, subject)
}
