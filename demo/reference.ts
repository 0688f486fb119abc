import type { AgencyKind } from '../src/vocabulary/agency-kinds.ts'
import { villages as allVillages } from '../src/vocabulary/places.ts'
import type { Role } from '../src/vocabulary/roles.ts'
import { phoneNumber } from './identity.ts'
import { demoMatters } from './matters.ts'
import { givenName, surname } from './names.ts'
import type { Organisation } from './organisations.ts'
import { countyPopulation, townPopulations, towns } from './places.ts'
import type { Random } from './random.ts'

export const demoSource = '演示数据'
const since = '2021-01-01'

type Line = Readonly<Record<string, string>>
const dated = (line: Line, source = demoSource): Line => ({ ...line, 生效日期: since, 来源: source })

/** Departments of a county government; public bodies by their offices, no persons. */
const departments: readonly (readonly [code: string, name: string, kind: AgencyKind, login: string])[] = [
  ['330681-ZX', '诸暨市社会治理中心', 'centre', 'operator'],
  ['330681-FY', '诸暨市人民法院', 'court', 'judge'],
  ['330681-GA', '诸暨市公安局', 'police', 'police'],
  ['330681-XF', '诸暨市信访局', 'petitionOffice', 'petition'],
  ['330681-RX', '诸暨市12345政务服务热线', 'hotline', 'hotline'],
  ['330681-ZJ', '诸暨市住房和城乡建设局', 'department', 'housing'],
  ['330681-RS', '诸暨市人力资源和社会保障局', 'department', 'labour'],
  ['330681-SC', '诸暨市市场监督管理局', 'department', 'market'],
  ['330681-SF', '诸暨市司法局', 'justiceBureau', 'justice'],
  ['330681-ZR', '诸暨市自然资源和规划局', 'department', 'land'],
  ['330681-JY', '诸暨市教育体育局', 'department', 'education'],
  ['330681-WJ', '诸暨市卫生健康局', 'department', 'health'],
  ['330681-NY', '诸暨市农业农村局', 'department', 'agriculture'],
  ['330681-ZF', '诸暨市综合行政执法局', 'department', 'enforcement'],
  ['330681-JR', '诸暨市金融发展服务中心', 'department', 'finance'],
  ['330681-ST', '绍兴市生态环境局诸暨分局', 'department', 'environment'],
]

/** County mediation bodies of a trade and the dispute types they take. */
const industryBodies: readonly (readonly [code: string, name: string, types: string])[] = [
  ['330681-TW1', '诸暨市房地产物业纠纷人民调解委员会(演示)', 'homePurchase;propertyService;construction;lease'],
  ['330681-TW2', '诸暨市劳动人事争议人民调解委员会(演示)', 'labour'],
  ['330681-TW3', '诸暨市消费纠纷人民调解委员会(演示)', 'consumer;onlineTrade;education;tourism'],
  ['330681-TW4', '诸暨市医疗纠纷人民调解委员会(演示)', 'medical'],
  ['330681-TW5', '诸暨市道路交通事故人民调解委员会(演示)', 'traffic'],
  ['330681-TW6', '诸暨市金融纠纷人民调解委员会(演示)', 'finance;privateLoan'],
]

const townTypes =
  'marriageFamily;neighbour;housingHomestead;damages;landForest;lease;privateLoan;contract;villageAffairs;expropriation;environment;propertyService;homePurchase;labour;consumer;other'

const responsible: readonly (readonly [types: readonly string[], code: string])[] = [
  [['homePurchase', 'propertyService', 'construction', 'lease'], '330681-ZJ'],
  [['labour'], '330681-RS'],
  [['consumer', 'onlineTrade', 'tourism', 'intellectualProperty', 'contract', 'businessOperation'], '330681-SC'],
  [['education'], '330681-JY'],
  [['medical'], '330681-WJ'],
  [['environment'], '330681-ST'],
  [['finance', 'privateLoan'], '330681-JR'],
  [['expropriation', 'housingHomestead'], '330681-ZR'],
  [['landForest', 'villageAffairs'], '330681-NY'],
  [['damages', 'traffic'], '330681-GA'],
]

