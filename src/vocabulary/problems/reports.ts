import type { ProblemWords } from '../problems.ts'

export const reportsProblems = {
  'reports.period': {
    status: 400,
    zh: '时段“{period}”不能识别。请写成 2023-08 或 2023-07-15..2023-09-30。',
    en: 'The period "{period}" is not readable. Write 2023-08 or 2023-07-15..2023-09-30.',
  },
  'reports.place': {
    status: 400,
    zh: '没有区划代码 {place}。请用本县的6、9或12位代码。',
    en: 'There is no place {place}. Use a code of 6, 9 or 12 digits of the county.',
  },
  'reports.future': {
    status: 400,
    zh: '时段 {period} 尚未结束，不能出具报告。请在 {until} 之后再试。',
    en: 'The period {period} is not over. Try again after {until}.',
  },
  'reports.adviceState': {
    status: 409,
    zh: '司法建议现为“{state}”，不能{action}。',
    en: 'The judicial advice is "{state}": {action} is not possible now.',
  },
  'reports.adviceNeeds': { status: 400, zh: '{action}需要填写{needs}。', en: '{action} needs {needs}.' },
  'reports.adviceCheck': { status: 409, zh: '签发前须完成:{missing}。', en: 'Before approval: {missing}.' },
  'reports.educationDone': {
    status: 409,
    zh: '这项普法任务已经登记完成。',
    en: 'This education task is done already.',
  },
} as const satisfies Record<string, ProblemWords>
