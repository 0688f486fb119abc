import type pg from 'pg'
import { Problem } from './problem.ts'

/** Where the domain's clock stands. `rate` domain seconds pass per real second; 0 stands still (replay). */
export interface ClockState {
  readonly demonstration: boolean
  readonly base: Date
  readonly realBase: Date
  readonly rate: number
}

export interface Clock {
  now(): Date
  readonly state: ClockState
  /** Moves the clock forward; throws Problem platform.clockBackwards for an earlier time. */
  set(at: Date, rate?: number): void
  /** Takes the position that another process stored, where it is ahead. */
  load(owner: pg.Pool): Promise<void>
  save(owner: pg.Pool): Promise<void>
}

const real: ClockState = { demonstration: false, base: new Date(0), realBase: new Date(0), rate: 1 }

export function createClock(initial: ClockState = real): Clock {
  let state = initial
  const now = (): Date =>
    state.demonstration
      ? new Date(state.base.getTime() + (Date.now() - state.realBase.getTime()) * state.rate)
      : new Date()
  return {
    now,
    get state() {
      return state
    },
    set(at, rate = state.demonstration ? state.rate : 0) {
      if (state.demonstration && at < now())
        throw new Problem('platform.clockBackwards', { now: now().toISOString(), wanted: at.toISOString() })
      state = { demonstration: true, base: at, realBase: new Date(), rate }
    },
    async load(owner) {
      const { rows } = await owner.query<{ at: Date; rate: number }>('select at, rate from platform.clock')
      const row = rows[0]
      if (!row) return
      const here = now()
      if (state.demonstration && row.at <= here && row.rate === state.rate) return
      state = {
        demonstration: true,
        base: state.demonstration && here > row.at ? here : row.at,
        realBase: new Date(),
        rate: row.rate,
      }
    },
    async save(owner) {
      if (!state.demonstration) return
      await owner.query(
        `insert into platform.clock (id, at, rate) values (1, $1, $2)
         on conflict (id) do update set at = greatest(platform.clock.at, excluded.at), rate = excluded.rate`,
        [now(), state.rate],
      )
    },
  }
}

/** `2023-06-01T08:00+08:00[@RATE]` of `--clock`. */
export function parseClock(text: string): { at: Date; rate: number } {
  const match = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2}))(?:@(\d+(?:\.\d+)?))?$/.exec(text)
  const at = match ? new Date(match[1]!) : new Date(Number.NaN)
  if (!match || Number.isNaN(at.getTime()))
    throw new Problem('platform.configuration', {
      name: '--clock',
      reason: `"${text}" is not like 2023-06-01T08:00+08:00@60`,
    })
  return { at, rate: match[2] === undefined ? 1 : Number(match[2]) }
}
