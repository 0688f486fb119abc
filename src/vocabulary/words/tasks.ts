import type { DisputeType } from '../dispute-types.ts'

/** Sentences of the tasks room: titles, bodies, notices, notes of rights. No personal data enters them. */

export const taskKindWords = {
  investigate: '核查化解',
  mediate: '组织调解',
  formalTalk: '约谈',
  visit: '入户走访',
  education: '精准普法',
  legalNotice: '普法提示',
} as const

export const clockWords = { accept: '签收', firstAction: '首次处置', close: '闭环' } as const
export const readClockWords = '阅读'

export const unitWords = {
  minutes: (length: number) => `${length} 分钟`,
  hours: (length: number) => `${length} 小时`,
  workingHours: (length: number) => `${length} 工作小时`,
  workingDays: (length: number) => `${length} 个工作日`,
  calendarDays: (length: number) => `${length} 日`,
  months: (length: number) => `${length} 个月`,
} as const

export const actionWords = {
  deliver: '送达',
  read: '已读',
  accept: '签收',
  progress: '登记处置',
  return: '退回',
  reissue: '重新交办',
  rule: '裁定',
  answer: '答复',
  close: '办结',
  withdraw: '撤回',
  remind: '督办',
  note: '备注',
  pause: '暂停计时',
  resume: '恢复计时',
  extend: '延长时限',
  handOver: '移交同事',
  split: '交协办',
  merge: '并入',
  absorb: '并案',
  callBack: '回访',
  reopen: '重新启动',
  told: '已电话告知',
} as const

export const fieldWords: Readonly<Record<string, string>> = {
  reason: '理由或说明',
  clause: '事项清单条目或法律条款',
  ruling: '裁定结果',
  answer: '答复内容',
  result: '约谈结果',
  agencyId: '接收单位',
  pauseReason: '暂停事由',
  extendDays: '延长的工作日数',
  officerId: '接手人',
  intoId: '并入的任务',
  heard: '回访结果',
}

/** What a task waits for. */
export const pauseWords = {
  partyAsked: '当事人请求暂缓',
  partyAway: '当事人暂不能到场',
  appraisal: '等待鉴定、评估',
  otherProcedure: '等待其他程序先决',
} as const
export const extendedLine = (days: number): string => `延长 ${days} 个工作日`
/** Why the clocks cannot be touched. */
export const heldWords = {
  red: '红色事项不停计时',
  late: '已有时限超时，不能用暂停或延长补救',
  paused: '正在暂停中',
  running: '没有暂停',
  extended: '已延长过一次',
  parts: '协办任务尚未全部答复，请先催办或由值班员撤回',
} as const

export const heardResultWords = {
  satisfied: '满意',
  partly: '基本满意',
  dissatisfied: '不满意',
  unreached: '未联系上',
} as const
/** Why a task cannot go into another. */
export const mergeWords = {
  self: '不能并入自己',
  gone: '要并入的任务不存在或已结束',
  agency: '两件任务须在同一单位',
  grade: '请并入等级更高的一件',
  parts: '有协办关系的任务不能并入',
} as const
export const handedToLine = (name: string): string => `移交 ${name}`
export const splitLine = (agency: string, code: string): string => `交 ${agency} 协办（${code}）`
export const mergedLine = (code: string): string => `并入 ${code}`
export const absorbedLine = (code: string): string => `并案 ${code}`
export const partTitle = (title: string): string => `协办 · ${title}`
/** What a part of a task asks for, with what no task leaves out. */
export const partBody = (asked: string): string => `${asked}${rights}`
export const notFoundColleague = '本单位在岗的接手人'
export const moverWords = { agency: '承办单位', operator: '县级社会治理中心值班员', system: '系统' } as const
export const talkResultWords = {
  promised: '承诺整改',
  rectified: '已整改',
  penalty: '作出处罚',
  refused: '拒绝配合',
  transferred: '移送处理',
} as const
export const rulingWords = { uphold: '维持交办', reassign: '改派' } as const

export const taskTitle = (kind: string, alertTitle: string): string => `${kind} · ${alertTitle}`

const rights: string = '不得阻拦、拖延或劝阻群众起诉、信访；调解须经各方自愿同意，随时可以退出。'

