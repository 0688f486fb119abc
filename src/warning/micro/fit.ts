import { logisticLine, type Observation } from '../../platform/logistic.ts'
import { isEscalation } from '../backtest/outcomes.ts'
import { causesAt, isOpenAt, valuesOf } from '../micro.ts'
import type { Signal } from '../signal.ts'
import { day, silentDays } from '../thresholds.ts'
import { type Calibration, calibrated, chanceOf, handSet, type Line, logit, type MicroModel } from './model.ts'

/** One open dispute at the start of one week, and how the week and the thirty days after it went. */
export interface RiskWeek {
  readonly disputeId: string
  readonly town: string | null
  readonly at: number
  readonly values: Readonly<Record<string, number>>
  readonly escalated: boolean
  /** Closed within the week without escalating. */
  readonly ended: boolean
  readonly within30Days: boolean
}

const week = 7 * day
const month = 30 * day

/**
 * Every week of every open dispute in [from, before − 30 days): what was known at its start, and what came. A dispute is
 * followed from its first record until it is closed or has been silent for 180 days (formats.md, export risks). Pure.
 */
export function riskWeeks(signals: readonly Signal[], from: number, before: number): RiskWeek[] {
  const disputes = new Map<string, Signal[]>()
  for (const signal of signals) {
    const list = disputes.get(signal.disputeId)
    if (list === undefined) disputes.set(signal.disputeId, [signal])
    else list.push(signal)
  }
  const weeks: RiskWeek[] = []
  for (const [disputeId, list] of disputes) {
    const first = list[0]!.receivedAt
    const last = list.at(-1)!.receivedAt + silentDays * day
    const escalations = list.filter(isEscalation).map((signal) => signal.occurredAt)
    const happens = (after: number, until: number) => escalations.some((at) => at > after && at <= until)
    const town = list.find((signal) => signal.town !== null)?.town ?? null
    for (let at = first; at <= last && at < before - month; at += week) {
      if (at < from || !isOpenAt(list, at)) continue
      const escalated = happens(at, at + week)
      weeks.push({
        disputeId,
        town,
        at,
        values: valuesOf(causesAt(list, at)),
        escalated,
        ended: !escalated && !isOpenAt(list, at + week),
        within30Days: happens(at, at + month),
      })
    }
  }
  return weeks
}

/** How far a county's own outcomes may move what was set by hand: standard deviation of a weight, and of the intercept. */
const spread = { weight: 0.5, intercept: 2, endWeight: 1, endIntercept: 3 } as const
const weeksInMonth = 30 / 7
/** Below so many escalations nothing is fitted; from so many on chances are calibrated by steps, not by a line (Platt). */
export const fewestEvents = 50
const isotonicEvents = 300

const names = Object.keys(handSet.escalate.weights)

function lineFrom(
  weeks: readonly RiskWeek[],
  happened: (week: RiskWeek) => boolean,
  prior: Line,
  weight: number,
  intercept: number,
): Line {
  const place = new Map(names.map((name, index) => [name, index + 1]))
  const observations = weeks.map((one): Observation => {
    const entries = Object.entries(one.values).filter(([name]) => place.has(name))
    return {
      at: entries.map(([name]) => place.get(name)!),
      values: entries.map(([, value]) => value),
      happened: happened(one),
    }
  })
  const [base, ...weights] = logisticLine(observations, {
    means: [prior.intercept, ...names.map((name) => prior.weights[name] ?? 0)],
    precisions: [1 / intercept ** 2, ...names.map(() => 1 / weight ** 2)],
  })
  return { intercept: base!, weights: Object.fromEntries(names.map((name, index) => [name, weights[index]!])) }
}

/** Two weekly hazards around what was set by hand; uncalibrated. */
export function fitHazards(weeks: readonly RiskWeek[], version: string): MicroModel {
  const prior = { ...handSet.escalate, intercept: handSet.escalate.intercept - Math.log(weeksInMonth) }
  return {
    version,
    escalate: lineFrom(weeks, (one) => one.escalated, prior, spread.weight, spread.intercept),
    end: lineFrom(
      weeks,
      (one) => one.ended,
      { intercept: logit(0.05), weights: {} },
      spread.endWeight,
      spread.endIntercept,
    ),
    calibration: null,
  }
}

/** Rising steps that fit best in squares: pool adjacent violators (Barlow et al. 1972). `pairs` need no order. */
export function isotonic(pairs: readonly (readonly [chance: number, happened: boolean])[]): Calibration {
  const sorted = [...pairs].sort((one, other) => one[0] - other[0])
  const blocks: { sum: number; count: number; low: number; high: number }[] = []
  for (const [chance, happened] of sorted) {
    blocks.push({ sum: happened ? 1 : 0, count: 1, low: chance, high: chance })
    while (blocks.length > 1) {
      const last = blocks.at(-1)!
      const before = blocks.at(-2)!
      if (before.sum / before.count < last.sum / last.count && before.high < last.low) break
      blocks.splice(-2, 2, {
        sum: before.sum + last.sum,
        count: before.count + last.count,
        low: before.low,
        high: last.high,
      })
    }
  }
  const at: number[] = []
  const to: number[] = []
  for (const { sum, count, low, high } of blocks)
    for (const edge of low === high ? [low] : [low, high]) {
      at.push(edge)
      to.push(sum / count)
    }
  return { kind: 'isotonic', at, to }
}

