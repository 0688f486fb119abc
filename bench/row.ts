/** A line of the table of reading and linking. */
export interface Row {
  readonly measure: string
  /** The peer's figure and where it is from; 'none' where nobody reports one. */
  readonly peer: string
  readonly target: string
  readonly got: string
  readonly command: string
  readonly note: string
}
