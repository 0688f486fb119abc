import { towns as townNames, villages as villageNames } from '../src/vocabulary/places.ts'

export interface Village {
  readonly code: string
  /** As people write it in an address: 江东社区, 袁家村. */
  readonly name: string
  readonly town: string
}

export interface Town {
  readonly code: string
  readonly name: string
  /** Demonstration figure: the county's total is real, its division among the towns is not. */
  readonly population: number
  /** Share of households that came from another province (demonstration figure). */
  readonly incomers: number
}

/** The county's residents by year: 2020 census and 2021; later years keep the figure of 2021, marked so in the file. */
export const countyPopulation = { 2020: 1_218_072, 2021: 1_215_100, 2022: 1_215_100, 2023: 1_215_100 } as const

/** Thousands of residents and share of incomers, invented so that streets are large and hill townships small. */
const sizes: Readonly<Record<string, readonly [number, number]>> = {
  '001': [196, 0.2],
  '002': [108, 0.22],
  '003': [112, 0.22],
  '004': [58, 0.12],
  '005': [121, 0.34],
  '102': [34, 0.06],
  '103': [41, 0.2],
  '104': [116, 0.36],
  '106': [52, 0.14],
  '108': [33, 0.18],
  '109': [74, 0.14],
  '110': [24, 0.05],
  '111': [14, 0.04],
  '112': [15, 0.04],
  '115': [58, 0.14],
  '116': [17, 0.04],
  '117': [39, 0.16],
  '119': [31, 0.08],
  '120': [17, 0.04],
  '121': [10, 0.03],
  '122': [18, 0.05],
  '124': [22, 0.04],
  '201': [18, 0.04],
}

/** Divides a total by weights; the parts are whole and sum to it exactly (largest remainders). */
export function apportion(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((left, right) => left + right, 0)
  const exact = weights.map((weight) => (total * weight) / sum)
  const parts = exact.map(Math.floor)
  let rest = total - parts.reduce((left, right) => left + right, 0)
  const order = exact
    .map((value, index) => [value - Math.floor(value), index] as const)
    .sort((a, b) => b[0] - a[0] || a[1] - b[1])
  for (const [, index] of order) {
    if (rest-- <= 0) break
    parts[index]!++
  }
  return parts
}

export const townPopulations = (year: keyof typeof countyPopulation): ReadonlyMap<string, number> => {
  const parts = apportion(
    countyPopulation[year],
    townNames.map((town) => sizes[town.code.slice(6)]![0]),
  )
  return new Map(townNames.map((town, index) => [town.code, parts[index]!]))
}

const of2021 = townPopulations(2021)

export const towns: readonly Town[] = townNames.map((town) => ({
  code: town.code,
  name: town.name,
  population: of2021.get(town.code)!,
  incomers: sizes[town.code.slice(6)]![1],
}))

const spoken = (name: string): string =>
  name.endsWith('社区居委会')
    ? name.slice(0, -3)
    : name.endsWith('居委会')
      ? `${name.slice(0, -3)}社区`
      : name.endsWith('村委会')
        ? name.slice(0, -3).endsWith('村')
          ? name.slice(0, -3)
          : `${name.slice(0, -3)}村`
        : name

export const villagesOf: ReadonlyMap<string, readonly Village[]> = new Map(
  towns.map((town) => [
    town.code,
    villageNames
      .filter((village) => village.parent === town.code)
      .map((village) => ({ code: village.code, name: spoken(village.name), town: town.code })),
  ]),
)

export const townByCode: ReadonlyMap<string, Town> = new Map(towns.map((town) => [town.code, town]))

/** 暨阳街道 → 暨阳: as offices and shops name themselves. */
export const shortTown = (town: Town): string => town.name.replace(/(街道|镇|乡)$/, '')
