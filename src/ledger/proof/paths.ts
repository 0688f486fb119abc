import { emptyRoot, foldNodes, hashNode, type Node, rangeNodes, splitPoint } from './tree.ts'

/** One hash of a proof as the perfect subtrees it is folded from, largest first. */
export type ProofStep = readonly Node[]

/** RFC 6962 2.1.1: which nodes prove that leaf `index` is in the tree of `size` leaves, sibling of the leaf first. */
export function inclusionSteps(index: number, size: number): ProofStep[] {
  if (!isCount(index) || !isCount(size) || index >= size) throw new RangeError(`no leaf ${index} in a tree of ${size}`)
  const steps: ProofStep[] = []
  let low = 0
  let high = size
  while (high - low > 1) {
    const middle = low + splitPoint(high - low)
    if (index < middle) {
      steps.push(rangeNodes(middle, high))
      high = middle
    } else {
      steps.push(rangeNodes(low, middle))
      low = middle
    }
  }
  return steps.reverse()
}

/** RFC 6962 2.1.2: which nodes prove that the tree of `size` leaves extends the tree of `oldSize` leaves. */
export function consistencySteps(oldSize: number, size: number): ProofStep[] {
  if (!isCount(oldSize) || !isCount(size) || oldSize > size)
    throw new RangeError(`a tree of ${size} leaves cannot extend one of ${oldSize}`)
  if (oldSize === 0 || oldSize === size) return []
  const steps: ProofStep[] = []
  let low = 0
  let high = size
  let whole = true
  while (oldSize < high) {
    const middle = low + splitPoint(high - low)
    if (oldSize <= middle) {
      steps.push(rangeNodes(middle, high))
      high = middle
    } else {
      steps.push(rangeNodes(low, middle))
      low = middle
      whole = false
    }
  }
  if (!whole) steps.push(rangeNodes(low, high))
  return steps.reverse()
}

/** Turns steps into hashes; `read` answers the hash of a perfect subtree that is complete in the tree. */
export function proofHashes(steps: readonly ProofStep[], read: (node: Node) => Buffer): Buffer[] {
  return steps.map((nodes) => foldNodes(nodes.map(read)))
}

/** RFC 9162 2.1.3.2: true when the proof leads from the leaf hash to the root. Never throws. */
export function verifyInclusion(
  leafHash: Buffer,
  index: number,
  size: number,
  proof: readonly Buffer[],
  root: Buffer,
): boolean {
  if (!isCount(index) || !isCount(size) || index >= size) return false
  let place = index
  let last = size - 1
  let hash = leafHash
  for (const step of proof) {
    if (last === 0) return false
    if (place % 2 === 1 || place === last) {
      hash = hashNode(step, hash)
      while (place % 2 === 0 && place !== 0) {
        place /= 2
        last = Math.floor(last / 2)
      }
    } else hash = hashNode(hash, step)
    place = Math.floor(place / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 && hash.equals(root)
}

/** RFC 9162 2.1.4.2: true when the proof shows that `root` extends `oldRoot`. Never throws. */
export function verifyConsistency(
  oldSize: number,
  size: number,
  proof: readonly Buffer[],
  oldRoot: Buffer,
  root: Buffer,
): boolean {
  if (!isCount(oldSize) || !isCount(size) || oldSize > size) return false
  if (oldSize === size) return proof.length === 0 && oldRoot.equals(root)
  if (oldSize === 0) return proof.length === 0 && oldRoot.equals(emptyRoot)
  let place = oldSize - 1
  let last = size - 1
  while (place % 2 === 1) {
    place = (place - 1) / 2
    last = Math.floor(last / 2)
  }
  // A tree of 2^k leaves is itself the first node of the path, so the proof leaves it out.
  const path = place === 0 ? [oldRoot, ...proof] : proof
  const [first, ...rest] = path
  if (!first) return false
  let oldHash = first
  let hash = first
  for (const step of rest) {
    if (last === 0) return false
    if (place % 2 === 1 || place === last) {
      oldHash = hashNode(step, oldHash)
      hash = hashNode(step, hash)
      while (place % 2 === 0 && place !== 0) {
        place /= 2
        last = Math.floor(last / 2)
      }
    } else hash = hashNode(hash, step)
    place = Math.floor(place / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 && oldHash.equals(oldRoot) && hash.equals(root)
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}
