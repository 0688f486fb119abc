import type { AgencyKind } from '../../vocabulary/agency-kinds.ts'
import { clockTable } from '../../vocabulary/clocks.ts'
import { acceptanceFee, type Fee, halved, paymentOrderFee } from '../../vocabulary/court-fees.ts'
import type { DisputeType } from '../../vocabulary/dispute-types.ts'
import {
  type LawRouteKind,
  lawRouteTable,
  mediationRouteKinds,
  openRoutes,
  routeEffects,
  routesOfType,
  routeWords,
  violenceRoutes,
} from '../../vocabulary/law-routes.ts'
import { competentDepartments } from '../../vocabulary/words/tasks.ts'
import { expectedOf, type Past, priorOf } from './past.ts'
import type { LeftOutRoute, SuggestedBody, SuggestedRoute } from './schema.ts'

export interface RouteDispute {
  readonly type: DisputeType
  readonly town: string | null
  /** 分, or null where nobody has named a sum. */
  readonly amount: number | null
  readonly sealed: boolean
  readonly domesticViolence: boolean
}

export interface RouteAgency {
  readonly id: string
  readonly name: string
  readonly kind: string
  /** Town's code; null for the whole county. */
  readonly town: string | null
}

export interface RouteBody extends RouteAgency {
  /** Types that it takes; empty: every type. */
  readonly types: readonly string[]
  readonly mediators: number
  readonly open: number
  readonly past: Past
}

const yuan = (fen: number): string => String(Math.round(fen) / 100)
/** What a reader takes in; nothing more leaves the server. */
const shownAgencies = 3
const shownBodies = 5
/** Fewer show no rate (house rules 3b). */
const smallestGroup = 5

function reasonsOf(body: RouteBody, near: boolean, alike: boolean): string[] {
  const { past } = body
  return [
    routeWords.takesType,
    ...(near ? [routeWords.near] : []),
    past.judged >= smallestGroup ? routeWords.held(past.held, past.judged) : routeWords.few,
    ...(past.settled >= smallestGroup && past.medianDays !== null ? [routeWords.days(past.medianDays)] : []),
    routeWords.load(body.open, body.mediators),
    ...(alike ? [routeWords.alike] : []),
  ]
}

/**
 * Bodies that take the type and work in the dispute's town or the whole county, best first. Bodies whose intervals overlap the
 * best one's are not told apart by their past: among them the near ones come first, then those with fewer open matters a mediator.
 */
export function rankBodies(dispute: RouteDispute, bodies: readonly RouteBody[]): SuggestedBody[] {
  const fit = bodies.filter(
    (body) =>
      (body.types.length === 0 || body.types.includes(dispute.type)) &&
      (body.town === null || body.town === dispute.town),
  )
  // How bodies differ is learnt from all that take the type, also those of other towns.
  const prior = priorOf(
    bodies.filter((body) => body.types.length === 0 || body.types.includes(dispute.type)).map((body) => body.past),
  )
  const near = (body: RouteBody): boolean => body.town !== null && body.town === dispute.town
  const load = (body: RouteBody): number => body.open / Math.max(1, body.mediators)
  let rest = fit
    .map((body) => ({ body, expected: expectedOf(body.past, prior) }))
    .sort((a, b) => b.expected.mean - a.expected.mean || (a.body.id < b.body.id ? -1 : 1))
  const ranked: SuggestedBody[] = []
  while (rest.length > 0) {
    const best = rest[0]!.expected
    const group = rest.filter(({ expected }) => expected.high >= best.low)
    rest = rest.filter((one) => !group.includes(one))
    group.sort(
      (a, b) =>
        Number(near(b.body)) - Number(near(a.body)) ||
        load(a.body) - load(b.body) ||
        b.expected.mean - a.expected.mean ||
        (a.body.id < b.body.id ? -1 : 1),
    )
    group.forEach(({ body, expected }, index) => {
      const shown = body.past.judged >= smallestGroup
      ranked.push({
        id: body.id,
        name: body.name,
        near: near(body),
        open: body.open,
        mediators: body.mediators,
        cases: shown ? body.past.judged : null,
        holds: shown ? Math.round(expected.mean * 1000) / 1000 : null,
        low: shown ? Math.round(expected.low * 1000) / 1000 : null,
        high: shown ? Math.round(expected.high * 1000) / 1000 : null,
        reasons: reasonsOf(body, near(body), index > 0),
      })
    })
  }
  return ranked
}

