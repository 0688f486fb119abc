import type { ProblemWords } from '../problems.ts'

export const warningProblems = {
  'warning.notAllowedNow': {
    status: 409,
    zh: '预警 {code} 现为“{state}”，不能{action}。现在可以：{allowed}。',
    en: 'Alert {code} is {state}; it cannot be {action}. Allowed now: {allowed}.',
  },
  'warning.noSuchMember': {
    status: 404,
    zh: '预警 {code} 中没有这条记录，或已移出。',
    en: 'Alert {code} has no such member, or it was removed already.',
  },
} as const satisfies Record<string, ProblemWords>
