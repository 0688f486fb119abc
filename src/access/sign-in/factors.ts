import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import type { ScopedTx } from '../scope.ts'
import { seal, unseal } from '../seal.ts'
import { digest } from './digest.ts'
import { noteSignIn } from './events.ts'
import { foldRecoveryCode, newRecoveryCodes, newSecret, stepOfCode } from './second-factor.ts'
import { asSignIn, deleteSessionsOf } from './sessions.ts'

const placeOf = (column: 'secret' | 'pending', officerId: string): string =>
  `access.second_factor|${column}|${officerId}`
/** A QR code that was shown and not confirmed is worth nothing after this. */
const pendingMinutes = 15

export interface FactorState {
  readonly enrolledAt: Date | null
  readonly recoveryCodesLeft: number
}

/** Whether the officer has a second factor and how many recovery codes are left. */
export async function factorOf(services: Services, officerId: string): Promise<FactorState> {
  const { rows } = await asSignIn(services, (tx) =>
    tx.query<FactorState>(
      `select (select confirmed_at from access.second_factor where county = $1 and officer_id = $2) as "enrolledAt",
         (select count(*)::int from access.recovery_code where county = $1 and officer_id = $2 and used_at is null) as "recoveryCodesLeft"`,
      [tx.county, officerId],
    ),
  )
  return rows[0]!
}

/** A fresh secret that takes effect when a code of it is confirmed; the one in force stays until then. */
export async function beginEnrolment(services: Services, officerId: string, at: Date): Promise<Buffer> {
  const secret = newSecret()
  await asSignIn(services, (tx) =>
    tx.query(
      `insert into access.second_factor (county, officer_id, pending, pending_at) values ($1, $2, $3, $4)
       on conflict (county, officer_id) do update set pending = excluded.pending, pending_at = excluded.pending_at`,
      [tx.county, officerId, seal(tx.keys.master, secret, placeOf('pending', officerId)), at],
    ),
  )
  return secret
}

async function storeRecoveryCodes(tx: ScopedTx, officerId: string, at: Date): Promise<string[]> {
  const codes = newRecoveryCodes()
  await tx.query('delete from access.recovery_code where county = $1 and officer_id = $2', [tx.county, officerId])
  await tx.query(
    `insert into access.recovery_code (county, officer_id, code_hash, made_at) select $1, $2, c, $4 from unnest($3::bytea[]) as c`,
    [tx.county, officerId, codes.map((code) => recoveryHash(tx, officerId, code)), at],
  )
  return codes
}

function recoveryHash(tx: ScopedTx, officerId: string, code: string): Buffer {
  return digest(tx.keys, 'recovery', `${officerId}|${foldRecoveryCode(code)}`)
}

/**
 * The first code of the new app is right: it is in force, the old one and its recovery codes are not. Returns ten recovery
 * codes, shown once. Throws access.enrolmentOver or access.wrongFirstCode.
 */
export async function confirmEnrolment(
  services: Services,
  officerId: string,
  code: string,
  at: Date,
): Promise<string[]> {
  return asSignIn(services, async (tx) => {
    const { rows } = await tx.query<{ pending: Buffer | null; pending_at: Date | null }>(
      'select pending, pending_at from access.second_factor where county = $1 and officer_id = $2 for update',
      [tx.county, officerId],
    )
    const { pending, pending_at: since } = rows[0] ?? {}
    if (!pending || !since || at.getTime() - since.getTime() > pendingMinutes * 60_000)
      throw new Problem('access.enrolmentOver')
    const secret = unseal(tx.keys.master, pending, placeOf('pending', officerId))
    const step = stepOfCode(secret, code, at, null)
    if (step === null) throw new Problem('access.wrongFirstCode')
    await tx.query(
      `update access.second_factor set secret = $3, confirmed_at = $4, last_step = $5, pending = null, pending_at = null
       where county = $1 and officer_id = $2`,
      [tx.county, officerId, seal(tx.keys.master, secret, placeOf('secret', officerId)), at, step],
    )
    return storeRecoveryCodes(tx, officerId, at)
  })
}

/** Ten new recovery codes instead of the old ones. */
export async function renewRecoveryCodes(services: Services, officerId: string, at: Date): Promise<string[]> {
  return asSignIn(services, (tx) => storeRecoveryCodes(tx, officerId, at))
}

/**
 * Whether `code` proves the officer's second factor, and how; a code of the app works once, a recovery code works once and
 * is then gone. Null: it does not.
 */
export async function consumeFactor(
  services: Services,
  officerId: string,
  code: string,
  at: Date,
): Promise<'app' | 'recovery' | null> {
  return asSignIn(services, async (tx) => {
    const { rows } = await tx.query<{ secret: Buffer | null; last_step: number | null }>(
      'select secret, last_step from access.second_factor where county = $1 and officer_id = $2 for update',
      [tx.county, officerId],
    )
    const factor = rows[0]
    if (!factor?.secret) return null
    const step = stepOfCode(
      unseal(tx.keys.master, factor.secret, placeOf('secret', officerId)),
      code,
      at,
      factor.last_step,
    )
    if (step !== null) {
      await tx.query('update access.second_factor set last_step = $3 where county = $1 and officer_id = $2', [
        tx.county,
        officerId,
        step,
      ])
      return 'app'
    }
    if (foldRecoveryCode(code) === null) return null
    const { count } = await tx.query(
      `update access.recovery_code set used_at = $4 where county = $1 and officer_id = $2 and code_hash = $3 and used_at is null`,
      [tx.county, officerId, recoveryHash(tx, officerId, code), at],
    )
    return count === 1 ? 'recovery' : null
  })
}

/**
 * Takes an officer's second factor and recovery codes away, because the phone is lost; every session ends and the next
 * sign-in enrols anew. The caller is the administrator. Throws platform.notFound for an unknown login.
 */
export async function resetSecondFactor(services: Services, login: string): Promise<string> {
  const officerId = await asSignIn(services, async (tx) => {
    const { rows } = await tx.query<{ id: string }>('select id from access.officer where county = $1 and login = $2', [
      tx.county,
      login,
    ])
    const officer = rows[0]
    if (!officer) throw new Problem('platform.notFound', { what: `用户 ${login}` })
    for (const table of ['second_factor', 'recovery_code'])
      await tx.query(`delete from access.${table} where county = $1 and officer_id = $2`, [tx.county, officer.id])
    await deleteSessionsOf(tx, officer.id)
    return officer.id
  })
  await noteSignIn(services, 'factorReset', officerId, 'password')
  return officerId
}
