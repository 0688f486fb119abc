import type { DisputeType } from '../vocabulary/dispute-types.ts'
import type { RespondentCount } from './counts.ts'
import { smallestGroup } from './suppression.ts'

export interface CaseCluster {
  readonly subject: string
  readonly type: DisputeType
  readonly count: number
  /** The only town concerned, or null when there are several or none is known. */
  readonly town: string | null
}

/** Organisations against which at least five new disputes of one type were brought, most first. */
export function caseClusters(rows: readonly RespondentCount[], most = 20): CaseCluster[] {
  const clusters = new Map<string, { subject: string; type: DisputeType; count: number; towns: Set<string> }>()
  for (const { respondentId, subject, type, town, count } of rows) {
    const key = `${respondentId} ${type}`
    const cluster = clusters.get(key) ?? { subject, type, count: 0, towns: new Set<string>() }
    cluster.count += count
    cluster.towns.add(town)
    clusters.set(key, cluster)
  }
  return [...clusters.values()]
    .filter((cluster) => cluster.count >= smallestGroup)
    .sort((a, b) => b.count - a.count || (a.subject < b.subject ? -1 : 1))
    .slice(0, most)
    .map(({ subject, type, count, towns }) => ({
      subject,
      type,
      count,
      town: towns.size === 1 ? [...towns][0]! || null : null,
    }))
}
