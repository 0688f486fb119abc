import { assessCluster } from './assess-cluster.ts'
import { assessDispute } from './assess-dispute.ts'
import { denseWeek, type Memory, type Outcome, push, startOfCounty, type Walk } from './memory.ts'
import { weekOf } from './meso.ts'
import type { Signal } from './signal.ts'

/** Assesses the signals in order; changes `memory` and fills `outcome`. Pure but for that and `newId`. */
export function walk(signals: readonly Signal[], memory: Memory, newId: Walk['newId']): Outcome {
  const outcome: Outcome = { sightings: [], regrades: [] }
  const state = { memory, outcome, newId }
  let start = startOfCounty(memory.countyWeeks)
  for (const signal of signals) {
    const number = weekOf(signal.occurredAt)
    const total = (memory.countyWeeks.get(number) ?? 0) + 1
    memory.countyWeeks.set(number, total)
    if (total >= denseWeek && (start === null || number < start)) start = number
    push(memory.disputes, signal.disputeId, signal)
    if (signal.keys.length > 0) assessCluster(state, signal, start)
    assessDispute(state, signal)
  }
  return outcome
}
