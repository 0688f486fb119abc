interface PurposeWords {
  readonly zh: string
  readonly en: string
  /** What the reading rests on; a lawyer confirms it before go-live. */
  readonly basis: string
  readonly verified: boolean
}

/** Why somebody or something reads data; stored in the read log with every reading. */
export const purposes = {
  pipeline: {
    zh: '系统处理来件',
    en: 'processing of incoming records',
    basis: '个人信息保护法第十三条第一款第三项',
    verified: false,
  },
  handling: { zh: '办理纠纷', en: 'handling a dispute', basis: '个人信息保护法第十三条第一款第三项', verified: false },
  mediation: { zh: '主持调解', en: 'mediating', basis: '人民调解法第二十二条', verified: false },
  triage: { zh: '研判预警', en: 'triage of an alert', basis: '个人信息保护法第十三条第一款第三项', verified: false },
  task: { zh: '办理交办任务', en: 'working on a task', basis: '个人信息保护法第十三条第一款第三项', verified: false },
  review: { zh: '核对关联', en: 'reviewing links', basis: '个人信息保护法第八条', verified: false },
  statistics: { zh: '汇总统计', en: 'statistics', basis: '个人信息保护法第七十三条', verified: false },
  report: { zh: '编制报告', en: 'making a report', basis: '个人信息保护法第十三条第一款第三项', verified: false },
  ownMatter: {
    zh: '当事人查询本人事项',
    en: 'a party looks at the own matter',
    basis: '个人信息保护法第四十五条',
    verified: false,
  },
  rights: {
    zh: '办理个人信息权利请求',
    en: 'handling a request about personal data',
    basis: '个人信息保护法第五十条',
    verified: true,
  },
  export: { zh: '经批准的导出', en: 'approved export', basis: '个人信息保护法第二十三条', verified: false },
  breakGlass: {
    zh: '紧急调阅',
    en: 'break-glass: one dispute in an emergency',
    basis: '个人信息保护法第十三条第一款第四项',
    verified: false,
  },
  custody: {
    zh: '审批封存身份的调阅',
    en: 'decision on a sealed identity',
    basis: '个人信息保护法第二十八条',
    verified: false,
  },
  audit: { zh: '审计', en: 'audit', basis: '个人信息保护法第五十四条', verified: false },
  administration: { zh: '系统管理', en: 'administration', basis: '个人信息保护法第五十一条', verified: false },
} as const satisfies Record<string, PurposeWords>

export type Purpose = keyof typeof purposes
