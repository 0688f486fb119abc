import { seededRandom, shuffle } from '../../platform/random.ts'

/** One row to learn from: the features of each token, and the tag of each. */
export interface TaggedRow {
  readonly features: readonly (readonly string[])[]
  readonly tags: readonly string[]
}

/** A linear-chain conditional random field (Lafferty, McCallum & Pereira 2001). */
export interface Tagger {
  readonly tags: readonly string[]
  readonly numbers: ReadonlyMap<string, number>
  /** One row a feature, one column a tag. */
  readonly weights: Float32Array
  /** One row a tag before (the last: the beginning), one column a tag; -Infinity for what cannot follow. */
  readonly transitions: Float32Array
}

export interface TaggerOptions {
  readonly rounds: number
  readonly rate: number
  /** Strength of the L2 penalty, as 1 / variance of a weight. */
  readonly penalty: number
  /** A feature that fewer rows hold is left out. */
  readonly fewestRows: number
  readonly seed: number
  /** Share of the features left out at random in each step, so that none is relied upon alone (Srivastava et al. 2014). */
  readonly dropped: number
}

export const usualOptions: TaggerOptions = {
  rounds: 10,
  rate: 0.05,
  penalty: 0.3,
  fewestRows: 2,
  seed: 7,
  dropped: 0.3,
}

/** Whether `tag` may stand behind `before` (undefined: at the beginning): I-x only behind B-x or I-x. */
export function mayFollow(before: string | undefined, tag: string): boolean {
  return !tag.startsWith('I-') || (before !== undefined && before !== 'O' && before.slice(2) === tag.slice(2))
}

function exponentials(weights: Float32Array): Float64Array {
  return Float64Array.from(weights, Math.exp)
}

/** Sums of the weights of the features of each token: one row a token, one column a tag. */
function emissions(model: Pick<Tagger, 'weights'>, rows: readonly Uint32Array[], size: number): Float64Array {
  const scores = new Float64Array(rows.length * size)
  for (let at = 0; at < rows.length; at++)
    for (const feature of rows[at]!)
      for (let tag = 0; tag < size; tag++) scores[at * size + tag]! += model.weights[feature * size + tag]!
  return scores
}

/**
 * Learns by stochastic gradient with steps that shrink with what a weight has moved (Duchi, Hazan & Singer 2011). The same
 * rows, options and seed give the same model, bit for bit.
 */
export function trainTagger(rows: readonly TaggedRow[], options: TaggerOptions = usualOptions): Tagger {
  const tags = [...new Set(rows.flatMap((row) => row.tags))].sort()
  const size = tags.length
  const tagNumbers = new Map(tags.map((tag, index) => [tag, index]))
  const holders = new Map<string, number>()
  for (const row of rows)
    for (const name of new Set(row.features.flat())) holders.set(name, (holders.get(name) ?? 0) + 1)
  const kept = [...holders].filter(([, count]) => count >= options.fewestRows)
  const numbers = new Map(kept.map(([name], index) => [name, index]))
  const counts = Uint32Array.from(kept, ([, count]) => count)
  const encoded = rows.map((row) => row.features.map((names) => encode(numbers, names)))
  const answers = rows.map((row) => Uint16Array.from(row.tags, (tag) => tagNumbers.get(tag)!))

  const weights = new Float32Array(numbers.size * size)
  const moved = new Float32Array(weights.length).fill(1e-2)
  const transitions = new Float32Array((size + 1) * size)
  const transitionsMoved = new Float32Array(transitions.length).fill(1e-2)
  for (let before = 0; before <= size; before++)
    for (let tag = 0; tag < size; tag++)
      if (!mayFollow(tags[before], tags[tag]!)) transitions[before * size + tag] = Number.NEGATIVE_INFINITY
  const random = seededRandom(options.seed)
  const order = rows.map((_, index) => index)
  const step = (all: Float32Array, sums: Float32Array, index: number, gradient: number): void => {
    if (gradient === 0) return
    sums[index]! += gradient * gradient
    all[index]! -= (options.rate * gradient) / Math.sqrt(sums[index]!)
  }

  for (let round = 0; round < options.rounds; round++)
    for (const index of shuffle(order, random)) {
      const features =
        options.dropped === 0
          ? encoded[index]!
          : encoded[index]!.map((all) => all.filter(() => random() >= options.dropped))
      const answer = answers[index]!
      const length = features.length
      const follow = exponentials(transitions)
      const scores = emissions({ weights }, features, size)
      const { marginals, pairs } = sums(scores, follow, length, size)
      for (let at = 0; at < length; at++) {
        marginals[at * size + answer[at]!]! -= 1
        for (const feature of features[at]!) {
          const shrink = options.penalty / counts[feature]! / features.length
          for (let tag = 0; tag < size; tag++) {
            const place = feature * size + tag
            step(weights, moved, place, marginals[at * size + tag]! + shrink * weights[place]!)
          }
        }
        pairs[(at === 0 ? size : answer[at - 1]!) * size + answer[at]!]! -= 1
      }
      for (let place = 0; place < transitions.length; place++)
        if (pairs[place] !== 0) step(transitions, transitionsMoved, place, pairs[place]!)
    }
  for (let place = 0; place < weights.length; place++) weights[place]! *= 1 - options.dropped
  return { tags, numbers, weights, transitions }
}

