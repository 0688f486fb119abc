import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AgreementTerms } from './terms.schema.ts'
import { allowsOnlineSigning, clausesOf, findWaiver, missingClausesOf, textHashOf } from './terms.ts'

const good: AgreementTerms = {
  facts: '双方因商品房宣传内容不符发生争议。',
  obligations: [
    { obligor: 'respondent', act: '补偿款', amount: 600_000, due: '2023-09-30' },
    { obligor: 'respondent', act: '补偿款', amount: 600_000, due: '2023-10-31' },
    { obligor: 'claimant', act: '配合办理入住手续', amount: 0, due: '2023-11-10' },
  ],
  total: 1_200_000,
  manner: '银行转账',
  place: '诸暨市',
  defaultConsequence: '按未付金额每日万分之三支付违约金，另一方可以向人民法院起诉。',
  further: [],
  concernsIdentity: false,
}

describe('terms', () => {
  it('become numbered sentences with the amount in figures and capitals', () => {
    expect(missingClausesOf(good)).toEqual([])
    expect(clausesOf(good)).toEqual([
      '被申请人应于2023年9月30日前向申请人支付补偿款6,000.00元（人民币陆仟元整）。',
      '被申请人应于2023年10月31日前向申请人支付补偿款6,000.00元（人民币陆仟元整）。',
      '申请人应于2023年11月10日前配合办理入住手续。',
      '以上款项合计12,000.00元（人民币壹万贰仟元整）。',
      '履行方式：银行转账；履行地点：诸暨市。',
      '未按期履行的：按未付金额每日万分之三支付违约金，另一方可以向人民法院起诉。',
      '本协议不影响当事人依法申请司法确认、起诉、仲裁或者信访的权利。',
    ])
  })

  it('cannot be signed while something is missing, unordered, falsely summed or a waiver', () => {
    const clauses = (change: Partial<AgreementTerms>) => missingClausesOf({ ...good, ...change }).map((m) => m.clause)
    expect(clauses({ facts: ' ', manner: '', place: '', defaultConsequence: '' })).toEqual([
      'facts',
      'manner',
      'place',
      'defaultConsequence',
    ])
    expect(clauses({ obligations: [], total: 0 })).toEqual(['obligations'])
    expect(clauses({ total: 1_200_001 })).toEqual(['total'])
    expect(clauses({ obligations: [good.obligations[1]!, good.obligations[0]!] })).toEqual(['dateOrder'])
    expect(clauses({ obligations: [{ ...good.obligations[2]!, due: '2023-02-30', act: '' }], total: 0 })).toEqual([
      'act',
      'dueDates',
    ])
    expect(clauses({ further: ['申请人放弃诉讼权利。'] })).toEqual(['waiverOfSuit'])
  })

  it('finds what bars suit, arbitration, petition or police, however it is spaced, and nothing else', () => {
    for (const text of [
      '申请人不得再就此事起诉',
      '保证不再 信 访',
      '自愿息诉罢访',
      '双方承诺不向任何部门投诉、举报',
      '放弃一切诉权',
      '不能再打官司',
      '永不上访',
      '不得报警',
    ])
      expect(findWaiver(text), text).not.toBeNull()
    for (const text of [
      '不能按期支付的，申请人可以向人民法院起诉',
      '诉讼费由被申请人承担',
      '不再收取诉讼费',
      '双方就本次补偿再无其他争议',
      '不影响申请人起诉的权利',
      '逾期的，申请人有权申请强制执行',
    ])
      expect(findWaiver(text), text).toBeNull()
  })

  it('sends identity relations to paper', () => {
    expect(allowsOnlineSigning(good)).toBe(true)
    expect(allowsOnlineSigning({ ...good, concernsIdentity: true })).toBe(false)
    expect(allowsOnlineSigning({ ...good, further: ['双方自愿离婚。'] })).toBe(false)
  })

  it('changes the hash with every word, sum, date, version and party, and never throws', () => {
    const parties = [
      { partyId: 'a', side: 'claimant' },
      { partyId: 'b', side: 'respondent' },
    ]
    const hash = textHashOf(1, parties, good)
    expect(textHashOf(1, [...parties].reverse(), good)).toBe(hash)
    expect(textHashOf(2, parties, good)).not.toBe(hash)
    expect(textHashOf(1, parties, { ...good, place: '绍兴市' })).not.toBe(hash)
    const terms = fc.record({
      facts: fc.string(),
      obligations: fc.array(
        fc.record({
          obligor: fc.constantFrom('claimant', 'respondent'),
          act: fc.string(),
          amount: fc.nat(),
          due: fc.string(),
        }),
      ),
      total: fc.nat(),
      manner: fc.string(),
      place: fc.string(),
      defaultConsequence: fc.string(),
      further: fc.array(fc.string()),
      concernsIdentity: fc.boolean(),
    }) as fc.Arbitrary<AgreementTerms>
    fc.assert(
      fc.property(terms, (value) => {
        missingClausesOf(value)
        expect(textHashOf(1, parties, value)).toMatch(/^sha256:[0-9a-f]{64}$/)
        expect(clausesOf(value).at(-1)).toContain('起诉')
      }),
    )
  })
})
