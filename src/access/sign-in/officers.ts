import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import type { ScopedTx } from '../scope.ts'
import { scopeOfPost } from '../staff/scope-of-post.ts'
import { addressOf, forgive, type Subject, takeAttempt } from './attempts.ts'
import { type Device, unknownDevice } from './devices.ts'
import { noteFailure, noteSignIn } from './events.ts'
import { confirmEnrolment, consumeFactor, factorOf } from './factors.ts'
import { assertPassword } from './password-policy.ts'
import { hashPassword, passwordFits, randomPassword } from './passwords.ts'
import {
  advanceSession,
  asSignIn,
  deleteSessionsOf,
  openSession,
  type SessionFacts,
  type SessionStep,
  type SignInMethod,
} from './sessions.ts'

/** An issued password that nobody used is worth nothing after this. */
const temporaryDays = 7

export interface Credentials {
  readonly id: string
  readonly login: string
  readonly name: string
  readonly role: string
  readonly passwordHash: string | null
  readonly temporaryUntil: Date | null
}

/** The officer who may sign in under this login (or id), or null. */
export async function credentialsOf(
  services: Services,
  by: { readonly login: string } | { readonly id: string },
): Promise<Credentials | null> {
  const column = 'login' in by ? 'login' : 'id'
  const { rows } = await asSignIn(services, (tx) =>
    tx.query<Credentials>(
      `select o.id, o.login, o.name, o.roles[1] as role, p.hash as "passwordHash", p.temporary_until as "temporaryUntil"
       from access.officer o left join access.password p on p.county = o.county and p.officer_id = o.id
       where o.county = $1 and o.${column} = $2 and o.disabled_at is null`,
      [tx.county, 'login' in by ? by.login : by.id],
    ),
  )
  return rows[0] ?? null
}

/** Officers prove a second factor everywhere but in a demonstration, whose accounts are public and whose people are invented. */
export const factorIsMandatory = (services: Services): boolean => services.config.mode !== 'demo'

/** What is to be proven after the password: a code where an app is enrolled, enrolling one where that is a duty. */
async function stepAfterPassword(services: Services, officer: Credentials): Promise<SessionStep | null> {
  const { enrolledAt } = await factorOf(services, officer.id)
  if (enrolledAt) return 'code'
  return factorIsMandatory(services) ? 'enrol' : stepAfterFactor(officer)
}

/** Inside the program's own transaction. `temporaryUntil`: issued by somebody else, to be changed at the first sign-in. */
async function storePassword(
  tx: ScopedTx,
  officerId: string,
  hash: string,
  at: Date,
  temporaryUntil: Date | null,
): Promise<void> {
  await tx.query(
    `insert into access.password (county, officer_id, hash, set_at, temporary_until) values ($1, $2, $3, $4, $5)
     on conflict (county, officer_id) do update set hash = excluded.hash, set_at = excluded.set_at, temporary_until = excluded.temporary_until`,
    [tx.county, officerId, hash, at, temporaryUntil],
  )
}

const stepAfterFactor = (officer: Credentials): SessionStep | null => (officer.temporaryUntil ? 'password' : null)

const subjectsOf = (login: string, device: Device): Subject[] => [
  { kind: 'account', value: login },
  ...addressOf(device),
]

const codeSubjects = (officerId: string, device: Device): Subject[] => [
  { kind: 'code', value: officerId },
  ...addressOf(device),
]

export interface Opened {
  readonly token: string
  readonly step: SessionStep | null
}

/** Checks login and password; opens a session whose next step it names. Throws access.wrongCredentials, access.passwordExpired or access.locked. */
export async function signIn(
  services: Services,
  login: string,
  password: string,
  device: Device = unknownDevice,
  at = new Date(),
): Promise<Opened> {
  const subjects = subjectsOf(login, device)
  const locking = await takeAttempt(services, subjects, at)
  const officer = await credentialsOf(services, { login })
  if (!(await passwordFits(officer?.passwordHash ?? null, password)) || !officer) {
    await noteFailure(services, 'refused', locking, officer?.id ?? null, 'password', device, at)
    throw new Problem('access.wrongCredentials')
  }
  await forgive(services, subjects)
  if (officer.temporaryUntil && officer.temporaryUntil < at) throw new Problem('access.passwordExpired')
  return openStep(services, officer, await stepAfterPassword(services, officer), 'password', device, at)
}

/** Throws staff.noPost where the officer holds no post in force: there would be nothing to sign in to. */
async function assertPost(services: Services, officerId: string): Promise<void> {
  if (!(await scopeOfPost(services, officerId, null))) throw new Problem('staff.noPost')
}

