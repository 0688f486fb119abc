import type { ProblemWords } from '../problems.ts'

export const auditProblems = {
  'audit.breakGlassNotFound': {
    status: 404,
    zh: '没有这个溯源码的纠纷。请核对通知书或报警回执上的溯源码。',
    en: 'There is no dispute with this trace code. Check it against the notice.',
  },
  'audit.breakGlassNotNeeded': {
    status: 409,
    zh: '您已经可以查看 {code}，不需要紧急调阅。',
    en: 'You can already open {code}; break-glass is not needed.',
  },
  'audit.breakGlassOften': {
    status: 429,
    zh: '一天最多紧急调阅 {most} 次。请联系治理中心值班员交办或移交该纠纷。',
    en: 'At most {most} break-glasses a day. Ask the operator to hand the dispute over to you.',
  },
  'audit.breakGlassOver': { status: 409, zh: '这次紧急调阅已经结束。', en: 'This break-glass is over already.' },
  'audit.breakGlassRuns': {
    status: 409,
    zh: '紧急调阅还在进行，结束后再复核。',
    en: 'This break-glass still runs. Review it when it is over.',
  },
  'audit.breakGlassReviewed': {
    status: 409,
    zh: '这次紧急调阅已经复核过。',
    en: 'This break-glass was reviewed already.',
  },
  'audit.ownReview': {
    status: 403,
    zh: '不能复核自己的紧急调阅，请由另一位个人信息保护负责人复核。',
    en: 'Nobody reviews the own break-glass. Ask another privacy officer.',
  },
  'audit.ownExport': {
    status: 403,
    zh: '不能审批自己的导出申请，请由另一人审批。',
    en: 'Nobody approves the own export. Ask somebody else.',
  },
  'audit.exportState': {
    status: 409,
    zh: '这份导出申请现在是“{state}”，不能{act}。',
    en: 'This export is “{state}” now; it cannot be {act}.',
  },
  'audit.exportNotYours': {
    status: 403,
    zh: '只有申请人本人可以生成和下载这份文件。',
    en: 'Only the person who asked can make and fetch this file.',
  },
  'audit.exportTown': {
    status: 403,
    zh: '您只能导出本镇街的数据。请去掉镇街条件，或由治理中心申请。',
    en: 'You can export your own town only. Leave the town out, or have the centre ask.',
  },
  'audit.exportPeriod': {
    status: 400,
    zh: '开始日期不能晚于结束日期。',
    en: 'The first day must not be after the last.',
  },
  'audit.exportLarge': {
    status: 409,
    zh: '符合条件的有 {rows} 行，一份导出最多 {most} 行。请缩短日期或加上镇街、类型。',
    en: '{rows} rows match; one export holds at most {most}. Narrow the period, town or type.',
  },
  'audit.notSealedYet': {
    status: 409,
    zh: '这次查阅还没有记入存证账本，请一分钟后再试。',
    en: 'This read is not in the ledger yet. Try again in a minute.',
  },
} as const satisfies Record<string, ProblemWords>
