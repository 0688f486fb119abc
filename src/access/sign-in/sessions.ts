import { randomBytes } from 'node:crypto'
import { uuidV7 } from '../../platform/context.ts'
import type { Services } from '../../platform/services.ts'
import type { Role } from '../../vocabulary/roles.ts'
import { type Scope, type ScopedTx, systemScope, withScope } from '../scope.ts'
import { representingNow } from '../staff/representatives.ts'
import { scopeInPost } from '../staff/scope-of-post.ts'
import { type BrowserFamily, type Device, type SystemFamily, unknownDevice } from './devices.ts'
import { digest } from './digest.ts'

/** Sessions run on real time: a demonstration clock must not extend a sign-in. Who is idle or over the limit signs in again. */
export const sessionLimits = {
  officer: { hours: 12, idleMinutes: 60 },
  party: { hours: 2, idleMinutes: 30 },
  /** Between password and second factor. */
  step: { hours: 0.25, idleMinutes: 15 },
} as const
/** A sign of life is written down at most this often. */
const touchSeconds = 60

export type SessionStep = 'code' | 'enrol' | 'password'
export type SignInMethod = 'password' | 'oidc' | 'partyCode'

/** What a session's token stands for. `step` null: signed in; else what is still to be proven, and there is no scope yet. */
export interface SessionFacts {
  readonly id: string
  readonly county: string
  readonly officerId: string | null
  readonly postId: string | null
  readonly lookAs: Role | null
  readonly representationId: string | null
  readonly step: SessionStep | null
  readonly method: SignInMethod
  /** When the person last proved who they are (second factor, or the password where none is asked). */
  readonly proofAt: Date | null
}

const own = (services: Services): Scope => systemScope(services.config.county, 'signIn')

/** Sign-in's own transactions: the program's, because nobody is anybody yet. */
export const asSignIn = <T>(services: Services, work: (tx: ScopedTx) => Promise<T>): Promise<T> =>
  withScope(services, own(services), 'administration', work)

const tokenHash = (services: Services, token: string): Buffer => digest(services.keys, 'session', token)
const newToken = (): string => randomBytes(32).toString('base64url')

interface NewSession {
  readonly step: SessionStep | null
  readonly method: SignInMethod
  readonly proofAt: Date | null
}

function limitsOf(step: SessionStep | null, party: boolean): { hours: number; idleMinutes: number } {
  return step ? sessionLimits.step : party ? sessionLimits.party : sessionLimits.officer
}

const later = (at: Date, hours: number): Date => new Date(at.getTime() + hours * 3_600_000)

/** Opens an officer's session; returns its token, which is kept nowhere. */
export async function openSession(
  services: Services,
  officer: { readonly officerId: string; readonly role: string } & NewSession,
  device: Device = unknownDevice,
  at = new Date(),
): Promise<string> {
  const token = newToken()
  await asSignIn(services, async (tx) => {
    await tx.query('delete from access.session where expires_at < $1', [at])
    await tx.query(
      `insert into access.session (token_hash, county, id, officer_id, role, step, method, created_at, seen_at, proof_at, expires_at, address, browser, system)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $10, $11, $12, $13)`,
      [
        tokenHash(services, token),
        tx.county,
        uuidV7(at),
        officer.officerId,
        officer.role,
        officer.step,
        officer.method,
        at,
        officer.proofAt,
        later(at, limitsOf(officer.step, false).hours),
        device.address,
        device.browser,
        device.system,
      ],
    )
  })
  return token
}

export interface PartyOfSession {
  readonly disputeId: string
  readonly partyId: string
  readonly traceCode: string
  readonly representationId?: string | null
}

