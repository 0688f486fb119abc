import type { AgencyKind } from './agency-kinds.ts'
import type { ClockCode } from './clocks.ts'
import type { FeeKind } from './court-fees.ts'
import type { DisputeType } from './dispute-types.ts'

/** How an outcome binds. */
export const routeEffects = {
  contract:
    '协议有法律约束力；共同申请司法确认后可以申请强制执行（人民调解法第三十一条、第三十三条；民事诉讼法第二百零六条）',
  agreementOnly: '协议对各方有约束力；对方不履行的，可以起诉',
  enforceable: '生效后可以申请强制执行（民事诉讼法第二百四十七条、第二百五十条）',
  award: '裁决生效后可以申请强制执行；不服的可以依法起诉',
  order:
    '支付令发出十五日内不提异议又不履行的，可以申请执行；提出异议的，转入诉讼（民事诉讼法第二百二十七条、第二百二十八条）',
  reviewed: '复议决定有法律效力；不服的可以提起行政诉讼',
  reply: '得到书面答复；不服的可以申请复查、复核，也可以起诉',
  protection: '立即保护人身安全；违反保护令的，依法追究责任（反家庭暴力法第三十四条）',
} as const
export type RouteEffect = keyof typeof routeEffects

export type RouteCost = 'free' | 'acceptance' | 'paymentOrder' | 'arbitrationRules'

export interface LawRoute {
  readonly zh: string
  /** Who decides or helps; agencies of these kinds in the county's directory are named. */
  readonly at: readonly AgencyKind[]
  /** For where the directory names nobody. */
  readonly atWords: string
  /** Department competent for the type (words/tasks.ts) and not every department. */
  readonly competentOnly?: true
  readonly clock: ClockCode | null
  readonly cost: RouteCost
  readonly effect: RouteEffect
  /** Both parties in one room: never with sealed identities or violence at home. */
  readonly joint?: true
  readonly why: string
  readonly law: string
}

