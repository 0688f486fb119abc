/** Words of addresses, set by hand: what ends an element, and pieces from which addresses are made up for teaching. */

/** Signs that end an element of an address; one character each. */
export const addressEndings = '省市区县镇乡街道村社路巷弄号幢栋楼层室院园苑城厦场店庄坊里公桥'
/** Those among them that order an address from the large to the small. */
export const addressOrder = '省市区县镇乡道街村路号幢栋室弄'
export const addressNumerals = '〇零一二三四五六七八九十百千'

/** What stands behind the number of a house, cell, floor or room and may be left out of its normal form. */
export const unitWords = {
  roadno: ['号', '弄', '#'],
  subroadno: ['号', '弄', '#'],
  houseno: ['号楼', '号幢', '号', '幢', '栋', '座', '楼', '#', '号房'],
  cellno: ['单元', '门', '梯', '#'],
  floorno: ['层', '楼', 'F', 'f'],
  roomno: ['室', '号房', '房', '号', '铺'],
} as const

/** Pieces of made-up addresses; none names a real person or body. */
export const addressPieces = {
  provinces: ['浙江省', '浙江', '江苏省', '安徽省', '江西省'],
  first:
    '东 西 南 北 新 大 金 银 永 安 和 文 建 德 清 明 兴 华 天 海 江 山 石 龙 凤 春 阳 云 青 白 红 长 高 平 双 三 五 九 万 福 锦 翠 星 中 人民'.split(
      ' ',
    ),
  second:
    '湖 溪 河 江 山 岭 塘 桥 门 庙 园 城 港 湾 浦 岩 泉 坪 坑 田 林 丰 盛 泰 康 宁 乐 祥 瑞 达 通 源 昌 隆 景 岗 庄 井 墩 埭 店 头 畈'.split(
      ' ',
    ),
  roadEndings: [
    '路',
    '路',
    '路',
    '街',
    '大道',
    '东路',
    '西路',
    '南路',
    '北路',
    '中路',
    '公路',
    '巷',
    '弄',
    '一路',
    '二路',
  ],
  villageEndings: ['村', '村', '社区', '新村', '居委会'],
  estateEndings: '小区 花园 公寓 佳苑 家园 名城 华庭 苑 府 广场 大厦 新村 山庄 国际 中心 锦园 新苑 豪庭'.split(' '),
  shopEndings:
    '超市 饭店 药店 服装店 理发店 幼儿园 小学 中学 医院 卫生院 银行 加油站 菜场 酒店 宾馆 快递 便利店 水果店 有限公司 五金厂 针织厂 服饰有限公司 机械有限公司 汽修厂 电子有限公司'.split(
      ' ',
    ),
  zones: ['经济开发区', '工业园区', '高新区', '工业区', '工业园', '科技园'],
  divisionKinds: ['省', '市', '县', '区', '街道', '镇', '乡'],
  roadNumbers: ['号', '号', '号', '弄', '-1号', ''],
  houses: ['幢', '幢', '号楼', '栋', '座', '#', '号'],
  cell: '单元',
  floors: ['楼', '层', 'F'],
  rooms: ['室', '室', ''],
  beside: ['对面', '旁边', '附近', '旁', '后面', '路口', '门口', '东面', '隔壁', '往北50米'],
  persons: ['王先生', '李女士', '张收', '陈老板'],
  redundant: ['(', ')', '-', ',', ' ', '_'],
} as const
