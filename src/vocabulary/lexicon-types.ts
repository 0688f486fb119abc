import type { DisputeType } from './dispute-types.ts'

/**
 * Words that speak for a dispute type, each with a weight in nats (log-odds against a text of no particular type).
 * Set by hand from the meaning of the types (dispute-types.csv); not trained; corrected by hand after reading errors on labelled messages and on the demonstration county. `strong` decides almost alone,
 * `clear` needs no second word, `hint` does. Longest match wins, each word counts once in the title and once in the text.
 */
export const typeWeights = { strong: 3, clear: 1.8, hint: 0.8 } as const
export type TypeWeight = keyof typeof typeWeights

export const typeLexicon: Readonly<Partial<Record<DisputeType, Readonly<Record<TypeWeight, string>>>>> = {
  marriageFamily: {
    strong: '离婚 抚养权 抚养费 赡养 彩礼 家庭暴力 家暴 婚约财产 婚姻 分家析产 扶养',
    clear: '夫妻 前夫 前妻 继承 遗产 出轨 改嫁 打老婆 殴打妻子 丈夫酒后 婆媳 兄弟分家 老人赡养 抚养',
    hint: '丈夫 妻子 老公 老婆 婆婆 儿媳 子女 家庭纠纷 家庭琐事',
  },
  neighbour: {
    strong: '邻里 相邻 邻居 隔壁邻居 楼上住户 楼下住户 高空抛物 邻居家 相邻关系 左邻右舍',
    clear:
      '楼上漏水 滴水 采光 遮挡阳光 公用墙 滴水檐 排水沟 共用通道 楼道堆放 宠物扰民 狗叫 养鸡 隔壁 楼上 往楼下扔 装修噪音 排水纠纷 通道被堵 围墙',
    hint: '漏水 渗水 噪音 堆放 通风 空调外机 下水道 杂物',
  },
  housingHomestead: {
    strong: '宅基地 建房纠纷 房屋所有权 老屋 祖宅 宅基 农村建房 违章建房 一户一宅',
    clear: '建房 翻建 房屋确权 房屋产权 共有房屋 地基 滴水线 房屋归属 小产权 房产证办理 不动产登记',
    hint: '房屋 老房子 拆旧建新 邻居建房',
  },
  homePurchase: {
    strong:
      '商品房 开发商 楼盘 售楼部 售楼处 购房合同 逾期交房 延期交房 虚假宣传 商品房预售 精装修 期房 交房 收房 购房者 烂尾 捆绑销售 置业顾问 房地产开发 商品房买卖 商品房销售',
    clear:
      '业主 房产证 不动产证 产权证 网签 首付 沙盘 样板房 定金 认筹 毛坯 公摊 学区房 配套学校 置业 地产 验房 购房 预售 房屋质量 车位捆绑 货不对板 精装 楼房质量 房屋存在质量 宣传册 办证',
    hint: '墙体开裂 漏水 渗水 小区 买房 期楼 房子 全款 车位 装修标准 开盘',
  },
  propertyService: {
    strong:
      '物业费 物业公司 物业管理 业委会 业主委员会 物业服务 物业 维修基金 维修资金 业主大会 电梯维修 物业纠纷 停车管理费',
    clear:
      '小区停车 停车位 电梯 地下车库 小区绿化 保安 小区门禁 公共收益 架空层 小区管理 垃圾分类投放点 小区公共 车位费 停车费 地面停车 小区卫生 占用绿化 占用消防通道 单元门',
    hint: '业主 小区 住户 绿化带 监控 保洁 停水 楼道',
  },
  lease: {
    strong: '房东 租客 承租人 出租人 租赁合同 租房 押金不退 退租 房屋租赁 长租公寓 转租 二房东 租赁',
    clear: '租金 房租 租户 承租 出租房 租期 商铺租赁 店面租赁 厂房租赁 腾退 中介费',
    hint: '押金 出租 水电费 到期 公寓',
  },
  construction: {
    strong:
      '工程款 建设工程 装修公司 施工合同 分包 承包工程 装饰装修 工程质量 包工头欠 装修款 装潢 家装 建筑材料款 装修合同',
    clear: '工程 装修质量 施工队 工程结算 承揽 装修工程 增项 监理 总包 装修',
    hint: '验收 返工 瓷砖 防水 结算 图纸 尾款 施工',
  },
  labour: {
    strong:
      '拖欠工资 工资 欠薪 劳动合同 农民工 工伤 社保 劳动仲裁 辞退 加班费 讨薪 劳务费 劳动报酬 追索劳动 经济补偿金 五险一金 劳务合同 欠发 血汗钱 民工工资 提供劳务',
    clear:
      '老板欠 员工 离职 解除劳动 试用期 工头 班组 绩效 公积金 年终奖 工友 包工头 职工 加班 劳务 工人 编外 临聘 社会保险 劳动',
    hint: '打工 上班 工厂 车间 上岗 单位 待遇 薪',
  },
  consumer: {
    strong:
      '消费者 退款 预付卡 假冒伪劣 商家 会员卡 健身房 办卡 退卡 充值 三无产品 过期食品 质量问题退货 欺诈消费 卷款跑路 关门跑路 消费纠纷 健身卡 美容卡 退一赔三 短斤缺两 储值卡 食品安全',
    clear:
      '购买的 退货 换货 保修 售后 美容院 理发店 超市 价格欺诈 4S店 汽车质量 押金 退费 商品质量 假货 会员 门店 饭店 餐馆 快递 客服 宽带 话费 移动公司 电信 联通 强制消费 购车 买卖合同 产品质量 家电 手机',
    hint: '店家 收费 维修 发票 差价 优惠 退还 消费 多收 涨价 订购 服务态度 虚假广告',
  },
  finance: {
    strong:
      '信用卡 P2P p2p 网贷 贷款逾期 金融借款 催收 消费贷 理财产品 保险理赔 保险公司 银行卡 征信 小额贷款 非法集资 理财 集资 兑付 金融借款合同 保险合同 网络借贷 车贷 校园贷 套路贷 信用卡纠纷',
    clear: '银行 贷款 保险 逾期 投资款 本息 放贷 金融公司 保单 出借人 分期还款 金融 借款合同 还款 年利率',
    hint: '利息 平台 投资 利率 本金 担保',
  },
  privateLoan: {
    strong: '民间借贷 借条 欠条 借钱不还 借款不还 私人借款 向其借款 欠款不还 高利贷 民间借款 向我借 借给',
    clear: '借款 借钱 欠钱 还钱 欠款 借了 讨债 要债 债务纠纷 欠我',
    hint: '利息 本金 归还 担保 出借 万元',
  },
  contract: {
    strong: '合同纠纷 定作 合伙协议 加盟费 居间 中介合同 合作协议 运输合同 诚意金 委托合同 农产品收购 服务合同纠纷',
    clear: '加盟 合伙 违约金 中介 买卖合同 定金 合同约定 协议约定 违约 货运 承揽合同 转让费 合同',
    hint: '协议 约定 解除 定金 约定期限',
  },
  businessOperation: {
    strong: '货款 供货 企业经营 公司股东 股权 经营纠纷 采购合同 供应商 买卖货款 应收账款 股东 市场经营户 生产经营',
    clear: '供货商 加工费 经销 代理商 原料款 订单 公司之间 对账单 加工 营业 经营权 经营户 摊位费 商户',
    hint: '企业 货物 交付 账期 经营 布料 袜机 珍珠',
  },
  damages: {
    strong:
      '人身损害 打伤 殴打 咬伤 损害赔偿 生命权 健康权 身体权 名誉权 打架 财产损害 狗咬 摔伤 侵权责任 被打 致伤 医药费赔偿 肢体冲突',
    clear: '赔偿 受伤 医药费 诽谤 名誉 砸伤 毁坏 损坏 推搡 伤害 斗殴 互殴 动手 撞伤 误工费 烫伤 造谣 侮辱 骨折 住院',
    hint: '流血 医院 赔 骂人 争吵 口角 冲突',
  },
  traffic: {
    strong: '交通事故 车祸 追尾 肇事 机动车交通事故 刮擦 交强险 剐蹭 撞车 道路交通事故 机动车 擦碰 碰擦',
    clear: '电瓶车相撞 撞到 交警认定 逃逸 全责 次责 事故责任 被撞 轿车与 相撞 对方车辆 事故认定',
    hint: '车辆 驾驶 保险公司 电动车 三轮车 货车',
  },
  medical: {
    strong: '医疗事故 医疗纠纷 医患 医疗损害 误诊 手术失败 术后 医疗过错 漏诊 医疗服务合同',
    clear: '手术 医生 主治 病历 治疗效果 输液 住院治疗 诊所 抢救无效 医疗费用 就诊 病情 医疗',
    hint: '医院 治疗 患者 护士 药 卫生院',
  },
  education: {
    strong:
      '培训机构 教育培训 幼儿园 培训班 学校补课 校园欺凌 学费退还 课外培训 辅导班 驾校退费 学费 校外培训 违规补课 学生宿舍 校服 教培',
    clear:
      '学校 老师 学生 家长 入学 班主任 课时费 教育局 培训费 大学 中学 小学 高中 学院 学籍 招生 教师 课程 学位 研究生 毕业 高考 中考 军训',
    hint: '孩子 上课 培训 教育 退费 考试 开学 伙食',
  },
  environment: {
    strong:
      '噪音扰民 噪声 油烟 扬尘 污水 排污 异味 环境污染 臭气 废气 恶臭 渣土 噪音 扰民 夜间施工 粉尘 污染 养殖场 施工扰民 光污染 刺鼻 臭味 麻将馆 夜宵 广场舞 搅拌站',
    clear:
      '工地 垃圾焚烧 养猪场 废水 深夜施工 化工厂 烟尘 排放 环保 通宵 半夜 睡不着 搅拌 鞭炮 难闻 无法入睡 烧烤 基站 辐射 高音喇叭 吵得 很吵 太吵 垃圾站 垃圾堆 垃圾场 黑臭 占道经营',
    hint: '施工 工厂 厂房 居民区 休息 垃圾 喇叭 灰尘 气味 河道 施工队 睡觉 晚上',
  },
  expropriation: {
    strong:
      '拆迁 征收补偿 征地 安置房 拆迁补偿 征收 安置费 过渡费 强拆 青苗补偿 搬迁补偿 安置补偿 棚改 棚户区 拆违 征拆 安置小区 土地征用',
    clear: '安置 补偿款 补偿标准 评估价 拆除 回迁 补偿协议 土地征 房屋征收 补偿',
    hint: '红线 腾空 签约 丈量 农户 政府 拆',
  },
  landForest: {
    strong:
      '土地承包 林权 山林 承包地 林地 土地流转 山界 水权 灌溉用水 自留地 责任田 自留山 香榧林 茶山 承包经营权 土地承包经营权 田界 农田',
    clear: '田埂 承包合同 土地权属 砍树 水田 山地 耕地 流转费 土地界线 地界 竹山 林木 水塘承包 基本农田',
    hint: '土地 水库 农户 种植 树木 界址 田',
  },
  villageAffairs: {
    strong:
      '村务公开 村委会 村账 村集体 村民代表 村干部 选举 村财务 集体经济 分红 村支书 村民小组 村两委 村委 外嫁女 集体资产 集体收益 村民待遇',
    clear: '村组 组长 村民 村书记 村长 账目 村级 公示 村里 股份经济合作社 经济合作社',
    hint: '集体 村 组里 贫困户 低保',
  },
  onlineTrade: {
    strong:
      '网购 淘宝 拼多多 直播带货 网店 电商平台 京东 网络购物 直播间 抖音 平台商家 网上购买 微商 网络购物合同 闲鱼',
    clear: '快递未收到 网上下单 电商 发货 店铺客服 七天无理由 网上销售 包裹 下单 卖家 拼单 网络平台',
    hint: '网上 平台 客服 退货 快递',
  },
  intellectualProperty: {
    strong: '商标 专利 著作权 侵犯知识产权 盗版 仿冒 版权 商业秘密 知识产权 外观设计',
    clear: '抄袭 假冒注册 山寨 侵害作品 信息网络传播权',
    hint: '授权 侵权 品牌',
  },
  tourism: {
    strong: '旅行社 导游 旅游合同 景区门票 跟团 旅游纠纷 旅游',
    clear: '游客 民宿退订 景区 酒店退订 行程 团费 报团 门票',
    hint: '民宿 酒店 出游 退订 航班',
  },
  publicService: {
    strong:
      '公交 公交车 公交线路 红绿灯 违停 交警 路灯 公租房 廉租房 派出所 不作为 落户 户口 购房资格 人才补贴 医保 养老金 社保局 失业金 斑马线 天桥 地铁 路面 修路 堵车 交通拥堵 摄像头 人行道 井盖 城管 水压 自来水 停电 电网 供电 天然气 限购 公积金贷款 低保 行政处罚 执法 罚款 地铁站 规划 配套设施 教育局 补贴 停水 燃气 道路 违章停车 乱停 滥用职权 开通 延误 驾驶证 拥堵 出行 生育津贴 退役军人 退伍 出租车 网约车 积水 车管所 上户口 居住证 供水 供暖 违章建筑 违建 乱搭建 政策 办事处 窗口 国土局 房产局 住建局 工商局 民政局 教育部门 电线杆 高压线 学区 划片 学位 公办',
    clear:
      '相关部门 有关部门 政府 审批 主干道 公路 车站 路口 马路 车道 收费站 市政 停车难 交通 公园 街道办 局里 民警 办证 手续 申请 部门 维修 整改 什么时候 何时 安全隐患 立交 高速 摩托车 桥 村道 建成 动工 竣工 开工 电动车 车辆 社区医院 施工进度 公厕 厕所 小学 中学 公办幼儿园 黄标车 报警',
    hint: '领导 建设 希望 解决 请求 恳请 改造 居民 市民 出行 管理 资格 标准',
  },
}

