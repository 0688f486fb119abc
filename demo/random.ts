/** A seeded stream of chance. The same seed and name give the same numbers on every machine. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  /** Whole number from `low` to `high`, both included. */
  int(low: number, high: number): number
  chance(probability: number): boolean
  pick<T>(list: readonly T[]): T
  /** One value, with probability proportional to its weight. */
  weighted<T>(list: readonly (readonly [T, number])[]): T
  /** Exponential waiting time with this mean. */
  wait(mean: number): number
  /** Log-normal by its median and the sigma of the logarithm. */
  logNormal(median: number, sigma: number): number
  shuffle<T>(list: readonly T[]): T[]
  /** An independent stream, so that a change in one part of the county leaves the others as they were. */
  fork(name: string): Random
}

/** FNV-1a, then an avalanche, so that neighbouring seeds give unrelated streams. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0
}

export function createRandom(seed: string): Random {
  // sfc32 (Doty-Humphrey, PractRand): 128 bits of state, passes BigCrush, four additions a number.
  let a = hash(`${seed}/a`) | 0
  let b = hash(`${seed}/b`) | 0
  let c = hash(`${seed}/c`) | 0
  let counter = 1
  const step = (): number => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + sum) | 0
    return sum >>> 0
  }
  for (let warm = 0; warm < 12; warm++) step()
  const next = (): number => step() / 4294967296
  const int = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1))
  const random: Random = {
    next,
    int,
    chance: (probability) => next() < probability,
    pick: (list) => list[Math.floor(next() * list.length)]!,
    weighted: (list) => {
      let total = 0
      for (const [, weight] of list) total += weight
      let left = next() * total
      for (const [value, weight] of list) {
        left -= weight
        if (left < 0) return value
      }
      return list[list.length - 1]![0]
    },
    wait: (mean) => -mean * Math.log(1 - next()),
    logNormal: (median, sigma) => {
      const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
      return median * Math.exp(sigma * normal)
    },
    shuffle: (list) => {
      const copy = [...list]
      for (let index = copy.length - 1; index > 0; index--) {
        const other = int(0, index)
        const kept = copy[index]!
        copy[index] = copy[other]!
        copy[other] = kept
      }
      return copy
    },
    fork: (name) => createRandom(`${seed}/${name}`),
  }
  return random
}
