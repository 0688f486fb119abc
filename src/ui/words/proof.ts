import { words } from '../words.ts'

export const proofWords = words({
  title: ['再次验证身份', 'Prove who you are'],
  note: [
    '查看或审批封存的身份前须再次验证是本人，有效 10 分钟。',
    'Before anything sealed is opened or decided you prove who you are; it holds for ten minutes.',
  ],
  password: ['登录密码', 'Password'],
  code: ['动态码', 'Code'],
  codeHint: ['手机验证器 App 上的 6 位码，或一个备用码', 'six digits of the authenticator app, or a recovery code'],
  waived: ['没有绑定动态码的演示账号可不填', 'may stay empty for demonstration accounts without an authenticator'],
  prove: ['验证', 'Prove'],
})
