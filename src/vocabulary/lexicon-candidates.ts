/** Words that tell who may be complained of and where, when a text is all there is. Set by hand. */

/** Ends of the names of small businesses, devices and gatherings that people complain of. */
export const shopEndings =
  '店 馆 厂 坊 吧 驿站 批发 铺 摊 小卖部 车贷 借贷 网贷 平台 单车 出租车 棋牌 机构 工作室 经营部 私房菜 菜馆 烧烤 夜宵 咖啡 火锅 搅拌站 加油站 洗车场 停车场 养老院 托管班 幼儿园 殡仪馆 养鸡场 养猪场 养殖场 砖厂 煤矿 采石场 沙场 砂场 矿山 快递点 菜鸟 影院 健身 瑜伽 驾校 足浴 洗浴 会所 清吧 酒吧 歌厅 舞厅 KTV 麻将机 赌博机 游戏机 门面 商铺 摄影 晚报 广电 电视 协会 基金会 合作社 中心 公司 集团 分校 驾培 地产 收费站 项目部 指挥部'

/** Ends of offices; what stands before them is walked back to. */
export const officeEndings =
  '局 厅 委员会 办公室 管委会 拆迁办 计生办 指挥部 大队 支队 中队 派出所 交警 城管 运管 路政 街道办 街道办事处 办事处 政府 社区 居委会 村委会 村委 村组 村民小组 法院 检察院 仲裁委 管理中心 服务中心 管理处 管理站 监管局 部门 经开区 高新区 语委 计生委 卫计委 处遗办 物价局 医保局 社保局 交警队'

/** Persons and groups without a name that others complain of. */
export const nominalPersons =
  '商贩 摊贩 小贩 摩的 黑车 租户 房东 邻居 楼上住户 楼下住户 老板 包工头 工头 车主 司机 中介 外来人员 流动摊贩 菜贩 二房东 违规租户 货车 渣土车 广场舞 前夫 前妻 老师 校长 村干部 村支书 村主任 村书记 保安 摊点 宵夜摊 流浪狗'

/** Further bodies without a name. `role` as in nominalRespondents. */
export const nominalBodies =
  '麻将馆 夜宵摊 夜宵店 宵夜店 烧烤摊 烧烤店 清吧 酒吧 餐馆 餐厅 饭店 饭馆 工地 施工方 施工队 养殖场 煤矿 快递点 快递公司 自来水公司 供电公司 燃气公司 公交公司 商家 门店 中介公司 群租公司 教育集团 培训机构 幼儿园 学校 医院 驾校 超市 市场 渣土车 私房菜馆 棋牌室 歌厅 直饮水公司 老物业 新物业 前期物业 房产公司 置业公司 承包方 总包方 村小组 街道办 拆迁办 市政部门 交通部门 教育部门 环保部门 工商部门 相关部门 有关部门 政府部门 职能部门 税务部门 公安机关'
/** Everybody's name for nobody: whom a text addresses rather than accuses. */
export const vagueBodies = '相关部门 有关部门 政府部门 职能部门 有关单位 相关单位 部门 各部门'

/** In a title: a deed or a nuisance that somebody answers for. */
export const deedWords =
  '拖欠 欠薪 欠款 不退 不给 不肯 不让 不还 不交 拒绝 拒不 强制 强收 乱收费 收费 高价 涨价 违规 违法 违建 违约 违反 无证 虚假 欺骗 欺诈 诈骗 坑 忽悠 霸王 恶意 扰民 噪音 噪声 油烟 施工 占道 占用 侵占 霸占 私自 擅自 单方面 包庇 不作为 乱作为 失职 推诿 渎职 偏袒 卷走 跑路 关门 停业 押金 退费 退款 退还 退房 漏水 渗水 开裂 质量 隐患 延期 逾期 烂尾 停工 非法 集资 暗箱 不公 不合理 不合法 不规范 垄断 污染 排放 臭 虚设 偷 打 骂 克扣 拆 强拆 补课 赌博 黑 乱 差 恶劣 态度'

/** In a title: the writer asks or proposes; nobody is accused. */
export const requestWords =
  '建议 咨询 请问 询问 何时 什么时候 能否 能不能 可否 可不可以 是否可以 希望 请求 恳请 盼 请 如何 怎么 怎样 哪些 多久 为什么 为何 有没有 会不会 关于 期待 求'

