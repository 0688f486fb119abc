/**
 * Reference data of a county (`suyuan import-reference KIND FILE`; docs/decisions/0001). Every file may also have 生效日期 and 来源.
 * `set`: the newest version in force replaces the earlier one as a whole; `rows`: the newest row of each key is in force.
 */
interface ReferenceKindShape {
  readonly zh: string
  readonly en: string
  readonly columns: readonly string[]
  readonly required: readonly string[]
  readonly key: readonly string[]
  readonly mode: 'set' | 'rows'
  /** Columns that must be whole numbers, dates, or place codes. */
  readonly numbers?: readonly string[]
  readonly dates?: readonly string[]
  readonly codes?: readonly string[]
  /** False: rows go to their room only (personal data of staff). */
  readonly kept: boolean
}

export const effectiveColumn = '生效日期'
export const referenceSourceColumn = '来源'

export const referenceKinds = {
  population: {
    zh: '人口',
    en: 'population by place and year',
    columns: ['区划代码', '年份', '常住人口', '登记流动人口'],
    required: ['区划代码', '年份', '常住人口'],
    key: ['区划代码', '年份'],
    mode: 'rows',
    numbers: ['年份', '常住人口', '登记流动人口'],
    codes: ['区划代码'],
    kept: true,
  },
  agencies: {
    zh: '机构',
    en: 'agencies',
    columns: ['机构编码', '名称', '类别', '区划代码', '上级机构编码', '起', '止'],
    required: ['机构编码', '名称', '类别'],
    key: ['机构编码'],
    mode: 'rows',
    dates: ['起', '止'],
    codes: ['区划代码'],
    kept: true,
  },
  officers: {
    zh: '工作人员',
    en: 'officers',
    columns: ['登录名', '姓名', '机构编码', '角色', '手机', '任职岗位', '负责人', '起', '止'],
    required: ['登录名', '姓名', '机构编码', '角色'],
    // Several rows of one login are several posts.
    key: ['登录名', '机构编码', '角色'],
    mode: 'rows',
    dates: ['起', '止'],
    kept: false,
  },
  'mediation-bodies': {
    zh: '调解组织',
    en: 'mediation bodies',
    columns: ['机构编码', '受理类型'],
    required: ['机构编码', '受理类型'],
    key: ['机构编码', '受理类型'],
    mode: 'set',
    kept: true,
  },
  routes: {
    zh: '预警去向',
    en: 'who gets which alert',
    columns: ['层级', '纠纷类型', '接收机构编码', '方式', '事项编号'],
    required: ['层级', '接收机构编码', '方式'],
    key: ['层级', '纠纷类型', '接收机构编码', '方式'],
    mode: 'set',
    kept: true,
  },
  organisations: {
    zh: '单位名录',
    en: 'organisations',
    columns: ['统一社会信用代码', '名称', '曾用名', '类别'],
    required: ['统一社会信用代码', '名称'],
    key: ['统一社会信用代码'],
    mode: 'rows',
    kept: true,
  },
  'matter-list': {
    zh: '事项清单',
    en: 'lists of matters',
    columns: ['编号', '清单', '事项', '部门', '条款'],
    required: ['编号', '清单', '事项', '部门'],
    key: ['编号', '清单'],
    mode: 'set',
    kept: true,
  },
  causes: {
    zh: '案由',
    en: 'civil causes of action',
    columns: ['名称', '版本', '级别', '上级'],
    required: ['名称', '版本', '级别'],
    key: ['名称', '版本', '上级'],
    mode: 'rows',
    numbers: ['级别'],
    kept: true,
  },
  holidays: {
    zh: '节假日',
    en: 'holidays and make-up days',
    columns: ['日期', '类别', '名称'],
    required: ['日期', '类别'],
    key: ['日期'],
    mode: 'rows',
    dates: ['日期'],
    kept: true,
  },
} as const satisfies Record<string, ReferenceKindShape>

export type ReferenceKind = keyof typeof referenceKinds
export const referenceTable: Readonly<Record<ReferenceKind, ReferenceKindShape>> = referenceKinds
export const referenceReasons = {
  missing: '不能为空',
  number: '应为整数',
  date: '应为日期，例如 2023-08-01',
  code: '应为 6、9 或 12 位区划代码',
  repeated: '与第 {row} 行重复',
} as const
