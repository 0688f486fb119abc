import type { SourceKey } from './sources.ts'

/** Standard columns that hold a moment; stored in the one form of intake/dates.ts where they can be read. */
export const dateColumns: ReadonlySet<string> = new Set([
  '接收时间',
  '报警时间',
  '来电时间',
  '办结时间',
  '登记时间',
  '答复时间',
  '上报时间',
  '受理时间',
  '履行期限',
  '结案时间',
  '立案日期',
  '结案日期',
  '签订时间',
  '首期还款日',
  '应还日期',
  '实还日期',
])

export const placeCodeColumn = '区划代码'
export const receivedColumn = '接收时间'
export const versionColumn = '版本'
export const relatedColumn = '关联编号'

/** A repayment's number is made of these two where its own column is missing (formats.md 1: `HT1-4`). */
export const repaymentParts = { contract: '合同编号', instalment: '期次' } as const

/** Money and dates of transactions: a contract or repayment that cannot be read there is rejected, for it would be reckoned wrongly. */
export const strictColumns: Readonly<
  Partial<Record<SourceKey, { readonly dates: readonly string[]; readonly numbers: readonly string[] }>>
> = {
  contract: { dates: ['首期还款日'], numbers: ['本金', '期数'] },
  repayment: { dates: ['实还日期'], numbers: ['期次', '应还金额', '实还金额'] },
}

/** A plain amount: digits with thousands separators, 元 or 万元 behind, ¥ before. */
export const plainNumber = /^[¥￥]?\s*\d[\d,，]*(?:\.\d+)?\s*(?:元|万元|万|期)?$/
