import { birthday, idNumber, localIdArea, outsideIdAreas, phoneNumber } from './identity.ts'
import { givenName, surname } from './names.ts'
import type { Town, Village } from './places.ts'
import type { Random } from './random.ts'
import type { Minutes } from './time.ts'

export interface Person {
  /** Truth: P00001 … */
  readonly id: string
  readonly name: string
  readonly female: boolean
  readonly age: number
  readonly idNumber: string
  readonly phone: string
  /** A later number of the same person and the day from which it is used. */
  readonly newPhone: { readonly number: string; readonly from: Minutes } | null
  readonly village: Village
  readonly household: number
  /** Came from another province: speaks through others less, lives in rented rooms. */
  readonly outside: boolean
  /** As it stands after the village's name: `12幢3单元501室`, `128号`. */
  readonly door: string
}

export interface Household {
  readonly number: number
  readonly village: Village
  readonly members: readonly Person[]
}

export interface Population {
  readonly households: readonly Household[]
  readonly byTown: ReadonlyMap<string, readonly Household[]>
  readonly byVillage: ReadonlyMap<string, readonly Household[]>
}

export const phoneAt = (person: Person, at: Minutes): string =>
  person.newPhone && at >= person.newPhone.from ? person.newPhone.number : person.phone

export const addressOf = (person: Person, town: Town): string => `${town.name}${person.village.name}${person.door}`

export interface PopulationPlan {
  readonly towns: readonly Town[]
  readonly villagesOf: ReadonlyMap<string, readonly Village[]>
  readonly households: number
  readonly from: Minutes
  readonly until: Minutes
}

/** Maker of single persons; the counter gives the truth ids. */
export function personMaker(random: Random, from: Minutes, until: Minutes, prefix = 'P') {
  let count = 0
  return (village: Village, household: number, door: string, given: Partial<Person> = {}): Person => {
    count++
    const female = given.female ?? random.chance(0.48)
    const outside = given.outside ?? false
    const age = given.age ?? random.int(22, 74)
    const born = birthday(random, from, age)
    const area = outside ? random.pick(outsideIdAreas) : localIdArea
    return {
      id: `${prefix}${String(count).padStart(5, '0')}`,
      name: `${surname(random, outside)}${givenName(random, age, female)}`,
      female,
      age,
      idNumber: idNumber(random, area, born, female),
      phone: phoneNumber(random),
      newPhone: random.chance(0.06) ? { number: phoneNumber(random), from: random.int(from, until) } : null,
      village,
      household,
      outside,
      door,
      ...given,
    }
  }
}

function doorOf(random: Random, village: Village): string {
  return village.name.endsWith('社区') || village.name.endsWith('居委会')
    ? `${random.int(1, 48)}幢${random.int(1, 4)}单元${random.int(1, 17)}0${random.int(1, 3)}室`
    : `${random.int(1, 420)}号`
}

/**
 * Households over all towns, by the towns' demonstration populations. Old parents use a child's phone, couples share one,
 * fathers and sons live at one door, and one household in forty has a neighbour of exactly the same name.
 */
export function createPopulation(random: Random, plan: PopulationPlan): Population {
  const make = personMaker(random.fork('persons'), plan.from, plan.until)
  const households: Household[] = []
  const byTown = new Map<string, Household[]>()
  const byVillage = new Map<string, Household[]>()
  const total = plan.towns.reduce((sum, town) => sum + town.population, 0)
  for (const town of plan.towns) {
    const villages = plan.villagesOf.get(town.code)!
    const wanted = Math.max(40, Math.round((plan.households * town.population) / total))
    for (let index = 0; index < wanted; index++) {
      const village = random.pick(villages)
      const number = households.length + 1
      const outside = random.chance(town.incomers)
      const door = doorOf(random, village)
      const members: Person[] = []
      const headAge = random.int(26, 68)
      const neighbours = byVillage.get(village.code)
      const double = neighbours?.length && random.chance(0.025) ? random.pick(neighbours).members[0] : undefined
      const headFemale = double?.female ?? random.chance(0.35)
      const head = make(village, number, door, {
        outside,
        age: headAge,
        female: headFemale,
        ...(double ? { name: double.name } : {}),
      })
      members.push(head)
      if (random.chance(0.72)) {
        const age = Math.max(22, headAge + random.int(-4, 3))
        const shared = random.chance(0.1) ? { phone: head.phone, newPhone: head.newPhone } : {}
        members.push(make(village, number, door, { outside, age, female: !headFemale, ...shared }))
      }
      if (!outside && random.chance(0.3)) {
        const age = Math.min(88, headAge + random.int(23, 31))
        const father = random.chance(0.5)
        const kin = father && !headFemale ? { name: head.name.slice(0, 1) + givenName(random, age, false) } : {}
        const shared = age > 68 && random.chance(0.6) ? { phone: head.phone, newPhone: head.newPhone } : {}
        members.push(make(village, number, door, { age, female: !father, ...kin, ...shared }))
      }
      const household = { number, village, members }
      households.push(household)
      for (const [map, key] of [
        [byTown, town.code],
        [byVillage, village.code],
      ] as const) {
        const list = map.get(key)
        if (list) list.push(household)
        else map.set(key, [household])
      }
    }
  }
  return { households, byTown, byVillage }
}

export function anyAdult(random: Random, population: Population, town: string, outsideOnly = false): Person {
  const households = population.byTown.get(town)!
  for (let tries = 0; tries < 40; tries++) {
    const person = random.pick(random.pick(households).members)
    if (!outsideOnly || person.outside) return person
  }
  return random.pick(households).members[0]!
}

/** A household of the same village, other than the person's own. */
export function neighbourOf(random: Random, population: Population, person: Person): Person {
  const households = population.byVillage.get(person.village.code)!
  for (let tries = 0; tries < 8; tries++) {
    const household = random.pick(households)
    if (household.number !== person.household) return random.pick(household.members)
  }
  return anyAdult(random, population, person.village.town)
}

export function kinOf(random: Random, population: Population, person: Person): Person {
  const household = population.households[person.household - 1]
  const others = household?.members.filter((member) => member.id !== person.id) ?? []
  return others.length > 0 ? random.pick(others) : neighbourOf(random, population, person)
}
