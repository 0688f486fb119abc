import type { ScopedTx } from '../access/scope.ts'
import type { IntakeRecord } from '../intake/record.ts'
import { append } from '../ledger/commands.ts'
import { contextAt } from '../platform/context.ts'
import type { Reading } from '../reading/schema.ts'
import { drawTraceCode } from '../vocabulary/identity.ts'
import type { DisputeFold } from './fold.ts'
import { linkItem } from './items.ts'
import { loadState, type Wanted } from './load.ts'
import type { LinkItem, Minting } from './matching.ts'
import type { LinkedRecord, Side } from './schema.ts'
import { modelVersion } from './score.ts'
import { disputeLookup, type LinkState, partyLookup, StateIncomplete } from './state.ts'
import { type Plan, walk } from './walk.ts'

export interface LinkInput {
  readonly record: IntakeRecord
  readonly reading: Reading
}

/** A walk asks for more at most this often; each time it goes one step further along a chain of people. */
const mostRounds = 50

/**
 * Joins records to parties and disputes in the order of their sequence, stores memberships and operations, and enters them in
 * the ledger with one call. The result does not depend on how the records are cut into batches.
 */
export async function linkBatch(tx: ScopedTx, items: readonly LinkInput[]): Promise<LinkedRecord[]> {
  if (items.length === 0) return []
  const prepared = [...items]
    .sort((a, b) => a.record.sequence - b.record.sequence)
    .map(({ record, reading }) => linkItem(tx, record, reading))
  const { state, plan } = await walkAll(tx, prepared)
  await storeParties(tx, state)
  await storeDisputes(tx, state)
  await storePlan(tx, plan)
  await storeSides(tx, state)
  await append(
    tx,
    plan.operations.map((operation) => {
      const dispute = state.disputes.get(operation.disputeId)!
      return {
        kind:
          operation.kind === 'open'
            ? ('dispute.opened' as const)
            : operation.kind === 'detach'
              ? ('record.detached' as const)
              : ('record.attached' as const),
        subject: operation.disputeId,
        traceCode: dispute.traceCode,
        payload: {
          record: operation.records[0]!,
          operation: operation.id,
          rule: operation.rule ?? '',
          model: modelVersion,
        },
        at: operation.at,
      }
    }),
  )
  const opened = plan.linked.filter(
    (linked) => linked.membership.opened && linked.record.source !== 'contract' && linked.record.source !== 'repayment',
  ).length
  if (opened > 0) tx.emit({ kind: 'records.linked', data: { count: opened } })
  return plan.linked
}

async function walkAll(
  tx: ScopedTx,
  items: readonly LinkItem[],
): Promise<{ readonly state: LinkState; readonly plan: Plan }> {
  const wanted: Wanted = { partyIds: new Set(), disputeIds: new Set() }
  const mint: Minting = {
    id: (at) => contextAt(tx.context, at).id(),
    traceCode: () => drawTraceCode(tx.county, (bytes) => tx.context.random(bytes)),
  }
  for (let round = 0; ; round++) {
    const state = await loadState(tx, items, wanted)
    try {
      return { state, plan: walk(state, items, mint) }
    } catch (error) {
      if (!(error instanceof StateIncomplete) || round >= mostRounds) throw error
      for (const id of error.partyIds) wanted.partyIds.add(id)
      for (const id of error.disputeIds) wanted.disputeIds.add(id)
    }
  }
}

const joined = (keys: Iterable<string>): string => [...keys].sort().join(' ')

