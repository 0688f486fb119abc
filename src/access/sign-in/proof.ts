import type { FastifyRequest } from 'fastify'
import { Problem } from '../../platform/problem.ts'
import type { SessionFacts } from './sessions.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set beside `scope`; null when nobody is signed in. A session that waits for a step has no scope. */
    session: SessionFacts | null
  }
}

/** What was proven longer ago is proven anew before something sealed is opened. */
const proofMinutes = 10

/** Pure: whether `proofAt` is recent enough at `at`. */
export const isRecent = (proofAt: Date | null, at: Date): boolean =>
  proofAt !== null && at.getTime() - proofAt.getTime() < proofMinutes * 60_000

/** Throws access.proofNeeded unless who is signed in proved it within ten minutes; `POST /session/proof` renews. */
export function requireRecentProof(request: FastifyRequest, at = new Date()): void {
  if (!isRecent(request.session?.proofAt ?? null, at))
    throw new Problem('access.proofNeeded', { minutes: proofMinutes })
}

export type OfficerSession = SessionFacts & { readonly officerId: string }

/** The session of a signed-in officer. Throws access.signInRequired. */
export function requireOfficerSession(request: FastifyRequest): OfficerSession {
  const { session } = request
  if (request.scope?.kind !== 'officer' || !session?.officerId) throw new Problem('access.signInRequired')
  return session as OfficerSession
}
