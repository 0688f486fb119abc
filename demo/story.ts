import { type DisputeType, disputeTypes } from '../src/vocabulary/dispute-types.ts'
import { type SourceKey, sourceKeys } from '../src/vocabulary/sources.ts'
import type { Life } from './life.ts'
import type { CaseSource, Quarrel, Row, Trace } from './model.ts'
import { type Organisation, organisationMaker, type Trade } from './organisations.ts'
import { type Person, personMaker } from './people.ts'
import { type Town, townByCode, type Village, villagesOf } from './places.ts'
import { mattersOf, roundSum } from './quarrels.ts'
import { createRandom, type Random } from './random.ts'
import { renderLives } from './render.ts'
import { numberer } from './rows.ts'
import type { Matter } from './texts/matter.ts'
import { DAY, type Minutes, parseLocal } from './time.ts'

/** Kinds of group dispute that the story can be told with. */
export const storyMatters = {
  homePurchase: { trade: 'developer', matter: 'falseAdvertising' },
  labour: { trade: 'builder', matter: 'wages' },
  consumer: { trade: 'gym', matter: 'prepaid' },
  propertyService: { trade: 'property', matter: 'propertyFee' },
  education: { trade: 'training', matter: 'training' },
} as const satisfies Partial<Record<DisputeType, { trade: Trade; matter: string }>>
export type StoryType = keyof typeof storyMatters

export interface StoryPlan {
  readonly seed: string
  readonly type: StoryType
  /** Nine digits. */
  readonly town: string
  /** Local date of the first complaint. */
  readonly from: string
  /** Distinct complainants within the first seventeen days: 17, or 9. */
  readonly owners: number
  /** Distinct complainants in the end, all of whom leave a record (households that may settle). */
  readonly households: number
  /** Doors of the whole estate, complainants included. */
  readonly dwellings: number
  /** Adds the quiet developer and the person who calls forty times. */
  readonly decoys: boolean
}

export const defaultStory: StoryPlan = {
  seed: 'estate',
  type: 'homePurchase',
  town: '330681002',
  from: '2023-08-01',
  owners: 17,
  households: 38,
  dwellings: 440,
  decoys: true,
}

export interface StoryOwner {
  readonly ordinal: number
  readonly name: string
  readonly phone: string
  readonly idNumber: string
  readonly dwelling: string
  /** `source:number` in the order of the events. */
  readonly records: readonly string[]
}

/** What must be found, for the separate recomputation of the acceptance test. */
export interface StoryFacts {
  readonly type: StoryType
  readonly typeName: string
  readonly town: string
  readonly townName: string
  readonly village: string
  readonly site: string
  readonly respondent: { readonly name: string; readonly shortName: string; readonly creditCode: string }
  readonly owners: readonly StoryOwner[]
  /** Local times by which so many distinct owners are known to the platform. */
  readonly stages: readonly { readonly owners: number; readonly receivedAt: string }[]
  /** Every record about the respondent in the order of receipt, with the number of distinct owners known then. */
  readonly arrivals: readonly {
    readonly record: string
    readonly receivedAt: string
    readonly owner: number
    readonly distinct: number
  }[]
  readonly records: Readonly<Partial<Record<SourceKey, number>>>
  readonly dwellings: readonly string[]
  readonly quietDeveloper: { readonly name: string; readonly site: string } | null
  readonly caller: { readonly name: string; readonly respondent: string; readonly records: readonly string[] } | null
}

export interface Cast {
  readonly plan: StoryPlan
  readonly town: Town
  readonly village: Village
  readonly respondent: Organisation
  readonly quiet: Organisation | null
  readonly shop: Organisation | null
  readonly owners: readonly Person[]
  readonly caller: Person | null
  readonly dwellings: readonly string[]
  readonly lives: readonly (Life & { readonly plain: boolean })[]
}

function dwellingList(random: Random, count: number): string[] {
  const doors: string[] = []
  for (let building = 1; doors.length < count; building++)
    for (let entrance = 1; entrance <= 2; entrance++)
      for (let floor = 1; floor <= 11; floor++)
        for (let door = 1; door <= 2; door++) doors.push(`${building}幢${entrance}单元${floor}0${door}室`)
  return random.shuffle(doors.slice(0, count))
}

