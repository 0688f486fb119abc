import type { DisputeType } from '../dispute-types.ts'

/** Sentences that the warning room writes: reasons, conditions, titles. No personal data enters them. */

const agoWords = (days: number): string => (days < 1 ? '当日' : `${Math.round(days)} 日前`)

export const factorWords = {
  type: (type: string) => `纠纷类型：${type}（同类纠纷的一般水平）`,
  calls: (count: number, days: number) => `近期 ${count} 次警情，最近一次${agoWords(days)}`,
  interval: () => '警情间隔缩短',
  violence: (count: number, days: number) => `${count} 条记录写到动手、伤人或持械，最近${agoWords(days)}`,
  threat: (count: number, days: number) => `${count} 条记录写到威胁言语，最近${agoWords(days)}`,
  selfHarm: (count: number, days: number) => `${count} 条记录写到自伤言语，最近${agoWords(days)}；请先关心人`,
  domesticViolence: (count: number, days: number) =>
    `${count} 条记录写到家庭暴力，最近${agoWords(days)}；按家暴安全路径办`,
  collective: (count: number, days: number) => `${count} 条记录写到聚集、串联，最近${agoWords(days)}`,
  deadline: (_count: number, days: number) => `写到最后期限（${agoWords(days)}）`,
  media: (_count: number, days: number) => `写到媒体曝光（${agoWords(days)}）`,
  repeat: (_count: number, days: number) => `写到多次反映未果（${agoWords(days)}）`,
  weapon: (count: number, days: number) => `${count} 条记录写到刀具、棍棒等器械，最近${agoWords(days)}`,
  alcohol: (_count: number, days: number) => `写到酒后（${agoWords(days)}）`,
  group: (people: number) => `本纠纷已有 ${people} 名不同诉求人`,
  people: (people: number, days: number) => `涉及 ${people} 人（${agoWords(days)}）`,
  failed: (count: number, days: number) => `${count} 次调解或协商未成，最近${agoWords(days)}`,
  reopened: (days: number) => `办结后又起（${agoWords(days)}）`,
  wages: (days: number) => `欠薪，距春节 ${days} 日`,
  settled: (days: number) => `已达成一致（${agoWords(days)}），降低风险`,
} as const

/** Types in which people are counted as households. */
const householdTypes: ReadonlySet<string> = new Set([
  'homePurchase',
  'propertyService',
  'housingHomestead',
  'expropriation',
  'landForest',
])
export const complainantUnit = (type: string | null): string =>
  type !== null && householdTypes.has(type) ? '户' : '人'

export const sealedWords = '有居民反映'
export const noSubject = '（对象未写明）'

export const titleWords = {
  meso: (type: string, subject: string, count: number, unit: string) => `${type} · ${subject} · ${count}${unit}`,
  micro: (type: string, traceCode: string) => `${type}纠纷 · ${traceCode}`,
  scan: (place: string, type: string, days: number) => `${place} · ${type} · ${days}日内聚集`,
  macro: (town: string, type: string) => `${town} · ${type} · 一周走势`,
  feedSilent: (source: string) => `${source}停更`,
  feedFlood: (source: string) => `${source}数据突增`,
  wallSmall: (town: string, type: string) => `${town} · ${type}`,
} as const

