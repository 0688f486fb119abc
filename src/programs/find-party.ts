import { systemScope, withScope } from '../access/scope.ts'
import type { FindParty } from '../access/sign-in/parties.ts'
import { findRepresented } from '../access/staff/representatives.ts'
import { findPartyByPhone, matterOf } from '../linking/queries.ts'

/**
 * Whom a phone opens a dispute for: somebody whom it was registered for as acting for a party (a guardian may use the ward's
 * own number), else the party that holds it.
 */
export const findParty: FindParty = async (services, county, traceCode, phoneKey) => {
  const represented = await withScope(services, systemScope(county, 'partySignIn'), 'ownMatter', async (tx) => {
    const matter = await matterOf(tx, traceCode)
    const found = matter && (await findRepresented(tx, matter, phoneKey))
    return found ? { ...found, disputeId: matter.disputeId, traceCode: matter.traceCode } : null
  })
  return represented ?? findPartyByPhone(services, county, traceCode, phoneKey)
}
