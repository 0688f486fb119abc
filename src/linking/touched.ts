import type { ScopedTx } from '../access/scope.ts'
import { blockKeys, holderOf, isTransaction, type LinkItem } from './item.ts'
import {
  type BlockRow,
  type DisputeRow,
  type PartyRow,
  readBlocks,
  readDecisions,
  readDisputeRows,
  readItems,
  readMembers,
  readParties,
  type StoredItem,
} from './load.ts'
import { genericPhoneParties, keysOf } from './score.ts'
import type { Judgements } from './state.ts'

/** A record of the batch, with the earlier version that it replaces. */
export interface Arrival {
  readonly item: LinkItem
  readonly replaces: string | null
}

/** Where a replaced record stands. */
export interface Standing {
  readonly disputeId: string
  readonly opId: string
}

/** All that a batch can change, as stored before it. */
export interface Touched {
  /** Records of the batch that are linked by what they say. */
  readonly arrivals: readonly Arrival[]
  /** Instalments: they go where their contract's record goes, whatever they say. Record → the record that it follows. */
  readonly followers: readonly (Arrival & { readonly anchor: string })[]
  /** Earlier records of the touched components, replaced ones left out. */
  readonly stored: readonly StoredItem[]
  readonly removed: ReadonlyMap<string, StoredItem>
  /** Replaced records → where they stand. */
  readonly standing: ReadonlyMap<string, Standing>
  /** Records that instalments follow and that are not loaded → where they stand. */
  readonly anchored: ReadonlyMap<string, Standing>
  readonly generic: ReadonlySet<string>
  /** Phones that became generic, or ceased to be, by this batch. */
  readonly flipped: readonly string[]
  readonly blocks: ReadonlyMap<string, BlockRow>
  readonly disputes: ReadonlyMap<string, DisputeRow>
  readonly parties: ReadonlyMap<string, PartyRow>
  /** Mention id → stored party and the operation that put it there. */
  readonly members: ReadonlyMap<string, { readonly partyId: string; readonly opId: string }>
  readonly judgements: Judgements
  readonly pins: ReadonlyMap<string, string>
}

const phonesOf = (item: LinkItem): string[] => item.groups.flatMap((group) => keysOf(group.keys, 'ph'))

/** Enters who holds which phone, and says which phones of the batch now tell nobody apart. */
async function countHolders(
  tx: ScopedTx,
  arrivals: readonly Arrival[],
  replaced: readonly string[],
): Promise<Map<string, boolean>> {
  const affected = new Set<string>()
  if (replaced.length > 0) {
    const { rows } = await tx.query<{ key: string }>(
      'delete from linking.phone_holder where county = $1 and record_id = any($2::uuid[]) returning key',
      [tx.county, replaced],
    )
    for (const row of rows) affected.add(row.key)
  }
  const rows: { key: string; record: string; holder: string }[] = []
  for (const { item } of arrivals)
    for (const group of item.groups)
      for (const key of keysOf(group.keys, 'ph')) {
        affected.add(key)
        // A mention without a name is a holder that counts for nobody, but its record must be found again.
        rows.push({ key, record: item.recordId, holder: holderOf(group) ?? '' })
      }
  if (rows.length > 0)
    await tx.query(
      `insert into linking.phone_holder (county, key, record_id, holder)
       select $1, h.key, h.record, h.holder from unnest($2::text[], $3::uuid[], $4::text[]) as h (key, record, holder) on conflict do nothing`,
      [tx.county, rows.map((row) => row.key), rows.map((row) => row.record), rows.map((row) => row.holder)],
    )
  const generic = new Map([...affected].map((key) => [key, false]))
  if (affected.size > 0) {
    const { rows: counts } = await tx.query<{ key: string }>(
      `select key from linking.phone_holder where county = $1 and key = any($2::text[]) and holder <> ''
       group by key having count(distinct holder) >= $3`,
      [tx.county, [...affected], genericPhoneParties],
    )
    for (const row of counts) generic.set(row.key, true)
  }
  return generic
}

async function componentsOf(tx: ScopedTx, records: readonly string[]): Promise<Map<string, string>> {
  if (records.length === 0) return new Map()
  const { rows } = await tx.query<{ record_id: string; component: string }>(
    'select record_id, component from linking.item where county = $1 and record_id = any($2::uuid[])',
    [tx.county, records],
  )
  return new Map(rows.map((row) => [row.record_id, row.component]))
}

