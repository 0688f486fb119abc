import { type Contribution, type DisputeFold, foldRecords } from './fold.ts'
import type { DisputeRecordRow } from './load.ts'
import { contributionOf } from './load.ts'
import type { NewOperation, Outcome } from './plan.ts'
import type { RecordEnd, RecordStart } from './store.ts'
import type { Touched } from './touched.ts'

export interface Move {
  readonly from: string
  readonly to: string
  readonly opId: string
  readonly kind: 'merge' | 'split' | 'attach'
  readonly records: readonly string[]
}

export interface Changes {
  readonly operations: readonly NewOperation[]
  readonly starts: readonly RecordStart[]
  readonly ends: readonly RecordEnd[]
  readonly moves: readonly Move[]
  /** Record of the batch → its dispute, the operation that put it there, and whether it opened the dispute. */
  readonly placed: ReadonlyMap<string, { readonly disputeId: string; readonly opId: string; readonly opened: boolean }>
  readonly disputes: readonly (DisputeFold & { readonly id: string })[]
  /** Disputes that lost or exchanged records: who stands in them is counted anew. */
  readonly recount: ReadonlySet<string>
}

/** Disputes whose records are not all among the loaded ones, or from which everything goes: their rows are read. */
export function disputesToRead(touched: Touched, outcome: Outcome): string[] {
  const here = new Map<string, number>()
  for (const held of [...touched.stored, ...touched.removed.values()])
    here.set(held.disputeId, (here.get(held.disputeId) ?? 0) + 1)
  const changed = new Set<string>()
  for (const record of outcome.records)
    if (record.was?.disputeId !== record.disputeId) {
      changed.add(record.disputeId)
      if (record.was) changed.add(record.was.disputeId)
    }
  for (const place of [...touched.standing.values(), ...touched.anchored.values()]) changed.add(place.disputeId)
  const placeOf = new Map(outcome.records.map((record) => [record.recordId, record.disputeId]))
  for (const { anchor } of touched.followers) {
    const dispute = placeOf.get(anchor)
    if (dispute !== undefined) changed.add(dispute)
  }
  return [...changed].filter((id) => {
    const row = touched.disputes.get(id)
    return row !== undefined && row.records !== (here.get(id) ?? 0)
  })
}

/**
 * From where records stand to where they belong: the operations, the ends and starts of memberships, and the disputes' rows
 * folded anew. `read`: all rows of the disputes that `disputesToRead` named. `at`: when the batch came to be known.
 */
export function changesOf(
  touched: Touched,
  outcome: Outcome,
  read: ReadonlyMap<string, readonly DisputeRecordRow[]>,
  at: Date,
  receivedAt: ReadonlyMap<string, Date>,
  mint: (at: Date) => string,
): Changes {
  const operations: NewOperation[] = []
  const starts: RecordStart[] = []
  const ends: RecordEnd[] = []
  const recount = new Set<string>()
  const placed = new Map<string, { disputeId: string; opId: string; opened: boolean }>()
  const changed = new Set<string>()
  const blank = { weight: null, evidence: [], otherDisputeId: null } as const

  const batch = [...touched.arrivals, ...touched.followers].sort(
    (a, b) => a.item.contribution.sequence - b.item.contribution.sequence,
  )
  for (const { item, replaces } of batch) {
    const place = replaces === null ? undefined : touched.standing.get(replaces)
    if (!place || replaces === null) continue
    const id = mint(receivedAt.get(item.recordId)!)
    const when = receivedAt.get(item.recordId)!
    operations.push({
      ...blank,
      id,
      kind: 'detach',
      at: when,
      rule: 'version',
      disputeId: place.disputeId,
      records: [replaces],
    })
    ends.push({ recordId: replaces, opId: place.opId, endOpId: id, at: when })
    changed.add(place.disputeId)
    recount.add(place.disputeId)
  }

  const moves = movesOf(touched, outcome, read, at, mint)
  const moved = new Map<string, string>()
  for (const move of moves) {
    const [disputeId, otherDisputeId] = move.kind === 'split' ? [move.from, move.to] : [move.to, move.from]
    const decision = move.records.map((record) => outcome.decisionOf.get(record)).find((found) => found !== undefined)
    operations.push({
      id: move.opId,
      kind: move.kind,
      at,
      rule: 'component',
      weight: decision?.weight ?? null,
      evidence: decision?.evidence ?? [],
      disputeId,
      otherDisputeId,
      records: move.records,
    })
    for (const record of move.records) moved.set(record, move.to)
    for (const id of [move.from, move.to]) {
      changed.add(id)
      recount.add(id)
    }
  }
  const contributionOfRecord = new Map(outcome.records.map((record) => [record.recordId, record]))
  const rowOf = new Map([...read.values()].flat().map((row) => [row.record_id, row]))
  for (const move of moves)
    for (const record of move.records) {
      const item = contributionOfRecord.get(record)
      const row = rowOf.get(record)
      const opId = item?.was?.opId ?? row!.op_id
      ends.push({ recordId: record, opId, endOpId: move.opId, at })
      starts.push({
        contribution: item?.contribution ?? contributionOf(row!),
        disputeId: move.to,
        from: at,
        opId: move.opId,
      })
    }

  const opened = new Set(moves.map((move) => move.to))
  const anchors = new Map(touched.followers.map((follower) => [follower.item.recordId, follower.anchor]))
  for (const { item, replaces } of batch) {
    const when = receivedAt.get(item.recordId)!
    const anchor = anchors.get(item.recordId)
    const disputeId =
      anchor === undefined
        ? contributionOfRecord.get(item.recordId)!.disputeId
        : (contributionOfRecord.get(anchor)?.disputeId ?? touched.anchored.get(anchor)!.disputeId)
    const opening = outcome.newDisputes.has(disputeId) && !opened.has(disputeId)
    opened.add(disputeId)
    const stays = replaces !== null && touched.standing.get(replaces)?.disputeId === disputeId
    const decision = outcome.decisionOf.get(item.recordId) ?? null
    const id = mint(when)
    operations.push({
      id,
      kind: opening ? 'open' : 'attach',
      at: when,
      rule: stays ? 'version' : opening ? 'new' : anchor !== undefined ? 'contract' : (decision?.rule ?? 'component'),
      weight: opening || stays ? null : (decision?.weight ?? null),
      evidence: opening || stays ? [] : (decision?.evidence ?? []),
      disputeId,
      otherDisputeId: null,
      records: [item.recordId],
    })
    starts.push({ contribution: item.contribution, disputeId, from: when, opId: id })
    placed.set(item.recordId, { disputeId, opId: id, opened: opening })
    changed.add(disputeId)
  }

  return {
    operations,
    starts,
    ends,
    moves,
    placed,
    recount,
    disputes: foldsOf(touched, outcome, read, changed, moved, placed),
  }
}

