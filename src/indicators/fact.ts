import type { LinkedRecord } from '../linking/schema.ts'
import { dayOf, deadlineOf } from '../vocabulary/calendar.ts'
import { isFirstInstanceCivil, isYes } from '../vocabulary/court-words.ts'
import type { DisputeType } from '../vocabulary/dispute-types.ts'
import { readOutcome } from '../vocabulary/outcome-words.ts'
import { disputeSources, type SourceKey } from '../vocabulary/sources.ts'

/** What counts of one record version. Days are `YYYY-MM-DD` in +08:00. */
export interface Fact {
  readonly recordId: string
  readonly sequence: number
  readonly source: SourceKey
  readonly type: DisputeType
  /** 案由 as the court writes it, or null. */
  readonly cause: string | null
  /** Nine digits, or '' where the place names the county only. */
  readonly town: string
  /** Twelve digits, or ''. */
  readonly village: string
  readonly day: string
  readonly occurredAt: Date
  readonly receivedAt: Date
  readonly disputeId: string
  readonly traceCode: string
  readonly opened: boolean
  readonly early: boolean
  readonly assigned: boolean
  readonly firstInstance: boolean
  readonly bulk: boolean
  readonly concludedDay: string | null
  readonly settled: boolean
  readonly answerDue: string | null
  readonly answeredDay: string | null
  readonly respondentId: string | null
  readonly respondentName: string | null
  /** Mediations only: the body that had it, as its record names it. */
  readonly body: string | null
}

/** Sources in which a matter is found before somebody has called the police, complained, petitioned or sued. */
const earlySources: readonly SourceKey[] = ['grid', 'mediation']

/** Column that names the body to which the matter was given. */
const assignedColumn: Readonly<Partial<Record<SourceKey, string>>> = {
  police110: '处警单位',
  complaint: '承办单位',
  petition: '责任单位',
  mediation: '调解组织',
}

const answerColumn: Readonly<Partial<Record<SourceKey, string>>> = { complaint: '办结时间', petition: '答复时间' }

function writtenDay(text: string | undefined): string | null {
  const match = text === undefined ? null : /^(\d{4}-\d{2}-\d{2})/.exec(text)
  return match?.[1] ?? null
}

function isDispute(source: SourceKey, type: DisputeType): boolean {
  return (disputeSources as readonly SourceKey[]).includes(source) && type !== 'none'
}

/** One record as the figures count it. `opened` is inherited when the record replaces the one that opened its dispute. */
export function factOf({ record, reading, membership }: LinkedRecord, replaced: Fact | null): Fact {
  const { source, row } = record
  const day = dayOf(record.occurredAt)
  const counts = isDispute(source, reading.type)
  const opened =
    counts && (membership.opened || (replaced?.opened === true && replaced.disputeId === membership.disputeId))
  const { outcome, closedAt } = readOutcome(source, row)
  const concluded = source === 'mediation' && outcome !== 'none'
  const respondent = membership.parties.find((party) => party.kind === 'organisation' && party.side === 'respondent')
  const answered = answerColumn[source]
  const village = record.place !== null && record.place.length === 12 ? record.place : ''
  const firstInstance = source === 'court' && isFirstInstanceCivil(record.number, row.程序 ?? '')
  const assigned = assignedColumn[source]
  return {
    recordId: record.id,
    sequence: record.sequence,
    source,
    type: reading.type,
    cause: source === 'court' ? (row.案由 ?? null) : null,
    town: record.town ?? '',
    village,
    day,
    occurredAt: record.occurredAt,
    receivedAt: record.receivedAt,
    disputeId: membership.disputeId,
    traceCode: membership.traceCode,
    opened,
    early: opened && earlySources.includes(source),
    assigned: counts && (source === 'court' || (assigned !== undefined && Boolean(row[assigned]))),
    firstInstance,
    bulk: firstInstance && isYes(row.是否批量金融 ?? ''),
    concludedDay: concluded ? (closedAt ? dayOf(closedAt) : (writtenDay(row.结案时间) ?? day)) : null,
    settled: outcome === 'settled',
    answerDue:
      answered === undefined
        ? null
        : deadlineOf(source === 'petition' ? 'petitionReply' : 'hotlineComplex', record.occurredAt).lastDay,
    answeredDay: answered === undefined ? null : writtenDay(row[answered]),
    respondentId: respondent?.partyId ?? null,
    respondentName: respondent?.name ?? null,
    body: source === 'mediation' ? row[assignedColumn.mediation!]?.trim() || null : null,
  }
}

export const measures = [
  'records',
  'opened',
  'early',
  'suits',
  'bulk',
  'concluded',
  'settled',
  'answersDue',
  'answersTimely',
] as const
export type Measure = (typeof measures)[number]
export type Counts = Readonly<Record<Measure, number>>

export const noCounts: Counts = {
  records: 0,
  opened: 0,
  early: 0,
  suits: 0,
  bulk: 0,
  concluded: 0,
  settled: 0,
  answersDue: 0,
  answersTimely: 0,
}

