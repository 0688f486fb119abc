import { createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'
import { Problem } from '../platform/problem.ts'
import type { Services } from '../platform/services.ts'
import type { Role } from '../vocabulary/roles.ts'
import { blind } from './blind.ts'
import { type Scope, systemScope, withScope } from './scope.ts'
import { widestReach } from './scopes.ts'

/** Sessions, codes and lock-outs run on real time: a demonstration clock must not extend a sign-in. */
const sessionHours = 12
const codeMinutes = 10
const freeAttempts = 5
const lockMinutes = 15

/** OWASP's argon2id minimum of 19 MiB, 2 passes. */
const argon = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export async function hashPassword(password: string): Promise<string> {
  return hash(password, argon)
}

type Secrets = Pick<Services, 'keys'>

function digest({ keys }: Secrets, kind: string, value: string): Buffer {
  return createHmac('sha256', keys.session).update(`${kind}\u0000${value}`).digest()
}

interface OfficerRow {
  id: string
  name: string
  agency_id: string
  roles: Role[]
  password_hash: string | null
  place: string | null
}

async function assertNotLocked(services: Services, subject: string): Promise<void> {
  const { rows } = await services.database.application.query<{ failures: number; last_at: Date }>(
    'select failures, last_at from access.attempt where subject = $1',
    [subject],
  )
  const row = rows[0]
  if (!row || row.failures < freeAttempts) return
  const left = lockMinutes - (Date.now() - row.last_at.getTime()) / 60_000
  if (left > 0) throw new Problem('access.locked', { minutes: Math.ceil(left) })
}

async function countFailure(services: Services, subject: string): Promise<void> {
  await services.database.application.query(
    `insert into access.attempt (subject, failures, last_at) values ($1, 1, $2)
     on conflict (subject) do update set
       failures = case when access.attempt.last_at < excluded.last_at - make_interval(mins => ${lockMinutes}) then 1 else access.attempt.failures + 1 end,
       last_at = excluded.last_at`,
    [subject, new Date()],
  )
}

async function forgetFailures(services: Services, subject: string): Promise<void> {
  await services.database.application.query('delete from access.attempt where subject = $1', [subject])
}

let decoyHash: Promise<string> | undefined

/** Checks login and password; returns the token of a new session. Throws access.wrongCredentials or access.locked. */
export async function signIn(
  services: Services,
  login: string,
  password: string,
): Promise<{ token: string; scope: Scope }> {
  const county = services.config.county
  const subject = digest(services, 'login', `${county}|${login}`).toString('base64url')
  await assertNotLocked(services, subject)
  const { rows } = await services.database.application.query<OfficerRow>(
    `select o.id, o.name, o.agency_id, o.roles, o.password_hash, a.place from access.officer o
     join access.agency a on a.county = o.county and a.id = o.agency_id
     where o.county = $1 and o.login = $2 and o.disabled_at is null`,
    [county, login],
  )
  const officer = rows[0]
  // An unknown login costs the same time as a wrong password.
  decoyHash ??= hashPassword(randomBytes(16).toString('hex'))
  const good = await verify(officer?.password_hash ?? (await decoyHash), password).catch(() => false)
  if (!officer?.password_hash || !good) {
    await countFailure(services, subject)
    throw new Problem('access.wrongCredentials')
  }
  await forgetFailures(services, subject)
  const role = officer.roles[0]!
  const token = randomBytes(32).toString('base64url')
  const now = new Date()
  await services.database.application.query(
    'insert into access.session (token_hash, county, officer_id, role, created_at, expires_at) values ($1, $2, $3, $4, $5, $6)',
    [
      digest(services, 'session', token),
      county,
      officer.id,
      role,
      now,
      new Date(now.getTime() + sessionHours * 3_600_000),
    ],
  )
  return { token, scope: officerScope(county, officer, role) }
}

function officerScope(county: string, officer: OfficerRow, role: Role): Scope {
  return {
    kind: 'officer',
    county,
    officerId: officer.id,
    agencyId: officer.agency_id,
    name: officer.name,
    role,
    reach: widestReach(role, officer.place),
  }
}

interface SessionRow {
  county: string
  officer_id: string | null
  role: Role | null
  dispute_id: string | null
  party_id: string | null
  trace_code: string | null
}

/** The scope behind a session token, or null when it is unknown, ended or expired. */
export async function scopeOfToken(services: Services, token: string): Promise<Scope | null> {
  const { rows } = await services.database.application.query<SessionRow>(
    'select county, officer_id, role, dispute_id, party_id, trace_code from access.session where token_hash = $1 and expires_at > $2',
    [digest(services, 'session', token), new Date()],
  )
  const session = rows[0]
  if (!session) return null
  if (session.officer_id === null)
    return {
      kind: 'party',
      county: session.county,
      disputeId: session.dispute_id!,
      partyId: session.party_id!,
      traceCode: session.trace_code!,
    }
  const { rows: officers } = await services.database.application.query<OfficerRow>(
    `select o.id, o.name, o.agency_id, o.roles, o.password_hash, a.place from access.officer o
     join access.agency a on a.county = o.county and a.id = o.agency_id
     where o.county = $1 and o.id = $2 and o.disabled_at is null`,
    [session.county, session.officer_id],
  )
  return officers[0] ? officerScope(session.county, officers[0], session.role!) : null
}

export async function signOut(services: Services, token: string): Promise<void> {
  await services.database.application.query('delete from access.session where token_hash = $1', [
    digest(services, 'session', token),
  ])
}

/** Finds the party of a dispute that has this phone; supplied by the linking room. */
export type FindParty = (
  services: Services,
  county: string,
  traceCode: string,
  phoneKey: string,
) => Promise<{ disputeId: string; partyId: string; traceCode: string } | null>

/**
 * Sends a one-time code to a phone that belongs to the dispute. The answer is the same whether it does or not, so that
 * nobody learns from it who is party to what.
 */
export async function sendPartyCode(
  services: Services,
  findParty: FindParty,
  traceCode: string,
  phone: string,
): Promise<void> {
  const county = services.config.county
  const subject = digest(services, 'party', `${county}|${traceCode}|${phone}`)
  await assertNotLocked(services, subject.toString('base64url'))
  const party = await findParty(services, county, traceCode, blind(services.keys, 'ph', phone))
  if (!party) {
    await countFailure(services, subject.toString('base64url'))
    return
  }
  const code = String(randomInt(0, 1_000_000)).padStart(6, '0')
  await withScope(services, systemScope(county, 'partySignIn'), 'ownMatter', async (tx) => {
    await tx.query(
      `insert into access.party_code (county, subject_hash, code_hash, dispute_id, party_id, trace_code, expires_at) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (county, subject_hash) do update set code_hash = excluded.code_hash, dispute_id = excluded.dispute_id,
         party_id = excluded.party_id, trace_code = excluded.trace_code, expires_at = excluded.expires_at, failures = 0`,
      [
        county,
        subject,
        digest(services, 'code', code),
        party.disputeId,
        party.partyId,
        party.traceCode,
        new Date(Date.now() + codeMinutes * 60_000),
      ],
    )
    await services.messages.send(tx, {
      county,
      to: phone,
      channel: 'sms',
      kind: 'oneTimeCode',
      text: code,
      at: services.context.now(),
    })
  })
}

/** Exchanges a one-time code for a party session. Throws access.wrongCode or access.locked. */
export async function signInParty(
  services: Services,
  traceCode: string,
  phone: string,
  code: string,
): Promise<{ token: string; scope: Scope }> {
  const county = services.config.county
  const subject = digest(services, 'party', `${county}|${traceCode}|${phone}`)
  await assertNotLocked(services, subject.toString('base64url'))
  const { rows } = await services.database.application.query<{
    code_hash: Buffer
    dispute_id: string
    party_id: string
    trace_code: string
  }>(
    'select code_hash, dispute_id, party_id, trace_code from access.party_code where county = $1 and subject_hash = $2 and expires_at > $3',
    [county, subject, new Date()],
  )
  const row = rows[0]
  if (!row || !timingSafeEqual(row.code_hash, digest(services, 'code', code))) {
    await countFailure(services, subject.toString('base64url'))
    throw new Problem('access.wrongCode')
  }
  await forgetFailures(services, subject.toString('base64url'))
  await services.database.application.query('delete from access.party_code where county = $1 and subject_hash = $2', [
    county,
    subject,
  ])
  const token = randomBytes(32).toString('base64url')
  const now = new Date()
  await services.database.application.query(
    `insert into access.session (token_hash, county, dispute_id, party_id, trace_code, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      digest(services, 'session', token),
      county,
      row.dispute_id,
      row.party_id,
      row.trace_code,
      now,
      new Date(now.getTime() + 2 * 3_600_000),
    ],
  )
  return {
    token,
    scope: { kind: 'party', county, disputeId: row.dispute_id, partyId: row.party_id, traceCode: row.trace_code },
  }
}

/**
 * Checks and consumes the one-time code that was just sent to the phone of this session's party: the second look at who
 * signs. Throws access.wrongCode or access.locked.
 */
export async function verifyPartyCode(
  services: Services,
  scope: Extract<Scope, { kind: 'party' }>,
  code: string,
): Promise<void> {
  const subject = digest(services, 'sign', `${scope.county}|${scope.disputeId}|${scope.partyId}`).toString('base64url')
  await assertNotLocked(services, subject)
  const { rowCount } = await services.database.application.query(
    'delete from access.party_code where county = $1 and dispute_id = $2 and party_id = $3 and code_hash = $4 and expires_at > $5',
    [scope.county, scope.disputeId, scope.partyId, digest(services, 'code', code.trim()), new Date()],
  )
  if (rowCount === 1) return forgetFailures(services, subject)
  await countFailure(services, subject)
  throw new Problem('access.wrongCode')
}
