import { seededRandom, shuffle } from '../platform/random.ts'
import { learnVocabulary, type TextParts, type Vocabulary, vectoriser } from './learning/features.ts'
import { type ClassPlane, scoresOf, trainLinear } from './learning/linear.ts'

/**
 * A classifier of texts: one against the rest over runs of one and two characters (Wang & Manning 2012), with scores made
 * probabilities by held-out rows. Learns from some hundred labelled rows in seconds; the same rows give the same model.
 */
export interface TextClassifier {
  /** Names of the parts that it learnt from, headings first. */
  readonly columns: readonly string[]
  readonly labels: readonly string[]
  readonly vocabulary: Vocabulary
  readonly planes: readonly ClassPlane[]
  /** probability = softmax(steepness · (score + offset)). */
  readonly steepness: number
  readonly offsets: readonly number[]
}

export interface LabelledParts {
  readonly parts: TextParts
  readonly label: string
}

export interface Judged {
  readonly label: string
  /** 0–1, of the label given. */
  readonly probability: number
}

const cost = 2
const seed = 20231213
const heldOutFolds = 4

/** Rows of each class dealt out evenly and at random: `folds[i]` of row i, 0 … count − 1. */
export function stratifiedFolds(classes: Uint32Array, count: number, foldSeed: number): Uint8Array {
  const folds = new Uint8Array(classes.length)
  const random = seededRandom(foldSeed)
  const byClass = new Map<number, number[]>()
  for (const [row, own] of classes.entries()) byClass.set(own, [...(byClass.get(own) ?? []), row])
  for (const [, rows] of [...byClass].sort(([a], [b]) => a - b))
    for (const [at, row] of shuffle(rows, random).entries()) folds[row] = at % count
  return folds
}

/** Mean over the classes of 2 tp / (2 tp + fp + fn). */
export function macroF1(right: ArrayLike<number>, said: ArrayLike<number>, classes: number): number {
  let sum = 0
  for (let own = 0; own < classes; own++) {
    let hit = 0
    let wrong = 0
    for (let row = 0; row < right.length; row++) {
      if (right[row] === own && said[row] === own) hit++
      else if (right[row] === own || said[row] === own) wrong++
    }
    sum += hit + wrong === 0 ? 0 : (2 * hit) / (2 * hit + wrong)
  }
  return sum / classes
}

const bestOf = (scores: readonly number[]): number => scores.indexOf(Math.max(...scores))

function softmax(scores: readonly number[], steepness: number): number[] {
  const top = Math.max(...scores)
  const powers = scores.map((score) => Math.exp(steepness * (score - top)))
  const sum = powers.reduce((total, power) => total + power, 0)
  return powers.map((power) => power / sum)
}

interface Fitted {
  readonly vocabulary: Vocabulary
  readonly planes: readonly ClassPlane[]
  readonly scores: (parts: TextParts) => number[]
}

function learn(documents: readonly TextParts[], classes: Uint32Array, count: number, plain: boolean): Fitted {
  const vocabulary = learnVocabulary(documents)
  const vectorOf = vectoriser(vocabulary)
  const planes = trainLinear(documents.map(vectorOf), classes, {
    count,
    size: vocabulary.runs.length,
    cost,
    seed,
    plain,
  })
  return { vocabulary, planes, scores: (parts) => scoresOf(planes, vectorOf(parts)) }
}

/** How much small classes are lifted, and how steep: chosen on rows that the planes did not see. */
const lifts = [0, 0.05, 0.1, 0.15, 0.2, 0.25]
const steepnesses = [1, 1.5, 2, 3, 4, 5, 6, 8, 10]

function calibrate(
  documents: readonly TextParts[],
  classes: Uint32Array,
  count: number,
): { readonly steepness: number; readonly offsets: number[] } {
  const folds = stratifiedFolds(classes, heldOutFolds, seed)
  const scores: number[][] = documents.map(() => [])
  for (let fold = 0; fold < heldOutFolds; fold++) {
    const seen = documents.flatMap((_, row) => (folds[row] === fold ? [] : [row]))
    const fitted = learn(
      seen.map((row) => documents[row]!),
      Uint32Array.from(seen, (row) => classes[row]!),
      count,
      false,
    )
    for (const [row, parts] of documents.entries()) if (folds[row] === fold) scores[row] = fitted.scores(parts)
  }
  const sizes = Array.from({ length: count }, (_, own) => classes.filter((one) => one === own).length)
  const offsetsOf = (lift: number): number[] => sizes.map((size) => lift * Math.log(classes.length / count / size))
  const lifted = (lift: number): number[][] => {
    const offsets = offsetsOf(lift)
    return scores.map((row) => row.map((score, own) => score + offsets[own]!))
  }
  const best = <Choice>(choices: readonly Choice[], worth: (choice: Choice) => number): Choice =>
    choices.map((choice) => ({ choice, worth: worth(choice) })).sort((a, b) => b.worth - a.worth)[0]!.choice
  const lift = best(lifts, (one) => macroF1(classes, lifted(one).map(bestOf), count))
  const rows = lifted(lift)
  const steepness = best(steepnesses, (one) =>
    rows.reduce((sum, row, index) => sum + Math.log(Math.max(softmax(row, one)[classes[index]!]!, 1e-9)), 0),
  )
  return { steepness, offsets: offsetsOf(lift) }
}

