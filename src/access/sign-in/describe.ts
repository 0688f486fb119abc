import { messageWay } from '../../platform/message-port.ts'
import type { Services } from '../../platform/services.ts'
import { placeByCode } from '../../vocabulary/places.ts'
import { readAgencies } from '../queries.ts'
import type { Session } from '../schema.ts'
import type { Scope } from '../scope.ts'
import { actionsOf } from '../scopes.ts'
import { factorIsMandatory } from './officers.ts'
import { asSignIn, type SessionFacts } from './sessions.ts'

/** What `GET /session` tells a screen: who is signed in or on which step, how this deployment is run, and its clock. */
export async function describeSession(
  services: Services,
  scope: Scope | null,
  session: Pick<SessionFacts, 'step' | 'proofAt'> | null,
): Promise<Session> {
  const { config } = services
  const clock = services.clock.state
  const officer = scope?.kind === 'officer' ? scope : null
  const agency = officer
    ? (await asSignIn(services, readAgencies)).find((entry) => entry.id === officer.agencyId)
    : undefined
  return {
    officer: officer && {
      id: officer.officerId,
      name: officer.name,
      role: officer.role,
      agency: agency?.name ?? '',
      agencyKind: agency?.kind ?? '',
      town: /^\d{9}$/.test(officer.reach) ? officer.reach : null,
      actions: actionsOf(officer.role),
      looking: officer.looking ?? false,
    },
    step: session?.step ?? null,
    proofAt: officer ? (session?.proofAt?.toISOString() ?? null) : null,
    secondFactorWaived: !factorIsMandatory(services),
    messages: messageWay(config),
    provider: config.oidcIssuer === '' ? null : config.oidcName || new URL(config.oidcIssuer).hostname,
    demo: config.mode === 'demo',
    clock: {
      now: services.clock.now().toISOString(),
      rate: clock.demonstration ? clock.rate : 1,
      demonstration: clock.demonstration,
    },
    county: { code: config.county, name: placeByCode(config.county)?.name ?? config.county },
  }
}
