import type { CaseSource, Quarrel } from './model.ts'
import type { Organisation, Trade } from './organisations.ts'
import { anyAdult, type Person } from './people.ts'
import { townByCode, villagesOf } from './places.ts'
import { type County, mattersOf, roundSum, temperOf } from './quarrels.ts'
import type { Random } from './random.ts'
import { DAY, type Minutes, parseLocal } from './time.ts'

/** Many disputes of one kind against one respondent: related, never merged (glossary: caseCluster). */
export interface ClusterPlan {
  readonly key: string
  readonly title: string
  readonly trade: Trade
  readonly matter: string
  /** Towns by code; the complainants spread over all of them. */
  readonly towns: readonly string[]
  readonly people: number
  readonly from: string
  readonly days: number
  /** Doors to which the complainants go first. */
  readonly doors: readonly (readonly [CaseSource, number])[]
  readonly object: string
  readonly incomers?: boolean
  /** Some day on which they come together, in days after `from`: the escalation of the cluster. */
  readonly gathersAfter?: number
}

export const clusterPlans: readonly ClusterPlan[] = [
  {
    key: 'wagesSite',
    title: '春节前27名工人讨薪',
    trade: 'builder',
    matter: 'wages',
    towns: ['330681104'],
    people: 27,
    from: '2023-01-03',
    days: 12,
    doors: [
      ['complaint', 5],
      ['police110', 3],
      ['petition', 3],
    ],
    gathersAfter: 9,
    object: '工资',
    incomers: true,
  },
  {
    key: 'wagesSocks',
    title: '袜厂停产欠薪',
    trade: 'socks',
    matter: 'factoryWages',
    towns: ['330681005'],
    people: 19,
    from: '2022-01-08',
    days: 14,
    doors: [
      ['complaint', 6],
      ['police110', 2],
      ['petition', 1],
    ],
    gathersAfter: 11,
    object: '计件工资',
    incomers: true,
  },
  {
    key: 'gymClosing',
    title: '健身房关门',
    trade: 'gym',
    matter: 'prepaid',
    towns: ['330681001', '330681002'],
    people: 60,
    from: '2022-06-13',
    days: 5,
    doors: [
      ['complaint', 9],
      ['police110', 1],
    ],
    gathersAfter: 4,
    object: '年卡',
  },
  {
    key: 'noisePlant',
    title: '塑粉厂夜间噪声异味',
    trade: 'plant',
    matter: 'plantNoise',
    towns: ['330681109'],
    people: 18,
    from: '2022-07-01',
    days: 70,
    doors: [
      ['complaint', 6],
      ['grid', 2],
      ['petition', 1],
    ],
    object: '刺鼻的气味',
  },
  {
    key: 'propertyFees',
    title: '小区物业费上涨',
    trade: 'property',
    matter: 'propertyFee',
    towns: ['330681002'],
    people: 25,
    from: '2022-10-10',
    days: 45,
    doors: [
      ['complaint', 7],
      ['petition', 1],
      ['grid', 1],
    ],
    object: '物业费',
  },
  {
    key: 'lender',
    title: '小额贷款公司涉八个镇街',
    trade: 'lender',
    matter: 'loanTerms',
    towns: ['330681001', '330681003', '330681005', '330681104', '330681106', '330681109', '330681115', '330681117'],
    people: 25,
    from: '2023-03-06',
    days: 40,
    doors: [
      ['complaint', 5],
      ['police110', 3],
      ['court', 2],
    ],
    object: '砍头息',
  },
  {
    key: 'trainingClosed',
    title: '培训机构停课',
    trade: 'training',
    matter: 'training',
    towns: ['330681005', '330681001'],
    people: 30,
    from: '2022-08-22',
    days: 16,
    doors: [
      ['complaint', 8],
      ['police110', 1],
      ['petition', 1],
    ],
    gathersAfter: 10,
    object: '课时费',
  },
  {
    key: 'lateEstate',
    title: '楼盘逾期交房',
    trade: 'developer',
    matter: 'lateHandover',
    towns: ['330681003'],
    people: 14,
    from: '2022-04-05',
    days: 25,
    doors: [
      ['complaint', 6],
      ['petition', 3],
    ],
    gathersAfter: 18,
    object: '逾期交房',
  },
  {
    key: 'carDeposit',
    title: '汽车销售公司停业',
    trade: 'cars',
    matter: 'carSale',
    towns: ['330681001', '330681003', '330681104'],
    people: 21,
    from: '2023-05-08',
    days: 12,
    doors: [
      ['complaint', 7],
      ['police110', 2],
    ],
    object: '定金',
  },
  {
    key: 'pearlStream',
    title: '珍珠直播间货不对板',
    trade: 'onlineShop',
    matter: 'livestream',
    towns: ['330681108'],
    people: 22,
    from: '2022-11-10',
    days: 20,
    doors: [['complaint', 10]],
    object: '珍珠项链',
  },
]

export interface ClusterMember {
  readonly quarrel: Quarrel
  readonly start: Minutes
  readonly first: CaseSource
}

export interface Cluster {
  readonly plan: ClusterPlan
  readonly respondent: Organisation
  readonly members: readonly ClusterMember[]
}

/** Complainants arrive in a wave that rises and falls; each has a dispute of his own. */
export function createCluster(
  random: Random,
  county: County,
  plan: ClusterPlan,
  respondent: Organisation,
  nextId: () => string,
): Cluster {
  const matter = mattersOf(typeOf(plan)).find((one) => one.key === plan.matter)!
  const from = parseLocal(plan.from)
  const known = new Set<string>()
  const members: ClusterMember[] = []
  for (let index = 0; index < plan.people; index++) {
    const town = townByCode.get(plan.towns[index % plan.towns.length]!)!
    let claimant: Person = anyAdult(random, county.population, town.code, plan.incomers)
    for (let tries = 0; known.has(claimant.id) && tries < 50; tries++)
      claimant = anyAdult(random, county.population, town.code, plan.incomers)
    known.add(claimant.id)
    const wave = (random.next() + random.next()) / 2
    const village = respondent.site !== '' ? villagesOf.get(town.code)![0]! : claimant.village
    members.push({
      start: from + Math.floor(wave * plan.days) * DAY,
      first: random.weighted(plan.doors),
      quarrel: {
        id: nextId(),
        type: matter.type,
        matter,
        claimant,
        others: [],
        opponentPerson: null,
        opponentOrganisation: respondent,
        town,
        village,
        address: `${town.name}${respondent.site || claimant.village.name + claimant.door}`,
        site: respondent.site,
        object: random.chance(0.8) ? plan.object : random.pick(matter.objects),
        amount: matter.amount ? roundSum(random.logNormal(matter.amount, 0.5)) : 0,
        temper: temperOf(random, matter),
        facts: random.shuffle(matter.facts).slice(0, random.int(2, 3)),
        ask: random.pick(matter.asks),
        cluster: plan.key,
      },
    })
  }
  return { plan, respondent, members }
}

function typeOf(plan: ClusterPlan): Quarrel['type'] {
  const types = {
    wages: 'labour',
    factoryWages: 'labour',
    prepaid: 'consumer',
    plantNoise: 'environment',
    propertyFee: 'propertyService',
    loanTerms: 'finance',
    training: 'education',
    lateHandover: 'homePurchase',
    carSale: 'consumer',
    livestream: 'onlineTrade',
  } as const
  const type = types[plan.matter as keyof typeof types]
  if (!type) throw new Error(`no type for the matter ${plan.matter} of cluster ${plan.key}`)
  return type
}
