import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../tests/support/database.ts'
import { storeAgencies } from '../access/commands.ts'
import { readAgencies } from '../access/queries.ts'
import { type Scope, type ScopedTx, systemScope, withScope } from '../access/scope.ts'
import { readTraceEntries } from '../ledger/queries.ts'
import type { LinkedRecord } from '../linking/schema.ts'
import { applyBatch } from './commands.ts'
import { contractsSchedules, followUpLoans } from './follow-up.ts'
import { hardshipNotices, readContracts, repaymentsOf, type StoredContract } from './queries.ts'

const county = '330681'
let database: TestDatabase
let sequence = 0
let bank: Scope
let otherBank: Scope

beforeAll(async () => {
  database = await testDatabase('2023-05-12T06:00:00+08:00')
  await withScope(database.services, systemScope(county, 'test'), 'administration', async (tx) => {
    await storeAgencies(tx, [
      { code: 'B1', name: '某某银行', kind: 'bank', place: null, parentCode: null },
      { code: 'B2', name: '别家银行', kind: 'bank', place: null, parentCode: null },
    ])
    const scopeOf = (code: string, agencies: Awaited<ReturnType<typeof readAgencies>>): Scope => ({
      kind: 'officer',
      county,
      officerId: database.services.context.id(),
      agencyId: agencies.find((agency) => agency.code === code)!.id,
      name: '法务',
      role: 'bank',
      reach: '-',
    })
    const agencies = await readAgencies(tx)
    bank = scopeOf('B1', agencies)
    otherBank = scopeOf('B2', agencies)
  })
})
afterAll(() => database.close())

const under = <T>(scope: Scope, work: (tx: ScopedTx) => Promise<T>) =>
  withScope(database.services, scope, scope.kind === 'system' ? 'pipeline' : 'handling', work)
const system = systemScope(county, 'test')
const all = { after: null, limit: 100, state: 'all' } as const

function item(
  source: 'contract' | 'repayment',
  number: string,
  row: Record<string, string>,
  version = 1,
): LinkedRecord {
  sequence++
  const id = database.services.context.id()
  const receivedAt = database.services.context.now()
  return {
    record: {
      county,
      id,
      sequence,
      source,
      supplier: source,
      number,
      version,
      occurredAt: receivedAt,
      receivedAt,
      place: null,
      town: null,
      sealed: false,
      row,
      relatedNumbers: [],
      replaces: null,
    },
    reading: {
      recordId: id,
      type: 'finance',
      typeProbability: 1,
      mentions: [],
      cues: [],
      people: null,
      amount: null,
      claimants: [],
      respondents: [],
      site: null,
    },
    membership: {
      recordId: id,
      disputeId: database.services.context.id(),
      traceCode: `330681-LOAN-${String(sequence).padStart(4, '0')}-A`,
      opened: true,
      parties: [],
    },
  }
}
const loan = (number: string, more: Record<string, string> = {}) =>
  item('contract', number, {
    合同编号: number,
    签订时间: '2023-01-10',
    '甲方(出借人)': '某某银行',
    本金: '12000',
    年利率: '6%',
    期数: '12',
    还款方式: '等额本金',
    首期还款日: '2023-02-10',
    ...more,
  })
const repayment = (number: string, instalment: number, paidOn: string, version = 1, amount = '') =>
  item(
    'repayment',
    `${number}-${instalment}`,
    { 合同编号: number, 期次: String(instalment), 实还日期: paidOn, ...(amount ? { 实还金额: amount } : {}) },
    version,
  )

const overview = (tx: ScopedTx) =>
  tx.query<{ number: string; help: string; overdue_entered: number[]; alert: boolean }>(
    `select number, help, overdue_entered, alert_id is not null as alert from contracts.contract where county = $1 order by number`,
    [county],
  )

