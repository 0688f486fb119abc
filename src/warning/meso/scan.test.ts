import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../platform/random.ts'
import { type Chain, circles, logRatio, type ScanCases, type ScanPlan, scan, zonesOf } from './scan.ts'

/** The scan written down plainly: every zone and window counted by itself, every replicate a shuffle of places. */
function plainly(plan: ScanPlan, cases: ScanCases, replicates: number, seed: number) {
  const total = cases.place.length
  const zones = plan.chains.flatMap((chain) =>
    chain.places
      .map((_, index) => chain.places.slice(0, index + 1))
      .filter((places) => chain.zones === undefined || chain.zones.includes(places.length)),
  )
  const most = (place: ArrayLike<number>): number => {
    let best = 0
    for (const zone of zones) {
      const inside = new Set(zone)
      let all = 0
      for (let at = 0; at < total; at++) if (inside.has(place[at]!)) all++
      if (all > plan.share * total) continue
      for (let days = 1; days <= plan.windows; days++) {
        let [count, window] = [0, 0]
        for (let at = 0; at < total; at++) {
          if (cases.daysAgo[at]! >= days) continue
          window++
          if (inside.has(place[at]!)) count++
        }
        if (window > 0 && all > 0) best = Math.max(best, logRatio(count, (all * window) / total, total))
      }
    }
    return best
  }
  const observed = most(cases.place)
  const found: number[] = []
  for (let number = 1; number <= replicates; number++) {
    const random = seededRandom(seed + number)
    const urn = [...cases.place]
    const drawn: number[] = [...cases.place].fill(0)
    const inWindow = [...cases.daysAgo].flatMap((days, at) => (days < plan.windows ? [at] : []))
    for (const [rank, at] of inWindow.entries()) {
      const other = rank + Math.floor(random() * (urn.length - rank))
      drawn[at] = urn[other]!
      urn[other] = urn[rank]!
    }
    // Who has no new place by then gets the rest: they lie outside every window, but count for the zones.
    let rest = inWindow.length
    for (let at = 0; at < total; at++) if (cases.daysAgo[at]! >= plan.windows) drawn[at] = urn[rest++]!
    found.push(most(drawn))
  }
  return { observed, found, probability: (1 + found.filter((value) => value >= observed).length) / (replicates + 1) }
}

function county(seed: number, places: number, count: number, planted = 0): { plan: ScanPlan; cases: ScanCases } {
  const random = seededRandom(seed)
  const coordinates = Array.from({ length: places }, () => [random(), random()] as const)
  const chains = circles(coordinates)
  const place = Uint16Array.from({ length: count + planted }, () => Math.floor(random() ** 2 * places))
  const daysAgo = Uint16Array.from({ length: count + planted }, () => Math.floor(random() * 120))
  for (let at = count; at < count + planted; at++) {
    place[at] = chains[0]!.places[at % 3]!
    daysAgo[at] = Math.floor(random() * 7)
  }
  return { plan: { places, chains, windows: 28, share: 0.5 }, cases: { place, daysAgo } }
}

describe('the space-time permutation scan', () => {
  it('equals the plain one: same highest ratios replicate by replicate, same p', () => {
    for (const seed of [1, 2]) {
      const { plan, cases } = county(seed, 9, 150, seed === 2 ? 8 : 0)
      const plain = plainly(plan, cases, 29, seed)
      const fast = scan(plan, cases, { replicates: 29, seed, enough: 0 })
      expect(fast.cluster!.logRatio).toBeCloseTo(plain.observed, 10)
      for (const [at, value] of plain.found.entries()) expect(fast.highest[at]).toBeCloseTo(value, 10)
      expect(fast.probability).toBe(plain.probability)
    }
  })

  it('finds what was planted, with its places, its days and a tail beyond the replicates', () => {
    const { plan, cases } = county(5, 60, 3000, 45)
    const { cluster, probability, gumbel } = scan(plan, cases, { replicates: 199, seed: 9, enough: 0 })
    expect(probability).toBe(1 / 200)
    expect(gumbel).toBeLessThan(1e-3)
    expect(cluster!.days).toBeLessThanOrEqual(8)
    expect(plan.chains[0]!.places.slice(0, 3)).toEqual(expect.arrayContaining(cluster!.places.slice(0, 1)))
    expect(cluster!.observed).toBeGreaterThan(3 * cluster!.expected)
  })

  it('keeps its level where nothing is going on: 5 % of quiet counties have p ≤ 0.05', () => {
    let low = 0
    for (let seed = 0; seed < 200; seed++) {
      const { plan, cases } = county(1000 + seed, 16, 300)
      if (scan(plan, cases, { replicates: 99, seed: seed * 1000, enough: 10 }).probability <= 0.05) low++
    }
    // Binomial(200, 0.05): 3 to 18 hold 99 %.
    expect(low).toBeGreaterThanOrEqual(3)
    expect(low).toBeLessThanOrEqual(18)
  })

  it('a quiet day stops early, a loud one does not', () => {
    const quiet = county(3, 30, 900)
    const loud = county(5, 60, 3000, 30)
    expect(scan(quiet.plan, quiet.cases, { replicates: 999, seed: 1, enough: 10 }).replicates).toBeLessThan(400)
    expect(scan(loud.plan, loud.cases, { replicates: 199, seed: 1, enough: 10 }).replicates).toBe(199)
  })

  it('villages and whole towns as zones: only those are looked at', () => {
    const chains: Chain[] = [...[0, 1, 2, 3].map((place) => ({ places: [place] })), { places: [0, 1], zones: [2] }]
    const plan = { places: 4, chains, windows: 7, share: 0.9 }
    const place = Uint16Array.from([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 0, 1, 0, 1])
    const daysAgo = Uint16Array.from([30, 40, 50, 30, 40, 50, 30, 40, 50, 30, 40, 50, 0, 0, 0, 0])
    const { cluster } = scan(plan, { place, daysAgo }, { replicates: 9, seed: 1, enough: 0 })
    expect(cluster).toMatchObject({ places: [0, 1], observed: 4, days: 1 })
    expect(cluster!.expected).toBeCloseTo((10 * 4) / 16, 12)
  })

  it('the ratio as published: 5 seen where 1 of 100 was expected', () => {
    // 5 ln 5 + 95 ln(95/99) by hand.
    expect(logRatio(5, 1, 100)).toBeCloseTo(8.0472 - 3.918, 3)
    expect(logRatio(1, 1, 100)).toBe(0)
  })

  it('takes any cases without failing, and none', () => {
    const { plan } = county(1, 6, 10)
    expect(
      scan(plan, { place: new Uint16Array(0), daysAgo: new Uint16Array(0) }, { replicates: 9, seed: 1, enough: 0 })
        .cluster,
    ).toBeNull()
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 400 })), { maxLength: 60 }),
        (drawn) => {
          const result = scan(
            plan,
            { place: Uint16Array.from(drawn, ([at]) => at), daysAgo: Uint16Array.from(drawn, ([, days]) => days) },
            { replicates: 19, seed: 1, enough: 5 },
          )
          expect(result.probability).toBeGreaterThan(0)
          expect(result.probability).toBeLessThanOrEqual(1)
        },
      ),
      { numRuns: 60 },
    )
    expect(() => zonesOf({ ...plan, windows: 29 }, { place: new Uint16Array(1), daysAgo: new Uint16Array(1) })).toThrow(
      RangeError,
    )
  })
})