/** Signs that a text asks, suggests or praises rather than demands something of somebody; weights in nats as above. */
export const noDisputeWords = {
  strong:
    '请问 咨询 建议 表扬 感谢 致谢 点赞 好建议 能不能 是否可以 建言 献策 想了解 如何办理 怎么办理 询问 求解 是不是 合理化建议 能否 锦旗',
  clear:
    '是否 如何 什么条件 吗？ 怎样 想问 请教 何时能 哪些 什么时候 多久 有没有 会不会 可否 需要什么 怎么样 规定是 可以办理 想咨询 提议',
  hint: '希望 了解 流程 办理 材料 政策 发展 打造 提升 加快',
} as const

/** Signs of a grievance: they take away from the class of no dispute. */
export const grievanceWords =
  '投诉 举报 拖欠 不退 拒不 无人管 没人管 严重 违规 违法 扰民 欺骗 侵占 强烈要求 维权 讨回 至今 推诿 不合理 乱收费 隐患 无果 受害 损失 欠 拒绝 纠纷 矛盾 赔偿 争吵 冲突 被打 反映 曝光 强制 漏水 破坏 霸占 忽悠 坑 骗 太差 难道 不作为 违约 无法 黑 乱 质疑 迟迟 抗议 不满 侵犯 怎么还 影响'

