import type { Random } from './random.ts'

/** Surnames with weights as one meets them in the county: general frequency, raised for the old local families. */
const surnames: readonly (readonly [string, number])[] = [
  ['陈', 82],
  ['王', 60],
  ['张', 55],
  ['周', 52],
  ['徐', 46],
  ['楼', 44],
  ['赵', 42],
  ['杨', 36],
  ['何', 34],
  ['郭', 33],
  ['俞', 31],
  ['李', 30],
  ['斯', 24],
  ['寿', 24],
  ['蔡', 22],
  ['吴', 22],
  ['金', 21],
  ['孟', 20],
  ['宣', 19],
  ['朱', 19],
  ['傅', 18],
  ['黄', 17],
  ['钱', 16],
  ['边', 15],
  ['冯', 15],
  ['章', 14],
  ['郦', 13],
  ['骆', 13],
  ['屠', 12],
  ['石', 11],
  ['许', 11],
  ['毛', 10],
  ['方', 10],
  ['魏', 9],
  ['丁', 9],
  ['沈', 9],
  ['戚', 8],
  ['詹', 7],
  ['侯', 7],
  ['叶', 7],
  ['袁', 6],
  ['马', 6],
  ['余', 6],
  ['姚', 6],
  ['汪', 5],
  ['阮', 5],
  ['潘', 5],
  ['蒋', 5],
  ['应', 4],
  ['祝', 4],
  ['裘', 3],
  ['田', 3],
  ['顾', 3],
  ['卢', 3],
  ['翁', 3],
  ['葛', 2],
  ['包', 2],
  ['孔', 2],
  ['尉', 2],
  ['欧阳', 1],
]
const outsideSurnames: readonly (readonly [string, number])[] = [
  ['李', 70],
  ['王', 68],
  ['张', 66],
  ['刘', 60],
  ['陈', 40],
  ['杨', 32],
  ['黄', 24],
  ['吴', 20],
  ['罗', 16],
  ['龙', 14],
  ['韦', 10],
  ['田', 10],
  ['谭', 9],
  ['彭', 9],
  ['邓', 9],
  ['胡', 9],
  ['高', 8],
  ['唐', 8],
  ['曾', 7],
  ['冉', 6],
  ['石', 6],
]

type Era = 'old' | 'middle' | 'young'
const single: Record<Era, Record<'male' | 'female', string>> = {
  old: { male: '根法荣泉富贵祥桂土水校木生福兴樟焕柏灿仁', female: '珍娟花英仙珠香凤菊兰娥秀彩爱莲杏梅芬' },
  middle: { male: '军伟峰勇斌明刚锋东永波飞林平江辉钢良均', female: '芳丽燕萍红霞玲敏琴飞娜英洁梅群莉芬' },
  young: { male: '杰超磊凯浩鹏涛斌阳栋磊帅俊锋龙翔宇', female: '婷丹倩静佳颖洁莹露妮慧薇雯晶玥' },
}
const doubles: Record<Era, Record<'male' | 'female', readonly [string, string]>> = {
  old: {
    male: ['国建志天伯仲永金水长文忠友根伟关', '良法根荣泉富祥桂校木生福兴樟焕灿仁尧夫权'],
    female: ['月桂秀凤雪彩小爱玉美银水荷春', '珍娟花英仙珠香菊兰娥莲琴芬飞芳妹'],
  },
  middle: {
    male: ['建国海志伟永晓文利新少华卫立学铁', '军峰明刚锋东波飞林平江辉良均斌华强伟'],
    female: ['海晓亚丽建小雪红春美利秋飞华', '燕萍红霞玲敏琴飞娜英君芳丽娟波'],
  },
  young: {
    male: ['佳嘉宇浩俊子梓晨哲泽铭钦轩奕', '杰超凯浩鹏涛阳栋豪俊锋铭辰航泽'],
    female: ['佳梦雨思诗晓雅怡欣子梓若忆', '婷丹倩颖洁莹露慧薇雯琪怡涵萱妍'],
  },
}

export const era = (age: number): Era => (age >= 55 ? 'old' : age >= 33 ? 'middle' : 'young')

export function surname(random: Random, outside = false): string {
  return random.weighted(outside ? outsideSurnames : surnames)
}

export function givenName(random: Random, age: number, female: boolean): string {
  const sex = female ? 'female' : 'male'
  const of = era(age)
  if (random.chance(0.22)) return random.pick([...single[of][sex]])
  const [first, second] = doubles[of][sex]
  return random.pick([...first]) + random.pick([...second])
}

/** Characters that a clerk who only hears a name writes for one another. Each stands in both directions. */
const soundAlikes: readonly (readonly [string, string])[] = [
  ['陈', '程'],
  ['王', '汪'],
  ['张', '章'],
  ['俞', '余'],
  ['傅', '付'],
  ['阮', '软'],
  ['军', '君'],
  ['华', '花'],
  ['明', '鸣'],
  ['丽', '莉'],
  ['芳', '方'],
  ['英', '瑛'],
  ['伟', '炜'],
  ['建', '健'],
  ['国', '果'],
  ['燕', '艳'],
  ['玲', '铃'],
  ['萍', '平'],
  ['红', '洪'],
  ['娟', '鹃'],
  ['珍', '贞'],
  ['飞', '菲'],
  ['峰', '锋'],
  ['杰', '洁'],
  ['斌', '彬'],
  ['佳', '嘉'],
  ['涛', '滔'],
  ['泉', '权'],
  ['荣', '容'],
  ['良', '梁'],
  ['根', '耕'],
  ['校', '孝'],
  ['灿', '璨'],
  ['楼', '娄'],
  ['宣', '轩'],
  ['边', '卞'],
]
const alike = new Map<string, string>(soundAlikes.flatMap(([a, b]) => [[a, b] as const, [b, a] as const]))

/** The name with one character as it sounds, or null where no character has a twin. */
export function misheard(random: Random, name: string): string | null {
  const places = [...name].flatMap((character, index) => (alike.has(character) ? [index] : []))
  if (places.length === 0) return null
  const at = random.pick(places)
  return [...name].map((character, index) => (index === at ? alike.get(character)! : character)).join('')
}

export const familyNameOf = (name: string): string => (name.startsWith('欧阳') ? '欧阳' : name.slice(0, 1))
export const titled = (name: string, female: boolean): string => `${familyNameOf(name)}${female ? '女士' : '先生'}`
/** `陈*军`, `陈*`: as suppliers mask names before they hand them over. */
export const masked = (name: string): string =>
  name.length <= 2 ? `${name.slice(0, 1)}*` : `${name.slice(0, 1)}${'*'.repeat(name.length - 2)}${name.slice(-1)}`

/** Made of pairs that no dictionary has, so that no company bears them. */
const brandFirst = '霁澄砚沐苒栖煦梵笃汀岑斫蓼桉翊琮昕墅淇旻珩漪邈嵘粲湉'
const brandSecond = '栎屿禾棠岫辂岚笙棣禹旸沚原垣澜岭圩杉阔泽祈珂畦'

/** The distinctive part (字号) of an invented company; two or three characters. */
export function brandName(random: Random): string {
  const first = random.pick([...brandFirst])
  let second = random.pick([...brandSecond])
  while (second === first) second = random.pick([...brandSecond])
  return first + second
}
