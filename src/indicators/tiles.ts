/**
 * Schematic grid of Zhuji's towns, column and row from 1: relative directions only, drafted without a survey and not checked
 * by somebody who knows the county. Always labelled 示意.
 */
export const tiles: Readonly<Record<string, { readonly column: number; readonly row: number }>> = {
  330681103: { column: 3, row: 1 },
  330681104: { column: 4, row: 1 },
  330681102: { column: 2, row: 2 },
  330681106: { column: 3, row: 2 },
  330681108: { column: 4, row: 2 },
  330681112: { column: 1, row: 3 },
  330681003: { column: 2, row: 3 },
  330681001: { column: 3, row: 3 },
  330681002: { column: 4, row: 3 },
  330681109: { column: 5, row: 3 },
  330681111: { column: 1, row: 4 },
  330681005: { column: 2, row: 4 },
  330681004: { column: 3, row: 4 },
  330681201: { column: 4, row: 4 },
  330681110: { column: 5, row: 4 },
  330681116: { column: 1, row: 5 },
  330681115: { column: 2, row: 5 },
  330681122: { column: 3, row: 5 },
  330681119: { column: 4, row: 5 },
  330681124: { column: 5, row: 5 },
  330681117: { column: 2, row: 6 },
  330681120: { column: 3, row: 6 },
  330681121: { column: 4, row: 6 },
}
