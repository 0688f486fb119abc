import {
  amountPattern,
  chineseDigits,
  chineseMyriads,
  chineseUnits,
  datePatterns,
  peoplePattern,
} from '../vocabulary/lexicon-numbers.ts'

/** 三千二百五十 → 3250, 12,500.50 → 12500.5, 两万三 → 23000; null where it is no number. */
export function readNumeral(text: string): number | null {
  const plain = text.replace(/,/g, '')
  if (/^\d+(?:\.\d+)?$/.test(plain)) return Number(plain)
  let total = 0
  let section = 0
  let digit = -1
  let lastUnit = 1
  for (const character of plain) {
    const value = chineseDigits[character]
    if (value !== undefined) {
      // Digits read one by one (二〇二三) are a row of figures, not a sum.
      digit = digit >= 0 && lastUnit === 1 ? digit * 10 + value : value
      if (value === 0) lastUnit = 1
      continue
    }
    const unit = chineseUnits[character]
    if (unit !== undefined) {
      // 五六十: two figures before a unit are a guess between them; the upper one is taken.
      section += (digit < 0 ? 1 : digit % 10) * unit
      digit = -1
      lastUnit = unit
      continue
    }
    const myriad = chineseMyriads[character]
    if (myriad === undefined) return null
    const below = section + Math.max(digit, 0)
    total = myriad === 1e8 ? (total + (below || 1)) * 1e8 : total + (below || 1) * myriad
    section = 0
    digit = -1
    lastUnit = myriad
  }
  if (digit >= 0) section += lastUnit >= 100 && digit > 0 ? digit * (lastUnit / 10) : digit
  return total + section
}

export interface NumberFound {
  readonly start: number
  readonly end: number
  readonly value: number
}

const amountUnits: readonly (readonly [RegExp, number])[] = [
  [/^亿/, 1e8],
  [/^千万/, 1e7],
  [/^百万/, 1e6],
  [/^十万/, 1e5],
  [/^万/, 1e4],
  [/^千/, 1e3],
  [/^百/, 100],
]
const amounts = new RegExp(amountPattern, 'g')
const people = new RegExp(peoplePattern, 'g')
const dates = datePatterns.map((pattern) => new RegExp(pattern, 'g'))

/** Sums of money in a folded text, in 分. 3.5万元, 两万块, 12,000元; a bare number is none. */
export function findAmounts(text: string): NumberFound[] {
  const found: NumberFound[] = []
  for (const match of text.matchAll(amounts)) {
    const number = readNumeral(match.groups!['n']!)
    if (number === null) continue
    const factor = amountUnits.find(([pattern]) => pattern.test(match.groups!['u']!))?.[1] ?? 1
    const value = Math.round(number * factor * 100)
    if (value > 0 && Number.isSafeInteger(value))
      found.push({ start: match.index, end: match.index + match[0].length, value })
  }
  return found
}

/** How many people or households a folded text speaks of. */
export function findPeople(text: string): NumberFound[] {
  const found: NumberFound[] = []
  for (const match of text.matchAll(people)) {
    const value = readNumeral(match.groups!['n']!)
    if (value !== null && value >= 2 && value <= 2_000_000)
      found.push({ start: match.index, end: match.index + match[0].length, value })
  }
  return found
}

export interface DateFound {
  readonly start: number
  readonly end: number
  /** 2023-08-01, 2023-08 or --08-01. */
  readonly normal: string
}

export function findDates(text: string): DateFound[] {
  const found: DateFound[] = []
  for (const pattern of dates) {
    for (const match of text.matchAll(pattern)) {
      const { y, M, d } = match.groups!
      const month = Number(M)
      const day = d === undefined ? null : Number(d)
      if (month < 1 || month > 12 || (day !== null && (day < 1 || day > 31))) continue
      const start = match.index
      const end = start + match[0].length
      if (found.some((other) => other.start < end && start < other.end)) continue
      const pad = (value: number) => String(value).padStart(2, '0')
      found.push({ start, end, normal: `${y ?? '-'}-${pad(month)}${day === null ? '' : `-${pad(day)}`}` })
    }
  }
  return found.sort((a, b) => a.start - b.start)
}

/** A cell of an amount column (元, with or without 万元 and separators) in 分, or null. */
export function readAmountCell(folded: string): number | null {
  const cell = folded.trim()
  const plain = /^[¥￥]?\s*(-?\d[\d,]*(?:\.\d+)?)\s*(?:元)?$/.exec(cell)
  if (plain) {
    const value = Math.round(Number(plain[1]!.replace(/,/g, '')) * 100)
    return Number.isSafeInteger(value) ? value : null
  }
  return findAmounts(cell)[0]?.value ?? null
}
