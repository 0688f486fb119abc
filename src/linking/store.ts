import type { ScopedTx } from '../access/scope.ts'
import type { Contribution, DisputeFold } from './fold.ts'
import type { ItemBody } from './load.ts'
import type { NewProposal } from './plan.ts'
import type { Side } from './schema.ts'

const joined = (keys: Iterable<string>): string => [...keys].sort().join(' ')

/** Writes disputes' rows: new ones with their code, known ones by what their fold says now. */
export async function upsertDisputes(
  tx: ScopedTx,
  rows: readonly (DisputeFold & { readonly id: string; readonly traceCode: string })[],
): Promise<void> {
  if (rows.length === 0) return
  await tx.query(
    `insert into linking.dispute (county, id, trace_code, matter, status, type, type_rank, type_probability, town, site, sealed, domestic_violence,
       opened_at, last_at, closed_at, first_sequence, records, sources, keys)
     select $1, d.id, d.trace_code, d.matter, d.status, d.type, d.type_rank, d.type_probability, d.town, d.site, d.sealed, d.domestic_violence,
       d.opened_at, d.last_at, d.closed_at, d.first_sequence, d.records, string_to_array(d.sources, ' '), string_to_array(d.keys, ' ')
     from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::smallint[], $8::real[], $9::text[], $10::text[], $11::boolean[], $12::boolean[],
       $13::timestamptz[], $14::timestamptz[], $15::timestamptz[], $16::bigint[], $17::int[], $18::text[], $19::text[])
       as d (id, trace_code, matter, status, type, type_rank, type_probability, town, site, sealed, domestic_violence, opened_at, last_at, closed_at, first_sequence, records, sources, keys)
     on conflict (county, id) do update set matter = excluded.matter, status = excluded.status, type = excluded.type, type_rank = excluded.type_rank,
       type_probability = excluded.type_probability, town = excluded.town, site = excluded.site, sealed = excluded.sealed, domestic_violence = excluded.domestic_violence,
       opened_at = excluded.opened_at, last_at = excluded.last_at, closed_at = excluded.closed_at, first_sequence = excluded.first_sequence,
       records = excluded.records, sources = excluded.sources, keys = excluded.keys`,
    [
      tx.county,
      rows.map((row) => row.id),
      rows.map((row) => row.traceCode),
      rows.map((row) => row.matter),
      rows.map((row) => row.status),
      rows.map((row) => row.type),
      rows.map((row) => row.typeRank),
      rows.map((row) => row.typeProbability),
      rows.map((row) => row.town),
      rows.map((row) => row.site),
      rows.map((row) => row.sealed),
      rows.map((row) => row.domesticViolence),
      rows.map((row) => row.openedAt),
      rows.map((row) => row.lastAt),
      rows.map((row) => row.closedAt),
      rows.map((row) => row.firstSequence),
      rows.map((row) => row.records),
      rows.map((row) => [...row.sources].sort().join(' ')),
      rows.map((row) => joined(row.keys)),
    ],
  )
}

/** Kinds of keys by which a party is looked up; the others are compared only (too common to look up alone). */
export const partyLookup = /^(?:id|us|ph|nh|co|nr):/

/** Enters the keys that lead to a party and are not stored yet. */
export async function storePartyKeys(
  tx: ScopedTx,
  owners: readonly {
    readonly id: string
    readonly keys: ReadonlySet<string>
    readonly storedKeys: ReadonlySet<string>
  }[],
): Promise<void> {
  const ids: string[] = []
  const keys: string[] = []
  for (const owner of owners)
    for (const key of owner.keys)
      if (!owner.storedKeys.has(key) && partyLookup.test(key)) {
        ids.push(owner.id)
        keys.push(key)
      }
  if (ids.length === 0) return
  await tx.query(
    `insert into linking.party_key (county, key, party_id) select $1, k.key, k.id from unnest($2::text[], $3::uuid[]) as k (key, id) on conflict do nothing`,
    [tx.county, keys, ids],
  )
}

export interface PartyUpsert {
  readonly id: string
  readonly kind: 'person' | 'organisation'
  readonly name: string | null
  readonly keys: ReadonlySet<string>
  readonly storedKeys: ReadonlySet<string>
  readonly structured: boolean
  readonly firstSequence: number
}