/** Opens a party's session for one dispute; returns its token. */
export async function openPartySession(
  services: Services,
  party: PartyOfSession,
  device: Device = unknownDevice,
  at = new Date(),
): Promise<string> {
  const token = newToken()
  await asSignIn(services, (tx) =>
    tx.query(
      `insert into access.session (token_hash, county, id, dispute_id, party_id, trace_code, representation_id, method, created_at, seen_at, proof_at, expires_at, address, browser, system)
       values ($1, $2, $3, $4, $5, $6, $7, 'partyCode', $8, $8, $8, $9, $10, $11, $12)`,
      [
        tokenHash(services, token),
        tx.county,
        uuidV7(at),
        party.disputeId,
        party.partyId,
        party.traceCode,
        party.representationId ?? null,
        at,
        later(at, sessionLimits.party.hours),
        device.address,
        device.browser,
        device.system,
      ],
    ),
  )
  return token
}

/** The next step was proven: the token changes with the rights (a stolen half-way token opens nothing). */
export async function advanceSession(
  services: Services,
  session: SessionFacts,
  next: { readonly step: SessionStep | null; readonly proofAt: Date | null },
  at = new Date(),
): Promise<string> {
  const token = newToken()
  await asSignIn(services, (tx) =>
    tx.query(
      `update access.session set token_hash = $3, step = $4, proof_at = $5, seen_at = $6, expires_at = $7
       where county = $1 and id = $2`,
      [
        tx.county,
        session.id,
        tokenHash(services, token),
        next.step,
        next.proofAt,
        at,
        later(at, limitsOf(next.step, false).hours),
      ],
    ),
  )
  return token
}

interface SessionRow {
  id: string
  officer_id: string | null
  post_id: string | null
  look_as: Role | null
  representation_id: string | null
  step: SessionStep | null
  method: SignInMethod
  proof_at: Date | null
  seen_at: Date
  dispute_id: string | null
  party_id: string | null
  trace_code: string | null
}

const factsOf = (county: string, row: SessionRow): SessionFacts => ({
  id: row.id,
  county,
  officerId: row.officer_id,
  postId: row.post_id,
  lookAs: row.look_as,
  representationId: row.representation_id,
  step: row.step,
  method: row.method,
  proofAt: row.proof_at,
})

const inForce = `s.expires_at > $3 and s.seen_at > $3::timestamptz - make_interval(mins => case when s.step is not null then ${sessionLimits.step.idleMinutes}
  when s.officer_id is null then ${sessionLimits.party.idleMinutes} else ${sessionLimits.officer.idleMinutes} end)`
const columns = `s.id, s.officer_id, s.post_id, s.look_as, s.representation_id, s.step, s.method, s.proof_at, s.seen_at,
  s.dispute_id, s.party_id, s.trace_code`

/** What the session may do now: an officer what the chosen post may, a party what its dispute allows. Null: nothing any more. */
async function scopeOfRow(tx: ScopedTx, row: SessionRow): Promise<Scope | null> {
  if (row.officer_id !== null) return scopeInPost(tx, row.officer_id, { postId: row.post_id, lookAs: row.look_as })
  const party = {
    kind: 'party',
    county: tx.county,
    disputeId: row.dispute_id!,
    partyId: row.party_id!,
    traceCode: row.trace_code!,
  } as const
  if (row.representation_id === null) return party
  const representation = await representingNow(tx, row.representation_id)
  return representation && { ...party, representation }
}

export interface SignedIn {
  readonly session: SessionFacts
  /** Null while a step is to be proven. */
  readonly scope: Scope | null
}

/**
 * The session behind a token, or null when it is unknown, ended, over its time, idle too long, or its officer is disabled.
 * `attended` false: the page asked by itself, which is no sign of a person.
 */
