/** Words that end the name of a place finer than a village, and words that cannot begin one. */
export const estateEndings =
  '小区 花园 花苑 家园 公寓 新村 新城 名城 府邸 华庭 豪庭 名邸 名苑 雅苑 佳苑 嘉苑 御园 庄园 山庄 别墅 公馆 大厦 广场 国际城 国际 中心 湾 郡 府 苑 城 庭 园 里 轩 邸 墅 居 院 阁 小镇 世家 时代 公园 世纪城 佳园 御府 天下 印象 首府 水岸 半岛 江南 天地 华城 丽都 帝景 豪园 学府 水郡 左岸 明珠'

/** Endings that are clear enough to take a name found without a context word. */
export const clearEstateEndings =
  '小区 花园 花苑 家园 公寓 新村 华庭 豪庭 名邸 名苑 雅苑 佳苑 嘉苑 御园 山庄 公馆 大厦 广场 佳园 御府 世家 丽都 帝景 豪园 水郡 水岸 雅居 家苑 名城 御景 府邸 尚城 春城 商城 华城 花城 新都 之都 庭院 学府 天下 美墅 商业街 工业园 工业区 产业园 科技园 农贸市场'

/** What follows an estate's name in running text, so that the characters before it are its name. */
export const afterEstate = '小区 楼盘 项目 业主 一期 二期 三期 四期 五期 开发商 物业 工地 [A-Za-z]?\\d{1,3}[栋幢号]'

/** Other ends of named places: roads, stations, schools, squares. */
export const placeEndings =
  '路 大道 街 巷 弄 桥 地铁站 公交站 火车站 高铁站 车站 公园 水库 工业园 市场 广场 大厦 路口 村 社区 组 自然村 工地 校区 立交桥 收费站'

/** A name of a place never begins with these. */
export const notPlaceStart =
  '我 你 他 她 它 们 的 了 是 在 有 和 与 及 对 把 被 向 从 到 于 为 因 但 而 并 或 如 若 就 都 也 又 还 请 该 本 此 这 那 其 某 各 每 望 请 求 投 诉 反 映 关 问 咨 询 建 议 位 住 家 至 由 以 将 让 给 使 要 不 没 无 未 买 购 去 来 很 全 同 附 近 后 前 来自 居住 业 主 户 现 目 时 已 经 常 一 个 所 当 等 称 说 报 警 叫 跟 找 出 能 会 可 只 再 才 最 更'

/** Endings so common that one character before them is no name. */
export const commonEstateEndings = '小区 广场 大厦 公寓 公馆 新村 中心'

/** Of these, characters that may stand inside a name all the same. */
export const insidePlaceNames = '前后来目时常现望同户业主自居近附工地都当'
export const insideOrganisationNames = '前来目时常现望同户业自居近工地向当出会可能大家为以经通一全'

/** Conjunctions that end a name walked back to when it is long enough already. */
export const placeConjunctions = '和及对同附近家'
export const organisationConjunctions = '和及与跟对同'
