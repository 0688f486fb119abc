/** Agreement of a partition with the true one. Pairs are counted over items that both partitions know. */
export interface PairScore {
  readonly items: number
  /** Right pairs among those found, and found pairs among the right ones; 1 where there are none. */
  readonly precision: number
  readonly recall: number
  readonly f1: number
  /** B-cubed (Bagga & Baldwin 1998): the same asked for each item and averaged. */
  readonly bPrecision: number
  readonly bRecall: number
  readonly bF1: number
  readonly wrongPairs: number
  readonly missedPairs: number
}

const pairs = (count: number): number => (count * (count - 1)) / 2
const mean = (left: number, right: number): number => (left + right === 0 ? 0 : (2 * left * right) / (left + right))

/** `found` and `truth`: item → group. Items missing in `found` count as groups of their own. */
export function scorePartition(found: ReadonlyMap<string, string>, truth: ReadonlyMap<string, string>): PairScore {
  const cells = new Map<string, number>()
  const foundSize = new Map<string, number>()
  const trueSize = new Map<string, number>()
  const add = (map: Map<string, number>, key: string): void => void map.set(key, (map.get(key) ?? 0) + 1)
  const placed: [group: string, right: string, cell: string][] = []
  for (const [item, right] of truth) {
    const group = found.get(item) ?? `alone ${item}`
    const cell = `${group}\u0000${right}`
    add(cells, cell)
    add(foundSize, group)
    add(trueSize, right)
    placed.push([group, right, cell])
  }
  let both = 0
  for (const count of cells.values()) both += pairs(count)
  const foundPairs = [...foundSize.values()].reduce((sum, count) => sum + pairs(count), 0)
  const truePairs = [...trueSize.values()].reduce((sum, count) => sum + pairs(count), 0)
  const precision = foundPairs === 0 ? 1 : both / foundPairs
  const recall = truePairs === 0 ? 1 : both / truePairs
  let bPrecision = 0
  let bRecall = 0
  for (const [group, right, cell] of placed) {
    const shared = cells.get(cell)!
    bPrecision += shared / foundSize.get(group)!
    bRecall += shared / trueSize.get(right)!
  }
  const items = placed.length
  bPrecision = items === 0 ? 1 : bPrecision / items
  bRecall = items === 0 ? 1 : bRecall / items
  return {
    items,
    precision,
    recall,
    f1: mean(precision, recall),
    bPrecision,
    bRecall,
    bF1: mean(bPrecision, bRecall),
    wrongPairs: foundPairs - both,
    missedPairs: truePairs - both,
  }
}
