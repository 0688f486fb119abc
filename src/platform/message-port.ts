import type { Database, Tx } from './database.ts'

export interface Message {
  readonly county: string
  /** How the receiver is reached: a phone, or an agency's or officer's id. */
  readonly to: string
  readonly channel: 'sms' | 'inbox'
  readonly kind: string
  readonly text: string
  readonly at: Date
}

export interface SentMessage extends Message {
  readonly id: string
  readonly state: 'delivered' | 'failed'
}

/** The way out for notices and one-time codes. An SMS gateway or a to-do container is another implementation. */
export interface MessagePort {
  readonly name: string
  /** Sends inside the caller's transaction: nothing leaves for a change that was rolled back. */
  send(tx: Tx, message: Message): Promise<SentMessage>
}

/**
 * On-screen outbox: messages are kept in platform.outbox and shown to demonstration users (GET /api/v1/outbox) or, for
 * agencies, in their inbox. Named as such on the screen; it reaches no phone.
 */
export function screenOutbox(): MessagePort {
  return {
    name: 'screenOutbox',
    async send(tx, message) {
      const { rows } = await tx.query<{ id: string }>(
        `insert into platform.outbox (county, "to", channel, kind, text, at) values ($1, $2, $3, $4, $5, $6) returning id`,
        [message.county, message.to, message.channel, message.kind, message.text, message.at],
      )
      return { ...message, id: String(rows[0]!.id), state: 'delivered' }
    },
  }
}

/** Newest messages of the on-screen outbox. */
export async function readOutbox(database: Database, county: string, limit: number): Promise<SentMessage[]> {
  const { rows } = await database.application.query<SentMessage>(
    `select id::text, county, "to", channel, kind, text, at, 'delivered' as state from platform.outbox as o where county = $1 order by o.id desc limit $2`,
    [county, limit],
  )
  return rows
}