/** What one fact adds, and on which day: filings count on the day of filing, mediations on the day of their end, answers on the day they are due. */
export function contributionsOf(fact: Fact): { day: string; measure: Measure }[] {
  const result: { day: string; measure: Measure }[] = [{ day: fact.day, measure: 'records' }]
  if (fact.opened) result.push({ day: fact.day, measure: 'opened' })
  if (fact.early) result.push({ day: fact.day, measure: 'early' })
  if (fact.firstInstance) result.push({ day: fact.day, measure: 'suits' })
  if (fact.bulk) result.push({ day: fact.day, measure: 'bulk' })
  if (fact.concludedDay) {
    result.push({ day: fact.concludedDay, measure: 'concluded' })
    if (fact.settled) result.push({ day: fact.concludedDay, measure: 'settled' })
  }
  if (fact.answerDue) {
    result.push({ day: fact.answerDue, measure: 'answersDue' })
    if (fact.answeredDay && fact.answeredDay <= fact.answerDue)
      result.push({ day: fact.answerDue, measure: 'answersTimely' })
  }
  return result
}

export interface DailyDelta {
  readonly day: string
  readonly town: string
  readonly type: string
  readonly source: string
  readonly counts: Record<Measure, number>
}

/** Changes of the day totals: facts added, and facts that a newer version has replaced taken away. Order does not matter. */
export function dailyDeltas(added: readonly Fact[], removed: readonly Fact[]): DailyDelta[] {
  const deltas = new Map<string, DailyDelta>()
  const apply = (fact: Fact, sign: number) => {
    for (const { day, measure } of contributionsOf(fact)) {
      const key = `${day}|${fact.town}|${fact.type}|${fact.source}`
      let delta = deltas.get(key)
      if (!delta) {
        delta = { day, town: fact.town, type: fact.type, source: fact.source, counts: { ...noCounts } }
        deltas.set(key, delta)
      }
      delta.counts[measure] += sign
    }
  }
  for (const fact of added) apply(fact, 1)
  for (const fact of removed) apply(fact, -1)
  return [...deltas.values()].filter((delta) => measures.some((measure) => delta.counts[measure] !== 0))
}

/** How far one dispute has come. */
export interface DisputeProgress {
  readonly disputeId: string
  readonly openedDay: string
  readonly town: string
  readonly type: string
  readonly assigned: boolean
  readonly mediated: boolean
  readonly agreed: boolean
  readonly settledDay: string | null
  readonly relapsedDay: string | null
}

/** Sources whose record after a settlement says that the matter has come back. A suit is a right and says nothing. */
const relapseSources: readonly SourceKey[] = ['police110', 'complaint', 'petition', 'grid']

/** The progress after one more fact, or null for a fact that opens or moves no dispute. */
export function foldProgress(before: DisputeProgress | null, fact: Fact): DisputeProgress | null {
  if (!isDispute(fact.source, fact.type)) return before
  const start: DisputeProgress = before ?? {
    disputeId: fact.disputeId,
    openedDay: fact.day,
    town: fact.town,
    type: fact.type,
    assigned: false,
    mediated: false,
    agreed: false,
    settledDay: null,
    relapsedDay: null,
  }
  const settledDay = fact.settled ? (fact.concludedDay ?? fact.answeredDay ?? fact.day) : null
  const returned =
    !fact.settled && start.settledDay !== null && fact.day > start.settledDay && relapseSources.includes(fact.source)
  return {
    ...start,
    assigned: start.assigned || fact.assigned,
    mediated: start.mediated || fact.source === 'mediation',
    agreed: start.agreed || (fact.source === 'mediation' && fact.settled),
    settledDay: start.settledDay ?? settledDay,
    relapsedDay: start.relapsedDay ?? (returned ? fact.day : null),
  }
}

/**
 * All facts of the disputes concerned, in the order of their records, with some of them moved to another dispute: those that
 * change, before and after. Each dispute is opened by the first of its records that counts.
 */
export function movedFacts(
  facts: readonly Fact[],
  moves: readonly { readonly recordId: string; readonly disputeId: string; readonly traceCode: string }[],
): { before: Fact[]; after: Fact[] } {
  const target = new Map(moves.map((move) => [move.recordId, move]))
  const openedBy = new Set<string>()
  const before: Fact[] = []
  const after: Fact[] = []
  for (const fact of facts) {
    const move = target.get(fact.recordId)
    const disputeId = move?.disputeId ?? fact.disputeId
    const opened = isDispute(fact.source, fact.type) && !openedBy.has(disputeId)
    if (opened) openedBy.add(disputeId)
    if (disputeId === fact.disputeId && opened === fact.opened) continue
    before.push(fact)
    after.push({
      ...fact,
      disputeId,
      traceCode: move?.traceCode ?? fact.traceCode,
      opened,
      early: opened && earlySources.includes(fact.source),
    })
  }
  return { before, after }
}
