import type { ScopedTx } from '../../access/scope.ts'
import type { Answer, PairKind } from './review.ts'

/** Reads of the review room, under the reader's row-level scope. No decisions here. */

export type Evidence = readonly (readonly [level: string, weight: number])[]

/** A pair as stored, whoever has answered what. */
export interface StoredPair {
  readonly id: string
  readonly kind: PairKind
  readonly at: Date
  readonly weight: number
  readonly evidence: Evidence
  readonly modelVersion: string | null
  readonly rule: string | null
  /** The two disputes (of a link its dispute first), or the two persons. */
  readonly one: string
  readonly other: string | null
  readonly codes: readonly string[]
  readonly type: string | null
  readonly town: string | null
  readonly records: number
  /** Of an automatic link: the records that it joined. */
  readonly joined: readonly string[]
  /** Nothing is left to ask: decided elsewhere, undone, or moved on. */
  readonly over: boolean
  readonly undone: boolean
}

export interface StoredAnswer {
  readonly pairId: string
  readonly kind: PairKind
  readonly officerId: string
  readonly answer: Answer
  readonly at: Date
  readonly doubled: boolean
}

/** Pairs of one view that are weighed at a time; beyond it the oldest come first. */
const mostPairs = 5_000

const mergeColumns = `select p.id, 'merge' as kind, p.at, p.weight, p.evidence, null as "modelVersion", null as rule, p.dispute_id as one, p.other_dispute_id as other,
    array_remove(array[a.trace_code::text, b.trace_code::text], null) as codes, a.type, a.town, least(a.records, coalesce(b.records, a.records)) as records,
    '{}'::uuid[] as joined, p.decision is not null or a.merged_into is not null or b.merged_into is not null as over, false as undone
  from linking.proposal p join linking.dispute a on a.county = p.county and a.id = p.dispute_id
  left join linking.dispute b on b.county = p.county and b.id = p.other_dispute_id`

const partyColumns = `select p.id, 'party' as kind, p.at, p.weight, p.evidence, null as "modelVersion", null as rule, p.party_id as one, p.other_id as other,
    '{}'::text[] as codes, null as type, null as town, 1 as records, '{}'::uuid[] as joined, p.decision is not null as over, false as undone
  from linking.party_proposal p`

const tokenColumns = `select g.id, 'token' as kind, g.at, g.weight, g.evidence, null as "modelVersion", null as rule, g.party_id as one, null::uuid as other,
    '{}'::text[] as codes, null as type, null as town, 1 as records, '{}'::uuid[] as joined, g.decision is not null as over, false as undone
  from linking.gateway_match g`

const requestColumns = `select q.id, 'request' as kind, q.at, 0::real as weight, '[]'::jsonb as evidence, null as "modelVersion", null as rule, q.one, q.other,
    array_remove(array[a.trace_code::text, b.trace_code::text], null) as codes, a.type, a.town, greatest(1, cardinality(q.records)) as records, q.records as joined,
    q.decision is not null or a.merged_into is not null or b.merged_into is not null as over, false as undone
  from linking.request q left join linking.dispute a on a.county = q.county and a.id = q.one
  left join linking.dispute b on b.county = q.county and b.id = q.other`

/** The records that operation `o` put into dispute `d` stand there no more. */
export const parted = `not exists (select from linking.dispute_record r where r.county = o.county and r.record_id = any(o.records)
      and r.to_at is null and r.dispute_id in (d.id, d.merged_into))`

const linkColumns = `select o.id, 'link' as kind, o.at, coalesce(o.weight, 0) as weight, coalesce(o.evidence, '[]') as evidence, o.model_version as "modelVersion", o.rule,
    coalesce(d.merged_into, d.id) as one, null::uuid as other, array[d.trace_code::text] as codes, d.type, d.town, cardinality(o.records) as records, o.records as joined,
    o.undone_by is not null or ${parted} as over,
    o.undone_by is not null as undone
  from linking.review_sample s join linking.operation o on o.county = s.county and o.id = s.operation_id
  join linking.dispute d on d.county = o.county and d.id = o.dispute_id`

/** Proposed pairs that nobody has decided, oldest first. */
export async function openMerges(tx: ScopedTx): Promise<StoredPair[]> {
  const { rows } = await tx.query<StoredPair>(
    `${mergeColumns} where p.county = $1 and p.decision is null and a.merged_into is null and b.merged_into is null order by p.at, p.id limit $2`,
    [tx.county, mostPairs],
  )
  return rows
}

export async function openParties(tx: ScopedTx): Promise<StoredPair[]> {
  const { rows } = await tx.query<StoredPair>(
    `${partyColumns} where p.county = $1 and p.decision is null order by p.at, p.id limit $2`,
    [tx.county, mostPairs],
  )
  return rows
}

export async function openTokens(tx: ScopedTx): Promise<StoredPair[]> {
  const { rows } = await tx.query<StoredPair>(
    `${tokenColumns} where g.county = $1 and g.decision is null order by g.at, g.id limit $2`,
    [tx.county, mostPairs],
  )
  return rows
}

/** Operations that somebody else than this officer asked for. */
export async function openRequests(tx: ScopedTx, officerId: string): Promise<StoredPair[]> {
  const { rows } = await tx.query<StoredPair>(
    `${requestColumns} where q.county = $1 and q.decision is null and q.officer_id <> $2
       and a.merged_into is null and b.merged_into is null order by q.at, q.id limit $3`,
    [tx.county, officerId, mostPairs],
  )
  return rows
}

