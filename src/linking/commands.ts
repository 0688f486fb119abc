import type { ScopedTx } from '../access/scope.ts'
import type { IntakeRecord } from '../intake/record.ts'
import { append } from '../ledger/commands.ts'
import { contextAt } from '../platform/context.ts'
import { enqueue } from '../platform/jobs.ts'
import type { Reading } from '../reading/schema.ts'
import { drawTraceCode } from '../vocabulary/identity.ts'
import { type Changes, changesOf, disputesToRead } from './changes.ts'
import { carryHandOvers, withdrawHandOvers } from './hand-overs.ts'
import { linkItem } from './items.ts'
import { readDisputeRecords } from './load.ts'
import { recordOperations } from './log.ts'
import { batchMoves } from './moves.ts'
import { placeOrganisations, signatureOf } from './organisations.ts'
import { storePeople } from './people.ts'
import { decide, type Minting, type Outcome, signed } from './plan.ts'
import { storeLabels } from './relabel.ts'
import type { LinkedRecord } from './schema.ts'
import { keysOf, modelVersion } from './score.ts'
import { endRecords, startRecords, storeProposals, upsertDisputes } from './store.ts'
import { type Arrival, readTouched } from './touched.ts'

export interface LinkInput {
  readonly record: IntakeRecord
  readonly reading: Reading
}

/**
 * Joins records to parties and disputes, stores memberships and operations, and enters them in the ledger. The touched
 * components are solved afresh (walk.ts), so that the partition is a function of the set of current records, the judgements of
 * people and the model, never of the order of arrival or the cut of batches; what differs in store waits for a person (settle.ts).
 */
export async function linkBatch(tx: ScopedTx, items: readonly LinkInput[]): Promise<LinkedRecord[]> {
  const linked = new Map<string, LinkedRecord>()
  for (const wave of waves(items)) {
    const { records, moved } = await linkWave(tx, wave)
    for (const one of records) linked.set(one.record.id, one)
    for (const [record, place] of moved) {
      const known = linked.get(record)
      if (known) linked.set(record, { ...known, membership: { ...known.membership, ...place } })
    }
  }
  const opened = [...linked.values()].filter(
    (one) => one.membership.opened && one.record.source !== 'contract' && one.record.source !== 'repayment',
  ).length
  if (opened > 0) tx.emit({ kind: 'records.linked', data: { count: opened } })
  return [...linked.values()].sort((a, b) => a.record.sequence - b.record.sequence)
}

/** First the records that replace none of this batch, then those that replace one of them, and so on: the order is free. */
function waves(items: readonly LinkInput[]): LinkInput[][] {
  const sorted = [...items].sort((a, b) => a.record.sequence - b.record.sequence)
  const depth = new Map<string, number>()
  const result: LinkInput[][] = []
  for (const item of sorted) {
    const earlier = item.record.replaces === null ? undefined : depth.get(item.record.replaces)
    const own = earlier === undefined ? 0 : earlier + 1
    depth.set(item.record.id, own)
    const wave = result[own]
    if (wave) wave.push(item)
    else result[own] = [item]
  }
  return result
}

interface LinkedWave {
  readonly records: readonly LinkedRecord[]
  /** Earlier records that the wave took to another dispute. */
  readonly moved: ReadonlyMap<string, { readonly disputeId: string; readonly traceCode: string }>
}

