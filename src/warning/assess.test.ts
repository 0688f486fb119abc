import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isOpenAt, riskAt } from './micro.ts'
import type { Signal } from './signal.ts'
import { cue, estate, run, signalWith, start } from './testing/signals.ts'
import { day } from './thresholds.ts'

const meso = (alerts: readonly { level: string | null }[]) => alerts.filter((alert) => alert.level === 'meso')

describe('meso: the estate', () => {
  it.each([
    [3, 'yellow'],
    [5, 'orange'],
    [9, 'red'],
    [17, 'red'],
  ] as const)('%i owners end in one alert, %s', (owners, grade) => {
    const { alerts } = run(estate(owners))
    expect(meso(alerts)).toHaveLength(1)
    expect(alerts[0]!.grade).toBe(grade)
    expect(alerts[0]!.currentObserved).toBe(owners)
    expect(alerts[0]!.members).toHaveLength(owners)
  })
  it('speaks at or before the fifth owner, and keeps what it knew then apart from what came later', () => {
    const [alert] = run(estate(17)).alerts
    expect(alert!.observed).toBeLessThanOrEqual(5)
    const raisedAt = alert!.raisedAt
    for (const member of alert!.members) expect(member.receivedAt > raisedAt).toBe(member.later)
    expect(alert!.gradeAtRaising).not.toBe('red')
  })
  it('speaks at or before the fifth owner in a county without history, too', () => {
    const { memory } = run([])
    memory.countyWeeks.clear()
    const { alerts } = run(estate(9), memory)
    expect(alerts[0]!.observed).toBeLessThanOrEqual(5)
    expect(alerts[0]!.grade).toBe('red')
  })
  it('joins owners who name the company with owners who name only the estate', () => {
    const both = estate(2)
    const company = estate(2, 3, ['e:dev|homePurchase', 'a:dev']).map((signal) => ({
      ...signal,
      receivedAt: signal.receivedAt + day,
      occurredAt: signal.occurredAt + day,
    }))
    const site = estate(2, 5, ['s:锦绣花园|homePurchase']).map((signal) => ({
      ...signal,
      receivedAt: signal.receivedAt + 2 * day,
      occurredAt: signal.occurredAt + 2 * day,
    }))
    const { alerts } = run([...both, ...company, ...site])
    expect(meso(alerts)).toHaveLength(1)
    expect(alerts[0]!.currentObserved).toBe(6)
  })
})

describe('meso: what must stay silent', () => {
  it('one person calling forty times', () => {
    const once = estate(1)[0]!
    const calls = Array.from(
      { length: 40 },
      (_, at): Signal => ({
        ...once,
        ...{ recordId: signalWith(at + 1).recordId, sequence: at + 1, number: `N${at}` },
        receivedAt: once.receivedAt + at * 3_600_000,
        occurredAt: once.receivedAt + at * 3_600_000,
      }),
    )
    expect(run(calls).alerts).toEqual([])
    expect(run(calls.map((call) => ({ ...call, source: 'police110' as const }))).alerts).toEqual([])
  })
  it('a busy respondent at its usual rate', () => {
    // two complainants a week about a hospital for a year
    const signals = Array.from({ length: 110 }, (_, at) =>
      signalWith(at + 1, {
        type: 'medical',
        keys: ['e:hospital|medical', 'a:hospital'],
        receivedAt: start - 380 * day + at * 3.5 * day,
        occurredAt: start - 380 * day + at * 3.5 * day,
      }),
    )
    const late = run(signals).alerts.filter((alert) => alert.level === 'meso' && alert.raisedAt > start - 200 * day)
    expect(late).toEqual([])
  })
  it('suits alone: a court record carries no key', () => {
    expect(run(estate(17, 1, [])).alerts).toEqual([])
  })
})

describe('history that arrives late', () => {
  it('is marked historical whichever way the file is sorted', () => {
    const late = estate(9).map((signal) => ({ ...signal, receivedAt: start + 400 * day }))
    for (const signals of [late, late.map((signal, at) => ({ ...late[8 - at]!, sequence: signal.sequence }))]) {
      const { alerts } = run(signals)
      expect(meso(alerts)).toHaveLength(1)
      expect(alerts[0]!.state).toBe('historical')
      expect(alerts[0]!.currentObserved).toBe(9)
    }
  })
})