/** What concerns streets, buses, plans and papers: matters of the public, mostly nobody's deed. */
export const publicWords =
  '红绿灯 路灯 公交 地铁 轻轨 高铁 公交车 公交站 线路 路面 道路 马路 人行道 斑马线 天桥 绿化 规划 拥堵 堵车 交通 停车 停车难 违停 路口 护栏 下水道 水管 自来水 停水 停电 水压 公园 学位 学区 招生 落户 户口 身份证 居住证 社保 医保 公积金 补贴 人才 限购 购房资格 摇号 政策 待遇 养老金 退休 独生子女 拆迁 棚改 提质 改造 垃圾站 公厕 开工 建设 修建 开通 通车'

/** After a name: it tells where something is, not who did it. */
export const landmarkAfter =
  '^(?:附近|旁边|旁|对面|门口|门前|周边|周围|后面|前面|楼下|楼上|里面|内|边上|围墙|路段|西侧|东侧|南侧|北侧|隔壁|外面|外|至|到|站)'
/** Before a place where the writer lives, works or bought. */
export const homeBefore =
  '(?:我是|我们是|位于|坐落在|座落在|座落于|坐落于|住在|家住|居住在|地处|处于|居住于|购买了|买了|购买|作为|本人是|本人系|住|在|于|关于|反映|投诉|举报)$'

/** Where a name can begin: what stands before the name of a place in a title. */
export const titleOpening =
  '^(?:再次|请求|恳请|请|关于|反映|投诉|举报|咨询|询问|建议|希望|质疑|实名|强烈|要求|求|再问|对|在|被|解决|加快|取缔|为|望|给|请问|为什么|为何|我是|我们是|有关|处理|查处|呼吁)+'
/** Where a name of a place must stop, in a walk to the right. */
export const nameStops =
  '的 了 是 在 有 被 把 对 不 没 未 无 什 么 何 为 请 求 希 望 能 要 会 怎 存 严 多 经 常 长 期 一 直 已 还 又 再 和 与 及 因 到 至 违 扰 涉 嫌 拖 欠 乱 强 私 擅 拒 虚 假 欺 诈 恶 意 占 噪 施 购 房 业 主 开 发 商 物 管 居 民 我 你 他 她 这 那 哪 附 近 旁 周 边 门 口 面 内 里 外 关 于 从 往 由 每 都 全 将 时 候 问 题'
/** Of these, characters that stand inside a place's name when what follows is no predicate. */
export const innerStops = '长 里 一 家 开 商 业 时 发 外 内 全 意 中 主 私 民 多 经 强 无 不 期 居 房 物 还'
/** What follows the name of a place in a title and so ends it. */
export const afterPlace =
  '小区 楼盘 项目 业主 住户 居民 开发商 物业 新房 房屋 车库 地下 门面 商铺 外墙 附近 旁 对面 门口 周边 周围 路段 工地 施工 违规 违法 违建 涉嫌 存在 严重 长期 一直 什么 何时 何 为什么 怎么 能否 能 是否 至今 没有 未 不 被 的 有 在 占道 扰民 噪音 夜间 半夜 每天 拖欠 恶意 虚假 欺骗 强制 质量 停工 烂尾 房产证 不动产证 购房 已售 公共 学区 配套 地面 楼下 群租 餐饮 油烟 麻将馆 全体 多次 经常 非常 太 需 急需 要 请 想 收 交房 延期 逾期 漏水 消防 道路 马路 交通 红绿灯 公交 路灯 拆迁 征收 土地 村民 农民 安置 改造 建设 规划 提质 一 二 三 四 五 六 七 八 九 居住 购 违章 开 成 容易 用水 水压 停水 停电 空地 垃圾 绿化 停车 车位 电梯 这 那 合法 商户'

