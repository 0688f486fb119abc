import type { ProblemWords } from '../problems.ts'

export const indicatorsProblems = {
  'indicators.period': {
    status: 400,
    zh: '起始日 {from} 晚于截止日 {to}。请调整时段。',
    en: 'The period begins on {from}, after its end on {to}. Change it.',
  },
  'indicators.place': {
    status: 400,
    zh: '{place} 不在本县。请用本县的6、9或12位区划代码。',
    en: '{place} is not in this county. Use a code of 6, 9 or 12 digits of the county.',
  },
  'indicators.routeUnknown': {
    status: 400,
    zh: '这件纠纷没有这条途径或这家调解组织。可选：{allowed}。',
    en: 'This way on, or this mediation body, is not open to the dispute. Open are: {allowed}.',
  },
  'indicators.noRecords': {
    status: 404,
    zh: '“{name}”由多项数据合成，没有单一的记录清单。请打开其各组成部分。',
    en: '"{name}" is made of several figures and has no single list of records. Open its parts.',
  },
} as const satisfies Record<string, ProblemWords>
