import pg from 'pg'
import { contextAt } from '../platform/context.ts'
import type { Schedule, Services } from '../platform/services.ts'

interface Due {
  readonly schedule: Schedule
  readonly at: Date
}

/** Runs scheduled work in the order of its due times; one process at a time does so for a county. */
export interface Ticker {
  /** The earliest time at which something falls due. */
  nextDue(): Promise<Date>
  /** Runs everything due up to and including `until`, each with the clock at its own due time. */
  advance(until: Date): Promise<void>
  close(): Promise<void>
}

const tickerLock = 73_068_104

/**
 * Waits for the county's ticker lock, or returns null when `wait` is false and another process (a replay beside a running
 * worker) holds it.
 */
export async function openTicker(
  services: Services,
  county: string,
  schedules: readonly Schedule[],
  wait: boolean,
): Promise<Ticker | null> {
  const holder = new pg.Client(services.database.connection)
  holder.on('error', () => {})
  await holder.connect()
  const key = [tickerLock, Number(county)]
  if (wait) await holder.query('select pg_advisory_lock($1::int, $2::int)', key)
  else {
    const { rows } = await holder.query<{ locked: boolean }>(
      'select pg_try_advisory_lock($1::int, $2::int) as locked',
      key,
    )
    if (!rows[0]?.locked) {
      await holder.end()
      return null
    }
  }
  const pool = services.database.application
  const { rows } = await pool.query<{ name: string; ran_until: Date }>(
    'select name, ran_until from platform.schedule where county = $1',
    [county],
  )
  const positions = new Map(rows.map((row) => [row.name, row.ran_until]))
  const save = async (name: string, at: Date): Promise<void> => {
    positions.set(name, at)
    await pool.query(
      `insert into platform.schedule (county, name, ran_until) values ($1, $2, $3)
       on conflict (county, name) do update set ran_until = excluded.ran_until`,
      [county, name, at],
    )
  }
  const earliest = async (): Promise<Due> => {
    let due: Due | null = null
    for (const schedule of schedules) {
      // First time in this store: nothing before now is owed.
      if (!positions.has(schedule.name)) await save(schedule.name, services.clock.now())
      const at = schedule.next(positions.get(schedule.name)!)
      if (!due || at < due.at) due = { schedule, at }
    }
    if (!due) throw new Error('no schedules')
    return due
  }
  return {
    nextDue: async () => (await earliest()).at,
    async advance(until) {
      for (let due = await earliest(); due.at <= until; due = await earliest()) {
        await due.schedule.run({ ...services, context: contextAt(services.context, due.at) }, county, due.at)
        await save(due.schedule.name, due.at)
      }
    },
    close: () => holder.end(),
  }
}
