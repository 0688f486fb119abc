/** Two nodes that evidence may join; `a` < `b` are positions in the list of nodes. */
export interface Edge {
  readonly a: number
  readonly b: number
  readonly weight: number
}

/**
 * Average-link agglomeration guarded against chains (linkage.md 8): edges by falling weight join two clusters only while the
 * mean weight over all cross pairs stays at `threshold` or above and no cross pair is vetoed. One wrong edge cannot merge two
 * large clusters. The result depends on the order of `nodes` alone, which the caller makes canonical.
 * `weigh(a, b)`: log2 weight of any two nodes; −Infinity is a veto. Returns the cluster of each node: its lowest position.
 */
export function agglomerate(
  nodes: number,
  edges: readonly Edge[],
  weigh: (a: number, b: number) => number,
  threshold: number,
): number[] {
  const clusterOf = Array.from({ length: nodes }, (_, index) => index)
  // Only clusters of two and more: a file of a million records has mostly single ones.
  const members = new Map<number, number[]>()
  const sorted = [...edges].sort((x, y) => y.weight - x.weight || x.a - y.a || x.b - y.b)
  for (const edge of sorted) {
    const left = clusterOf[edge.a]!
    const right = clusterOf[edge.b]!
    if (left === right) continue
    const first = members.get(left) ?? [left]
    const second = members.get(right) ?? [right]
    let sum = 0
    for (const a of first) for (const b of second) sum += weigh(a, b)
    if (!(sum / (first.length * second.length) >= threshold)) continue
    const [keep, give] = left < right ? [left, right] : [right, left]
    for (const node of left < right ? second : first) clusterOf[node] = keep
    members.set(keep, [...(left < right ? first : second), ...(left < right ? second : first)])
    members.delete(give)
  }
  return clusterOf
}
