import { type DisputeType, isDisputeType } from '../vocabulary/dispute-types.ts'
import {
  categoryTypes,
  grievanceWords,
  noDisputeWords,
  softCategories,
  type TypeWeight,
  typeLexicon,
  typeWeights,
} from '../vocabulary/lexicon-types.ts'
import { fold } from './fold.ts'
import { createTrie } from './trie.ts'

interface Vote {
  readonly type: DisputeType
  readonly weight: number
}

/** Words about public services occur in every kind of message; each says less than a word of a narrow type. */
const broadFactor = 0.55
const words = createTrie<Vote>()
for (const [type, entry] of Object.entries(typeLexicon) as [DisputeType, Record<TypeWeight, string>][])
  for (const strength of Object.keys(typeWeights) as TypeWeight[])
    for (const word of entry[strength].split(' '))
      words.add(fold(word), { type, weight: typeWeights[strength] * (type === 'publicService' ? broadFactor : 1) })
const asking = createTrie<number>()
for (const strength of Object.keys(typeWeights) as TypeWeight[])
  for (const word of noDisputeWords[strength].split(' ')) asking.add(fold(word), typeWeights[strength])
const grieving = createTrie<true>()
for (const word of grievanceWords.split(' ')) grieving.add(fold(word), true)
const soft = new Set(softCategories.split(' '))
const softWeight = 2.5
const categories = [...categoryTypes].sort((a, b) => b[0].length - a[0].length)

/** A word in the title counts this many times as much as one in the text. */
const titleFactor = 1.8
/** A repeated word says little more than a single one. */
const repeatFactor = 0.35
/** The sender's own category in nats: a court's cause and a mediation's class decide, a police class is coarse. By judgement. */
export const categoryWeights = { court: 18, mediation: 18, complaint: 6, petition: 6, grid: 6, police110: 3 } as const
/** Texts of no dispute start with a small advantage and lose by each grievance (both by judgement). */
const noneStart = -1.2
const grievanceLoss = 0.7
/** Flattens the sum of words that are not independent before it is called a probability (by judgement, unverified). */
const temperature = 2.2

export interface TypeReading {
  readonly type: DisputeType
  /** 0…1, of the type given the words; uncalibrated. */
  readonly probability: number
}

export interface TypeText {
  readonly text: string
  readonly title: boolean
}

/** The type that a category or cause names, or null where it says nothing; `soft`: a class too wide to decide. */
export function typeOfCategory(category: string): { readonly type: DisputeType; readonly soft: boolean } | null {
  if (isDisputeType(category)) return { type: category, soft: false }
  const found = categories.find(([word]) => category.includes(word))
  return found ? { type: found[1], soft: soft.has(found[0]) } : null
}

/**
 * The dispute type of a text by weighted words: log-odds are added per type and turned into shares. `category` is the
 * supplier's own category or a court's cause.
 */
export function readType(texts: readonly TypeText[], category: string | null, categoryWeight: number): TypeReading {
  const scores = new Map<DisputeType, number>([['other', 0.6]])
  let none = noneStart
  for (const { text, title } of texts) {
    const factor = title ? titleFactor : 1
    const seen = new Map<string, number>()
    for (const hit of words.scan(text)) {
      const word = text.slice(hit.start, hit.end)
      const count = seen.get(word) ?? 0
      seen.set(word, count + 1)
      if (count >= 3) continue
      for (const vote of hit.values)
        scores.set(vote.type, (scores.get(vote.type) ?? 0) + vote.weight * factor * (count === 0 ? 1 : repeatFactor))
    }
    const asked = new Set<string>()
    for (const hit of asking.scan(text)) {
      const word = text.slice(hit.start, hit.end)
      if (asked.has(word)) continue
      asked.add(word)
      none += hit.values[0]! * factor * 0.9
    }
    const grieved = new Set(grieving.scan(text).map((hit) => text.slice(hit.start, hit.end)))
    none -= grieved.size * grievanceLoss * factor
  }
  const found = category === null ? null : typeOfCategory(category)
  const named = found?.type ?? null
  if (named) {
    scores.set(named, (scores.get(named) ?? 0) + (found!.soft ? Math.min(categoryWeight, softWeight) : categoryWeight))
    if (named !== 'none') none -= 2
  }
  scores.set('none', (scores.get('none') ?? 0) + none)
  let best: DisputeType = 'other'
  let high = -Infinity
  for (const [type, score] of scores)
    if (score > high) {
      best = type
      high = score
    }
  let total = 0
  for (const score of scores.values()) total += Math.exp((score - high) / temperature)
  return { type: best, probability: Math.round((1 / total) * 1000) / 1000 }
}