describe('loans in the database', () => {
  it('keeps the highest version whatever the order, and enters each step once', async () => {
    const first = loan('HT1')
    await under(system, (tx) =>
      applyBatch(tx, [
        repayment('HT1', 2, '2023-03-09'),
        first,
        repayment('HT1', 1, '2023-02-09'),
        loan('HT2'),
        loan('HT3'),
      ]),
    )
    await under(system, (tx) =>
      applyBatch(tx, [
        repayment('HT1', 3, '2023-04-10', 2, '600'),
        repayment('HT1', 3, '2023-04-01', 1),
        repayment('HT1', 4, '2023-05-10'),
      ]),
    )
    await under(system, async (tx) => {
      const contracts = await readContracts(tx, all)
      expect(contracts).toHaveLength(3)
      const stored = contracts.find((contract) => contract.number === 'HT1') as StoredContract
      const paid = (await repaymentsOf(tx, [stored])).get(stored.id)!
      expect(paid.map((line) => [line.instalment, line.paidOn, line.paidAmount])).toEqual([
        [1, '2023-02-09', null],
        [2, '2023-03-09', null],
        [3, '2023-04-10', 60_000],
        [4, '2023-05-10', null],
      ])
      const kinds = (await readTraceEntries(tx, stored.traceCode)).map((entry) => entry.kind)
      // The two repayments before and after the contract in its batch, and three rows of instalments 3 and 4.
      expect(kinds).toEqual(['loan.entered'])
      const { rows } = await tx.query<{ n: number }>(
        `select count(*)::int as n from ledger.entry where county = $1 and subject = $2 and kind = 'loan.instalmentPaid'`,
        [county, stored.id],
      )
      expect(rows[0]!.n).toBe(5)
    })
  })

  it('offers help by arrears, alerts once per contract, and looks again only when something can change', async () => {
    // 2023-05-12: HT1 lacks part of instalment 3 (due 04-10); HT2 and HT3 paid nothing since 02-10.
    expect(await under(system, followUpLoans)).toBe(3)
    const table = (await under(system, overview)).rows
    expect(table).toEqual([
      { number: 'HT1', help: 'earlyHelp', overdue_entered: [3], alert: true },
      { number: 'HT2', help: 'earlyHelp', overdue_entered: [1, 2, 3, 4], alert: true },
      { number: 'HT3', help: 'earlyHelp', overdue_entered: [1, 2, 3, 4], alert: true },
    ])
    expect(await under(system, followUpLoans)).toBe(0)
    const before = (await under(system, (tx) => tx.query('select id from warning.alert where county = $1', [county])))
      .count
    expect(before).toBe(3)
    database.clock.set(new Date('2023-06-11T06:00:00+08:00'))
    await contractsSchedules[0]!.run(database.services, county, new Date('2023-06-11T06:00:00+08:00'))
    expect(
      (await under(system, (tx) => tx.query('select id from warning.alert where county = $1', [county]))).count,
    ).toBe(3)
    expect((await under(system, overview)).rows[1]!.overdue_entered).toEqual([1, 2, 3, 4, 5])
  })

  it('shows a lender its own loans only, and the borrower the offer', async () => {
    await under(system, (tx) => applyBatch(tx, [loan('HT9', { '甲方(出借人)': '别家银行' })]))
    const numbers = async (scope: Scope) =>
      (await under(scope, (tx) => readContracts(tx, all))).map((contract) => contract.number).sort()
    expect(await numbers(bank)).toEqual(['HT1', 'HT2', 'HT3'])
    expect(await numbers(otherBank)).toEqual(['HT9'])
    const { disputeId, traceCode } = (await under(system, (tx) => readContracts(tx, all))).find(
      (contract) => contract.number === 'HT2',
    )!
    const borrower: Scope = { kind: 'party', county, disputeId, partyId: database.services.context.id(), traceCode }
    const notices = await under(borrower, (tx) => hardshipNotices(tx, disputeId))
    expect(notices).toHaveLength(1)
    expect(notices[0]).toContain('不影响您依法提出异议、起诉或信访')
    expect(await numbers(borrower)).toEqual(['HT2'])
  })

  it('takes a thousand repayments in a constant number of statements', async () => {
    let statements = 0
    const items = Array.from({ length: 1000 }, (_, index) =>
      repayment(`BULK${index % 100}`, Math.floor(index / 100) + 1, '2023-06-01'),
    )
    const start = performance.now()
    await under(system, (tx) =>
      applyBatch(
        {
          ...tx,
          query: (text, values) => {
            statements++
            return tx.query(text, values)
          },
        },
        items,
      ),
    )
    expect(statements).toBeLessThan(12)
    expect(performance.now() - start).toBeLessThan(1500)
  })
})

it('falls due once a day at three in the morning', () => {
  const { next } = contractsSchedules[0]!
  expect(next(new Date('2023-08-01T02:59:00+08:00')).toISOString()).toBe('2023-07-31T19:00:00.000Z')
  expect(next(new Date('2023-08-01T03:00:00+08:00')).toISOString()).toBe('2023-08-01T19:00:00.000Z')
})
