import { foundWritten } from './agreement.ts'
import { respondentCandidates } from './candidates.ts'
import { fold } from './fold.ts'
import { type Example, trainRanking, type Weights } from './ranking.ts'
import { respondentWeights, siteWeights } from './ranking-weights.ts'
import { siteCandidates } from './sites.ts'
import { partOf, type TextColumn, type TextModel } from './texts.ts'
import { readType } from './types.ts'

/** One labelled row: what a person read in the text. A field that a label lacks teaches nothing. */
export interface LabelledText {
  readonly columns: readonly TextColumn[]
  readonly type?: string
  readonly respondent?: string
  readonly place?: string
}

export interface RankingModel {
  readonly respondent: Weights
  readonly place: Weights
}

const typeOf = (row: LabelledText, type: TextModel['type']): string =>
  type
    ? type(row.columns).type
    : readType(
        row.columns.map((column) => ({ text: fold(column.text), title: column.title })),
        null,
        0,
      ).type

/**
 * Learns the weights of respondents and places from labelled rows, starting at the shipped ones. `type` reads the dispute
 * type as it will be read later; where it is learnt from the same rows, give types of held-out folds, not of the rows learnt.
 * The same rows in the same order give the same weights.
 */
export function trainReading(
  rows: readonly LabelledText[],
  types: readonly string[] = rows.map((row) => typeOf(row, undefined)),
): RankingModel {
  const respondents: Example[] = []
  const places: Example[] = []
  for (const [index, row] of rows.entries()) {
    const parts = row.columns.map(({ column, text, title }) => partOf(column, fold(text), title))
    const type = types[index]!
    const example = <T extends { readonly text: string; readonly features: readonly string[] }>(
      candidates: readonly T[],
      label: string,
    ): Example => ({
      candidates,
      right: candidates.flatMap((candidate, at) => (foundWritten(candidate.text, label) ? [at] : [])),
    })
    if (row.respondent !== undefined) respondents.push(example(respondentCandidates(parts, type, true), row.respondent))
    if (row.place !== undefined) places.push(example(siteCandidates(parts, type, true), row.place))
  }
  return { respondent: trainRanking(respondents, respondentWeights), place: trainRanking(places, siteWeights) }
}
