import { storeAgencies, storeOfficers } from '../access/commands.ts'
import { systemScope, withScope } from '../access/scope.ts'
import { issuePassword } from '../access/sign-in/officers.ts'
import { Problem } from '../platform/problem.ts'
import type { Services } from '../platform/services.ts'
import { markStore } from './open.ts'

/** Makes an empty store a production store with one administrator; returns the password, which is kept nowhere else and is changed at the first sign-in. */
export async function runSetup(
  services: Services,
  options: { readonly county: string; readonly administrator: string; readonly agency: string },
): Promise<{ password: string }> {
  await withScope(services, systemScope(options.county, 'setup'), 'administration', async (tx) => {
    const { count } = await tx.query('select 1 from access.officer where county = $1 limit 1', [tx.county])
    if (count > 0) throw new Problem('platform.alreadySetUp')
    await storeAgencies(tx, [
      { code: 'centre', name: options.agency, kind: 'centre', place: options.county, parentCode: null },
    ])
    await storeOfficers(tx, [
      {
        login: options.administrator,
        name: options.administrator,
        agencyCode: 'centre',
        roles: ['administrator'],
        phone: null,
      },
    ])
  })
  const password = await issuePassword(services, options.administrator)
  await markStore(services, options.county, 'production')
  return { password }
}
