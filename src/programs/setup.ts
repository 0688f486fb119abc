import { randomBytes } from 'node:crypto'
import { setPassword, storeAgencies, storeOfficers } from '../access/commands.ts'
import { systemScope, withScope } from '../access/scope.ts'
import { hashPassword } from '../access/sign-in/passwords.ts'
import { Problem } from '../platform/problem.ts'
import type { Services } from '../platform/services.ts'
import { markStore } from './open.ts'

/** Makes an empty store a production store with one administrator; returns the password, which is kept nowhere else. */
export async function runSetup(
  services: Services,
  options: { readonly county: string; readonly administrator: string; readonly agency: string },
): Promise<{ password: string }> {
  const password = randomBytes(12).toString('base64url')
  const hash = await hashPassword(password)
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
    await setPassword(tx, options.administrator, hash)
  })
  await markStore(services, options.county, 'production')
  return { password }
}
