import type { Life } from './life.ts'
import type { Row, Trace } from './model.ts'
import type { Random } from './random.ts'
import { formatTime, type Minutes, parseLocal } from './time.ts'

/** Town whose grid sent its events of four months in one upload, and the hour at which it did. */
const bulk = {
  town: '330681115',
  from: parseLocal('2023-01-10'),
  until: parseLocal('2023-05-18'),
  at: parseLocal('2023-05-20 10:05'),
} as const

/** People who call again within the hour because nobody has come yet: a second number, nearly the same words. */
function repeatedCalls(
  random: Random,
  lives: readonly (Life & { readonly plain?: boolean })[],
  until: Minutes,
): (Life & { readonly plain?: boolean })[] {
  return lives.map((life) => {
    if (life.plain || !random.chance(0.03)) return life
    const traces: Trace[] = []
    for (const trace of life.traces) {
      traces.push(trace)
      const hot = trace.source === 'police110' || trace.source === 'complaint'
      if (hot && trace.escalation === null && random.chance(0.6)) {
        const at = trace.at + random.int(6, 110)
        if (at < until - 200)
          traces.push({
            ...trace,
            at,
            before: [...trace.before, { source: trace.source, at: trace.at, outcome: trace.outcome }],
          })
      }
    }
    return { ...life, traces }
  })
}

/** Rows sent twice byte for byte, and one town's late bulk upload. */
function arrivals(random: Random, rows: readonly Row[]): Row[] {
  const result: Row[] = []
  for (const row of rows) {
    const late =
      row.source === 'grid' &&
      row.expect === 'stored' &&
      row.cells.区划代码?.startsWith(bulk.town) &&
      row.receivedAt >= bulk.from &&
      row.receivedAt < bulk.until
    const kept: Row = late
      ? { ...row, receivedAt: bulk.at, cells: { ...row.cells, 接收时间: formatTime(bulk.at, 'iso') } }
      : row
    result.push(kept)
    if (kept.expect === 'stored' && random.chance(0.004)) result.push({ ...kept, expect: 'duplicate', mentions: [] })
  }
  return result
}

/** What goes wrong between the departments and the platform. */
export const blemish = { repeatedCalls, arrivals } as const
