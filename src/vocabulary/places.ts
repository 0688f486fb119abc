import { divisionsAsOf, divisionsSource, zhujiTowns } from './places-zhuji.ts'

export type PlaceLevel = 'county' | 'town' | 'village'

export interface Place {
  /** 6, 9 or 12 digits. */
  readonly code: string
  readonly name: string
  readonly level: PlaceLevel
  /** Code of the place above; null for the county. */
  readonly parent: string | null
  /** Other ways to write the name: without its kind (枫桥), and names of units that it has taken over. */
  readonly aliases: readonly string[]
}

export const placesEdition = { asOf: divisionsAsOf, source: divisionsSource } as const

/**
 * Names of former towns → the town that holds their seat's community in the 2023 list (草塔社区 lies under 大唐街道 …).
 * The names occur in addresses of Zhuji; the acts of merger were not seen, hence unverified.
 */
export const formerTowns = [
  { name: '大唐镇', code: '330681005', evidence: '同名街道', verified: false },
  { name: '草塔镇', code: '330681005', evidence: '草塔社区 330681005014', verified: false },
  { name: '王家井镇', code: '330681004', evidence: '王家井社区 330681004004', verified: false },
  { name: '街亭镇', code: '330681004', evidence: '街亭社区 330681004005', verified: false },
  { name: '阮市镇', code: '330681104', evidence: '阮市社区 330681104015', verified: false },
  { name: '江藻镇', code: '330681106', evidence: '江藻社区 330681106002', verified: false },
  { name: '直埠镇', code: '330681106', evidence: '直埠社区 330681106003', verified: false },
] as const

const county: Place = { code: '330681', name: '诸暨市', level: 'county', parent: null, aliases: ['诸暨', '诸暨县'] }

function withoutSuffix(name: string, suffixes: readonly string[]): string[] {
  for (const suffix of suffixes)
    if (name.endsWith(suffix) && name.length - suffix.length >= 2) return [name.slice(0, -suffix.length)]
  return []
}

/** The 23 towns in the fixed order of their codes: the order of every list and plot (nothing is ranked). */
export const towns: readonly Place[] = zhujiTowns.map((town) => ({
  code: town.code,
  name: town.name,
  level: 'town' as const,
  parent: county.code,
  aliases: [
    ...withoutSuffix(town.name, ['街道', '镇', '乡']),
    ...formerTowns
      .filter((former) => former.code === town.code)
      .flatMap((former) => [former.name, ...withoutSuffix(former.name, ['镇'])]),
  ].filter((alias, index, all) => all.indexOf(alias) === index),
}))

export const villages: readonly Place[] = zhujiTowns.flatMap((town) =>
  town.villages.split(' ').map((entry) => {
    const name = entry.slice(3)
    const short = withoutSuffix(name, ['村委会', '居委会'])
    return {
      code: town.code + entry.slice(0, 3),
      name,
      level: 'village' as const,
      parent: town.code,
      aliases: name.endsWith('村委会')
        ? [...short.map((base) => (base.endsWith('村') ? base : `${base}村`)), ...short]
        : name.endsWith('居委会')
          ? [...short.map((base) => (base.endsWith('社区') ? base : `${base}社区`)), ...short]
          : withoutSuffix(name, ['社区']),
    }
  }),
)

export const places: readonly Place[] = [county, ...towns, ...villages]

const byCode = new Map(places.map((place) => [place.code, place]))
const byName = new Map<string, Place[]>()
for (const place of places)
  for (const name of [place.name, ...place.aliases]) byName.set(name, [...(byName.get(name) ?? []), place])

export function placeByCode(code: string): Place | undefined {
  return byCode.get(code)
}

/** Places called so, by full name, short name or former name; several villages may share one. `within` keeps those below a code. */
export function findPlaceByName(name: string, within = ''): readonly Place[] {
  return (byName.get(name.trim()) ?? []).filter((place) => place.code.startsWith(within))
}

/** First nine digits of a place code that has them, else null (未归属). */
export function townOf(code: string | null): string | null {
  return code !== null && code.length >= 9 ? code.slice(0, 9) : null
}

/** 诸暨市枫桥镇乐山村委会-like full name below the county, or the code itself where the place is unknown. */
export function placeName(code: string): string {
  const place = byCode.get(code)
  if (!place) return code
  const parent = place.level === 'village' && place.parent ? byCode.get(place.parent) : undefined
  return (parent?.name ?? '') + place.name
}

/** Kind of a town by digits 7–9 of its code (001–099 street, 100–199 town, 200–399 township). */
export function kindOfTownCode(code: string): 'street' | 'town' | 'township' | null {
  const part = Number(code.slice(6, 9))
  if (code.length < 9 || Number.isNaN(part) || part === 0) return null
  return part < 100 ? 'street' : part < 200 ? 'town' : part < 400 ? 'township' : null
}

/** Shown for records whose code names the county only. */
export const unattributed = { zh: '未归属', en: 'no town given' } as const
