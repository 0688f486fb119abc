import type { Row } from './model.ts'
import type { Organisation } from './organisations.ts'
import { anyAdult, type Population } from './people.ts'
import { towns } from './places.ts'
import type { Random } from './random.ts'
import { addMonths, DAY, formatTime, HOUR, type Minutes, startOfDay } from './time.ts'

const yuan = (cents: number): string => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`

/** Equal instalments (等额本息) in 分; the last one takes the rounding. */
export function instalments(principal: number, yearlyRate: number, periods: number): number[] {
  const rate = yearlyRate / 12
  const each = Math.round((principal * rate) / (1 - (1 + rate) ** -periods))
  const amounts: number[] = []
  let owed = principal
  for (let period = 1; period <= periods; period++) {
    const interest = Math.round(owed * rate)
    const amount = period === periods ? owed + interest : each
    amounts.push(amount)
    owed -= amount - interest
  }
  return amounts
}

export interface LoanPlan {
  readonly contracts: number
  readonly from: Minutes
  readonly until: Minutes
  readonly bank: Organisation
  readonly population: Population
}

/** Consumer loans of one invented bank with the repayments that fell due; about one borrower in eight gets into trouble. */
export function createLoans(random: Random, plan: LoanPlan, number: (at: Minutes) => string): Row[] {
  const rows: Row[] = []
  const homes = towns.map((town) => [town, town.population] as const)
  const starts = Array.from({ length: plan.contracts }, () =>
    random.int(plan.from + 20 * DAY, plan.until - 70 * DAY),
  ).sort((a, b) => a - b)
  for (const start of starts) {
    const town = random.weighted(homes)
    const borrower = anyAdult(random, plan.population, town.code)
    const contract = number(start)
    const periods = random.weighted([
      [6, 2],
      [12, 6],
      [24, 3],
      [36, 1],
    ])
    const principal = random.int(8, 120) * 100000
    const rate = random.pick([0.0585, 0.072, 0.0888, 0.108, 0.1395])
    const first = addMonths(startOfDay(start), 1)
    const signed = start - (start % DAY) + random.int(9 * 60, 17 * 60)
    const place = random.chance(0.7) ? borrower.village.code : town.code
    const received = signed + random.int(1, 40)
    rows.push({
      source: 'contract',
      number: contract,
      dispute: null,
      receivedAt: received,
      expect: 'stored',
      mentions: [
        { role: '甲方(出借人)', name: plan.bank.name, party: plan.bank.id },
        { role: '乙方(借款人)', name: borrower.name, party: borrower.id },
      ],
      cells: {
        合同编号: contract,
        签订时间: formatTime(signed, 'isoMinutes'),
        合同类型: '个人消费贷款',
        '甲方(出借人)': plan.bank.name,
        甲方信用代码: plan.bank.creditCode,
        '乙方(借款人)': borrower.name,
        乙方证件: borrower.idNumber,
        乙方电话: borrower.phone,
        本金: yuan(principal),
        年利率: `${(rate * 100).toFixed(2)}%`,
        期数: String(periods),
        还款方式: '等额本息',
        首期还款日: formatTime(first, 'isoDate'),
        产品: random.pick(['浣纱消费贷', '薪易贷', '家装分期']),
        区划代码: place,
        接收时间: formatTime(received, 'iso'),
      },
    })
    const troubled = random.chance(0.13)
    let broken = false
    instalments(principal, rate, periods).forEach((amount, index) => {
      const due = addMonths(first, index)
      if (due >= plan.until - 5 * DAY) return
      if (troubled && index >= 1 && random.chance(0.3)) broken = true
      const late = broken || random.chance(0.015)
      const base = {
        '合同编号+期次': `${contract}-${index + 1}`,
        合同编号: contract,
        期次: String(index + 1),
        应还日期: formatTime(due, 'isoDate'),
        应还金额: yuan(amount),
      }
      const push = (at: Minutes, cells: Record<string, string>, expect: Row['expect']): void => {
        rows.push({
          source: 'repayment',
          number: base['合同编号+期次'],
          dispute: null,
          receivedAt: at,
          expect,
          mentions: [],
          cells: { ...base, ...cells, 接收时间: formatTime(at, 'iso') },
        })
      }
      if (!late) {
        const paid = due - random.int(0, 3) * DAY
        push(
          paid + random.int(18 * HOUR, 22 * HOUR),
          { 版本: '1', 实还日期: formatTime(paid, 'isoDate'), 实还金额: yuan(amount) },
          'stored',
        )
        return
      }
      push(due + DAY + random.int(30, 6 * HOUR), { 版本: '1' }, 'stored')
      if (!broken || random.chance(0.25)) {
        const paid = due + random.int(3, 40) * DAY
        const known = paid + random.int(18 * HOUR, 22 * HOUR)
        if (known < plan.until)
          push(known, { 版本: '2', 实还日期: formatTime(paid, 'isoDate'), 实还金额: yuan(amount) }, 'updated')
      }
    })
  }
  return rows
}
