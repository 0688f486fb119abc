import type { DisputeType } from '../dispute-types.ts'

/** Sentences of the check-up report. All are filled with figures; none names a person. */
export const reportVersion = '1'

export const reportTitle = '体检式源头治理态势分析报告'

/** 2023年8月 for a whole month, else 2023年7月15日至9月30日. */
export function periodWords(from: string, to: string): string {
  const [year, month] = [Number(from.slice(0, 4)), Number(from.slice(5, 7))]
  const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate()
  if (from.endsWith('-01') && to === `${from.slice(0, 7)}-${lastDay}`) return `${year}年${month}月`
  const end = `${to.slice(0, 4) === from.slice(0, 4) ? '' : `${Number(to.slice(0, 4))}年`}${Number(to.slice(5, 7))}月${Number(to.slice(8))}日`
  return `${year}年${month}月${Number(from.slice(8))}日至${end}`
}

export const judgementWords = {
  normal: '正常',
  high: '偏高',
  low: '偏低',
  unusual: '异常',
  unknown: '不作判断',
  notComparable: '不可比',
} as const

/** Items of the check-up sheet that are not indicators of their own. */
export const itemWords = {
  alertsRaised: { zh: '预警', unit: '个', note: '期内发出的预警；历史数据补录产生的与数据预警不计。' },
  alertsConfirmed: { zh: '预警确认率', unit: '%', note: '期内发出并已研判的预警中，经值班人员确认的比例。' },
  performance: {
    zh: '协议按期履行率',
    unit: '%',
    note: '期内到期的调解协议款项中按期履行的比例；由本系统登记的协议。',
  },
} as const

/** What to look at when an item leaves its usual range; '' when it does not. */
export const itemAdvice: Readonly<Record<string, Readonly<Partial<Record<keyof typeof judgementWords, string>>>>> = {
  newDisputes: {
    high: '对照类型表与类案表查明来源，优先处理上升最快的类型。',
    unusual: '对照类型表与类案表查明来源，必要时会商；同时核对是否有集中补录。',
    low: '核对各来源是否正常报送。',
  },
  courtCases: { high: '对照案由表，与法院共同研析多发案由。', unusual: '与法院共同核对立案口径并研析多发案由。' },
  courtCasesWithoutBulkFinance: { high: '对照案由表，与法院共同研析多发案由。' },
  litigationRate: { high: '看不含批量金融的一行，区分金融批量案件的影响。' },
  mediationSuccessRate: {
    low: '抽查未达成的调解，了解退出原因；不得以压低起诉为目标。',
    unusual: '抽查调解卷宗，核对结果登记。',
  },
  relapseRate: { high: '对已化解又复发的纠纷逐件回访，核对协议履行。' },
  timelyAnswerRate: {
    low: '列出到期未答复的工单，由承办单位逐件说明。',
    unusual: '列出到期未答复的工单，由承办单位逐件说明。',
  },
  earlyShare: { low: '加强网格走访与主动调解。' },
  alertsRaised: { high: '核对预警规则的误报率，必要时会商。' },
  performance: { low: '对逾期款项提醒双方，协商展期。' },
} as const

export const conclusionWords = {
  disputes: (period: string, place: string, count: string, range: string) =>
    `${period}${place}新增纠纷${count}件${range}。`,
  range: (low: string, high: string, judgement: string) => `，常态${low}至${high}件，${judgement}`,
  noRange: '，历史不足，不作判断',
  court: (count: string, rate: string) => `一审民商事收案${count}件${rate}。`,
  rate: (value: string, population: string) => `，万人成讼率${value}（常住人口${population}）`,
  noRate: '，未导入常住人口，不计万人成讼率',
  broken: '收案跨越2025年1月1日口径变化，前后不作比较。',
  mediation: (concluded: string, rate: string) => `办结调解${concluded}件，成功率${rate}。`,
  rising: (types: string) => `上升较快的类型：${types}。`,
  noRising: '没有类型明显上升。',
  risingItem: (zh: string, now: string, before: string) => `${zh}（${now}件，上期${before}件）`,
  alerts: (raised: string, confirmed: string, closed: string) =>
    `发出预警${raised}个，确认${confirmed}个，办结${closed}个。`,
} as const