export const whyWords = {
  mesoObserved: (subject: string, type: string, days: number, count: number, unit: string) =>
    `${days} 日内有 ${count} ${unit}不同诉求人反映“${subject}”，事由同为${type}。`,
  mesoExpected: (expected: string, low: number, high: number, probability: string) =>
    `按此前水平应为 ${expected}（95% 区间 ${low}–${high}）；若无类案，达到此数的机会为 ${probability}。`,
  mesoNew: '此对象此前没有记录，按同类对象的一般水平估计。',
  mesoSite: '对象名称写法不一，按同一小区（项目、村）合并计数。',
  mesoUrgent: '成员记录中有聚集、威胁或自伤言语。',
  mesoReports: (count: number) => `其中独立反映 ${count} 起（一条记录写明多人的计一起），门槛按起数计算。`,
  mesoNow: (count: number, unit: string) => `发出后继续增加，现为 ${count} ${unit}。`,
  mesoGrowing: '一半以上的诉求人在最近 7 日内提出，增长较快。',
  microRisk: (percent: string) => `据纠纷自身的事件，30 日内升级（动手、自伤或五人以上聚集）的机会估计为 ${percent}。`,
  microUnfitted: '权重为人工设定，尚未用本县结果校准；只供人研判。',
  microFitted: '权重由本县以往结果拟合，经两人审定后启用。',
  care: '记录中有自伤言语。请先安排人关心，不看排序。',
  macroObserved: (
    town: string,
    type: string,
    week: string,
    count: number,
    expected: string,
    low: number,
    high: number,
  ) => `${town}${week}起一周新增${type}纠纷 ${count} 件，按此前水平应为 ${expected}（95% 区间 ${low}–${high}）。`,
  scanObserved: (place: string, type: string, days: number, count: number, people: number) =>
    `${place}在 ${days} 日内有 ${count} 起${type}反映（不同诉求人 ${people} 人），对象各不相同。`,
  scanExpected: (expected: string, ratio: string) =>
    `按该地近一年与全县同期的总量，应为 ${expected} 起；现为其 ${ratio} 倍。`,
  scanChance: (replicates: number, probability: string) =>
    `把各起反映随机换到别处重排 ${replicates} 次，全县任何一地出现同样程度聚集的机会为 ${probability}。`,
  scanRecurrence: (days: string) => `若无缘由，同类事由每天都看，约 ${days} 日才会碰上一次。`,
  macroFamily: (probability: string) =>
    `若走势如常，单个镇街单个类型一周达到此数的机会为 ${probability}（每周共看约六百条走势）。`,
  feedSilent: (source: string, hours: number, expected: number) =>
    `${source}已 ${hours} 小时没有来件，按此前水平应有约 ${expected} 件。请核对报送，勿当作纠纷减少。`,
  feedFlood: (source: string, count: number, usual: string) =>
    `${source}一日来件 ${count} 件，平时约 ${usual} 件。疑为补报或重复报送，当周走势不计此来源。`,
  loan: (days: number) => `还款已逾期 ${days} 日，请先了解是否有困难，商量展期或分期。`,
  historical: '记录发生在 30 日以前，属历史补录：只供查阅，不推送、不计入待研判。',
} as const

export const conditionWords = {
  distinct: (unit: string) => `不同诉求人（${unit}，一条记录计一次）`,
  atLeast: (value: number | string) => `≥ ${value}`,
  atMost: (value: number | string) => `≤ ${value}`,
  ratio: '与应有水平之比',
  probability: '若无类案达到此数的机会',
  noOpenAlert: '45 日内没有同一对象的在办预警',
  none: '无',
  risk: '30 日内升级的机会',
  openDispute: '纠纷未办结、180 日内有动静',
  open: '是',
  records: '一周新增件数',
  history: '历史周数',
  careCue: '自伤言语',
  present: '有',
  silentHours: '无来件时长（小时）',
  dayCount: '一日来件数',
} as const

export const memberReasons = {
  respondent: '相对方相同',
  site: '同一小区（项目、村）',
  respondentAndSite: '相对方相同，同一小区（项目、村）',
  dispute: '同一纠纷',
  series: '同地同类',
  area: '同一时段、同一地、同类事由',
} as const
export type MemberReason = keyof typeof memberReasons

export const counterWords = {
  sharedDispute: (count: number, unit: string) => `其中 ${count} ${unit}与他人同在一件纠纷，可能是同一家庭。`,
  repeats: (count: number) => `${count} 条为同一人重复反映，已扣除。`,
  sealed: (count: number) => `${count} 条身份已封存，无法人工核对是否同一人。`,
  noName: (count: number) => `${count} 条没有写明对象名称，靠小区（项目、村）归入。`,
  season: (factor: string) => `往年同期也偏高（约 ${factor} 倍），已计入应有水平。`,
  noneFound: '没有发现反证。',
  fragile: '去掉 1 条记录即不足门槛，结论不稳。',
} as const

