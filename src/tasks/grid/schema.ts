import { type Static, Type } from 'typebox'
import { photoLimit } from '../../intake/schema.ts'
import { gridCategoryNames } from '../../vocabulary/grid-categories.ts'

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()])
const time = Type.String({ format: 'date-time' })
const category = Type.Unsafe<(typeof gridCategoryNames)[number]>(Type.Enum([...gridCategoryNames]))
const short = (maxLength: number) => Type.Optional(Type.String({ maxLength }))
/** Twelve digits of a village, nine of a town. */
const place = Type.String({ pattern: '^(\\d{9}|\\d{12})$' })

/** A draft that waited longer than this on a phone is told by its worker anew: nobody can act on it as it was. */
const longestWait = 60 * 86_400

export const GridReportParameters = Type.Object({ id: Type.String({ format: 'uuid' }) })

export const GridReportRequest = Type.Object({
  /** How long ago the draft was begun. An age, because a phone's clock may be wrong and a demonstration has one of its own. */
  ageSeconds: Type.Integer({ minimum: 0, maximum: longestWait }),
  category,
  text: Type.String({ minLength: 4, maxLength: 4000 }),
  place,
  address: Type.String({ maxLength: 200 }),
  people: Type.Optional(Type.Integer({ minimum: 1, maximum: 9999 })),
  partyA: short(60),
  phoneA: short(30),
  partyB: short(60),
  phoneB: short(30),
  /** What the worker already did. */
  done: short(1000),
  /** Number of the earlier event that this one goes on with. */
  related: short(60),
  photos: Type.Integer({ minimum: 0, maximum: photoLimit.count }),
})
export type GridReportRequest = Static<typeof GridReportRequest>

export const GridReport = Type.Object({
  id: Type.String(),
  number: Type.String(),
  recordId: Type.String(),
  /** Null until the pipeline has linked the record: a second or so. */
  traceCode: nullable(Type.String()),
  sentAt: time,
  photos: Type.Integer({ description: 'as announced by the report' }),
  photosReceived: Type.Integer(),
})
export type GridReport = Static<typeof GridReport>
export const GridReportList = Type.Object({ items: Type.Array(GridReport) })
export type GridReportList = Static<typeof GridReportList>

export const PhotoParameters = Type.Object({
  id: Type.String({ format: 'uuid' }),
  position: Type.Integer({ minimum: 0, maximum: photoLimit.count - 1 }),
})

export const SimilarRequest = Type.Object({
  category,
  text: Type.String({ maxLength: 4000 }),
  place,
  address: Type.String({ maxLength: 200 }),
})
export type SimilarRequest = Static<typeof SimilarRequest>

/** An earlier event of the own town that may be the same: masked, and no party. */
export const SimilarEvent = Type.Object({
  number: Type.String(),
  reportedAt: time,
  category: Type.String(),
  address: Type.String(),
  excerpt: Type.String(),
})
export type SimilarEvent = Static<typeof SimilarEvent>
export const SimilarList = Type.Object({ items: Type.Array(SimilarEvent) })
export type SimilarList = Static<typeof SimilarList>
