import type { DisputeType } from '../src/vocabulary/dispute-types.ts'
import type { Quarrel, Temper } from './model.ts'
import { estateName, type Organisation, type Trade, trades } from './organisations.ts'
import { addressOf, anyAdult, kinOf, neighbourOf, type Person, type Population } from './people.ts'
import { type Town, townByCode, towns } from './places.ts'
import type { Random } from './random.ts'
import { commerceMatters } from './texts/commerce.ts'
import { marketMatters } from './texts/market.ts'
import type { Matter } from './texts/matter.ts'
import { peopleMatters } from './texts/people.ts'
import { propertyMatters } from './texts/property.ts'
import { publicMatters } from './texts/public.ts'

export const matters: readonly Matter[] = [
  ...peopleMatters,
  ...propertyMatters,
  ...marketMatters,
  ...commerceMatters,
  ...publicMatters,
]

/** Shares of the types in percent: mediation statistics and court causes of domain.md 3.5, mixed over the channels. */
export const typeShares: readonly (readonly [DisputeType, number])[] = [
  ['marriageFamily', 13],
  ['neighbour', 14],
  ['housingHomestead', 3.5],
  ['homePurchase', 2.2],
  ['propertyService', 6],
  ['lease', 4],
  ['construction', 4],
  ['labour', 8.5],
  ['consumer', 9],
  ['finance', 3.5],
  ['privateLoan', 8],
  ['contract', 4],
  ['businessOperation', 2],
  ['damages', 5.5],
  ['traffic', 6],
  ['medical', 1.2],
  ['education', 1.4],
  ['environment', 4],
  ['expropriation', 1.3],
  ['landForest', 1.7],
  ['villageAffairs', 1.3],
  ['onlineTrade', 2.2],
  ['intellectualProperty', 0.3],
  ['tourism', 0.4],
  ['publicService', 8],
  ['other', 0.7],
  ['none', 4.5],
]

export const mattersOf = (type: DisputeType): readonly Matter[] => matters.filter((matter) => matter.type === type)

export interface County {
  readonly population: Population
  readonly organisations: ReadonlyMap<Trade, readonly Organisation[]>
  readonly villageCommittees: ReadonlyMap<string, Organisation>
  readonly authorities: readonly Organisation[]
}

const cityStreets = [
  '艮塔东路',
  '望云路',
  '浣东北路',
  '暨东路',
  '人民中路',
  '跨湖路',
  '永昌路',
  '十二都路',
  '环城南路',
  '文种路',
]
const townStreets = ['振兴路', '中兴街', '育才路', '工业路', '解放街', '新街', '老街', '站前路']

export function temperOf(random: Random, matter: Matter): Temper {
  const heat = Math.max(0, matter.tension)
  return {
    drink: random.chance(0.05 + 0.09 * heat),
    oldGrudge: random.chance(0.04 + 0.12 * heat),
    threatens: random.chance(0.04 + 0.09 * heat),
    tool: random.chance(0.02 + 0.05 * heat) ? random.pick(['菜刀', '木棍', '铁锹', '锄头', '水果刀', '钢管']) : null,
  }
}

const homes = towns.map((town) => [town, town.population] as const)
/** Towns in which a trade is at home, beside the county's usual spread. */
const seats: Partial<Record<Trade, readonly (readonly [string, number])[]>> = {
  socks: [
    ['330681005', 6],
    ['330681001', 1],
    ['330681115', 1],
  ],
  pearl: [
    ['330681108', 8],
    ['330681001', 1],
  ],
  hardware: [
    ['330681104', 6],
    ['330681103', 2],
    ['330681106', 1],
  ],
  plant: [
    ['330681109', 2],
    ['330681104', 3],
    ['330681117', 2],
    ['330681103', 2],
  ],
}

export function townFor(random: Random, matter: Matter): Town {
  const own = matter.against in trades ? seats[matter.against as Trade] : undefined
  if (own && random.chance(0.75)) return townByCode.get(random.weighted(own))!
  return random.weighted(homes)
}

/** One ordinary quarrel of this matter. */
export function createQuarrel(random: Random, county: County, id: string, matter: Matter): Quarrel {
  const { population } = county
  const town = townFor(random, matter)
  const claimant = anyAdult(
    random,
    population,
    town.code,
    (matter.key === 'wages' || matter.key === 'factoryWages') && random.chance(0.6),
  )
  let person: Person | null = null
  let organisation: Organisation | null = null
  switch (matter.against) {
    case 'neighbour':
      person = neighbourOf(random, population, claimant)
      break
    case 'kin':
      person = kinOf(random, population, claimant)
      break
    case 'acquaintance':
      person = random.chance(0.6) ? neighbourOf(random, population, claimant) : anyAdult(random, population, town.code)
      break
    case 'stranger':
      person = anyAdult(random, population, random.chance(0.7) ? town.code : random.weighted(homes).code)
      break
    case 'nobody':
      break
    case 'villageCommittee':
      organisation = county.villageCommittees.get(claimant.village.code) ?? null
      break
    case 'authority':
      organisation = random.chance(0.25) ? random.pick(county.authorities) : null
      break
    default: {
      const all = county.organisations.get(matter.against)!
      const near = all.filter((one) => one.town === town.code)
      organisation = random.pick(near.length > 0 && random.chance(0.85) ? near : all)
    }
  }
  if (person?.id === claimant.id) person = neighbourOf(random, population, claimant)
  const site =
    organisation?.site ||
    (matter.against in trades && matter.facts.some((fact) => fact.includes('{地}')) ? estateName(random) : '')
  const address =
    site !== ''
      ? `${town.name}${site}`
      : random.chance(0.6)
        ? addressOf(claimant, town)
        : `${town.name}${random.pick(town.name.endsWith('街道') ? cityStreets : townStreets)}${random.int(1, 398)}号`
  const others: Person[] = []
  if (random.chance(matter.against === 'builder' || matter.against === 'villageCommittee' ? 0.25 : 0.05)) {
    const wanted = random.int(1, 5)
    for (let index = 0; index < wanted; index++) {
      const next = neighbourOf(random, population, claimant)
      if (next.id !== claimant.id && next.id !== person?.id && !others.some((one) => one.id === next.id))
        others.push(next)
    }
  }
  return {
    id,
    type: matter.type,
    matter,
    claimant,
    others,
    opponentPerson: person,
    opponentOrganisation: organisation,
    town,
    village: claimant.village,
    address,
    site,
    object: random.pick(matter.objects),
    amount: matter.amount ? roundSum(random.logNormal(matter.amount, 0.9)) : 0,
    temper: temperOf(random, matter),
    facts: random.shuffle(matter.facts).slice(0, Math.min(matter.facts.length, random.int(2, 3))),
    ask: random.pick(matter.asks),
    cluster: null,
  }
}

/** People ask for round sums. */
export function roundSum(yuan: number): number {
  const step = yuan >= 100000 ? 5000 : yuan >= 10000 ? 1000 : yuan >= 1000 ? 100 : 10
  return Math.max(step, Math.round(yuan / step) * step)
}
