import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sharedColumns, sourceKeys, sourceTable } from '../src/vocabulary/sources.ts'
import { type CountySummary, generateCounty } from './county.ts'
import { creditCheck, idCheck } from './identity.ts'

type Line = Record<string, string>
const lines = (file: string): Line[] => parse(readFileSync(file), { columns: true }) as Line[]
const digest = (folder: string): string => {
  const sum = createHash('sha256')
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .sort((a, b) => (`${a.parentPath}/${a.name}` < `${b.parentPath}/${b.name}` ? -1 : 1)))
    sum.update(entry.name).update(readFileSync(join(entry.parentPath, entry.name)))
  return sum.digest('hex')
}

describe('demonstration county', () => {
  const folder = mkdtempSync(join(tmpdir(), 'suyuan-county-'))
  const again = mkdtempSync(join(tmpdir(), 'suyuan-county-'))
  let county: CountySummary
  beforeAll(() => {
    county = generateCounty({ folder, records: 20_000 })
    generateCounty({ folder: again, records: 20_000 })
  }, 60_000)
  afterAll(() => {
    rmSync(folder, { recursive: true })
    rmSync(again, { recursive: true })
  })

  it('gives the same bytes for the same seed', () => {
    expect(digest(folder)).toBe(digest(again))
  })

  it('fills every source with the columns of formats.md, over all towns and months', () => {
    expect(county.records).toBeGreaterThanOrEqual(20_000)
    const towns = new Map<string, number>()
    const months = new Map<string, number>()
    for (const source of sourceKeys) {
      const rows = lines(join(folder, `${source}.csv`))
      expect(rows.length).toBe(county.rows[source])
      expect(Object.keys(rows[0]!)).toEqual([...sourceTable[source].columns, ...sharedColumns])
      let last = ''
      for (const row of rows) {
        expect(row.接收时间! >= last).toBe(true)
        last = row.接收时间!
        if (!row[sourceTable[source].numberColumn]) throw new Error(`${source} row without a number`)
        for (const [column, value] of Object.entries(row))
          if (value.includes('{') || value.includes('undefined')) throw new Error(`${column}: ${value}`)
        if ((row.区划代码 ?? '').length >= 9)
          towns.set(row.区划代码!.slice(0, 9), (towns.get(row.区划代码!.slice(0, 9)) ?? 0) + 1)
        months.set(row.接收时间!.slice(0, 7), (months.get(row.接收时间!.slice(0, 7)) ?? 0) + 1)
      }
    }
    expect(towns.size).toBe(23)
    expect(Math.min(...towns.values())).toBeGreaterThan(20)
    expect(months.size).toBe(24)
    expect(Math.min(...months.values())).toBeGreaterThan(300)
  })

  it('writes numbers whose check characters hold', () => {
    for (const [source, column] of [
      ['court', '原告证件'],
      ['petition', '证件号码'],
      ['contract', '乙方证件'],
    ] as const)
      for (const row of lines(join(folder, `${source}.csv`))) {
        const id = row[column]!
        if (id.length === 18 && /^\d{17}[\dX]$/.test(id)) expect(idCheck(id.slice(0, 17))).toBe(id[17])
      }
    for (const row of lines(join(folder, 'reference/organisations.csv')))
      expect(creditCheck(row.统一社会信用代码!.slice(0, 17))).toBe(row.统一社会信用代码![17])
    // Worked examples outside our own code: GB 11643-1999 annex A prints 11010519491231002X.
    expect(idCheck('11010519491231002')).toBe('X')
  })

  it('sums the towns to the county and never owes less than nothing', () => {
    const rows = lines(join(folder, 'reference/population.csv'))
    for (const [year, total] of [
      ['2020', 1_218_072],
      ['2021', 1_215_100],
    ] as const) {
      const sum = rows
        .filter((row) => row.年份 === year && row.区划代码!.length === 9)
        .reduce((all, row) => all + Number(row.常住人口), 0)
      expect(sum).toBe(total)
    }
    const principal = new Map(lines(join(folder, 'contract.csv')).map((row) => [row.合同编号!, Number(row.本金)]))
    for (const row of lines(join(folder, 'repayment.csv'))) {
      expect(principal.has(row.合同编号!)).toBe(true)
      expect(Number(row.应还金额)).toBeGreaterThan(0)
      expect(Number(row.应还金额)).toBeLessThan(principal.get(row.合同编号!)!)
    }
  })

  it('is as messy as the offices are', () => {
    const calls = lines(join(folder, 'police110.csv'))
    const without = calls.filter((row) => row.证件号码 === '').length / calls.length
    expect(without).toBeGreaterThan(0.55)
    expect(without).toBeLessThan(0.65)
    const truth = lines(join(folder, 'truth/records.csv'))
    expect(truth.some((row) => row.expect === 'excluded')).toBe(true)
    const numbers = calls.map((row) => row.警情编号)
    expect(numbers.length - new Set(numbers).size).toBeGreaterThan(5)
    expect(lines(join(folder, 'truth/escalations.csv')).length).toBeGreaterThan(50)
    expect(lines(join(folder, 'truth/clusters.csv')).length).toBe(11)
  })
})
