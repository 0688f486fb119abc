import { definitionWords, indexNotes, indexPartWords } from '../vocabulary/words/indicators.ts'
import { type GovernanceIndex, indexParts } from './schema.ts'
import { printed, safeCount } from './suppression.ts'

export type IndexPart = (typeof indexParts)[number]

/** Weights of domain knowledge 4 (a proposal: no published weights were found). */
export const indexWeights = {
  prevention: 25,
  settlement: 30,
  performance: 15,
  litigation: 15,
  fairAccess: 15,
} as const satisfies Record<IndexPart, number>

export interface IndexInput {
  readonly opened: number
  readonly early: number
  readonly concluded: number
  readonly settled: number
  /** Disputes settled in the period 90 days earlier, and those of them that came back within 90 days. */
  readonly watched: number
  readonly relapsed: number
  /** Instalments of agreements that fell due, and those performed in time; null where no room reports them. */
  readonly performance: { readonly due: number; readonly onTime: number } | null
  readonly suits: number
  /** Mean of the same period in earlier years, or null without one. */
  readonly suitsBefore: number | null
  /** The comparison would cross a break of the series. */
  readonly broken: boolean
  readonly answersDue: number
  readonly answersTimely: number
}

const percent = (share: number) => `${(share * 100).toFixed(1)}%`

function scores(
  input: IndexInput,
  count: (value: number) => string,
): Record<IndexPart, { score: number | null; line: string }> {
  const none = { score: null, line: indexNotes.noData }
  const success = input.concluded === 0 ? null : input.settled / input.concluded
  const steady = input.watched === 0 ? null : 1 - input.relapsed / input.watched
  const settlement = success === null ? null : steady === null ? success : (2 * success + steady) / 3
  return {
    prevention:
      input.opened === 0
        ? none
        : {
            score: Math.min(1, input.early / input.opened / 0.5),
            line: indexPartWords.prevention.line(count(input.early), count(input.opened)),
          },
    settlement:
      success === null
        ? none
        : {
            score: settlement,
            line: indexPartWords.settlement.line(
              percent(success),
              steady === null ? indexNotes.noData : percent(steady),
            ),
          },
    performance:
      !input.performance || input.performance.due === 0
        ? none
        : {
            score: input.performance.onTime / input.performance.due,
            line: indexPartWords.performance.line(count(input.performance.onTime), count(input.performance.due)),
          },
    // Fewer suits than usual earn nothing: nobody may gain by keeping people from the court.
    litigation: input.broken
      ? { score: null, line: indexNotes.notComparable }
      : input.suitsBefore === null || input.suitsBefore === 0
        ? none
        : {
            score: Math.min(1, Math.max(0, 2 - input.suits / input.suitsBefore)),
            line: indexPartWords.litigation.line(count(input.suits), input.suitsBefore.toFixed(1)),
          },
    fairAccess:
      input.answersDue === 0
        ? none
        : {
            score: input.answersTimely / input.answersDue,
            line: indexPartWords.fairAccess.line(count(input.answersTimely), count(input.answersDue)),
          },
  }
}

/** 0–100 with its parts; with `suppress` their sentences name no group of one to four. A part without data gives its weight to the others; fewer than three parts give no index. */
export function governanceIndex(input: IndexInput, suppress: boolean): GovernanceIndex {
  const all = scores(input, (value) => (suppress ? printed(safeCount(value)) : String(value)))
  const known = indexParts.filter((part) => all[part].score !== null)
  const weight = known.reduce((sum, part) => sum + indexWeights[part], 0)
  const missing = indexParts.filter((part) => all[part].score === null).map((part) => indexPartWords[part].zh)
  const enough = known.length >= 3
  const round = (value: number) => Math.round(value * 10) / 10
  return {
    value: enough
      ? round((known.reduce((sum, part) => sum + indexWeights[part] * all[part].score!, 0) / weight) * 100)
      : null,
    version: definitionWords.governanceIndex.version,
    verified: false,
    parts: indexParts.map((part) => {
      const { score, line } = all[part]
      return {
        part,
        zh: indexPartWords[part].zh,
        weight: indexWeights[part],
        score: score === null ? null : Math.round(score * 1000) / 1000,
        points: score === null ? null : round(indexWeights[part] * score),
        line,
      }
    }),
    note: !enough
      ? indexNotes.tooFew
      : missing.length > 0
        ? indexNotes.missing(missing.join('、'))
        : indexNotes.complete,
  }
}
