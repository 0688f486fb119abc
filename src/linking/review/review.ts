import { createHmac } from 'node:crypto'

/** What is asked: join two disputes; join two persons; was this automatic link right; is a department's row, known by tokens, this party; is another official's operation on something established to be done? */
export const pairKinds = ['merge', 'party', 'link', 'token', 'request'] as const
export type PairKind = (typeof pairKinds)[number]

export const answers = ['same', 'different', 'unsure'] as const
export type Answer = (typeof answers)[number]

/** Share of automatic links that a person looks at afterwards (knowledge/linkage.md 8). */
export const auditShare = 0.02
/** Share of pairs that two people answer without knowing of each other. */
export const doubleShare = 0.05
/** Days after which the first reader may decide alone: a county with one reader must not leave pairs lying. */
export const secondReaderDays = 7
/** Weight above which the linker joins by itself (log2); what lies nearest to it is least certain. */
export const joiningWeight = 10

/**
 * Whether an id falls into a share of all ids: HMAC-SHA-256 under the deployment's key, so that the draw is the same for
 * everybody at any time, can be repeated by whoever holds the key, and be foreseen by nobody else. `draw` keeps one draw
 * from saying anything about another.
 */
export function isDrawn(key: Buffer, draw: 'audit' | 'double', id: string, share: number): boolean {
  return ticketOf(key, draw, id) < share * 2 ** 32
}

/** 32 bits of the draw: the order in which a sample is looked at, so that a part of it is a sample too. */
export function ticketOf(key: Buffer, draw: 'audit' | 'double', id: string): number {
  return createHmac('sha256', key).update(`review\u0000${draw}\u0000${id}`).digest().readUInt32BE(0)
}

export interface Given {
  readonly officerId: string
  readonly answer: Answer
  readonly at: Date
}

export type Standing =
  | { readonly state: 'open' }
  /** Answered once; asked of somebody else, who is not told. */
  | { readonly state: 'second' }
  /** Two differ: a third decides. */
  | { readonly state: 'disputed' }
  | { readonly state: 'settled'; readonly answer: Answer }

const day = 86_400_000

/**
 * Where a pair stands after the answers so far, oldest first. Single: the first "same" or "different" settles it. Double:
 * two independent answers that agree settle it; where they differ the third reader's does. "Cannot say" passes the pair on;
 * said by two readers it settles the pair as undecided. After seven days the first reader alone is enough, answering again.
 */
export function standingOf(given: readonly Given[], doubled: boolean): Standing {
  const readers = new Map<string, Given[]>()
  for (const one of given) readers.set(one.officerId, [...(readers.get(one.officerId) ?? []), one])
  // Only somebody whom the page let answer again has two answers: nobody else came.
  const alone = [...readers.values()].find(
    (own) => own.length > 1 && own.at(-1)!.at.getTime() - own[0]!.at.getTime() >= secondReaderDays * day,
  )
  if (alone && readers.size === 1) return { state: 'settled', answer: alone.at(-1)!.answer }
  const said = [...readers.values()].map((own) => own[0]!.answer)
  const clear = said.filter((answer) => answer !== 'unsure')
  if (said.length - clear.length >= 2) return { state: 'settled', answer: 'unsure' }
  if (!doubled && clear.length > 0) return { state: 'settled', answer: clear[0]! }
  if (said.length === 0) return { state: 'open' }
  for (const answer of ['same', 'different'] as const)
    if (clear.filter((one) => one === answer).length >= 2) return { state: 'settled', answer }
  if (clear.includes('same') && clear.includes('different')) return { state: 'disputed' }
  return { state: 'second' }
}

/** Whether this officer is to be asked: not settled, and not answered by the same officer within the seven days. */
export function isAsked(given: readonly Given[], standing: Standing, officerId: string, now: Date): boolean {
  if (standing.state === 'settled') return false
  const own = given.filter((one) => one.officerId === officerId)
  if (own.length === 0) return true
  const others = given.some((one) => one.officerId !== officerId)
  return !others && now.getTime() - own.at(-1)!.at.getTime() >= secondReaderDays * day
}

/** The first two readers' answers of a doubled pair, for the agreement; null while there are not two. */
export function independentAnswers(given: readonly Given[]): readonly [Answer, Answer] | null {
  const first = new Map<string, Answer>()
  for (const one of given) if (!first.has(one.officerId)) first.set(one.officerId, one.answer)
  const [a, b] = [...first.values()]
  return a !== undefined && b !== undefined ? [a, b] : null
}

export const gradeRisk = { red: 4, orange: 3, yellow: 2, blue: 1.5 } as const
export type Grade = keyof typeof gradeRisk

/**
 * What to look at first: risk of the matter (grade of its open alert, else 1) × uncertainty (halves with every four bits away
 * from the joining weight) × effect (log2 of one more than the records that would change their dispute). Channels that people
 * went through are no part of it: who petitions or sues is not looked at sooner or later for it.
 */
export function priorityOf(pair: {
  readonly grade: Grade | null
  readonly weight: number
  readonly records: number
}): number {
  const risk = pair.grade === null ? 1 : gradeRisk[pair.grade]
  return risk * 2 ** (-Math.abs(pair.weight - joiningWeight) / 4) * Math.log2(1 + Math.max(1, pair.records))
}
