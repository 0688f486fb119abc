/** Texts of the figures: definitions (口径), notes and labels. Every number is shown with its definition. */

interface DefinitionWords {
  readonly zh: string
  readonly version: string
  readonly text: string
  readonly source: string
  readonly unit: string
  readonly decimals: number
}

const ownDefinition = '本系统口径，可由县里调整并留版本'

export const definitionWords = {
  newDisputes: {
    zh: '新增纠纷',
    version: '2023-1',
    text: '期内新登记的纠纷件数：110、投诉、信访、网格、调解、法院各来源的记录经关联后，按首条记录的发生日计一件；非纠纷类来件与合同、还款记录不计。',
    source: ownDefinition,
    unit: '件',
    decimals: 0,
  },
  courtCases: {
    zh: '收案',
    version: '2023-1',
    text: '期内立案的一审民商事案件数（案号为“民初”，或程序为一审普通、简易、小额），按立案日期与案件区划代码归属；诉前调、特别程序、执行、二审、再审不计。',
    source: ownDefinition,
    unit: '件',
    decimals: 0,
  },
  courtCasesWithoutBulkFinance: {
    zh: '收案（不含批量金融）',
    version: '2023-1',
    text: '收案中除去来源标明“是否批量金融”为是的案件。',
    source: ownDefinition,
    unit: '件',
    decimals: 0,
  },
  litigationRate: {
    zh: '万人成讼率',
    version: '2023-1',
    text: '期内一审民商事收案数 ÷ 常住人口 × 10000，未折算全年；分子按案件区划代码归属地点，分母为期末所在年度或此前最近一次导入的常住人口。全国没有统一公式，与其他口径不可比。',
    source: '公开报道所见做法之一，未经官方核定',
    unit: '件/万人',
    decimals: 2,
  },
  litigationRateWithoutBulkFinance: {
    zh: '万人成讼率（不含批量金融）',
    version: '2023-1',
    text: '同万人成讼率，分子除去批量金融案件。',
    source: '公开报道所见做法之一，未经官方核定',
    unit: '件/万人',
    decimals: 2,
  },
  mediationConcluded: {
    zh: '调解办结',
    version: '2023-1',
    text: '期内有结果（达成或未达成）的调解件数，按结案日计；无结案时间的按受理日计。',
    source: ownDefinition,
    unit: '件',
    decimals: 0,
  },
  mediationSuccessRate: {
    zh: '调解成功率',
    version: '2023-1',
    text: '期内达成协议的调解件数 ÷ 期内办结的调解件数（不以受理数为分母）。',
    source: ownDefinition,
    unit: '%',
    decimals: 1,
  },
  relapseRate: {
    zh: '复发率',
    version: '2023-1',
    text: '提前90日的同长度时段内化解的纠纷中，化解后90日内同一纠纷又有110、投诉、信访或网格记录的比例；每件都观察满90日。起诉是权利，不计为复发。',
    source: ownDefinition,
    unit: '%',
    decimals: 1,
  },
  timelyAnswerRate: {
    zh: '按期答复率',
    version: '2023-1',
    text: '期内到期的投诉（15个工作日）与信访（60日）中，按期答复的比例；到期未答复计为未按期。',
    source: '信访工作条例；12345时限为暂设值，待导入本地规定',
    unit: '%',
    decimals: 1,
  },
  earlyShare: {
    zh: '早发现占比',
    version: '2023-1',
    text: '期内新增纠纷中，首条记录来自网格或调解组织的比例。',
    source: ownDefinition,
    unit: '%',
    decimals: 1,
  },
  governanceIndex: {
    zh: '诉源治理指数',
    version: '2023-1',
    text: '预防25、化解30、履行15、诉讼15、公平可及15，各部分按所示数据折算后相加，满分100；缺数部分不计分，其权重按比例分给其余部分并注明。',
    source: '未见公开权重，本系统设计值，未经核定',
    unit: '分',
    decimals: 1,
  },
} as const satisfies Record<string, DefinitionWords>

export const seriesBreaks = [
  {
    day: '2025-01-01',
    zh: '2025年1月1日起先立案后调解，前后不可比',
    source: '最高人民法院《关于严格依法规范民事案件立案与调解工作的意见》（2024-12-27）',
  },
] as const

export const indicatorNotes = {
  noPopulation: '尚未导入该地常住人口，不显示万人成讼率。',
  populationOf: (year: string, source: string) => `常住人口为${year}年数（${source}）。`,
  brokenSeries: '本期跨越2025年1月1日，前后口径环境不同，不作升降判断。',
  smallNumber: '件数较少，波动大，只看区间，不作升降判断。',
  suppressed: '不足5件不显示。',
  noData: '本期没有可计的数据。',
} as const

export const indexPartWords = {
  prevention: {
    zh: '预防',
    line: (part: string, whole: string) =>
      `新增纠纷${whole}件，其中网格与调解组织先发现${part}件；占比达到一半计满分。`,
  },
  settlement: {
    zh: '化解',
    line: (success: string, relapse: string) =>
      `调解成功率${success}（占三分之二），90日内未复发${relapse}（占三分之一）。`,
  },
  performance: { zh: '履行', line: (part: string, whole: string) => `到期协议款项${whole}笔，按期履行${part}笔。` },
  litigation: {
    zh: '诉讼',
    line: (now: string, base: string) => `收案${now}件，往年同期平均${base}件；不高于往年即计满分，再低不加分。`,
  },
  fairAccess: { zh: '公平可及', line: (part: string, whole: string) => `到期应答复${whole}件，按期答复${part}件。` },
} as const

export const indexNotes = {
  missing: (names: string) => `${names}缺少数据，权重按比例分给其余部分。`,
  complete: '五个部分都有数据。',
  tooFew: '不足三个部分有数据，不计算指数。',
  noData: '缺少数据',
  notComparable: '与往年同期隔着2025年1月1日的口径变化，不计分。',
} as const

export const cockpitWords = {
  kpi: {
    newDisputes: { zh: '新增纠纷', unit: '件', note: '近30日。' },
    unansweredAlerts: { zh: '未签收预警', unit: '件', note: '尚未研判，或交办后尚无单位签收的预警。' },
    overdue: { zh: '超时', unit: '项', note: '研判或任务时限已过的预警与任务。' },
    governanceIndex: { zh: '治理指数', unit: '分', note: '近30日。' },
    litigationRate: { zh: '万人成讼率', unit: '件/万人', note: '本年1月1日起累计。' },
  },
  townNote: '方格示意：相对方位近似，面积与边界无含义；按区划代码固定次序，不作排名。',
  seriesNote: '阴影为常态区间（95%）：前182日同类日子（工作日、休息日分开）的均值与离散程度；线为实际。今日未完。',
  funnel: { registered: '登记', assigned: '分派', mediated: '调解', agreed: '协议' },
  funnelNote: '本月登记的纠纷到目前为止走到哪一步。',
} as const
