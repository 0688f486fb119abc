import { describe, expect, it } from 'vitest'
import { acceptanceFee, paymentOrderFee } from '../../vocabulary/court-fees.ts'
import { type DisputeType, disputeTypes } from '../../vocabulary/dispute-types.ts'
import { noPast, type Past } from './past.ts'
import { type RouteBody, type RouteDispute, rankBodies, suggestRoutes } from './suggest.ts'

const dispute = (given: Partial<RouteDispute> = {}): RouteDispute => ({
  type: 'propertyService',
  town: '330681001',
  amount: null,
  sealed: false,
  domesticViolence: false,
  ...given,
})
const past = (held: number, judged: number): Past => ({ ...noPast, concluded: judged, settled: held, judged, held })
const body = (id: string, given: Partial<RouteBody> = {}): RouteBody => ({
  id,
  name: `${id}调委会`,
  kind: 'mediationBody',
  town: null,
  types: [],
  mediators: 2,
  open: 4,
  past: noPast,
  ...given,
})

describe('court fees, counted by the brackets of 诉讼费用交纳办法第十三条', () => {
  it.each([
    [5_000, 50],
    [10_000, 50],
    // 50 + 90,000 × 2.5 %
    [100_000, 2_300],
    // … + 100,000 × 2 %
    [200_000, 4_300],
    // … + 300,000 × 1.5 %
    [500_000, 8_800],
    // … + 500,000 × 1 %
    [1_000_000, 13_800],
    [2_000_000, 22_800],
    [5_000_000, 46_800],
    [10_000_000, 81_800],
    [20_000_000, 141_800],
    [30_000_000, 191_800],
  ])('a claim for %d yuan costs %d yuan', (yuan, fee) => {
    expect(acceptanceFee('property', yuan * 100)).toEqual({ low: fee * 100, high: fee * 100 })
    expect(paymentOrderFee(yuan * 100)!.low).toBe(Math.floor((fee * 100) / 3))
  })
  it('a labour suit costs 10 yuan, a divorce with 300,000 yuan 550 to 800, an unnamed sum nothing that can be said', () => {
    expect(acceptanceFee('labour', null)).toEqual({ low: 1_000, high: 1_000 })
    expect(acceptanceFee('divorce', 30_000_000)).toEqual({ low: 55_000, high: 80_000 })
    expect(acceptanceFee('property', null)).toBeNull()
  })
})

describe('ways on', () => {
  it('every type may sue or petition, whatever else stands there', () => {
    for (const type of Object.keys(disputeTypes) as DisputeType[])
      for (const sealed of [false, true])
        for (const domesticViolence of [false, true]) {
          const { routes } = suggestRoutes(dispute({ type, sealed, domesticViolence }), [], [])
          const open = routes.filter((route) => route.open).map((route) => route.kind)
          expect(open, type).toContain('petition')
          expect(
            open.some((kind) => kind !== 'petition'),
            type,
          ).toBe(true)
        }
  })
  it('violence at home puts safety first and nobody into one room; wages go to arbitration first', () => {
    const violent = suggestRoutes(dispute({ type: 'marriageFamily', domesticViolence: true }), [body('A')], [])
    expect(violent.routes.map((route) => route.kind)).toEqual(['police', 'protectionOrder', 'court', 'petition'])
    expect(violent.leftOut.map((route) => route.kind)).toEqual(['mediation'])
    expect(suggestRoutes(dispute({ type: 'labour' }), [], []).routes[0]!.kind).toBe('labourArbitration')
  })
  it('a body that holds more, beyond chance, comes first; what chance may explain goes by place and load', () => {
    const better = body('better', { past: past(190, 200) })
    const worse = body('worse', { past: past(60, 200), town: '330681001' })
    expect(rankBodies(dispute(), [worse, better]).map(({ id }) => id)).toEqual(['better', 'worse'])
    const alike = [body('far', { past: past(9, 10) }), body('near', { past: past(8, 10), town: '330681001' })]
    const ranked = rankBodies(dispute(), alike)
    expect(ranked.map(({ id }) => id)).toEqual(['near', 'far'])
    expect(ranked[1]!.reasons.at(-1)).toContain('分不出高低')
    const load = rankBodies(dispute(), [body('full', { open: 40 }), body('free', { open: 1 })])
    expect(load.map(({ id }) => id)).toEqual(['free', 'full'])
  })
  it('another town’s body and one for other types are not named; fewer than five cases show no share', () => {
    const ranked = rankBodies(dispute(), [
      body('other town', { town: '330681002' }),
      body('labour only', { types: ['labour'] }),
      body('few', { past: past(3, 4) }),
    ])
    expect(ranked).toMatchObject([{ id: 'few', holds: null, cases: null }])
  })
})
