import { type Static, Type } from 'typebox'

/** HTTP shapes of intake. Times are ISO 8601 with zone; values of cells are text and, outside the import itself, masked. */

const oneOf = <const T extends readonly string[]>(values: T) => Type.Unsafe<T[number]>(Type.Enum([...values]))
const time = Type.String({ format: 'date-time' })
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()])
/** One of the eight source keys of `vocabulary/sources.ts`. */
const source = Type.String({ pattern: '^[a-z0-9]+$', maxLength: 20 })

export const importCounts = Type.Object({
  accepted: Type.Integer({ minimum: 0, description: 'Stored for the first time' }),
  duplicates: Type.Integer({ minimum: 0, description: 'Already held with the same content' }),
  updated: Type.Integer({ minimum: 0, description: 'Stored as a newer version' }),
  rejected: Type.Integer({ minimum: 0, description: 'Not stored; see the rejects' }),
  excluded: Type.Integer({ minimum: 0, description: 'Kept out at the door and never stored' }),
  seconds: Type.Number({ minimum: 0 }),
})
export type ImportCounts = Static<typeof importCounts>

/** Why one row was not stored. `value` is masked; `reason` and `mend` are sentences for the person who sent it. */
export const rejectedRow = Type.Object({
  file: nullable(Type.String()),
  row: Type.Integer({
    minimum: 0,
    description: 'Row in the file counted from 1 with the header as row 1; in JSON the position from 1',
  }),
  column: nullable(Type.String()),
  value: Type.String(),
  code: Type.String(),
  reason: Type.String(),
  mend: Type.String(),
})
export type RejectedRow = Static<typeof rejectedRow>

const cell = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()])

export const postRecordsBody = Type.Object({
  source,
  supplier: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  /** A saved profile's name, where the keys of the rows are not the standard columns. */
  mapping: Type.Optional(Type.String({ maxLength: 100 })),
  rows: Type.Array(Type.Record(Type.String(), cell), { minItems: 1, maxItems: 5000 }),
})
export type PostRecordsBody = Static<typeof postRecordsBody>

export const postRecordsResult = Type.Object({ ...importCounts.properties, problems: Type.Array(rejectedRow) })
export type PostRecordsResult = Static<typeof postRecordsResult>

export const sourceFreshness = Type.Object({
  source,
  supplier: Type.String(),
  records: Type.Integer({ minimum: 0 }),
  /** `receivedAt` of the newest record. */
  lastArrival: time,
  /** Median of the gaps between the last arrival days, in hours; null with fewer than four arrival days. */
  interval: nullable(Type.Number()),
  /** Nothing came for three usual intervals (and at least two days); null where the interval is not known. */
  stale: nullable(Type.Boolean()),
})
export type SourceFreshness = Static<typeof sourceFreshness>
export const sourcesResult = Type.Object({ items: Type.Array(sourceFreshness) })

export const importStatuses = ['preview', 'running', 'done', 'failed', 'expired'] as const
export type ImportStatus = (typeof importStatuses)[number]

export const importRun = Type.Object({
  id: Type.String(),
  source,
  supplier: Type.String(),
  fileName: Type.String(),
  status: oneOf(importStatuses),
  /** Rows read so far; `rows` is final once status is done. */
  rows: Type.Integer({ minimum: 0 }),
  counts: importCounts,
  /** Columns of recordings or criminal investigation that were dropped, by name. */
  droppedColumns: Type.Array(Type.String()),
  startedBy: nullable(Type.String()),
  createdAt: time,
  finishedAt: nullable(time),
  /** A sentence, where the import failed as a whole. */
  problem: nullable(Type.String()),
})
export type ImportRun = Static<typeof importRun>
export const importList = Type.Object({ items: Type.Array(importRun), next: nullable(Type.String()) })

/** How one column of the file is proposed to be read. */
export const columnProposal = Type.Object({
  column: Type.String({ description: 'As written in the file' }),
  standard: nullable(Type.String({ description: 'Standard column, null: kept in the raw row only' })),
  /** 1 the standard name itself, 0.9 a known synonym, less: guessed from the values or part of the name. */
  confidence: Type.Number({ minimum: 0, maximum: 1 }),
  basis: oneOf(['name', 'synonym', 'partOfName', 'values', 'profile', 'none', 'dropped']),
  /** Three masked sample values. */
  samples: Type.Array(Type.String()),
})
export type ColumnProposal = Static<typeof columnProposal>

export const importPreview = Type.Object({
  run: importRun,
  encoding: Type.String({ description: 'utf-8, gb18030, xlsx or jsonl' }),
  separator: nullable(Type.String()),
  sheet: nullable(Type.String()),
  header: Type.Array(Type.String()),
  /** First 20 rows, masked, aligned with the header. */
  rows: Type.Array(Type.Array(Type.String())),
  proposal: Type.Array(columnProposal),
  /** All standard columns of the source; those with required must be mapped before the import can start. */
  standard: Type.Array(Type.Object({ name: Type.String(), required: Type.Boolean() })),
  /** Name and version of the supplier's saved profile that the proposal uses. */
  profile: nullable(Type.Object({ name: Type.String(), version: Type.Integer() })),
})
export type ImportPreview = Static<typeof importPreview>

export const startImportBody = Type.Object({
  /** Column of the file → standard column. Columns left out are kept in the raw row. */
  columns: Type.Record(Type.String(), Type.String()),
  /** Keeps the mapping as the next version of this profile of the supplier. */
  saveAs: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
})
export type StartImportBody = Static<typeof startImportBody>

export const mappingProfile = Type.Object({
  name: Type.String(),
  source,
  supplier: Type.String(),
  version: Type.Integer({ minimum: 1 }),
  columns: Type.Record(Type.String(), Type.String()),
  createdAt: time,
  createdBy: nullable(Type.String()),
})
export type MappingProfile = Static<typeof mappingProfile>
export const mappingList = Type.Object({ items: Type.Array(mappingProfile) })

/** What a phone's camera, shrunk by its browser, makes; six of them tell a place. */
export const photoLimit = { count: 6, bytes: 5 * 2 ** 20 } as const
export const photoTypes = ['image/jpeg', 'image/png', 'image/webp'] as const
export type PhotoType = (typeof photoTypes)[number]

export const photo = Type.Object({
  position: Type.Integer({ minimum: 0, maximum: photoLimit.count - 1 }),
  mediaType: oneOf(photoTypes),
  size: Type.Integer(),
  receivedAt: time,
})
export type Photo = Static<typeof photo>
export const photoList = Type.Object({ items: Type.Array(photo) })
export type PhotoList = Static<typeof photoList>
