import { words } from '../words.ts'

export const chartWords = words({
  date: ['日期', 'Date'],
  observed: ['实际', 'Observed'],
  observedBars: ['实际（柱）', 'Observed (bars)'],
  expected: ['预期值', 'Expected'],
  expectedRange: ['常态区间', 'Expected range'],
  threshold: ['阈值 {n}', 'threshold {n}'],
  bandSummary: [
    '{label}：{from} 至 {to}，最近一期实际 {observed} {unit}，预期 {expected} {unit}。',
    '{label}: {from} to {to}; last observed {observed} {unit}, expected {expected} {unit}.',
  ],
})
