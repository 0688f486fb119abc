import type { DisputeType } from '../vocabulary/dispute-types.ts'
import { disputeTypes } from '../vocabulary/dispute-types.ts'
import type { SourceKey } from '../vocabulary/sources.ts'
import { factorWords } from '../vocabulary/words/warning.ts'
import { type MicroLimits, usualMicro } from './rules.ts'
import { type AlertGrade, alertGrades } from './schema.ts'
import type { Signal } from './signal.ts'
import { day, silentDays } from './thresholds.ts'

/**
 * Risk of one dispute: the chance that within 30 days it leads to violence or a threat carried out, self-harm, or a
 * gathering of five or more. A logistic link over a table of factors (domain.md 7.2), weights set by hand. Never an input:
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
export interface Risk {
  readonly probability: number
  readonly logOdds: number
  readonly factors: readonly RiskFactor[]
}

/**
 * Log-odds of a dispute with nothing but its type known: about 0.1 % in 30 days. An order of magnitude set by hand; no
 * public rate for open disputes was found, and an invented county cannot verify one.
 */
export const intercept = -6.8

/** Sources whose records may raise the risk. A suit or a petition is never among them. */
export const microSources: ReadonlySet<SourceKey> = new Set<SourceKey>(['police110', 'complaint', 'grid', 'mediation'])

const typeWeights: Readonly<Partial<Record<DisputeType, number>>> = {
  housingHomestead: 0.4,
  neighbour: 0.3,
  marriageFamily: 0.3,
  labour: 0.2,
  expropriation: 0.2,
  landForest: 0.2,
  privateLoan: 0.1,
  medical: 0.1,
  damages: 0.1,
  finance: -0.5,
  consumer: -0.5,
  onlineTrade: -0.9,
  publicService: -0.6,
  intellectualProperty: -1,
  none: -1.5,
}

interface CueWeight {
  readonly weight: number
  /** Days after which the contribution has halved. */
  readonly halfLife: number
  /** Sum of decayed occurrences that counts at most. */
  readonly most: number
}
export const cueWeights = {
  violence: { weight: 1.6, halfLife: 30, most: 1.6 },
  threat: { weight: 1.3, halfLife: 30, most: 1.6 },
  selfHarm: { weight: 1.8, halfLife: 30, most: 1.5 },
  domesticViolence: { weight: 1.2, halfLife: 60, most: 1.5 },
  collective: { weight: 1.4, halfLife: 30, most: 1.5 },
  deadline: { weight: 0.3, halfLife: 21, most: 1 },
  media: { weight: 0.2, halfLife: 21, most: 1 },
  repeat: { weight: 0.3, halfLife: 30, most: 1 },
} as const satisfies Record<string, CueWeight>
type WeightedCue = keyof typeof cueWeights

/** Calls to the police between the same two: frequency and recency predict best, but repetition alone never alerts. */
const calls = { weight: 0.85, halfLife: 21, most: 1.8, interval: 0.1 } as const
const people = { from5: 1.2, from15: 1.6, halfLife: 30 } as const
const process = { failed: 0.8, failedHalfLife: 60, failedMost: 1.5, reopened: 0.6, reopenedHalfLife: 60 } as const
const settled = { weight: -1.2, halfLife: 90 } as const
const wages = { weight: 0.5, daysBefore: 60 } as const

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
 * Risk at `at` of the dispute whose records these are, from what was known by `knownBy` (both milliseconds; they differ
 * only for records that arrive as history). `signals` must not be empty.
 */
export function riskAt(signals: readonly Signal[], at: number, knownBy: number = at): Risk {
  const known = knownAt(signals, knownBy)
  const input = known.filter((signal) => microSources.has(signal.source))
  const factors: RiskFactor[] = []
  const add = (code: string, contribution: number, reason: string, spans: readonly FactorSpan[] = []) => {
    if (Math.abs(contribution) >= 0.005) factors.push({ code, contribution, reason, spans })
  }
  const type = modalType(input.length > 0 ? input : known.length > 0 ? known : signals)
  add('type', typeWeights[type] ?? 0, factorWords.type(disputeTypes[type].zh))
  addCalls(input, at, add)
  for (const kind of Object.keys(cueWeights) as WeightedCue[]) addCue(kind, input, at, add)
  const largest = input.filter((signal) => (signal.people ?? 0) >= 5)
  if (largest.length > 0) {
    const best = largest.reduce((one, other) => (peopleWeight(other, at) > peopleWeight(one, at) ? other : one))
    add('people', peopleWeight(best, at), factorWords.people(best.people!, daysSince(at, best)))
  }
  const failures = input.filter((signal) => signal.outcome === 'failed')
  if (failures.length > 0) {
    const sum = failures.reduce((total, signal) => total + decay(at, signal, process.failedHalfLife), 0)
    add(
      'failed',
      process.failed * Math.min(sum, process.failedMost),
      factorWords.failed(failures.length, daysSince(at, newest(failures))),
    )
  }
  const again = reopenings(input)
  if (again.length > 0) {
    const last = newest(again)
    add(
      'reopened',
      process.reopened * decay(at, last, process.reopenedHalfLife),
      factorWords.reopened(daysSince(at, last)),
    )
  }
  const festival = springFestivals.find((start) => start > at && start - at <= wages.daysBefore * day)
  if (type === 'labour' && festival !== undefined)
    add('wages', wages.weight, factorWords.wages(Math.ceil((festival - at) / day)))
  const agreed = input.filter((signal) => signal.outcome === 'settled')
  if (agreed.length > 0) {
    const last = newest(agreed)
    add('settled', settled.weight * decay(at, last, settled.halfLife), factorWords.settled(daysSince(at, last)))
  }
  const logOdds = factors.reduce((sum, factor) => sum + factor.contribution, intercept)
  return {
    probability: 1 / (1 + Math.exp(-logOdds)),
    logOdds,
    factors: factors.sort((one, other) => Math.abs(other.contribution) - Math.abs(one.contribution)),
  }
}

const peopleWeight = (signal: Signal, at: number): number =>
  ((signal.people ?? 0) >= 15 ? people.from15 : people.from5) * decay(at, signal, people.halfLife)

type Add = (code: string, contribution: number, reason: string, spans?: readonly FactorSpan[]) => void

function addCalls(input: readonly Signal[], at: number, add: Add): void {
  const police = input.filter((signal) => signal.source === 'police110')
  if (police.length === 0) return
  const sum = police.reduce((total, signal) => total + decay(at, signal, calls.halfLife), 0)
  add(
    'calls',
    Math.min(calls.most, calls.weight * Math.log2(1 + sum)),
    factorWords.calls(police.length, daysSince(at, newest(police))),
  )
  const times = police
    .map((signal) => signal.occurredAt)
    .sort((one, other) => one - other)
    .slice(-3)
  if (times.length === 3 && times[2]! - times[1]! < times[1]! - times[0]! && at - times[2]! < 30 * day)
    add('interval', calls.interval, factorWords.interval())
}

function addCue(kind: WeightedCue, input: readonly Signal[], at: number, add: Add): void {
  const hits = input.filter((signal) => signal.cues.some((cue) => cue.kind === kind))
  if (hits.length === 0) return
  const { weight, halfLife, most } = cueWeights[kind]
  const sum = hits.reduce((total, signal) => total + decay(at, signal, halfLife), 0)
  add(
    kind,
    weight * Math.min(sum, most),
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
