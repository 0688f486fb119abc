import type { Context } from '../platform/context.ts'
import { clientTx, type SqlValue, type Tx } from '../platform/database.ts'
import { type NewEvent, storeEvents } from '../platform/events.ts'
import type { Keys } from '../platform/keys.ts'
import type { Services } from '../platform/services.ts'
import type { Purpose } from '../vocabulary/purposes.ts'
import type { Role } from '../vocabulary/roles.ts'
import type { Power, RepresentationKind } from '../vocabulary/staff.ts'

/** Who acts. `reach` is `'*'` (whole county), a nine-digit town code, or `'-'` (only what was handed over). */
export type Scope =
  | { readonly kind: 'system'; readonly county: string; readonly name: string }
  | {
      readonly kind: 'officer'
      readonly county: string
      readonly officerId: string
      readonly agencyId: string
      readonly name: string
      readonly role: Role
      readonly reach: string
      /** The post that the session bears. */
      readonly postId?: string
      /** Set while standing in for somebody: whose post it is. */
      readonly actsFor?: { readonly officerId: string; readonly name: string }
      /** An administrator who looks as a role: reads no row of anybody, changes nothing. */
      readonly looking?: true
    }
  | {
      readonly kind: 'party'
      readonly county: string
      readonly disputeId: string
      readonly partyId: string
      readonly traceCode: string
      /** Set where somebody else acts for the party. */
      readonly representation?: Representing
    }

/** Who acts for a party, and how far. */
export interface Representing {
  readonly id: string
  readonly kind: RepresentationKind
  readonly powers: readonly Power[]
  /** Guardian's interest against the ward's: looks, but does not dispose (domain.md 6.2 no. 10). */
  readonly conflict: boolean
  /** Exclusive. */
  readonly until: Date
}

export interface Read {
  readonly subjectKind:
    | 'record'
    | 'dispute'
    | 'party'
    | 'contract'
    | 'mediation'
    | 'plan'
    | 'document'
    | 'alert'
    | 'task'
    | 'visitList'
    | 'import'
    | 'export'
    | 'breakGlass'
    | 'readLog'
  /** Absent for a list, which names its disputes. */
  readonly subject?: string
  readonly disputeId?: string | null
  /**
   * Disputes that a list, or a page of many, showed: one line for the page, and whoever is party to one of them can see
   * that it was listed. A list that showed none leaves no line.
   */
  readonly disputes?: readonly string[]
  readonly fields: readonly string[]
  readonly reason?: string
  readonly result?: 'shown' | 'refused'
}

/** A transaction that knows who acts, why, and when; the only way a capability reaches the database. */
export interface ScopedTx extends Tx {
  readonly county: string
  readonly scope: Scope
  readonly purpose: Purpose
  readonly context: Context
  readonly keys: Keys
  /** Adds one line to the log of reads, written when the transaction commits. */
  logRead(read: Read): void
  /** Adds news for screens, stored and announced when the transaction commits. */
  emit(event: Omit<NewEvent, 'county'>): void
}

const nobody = '-'
const noId = '00000000-0000-0000-0000-000000000000'

function settingsOf(scope: Scope, purpose: Purpose, now: Date): Record<string, string> {
  return {
    // Who looks as a role sees what a leader sees, figures: PostgreSQL shows no case, request or log to the look.
    role: scope.kind === 'officer' ? (scope.looking ? 'leader' : scope.role) : scope.kind,
    purpose,
    now: now.toISOString(),
    county: scope.county,
    actor:
      scope.kind === 'system'
        ? `system:${scope.name}`
        : scope.kind === 'officer'
          ? scope.officerId
          : `party:${scope.partyId}`,
    reach: scope.kind === 'system' ? '*' : scope.kind === 'officer' ? scope.reach : nobody,
    agency: scope.kind === 'officer' ? scope.agencyId : noId,
    dispute: scope.kind === 'party' ? scope.disputeId : noId,
  }
}

async function storeReads(
  tx: Tx,
  scope: Scope,
  purpose: Purpose,
  context: Context,
  reads: readonly Read[],
): Promise<void> {
  const lines = reads.filter((read) => read.subject !== undefined || (read.disputes?.length ?? 0) > 0)
  if (lines.length === 0) return
  const at = context.now()
  // No `returning`: whoever writes the log may not read it.
  await tx.query(
    `with r as materialized (
       select * from jsonb_to_recordset($9::text::jsonb)
         as r(id uuid, reason text, kind text, subject uuid, dispute uuid, disputes uuid[], fields text[], result text)
     ), pending as (
       insert into access.read_pending (county, read_id) select $1, r.id from r
     ), listed as (
       insert into access.read_listed (county, dispute_id, read_id) select $1, d, r.id from r cross join unnest(r.disputes) as d
     )
     insert into access.read_log (county, id, at, actor, officer_id, agency_id, party_id, purpose, role, reason, subject_kind, subject, dispute_id, disputes, fields, result, acts_for, representation_id)
     select $1, r.id, $2, $3, $4, $5, $6, $7, $8, r.reason, r.kind, r.subject, r.dispute, r.disputes, r.fields, r.result, $10, $11 from r`,
    [
      scope.county,
      at,
      scope.kind === 'system' ? `system:${scope.name}` : scope.kind,
      scope.kind === 'officer' ? scope.officerId : null,
      scope.kind === 'officer' ? scope.agencyId : null,
      scope.kind === 'party' ? scope.partyId : null,
      purpose,
      scope.kind === 'officer' ? scope.role : null,
      JSON.stringify(
        lines.map((read) => ({
          id: context.id(),
          reason: read.reason ?? null,
          kind: read.subjectKind,
          subject: read.subject ?? noId,
          dispute: read.disputeId ?? (read.subjectKind === 'dispute' ? (read.subject ?? null) : null),
          disputes: read.disputes === undefined ? null : [...new Set(read.disputes)].sort(),
          fields: read.fields,
          result: read.result ?? 'shown',
        })),
      ),
      scope.kind === 'officer' ? (scope.actsFor?.officerId ?? null) : null,
      scope.kind === 'party' ? (scope.representation?.id ?? null) : null,
    ],
  )
}

