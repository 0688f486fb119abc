import { type ScopedTx, systemScope, withScope } from '../access/scope.ts'
import { readRecords } from '../intake/queries.ts'
import type { IntakeRecord } from '../intake/record.ts'
import type { Services } from '../platform/services.ts'
import type { DisputeType } from '../vocabulary/dispute-types.ts'
import { parseTraceCode } from '../vocabulary/identity.ts'
import { type SourceKey, sourceTable, textRole } from '../vocabulary/sources.ts'
import { type NamePlace, nameAt, type PartyName } from './labels.ts'
import type { Side } from './schema.ts'
import { secretParties } from './secrecy.ts'

export interface StoredDispute {
  readonly id: string
  readonly traceCode: string
  readonly matter: 'dispute' | 'transaction'
  readonly status: 'open' | 'closed'
  readonly type: DisputeType
  readonly town: string | null
  readonly site: string | null
  readonly sealed: boolean
  readonly domesticViolence: boolean
  readonly openedAt: Date
  readonly lastAt: Date
  readonly records: number
  readonly sources: SourceKey[]
  readonly mergedInto: string | null
}

export const disputeColumns = `d.id, d.trace_code as "traceCode", d.matter, d.status, d.type, d.town, d.site, d.sealed, d.domestic_violence as "domesticViolence",
  d.opened_at as "openedAt", d.last_at as "lastAt", d.records, d.sources, d.merged_into as "mergedInto"`

/** The dispute that a code names, in whatever spelling; null when there is none within reach. Not followed through merges. */
export async function readDisputeByCode(tx: ScopedTx, code: string): Promise<StoredDispute | null> {
  const traceCode = parseTraceCode(code)
  if (!traceCode) return null
  const { rows } = await tx.query<StoredDispute>(
    `select ${disputeColumns} from linking.dispute d where d.county = $1 and d.trace_code = $2`,
    [tx.county, traceCode],
  )
  return rows[0] ?? null
}

export async function readDispute(tx: ScopedTx, id: string): Promise<StoredDispute | null> {
  const { rows } = await tx.query<StoredDispute>(
    `select ${disputeColumns} from linking.dispute d where d.county = $1 and d.id = $2`,
    [tx.county, id],
  )
  return rows[0] ?? null
}

/** The dispute that stands for this one now: itself, or the one it was merged into. */
export async function followMerges(tx: ScopedTx, dispute: StoredDispute | null): Promise<StoredDispute | null> {
  let current = dispute
  for (let step = 0; current?.mergedInto && step < 100; step++) current = await readDispute(tx, current.mergedInto)
  return current
}

/** Code (any spelling, former ones too) → the dispute that stands for it now. */
export async function resolveCode(tx: ScopedTx, code: string): Promise<StoredDispute | null> {
  return followMerges(tx, await readDisputeByCode(tx, code))
}

/** All codes that lead to a dispute besides its own. */
export async function formerCodes(tx: ScopedTx, disputeId: string): Promise<string[]> {
  const found: string[] = []
  let layer = [disputeId]
  while (layer.length > 0 && found.length < 1_000) {
    const { rows } = await tx.query<{ id: string; code: string }>(
      'select id, trace_code as code from linking.dispute where county = $1 and merged_into = any($2::uuid[]) order by trace_code',
      [tx.county, layer],
    )
    found.push(...rows.map((row) => row.code))
    layer = rows.map((row) => row.id)
  }
  return found
}

export interface DisputeSide {
  readonly disputeId: string
  readonly partyId: string
  readonly kind: 'person' | 'organisation'
  readonly side: Side
  readonly records: number
  readonly structured: boolean
  readonly found: PartyName
  readonly places: readonly NamePlace[]
}

/**
 * The parties of disputes with their names opened from the records that write them, as far as the scope reaches. The caller
 * masks or logs what it shows.
 */