export async function readSession(
  services: Services,
  token: string,
  { at = new Date(), attended = true }: { at?: Date; attended?: boolean } = {},
): Promise<SignedIn | null> {
  const { county } = services.config
  return asSignIn(services, async (tx) => {
    const { rows } = await tx.query<SessionRow>(
      `select ${columns} from access.session s
       left join access.officer o on o.county = s.county and o.id = s.officer_id and o.disabled_at is null
       where s.token_hash = $1 and s.county = $2 and (s.officer_id is null or o.id is not null) and ${inForce}`,
      [tokenHash(services, token), county, at],
    )
    const row = rows[0]
    if (!row) return null
    const scope = row.step ? null : await scopeOfRow(tx, row)
    // No post in force, or an authority that is over: the session is over too.
    if (!row.step && !scope) return null
    if (attended && at.getTime() - row.seen_at.getTime() > touchSeconds * 1000)
      await tx.query('update access.session set seen_at = $3 where county = $1 and id = $2', [county, row.id, at])
    return {
      session: factsOf(county, row),
      scope,
    }
  })
}

/** A session in force by its id, where another channel proves who asks (a provider's answer). */
export async function sessionById(services: Services, id: string, at = new Date()): Promise<SessionFacts | null> {
  const { rows } = await asSignIn(services, (tx) =>
    tx.query<SessionRow>(
      `select ${columns} from access.session s where s.county = $1 and s.id = $2 and s.step is null and ${inForce}`,
      [tx.county, id, at],
    ),
  )
  return rows[0] ? factsOf(services.config.county, rows[0]) : null
}

/** The scope behind a session's token, or null: `readSession` where only the scope is asked for. */
export async function scopeOfToken(services: Services, token: string): Promise<Scope | null> {
  return (await readSession(services, token))?.scope ?? null
}

export async function signOut(services: Services, token: string): Promise<void> {
  await asSignIn(services, (tx) =>
    tx.query('delete from access.session where county = $1 and token_hash = $2', [
      tx.county,
      tokenHash(services, token),
    ]),
  )
}

export interface ListedSession {
  readonly id: string
  readonly address: string
  readonly browser: BrowserFamily
  readonly system: SystemFamily
  readonly method: SignInMethod
  readonly createdAt: Date
  readonly seenAt: Date
  readonly expiresAt: Date
}

/** The officer's sessions that are in force, newest sign of life first. */
export async function listSessions(services: Services, officerId: string, at = new Date()): Promise<ListedSession[]> {
  const { rows } = await asSignIn(services, (tx) =>
    tx.query<ListedSession>(
      `select id, address, browser, system, method, created_at as "createdAt", seen_at as "seenAt", expires_at as "expiresAt"
       from access.session where county = $1 and officer_id = $2 and step is null and expires_at > $3
         and seen_at > $3::timestamptz - make_interval(mins => ${sessionLimits.officer.idleMinutes})
       order by seen_at desc, id`,
      [tx.county, officerId, at],
    ),
  )
  return rows
}

/** Ends one of the officer's sessions; false where there is none of this id. */
export async function endSession(services: Services, officerId: string, id: string): Promise<boolean> {
  const { count } = await asSignIn(services, (tx) =>
    tx.query('delete from access.session where county = $1 and officer_id = $2 and id = $3', [
      tx.county,
      officerId,
      id,
    ]),
  )
  return count === 1
}

/** The same inside the program's own transaction. */
export async function deleteSessionsOf(tx: ScopedTx, officerId: string, keep: string | null = null): Promise<number> {
  const { count } = await tx.query(
    'delete from access.session where county = $1 and officer_id = $2 and id is distinct from $3::uuid',
    [tx.county, officerId, keep],
  )
  return count
}

/** Ends all sessions of an officer but `keep`: other devices, leave, the end of service. Returns how many. */
export async function endSessionsOf(
  services: Services,
  officerId: string,
  keep: string | null = null,
): Promise<number> {
  return asSignIn(services, (tx) => deleteSessionsOf(tx, officerId, keep))
}

/** The session bears this post from now on; which posts an officer has is said by `scopeOfPost`. */
export async function choosePost(services: Services, sessionId: string, postId: string | null): Promise<void> {
  await asSignIn(services, (tx) =>
    tx.query('update access.session set post_id = $3 where county = $1 and id = $2', [tx.county, sessionId, postId]),
  )
}
