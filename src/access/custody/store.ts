import type { CustodySuite } from '../../vocabulary/custody-suites.ts'
import type { SealReason } from '../../vocabulary/seal-reasons.ts'
import type { ScopedTx } from '../scope.ts'
import { type Envelope, openIdentity, sealIdentity } from './cipher.ts'

/** What is kept apart of one record: `row` standard columns, texts unredacted among them; `raw` cells of other columns. */
export interface Identity {
  readonly row: Readonly<Record<string, string>>
  readonly raw: Readonly<Record<string, string>>
}

export interface NewIdentity {
  readonly recordId: string
  readonly reasons: readonly SealReason[]
  readonly identity: Identity
}

interface IdentityRow {
  readonly county: string
  readonly id: string
  readonly record_id: string
  readonly suite: CustodySuite
  readonly version: number
  readonly wrapped: Buffer
  readonly ciphertext: Buffer
}

const firstVersion = 1

function opened(tx: ScopedTx, row: IdentityRow): Identity {
  const envelope: Envelope = { suite: row.suite, wrapped: row.wrapped, ciphertext: row.ciphertext }
  const place = { county: row.county, id: row.id, recordId: row.record_id, version: row.version }
  return JSON.parse(openIdentity(tx.keys.custody, envelope, place)) as Identity
}

/**
 * Seals identities of records that are stored already, in one statement; a record that has one keeps it. Under the
 * system's scope. Throws Problem custody.cipherMissing where the chosen suite cannot run.
 */
export async function storeIdentities(tx: ScopedTx, identities: readonly NewIdentity[]): Promise<void> {
  if (identities.length === 0) return
  const suite = tx.keys.custodySuite
  const rows = identities.map(({ recordId, reasons, identity }) => {
    const id = tx.context.id()
    const place = { county: tx.county, id, recordId, version: firstVersion }
    return { id, recordId, reasons, ...sealIdentity(tx.keys.custody, suite, JSON.stringify(identity), place) }
  })
  await tx.query(
    `insert into access.sealed_identity (county, id, record_id, reason_kinds, suite, version, wrapped, ciphertext, stored_at)
     select $1, s.id, s.record_id, string_to_array(s.reasons, ' '), $2, $3, s.wrapped, s.ciphertext, $4
     from unnest($5::uuid[], $6::uuid[], $7::text[], $8::bytea[], $9::bytea[]) as s (id, record_id, reasons, wrapped, ciphertext)
     on conflict (county, record_id) do nothing`,
    [
      tx.county,
      suite,
      firstVersion,
      tx.context.now(),
      rows.map((row) => row.id),
      rows.map((row) => row.recordId),
      rows.map((row) => row.reasons.join(' ')),
      rows.map((row) => row.wrapped),
      rows.map((row) => row.ciphertext),
    ],
  )
}

/**
 * Identities by record, as far as the scope has them: all under the system's scope, otherwise those for which the reader
 * has a running grant. Whoever shows one to a person writes the opening and the log of reads (commands.ts).
 */
export async function readIdentities(
  tx: ScopedTx,
  recordIds: readonly string[],
): Promise<ReadonlyMap<string, Identity>> {
  if (recordIds.length === 0) return new Map()
  const { rows } = await tx.query<IdentityRow>(
    `select county, id, record_id, suite, version, wrapped, ciphertext from access.sealed_identity
     where county = $1 and record_id = any($2::uuid[])`,
    [tx.county, recordIds],
  )
  return new Map(rows.map((row) => [row.record_id, opened(tx, row)]))
}

/** Why records are sealed, by record; for the custodian's request, under the system's scope. */
export async function readSealReasons(
  tx: ScopedTx,
  recordIds: readonly string[],
): Promise<ReadonlyMap<string, readonly SealReason[]>> {
  const { rows } = await tx.query<{ record_id: string; reason_kinds: SealReason[] }>(
    'select record_id, reason_kinds from access.sealed_identity where county = $1 and record_id = any($2::uuid[])',
    [tx.county, recordIds],
  )
  return new Map(rows.map((row) => [row.record_id, row.reason_kinds]))
}

/** Destroys the identities of records for good, data keys included; under the system's scope. Returns how many there were. */
export async function destroyIdentities(tx: ScopedTx, recordIds: readonly string[]): Promise<number> {
  const { count } = await tx.query(
    'delete from access.sealed_identity where county = $1 and record_id = any($2::uuid[])',
    [tx.county, recordIds],
  )
  return count
}
