import { disputeTypeCodes } from '../vocabulary/dispute-types.ts'
import { foundWritten } from './agreement.ts'
import { respondentCandidates } from './candidates.ts'
import { judge, type TextClassifier, trainClassifier } from './classify.ts'
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

export interface ReadingModel {
  /** null where fewer than two types are labelled often enough. */
  readonly type: TextClassifier | null
  readonly respondent: Weights
  readonly place: Weights
}

/** The shipped words' type as a heading of its own, by signs that no text holds; so often that it weighs as much as a word or two. */
const firstSign = 0xe000
const signRepeats = 4

function typeParts(columns: readonly TextColumn[]): string[] {
  const texts = columns.map((column) => ({ text: fold(column.text), title: column.title }))
  const sign = String.fromCodePoint(firstSign + disputeTypeCodes.indexOf(readType(texts, null, 0).type))
  return [sign.repeat(signRepeats), ...columns.map((column) => column.text)]
}

function typeReader(model: TextClassifier | null): Pick<TextModel, 'type'> {
  if (!model) return {}
  const read = judge(model)
  return {
    type: (columns) => {
      const { label, probability } = read(typeParts(columns))
      return { type: label, probability }
    },
  }
}

/** The ways in which a learnt model reads. */
export function textModel(model: ReadingModel): TextModel {
  return { ...typeReader(model.type), respondent: model.respondent, place: model.place }
}

/** Types with fewer labelled rows are left to the shipped words. */
const fewestOfType = 4
const heldOutFolds = 4

function trainType(rows: readonly LabelledText[]): TextClassifier | null {
  const counts = new Map<string, number>()
  for (const { type } of rows) if (type) counts.set(type, (counts.get(type) ?? 0) + 1)
  const usable = rows.flatMap((row) =>
    row.type && counts.get(row.type)! >= fewestOfType ? [{ parts: typeParts(row.columns), label: row.type }] : [],
  )
  return new Set(usable.map((row) => row.label)).size < 2 ? null : trainClassifier(usable)
}

function typeOf(row: LabelledText, type: TextModel['type']): string {
  if (type) return type(row.columns).type
  const texts = row.columns.map((column) => ({ text: fold(column.text), title: column.title }))
  return readType(texts, null, 0).type
}

/** The type of each row as a model would read it that has not seen the row. */
function heldOutTypes(rows: readonly LabelledText[]): string[] {
  const types: string[] = []
  for (let fold = 0; fold < heldOutFolds; fold++) {
    const { type } = typeReader(trainType(rows.filter((_, index) => index % heldOutFolds !== fold)))
    for (const [index, row] of rows.entries()) if (index % heldOutFolds === fold) types[index] = typeOf(row, type)
  }
  return types
}

/**
 * Learns dispute type, respondents and places from labelled rows; the weights of the latter two start at the shipped ones.
 * They learn with types of held-out folds, because later they will meet types that are sometimes wrong.
 * The same rows in the same order give the same model.
 */
export function trainReading(rows: readonly LabelledText[]): ReadingModel {
  const types = heldOutTypes(rows)
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
  return {
    type: trainType(rows),
    respondent: trainRanking(respondents, respondentWeights),
    place: trainRanking(places, siteWeights),
  }
}