async function linkWave(tx: ScopedTx, inputs: readonly LinkInput[]): Promise<LinkedWave> {
  const arrivals = inputs.map(
    ({ record, reading }): Arrival => ({ item: linkItem(tx, record, reading), replaces: record.replaces }),
  )
  const touched = await readTouched(tx, arrivals)
  const at = new Date(Math.max(...inputs.map(({ record }) => record.receivedAt.getTime())))
  const mint: Minting = { id: () => contextAt(tx.context, at).id() }
  const outcome = decide(touched, at, mint)
  const receivedAt = new Map(inputs.map(({ record }) => [record.id, record.receivedAt]))
  const read = await readDisputeRecords(tx, disputesToRead(touched, outcome))
  const changes = changesOf(touched, outcome, read, at, receivedAt, (when) => contextAt(tx.context, when).id())
  const fresh = new Set(touched.arrivals.map(({ item }) => item.recordId))
  const organisations = await placeOrganisations(
    tx,
    new Set(
      outcome.mentions.flatMap(({ recordId, group }) =>
        fresh.has(recordId) && signed(group) ? [signatureOf(group.keys)] : [],
      ),
    ),
    mint.id,
  )
  const codes = new Map([...touched.disputes.values()].map((row) => [row.id, row.trace_code]))
  for (const id of outcome.newDisputes)
    codes.set(
      id,
      drawTraceCode(tx.county, (bytes) => tx.context.random(bytes)),
    )

  await upsertDisputes(
    tx,
    changes.disputes.map((fold) => ({ ...fold, traceCode: codes.get(fold.id)! })),
  )
  await endRecords(tx, changes.ends)
  await startRecords(tx, changes.starts)
  const people = await storePeople(tx, touched, outcome, organisations, changes, receivedAt, at)
  await storeLabels(tx, touched, outcome)
  await storeMerges(tx, outcome, changes, at)
  await recordOperations(
    tx,
    [...changes.operations, ...people.operations].map((operation) => ({
      ...operation,
      actor: `system:${tx.scope.kind === 'system' ? tx.scope.name : 'link'}`,
      officerId: null,
      reason: null,
      modelVersion,
      undoes: null,
    })),
    batchMoves(outcome, changes, people.moves, codes),
  )
  const proposed = (rows: Outcome['disputeProposals']) => rows.map((row) => ({ ...row, id: mint.id() }))
  await storeProposals(tx, 'proposal', proposed(outcome.disputeProposals))
  await storeProposals(tx, 'party_proposal', proposed(outcome.partyProposals))
  await tellMoves(tx, changes, codes)
  await append(
    tx,
    changes.operations.map((operation) => ({
      kind: ledgerKinds[operation.kind as keyof typeof ledgerKinds],
      subject: operation.disputeId,
      traceCode: codes.get(operation.disputeId)!,
      payload: {
        record: operation.records[0]!,
        operation: operation.id,
        rule: operation.rule ?? '',
        model: modelVersion,
      },
      at: operation.at,
    })),
  )
  const moved = new Map(
    changes.moves.flatMap((move) =>
      move.records.map((record) => [record, { disputeId: move.to, traceCode: codes.get(move.to)! }] as const),
    ),
  )
  const records = inputs.map(({ record, reading }, index): LinkedRecord => {
    const { item } = arrivals[index]!
    const place = changes.placed.get(record.id)!
    return {
      record,
      reading,
      membership: {
        recordId: record.id,
        disputeId: place.disputeId,
        traceCode: codes.get(place.disputeId)!,
        opened: place.opened,
        parties: item.groups.map((group) => {
          const party = people.parties.get(group.mentionId)!
          const organisation = party.kind === 'organisation'
          return {
            partyId: party.id,
            kind: party.kind,
            side: group.side,
            name: organisation ? party.name : null,
            coreKey: organisation ? (keysOf(group.keys, 'co')[0] ?? keysOf(party.keys, 'co').sort()[0] ?? null) : null,
          }
        }),
      },
    }
  })
  return { records, moved }
}

const ledgerKinds = {
  open: 'dispute.opened',
  attach: 'record.attached',
  detach: 'record.detached',
  merge: 'dispute.merged',
  split: 'dispute.split',
} as const

/** Old codes lead to what absorbed them, with the access that agencies had been given. */
async function storeMerges(tx: ScopedTx, outcome: Outcome, changes: Changes, at: Date): Promise<void> {
  const merges = outcome.disputeMerges
  if (merges.length > 0)
    await tx.query(
      `update linking.dispute d set merged_into = m.into_id from unnest($2::uuid[], $3::uuid[]) as m (from_id, into_id)
       where d.county = $1 and d.id = any($2::uuid[]) and d.id = m.from_id`,
      [tx.county, merges.map((merge) => merge.from), merges.map((merge) => merge.into)],
    )
  for (const move of changes.moves)
    if (move.kind === 'merge') await carryHandOvers(tx, move.from, move.to, move.opId, at)
    else await withdrawHandOvers(tx, move.opId, null)
}

/** Later rooms follow records that changed their dispute. */
async function tellMoves(tx: ScopedTx, changes: Changes, codes: ReadonlyMap<string, string>): Promise<void> {
  for (const move of changes.moves) {
    await enqueue(tx, 'linking.moved', {
      county: tx.county,
      moves: move.records.map((recordId) => ({ recordId, disputeId: move.to, traceCode: codes.get(move.to)! })),
      operation: move.opId,
      kind: move.kind,
      undoes: null,
      separated: [],
    })
    for (const subject of [move.from, move.to])
      tx.emit({ kind: 'dispute.changed', town: null, subject, data: { operation: move.opId } })
  }
}
