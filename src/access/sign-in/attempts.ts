import { isLoopback } from '../../platform/http-limits.ts'
import { Problem } from '../../platform/problem.ts'
import type { Services } from '../../platform/services.ts'
import { systemScope, withScope } from '../scope.ts'
import type { Device } from './devices.ts'
import { digest } from './digest.ts'

interface Lock {
  /** Failures that cost nothing. */
  readonly free: number
  /** Wait after the first failure beyond those; each further one doubles it. */
  readonly firstMinutes: number
  readonly greatestMinutes: number
  /** Quiet for this long and all is forgotten. */
  readonly forgetMinutes: number
}

/** An office signs in from one address, so that one bears more; guessing one account is stopped by the account's own lock. */
export const locks = {
  account: { free: 5, firstMinutes: 1, greatestMinutes: 60, forgetMinutes: 24 * 60 },
  code: { free: 5, firstMinutes: 1, greatestMinutes: 60, forgetMinutes: 24 * 60 },
  party: { free: 5, firstMinutes: 15, greatestMinutes: 240, forgetMinutes: 24 * 60 },
  /** Asking for a one-time code: nobody's phone is to be flooded. */
  ask: { free: 10, firstMinutes: 5, greatestMinutes: 60, forgetMinutes: 60 },
  address: { free: 50, firstMinutes: 1, greatestMinutes: 30, forgetMinutes: 60 },
} as const satisfies Record<string, Lock>
type LockKind = keyof typeof locks

/** Minutes still to wait after `failures` of which the last lies `minutesAgo` back; 0: may try. Pure. */
export function minutesToWait(lock: Lock, failures: number, minutesAgo: number): number {
  if (failures < lock.free || minutesAgo >= lock.forgetMinutes) return 0
  const wait = Math.min(lock.greatestMinutes, lock.firstMinutes * 2 ** (failures - lock.free))
  return Math.max(0, wait - minutesAgo)
}

export interface Subject {
  readonly kind: LockKind
  readonly value: string
}

/**
 * The address that counts besides the account; none for this machine's own, which is a proxy that names no client: one
 * person's failures there would be everybody's.
 */
export function addressOf(device: Device): Subject[] {
  return device.address === '' || isLoopback(device.address) ? [] : [{ kind: 'address', value: device.address }]
}

const named = (services: Services, { kind, value }: Subject): string =>
  digest(services.keys, `attempt.${kind}`, `${services.config.county}|${value}`).toString('base64url')

/**
 * Counts an attempt as failed before it is looked at, so that a hundred at once are a hundred failures; `forgive` takes it
 * back. True where this attempt, if it stays a failure, shuts the way for a while. Throws access.locked, counting nothing,
 * while one of the subjects has to wait.
 */
export async function takeAttempt(services: Services, subjects: readonly Subject[], at: Date): Promise<boolean> {
  return withScope(services, systemScope(services.config.county, 'signIn'), 'administration', async (tx) => {
    let locking = false
    const keyed = subjects.map((subject) => ({ lock: locks[subject.kind], key: named(services, subject) }))
    // One order for everybody: two attempts never wait for each other's rows.
    for (const { lock, key } of keyed.sort((a, b) => (a.key < b.key ? -1 : 1))) {
      await tx.query(
        'insert into access.attempt (subject, failures, last_at) values ($1, 0, $2) on conflict do nothing',
        [key, at],
      )
      const { rows } = await tx.query<{ failures: number; last_at: Date }>(
        'select failures, last_at from access.attempt where subject = $1 for update',
        [key],
      )
      const { failures, last_at: last } = rows[0]!
      const minutesAgo = (at.getTime() - last.getTime()) / 60_000
      const wait = minutesToWait(lock, failures, minutesAgo)
      if (wait > 0) throw new Problem('access.locked', { minutes: Math.ceil(wait) })
      const counted = minutesAgo >= lock.forgetMinutes ? 1 : failures + 1
      await tx.query('update access.attempt set failures = $2, last_at = $3 where subject = $1', [key, counted, at])
      locking ||= counted >= lock.free
    }
    return locking
  })
}

/** The attempt was good: an account's failures are forgotten; an address loses only this one, or one's own account would reset it. */
export async function forgive(services: Services, subjects: readonly Subject[]): Promise<void> {
  await withScope(services, systemScope(services.config.county, 'signIn'), 'administration', async (tx) => {
    for (const subject of subjects)
      await tx.query(
        subject.kind === 'address'
          ? 'update access.attempt set failures = greatest(0, failures - 1) where subject = $1'
          : 'delete from access.attempt where subject = $1',
        [named(services, subject)],
      )
  })
}
