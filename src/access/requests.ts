import type { FastifyRequest } from 'fastify'
import { Problem } from '../platform/problem.ts'
import { roles } from '../vocabulary/roles.ts'
import { type Power, powers } from '../vocabulary/staff.ts'
import { actionWords } from '../vocabulary/words/access.ts'
import type { Scope } from './scope.ts'
import { type Action, jurisdictionOf, reachUnder, rolesOf } from './scopes.ts'

/** Who may call a route: officers under a rule, the party of a dispute, both, or anybody for a stated reason. */
export type RouteAccess =
  | { readonly officer: Action | readonly Action[]; readonly party?: true }
  | { readonly party: true }
  | { readonly open: string }

declare module 'fastify' {
  interface FastifyRequest {
    /** Set from the session cookie by platform/http's hook; null when nobody is signed in. */
    scope: Scope | null
  }
  interface FastifyContextConfig {
    access?: RouteAccess
    /** The way back from looking as a role. */
    leavesLooking?: true
  }
}

export type OfficerScope = Extract<Scope, { kind: 'officer' }>
export type PartyScope = Extract<Scope, { kind: 'party' }>

function actionsOfRoute(access: RouteAccess | undefined): readonly Action[] {
  if (access === undefined || !('officer' in access)) return []
  return typeof access.officer === 'string' ? [access.officer] : access.officer
}

/**
 * Refuses a request before its body is read: nobody signed in, or a role without any of the route's rules. Throws
 * access.signInRequired or access.forbidden; a route without `config.access` throws access.ruleMissing.
 */
export function authorise(request: FastifyRequest): void {
  const access = request.routeOptions.config.access
  if (access === undefined) throw new Problem('access.ruleMissing', { route: request.routeOptions.url ?? '' })
  if ('open' in access) return
  assertOnlyLooking(request)
  if (request.scope?.kind === 'party' && access.party) return
  const actions = actionsOfRoute(access)
  if (actions.length === 0) requireParty(request)
  else requireScope(request, actions)
}

/** Routes that change nothing but the looking itself, and searches whose words go in a body. */
function assertOnlyLooking(request: FastifyRequest): void {
  if (request.scope?.kind !== 'officer' || !request.scope.looking) return
  const { method, config } = request.routeOptions
  const methods = Array.isArray(method) ? method : [method]
  if (methods.every((one) => one === 'GET' || one === 'HEAD') || config.rate === 'search' || config.leavesLooking)
    return
  throw new Problem('staff.lookingOnly')
}

/**
 * The signed-in officer with the reach of the first of the route's rules that the role has; `action` narrows where a
 * route has several. Throws access.signInRequired or access.forbidden.
 */
export function requireScope(
  request: FastifyRequest,
  action: Action | readonly Action[] = actionsOfRoute(request.routeOptions.config.access),
): OfficerScope {
  const scope = request.scope
  if (scope?.kind !== 'officer') throw new Problem('access.signInRequired')
  const asked = typeof action === 'string' ? [action] : action
  for (const name of asked) {
    const jurisdiction = jurisdictionOf(scope.role, name)
    if (jurisdiction !== null) return { ...scope, reach: reachUnder(scope.reach, jurisdiction) }
  }
  throw new Problem('access.forbidden', {
    role: roles[scope.role].zh,
    action: asked.map((name) => actionWords[name]).join('、'),
    who: [...new Set(asked.flatMap(rolesOf))].map((role) => roles[role].zh).join('、'),
  })
}

/** Refuses what the party's representative has no authority for; the party in person may do anything. Throws staff.powerMissing. */
export function requirePower(scope: PartyScope, power: Power): void {
  if (scope.representation && !scope.representation.powers.includes(power))
    throw new Problem('staff.powerMissing', { power: powers[power].zh })
}

/** The signed-in party of one dispute. Throws access.signInRequired. */
export function requireParty(request: FastifyRequest): PartyScope {
  if (request.scope?.kind !== 'party') throw new Problem('access.signInRequired')
  return request.scope
}
