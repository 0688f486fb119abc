import type { ScopedTx } from '../access/scope.ts'
import { components } from './component.ts'
import { clusterSignatures, organisationSignature } from './identity.ts'
import { type PartyRow, readBlocks, readParties } from './load.ts'
import { type Held, settle } from './settle.ts'
import { storeBlocks } from './store.ts'

export const signatureOf = (keys: readonly string[]): string => organisationSignature(keys)!.list.join(' ')
const keysOfSignature = (signature: string): string[] => signature.split(' ')

interface SignatureRow {
  readonly signature: string
  readonly component: string
  readonly party_id: string
}

export interface Organisations {
  /** Signature → stored party, for every signature of the touched components. */
  readonly partyOf: ReadonlyMap<string, string>
  readonly parties: ReadonlyMap<string, PartyRow>
  readonly created: ReadonlySet<string>
  /** Signatures whose organisation turned out to be another than was stored. */
  readonly moved: readonly { readonly signature: string; readonly from: string; readonly to: string }[]
  readonly merges: readonly { readonly from: string; readonly into: string }[]
}

/**
 * Whose the signatures of a batch are, county-wide and whatever the order in which they came: the component of signatures that
 * share a code, a core name or a role at a site is clustered afresh. Organisations are joined without a person: only by an equal
 * code or core name, and a nameless role follows the one firm that bears it. Five statements, two of them writes.
 */
export async function placeOrganisations(
  tx: ScopedTx,
  wanted: ReadonlySet<string>,
  mint: () => string,
): Promise<Organisations> {
  const none = { partyOf: new Map(), parties: new Map(), created: new Set<string>(), moved: [], merges: [] }
  if (wanted.size === 0) return none
  const keys = [...new Set([...wanted].flatMap(keysOfSignature))]
  const blocks = await readBlocks(tx, keys)
  const touched = [...new Set([...blocks.values()].flatMap((row) => row.component ?? []))]
  const { rows } =
    touched.length === 0
      ? { rows: [] }
      : await tx.query<SignatureRow>(
          'select signature, component, party_id from linking.organisation_signature where county = $1 and component = any($2::uuid[])',
          [tx.county, touched],
        )
  const stored = new Map(rows.map((row) => [row.signature, row]))
  const parties = await readParties(tx, [...new Set(rows.map((row) => row.party_id))])
  if ([...wanted].every((signature) => stored.has(signature)))
    return { ...none, parties, partyOf: new Map(rows.map((row) => [row.signature, row.party_id])) }

  const all = [...new Set([...stored.keys(), ...wanted])].sort()
  const groups = components(all, keysOfSignature)
  const clusters: string[][] = []
  const labels = new Map<string, string>()
  const taken = new Set<string>()
  for (const group of groups) {
    const byCluster = new Map<string, string[]>()
    for (const [signature, cluster] of clusterSignatures(group)) {
      const members = byCluster.get(cluster)
      if (members) members.push(signature)
      else byCluster.set(cluster, [signature])
    }
    const unplaced = group.filter(
      (signature) => ![...byCluster.values()].some((members) => members.includes(signature)),
    )
    clusters.push(...byCluster.values(), ...unplaced.map((signature) => [signature]))
    const known = group.map((signature) => stored.get(signature)?.component).filter((label) => label !== undefined)
    const label = known.sort().find((one) => !taken.has(one)) ?? mint()
    taken.add(label)
    for (const signature of group) labels.set(signature, label)
  }
  const heldOf = new Map(rows.map((row) => [row.signature, row.party_id]))
  const held = new Map<string, Held>(
    [...parties.values()].map((row) => [row.id, { id: row.id, first: row.first_sequence, established: false }]),
  )
  const firstOf = new Map<string, string>()
  for (const [signature, party] of heldOf) if (!firstOf.has(party)) firstOf.set(party, signature)
  const { places, merges } = settle(clusters, heldOf, held, firstOf)
  const fresh = new Map<number, string>()
  const partyOf = new Map<string, string>()
  for (const [signature, place] of places) {
    if (place.kind === 'held') partyOf.set(signature, place.id)
    else {
      const id = fresh.get(place.cluster) ?? mint()
      fresh.set(place.cluster, id)
      partyOf.set(signature, id)
    }
  }
  await storeSignatures(
    tx,
    all.filter((signature) => {
      const row = stored.get(signature)
      return row?.component !== labels.get(signature) || row?.party_id !== partyOf.get(signature)
    }),
    labels,
    partyOf,
  )
  const changed = new Map<string, { component: string; recordId: null }>()
  for (const signature of all)
    for (const key of keysOfSignature(signature))
      if (
        blocks.get(key)?.component !== labels.get(signature) &&
        stored.get(signature)?.component !== labels.get(signature)
      )
        changed.set(key, { component: labels.get(signature)!, recordId: null })
  await storeBlocks(tx, changed, [])
  return {
    partyOf,
    parties,
    created: new Set(fresh.values()),
    merges,
    moved: [...heldOf].flatMap(([signature, from]) => {
      const to = partyOf.get(signature)!
      return to === from ? [] : [{ signature, from, to }]
    }),
  }
}

async function storeSignatures(
  tx: ScopedTx,
  signatures: readonly string[],
  labels: ReadonlyMap<string, string>,
  partyOf: ReadonlyMap<string, string>,
): Promise<void> {
  if (signatures.length === 0) return
  await tx.query(
    `insert into linking.organisation_signature (county, signature, component, party_id)
     select $1, s.* from unnest($2::text[], $3::uuid[], $4::uuid[]) as s
     on conflict (county, signature) do update set component = excluded.component, party_id = excluded.party_id`,
    [
      tx.county,
      signatures,
      signatures.map((signature) => labels.get(signature)!),
      signatures.map((signature) => partyOf.get(signature)!),
    ],
  )
}

export interface MovedMember {
  readonly mention_id: string
  readonly record_id: string
  readonly side: 'claimant' | 'respondent' | 'other'
  readonly signature: string
  readonly dispute_id: string
}

/** The mentions that bear a signature now, with the disputes in which they stand. */
export async function mentionsOf(tx: ScopedTx, signatures: readonly string[]): Promise<MovedMember[]> {
  if (signatures.length === 0) return []
  const { rows } = await tx.query<MovedMember>(
    `select m.mention_id, m.record_id, m.side, m.signature, r.dispute_id from linking.party_member m
     join linking.dispute_record r on r.county = m.county and r.record_id = m.record_id and r.to_at is null
     where m.county = $1 and m.to_at is null and m.signature = any($2::text[])`,
    [tx.county, signatures],
  )
  return rows
}
