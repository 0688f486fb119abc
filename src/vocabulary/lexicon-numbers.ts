export const chineseDigits: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  壹: 1,
  二: 2,
  贰: 2,
  两: 2,
  三: 3,
  叁: 3,
  四: 4,
  肆: 4,
  五: 5,
  伍: 5,
  六: 6,
  陆: 6,
  七: 7,
  柒: 7,
  八: 8,
  捌: 8,
  九: 9,
  玖: 9,
}
export const chineseUnits: Readonly<Record<string, number>> = { 十: 10, 拾: 10, 百: 100, 佰: 100, 千: 1000, 仟: 1000 }
export const chineseMyriads: Readonly<Record<string, number>> = { 万: 1e4, 萬: 1e4, 亿: 1e8, 億: 1e8 }

const numeral = '[零〇一壹二贰两三叁四肆五伍六陆七柒八捌九玖十拾百佰千仟万亿]'

/** Patterns over folded text (half width, simplified). Each has a group `n` for the number and `u` for the unit. */
export const amountPattern = `(?<n>\\d[\\d,]*(?:\\.\\d+)?|${numeral}{1,12})(?<m>多|余|几)?(?<u>亿多?元|亿|千万元|千万|百万元|百万|十万元|万多?余?元|万块|万余|万(?=[^\\u4e00-\\u9fa5]|$|的|工|货|欠|本|押|赔|定|首|尾)|千元|千块|百元|块钱|块|元钱|元)(?!素|旦|月|件)`
export const peoplePattern = `(?<n>\\d{1,7}|${numeral}{1,8})(?<m>多|余|几)?(?:名|位|个|户|家)?(?<u>业主|村民|工人|农民工|民工|住户|居民|学生|家长|员工|职工|商户|群众|消费者|会员|受害者|受害人|户人家|家庭|户(?![口均])|人(?![口均次工民体]))`
export const datePatterns = [
  '(?<y>(?:19|20)\\d{2})[-/.年](?<M>\\d{1,2})[-/.月](?<d>\\d{1,2})[日号]?',
  '(?<y>(?:19|20)\\d{2})年(?<M>\\d{1,2})月(?:份)?',
  '(?<![\\d年])(?<M>1[0-2]|0?[1-9])月(?<d>[12]\\d|3[01]|0?[1-9])[日号]',
] as const
