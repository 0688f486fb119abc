import type { Column } from './table.ts'

/**
 * One comparison: fields whose agreements depend on each other are weighed together, by the joint pattern of their levels.
 * `stride[i]` is the place value of field i's level in the pattern.
 */
export interface Comparison {
  readonly fields: readonly number[]
  readonly stride: readonly number[]
  readonly patterns: number
  /** The pattern in which every field is missing; it says nothing. */
  readonly silent: number
}

/** m, u and log2 weights of each comparison's patterns, and the probability that any two records are the same. */
export interface Model {
  readonly comparisons: readonly Comparison[]
  readonly weights: readonly Float64Array[]
  readonly prior: number
  /** Probability that two different entities agree in a field's value, per field. */
  readonly chance: readonly number[]
}

export interface Pairs {
  readonly a: Uint32Array
  readonly b: Uint32Array
}

function comparisonOf(fields: readonly number[], columns: readonly Column[]): Comparison {
  const stride: number[] = []
  let patterns = 1
  let silent = 0
  for (const field of fields) {
    stride.push(patterns)
    silent += patterns * columns[field]!.missing
    patterns *= columns[field]!.missing + 1
  }
  return { fields, stride, patterns, silent }
}

export function patternOf({ fields, stride }: Comparison, columns: readonly Column[], a: number, b: number): number {
  let pattern = 0
  for (let index = 0; index < fields.length; index++) pattern += stride[index]! * columns[fields[index]!]!.level(a, b)
  return pattern
}

/** The level of every pair in every field, looked up once: learning goes over the same pairs many times. */
function levelsOfPairs(columns: readonly Column[], { a, b }: Pairs): Uint8Array[] {
  return columns.map(({ level }) => Uint8Array.from(a, (record, at) => level(record, b[at]!)))
}

function patternsOf(comparisons: readonly Comparison[], levels: readonly Uint8Array[]): Uint16Array[] {
  return comparisons.map(({ fields, stride }) =>
    Uint16Array.from(levels[0]!, (_, at) =>
      fields.reduce((pattern, field, index) => pattern + stride[index]! * levels[field]![at]!, 0),
    ),
  )
}

/** Pairs of equal patterns in all comparisons, once each, with their number. */
function tally(patterns: readonly Uint16Array[]): { patterns: Uint16Array[]; counts: Float64Array } {
  const rows = new Map<string, number>()
  const firsts: number[] = []
  const counts: number[] = []
  for (let at = 0; at < patterns[0]!.length; at++) {
    const row = String.fromCharCode(...patterns.map((found) => found[at]!))
    const known = rows.get(row)
    if (known !== undefined) counts[known]!++
    else {
      rows.set(row, counts.push(1) - 1)
      firsts.push(at)
    }
  }
  return {
    patterns: patterns.map((found) => Uint16Array.from(firsts, (at) => found[at]!)),
    counts: Float64Array.from(counts),
  }
}

/** Before anything is learnt: the same person agrees in four fields of five, and the nearer levels are likelier. */
function firstGuess(comparison: Comparison, columns: readonly Column[]): Float64Array {
  const shares = new Float64Array(comparison.patterns).fill(1)
  for (let pattern = 0; pattern < shares.length; pattern++)
    for (const [index, field] of comparison.fields.entries()) {
      const { missing } = columns[field]!
      const level = Math.floor(pattern / comparison.stride[index]!) % (missing + 1)
      shares[pattern]! *= level === missing ? 0.2 : level === 0 ? 0.8 : 0.2 / 2 ** level
    }
  shares[comparison.silent] = 0
  const sum = shares.reduce((total, share) => total + share, 0)
  return shares.map((share) => share / sum)
}

const smoothing = 0.5

function sharesOf(comparison: Comparison, found: Uint16Array, weight: (index: number) => number): Float64Array {
  const counts = new Float64Array(comparison.patterns)
  for (let index = 0; index < found.length; index++) counts[found[index]!]! += weight(index)
  counts[comparison.silent] = 0
  let total = 0
  for (let pattern = 0; pattern < counts.length; pattern++)
    if (pattern !== comparison.silent) {
      counts[pattern]! += smoothing
      total += counts[pattern]!
    }
  return counts.map((count) => count / total)
}

const weightsOf = (comparison: Comparison, m: Float64Array, u: Float64Array): Float64Array =>
  m.map((share, pattern) => (pattern === comparison.silent ? 0 : Math.log2(share / u[pattern]!)))

const probabilityOf = (logOdds: number): number => 1 / (1 + 2 ** -logOdds)

const rounds = 30
const settled = 1e-5

