import type { ProblemWords } from '../problems.ts'

export const custodyProblems = {
  'custody.cipherMissing': {
    status: 500,
    zh: '本机的 Node.js 不支持 {suite}。请改用 aes-256-gcm（SUYUAN_CUSTODY_SUITE），或安装带 SM3、SM4 的 OpenSSL。',
    en: 'This Node.js cannot run {suite}. Set SUYUAN_CUSTODY_SUITE to aes-256-gcm, or use an OpenSSL with SM3 and SM4.',
  },
  'custody.notSealed': {
    status: 409,
    zh: '这条记录没有封存的身份，或已按规定销毁，不需申请。',
    en: 'This record has no sealed identity, or it was destroyed as the rules require.',
  },
  'custody.alreadyAsked': {
    status: 409,
    zh: '您对这条记录的申请{state}，不需重复申请。',
    en: 'Your request for this record is {state} already.',
  },
  'custody.decided': {
    status: 409,
    zh: '这份申请的状态是“{state}”，不能再作此处理。请刷新后查看。',
    en: 'This request is "{state}"; that cannot be done to it. Reload to see.',
  },
  'custody.ownRequest': {
    status: 403,
    zh: '不能审批本人提出的申请。请由另一位身份保管员审批。',
    en: 'Nobody decides the own request. Another custodian has to.',
  },
  'custody.morePartsThanAsked': {
    status: 400,
    zh: '批准的内容不能多于申请的内容。',
    en: 'A grant cannot give more than was asked for.',
  },
  'custody.notReleased': {
    status: 403,
    zh: '这份申请的状态是“{state}”，不能查看。请重新申请，写明目的和理由。',
    en: 'This request is "{state}"; nothing can be opened by it. Ask again with purpose and reason.',
  },
  'custody.outOfReach': {
    status: 403,
    zh: '这件纠纷已不在您的办理范围内，批准不再有效。',
    en: 'The dispute is no longer within your reach; the grant does not hold any more.',
  },
} as const satisfies Record<string, ProblemWords>
