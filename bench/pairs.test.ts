import { describe, expect, it } from 'vitest'
import { scorePartition } from './pairs.ts'

describe('scorePartition', () => {
  it('agrees with a hand count', () => {
    // Truth {a b c} {d e}; found {a b} {c d} {e}: pairs found ab, cd; true ab ac bc de; right: ab.
    const truth = new Map(Object.entries({ a: '1', b: '1', c: '1', d: '2', e: '2' }))
    const found = new Map(Object.entries({ a: 'x', b: 'x', c: 'y', d: 'y', e: 'z' }))
    const score = scorePartition(found, truth)
    expect(score.precision).toBe(1 / 2)
    expect(score.recall).toBe(1 / 4)
    expect(score.wrongPairs).toBe(1)
    expect(score.missedPairs).toBe(3)
    // B-cubed precision (1 + 1 + 1/2 + 1/2 + 1) / 5, recall (2/3 + 2/3 + 1/3 + 1/2 + 1/2) / 5.
    expect(score.bPrecision).toBeCloseTo(0.8)
    expect(score.bRecall).toBeCloseTo(8 / 15)
  })
  it('takes an unknown item as alone', () => {
    expect(
      scorePartition(
        new Map(),
        new Map([
          ['a', '1'],
          ['b', '1'],
        ]),
      ).recall,
    ).toBe(0)
  })
})