/**
 * Learns the weights of Fellegi and Sunter (1969) without labels: u from random pairs, m and the prior by EM (Winkler 1988)
 * over the candidate pairs, with the prior of all pairs, since the pairs that blocking leaves out are taken as different.
 * The random pairs of a small file hold matches too: they are taken out of u by their own probability and all is learnt again.
 * Fields that agree together by chance (place and postcode) become one comparison.
 */
export function learn(
  columns: readonly Column[],
  candidates: Pairs,
  share: number,
  random: Pairs,
  allPairs: number,
  records: number,
): Model {
  let comparisons = columns.map((_, field) => comparisonOf([field], columns))
  let different = new Float64Array(random.a.length).fill(1)
  let model: Model | undefined
  const levelsDrawn = levelsOfPairs(columns, random)
  const levelsLooked = levelsOfPairs(columns, candidates)
  for (let pass = 0; pass < 3; pass++) {
    const drawn = patternsOf(comparisons, levelsDrawn)
    const { patterns: looked, counts } = tally(patternsOf(comparisons, levelsLooked))
    const u = comparisons.map((comparison, index) => sharesOf(comparison, drawn[index]!, (at) => different[at]!))
    let m = comparisons.map((comparison) => firstGuess(comparison, columns))
    let prior = Math.min(0.5, records / allPairs)
    const probabilities = new Float64Array(counts.length)
    let weights: Float64Array[] = []
    for (let round = 0; round < rounds; round++) {
      weights = comparisons.map((comparison, index) => weightsOf(comparison, m[index]!, u[index]!))
      const base = Math.log2(prior / (1 - prior))
      let expected = 0
      for (let at = 0; at < probabilities.length; at++) {
        let sum = base
        for (let index = 0; index < comparisons.length; index++) sum += weights[index]![looked[index]![at]!]!
        probabilities[at] = counts[at]! * probabilityOf(sum)
        expected += probabilities[at]!
      }
      m = comparisons.map((comparison, index) => sharesOf(comparison, looked[index]!, (at) => probabilities[at]!))
      const next = Math.max(1e-12, Math.min(0.5, expected / share / allPairs))
      const change = Math.abs(Math.log(next / prior))
      prior = next
      if (change < settled) break
    }
    const base = Math.log2(prior / (1 - prior))
    different = Float64Array.from(random.a, (_, at) => {
      let sum = base
      for (let index = 0; index < comparisons.length; index++) sum += weights[index]![drawn[index]![at]!]!
      return 1 - probabilityOf(sum)
    })
    const chance = columns.map((column, field) => {
      let [equal, present] = [0, 0]
      for (let at = 0; at < random.a.length; at++) {
        const level = levelsDrawn[field]![at]!
        if (level === column.missing) continue
        present += different[at]!
        if (level === 0) equal += different[at]!
      }
      return (equal + smoothing) / (present + 1)
    })
    model = { comparisons, weights, prior, chance }
    if (pass === 0) comparisons = dependent(columns, levelsDrawn, different)
  }
  return model!
}

const togetherOften = 4
const fewestTogether = 30
const mostFields = 3

/** Groups fields that agree together at least four times as often as independence has it, among pairs that differ. */
function dependent(columns: readonly Column[], levels: readonly Uint8Array[], different: Float64Array): Comparison[] {
  const weightOf = (left: number, right: number): number => {
    let sum = 0
    for (let at = 0; at < different.length; at++)
      if (levels[left]![at] === 0 && levels[right]![at] === 0) sum += different[at]!
    return sum
  }
  const total = different.reduce((sum, value) => sum + value, 0)
  const links: { left: number; right: number; lift: number }[] = []
  for (let left = 0; left < columns.length; left++)
    for (let right = left + 1; right < columns.length; right++) {
      const both = weightOf(left, right)
      const lift = (both * total) / (weightOf(left, left) * weightOf(right, right) || 1)
      if (both >= fewestTogether && lift >= togetherOften) links.push({ left, right, lift })
    }
  links.sort((x, y) => y.lift - x.lift || x.left - y.left || x.right - y.right)
  const groups = columns.map((_, field) => [field])
  const of = (field: number): number[] => groups.find((group) => group.includes(field))!
  for (const { left, right } of links) {
    const [one, other] = [of(left), of(right)]
    if (one === other || one.length + other.length > mostFields) continue
    one.push(...other)
    groups.splice(groups.indexOf(other), 1)
  }
  return groups.map((fields) =>
    comparisonOf(
      [...fields].sort((x, y) => x - y),
      columns,
    ),
  )
}