/** Forward and backward sums, rescaled at each token: how probable each tag is at each token, and each pair anywhere. */
function sums(scores: Float64Array, follow: Float64Array, length: number, size: number) {
  const own = new Float64Array(length * size)
  for (let at = 0; at < length; at++) {
    let top = Number.NEGATIVE_INFINITY
    for (let tag = 0; tag < size; tag++) top = Math.max(top, scores[at * size + tag]!)
    for (let tag = 0; tag < size; tag++) own[at * size + tag] = Math.exp(scores[at * size + tag]! - top)
  }
  const forward = new Float64Array(length * size)
  const scale = new Float64Array(length)
  for (let at = 0; at < length; at++) {
    let total = 0
    for (let tag = 0; tag < size; tag++) {
      let sum = 0
      if (at === 0) sum = follow[size * size + tag]!
      else
        for (let before = 0; before < size; before++)
          sum += forward[(at - 1) * size + before]! * follow[before * size + tag]!
      sum *= own[at * size + tag]!
      forward[at * size + tag] = sum
      total += sum
    }
    scale[at] = total
    for (let tag = 0; tag < size; tag++) forward[at * size + tag]! /= total
  }
  const marginals = new Float64Array(length * size)
  const pairs = new Float64Array((size + 1) * size)
  const backward = new Float64Array(size).fill(1)
  const next = new Float64Array(size)
  for (let at = length - 1; at >= 0; at--) {
    for (let tag = 0; tag < size; tag++) marginals[at * size + tag] = forward[at * size + tag]! * backward[tag]!
    for (let tag = 0; tag < size; tag++) next[tag] = (own[at * size + tag]! * backward[tag]!) / scale[at]!
    backward.fill(0)
    if (at === 0) for (let tag = 0; tag < size; tag++) pairs[size * size + tag] = marginals[tag]!
    else
      for (let before = 0; before < size; before++) {
        const past = forward[(at - 1) * size + before]!
        let sum = 0
        for (let tag = 0; tag < size; tag++) {
          const part = follow[before * size + tag]! * next[tag]!
          sum += part
          pairs[before * size + tag]! += past * part
        }
        backward[before] = sum
      }
  }
  return { marginals, pairs }
}

function encode(numbers: ReadonlyMap<string, number>, names: readonly string[]): Uint32Array {
  const found: number[] = []
  for (const name of new Set(names)) {
    const number = numbers.get(name)
    if (number !== undefined) found.push(number)
  }
  return Uint32Array.from(found)
}

/** The most probable tags of a row (Viterbi 1967). */
export function tagRow(model: Tagger, features: readonly (readonly string[])[]): string[] {
  const size = model.tags.length
  const length = features.length
  const scores = emissions(
    model,
    features.map((names) => encode(model.numbers, names)),
    size,
  )
  const from = new Uint16Array(length * size)
  let best = new Float64Array(size)
  for (let at = 0; at < length; at++) {
    const now = new Float64Array(size)
    for (let tag = 0; tag < size; tag++) {
      let top = at === 0 ? model.transitions[size * size + tag]! : Number.NEGATIVE_INFINITY
      if (at > 0)
        for (let before = 0; before < size; before++) {
          const score = best[before]! + model.transitions[before * size + tag]!
          if (score > top) {
            top = score
            from[at * size + tag] = before
          }
        }
      now[tag] = top + scores[at * size + tag]!
    }
    best = now
  }
  const path = new Array<string>(length)
  let tag = best.indexOf(Math.max(...best))
  for (let at = length - 1; at >= 0; at--) {
    path[at] = model.tags[tag]!
    tag = from[at * size + tag]!
  }
  return path
}
