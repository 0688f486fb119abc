import { type Static, Type } from 'typebox'

/** One thing to be done by one side for the other. `amount` in 分; 0 for an act that is not a payment. Dates YYYY-MM-DD. */
export const Obligation = Type.Object({
  obligor: Type.Unsafe<'claimant' | 'respondent'>(Type.String({ enum: ['claimant', 'respondent'] })),
  /** What is to be done, in words; for a payment the heading it is paid under. */
  act: Type.String({ maxLength: 500 }),
  amount: Type.Integer({ minimum: 0 }),
  due: Type.String({ maxLength: 10 }),
})
export type Obligation = Static<typeof Obligation>

/** Structured terms from which the agreement's text is made; the text is never typed freely. */
export const AgreementTerms = Type.Object({
  /** Main facts and the points in dispute. */
  facts: Type.String({ maxLength: 4000 }),
  obligations: Type.Array(Obligation, { maxItems: 60 }),
  /** 分; must equal the sum of the obligations. */
  total: Type.Integer({ minimum: 0 }),
  /** How it is done (transfer, in cash against receipt …) and where. */
  manner: Type.String({ maxLength: 500 }),
  place: Type.String({ maxLength: 500 }),
  /** What follows when an instalment is missed. */
  defaultConsequence: Type.String({ maxLength: 1000 }),
  /** Further clauses; read by the lint like all other text. */
  further: Type.Array(Type.String({ maxLength: 1000 }), { maxItems: 20 }),
  /** Identity relations for which the Electronic Signature Law art. 3 excludes online signing. */
  concernsIdentity: Type.Boolean(),
})
export type AgreementTerms = Static<typeof AgreementTerms>

export const missingClauses = [
  'facts',
  'obligations',
  'act',
  'dueDates',
  'dateOrder',
  'total',
  'manner',
  'place',
  'defaultConsequence',
  'waiverOfSuit',
  'amount',
] as const
export const MissingClause = Type.Object({
  clause: Type.Unsafe<(typeof missingClauses)[number]>(Type.String({ enum: [...missingClauses] })),
  /** What is missing and how to mend it, from vocabulary. */
  text: Type.String(),
})
export type MissingClause = Static<typeof MissingClause>
