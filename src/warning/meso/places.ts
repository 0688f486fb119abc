import { towns, villages } from '../../vocabulary/places.ts'
import type { Signal } from '../signal.ts'
import { day } from '../thresholds.ts'
import { type Chain, longestWindow, type ScanCases, type ScanPlan, type ScanResult, scan } from './scan.ts'

/** The year whose totals say what is usual of each place. */
export const scanDays = 365
export const scanReplicates = 999
/** Replicates that reach the observed ratio after which a quiet day is quiet. */
export const scanEnough = 10

const townOf = (code: string) => code.slice(0, 9)
/** Villages, then for each town what names no village. */
const names: readonly string[] = [...villages.map(({ code }) => code), ...towns.map(({ code }) => code)]
const numberOf = new Map(names.map((code, number) => [code, number]))

/**
 * Zones are single villages and whole towns: divisions come without coordinates, and neighbouring codes are no neighbours.
 * A county that imports boundaries could draw circles (scan.ts).
 */
export const placePlan: ScanPlan = {
  places: names.length,
  chains: [
    ...villages.map((village): Chain => ({ places: [numberOf.get(village.code)!] })),
    ...towns.map(({ code }): Chain => {
      const inside = names.flatMap((name, number) => (townOf(name) === code ? [number] : []))
      return { places: inside, zones: [inside.length] }
    }),
  ],
  windows: longestWindow,
  share: 0.5,
}

export type Report = Pick<Signal, 'recordId' | 'sequence' | 'place' | 'occurredAt' | 'complainants'>

/** Days before `at`, by local days: 0 is the day that has just ended at 06:00. */
const daysBefore = (at: number, occurredAt: number): number => Math.max(0, Math.floor((at - occurredAt) / day))

/** Reports that bring somebody who had not spoken in the year, with a place; in the order given (sequence). */
export function reportsWithPlace<One extends Report>(signals: readonly One[]): One[] {
  const spoken = new Set<string>()
  return signals.filter(({ complainants, place }) => {
    const fresh = complainants.some((complainant) => !spoken.has(complainant))
    for (const complainant of complainants) spoken.add(complainant)
    return fresh && place !== null && numberOf.has(place)
  })
}

export interface PlaceCluster<One> {
  readonly result: ScanResult
  readonly places: readonly string[]
  readonly members: readonly One[]
}

/** The most unusual village or town of the last 28 days for one type of dispute; null where there is none. Pure. */
export function scanPlaces<One extends Report>(
  reports: readonly One[],
  at: number,
  seed: number,
): PlaceCluster<One> | null {
  const cases: ScanCases = {
    place: Uint16Array.from(reports, ({ place }) => numberOf.get(place!)!),
    daysAgo: Uint16Array.from(reports, ({ occurredAt }) => daysBefore(at, occurredAt)),
  }
  const result = scan(placePlan, cases, { replicates: scanReplicates, seed, enough: scanEnough })
  if (result.cluster === null) return null
  const inside = new Set(result.cluster.places)
  const { days } = result.cluster
  return {
    result,
    // A town is named by its code, not by its hundred villages.
    places:
      result.cluster.places.length === 1
        ? [names[result.cluster.places[0]!]!]
        : [townOf(names[result.cluster.places[0]!]!)],
    members: reports.filter(
      ({ place, occurredAt }) => inside.has(numberOf.get(place!)!) && daysBefore(at, occurredAt) < days,
    ),
  }
}

/** Seed of one type on one day: the same whenever it is computed again. */
export function seedOf(at: number, type: string): number {
  let mixed = Math.floor(at / day)
  for (const letter of type) mixed = (Math.imul(mixed, 31) + letter.codePointAt(0)!) >>> 0
  return mixed
}
