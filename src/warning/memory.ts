import type { MemberReason } from '../vocabulary/words/warning.ts'
import type { LiveAlert, LiveMember, Regrade } from './alert.ts'
import { type Sighting, weekOf } from './meso.ts'
import type { RuleVersion } from './rules/table.ts'
import type { Signal } from './signal.ts'
import { day, lateDays, type RuleKey } from './thresholds.ts'

/** What a batch needs to know of the past; the walk adds to it record by record, so that cuts between batches leave no trace. */
export interface Memory {
  /** Sightings by key, in order of sequence. */
  readonly sightings: Map<string, Sighting[]>
  /** Newly counted complainants by key and week. */
  readonly weeks: Map<string, Map<number, number>>
  /** All signals of the disputes that the batch touches. */
  readonly disputes: Map<string, Signal[]>
  /** Records of the county by week, and from them the first dense week. */
  readonly countyWeeks: Map<number, number>
  readonly alerts: LiveAlert[]
  /** How many alerts were raised on a local day so far: numbers of codes. */
  readonly raisedOn: Map<string, number>
  /** The county's tables of rules; none: what is built in. */
  readonly rules: readonly RuleVersion[]
}

export interface Outcome {
  readonly sightings: { readonly key: string; readonly sighting: Sighting; readonly counted: number }[]
  readonly regrades: Regrade[]
}

/** Records in a week from which it counts as one that the county's feeds cover. */
export const denseWeek = 5
export const historical = (signal: Signal): boolean => signal.receivedAt - signal.occurredAt > lateDays * day
export const asOfOf = (signal: Signal): number => (historical(signal) ? signal.occurredAt : signal.receivedAt)
const localDay = (at: number): string => new Date(at + 8 * 3_600_000).toISOString().slice(0, 10).replaceAll('-', '')

export const push = <K, V>(map: Map<K, V[]>, key: K, value: V): void => {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}

export interface Walk {
  readonly memory: Memory
  readonly outcome: Outcome
  /** A new id at a time in milliseconds. */
  readonly newId: (at: number) => string
}

export function startOfCounty(countyWeeks: ReadonlyMap<number, number>): number | null {
  let start: number | null = null
  for (const [number, count] of countyWeeks)
    if (count >= denseWeek && (start === null || number < start)) start = number
  return start
}

function codeOf(memory: Memory, at: number): string {
  const date = localDay(at)
  const number = (memory.raisedOn.get(date) ?? 0) + 1
  memory.raisedOn.set(date, number)
  return `A-${date}-${String(number).padStart(3, '0')}`
}

export function memberOf(source: Sighting | Signal, reason: MemberReason, later: boolean, repeat: boolean): LiveMember {
  const { recordId, sequence, disputeId, traceCode, supplier, number, occurredAt, receivedAt, complainants, sealed } =
    source
  const urgent = 'urgent' in source ? source.urgent : false
  return {
    recordId,
    sequence,
    disputeId,
    traceCode,
    source: source.source,
    supplier,
    number,
    occurredAt,
    receivedAt,
    complainants,
    reason,
    later,
    sealed,
    urgent,
    repeat,
    removed: false,
    fresh: true,
  }
}

export function shell(newId: Walk['newId'], memory: Memory, signal: Signal, rule: RuleKey, late: boolean) {
  return {
    id: newId(signal.receivedAt),
    code: codeOf(memory, signal.receivedAt),
    rule,
    state: late ? ('historical' as const) : ('raised' as const),
    raisedAt: signal.receivedAt,
    raisedSequence: signal.sequence,
    changedAt: signal.receivedAt,
    triagedAt: null,
    observedAtTriage: null,
    closedAt: null,
    fresh: true,
    touched: false,
  }
}

/** Newly counted complainants by key and week: what a walk adds to the roll-up. */
export function weeksOfOutcome(sightings: Outcome['sightings']): { key: string; week: number; count: number }[] {
  const sums = new Map<string, { key: string; week: number; count: number }>()
  for (const { key, sighting, counted } of sightings) {
    if (counted === 0) continue
    const number = weekOf(sighting.occurredAt)
    const known = sums.get(`${number}|${key}`)
    if (known === undefined) sums.set(`${number}|${key}`, { key, week: number, count: counted })
    else known.count += counted
  }
  return [...sums.values()]
}
