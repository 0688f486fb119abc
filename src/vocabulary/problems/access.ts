import type { ProblemWords } from '../problems.ts'

export const accessProblems = {
  'access.signInRequired': { status: 401, zh: '请先登录。', en: 'Sign in first.' },
  'access.wrongCredentials': { status: 401, zh: '登录名或密码不正确。', en: 'The login or the password is wrong.' },
  'access.locked': {
    status: 429,
    zh: '连续多次输错，请在 {minutes} 分钟后再试。',
    en: 'Too many wrong attempts. Try again in {minutes} minutes.',
  },
  'access.forbidden': {
    status: 403,
    zh: '您的岗位（{role}）不能{action}。需要时请联系{who}。',
    en: 'Your role ({role}) may not {action}. Ask {who} if you need it.',
  },
  'access.ruleMissing': {
    status: 500,
    zh: '接口 {route} 没有登记权限规则，已拒绝。请联系系统管理员。',
    en: 'The route {route} has no rule of access and is refused. Tell the administrator.',
  },
  'access.wrongCode': {
    status: 401,
    zh: '溯源码、手机号或验证码不正确。',
    en: 'The trace code, phone or one-time code is wrong.',
  },
  'access.exportPurpose': {
    status: 400,
    zh: '正式库导出个人信息须写明目的（--purpose）。',
    en: 'A production store exports personal data only with a purpose (--purpose).',
  },
} as const satisfies Record<string, ProblemWords>
