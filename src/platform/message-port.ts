import type { Config } from './config.ts'
import type { Tx } from './database.ts'
import { enqueue } from './jobs.ts'
import type { Services } from './services.ts'

export interface Message {
  readonly county: string
  /** How the receiver is reached: a phone, or an agency's or officer's id. */
  readonly to: string
  readonly channel: 'sms' | 'inbox'
  readonly kind: string
  readonly text: string
  /** A one-time code alone, for gateways that fill in a template of their own. */
  readonly code?: string
  readonly at: Date
}

export interface SentMessage extends Message {
  readonly id: string
  readonly state: 'waiting' | 'delivered' | 'failed'
}

/** The way out for notices and one-time codes. */
export interface MessagePort {
  readonly name: string
  /** Sends inside the caller's transaction: nothing leaves for a change that was rolled back. */
  send(tx: Tx, message: Message): Promise<SentMessage>
}

/**
 * How messages to phones leave: through a gateway, onto the screen of a demonstration or a developer, or not at all. The
 * phones of a demonstration are invented, so that nothing is ever sent to them.
 */
export function messageWay(config: Pick<Config, 'mode' | 'smsUrl'>): 'gateway' | 'screen' | 'none' {
  if (config.mode === 'demo') return 'screen'
  if (config.smsUrl !== '') return 'gateway'
  return config.mode === 'production' ? 'none' : 'screen'
}

