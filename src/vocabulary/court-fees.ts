/**
 * Fees of 诉讼费用交纳办法（国务院令第481号, in force since 2007-04-01）, in 分. The court that registers the suit fixes what is paid;
 * a range means that the regulation leaves it to the province.
 */
export interface Fee {
  readonly low: number
  readonly high: number
}

export type FeeKind = 'property' | 'nonProperty' | 'divorce' | 'personality' | 'labour' | 'administrative'

/** Article 13(1) no. 1: share of each part of the sum above `over` yuan; the first part costs 50 yuan a case. */
export const propertyFeeBrackets = [
  { over: 10_000, perMille: 25 },
  { over: 100_000, perMille: 20 },
  { over: 200_000, perMille: 15 },
  { over: 500_000, perMille: 10 },
  { over: 1_000_000, perMille: 9 },
  { over: 2_000_000, perMille: 8 },
  { over: 5_000_000, perMille: 7 },
  { over: 10_000_000, perMille: 6 },
  { over: 20_000_000, perMille: 5 },
] as const

export const feeSource = '诉讼费用交纳办法第十三条'

/** Fee of a claim for `amount` 分 by the brackets, in 分 (a part of a 分 is dropped). */
export function propertyFee(amount: number): number {
  const parts = propertyFeeBrackets.map(({ over, perMille }, index) => {
    const until = (propertyFeeBrackets[index + 1]?.over ?? Number.POSITIVE_INFINITY) * 100
    return (Math.max(0, Math.min(amount, until) - over * 100) * perMille) / 1000
  })
  return Math.floor(parts.reduce((sum, part) => sum + part, 5_000))
}

const share = (amount: number, over: number, perMille: number): number => (Math.max(0, amount - over) * perMille) / 1000

/** Acceptance fee of a case, or null where it depends on a sum that nobody has named. `amount` in 分. */
export function acceptanceFee(kind: FeeKind, amount: number | null): Fee | null {
  switch (kind) {
    case 'property': {
      if (amount === null) return null
      const fee = propertyFee(amount)
      return { low: fee, high: fee }
    }
    case 'nonProperty':
      return { low: 5_000, high: 10_000 }
    case 'divorce': {
      const more = share(amount ?? 0, 20_000_000, 5)
      return { low: 5_000 + more, high: 30_000 + more }
    }
    case 'personality': {
      const sum = amount ?? 0
      const more = share(Math.min(sum, 10_000_000), 5_000_000, 10) + share(sum, 10_000_000, 5)
      return { low: 10_000 + more, high: 50_000 + more }
    }
    case 'labour':
      return { low: 1_000, high: 1_000 }
    case 'administrative':
      return { low: 5_000, high: 5_000 }
  }
}

/** Half of it where the case ends by mediation or withdrawal (art. 15) or goes by the summary procedure (art. 16). */
export const halved = ({ low, high }: Fee): Fee => ({ low: Math.floor(low / 2), high: Math.floor(high / 2) })

/** A payment order costs a third of the property fee (art. 14 no. 3). */
export const paymentOrderFee = (amount: number | null): Fee | null => {
  const fee = acceptanceFee('property', amount)
  return fee && { low: Math.floor(fee.low / 3), high: Math.floor(fee.high / 3) }
}