async function openStep(
  services: Services,
  officer: Credentials,
  step: SessionStep | null,
  method: SignInMethod,
  device: Device,
  at: Date,
): Promise<Opened> {
  await assertPost(services, officer.id)
  if (step === null) await noteSignIn(services, 'signedIn', officer.id, method, device, at)
  const token = await openSession(
    services,
    { officerId: officer.id, role: officer.role, step, method, proofAt: step === null ? at : null },
    device,
    at,
  )
  return { token, step }
}

/** Signs in somebody for whom an OIDC provider vouches; where it states a second factor that one counts. Throws access.oidcUnknown. */
export async function signInVouched(
  services: Services,
  login: string,
  secondFactor: boolean,
  device: Device = unknownDevice,
  at = new Date(),
): Promise<Opened> {
  const officer = await credentialsOf(services, { login })
  if (!officer) {
    await noteSignIn(services, 'refused', null, 'oidc', device, at)
    throw new Problem('access.oidcUnknown')
  }
  const step = secondFactor ? null : await stepAfterPassword(services, { ...officer, temporaryUntil: null })
  return openStep(services, officer, step, 'oidc', device, at)
}

/** The officer of a session that waits for `step`. Throws access.stepOver when it does not. */
async function officerAt(services: Services, session: SessionFacts | null, step: SessionStep): Promise<Credentials> {
  const officer =
    session?.step === step && session.officerId ? await credentialsOf(services, { id: session.officerId }) : null
  if (!officer) throw new Problem('access.stepOver')
  return officer
}

async function advance(
  services: Services,
  session: SessionFacts,
  officer: Credentials,
  device: Device,
  at: Date,
): Promise<Opened> {
  const step = session.method === 'oidc' ? null : stepAfterFactor(officer)
  const token = await advanceSession(services, session, { step, proofAt: at }, at)
  if (step === null) await noteSignIn(services, 'signedIn', officer.id, session.method, device, at)
  return { token, step }
}

/** Counts, checks and forgives one code; a recovery code leaves its line. Throws access.wrongSecondFactor or access.locked. */
async function checkFactor(
  services: Services,
  officerId: string,
  code: string,
  method: SignInMethod,
  device: Device,
  at: Date,
): Promise<void> {
  const subjects = codeSubjects(officerId, device)
  const locking = await takeAttempt(services, subjects, at)
  const used = await consumeFactor(services, officerId, code, at)
  if (used === null) {
    await noteFailure(services, 'codeRefused', locking, officerId, method, device, at)
    throw new Problem('access.wrongSecondFactor')
  }
  await forgive(services, subjects)
  if (used === 'recovery') await noteSignIn(services, 'recoveryCodeUsed', officerId, method, device, at)
}

/** The second step: a code of the app or a recovery code. Throws access.stepOver, access.wrongSecondFactor or access.locked. */
export async function enterCode(
  services: Services,
  session: SessionFacts | null,
  code: string,
  device: Device = unknownDevice,
  at = new Date(),
): Promise<Opened> {
  const officer = await officerAt(services, session, 'code')
  await checkFactor(services, officer.id, code, session!.method, device, at)
  return advance(services, session!, officer, device, at)
}

/** The second step of a first sign-in: a code of the app just enrolled. Returns ten recovery codes as well, shown once. */
export async function enterFirstCode(
  services: Services,
  session: SessionFacts | null,
  code: string,
  device: Device = unknownDevice,
  at = new Date(),
): Promise<Opened & { readonly recoveryCodes: string[] }> {
  const officer = await officerAt(services, session, 'enrol')
  const recoveryCodes = await confirmFactor(services, officer.id, code, session!.method, device, at)
  return { ...(await advance(services, session!, officer, device, at)), recoveryCodes }
}

/** Puts the app just scanned into force. Throws access.enrolmentOver, access.wrongFirstCode or access.locked. */
export async function confirmFactor(
  services: Services,
  officerId: string,
  code: string,
  method: SignInMethod,
  device: Device,
  at: Date,
): Promise<string[]> {
  const subjects = codeSubjects(officerId, device)
  await takeAttempt(services, subjects, at)
  const recoveryCodes = await confirmEnrolment(services, officerId, code, at)
  await forgive(services, subjects)
  await noteSignIn(services, 'enrolled', officerId, method, device, at)
  return recoveryCodes
}

/**
 * Proves again who sits at the screen: the password where the officer has one, and a code where an app is enrolled. Throws
 * access.wrongPassword, access.wrongSecondFactor or access.locked.
 */