export async function readSides(
  tx: ScopedTx,
  disputeIds: readonly string[],
): Promise<{ readonly sides: DisputeSide[]; readonly records: Map<string, IntakeRecord> }> {
  if (disputeIds.length === 0) return { sides: [], records: new Map() }
  const { rows: sides } = await tx.query<{
    dispute_id: string
    party_id: string
    side: Side
    records: number
    kind: 'person' | 'organisation'
    structured: boolean
    first: number
  }>(
    `select s.dispute_id, s.party_id, s.side, s.records, p.kind, p.structured, p.first_sequence as first
     from linking.dispute_party s join linking.party p on p.county = s.county and p.id = s.party_id
     where s.county = $1 and s.dispute_id = any($2::uuid[]) order by p.first_sequence, p.id`,
    [tx.county, disputeIds],
  )
  // The latest three records that name a party are enough to find a name that may be shown.
  const { rows: places } = await tx.query<NamePlace & { disputeId: string }>(
    `select * from (
       select m.record_id as "recordId", pm.party_id as "partyId", m.kind as "mentionKind", m.column_name as "column", m.role, m.start_at as start, m.end_at as "end", r.dispute_id as "disputeId",
         row_number() over (partition by r.dispute_id, pm.party_id order by m.role = $3, r.occurred_at desc, m.id) as place
       from linking.dispute_record r
       join linking.party_member pm on pm.county = r.county and pm.record_id = r.record_id and pm.to_at is null
       join reading.mention m on m.county = pm.county and m.record_id = pm.record_id and m.id = pm.mention_id
       where r.county = $1 and r.dispute_id = any($2::uuid[]) and r.to_at is null) x where place <= 3`,
    [tx.county, disputeIds, textRole],
  )
  const records = new Map(
    (await readRecords(tx, [...new Set(places.map((row) => row.recordId))])).map((record) => [record.id, record]),
  )
  const isSecret = await secretParties(tx, disputeIds)
  const placesOf = new Map<string, NamePlace[]>()
  for (const row of places) {
    const key = `${row.disputeId}|${row.partyId}`
    placesOf.set(key, [...(placesOf.get(key) ?? []), row])
  }
  return {
    records,
    sides: sides.map((row) => {
      const own = (placesOf.get(`${row.dispute_id}|${row.party_id}`) ?? []).map((place) => ({
        ...place,
        kind: row.kind,
      }))
      const secret = row.kind === 'person' && isSecret(row.dispute_id, row.party_id)
      return {
        disputeId: row.dispute_id,
        partyId: row.party_id,
        kind: row.kind,
        side: row.side,
        records: row.records,
        structured: row.structured,
        found: secret ? { name: null, sealed: true } : nameAt(own, records),
        places: own,
      }
    }),
  }
}

/** A dispute and those of its sealed records that the scope reaches, oldest first; null where there is no such dispute. */
export async function readSealedMatter(
  tx: ScopedTx,
  code: string,
): Promise<{
  disputeId: string
  traceCode: string
  type: DisputeType
  records: { recordId: string; source: SourceKey; number: string; occurredAt: Date }[]
} | null> {
  const dispute = await resolveCode(tx, code)
  if (!dispute) return null
  const { rows } = await tx.query<{ recordId: string; source: SourceKey; number: string; occurredAt: Date }>(
    `select r.id as "recordId", r.source, r.number, r.occurred_at as "occurredAt" from linking.dispute_record m
     join intake.record r on r.county = m.county and r.id = m.record_id
     where m.county = $1 and m.dispute_id = $2 and m.to_at is null and r.sealed and r.current order by r.occurred_at, r.id`,
    [tx.county, dispute.id],
  )
  return { disputeId: dispute.id, traceCode: dispute.traceCode, type: dispute.type, records: rows }
}

/**
 * The party of a dispute that holds a phone, by the phone's keyed hash; for the citizen's sign-in. Null when code and phone
 * do not belong together, which the caller must not tell apart.
 */
export async function findPartyByPhone(
  services: Services,
  county: string,
  traceCode: string,
  phoneKey: string,
): Promise<{ disputeId: string; partyId: string; traceCode: string } | null> {
  return withScope(services, systemScope(county, 'partySignIn'), 'ownMatter', async (tx) => {
    const dispute = await resolveCode(tx, traceCode)
    if (!dispute) return null
    const { rows } = await tx.query<{ id: string }>(
      `select p.id from linking.dispute_party s join linking.party p on p.county = s.county and p.id = s.party_id
       where s.county = $1 and s.dispute_id = $2 and $3 = any(p.keys) order by s.side, p.first_sequence, p.id limit 1`,
      [county, dispute.id, phoneKey],
    )
    return rows[0] ? { disputeId: dispute.id, partyId: rows[0].id, traceCode: dispute.traceCode } : null
  })
}

