import { createHmac } from 'node:crypto'
import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type pg from 'pg'
import { isLoopback } from './http-limits.ts'
import { Problem } from './problem.ts'
import type { Services } from './services.ts'

const second = 1_000
const minute = 60 * second

interface Rate {
  /** Requests of one account in one window; null where nobody is signed in yet. */
  readonly account: number | null
  /** Requests of one address; null where the account says enough. */
  readonly address: number | null
  readonly windowMilliseconds: number
  /** Counted in the store, so that several web servers count together and a restart forgets nothing. */
  readonly shared: boolean
  readonly why: string
}

/**
 * What may be asked how often. An office of two hundred sits behind one address and a page asks fifteen things, so the
 * limits of an address are wide and those of an account are narrow. Guessing passwords and codes is stopped per account
 * by the growing lock of the sign-in, which lies in the store; bulk reading by `reveal`, `export` and `search`.
 */
export const rates = {
  signIn: { account: null, address: 240, windowMilliseconds: minute, shared: true, why: 'an office signs in at eight' },
  code: {
    account: null,
    address: 60,
    windowMilliseconds: 10 * minute,
    shared: true,
    why: 'each code is a paid message',
  },
  reveal: {
    account: 60,
    address: null,
    windowMilliseconds: 10 * minute,
    shared: true,
    why: 'one after the other, read',
  },
  export: { account: 20, address: null, windowMilliseconds: 60 * minute, shared: true, why: 'each one is approved' },
  search: { account: 120, address: null, windowMilliseconds: minute, shared: true, why: 'no walking through numbers' },
  upload: { account: 30, address: null, windowMilliseconds: 10 * minute, shared: true, why: '256 MB each' },
  document: { account: 120, address: null, windowMilliseconds: minute, shared: false, why: 'rendering takes a core' },
  records: { account: 6_000, address: null, windowMilliseconds: minute, shared: false, why: 'systems send one by one' },
  write: { account: 600, address: null, windowMilliseconds: minute, shared: false, why: 'ten decisions a second' },
  read: { account: 3_000, address: null, windowMilliseconds: minute, shared: false, why: 'two hundred pages' },
  any: { account: null, address: 30_000, windowMilliseconds: minute, shared: false, why: 'the whole office at once' },
} as const satisfies Record<string, Rate>

export type RateKind = keyof typeof rates

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Limit of this route beside that of its address; without it `read` for GET, else `write`. */
    rate?: RateKind
  }
}

interface Hits {
  readonly hits: number
  readonly milliseconds: number
}

/** Counts one hit in the store; returns how many the window has and how long it still runs. */
async function countShared(pool: pg.Pool, subject: string, windowMilliseconds: number): Promise<Hits> {
  const now = Date.now()
  const { rows } = await pool.query<{ hits: number; opened_at: Date }>(
    `insert into platform.rate_window as w (subject, opened_at, hits) values ($1, $2, 1)
     on conflict (subject) do update set
       hits = case when w.opened_at <= $3 then 1 else w.hits + 1 end,
       opened_at = case when w.opened_at <= $3 then excluded.opened_at else w.opened_at end
     returning hits, opened_at`,
    [subject, new Date(now), new Date(now - windowMilliseconds)],
  )
  const { hits, opened_at } = rows[0]!
  return { hits, milliseconds: opened_at.getTime() + windowMilliseconds - now }
}

/** Windows that are over say nothing any more. */
export async function forgetWindows(pool: pg.Pool, now = Date.now()): Promise<void> {
  const longest = Math.max(...Object.values(rates).map((rate) => rate.windowMilliseconds))
  await pool.query('delete from platform.rate_window where opened_at < $1', [new Date(now - longest)])
}

function kindOf(request: FastifyRequest): RateKind {
  return request.routeOptions.config.rate ?? (request.method === 'GET' || request.method === 'HEAD' ? 'read' : 'write')
}

const cachedSubjects = 50_000

export interface Limiter {
  /** Before anything else is done for a request. Throws platform.tooManyRequests. */
  ofAddress(request: FastifyRequest): Promise<void>
  /** When it is known who asks. Throws platform.tooManyRequests. */
  ofAccount(request: FastifyRequest, account: string): Promise<void>
}

/** Limits by the table. Addresses of this machine (a proxy that names no client, tests, health checks) have none. */
export async function createLimiter(
  app: FastifyInstance,
  services: Pick<Services, 'database' | 'keys'>,
  table: Readonly<Record<RateKind, Rate>> = rates,
): Promise<Limiter> {
  await app.register(rateLimit, { global: false, cache: cachedSubjects })
  const pool = services.database.application
  const keyed = (text: string): string => createHmac('sha256', services.keys.session).update(text).digest('base64url')
  const accounts = new WeakMap<FastifyRequest, string>()
  const inMemory = (kind: RateKind, max: number, keyGenerator?: (request: FastifyRequest) => string) =>
    app.createRateLimit({
      max,
      timeWindow: table[kind].windowMilliseconds,
      ...(keyGenerator ? { keyGenerator } : {}),
    })
  const limiters = Object.fromEntries(
    (Object.keys(table) as RateKind[]).map((kind) => {
      const { account, address } = table[kind]
      return [
        kind,
        {
          account: account === null ? null : inMemory(kind, account, (request) => accounts.get(request) ?? ''),
          address: address === null ? null : inMemory(kind, address),
        },
      ]
    }),
  )

  async function check(request: FastifyRequest, kind: RateKind, who: 'account' | 'address', subject: string) {
    const rate = table[kind]
    const max = rate[who]
    if (max === null) return
    let left: number | null = null
    if (rate.shared) {
      const counted = await countShared(pool, keyed(`${kind}|${who}|${subject}`), rate.windowMilliseconds)
      if (counted.hits > max) left = counted.milliseconds
    } else {
      const result = await limiters[kind]![who]!(request)
      if (!result.isAllowed && result.isExceeded) left = result.ttl
    }
    if (left !== null) throw new Problem('platform.tooManyRequests', { seconds: Math.max(1, Math.ceil(left / second)) })
  }

  return {
    async ofAddress(request) {
      if (isLoopback(request.ip)) return
      await check(request, 'any', 'address', request.ip)
      const kind = kindOf(request)
      if (kind !== 'any') await check(request, kind, 'address', request.ip)
    },
    async ofAccount(request, account) {
      accounts.set(request, account)
      const kind = kindOf(request)
      if (kind !== 'any') await check(request, kind, 'account', account)
    },
  }
}
