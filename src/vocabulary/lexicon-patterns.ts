/** Patterns over folded Chinese text that the reader needs beside its word lists; sources of regular expressions. */

/** Before an organisation's name in a sentence: what is not part of it. */
export const beforeOrganisation =
  '(?:投诉|举报|反映|要求|关于|针对|控告|起诉|请问|咨询|质疑|督促|责令|希望|恳请|曝光|购买|入职|告诉|通知|收到|找到|联系|打电话|因为|由于|所谓|名为|叫做|就是|工作单位|就职|被告|原告|申请人|单位|一家|附近|对面|旁边|楼下|楼上|里面|公司|小区|业主|员工|工人|农民工|老板|欠薪|报警|本人|现在|目前|多次|数次|几次|一直|再次|已经|经过|通过|曾经|找过|问过|打给|我们|他们|这个|那个|整个|当时|后来|然后|但是|而且|所以|如果|以及|或者|违法开|核定划分|发现|根据|宣传中|是否|拆除|成立)'
/** Single characters that a name does not begin with though they may stand inside one. */
export const notFirstInOrganisation =
  '^[向找跟给由被和与是在把让对等经称说叫入做改到将以新本该从至及或并于为去来又再即]+'
export const noOrganisationBefore =
  '^(?:这家|该|本|某|我们|一家|那家|两家|各|相关|有关|其他|多家|开发|物业|装修|中介|保险|施工|建筑|本地|附近|所在|外地|私人|小型|大型|当地|国有|农村|城市|社会|管理|私立|公立|民办|学校|配套|双塔型|品牌|专业|正规|连锁|新|旧|老|前期|后期|现任|普惠|重点|民营|上市|国营|集团|房产|市政|居民|生活|安置|蔬菜|大型蔬菜|菜|农贸|公办|幼儿园|宣传单|今年|去年|所有|全部|部分|很多|大户型|购房|买房|业主|小区)$'

/** Endings that are ordinary words too; and what, before them, makes no name of them. */
export const ordinaryEndings = '物业 市场 移动 联通 电信 保险 地产 房产 中介 快递 集团 家政'
export const noOrdinaryBefore = '(?:小区|的|里|了|个|花园|新村|家园)$'

/** Before and after the one complained of; before an office that is asked for help. */
export const accusedBefore =
  '(?:投诉|举报|反映|控告|起诉|告|要求|被|与|和|跟|向|找|对方|邻居|楼上|隔壁|质疑|曝光|欠款人|因|同)$'
export const deedAfter =
  '^(?:公司|方面|老板|家|的)?(?:拖欠|欠|不|拒|违|欺|骗|占|侵|强|乱|私自|擅自|未|没有|把|将|一直|迟迟|在|多次|半夜|夜间|长期|偷|噪|扰|虚假|殴打|打|克扣|收取|要求|乱收|关门|跑路|卷款|以|承诺)'
export const addressedBefore =
  '(?:请|请求|恳请|希望|望|向|到|由|经|建议|感谢|致|尊敬的|打电话给|咨询|反馈给|联系|据|拨打|去)$'
export const askedBefore = '[向找]$'

/** Before a title's subject; what makes a subject no organisation. */
export const titleLead = '(?:投诉|举报|反映|质疑|再次|恳请|请|关于|实名)+'
export const noTitleSubject = '[的在有是了对被]|小区|业主|邻居|街道|社区|[镇乡村路]'

/** Trade words that mean the same trade, so that 恒泰房产 and 恒泰房地产开发 share a core; the first that fits is applied. */
export const tradeClasses: readonly (readonly [pattern: string, word: string])[] = [
  ['房地产开发|房地产|置业|地产|置地|房产(?!经纪|中介)', '房产'],
  ['物业服务|物业管理', '物业'],
  ['建设工程|建筑工程|建筑劳务分包|建筑劳务|建设', '建筑'],
  ['装饰工程|装饰设计|装潢', '装饰'],
  ['健身服务|健身管理', '健身'],
  ['教育培训学校|教育培训|文化艺术培训中心|教育咨询|教育科技', '培训'],
  ['小额贷款', '小贷'],
  ['汽车销售服务|汽车销售', '汽车'],
  ['电子商务', '电商'],
  ['网络科技', '网络'],
  ['珠宝饰品', '珠宝'],
  ['房产经纪', '房产中介'],
  ['信息咨询', '咨询'],
  ['美容美发店|美容院', '美容'],
  ['口腔门诊部', '口腔'],
  ['家电商行', '家电'],
  ['家具店', '家具'],
  ['餐饮店', '饭店'],
]
export const branchEnding =
  '(?:[\\u4e00-\\u9fa5]{0,8})(?:分公司|支行|分行|分店|门店|营业部|营业厅|项目部|分理处|第[一二三四五六七八九十]+(?:分公司|项目部))$'

/** What may follow an estate's name directly, and what is no estate's name. */
export const estateContext =
  '(?:小区|楼盘|业主|住户|[一二三四五六七八九\\d]期|(?:[A-Z]?\\d{1,3}|[一二三四五六七八九十]{1,3})(?:栋|幢|座))'
export const noEstate =
  '^(?:小区|全体|广大|部分|很多|众多|多名|楼上|楼下|这个|整个|本|上|第|一|二|三|新|老|附近|居民|生活|安置|住宅|商住|居住|我们|老旧|新建|高档|各|其他|周边|封闭|开放|学区|还建|保障|公租|廉租|拆迁|学校|幼儿园|购房|合法|顶层|底层|所在|相邻|对面|旁边|隔壁|其它|我家|自家|城中|农民|成熟|大型|中心|市民|休闲|体育|森林|湿地|口袋)$'
export const noEstateEnd = '(?:路|号|公司|物业|开发|购房|银行|政府|部门|领导|附近|周边)$'
/** An estate without a telling end, named after the division at the head of a title or address. */
export const estateAfterDivision =
  '(?:[A-M]\\d{0,2}[市县区]|诸暨市?|街道|[镇乡])([\\u4e00-\\u9fa5A-Z0-9·]{2,9}?(?:府|城|苑|园|湾|郡|庭|邸|轩|居|阁|墅|寓|国际|时代|名都|公馆|春天|天下|印象|壹号|一号|半岛|花都|佳园|家园))(?=[\\u4e00-\\u9fa5A-Z0-9]|$)(?!管|市|区|县|乡|镇|投|建|路|里|中|林|艺|长|门|局|大道|街)'
