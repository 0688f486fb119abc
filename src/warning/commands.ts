import type { ScopedTx } from '../access/scope.ts'
import { append } from '../ledger/commands.ts'
import type { LinkedRecord } from '../linking/schema.ts'
import { contextAt } from '../platform/context.ts'
import { walk } from './assess.ts'
import { loadMemory } from './memory-queries.ts'
import { type Signal, signalOf } from './signal.ts'
import { storeAlerts, storeRollUps, storeSightings, storeSignals } from './store.ts'

/** New ids whose time part is a record's own time. */
export const idsOf =
  (tx: ScopedTx) =>
  (at: number): string =>
    contextAt(tx.context, new Date(at)).id()

/**
 * The pipeline's stage: stores what each record says to the rules, and raises, grows and regrades alerts in the order of
 * the records, each at its own time of receipt. Contracts and repayments pass by. The result does not depend on the cut.
 */
export async function assessBatch(tx: ScopedTx, items: readonly LinkedRecord[]): Promise<void> {
  const signals = items.map(signalOf).filter((signal): signal is Signal => signal !== null)
  if (signals.length === 0) return
  signals.sort((one, other) => one.sequence - other.sequence)
  const memory = await loadMemory(tx, signals)
  const newId = idsOf(tx)
  const outcome = walk(signals, memory, newId)
  await storeSignals(tx, signals)
  await storeSightings(tx, outcome, signals)
  await storeRollUps(tx, signals)
  const entries = await storeAlerts(tx, memory.alerts, outcome.regrades, newId)
  await append(tx, entries)
}
