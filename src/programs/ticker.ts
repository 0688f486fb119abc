import { contextAt } from '../platform/context.ts'
import type { Schedule, Services } from '../platform/services.ts'

interface Due {
  readonly schedule: Schedule
  readonly at: Date
}

async function readPositions(services: Services, county: string): Promise<Map<string, Date>> {
  const { rows } = await services.database.application.query<{ name: string; ran_until: Date }>(
    'select name, ran_until from platform.schedule where county = $1',
    [county],
  )
  return new Map(rows.map((row) => [row.name, row.ran_until]))
}

async function savePosition(services: Services, county: string, name: string, at: Date): Promise<void> {
  await services.database.application.query(
    `insert into platform.schedule (county, name, ran_until) values ($1, $2, $3)
     on conflict (county, name) do update set ran_until = excluded.ran_until`,
    [county, name, at],
  )
}

/** Runs scheduled work in the order of its due times. One ticker per process remembers where each schedule stands. */
export interface Ticker {
  /** The earliest time at which something falls due. */
  nextDue(): Promise<Date>
  /** Runs everything due up to and including `until`, each with the clock at its own due time. */
  advance(until: Date): Promise<void>
}

export function createTicker(services: Services, county: string, schedules: readonly Schedule[]): Ticker {
  let positions: Map<string, Date> | null = null
  const earliest = async (): Promise<Due> => {
    positions ??= await readPositions(services, county)
    let due: Due | null = null
    for (const schedule of schedules) {
      let position = positions.get(schedule.name)
      if (!position) {
        // First time in this store: nothing before now is owed.
        position = services.clock.now()
        positions.set(schedule.name, position)
        await savePosition(services, county, schedule.name, position)
      }
      const at = schedule.next(position)
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
        positions!.set(due.schedule.name, due.at)
        await savePosition(services, county, due.schedule.name, due.at)
      }
    },
  }
}
