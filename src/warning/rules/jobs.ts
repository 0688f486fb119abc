import { systemScope, withScope } from '../../access/scope.ts'
import type { Services } from '../../platform/services.ts'
import { compareAlerts } from '../backtest/compare.ts'
import { readBacktest } from '../backtest/queries.ts'
import { backtest } from '../backtest/report.ts'
import { simulate } from '../backtest/simulate.ts'
import { readSignalsBetween } from '../memory-queries.ts'
import { fitMicro } from '../micro/fit.ts'
import type { MicroModel } from '../micro/model.ts'
import { day } from '../thresholds.ts'
import type { RulePreview } from './schema.ts'
import { versionAt } from './table.ts'

/** Months that a proposal is tried on. */
const previewDays = 365
const listed = 200

/**
 * What a proposed table would have changed in the twelve months before it was proposed, against the table in force then.
 * Reading and writing are transactions of their own: the walk between them holds none open.
 */
export async function computePreview(services: Services, county: string, version: number): Promise<void> {
  const scope = systemScope(county, 'warning')
  const read = await withScope(services, scope, 'pipeline', async (tx) => {
    const { rows } = await tx.query<{ rows: never; model: MicroModel | null; proposedAt: Date; preview: unknown }>(
      'select rows, model, proposed_at as "proposedAt", preview from warning.rule_version where county = $1 and version = $2',
      [county, version],
    )
    const proposal = rows[0]
    if (proposal === undefined || proposal.preview !== null) return null
    const before = proposal.proposedAt
    return {
      input: await readBacktest(tx, new Date(before.getTime() - previewDays * day), before),
      rows: proposal.rows,
      model: proposal.model,
    }
  })
  if (read === null) return
  const { input } = read
  const held = versionAt(input.rules, input.before)
  // Both over the whole period: the question is what the table does, not when it came.
  const run = (rows: typeof held.rows, model: MicroModel | null) =>
    simulate(
      input.signals,
      [{ version: held.version, effectiveAt: Number.NEGATIVE_INFINITY, rows, model }],
      input.from,
      input.before,
    )
  const comparison = compareAlerts(run(held.rows, held.model), run(read.rows, read.model))
  const towns = Math.max(1, new Set(input.signals.flatMap(({ town }) => (town === null ? [] : [town]))).size)
  const townMonths = towns * 12
  const number = (...kinds: string[]) => comparison.changed.filter(({ change }) => kinds.includes(change)).length
  const iso = (at: number) => new Date(at).toISOString()
  const preview: RulePreview = {
    from: iso(input.from),
    before: iso(input.before),
    alertsBefore: comparison.before,
    alertsAfter: comparison.after,
    same: comparison.same,
    comes: number('comes'),
    goes: number('goes'),
    moved: number('earlier', 'later'),
    graded: number('graded'),
    perTownMonth: { before: comparison.before / townMonths, after: comparison.after / townMonths },
    changed: comparison.changed
      .slice(-listed)
      .reverse()
      .map(({ change, level, title, town, type, raisedAt, grade, before }) => ({
        change,
        level,
        title,
        town,
        type,
        raisedAt: iso(raisedAt),
        grade,
        before: before === null ? null : { raisedAt: iso(before.raisedAt), grade: before.grade },
      })),
  }
  await withScope(services, scope, 'pipeline', (tx) =>
    tx.query(
      'update warning.rule_version set preview = $3::text::jsonb where county = $1 and version = $2 and preview is null',
      [county, version, JSON.stringify(preview)],
    ),
  )
}

const fitDays = 3 * 365

/** Fits the weights for single disputes; with too few escalations the fit is done without a report. */
export async function computeFit(services: Services, county: string, id: string): Promise<void> {
  const scope = systemScope(county, 'warning')
  const asked = await withScope(services, scope, 'pipeline', async (tx) => {
    const { rows } = await tx.query<{ at: Date }>(
      'select asked_at as at from warning.micro_fit where county = $1 and id = $2 and done_at is null',
      [county, id],
    )
    const at = rows[0]?.at
    if (at === undefined) return null
    return { at, signals: await readSignalsBetween(tx, new Date(at.getTime() - fitDays * day), at) }
  })
  if (asked === null) return
  const first = asked.signals[0]?.receivedAt ?? asked.at.getTime()
  const fit = fitMicro(asked.signals, first, asked.at.getTime(), `fitted-${asked.at.toISOString().slice(0, 10)}`)
  const { model, ...report } = fit ?? { model: null }
  await withScope(services, scope, 'pipeline', (tx) =>
    tx.query(
      `update warning.micro_fit set done_at = $3, report = $4::text::jsonb, model = $5::text::jsonb where county = $1 and id = $2`,
      [
        county,
        id,
        tx.context.now(),
        fit === null ? null : JSON.stringify(report),
        model === null ? null : JSON.stringify(model),
      ],
    ),
  )
}

/** The back-test that somebody asked for. */
export async function computeBacktest(services: Services, county: string, id: string): Promise<void> {
  const scope = systemScope(county, 'warning')
  const input = await withScope(services, scope, 'pipeline', async (tx) => {
    const { rows } = await tx.query<{ from: string; to: string }>(
      `select from_day::text as from, to_day::text as to from warning.backtest where county = $1 and id = $2 and result is null`,
      [county, id],
    )
    const asked = rows[0]
    if (asked === undefined) return null
    const midnight = (text: string) => new Date(`${text}T00:00:00+08:00`)
    return readBacktest(tx, midnight(asked.from), new Date(midnight(asked.to).getTime() + day))
  })
  if (input === null) return
  const result = backtest(input)
  await withScope(services, scope, 'pipeline', (tx) =>
    tx.query('update warning.backtest set result = $3::text::jsonb where county = $1 and id = $2', [
      county,
      id,
      JSON.stringify(result),
    ]),
  )
}