/**
 * Which dispute type a court's cause or a department's category names. Longest match wins. Causes by the Supreme
 * People's Court's list of causes of action (names only, levels 1–3); categories by their plain meaning.
 */
export const categoryTypes: readonly (readonly [string, DisputeType])[] = [
  ['婚姻', 'marriageFamily'],
  ['离婚', 'marriageFamily'],
  ['继承', 'marriageFamily'],
  ['抚养', 'marriageFamily'],
  ['赡养', 'marriageFamily'],
  ['扶养', 'marriageFamily'],
  ['彩礼', 'marriageFamily'],
  ['婚约', 'marriageFamily'],
  ['家庭', 'marriageFamily'],
  ['同居', 'marriageFamily'],
  ['家暴', 'marriageFamily'],
  ['邻里', 'neighbour'],
  ['相邻', 'neighbour'],
  ['宅基地', 'housingHomestead'],
  ['房屋宅基地', 'housingHomestead'],
  ['农村建房', 'housingHomestead'],
  ['商品房', 'homePurchase'],
  ['房屋买卖', 'homePurchase'],
  ['房地产', 'homePurchase'],
  ['购房', 'homePurchase'],
  ['物业服务合同', 'propertyService'],
  ['物业', 'propertyService'],
  ['业主', 'propertyService'],
  ['房屋租赁', 'lease'],
  ['租赁', 'lease'],
  ['建设工程', 'construction'],
  ['装修', 'construction'],
  ['装饰', 'construction'],
  ['承揽', 'construction'],
  ['工程', 'construction'],
  ['劳动', 'labour'],
  ['劳务', 'labour'],
  ['工资', 'labour'],
  ['欠薪', 'labour'],
  ['人事', 'labour'],
  ['社会保险', 'labour'],
  ['工伤', 'labour'],
  ['消费', 'consumer'],
  ['产品责任', 'consumer'],
  ['服务合同', 'consumer'],
  ['预付', 'consumer'],
  ['食品', 'consumer'],
  ['金融借款', 'finance'],
  ['保险合同', 'finance'],
  ['小额借款', 'finance'],
  ['噪声扰民', 'neighbour'],
  ['噪音扰民', 'neighbour'],
  ['教育培训', 'education'],
  ['旅游合同', 'tourism'],
  ['医疗服务', 'medical'],
  ['金融', 'finance'],
  ['信用卡', 'finance'],
  ['保险', 'finance'],
  ['融资', 'finance'],
  ['储蓄', 'finance'],
  ['集资', 'finance'],
  ['民间借贷', 'privateLoan'],
  ['借贷', 'privateLoan'],
  ['借款', 'privateLoan'],
  ['劳资', 'labour'],
  ['其他合同', 'contract'],
  ['合伙', 'contract'],
  ['中介合同', 'contract'],
  ['居间', 'contract'],
  ['委托合同', 'contract'],
  ['运输合同', 'contract'],
  ['合同', 'contract'],
  ['买卖合同', 'contract'],
  ['生产经营', 'businessOperation'],
  ['股东', 'businessOperation'],
  ['股权', 'businessOperation'],
  ['公司', 'businessOperation'],
  ['企业', 'businessOperation'],
  ['生命权', 'damages'],
  ['健康权', 'damages'],
  ['身体权', 'damages'],
  ['人身损害', 'damages'],
  ['损害赔偿', 'damages'],
  ['财产损害', 'damages'],
  ['名誉权', 'damages'],
  ['饲养动物', 'damages'],
  ['侵权', 'damages'],
  ['打架', 'damages'],
  ['斗殴', 'damages'],
  ['人格权', 'damages'],
  ['道路交通', 'traffic'],
  ['交通事故', 'traffic'],
  ['机动车', 'traffic'],
  ['医疗', 'medical'],
  ['医患', 'medical'],
  ['教育', 'education'],
  ['培训', 'education'],
  ['学校', 'education'],
  ['环境', 'environment'],
  ['污染', 'environment'],
  ['噪声', 'environment'],
  ['噪音', 'environment'],
  ['环保', 'environment'],
  ['征地', 'expropriation'],
  ['拆迁', 'expropriation'],
  ['征收', 'expropriation'],
  ['土地承包', 'landForest'],
  ['山林', 'landForest'],
  ['林地', 'landForest'],
  ['林权', 'landForest'],
  ['土地', 'landForest'],
  ['农村土地', 'landForest'],
  ['村务', 'villageAffairs'],
  ['村级', 'villageAffairs'],
  ['集体经济', 'villageAffairs'],
  ['侵害集体经济组织成员权益', 'villageAffairs'],
  ['网络购物', 'onlineTrade'],
  ['网络电商', 'onlineTrade'],
  ['网购', 'onlineTrade'],
  ['电商', 'onlineTrade'],
  ['信息网络', 'onlineTrade'],
  ['知识产权', 'intellectualProperty'],
  ['著作权', 'intellectualProperty'],
  ['商标', 'intellectualProperty'],
  ['专利', 'intellectualProperty'],
  ['旅游', 'tourism'],
  ['公共管理', 'publicService'],
  ['公共服务', 'publicService'],
  ['行政', 'publicService'],
  ['城市管理', 'publicService'],
  ['政务', 'publicService'],
  ['非纠纷', 'none'],
  ['咨询', 'none'],
  ['建议', 'none'],
  ['表扬', 'none'],
]

/** Categories so wide that the text decides within them. */
export const softCategories = '合同 买卖合同 服务合同 公司 企业 行政 侵权 公共管理 公共服务 产品责任'
