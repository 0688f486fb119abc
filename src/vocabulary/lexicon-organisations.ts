/** Parts of an organisation's name in their usual order: division, 字号, trade, form; then perhaps a branch. Longest first where it matters. */
export const organisationForms =
  '股份有限责任公司 有限责任公司 股份有限公司 集团有限公司 有限公司 (特殊普通合伙) (有限合伙) (普通合伙) 个人独资企业 农民专业合作社 专业合作社 股份经济合作社 经济合作社 合作社 集团公司 总公司 分公司 子公司 集团 公司 事务所 研究院 商行 商店 经营部 服务部 门市部 营业部 项目部 工作室 个体工商户'

/** What else ends an organisation's name in ordinary speech; `kind` says what it is. */
export const organisationEndings = {
  company:
    '银行 信用社 支行 营业厅 超市 商场 酒店 宾馆 饭店 餐厅 饭馆 餐馆 酒楼 美容院 理发店 健身房 健身中心 健身会所 养生会所 会所 俱乐部 培训中心 培训机构 培训学校 驾校 工厂 服装厂 袜厂 机械厂 化工厂 加工厂 搅拌站 养殖场 养猪场 专卖店 旗舰店 分店 4S店 药店 药房 诊所 旅行社 租赁站 市场 农贸市场 物业 置业 地产 房产 中介 快递 便利店 汽修厂 修理厂 珠宝行 家具城 建材城 影楼 网吧 麻将馆 棋牌室 KTV 烧烤店 火锅店 小吃店 奶茶店 服装店 手机店 眼镜店 宠物店 烟酒店 五金店 铝材厂 砖厂 纸厂 电镀厂 印染厂 石材厂 家政 保险 电信 移动 联通',
  other: '医院 卫生院 幼儿园 中学 小学 大学 学院 学校 职业技术学院 实验学校',
  authority:
    '派出所 公安局 公安分局 交警大队 人民政府 街道办事处 街道办 办事处 镇政府 乡政府 区政府 县政府 市政府 住建局 国土局 规划局 环保局 城管局 教育局 司法局 民政局 财政局 水利局 人社局 市场监管局 市场监管所 工商局 工商所 税务局 水务局 交通局 民政局 财政局 卫健委 法院 检察院 司法所 信访局 供电局 供电所 自来水公司 城管 执法局 管委会 拆迁办 社保局 房管局 农业农村局 经侦大队 车管所',
  committee: '村民委员会 村委会 居委会 居民委员会 业主委员会 业委会 村委 社区居委会 村民小组 村两委',
} as const

/** Nominal respondents: who is meant follows from the place. `role` is shared by words that mean the same body. */
export const nominalRespondents: readonly (readonly [
  word: string,
  role: string,
  kind: 'company' | 'authority' | 'committee' | 'person' | 'other',
])[] = [
  ['房地产开发商', 'developer', 'company'],
  ['开发商', 'developer', 'company'],
  ['售楼部', 'developer', 'company'],
  ['售楼处', 'developer', 'company'],
  ['售楼中心', 'developer', 'company'],
  ['物业管理公司', 'manager', 'company'],
  ['物业服务公司', 'manager', 'company'],
  ['物业公司', 'manager', 'company'],
  ['物业管理处', 'manager', 'company'],
  ['物管', 'manager', 'company'],
  ['物业', 'manager', 'company'],
  ['业主委员会', 'owners', 'committee'],
  ['业委会', 'owners', 'committee'],
  ['居委会', 'committee', 'committee'],
  ['村委会', 'committee', 'committee'],
  ['村委', 'committee', 'committee'],
  ['村干部', 'committee', 'committee'],
  ['村组', 'committee', 'committee'],
  ['装修公司', 'decorator', 'company'],
  ['培训机构', 'trainer', 'company'],
  ['中介公司', 'agent', 'company'],
  ['健身房', 'gym', 'company'],
  ['美容院', 'salon', 'company'],
  ['养殖场', 'farm', 'company'],
  ['养猪场', 'farm', 'company'],
  ['自来水公司', 'water', 'company'],
  ['供电公司', 'power', 'company'],
  ['燃气公司', 'gas', 'company'],
  ['公交公司', 'bus', 'company'],
  ['保险公司', 'insurer', 'company'],
  ['包工头', 'foreman', 'person'],
  ['工头', 'foreman', 'person'],
  ['老板', 'boss', 'person'],
  ['房东', 'landlord', 'person'],
  ['邻居', 'neighbour', 'person'],
  ['楼上住户', 'neighbour', 'person'],
  ['麻将馆', 'mahjong', 'company'],
  ['夜宵摊', 'stall', 'other'],
  ['烧烤店', 'barbecue', 'company'],
  ['烧烤摊', 'stall', 'other'],
  ['商贩', 'stall', 'person'],
  ['小贩', 'stall', 'person'],
  ['渣土车', 'lorry', 'other'],
  ['施工方', 'site', 'company'],
  ['施工单位', 'site', 'company'],
  ['施工队', 'site', 'company'],
  ['建筑工地', 'site', 'company'],
  ['工地', 'site', 'company'],
  ['搅拌站', 'plant', 'company'],
  ['化工厂', 'plant', 'company'],
  ['工厂', 'plant', 'company'],
  ['学校', 'school', 'other'],
  ['校方', 'school', 'other'],
  ['幼儿园', 'kindergarten', 'other'],
  ['政府', 'government', 'authority'],
  ['城管', 'enforcement', 'authority'],
  ['教育局', 'educationOffice', 'authority'],
  ['税务局', 'taxOffice', 'authority'],
  ['社区', 'committee', 'committee'],
  ['银行', 'bank', 'company'],
  ['商家', 'shop', 'company'],
  ['店家', 'shop', 'company'],
  ['超市', 'shop', 'company'],
  ['医院', 'hospital', 'other'],
]

