import { gunzipSync, gzipSync } from 'node:zlib'
import type { Tagger } from '../learning/tagger.ts'

const kind = 'suyuan addresses 1'
/** Rows whose largest weight stays under this share of the largest of all tell nothing. */
const smallest = 1 / 254

interface Stored {
  readonly kind: string
  readonly tags: readonly string[]
  readonly features: readonly string[]
  /** A weight is a stored whole number (-127 … 127) times this. */
  readonly scale: number
  /** Base64 of one signed byte a feature and tag. */
  readonly weights: string
  /** null stands for «cannot follow». */
  readonly transitions: readonly (number | null)[]
}

/** A model as a file: gzip of JSON, weights rounded to one byte. */
export function writeAddressModel(model: Tagger): Uint8Array {
  const size = model.tags.length
  let top = 0
  for (const weight of model.weights) top = Math.max(top, Math.abs(weight))
  const scale = top / 127 || 1
  const rowOf = (number: number): Float32Array => model.weights.subarray(number * size, (number + 1) * size)
  const kept = [...model.numbers].filter(([, number]) =>
    rowOf(number).some((weight) => Math.abs(weight) > top * smallest),
  )
  const bytes = Int8Array.from(
    kept.flatMap(([, number]) => [...rowOf(number)]),
    (weight) => Math.round(weight / scale),
  )
  const stored: Stored = {
    kind,
    tags: model.tags,
    features: kept.map(([name]) => name),
    scale,
    weights: Buffer.from(bytes.buffer).toString('base64'),
    transitions: [...model.transitions].map((weight) => (Number.isFinite(weight) ? weight : null)),
  }
  return gzipSync(JSON.stringify(stored))
}

/** @throws RangeError where the bytes are no model of `suyuan addresses train`. */
export function readAddressModel(bytes: Uint8Array): Tagger {
  const refuse = (): never => {
    throw new RangeError('no model of `suyuan addresses train`')
  }
  let stored: Partial<Stored>
  try {
    stored = JSON.parse(gunzipSync(bytes).toString('utf8')) as Partial<Stored>
  } catch {
    return refuse()
  }
  const { tags, features, scale, weights, transitions } = stored
  if (stored.kind !== kind || !tags || !features || typeof scale !== 'number' || !weights || !transitions)
    return refuse()
  const raw = Buffer.from(weights, 'base64')
  if (raw.length !== features.length * tags.length || transitions.length !== (tags.length + 1) * tags.length)
    return refuse()
  return {
    tags,
    numbers: new Map(features.map((name, index) => [name, index])),
    weights: Float32Array.from(new Int8Array(raw.buffer, raw.byteOffset, raw.length), (byte) => byte * scale),
    transitions: Float32Array.from(transitions, (weight) => weight ?? Number.NEGATIVE_INFINITY),
  }
}
