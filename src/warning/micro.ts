import type { DisputeType } from '../vocabulary/dispute-types.ts'
import { disputeTypes } from '../vocabulary/dispute-types.ts'
import type { SourceKey } from '../vocabulary/sources.ts'
import { factorWords } from '../vocabulary/words/warning.ts'
import { chanceOf, cueShapes, handSet, logOddsOf, type MicroModel, type WeightedCue } from './micro/model.ts'
import { type MicroLimits, usualMicro } from './rules/table.ts'
import { type AlertGrade, alertGrades } from './schema.ts'
import type { Signal } from './signal.ts'
import { day, silentDays } from './thresholds.ts'

/**
 * Risk of one dispute: the chance that within 30 days it leads to violence or a threat carried out, self-harm, or a
 * gathering of five or more. A logistic link over a table of factors (domain.md 7.2), weights set by hand or fitted to
 * the county's own outcomes (micro/fit.ts). Never an input:
 * suits, petitions, the number of complaints, and anything about a person.
 */
export interface FactorSpan {
  readonly recordId: string
  readonly source: SourceKey
  readonly number: string
  readonly column: string
  readonly start: number
  readonly end: number
  readonly cue: string
}
export interface RiskFactor {
  readonly code: string
  readonly reason: string
  readonly contribution: number
  readonly spans: readonly FactorSpan[]
}
/** A factor's value before its weight, and how it reads. */
export interface Cause {
  /** Name of its weight. */
  readonly name: string
  readonly code: string
  readonly value: number
  readonly reason: string
  readonly spans: readonly FactorSpan[]
}
export interface Risk {
  readonly probability: number
  readonly logOdds: number
  readonly factors: readonly RiskFactor[]
}

/** Sources whose records may raise the risk. A suit or a petition is never among them. */
export const microSources: ReadonlySet<SourceKey> = new Set<SourceKey>(['police110', 'complaint', 'grid', 'mediation'])

/** Beyond this the number of calls adds nothing: log₂(1 + sum) at most. */
const calls = { halfLife: 21, most: 1.8 / 0.85 } as const
const peopleHalfLife = 30
const process = { failedHalfLife: 60, failedMost: 1.5, reopenedHalfLife: 60 } as const
const settledHalfLife = 90
const wagesDaysBefore = 60

/** First day of the Spring Festival (lunar new year) in +08:00. */
const springFestivals = [
  '2019-02-05',
  '2020-01-25',
  '2021-02-12',
  '2022-02-01',
  '2023-01-22',
  '2024-02-10',
  '2025-01-29',
  '2026-02-17',
  '2027-02-06',
  '2028-01-26',
].map((date) => Date.parse(`${date}T00:00:00+08:00`))

const decay = (at: number, signal: Signal, halfLife: number): number =>
  0.5 ** (Math.max(0, at - signal.occurredAt) / day / halfLife)
const daysSince = (at: number, signal: Signal): number => Math.max(0, (at - signal.occurredAt) / day)
const newest = (signals: readonly Signal[]): Signal =>
  signals.reduce((best, signal) => (signal.occurredAt > best.occurredAt ? signal : best))

/** The dispute's records known at `at`, latest versions only, in order of sequence. */
export function knownAt(signals: readonly Signal[], at: number): Signal[] {
  const known = signals.filter((signal) => signal.receivedAt <= at)
  const replaced = new Set(known.map((signal) => signal.replaces).filter((id) => id !== null))
  return known.filter((signal) => !replaced.has(signal.recordId))
}

/** The type that most records give, the earliest among equals. */
export function modalType(signals: readonly Pick<Signal, 'type'>[]): DisputeType {
  const counts = new Map<DisputeType, number>()
  for (const { type } of signals) counts.set(type, (counts.get(type) ?? 0) + (type === 'none' ? 0.5 : 1))
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best))[0]
}

/**
 * Open = some record known, none of them closing the matter after the last one arrived, and not silent for 180 days
 * (formats.md, export risks). A later record opens a closed dispute again.
 */
export function isOpenAt(signals: readonly Signal[], at: number): boolean {
  const known = knownAt(signals, at)
  if (known.length === 0) return false
  const last = Math.max(...known.map((signal) => signal.receivedAt))
  if (at - last > silentDays * day) return false
  return !known.some((signal) => signal.closedAt !== null && signal.closedAt <= at && signal.closedAt >= last)
}

function reopenings(known: readonly Signal[]): Signal[] {
  return known.filter(
    (signal) =>
      microSources.has(signal.source) &&
      known.some(
        (other) =>
          other.sequence < signal.sequence &&
          other.closedAt !== null &&
          microSources.has(other.source) &&
          other.closedAt < signal.receivedAt,
      ),
  )
}

/**
 * What speaks for and against at `at`, from what was known by `knownBy` (both milliseconds; they differ only for records that
 * arrive as history). `signals` must not be empty.
 */
