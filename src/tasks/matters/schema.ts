import { type Static, Type } from 'typebox'
import { type MatterListKind, matterListWords } from '../../vocabulary/words/matters.ts'
import { type TaskState, taskStates } from '../schema.ts'

const ListKind = Type.Unsafe<MatterListKind>(Type.Enum(Object.keys(matterListWords)))

export const MatterQuery = Type.Object({
  query: Type.Optional(Type.String({ maxLength: 50 })),
  department: Type.Optional(Type.String({ maxLength: 40 })),
  list: Type.Optional(ListKind),
  /** The lists as they were in force on this day; absent: today. */
  asOf: Type.Optional(Type.String({ format: 'date' })),
  cursor: Type.Optional(Type.String()),
  /** A whole list fits into one answer, for choosing an item by typing. */
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 5000 })),
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
  /** Departments with items in force, for the filter. */
  departments: Type.Array(Type.Object({ code: Type.String(), name: Type.String() })),
  next: Type.Union([Type.String(), Type.Null()]),
})
export type MatterList = Static<typeof MatterList>

export const GivenQuery = Type.Object({
  /** true: only what lies outside the list. */
  outside: Type.Optional(Type.Boolean()),
  cursor: Type.Optional(Type.String()),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
})

/** GET /matters/given: who gave which town or village what. */
export const GivenList = Type.Object({
  counts: Type.Object({ inside: Type.Integer(), outside: Type.Integer() }),
  items: Type.Array(
    Type.Object({
      id: Type.String(),
      code: Type.String(),
      state: Type.Unsafe<TaskState>(Type.Enum([...taskStates])),
      title: Type.String(),
      /** Null: outside the list. */
      number: Type.Union([Type.String(), Type.Null()]),
      name: Type.Union([Type.String(), Type.Null()]),
      /** Department whose item it is. */
      department: Type.Union([Type.String(), Type.Null()]),
      /** Ground on which it was given outside the list. */
      outside: Type.Union([Type.String(), Type.Null()]),
      by: Type.String(),
      agencyName: Type.String(),
      sentAt: Type.String(),
    }),
  ),
  next: Type.Union([Type.String(), Type.Null()]),
})
export type GivenList = Static<typeof GivenList>
