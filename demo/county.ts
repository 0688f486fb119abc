import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type SourceKey, sharedColumns, sourceKeys, sources } from '../src/vocabulary/sources.ts'
import { blemish } from './blemish.ts'
import type { Cluster } from './clusters.ts'
import { clusterPlans, createCluster } from './clusters.ts'
import { csvText } from './csv.ts'
import { creditCode } from './identity.ts'
import { type HazardWeights, hazardWeights, type Life, liveOut } from './life.ts'
import { createLoans } from './loans.ts'
import { type Organisation, organisationMaker, type Trade, trades } from './organisations.ts'
import { createPopulation } from './people.ts'
import { towns, villagesOf } from './places.ts'
import { type County, createQuarrel, mattersOf, typeShares } from './quarrels.ts'
import { createRandom, type Random } from './random.ts'
import { createReference } from './reference.ts'
import { renderLives } from './render.ts'
import { dayDrawer } from './rhythm.ts'
import { numberer } from './rows.ts'
import { castStory, defaultStory, type StoryFacts, type StoryPlan, storyFacts } from './story.ts'
import { DAY, HOUR, type Minutes, parseLocal } from './time.ts'
import { truthFiles } from './truth.ts'

export interface CountyPlan {
  readonly seed?: string | number
  /** Only 330681 has places and names here. */
  readonly county?: string
  /** Local dates; `until` is exclusive. */
  readonly from?: string
  readonly until?: string
  /** At least so many different (source, number); loans and repayments included. */
  readonly records?: number
  /** Folder to write; made when missing. Files of an earlier run are overwritten. */
  readonly folder: string
  readonly story?: Partial<StoryPlan>
  /** Other weights of what makes a quarrel escalate than the usual ones. */
  readonly hazard?: HazardWeights
}

export interface CountySummary {
  readonly folder: string
  /** Rows written by source, later versions and duplicates included. */
  readonly rows: Readonly<Record<SourceKey, number>>
  /** Different (source, number) that an import keeps. */
  readonly records: number
  readonly disputes: number
  readonly escalations: number
  readonly story: StoryFacts
}

function createOrganisations(
  random: Random,
  from: Minutes,
  until: Minutes,
): { byTrade: Map<Trade, Organisation[]>; make: ReturnType<typeof organisationMaker> } {
  const make = organisationMaker(random, from, until)
  const byTrade = new Map<Trade, Organisation[]>()
  for (const trade of Object.keys(trades) as Trade[]) {
    const list: Organisation[] = []
    for (const town of towns) {
      const wanted = Math.max(1, Math.round(town.population / 30_000))
      for (let index = 0; index < wanted; index++) list.push(make(trade, town))
    }
    byTrade.set(trade, list)
  }
  return { byTrade, make }
}

const body = (
  random: Random,
  id: string,
  name: string,
  town: string,
  trade: Organisation['trade'],
  kind: '54' | '12' | '91',
): Organisation => ({
  id,
  trade,
  name,
  shortName: name,
  formerName: null,
  creditCode: creditCode(random, kind),
  phone: '',
  town,
  site: '',
})

/** The complainants of a cluster come to the door together: one petition in person, told by the one who came first. */
function gather(lives: (Life & { readonly plain?: boolean })[], cluster: Cluster, at: Minutes): void {
  const ids = new Set(cluster.members.map((member) => member.quarrel.id))
  const index = lives.findIndex((life) => ids.has(life.quarrel.id) && life.traces.length > 0 && life.traces[0]!.at < at)
  const life = lives[index]
  if (!life) return
  const earlier = life.traces.filter((trace) => trace.at < at)
  const before = earlier.map((trace) => ({ source: trace.source, at: trace.at, outcome: trace.outcome }))
  const others = cluster.members.slice(1, 5).map((member) => member.quarrel.claimant)
  const trace = { source: 'petition', at, outcome: 'failed', before, escalation: 'gathering', threat: null } as const
  lives[index] = {
    quarrel: { ...life.quarrel, others: others.filter((one) => one.id !== life.quarrel.claimant.id) },
    traces: [...earlier, trace],
    closedAt: null,
  }
}

