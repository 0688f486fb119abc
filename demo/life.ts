import type { DisputeType } from '../src/vocabulary/dispute-types.ts'
import type { CaseSource, EscalationKind, Outcome, Quarrel, Trace } from './model.ts'
import type { Random } from './random.ts'
import { officeDay, timeOfDay } from './rhythm.ts'
import { DAY, daysToFestival, type Minutes } from './time.ts'

type Weights = readonly (readonly [CaseSource, number])[]

const homeDoors: Weights = [
  ['police110', 50],
  ['grid', 28],
  ['complaint', 7],
  ['mediation', 13],
  ['court', 2],
]
const moneyDoors: Weights = [
  ['police110', 24],
  ['mediation', 22],
  ['court', 32],
  ['complaint', 8],
  ['grid', 10],
  ['petition', 4],
]
const marketDoors: Weights = [
  ['complaint', 60],
  ['police110', 14],
  ['petition', 6],
  ['mediation', 9],
  ['grid', 4],
  ['court', 7],
]
const publicDoors: Weights = [
  ['complaint', 68],
  ['petition', 14],
  ['grid', 15],
  ['police110', 3],
]
const messageDoors: Weights = [
  ['complaint', 94],
  ['grid', 4],
  ['police110', 2],
]

export function firstDoors(type: DisputeType): Weights {
  switch (type) {
    case 'marriageFamily':
    case 'neighbour':
    case 'housingHomestead':
    case 'damages':
    case 'traffic':
    case 'landForest':
    case 'other':
      return homeDoors
    case 'privateLoan':
    case 'contract':
    case 'businessOperation':
    case 'construction':
    case 'lease':
    case 'intellectualProperty':
      return moneyDoors
    case 'publicService':
    case 'villageAffairs':
    case 'expropriation':
      return publicDoors
    case 'none':
      return messageDoors
    default:
      return marketDoors
  }
}

const nextDoors: Readonly<Record<CaseSource, Weights>> = {
  police110: [
    ['mediation', 42],
    ['police110', 25],
    ['complaint', 10],
    ['court', 12],
    ['petition', 5],
    ['grid', 6],
  ],
  grid: [
    ['mediation', 50],
    ['police110', 25],
    ['grid', 10],
    ['petition', 10],
    ['court', 5],
  ],
  complaint: [
    ['complaint', 32],
    ['mediation', 22],
    ['petition', 14],
    ['police110', 10],
    ['court', 22],
  ],
  petition: [
    ['petition', 35],
    ['mediation', 25],
    ['complaint', 15],
    ['court', 25],
  ],
  mediation: [
    ['court', 55],
    ['police110', 20],
    ['petition', 12],
    ['mediation', 13],
  ],
  court: [
    ['petition', 60],
    ['police110', 40],
  ],
}

/** Chance that the matter ends there, and that an unsettled one is dropped in silence. */
const ends: Readonly<Record<CaseSource, readonly [settle: number, drop: number]>> = {
  police110: [0.38, 0.24],
  grid: [0.42, 0.26],
  complaint: [0.4, 0.28],
  petition: [0.34, 0.28],
  mediation: [0.68, 0.2],
  court: [0.97, 1],
}
/** Chance that what was settled breaks out again (of 28 mediated cases that turned violent, 15 had been "settled": domain.md 7.1). */
const relapse: Readonly<Record<CaseSource, number>> = {
  police110: 0.14,
  grid: 0.08,
  complaint: 0.06,
  petition: 0.05,
  mediation: 0.1,
  court: 0.02,
}
const delayDays: Readonly<Record<CaseSource, number>> = {
  police110: 8,
  grid: 9,
  complaint: 13,
  petition: 22,
  mediation: 11,
  court: 38,
}
const clock: Readonly<Record<CaseSource, 'police' | 'hotline' | 'office'>> = {
  police110: 'police',
  complaint: 'hotline',
  petition: 'office',
  grid: 'office',
  mediation: 'office',
  court: 'office',
}

/** What makes a quarrel escalate, as log hazard a day. Another county may differ: benches draw one with other weights. */
export const hazardWeights = {
  base: -9.7,
  tension: 1,
  drink: 0.6,
  oldGrudge: 0.5,
  tool: 0.5,
  threat: 1.1,
  failed: 0.8,
  call: 0.65,
  others: 0.4,
  festival: 1,
} as const
export type HazardWeights = Readonly<Record<keyof typeof hazardWeights, number>>

/** Chance a day that the quarrel escalates, from what could be seen up to `at`. The hidden truth of the risk oracle. */
export function hazard(
  quarrel: Quarrel,
  traces: readonly Trace[],
  at: Minutes,
  weights: HazardWeights = hazardWeights,
): number {
  const { temper, matter } = quarrel
  let log = weights.base + weights.tension * matter.tension
  if (temper.drink) log += weights.drink
  if (temper.oldGrudge) log += weights.oldGrudge
  if (temper.tool) log += weights.tool
  let calls = 0
  for (const trace of traces) {
    if (trace.threat) log += weights.threat
    if (trace.source === 'mediation' && trace.outcome === 'failed') log += weights.failed
    if (trace.source === 'police110' && at - trace.at <= 30 * DAY) calls++
  }
  log += weights.call * Math.min(calls, 4)
  log += weights.others * Math.log(1 + quarrel.others.length)
  const days = daysToFestival(at)
  if (quarrel.type === 'labour' && days > 0 && days <= 45) log += weights.festival
  return Math.min(0.05, Math.exp(log))
}

