import type { SourceKey } from '../vocabulary/sources.ts'

/** One stored row of one source, decrypted for the pipeline. Shape of what intake hands to every later stage. */
export interface IntakeRecord {
  readonly county: string
  readonly id: string
  /** Position within the county: 1, 2, 3 … without gaps, in the order in which the pipeline sees the records. */
  readonly sequence: number
  readonly source: SourceKey
  readonly supplier: string
  /** The supplier's number exactly as received, outer blanks removed. */
  readonly number: string
  readonly version: number
  /** When it happened in the world, by the source's time column; equals receivedAt where the row has none. */
  readonly occurredAt: Date
  /** When the platform came to know it: column 接收时间, else the clock at import. */
  readonly receivedAt: Date
  /** 6, 9 or 12 digits as known from 区划代码, or null. */
  readonly place: string | null
  /** First nine digits of a place that has them, else null (未归属). */
  readonly town: string | null
  /** Identity columns are sealed (保密, minor, domestic violence): never shown, never offered joint mediation. */
  readonly sealed: boolean
  /** Standard columns of formats.md → the cell as text; empty cells are absent. */
  readonly row: Readonly<Record<string, string>>
  /** Numbers of earlier records that this one names (关联编号). */
  readonly relatedNumbers: readonly string[]
  /** An earlier version of the same (source, supplier, number) that this one replaces, or null. */
  readonly replaces: string | null
}
