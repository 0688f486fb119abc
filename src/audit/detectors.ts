import { dayOf, localTime } from '../vocabulary/calendar.ts'

/** One read as the detectors see it: who and which dispute, no content. */
export interface DetectedRead {
  readonly id: string
  readonly at: Date
  readonly officerId: string
  readonly agencyId: string
  readonly kind: string
  /** The dispute whose file was opened; null for lists and what belongs to none. */
  readonly disputeId: string | null
  /** Disputes that a list showed. */
  readonly listed: number
  readonly result: 'shown' | 'refused'
  readonly breakGlass: boolean
}

/** A dispute that an officer opened although a party of it shares a key with the officer or with one of the own agency. */
export interface NearDispute {
  readonly officerId: string
  readonly disputeId: string
  readonly by: 'ownPhone' | 'colleaguePhone' | 'ownName'
}

/** A dispute with the agencies that opened it within the week, and those of them that had work on it. */
export interface SharedDispute {
  readonly disputeId: string
  readonly agencies: readonly string[]
  readonly working: readonly string[]
  readonly reads: readonly string[]
}

export interface MadeExport {
  readonly id: string
  readonly officerId: string
  readonly at: Date
  readonly rows: number
}

export interface Window {
  readonly from: Date
  readonly to: Date
}

/** What one hour is judged on. */
export interface Hour extends Window {
  readonly reads: readonly DetectedRead[]
  readonly near: readonly NearDispute[]
  readonly shared: readonly SharedDispute[]
  readonly exports: readonly MadeExport[]
}

/** A read that somebody is to explain. It says what happened, never what it was for; it is no mark on the officer. */
export interface NewFinding {
  readonly detector: DetectorName
  readonly key: string
  readonly from: Date
  readonly to: Date
  readonly officerId: string | null
  readonly disputeId: string | null
  readonly count: number
  readonly threshold: number
  readonly facts: Readonly<Record<string, string | number>>
  readonly reads: readonly string[]
}

/** Distinct files in an hour. Reading the first page of one takes a minute and a half; forty are an hour of nothing else. */
export const bulkFiles = 40
/** Pages of lists in an hour: a worked list is filtered, not leafed through from end to end. */
export const bulkPages = 40
/** Night by the county's clock; the centre's night desk works by break-glass or has it explained once a month. */
export const nightFrom = 21
export const nightTo = 7
/** Files opened in one night: one look at a colleague's message is no pattern, but it is to be explained from the third on. */
export const nightFiles = 3
/** Agencies besides the centre that opened one dispute within a week while at least one had no work on it: town, mediation body and department are the usual three. */
export const sharedAgencies = 4
/** Different things refused in an hour: a mistyped code and a stale link are two. */
export const refusedTries = 5

const hourOf = (at: Date): number => Number(localTime(at).slice(11, 13))

function byOfficer(reads: readonly DetectedRead[]): Map<string, DetectedRead[]> {
  const groups = new Map<string, DetectedRead[]>()
  for (const read of reads) {
    const group = groups.get(read.officerId)
    if (group) group.push(read)
    else groups.set(read.officerId, [read])
  }
  return groups
}

const opened = (read: DetectedRead): boolean => read.result === 'shown' && read.disputeId !== null
const ids = (reads: readonly DetectedRead[]): string[] => reads.map((read) => read.id)
const spanOf = (reads: readonly DetectedRead[]): Window => ({ from: reads[0]!.at, to: reads.at(-1)!.at })
const hourKey = (hour: Window): string => localTime(hour.from).slice(0, 13)

/** The night that an instant belongs to: the day on which it began. */
function nightOf(at: Date): string | null {
  const hour = hourOf(at)
  if (hour >= nightFrom) return dayOf(at)
  return hour < nightTo ? dayOf(new Date(at.getTime() - nightTo * 3_600_000)) : null
}

