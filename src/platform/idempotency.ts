import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type pg from 'pg'
import type { Keys } from './keys.ts'
import { Problem } from './problem.ts'
import type { Services } from './services.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The answer holds a secret or a revealed value: it is neither stored nor given twice. */
    unstored?: boolean
  }
}

/** A client that has not repeated its request within a day has given it up. */
const keptMilliseconds = 24 * 3_600_000
const longestKey = 200
const nonceBytes = 12
const tagBytes = 16

/** A key of its own for each reply, so that the table alone says nothing and one reply does not open another. */
function replyKey(keys: Keys, actor: string, key: string): Buffer {
  return Buffer.from(hkdfSync('sha256', keys.session, Buffer.alloc(0), `idempotency|${actor}|${key}`, 32))
}

function sealReply(keys: Keys, actor: string, key: string, reply: string): Buffer {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', replyKey(keys, actor, key), nonce)
  const body = Buffer.concat([cipher.update(reply, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body])
}

function openReply(keys: Keys, actor: string, key: string, sealed: Buffer): string {
  const decipher = createDecipheriv('aes-256-gcm', replyKey(keys, actor, key), sealed.subarray(0, nonceBytes))
  decipher.setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes))
  return Buffer.concat([decipher.update(sealed.subarray(nonceBytes + tagBytes)), decipher.final()]).toString('utf8')
}

/** Answers a repeated POST with the first answer: (actor, Idempotency-Key) is remembered with a keyed hash of the body. */
export function addIdempotency(
  app: FastifyInstance,
  { database, keys }: Pick<Services, 'database' | 'keys'>,
  actorOf: (request: FastifyRequest) => string | null,
): void {
  const pending = new WeakMap<FastifyRequest, { actor: string; key: string }>()
  const pool = database.application
  app.addHook('preHandler', async (request, reply) => {
    const key = request.headers['idempotency-key']
    const actor = actorOf(request)
    if (request.method !== 'POST' || typeof key !== 'string' || key.length > longestKey || !actor) return
    if (request.isMultipart() || request.routeOptions.config.unstored) return
    const bodyHash = createHmac('sha256', keys.session)
      .update(`idempotency\n${request.url}\n${JSON.stringify(request.body ?? null)}`)
      .digest()
    const { rowCount } = await pool.query(
      `insert into platform.idempotency (actor, key, route, body_hash, status, at) values ($1, $2, $3, $4, 0, $5) on conflict do nothing`,
      [actor, key, request.routeOptions.url ?? '', bodyHash, new Date()],
    )
    if (rowCount === 1) {
      pending.set(request, { actor, key })
      return
    }
    const { rows } = await pool.query<{ body_hash: Buffer; status: number; reply: Buffer | null }>(
      'select body_hash, status, reply from platform.idempotency where actor = $1 and key = $2',
      [actor, key],
    )
    const stored = rows[0]
    if (!stored?.body_hash.equals(bodyHash)) throw new Problem('platform.idempotencyReused')
    if (stored.reply === null) throw new Problem('platform.conflict', { what: 'Idempotency-Key' })
    reply.header('idempotent-replay', 'true').code(stored.status).type('application/json; charset=utf-8')
    return reply.send(openReply(keys, actor, key, stored.reply))
  })
  app.addHook('onSend', async (request, reply, payload) => {
    const entry = pending.get(request)
    if (!entry) return payload
    pending.delete(request)
    const { actor, key } = entry
    if (reply.statusCode < 400 && typeof payload === 'string')
      await pool.query('update platform.idempotency set status = $3, reply = $4 where actor = $1 and key = $2', [
        actor,
        key,
        reply.statusCode,
        sealReply(keys, actor, key, payload),
      ])
    else await pool.query('delete from platform.idempotency where actor = $1 and key = $2', [actor, key])
    return payload
  })
}

export async function forgetReplies(pool: pg.Pool, now = Date.now()): Promise<void> {
  await pool.query('delete from platform.idempotency where at < $1', [new Date(now - keptMilliseconds)])
}
