import { organisationCore } from '../../vocabulary/organisation-core.ts'
import { microSources } from '../micro.ts'
import type { Signal } from '../signal.ts'
import { day } from '../thresholds.ts'

/** One claimant against one organisation in one court record. Times in milliseconds. */
export interface Suit {
  readonly organisation: string
  readonly claimant: string
  readonly at: number
}

/** Five or more who sued one organisation within `suitDays`: what an early warning should have come before. */
export interface MassSuit {
  readonly core: string
  readonly organisation: string
  readonly claimants: number
  readonly thirdAt: number
}

export const suitDays = 180
export const massClaimants = 5

/** Organisations that five or more sued within half a year, each once, with the day of the third claimant. Pure. */
export function massSuits(suits: readonly Suit[]): MassSuit[] {
  const against = new Map<string, Suit[]>()
  for (const suit of suits) {
    const core = organisationCore(suit.organisation)
    const list = against.get(core)
    if (list === undefined) against.set(core, [suit])
    else list.push(suit)
  }
  const found: MassSuit[] = []
  for (const [core, list] of against) {
    const firsts = new Map<string, number>()
    for (const { claimant, at } of list) firsts.set(claimant, Math.min(at, firsts.get(claimant) ?? at))
    const times = [...firsts.values()].sort((one, other) => one - other)
    const begin = times.findIndex(
      (at, index) => (times[index + massClaimants - 1] ?? Number.POSITIVE_INFINITY) - at <= suitDays * day,
    )
    if (begin < 0) continue
    found.push({
      core,
      organisation: list[0]!.organisation,
      claimants: times.filter((at) => at >= times[begin]! && at - times[begin]! <= suitDays * day).length,
      thirdAt: times[begin + 2]!,
    })
  }
  return found.sort((one, other) => one.thirdAt - other.thirdAt)
}

/** Days within which an escalation counts as the one that was warned of. */
export const followDays = 30

/**
 * Violence, self-harm, or a gathering of five or more that a later record of a dispute tells of (formats.md, export risks).
 * A suit or one person's petition never is one; a petition of five is a gathering.
 */
export function isEscalation(signal: Signal): boolean {
  if (signal.source === 'court') return false
  if ((signal.people ?? 0) >= 5) return true
  return (
    microSources.has(signal.source) && signal.cues.some((cue) => cue.kind === 'violence' || cue.kind === 'selfHarm')
  )
}

export interface Escalation {
  readonly disputeId: string
  readonly at: number
  readonly town: string | null
  readonly source: Signal['source']
}

/** First escalation of each dispute after its first record: what nobody had told of yet could not be warned of. Pure. */
export function escalationsOf(signals: readonly Signal[]): Escalation[] {
  const first = new Map<string, Signal>()
  const found = new Map<string, Escalation>()
  for (const signal of signals) {
    const opening = first.get(signal.disputeId)
    if (opening === undefined) {
      first.set(signal.disputeId, signal)
      continue
    }
    if (found.has(signal.disputeId) || !isEscalation(signal) || signal.occurredAt <= opening.receivedAt) continue
    found.set(signal.disputeId, {
      disputeId: signal.disputeId,
      at: signal.occurredAt,
      town: opening.town,
      source: opening.source,
    })
  }
  return [...found.values()]
}