async function storeParties(tx: ScopedTx, state: LinkState): Promise<void> {
  const rows = [...state.parties.values()].filter((party) => party.changed)
  if (rows.length === 0) return
  await tx.query(
    `insert into linking.party (county, id, kind, name, keys, structured, first_sequence)
     select $1, p.id, p.kind, p.name, string_to_array(p.keys, ' '), p.structured, p.first_sequence
     from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::boolean[], $7::bigint[]) as p (id, kind, name, keys, structured, first_sequence)
     on conflict (county, id) do update set name = excluded.name, keys = excluded.keys, structured = excluded.structured`,
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
}

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

async function storeDisputes(tx: ScopedTx, state: LinkState): Promise<void> {
  await upsertDisputes(
    tx,
    [...state.disputes.values()].filter((dispute) => dispute.changed),
  )
  await storeKeys(
    tx,
    'party',
    [...state.parties.values()].filter((party) => party.changed),
    partyLookup,
  )
  await storeKeys(
    tx,
    'dispute',
    [...state.disputes.values()].filter((dispute) => dispute.changed),
    disputeLookup,
  )
}

/** Enters the keys that lead to a party or dispute and are not stored yet. */
export async function storeKeys(
  tx: ScopedTx,
  table: 'party' | 'dispute',
  owners: readonly {
    readonly id: string
    readonly keys: ReadonlySet<string>
    readonly storedKeys: ReadonlySet<string>
  }[],
  lookup: RegExp,
): Promise<void> {
  const ids: string[] = []
  const keys: string[] = []
  for (const owner of owners)
    for (const key of owner.keys)
      if (!owner.storedKeys.has(key) && lookup.test(key)) {
        ids.push(owner.id)
        keys.push(key)
      }
  if (ids.length === 0) return
  await tx.query(
    `insert into linking.${table}_key (county, key, ${table}_id) select $1, k.key, k.id from unnest($2::text[], $3::uuid[]) as k (key, id) on conflict do nothing`,
    [tx.county, keys, ids],
  )
}

async function storePlan(tx: ScopedTx, plan: Plan): Promise<void> {
  if (plan.ended.length > 0) {
    await tx.query(
      `update linking.dispute_record r set to_at = e.at, end_op_id = e.end_op
       from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::timestamptz[]) as e (record_id, op_id, end_op, at)
       where r.county = $1 and r.record_id = any($2::uuid[]) and r.record_id = e.record_id and r.op_id = e.op_id`,
      [
        tx.county,
        plan.ended.map((row) => row.recordId),
        plan.ended.map((row) => row.opId),
        plan.ended.map((row) => row.endOpId),
        plan.ended.map((row) => row.at),
      ],
    )
    await tx.query(
      `update linking.party_member m set to_at = e.at from unnest($2::uuid[], $3::timestamptz[]) as e (record_id, at)
       where m.county = $1 and m.record_id = any($2::uuid[]) and m.record_id = e.record_id and m.to_at is null`,
      [tx.county, plan.ended.map((row) => row.recordId), plan.ended.map((row) => row.at)],
    )
  }
  const rows = plan.memberships
  // A record replaced within its own batch is stored as ended.
  const ends = new Map(plan.ended.map((row) => [row.opId, row]))
  await tx.query(
    `insert into linking.dispute_record (county, record_id, dispute_id, from_at, to_at, op_id, end_op_id, sequence, source, type, type_probability, town, site, sealed, domestic_violence, occurred_at, closed_at, keys)
     select $1, r.record_id, r.dispute_id, r.from_at, r.to_at, r.op_id, r.end_op, r.sequence, r.source, r.type, r.type_probability, r.town, r.site, r.sealed, r.domestic_violence, r.occurred_at, r.closed_at, string_to_array(r.keys, ' ')
     from unnest($2::uuid[], $3::uuid[], $4::timestamptz[], $5::timestamptz[], $6::uuid[], $7::uuid[], $8::bigint[], $9::text[], $10::text[], $11::real[], $12::text[], $13::text[], $14::boolean[], $15::boolean[], $16::timestamptz[], $17::timestamptz[], $18::text[])
       as r (record_id, dispute_id, from_at, to_at, op_id, end_op, sequence, source, type, type_probability, town, site, sealed, domestic_violence, occurred_at, closed_at, keys)`,
    [
      tx.county,
      rows.map((row) => row.contribution.recordId),
      rows.map((row) => row.disputeId),
      rows.map((row) => row.from),
      rows.map((row) => ends.get(row.opId)?.at ?? null),
      rows.map((row) => row.opId),
      rows.map((row) => ends.get(row.opId)?.endOpId ?? null),
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
    ],
  )
  const members = plan.members
  if (members.length > 0)
    await tx.query(
      `insert into linking.party_member (county, mention_id, record_id, party_id, side, from_at, to_at, op_id)
       select $1, m.* from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::timestamptz[], $7::timestamptz[], $8::uuid[]) as m`,
      [
        tx.county,
        members.map((row) => row.mentionId),
        members.map((row) => row.recordId),
        members.map((row) => row.partyId),
        members.map((row) => row.side),
        members.map((row) => row.from),
        members.map((row) => ends.get(row.opId)?.at ?? null),
        members.map((row) => row.opId),
      ],
    )
  await storeOperations(
    tx,
    plan.operations.map((operation) => ({
      ...operation,
      actor: `system:${tx.scope.kind === 'system' ? tx.scope.name : 'link'}`,
      officerId: null,
      reason: null,
      modelVersion,
      otherDisputeId: null,
      undoes: null,
    })),
  )
  if (plan.proposals.length > 0)
    await tx.query(
      `insert into linking.proposal (county, id, dispute_id, other_dispute_id, at, weight, evidence)
       select $1, p.id, p.dispute_id, p.other, p.at, p.weight, p.evidence::jsonb
       from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::timestamptz[], $6::real[], $7::text[]) as p (id, dispute_id, other, at, weight, evidence)
       where not exists (select from linking.proposal q where q.county = $1 and q.dispute_id = p.other and q.other_dispute_id = p.dispute_id)
       on conflict (county, dispute_id, other_dispute_id) do nothing`,
      [
        tx.county,
        plan.proposals.map((row) => contextAt(tx.context, row.at).id()),
        plan.proposals.map((row) => row.disputeId),
        plan.proposals.map((row) => row.otherDisputeId),
        plan.proposals.map((row) => row.at),
        plan.proposals.map((row) => row.weight),
        plan.proposals.map((row) => JSON.stringify(row.evidence)),
      ],
    )
}

export interface OperationRow {
  readonly id: string
  readonly kind: string
  readonly at: Date
  readonly actor: string
  readonly officerId: string | null
  readonly rule: string | null
  readonly reason: string | null
  readonly modelVersion: string | null
  readonly weight: number | null
  readonly evidence: unknown
  readonly disputeId: string
  readonly otherDisputeId: string | null
  readonly records: readonly string[]
  readonly undoes: string | null
}

export async function storeOperations(tx: ScopedTx, rows: readonly OperationRow[]): Promise<void> {
  await tx.query(
    `insert into linking.operation (county, id, kind, at, actor, officer_id, rule, reason, model_version, weight, evidence, dispute_id, other_dispute_id, records, undoes)
     select $1, o.id, o.kind, o.at, o.actor, o.officer_id, o.rule, o.reason, o.model, o.weight, o.evidence::jsonb, o.dispute_id, o.other, string_to_array(o.records, ' ')::uuid[], o.undoes
     from unnest($2::uuid[], $3::text[], $4::timestamptz[], $5::text[], $6::uuid[], $7::text[], $8::text[], $9::text[], $10::real[], $11::text[], $12::uuid[], $13::uuid[], $14::text[], $15::uuid[])
       as o (id, kind, at, actor, officer_id, rule, reason, model, weight, evidence, dispute_id, other, records, undoes)`,
    [
      tx.county,
      rows.map((row) => row.id),
      rows.map((row) => row.kind),
      rows.map((row) => row.at),
      rows.map((row) => row.actor),
      rows.map((row) => row.officerId),
      rows.map((row) => row.rule),
      rows.map((row) => row.reason),
      rows.map((row) => row.modelVersion),
      rows.map((row) => row.weight),
      rows.map((row) => JSON.stringify(row.evidence)),
      rows.map((row) => row.disputeId),
      rows.map((row) => row.otherDisputeId),
      rows.map((row) => row.records.join(' ')),
      rows.map((row) => row.undoes),
    ],
  )
}

/** Rewrites which parties stand in the changed disputes, as counted by the walk. */
async function storeSides(tx: ScopedTx, state: LinkState): Promise<void> {
  const rows: { readonly dispute: string; readonly party: string; readonly side: Side; readonly records: number }[] = []
  const known: string[] = []
  for (const dispute of state.disputes.values()) {
    if (!dispute.changed) continue
    if (!dispute.isNew && dispute.contributions) known.push(dispute.id)
    for (const [party, sides] of dispute.parties)
      for (const [side, records] of sides) rows.push({ dispute: dispute.id, party, side, records })
  }
  // Only a replaced version takes a party away; then the dispute's rows are written afresh.
  if (known.length > 0)
    await tx.query('delete from linking.dispute_party where county = $1 and dispute_id = any($2::uuid[])', [
      tx.county,
      known,
    ])
  if (rows.length === 0) return
  await tx.query(
    `insert into linking.dispute_party (county, dispute_id, party_id, side, records)
     select $1, p.dispute, p.party, p.side, p.records from unnest($2::uuid[], $3::uuid[], $4::text[], $5::int[]) as p (dispute, party, side, records)
     on conflict (county, dispute_id, party_id, side) do update set records = excluded.records`,
    [
      tx.county,
      rows.map((row) => row.dispute),
      rows.map((row) => row.party),
      rows.map((row) => row.side),
      rows.map((row) => row.records),
    ],
  )
}
