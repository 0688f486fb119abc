interface EventKindWords {
  readonly zh: string
  readonly en: string
  /** True when the cockpit's feed prints it. Events hold ids and counts only. */
  readonly feed: boolean
}

/** Kinds of live event streamed by GET /api/v1/events. A room that needs another adds a line here. */
export const eventKinds = {
  'records.received': { zh: '收到记录 {count} 条', en: '{count} records received', feed: false },
  'import.progress': { zh: '导入进行中', en: 'import under way', feed: false },
  'import.finished': { zh: '导入完成', en: 'import finished', feed: false },
  'records.linked': { zh: '登记纠纷 {count} 件', en: '{count} disputes registered', feed: true },
  'dispute.changed': { zh: '纠纷有变动', en: 'dispute changed', feed: false },
  'alert.raised': { zh: '发出{grade}色预警', en: '{grade} alert raised', feed: true },
  'alert.changed': { zh: '预警有变动', en: 'alert changed', feed: false },
  'alert.triaged': { zh: '完成预警研判', en: 'alert triaged', feed: true },
  'alert.closed': { zh: '预警办结', en: 'alert closed', feed: true },
  'task.changed': { zh: '任务有变动', en: 'task changed', feed: false },
  'task.sent': { zh: '交办任务', en: 'task sent', feed: true },
  'task.accepted': { zh: '签收任务', en: 'task accepted', feed: true },
  'task.answered': { zh: '答复任务', en: 'task answered', feed: true },
  'task.overdue': { zh: '任务超时', en: 'task overdue', feed: true },
  'legalNotice.sent': { zh: '向法院发送普法提示', en: 'legal notice sent to the court', feed: true },
  'visitList.changed': { zh: '走访清单有变动', en: 'visit list changed', feed: false },
  'mediation.changed': { zh: '调解有变动', en: 'mediation changed', feed: false },
  'mediation.agreed': { zh: '达成调解协议', en: 'mediation agreement reached', feed: true },
  'performance.recorded': { zh: '登记履行', en: 'performance recorded', feed: true },
  'loan.overdue': { zh: '还款逾期提示', en: 'instalment overdue', feed: false },
  'document.made': { zh: '生成文书', en: 'document made', feed: false },
  'indicators.changed': { zh: '指标更新', en: 'indicators changed', feed: false },
  'report.published': { zh: '发布体检报告', en: 'report published', feed: true },
  'judicialAdvice.changed': { zh: '司法建议有变动', en: 'judicial advice changed', feed: false },
  'education.created': { zh: '发布精准普法任务', en: 'legal education created', feed: true },
  'breakGlass.changed': { zh: '紧急调阅有变动', en: 'break-glass changed', feed: false },
  'export.changed': { zh: '导出申请有变动', en: 'export changed', feed: false },
  'custody.changed': { zh: '封存身份调阅有变动', en: 'request for a sealed identity changed', feed: false },
  'rights.changed': { zh: '个人信息权利请求有变动', en: 'request about personal data changed', feed: false },
  'message.sent': { zh: '消息发出', en: 'message sent', feed: false },
  'clock.changed': { zh: '时钟变动', en: 'clock changed', feed: false },
} as const satisfies Record<string, EventKindWords>

export type EventKind = keyof typeof eventKinds
