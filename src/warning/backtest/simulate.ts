import type { LiveAlert } from '../alert.ts'
import { walk } from '../assess.ts'
import type { Memory } from '../memory.ts'
import type { RuleVersion } from '../rules/table.ts'
import type { Signal } from '../signal.ts'
import { day, silentDays } from '../thresholds.ts'

/** An alert that the rules would have raised, had nobody triaged any: ids are numbers within the run. */
export type SimulatedAlert = LiveAlert

/**
 * The rules for groups and single disputes over `signals` (in order of sequence) as they arrived: each at its own time of
 * receipt, knowing nothing later. `signals` should begin about a year before the period that is asked for, since what is
 * usual of an organisation is learnt from its past. Alerts raised in [from, before), in order. Pure; no person's triage is
 * assumed, alerts end by silence alone.
 */
export function simulate(
  signals: readonly Signal[],
  rules: readonly RuleVersion[],
  from: number,
  before: number,
): SimulatedAlert[] {
  const memory: Memory & { alerts: LiveAlert[] } = {
    sightings: new Map(),
    weeks: new Map(),
    disputes: new Map(),
    countyWeeks: new Map(),
    alerts: [],
    raisedOn: new Map(),
    rules,
  }
  const ended: LiveAlert[] = []
  let number = 0
  const newId = () => {
    number += 1
    return String(number)
  }
  const batch = 500
  for (let start = 0; start < signals.length; start += batch) {
    const part = signals.slice(start, start + batch)
    walk(part, memory, newId)
    // Silent ones have expired, as the daily work of the county would have it; fewer to look through.
    const now = part.at(-1)!.receivedAt
    const running: LiveAlert[] = []
    for (const alert of memory.alerts) (now - alert.changedAt > silentDays * day ? ended : running).push(alert)
    memory.alerts.splice(0, memory.alerts.length, ...running)
  }
  return [...ended, ...memory.alerts]
    .filter((alert) => alert.raisedAt >= from && alert.raisedAt < before)
    .sort((one, other) => one.raisedAt - other.raisedAt || one.raisedSequence - other.raisedSequence)
}