/**
 * Runs `work` in one transaction under `scope`: sets what the row-level policies read, and before COMMIT writes the log of
 * reads and the events that `work` left. Throws whatever `work` throws, after rolling back.
 */
export async function withScope<T>(
  services: Pick<Services, 'database' | 'context' | 'keys'>,
  scope: Scope,
  purpose: Purpose,
  work: (tx: ScopedTx) => Promise<T>,
): Promise<T> {
  const client = await services.database.application.connect()
  let broken: Error | undefined
  try {
    await client.query('begin')
    const names = settingsOf(scope, purpose, services.context.now())
    await client.query(
      `select ${Object.keys(names)
        .map((name, index) => `set_config('suyuan.${name}', $${index + 1}, true)`)
        .join(', ')}`,
      Object.values(names),
    )
    const reads: Read[] = []
    const events: NewEvent[] = []
    const plain = clientTx(client)
    const tx: ScopedTx = {
      query: <Row>(text: string, values?: readonly SqlValue[]) => plain.query<Row>(text, values),
      copy: plain.copy,
      county: scope.county,
      scope,
      purpose,
      context: services.context,
      keys: services.keys,
      logRead: (read) => reads.push(read),
      emit: (event) => events.push({ ...event, county: scope.county }),
    }
    const result = await work(tx)
    await storeReads(plain, scope, purpose, services.context, reads)
    await storeEvents(plain, services.context.now(), events)
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => {
      broken = failure
    })
    throw error
  } finally {
    client.release(broken)
  }
}

/** The pipeline, schedules and imports act under a named system scope: whole county, nothing shown to a person. */
export function systemScope(county: string, name: string): Scope {
  return { kind: 'system', county, name }
}

/**
 * An act that an officer decided and the program carries out, where it touches more than the officer may see (withdrawing
 * what was handed over, destroying keys). The rows are the program's; author of what is written stays the officer. The
 * officer's right to decide is checked before.
 */
export function asProgram<T>(
  services: Pick<Services, 'database' | 'context' | 'keys'>,
  officer: Extract<Scope, { kind: 'officer' }>,
  name: string,
  purpose: Purpose,
  work: (tx: ScopedTx) => Promise<T>,
): Promise<T> {
  return withScope(services, systemScope(officer.county, name), purpose, (tx) => work({ ...tx, scope: officer }))
}

/** The same transaction seen at another domain time: a batch gives each record its own clock. */
export function atTime(tx: ScopedTx, context: Context): ScopedTx {
  return { ...tx, context }
}

/**
 * Condition that a list of an agency without a reach of its own (`scope.reach` is '-') begins with what was handed over. The
 * row policies say the same, but PostgreSQL asks an index only for what the query says (bench/least-view.ts). `column` holds ids of
 * disputes, `agency` the place of the agency's id; $1 is the county.
 */
export function handedOnly(column: string, agency: string): string {
  return `${column} in (select h.subject from access.handed h where h.county = $1 and h.agency_id = ${agency}::uuid)`
}

/** What a hand-over may have besides agency and subject: an end, or one officer instead of the whole agency. */
export interface HandOverTerms {
  readonly officerId?: string
  readonly until?: Date
}

/** Hands disputes or records to an agency whose reach does not cover them; nothing is added where one is running. */
export async function handOver(
  tx: ScopedTx,
  agencyId: string,
  subjects: readonly string[],
  reason: string,
  terms: HandOverTerms = {},
): Promise<void> {
  if (subjects.length === 0) return
  await tx.query(
    `insert into access.handed (county, agency_id, subject, officer_id, reason, at, until)
     select $1, $2, s, $6, $4, $5, $7::timestamptz from unnest($3::uuid[]) as s
     where not exists (select from access.handed h where h.county = $1 and h.agency_id = $2 and h.subject = s
       and h.officer_id = $6 and h.withdrawn_at is null and h.until is not distinct from $7::timestamptz)
     on conflict do nothing`,
    [tx.county, agencyId, subjects, reason, tx.context.now(), terms.officerId ?? noId, terms.until ?? null],
  )
}

/** Writes a refused look at something of a person, in a transaction of its own: the refusal's own was rolled back. */
export async function logRefusal(
  services: Pick<Services, 'database' | 'context' | 'keys'>,
  scope: Scope,
  purpose: Purpose,
  read: Omit<Read, 'result'>,
): Promise<void> {
  await withScope(services, scope, purpose, async (tx) => tx.logRead({ ...read, result: 'refused' }))
}