function movesOf(
  touched: Touched,
  outcome: Outcome,
  read: ReadonlyMap<string, readonly DisputeRecordRow[]>,
  at: Date,
  mint: (at: Date) => string,
): Move[] {
  const groups = new Map<string, { from: string; to: string; records: string[] }>()
  const add = (from: string, to: string, record: string) => {
    const group = groups.get(`${from} ${to}`)
    if (group) group.records.push(record)
    else groups.set(`${from} ${to}`, { from, to, records: [record] })
  }
  const known = new Set(outcome.records.map((record) => record.recordId))
  const contractsTo = new Map<string, string>()
  for (const record of outcome.records) {
    if (record.was === null || record.was.disputeId === record.disputeId) continue
    add(record.was.disputeId, record.disputeId, record.recordId)
    if (record.contribution.source === 'contract' || record.contribution.source === 'repayment')
      for (const key of record.contribution.keys)
        if (key.startsWith('ht:')) contractsTo.set(`${record.was.disputeId} ${key}`, record.disputeId)
  }
  const absorbedBy = new Map(outcome.disputeMerges.map((merge) => [merge.from, merge.into]))
  // What no key leads to goes along: instalments with their contract, erased records with the whole.
  for (const [disputeId, rows] of read)
    for (const row of rows) {
      if (known.has(row.record_id) || touched.standing.has(row.record_id)) continue
      const to =
        row.keys.map((key) => contractsTo.get(`${disputeId} ${key}`)).find((found) => found !== undefined) ??
        absorbedBy.get(disputeId)
      if (to !== undefined && to !== disputeId) add(disputeId, to, row.record_id)
    }
  return [...groups.values()].map(({ from, to, records }): Move => {
    const kind = absorbedBy.get(from) === to ? 'merge' : outcome.newDisputes.has(to) ? 'split' : 'attach'
    return { from, to, records, kind, opId: mint(at) }
  })
}

function foldsOf(
  touched: Touched,
  outcome: Outcome,
  read: ReadonlyMap<string, readonly DisputeRecordRow[]>,
  changed: ReadonlySet<string>,
  moved: ReadonlyMap<string, string>,
  placed: Changes['placed'],
): (DisputeFold & { readonly id: string })[] {
  const lists = new Map<string, Contribution[]>([...changed].map((id) => [id, []]))
  const known = new Set<string>()
  for (const record of outcome.records) {
    known.add(record.recordId)
    lists.get(record.disputeId)?.push(record.contribution)
  }
  for (const { item } of touched.followers) {
    known.add(item.recordId)
    lists.get(placed.get(item.recordId)!.disputeId)?.push(item.contribution)
  }
  for (const [disputeId, rows] of read)
    for (const row of rows)
      if (!known.has(row.record_id) && !touched.standing.has(row.record_id))
        lists.get(moved.get(row.record_id) ?? disputeId)?.push(contributionOf(row))
  return [...lists].flatMap(([id, list]) => {
    const fold = foldRecords(list)
    return fold ? [{ ...fold, id }] : []
  })
}
