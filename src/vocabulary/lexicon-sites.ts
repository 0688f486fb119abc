/** How places are written in running text: sources of regular expressions over folded Chinese. */

/** Masked divisions of published texts (A市 A3区); 西地省 masks a province. */
export const maskedDivision = '(?:[A-Z]\\d{0,2}[市县区])'
export const maskedDistrict = '[A-Z]\\d{1,2}[市县区]'
export const maskedPrefix = '^(?:西地省|[A-Z]\\d{0,2}[市县区])+'
/** Divisions one after another, masked or named. */
export const divisionRun =
  '(?:西地省|[A-Z]\\d{0,2}[市县区]县?|[\\u4e00-\\u9fa5]{1,3}[省市县区](?=[\\u4e00-\\u9fa5]{2})|[\\u4e00-\\u9fa5]{1,3}(?:街道|镇|乡)(?=[\\u4e00-\\u9fa5]{2}))+'
export const divisionEnd = '[市县区镇乡道]$'
/** Before a division that begins a name in running text: a mask's letter or digit, or 在. */
export const divisionOpening = '[A-Z\\d在]'

const road = '[\\u4e00-\\u9fa5A-Z0-9]{1,8}(?:路|大道|街|巷)'
export const crossingPattern = `${road}(?:与|和|、)${road}(?:交叉路口|交叉口|交汇处|交汇口|交界处|路口|交叉|口)?`
export const roadLike = '(?:路|大道|街|巷|桥|路口)$'
export const estateTailWords = '^(?:小区|业主|开发商|物业|住户|楼盘|居民|项目)'

/** What the end of a name says of it; a feature each. */
export const placeEnds = {
  estateEnd: '(?:小区|花园|家园|公馆|苑|府|城|湾|郡|庭|园|广场|大厦|公寓|新村|山庄)$',
  villageEnd: '(?:村|组|社区)$',
  roadEnd: '(?:路|大道|街|巷|桥)$',
  schoolEnd: '(?:学校|学院|大学|中学|小学|幼儿园|医院)$',
  landEnd: '(?:湖|公园|站|山|机场|水库|隧道)$',
  bodyEnd: '(?:公司|集团|局|银行|政府|部门|政策|问题|补贴|物业|开发商|工资)$',
  sentence: '[的了吗呢把被将让]',
} as const
/** A title that speaks of rules for everybody is about no place. */
export const policyWords = '政策|制度|标准|补贴|条件|资格|社保|医保|公积金|户口|身份证|手续|规定'

/** Names of columns that hold a heading. */
export const titleColumnNames = '标题|主题|题目|题名|title|subject'
