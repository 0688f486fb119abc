import { type Static, Type } from 'typebox'
import { DisputeParty } from '../schema.ts'

const text = Type.String()
const time = Type.String({ format: 'date-time' })
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(shape: T) => Type.Union([shape, Type.Null()])

const Kind = Type.Union([
  Type.Literal('merge'),
  Type.Literal('party'),
  Type.Literal('link'),
  Type.Literal('token'),
  Type.Literal('request'),
])

/** One pair in the queue: no name of anybody. */
export const ReviewRow = Type.Object({
  id: text,
  kind: Kind,
  at: time,
  /** log2 of the odds that both are one, as the linker weighed. */
  weight: Type.Number(),
  /** Codes of the two disputes; of an audited link its dispute alone, of two persons none. */
  codes: Type.Array(text),
  type: nullable(text),
  town: nullable(text),
  /** Records that would change, or have changed, their dispute. */
  records: Type.Integer(),
  grade: nullable(
    Type.Union([Type.Literal('red'), Type.Literal('orange'), Type.Literal('yellow'), Type.Literal('blue')]),
  ),
  /** Two readers differ, and a third decides. */
  disputed: Type.Boolean(),
})
export type ReviewRow = Static<typeof ReviewRow>

export const ReviewViews = ['request', 'merge', 'party', 'token', 'link', 'undo'] as const
export type ReviewViewName = (typeof ReviewViews)[number]
export const ReviewQuery = Type.Object(
  {
    view: Type.Optional(
      Type.Union([
        Type.Literal('request'),
        Type.Literal('merge'),
        Type.Literal('party'),
        Type.Literal('token'),
        Type.Literal('link'),
        Type.Literal('undo'),
      ]),
    ),
  },
  { additionalProperties: false },
)

export const ReviewList = Type.Object({
  items: Type.Array(ReviewRow),
  /** Pairs that wait for this reader, a view each; `undo`: links judged wrong that still stand. */
  counts: Type.Object({
    request: Type.Integer(),
    merge: Type.Integer(),
    party: Type.Integer(),
    token: Type.Integer(),
    link: Type.Integer(),
    undo: Type.Integer(),
  }),
})
export type ReviewList = Static<typeof ReviewList>

/** One side of a pair. Outside the reader's reach, or sealed, it is empty: only the comparison speaks. */
export const ReviewSide = Type.Object({
  open: Type.Boolean(),
  /** The dispute whose fields may be opened: POST /disputes/:code/reveal. */
  code: nullable(text),
  type: nullable(text),
  town: nullable(text),
  site: nullable(text),
  from: nullable(time),
  until: nullable(time),
  parties: Type.Array(DisputeParty),
  /** The latest records, at most twenty. */
  records: Type.Array(Type.Object({ id: text, source: text, number: text, at: time })),
  recordCount: Type.Integer(),
  /** Of a person: the disputes in which the person stands. */
  disputes: Type.Array(Type.Object({ code: text, type: text, town: nullable(text) })),
  /** A row that a department holds and we do not: whom to ask, and by what the row is found there. */
  elsewhere: nullable(Type.Object({ agency: text, reference: text })),
})
export type ReviewSide = Static<typeof ReviewSide>

export const ReviewPair = Type.Object({
  id: text,
  kind: Kind,
  at: time,
  weight: Type.Number(),
  /** From this weight on the linker joins by itself. */
  joiningWeight: Type.Number(),
  modelVersion: nullable(text),
  /** Why the linker joined them, in Chinese; null of a proposal. */
  rule: nullable(text),
  /** What was compared, in Chinese, each with its log2 weight; the sum is `weight`. */
  evidence: Type.Array(Type.Object({ line: text, weight: Type.Number() })),
  sides: Type.Tuple([ReviewSide, ReviewSide]),
  /** Of a requested operation: who asks for what and why, in Chinese; null of other pairs. */
  asked: nullable(text),
  /** Why the reader may not answer, in Chinese; null where an answer is asked. */
  barred: nullable(text),
  /** Why only "cannot say" is open, in Chinese; null where all three are. */
  halfSeen: nullable(text),
  /** An automatic link judged wrong that still stands: POST /operations/:id/undo. */
  undo: nullable(text),
  /** The pair that comes next in the same view; null when the queue is done. */
  next: nullable(text),
})
export type ReviewPair = Static<typeof ReviewPair>

export const ReviewAnswer = Type.Object(
  {
    answer: Type.Union([Type.Literal('same'), Type.Literal('different'), Type.Literal('unsure')]),
    reason: Type.String({ minLength: 4, maxLength: 500 }),
  },
  { additionalProperties: false },
)

export const ReviewResult = Type.Object({
  /** False: another reader is asked too. */
  settled: Type.Boolean(),
  undo: nullable(text),
  next: nullable(text),
})
export type ReviewResult = Static<typeof ReviewResult>

const Share = Type.Object({ share: Type.Number(), low: Type.Number(), high: Type.Number() })

/** Figures of the quality page. No figure is of a reader; a group with fewer than five answers is not shown. */
export const Quality = Type.Object({
  asOf: time,
  /** Automatic links there were to draw from, and the drawn, answered, undecided and wrong ones among them. */
  links: Type.Integer(),
  sampled: Type.Integer(),
  answered: Type.Integer(),
  undecided: Type.Integer(),
  /** Drawn, but parted again by the linker itself before anybody looked. */
  overtaken: Type.Integer(),
  wrong: Type.Integer(),
  /** Wrong among answered, with its exact 95 % interval; null with fewer than five answers. */
  errorRate: nullable(Share),
  /** The same by rule; rules with fewer than five answers are left out. */
  byRule: Type.Array(
    Type.Object({ rule: text, word: text, answered: Type.Integer(), wrong: Type.Integer(), rate: Share }),
  ),
  proposals: Type.Object({
    open: Type.Integer(),
    same: Type.Integer(),
    different: Type.Integer(),
    /** Pairs proposed over records in the store. */
    load: nullable(Type.Number()),
    records: Type.Integer(),
  }),
  /** Agreement of two readers who did not know of each other; null with fewer than five such pairs. */
  agreement: nullable(
    Type.Object({
      pairs: Type.Integer(),
      observed: Type.Number(),
      kappa: nullable(Type.Number()),
      interval: nullable(Type.Object({ low: Type.Number(), high: Type.Number() })),
    }),
  ),
})
export type Quality = Static<typeof Quality>