/** Lawful routes with their sources. Articles were read in shared/data/laws except those of 诉讼费用交纳办法, 行政诉讼法 and 道路交通安全法. */
export const lawRoutes = {
  police: {
    zh: '公安机关出警、告诫',
    at: ['police', 'policeStation'],
    atWords: '110、派出所',
    clock: null,
    cost: 'free',
    effect: 'protection',
    why: '公安机关接到家庭暴力报案应当及时出警、制止，可以出具告诫书；有危险请立即拨打110',
    law: '反家庭暴力法第十五条、第十六条',
  },
  protectionOrder: {
    zh: '申请人身安全保护令',
    at: ['court', 'tribunal'],
    atWords: '基层人民法院',
    clock: 'protectionOrder',
    cost: 'free',
    effect: 'protection',
    why: '遭受或者面临家庭暴力的，人民法院应当受理；七十二小时内作出，情况紧急的二十四小时内作出',
    law: '反家庭暴力法第二十三条、第二十八条、第三十条',
  },
  mediation: {
    zh: '人民调解',
    at: ['mediationBody'],
    atWords: '人民调解委员会',
    clock: 'peoplesMediation',
    cost: 'free',
    effect: 'contract',
    joint: true,
    why: '不收费、就近、时间短；须各方同意，任何一方可以随时终止，不影响仲裁、起诉和信访',
    law: '人民调解法第三条、第四条、第二十六条',
  },
  labourMediation: {
    zh: '劳动争议调解',
    at: ['mediationBody'],
    atWords: '劳动争议调解组织',
    clock: 'labourMediation',
    cost: 'free',
    effect: 'contract',
    joint: true,
    why: '自愿选择；就欠薪达成协议不履行的，可以持协议书直接申请支付令',
    law: '劳动争议调解仲裁法第五条、第十条、第十六条',
  },
  medicalMediation: {
    zh: '医疗纠纷人民调解',
    at: ['mediationBody'],
    atWords: '医疗纠纷人民调解委员会',
    clock: 'medicalMediation',
    cost: 'free',
    effect: 'contract',
    joint: true,
    why: '医患双方共同申请，或者一方申请并经另一方同意；鉴定时间不计入期限',
    law: '医疗纠纷预防和处理条例第二十二条、第三十一条、第三十八条',
  },
  labourArbitration: {
    zh: '劳动仲裁',
    at: ['department'],
    atWords: '劳动人事争议仲裁委员会',
    competentOnly: true,
    clock: 'labourAward',
    cost: 'free',
    effect: 'award',
    why: '劳动争议依法先仲裁；追索劳动报酬等小额争议的裁决为终局裁决，可以裁决先予执行',
    law: '劳动争议调解仲裁法第五条、第四十三条、第四十四条、第四十七条、第五十三条',
  },
  labourInspection: {
    zh: '向劳动行政部门投诉',
    at: ['department'],
    atWords: '人力资源和社会保障局（劳动保障监察）',
    competentOnly: true,
    clock: null,
    cost: 'free',
    effect: 'reply',
    why: '拖欠劳动报酬的，劳动行政部门应当依法处理，可以与仲裁并用',
    law: '劳动争议调解仲裁法第九条；保障农民工工资支付条例第十条、第四十二条',
  },
  ruralArbitration: {
    zh: '农村土地承包仲裁',
    at: [],
    atWords: '农村土地承包仲裁委员会',
    clock: 'ruralArbitration',
    cost: 'free',
    effect: 'award',
    why: '只限土地承包经营纠纷；可以仲裁，也可以直接起诉',
    law: '农村土地承包经营纠纷调解仲裁法第四条、第四十七条、第四十八条、第五十二条',
  },
  commercialArbitration: {
    zh: '商事仲裁',
    at: [],
    atWords: '合同约定的仲裁委员会',
    clock: null,
    cost: 'arbitrationRules',
    effect: 'award',
    why: '只限有仲裁协议的；有有效仲裁协议的，法院不受理起诉',
    law: '仲裁法第四条、第五条',
  },
  paymentOrder: {
    zh: '申请支付令',
    at: ['court', 'tribunal'],
    atWords: '基层人民法院',
    clock: 'paymentOrder',
    cost: 'paymentOrder',
    effect: 'order',
    why: '只限债权债务明确的金钱给付；费用为起诉的三分之一',
    law: '民事诉讼法第二百二十五条、第二百二十七条；诉讼费用交纳办法第十四条',
  },
  departmentMediation: {
    zh: '主管部门投诉、行政调解',
    at: ['department', 'police'],
    atWords: '主管部门',
    competentOnly: true,
    clock: null,
    cost: 'free',
    effect: 'agreementOnly',
    joint: true,
    why: '主管部门可以查处违法行为并居中调解',
    law: '消费者权益保护法第三十九条；道路交通安全法第七十四条；噪声污染防治法第八十六条；医疗纠纷预防和处理条例第四十条',
  },
  departmentHandling: {
    zh: '向主管部门、12345反映',
    at: ['department', 'hotline'],
    atWords: '主管部门、12345',
    competentOnly: true,
    clock: 'hotlineOrdinary',
    cost: 'free',
    effect: 'reply',
    why: '要求行政机关履行职责的，由有权处理的机关答复',
    law: '信访工作条例第十七条、第二十三条',
  },
  administrativeRuling: {
    zh: '政府处理土地权属争议',
    at: ['town'],
    atWords: '乡镇人民政府、县级人民政府',
    clock: null,
    cost: 'free',
    effect: 'reviewed',
    why: '只限土地所有权、使用权争议：由政府处理，不服的可以自接到决定之日起三十日内起诉',
    law: '土地管理法第十四条',
  },
  villageSupervision: {
    zh: '乡镇政府调查核实、责令公布',
    at: ['town'],
    atWords: '乡镇人民政府、街道办事处',
    clock: null,
    cost: 'free',
    effect: 'reply',
    why: '村务不公布或者不真实的，乡镇政府或者县级主管部门负责调查核实',
    law: '村民委员会组织法第三十一条',
  },
  administrativeReview: {
    zh: '行政复议',
    at: ['justiceBureau'],
    atWords: '县级人民政府行政复议机构',
    clock: 'administrativeReview',
    cost: 'free',
    effect: 'reviewed',
    why: '不服行政行为的，可以自知道之日起六十日内申请；不履行法定职责等情形依法先复议；可以在复议中调解',
    law: '行政复议法第五条、第十一条、第二十条、第二十三条、第六十二条、第八十七条',
  },
  administrativeCourt: {
    zh: '行政诉讼',
    at: ['court'],
    atWords: '人民法院',
    clock: 'administrativeSuit',
    cost: 'acceptance',
    effect: 'enforceable',
    why: '随时可以递交起诉状，法院应当接收并出具收据',
    law: '行政诉讼法第四十五条、第四十六条、第五十一条、第八十一条',
  },
  court: {
    zh: '向人民法院起诉',
    at: ['court', 'tribunal'],
    atWords: '人民法院',
    clock: 'courtSummary',
    cost: 'acceptance',
    effect: 'enforceable',
    why: '随时可以递交起诉状，符合条件的必须受理，七日内立案；调解不是前提，可以拒绝调解；普通程序六个月',
    law: '民事诉讼法第一百二十五条、第一百二十六条、第一百五十二条、第一百六十四条',
  },
  labourCourt: {
    zh: '向人民法院起诉',
    at: ['court', 'tribunal'],
    atWords: '人民法院',
    clock: 'courtSummary',
    cost: 'acceptance',
    effect: 'enforceable',
    why: '随时可以递交起诉状，是否受理由法院决定；对仲裁裁决不服的十五日内起诉；凭工资欠条、不涉及劳动关系其他争议的，可以不经仲裁直接起诉',
    law: '劳动争议调解仲裁法第四十八条、第五十条；审理劳动争议案件司法解释（一）第十五条',
  },
  petition: {
    zh: '信访',
    at: ['petitionOffice'],
    atWords: '信访部门',
    clock: 'petitionReply',
    cost: 'free',
    effect: 'reply',
    why: '随时可以提出；十五日内转送交办，受理之日起六十日内办结，不服的可以复查、复核',
    law: '信访工作条例第十七条、第二十二条、第三十四条至第三十六条',
  },
} as const satisfies Record<string, LawRoute>

