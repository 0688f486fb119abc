import type { OfficerScope } from '../access/requests.ts'
import { logRefusal, type ScopedTx, withScope } from '../access/scope.ts'
import { mayRole } from '../access/scopes.ts'
import { readRecords } from '../intake/queries.ts'
import { Problem } from '../platform/problem.ts'
import type { Services } from '../platform/services.ts'
import { sourceTable } from '../vocabulary/sources.ts'
import { linkingWords } from '../vocabulary/words/linking.ts'
import { readSides, resolveCode, type StoredDispute } from './queries.ts'
import { namesSecretParty } from './secrecy.ts'

/** Whether this reader's role may ask for a masked field at all; others see neither numbers nor the button. */
export function mayReveal(tx: ScopedTx): boolean {
  return tx.scope.kind === 'officer' && mayRole(tx.scope.role, 'dispute.reveal')
}

interface Revealed {
  readonly value: string
  readonly subjectKind: 'record' | 'party'
  readonly subject: string
  /** As the log of reads names the field. */
  readonly name: string
}

/** Thrown through the transaction, so that what was refused can be logged in one of its own. */
class Sealed extends Problem {
  readonly disputeId: string
  constructor(disputeId: string) {
    super('linking.sealedField')
    this.disputeId = disputeId
  }
}

async function recordField(tx: ScopedTx, dispute: StoredDispute, id: string, name: string): Promise<Revealed> {
  const { rows } = await tx.query(
    'select 1 from linking.dispute_record where county = $1 and dispute_id = $2 and record_id::text = $3 and to_at is null',
    [tx.county, dispute.id, id],
  )
  const [record] = rows.length > 0 ? await readRecords(tx, [id]) : []
  if (!record) throw new Problem('platform.notFound', { what: linkingWords.nouns.record })
  // Of a sealed record nothing opens here: texts are redacted, the rest is the custodian's.
  if (record.sealed || (await namesSecretParty(tx, id, dispute.id))) throw new Sealed(dispute.id)
  const value = record.row[name]
  if (value === undefined) throw new Problem('platform.notFound', { what: `${linkingWords.nouns.field} ${name}` })
  return { value, subjectKind: 'record', subject: id, name }
}

async function partyField(tx: ScopedTx, dispute: StoredDispute, id: string, name: string): Promise<Revealed> {
  const { sides, records } = await readSides(tx, [dispute.id])
  const party = sides.find((side) => side.partyId === id)
  if (!party) throw new Problem('platform.notFound', { what: `${linkingWords.nouns.field} ${name}` })
  if (party.found.sealed) throw new Sealed(dispute.id)
  let value: string | null = null
  if (name === 'name') value = party.found.name
  else
    for (const place of party.places) {
      const record = records.get(place.recordId)
      if (!record || record.sealed) continue
      const columns = sourceTable[record.source].parties.find((entry) =>
        [entry.column, entry.phone, entry.document].includes(place.column),
      )
      const column = name === 'phone' ? columns?.phone : name === 'idNumber' ? columns?.document : undefined
      value ??= (column && record.row[column]) || null
    }
  if (value === null) throw new Problem('platform.notFound', { what: `${linkingWords.nouns.field} ${name}` })
  return { value, subjectKind: 'party', subject: id, name }
}

/**
 * Opens one personal field of a dispute for a stated reason: `party:<id>:name|phone|idNumber` or `record:<id>:<column>`. Each
 * opening is one line in the log of reads, under the dispute, where the person concerned can see it; so is each refusal of
 * a sealed one. Throws platform.notFound, linking.sealedField.
 */
export async function revealField(
  services: Pick<Services, 'database' | 'context' | 'keys'>,
  scope: OfficerScope,
  code: string,
  field: string,
  reason: string,
): Promise<{ readonly field: string; readonly value: string }> {
  try {
    return await withScope(services, scope, 'handling', async (tx) => {
      const dispute = await resolveCode(tx, code)
      if (!dispute) throw new Problem('platform.notFound', { what: `${linkingWords.nouns.traceCode} ${code}` })
      const [kind, id = '', name = ''] = field.split(':')
      if (kind !== 'record' && kind !== 'party')
        throw new Problem('platform.notFound', { what: `${linkingWords.nouns.field} ${field}` })
      const found = await (kind === 'record' ? recordField : partyField)(tx, dispute, id, name)
      const { subjectKind, subject } = found
      tx.logRead({ subjectKind, subject, disputeId: dispute.id, fields: [found.name], reason })
      return { field, value: found.value }
    })
  } catch (error) {
    if (error instanceof Sealed)
      await logRefusal(services, scope, 'handling', {
        subjectKind: 'dispute',
        subject: error.disputeId,
        fields: [field],
        reason,
      })
    throw error
  }
}