/** Under which item of the list a town looks after an alert of a type; other types have none and lie outside it. */
const itemOfType: Readonly<Record<string, string>> = {
  homePurchase: '商品房销售矛盾',
  propertyService: '物业服务矛盾',
  construction: '建筑工地扰民',
  lease: '房屋租赁矛盾',
  labour: '欠薪隐患',
  consumer: '价格投诉',
  onlineTrade: '网络交易争议',
  education: '校外培训机构',
  medical: '医疗纠纷',
  environment: '噪声异味',
  finance: '农户贷款逾期',
  privateLoan: '民间借贷',
  expropriation: '征收补偿',
  housingHomestead: '宅基地界址',
  landForest: '山林权属',
  villageAffairs: '村务公开',
  traffic: '道路交通事故',
}

const secondPosts: readonly (readonly [login: string, code: string, role: Role, title: string])[] = [
  ['cadre002', '330681002-SFS', 'townCadre', '司法所所长(兼)'],
  ['mediator109', '330681109-ZF', 'townCadre', '综治干部(兼)'],
]

const villagesOf = (town: string) => allVillages.filter((village) => village.parent === town).slice(0, 3)

export interface ReferencePlan {
  readonly bank: Organisation
  readonly organisations: readonly Organisation[]
}

/** Lines of each reference file by its kind; the columns are those of docs/decisions/0001. */
export function createReference(random: Random, plan: ReferencePlan): Readonly<Record<string, readonly Line[]>> {
  const person = (): { 姓名: string; 手机: string } => {
    const age = random.int(26, 57)
    const female = random.chance(0.45)
    return { 姓名: surname(random) + givenName(random, age, female), 手机: phoneNumber(random) }
  }
  const population: Line[] = []
  for (const year of [2020, 2021, 2022, 2023] as const) {
    const parts = townPopulations(year)
    const floating = towns.map((town) => Math.round(parts.get(town.code)! * town.incomers * 0.8))
    const source =
      year <= 2021 ? '演示数据:县级合计取公开数,镇街分摊为虚构' : '演示数据:沿用2021年县级合计,镇街分摊为虚构'
    const add = (code: string, people: number, incomers: number): void => {
      population.push({
        区划代码: code,
        年份: String(year),
        常住人口: String(people),
        登记流动人口: String(incomers),
        生效日期: `${year}-01-01`,
        来源: source,
      })
    }
    add(
      '330681',
      countyPopulation[year],
      floating.reduce((sum, value) => sum + value, 0),
    )
    towns.forEach((town, index) => {
      add(town.code, parts.get(town.code)!, floating[index]!)
    })
  }

  const agency = (code: string, name: string, kind: AgencyKind, place = '330681', parent = ''): Line =>
    dated({ 机构编码: code, 名称: name, 类别: kind, 区划代码: place, 上级机构编码: parent })
  const townAgency = (town: string): string => `${town}-ZF`
  const townBody = (town: string): string => `${town}-TW`
  const agencies: Line[] = [
    ...departments.map(([code, name, kind]) =>
      agency(code, name, kind, '330681', code === '330681-ZX' ? '' : '330681-ZX'),
    ),
    ...industryBodies.map(([code, name]) => agency(code, name, 'mediationBody', '330681', '330681-SF')),
    ...towns.map((town) =>
      agency(
        townAgency(town.code),
        `${town.name}${town.name.endsWith('街道') ? '办事处' : '人民政府'}`,
        'town',
        town.code,
        '330681-ZX',
      ),
    ),
    ...towns.map((town) =>
      agency(townBody(town.code), `${town.name}人民调解委员会`, 'mediationBody', town.code, '330681-SF'),
    ),
    agency('330681-YH', plan.bank.name, 'bank'),
    agency('330681-FY-LA', '诸暨市人民法院立案庭', 'courtOffice', '330681', '330681-FY'),
    agency('330681-FY-FQ', '诸暨市人民法院枫桥人民法庭', 'tribunal', '330681109', '330681-FY'),
    agency('330681-GA-HD', '诸暨市公安局浣东派出所', 'policeStation', '330681002', '330681-GA'),
    agency('330681-GA-FQ', '诸暨市公安局枫桥派出所', 'policeStation', '330681109', '330681-GA'),
    agency('330681002-SFS', '诸暨市司法局浣东司法所', 'justiceOffice', '330681002', '330681-SF'),
    ...villagesOf('330681002').flatMap((village) => [
      agency(village.code, `${village.name}(演示)`, 'village', village.code, townAgency('330681002')),
      agency(`${village.code}-W1`, `${village.name}第一网格(演示)`, 'grid', village.code, village.code),
    ]),
  ]

  // One account an agency in the demonstration, so its cadre, mediator, judge or officer also heads it.
  const heading: ReadonlySet<Role> = new Set(['townCadre', 'mediator', 'department', 'judge'])
  const officer = (login: string, code: string, role: Role): Line =>
    dated({
      登录名: login,
      ...person(),
      机构编码: code,
      角色: role,
      任职岗位: '',
      负责人: heading.has(role) ? '是' : '',
    })
  const roleOf: Partial<Record<string, Role>> = { operator: 'operator', judge: 'judge' }
  const officers: Line[] = [
    ...departments.map(([code, , , login]) => officer(login, code, roleOf[login] ?? 'department')),
    officer('leader', '330681-ZX', 'leader'),
    officer('auditor', '330681-SF', 'auditor'),
    officer('admin', '330681-ZX', 'administrator'),
    officer('bank', '330681-YH', 'bank'),
    officer('grid', townAgency('330681002'), 'gridWorker'),
    ...towns.map((town) => officer(`cadre${town.code.slice(6)}`, townAgency(town.code), 'townCadre')),
    ...towns.map((town) => officer(`mediator${town.code.slice(6)}`, townBody(town.code), 'mediator')),
    ...industryBodies.map(([code], index) => officer(`mediator-tw${index + 1}`, code, 'mediator')),
    officer('custodian', '330681-ZX', 'identityCustodian'),
    officer('privacy', '330681-ZX', 'privacyOfficer'),
    officer('admin2', '330681-ZX', 'administrator'),
    officer('judge-fq', '330681-FY-FQ', 'judge'),
    officer('police-hd', '330681-GA-HD', 'department'),
    // What is established is changed by two operators.
    officer('operator2', '330681-ZX', 'operator'),
  ]
  // Some hold a second post; the account is the same person's.
  for (const [login, code, role, title] of secondPosts) {
    const first = officers.find((one) => one.登录名 === login)!
    officers.push({ ...first, 机构编码: code, 角色: role, 任职岗位: title, 负责人: '' })
  }

  const route = (level: string, type: string, code: string, way: 'task' | 'legalNotice', item = ''): Line =>
    dated({ 层级: level, 纠纷类型: type, 接收机构编码: code, 方式: way, 事项编号: item })
  const matters = demoMatters()
  const routes: Line[] = [
    // The first route that meets an agency counts, so that types with an item stand before all others.
    ...Object.entries(itemOfType).map(([type, thing]) =>
      route('*', type, '属地镇街', 'task', matters.find(({ name }) => name === `${thing}现场核实`)!.number),
    ),
    route('*', '*', '属地镇街', 'task'),
    route('meso', '*', '属地调委会', 'task'),
    route('micro', '*', '属地调委会', 'task'),
    route('meso', '*', '330681-FY', 'legalNotice'),
    route('macro', '*', '330681-FY', 'legalNotice'),
    ...responsible.flatMap(([types, code]) => types.map((type) => route('meso', type, code, 'task'))),
    ...industryBodies.flatMap(([code, , types]) => types.split(';').map((type) => route('meso', type, code, 'task'))),
  ]

  return {
    population,
    agencies,
    officers,
    'mediation-bodies': [
      ...industryBodies.flatMap(([code, , types]) =>
        types.split(';').map((type) => dated({ 机构编码: code, 受理类型: type })),
      ),
      ...towns.flatMap((town) =>
        townTypes.split(';').map((type) => dated({ 机构编码: townBody(town.code), 受理类型: type })),
      ),
    ],
    routes,
    organisations: plan.organisations.map((one) =>
      dated({ 统一社会信用代码: one.creditCode, 名称: one.name, 曾用名: one.formerName?.name ?? '', 类别: one.trade }),
    ),
    'matter-list': demoMatters().map(({ number, list, name, department, clause }) =>
      dated({ 编号: number, 清单: list, 事项: name, 部门: department, 条款: clause }),
    ),
  }
}
