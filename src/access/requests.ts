import type { FastifyRequest } from 'fastify'
import { Problem } from '../platform/problem.ts'
import { roles } from '../vocabulary/roles.ts'
import { actionWords } from '../vocabulary/words/access.ts'
import { type Action, actions, mayRole } from './actions.ts'
import type { Scope } from './scope.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set from the session cookie by platform/http's hook; null when nobody is signed in. */
    scope: Scope | null
  }
}

export type OfficerScope = Extract<Scope, { kind: 'officer' }>
export type PartyScope = Extract<Scope, { kind: 'party' }>

/** The signed-in officer, if the role may do `action`. Throws access.signInRequired or access.forbidden. */
export function requireScope(request: FastifyRequest, action: Action): OfficerScope {
  const scope = request.scope
  if (scope?.kind !== 'officer') throw new Problem('access.signInRequired')
  if (!mayRole(scope.role, action))
    throw new Problem('access.forbidden', {
      role: roles[scope.role].zh,
      action: actionWords[action],
      who: actions[action].map((role) => roles[role].zh).join('、'),
    })
  return scope
}

/** The signed-in party of one dispute. Throws access.signInRequired. */
export function requireParty(request: FastifyRequest): PartyScope {
  if (request.scope?.kind !== 'party') throw new Problem('access.signInRequired')
  return request.scope
}
