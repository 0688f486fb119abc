import { credentialsOf } from '../../src/access/sign-in/officers.ts'
import { openSession } from '../../src/access/sign-in/sessions.ts'
import type { Services } from '../../src/platform/services.ts'

/** Token of a session with everything proven, for tests that are not about signing in. */
export async function sessionOf(services: Services, login: string): Promise<string> {
  const officer = await credentialsOf(services, { login })
  if (!officer) throw new Error(`no officer ${login}`)
  return openSession(services, {
    officerId: officer.id,
    role: officer.role,
    step: null,
    method: 'password',
    proofAt: new Date(),
  })
}
