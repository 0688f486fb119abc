/** Sentences that the mediation room makes. `{name}` is filled in. */
export const mediationWords = {
  side: { claimant: '申请人', respondent: '被申请人' },
  actor: {
    claimant: '申请人',
    respondent: '被申请人',
    mediator: '调解员',
    body: '调解组织',
    officer: '经办机构',
    court: '人民法院',
    system: '系统',
  },
  step: {
    apply: '提出调解申请',
    consent: '{actor}同意调解',
    consentOnPaper: '{who}书面同意调解，由{actor}登记',
    withdraw: '{actor}撤回同意，调解终止',
    chooseBody: '{actor}选定调解组织：{body}',
    assignMediator: '指定调解员：{mediator}',
    openSession: '调解开始，双方进入调解室',
    say: '{actor}发言',
    note: '记录个人笔记',
    propose: '提出协议草案第{version}稿',
    proposeVoids: '提出协议草案第{version}稿，原有签名（{whose}）作废',
    requestSigning: '协议草案第{version}稿进入签署',
    sign: '{actor}签署协议',
    recordPaperSignature: '{who}在纸质协议上签名，由{actor}登记',
    seal: '调解组织加盖印章，协议生效',
    perform: '第{instalment}期履行已登记',
    confirmPerformance: '第{instalment}期履行已确认',
    contestPerformance: '第{instalment}期履行有异议',
    end: '调解终止：{reason}',
  },
  consent: {
    version: '2023-1',
    text: '我自愿申请（接受）人民调解。我知道：调解不收费；我可以选择或者接受调解员；可以随时拒绝或者要求终止调解，撤回同意不需要理由，也没有任何不利后果；可以要求公开或者不公开进行；调解不影响我依法起诉、申请仲裁、信访的权利；调解中的陈述不作为以后诉讼中对我不利的证据。我同意为本次调解向所选调解组织提供本纠纷的材料。',
  },
  rights: [
    '选择或者接受人民调解员',
    '接受调解、拒绝调解或者要求终止调解',
    '要求调解公开进行或者不公开进行',
    '自主表达意愿、自愿达成调解协议',
    '调解不收取任何费用；不得因调解而阻止您依法通过仲裁、行政、司法等途径维护自己的权利',
  ],
  waitingConsent: '尚有{count}方未同意，未取得各方同意前不开始调解。',
  waitingBody: '请选择调解组织和调解员。',
  cannotSign: '协议缺少必要内容，不能签署：{missing}',
  identityPath:
    '协议涉及婚姻、收养、继承等人身关系，依照电子签名法第三条不能线上签署。请打印后由各方签名或按指印，再由调解员登记。',
  safePath: [
    '本纠纷不安排双方共同调解，也不会向对方显示您的任何信息。',
    '如有危险，请立即拨打110；可以向公安机关申请告诫书，向人民法院申请人身安全保护令（72小时内作出，情况紧急的24小时内）。',
    '妇女维权热线12338，法律援助热线12348；可以申请到庇护场所暂住。',
    '您可以随时起诉或者信访，材料清单见本页下方。',
  ],
  separatePath: ['本纠纷不安排双方共同调解。您可以随时起诉或者信访，也可以到服务窗口或拨打12348咨询。'],
  suggestedBody: { type: '受理此类纠纷', town: '位于纠纷所在镇街', both: '受理此类纠纷，且位于纠纷所在镇街' },
  confirmation: {
    open: '各方可以在{until}前共同向人民法院申请司法确认，还有{days}天。',
    over: '共同申请司法确认的三十日期限已于{until}届满；协议仍有法律约束力，对方不履行的可以起诉。',
    notCovered: '涉及身份关系的协议，人民法院不予受理司法确认申请。',
  },
  clause: {
    heads: ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'],
    pay: '{obligor}应于{due}前向{obligee}支付{act}{amount}元（{capitals}）。',
    act: '{obligor}应于{due}前{act}。',
    total: '以上款项合计{amount}元（{capitals}）。',
    manner: '履行方式：{manner}；履行地点：{place}。',
    consequence: '未按期履行的：{consequence}。',
    rights: '本协议不影响当事人依法申请司法确认、起诉、仲裁或者信访的权利。',
  },
  missing: {
    facts: '没有写明主要事实和争议事项。请补充后再签署。',
    obligations: '没有约定任何应当履行的事项。请至少写明一项。',
    act: '第{number}项没有写明做什么。请写明款项名目或者行为。',
    dueDates: '第{number}项没有写明履行日期（年-月-日）。',
    dateOrder: '第{number}项的日期早于前一项。请按日期先后排列。',
    total: '总额与各期之和不一致：总额{total}元，各期合计{sum}元。',
    amount: '既没有金额也没有要做的行为，协议内容不明确。',
    manner: '没有写明履行方式。',
    place: '没有写明履行地点（转账的写明收款账户所在）。',
    defaultConsequence: '没有写明逾期不履行的后果。',
    waiverOfSuit: '“{text}”限制起诉、仲裁、信访或者报警的权利，依法不能写入协议。请删除。',
  },
  unnamed: { person: '（姓名未登记）', organisation: '（名称未登记）' },
  milestone: {
    registered: '您的诉求已登记',
    suit: '您领取了起诉材料包',
    petition: '您领取了信访材料包',
  },
  organ: { public: '矛盾纠纷服务窗口', own: '本人', unknown: '经办机构' },
  progress: {
    registered: '已登记',
    consent: '征求同意',
    mediating: '调解中',
    agreed: '达成协议',
    performing: '履行中',
    closed: '已办结',
  },
  next: {
    consent: '请阅读权利告知，决定是否同意调解',
    waiting: '等待对方决定是否同意调解',
    body: '请选择调解组织和调解员',
    session: '等待调解员安排调解',
    talk: '请进入调解室',
    sign: '请阅读协议全文并决定是否签署',
    others: '等待其他各方签署',
    perform: '第{instalment}期应在{due}前履行',
    choose: '您可以申请免费调解，也可以随时起诉或者信访',
  },
} as const

/** Columns of the reference kind mediation-bodies. */
export const bodyColumns = { agency: '机构编码', types: '受理类型', all: '*' } as const

export const agreementNumberWords = {
  form: '（{year}）{body}人调字第{number}号',
  /** Of a body's name, left out of the number. */
  ending: /(?:人民)?调解(?:委员会|中心)?$/,
} as const

/** Whatever keeps a party from court, arbitration, petition or police may not stand in an agreement (People's Mediation Law art. 3). */
export const waiverPatterns = {
  barring: [
    '放弃',
    '不得',
    '不再',
    '不准',
    '不许',
    '不能',
    '禁止',
    '永不',
    '保证不',
    '承诺不',
    '不予',
    '绝不',
    '自愿不',
  ],
  barred: ['起诉', '诉讼', '诉权', '仲裁', '信访', '上访', '申诉', '投诉', '举报', '报警', '上诉', '控告', '打官司'],
  /** A cost of the suit is not the suit. */
  harmless: '费',
  always: ['息诉', '罢访', '息访', '罢诉'],
} as const

/** Identity relations to which the Electronic Signature Law art. 3 does not apply. */
export const identityMatters = [
  '离婚',
  '结婚',
  '抚养权',
  '直接抚养',
  '监护权',
  '收养',
  '继承',
  '遗产',
  '遗赠',
  '探望权',
] as const
