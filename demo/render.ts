import type { Life } from './life.ts'
import type { Row, Trace } from './model.ts'
import type { Population } from './people.ts'
import type { Random } from './random.ts'
import { type numberer, rowsOf } from './rows.ts'
import type { Minutes } from './time.ts'

export interface RenderPlan {
  readonly lives: readonly (Life & { readonly plain?: boolean })[]
  readonly number: ReturnType<typeof numberer>
  readonly population: Population | null
  readonly until: Minutes
  /** Delay in minutes of a plain life's trace until it is received. */
  readonly plainDelay?: (random: Random) => Minutes
}

export interface Rendered {
  readonly rows: Row[]
  readonly numbers: ReadonlyMap<Trace, string>
}

/** All traces of all lives, numbered in the order of the events, as rows. */
export function renderLives(random: Random, plan: RenderPlan): Rendered {
  const all = plan.lives.flatMap((life) => life.traces.map((trace) => ({ trace, town: life.quarrel.town.code })))
  all.sort((left, right) => left.trace.at - right.trace.at)
  const numbers = new Map<Trace, string>()
  for (const { trace, town } of all) numbers.set(trace, plan.number(trace.source, trace.at, town))
  const rows: Row[] = []
  for (const life of plan.lives) {
    const earlier: string[] = []
    for (const trace of life.traces) {
      const number = numbers.get(trace)!
      const delay = life.plain && plan.plainDelay ? plan.plainDelay(random) : undefined
      rows.push(
        ...rowsOf(random, life.quarrel, trace, {
          population: plan.population,
          number,
          earlierNumbers: [...earlier],
          until: plan.until,
          ...(life.plain ? { plain: true } : {}),
          ...(delay === undefined ? {} : { delay }),
        }),
      )
      earlier.push(number)
    }
  }
  return { rows, numbers }
}
