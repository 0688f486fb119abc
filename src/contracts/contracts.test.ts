import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  checkRate,
  foldPerformance,
  helpFor,
  overdueReasons,
  readAmount,
  readContract,
  readRate,
  readRepayment,
  scheduleOf,
  yuan,
} from './contracts.ts'

const row = {
  合同编号: 'HT1',
  签订时间: '2023-01-10 09:00:00',
  '甲方(出借人)': '某某银行',
  本金: '12,000.00',
  年利率: '6%',
  期数: '12',
  还款方式: '等额本金',
  首期还款日: '2023-02-10',
  产品: '消费贷',
}

describe('contract rows', () => {
  it('reads amounts digit by digit and rates in their three spellings', () => {
    expect(['0.29', '1,234.565', '￥８８元', '12,000', '', 'abc', '1e9', '99999999999999999'].map(readAmount)).toEqual([
      29,
      123_457,
      8800,
      1_200_000,
      null,
      null,
      null,
      null,
    ])
    expect(['7.2%', '7.2', '0.072', '24％', '-3', '5000%'].map(readRate)).toEqual([
      7_200_000,
      7_200_000,
      7_200_000,
      24_000_000,
      null,
      null,
    ])
  })

  it('reads a contract and its repayments, and leaves rows alone that are none', () => {
    expect(readContract(row, '2023-01-10')).toMatchObject({
      number: 'HT1',
      principal: 1_200_000,
      rateMicroPercent: 6_000_000,
      instalments: 12,
      method: 'equalPrincipal',
      firstDue: '2023-02-10',
    })
    expect(readContract({ 合同编号: 'HT2' }, '2023-01-10')).toBeNull()
    expect(readRepayment({ 合同编号: 'HT1', 期次: '4', 应还日期: '2023-05-10', 应还金额: '1045.00' })).toEqual({
      contractNumber: 'HT1',
      instalment: 4,
      due: '2023-05-10',
      dueAmount: 104_500,
      paidOn: null,
      paidAmount: null,
    })
    expect(readRepayment({ 合同编号: 'HT1', 期次: 'x' })).toBeNull()
  })

  it('never throws and never makes a schedule that does not pay back the principal', () => {
    const cell = fc.oneof(
      fc.string(),
      fc.constantFrom('1200', '0', '36', '等额本息', '先息后本', '2023-02-30', '2023-01-31', '４８０', '100%'),
    )
    const rows = fc.dictionary(fc.constantFrom(...Object.keys(row), '期次', '实还日期', '实还金额'), cell)
    fc.assert(
      fc.property(rows, (cells) => {
        readRepayment(cells)
        const contract = readContract(cells, '2023-01-01')
        const schedule = contract ? scheduleOf(contract) : []
        if (schedule.length > 0)
          expect(schedule.reduce((sum, line) => sum + line.principal, 0)).toBe(contract!.principal)
      }),
      { numRuns: 300 },
    )
  })
})

describe('performance', () => {
  const schedule = scheduleOf(readContract(row, '2023-01-10')!)
  const paid = (instalment: number, paidOn: string, paidAmount: number | null = null) => ({
    contractNumber: 'HT1',
    instalment,
    due: null,
    dueAmount: null,
    paidOn,
    paidAmount,
  })

  it('follows paid, late, partial, overdue and future on one day', () => {
    const performance = foldPerformance(
      schedule,
      [paid(1, '2023-02-09'), paid(2, '2023-03-15'), paid(3, '2023-04-10', 50_000)],
      '2023-05-10',
    )
    expect(performance.lines.slice(0, 5).map((line) => line.state)).toEqual([
      'paid',
      'paidLate',
      'overdue',
      'due',
      'future',
    ])
    // Third instalment: 1,000.00 of principal + 0.5 % of 10,000.00 = 1,050.00; 500.00 were paid.
    expect(performance).toMatchObject({
      state: 'overdue',
      overdueInstalments: 1,
      overdueAmount: 55_000,
      overdueDays: 30,
    })
    expect(helpFor(performance)).toBe('hardshipOffer')
    const later = foldPerformance(schedule, [paid(1, '2023-02-09')], '2023-04-11')
    expect(helpFor(later)).toBe('earlyHelp')
    expect(overdueReasons(later)[0]).toBe('2期未还，共2,105.00元，最长逾期32日')
  })

  it("lets the bank's own due amount replace the computed one and does not know tomorrow's payment", () => {
    const report = {
      contractNumber: 'HT1',
      instalment: 1,
      due: '2023-02-20',
      dueAmount: 99_900,
      paidOn: '2023-03-01',
      paidAmount: 99_900,
    }
    expect(foldPerformance(schedule, [report], '2023-02-25').lines[0]).toMatchObject({
      amount: 99_900,
      principal: null,
      state: 'overdue',
      daysLate: 5,
    })
    expect(foldPerformance(schedule, [report], '2023-03-01').lines[0]).toMatchObject({ state: 'paidLate', daysLate: 9 })
  })

  it('settles exactly when all is paid', () => {
    const all = schedule.map((line) => paid(line.number, line.due))
    expect(foldPerformance(schedule, all, '2024-02-01')).toMatchObject({ state: 'settled', overdueAmount: 0 })
    expect(foldPerformance([], [], '2024-02-01').state).toBe('unscheduled')
  })

  it('checks the rate without claiming the law for sure', () => {
    expect([null, 23_900_000, 24_100_000].map((rate) => checkRate(rate).finding)).toEqual([
      'notStated',
      'withinCap',
      'aboveCap',
    ])
    expect(checkRate(1).verified).toBe(false)
    expect(yuan(123_456_789)).toBe('1,234,567.89')
  })
})
