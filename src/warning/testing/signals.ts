import type { CueKind } from '../../reading/schema.ts'
import { walk } from '../assess.ts'
import type { Memory } from '../memory.ts'
import type { Signal } from '../signal.ts'
import { day } from '../thresholds.ts'

/** Builders for the tests of this room: signals as linking would hand them on. */

export const start = Date.parse('2023-08-01T09:00:00+08:00')

export function signalWith(sequence: number, change: Partial<Signal> = {}): Signal {
  const at = change.receivedAt ?? start + sequence * 3_600_000
  return {
    recordId: `00000000-0000-7000-8000-${String(sequence).padStart(12, '0')}`,
    sequence,
    disputeId: `10000000-0000-7000-8000-${String(sequence).padStart(12, '0')}`,
    traceCode: `330681-TEST-${sequence}`,
    opened: true,
    source: 'complaint',
    supplier: 'complaint',
    number: `N${sequence}`,
    type: 'homePurchase',
    town: '330681001',
    place: '330681001',
    occurredAt: at,
    receivedAt: at,
    complainants: [`person-${sequence}`],
    keys: [],
    label: null,
    site: null,
    cues: [],
    people: null,
    outcome: 'none',
    closedAt: null,
    sealed: false,
    replaces: null,
    ...change,
  }
}

export const cue = (kind: CueKind) => ({ kind, column: '内容', start: 0, end: 2 })

/** Background of a county with two years of records behind it, so that the young-county rule does not apply. */
export function memoryOf(before: number = start): Memory {
  const countyWeeks = new Map<number, number>()
  const newest = Math.floor((before - 4 * day) / (7 * day))
  for (let number = newest - 100; number < newest; number += 1) countyWeeks.set(number, 50)
  return {
    sightings: new Map(),
    weeks: new Map(),
    disputes: new Map(),
    countyWeeks,
    alerts: [],
    raisedOn: new Map(),
    rules: [],
  }
}

export function run(signals: readonly Signal[], memory: Memory = memoryOf()) {
  let next = 0
  const outcome = walk(signals, memory, () => {
    next += 1
    return `alert-${next}`
  })
  return { memory, outcome, alerts: memory.alerts }
}

/** `owners` people complain about one developer, one every six hours; `keys` as reading and linking would give them. */
export function estate(
  owners: number,
  first = 1,
  keys: readonly string[] = ['e:dev|homePurchase', 'a:dev', 's:锦绣花园|homePurchase'],
): Signal[] {
  const sources = ['complaint', 'petition', 'police110'] as const
  return Array.from({ length: owners }, (_, at) =>
    signalWith(first + at, {
      source: sources[at % 3]!,
      keys,
      label: '某某置业',
      site: '锦绣花园',
      receivedAt: start + at * 6 * 3_600_000,
      occurredAt: start + at * 6 * 3_600_000 - 1_800_000,
    }),
  )
}