/** Minutes after midnight of the first day at which each owner first speaks: three at once, the rest in a growing wave, then a tail. */
function firstTimes(random: Random, plan: StoryPlan): Minutes[] {
  const start = parseLocal(plan.from)
  const days = [0, 1, 2]
  for (let index = 3; index < plan.owners; index++)
    days.push(3 + Math.floor(14 * ((index - 3) / Math.max(1, plan.owners - 3)) ** 0.8))
  for (let index = plan.owners; index < plan.households; index++)
    days.push(19 + Math.floor((18 * (index - plan.owners)) / Math.max(1, plan.households - plan.owners)))
  // Later owners keep the order of their ordinals also within a day, so that "the third owner" is a time.
  let last = 0
  return days.map((day) => {
    last = Math.max(start + day * DAY + random.int(8 * 60 + 30, 16 * 60), last + 90)
    return last
  })
}

const traceOf = (source: CaseSource, at: Minutes, before: readonly Trace[]): Trace => ({
  source,
  at,
  outcome: 'failed',
  escalation: null,
  threat: null,
  before: before.map((trace) => ({ source: trace.source, at: trace.at, outcome: trace.outcome })),
})

function quarrelOf(
  random: Random,
  id: string,
  matter: Matter,
  claimant: Person,
  respondent: Organisation,
  town: Town,
  village: Village,
  object: string,
  cluster: string | null,
): Quarrel {
  return {
    id,
    type: matter.type,
    matter,
    claimant,
    others: [],
    opponentPerson: null,
    opponentOrganisation: respondent,
    town,
    village,
    address: `${town.name}${respondent.site || village.name}${claimant.door}`,
    site: respondent.site,
    object,
    amount: matter.amount ? roundSum(random.logNormal(matter.amount, 0.35)) : 0,
    temper: { drink: false, oldGrudge: false, threatens: false, tool: null },
    facts: random.shuffle(matter.facts).slice(0, 2),
    ask: random.pick(matter.asks),
    cluster,
  }
}

/** People, organisations and traces of the story, without numbers or rows. */
export function castStory(plan: StoryPlan): Cast {
  const random = createRandom(`story/${plan.seed}`)
  const from = parseLocal(plan.from)
  const town = townByCode.get(plan.town)
  if (!town) throw new Error(`no town with the code ${plan.town}`)
  const communities = villagesOf.get(town.code)!.filter((village) => village.name.endsWith('社区'))
  const village = random.pick(communities.length > 0 ? communities : villagesOf.get(town.code)!)
  const { trade, matter: key } = storyMatters[plan.type]
  const matter = mattersOf(plan.type).find((one) => one.key === key)!
  const makeOrganisation = organisationMaker(random.fork('organisations'), from, from + 1)
  const made = makeOrganisation(trade, town)
  const respondent: Organisation = {
    ...made,
    id: 'S-O1',
    formerName: null,
    site:
      made.site ||
      `${town.name.slice(0, 2)}${random.pick(['新天地', '万象里', '银泰坊'])}${random.pick(['A', 'B', 'C'])}座`,
  }
  const quiet = plan.decoys ? { ...makeOrganisation('developer', town), id: 'S-O2', formerName: null } : null
  const shop = plan.decoys ? { ...makeOrganisation('shop', town), id: 'S-O3', formerName: null } : null
  const makePerson = personMaker(random.fork('persons'), from, from + 1, 'S-P')
  const dwellings = dwellingList(random.fork('dwellings'), plan.dwellings)
  const names = new Set<string>()
  const owners = Array.from({ length: plan.households }, (_, index) => {
    let person = makePerson(village, -index - 1, dwellings[index]!, { newPhone: null, outside: plan.type === 'labour' })
    while (names.has(person.name))
      person = makePerson(village, -index - 1, dwellings[index]!, { newPhone: null, outside: plan.type === 'labour' })
    names.add(person.name)
    return person
  })
  const object = random.pick(matter.objects)
  const opening: readonly CaseSource[] = ['complaint', 'complaint', 'petition']
  const doors = random.fork('doors')
  const lives = firstTimes(random.fork('times'), plan).map((at, index) => {
    const owner = owners[index]!
    const first =
      opening[index] ??
      doors.weighted<CaseSource>([
        ['complaint', 6],
        ['petition', 2],
        ['police110', 2],
      ])
    const traces = [traceOf(first, at, [])]
    // One in four speaks again through another door; it stays one dispute and one person.
    if (index % 4 === 1)
      traces.push(
        traceOf(
          first === 'petition' ? 'complaint' : doors.pick(['petition', 'police110'] as const),
          at + doors.int(2, 6) * DAY + doors.int(-60, 60),
          traces,
        ),
      )
    return {
      quarrel: quarrelOf(
        doors,
        `S-D${String(index + 1).padStart(2, '0')}`,
        matter,
        owner,
        respondent,
        town,
        village,
        object,
        'story',
      ),
      traces,
      closedAt: null,
      plain: true,
    }
  })
  let caller: Person | null = null
  if (quiet && shop) {
    const goods = mattersOf('consumer').find((one) => one.key === 'goods')!
    caller = makePerson(village, -900, '7号', { newPhone: null })
    const traces: Trace[] = []
    for (let call = 0; call < 40; call++)
      traces.push(traceOf('complaint', from - 12 * DAY + call * 17 * 60 + random.int(0, 400), traces))
    lives.push({
      quarrel: quarrelOf(random, 'S-CALLER', goods, caller, { ...shop, site: '' }, town, village, '冰箱', null),
      traces,
      closedAt: null,
      plain: true,
    })
    const question = mattersOf('none').find((one) => one.key === 'question')!
    const asking = makePerson(village, -901, '9号', { newPhone: null })
    const asked = quarrelOf(random, 'S-QUESTION', question, asking, quiet, town, village, '学区划分', null)
    lives.push({
      quarrel: asked,
      traces: [{ ...traceOf('complaint', from + 2 * DAY + 600, []), outcome: 'settled' }],
      closedAt: null,
      plain: true,
    })
  }
  return { plan, town, village, respondent, quiet, shop, owners, caller, dwellings, lives }
}

