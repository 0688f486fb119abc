import type { StaffEventKind } from '../../vocabulary/staff.ts'
import { oncePerson } from '../../vocabulary/words/staff.ts'
import type { ScopedTx } from '../scope.ts'

/** Codes, ids, roles, dates: never a name, a phone or a free text. It is what the ledger commits to. */
type Facts = Record<string, string | number | boolean | null | string[]>

export interface NewStaffEvent {
  readonly kind: StaffEventKind
  readonly subjectKind: 'agency' | 'officer' | 'representation'
  readonly subject: string
  readonly traceCode?: string | null
  readonly reason: string
  readonly data: Facts
}

export interface LedgerEntry {
  readonly kind: 'staff.changed' | 'representation.granted' | 'representation.ended'
  readonly subject: string
  readonly traceCode: string | null
  readonly at: Date
  readonly payload: Facts
}

/** The ledger's append: its room comes after this one, so the program hands it in. */
export type Append = (tx: ScopedTx, entries: readonly LedgerEntry[]) => Promise<unknown>

/** A transaction that changes staff: what it notes is kept and entered in the ledger when the work is done. */
export interface Change {
  readonly tx: ScopedTx
  note(event: NewStaffEvent): void
}

const ledgerKind: Partial<Record<StaffEventKind, LedgerEntry['kind']>> = {
  'representation.granted': 'representation.granted',
  'representation.revoked': 'representation.ended',
}

/** Runs `work`, then writes who changed what and why, and last enters it in the ledger without the words. */
export async function recordChanges<T>(tx: ScopedTx, append: Append, work: (change: Change) => Promise<T>): Promise<T> {
  const events: NewStaffEvent[] = []
  const result = await work({ tx, note: (event) => events.push(event) })
  if (events.length === 0) return result
  const { scope } = tx
  const officer = scope.kind === 'officer' ? scope.officerId : null
  const at = tx.context.now()
  await tx.query(
    `insert into access.staff_event (county, id, at, kind, subject_kind, subject, by_officer, by_name, reason, data)
     select $1, e.id, $2, e.kind, e.subject_kind, e.subject, $3, $4, e.reason, e.data
     from jsonb_to_recordset($5::text::jsonb) as e(id uuid, kind text, subject_kind text, subject uuid, reason text, data jsonb)`,
    [
      tx.county,
      at,
      officer,
      scope.kind === 'officer' ? scope.name : scope.kind === 'party' ? oncePerson.self : oncePerson.system,
      JSON.stringify(
        events.map(({ kind, subjectKind, subject, reason, data }) => ({
          id: tx.context.id(),
          kind,
          subject_kind: subjectKind,
          subject,
          reason,
          data,
        })),
      ),
    ],
  )
  await append(
    tx,
    events.map((event) => ({
      kind: ledgerKind[event.kind] ?? 'staff.changed',
      subject: event.subject,
      traceCode: event.traceCode ?? null,
      at,
      payload: { event: event.kind, officer, ...event.data },
    })),
  )
  return result
}
