import type { SafeCount } from './schema.ts'

/** Smallest group that may be shown outside the circle that handles the cases (house rule 3b). */
export const smallestGroup = 5

const isSmall = (count: number): boolean => count > 0 && count < smallestGroup

export function shown(count: number): SafeCount {
  return { value: count, fewerThanFive: false, hidden: false }
}

export const unknownCount: SafeCount = { value: null, fewerThanFive: false, hidden: false }

/** One count that stands alone. */
export function safeCount(count: number): SafeCount {
  return isSmall(count) ? { value: null, fewerThanFive: true, hidden: false } : shown(count)
}

/**
 * Counts that add up to a total which is shown elsewhere. Small ones are hidden; while a single one is hidden, or those
 * hidden add up to fewer than five, the next smallest that is not zero is hidden too, else subtraction would give it away.
 */
export function safeParts(counts: readonly number[]): SafeCount[] {
  const hidden = new Set<number>()
  for (const [index, count] of counts.entries()) if (isSmall(count)) hidden.add(index)
  const small = new Set(hidden)
  const open = [...counts.keys()]
    .filter((index) => counts[index]! >= smallestGroup)
    .sort((a, b) => counts[a]! - counts[b]! || a - b)
  const sum = () => [...hidden].reduce((total, index) => total + counts[index]!, 0)
  while (hidden.size > 0 && (hidden.size < 2 || sum() < smallestGroup) && open.length > 0) hidden.add(open.shift()!)
  return counts.map((count, index) =>
    hidden.has(index) ? { value: null, fewerThanFive: small.has(index), hidden: !small.has(index) } : shown(count),
  )
}

/** Whether a rate may be shown: neither its numerator, nor the rest, nor its denominator is a small group. */
export function rateMayBeShown(numerator: number, denominator: number): boolean {
  return denominator >= smallestGroup && !isSmall(numerator) && !isSmall(denominator - numerator)
}

/** How a count is printed in documents: `<5`, — for unknown or hidden. */
export function printed(count: SafeCount): string {
  return count.value !== null ? String(count.value) : count.fewerThanFive ? '<5' : '—'
}
