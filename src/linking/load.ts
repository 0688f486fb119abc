import type { ScopedTx } from '../access/scope.ts'
import type { DisputeType } from '../vocabulary/dispute-types.ts'
import type { SourceKey } from '../vocabulary/sources.ts'
import type { Contribution } from './fold.ts'
import type { LinkItem } from './matching.ts'
import type { Side } from './schema.ts'
import { type DisputeState, emptyState, indexDispute, type LinkState, partyLookup, putParty } from './state.ts'

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
}

export const contributionColumns =
  'record_id, dispute_id, op_id, sequence, source, type, type_probability, town, site, sealed, domestic_violence, occurred_at, closed_at, keys'

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
  }
}

interface DisputeRow {
  readonly id: string
  readonly trace_code: string
  readonly matter: 'dispute' | 'transaction'
  readonly status: 'open' | 'closed'
  readonly type: DisputeType
  readonly type_rank: number
  readonly type_probability: number
  readonly town: string | null
  readonly site: string | null
  readonly sealed: boolean
  readonly domestic_violence: boolean
  readonly opened_at: Date
  readonly last_at: Date
  readonly closed_at: Date | null
  readonly first_sequence: number
  readonly records: number
  readonly sources: SourceKey[]
  readonly keys: string[]
}

interface PartyRow {
  readonly id: string
  readonly kind: 'person' | 'organisation'
  readonly name: string | null
  readonly keys: string[]
  readonly structured: boolean
  readonly first_sequence: number
}

const partyColumns = 'id, kind, name, keys, structured, first_sequence'

/** What a walk asked for beyond the keys of the batch. */
export interface Wanted {
  readonly partyIds: Set<string>
  readonly disputeIds: Set<string>
}

/** Everything stored that the batch's keys can reach; a constant number of statements. */
export async function loadState(tx: ScopedTx, items: readonly LinkItem[], wanted: Wanted): Promise<LinkState> {
  const state = emptyState()
  const replaced = items.flatMap((item) => item.record.replaces ?? [])
  const [memberships, members] = replaced.length === 0 ? [[], []] : await loadReplaced(tx, replaced)
  const partyKeys = new Set<string>()
  const disputeKeys = new Set<string>()
  for (const item of items) {
    for (const group of item.groups) for (const key of group.keys) if (partyLookup.test(key)) partyKeys.add(key)
    for (const key of [...item.contracts, ...item.named]) disputeKeys.add(key)
    for (const key of item.contribution.keys) {
      if (key.startsWith('nn:')) disputeKeys.add(key)
      else if (key.startsWith('no:')) disputeKeys.add(`rf${key.slice(2)}`)
    }
  }
  const parties = await loadParties(tx, partyKeys, wanted.partyIds)
  const persons = new Set([
    ...wanted.partyIds,
    ...parties.filter((party) => party.kind === 'person').map((party) => party.id),
  ])
  const disputes = await loadDisputes(
    tx,
    disputeKeys,
    persons,
    new Set([...memberships.map((row) => row.dispute_id), ...wanted.disputeIds]),
  )
  const { rows: sides } =
    disputes.length === 0
      ? { rows: [] }
      : await tx.query<{ dispute_id: string; party_id: string; side: Side; records: number }>(
          'select dispute_id, party_id, side, records from linking.dispute_party where county = $1 and dispute_id = any($2::uuid[])',
          [tx.county, disputes.map((dispute) => dispute.id)],
        )
  const known = new Set(parties.map((party) => party.id))
  const more = [...new Set(sides.map((row) => row.party_id))].filter((id) => !known.has(id))
  if (more.length > 0)
    parties.push(
      ...(
        await tx.query<PartyRow>(
          `select ${partyColumns} from linking.party where county = $1 and id = any($2::uuid[])`,
          [tx.county, more],
        )
      ).rows,
    )
  const contributions = await loadContributions(
    tx,
    new Set([...memberships.map((row) => row.dispute_id), ...wanted.disputeIds]),
  )

  for (const party of parties.sort((a, b) => a.first_sequence - b.first_sequence || (a.id < b.id ? -1 : 1)))
    putParty(state, {
      id: party.id,
      kind: party.kind,
      name: party.name,
      keys: new Set(party.keys),
      storedKeys: new Set(party.keys),
      structured: party.structured,
      firstSequence: party.first_sequence,
      isNew: false,
      changed: false,
    })
  const { rows: distinct } =
    parties.length === 0
      ? { rows: [] }
      : await tx.query<{ party_id: string; other_id: string }>(
          'select party_id, other_id from linking.distinct_party where county = $1 and party_id = any($2::uuid[])',
          [tx.county, parties.map((party) => party.id)],
        )
  for (const row of distinct)
    state.distinct.set(row.party_id, (state.distinct.get(row.party_id) ?? new Set()).add(row.other_id))
  const partiesOf = groupBy(sides, (row) => row.dispute_id)
  for (const row of disputes) {
    const dispute: DisputeState = {
      id: row.id,
      traceCode: row.trace_code,
      matter: row.matter,
      status: row.status,
      type: row.type,
      typeRank: row.type_rank,
      typeProbability: row.type_probability,
      town: row.town,
      site: row.site,
      sealed: row.sealed,
      domesticViolence: row.domestic_violence,
      openedAt: row.opened_at,
      lastAt: row.last_at,
      closedAt: row.closed_at,
      firstSequence: row.first_sequence,
      records: row.records,
      sources: row.sources,
      keys: new Set(row.keys),
      contributions: contributions.get(row.id) ?? null,
      parties: new Map(),
      storedKeys: new Set(row.keys),
      isNew: false,
      changed: false,
    }
    for (const side of (partiesOf.get(row.id) ?? []).sort((a, b) => (a.party_id < b.party_id ? -1 : 1))) {
      const counts = dispute.parties.get(side.party_id) ?? new Map<Side, number>()
      counts.set(side.side, side.records)
      dispute.parties.set(side.party_id, counts)
    }
    indexDispute(state, dispute)
  }
  for (const id of persons) state.loaded.add(id)
  const membersOf = groupBy(members, (row) => row.record_id)
  for (const row of memberships)
    state.memberships.set(row.record_id, {
      recordId: row.record_id,
      disputeId: row.dispute_id,
      opId: row.op_id,
      members: (membersOf.get(row.record_id) ?? []).map((member) => ({ partyId: member.party_id, side: member.side })),
    })
  return state
}

