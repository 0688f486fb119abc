/** A stored dispute or party as far as the component holds it. */
export interface Held {
  readonly id: string
  /** Sequence of its first record; the smaller is the older. */
  readonly first: number
  /** Two records, or officers' work on it: then only a person joins it to another such one. */
  readonly established: boolean
}

export interface Settled {
  /** Member → stored id, or `null` + cluster for a new one. */
  readonly places: ReadonlyMap<string, Place>
  /** Stored ids that went whole into another one: their code leads there from now on. */
  readonly merges: readonly { readonly from: string; readonly into: string }[]
  /** Established ones that the clusters say are one, kept apart until a person decides. */
  readonly proposals: readonly { readonly one: string; readonly other: string; readonly cluster: number }[]
}

export type Place = { readonly kind: 'held'; readonly id: string } | { readonly kind: 'new'; readonly cluster: number }

interface Overlap {
  readonly cluster: number
  readonly id: string
  readonly count: number
  readonly dominant: boolean
  readonly first: boolean
}

/**
 * Maps freshly computed clusters onto stored ids so that ids and codes are stable: a cluster keeps the id that most of its
 * members bear; where one id breaks into several clusters, the one with its first record keeps it and the others get new ones;
 * where several ids meet in one cluster the one with most members stays (then the older) and the others become aliases.
 * `sure(one, other)`: identity beyond doubt (an equal ID number), which needs no person.
 * `fixed`: cluster → id where a person decided it. `clusters`: members in the canonical order; `heldOf`: member → stored id; `firstOf`: stored id → its first member.
 */
export function settle(
  clusters: readonly (readonly string[])[],
  heldOf: ReadonlyMap<string, string>,
  held: ReadonlyMap<string, Held>,
  firstOf: ReadonlyMap<string, string>,
  sure: (one: string, other: string) => boolean = () => false,
  fixed: ReadonlyMap<number, string> = new Map(),
): Settled {
  const parts = clusters.map((members) => {
    const counts = new Map<string, number>()
    for (const member of members) {
      const id = heldOf.get(member)
      if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1)
    }
    return counts
  })
  const age = (id: string): number => held.get(id)!.first
  const clusterOfMember = new Map(clusters.flatMap((members, cluster) => members.map((member) => [member, cluster])))
  const overlaps: Overlap[] = parts.flatMap((counts, cluster) => {
    const sorted = [...counts].sort((a, b) => b[1] - a[1] || age(a[0]) - age(b[0]) || (a[0] < b[0] ? -1 : 1))
    return sorted.map(([id, count], place) => ({
      cluster,
      id,
      count,
      dominant: place === 0,
      first: clusterOfMember.get(firstOf.get(id) ?? '') === cluster,
    }))
  })
  overlaps.sort(
    (a, b) =>
      Number(b.dominant) - Number(a.dominant) ||
      Number(b.first) - Number(a.first) ||
      b.count - a.count ||
      age(a.id) - age(b.id) ||
      a.cluster - b.cluster,
  )
  const target = new Map(fixed)
  const keptBy = new Map([...fixed].map(([cluster, id]) => [id, cluster]))
  for (const { cluster, id } of overlaps)
    if (!target.has(cluster) && !keptBy.has(id)) {
      target.set(cluster, id)
      keptBy.set(id, cluster)
    }
  const merges: { from: string; into: string }[] = []
  const proposals: { one: string; other: string; cluster: number }[] = []
  const apart = new Set<string>()
  const spread = new Map<string, number>()
  for (const { id } of overlaps) spread.set(id, (spread.get(id) ?? 0) + 1)
  // Of an id that no cluster keeps, the largest part says where it leads.
  const seen = new Set<string>()
  for (const { cluster, id } of [...overlaps].sort((a, b) => b.count - a.count || a.cluster - b.cluster)) {
    if (keptBy.has(id) || seen.has(id)) continue
    seen.add(id)
    const into = target.get(cluster)!
    const established = held.get(id)!.established && held.get(into)!.established
    if (spread.get(id) === 1 && established && !sure(id, into)) {
      apart.add(id)
      const [one, other] = age(into) <= age(id) ? [into, id] : [id, into]
      proposals.push({ one, other, cluster })
    } else merges.push({ from: id, into })
  }
  const places = new Map<string, Place>()
  for (const [cluster, members] of clusters.entries())
    for (const member of members) {
      const own = heldOf.get(member)
      const id = own !== undefined && apart.has(own) ? own : target.get(cluster)
      places.set(member, id === undefined ? { kind: 'new', cluster } : { kind: 'held', id })
    }
  return { places, merges, proposals }
}