export function causesAt(signals: readonly Signal[], at: number, knownBy: number = at): Cause[] {
  const known = knownAt(signals, knownBy)
  const input = known.filter((signal) => microSources.has(signal.source))
  const causes: Cause[] = []
  const add: Add = (code, value, reason, spans = [], name = code) => {
    if (value !== 0) causes.push({ name, code, value, reason, spans })
  }
  const type = modalType(input.length > 0 ? input : known.length > 0 ? known : signals)
  add('type', 1, factorWords.type(disputeTypes[type].zh), [], `type:${type}`)
  addCalls(input, at, add)
  for (const kind of Object.keys(cueShapes) as WeightedCue[]) addCue(kind, input, at, add)
  addPeople(input, at, add)
  const complainants = new Set(input.flatMap((signal) => signal.complainants)).size
  if (complainants > 1) add('group', Math.log2(complainants), factorWords.group(complainants))
  const failures = input.filter((signal) => signal.outcome === 'failed')
  if (failures.length > 0) {
    const sum = failures.reduce((total, signal) => total + decay(at, signal, process.failedHalfLife), 0)
    add(
      'failed',
      Math.min(sum, process.failedMost),
      factorWords.failed(failures.length, daysSince(at, newest(failures))),
    )
  }
  const again = reopenings(input)
  if (again.length > 0) {
    const last = newest(again)
    add('reopened', decay(at, last, process.reopenedHalfLife), factorWords.reopened(daysSince(at, last)))
  }
  const festival = springFestivals.find((start) => start > at && start - at <= wagesDaysBefore * day)
  if (type === 'labour' && festival !== undefined) add('wages', 1, factorWords.wages(Math.ceil((festival - at) / day)))
  const agreed = input.filter((signal) => signal.outcome === 'settled')
  if (agreed.length > 0) {
    const last = newest(agreed)
    add('settled', decay(at, last, settledHalfLife), factorWords.settled(daysSince(at, last)))
  }
  return causes
}

export const valuesOf = (causes: readonly Cause[]): Record<string, number> =>
  Object.fromEntries(causes.map(({ name, value }) => [name, value]))

/** Risk at `at` of the dispute whose records these are: `causesAt` under a model, with what each adds to the log-odds. */
export function riskAt(
  signals: readonly Signal[],
  at: number,
  knownBy: number = at,
  model: MicroModel = handSet,
): Risk {
  const causes = causesAt(signals, at, knownBy)
  const values = valuesOf(causes)
  return {
    probability: chanceOf(model, values),
    logOdds: logOddsOf(model.escalate, values),
    factors: causes
      .map(({ name, code, value, reason, spans }) => ({
        code,
        reason,
        contribution: (model.escalate.weights[name] ?? 0) * value,
        spans,
      }))
      .filter(({ contribution }) => Math.abs(contribution) >= 0.005)
      .sort((one, other) => Math.abs(other.contribution) - Math.abs(one.contribution)),
  }
}

function addPeople(input: readonly Signal[], at: number, add: Add): void {
  let best: { signal: Signal; name: string; value: number; rank: number } | null = null
  for (const signal of input) {
    if ((signal.people ?? 0) < 5) continue
    const name = signal.people! >= 15 ? 'people15' : 'people5'
    const value = decay(at, signal, peopleHalfLife)
    // Which of several counts does not depend on the model: the most that the table set by hand gives.
    const rank = handSet.escalate.weights[name]! * value
    if (best === null || rank > best.rank) best = { signal, name, value, rank }
  }
  if (best === null) return
  const { signal, name, value } = best
  add('people', value, factorWords.people(signal.people!, daysSince(at, signal)), [], name)
}

type Add = (code: string, value: number, reason: string, spans?: readonly FactorSpan[], name?: string) => void

function addCalls(input: readonly Signal[], at: number, add: Add): void {
  const police = input.filter((signal) => signal.source === 'police110')
  if (police.length === 0) return
  const sum = police.reduce((total, signal) => total + decay(at, signal, calls.halfLife), 0)
  add(
    'calls',
    Math.min(calls.most, Math.log2(1 + sum)),
    factorWords.calls(police.length, daysSince(at, newest(police))),
  )
  const times = police
    .map((signal) => signal.occurredAt)
    .sort((one, other) => one - other)
    .slice(-3)
  if (times.length === 3 && times[2]! - times[1]! < times[1]! - times[0]! && at - times[2]! < 30 * day)
    add('interval', 1, factorWords.interval())
}

function addCue(kind: WeightedCue, input: readonly Signal[], at: number, add: Add): void {
  const hits = input.filter((signal) => signal.cues.some((cue) => cue.kind === kind))
  if (hits.length === 0) return
  const { halfLife, most } = cueShapes[kind]
  const sum = hits.reduce((total, signal) => total + decay(at, signal, halfLife), 0)
  add(
    kind,
    Math.min(sum, most),
    factorWords[kind](hits.length, daysSince(at, newest(hits))),
    hits.flatMap((signal) => spansOf(signal, kind)),
  )
}

function spansOf(signal: Signal, kind: string): FactorSpan[] {
  return signal.cues
    .filter((cue) => cue.kind === kind)
    .map(({ column, start, end }) => ({
      recordId: signal.recordId,
      source: signal.source,
      number: signal.number,
      column,
      start,
      end,
      cue: kind,
    }))
}

/** Grade of a chance, or null below every threshold. */
export function microGrade(probability: number, limits: MicroLimits = usualMicro): AlertGrade | null {
  return alertGrades.find((grade) => probability >= limits[grade]) ?? null
}

/** Words of self-harm: somebody looks after the person at once, whatever the source and the risk. */
export function asksForCare(signal: Signal): boolean {
  return signal.cues.some((cue) => cue.kind === 'selfHarm')
}
