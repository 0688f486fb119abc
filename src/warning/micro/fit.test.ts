import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { logisticLine } from '../../platform/logistic.ts'
import { seededRandom } from '../../platform/random.ts'
import { riskAt } from '../micro.ts'
import { cue, signalWith, start } from '../testing/signals.ts'
import { day } from '../thresholds.ts'
import { areaUnder, calibrationError, fitHazards, fitMicro, isotonic, type RiskWeek, rises, riskWeeks } from './fit.ts'
import { calibrated, chanceOf, handSet, sigmoid } from './model.ts'

describe('the logistic line', () => {
  it('gives the published estimates of hours studied and passing (20 students: −4.0777, 1.5046)', () => {
    const hours = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 1.75, 2, 2.25, 2.5, 2.75, 3, 3.25, 3.5, 4, 4.25, 4.5, 4.75, 5, 5.5]
    const passed = [0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1]
    const [intercept, slope] = logisticLine(
      hours.map((value, index) => ({ at: [1], values: [value], happened: passed[index] === 1 })),
      { means: [0, 0], precisions: [1e-12, 1e-12] },
    )
    expect(intercept).toBeCloseTo(-4.0777, 4)
    expect(slope).toBeCloseTo(1.5046, 4)
  })
  it('stays at what was believed before where nothing was seen, and ends where classes part', () => {
    expect([...logisticLine([], { means: [-2, 0.7], precisions: [1, 4] })]).toEqual([-2, 0.7])
    const line = logisticLine(
      [-1, -2, 1, 2].map((value) => ({ at: [1], values: [value], happened: value > 0 })),
      { means: [0, 0], precisions: [1e-6, 1e-6] },
    )
    expect(line.every(Number.isFinite)).toBe(true)
  })
})

/** Weeks drawn from known hazards: violence +2.4 instead of 1.6, failed mediation without effect. */
function drawn(count: number): { weeks: RiskWeek[]; chance: (values: Record<string, number>) => number } {
  const random = seededRandom(7)
  const chance = (values: Record<string, number>) =>
    sigmoid(-6 + 2.4 * (values.violence ?? 0) + 0 * (values.failed ?? 0))
  const weeks = Array.from({ length: count }, (_, index): RiskWeek => {
    const values: Record<string, number> = { 'type:neighbour': 1 }
    if (random() < 0.2) values.violence = random()
    if (random() < 0.3) values.failed = random()
    const escalated = random() < chance(values)
    return {
      disputeId: String(index),
      town: null,
      at: 0,
      values,
      escalated,
      ended: !escalated && random() < 0.05,
      within30Days: escalated,
    }
  })
  return { weeks, chance }
}

describe('fitting to outcomes', () => {
  it('moves the weights to the hazards that made the data, and leaves what it did not see', () => {
    const { weeks } = drawn(60_000)
    const model = fitHazards(weeks, 'test')
    expect(model.escalate.weights.violence).toBeGreaterThan(2.1)
    expect(model.escalate.weights.violence).toBeLessThan(2.7)
    expect(Math.abs(model.escalate.weights.failed!)).toBeLessThan(0.35)
    expect(model.escalate.weights.threat).toBeCloseTo(handSet.escalate.weights.threat!, 6)
    expect(sigmoid(model.end!.intercept + model.end!.weights['type:neighbour']!)).toBeCloseTo(0.05, 2)
  })
  it('thirty days of two competing weekly hazards: simulated share that escalates first', () => {
    const model = {
      version: 't',
      escalate: { intercept: Math.log(0.03 / 0.97), weights: {} },
      end: { intercept: Math.log(0.1 / 0.9), weights: {} },
      calibration: null,
    }
    // Whole weeks by hand: 0.03 · (1 + 0.87 + 0.87² + 0.87³) = 0.0985 for 28 days, 0.1157 for 35.
    expect(chanceOf(model, {})).toBeGreaterThan(0.0985)
    expect(chanceOf(model, {})).toBeLessThan(0.1157)
  })
  it('too few escalations fit nothing', () => {
    expect(fitMicro([signalWith(1)], start - 400 * day, start + 400 * day, 't')).toBeNull()
  })
})

describe('weeks of a dispute', () => {
  const quarrel = (at: number, sequence: number, change: Parameters<typeof signalWith>[1] = {}) =>
    signalWith(sequence, {
      disputeId: 'd',
      source: 'police110',
      type: 'neighbour',
      receivedAt: at,
      occurredAt: at,
      ...change,
    })
  it('end with its closing, know nothing later, and say when it came to blows', () => {
    const signals = [
      quarrel(start, 1),
      quarrel(start + 24 * day, 2, { cues: [cue('violence')] }),
      quarrel(start + 40 * day, 3, { closedAt: start + 41 * day, outcome: 'settled' }),
    ]
    const weeks = riskWeeks(signals, start - day, start + 200 * day)
    expect(weeks.map(({ escalated, ended, within30Days }) => [escalated, ended, within30Days])).toEqual([
      [false, false, true],
      [false, false, true],
      [false, false, true],
      [true, false, true],
      [false, false, false],
      [false, true, false],
    ])
    expect(weeks[3]!.values.violence).toBeUndefined()
    expect(weeks[4]!.values.violence).toBeGreaterThan(0.8)
  })
  it('a suit or a petition never raises the risk, under a fitted model either', () => {
    const { weeks } = drawn(5_000)
    const model = fitHazards(weeks, 'test')
    fc.assert(
      fc.property(
        fc.constantFrom('court' as const, 'petition' as const),
        fc.integer({ min: 0, max: 60 }),
        (source, days) => {
          const base = [quarrel(start, 1, { cues: [cue('threat')] })]
          const more = [...base, quarrel(start + days * day, 2, { source, people: 1, cues: [cue('threat')] })]
          const at = start + 61 * day
          expect(riskAt(more, at, at, model).probability).toBe(riskAt(base, at, at, model).probability)
        },
      ),
      { numRuns: 50 },
    )
  })
})

describe('calibration and its measures', () => {
  it('isotonic steps equal the max–min formula on every small case, and rise', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 2, maxLength: 9 }),
        fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }),
        (places, outcomes) => {
          const pairs = [...places]
            .sort((a, b) => a - b)
            .map((place, index) => [place / 100, outcomes[index]!] as const)
          const fit = isotonic(pairs)
          const mean = (from: number, to: number) =>
            pairs.slice(from, to + 1).filter(([, yes]) => yes).length / (to - from + 1)
          for (let index = 0; index < pairs.length; index++) {
            let value = 0
            for (let from = 0; from <= index; from++) {
              let low = 1
              for (let to = index; to < pairs.length; to++) low = Math.min(low, mean(from, to))
              value = Math.max(value, low)
            }
            expect(calibrated(pairs[index]![0], fit)).toBeCloseTo(value, 10)
          }
          expect(rises(fit)).toBe(true)
        },
      ),
      { numRuns: 200 },
    )
  })
  it('area and calibration error by hand', () => {
    expect(
      areaUnder([
        [0.1, false],
        [0.4, true],
        [0.4, false],
        [0.8, true],
      ]),
    ).toBeCloseTo(0.875, 12)
    expect(calibrationError(Array.from({ length: 20 }, (_, index) => [0.25, index % 2 === 0] as const))).toBeCloseTo(
      0.25,
      12,
    )
  })
})
