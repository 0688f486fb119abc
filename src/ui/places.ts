import { placeName, towns, unattributed } from '../vocabulary/places.ts'
import type { Choice } from './controls.tsx'
import { said } from './words.ts'

/** Name of the town (first nine digits), or 未归属 where the row gave none. */
export const townName = (code: string | null): string =>
  code === null ? said(unattributed) : placeName(code.slice(0, 9))

/** Towns in the fixed order of their codes; this order is used everywhere, so that no list reads as a ranking. */
export const townChoices: readonly Choice[] = towns.map((town) => ({ value: town.code, label: town.name }))