/** Platt's line, held near "as it is" where little is known. */
function platt(pairs: readonly (readonly [chance: number, happened: boolean])[]): Calibration {
  const [offset, slope] = logisticLine(
    pairs.map(([chance, happened]) => ({
      at: [1],
      values: [logit(Math.min(1 - 1e-9, Math.max(1e-9, chance)))],
      happened,
    })),
    { means: [0, 1], precisions: [1, 25] },
  )
  return { kind: 'platt', offset: offset!, slope: slope! }
}

/** Area under the curve: chance that one that happened stands before one that did not, ties half. NaN without both. */
export function areaUnder(pairs: readonly (readonly [chance: number, happened: boolean])[]): number {
  const sorted = [...pairs].sort((one, other) => one[0] - other[0])
  let [rankSum, events, start] = [0, 0, 0]
  while (start < sorted.length) {
    let end = start
    while (end < sorted.length && sorted[end]![0] === sorted[start]![0]) end++
    const inside = sorted.slice(start, end).filter(([, happened]) => happened).length
    rankSum += inside * ((start + 1 + end) / 2)
    events += inside
    start = end
  }
  return (rankSum - (events * (events + 1)) / 2) / (events * (sorted.length - events))
}

/** Expected calibration error over ten groups of equal size: Σ share × |mean chance − share that happened|. */
export function calibrationError(pairs: readonly (readonly [chance: number, happened: boolean])[]): number {
  const sorted = [...pairs].sort((one, other) => one[0] - other[0])
  let error = 0
  for (let group = 0; group < 10; group++) {
    const part = sorted.slice(Math.floor((group * sorted.length) / 10), Math.floor(((group + 1) * sorted.length) / 10))
    const chance = part.reduce((sum, [value]) => sum + value, 0)
    const happened = part.filter(([, yes]) => yes).length
    error += Math.abs(chance - happened) / Math.max(1, sorted.length)
  }
  return error
}

export interface Held {
  readonly area: number
  readonly logLoss: number
  readonly calibrationError: number
  readonly expected: number
}

export interface MicroFit {
  readonly weeks: number
  readonly disputes: number
  readonly events: number
  readonly heldWeeks: number
  readonly heldEvents: number
  /** On the newest quarter, which the compared model had not seen. */
  readonly builtIn: Held
  readonly fitted: Held
  /** Gain in log loss, and its standard error by dispute. */
  readonly gain: { readonly mean: number; readonly error: number }
  /** Better by more than two standard errors. */
  readonly better: boolean
  /** Fitted to all weeks, calibrated on the newest quarter. */
  readonly model: MicroModel
}

const logLoss = (chance: number, happened: boolean): number =>
  -Math.log(Math.max(1e-12, happened ? chance : 1 - chance))

function heldOut(weeks: readonly RiskWeek[], model: MicroModel): Held {
  const pairs = weeks.map((one) => [chanceOf(model, one.values), one.within30Days] as const)
  return {
    area: areaUnder(pairs),
    logLoss: pairs.reduce((sum, [chance, happened]) => sum + logLoss(chance, happened), 0) / pairs.length,
    calibrationError: calibrationError(pairs),
    expected: pairs.reduce((sum, [chance]) => sum + chance, 0),
  }
}

/**
 * Fits the hazards to a county's own outcomes in [from, before) and says on its newest quarter, which the first fit does not
 * see, whether that is better than what was set by hand. Null where fewer than fifty weeks had an escalation. Pure.
 */
export function fitMicro(signals: readonly Signal[], from: number, before: number, version: string): MicroFit | null {
  const weeks = riskWeeks(signals, from, before)
  const events = weeks.filter((one) => one.escalated).length
  if (events < fewestEvents) return null
  const split = from + 0.75 * (before - month - from)
  const early = weeks.filter((one) => one.at + month < split)
  const late = weeks.filter((one) => one.at >= split)
  const heldEvents = late.filter((one) => one.within30Days).length
  if (early.length === 0 || heldEvents === 0) return null
  const first = fitHazards(early, version)
  const builtIn = heldOut(late, handSet)
  const fitted = heldOut(late, first)
  const gains = new Map<string, number>()
  for (const one of late) {
    const gain =
      logLoss(chanceOf(handSet, one.values), one.within30Days) - logLoss(chanceOf(first, one.values), one.within30Days)
    gains.set(one.disputeId, (gains.get(one.disputeId) ?? 0) + gain)
  }
  const mean = builtIn.logLoss - fitted.logLoss
  const perDispute = (mean * late.length) / gains.size
  const variance = [...gains.values()].reduce((sum, gain) => sum + (gain - perDispute) ** 2, 0)
  const error = Math.sqrt(variance) / late.length
  const pairs = late.map((one) => [chanceOf(first, one.values), one.within30Days] as const)
  const calibration = heldEvents >= isotonicEvents ? isotonic(pairs) : platt(pairs)
  return {
    weeks: weeks.length,
    disputes: new Set(weeks.map((one) => one.disputeId)).size,
    events,
    heldWeeks: late.length,
    heldEvents,
    builtIn,
    fitted,
    gain: { mean, error },
    better: mean > 2 * error,
    model: { ...fitHazards(weeks, version), calibration },
  }
}

/** Whether steps rise: a calibration that turned the order round would be no calibration. */
export const rises = (calibration: Calibration): boolean =>
  [0.001, 0.01, 0.03, 0.1, 0.3, 0.9].every(
    (chance, index, all) =>
      index === 0 || calibrated(chance, calibration) >= calibrated(all[index - 1]!, calibration) - 1e-12,
  )