/** Whose row a match is about: the agency, and by what it finds the row again. */
export async function elsewhereOf(
  tx: ScopedTx,
  matchId: string,
): Promise<{ agency: string; reference: string } | null> {
  const { rows } = await tx.query<{ agency: string; reference: string }>(
    `select p.agency, g.reference from linking.gateway_match g
     join linking.gateway_project p on p.county = g.county and p.id = g.project where g.county = $1 and g.id = $2`,
    [tx.county, matchId],
  )
  return rows[0] ?? null
}

/** Drawn links in the order of the lot, without those in `settled`. */
export async function sampledLinks(tx: ScopedTx, settled: readonly string[], limit: number): Promise<StoredPair[]> {
  const { rows } = await tx.query<StoredPair>(
    `select * from (${linkColumns} where s.county = $1 and not s.operation_id = any($2::uuid[]) order by s.ticket) x where not over limit $3`,
    [tx.county, settled, limit],
  )
  return rows
}

export async function linksById(tx: ScopedTx, ids: readonly string[]): Promise<StoredPair[]> {
  if (ids.length === 0) return []
  const { rows } = await tx.query<StoredPair>(
    `${linkColumns} where s.county = $1 and s.operation_id = any($2::uuid[]) order by s.ticket`,
    [tx.county, ids],
  )
  return rows
}

/** One pair of whatever kind; null when there is none within reach. */
export async function readPair(tx: ScopedTx, id: string): Promise<StoredPair | null> {
  for (const [columns, where] of [
    [mergeColumns, 'p.county = $1 and p.id = $2::uuid'],
    [linkColumns, 's.county = $1 and s.operation_id = $2::uuid'],
    [partyColumns, 'p.county = $1 and p.id = $2::uuid'],
    [tokenColumns, 'g.county = $1 and g.id = $2::uuid'],
    [requestColumns, 'q.county = $1 and q.id = $2::uuid'],
  ] as const) {
    const { rows } = await tx.query<StoredPair>(`${columns} where ${where}`, [tx.county, id])
    if (rows[0]) return rows[0]
  }
  return null
}

/** What was answered about pairs, oldest first; `ids` null: about all. */
export async function readAnswers(tx: ScopedTx, ids: readonly string[] | null): Promise<StoredAnswer[]> {
  const { rows } = await tx.query<StoredAnswer>(
    `select pair_id as "pairId", kind, officer_id as "officerId", answer, at, doubled from linking.review_answer
     where county = $1 and ($2::uuid[] is null or pair_id = any($2::uuid[])) order by at, id`,
    [tx.county, ids],
  )
  return rows
}

/** Records of a dispute that belong to it now, latest first. */
export async function memberRecords(
  tx: ScopedTx,
  disputeIds: readonly string[],
): Promise<{ disputeId: string; id: string; source: string; number: string | null; at: Date; sealed: boolean }[]> {
  const { rows } = await tx.query<{
    disputeId: string
    id: string
    source: string
    number: string | null
    at: Date
    sealed: boolean
  }>(
    `select m.dispute_id as "disputeId", m.record_id as id, m.source, r.number, m.occurred_at as at, m.sealed from linking.dispute_record m
     left join intake.record r on r.county = m.county and r.id = m.record_id
     where m.county = $1 and m.dispute_id = any($2::uuid[]) and m.to_at is null order by m.occurred_at desc, m.record_id`,
    [tx.county, disputeIds],
  )
  return rows
}

/** Which parties records name, by their membership now. */
export async function partiesOfRecords(tx: ScopedTx, recordIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await tx.query<{ id: string }>(
    'select distinct party_id as id from linking.party_member where county = $1 and record_id = any($2::uuid[]) and to_at is null',
    [tx.county, recordIds],
  )
  return new Set(rows.map((row) => row.id))
}

/** Disputes in which persons stand, latest first. */
export async function disputesOfParties(
  tx: ScopedTx,
  partyIds: readonly string[],
): Promise<{ partyId: string; id: string; code: string; type: string; town: string | null; records: number }[]> {
  const { rows } = await tx.query<{
    partyId: string
    id: string
    code: string
    type: string
    town: string | null
    records: number
  }>(
    `select s.party_id as "partyId", d.id, d.trace_code as code, d.type, d.town, sum(s.records)::int as records from linking.dispute_party s
     join linking.dispute d on d.county = s.county and d.id = s.dispute_id
     where s.county = $1 and s.party_id = any($2::uuid[]) and d.merged_into is null
     group by s.party_id, d.id, d.trace_code, d.type, d.town, d.last_at order by d.last_at desc, d.id`,
    [tx.county, partyIds],
  )
  return rows
}

/** Whether a party of these disputes, or one of these persons, bears one of the keys (the reader's phone or name, hashed). */
export async function bearsKey(
  tx: ScopedTx,
  within: { readonly disputes: readonly string[]; readonly parties: readonly string[] },
  keys: readonly string[],
): Promise<boolean> {
  const { rows } = await tx.query(
    `select 1 from linking.party p where p.county = $1 and p.keys && $2::text[]
       and (p.id = any($4::uuid[]) or p.id in (select s.party_id from linking.dispute_party s where s.county = $1 and s.dispute_id = any($3::uuid[]))) limit 1`,
    [tx.county, keys, within.disputes, within.parties],
  )
  return rows.length > 0
}

export async function officerOf(tx: ScopedTx, id: string): Promise<{ name: string; phone: string | null } | null> {
  const { rows } = await tx.query<{ name: string; phone: string | null }>(
    'select name, phone from access.officer where county = $1 and id = $2',
    [tx.county, id],
  )
  return rows[0] ?? null
}
