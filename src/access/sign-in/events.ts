import { uuidV7 } from '../../platform/context.ts'
import type { Services } from '../../platform/services.ts'
import { type BrowserFamily, type Device, type SystemFamily, unknownDevice } from './devices.ts'
import { asSignIn, type SignInMethod } from './sessions.ts'

/** What somebody does with their way in; shown to them in 我的会话 and to the auditor. */
export type SignInEventKind =
  | 'signedIn'
  | 'refused'
  | 'codeRefused'
  | 'locked'
  | 'recoveryCodeUsed'
  | 'enrolled'
  | 'codesRenewed'
  | 'passwordChanged'
  | 'passwordIssued'
  | 'factorReset'
  | 'sessionEnded'

/** Keeps one line; `officerId` null where nobody of this name exists. */
export async function noteSignIn(
  services: Services,
  kind: SignInEventKind,
  officerId: string | null,
  method: SignInMethod,
  device: Device = unknownDevice,
  at = new Date(),
): Promise<void> {
  await asSignIn(services, (tx) =>
    tx.query(
      `insert into access.sign_in_event (county, id, at, officer_id, kind, method, address, browser, system)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [tx.county, uuidV7(at), at, officerId, kind, method, device.address, device.browser, device.system],
    ),
  )
  services.log.info({ event: kind, officer: officerId, method }, 'sign-in')
}

/** A failure, and that it shut the way for a while where it did. */
export async function noteFailure(
  services: Services,
  kind: 'refused' | 'codeRefused',
  locking: boolean,
  officerId: string | null,
  method: SignInMethod,
  device: Device,
  at: Date,
): Promise<void> {
  await noteSignIn(services, kind, officerId, method, device, at)
  if (locking) await noteSignIn(services, 'locked', officerId, method, device, at)
}

export interface SignInEvent {
  readonly id: string
  readonly at: Date
  readonly kind: SignInEventKind
  readonly method: SignInMethod
  readonly address: string
  readonly browser: BrowserFamily
  readonly system: SystemFamily
}

/** The officer's last lines, newest first. */
export async function signInEventsOf(services: Services, officerId: string, limit = 30): Promise<SignInEvent[]> {
  const { rows } = await asSignIn(services, (tx) =>
    tx.query<SignInEvent>(
      `select id, at, kind, method, address, browser, system from access.sign_in_event
       where county = $1 and officer_id = $2 order by at desc, id desc limit $3`,
      [tx.county, officerId, limit],
    ),
  )
  return rows
}
