import type { ProblemWords } from '../problems.ts'

export const mediationProblems = {
  'mediation.notFound': {
    status: 404,
    zh: '没有找到这件调解，或者它不在您的办理范围内。',
    en: 'No such mediation within your reach.',
  },
  'mediation.notOffered': {
    status: 409,
    zh: '本纠纷不安排双方共同调解。请按页面所列的专门途径办理；起诉和信访不受影响。',
    en: 'Joint mediation is not offered for this dispute. Use the own path on the page; suit and petition stay open.',
  },
  'mediation.openAlready': {
    status: 409,
    zh: '本纠纷已有一件正在进行的调解。',
    en: 'A mediation of this dispute is open already.',
  },
  'mediation.partiesUnknown': {
    status: 409,
    zh: '本纠纷尚缺一方当事人的信息，不能提出共同调解。请先补充。',
    en: 'One side of this dispute is not known yet; complete it first.',
  },
  'mediation.notYours': { status: 403, zh: '这一步不由您办理。', en: 'This step is not yours to take.' },
  'mediation.notNow': {
    status: 409,
    zh: '当前阶段（{state}）不能办理这一步，请刷新后再看。',
    en: 'Not possible in the present state ({state}). Reload.',
  },
  'mediation.fieldMissing': { status: 400, zh: '缺少必填内容：{field}。', en: 'Missing: {field}.' },
  'mediation.reasonMissing': { status: 400, zh: '请写明理由或凭据。', en: 'Give the reason or the proof.' },
  'mediation.alreadyDone': { status: 409, zh: '这一步已经办过了。', en: 'This has been done already.' },
  'mediation.textChanged': {
    status: 409,
    zh: '文本已有变动（{what}），请重新阅读后再确认。',
    en: 'The text has changed ({what}). Read it again, then confirm.',
  },
  'mediation.incomplete': {
    status: 409,
    zh: '协议缺少必要内容，不能进入签署。',
    en: 'The agreement is incomplete and cannot be signed.',
  },
  'mediation.printAndSign': {
    status: 409,
    zh: '协议涉及婚姻、收养、继承等人身关系，不能线上签署。请打印后签名或按指印，由调解员登记。',
    en: 'Identity relations cannot be signed online. Print, sign by hand, and let the mediator record it.',
  },
  'mediation.signatureOrder': { status: 409, zh: '还要等{who}先签。', en: '{who} signs first.' },
  'mediation.nothingReported': {
    status: 409,
    zh: '这一期还没有可以确认的履行登记。',
    en: 'Nothing is reported for this instalment.',
  },
  'mediation.bodyUnknown': {
    status: 400,
    zh: '没有这个调解组织或调解员，请从名单中选择。',
    en: 'No such mediation body or mediator; choose from the list.',
  },
  'mediation.planEmpty': {
    status: 409,
    zh: '所选纠纷都不能列入批量方案。',
    en: 'None of the disputes can enter the plan.',
  },
} as const satisfies Record<string, ProblemWords>
