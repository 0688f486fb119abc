import type { ScopedTx } from '../access/scope.ts'
import { blockKeys, isTransaction, type LinkItem } from './item.ts'
import type { Outcome } from './plan.ts'
import { keysOf } from './score.ts'
import { storeBlocks, storeItems } from './store.ts'
import type { Touched } from './touched.ts'

/** Stores what the batch's records say to the linker, and which key leads to which component now. */
export async function storeLabels(tx: ScopedTx, touched: Touched, outcome: Outcome): Promise<void> {
  const labelOf = (item: LinkItem) => outcome.labels.get(item.recordId)!
  await storeItems(
    tx,
    touched.arrivals.map(({ item, replaces }) => ({
      recordId: item.recordId,
      ...labelOf(item),
      pin: (replaces === null ? undefined : touched.removed.get(replaces)?.pin) ?? null,
      body: { groups: item.groups, named: item.named, contracts: item.contracts, house: item.house },
    })),
    touched.stored
      .filter(({ item, component, cluster }) => {
        const label = labelOf(item)
        return label.component !== component || label.cluster !== cluster
      })
      .map(({ item }) => ({ recordId: item.recordId, ...labelOf(item) })),
    [...touched.removed.keys()],
  )
  const rows = new Map<string, { component: string | null; recordId: string | null }>()
  const flipped = new Set(touched.flipped)
  const borne = new Set<string>()
  const enter = (item: LinkItem, all: boolean) => {
    const { component } = labelOf(item)
    for (const key of blockKeys(item)) {
      borne.add(key)
      if (!touched.generic.has(key) && (all ? touched.blocks.get(key)?.component !== component : flipped.has(key)))
        rows.set(key, { component, recordId: rows.get(key)?.recordId ?? null })
    }
  }
  for (const { item } of touched.arrivals) enter(item, true)
  for (const { item, component } of touched.stored) {
    enter(item, false)
    const label = labelOf(item).component
    if (label !== component)
      for (const key of blockKeys(item))
        if (!touched.generic.has(key)) rows.set(key, { component: label, recordId: rows.get(key)?.recordId ?? null })
  }
  for (const { item } of touched.arrivals) {
    if (!isTransaction(item)) continue
    const key = item.contracts[0]!
    const known = touched.blocks.get(key)?.record_id
    // A contract itself leads its instalments; the first instalment does while the contract is unknown.
    if (item.source === 'contract' || !known || touched.removed.has(known))
      if (!rows.get(key)?.recordId || item.source === 'contract')
        rows.set(key, { component: labelOf(item).component, recordId: item.recordId })
  }
  for (const key of flipped) if (touched.generic.has(key)) rows.set(key, { component: null, recordId: null })
  const gone = new Set<string>()
  for (const { item } of touched.removed.values())
    for (const key of [...blockKeys(item), ...item.groups.flatMap((group) => keysOf(group.keys, 'ph'))])
      if (!borne.has(key) && !touched.generic.has(key)) gone.add(key)
  await storeBlocks(tx, rows, [...gone])
}