/** Detectors by name: pure, each from one window of reads to findings. `back`: hours before the end that it looks at. */
export const detectors = {
  bulk: {
    threshold: bulkFiles,
    back: 1,
    find: (hour) =>
      [...byOfficer(hour.reads)].flatMap(([officerId, all]): NewFinding[] => {
        const files = all.filter(opened)
        const distinct = new Set(files.map((read) => read.disputeId)).size
        if (distinct < bulkFiles) return []
        return [
          found('bulk', `${officerId} ${hourKey(hour)}`, files, { officerId, count: distinct, threshold: bulkFiles }),
        ]
      }),
  },
  bulkLists: {
    threshold: bulkPages,
    back: 1,
    find: (hour) =>
      [...byOfficer(hour.reads)].flatMap(([officerId, all]): NewFinding[] => {
        const pages = all.filter((read) => read.result === 'shown' && read.disputeId === null && read.listed > 0)
        if (pages.length < bulkPages) return []
        const disputes = pages.reduce((total, read) => total + read.listed, 0)
        return [
          found('bulkLists', `${officerId} ${hourKey(hour)}`, pages, {
            officerId,
            count: pages.length,
            threshold: bulkPages,
            facts: { disputes },
          }),
        ]
      }),
  },
  night: {
    threshold: nightFiles,
    back: 10,
    find: (hour) => {
      // Judged once, when the night is over.
      if (hourOf(hour.to) !== nightTo) return []
      return [...byOfficer(hour.reads)].flatMap(([officerId, all]): NewFinding[] => {
        const files = all.filter((read) => opened(read) && !read.breakGlass && nightOf(read.at) !== null)
        const distinct = new Set(files.map((read) => read.disputeId)).size
        if (distinct < nightFiles) return []
        const night = nightOf(files[0]!.at)!
        return [found('night', `${officerId} ${night}`, files, { officerId, count: distinct, threshold: nightFiles })]
      })
    },
  },
  curiosity: {
    threshold: 1,
    back: 1,
    find: (hour) =>
      hour.near.flatMap(({ officerId, disputeId, by }): NewFinding[] => {
        const reads = hour.reads.filter(
          (read) => read.officerId === officerId && read.disputeId === disputeId && opened(read) && !read.breakGlass,
        )
        if (reads.length === 0) return []
        const key = `${officerId} ${disputeId} ${dayOf(reads[0]!.at)}`
        return [
          found('curiosity', key, reads, { officerId, disputeId, count: reads.length, threshold: 1, facts: { by } }),
        ]
      }),
  },
  shared: {
    threshold: sharedAgencies,
    back: 1,
    find: (hour) =>
      hour.shared.flatMap(({ disputeId, agencies, working, reads }): NewFinding[] => {
        const without = agencies.filter((agency) => !working.includes(agency)).length
        if (agencies.length < sharedAgencies || without === 0) return []
        return [
          {
            detector: 'shared',
            key: `${disputeId} ${dayOf(hour.from)}`,
            from: new Date(hour.to.getTime() - 7 * 86_400_000),
            to: hour.to,
            officerId: null,
            disputeId,
            count: agencies.length,
            threshold: sharedAgencies,
            facts: { without },
            reads,
          },
        ]
      }),
  },
  refused: {
    threshold: refusedTries,
    back: 1,
    find: (hour) =>
      [...byOfficer(hour.reads)].flatMap(([officerId, all]): NewFinding[] => {
        const tries = all.filter((read) => read.result === 'refused')
        // A page that asks again for what it may not show is one attempt.
        const distinct = new Set(tries.map((read) => read.disputeId ?? read.id)).size
        if (distinct < refusedTries) return []
        return [
          found('refused', `${officerId} ${hourKey(hour)}`, tries, {
            officerId,
            count: distinct,
            threshold: refusedTries,
          }),
        ]
      }),
  },
  export: {
    threshold: 1,
    back: 1,
    find: (hour) =>
      hour.exports.map(
        ({ id, officerId, at, rows }): NewFinding => ({
          detector: 'export',
          key: id,
          from: at,
          to: at,
          officerId,
          disputeId: null,
          count: rows,
          threshold: 1,
          facts: {},
          reads: [],
        }),
      ),
  },
} as const satisfies Record<
  string,
  { readonly threshold: number; readonly back: number; readonly find: (hour: Hour) => readonly unknown[] }
>

export type DetectorName = keyof typeof detectors

function found(
  detector: DetectorName,
  key: string,
  reads: readonly DetectedRead[],
  rest: {
    readonly officerId: string
    readonly disputeId?: string
    readonly count: number
    readonly threshold: number
    readonly facts?: NewFinding['facts']
  },
): NewFinding {
  const sorted = [...reads].sort((a, b) => a.at.getTime() - b.at.getTime())
  return { detector, key, ...spanOf(sorted), disputeId: null, facts: {}, ...rest, reads: ids(sorted) }
}

/** Longest look back of any detector, hours. */
export const longestBack = Math.max(...Object.values(detectors).map((detector) => detector.back))

/** All findings of the hour that ends at `hour.to`; `hour.reads` reaches back `longestBack` hours. Pure. */
export function findAll(hour: Hour): NewFinding[] {
  return Object.values(detectors).flatMap((detector): NewFinding[] => {
    const from = new Date(hour.to.getTime() - detector.back * 3_600_000)
    const reads = hour.reads
      .filter((read) => read.at >= from && read.at < hour.to)
      .sort((a, b) => a.at.getTime() - b.at.getTime())
    return [...detector.find({ ...hour, from, reads })]
  })
}
