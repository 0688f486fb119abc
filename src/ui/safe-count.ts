import type { SafeCount } from '../indicators/schema.ts'
import { common } from './words/common.ts'

const formats = new Map<number, Intl.NumberFormat>()
function fixed(value: number, decimals: number): string {
  const known =
    formats.get(decimals) ??
    new Intl.NumberFormat('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
  formats.set(decimals, known)
  return known.format(value)
}

/** A figure as it may leave the handling circle: the number, `<5`, hidden so that another cannot be worked out, or 无报送. */
export function safeText(count: SafeCount, decimals = 0): string {
  if (count.value !== null) return fixed(count.value, decimals)
  if (count.fewerThanFive) return '<5'
  return count.hidden ? common.hiddenCount : common.noReport
}
