/** Sentences that the server makes: messages to supervisors, columns and footers of exported files. */
export const auditTexts = {
  breakGlass: '紧急调阅',
  finding: '查阅疑点',
  export: '导出申请',
  read: '查阅记录',
  traceCode: '溯源码',
  organUnknown: '本平台',
  breakGlassStarted: ({ code, name, until }: { code: string; name: string; until: string }) =>
    `${name}已紧急调阅纠纷 ${code}，${until} 自动结束。请在 3 个工作日内复核。`,
  breakGlassOverdue: ({ code }: { code: string }) => `纠纷 ${code} 的紧急调阅已超过 3 个工作日未复核。`,
  exportAsked: ({ number, name }: { number: string; name: string }) => `${name}申请导出（${number}），请审批。`,
  exportDecided: ({ number, approved }: { number: string; approved: boolean }) =>
    `导出申请 ${number} ${approved ? '已批准，可以生成文件' : '未获批准'}。`,
} as const

/** Columns of exported files, in their order. */
export const exportColumns = {
  disputes: [
    '溯源码',
    '类型',
    '镇街',
    '状态',
    '登记日期',
    '最近日期',
    '记录数',
    '来源',
    '申请方',
    '被申请方',
    '导出标记',
  ],
  records: ['来源', '编号', '类型', '镇街', '发生日期', '收到日期', '溯源码', '封存', '导出标记'],
  statistics: ['镇街', '类型', '件数', '导出标记'],
} as const

export const exportWords = {
  open: '办理中',
  closed: '已办结',
  sealed: '已封存',
  yes: '是',
  no: '否',
  none: '未定位',
  few: '<5',
  /** Hidden so that a hidden small number cannot be had by subtraction. */
  hidden: '不列示',
  states: { asked: '待审批', approved: '已批准', refused: '未获批准', made: '已生成', expired: '已到期' },
  acts: { decide: '审批', make: '生成', fetch: '下载' },
  /** Last line of a file: who may hold it, for what, until when. */
  footer: (file: {
    number: string
    purpose: string
    recipient: string
    by: string
    approvedBy: string
    until: string
    rows: number
  }) =>
    `本文件由${file.by}申请、${file.approvedBy}批准导出，编号 ${file.number}，共 ${file.rows} 行，仅供${file.recipient}用于“${file.purpose}”，${file.until} 后应销毁；不得转给他人。每行的导出标记可以查到本次导出。`,
} as const
