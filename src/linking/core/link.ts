import { agglomerate, type Edge } from './agglomerate.ts'
import { type Candidates, candidatesOf } from './blocking.ts'
import { type FieldKind, forbids, levelsOf } from './compare.ts'
import { type Comparison, learn, type Model, type Pairs, patternOf } from './learn.ts'
import { type Column, type Field, tableOf } from './table.ts'

/** A pair of records: log2 of the odds that they are the same, the prior counted in. */
export interface Pair {
  readonly a: number
  readonly b: number
  readonly weight: number
}

export interface Linked {
  /** Pairs with a probability of 1 in 100 and more, by falling weight. */
  readonly pairs: readonly Pair[]
  /** For each record the lowest record of its cluster. */
  readonly clusters: readonly number[]
  readonly model: Model
  /** Of what a pair's weight is made; the parts add up to it. */
  explain(a: number, b: number): Part[]
}

/** One step of the sum: `fields` null is where the sum begins, what any candidate pair is worth before its fields are looked at. */
export interface Part {
  readonly fields: readonly string[] | null
  /** Levels of agreement, one a field (`missing` where a cell is empty). */
  readonly levels: readonly string[]
  /** Log2 of how much likelier that is within one person than by chance. */
  readonly bits: number
  /** What the rarity of an equal value adds to it. */
  readonly rarity: number
}

export const probabilityOf = (weight: number): number => 1 / (1 + 2 ** -weight)

/** Nineteen to one joins two records; a cluster must on the mean of all its cross pairs be more likely one than two. */
const joins = Math.log2(19)
const keeps = 0
const kept = Math.log2(1 / 99)
const learntFrom = 500_000
const drawn = 1_000_000
const shrink = 0.25

/** xorshift32 (Marsaglia 2003): the same numbers in every run. */
function drawing(): (limit: number) => number {
  let state = 0x2545f491
  return (limit) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % limit
  }
}

/** As many candidate pairs as learning needs, each as likely as any other (reservoir sampling, Vitter 1985). */
function sampleOf(
  candidates: Candidates,
  crosses: (a: number, b: number) => boolean,
): { sample: Pairs; count: number } {
  const [a, b] = [new Uint32Array(learntFrom), new Uint32Array(learntFrom)]
  const draw = drawing()
  let count = 0
  candidates.forEach((x, y) => {
    if (!crosses(x, y)) return
    const place = count < learntFrom ? count : draw(count + 1)
    count++
    if (place >= learntFrom) return
    a[place] = x
    b[place] = y
  })
  const size = Math.min(count, learntFrom)
  return { sample: { a: a.subarray(0, size), b: b.subarray(0, size) }, count }
}

/** Pairs of any records, drawn with replacement. */
function randomPairs(records: number, crosses: (a: number, b: number) => boolean): Pairs {
  const wanted = Math.min(drawn, records * 200)
  const [a, b] = [new Uint32Array(wanted), new Uint32Array(wanted)]
  const draw = drawing()
  let count = 0
  for (let tries = 0; count < wanted && tries < wanted * 20; tries++) {
    const [x, y] = [draw(records), draw(records)]
    if (x === y || !crosses(x, y)) continue
    a[count] = x
    b[count++] = y
  }
  return { a: a.subarray(0, count), b: b.subarray(0, count) }
}

/** How much rarer or commoner an equal value is than its field's mean, by the entities that hold it. */
function rarityOf(columns: readonly Column[], clusters: readonly number[], model: Model): Float64Array[] {
  const entities = clusters.reduce((count, cluster, record) => (cluster === record ? count + 1 : count), 0)
  const members = new Map<number, number[]>()
  for (const [record, cluster] of clusters.entries())
    if (cluster !== record) members.set(cluster, [...(members.get(cluster) ?? [cluster]), record])
  return columns.map(({ ids, values }, field) => {
    const holders = new Uint32Array(values.length)
    for (const [record, cluster] of clusters.entries())
      if (cluster === record && !members.has(record)) holders[ids[record]!]!++
    // A cluster counts once for a value, however often its records repeat it.
    for (const group of members.values()) for (const id of new Set(group.map((record) => ids[record]!))) holders[id]!++
    const chance = model.chance[field]!
    const prior = shrink * entities
    return Float64Array.from(holders, (count) =>
      Math.log2(chance / ((Math.max(0, count - 1) + chance * prior) / (entities - 1 + prior || 1))),
    )
  })
}