describe('micro', () => {
  const quarrel = (sequence: number, change: Partial<Signal>) =>
    signalWith(sequence, { disputeId: 'd1', type: 'neighbour', source: 'police110', ...change })

  it('alerts on violence and a threat with reasons, not on a call without either', () => {
    expect(run([quarrel(1, {})]).alerts).toEqual([])
    const { alerts } = run([quarrel(1, { cues: [cue('violence'), cue('threat')] })])
    expect(alerts).toHaveLength(1)
    expect(['orange', 'red']).toContain(alerts[0]!.grade)
    expect(alerts[0]!.carePath).toBe(true)
    const evidence = alerts[0]!.evidence
    expect(evidence.of === 'micro' && evidence.factors.map((factor) => factor.code)).toEqual(
      expect.arrayContaining(['violence', 'threat', 'calls', 'type']),
    )
  })
  it('computes the logistic link by hand: −6.8 + 0.3 + 0.85 + 1.6 at once', () => {
    const risk = riskAt([quarrel(1, { cues: [cue('violence')] })], start + 3_600_000)
    expect(risk.logOdds).toBeCloseTo(-4.05, 6)
    expect(risk.probability).toBeCloseTo(1 / (1 + Math.exp(4.05)), 6)
  })
  it('halves after the half-life', () => {
    const signal = quarrel(1, { cues: [cue('violence')], source: 'grid' })
    expect(
      riskAt([signal], signal.occurredAt + 30 * day).factors.find((factor) => factor.code === 'violence')!.contribution,
    ).toBeCloseTo(0.8, 6)
  })
  it('opens the care path on words of self-harm, from whatever source', () => {
    const { alerts } = run([quarrel(1, { source: 'petition', cues: [cue('selfHarm')] })])
    expect(alerts[0]).toMatchObject({ carePath: true, grade: 'orange', rule: 'care' })
  })
  it('closes by a result, opens again by a later record, falls silent after 180 days', () => {
    const first = quarrel(1, { receivedAt: start, closedAt: start })
    expect(isOpenAt([first], start + day)).toBe(false)
    const again = quarrel(2, { receivedAt: start + 40 * day })
    expect(isOpenAt([first, again], start + 41 * day)).toBe(true)
    expect(isOpenAt([first, again], start + 221 * day)).toBe(false)
  })
  it('property: a suit or a petition added anywhere changes no risk at all', () => {
    const source = fc.constantFrom('police110', 'complaint', 'grid', 'mediation') as fc.Arbitrary<Signal['source']>
    const cues = fc.subarray(['violence', 'threat', 'collective', 'deadline', 'media', 'repeat', 'selfHarm'] as const)
    const record = fc.record({
      source,
      cues,
      age: fc.integer({ min: 0, max: 200 }),
      outcome: fc.constantFrom('none', 'failed', 'settled') as fc.Arbitrary<Signal['outcome']>,
      people: fc.option(fc.integer({ min: 1, max: 40 })),
    })
    const right = fc.record({
      source: fc.constantFrom('court', 'petition') as fc.Arbitrary<Signal['source']>,
      cues,
      age: fc.integer({ min: 0, max: 200 }),
      people: fc.option(fc.integer({ min: 1, max: 40 })),
    })
    fc.assert(
      fc.property(
        fc.array(record, { minLength: 1, maxLength: 6 }),
        fc.array(right, { minLength: 1, maxLength: 4 }),
        (records, rights) => {
          const at = start + 210 * day
          const build = (
            entry: {
              source: Signal['source']
              cues: readonly string[]
              age: number
              people: number | null
              outcome?: Signal['outcome']
            },
            sequence: number,
          ) =>
            quarrel(sequence, {
              source: entry.source,
              cues: entry.cues.map((kind) => cue(kind as 'threat')),
              people: entry.people,
              outcome: entry.outcome ?? 'none',
              receivedAt: at - entry.age * day,
              closedAt: entry.outcome === 'settled' ? at - entry.age * day : null,
            })
          const base = records.map((entry, index) => build(entry, index * 2 + 1))
          const more = [...base, ...rights.map((entry, index) => build(entry, index * 2 + 2))].sort(
            (one, other) => one.sequence - other.sequence,
          )
          expect(riskAt(more, at).logOdds).toBe(riskAt(base, at).logOdds)
        },
      ),
      { numRuns: 200 },
    )
  })
})