/** What a walk to the left takes along though it belongs to no name. */
export const looseBeforeName =
  '^(?:(?:\\d{2,4}年|\\d{1,2}月|\\d{1,2}[日号]|[一二两三几某]?家|这家|那家|一个|一处|一间|一些|些|这些|么多|很多|许多|多家|多个|小型|大型|违规开|违法开|擅自开|附近的?|旁边的?|楼下的?|对面的?|对面|我们的?|他们的?|核实|可以|作为|近期|之前|昨日|当时|现在|目前|如今|后来|最近|多次|次|您好|什么|解决|找|致|向|给|被|由|经|在|的|但|而|却|且|和|与|及|请|问|让|据|说|称|叫|到|去|从|对|是|有|为|因|又|也|都|还|就|下|面|上|内|里|明明|全)+)'

/** Ends of the names of bodies that act under their own name; and of those that more often say where something is. */
export const namedBodyEnd = '(?:公司|集团|银行|支行|分公司|项目部|健身房|驾校|培训中心|培训学校|美容院)$'
export const landmarkKind = '(?:市场|大厦|广场|商场|车站|公园|酒店|宾馆|楼房产|大学|小学|中学|幼儿园|医院|超市|学院)$'
/** In what looks like a title's subject: it is a matter or a place, not somebody. */
export const noSubjectInside =
  '(?:政策|划分|问题|附近|门口|周边|道路|马路|学区|现象|标准|车位|房屋|楼下|情况|工资|补偿|合同|收取|垃圾|晚上|半夜|居然|非|无|很多|部分|合同|公园|街|商品房|工程|项目|建设)|[向和与给以为从]|(?:大道|路|口|栋|期|元|楼)$'
/** What belongs to a place written before it: phase, building, unit, door. */
export const placeSuffix =
  '小区|[一二三四五六七八九十\\d]{1,2}期|第?[A-Za-z]?\\d{1,4}(?:栋|幢|座|号楼|号|单元|室|楼|门面)|[一二三四五六七八九十]{1,2}(?:栋|幢|单元|号楼)|[A-Za-z](?:区|栋|座)'
/** Words that no place's name holds: a walk to the right that took one along ended too late. */
export const noPlaceInside =
  '征求|摆设|占用|加快|提高|加强|购房|买房|看病|办理|解决|影响|导致|引起|隐瞒|称|限购|补贴|津贴|保险|合同|老百姓|普通|标准|职工|病人|妇女|外嫁|外地|制度|政策|资格|拍卖|法拍|手续|超过|半数|公交车|地铁|轨道|线路|线$|\\d户|数码|科技|机械|制药|生物|电动车|单车|押金|网络|平台|协会|人才|春节|网上|公务员|教师|医保|社保|人员|领导|市民|农民|村民|物业|维权|拆迁|停水|停电|架子|政府|^(?:道路|交通|小区|城市|教育|全市|全省|路边|路口|门前街|网上|附近|引起|未征求|商贩|外面|上|下|政)|\\d{4}年|(?:司|局|队|处|委|厅|办|院校|机构|社)$'
/** A part of a place that says nothing by itself. */
export const partOfPlace =
  '^(?:\\d+|[A-Za-z]|[一二三四五六七八九十])?(?:栋|幢|号|户|单元|楼|室|期|门面|路|线|区)?(?:广场|公寓|中心|市场|大厦|小区|公园|车站)?$'

/** Inside or after what ends like a small business: an ordinary word or the name of a place (店口, 合伙办厂). */
export const noShopInside =
  '(?:合伙|办|开|半|报|老|新|同|一|两|几|多家|家|整个)$|人系|合伙办|就在|^(?:一|两|半|对方|乙方|甲方)'
export const noShopAfter = '^[口街员面家里内外主长庆]'
/** Before somebody or something: it is where something happened. */
export const atBefore = '(?:在|到|去|来到|进|从|给|带)$'

/** In a title: it asks. */
export const titleQuestion = '什么时候|何时|能否|能不能|可否|可以|多久|吗|[?？]$'
/** After what ends like a body: another word goes on. */
export const documentAfter = '^(?:证|权|税|局长|费|员|线)'
/** After somebody: a greeting, or those who belong to it. */
export const greetingAfter = '^[\\s：:，,！!]*(?:您好|你好|领导|书记|局长|县长|市长|区长)'
export const membersAfter = '^的?(?:业主|住户|居民|村民|员工|职工|学生|家长|购房)'
export const complaintWords = '投诉|举报|控告|质疑'
/** An office's ending that is a committee's as well. */
export const communityEnding = '社区'