export const tableWords = {
  types: { title: '纠纷类型', columns: ['类型', '本期', '上期', '占比'] },
  towns: { title: '各镇街（按区划代码固定次序，不排名）', columns: ['镇街', '新增纠纷', '收案', '每万人新增'] },
  clusters: { title: '类案诉源（同一对象同类纠纷五件及以上）', columns: ['对象', '类型', '件数', '镇街'] },
  causes: { title: '收案案由', columns: ['案由', '件数'] },
  flows: { title: '来源与去向', columns: ['来源', '记录', '新增纠纷', '办结调解', '达成协议'] },
  alerts: { title: '预警处置', columns: ['编号', '等级', '事项', '发出', '现状', '办结小结'] },
  advice: { title: '司法建议', columns: ['文号', '主送单位', '事项', '现状', '回复期限'] },
  education: { title: '精准普法', columns: ['事项', '对象', '形式', '现状', '参加人数'] },
  educationState: { planned: '已安排', done: '已完成' },
  noTown: '未归属',
  several: '多个镇街',
  smallNote: '不足5件显示为“<5”；为防止推算，另有隐去的以“—”表示。',
  alertState: {
    raised: '待研判',
    confirmed: '处置中',
    dismissed: '已排除',
    closed: '已办结',
    expired: '已过期',
  } as Readonly<Record<string, string>>,
  smallAlert: (type: string) => `${type}（涉及不足五件）`,
} as const

export const qualityWords = {
  records: (count: string) => `本期收到记录${count}条。`,
  noTown: (share: string) => `其中区划只到县级的占${share}。`,
  late: (share: string) => `发生七日后才收到的占${share}。`,
  other: (share: string) => `新增纠纷中类型为“其他”的占${share}。`,
  silent: (sources: string) => `本期没有记录的来源：${sources}。`,
  allReported: '各来源本期均有记录。',
  incomplete: '报告出具之后收到的本期记录不在本报告内，将在下期变更说明中列出。',
} as const

export const methodWords = [
  '数字由已接收的记录按期末口径计算；记录有更正的，以出具时已知的最新版本为准。',
  '参考区间为本地前十二个同长度时段的均值上下两个标准差（不少于六个时段），超出一倍以上记为异常；只与本地自身比较，不作排名。',
  '起诉、信访是权利，不作为风险，也不设下降目标。',
  '不足五件的数字不显示。',
] as const

export const changeWords = {
  first: '本地首次出具本类报告。',
  late: (count: string) => `上期报告出具后，又收到上期发生的记录${count}条，上期报告不改动。`,
  none: '上期报告出具后，没有再收到上期的记录。',
  version: (name: string, version: string) => `“${name}”口径改为${version}版。`,
} as const

export const suggestionWords = {
  cluster: (subject: string, type: string) => `对“${subject}”${type}类案开展约谈、示范调解与精准普法。`,
  rising: (type: string) => `研析${type}类纠纷上升原因，安排排查与普法。`,
  answers: '对到期未答复的投诉、信访逐件核对并答复当事人。',
  relapse: '对复发纠纷逐件回访。',
} as const

/** Who usually acts on a type: kinds of body, not a ruling on competence. Unverified against the county's own list of matters. */
export const ownerOfType: Readonly<Partial<Record<DisputeType, string>>> = {
  homePurchase: '住建部门',
  propertyService: '住建部门',
  construction: '住建部门',
  housingHomestead: '自然资源部门',
  expropriation: '自然资源部门',
  landForest: '自然资源部门',
  labour: '人社部门',
  consumer: '市场监管部门',
  onlineTrade: '市场监管部门',
  finance: '金融管理部门',
  medical: '卫健部门',
  education: '教育部门',
  environment: '生态环境部门',
  traffic: '公安交警部门',
  tourism: '文旅部门',
  villageAffairs: '农业农村部门',
}
export const defaultOwner = '属地镇街与调解组织'

export const sectionWords = {
  conclusions: '总体判断',
  sheet: '体检项',
  trend: '走势',
  alerts: '预警与处置',
  suggestions: '建议',
  quality: '数据质量',
  method: '方法与变更',
  sheetColumns: ['体检项', '本期', '参考区间', '判断', '说明'],
  sheetNote: '参考区间为本地前十二个同长度时段。',
  trendTitle: '新增纠纷与收案',
  trendUnit: '件',
  newDisputes: '新增纠纷',
  courtCases: '收案',
  trendSummary: (first: string, last: string) => `${first}至${last}各时段新增纠纷与收案件数。`,
  suggestion: (text: string, owner: string, until: string) => `${text}（${owner}，${until}前）`,
  publisher: (place: string) => `${place}社会治理中心`,
  none: '无。',
} as const
