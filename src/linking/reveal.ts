import type { ScopedTx } from '../access/scope.ts'
import { readRecords } from '../intake/queries.ts'
import { Problem } from '../platform/problem.ts'
import { sourceTable } from '../vocabulary/sources.ts'
import { linkingWords } from '../vocabulary/words/linking.ts'
import { readSides, resolveCode } from './queries.ts'

function refuse(tx: ScopedTx, disputeId: string, field: string, reason: string): never {
  tx.logRead({ subjectKind: 'dispute', subject: disputeId, fields: [field], reason, result: 'refused' })
  throw new Problem('linking.sealedField')
}

/**
 * Opens one personal field of a dispute for a stated reason: `party:<id>:name|phone|idNumber` or `record:<id>:<column>`. Each
 * opening is one line in the log of reads, under the dispute, where the person concerned can see it. Sealed fields stay shut.
 */
export async function revealField(
  tx: ScopedTx,
  code: string,
  field: string,
  reason: string,
): Promise<{ readonly field: string; readonly value: string }> {
  const dispute = await resolveCode(tx, code)
  if (!dispute) throw new Problem('platform.notFound', { what: `${linkingWords.nouns.traceCode} ${code}` })
  const [kind, id = '', name = ''] = field.split(':')
  if (kind === 'record') {
    const { rows } = await tx.query(
      'select 1 from linking.dispute_record where county = $1 and dispute_id = $2 and record_id::text = $3 and to_at is null',
      [tx.county, dispute.id, id],
    )
    const [record] = rows.length > 0 ? await readRecords(tx, [id]) : []
    if (!record) throw new Problem('platform.notFound', { what: linkingWords.nouns.record })
    const value = record.row[name]
    const shut =
      sourceTable[record.source].identityColumns.includes(name) ||
      sourceTable[record.source].placeColumns.includes(name)
    if (record.sealed && shut) refuse(tx, dispute.id, field, reason)
    if (value === undefined) throw new Problem('platform.notFound', { what: `${linkingWords.nouns.field} ${name}` })
    tx.logRead({ subjectKind: 'record', subject: id, disputeId: dispute.id, fields: [name], reason })
    return { field, value }
  }
  const { sides, records } = await readSides(tx, [dispute.id])
  const party = sides.find((side) => side.partyId === id)
  if (kind !== 'party' || !party)
    throw new Problem('platform.notFound', { what: `${linkingWords.nouns.field} ${field}` })
  if (party.found.sealed) refuse(tx, dispute.id, field, reason)
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
  tx.logRead({ subjectKind: 'party', subject: id, disputeId: dispute.id, fields: [name], reason })
  return { field, value }
}
