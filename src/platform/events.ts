import type pg from 'pg'
import type { Tx } from './database.ts'

/** News for screens: kinds and ids only, never names or text. */
export interface NewEvent {
  readonly kind: string
  readonly county: string
  readonly town?: string | null
  readonly subject?: string | null
  readonly data?: Readonly<Record<string, string | number | boolean | null>>
}

export interface StoredEvent extends NewEvent {
  readonly id: number
  readonly at: string
}

export const eventChannel = 'suyuan_event'

/**
 * Stores events at the end of a transaction. The advisory lock is held from here to COMMIT, so that ids become visible
 * in order and a reader that resumes after an id misses none.
 */
export async function storeEvents(tx: Tx, at: Date, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return
  await tx.query('select pg_advisory_xact_lock(7306810002)')
  await tx.query(
    `insert into platform.event (at, kind, county, town, subject, data)
     select $1, e.kind, e.county, e.town, e.subject, e.data
     from jsonb_to_recordset($2::text::jsonb) as e(kind text, county text, town text, subject text, data jsonb)`,
    [at, JSON.stringify(events)],
  )
  await tx.query(`select pg_notify('${eventChannel}', '')`)
}

export async function eventsAfter(pool: pg.Pool, county: string, after: number, limit = 500): Promise<StoredEvent[]> {
  const { rows } = await pool.query<StoredEvent & { at: Date }>(
    'select id, at, kind, county, town, subject, data from platform.event where county = $1 and id > $2 order by id limit $3',
    [county, after, limit],
  )
  return rows.map((row) => ({ ...row, at: (row.at as unknown as Date).toISOString() }))
}

export async function lastEventId(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ id: number }>('select coalesce(max(id), 0) as id from platform.event')
  return rows[0]?.id ?? 0
}

/** One listening connection per process; `wake` is called after each commit that stored events, and after a reconnect. */
export async function listenForEvents(
  connection: pg.ClientConfig,
  wake: () => void,
): Promise<{ close(): Promise<void> }> {
  const { default: driver } = await import('pg')
  let closed = false
  let client: pg.Client | null = null
  const open = async (): Promise<void> => {
    const next = new driver.Client(connection)
    next.on('notification', wake)
    next.on('error', () => {})
    next.on('end', () => {
      if (!closed) setTimeout(() => open().catch(() => {}), 1000).unref()
    })
    await next.connect()
    await next.query(`listen ${eventChannel}`)
    client = next
    wake()
  }
  await open()
  return {
    async close() {
      closed = true
      await client?.end().catch(() => {})
    },
  }
}
