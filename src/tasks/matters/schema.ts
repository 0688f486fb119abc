import { type Static, Type } from 'typebox'
import { type MatterListKind, matterListWords } from '../../vocabulary/words/matters.ts'

const ListKind = Type.Unsafe<MatterListKind>(Type.Enum(Object.keys(matterListWords)))

export const MatterQuery = Type.Object({
  query: Type.Optional(Type.String({ maxLength: 50 })),
  department: Type.Optional(Type.String({ maxLength: 40 })),
  list: Type.Optional(ListKind),
  /** The lists as they were in force on this day; absent: today. */
  asOf: Type.Optional(Type.String({ format: 'date' })),
  cursor: Type.Optional(Type.String()),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
})
export type MatterQuery = Static<typeof MatterQuery>

export const MatterList = Type.Object({
  /** Null: no list is in force on that day. */
  version: Type.Union([Type.Integer(), Type.Null()]),
  effectiveFrom: Type.Union([Type.String(), Type.Null()]),
  source: Type.Union([Type.String(), Type.Null()]),
  /** Items in force, whatever the search. */
  counts: Type.Object({ townList: Type.Integer(), villageList: Type.Integer() }),
  found: Type.Integer(),
  items: Type.Array(
    Type.Object({
      list: ListKind,
      number: Type.String(),
      name: Type.String(),
      department: Type.String(),
      departmentName: Type.String(),
      clause: Type.String(),
    }),
  ),
  next: Type.Union([Type.String(), Type.Null()]),
})
export type MatterList = Static<typeof MatterList>
