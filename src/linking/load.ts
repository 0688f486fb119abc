import type { ScopedTx } from '../access/scope.ts'
import type { DisputeType } from '../vocabulary/dispute-types.ts'
import type { SourceKey } from '../vocabulary/sources.ts'
import type { Contribution } from './fold.ts'
import type { LinkItem } from './item.ts'
import { readJudgements } from './judgements.ts'

export interface DisputeRecordRow {
  readonly record_id: string
  readonly dispute_id: string
  readonly op_id: string
  readonly sequence: number
  readonly source: SourceKey
  readonly type: DisputeType
  readonly type_probability: number
  readonly town: string | null
  readonly site: string | null
  readonly sealed: boolean
  readonly domestic_violence: boolean
  readonly occurred_at: Date
  readonly closed_at: Date | null
  readonly keys: string[]
  readonly ordinal: string
}

export const contributionColumns =
  'record_id, dispute_id, op_id, sequence, source, type, type_probability, town, site, sealed, domestic_violence, occurred_at, closed_at, keys, ordinal'

export function contributionOf(row: DisputeRecordRow): Contribution {
  return {
    recordId: row.record_id,
    sequence: row.sequence,
    source: row.source,
    type: row.type,
    typeProbability: row.type_probability,
    town: row.town,
    site: row.site,
    sealed: row.sealed,
    domesticViolence: row.domestic_violence,
    occurredAt: row.occurred_at,
    closedAt: row.closed_at,
    keys: row.keys,
    ordinal: row.ordinal,
  }
}

/** What `linking.item.body` holds; the rest of an item is its row in `dispute_record`. */
export type ItemBody = Pick<LinkItem, 'groups' | 'named' | 'contracts' | 'house'>

/** A record that was linked before, with where it stands now. */
export interface StoredItem {
  readonly item: LinkItem
  readonly component: string
  readonly cluster: string
  readonly pin: string | null
  readonly disputeId: string
  readonly opId: string
}

export interface DisputeRow {
  readonly id: string
  readonly trace_code: string
  readonly first_sequence: number
  readonly records: number
  readonly handed: boolean
}

export interface PartyRow {
  readonly id: string
  readonly kind: 'person' | 'organisation'
  readonly name: string | null
  readonly keys: string[]
  readonly structured: boolean
  readonly first_sequence: number
}

interface ItemRow {
  readonly record_id: string
  readonly component: string
  readonly cluster: string
  readonly pin: string | null
  readonly body: ItemBody
}

/** The records of components. Two look-ups by list and no join: without statistics the planner would read a whole table for it. */
export async function readItems(tx: ScopedTx, components: readonly string[]): Promise<StoredItem[]> {
  if (components.length === 0) return []
  const { rows: items } = await tx.query<ItemRow>(
    'select record_id, component, cluster, pin, body from linking.item where county = $1 and component = any($2::uuid[])',
    [tx.county, components],
  )
  const { rows } = await tx.query<DisputeRecordRow>(
    `select ${contributionColumns} from linking.dispute_record where county = $1 and record_id = any($2::uuid[]) and to_at is null`,
    [tx.county, items.map((item) => item.record_id)],
  )
  const places = new Map(rows.map((row) => [row.record_id, row]))
  return items.flatMap(({ record_id, component, cluster, pin, body }) => {
    const place = places.get(record_id)
    if (!place) return []
    const item: LinkItem = { recordId: record_id, source: place.source, contribution: contributionOf(place), ...body }
    return [{ item, component, cluster, pin, disputeId: place.dispute_id, opId: place.op_id }]
  })
}

export interface BlockRow {
  readonly key: string
  readonly component: string | null
  readonly record_id: string | null
}

export async function readBlocks(tx: ScopedTx, keys: readonly string[]): Promise<Map<string, BlockRow>> {
  if (keys.length === 0) return new Map()
  const { rows } = await tx.query<BlockRow>(
    'select key, component, record_id from linking.block where county = $1 and key = any($2::text[])',
    [tx.county, keys],
  )
  return new Map(rows.map((row) => [row.key, row]))
}

/** Disputes' rows; `handed`: an agency was given work on it. Merged ones are left out. */
export async function readDisputeRows(tx: ScopedTx, ids: readonly string[]): Promise<Map<string, DisputeRow>> {
  if (ids.length === 0) return new Map()
  const { rows } = await tx.query<DisputeRow>(
    `select d.id, d.trace_code, d.first_sequence, d.records, exists (
       select from access.handed h where h.county = $1 and h.subject = d.id and h.withdrawn_at is null) as handed
     from linking.dispute d where d.county = $1 and d.id = any($2::uuid[])`,
    [tx.county, ids],
  )
  return new Map(rows.map((row) => [row.id, row]))
}

/** Stored parties of the mentions of records: `record:group` is told by the caller from the mention. */
export async function readMembers(
  tx: ScopedTx,
  records: readonly string[],
): Promise<{ readonly mention_id: string; readonly party_id: string; readonly op_id: string }[]> {
  if (records.length === 0) return []
  const { rows } = await tx.query<{ mention_id: string; party_id: string; op_id: string }>(
    'select mention_id, party_id, op_id from linking.party_member where county = $1 and record_id = any($2::uuid[]) and to_at is null',
    [tx.county, records],
  )
  return rows
}

export async function readParties(tx: ScopedTx, ids: readonly string[]): Promise<Map<string, PartyRow>> {
  if (ids.length === 0) return new Map()
  const { rows } = await tx.query<PartyRow>(
    'select id, kind, name, keys, structured, first_sequence from linking.party where county = $1 and id = any($2::uuid[])',
    [tx.county, ids],
  )
  return new Map(rows.map((row) => [row.id, row]))
}

/** What people decided about these disputes and parties: who is not the same, who is, and which records they placed. */
export async function readDecisions(tx: ScopedTx, disputes: readonly string[], parties: readonly string[]) {
  const ofDisputes = await readJudgements(tx, 'dispute', disputes)
  const ofParties = await readJudgements(tx, 'party', parties)
  const { rows: placed } = await tx.query<{ record_id: string; dispute_id: string }>(
    `select distinct r.record_id, r.dispute_id from linking.operation o
     join linking.dispute_record r on r.county = o.county and r.dispute_id in (o.dispute_id, o.other_dispute_id) and r.to_at is null and r.from_at <= o.at
     where o.county = $1 and o.rule = 'officer' and o.undone_by is null
       and (o.dispute_id = any($2::uuid[]) or o.other_dispute_id = any($2::uuid[])) and r.dispute_id = any($2::uuid[])`,
    [tx.county, disputes],
  )
  return {
    judgements: {
      differentDisputes: ofDisputes.different,
      differentParties: ofParties.different,
      sameParties: ofParties.same,
    },
    pins: new Map(placed.map((row) => [row.record_id, row.dispute_id])),
  }
}

/** The present rows of disputes, from which their own rows are folded. */
export async function readDisputeRecords(
  tx: ScopedTx,
  disputes: readonly string[],
): Promise<Map<string, DisputeRecordRow[]>> {
  const grouped = new Map<string, DisputeRecordRow[]>(disputes.map((id) => [id, []]))
  if (disputes.length === 0) return grouped
  const { rows } = await tx.query<DisputeRecordRow>(
    `select ${contributionColumns} from linking.dispute_record where county = $1 and dispute_id = any($2::uuid[]) and to_at is null`,
    [tx.county, disputes],
  )
  for (const row of rows) grouped.get(row.dispute_id)!.push(row)
  return grouped
}
