import type { SourceVolume } from './macro-queries.ts'
import { feedFloodMinimum, feedFloodRatio, feedSilentExpected } from './thresholds.ts'

export interface FeedFault {
  readonly source: string
  readonly kind: 'feedSilent' | 'feedFlood'
  readonly observed: number
  readonly expected: number
  readonly hours: number
}

/**
 * A source that has stopped, or one that pours: data alerts, never trends. Silent = nothing on the last days although
 * `feedSilentExpected` records should have come at the mean of the days before; flood = a day many times the usual. Pure.
 */
export function feedFaults(volumes: readonly SourceVolume[]): FeedFault[] {
  return volumes.flatMap(({ source, days }): FeedFault[] => {
    const last = days.at(-1)!
    let quiet = 0
    while (quiet < days.length && days[days.length - 1 - quiet] === 0) quiet += 1
    const busy = days.slice(0, days.length - Math.max(1, quiet))
    // Two weeks of a feed are the least that says what is usual.
    if (busy.filter((count) => count > 0).length < 7 || busy.length < 14) return []
    const sorted = [...busy].sort((one, other) => one - other)
    const median = sorted[sorted.length >> 1]!
    const mean = busy.reduce((sum, count) => sum + Math.min(count, Math.max(1, 4 * median)), 0) / busy.length
    if (quiet > 0 && mean * quiet >= feedSilentExpected)
      return [{ source, kind: 'feedSilent', observed: 0, expected: mean * quiet, hours: quiet * 24 }]
    if (last >= feedFloodMinimum && last >= feedFloodRatio * Math.max(1, mean))
      return [{ source, kind: 'feedFlood', observed: last, expected: mean, hours: 24 }]
    return []
  })
}
