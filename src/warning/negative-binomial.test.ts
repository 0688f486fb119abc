import { describe, expect, it } from 'vitest'
import { criticalCount, predictiveInterval, upperTail } from './negative-binomial.ts'

describe('negative binomial', () => {
  it('agrees with sums worked out by hand for shape ½, mean 0.1', () => {
    // q = 1/6; p0 = (5/6)^½ = 0.912871, p1 = p0·½·q = 0.0760726, p2 = p1·¾·q = 0.00950907
    expect(upperTail({ shape: 0.5, mean: 0.1 }, 1)).toBeCloseTo(0.087129, 6)
    expect(upperTail({ shape: 0.5, mean: 0.1 }, 3)).toBeCloseTo(0.0015475, 6)
  })
  it('is geometric for shape 1: P(N ≥ n) = (m/(1+m))^n', () => {
    expect(upperTail({ shape: 1, mean: 3 }, 10)).toBeCloseTo(0.75 ** 10, 12)
    expect(criticalCount({ shape: 1, mean: 3 }, 0.05)).toBe(11) // 0.75^10 = 0.0563, 0.75^11 = 0.0422
  })
  it('tends to Poisson for a large shape', () => {
    // P(Poisson(2) ≥ 6) = 1 − e⁻²(1+2+2+4/3+2/3+4/15) = 0.0165636
    expect(upperTail({ shape: 1e9, mean: 2 }, 6)).toBeCloseTo(0.0165636, 6)
    expect(predictiveInterval({ shape: 1e9, mean: 10 })).toEqual({ low: 4, high: 17 })
  })
})