/** Writes parties' rows and the keys that lead to them. Keys that a party bears no more lead nowhere. */
export async function upsertParties(tx: ScopedTx, rows: readonly PartyUpsert[]): Promise<void> {
  if (rows.length === 0) return
  await tx.query(
    `insert into linking.party (county, id, kind, name, keys, structured, first_sequence)
     select $1, p.id, p.kind, p.name, string_to_array(p.keys, ' '), p.structured, p.first_sequence
     from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::boolean[], $7::bigint[]) as p (id, kind, name, keys, structured, first_sequence)
     on conflict (county, id) do update set name = excluded.name, keys = excluded.keys, structured = excluded.structured,
       first_sequence = excluded.first_sequence, merged_into = null`,
    [
      tx.county,
      rows.map((party) => party.id),
      rows.map((party) => party.kind),
      rows.map((party) => party.name),
      rows.map((party) => joined(party.keys)),
      rows.map((party) => party.structured),
      rows.map((party) => party.firstSequence),
    ],
  )
  const lost = rows.flatMap((party) =>
    [...party.storedKeys].filter((key) => !party.keys.has(key)).map((key) => ({ id: party.id, key })),
  )
  if (lost.length > 0)
    await tx.query(
      `delete from linking.party_key k using unnest($2::uuid[], $3::text[]) as l (id, key)
       where k.county = $1 and k.key = any($3::text[]) and k.party_id = l.id and k.key = l.key`,
      [tx.county, lost.map((row) => row.id), lost.map((row) => row.key)],
    )
  await storePartyKeys(tx, rows)
}

/** Parties that nothing names any more; `into` where all they had went to another one. */
export async function retireParties(
  tx: ScopedTx,
  rows: readonly { readonly id: string; readonly into: string | null; readonly keys: readonly string[] }[],
): Promise<void> {
  if (rows.length === 0) return
  const ids = rows.map((row) => row.id)
  await tx.query(
    `update linking.party p set keys = '{}', merged_into = r.into_id from unnest($2::uuid[], $3::uuid[]) as r (id, into_id)
     where p.county = $1 and p.id = any($2::uuid[]) and p.id = r.id`,
    [tx.county, ids, rows.map((row) => row.into)],
  )
  const lost = rows.flatMap((row) => row.keys.map((key) => ({ id: row.id, key })))
  if (lost.length > 0)
    await tx.query(
      `delete from linking.party_key where county = $1 and key = any($2::text[]) and party_id = any($3::uuid[])`,
      [tx.county, lost.map((row) => row.key), ids],
    )
}

export interface RecordStart {
  readonly contribution: Contribution
  readonly disputeId: string
  readonly from: Date
  readonly opId: string
}

export interface RecordEnd {
  readonly recordId: string
  readonly opId: string
  readonly endOpId: string
  readonly at: Date
}

export async function endRecords(tx: ScopedTx, rows: readonly RecordEnd[]): Promise<void> {
  if (rows.length === 0) return
  await tx.query(
    `update linking.dispute_record r set to_at = e.at, end_op_id = e.end_op
     from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::timestamptz[]) as e (record_id, op_id, end_op, at)
     where r.county = $1 and r.record_id = any($2::uuid[]) and r.record_id = e.record_id and r.op_id = e.op_id`,
    [
      tx.county,
      rows.map((row) => row.recordId),
      rows.map((row) => row.opId),
      rows.map((row) => row.endOpId),
      rows.map((row) => row.at),
    ],
  )
}

