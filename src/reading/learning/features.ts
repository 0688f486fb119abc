/** A document as feature numbers with weights, in the order of the numbers. */
export interface SparseVector {
  readonly indices: Uint32Array
  readonly values: Float32Array
}

/** One text in parts; all but the last are headings and count twice. */
export type TextParts = readonly string[]

export interface Vocabulary {
  /** Runs of one or two characters, in the order of their numbers. */
  readonly runs: readonly string[]
  readonly inverseFrequency: Float32Array
}

const longest = 2
const headingWeight = 2
/** A run that fewer documents hold is left out. */
const fewestDocuments = 2

/** Half width, lower case, every number one sign, blanks left out: what a class does not depend on. */
export function plainText(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\d+/g, '0').replace(/\s+/g, '')
}

function countRuns(parts: TextParts): Map<string, number> {
  const counts = new Map<string, number>()
  for (const [part, raw] of parts.entries()) {
    const text = plainText(raw)
    const weight = part < parts.length - 1 ? headingWeight : 1
    for (let length = 1; length <= longest; length++)
      for (let at = 0; at + length <= text.length; at++) {
        const run = text.slice(at, at + length)
        counts.set(run, (counts.get(run) ?? 0) + weight)
      }
  }
  return counts
}

/** Learns which runs exist and how rare each is: ln((1 + n) / (1 + df)) + 1 (Salton & Buckley 1988, smoothed). */
export function learnVocabulary(documents: readonly TextParts[]): Vocabulary {
  const frequency = new Map<string, number>()
  for (const parts of documents)
    for (const run of countRuns(parts).keys()) frequency.set(run, (frequency.get(run) ?? 0) + 1)
  const kept = [...frequency].filter(([, holders]) => holders >= fewestDocuments).sort(([a], [b]) => (a < b ? -1 : 1))
  return {
    runs: kept.map(([run]) => run),
    inverseFrequency: Float32Array.from(kept, ([, holders]) => Math.log((1 + documents.length) / (1 + holders)) + 1),
  }
}

/** `vectorOf` for one vocabulary: (1 + ln tf) · idf, not yet of length 1. */
export function vectoriser(vocabulary: Vocabulary): (parts: TextParts) => SparseVector {
  const numbers = new Map(vocabulary.runs.map((run, index) => [run, index]))
  return (parts) => {
    const found: [number, number][] = []
    for (const [run, count] of countRuns(parts)) {
      const index = numbers.get(run)
      if (index !== undefined) found.push([index, (1 + Math.log(count)) * vocabulary.inverseFrequency[index]!])
    }
    found.sort((a, b) => a[0] - b[0])
    return {
      indices: Uint32Array.from(found, ([index]) => index),
      values: Float32Array.from(found, ([, value]) => value),
    }
  }
}

/** Each value times its feature's `factors` (1 without), then brought to length 1. */
export function scaled({ indices, values }: SparseVector, factors?: Float32Array): SparseVector {
  const out = Float32Array.from(values, (value, at) => value * (factors?.[indices[at]!] ?? 1))
  let squares = 0
  for (const value of out) squares += value * value
  const length = Math.sqrt(squares) || 1
  return { indices, values: out.map((value) => value / length) }
}
