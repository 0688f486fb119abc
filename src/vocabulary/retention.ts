/** How something ends: its key is destroyed, its row goes, its file goes, or another place says how. */
export type Ending = 'key' | 'row' | 'itself' | 'elsewhere'

export interface RetentionClass {
  readonly zh: string
  readonly en: string
  /** What it holds, as the page says it. */
  readonly what: string
  readonly length: number
  readonly unit: 'years' | 'months' | 'days'
  /** From which moment the period runs. */
  readonly from: string
  readonly ending: Ending
  /** Whether an open matter, a running request, a suit or a person's order keeps it. */
  readonly held: boolean
  readonly source: string
  /** True only where the text of the law was read in shared/data/laws; the county's archive and a lawyer check all before go-live. */
  readonly verified: boolean
}

/**
 * How long what is kept, and how it ends (个人信息保护法第十九条: no longer than needed, unless a law says otherwise). The periods
 * are a proposal to be confirmed by the county; the ledger stays whole, for it holds commitments only.
 */
export const retention = {
  records: {
    zh: '来件原文与当事人标识',
    en: 'records and what identifies their parties',
    what: '各来源记录的加密原文、盐、提及与当事人的检索标识',
    length: 10,
    unit: 'years',
    from: '纠纷最后一条记录之日',
    ending: 'key',
    held: true,
    source: '机关文件材料归档范围和文书档案保管期限规定（定期十年）；个人信息保护法第十九条',
    verified: false,
  },
  sealedIdentities: {
    zh: '封存身份',
    en: 'sealed identities',
    what: '保密反映人、未成年人、家庭暴力受害人的姓名、电话、证件、住址',
    length: 5,
    unit: 'years',
    from: '纠纷最后一条记录之日',
    ending: 'key',
    held: true,
    source: '个人信息保护法第十九条、第二十八条（平台从短）',
    verified: false,
  },
  mediations: {
    zh: '调解过程与协议内容',
    en: 'mediations and their terms',
    what: '调解室发言、方案、协议条款（加密）',
    length: 10,
    unit: 'years',
    from: '纠纷最后一条记录之日',
    ending: 'key',
    held: true,
    source: '人民调解档案保管期限（各地规定不一）',
    verified: false,
  },
  documents: {
    zh: '含个人信息的文书',
    en: 'documents with personal data',
    what: '调解协议书、起诉与信访材料包等文书文件；走访告知书按清单有效期先行销毁',
    length: 10,
    unit: 'years',
    from: '制作之日',
    ending: 'key',
    held: true,
    source: '机关文件材料归档范围和文书档案保管期限规定（定期十年）',
    verified: false,
  },
  rightsRequests: {
    zh: '个人信息权利请求',
    en: 'requests about personal data',
    what: '请求与答复的文字（办理时限、结论类别保留）',
    length: 3,
    unit: 'years',
    from: '答复之日',
    ending: 'key',
    held: false,
    source: '个人信息保护法第五十六条（处理情况记录至少保存三年）',
    verified: true,
  },
  readLog: {
    zh: '查阅日志',
    en: 'log of reads',
    what: '谁、何时、因何目的看了谁的什么；账本中的汇总值不销毁',
    length: 3,
    unit: 'years',
    from: '查阅之时',
    ending: 'row',
    held: false,
    source: '网络安全法第二十一条（不少于六个月）；个人信息保护法第五十六条（至少三年）',
    verified: false,
  },
  outbox: {
    zh: '短信与站内信文本',
    en: 'texts of messages',
    what: '发出的通知、一次性验证码文本；送达情况另存',
    length: 90,
    unit: 'days',
    from: '发出之时',
    ending: 'row',
    held: false,
    source: '个人信息保护法第十九条（平台从短）',
    verified: false,
  },
  sessions: {
    zh: '登录会话与验证码',
    en: 'sessions and one-time codes',
    what: '已失效的会话、验证码摘要、登录失败计数',
    length: 30,
    unit: 'days',
    from: '失效之时',
    ending: 'row',
    held: false,
    source: '个人信息保护法第十九条（平台从短）',
    verified: false,
  },
  signIns: {
    zh: '登录记录',
    en: 'log of sign-ins',
    what: '谁在何时何处登录、失败、退出',
    length: 1,
    unit: 'years',
    from: '登录之时',
    ending: 'row',
    held: false,
    source: '网络安全法第二十一条（不少于六个月）',
    verified: false,
  },
  replies: {
    zh: '防重复提交的应答',
    en: 'stored replies of repeated requests',
    what: '同一提交重复到达时返回的应答（加密），由服务程序自行清理',
    length: 1,
    unit: 'days',
    from: '应答之时',
    ending: 'itself',
    held: false,
    source: '平台内部',
    verified: false,
  },
  rejects: {
    zh: '导入拒收明细',
    en: 'rejected rows of imports',
    what: '未入库行的掩码值与原因；上传文件本身只在确认前保留三十分钟',
    length: 1,
    unit: 'years',
    from: '导入之时',
    ending: 'row',
    held: false,
    source: '平台内部',
    verified: false,
  },
  events: {
    zh: '实时消息',
    en: 'live events',
    what: '屏幕刷新用的编号与计数，不含姓名',
    length: 7,
    unit: 'days',
    from: '发出之时',
    ending: 'row',
    held: false,
    source: '平台内部',
    verified: false,
  },
  backups: {
    zh: '备份',
    en: 'backups',
    what: '每夜备份；只留最近若干份（默认14份），其中已销毁的内容最迟随最旧一份备份消失',
    length: 14,
    unit: 'days',
    from: '备份之夜',
    ending: 'elsewhere',
    held: false,
    source: '见运行手册“备份”一节',
    verified: false,
  },
} as const satisfies Record<string, RetentionClass>

export type RetentionKey = keyof typeof retention
export const retentionTable: Readonly<Record<RetentionKey, RetentionClass>> = retention

/** A matter that nobody closed counts as open for this long after its last record; many sources never say that it ended. */
export const openMatterYears = 2
