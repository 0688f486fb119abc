import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { computeSchedule, type LoanTerms } from './schedule.ts'

const million: LoanTerms = {
  principal: 100_000_000,
  rateMicroPercent: 4_900_000,
  instalments: 360,
  method: 'equalInstalment',
  firstDue: '2023-01-31',
}

describe('schedule', () => {
  it('gives the figures that every bank publishes for 1,000,000 yuan, 30 years, 4.9 %', () => {
    const level = computeSchedule(million)
    expect(level[0]).toMatchObject({ amount: 530_727, interest: 408_333 })
    expect(level[358]!.amount).toBe(530_727)
    const falling = computeSchedule({ ...million, method: 'equalPrincipal' })
    // 2,777.78 of principal and 4,083.33 of interest in the first month; total interest 737,041.67.
    expect(falling[0]).toMatchObject({ principal: 277_777, interest: 408_333 })
    expect(Math.abs(falling.reduce((sum, line) => sum + line.interest, 0) - 73_704_167)).toBeLessThanOrEqual(180)
  })

  it('pays interest first and the principal last, or all at once', () => {
    const terms: LoanTerms = {
      principal: 1_000_000,
      rateMicroPercent: 12_000_000,
      instalments: 3,
      method: 'interestFirst',
      firstDue: '2023-02-01',
    }
    expect(computeSchedule(terms).map((line) => line.amount)).toEqual([10_000, 10_000, 1_010_000])
    expect(computeSchedule({ ...terms, method: 'bullet' })).toEqual([
      { number: 1, due: '2023-04-01', principal: 1_000_000, interest: 30_000, amount: 1_030_000 },
    ])
  })

  it('keeps every 分 whatever the terms', () => {
    const terms = fc.record({
      principal: fc.integer({ min: 1, max: 10_000_000_000 }),
      rateMicroPercent: fc.integer({ min: 0, max: 36_000_000 }),
      instalments: fc.integer({ min: 1, max: 480 }),
      method: fc.constantFrom('equalInstalment', 'equalPrincipal', 'interestFirst', 'bullet') as fc.Arbitrary<
        LoanTerms['method']
      >,
      firstDue: fc.constantFrom('2023-01-31', '2024-02-29', '2023-08-15'),
    })
    fc.assert(
      fc.property(terms, (loan) => {
        const schedule = computeSchedule(loan)
        expect(schedule.reduce((sum, line) => sum + line.principal, 0)).toBe(loan.principal)
        let last = ''
        for (const line of schedule) {
          expect(line.amount).toBe(line.principal + line.interest)
          expect(line.principal).toBeGreaterThanOrEqual(0)
          expect(Number.isSafeInteger(line.interest) && line.interest >= 0).toBe(true)
          expect(line.due > last).toBe(true)
          last = line.due
        }
      }),
      { numRuns: 150 },
    )
  })

  it('returns nothing for terms that no loan has', () => {
    for (const broken of [
      { instalments: 0 },
      { instalments: 1_000_000 },
      { principal: 0 },
      { method: 'unstated' as const },
    ])
      expect(computeSchedule({ ...million, ...broken })).toEqual([])
  })
})
