import { creditCode } from './identity.ts'
import { brandName } from './names.ts'
import type { Town } from './places.ts'
import type { Random } from './random.ts'
import type { Minutes } from './time.ts'

/** What an invented organisation does; decides its name, the disputes it meets and its class in the register. */
export const trades = {
  developer: {
    class: '房地产开发',
    code: '91',
    endings: ['置业有限公司', '房地产开发有限公司'],
    short: ['置业', '房产'],
  },
  builder: { class: '建筑施工', code: '91', endings: ['建设有限公司', '建筑工程有限公司'], short: ['建设', '建筑'] },
  labourAgency: { class: '劳务', code: '91', endings: ['劳务有限公司', '建筑劳务分包有限公司'], short: ['劳务'] },
  property: { class: '物业管理', code: '91', endings: ['物业服务有限公司', '物业管理有限公司'], short: ['物业'] },
  socks: { class: '袜业针织', code: '91', endings: ['袜业有限公司', '针织有限公司'], short: ['袜业', '针织'] },
  hardware: {
    class: '五金机械',
    code: '91',
    endings: ['铜业有限公司', '机械有限公司', '管业有限公司'],
    short: ['铜业', '机械', '管业'],
  },
  pearl: { class: '珍珠饰品', code: '91', endings: ['珍珠有限公司', '珠宝饰品有限公司'], short: ['珍珠', '珠宝'] },
  gym: { class: '健身服务', code: '91', endings: ['健身服务有限公司', '健身管理有限公司'], short: ['健身'] },
  beauty: { class: '美容美发', code: '92', endings: ['美容美发店', '美容院'], short: ['美容'] },
  training: {
    class: '教育培训',
    code: '52',
    endings: ['教育培训学校有限公司', '文化艺术培训中心'],
    short: ['培训', '教育'],
  },
  kindergarten: { class: '幼儿园', code: '52', endings: ['幼儿园'], short: ['幼儿园'] },
  hospital: { class: '医疗机构', code: '52', endings: ['医院', '口腔门诊部'], short: ['医院', '口腔'] },
  restaurant: { class: '餐饮', code: '92', endings: ['饭店', '餐饮店'], short: ['饭店'] },
  shop: { class: '零售', code: '92', endings: ['超市', '家电商行', '家具店'], short: ['超市', '家电', '家具'] },
  decoration: { class: '装饰装修', code: '91', endings: ['装饰工程有限公司', '装饰设计有限公司'], short: ['装饰'] },
  cars: { class: '汽车销售', code: '91', endings: ['汽车销售服务有限公司'], short: ['汽车'] },
  logistics: { class: '物流', code: '91', endings: ['物流有限公司', '货运有限公司'], short: ['物流', '货运'] },
  lender: { class: '小额贷款', code: '91', endings: ['小额贷款有限公司', '信息咨询有限公司'], short: ['小贷', '咨询'] },
  insurer: { class: '保险代理', code: '91', endings: ['保险代理有限公司'], short: ['保险'] },
  travel: { class: '旅行社', code: '91', endings: ['旅行社有限公司'], short: ['旅行社'] },
  onlineShop: {
    class: '电子商务',
    code: '91',
    endings: ['电子商务有限公司', '网络科技有限公司'],
    short: ['电商', '网络'],
  },
  agencyHouse: { class: '房产中介', code: '91', endings: ['房产经纪有限公司'], short: ['房产中介'] },
  plant: {
    class: '化工建材',
    code: '91',
    endings: ['建材有限公司', '塑粉有限公司', '印染有限公司'],
    short: ['建材', '塑粉', '印染'],
  },
} as const satisfies Record<
  string,
  { class: string; code: '91' | '92' | '52'; endings: readonly string[]; short: readonly string[] }
>
export type Trade = keyof typeof trades

export interface Organisation {
  /** Truth: O0001 … */
  readonly id: string
  readonly trade: Trade | 'villageCommittee' | 'authority' | 'bank'
  readonly name: string
  /** How people say it: brand and trade, without 有限公司. */
  readonly shortName: string
  /** The name before a change, and the day of the change. */
  readonly formerName: { readonly name: string; readonly until: Minutes } | null
  readonly creditCode: string
  readonly phone: string
  readonly town: string
  /** The estate, site or market where it stands. */
  readonly site: string
}

const landline = (random: Random): string =>
  `0575-8${random.int(2, 3)}${String(random.int(0, 99999)).padStart(5, '0')}0`.slice(0, 13)

const estateFirst = '云霁月松竹鹿鹤溪湖江山林星辰锦泊'
const estateSecond = ['栖雅苑', '澜庭', '鸣府', '语花园', '屿名邸', '岸春晓', '麓家园', '樾华庭', '阅公馆', '隐小区']
export const estateName = (random: Random): string =>
  `${random.pick([...estateFirst])}${random.pick([...'栎岫旸嵘禾沐澄棠'])}${random.pick(estateSecond)}`

const siteOf = (random: Random, trade: Trade): string =>
  trade === 'developer' || trade === 'property' || trade === 'decoration' || trade === 'agencyHouse'
    ? estateName(random)
    : trade === 'builder' || trade === 'labourAgency'
      ? `${estateName(random)}${random.pick(['一期', '二期', '安置房', '厂房'])}项目工地`
      : ''

export function organisationMaker(random: Random, from: Minutes, until: Minutes) {
  let count = 0
  const taken = new Set<string>()
  return (trade: Trade, town: Town): Organisation => {
    const { code, endings, short } = trades[trade]
    const at = random.int(0, endings.length - 1)
    let brand = brandName(random)
    while (taken.has(brand)) brand = brandName(random) + (random.chance(0.3) ? random.pick([...'泰丰盛源达']) : '')
    taken.add(brand)
    const seat =
      code === '91'
        ? random.pick(['诸暨', '诸暨市', '浙江', '绍兴', '诸暨'])
        : `诸暨市${town.name.replace(/(街道|镇|乡)$/, '')}`
    const name = `${seat}${brand}${endings[at]}`
    count++
    return {
      id: `O${String(count).padStart(4, '0')}`,
      trade,
      name,
      shortName: brand + (short[at] ?? short[0]),
      formerName: random.chance(0.08)
        ? { name: `诸暨${brandName(random)}${endings[at]}`, until: random.int(from, until) }
        : null,
      creditCode: creditCode(random, code),
      phone: landline(random),
      town: town.code,
      site: siteOf(random, trade),
    }
  }
}

/** As a caller, a clerk or a court writes it. `exact` is for sources that check the register. */
export function writtenName(random: Random, organisation: Organisation, at: Minutes, exact: boolean): string {
  const former = organisation.formerName
  if (former && (at < former.until || (!exact && random.chance(0.25)))) return former.name
  if (exact || organisation.trade === 'villageCommittee' || organisation.trade === 'authority') return organisation.name
  const form = random.next()
  if (form < 0.45) return organisation.name
  if (form < 0.75) return organisation.shortName
  if (form < 0.9) return organisation.name.replace(/^(诸暨市?|浙江|绍兴)/, '')
  return organisation.name.replace(/(股份)?有限公司$/, '')
}