function groupBy<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const row of rows) {
    const group = groups.get(keyOf(row))
    if (group) group.push(row)
    else groups.set(keyOf(row), [row])
  }
  return groups
}

async function loadReplaced(tx: ScopedTx, records: readonly string[]) {
  const { rows: memberships } = await tx.query<{ record_id: string; dispute_id: string; op_id: string }>(
    'select record_id, dispute_id, op_id from linking.dispute_record where county = $1 and record_id = any($2::uuid[]) and to_at is null',
    [tx.county, records],
  )
  const { rows: members } = await tx.query<{ record_id: string; party_id: string; side: Side }>(
    'select record_id, party_id, side from linking.party_member where county = $1 and record_id = any($2::uuid[]) and to_at is null',
    [tx.county, records],
  )
  return [memberships, members] as const
}

async function loadParties(tx: ScopedTx, keys: ReadonlySet<string>, ids: ReadonlySet<string>): Promise<PartyRow[]> {
  const { rows: found } = await tx.query<{ party_id: string }>(
    'select distinct party_id from linking.party_key where county = $1 and key = any($2::text[])',
    [tx.county, [...keys]],
  )
  const wanted = [...new Set([...ids, ...found.map((row) => row.party_id)])]
  if (wanted.length === 0) return []
  return (
    await tx.query<PartyRow>(`select ${partyColumns} from linking.party where county = $1 and id = any($2::uuid[])`, [
      tx.county,
      wanted,
    ])
  ).rows
}

const disputeColumns = `d.id, d.trace_code, d.matter, d.status, d.type, d.type_rank, d.type_probability, d.town, d.site, d.sealed, d.domestic_violence,
  d.opened_at, d.last_at, d.closed_at, d.first_sequence, d.records, d.sources, d.keys`

async function loadDisputes(
  tx: ScopedTx,
  keys: ReadonlySet<string>,
  persons: ReadonlySet<string>,
  ids: ReadonlySet<string>,
): Promise<DisputeRow[]> {
  // Ids first, rows by a list of ids: without statistics the planner would read the whole table for a join.
  const { rows: found } = await tx.query<{ dispute_id: string }>(
    `select dispute_id from linking.dispute_key where county = $1 and key = any($2::text[])
     union select dispute_id from linking.dispute_party where county = $1 and party_id = any($3::uuid[])`,
    [tx.county, [...keys], [...persons]],
  )
  const wanted = [...new Set([...ids, ...found.map((row) => row.dispute_id)])]
  if (wanted.length === 0) return []
  const { rows } = await tx.query<DisputeRow>(
    `select ${disputeColumns} from linking.dispute d where d.county = $1 and d.merged_into is null and d.id = any($2::uuid[])`,
    [tx.county, wanted],
  )
  return rows.sort((a, b) => a.first_sequence - b.first_sequence || (a.id < b.id ? -1 : 1))
}

async function loadContributions(tx: ScopedTx, disputes: ReadonlySet<string>): Promise<Map<string, Contribution[]>> {
  if (disputes.size === 0) return new Map()
  const { rows } = await tx.query<DisputeRecordRow>(
    `select ${contributionColumns} from linking.dispute_record where county = $1 and dispute_id = any($2::uuid[]) and to_at is null`,
    [tx.county, [...disputes]],
  )
  const grouped = new Map<string, Contribution[]>([...disputes].map((id) => [id, []]))
  for (const row of rows) grouped.get(row.dispute_id)!.push(contributionOf(row))
  return grouped
}
