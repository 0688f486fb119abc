import { disputeTypes } from '../vocabulary/dispute-types.ts'
import type { Choice } from './controls.tsx'
import { common } from './words/common.ts'
import { said } from './words.ts'

export const typeName = (code: string | null): string =>
  code === null
    ? common.unknown
    : said((disputeTypes as Readonly<Record<string, { zh: string; en: string }>>)[code], code)

export const typeChoices: readonly Choice[] = Object.entries(disputeTypes).map(([value, entry]) => ({
  value,
  label: said(entry),
}))