function costOf(kind: LawRouteKind, { type, amount }: RouteDispute): SuggestedRoute['cost'] {
  const { cost } = lawRouteTable[kind]
  const plain = (text: string, fee: Fee | null = null): SuggestedRoute['cost'] => ({
    text,
    low: fee?.low ?? null,
    high: fee?.high ?? null,
  })
  if (cost === 'free') return { text: routeWords.free, low: 0, high: 0 }
  if (cost === 'arbitrationRules') return plain(routeWords.arbitrationRules)
  if (cost === 'paymentOrder') {
    const fee = paymentOrderFee(amount)
    return fee ? plain(routeWords.orderFee(yuan(fee.low)), fee) : plain(routeWords.feeUnknown)
  }
  const fee = acceptanceFee(routesOfType[type].fee, amount)
  if (!fee) return plain(routeWords.feeUnknown)
  const half = halved(fee)
  return plain(
    `${routeWords.fee(yuan(fee.low), yuan(fee.high))}；${routeWords.halvedFee(yuan(half.low), yuan(half.high))}`,
    fee,
  )
}

/** Agencies of the directory to which a route leads, the dispute's own town first. */
function agenciesOf(kind: LawRouteKind, dispute: RouteDispute, agencies: readonly RouteAgency[]): RouteAgency[] {
  const route = lawRouteTable[kind]
  const words = competentDepartments[dispute.type] ?? []
  const rank = (agency: RouteAgency): number => (agency.town !== null && agency.town === dispute.town ? 0 : 1)
  return agencies
    .filter(
      (agency) =>
        route.at.includes(agency.kind as AgencyKind) &&
        (agency.town === null || agency.town === dispute.town) &&
        (!route.competentOnly || agency.kind === 'hotline' || words.some((word) => agency.name.includes(word))),
    )
    .sort((a, b) => rank(a) - rank(b))
}

/** Which routes stand in which order for a dispute, and which were left out and why. */
export function orderOf(dispute: RouteDispute): { kinds: LawRouteKind[]; leftOut: LeftOutRoute[] } {
  const first = dispute.domesticViolence ? violenceRoutes : []
  const all: readonly LawRouteKind[] = [...first, ...routesOfType[dispute.type].routes]
  const apart = dispute.sealed || dispute.domesticViolence
  const why = dispute.domesticViolence ? routeWords.leftOutViolence : routeWords.leftOutSealed
  return {
    kinds: all.filter((kind) => !apart || !lawRouteTable[kind].joint),
    leftOut: all
      .filter((kind) => apart && lawRouteTable[kind].joint)
      .map((kind) => ({ kind, title: lawRouteTable[kind].zh, why })),
  }
}

/**
 * Lawful routes for one dispute in the order of the table for its type, with the bodies of the mediation route ranked by what came
 * of like disputes. A suggestion: nothing follows from it until a named person chooses. Pure.
 */
export function suggestRoutes(
  dispute: RouteDispute,
  bodies: readonly RouteBody[],
  agencies: readonly RouteAgency[],
): { routes: SuggestedRoute[]; leftOut: LeftOutRoute[] } {
  const { kinds, leftOut } = orderOf(dispute)
  const routes = kinds.map((kind) => {
    const route = lawRouteTable[kind]
    const mediated = mediationRouteKinds.has(kind)
    const clock = route.clock === null ? null : clockTable[route.clock]
    const where = mediated
      ? []
      : agenciesOf(kind, dispute, agencies)
          .slice(0, shownAgencies)
          .map(({ name }) => name)
    return {
      kind,
      title: route.zh,
      open: openRoutes.has(kind),
      where: where.length > 0 ? where : [route.atWords],
      bodies: mediated ? rankBodies(dispute, bodies).slice(0, shownBodies) : [],
      clock: clock && { title: clock.zh, length: clock.length, unit: clock.unit },
      cost: costOf(kind, dispute),
      effect: routeEffects[route.effect],
      reasons: [route.why, ...(openRoutes.has(kind) ? [routeWords.always] : [])],
      law: route.law,
    }
  })
  return { routes, leftOut }
}
