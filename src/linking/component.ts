/** Groups items that share a key, directly or over others; each group in the order given. */
export function components<T>(items: readonly T[], keysOf: (item: T) => Iterable<string>): T[][] {
  const parent = items.map((_, index) => index)
  const find = (index: number): number => {
    let root = index
    while (parent[root] !== root) root = parent[root]!
    while (parent[index] !== root) [parent[index], index] = [root, parent[index]!]
    return root
  }
  const bearer = new Map<string, number>()
  for (const [index, item] of items.entries())
    for (const key of keysOf(item)) {
      const other = bearer.get(key)
      if (other === undefined) bearer.set(key, index)
      else parent[find(index)] = find(other)
    }
  const groups = new Map<number, T[]>()
  for (const [index, item] of items.entries()) {
    const root = find(index)
    const group = groups.get(root)
    if (group) group.push(item)
    else groups.set(root, [item])
  }
  return [...groups.values()]
}
