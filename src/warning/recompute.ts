import type { ScopedTx } from '../access/scope.ts'
import type { LiveAlert } from './alert.ts'
import { judgeWeek } from './macro.ts'
import { readMacroWeek } from './macro-queries.ts'
import { readAlert, readRules, readSignals } from './memory-queries.ts'
import { reportsWithPlace, scanPlaces } from './meso/places.ts'
import { isSiteKey, judge, reportsOf, weekOf } from './meso.ts'
import { handSet, type MicroModel } from './micro/model.ts'
import { knownAt, riskAt } from './micro.ts'
import { readPlaced } from './scan-ticks.ts'
import { day, windowDays } from './thresholds.ts'

export interface Recomputation {
  readonly matches: boolean
  /** The figure in question as kept and as computed now from the stored signals: observed and probability. */
  readonly kept: readonly (number | null)[]
  readonly computed: readonly (number | null)[]
}

const close = (one: number | null, other: number | null): boolean =>
  one === other || (one !== null && other !== null && Math.abs(one - other) <= 1e-9 * Math.max(1, Math.abs(one)))

/**
 * Computes an alert again from the stored signals as they were known when it was raised; null for an alert that no rule
 * of this room raised. Needs the county's whole reach, because the rules' memory is not shown to towns.
 */
export async function recomputeAlert(tx: ScopedTx, id: string): Promise<Recomputation | null> {
  const alert = await readAlert(tx, id)
  if (alert === null) return null
  const { of } = alert.evidence
  if (of === 'given' || of === 'feed') return null
  const computed =
    of === 'meso'
      ? await computeMeso(tx, alert)
      : of === 'micro'
        ? await computeMicro(tx, alert)
        : of === 'scan'
          ? await computeScan(tx, alert)
          : await computeMacro(tx, alert)
  const kept = [alert.observed, alert.probability]
  return { matches: kept.every((value, at) => close(value, computed[at]!)), kept, computed }
}

async function computeMeso(tx: ScopedTx, alert: LiveAlert): Promise<(number | null)[]> {
  const { evidence } = alert
  if (evidence.of !== 'meso') return [null, null]
  const { keys, baseline, from, to, town } = evidence
  const { rows } = await tx.query<{ id: string; key: string; town: string | null; complainants: string[] }>(
    `select s.record_id as id, g.key, s.town, s.complainants from warning.sighting g join warning.signal s on s.county = g.county and s.record_id = g.record_id
     where g.county = $1 and g.key = any($2) and g.occurred_at > $3 and g.occurred_at <= $4 and g.received_at <= $5 and g.sequence <= $6 and (g.replaced_by is null or g.replaced_by > $6)
     order by g.sequence`,
    [tx.county, keys, new Date(from), new Date(to), new Date(alert.raisedAt), alert.raisedSequence],
  )
  const members = new Map(
    rows
      .filter((row) => !isSiteKey(row.key) || row.town === null || town === null || row.town === town)
      .map((row) => [row.id, row]),
  )
  const observed = reportsOf([...members.values()])
  const last = weekOf(to - (baseline.windowDays ?? windowDays) * day) - 1
  const counted = await tx.query<{ week: number; counted: number }>(
    `select (extract(epoch from g.occurred_at) * 1000)::float8 as week, g.counted from warning.sighting g where g.county = $1 and g.key = $2 and g.sequence <= $3 and g.counted > 0`,
    [tx.county, baseline.key, alert.raisedSequence],
  )
  const earlier = counted.rows
    .map((row) => ({ ...row, week: weekOf(row.week) }))
    .filter(({ week }) => week <= last && week > last - baseline.weeks)
    .reduce((sum, row) => sum + row.counted, 0)
  return [observed, judge(observed, { ...baseline, earlier }).probability]
}

/** The weights under which a micro alert was raised: those of its version of the rules. */
export async function modelOf(tx: ScopedTx, { evidence }: LiveAlert): Promise<MicroModel> {
  const number = evidence.of === 'micro' ? (evidence.ruleVersion ?? 0) : 0
  return (await readRules(tx)).find(({ version }) => version === number)?.model ?? handSet
}

async function computeMicro(tx: ScopedTx, alert: LiveAlert): Promise<(number | null)[]> {
  if (alert.disputeId === null) return [null, null]
  const signals = (await readSignals(tx, [alert.disputeId])).filter((signal) => signal.sequence <= alert.raisedSequence)
  const known = knownAt(signals, alert.raisedAt).filter((signal) => signal.occurredAt <= alert.asOf)
  const held = await modelOf(tx, alert)
  return [null, known.length === 0 ? null : riskAt(known, alert.asOf, alert.raisedAt, held).probability]
}

async function computeScan(tx: ScopedTx, { evidence, raisedSequence }: LiveAlert): Promise<(number | null)[]> {
  if (evidence.of !== 'scan') return [null, null]
  const signals = await readPlaced(tx, evidence.type, new Date(evidence.at), raisedSequence)
  const found = scanPlaces(reportsWithPlace(signals), evidence.at, evidence.seed)
  return [found?.result.cluster?.observed ?? 0, found?.result.probability ?? null]
}

async function computeMacro(tx: ScopedTx, alert: LiveAlert): Promise<(number | null)[]> {
  const { evidence } = alert
  if (evidence.of !== 'macro' || alert.town === null || alert.type === null) return [null, null]
  const weeks = await readMacroWeek(tx, evidence.week, {
    town: alert.town,
    type: alert.type,
    knownAt: new Date(alert.raisedAt),
  })
  const series = weeks[0]
  if (series === undefined) return [0, null]
  const judged = judgeWeek({ ...series, start: evidence.start })
  return [judged.observed, judged.probability]
}