async function keep(
  tx: Tx,
  message: Message,
  state: SentMessage['state'],
  failure: string | null,
): Promise<SentMessage> {
  await tx.query(
    `insert into platform.outbox (county, "to", channel, kind, text, at, state, failure, queued_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [message.county, message.to, message.channel, message.kind, message.text, message.at, state, failure, new Date()],
  )
  // Who sends may not read the outbox, so that RETURNING is refused.
  const { rows } = await tx.query<{ id: string }>(`select currval('platform.outbox_id_seq') as id`)
  return { ...message, id: String(rows[0]!.id), state }
}

/**
 * On-screen outbox: messages are kept in platform.outbox and shown to demonstration users (GET /api/v1/outbox) or, for
 * agencies, in their inbox. Named as such on the screen; it reaches no phone.
 */
export function screenOutbox(): MessagePort {
  return { name: 'screenOutbox', send: (tx, message) => keep(tx, message, 'delivered', null) }
}

const maskedPhone = (phone: string): string => `${phone.slice(0, 3)}****${phone.slice(-4)}`

/** Production without a gateway: what should have gone to a phone is kept as failed, without its text, and `doctor` says so. */
function noGateway(): MessagePort {
  return {
    name: 'noGateway',
    send: (tx, message) =>
      message.channel === 'inbox'
        ? keep(tx, message, 'delivered', null)
        : keep(tx, { ...message, to: maskedPhone(message.to), text: '' }, 'failed', 'no gateway is configured'),
  }
}

/** A text-message gateway over HTTP: handed to the queue in the caller's transaction, sent by the worker after its commit. */
function httpGateway(): MessagePort {
  return {
    name: 'httpGateway',
    async send(tx, message) {
      if (message.channel === 'inbox') return keep(tx, message, 'delivered', null)
      const kept = await keep(tx, message, 'waiting', null)
      await enqueue(tx, 'message.send', { county: message.county, id: kept.id, code: message.code ?? '' })
      return kept
    },
  }
}

export function messagePort(config: Pick<Config, 'mode' | 'smsUrl'>): MessagePort {
  const way = messageWay(config)
  return way === 'gateway' ? httpGateway() : way === 'screen' ? screenOutbox() : noGateway()
}

/** One gateway call takes no longer than this. */
const gatewayMilliseconds = 10_000
const greatestAttempts = 5
/** A one-time code that arrives later than it is valid only confuses. */
const codeLifeMilliseconds = 10 * 60_000

/** The gateway's body from its template, each value escaped for what the body is. Pure. */
export function gatewayBody(template: string, contentType: string, values: Readonly<Record<string, string>>): string {
  const escaped = /json/i.test(contentType)
    ? (value: string) => JSON.stringify(value).slice(1, -1)
    : /x-www-form-urlencoded/i.test(contentType)
      ? encodeURIComponent
      : /xml/i.test(contentType)
        ? (value: string) => value.replace(/[<>&'"]/g, (character) => `&#${character.charCodeAt(0)};`)
        : (value: string) => value
  return template.replace(/\{(to|text|code|kind)\}/g, (_, name: string) => escaped(values[name] ?? ''))
}

/** One POST to the gateway. Throws with a reason that names no phone and no text. */
async function callGateway(config: Config, values: Readonly<Record<string, string>>): Promise<void> {
  const headers = new Headers({ 'content-type': 'application/json; charset=utf-8', ...config.smsHeaders })
  let reply: Response
  try {
    reply = await fetch(config.smsUrl, {
      method: 'POST',
      headers,
      body: gatewayBody(config.smsBody, headers.get('content-type') ?? '', values),
      redirect: 'error',
      signal: AbortSignal.timeout(gatewayMilliseconds),
    })
  } catch (error) {
    const { name, message, cause } = error as Error & { cause?: { code?: string; message?: string } }
    throw new Error(
      name === 'TimeoutError'
        ? `no answer within ${gatewayMilliseconds / 1000} s`
        : (cause?.code ?? cause?.message ?? message),
    )
  }
  await reply.body?.cancel()
  if (!reply.ok) throw new Error(`the gateway answered ${reply.status}`)
}

interface Waiting {
  to: string
  kind: string
  text: string
  attempts: number
  queued_at: Date
}

/** How the caller reaches the store: platform knows no scopes. */
type Within = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>

/**
 * Sends one waiting message. Phone and text are forgotten when it is settled; a failure is kept with its reason and the
 * queue tries again, each time later, up to five times and no longer than a one-time code lives.
 */
export async function sendWaiting(
  services: Services,
  within: Within,
  county: string,
  id: string,
  code: string,
): Promise<void> {
  const { rows } = await within((tx) =>
    tx.query<Waiting>(
      `select "to", kind, text, attempts, queued_at from platform.outbox where county = $1 and id = $2 and state = 'waiting'`,
      [county, id],
    ),
  )
  const message = rows[0]
  if (!message) return
  const settle = (state: 'delivered' | 'failed', failure: string | null): Promise<unknown> =>
    within((tx) =>
      tx.query(
        `update platform.outbox set state = $3, failure = $4, attempts = attempts + 1, settled_at = $5, "to" = $6, text = '' where county = $1 and id = $2`,
        [county, id, state, failure, new Date(), maskedPhone(message.to)],
      ),
    )
  try {
    await callGateway(services.config, { to: message.to, text: message.text, kind: message.kind, code })
    await settle('delivered', null)
  } catch (error) {
    const reason = (error as Error).message
    services.log.warn({ message: id, attempt: message.attempts + 1, reason }, 'the gateway did not take a message')
    const late = message.kind === 'oneTimeCode' && Date.now() - message.queued_at.getTime() > codeLifeMilliseconds
    if (late || message.attempts + 1 >= greatestAttempts) {
      await settle('failed', reason)
      return
    }
    await within((tx) =>
      tx.query('update platform.outbox set attempts = attempts + 1, failure = $3 where county = $1 and id = $2', [
        county,
        id,
        reason,
      ]),
    )
    throw error
  }
}

/** Newest messages of the on-screen outbox. */
export async function readOutbox(tx: Tx, county: string, limit: number): Promise<SentMessage[]> {
  const { rows } = await tx.query<SentMessage>(
    `select id::text, county, "to", channel, kind, text, at, state from platform.outbox as o where county = $1 order by o.id desc limit $2`,
    [county, limit],
  )
  return rows
}

export interface UnsentMessage {
  readonly id: string
  readonly to: string
  readonly kind: string
  readonly state: 'waiting' | 'failed'
  readonly attempts: number
  readonly failure: string | null
  readonly at: Date
  /** Real time; `at` is the domain's. */
  readonly queuedAt: Date
}

/** What is waiting or did not leave, newest first; phones masked, no text. */
export async function readUnsent(tx: Tx, county: string, limit: number): Promise<UnsentMessage[]> {
  const { rows } = await tx.query<UnsentMessage>(
    `select id::text, "to", kind, state, attempts, failure, at, queued_at as "queuedAt" from platform.outbox as o
     where county = $1 and state <> 'delivered' and channel = 'sms' order by o.id desc limit $2`,
    [county, limit],
  )
  return rows.map((row) => ({ ...row, to: row.to.includes('*') ? row.to : maskedPhone(row.to) }))
}