/** Kinds whose comparison costs least come first, so that a hopeless pair is given up before the dear ones. */
const cheapFirst: readonly FieldKind[] = [
  'exact',
  'date',
  'idNumber',
  'phone',
  'personName',
  'organisation',
  'address',
  'text',
]

/** Log2 odds of a pair. Under `least` the exact number is of no use: −Infinity stands for it. */
type Weigh = (a: number, b: number, least?: number) => number

function weigher(columns: readonly Column[], model: Model, rarity: readonly Float64Array[] | undefined): Weigh {
  const base = Math.log2(model.prior / (1 - model.prior))
  const costOf = ({ fields }: Comparison): number =>
    Math.max(...fields.map((field) => cheapFirst.indexOf(columns[field]!.field.kind)))
  const parts = model.comparisons
    .map((comparison, index) => ({ comparison, weights: model.weights[index]! }))
    .sort((x, y) => costOf(x.comparison) - costOf(y.comparison))
  // What the comparisons from here on can still bring at most.
  const best = new Float64Array(parts.length + 1)
  for (let index = parts.length - 1; index >= 0; index--)
    best[index] =
      best[index + 1]! +
      parts[index]!.weights.reduce((most, weight) => Math.max(most, weight), 0) +
      (rarity ? Math.max(0, ...parts[index]!.comparison.fields.map((field) => rarest(rarity[field]!))) : 0)
  const numbers = columns.filter(({ field }) => field.kind === 'idNumber')
  return (a, b, least = Number.NEGATIVE_INFINITY) => {
    for (const column of numbers) if (column.level(a, b) === forbids) return Number.NEGATIVE_INFINITY
    let sum = base
    for (let index = 0; index < parts.length; index++) {
      if (sum + best[index]! < least) return Number.NEGATIVE_INFINITY
      const { comparison, weights } = parts[index]!
      sum += weights[patternOf(comparison, columns, a, b)]!
      if (rarity) sum += rarityIn(comparison, columns, rarity, a, b)
    }
    return sum
  }
}

/** Fields of one comparison tell the same thing: the rarest equal value among them speaks; 0 where none is equal. */
function rarityIn(
  comparison: Comparison,
  columns: readonly Column[],
  rarity: readonly Float64Array[],
  a: number,
  b: number,
): number {
  let speaks = Number.NEGATIVE_INFINITY
  for (const field of comparison.fields) {
    const { ids } = columns[field]!
    if (ids[a] !== 0 && ids[a] === ids[b]) speaks = Math.max(speaks, rarity[field]![ids[a]!]!)
  }
  return speaks > Number.NEGATIVE_INFINITY ? speaks : 0
}

function explainer(columns: readonly Column[], model: Model, rarity: readonly Float64Array[]): Linked['explain'] {
  const levelName = (field: number, a: number, b: number): string => {
    const column = columns[field]!
    const level = column.level(a, b)
    return level === column.missing ? 'missing' : levelsOf[column.field.kind][level]!
  }
  return (a, b) => [
    { fields: null, levels: [], bits: Math.log2(model.prior / (1 - model.prior)), rarity: 0 },
    ...model.comparisons.map((comparison, index) => ({
      fields: comparison.fields.map((field) => columns[field]!.field.name),
      levels: comparison.fields.map((field) => levelName(field, a, b)),
      bits: model.weights[index]![patternOf(comparison, columns, a, b)]!,
      rarity: rarityIn(comparison, columns, rarity, a, b),
    })),
  ]
}

const rarest = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, value), 0)