export type LawRouteKind = keyof typeof lawRoutes
export const lawRouteTable: Readonly<Record<LawRouteKind, LawRoute>> = lawRoutes

/** Routes of suing and petitioning: always offered, whatever else was tried. */
export const openRoutes: ReadonlySet<LawRouteKind> = new Set([
  'court',
  'labourCourt',
  'administrativeCourt',
  'petition',
])
export const mediationRouteKinds: ReadonlySet<LawRouteKind> = new Set([
  'mediation',
  'labourMediation',
  'medicalMediation',
])

const civil: readonly LawRouteKind[] = ['mediation', 'court', 'petition']
const supervised: readonly LawRouteKind[] = ['mediation', 'departmentMediation', 'court', 'petition']
const money: readonly LawRouteKind[] = ['mediation', 'paymentOrder', 'court', 'petition']
const commercial: readonly LawRouteKind[] = ['mediation', 'commercialArbitration', 'paymentOrder', 'court', 'petition']

/** Order in which the routes of a type are suggested, and by what its suit is charged. */
export const routesOfType = {
  marriageFamily: { routes: civil, fee: 'divorce' },
  neighbour: { routes: civil, fee: 'nonProperty' },
  housingHomestead: { routes: ['mediation', 'administrativeRuling', 'court', 'petition'], fee: 'property' },
  homePurchase: { routes: supervised, fee: 'property' },
  propertyService: { routes: supervised, fee: 'property' },
  lease: { routes: civil, fee: 'property' },
  construction: { routes: commercial, fee: 'property' },
  labour: {
    routes: ['labourArbitration', 'labourMediation', 'labourInspection', 'labourCourt', 'petition'],
    fee: 'labour',
  },
  consumer: { routes: supervised, fee: 'property' },
  finance: { routes: money, fee: 'property' },
  privateLoan: { routes: money, fee: 'property' },
  contract: { routes: commercial, fee: 'property' },
  businessOperation: { routes: commercial, fee: 'property' },
  damages: { routes: civil, fee: 'personality' },
  traffic: { routes: supervised, fee: 'personality' },
  medical: { routes: ['medicalMediation', 'departmentMediation', 'court', 'petition'], fee: 'personality' },
  education: { routes: supervised, fee: 'property' },
  environment: { routes: supervised, fee: 'nonProperty' },
  expropriation: {
    routes: ['administrativeReview', 'mediation', 'administrativeCourt', 'petition'],
    fee: 'administrative',
  },
  landForest: {
    routes: ['mediation', 'ruralArbitration', 'administrativeRuling', 'court', 'petition'],
    fee: 'nonProperty',
  },
  villageAffairs: { routes: ['villageSupervision', 'mediation', 'court', 'petition'], fee: 'nonProperty' },
  onlineTrade: { routes: supervised, fee: 'property' },
  intellectualProperty: { routes: civil, fee: 'property' },
  tourism: { routes: supervised, fee: 'property' },
  publicService: {
    routes: ['departmentHandling', 'administrativeReview', 'administrativeCourt', 'petition'],
    fee: 'administrative',
  },
  other: { routes: civil, fee: 'property' },
  none: { routes: ['departmentHandling', 'court', 'petition'], fee: 'property' },
} as const satisfies Record<DisputeType, { readonly routes: readonly LawRouteKind[]; readonly fee: FeeKind }>

/** Put first, and mediation left out, where violence at home was reported (mission.md, line 4). */
export const violenceRoutes: readonly LawRouteKind[] = ['police', 'protectionOrder']

export const routeWords = {
  leftOutViolence: '涉及家庭暴力，不安排双方共同调解；先保障人身安全。受害人自愿要求的，另行安排',
  leftOutSealed: '当事人身份已封存，不安排双方共同调解',
  always: '任何阶段都可以选择，不以其他途径为前提',
  free: '不收费',
  feeUnknown: '按标的额分段计算（诉讼费用交纳办法第十三条），标的额未知',
  fee: (low: string, high: string) => `案件受理费${low === high ? `${low}元` : `${low}—${high}元`}，以法院核定为准`,
  halvedFee: (low: string, high: string) =>
    `简易程序、调解结案或者撤诉减半：${low === high ? `${low}元` : `${low}—${high}元`}（第十五条、第十六条）`,
  orderFee: (fee: string) => `申请费${fee}元，为财产案件受理费的三分之一`,
  arbitrationRules: '按仲裁委员会的收费规则',
  takesType: '受理此类纠纷',
  near: '位于纠纷所在镇街',
  held: (held: number, judged: number) => `同类纠纷${judged}件已满观察期，其中${held}件调成且九十日内未再起`,
  few: '同类纠纷不足5件，不显示比率',
  load: (open: number, mediators: number) => `在办${open}件，调解员${mediators}名`,
  days: (days: number) => `同类调成的用时中位数${days}天`,
  alike: '与前一家的过往成效在统计上分不出高低，按就近和在办量排列',
} as const