/** Trades that follow the 字号. They stay in the core name: 恒泰置业 and 恒泰物业 are two companies. */
/** Which nominal respondents a dispute of a type is usually against: found words of such a role outweigh a mere name nearby. */
export const rolesOfType: Readonly<Record<string, readonly string[]>> = {
  homePurchase: ['developer'],
  propertyService: ['manager', 'owners', 'committee'],
  construction: ['decorator', 'site'],
  labour: ['foreman', 'boss'],
  lease: ['landlord', 'agent'],
  neighbour: ['neighbour'],
  education: ['school', 'trainer', 'kindergarten'],
  medical: ['hospital'],
  environment: ['site', 'mahjong', 'stall', 'barbecue', 'plant', 'farm', 'lorry'],
  villageAffairs: ['committee'],
  expropriation: ['government', 'committee'],
  publicService: ['government', 'enforcement', 'educationOffice', 'water', 'power', 'gas', 'bus', 'stall'],
  finance: ['bank', 'insurer'],
  consumer: ['shop', 'gym', 'salon'],
  tourism: [],
}

/** After the one complained of, in a title: what it did. */
export const titleDeeds =
  '涉嫌 恶意 拖欠 强制 欺诈 欺骗 违规 违法 违约 违反 乱收 不退 不肯 不给 不让 拒绝 拒不 虚假 私自 擅自 扰民 施工扰民 噪音 占道 侵占 克扣 忽悠 收费 关门 跑路 卷款 卷走 霸占 无证 是否合法 是无证 不合理 半夜 深夜 长期 押金 延期 逾期 销售不'

export const trades =
  '房地产开发 房地产 置业 地产 置地 物业服务 物业管理 物业 建设工程 建筑工程 建筑劳务 建筑 建设 装饰工程 装饰 装潢 劳务 劳务派遣 人力资源 针织 袜业 纺织 服饰 服装 珍珠 珠宝 机械 机电 五金 管业 铜业 电子 科技 信息技术 网络科技 商贸 贸易 实业 投资 金融 小额贷款 融资租赁 汽车销售 汽车 食品 餐饮 酒店管理 酒店 教育科技 教育培训 教育咨询 教育 健身服务 健身 美容 医疗 医药 药业 旅游 旅行社 农业 农业开发 生态 环保 化工 塑料 印染 物流 运输 电力 供水 燃气 农村商业银行 商业银行 村镇银行 银行 保险 传媒 文化 体育 家居 家具 家电 塑粉 货运 小贷 房产中介 电商 网络 口腔 饭店 建材 石材 门窗 园林 市政 水利 路桥 汽修 家政 快递'

/** Division names that may stand before the 字号 and are not part of the core. */
export const divisionPrefixes =
  '中国 浙江省 浙江 绍兴市 绍兴 诸暨市 诸暨 杭州市 杭州 上海市 上海 宁波市 宁波 义乌市 义乌 西地省'
export const divisionPrefixPattern = '^(?:[A-M]\\d{0,2}[市县区]|[\\u4e00-\\u9fa5]{2,3}[省市县区])'