export const baselineWords = {
  own: (weeks: number) => `此对象此前 ${weeks} 周的记录与同类对象的一般水平`,
  prior: '同类对象的一般水平（此对象此前无记录）',
  series: (weeks: number) => `本镇街同类此前 ${weeks} 周，按年内同期调整`,
  typeLevel: '全县同类水平按本镇街份额折算（本镇街历史不足 26 周）',
  area: '该地近一年的总量与全县同期的总量',
} as const

export const budgetWords = (perTownMonth: number): string =>
  `误报预算：每镇街每月不超过 ${perTownMonth} 件（人工设定，未经本县验证）`

export const gradeChange = (from: string, to: string): string => `${from} → ${to}`
export const decisionWords = {
  raised: '系统按规则发出，待人研判',
  expiredSilent: '纠纷已办结或 180 日无动静，预警到期',
  silenced: '移出后不足门槛，预警撤销',
  removed: (number: string, reason: string) => `移出 ${number}：${reason}`,
  wrongLink: '该记录误关联，已移出纠纷',
  judgedAgain: (count: number, before: number, after: number) =>
    `移出误关联记录 ${count} 条后重新计算：概率 ${(before * 100).toFixed(1)}% → ${(after * 100).toFixed(1)}%`,
} as const

/** What a reader may be told to do; people decide. Keys are agency kinds. */
export const suggestionWords: readonly {
  agencyKind: string
  taskKind: string
  line: string
  types?: readonly DisputeType[]
}[] = [
  { agencyKind: 'town', taskKind: 'investigate', line: '镇街：上门了解情况，告知调解、起诉、信访各条路都可走' },
  { agencyKind: 'mediationBody', taskKind: 'mediate', line: '调解组织：经各方同意后受理，拟定调解方案' },
  { agencyKind: 'department', taskKind: 'formalTalk', line: '主管部门：核实情况，必要时约谈对方单位' },
  { agencyKind: 'court', taskKind: 'legalNotice', line: '法院：收普法提示，视需要发布示范判例' },
]

export const unattributedWords = '未归属镇街'
export const systemName = '系统'
export const notFoundWords = '预警'

interface WarningRule {
  readonly code: string
  readonly version: string
  readonly name: string
  /** False alerts that the threshold may cost, per town and month; set by hand, not verified on a county. */
  readonly budgetPerTownMonth: number
}

/** Rules as the alert page names them. */
export const warningRules = {
  micro: { code: 'R-01', version: '1', name: '单件纠纷升级风险', budgetPerTownMonth: 20 },
  care: { code: 'R-02', version: '1', name: '自伤言语立即关怀', budgetPerTownMonth: 1 },
  meso: { code: 'R-07', version: '1', name: '同一对象多人反映', budgetPerTownMonth: 1 },
  scan: { code: 'R-08', version: '1', name: '一地同类反映聚集（无共同对象）', budgetPerTownMonth: 0.05 },
  macro: { code: 'R-11', version: '1', name: '一地一类走势异常', budgetPerTownMonth: 0.5 },
  feedSilent: { code: 'R-21', version: '1', name: '来源停更', budgetPerTownMonth: 0.05 },
  feedFlood: { code: 'R-22', version: '1', name: '来源数据突增', budgetPerTownMonth: 0.05 },
  loan: { code: 'R-31', version: '1', name: '还款逾期早期帮助', budgetPerTownMonth: 5 },
} as const satisfies Record<string, WarningRule>
export type RuleKey = keyof typeof warningRules

export const moveWords = {
  confirm: '确认',
  dismiss: '排除',
  removeMember: '移出成员',
  close: '办结',
  giveTask: '交办',
  nothing: '（无）',
} as const

/** What is wrong with a row of the table of rules, to whoever wrote it. */
export const rowFaultWords = {
  doubled: '同一级别、类型和镇街已有一行',
  gradesOrder: '各级门槛应逐级升高（蓝、黄、橙、红）',
  outOfBounds: '数值超出允许范围或不是整数',
} as const
