import { mentionKey } from './identity.ts'
import type { LinkItem } from './item.ts'
import type { Known } from './walk.ts'

type Told = Pick<Known, 'judgements' | 'storedParty'>

/** The person, of whom somebody said that two are one, in whom a mention stands. */
function keptIn(mention: string, { judgements, storedParty }: Told): string | null {
  const party = storedParty.get(mention)
  return party !== undefined && judgements.sameParties.has(party) ? party : null
}

/** What joins a record's component to others besides its keys: a person who is one by somebody's word. */
export function keptKeys(item: LinkItem, told: Told): string[] {
  if (told.judgements.sameParties.size === 0) return []
  return item.groups.flatMap((group) => {
    const party = group.kind === 'person' ? keptIn(mentionKey(item, group), told) : null
    return party === null ? [] : [`kept:${party}`]
  })
}

/** Mentions of a person who is one by somebody's word stay one person, whatever their signs say (must-link). */
export function keepTogether(
  items: readonly LinkItem[],
  persons: ReadonlyMap<string, string>,
  told: Told,
): Map<string, string> {
  const identity = new Map(persons)
  if (told.judgements.sameParties.size === 0) return identity
  const root = new Map<string, string>()
  const find = (cluster: string): string => {
    let current = cluster
    while (root.has(current)) current = root.get(current)!
    return current
  }
  const clusterOf = new Map<string, string>()
  for (const item of items)
    for (const group of item.groups) {
      const mention = mentionKey(item, group)
      const party = group.kind === 'person' ? keptIn(mention, told) : null
      if (party === null) continue
      const cluster = find(identity.get(mention) ?? mention)
      identity.set(mention, cluster)
      const kept = clusterOf.get(party)
      if (kept === undefined) clusterOf.set(party, cluster)
      else if (find(kept) !== cluster) root.set(cluster, find(kept))
    }
  for (const [mention, cluster] of identity) identity.set(mention, find(cluster))
  return identity
}
