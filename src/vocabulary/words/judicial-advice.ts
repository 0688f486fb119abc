import type { DisputeType } from '../dispute-types.ts'

/** Sentences of a draft judicial advice. A person edits every line; nothing is sent by the program. */
export const adviceWords = {
  title: (type: string) => `关于${type}类纠纷源头治理的司法建议`,
  opening: (place: string, type: string, period: string) =>
    `本院在研析${place}${type}类纠纷时发现，${period}此类纠纷有需要共同注意的情况，现将有关情况和建议函告你单位。`,
  fromAlert: (code: string, grade: string, day: string) =>
    `本情况由编号${code}的${grade}色预警引起，预警于${day}发出，已由工作人员核实。`,
  counted: (place: string, period: string, type: string, now: string, before: string) =>
    `${place}${period}新增${type}类纠纷${now}件，前一同长时段${before}件。`,
  suits: (now: string, before: string) => `其中一审民商事收案${now}件，前一同长时段${before}件。`,
  cluster: (subject: string, count: string) => `涉及“${subject}”的同类纠纷${count}件。`,
  causes: (list: string) => `收案案由为：${list}。`,
  cause: (name: string, count: string) => `${name}${count}件`,
  law: (title: string, text: string) => `${title}:${text}`,
  noLaw: '有关法律依据由承办法官补充核对。',
  reply: '请你单位在收到本建议书之日起两个月内，将采纳情况和办理结果书面函告本院。',
  figureNow: '本期新增纠纷',
  figureBefore: '前一时段新增纠纷',
  figureSuits: '本期收案',
  figureSuitsBefore: '前一时段收案',
  figureMembers: '预警涉及记录',
  monthsTable: { title: '各月新增纠纷与收案', columns: ['月份', '新增纠纷', '收案'] },
  causeTable: { title: '收案案由', columns: ['案由', '件数'] },
  smallNote: '不足5件显示为“<5”。',
} as const

export const adviceChecks = {
  necessity: { zh: '必要性', line: '问题反复出现且影响治理，签发时写明必要性。' },
  evidence: { zh: '事实依据', line: '新增纠纷五件及以上，或有经核实的预警。' },
  consulted: { zh: '征求意见', line: '签发前征求被建议单位意见并记录。' },
  law: { zh: '法律依据', line: '法条文本逐条核对。' },
  person: { zh: '署名签发', line: '由院长或审委会决定，署名签发；程序不自动发送。' },
} as const

export const adviceActionWords = {
  draft: '起草',
  edit: '修改',
  consult: '登记征求意见',
  approve: '签发',
  send: '送达',
  reply: '登记回复',
  withdraw: '撤销',
} as const

export const adviceNeedWords = { text: '正文', reason: '说明' } as const

/** Court's abbreviation in its letters by county code. Source: case numbers of the court; unverified for others. */
export const courtShortNames: Readonly<Record<string, string>> = { '330681': '浙0681' }
export const adviceNumber = (court: string, year: string, position: number): string =>
  `${court}法建〔${year}〕${position}号`

/** What usually helps against a type: a start for the person who writes, never a ruling. */
export const adviceSuggestions: Readonly<Partial<Record<DisputeType, readonly string[]>>> = {
  homePurchase: [
    '加强对商品房广告与样板间宣传的事前核查，督促开发企业如实公示规划、配套与交付标准。',
    '对反映集中的项目约谈开发企业，督促其逐户答复并公布整改期限。',
    '在预售合同备案环节提示购房人核对承诺内容是否写入合同。',
  ],
  labour: [
    '对欠薪风险较高的用工单位开展工资支付检查，落实工资专户与保证金制度。',
    '公布劳动监察与仲裁的受理渠道和时限。',
  ],
  propertyService: [
    '督促物业企业公示服务标准、收费依据与收支情况。',
    '指导业主大会依法履职，建立收费争议先行协商机制。',
  ],
  finance: ['督促金融机构完善贷前告知与贷后沟通，对确有困难的借款人提供展期协商。', '规范委托催收，公布投诉渠道。'],
  consumer: ['加强对预付式消费的监管与提示，督促经营者公示退费规则。'],
}
export const defaultSuggestions = [
  '对此类纠纷的成因开展排查，完善日常监管与事前告知。',
  '公布群众反映问题的渠道与答复时限，并告知依法起诉、信访的权利。',
] as const

/** Provisions often needed, by type, word for word. `verified`: compared with the text of the given date. */
export const adviceLaw: Readonly<
  Partial<Record<DisputeType, readonly { readonly title: string; readonly text: string; readonly verified: boolean }[]>>
> = {
  homePurchase: [
    {
      title: '最高人民法院关于审理商品房买卖合同纠纷案件适用法律若干问题的解释（2020年12月29日修正）第三条',
      text: '商品房的销售广告和宣传资料为要约邀请，但是出卖人就商品房开发规划范围内的房屋及相关设施所作的说明和允诺具体确定，并对商品房买卖合同的订立以及房屋价格的确定有重大影响的，构成要约。该说明和允诺即使未载入商品房买卖合同，亦应当为合同内容，当事人违反的，应当承担违约责任。',
      verified: true,
    },
  ],
  labour: [
    {
      title: '保障农民工工资支付条例（2019年12月30日）第三条',
      text: '农民工有按时足额获得工资的权利。任何单位和个人不得拖欠农民工工资。',
      verified: true,
    },
  ],
}