/** Chance of an escalation within 30 days, were nothing else to happen. */
export const thirtyDayRisk = (
  quarrel: Quarrel,
  traces: readonly Trace[],
  at: Minutes,
  weights: HazardWeights = hazardWeights,
): number => 1 - Math.exp(-30 * hazard(quarrel, traces, at, weights))

const threats = [
  '再不解决就要跟{对}同归于尽',
  '扬言要叫人把{对}打一顿',
  '说要放火烧掉{对}的东西',
  '说再这样就拿刀来说话',
  '说不给钱就从楼上跳下去',
  '放话要让{对}全家不得安宁',
]

function escalationKind(random: Random, quarrel: Quarrel): EscalationKind {
  if (quarrel.cluster || quarrel.others.length >= 4)
    return random.weighted([
      ['gathering', 6],
      ['violence', 2],
      ['selfHarm', 1],
    ])
  return random.weighted([
    ['violence', 8],
    ['selfHarm', quarrel.type === 'marriageFamily' || quarrel.type === 'labour' ? 2.5 : 0.8],
  ])
}

export interface Life {
  readonly quarrel: Quarrel
  readonly traces: readonly Trace[]
  /** When nothing was pending any more; null while open at the end of the period. */
  readonly closedAt: Minutes | null
}

export interface LifePlan {
  readonly start: Minutes
  readonly until: Minutes
  readonly first?: CaseSource
  /** Most traces of one quarrel. */
  readonly longest?: number
  readonly hazard?: HazardWeights
}

/** One quarrel from its first trace to its end: doors, waits, outcomes, and perhaps an escalation drawn from the hazard. */
export function liveOut(random: Random, quarrel: Quarrel, plan: LifePlan): Life {
  const traces: Trace[] = []
  const longest = plan.longest ?? 7
  let source = plan.first ?? random.weighted(firstDoors(quarrel.type))
  if (source === 'court' && !quarrel.matter.cause) source = 'petition'
  let day = plan.start
  let closedAt: Minutes | null = null
  let escalated = false
  while (traces.length < longest) {
    if (source !== 'police110' && source !== 'complaint') day = officeDay(day)
    const at = day + timeOfDay(random, clock[source])
    if (at >= plan.until) break
    const [settle, drop] = ends[source]
    const quiet = quarrel.type === 'none' || quarrel.type === 'publicService'
    const settled = random.chance(quiet ? 0.75 : quarrel.matter.tension > 1 ? settle * 0.8 : settle)
    const outcome: Outcome =
      source === 'court'
        ? random.weighted([
            ['judged', 5],
            ['settled', 3],
            ['withdrawn', 2],
          ])
        : settled
          ? 'settled'
          : source === 'police110' && random.chance(0.35)
            ? 'referred'
            : 'failed'
    const threat =
      quarrel.temper.threatens && random.chance(traces.length === 0 ? 0.3 : 0.55) ? random.pick(threats) : null
    const before = traces.map((trace) => ({ source: trace.source, at: trace.at, outcome: trace.outcome }))
    traces.push({ source, at, outcome, before, escalation: null, threat })
    const over = outcome === 'settled' || outcome === 'judged' || outcome === 'withdrawn'
    closedAt = over ? at : null
    const dropped = !over && random.chance(drop)
    const again = over && random.chance(relapse[source])
    const silence = dropped ? 60 : again ? 20 + random.wait(35) : Math.max(0.3, random.wait(1))
    const following = again ? 'police110' : random.weighted(nextDoors[source])
    const target: CaseSource =
      following === 'court' && !quarrel.matter.cause
        ? 'petition'
        : quiet && following === 'mediation'
          ? 'complaint'
          : following
    const gap = dropped ? 60 : again ? silence : silence * delayDays[target]
    if (!escalated && quarrel.type !== 'none' && (!over || again)) {
      const wait = random.wait(1 / hazard(quarrel, traces, at, plan.hazard))
      if (wait < gap) {
        escalated = true
        const when = at + Math.max(30, Math.floor(wait * DAY))
        if (when >= plan.until) break
        const kind = escalationKind(random, quarrel)
        const earlier = traces.map((trace) => ({ source: trace.source, at: trace.at, outcome: trace.outcome }))
        traces.push({
          source: kind === 'gathering' && random.chance(0.5) ? 'petition' : 'police110',
          at: when,
          outcome: 'failed',
          before: earlier,
          escalation: kind,
          threat: null,
        })
        closedAt = null
        day = when - (when % DAY) + DAY + Math.floor(random.wait(6)) * DAY
        source = quarrel.matter.domestic ? 'court' : 'mediation'
        continue
      }
    }
    if (dropped || (over && !again)) break
    if (again) closedAt = null
    day = at - (at % DAY) + Math.max(1, Math.round(gap)) * DAY
    source = target
  }
  return { quarrel, traces, closedAt }
}
