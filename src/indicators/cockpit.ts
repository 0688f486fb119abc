import { disputeTypes } from '../vocabulary/dispute-types.ts'
import { type EventKind, eventKinds } from '../vocabulary/event-kinds.ts'
import { type Grade, gradeOrder, grades } from '../vocabulary/grades.ts'
import { placeName, towns } from '../vocabulary/places.ts'
import { cockpitWords, definitionWords } from '../vocabulary/words/indicators.ts'
import type { Cockpit, CockpitAlert, CockpitTown } from './schema.ts'
import { safeCount, safeParts, smallestGroup } from './suppression.ts'
import { tiles } from './tiles.ts'

/** Kinds of news that the feed prints: counts and places, never a person. */
export const feedKinds = (Object.keys(eventKinds) as EventKind[]).filter((kind) => eventKinds[kind].feed)

/** One line of the feed: 枫桥镇 登记纠纷 7 件. */
export function feedLine(event: {
  readonly at: Date
  readonly kind: string
  readonly town: string | null
  readonly data: Readonly<Record<string, unknown>> | null
}): Cockpit['feed'][number] {
  const words = (eventKinds as Readonly<Record<string, { zh: string } | undefined>>)[event.kind]?.zh ?? event.kind
  const filled = words.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = event.data?.[name]
    if (name === 'grade') return grades[value as Grade]?.zh ?? ''
    return value === undefined || value === null ? '' : String(value)
  })
  // A small number stands without a place: with one it would be a group under five.
  const small = typeof event.data?.count === 'number' && safeCount(event.data.count).fewerThanFive
  const town = small ? null : event.town
  const place = town === null ? '' : `${placeName(town)} `
  return {
    at: event.at.toISOString(),
    kind: event.kind,
    town,
    text: (place + filled).replace(/\s+/g, ' ').trim(),
  }
}

const fewestRecent = 5
const leastRatio = 1.5

/** Types whose last 7 days show at least five and at least 1.5 times the weekly mean of the 28 days before; steepest first. */
export function risingTypes(
  recent: ReadonlyMap<string, number>,
  earlier: ReadonlyMap<string, number>,
): Cockpit['rising'] {
  return [...recent]
    .filter(
      ([type, count]) =>
        type !== 'none' && count >= fewestRecent && count >= leastRatio * ((earlier.get(type) ?? 0) / 4),
    )
    .map(([type, count]) => {
      const before = earlier.get(type) ?? 0
      const small = safeCount(before).fewerThanFive
      return {
        type,
        zh: disputeTypes[type as keyof typeof disputeTypes].zh,
        recent: count,
        earlier: small ? null : before,
        // With a small group before, the exact ratio would give it away.
        ratio:
          before === 0
            ? null
            : small
              ? Math.floor((count * 4) / smallestGroup)
              : Math.round((count * 40) / before) / 10,
      }
    })
    .sort(
      (a, b) =>
        (b.ratio ?? Number.POSITIVE_INFINITY) - (a.ratio ?? Number.POSITIVE_INFINITY) ||
        b.recent - a.recent ||
        (a.type < b.type ? -1 : 1),
    )
    .slice(0, 6)
}

export interface TownInput {
  /** New disputes of 30 days by town; '' = no town given. */
  readonly counts: ReadonlyMap<string, number>
  /** New disputes by town in the last twelve weeks, oldest first. */
  readonly weeks: ReadonlyMap<string, readonly number[]>
  readonly reporting: ReadonlySet<string>
  readonly residents: ReadonlyMap<string, number>
  readonly alerts: readonly CockpitAlert[]
}

/** The 23 tiles in the fixed order of codes, and the count without a town; small groups hidden with a second one where needed. */
export function townTiles(input: TownInput): { towns: CockpitTown[]; unattributed: Cockpit['unattributed'] } {
  const safe = safeParts([...towns.map((town) => input.counts.get(town.code) ?? 0), input.counts.get('') ?? 0])
  const list = towns.map((town, index) => {
    const own = input.alerts.filter((alert) => alert.town === town.code)
    const openAlerts = { red: 0, orange: 0, yellow: 0, blue: 0 }
    for (const alert of own) openAlerts[alert.grade]++
    const count = safe[index]!
    const residents = input.residents.get(town.code)
    return {
      code: town.code,
      name: town.name,
      ...(tiles[town.code] ?? { column: 1, row: 1 }),
      count,
      perTenThousand:
        count.value === null || residents === undefined
          ? null
          : Math.round((count.value / residents) * 1_000_000) / 100,
      openAlerts,
      highestGrade: gradeOrder.find((grade) => openAlerts[grade] > 0) ?? null,
      unaccepted: own.filter(isUnanswered).length,
      weeks: (input.weeks.get(town.code) ?? Array<number>(12).fill(0)).map((value) =>
        !input.reporting.has(town.code) || safeCount(value).fewerThanFive ? null : value,
      ),
      reported: input.reporting.has(town.code),
    }
  })
  return { towns: list, unattributed: safe.at(-1)! }
}

/** Nobody has confirmed it yet, or it has tasks and nobody has accepted one. */
export function isUnanswered(alert: Pick<CockpitAlert, 'state' | 'tasks' | 'accepted'>): boolean {
  return alert.state === 'raised' || (alert.state === 'confirmed' && alert.tasks > 0 && alert.accepted === 0)
}

/** Sentence with the definition that stands beside a key figure. */
export function kpiNote(key: keyof typeof cockpitWords.kpi): string {
  const own = cockpitWords.kpi[key].note
  return key === 'newDisputes' || key === 'governanceIndex' || key === 'litigationRate'
    ? own + definitionWords[key].text
    : own
}
