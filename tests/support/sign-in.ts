import { credentialsOf } from '../../src/access/sign-in/officers.ts'
import { asSignIn, openSession } from '../../src/access/sign-in/sessions.ts'
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

/** The one-time code that was last sent to a phone. */
export async function codeOf(services: Services, phone: string): Promise<string> {
  const { rows } = await asSignIn(services, (tx) =>
    tx.query<{ text: string }>('select text from platform.outbox where "to" = $1 order by id desc limit 1', [phone]),
  )
  const code = /\d{6}/.exec(rows[0]?.text ?? '')?.[0]
  if (!code) throw new Error(`no code was sent to ${phone}`)
  return code
}