/** Loads the components that a batch touches: a constant number of statements, whatever the batch. */
export async function readTouched(tx: ScopedTx, batch: readonly Arrival[]): Promise<Touched> {
  const replaced = batch.flatMap((arrival) => arrival.replaces ?? [])
  const standing = await readStanding(tx, replaced)
  const removedComponents = await componentsOf(tx, replaced)
  const status = await countHolders(tx, batch, replaced)
  const blocks = await readBlocks(tx, [...new Set([...status.keys(), ...batch.flatMap(({ item }) => blockKeys(item))])])
  const { arrivals, followers } = partFollowers(batch, blocks, removedComponents)
  const here = new Set(arrivals.map(({ item }) => item.recordId))
  const anchors = followers.map((follower) => follower.anchor).filter((anchor) => !here.has(anchor))
  const anchored = await readStanding(tx, anchors)

  const wasGeneric = (key: string): boolean => blocks.has(key) && blocks.get(key)!.component === null
  const flipped = [...status].filter(([key, now]) => now !== wasGeneric(key)).map(([key]) => key)
  const regained = flipped.filter((key) => wasGeneric(key))
  const components = new Set(removedComponents.values())
  const enter = (key: string) => {
    const component = blocks.get(key)?.component
    if (component) components.add(component)
  }
  for (const { item } of arrivals) for (const key of blockKeys(item)) enter(key)
  for (const key of flipped) enter(key)
  if (regained.length > 0) {
    const { rows } = await tx.query<{ record_id: string }>(
      'select record_id from linking.phone_holder where county = $1 and key = any($2::text[])',
      [tx.county, regained],
    )
    const found = await componentsOf(
      tx,
      rows.map((row) => row.record_id),
    )
    for (const component of found.values()) components.add(component)
  }
  const loaded = await readItems(tx, [...components])
  const gone = new Set(replaced)
  const removed = new Map(
    loaded.filter((held) => gone.has(held.item.recordId)).map((held) => [held.item.recordId, held]),
  )
  const stored = loaded.filter((held) => !gone.has(held.item.recordId))
  const generic = new Set([...status].filter(([, now]) => now).map(([key]) => key))
  const others = [...new Set(stored.flatMap((held) => phonesOf(held.item)))].filter((key) => !status.has(key))
  for (const row of (await readBlocks(tx, others)).values()) if (row.component === null) generic.add(row.key)

  const rows = await readMembers(
    tx,
    loaded.map((held) => held.item.recordId),
  )
  const disputes = await readDisputeRows(tx, [
    ...new Set([
      ...loaded.map((held) => held.disputeId),
      ...[...standing.values(), ...anchored.values()].map((row) => row.disputeId),
    ]),
  ])
  const parties = await readParties(tx, [...new Set(rows.map((row) => row.party_id))])
  const { judgements, pins } =
    stored.length === 0
      ? {
          judgements: { differentDisputes: new Map(), differentParties: new Map(), sameParties: new Map() },
          pins: new Map<string, string>(),
        }
      : await readDecisions(tx, [...disputes.keys()], [...parties.keys()])
  for (const held of stored) if (held.pin !== null) pins.set(held.item.recordId, held.pin)
  return {
    arrivals,
    followers,
    stored,
    removed,
    standing,
    anchored,
    generic,
    flipped,
    blocks,
    disputes,
    parties,
    members: new Map(rows.map((row) => [row.mention_id, { partyId: row.party_id, opId: row.op_id }])),
    judgements,
    pins,
  }
}

async function readStanding(tx: ScopedTx, records: readonly string[]): Promise<Map<string, Standing>> {
  if (records.length === 0) return new Map()
  const { rows } = await tx.query<{ record_id: string; dispute_id: string; op_id: string }>(
    'select record_id, dispute_id, op_id from linking.dispute_record where county = $1 and record_id = any($2::uuid[]) and to_at is null',
    [tx.county, records],
  )
  return new Map(rows.map((row) => [row.record_id, { disputeId: row.dispute_id, opId: row.op_id }]))
}

/** An instalment follows the first record that is known of its contract; where none is, it is that record itself. */
function partFollowers(
  batch: readonly Arrival[],
  blocks: ReadonlyMap<string, BlockRow>,
  replacedItems: ReadonlyMap<string, string>,
): Pick<Touched, 'arrivals' | 'followers'> {
  const anchors = new Map<string, string>()
  for (const { item } of batch)
    if (item.source === 'contract') for (const key of item.contracts) anchors.set(key, item.recordId)
  for (const { item, replaces } of batch)
    if (item.source === 'repayment' && replaces !== null && replacedItems.has(replaces))
      for (const key of item.contracts) if (!anchors.has(key)) anchors.set(key, item.recordId)
  const arrivals: Arrival[] = []
  const followers: (Arrival & { anchor: string })[] = []
  for (const arrival of batch) {
    const { item, replaces } = arrival
    const key = item.contracts[0]
    if (item.source !== 'repayment' || key === undefined || (replaces !== null && replacedItems.has(replaces))) {
      arrivals.push(arrival)
      if (isTransaction(item) && key !== undefined && !anchors.has(key)) anchors.set(key, item.recordId)
      continue
    }
    const known = blocks.get(key)?.record_id
    const anchor = anchors.get(key) ?? (known && !replacedItems.has(known) ? known : undefined)
    if (anchor === undefined) {
      arrivals.push(arrival)
      anchors.set(key, item.recordId)
    } else followers.push({ ...arrival, anchor })
  }
  return { arrivals, followers }
}