/** A dispute with the keyed hashes of its parties' phones and credit codes, for those who act for a party; null when out of reach. */
export async function matterOf(
  tx: ScopedTx,
  key: string | { readonly disputeId: string },
): Promise<{
  disputeId: string
  traceCode: string
  town: string | null
  parties: { partyId: string; kind: 'person' | 'organisation'; side: Side; keys: string[] }[]
} | null> {
  const dispute =
    typeof key === 'string' ? await resolveCode(tx, key) : await followMerges(tx, await readDispute(tx, key.disputeId))
  if (!dispute) return null
  const { rows } = await tx.query<{
    partyId: string
    kind: 'person' | 'organisation'
    side: Side
    keys: string[]
  }>(
    `select p.id as "partyId", p.kind, s.side, array(select k from unnest(p.keys) as k where k like 'ph:%' or k like 'us:%') as keys
     from linking.dispute_party s join linking.party p on p.county = s.county and p.id = s.party_id
     where s.county = $1 and s.dispute_id = $2 order by s.side, p.first_sequence, p.id`,
    [tx.county, dispute.id],
  )
  return { disputeId: dispute.id, traceCode: dispute.traceCode, town: dispute.town, parties: rows }
}

export interface MediationParty {
  readonly partyId: string
  readonly kind: 'person' | 'organisation'
  readonly side: Side
  /** Opened where the scope reaches; null when sealed or nameless. The caller logs the read. */
  readonly name: string | null
}

/** A dispute as mediation needs it; null when there is none within reach. Codes in any spelling, former ones too. */
export async function disputeForMediation(
  tx: ScopedTx,
  key: string | { readonly disputeId: string },
): Promise<{
  disputeId: string
  traceCode: string
  type: DisputeType
  town: string | null
  sealed: boolean
  domesticViolence: boolean
  parties: MediationParty[]
} | null> {
  const dispute =
    typeof key === 'string' ? await resolveCode(tx, key) : await followMerges(tx, await readDispute(tx, key.disputeId))
  if (!dispute) return null
  const { sides } = await readSides(tx, [dispute.id])
  return {
    disputeId: dispute.id,
    traceCode: dispute.traceCode,
    type: dispute.type,
    town: dispute.town,
    sealed: dispute.sealed,
    domesticViolence: dispute.domesticViolence,
    parties: sides.map(({ partyId, kind, side, found }) => ({ partyId, kind, side, name: found.name })),
  }
}

/** What a party itself has said in a dispute: its own records' texts, oldest first; no outcome columns, nobody else's words. */
export async function ownStatements(
  tx: ScopedTx,
  disputeId: string,
  partyId: string,
): Promise<{ recordId: string; at: Date; text: string }[]> {
  const { rows } = await tx.query<{ record_id: string; occurred_at: Date }>(
    `select distinct r.record_id, r.occurred_at from linking.dispute_record r
     join linking.party_member m on m.county = r.county and m.record_id = r.record_id and m.to_at is null
     where r.county = $1 and r.dispute_id = $2 and r.to_at is null and m.party_id = $3 and m.side = 'claimant' order by r.occurred_at`,
    [tx.county, disputeId, partyId],
  )
  const records = new Map(
    (
      await readRecords(
        tx,
        rows.map((row) => row.record_id),
      )
    ).map((record) => [record.id, record]),
  )
  return rows.flatMap((row) => {
    const record = records.get(row.record_id)
    if (!record) return []
    const text = sourceTable[record.source].ownWordsColumns.flatMap((column) => record.row[column] ?? []).join('\n')
    return [{ recordId: record.id, at: row.occurred_at, text }]
  })
}

/** Record → dispute as it stood at a moment of the domain clock: every membership begun by then and not ended by then. */
export async function stateAsOf(tx: ScopedTx, at: Date): Promise<Map<string, string>> {
  const { rows } = await tx.query<{ record_id: string; dispute_id: string }>(
    'select record_id, dispute_id from linking.dispute_record where county = $1 and from_at <= $2 and (to_at is null or to_at > $2)',
    [tx.county, at],
  )
  return new Map(rows.map((row) => [row.record_id, row.dispute_id]))
}
