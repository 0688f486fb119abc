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
  'warning.rulesWrong': {
    status: 422,
    zh: '规则表第 {row} 行有误：{fault}。请改正后再提交。',
    en: 'Row {row} of the table of rules is wrong: {fault}. Mend it and send it again.',
  },
  'warning.rulesOpen': {
    status: 409,
    zh: '已有一份待审定的规则（第 {version} 版）。请先审定或退回，再拟新的。',
    en: 'Version {version} still waits for a decision. Decide on it before proposing another.',
  },
  'warning.rulesDecided': {
    status: 409,
    zh: '规则第 {version} 版已经审定，不能再改。',
    en: 'Version {version} has been decided on already.',
  },
  'warning.rulesSecondPerson': {
    status: 403,
    zh: '规则须由另一人审定：拟订人不能审定自己的规则。',
    en: 'Rules need a second person: whoever proposed them may not decide on them.',
  },
  'warning.rulesNoPreview': {
    status: 409,
    zh: '第 {version} 版对近 12 个月预警的影响还在计算，请稍后再审定。',
    en: 'What version {version} would have changed is still being computed. Decide when it is there.',
  },
  'warning.fitMissing': {
    status: 409,
    zh: '还没有可用的本县拟合结果：须先拟合，且在最近四分之一时段上明显优于内置权重。',
    en: 'There is no fit that may be used: fit first, and it must be clearly better than the built-in weights on the newest quarter.',
  },
  'warning.backtestPeriod': {
    status: 422,
    zh: '回测期间有误：起始日应早于截止日，最长三年，截止日不晚于今天。',
    en: 'The period is wrong: the first day comes before the last, at most three years, none in the future.',
  },
} as const satisfies Record<string, ProblemWords>
