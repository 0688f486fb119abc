/**
 * The demonstration county's two lists of matters: exactly 1,007 between departments and towns and 185 for villages, invented
 * from objects × duties by department. Plausible, of no real county; each says so in its clause.
 */

export type MatterListName = '部门涉镇' | '涉村'

export interface DemoMatter {
  /** `BZ-0001` for towns, `SC-001` for villages: the order of making, stable for ever. */
  readonly number: string
  readonly list: MatterListName
  readonly name: string
  /** Code of the department that may give the matter. */
  readonly department: string
  readonly clause: string
}

export const matterCounts = { 部门涉镇: 1007, 涉村: 185 } as const satisfies Record<MatterListName, number>

/** What a department deals with: ten objects each, so that seven duties give seventy matters. */
const objects: Readonly<Record<string, readonly string[]>> = {
  '330681-GA': [
    '流动人口',
    '出租房屋',
    '治安隐患',
    '家庭暴力',
    '涉赌线索',
    '电信诈骗',
    '道路交通事故',
    '民用危险物品',
    '养犬扰民',
    '大型活动秩序',
  ],
  '330681-XF': [
    '初次来信',
    '初次来访',
    '重复信访',
    '群体来访',
    '越级来访',
    '信访积案',
    '网上信访',
    '信访老户',
    '领导接访事项',
    '信访复查意见',
  ],
  '330681-RX': [
    '热线诉求',
    '重复来电',
    '不满意工单',
    '紧急来电',
    '跨镇街诉求',
    '疑难工单',
    '匿名诉求',
    '季节性诉求',
    '多人同诉',
    '公用设施报修',
  ],
  '330681-ZJ': [
    '商品房销售矛盾',
    '物业服务矛盾',
    '业主委员会换届',
    '危旧房屋',
    '农村自建房',
    '老旧小区改造',
    '房屋租赁矛盾',
    '建筑工地扰民',
    '保障性住房',
    '住宅专项维修资金',
  ],
  '330681-RS': [
    '欠薪隐患',
    '工程建设领域用工',
    '劳动合同争议',
    '工伤争议',
    '裁员风险',
    '社会保险争议',
    '职业中介',
    '零工市场',
    '新业态用工',
    '高温津贴争议',
  ],
  '330681-SC': [
    '预付卡经营主体',
    '食品安全隐患',
    '农贸市场',
    '网络交易争议',
    '电梯安全',
    '计量争议',
    '价格投诉',
    '虚假宣传',
    '无照经营',
    '药店与保健品会销',
  ],
  '330681-SF': [
    '人民调解',
    '社区矫正对象',
    '安置帮教对象',
    '法律援助申请',
    '普法宣传',
    '法治村建设',
    '行政争议',
    '司法确认',
    '公证需求',
    '矛盾纠纷排查',
  ],
  '330681-ZR': [
    '宅基地界址',
    '征收补偿',
    '违法占地',
    '山林权属',
    '不动产登记争议',
    '临时用地',
    '地质灾害点',
    '矿山边坡',
    '村庄规划',
    '耕地保护',
  ],
  '330681-JY': [
    '校外培训机构',
    '校园欺凌',
    '入学矛盾',
    '幼儿园收费',
    '校车安全',
    '校园周边',
    '学生溺水',
    '辍学学生',
    '民办学校停办',
    '体育健身场所',
  ],
  '330681-WJ': [
    '医疗纠纷',
    '精神障碍患者',
    '无证行医',
    '饮用水卫生',
    '传染病',
    '托育机构',
    '医疗废物',
    '计划生育特殊家庭',
    '村卫生室',
    '公共场所卫生',
  ],
  '330681-NY': [
    '土地承包',
    '村务公开',
    '集体资产',
    '农资质量',
    '动物疫病',
    '农机安全',
    '宅基地审批',
    '土地流转欠租',
    '渔业水域',
    '低收入农户',
  ],
  '330681-ZF': [
    '违法建设',
    '流动摊贩',
    '油烟扰民',
    '夜间施工',
    '户外广告',
    '建筑垃圾',
    '占道停车',
    '生活垃圾',
    '燃气安全',
    '园林绿化毁损',
  ],
  '330681-JR': [
    '民间借贷',
    '非法集资',
    '网络借贷',
    '私募风险',
    '保险退保矛盾',
    '担保链',
    '养老理财',
    '信用卡纠纷',
    '农户贷款逾期',
    '互助会',
  ],
  '330681-ST': [
    '噪声异味',
    '污水直排',
    '企业排污',
    '养殖污染',
    '秸秆焚烧',
    '扬尘',
    '固体废物',
    '河道水质',
    '辐射疑虑',
    '环境突发事件',
  ],
  '330681-ZX': ['重大矛盾会商', '网格事件', '专职网格员', '平安宣传', '矛盾纠纷移送'],
}

/** What a department may ask of a town. */
const townDuties = [
  '线索排查',
  '现场核实',
  '先期处置',
  '联合检查配合',
  '当事人走访',
  '矛盾调处配合',
  '办理结果回访',
] as const
/** What a village may be asked: to tell, to look, to go along; never to decide or to punish. */
const villageDuties = ['情况反映', '入户告知'] as const

function names(duties: readonly string[], count: number): (readonly [name: string, department: string])[] {
  // Duty by duty over all departments, so that a shortened list still names every department.
  const all = duties.flatMap((duty) =>
    Object.entries(objects).flatMap(([department, things]) =>
      things.map((thing) => [`${thing}${duty}`, department] as const),
    ),
  )
  if (all.length < count) throw new Error(`${all.length} matters can be named, ${count} are wanted`)
  return all.slice(0, count)
}

const list = (name: MatterListName, prefix: string, width: number, duties: readonly string[]): DemoMatter[] =>
  names(duties, matterCounts[name]).map(([matter, department], index) => ({
    number: `${prefix}-${String(index + 1).padStart(width, '0')}`,
    list: name,
    name: matter,
    department,
    clause: `演示数据：${name}事项清单第${index + 1}条（虚构）`,
  }))

/** Both lists, always the same. */
export const demoMatters = (): DemoMatter[] => [
  ...list('部门涉镇', 'BZ', 4, townDuties),
  ...list('涉村', 'SC', 3, villageDuties),
]