export async function startRecords(tx: ScopedTx, rows: readonly RecordStart[]): Promise<void> {
  if (rows.length === 0) return
  await tx.query(
    `insert into linking.dispute_record (county, record_id, dispute_id, from_at, op_id, sequence, source, type, type_probability, town, site, sealed, domestic_violence, occurred_at, closed_at, keys, ordinal)
     select $1, r.record_id, r.dispute_id, r.from_at, r.op_id, r.sequence, r.source, r.type, r.type_probability, r.town, r.site, r.sealed, r.domestic_violence, r.occurred_at, r.closed_at, string_to_array(r.keys, ' '), r.ordinal
     from unnest($2::uuid[], $3::uuid[], $4::timestamptz[], $5::uuid[], $6::bigint[], $7::text[], $8::text[], $9::real[], $10::text[], $11::text[], $12::boolean[], $13::boolean[], $14::timestamptz[], $15::timestamptz[], $16::text[], $17::text[])
       as r (record_id, dispute_id, from_at, op_id, sequence, source, type, type_probability, town, site, sealed, domestic_violence, occurred_at, closed_at, keys, ordinal)`,
    [
      tx.county,
      rows.map((row) => row.contribution.recordId),
      rows.map((row) => row.disputeId),
      rows.map((row) => row.from),
      rows.map((row) => row.opId),
      rows.map((row) => row.contribution.sequence),
      rows.map((row) => row.contribution.source),
      rows.map((row) => row.contribution.type),
      rows.map((row) => row.contribution.typeProbability),
      rows.map((row) => row.contribution.town),
      rows.map((row) => row.contribution.site),
      rows.map((row) => row.contribution.sealed),
      rows.map((row) => row.contribution.domesticViolence),
      rows.map((row) => row.contribution.occurredAt),
      rows.map((row) => row.contribution.closedAt),
      rows.map((row) => row.contribution.keys.join(' ')),
      rows.map((row) => row.contribution.ordinal),
    ],
  )
}

export interface MemberStart {
  readonly mentionId: string
  readonly recordId: string
  readonly partyId: string
  readonly side: Side
  readonly from: Date
  readonly opId: string
  readonly signature: string | null
}

/** Ends the present party of mentions, and of all mentions of replaced records, which are returned. */
export async function endMembers(
  tx: ScopedTx,
  mentions: readonly string[],
  records: readonly string[],
  at: Date,
): Promise<{ readonly mentionId: string; readonly recordId: string; readonly partyId: string }[]> {
  if (mentions.length > 0)
    await tx.query(
      'update linking.party_member set to_at = $3 where county = $1 and mention_id = any($2::uuid[]) and to_at is null',
      [tx.county, mentions, at],
    )
  if (records.length === 0) return []
  const { rows } = await tx.query<{ mentionId: string; recordId: string; partyId: string }>(
    `update linking.party_member set to_at = $3 where county = $1 and record_id = any($2::uuid[]) and to_at is null
     returning mention_id as "mentionId", record_id as "recordId", party_id as "partyId"`,
    [tx.county, records, at],
  )
  return rows
}

export async function startMembers(tx: ScopedTx, rows: readonly MemberStart[]): Promise<void> {
  if (rows.length === 0) return
  await tx.query(
    `insert into linking.party_member (county, mention_id, record_id, party_id, side, from_at, op_id, signature)
     select $1, m.* from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::timestamptz[], $7::uuid[], $8::text[]) as m`,
    [
      tx.county,
      rows.map((row) => row.mentionId),
      rows.map((row) => row.recordId),
      rows.map((row) => row.partyId),
      rows.map((row) => row.side),
      rows.map((row) => row.from),
      rows.map((row) => row.opId),
      rows.map((row) => row.signature),
    ],
  )
}

export async function storeProposals(
  tx: ScopedTx,
  table: 'proposal' | 'party_proposal',
  rows: readonly (NewProposal & { readonly id: string })[],
): Promise<void> {
  if (rows.length === 0) return
  const [one, other] = table === 'proposal' ? ['dispute_id', 'other_dispute_id'] : ['party_id', 'other_id']
  await tx.query(
    `insert into linking.${table} (county, id, ${one}, ${other}, at, weight, evidence)
     select $1, p.id, p.one, p.other, p.at, p.weight, p.evidence::jsonb
     from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::timestamptz[], $6::real[], $7::text[]) as p (id, one, other, at, weight, evidence)
     where not exists (select from linking.${table} q where q.county = $1 and q.${one} = p.other and q.${other} = p.one)
     on conflict (county, ${one}, ${other}) do nothing`,
    [
      tx.county,
      rows.map((row) => row.id),
      rows.map((row) => row.one),
      rows.map((row) => row.other),
      rows.map((row) => row.at),
      rows.map((row) => row.weight),
      rows.map((row) => JSON.stringify(row.evidence)),
    ],
  )
}

