import { cueLexicon, negationReach, negations, quotationFrames } from '../vocabulary/lexicon-cues.ts'
import { fold } from './fold.ts'
import type { CueKind } from './schema.ts'
import { createTrie } from './trie.ts'

export interface CueFound {
  readonly kind: CueKind
  readonly start: number
  readonly end: number
}

const words = createTrie<CueKind>()
const entries = cueLexicon.flatMap((entry) => entry.words.split(' ').map((word) => [fold(word), entry.kind] as const))
// The longest word wins at each place; what a shorter one inside it says is said as well (殴打 in 殴打妻子).
for (const [word, kind] of entries)
  for (const other of new Set(
    entries
      .filter(([inner]) => word.includes(inner))
      .map(([, inside]) => inside)
      .concat(kind),
  ))
    words.add(word, other)
const patterns = cueLexicon.flatMap((entry) =>
  entry.patterns.map((pattern) => [entry.kind, new RegExp(pattern, 'g')] as const),
)
const negators = negations.split(' ')
const frames = quotationFrames.split(' ')
/** Kinds where 没有 before them means the thing did not happen; 多次 or 老人 are not undone that way. */
const negatable: ReadonlySet<CueKind> = new Set([
  'threat',
  'violence',
  'selfHarm',
  'collective',
  'media',
  'domesticViolence',
  'weapon',
  'alcohol',
])
const clauseEnd = /[，,。；;！!？?：:\n]/

function clauseBefore(text: string, start: number): string {
  let at = start
  while (at > 0 && start - at < negationReach && !clauseEnd.test(text[at - 1]!)) at--
  return text.slice(at, start)
}

/** How far a quotation is looked for, in UTF-16 units: also the bound on the work of one cue. */
const citationReach = 200

/** Inside 《…》, or inside quotation marks that a law, slogan or title introduces. */
function isCitation(whole: string, cue: number): boolean {
  const from = Math.max(0, cue - citationReach)
  const text = whole.slice(from, cue + citationReach)
  const start = cue - from
  const open = Math.max(text.lastIndexOf('《', start), -1)
  if (open >= 0 && text.indexOf('》', open) > start) return true
  const quote = Math.max(text.lastIndexOf('“', start), text.lastIndexOf('「', start))
  if (quote < 0) return false
  const close = text.indexOf(text[quote] === '“' ? '”' : '」', quote)
  return close > start && frames.some((frame) => text.slice(Math.max(0, quote - 6), quote).includes(frame))
}

/** Signs of urgency in a folded text, negated and cited ones left out; the longest of each kind where several overlap. */
export function findCues(text: string): CueFound[] {
  const found: CueFound[] = []
  // Per kind and position the cue that stands there (its index + 1): overlaps are found without comparing all with all.
  const taken = new Map<CueKind, Uint32Array>()
  const add = (kind: CueKind, start: number, end: number) => {
    if (
      negatable.has(kind) &&
      (negators.some((word) => clauseBefore(text, start).includes(word)) || isCitation(text, start))
    )
      return
    let marks = taken.get(kind)
    if (!marks) {
      marks = new Uint32Array(text.length)
      taken.set(kind, marks)
    }
    let clash = -1
    for (let at = start; at < end && clash < 0; at++) clash = marks[at]! - 1
    if (clash < 0) {
      found.push({ kind, start, end })
      marks.fill(found.length, start, end)
    } else if (end - start > found[clash]!.end - found[clash]!.start) {
      found[clash] = { kind, start, end }
      marks.fill(clash + 1, start, end)
    }
  }
  for (const hit of words.scan(text, true)) for (const kind of hit.values) add(kind, hit.start, hit.end)
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = 0
    for (const match of text.matchAll(pattern))
      if (match[0].length > 0) add(kind, match.index, match.index + match[0].length)
  }
  return found.sort((a, b) => a.start - b.start)
}