/** What each kind of task asks for. `subject` is the alert's line. */
export const taskBodies = {
  investigate: (subject: string) =>
    `请就“${subject}”上门或电话了解情况，听取诉求，说明协商、调解、仲裁、起诉、信访各条路径，并答复核查结果。${rights}`,
  mediate: (subject: string) =>
    `请就“${subject}”征求各方意见，同意的受理调解，拟定方案；不同意的告知其他路径。${rights}`,
  formalTalk: (subject: string) =>
    `请就“${subject}”核实有关单位情况，需要时约谈，并答复约谈结果（整改、处罚或移送）。${rights}`,
  visit: (subject: string) =>
    `请按走访清单就“${subject}”逐户走访。清单只列房屋，不列人；每户留下权利告知单，到期自动失效。${rights}`,
  education: (subject: string) => `请就“${subject}”开展有针对性的法律宣传。`,
  legalNotice: (subject: string) =>
    `“${subject}”已经治理中心确认，特向贵院提示此类纠纷增多。供判例指引、普法宣传参考，不要求答复，不影响任何人起诉。`,
} as const

export const careBody = '记录中有自伤言语。请立即安排人员关心当事人，必要时联系医疗和家人；不作其他处置。'

export const messageWords = (kind: string, title: string, code: string): string =>
  `【${kind}】${title}（${code}）。请登录查看并签收。`
export const deliveredLine = (name: string): string => `送达 ${name}`
export const deliveryFailedLine = (name: string): string => `未能送达 ${name}，请电话告知`
export const systemWords = '系统'
export const outboxWords = '屏上发件箱'
export const notFoundTask = '任务'
export const notFoundVerification = '现场核实'
export const otherTown = '不在本镇街，由所在镇街或治理中心提出'
export const identityKept = '当事人身份保密，或涉及家庭暴力'
export const notFoundVisitList = '走访清单'
export const notFoundDwelling = '房屋'
export const notFoundAgency = '机构'
export const handedReason = (code: string): string => `任务 ${code}`
export const visitListTitle = (title: string): string => `走访清单 · ${title}`

/** Left at each door (mission, line 1). */
export const rightsNoteWords = {
  title: '走访告知单',
  reason: (subject: string) => `近期收到群众就“${subject}”反映的情况，工作人员前来了解情况、听取意见。`,
  rights: [
    '与工作人员交谈完全自愿，可以不谈，也可以随时停止。',
    '是否参加调解由您自己决定，不同意调解不会有任何不利后果。',
    '您有权随时向人民法院起诉，也有权依法信访；任何人不得阻拦、拖延。',
    '走访清单只登记房屋，不登记人；到期后自动删除。',
  ],
  routes: [
    { title: '协商', text: '您可以自己与对方协商，也可以请社区协助。' },
    { title: '人民调解', text: '不收费。各方同意后由调解组织主持，达成协议后三十日内可共同申请司法确认。' },
    { title: '起诉', text: '可以直接向有管辖权的人民法院递交起诉状，不必先调解。' },
    { title: '信访', text: '可以依照《信访工作条例》向有权处理的机关、单位提出。' },
  ],
  short: '交谈自愿；可起诉、可信访，不受影响；清单只登记房屋，到期删除。',
} as const

export const noticeWords = {
  title: (type: string) => `关于${type}纠纷增多的普法提示`,
  labels: {
    type: '纠纷类型',
    subject: '涉及对象',
    place: '地点',
    period: '时间',
    observed: '不同诉求人',
    expected: '按此前水平应为',
  },
  paragraphs: (body: string) => [
    body,
    '本提示由县级社会治理中心人员确认后发出，所附数字来自已登记的记录，可逐条核对。',
  ],
  suggestions: [
    '可视情况选取示范判例，供当事人参考。',
    '可在当地开展有针对性的普法宣传。',
    '发现单位管理漏洞的，可依法研究是否发出司法建议。',
  ],
} as const

/** Departments that are competent by type where the county has imported no routes: word in the agency's name. Ours, not verified. */
export const competentDepartments: Readonly<Partial<Record<DisputeType, readonly string[]>>> = {
  homePurchase: ['住房', '建设局'],
  propertyService: ['住房', '建设局'],
  lease: ['住房', '建设局'],
  construction: ['住房', '建设局'],
  housingHomestead: ['自然资源'],
  landForest: ['自然资源'],
  expropriation: ['自然资源'],
  labour: ['人力资源'],
  consumer: ['市场监督'],
  onlineTrade: ['市场监督'],
  tourism: ['文化', '旅游'],
  medical: ['卫生健康'],
  education: ['教育'],
  environment: ['生态环境'],
  traffic: ['公安局'],
  villageAffairs: ['农业农村'],
}

/** Receivers that a route table names by their place instead of a code. */
export const localTown = '属地镇街'
export const localMediationBody = '属地调委会'

/** Columns of the reference kind `routes` (docs/decisions/0001). */
export const routeColumns = {
  level: '层级',
  type: '纠纷类型',
  receiver: '接收机构编码',
  way: '方式',
  /** Item of the list of matters under which a town or village gets it. */
  matter: '事项编号',
} as const