export async function proveAgain(
  services: Services,
  session: SessionFacts,
  given: { readonly password?: string; readonly code?: string },
  device: Device = unknownDevice,
  at = new Date(),
): Promise<void> {
  const officer = await credentialsOf(services, { id: session.officerId! })
  if (!officer) throw new Problem('access.signInRequired')
  const { enrolledAt } = await factorOf(services, officer.id)
  if (!officer.passwordHash && !enrolledAt) throw new Problem('access.proofElsewhere')
  if (officer.passwordHash) await checkPassword(services, officer, given.password ?? '', session.method, device, at)
  if (enrolledAt) await checkFactor(services, officer.id, given.code ?? '', session.method, device, at)
  await markProven(services, session, at)
}

export async function markProven(services: Services, session: SessionFacts, at: Date): Promise<void> {
  await asSignIn(services, (tx) =>
    tx.query('update access.session set proof_at = $3, seen_at = $3 where county = $1 and id = $2', [
      tx.county,
      session.id,
      at,
    ]),
  )
}

async function checkPassword(
  services: Services,
  officer: Credentials,
  password: string,
  method: SignInMethod,
  device: Device,
  at: Date,
): Promise<void> {
  const subjects = subjectsOf(officer.login, device)
  const locking = await takeAttempt(services, subjects, at)
  if (!(await passwordFits(officer.passwordHash, password))) {
    await noteFailure(services, 'refused', locking, officer.id, method, device, at)
    throw new Problem('access.wrongPassword')
  }
  await forgive(services, subjects)
}

/**
 * A new password: by an officer signed in, who gives the current one, or as the last step of a first sign-in with an issued
 * one. Every other session ends; this one gets a new token. Throws access.wrongPassword, access.passwordSame, … or access.locked.
 */
export async function changePassword(
  services: Services,
  session: SessionFacts | null,
  given: { readonly current?: string; readonly next: string },
  device: Device = unknownDevice,
  at = new Date(),
): Promise<Opened> {
  const officer =
    session?.officerId && (session.step === null || session.step === 'password')
      ? await credentialsOf(services, { id: session.officerId })
      : null
  if (!session || !officer) throw new Problem('access.stepOver')
  if (session.step === null && officer.passwordHash)
    await checkPassword(services, officer, given.current ?? '', session.method, device, at)
  await assertPassword(given.next, officer)
  if (await passwordFits(officer.passwordHash, given.next)) throw new Problem('access.passwordSame')
  const hash = await hashPassword(given.next)
  await asSignIn(services, async (tx) => {
    await storePassword(tx, officer.id, hash, at, null)
    await deleteSessionsOf(tx, officer.id, session.id)
  })
  await noteSignIn(services, 'passwordChanged', officer.id, session.method, device, at)
  const token = await advanceSession(services, session, { step: null, proofAt: session.proofAt ?? at }, at)
  if (session.step) await noteSignIn(services, 'signedIn', officer.id, session.method, device, at)
  return { token, step: null }
}

/**
 * Gives an officer a random password that works for seven days and must be changed at the first sign-in; all sessions end.
 * Returns it: it is kept nowhere. Throws platform.notFound for an unknown login.
 */
export async function issuePassword(services: Services, login: string, at = new Date()): Promise<string> {
  const officer = await credentialsOf(services, { login })
  if (!officer) throw new Problem('platform.notFound', { what: `用户 ${login}` })
  const password = randomPassword()
  const hash = await hashPassword(password)
  await asSignIn(services, async (tx) => {
    await storePassword(tx, officer.id, hash, at, new Date(at.getTime() + temporaryDays * 86_400_000))
    await deleteSessionsOf(tx, officer.id)
  })
  await noteSignIn(services, 'passwordIssued', officer.id, 'password', unknownDevice, at)
  return password
}

/** Sets officers' password in one go: the administrator at the machine, a demonstration. All their sessions end. Throws platform.notFound. */
export async function setPasswords(
  services: Services,
  logins: readonly string[],
  password: string,
  at = new Date(),
): Promise<void> {
  const officers = await Promise.all(logins.map((login) => credentialsOf(services, { login })))
  const missing = logins.find((_, index) => officers[index] === null)
  if (missing !== undefined) throw new Problem('platform.notFound', { what: `用户 ${missing}` })
  const known = officers.filter((officer) => officer !== null)
  if (services.config.mode !== 'demo') for (const officer of known) await assertPassword(password, officer)
  const hash = await hashPassword(password)
  await asSignIn(services, async (tx) => {
    for (const officer of known) {
      await storePassword(tx, officer.id, hash, at, null)
      await deleteSessionsOf(tx, officer.id)
    }
  })
}
