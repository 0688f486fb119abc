import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { agreement, exactInterval } from './statistics.ts'

describe('exact interval of a proportion', () => {
  it.each([
    // The usual printed tables of exact 95 % limits (Diem and Lentner 1970; Hanley 1983 for none of n).
    [0, 10, 0, 0.3085],
    [1, 10, 0.0025, 0.445],
    [5, 10, 0.1871, 0.8129],
    [10, 10, 0.6915, 1],
    [10, 100, 0.049, 0.1762],
    [0, 100, 0, 0.0362],
    [1, 100, 0.0003, 0.0545],
    [15, 1000, 0.0084, 0.0246],
  ])('%i of %i', (successes, trials, low, high) => {
    const found = exactInterval(successes, trials)!
    expect(found.low).toBeCloseTo(low, 4)
    expect(found.high).toBeCloseTo(high, 4)
  })

  it('solves the binomial tails themselves', () => {
    const tail = (n: number, p: number, from: number, to: number): number => {
      let sum = 0
      for (let k = from, choose = 1; k <= to; k++) {
        choose = 1
        for (let i = 0; i < k; i++) choose = (choose * (n - i)) / (i + 1)
        sum += choose * p ** k * (1 - p) ** (n - k)
      }
      return sum
    }
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(60), (n, k) => {
        fc.pre(k <= n)
        const { low, high } = exactInterval(k, n)!
        if (k > 0) expect(tail(n, low, k, n)).toBeCloseTo(0.025, 6)
        if (k < n) expect(tail(n, high, 0, k)).toBeCloseTo(0.025, 6)
      }),
      { numRuns: 200 },
    )
  })

  it('says nothing of nothing', () => expect(exactInterval(0, 0)).toBeNull())
})

describe('agreement of two readers', () => {
  it('is the worked example of 50 grant proposals: kappa 0.40', () => {
    const found = agreement([
      [20, 5],
      [10, 15],
    ])!
    expect(found.observed).toBeCloseTo(0.7, 10)
    expect(found.kappa).toBeCloseTo(0.4, 10)
    expect(found.pairs).toBe(50)
  })

  it('is the psychologists’ example of Fleiss, Levin and Paik (table 18.1): kappa 0.68, standard error 0.088', () => {
    const found = agreement([
      [75, 1, 4],
      [5, 4, 1],
      [0, 0, 10],
    ])!
    expect(found.kappa).toBeCloseTo(0.6765, 3)
    expect((found.interval!.high - found.interval!.low) / 2 / 1.959964).toBeCloseTo(0.0877, 3)
  })

  it('is 1 where all agree, and unknown where there was nothing to disagree about', () => {
    expect(
      agreement([
        [3, 0],
        [0, 4],
      ])!.kappa,
    ).toBe(1)
    expect(
      agreement([
        [7, 0],
        [0, 0],
      ])!.kappa,
    ).toBeNull()
    expect(
      agreement([
        [0, 0],
        [0, 0],
      ]),
    ).toBeNull()
  })
})