/**
 * Learns from labelled rows. Throws RangeError with fewer than two labels, or fewer than two rows of one: nothing could be
 * held out. `plain`: neither Bayes factors nor lifting, the peer of the benchmark.
 */
export function trainClassifier(
  rows: readonly LabelledParts[],
  columns: readonly string[] = [],
  plain = false,
): TextClassifier {
  const labels = [...new Set(rows.map((row) => row.label))].sort()
  if (labels.length < 2) throw new RangeError('a classifier needs rows of at least two labels')
  const rare = labels.filter((label) => rows.filter((row) => row.label === label).length < 2)
  if (rare.length > 0)
    throw new RangeError(`at least two rows of each label are needed; one only of ${rare.join(', ')}`)
  const documents = rows.map((row) => row.parts)
  const classes = Uint32Array.from(rows, (row) => labels.indexOf(row.label))
  const { vocabulary, planes } = learn(documents, classes, labels.length, plain)
  const calibration = plain
    ? { steepness: 1, offsets: labels.map(() => 0) }
    : calibrate(documents, classes, labels.length)
  return { columns, labels, vocabulary, planes, ...calibration }
}

/** The function that judges texts with this model. */
export function judge(model: TextClassifier): (parts: TextParts) => Judged {
  const vectorOf = vectoriser(model.vocabulary)
  return (parts) => {
    const scores = scoresOf(model.planes, vectorOf(parts)).map((score, own) => score + model.offsets[own]!)
    const own = bestOf(scores)
    return { label: model.labels[own]!, probability: softmax(scores, model.steepness)[own]! }
  }
}

const numbersOf = (values: Float32Array): string =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64')
function valuesOf(text: string): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'))
  return new Float32Array(bytes.buffer, 0, bytes.byteLength >> 2)
}

const format = 'suyuan-text-classifier-1'

/** The model as JSON text; numbers are little-endian float32 in base64. */
export function writeClassifier(model: TextClassifier): string {
  return JSON.stringify({
    format,
    columns: model.columns,
    labels: model.labels,
    runs: model.vocabulary.runs,
    inverseFrequency: numbersOf(model.vocabulary.inverseFrequency),
    planes: model.planes.map(({ factors, weights }) => ({
      factors: factors && numbersOf(factors),
      weights: numbersOf(weights),
    })),
    steepness: model.steepness,
    offsets: model.offsets,
  })
}

/** Throws RangeError where the text is no model of this version, or one whose parts do not fit together. */
export function readClassifier(text: string): TextClassifier {
  let stored: ReturnType<typeof JSON.parse>
  try {
    stored = JSON.parse(text)
  } catch {
    throw new RangeError('the model is no JSON')
  }
  if (stored?.format !== format) throw new RangeError(`the model is not of the form ${format}`)
  const model: TextClassifier = {
    columns: stored.columns,
    labels: stored.labels,
    vocabulary: { runs: stored.runs, inverseFrequency: valuesOf(stored.inverseFrequency) },
    planes: stored.planes.map((plane: { factors: string | null; weights: string }) => ({
      factors: plane.factors === null ? null : valuesOf(plane.factors),
      weights: valuesOf(plane.weights),
    })),
    steepness: stored.steepness,
    offsets: stored.offsets,
  }
  const size = model.vocabulary.runs.length
  const whole =
    model.vocabulary.inverseFrequency.length === size &&
    model.planes.length === model.labels.length &&
    model.offsets.length === model.labels.length &&
    model.planes.every(
      ({ factors, weights }) => weights.length === size + 1 && (factors === null || factors.length === size),
    )
  if (!whole) throw new RangeError('the model is damaged: its parts do not fit together')
  return model
}
