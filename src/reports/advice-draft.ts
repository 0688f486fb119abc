import type { JudicialAdviceData } from '../documents/schema.ts'
import { printed, safeCount } from '../indicators/queries.ts'
import type { IndicatorsResult } from '../indicators/schema.ts'
import { dayOf } from '../vocabulary/calendar.ts'
import { type DisputeType, disputeTypes } from '../vocabulary/dispute-types.ts'
import { grades } from '../vocabulary/grades.ts'
import { placeName } from '../vocabulary/places.ts'
import {
  adviceChecks,
  adviceLaw,
  adviceSuggestions,
  defaultSuggestions,
  adviceWords as words,
} from '../vocabulary/words/judicial-advice.ts'
import { periodWords } from '../vocabulary/words/reports.ts'
import { type AdviceNow, foldAdvice } from './advice.ts'
import { indicatorSource } from './facts.ts'
import type { AlertLine } from './inputs.ts'
import type { StoredAdvice } from './queries.ts'
import type { AdviceEvidence, AdvicePage, AdviceText } from './schema.ts'

/** What a draft is made of: figures of one type at one place, and perhaps the alert behind it. */
export interface AdviceFindings {
  readonly place: string
  readonly type: DisputeType
  readonly from: string
  readonly to: string
  readonly opened: number
  readonly openedBefore: number
  readonly suits: number
  readonly suitsBefore: number
  readonly months: readonly { readonly month: string; readonly opened: number; readonly suits: number }[]
  readonly causes: readonly { readonly cause: string; readonly count: number }[]
  readonly clusters: IndicatorsResult['caseClusters']
  readonly alert:
    | (Pick<AlertLine, 'id' | 'code' | 'grade' | 'members'> & { readonly raisedDay: string; readonly subject: string })
    | null
  readonly records: AdviceEvidence['records']
}

const count = (value: number): string => printed(safeCount(value))

/** Evidence as it is kept with the letter: counts of small groups hidden, members by source and number only. */
export function adviceEvidence(found: AdviceFindings): AdviceEvidence {
  const source = (name: 'newDisputes' | 'courtCases') => indicatorSource(name, found.place, found.from, found.to)
  const columns = (labels: readonly string[]) => labels.map((label, index) => ({ label, number: index > 0 }))
  return {
    figures: [
      { label: words.figureNow, value: count(found.opened), source: source('newDisputes') },
      { label: words.figureBefore, value: count(found.openedBefore), source: source('newDisputes') },
      { label: words.figureSuits, value: count(found.suits), source: source('courtCases') },
      { label: words.figureSuitsBefore, value: count(found.suitsBefore), source: source('courtCases') },
      ...(found.alert
        ? [
            {
              label: words.figureMembers,
              value: count(found.alert.members),
              source: { kind: 'alert' as const, reference: found.alert.id, path: `/alerts/${found.alert.id}` },
            },
          ]
        : []),
    ],
    tables: [
      {
        key: 'months',
        title: words.monthsTable.title,
        columns: columns(words.monthsTable.columns),
        rows: found.months.map((row) => [row.month, count(row.opened), count(row.suits)]),
        note: words.smallNote,
        sources: [source('newDisputes'), source('courtCases')],
      },
      ...(found.causes.length > 0
        ? [
            {
              key: 'causes',
              title: words.causeTable.title,
              columns: columns(words.causeTable.columns),
              rows: found.causes.map((row) => [row.cause, count(row.count)]),
              note: words.smallNote,
              sources: [source('courtCases')],
            },
          ]
        : []),
    ],
    records: [...found.records],
    causes: found.causes.map((row) => ({ cause: row.cause, count: count(row.count) })),
    law: [...(adviceLaw[found.type] ?? [])],
  }
}

/** First wording of the letter: facts, causes, suggestions. A named person rewrites what is needed. */
export function adviceDraft(found: AdviceFindings): AdviceText {
  const type = disputeTypes[found.type].zh
  const place = placeName(found.place)
  const period = periodWords(found.from, found.to)
  const cluster = found.clusters.find(
    (entry) => entry.type === found.type && (!found.alert || entry.subject === found.alert.subject),
  )
  const law = adviceLaw[found.type] ?? []
  return {
    opening: [
      words.opening(place, type, period),
      ...(found.alert ? [words.fromAlert(found.alert.code, grades[found.alert.grade].zh, found.alert.raisedDay)] : []),
    ],
    problems: [
      words.counted(place, period, type, count(found.opened), count(found.openedBefore)),
      words.suits(count(found.suits), count(found.suitsBefore)),
      ...(cluster ? [words.cluster(cluster.subject, String(cluster.count))] : []),
    ],
    causes: [
      ...(found.causes.length > 0
        ? [words.causes(found.causes.map((row) => words.cause(row.cause, count(row.count))).join('、'))]
        : []),
      ...(law.length > 0 ? law.map((entry) => words.law(entry.title, entry.text)) : [words.noLaw]),
    ],
    suggestions: [...(adviceSuggestions[found.type] ?? defaultSuggestions)],
    replyRequest: words.reply,
  }
}

/** What must hold before a letter is approved. `necessity` and `person` are met by the act of approval itself. */
export function checksOf(advice: Pick<StoredAdvice, 'alertId' | 'evidence'>, now: AdviceNow): AdvicePage['checks'] {
  const figure = Number(advice.evidence.figures[0]?.value)
  const approved = now.approvedBy !== null
  const met: Record<keyof typeof adviceChecks, boolean> = {
    necessity: approved,
    evidence: advice.alertId !== null || figure >= 5,
    consulted: now.state !== 'draft' && now.state !== 'withdrawn',
    law: advice.evidence.law.every((entry) => entry.verified) || approved,
    person: approved,
  }
  return (Object.keys(adviceChecks) as (keyof typeof adviceChecks)[]).map((key) => ({
    key,
    ...adviceChecks[key],
    met: met[key],
  }))
}

/** The letter as a document; a draft until it is approved. */
export function adviceDocument(advice: StoredAdvice): Omit<JudicialAdviceData, 'demo' | 'traceUrl'> {
  const now = foldAdvice(advice.moves)
  const last = advice.moves.at(-1)!.at
  return {
    date: dayOf(now.approvedBy?.at ?? last),
    draft: now.approvedBy === null,
    court: advice.court,
    number: now.number,
    recipient: advice.recipient,
    ...now.text,
    evidence: advice.evidence.tables.map((table) => ({
      title: table.title,
      columns: table.columns,
      rows: table.rows,
      note: table.note,
    })),
    copiesTo: [],
    contact: null,
    signedBy: now.approvedBy
      ? { name: now.approvedBy.name, office: advice.court, at: now.approvedBy.at.toISOString() }
      : null,
  }
}
