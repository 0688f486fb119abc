/** Tells whether two grid events may be one matter, by what a worker writes within a minute: place, address, words. Pure. */

export interface EventText {
  readonly category: string
  /** 9 or 12 digits, or null. */
  readonly place: string | null
  readonly address: string
  readonly text: string
}

const fold = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')

function pairs(text: string): Map<string, number> {
  const folded = fold(text)
  const counts = new Map<string, number>()
  for (let at = 0; at + 1 < folded.length; at++) {
    const pair = folded.slice(at, at + 2)
    counts.set(pair, (counts.get(pair) ?? 0) + 1)
  }
  return counts
}

/** Dice's coefficient over pairs of characters: Chinese has no words to split at. 0 where either is too short to say. */
function likeness(a: string, b: string): number {
  const [first, second] = [pairs(a), pairs(b)]
  const size = (counts: Map<string, number>): number => [...counts.values()].reduce((sum, count) => sum + count, 0)
  const all = size(first) + size(second)
  if (size(first) === 0 || size(second) === 0) return 0
  let shared = 0
  for (const [pair, count] of first) shared += Math.min(count, second.get(pair) ?? 0)
  return (2 * shared) / all
}

/** Above it an earlier event is offered; the worker decides. A hint too many costs a glance, one too few a second file. */
const offered = 0.4

/** 0 to 1; at least 0.4: worth showing. Another village is another matter, whatever the words. */
function alike(a: EventText, b: EventText): number {
  const villages = [a.place, b.place].filter((place) => place?.length === 12)
  if (villages.length === 2 && villages[0] !== villages[1]) return 0
  const sameKind = a.category === b.category ? 0.15 : 0
  return sameKind + 0.45 * likeness(a.address, b.address) + 0.4 * likeness(a.text, b.text)
}

/** The likest first, three at most. */
export function similarTo<Event extends EventText>(asked: EventText, events: readonly Event[]): Event[] {
  return events
    .map((event) => ({ event, degree: alike(asked, event) }))
    .filter(({ degree }) => degree >= offered)
    .sort((a, b) => b.degree - a.degree)
    .slice(0, 3)
    .map(({ event }) => event)
}