/**
 * Writes the demonstration county: `<source>.csv` for the eight sources, `reference/*.csv`, `truth/*` and a README.
 * Deterministic: the same plan gives the same bytes. Throws on an unknown county or a period under 60 days.
 */
export function generateCounty(plan: CountyPlan): CountySummary {
  const { county = '330681', records = 24_000, folder, hazard = hazardWeights } = plan
  const seed = String(plan.seed ?? 'suyuan')
  if (county !== '330681') throw new Error(`the demonstration county is 330681; there is nothing for ${county}`)
  const from = parseLocal(plan.from ?? '2021-10-01')
  const until = parseLocal(plan.until ?? '2023-10-01')
  if (until - from < 60 * DAY) throw new Error('the demonstration county needs at least 60 days')
  const random = createRandom(seed)

  const population = createPopulation(random.fork('population'), {
    towns,
    villagesOf,
    households: Math.round(records * 0.42),
    from,
    until,
  })
  const { byTrade, make } = createOrganisations(random.fork('organisations'), from, until)
  const bodies = random.fork('bodies')
  const committees = new Map<string, Organisation>()
  for (const villages of villagesOf.values())
    for (const village of villages)
      committees.set(
        village.code,
        body(
          bodies,
          `V${village.code}`,
          `${village.name}村民委员会`.replace(/村村民/, '村村民').replace(/社区村民/, '社区居民'),
          village.town,
          'villageCommittee',
          '54',
        ),
      )
  const authorities = [
    '诸暨市住房和城乡建设局',
    '诸暨市综合行政执法局',
    '诸暨市自然资源和规划局',
    '诸暨市交通运输局',
    '诸暨市公安局交通警察大队',
    '诸暨市民政局',
  ].map((name, index) => body(bodies, `A${index + 1}`, name, '330681001', 'authority', '12'))
  const bank = body(bodies, 'BANK', '浙江浣栎消费金融股份有限公司诸暨分公司', '330681001', 'bank', '91')
  const setting: County = { population, organisations: byTrade, villageCommittees: committees, authorities }

  let disputes = 0
  const nextId = (): string => `D${String(++disputes).padStart(5, '0')}`
  const lives: (Life & { readonly plain?: boolean })[] = []
  const clusters: Cluster[] = []
  const clusterRandom = random.fork('clusters')
  for (const clusterPlan of clusterPlans) {
    const start = parseLocal(clusterPlan.from)
    if (start < from || start + clusterPlan.days * DAY > until) continue
    const respondent = make(clusterPlan.trade, towns.find((town) => town.code === clusterPlan.towns[0])!)
    byTrade.get(clusterPlan.trade)!.push({ ...respondent, town: 'cluster' })
    const cluster = createCluster(clusterRandom.fork(clusterPlan.key), setting, clusterPlan, respondent, nextId)
    clusters.push(cluster)
    for (const member of cluster.members)
      lives.push(
        liveOut(clusterRandom, member.quarrel, { start: member.start, first: member.first, until, longest: 4, hazard }),
      )
    if (clusterPlan.gathersAfter) gather(lives, cluster, start + clusterPlan.gathersAfter * DAY + 10 * HOUR)
  }
  for (const [trade, list] of byTrade)
    byTrade.set(
      trade,
      list.filter((one) => one.town !== 'cluster'),
    )

  const storyPlan: StoryPlan = { ...defaultStory, seed: `${seed}/story`, ...plan.story }
  const cast = castStory(storyPlan)
  const tellsStory = parseLocal(storyPlan.from) >= from && parseLocal(storyPlan.from) + 40 * DAY < until
  if (tellsStory) lives.push(...cast.lives)

  const number = numberer()
  const loans = createLoans(
    random.fork('loans'),
    { contracts: Math.round(records / 160), from, until, bank, population },
    (at) => number('contract', at, ''),
  )
  let made =
    lives.reduce((sum, life) => sum + life.traces.length, 0) + loans.filter((row) => row.expect === 'stored').length
  const ordinary = random.fork('ordinary')
  const drawers = new Map(
    typeShares.map(([type]) => [type, dayDrawer(ordinary.fork(type), type, from, until - 2 * DAY)]),
  )
  while (made < records + 120) {
    const type = ordinary.weighted(typeShares)
    const own = mattersOf(type)
    const matter = ordinary.weighted(own.map((one) => [one, one.weight] as const))
    const quarrel = createQuarrel(ordinary, setting, nextId(), matter)
    const life = liveOut(ordinary, quarrel, { start: drawers.get(type)!(), until, hazard })
    if (life.traces.length === 0) continue
    lives.push(life)
    made += life.traces.length
  }

  const repeated = blemish.repeatedCalls(random.fork('repeats'), lives, until)
  const { rows, numbers } = renderLives(random.fork('rows'), {
    lives: repeated,
    number,
    population,
    until,
    plainDelay: (chance) => chance.int(4, 25),
  })
  const all = blemish.arrivals(random.fork('arrivals'), [...rows, ...loans])
  all.sort(
    (left, right) =>
      left.receivedAt - right.receivedAt ||
      (left.cells.接收时间! < right.cells.接收时间! ? -1 : left.cells.接收时间! > right.cells.接收时间! ? 1 : 0),
  )

  const counts = Object.fromEntries(sourceKeys.map((source) => [source, 0])) as Record<SourceKey, number>
  mkdirSync(join(folder, 'reference'), { recursive: true })
  mkdirSync(join(folder, 'truth'), { recursive: true })
  for (const source of sourceKeys) {
    const mine = all.filter((row) => row.source === source)
    counts[source] = mine.length
    writeFileSync(
      join(folder, `${source}.csv`),
      csvText(
        [...sources[source].columns, ...sharedColumns],
        mine.map((row) => row.cells),
      ),
    )
  }
  const registered = [
    ...[...byTrade.values()].flat(),
    ...clusters.map((cluster) => cluster.respondent),
    cast.respondent,
    ...(cast.quiet ? [cast.quiet] : []),
    ...(cast.shop ? [cast.shop] : []),
    bank,
  ]
  const reference = createReference(random.fork('reference'), { bank, organisations: registered })
  for (const [kind, lines] of Object.entries(reference))
    writeFileSync(join(folder, 'reference', `${kind}.csv`), csvText(Object.keys(lines[0]!), lines))
  const facts = storyFacts(
    cast,
    tellsStory
      ? all
      : renderLives(random.fork('story'), {
          lives: cast.lives,
          number: numberer(),
          population: null,
          until: parseLocal(storyPlan.from) + 100 * DAY,
          plainDelay: (chance) => chance.int(4, 25),
        }).rows,
  )
  const truth = truthFiles({ hazard, lives: repeated, rows: all, numbers, clusters, facts, from, until })
  for (const [name, text] of Object.entries(truth.files)) writeFileSync(join(folder, 'truth', name), text)
  writeFileSync(join(folder, 'README.md'), readme(seed))
  return {
    folder,
    rows: counts,
    records: new Set(all.filter((row) => row.expect !== 'excluded').map((row) => `${row.source}:${row.number}`)).size,
    disputes: repeated.length,
    escalations: truth.escalations,
    story: facts,
  }
}

const readme = (seed: string): string => `# 演示数据

本文件夹由 Suyuan 的演示县生成器产生（种子 ${seed}）。人名、电话、证件号码、企业、小区、案件均为虚构，不指向任何真实的人或单位；镇街人口为虚构分摊。
All persons, phones, ID numbers, companies, estates and cases are invented. \`truth/\` holds what is really behind the records; the platform never reads it.
`
