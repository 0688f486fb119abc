export const clockUnits = ['workingDays', 'calendarDays', 'months', 'hours', 'workingHours', 'minutes'] as const
export type ClockUnit = (typeof clockUnits)[number]

export interface Clock {
  readonly zh: string
  /** What starts it, in Chinese as a screen prints it. */
  readonly start: string
  readonly length: number
  readonly unit: ClockUnit
  readonly source: string
  /** First day on which the rule holds, `YYYY-MM-DD`; null where it is ours. */
  readonly effectiveFrom: string | null
  /** Last day on which it holds, or null. */
  readonly effectiveTo: string | null
  /** True only where the text of the law was read in shared/data/laws; a lawyer checks all before go-live. */
  readonly verified: boolean
}

const design = '平台内部响应时限，可配置'
const clock = (
  zh: string,
  start: string,
  length: number,
  unit: ClockUnit,
  source: string,
  effectiveFrom: string | null = null,
  effectiveTo: string | null = null,
  verified = false,
): Clock => ({ zh, start, length, unit, source, effectiveFrom, effectiveTo, verified })

/** Deadlines of domain.md 3.1 and 7.3. Rules of counting are in calendar.ts. */
export const clocks = {
  peoplesMediation: clock('人民调解', '受理', 1, 'months', '人民调解工作若干规定（2002年司法部令）', '2002-11-01'),
  judicialConfirmation: clock(
    '申请司法确认',
    '调解协议生效',
    30,
    'calendarDays',
    '人民调解法第三十三条；民事诉讼法第二百零五条',
    '2011-01-01',
  ),
  entrustedMediationBefore2025: clock(
    '诉前委派调解',
    '接受委派',
    30,
    'calendarDays',
    '法释〔2016〕14号第二十七条',
    '2016-07-01',
    '2024-12-31',
  ),
  courtMediationOrdinary: clock(
    '立案后调解（普通程序）',
    '调解员签收案卷',
    15,
    'calendarDays',
    '最高人民法院关于严格依法规范民事案件立案与调解工作的意见',
    '2025-01-01',
  ),
  courtMediationSummary: clock(
    '立案后调解（简易程序）',
    '调解员签收案卷',
    7,
    'calendarDays',
    '最高人民法院关于严格依法规范民事案件立案与调解工作的意见',
    '2025-01-01',
  ),
  courtMediationExtension: clock(
    '双方同意延长调解',
    '调解期限届满',
    30,
    'calendarDays',
    '最高人民法院关于严格依法规范民事案件立案与调解工作的意见',
    '2025-01-01',
  ),
  filingDecision: clock('立案审查', '收到起诉状', 7, 'calendarDays', '法释〔2015〕8号', '2015-05-01'),
  petitionForward: clock('信访转送交办', '收到信访事项', 15, 'calendarDays', '信访工作条例', '2022-05-01'),
  petitionAcceptance: clock('信访受理告知', '收到转送、交办', 15, 'calendarDays', '信访工作条例', '2022-05-01'),
  petitionReply: clock('信访答复', '受理', 60, 'calendarDays', '信访工作条例', '2022-05-01'),
  petitionExtension: clock('信访延期', '答复期限届满', 30, 'calendarDays', '信访工作条例', '2022-05-01'),
  petitionReview: clock('申请复查', '收到处理意见', 30, 'calendarDays', '信访工作条例', '2022-05-01'),
  petitionReviewDecision: clock('复查意见', '收到复查请求', 30, 'calendarDays', '信访工作条例', '2022-05-01'),
  hotlineConsultation: clock('12345咨询类', '受理', 3, 'workingDays', '各地12345办理规定（本地时限待导入）'),
  hotlineOrdinary: clock('12345一般诉求', '受理', 7, 'workingDays', '各地12345办理规定（本地时限待导入）'),
  hotlineComplex: clock('12345复杂诉求', '受理', 15, 'workingDays', '各地12345办理规定（本地时限待导入）'),
  hotlineUrgent: clock('12345紧急诉求', '受理', 2, 'hours', '各地12345办理规定（本地时限待导入）'),
  protectionOrder: clock('人身安全保护令', '受理申请', 72, 'hours', '反家庭暴力法第二十八条', '2016-03-01'),
  protectionOrderUrgent: clock(
    '人身安全保护令（紧急）',
    '受理申请',
    24,
    'hours',
    '反家庭暴力法第二十八条',
    '2016-03-01',
  ),
  labourMediation: clock(
    '劳动争议调解',
    '收到调解申请',
    15,
    'calendarDays',
    '劳动争议调解仲裁法第十四条',
    '2008-05-01',
  ),
  labourArbitrationClaim: clock(
    '申请劳动仲裁',
    '知道权利被侵害',
    12,
    'months',
    '劳动争议调解仲裁法第二十七条',
    '2008-05-01',
  ),
  labourAward: clock('劳动仲裁裁决', '受理仲裁申请', 45, 'calendarDays', '劳动争议调解仲裁法第四十三条', '2008-05-01'),
  labourAwardExtension: clock(
    '劳动仲裁延期',
    '裁决期限届满',
    15,
    'calendarDays',
    '劳动争议调解仲裁法第四十三条',
    '2008-05-01',
  ),
  medicalMediation: clock(
    '医疗纠纷人民调解',
    '受理',
    30,
    'workingDays',
    '医疗纠纷预防和处理条例第三十八条',
    '2018-10-01',
  ),
  trafficMediationRequest: clock('申请交通事故调解', '收到事故认定书', 10, 'calendarDays', '道路交通事故处理程序规定'),
  trafficMediation: clock('交通事故调解', '调解开始', 10, 'calendarDays', '道路交通事故处理程序规定'),
  judicialAdviceReply: clock(
    '司法建议书面回复',
    '收到司法建议',
    2,
    'months',
    '法释〔2023〕11号（条次待核）',
    '2023-11-16',
  ),
  limitation: clock('诉讼时效', '知道权利受损和义务人', 36, 'months', '民法典第一百八十八条', '2021-01-01'),
  enforcement: clock('申请执行', '履行期间最后一日', 24, 'months', '民事诉讼法', null),
  rightsRequest: clock(
    '个人信息权利请求',
    '收到请求',
    15,
    'workingDays',
    '个人信息保护法第五十条（法律未定天数）；参照国家标准关于三十日内答复的要求从严，县里可改',
    '2021-11-01',
  ),
  courtOrdinary: clock('一审普通程序', '立案', 6, 'months', '民事诉讼法第一百五十二条', '2024-01-01', null, true),
  courtSummary: clock('一审简易程序', '立案', 3, 'months', '民事诉讼法第一百六十四条', '2024-01-01', null, true),
  courtSmallClaims: clock('小额诉讼程序', '立案', 2, 'months', '民事诉讼法第一百六十八条', '2024-01-01', null, true),
  paymentOrder: clock(
    '发出支付令',
    '受理申请',
    15,
    'calendarDays',
    '民事诉讼法第二百二十七条',
    '2024-01-01',
    null,
    true,
  ),
  administrativeReviewRequest: clock(
    '申请行政复议',
    '知道行政行为',
    60,
    'calendarDays',
    '行政复议法第二十条',
    '2024-01-01',
    null,
    true,
  ),
  administrativeReview: clock(
    '行政复议决定',
    '受理申请',
    60,
    'calendarDays',
    '行政复议法第六十二条',
    '2024-01-01',
    null,
    true,
  ),
  administrativeSuit: clock('行政诉讼一审', '立案', 6, 'months', '行政诉讼法第八十一条', '2015-05-01'),
  ruralArbitration: clock(
    '农村土地承包仲裁裁决',
    '受理仲裁申请',
    60,
    'calendarDays',
    '农村土地承包经营纠纷调解仲裁法第四十七条',
    '2010-01-01',
    null,
    true,
  ),
  consumerComplaint: clock(
    '消费者投诉处理告知',
    '收到投诉',
    7,
    'workingDays',
    '消费者权益保护法第四十六条',
    '2014-03-15',
    null,
    true,
  ),
  alertRedConfirm: clock('红色预警研判', '预警发出', 30, 'minutes', design),
  alertRedOnSite: clock('红色预警到场', '预警确认', 2, 'hours', design),
  alertRedMeeting: clock('红色预警会商', '预警确认', 24, 'hours', design),
  alertOrangeConfirm: clock('橙色预警研判', '预警发出', 4, 'hours', design),
  alertOrangeContact: clock('橙色预警联系双方', '预警确认', 24, 'hours', design),
  alertOrangePlan: clock('橙色预警方案', '预警确认', 3, 'calendarDays', design),
  alertYellowContact: clock('黄色预警联系', '预警发出', 2, 'workingDays', design),
  alertYellowPlan: clock('黄色预警方案', '预警发出', 7, 'calendarDays', design),
  alertBlueVisit: clock('蓝色预警走访', '预警发出', 5, 'workingDays', design),
} as const satisfies Record<string, Clock>

export type ClockCode = keyof typeof clocks

export const clockTable: Readonly<Record<ClockCode, Clock>> = clocks
