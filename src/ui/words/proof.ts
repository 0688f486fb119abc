import { words } from '../words.ts'

export const proofWords = words({
  title: ['再次证明身份', 'Prove who you are'],
  note: [
    '查看或审批封存的身份前须再次证明本人，有效 10 分钟。',
    'Before anything sealed is opened or decided you prove who you are; it holds for ten minutes.',
  ],
  password: ['登录密码', 'Password'],
  code: ['验证码', 'Code'],
  codeHint: ['身份验证应用中的 6 位数字，或一个恢复码', 'six digits of the authenticator app, or a recovery code'],
  waived: [
    '没有绑定身份验证应用的演示账号可不填',
    'may stay empty for demonstration accounts without an authenticator',
  ],
  prove: ['验证', 'Prove'],
})
