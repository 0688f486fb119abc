import { createHash } from 'node:crypto'

/** Bytes of one SHA-256 hash. */
export const hashSize = 32

/** RFC 6962 2.1: hash of a leaf; the prefix byte keeps a leaf from ever passing as an inner node. */
export function hashLeaf(entry: Uint8Array): Buffer {
  return createHash('sha256').update(leafPrefix).update(entry).digest()
}

/** RFC 6962 2.1: hash of an inner node. */
export function hashNode(left: Uint8Array, right: Uint8Array): Buffer {
  return createHash('sha256').update(nodePrefix).update(left).update(right).digest()
}

const leafPrefix = Buffer.from([0])
const nodePrefix = Buffer.from([1])

/** Root of the tree without leaves (RFC 6962 2.1). */
export const emptyRoot = createHash('sha256').digest()

/** A perfect subtree: the 2^height leaves from index · 2^height on. */
export interface Node {
  readonly height: number
  readonly index: number
}

export interface HashedNode extends Node {
  readonly hash: Buffer
}

/** All that is needed to append: the perfect subtrees of a tree of `size` leaves, largest first. */
export interface Frontier {
  readonly size: number
  readonly hashes: readonly Buffer[]
}

export const emptyFrontier: Frontier = { size: 0, hashes: [] }

/** Appends leaf hashes to a frontier; `completed` lists every inner node that became final, in the order of completion. */
export function extendFrontier(
  frontier: Frontier,
  leafHashes: readonly Buffer[],
): { frontier: Frontier; completed: HashedNode[] } {
  const hashes = [...frontier.hashes]
  const completed: HashedNode[] = []
  let size = frontier.size
  for (const leaf of leafHashes) {
    let hash = leaf
    let index = size
    for (let height = 1; index % 2 === 1; height++) {
      hash = hashNode(hashes.pop()!, hash)
      index = (index - 1) / 2
      completed.push({ height, index, hash })
    }
    hashes.push(hash)
    size++
  }
  return { frontier: { size, hashes }, completed }
}

/** RFC 6962 Merkle tree hash of the tree that the frontier describes. */
export function frontierRoot(frontier: Frontier): Buffer {
  return frontier.hashes.length === 0 ? emptyRoot : foldNodes(frontier.hashes)
}

/** Number of subtrees in the frontier of a tree of `size` leaves: the one bits of the size. */
export function frontierLength(size: number): number {
  let ones = 0
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) ones += rest % 2
  return ones
}

/** Root over perfect subtrees that stand side by side, largest first. */
export function foldNodes(hashes: readonly Buffer[]): Buffer {
  let root = hashes.at(-1)
  if (!root) throw new RangeError('no nodes to fold')
  for (let at = hashes.length - 2; at >= 0; at--) root = hashNode(hashes[at]!, root)
  return root
}

/** Root of a perfect subtree from the hashes one storey (a power of two of them) below it. */
export function foldPerfect(hashes: readonly Buffer[]): Buffer {
  let row = hashes
  while (row.length > 1) {
    const above: Buffer[] = []
    for (let at = 0; at < row.length; at += 2) above.push(hashNode(row[at]!, row[at + 1]!))
    row = above
  }
  return row[0]!
}

/** The perfect subtrees, largest first, that make up leaves [low, high) of a range an RFC 6962 proof asks for. */
export function rangeNodes(low: number, high: number): Node[] {
  const nodes: Node[] = []
  for (let at = low; at < high; ) {
    const height = Math.floor(Math.log2(high - at) + 1e-12)
    const width = 2 ** height
    nodes.push({ height, index: at / width })
    at += width
  }
  return nodes
}

/** Largest power of two below `count`, for count ≥ 2 (RFC 6962 2.1). */
export function splitPoint(count: number): number {
  let split = 1
  while (split * 2 < count) split *= 2
  return split
}
