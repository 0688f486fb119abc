export interface Placed {
  readonly ordinal: string
  readonly sequence: number
}

/** The canonical order of records. Records stored before ordinals existed have none and keep their order of arrival. */
export const compareOrdinals = (a: Placed, b: Placed): number =>
  a.ordinal < b.ordinal ? -1 : a.ordinal > b.ordinal ? 1 : a.sequence - b.sequence