/** The facts of the story, from its cast and the rows that were made of it. */
export function storyFacts(cast: Cast, rows: readonly Row[]): StoryFacts {
  const { plan } = cast
  const ordinalOf = new Map(
    cast.lives.filter((life) => life.quarrel.cluster === 'story').map((life, index) => [life.quarrel.id, index + 1]),
  )
  const mine = rows
    .filter((row) => row.dispute !== null && ordinalOf.has(row.dispute) && row.expect === 'stored')
    .sort(
      (left, right) =>
        left.receivedAt - right.receivedAt || sourceKeys.indexOf(left.source) - sourceKeys.indexOf(right.source),
    )
  const known = new Set<number>()
  const arrivals = mine.map((row) => {
    const owner = ordinalOf.get(row.dispute!)!
    known.add(owner)
    return { record: `${row.source}:${row.number}`, receivedAt: row.cells.接收时间!, owner, distinct: known.size }
  })
  const records: Partial<Record<SourceKey, number>> = {}
  for (const row of mine) records[row.source] = (records[row.source] ?? 0) + 1
  const stages = [3, plan.owners, plan.households].map((owners) => ({
    owners,
    receivedAt: arrivals.find((arrival) => arrival.distinct === owners)!.receivedAt,
  }))
  return {
    type: plan.type,
    typeName: disputeTypes[plan.type].zh,
    town: cast.town.code,
    townName: cast.town.name,
    village: cast.village.code,
    site: cast.respondent.site,
    respondent: {
      name: cast.respondent.name,
      shortName: cast.respondent.shortName,
      creditCode: cast.respondent.creditCode,
    },
    owners: cast.owners.map((owner, index) => ({
      ordinal: index + 1,
      name: owner.name,
      phone: owner.phone,
      idNumber: owner.idNumber,
      dwelling: owner.door,
      records: arrivals.filter((arrival) => arrival.owner === index + 1).map((arrival) => arrival.record),
    })),
    stages,
    arrivals,
    records,
    dwellings: cast.dwellings,
    quietDeveloper: cast.quiet ? { name: cast.quiet.name, site: cast.quiet.site } : null,
    caller:
      cast.caller && cast.shop
        ? {
            name: cast.caller.name,
            respondent: cast.shop.name,
            records: rows
              .filter((row) => row.dispute === 'S-CALLER' && row.expect === 'stored')
              .map((row) => `${row.source}:${row.number}`),
          }
        : null,
  }
}

/**
 * The story alone: rows by source in the order of receipt, and what must be found in them.
 * Same plan, same rows.
 */
export function generateStory(plan: Partial<StoryPlan> = {}): {
  rows: Readonly<Record<SourceKey, readonly Readonly<Record<string, string>>[]>>
  facts: StoryFacts
} {
  const cast = castStory({ ...defaultStory, ...plan })
  const random = createRandom(`story-rows/${cast.plan.seed}`)
  const { rows } = renderLives(random, {
    lives: cast.lives,
    number: numberer(),
    population: null,
    until: parseLocal(cast.plan.from) + 120 * DAY,
    plainDelay: (chance) => chance.int(4, 25),
  })
  rows.sort((left, right) => left.receivedAt - right.receivedAt)
  const bySource = Object.fromEntries(
    sourceKeys.map((source) => [source, rows.filter((row) => row.source === source).map((row) => row.cells)]),
  ) as Record<SourceKey, Readonly<Record<string, string>>[]>
  return { rows: bySource, facts: storyFacts(cast, rows) }
}
