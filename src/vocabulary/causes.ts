import type { DisputeType } from './dispute-types.ts'

/** A civil cause of action, identified by name and version: numbers change with every edition. */
export interface Cause {
  readonly name: string
  /** First day of the edition, `YYYY-MM-DD`. */
  readonly version: string
  /** 1 or 2 as in the edition; null for names of lower levels whose place in the tree was not seen. */
  readonly level: 1 | 2 | null
  /** Name of the level-1 heading, or null. */
  readonly parent: string | null
  readonly source: string
  readonly verified: boolean
}

/** Editions that are known to exist. The list of 2026 was not available: it is imported (`import-reference causes`). */
export const causeEditions = [
  { version: '2021-01-01', source: '民事案件案由规定(2020年修正),自2021年1月1日起施行', complete: false },
  { version: '2026-01-01', source: '民事案件案由规定,法〔2025〕226号,自2026年1月1日起施行', complete: false },
] as const

const edition = '2021-01-01'
const headingSource = '民事案件案由规定(2021年版)一、二级案由,凭记忆整理,待以官方文本核对'
const listSource = '开封法院2021年上半年收案案由统计所见名称,待以官方文本核对'

/** Level 1 and those level-2 names that were at hand. */
const headings: readonly (readonly [string, string])[] = [
  ['人格权纠纷', '人格权纠纷'],
  ['婚姻家庭、继承纠纷', '婚姻家庭纠纷 继承纠纷'],
  ['物权纠纷', '不动产登记纠纷 物权保护纠纷 所有权纠纷 用益物权纠纷 担保物权纠纷 占有保护纠纷'],
  ['合同、准合同纠纷', '合同纠纷 不当得利纠纷 无因管理纠纷'],
  ['知识产权与竞争纠纷', ''],
  ['劳动争议、人事争议', ''],
  ['海事海商纠纷', '海事海商纠纷'],
  ['与公司、证券、保险、票据等有关的民事纠纷', ''],
  ['侵权责任纠纷', '侵权责任纠纷'],
  ['非讼程序案件案由', ''],
  ['特殊诉讼程序案件案由', ''],
]

/**
 * Names met in courts' statistics and the dispute type that they usually belong to. Many to one; a suggestion that the text of
 * the case may overrule. Version 1, unverified.
 */
export const causeTypesVersion = '1'
export const causeTypes: Readonly<Record<string, DisputeType>> = {
  民间借贷纠纷: 'privateLoan',
  离婚纠纷: 'marriageFamily',
  机动车交通事故责任纠纷: 'traffic',
  买卖合同纠纷: 'contract',
  劳动争议: 'labour',
  房屋买卖合同纠纷: 'homePurchase',
  物业服务合同纠纷: 'propertyService',
  劳务合同纠纷: 'labour',
  租赁合同纠纷: 'lease',
  房屋租赁合同纠纷: 'lease',
  借款合同纠纷: 'finance',
  金融借款合同纠纷: 'finance',
  信用卡纠纷: 'finance',
  追偿权纠纷: 'finance',
  '生命权、身体权、健康权纠纷': 'damages',
  建设工程施工合同纠纷: 'construction',
  承揽合同纠纷: 'contract',
  商品房预售合同纠纷: 'homePurchase',
  商品房销售合同纠纷: 'homePurchase',
  装饰装修合同纠纷: 'construction',
  土地承包经营权纠纷: 'landForest',
  相邻关系纠纷: 'neighbour',
  '相邻通风、采光和日照纠纷': 'neighbour',
  '相邻用水、排水纠纷': 'neighbour',
  排除妨害纠纷: 'neighbour',
  抚养费纠纷: 'marriageFamily',
  赡养费纠纷: 'marriageFamily',
  抚养权纠纷: 'marriageFamily',
  婚约财产纠纷: 'marriageFamily',
  继承纠纷: 'marriageFamily',
  提供劳务者受害责任纠纷: 'damages',
  医疗损害责任纠纷: 'medical',
  产品责任纠纷: 'consumer',
  名誉权纠纷: 'damages',
  不当得利纠纷: 'other',
  保险人代位求偿权纠纷: 'finance',
}

export const causes: readonly Cause[] = [
  ...headings.flatMap(([name, children]): Cause[] => [
    { name, version: edition, level: 1, parent: null, source: headingSource, verified: false },
    ...children
      .split(' ')
      .filter((child) => child !== '')
      .map(
        (child): Cause => ({
          name: child,
          version: edition,
          level: 2,
          parent: name,
          source: headingSource,
          verified: false,
        }),
      ),
  ]),
  ...Object.keys(causeTypes).map(
    (name): Cause => ({ name, version: edition, level: null, parent: null, source: listSource, verified: false }),
  ),
]

/** The dispute type of a 案由 as the court writes it: by its name, else by the longest known name that it contains. */
export function typeOfCause(text: string): DisputeType | null {
  const name = text.replace(/[\s　]/g, '')
  if (causeTypes[name]) return causeTypes[name]
  const contained = Object.keys(causeTypes).filter((known) => name.includes(known.replace(/(纠纷|争议)$/, '')))
  const longest = contained.sort((a, b) => b.length - a.length || (a < b ? -1 : 1))[0]
  return longest === undefined ? null : causeTypes[longest]!
}
