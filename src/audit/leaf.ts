import { createHash } from 'node:crypto'
import { canonicalJson, type JsonValue } from '../ledger/proof/canonical-json.ts'
import { hashLeaf } from '../ledger/proof/tree.ts'

/** One stored line of the log of reads: every column by its name, also such as later migrations add; `at` in UTC with microseconds. */
export type StoredRead = Readonly<Record<string, JsonValue | undefined>> & { readonly id: string }

/**
 * Columns that the person concerned may be shown. All others enter the leaf as a commitment: the person can check that the
 * line stands in the log, and an auditor can open it, but the proof names no officer, no reason and no other dispute.
 */
const openColumns = new Set([
  'county',
  'id',
  'at',
  'actor',
  'agency_id',
  'purpose',
  'role',
  'subject_kind',
  'subject',
  'dispute_id',
  'fields',
  'result',
])

const commitment = (salt: Uint8Array, text: string): string =>
  createHash('sha256').update(salt).update(text).digest('hex')

/** Salt of one dispute in a list, given to that dispute's parties only. */
export function memberSalt(hiddenSalt: Uint8Array, disputeId: string): Buffer {
  return createHash('sha256').update(hiddenSalt).update(disputeId).digest()
}

/** Commitment to one dispute of a list, under `memberSalt`. */
export function memberCommitment(salt: Uint8Array, disputeId: string): string {
  return commitment(salt, disputeId)
}

/** The leaf's text (RFC 8785 canonical JSON): open columns in clear, hidden ones committed to, empty ones left out. */
export function leafText(read: StoredRead, hiddenSalt: Uint8Array): string {
  const content: Record<string, JsonValue> = {}
  for (const [column, value] of Object.entries(read)) {
    if (value === null || value === undefined) continue
    if (openColumns.has(column)) content[column] = value
    else if (column === 'disputes')
      content.disputes = (value as string[]).map((id) => memberCommitment(memberSalt(hiddenSalt, id), id))
    else content[column] = commitment(hiddenSalt, `${column}\u0000${canonicalJson(value)}`)
  }
  return canonicalJson(content)
}

/** RFC 6962 leaf hash over salt ‖ text: without the salt nobody can try out what the line says. */
export function readLeafHash(salt: Uint8Array, text: string): Buffer {
  return hashLeaf(Buffer.concat([salt, Buffer.from(text)]))
}