/**
 * Links records without labels: candidate pairs by blocking, weights by EM, a first clustering to count who holds each value,
 * then the weights with that rarity and the clusters again. `cells[field][record]`. With `files` (the file of each record)
 * only pairs across files are sought. The result is the same in every run and for every order of the records.
 */
export function linkRecords(
  fields: readonly Field[],
  cells: readonly (readonly string[])[],
  files?: Uint8Array,
): Linked {
  const order = canonical(cells, files)
  const { pairs, clusters, model, explain } = linkOrdered(
    fields,
    cells.map((column) => Array.from(order, (record) => column[record]!)),
    files && Uint8Array.from(order, (record) => files[record]!),
  )
  const lowest = new Map<number, number>()
  const places = new Uint32Array(order.length)
  for (const [place, record] of order.entries()) {
    places[record] = place
    const cluster = clusters[place]!
    lowest.set(cluster, Math.min(record, lowest.get(cluster) ?? record))
  }
  return {
    model,
    explain: (a, b) => explain(places[a]!, places[b]!),
    clusters: Array.from(places, (place) => lowest.get(clusters[place]!)!),
    pairs: pairs.map(({ a, b, weight }) => {
      const [x, y] = [order[a]!, order[b]!]
      return { a: Math.min(x, y), b: Math.max(x, y), weight }
    }),
  }
}

/** Records by their own content, so that the order of a file's rows decides nothing. */
function canonical(cells: readonly (readonly string[])[], files?: Uint8Array): Uint32Array {
  const records = cells[0]?.length ?? 0
  const contents = Array.from({ length: records }, (_, record) =>
    [files?.[record] ?? 0, ...cells.map((column) => column[record])].join('\u0000'),
  )
  return Uint32Array.from(contents.keys()).sort((x, y) =>
    contents[x]! < contents[y]! ? -1 : contents[x]! > contents[y]! ? 1 : x - y,
  )
}

function linkOrdered(fields: readonly Field[], cells: readonly (readonly string[])[], files?: Uint8Array): Linked {
  const columns = tableOf(fields, cells)
  const records = cells[0]?.length ?? 0
  const crosses = files ? (a: number, b: number) => files[a] !== files[b] : () => true
  const candidates = candidatesOf(columns, records)
  const { sample, count } = sampleOf(candidates, crosses)
  const within = files ? countsOf(files).reduce((sum, held) => sum + (held * (held - 1)) / 2, 0) : 0
  const all = Math.max(1, (records * (records - 1)) / 2 - within)
  const model = learn(
    columns,
    sample,
    sample.a.length / Math.max(1, count),
    randomPairs(records, crosses),
    all,
    records,
  )
  const found: Edge[] = []
  const first = weigher(columns, model, undefined)
  candidates.forEach((a, b) => {
    if (!crosses(a, b)) return
    const weight = first(a, b, kept - liftable)
    // What rarity may still lift over the line is kept for the second look.
    if (weight >= kept - liftable) found.push({ a: Math.min(a, b), b: Math.max(a, b), weight })
  })
  const provisional = agglomerate(
    records,
    found.filter(({ weight }) => weight >= joins),
    first,
    keeps,
  )
  const rarity = rarityOf(columns, provisional, model)
  const second = weigher(columns, model, rarity)
  const pairs = found
    .map(({ a, b }) => ({ a, b, weight: second(a, b, kept) }))
    .filter(({ weight }) => weight >= kept)
    .sort((x, y) => y.weight - x.weight || x.a - y.a || x.b - y.b)
  const clusters = agglomerate(
    records,
    pairs.filter(({ weight }) => weight >= joins),
    second,
    keeps,
  )
  return { pairs, clusters, model, explain: explainer(columns, model, rarity) }
}

const liftable = 6

function countsOf(files: Uint8Array): number[] {
  const counts: number[] = []
  for (const file of files) counts[file] = (counts[file] ?? 0) + 1
  return counts.map((held) => held ?? 0)
}
