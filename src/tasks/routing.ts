import { competentDepartments, localMediationBody, localTown } from '../vocabulary/words/tasks.ts'
import type { AlertLevel } from '../warning/schema.ts'
import type { TaskKind } from './schema.ts'

export interface RouteAgency {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly kind: string
  readonly place: string | null
}

/** A row of the county's reference kind `routes`. */
export interface Route {
  readonly level: string
  readonly type: string
  readonly receiver: string
  readonly way: string
  /** Number of the list's item, or empty. */
  readonly matter: string
}

export interface Routed {
  readonly agency: RouteAgency
  readonly kind: TaskKind
  readonly matter: string
}

/** What an agency of a kind is asked for, unless the route says that it only gets a notice. */
const kindOfAgency: Readonly<Record<string, TaskKind>> = {
  town: 'investigate',
  village: 'investigate',
  mediationBody: 'mediate',
  department: 'formalTalk',
  police: 'investigate',
  court: 'legalNotice',
}

export interface Routing {
  readonly level: AlertLevel | null
  readonly type: string | null
  /** Towns concerned, most members first. */
  readonly towns: readonly string[]
  /** Domestic violence or a sealed identity in a single dispute: never a joint mediation. */
  readonly mediation: boolean
}

/**
 * Who gets what for a confirmed alert: by the county's route table, else by the built-in one (town and mediation body of
 * the place, the department competent by type, a legal notice to the court for clusters and trends). One entry an agency. Pure.
 */
export function routeAlert(alert: Routing, routes: readonly Route[], agencies: readonly RouteAgency[]): Routed[] {
  const routed = new Map<string, Routed>()
  const add = (agency: RouteAgency | undefined, way = 'task', matter = '') => {
    if (agency === undefined) return
    const kind = way === 'legalNotice' ? 'legalNotice' : (kindOfAgency[agency.kind] ?? 'investigate')
    if (kind === 'mediate' && !alert.mediation) return
    // One dispute is talked over, not disciplined: a formal talk is for what many people say.
    const fitting = kind === 'formalTalk' && alert.level === 'micro' ? 'investigate' : kind
    if (!routed.has(agency.id)) routed.set(agency.id, { agency, kind: fitting, matter })
  }
  const local = (kind: string) =>
    alert.towns.flatMap((town) =>
      agencies.filter((agency) => agency.kind === kind && agency.place === town).slice(0, 1),
    )
  const matching = routes.filter(
    (route) =>
      (route.level === '*' || route.level === alert.level) && (route.type === '*' || route.type === alert.type),
  )
  if (routes.length > 0) {
    for (const route of matching) {
      if (route.receiver === localTown) for (const agency of local('town')) add(agency, route.way, route.matter)
      else if (route.receiver === localMediationBody)
        for (const agency of local('mediationBody')) add(agency, route.way)
      else
        add(
          agencies.find((agency) => agency.code === route.receiver),
          route.way,
          route.matter,
        )
    }
    return [...routed.values()]
  }
  for (const agency of local('town')) add(agency)
  if (alert.level !== 'macro') for (const agency of local('mediationBody')) add(agency)
  if (alert.level !== 'micro') {
    const words = competentDepartments[alert.type as keyof typeof competentDepartments] ?? []
    add(agencies.find((agency) => agency.kind === 'department' && words.some((word) => agency.name.includes(word))))
    add(
      agencies.find((agency) => agency.kind === 'court'),
      'legalNotice',
    )
  }
  return [...routed.values()]
}
