/** A dispute's code and where it leads: null while it stands for itself. `void`: minted by an operation that was undone. */
export type DisputeMark = readonly [code: string, into: string | null, isVoid?: 1]
/** A party that a person told apart (null), or where one leads whose mentions all went to another. */
export type PartyMark = readonly [into: string | null, isVoid?: 1]

/** One side of an operation: where records and mentions stood, and what codes and aliases said. Absent: not there. */
export interface Side {
  /** Record → dispute. */
  readonly r?: Readonly<Record<string, string>>
  /** Mention → party. */
  readonly m?: Readonly<Record<string, string>>
  /** Dispute → code and alias. */
  readonly d?: Readonly<Record<string, DisputeMark>>
  /** Party → alias. */
  readonly p?: Readonly<Record<string, PartyMark>>
}

export interface Change {
  readonly before: Side
  readonly after: Side
}

/** What the log says: the present after all its operations. */
export interface Replayed {
  readonly records: Map<string, string>
  readonly mentions: Map<string, string>
  readonly disputes: Map<string, DisputeMark>
  readonly parties: Map<string, PartyMark>
}

export const replayStart = (): Replayed => ({
  records: new Map(),
  mentions: new Map(),
  disputes: new Map(),
  parties: new Map(),
})

/** A party without alias is as good as one of which nothing is said. */
const plain = (value: unknown): string =>
  JSON.stringify(Array.isArray(value) && value[0] === null ? null : (value ?? null))
const same = (a: unknown, b: unknown): boolean => plain(a) === plain(b)

function step<V>(
  state: Map<string, V>,
  before: Readonly<Record<string, V>> = {},
  after: Readonly<Record<string, V>> = {},
  keep: (id: string) => boolean,
  broken: string[],
): void {
  for (const id of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (!keep(id)) continue
    if (!same(state.get(id), before[id])) broken.push(id)
    const value = after[id]
    if (value === undefined) state.delete(id)
    else state.set(id, value)
  }
}

const everything = () => true

/**
 * Applies the next operation to a state. A pure fold: rows in the order of the log give the present state. Returns the ids whose
 * state was not what the operation says it found (none in a sound log). `keep`: ids that this pass looks at, for logs that do
 * not fit into memory at once.
 */
export function replay(state: Replayed, change: Change, keep: (id: string) => boolean = everything): string[] {
  const { before, after } = change
  const broken: string[] = []
  step(state.records, before.r, after.r, keep, broken)
  step(state.mentions, before.m, after.m, keep, broken)
  step(state.disputes, before.d, after.d, keep, broken)
  step(state.parties, before.p, after.p, keep, broken)
  return broken
}

/**
 * The change that leads back. What the operation minted stays and leads on: a printed code must never lead nowhere. `leadsTo`:
 * where that is, for a minted dispute or party.
 */
export function inverse(change: Change, leadsTo: (minted: string) => string): Change {
  const { before, after } = change
  const d: Record<string, DisputeMark> = {}
  for (const [id, mark] of Object.entries(after.d ?? {})) d[id] = before.d?.[id] ?? [mark[0], leadsTo(id), 1]
  const p: Record<string, PartyMark> = { ...before.p }
  for (const [id, mark] of Object.entries(after.p ?? {}))
    if (before.p?.[id] === undefined && mark[0] === null) p[id] = [leadsTo(id), 1]
  return { before: after, after: { ...before, d, p } }
}

/** Operations of a log as chains of undoing: which operation took back which. Returns id → the one that undid it, where it is undone. */
export function undoneBy(
  rows: readonly { readonly id: string; readonly undoes: string | null }[],
): Map<string, string> {
  const undoes = new Map(rows.map((row) => [row.id, row.undoes]))
  const state = new Map<string, string>()
  for (const { id, undoes: target } of rows) if (target !== null) toggle(state, undoes, target, id)
  return state
}

/** `target` is undone by `by`; what `target` itself had undone stands again, and so on down the chain. */
export function toggle(
  state: Map<string, string>,
  undoes: ReadonlyMap<string, string | null>,
  target: string,
  by: string,
): void {
  let current: string | null = target
  let now: string | null = by
  while (current !== null) {
    if (now === null) state.delete(current)
    else state.set(current, now)
    const next: string | null = undoes.get(current) ?? null
    now = now === null ? current : null
    current = next
  }
}
