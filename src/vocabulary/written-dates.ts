/** Marks with which Chinese exports write moments; used by `intake/dates.ts`, which reads and writes times at +08:00. */
export const dateMarks = {
  year: '年',
  month: '月',
  day: ['日', '号'],
  hour: ['时', '点'],
  minute: '分',
  second: '秒',
  morning: ['上午', '早上', '凌晨'],
  afternoon: ['下午', '晚上', '晚'],
  noon: '中午',
} as const