export interface ItemRow {
  readonly recordId: string
  readonly component: string
  readonly cluster: string
  readonly pin: string | null
  readonly body: ItemBody
}

export async function storeItems(
  tx: ScopedTx,
  fresh: readonly ItemRow[],
  relabelled: readonly Omit<ItemRow, 'body' | 'pin'>[],
  removed: readonly string[],
): Promise<void> {
  if (removed.length > 0)
    await tx.query('delete from linking.item where county = $1 and record_id = any($2::uuid[])', [tx.county, removed])
  if (relabelled.length > 0)
    await tx.query(
      `update linking.item i set component = n.component, cluster = n.cluster from unnest($2::uuid[], $3::uuid[], $4::uuid[]) as n (record_id, component, cluster)
       where i.county = $1 and i.record_id = any($2::uuid[]) and i.record_id = n.record_id`,
      [
        tx.county,
        relabelled.map((row) => row.recordId),
        relabelled.map((row) => row.component),
        relabelled.map((row) => row.cluster),
      ],
    )
  if (fresh.length > 0)
    await tx.query(
      `insert into linking.item (county, record_id, component, cluster, pin, body)
       select $1, i.record_id, i.component, i.cluster, i.pin, i.body::jsonb
       from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[]) as i (record_id, component, cluster, pin, body)`,
      [
        tx.county,
        fresh.map((row) => row.recordId),
        fresh.map((row) => row.component),
        fresh.map((row) => row.cluster),
        fresh.map((row) => row.pin),
        fresh.map((row) => JSON.stringify(row.body)),
      ],
    )
}

export async function storeBlocks(
  tx: ScopedTx,
  rows: ReadonlyMap<string, { readonly component: string | null; readonly recordId: string | null }>,
  removed: readonly string[],
): Promise<void> {
  if (removed.length > 0)
    await tx.query('delete from linking.block where county = $1 and key = any($2::text[])', [tx.county, removed])
  if (rows.size === 0) return
  const list = [...rows]
  await tx.query(
    `insert into linking.block (county, key, component, record_id)
     select $1, b.key, b.component, b.record_id from unnest($2::text[], $3::uuid[], $4::uuid[]) as b (key, component, record_id)
     on conflict (county, key) do update set component = excluded.component, record_id = coalesce(excluded.record_id, linking.block.record_id)`,
    [tx.county, list.map(([key]) => key), list.map(([, row]) => row.component), list.map(([, row]) => row.recordId)],
  )
}

/** Counts anew which parties stand in disputes, from the mentions of their records. */
export async function countSides(tx: ScopedTx, disputes: readonly string[]): Promise<void> {
  if (disputes.length === 0) return
  await tx.query('delete from linking.dispute_party where county = $1 and dispute_id = any($2::uuid[])', [
    tx.county,
    disputes,
  ])
  await tx.query(
    `insert into linking.dispute_party (county, dispute_id, party_id, side, records)
     select r.county, r.dispute_id, m.party_id, m.side, count(*) from linking.dispute_record r
     join linking.party_member m on m.county = r.county and m.record_id = r.record_id and m.to_at is null
     where r.county = $1 and r.dispute_id = any($2::uuid[]) and r.to_at is null group by r.county, r.dispute_id, m.party_id, m.side`,
    [tx.county, disputes],
  )
}

export interface SideCount {
  readonly disputeId: string
  readonly partyId: string
  readonly side: Side
  readonly records: number
}

/** Adds what records that have just joined name. */
export async function addSides(tx: ScopedTx, rows: readonly SideCount[]): Promise<void> {
  if (rows.length === 0) return
  await tx.query(
    `insert into linking.dispute_party as d (county, dispute_id, party_id, side, records)
     select $1, p.dispute, p.party, p.side, p.records from unnest($2::uuid[], $3::uuid[], $4::text[], $5::int[]) as p (dispute, party, side, records)
     on conflict (county, dispute_id, party_id, side) do update set records = d.records + excluded.records`,
    [
      tx.county,
      rows.map((row) => row.disputeId),
      rows.map((row) => row.partyId),
      rows.map((row) => row.side),
      rows.map((row) => row.records),
    ],
  )
}
