import type { ScopedTx } from '../access/scope.ts'
import { foldRecords } from './fold.ts'
import type { LinkGroup } from './item.ts'
import { contributionOf, readBlocks, readDisputeRecords, readParties } from './load.ts'
import { countSides, storePartyKeys, upsertDisputes } from './store.ts'

/** Folds disputes' rows anew from the records that belong to them now, and counts who stands in them. Empty ones keep their last row. */
export async function refoldDisputes(tx: ScopedTx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const { rows: codes } = await tx.query<{ id: string; code: string }>(
    'select id, trace_code as code from linking.dispute where county = $1 and id = any($2::uuid[])',
    [tx.county, ids],
  )
  const records = await readDisputeRecords(tx, ids)
  await upsertDisputes(
    tx,
    codes.flatMap(({ id, code }) => {
      const fold = foldRecords((records.get(id) ?? []).map(contributionOf))
      return fold ? [{ ...fold, id, traceCode: code }] : []
    }),
  )
  await countSides(tx, ids)
}

/** A party as its mentions make it. */
export interface PartyFold {
  readonly id: string
  readonly keys: ReadonlySet<string>
  readonly structured: boolean
  readonly firstSequence: number
}

interface MemberRow {
  readonly party_id: string
  readonly mention_id: string
  readonly signed: boolean
  readonly sequence: number
  readonly groups: readonly LinkGroup[] | null
}

/**
 * Parties as their mentions make them: keys of all mentions but phones that tell nobody apart, whether any column names them, the
 * first record. Left out: organisations known by a signature, whose keys grow (organisations.ts), and parties without mentions.
 * Of an erased record nothing is known but that it stands there: `structured` then stays as it is stored.
 */
export async function foldParties(
  tx: ScopedTx,
  parties: ReadonlyMap<string, { readonly structured: boolean }>,
): Promise<PartyFold[]> {
  if (parties.size === 0) return []
  const { rows } = await tx.query<MemberRow>(
    `select m.party_id, m.mention_id, m.signature is not null as signed, r.sequence, i.body -> 'groups' as groups
     from linking.party_member m
     join linking.dispute_record r on r.county = m.county and r.record_id = m.record_id and r.to_at is null
     left join linking.item i on i.county = m.county and i.record_id = m.record_id
     where m.county = $1 and r.county = $1 and m.party_id = any($2::uuid[]) and m.to_at is null`,
    [tx.county, [...parties.keys()]],
  )
  const folds = new Map<string, { keys: Set<string>; structured: boolean; firstSequence: number; whole: boolean }>()
  const signed = new Set<string>()
  for (const row of rows) {
    if (row.signed) signed.add(row.party_id)
    let fold = folds.get(row.party_id)
    if (!fold) {
      fold = { keys: new Set(), structured: false, firstSequence: Number.POSITIVE_INFINITY, whole: true }
      folds.set(row.party_id, fold)
    }
    if (row.sequence < fold.firstSequence) fold.firstSequence = row.sequence
    const group = row.groups?.find((one) => one.mentionId === row.mention_id)
    if (!group) {
      fold.whole = false
      continue
    }
    for (const key of group.keys) fold.keys.add(key)
    if (!group.fromText) fold.structured = true
  }
  const phones = new Set([...folds.values()].flatMap((fold) => [...fold.keys].filter((key) => key.startsWith('ph:'))))
  const generic = new Set(
    [...(await readBlocks(tx, [...phones])).values()].filter((row) => row.component === null).map((row) => row.key),
  )
  return [...folds]
    .filter(([id]) => !signed.has(id))
    .map(([id, fold]) => ({
      id,
      keys: new Set([...fold.keys].filter((key) => !generic.has(key))),
      structured: fold.whole ? fold.structured : (parties.get(id)?.structured ?? fold.structured),
      firstSequence: fold.firstSequence,
    }))
}

/** Writes parties' rows and look-ups as their mentions make them now; a party that nothing names any more leads nowhere. */
export async function refoldParties(tx: ScopedTx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const rows = await readParties(tx, ids)
  const folds = await foldParties(tx, rows)
  const { rows: empty } = await tx.query<{ id: string }>(
    `select p.id from unnest($2::uuid[]) as p (id)
     where not exists (select from linking.party_member m where m.county = $1 and m.party_id = p.id and m.to_at is null)`,
    [tx.county, ids],
  )
  const all = [
    ...folds,
    ...empty.map(({ id }) => ({ id, keys: new Set<string>(), structured: null, firstSequence: null })),
  ]
  const changed = all.map((fold) => fold.id)
  await tx.query(
    `update linking.party p set keys = string_to_array(f.keys, ' '), structured = coalesce(f.structured, p.structured),
       first_sequence = coalesce(f.first_sequence, p.first_sequence)
     from unnest($2::uuid[], $3::text[], $4::boolean[], $5::bigint[]) as f (id, keys, structured, first_sequence)
     where p.county = $1 and p.id = any($2::uuid[]) and p.id = f.id`,
    [
      tx.county,
      changed,
      all.map((fold) => [...fold.keys].sort().join(' ')),
      all.map((fold) => fold.structured),
      all.map((fold) => fold.firstSequence),
    ],
  )
  const lost = all.flatMap(({ id, keys }) =>
    (rows.get(id)?.keys ?? []).filter((key) => !keys.has(key)).map((key) => ({ id, key })),
  )
  if (lost.length > 0)
    await tx.query(
      `delete from linking.party_key k using unnest($2::uuid[], $3::text[]) as l (id, key)
       where k.county = $1 and k.key = any($3::text[]) and k.party_id = l.id and k.key = l.key`,
      [tx.county, lost.map((row) => row.id), lost.map((row) => row.key)],
    )
  await storePartyKeys(
    tx,
    folds.map((fold) => ({ id: fold.id, keys: fold.keys, storedKeys: new Set<string>() })),
  )
}
