import type { Quarrel, Trace } from './model.ts'
import { titled } from './names.ts'
import { writtenName } from './organisations.ts'
import type { Random } from './random.ts'
import { formatTime, type Minutes, monthOf } from './time.ts'

/** `3.6万元`, `36000元`, `8500元`: as people say a sum. */
export function spokenAmount(random: Random, yuan: number): string {
  if (yuan <= 0) return '一笔钱'
  if (yuan >= 10000 && random.chance(0.7)) {
    const tenThousands = Math.round(yuan / 1000) / 10
    return random.chance(0.85) ? `${tenThousands}万元` : `${tenThousands}万`
  }
  return `${yuan}元`
}

interface Speech {
  /** How the speaker names himself, and the other side at first and later. */
  readonly self: string
  readonly other: string
  readonly otherLater: string
  readonly amount: string
}

function speak(
  template: string,
  quarrel: Quarrel,
  speech: Speech,
  months: number,
  day: string,
  first: boolean,
): string {
  let named = first
  return template.replace(/\{(我|对|物|款|地|月|日)\}/g, (_, slot: string) => {
    switch (slot) {
      case '我':
        return speech.self
      case '对': {
        const name = named ? speech.other : speech.otherLater
        named = false
        return name
      }
      case '物':
        return quarrel.object
      case '款':
        return speech.amount
      case '地':
        return quarrel.site || quarrel.address
      case '月':
        return String(months)
      default:
        return day
    }
  })
}

const join = (sentences: readonly string[]): string => `${sentences.filter((sentence) => sentence !== '').join('。')}。`

const sourceNoun = {
  police110: '报过警',
  complaint: '打过12345',
  petition: '去信访过',
  grid: '跟网格员讲过',
  mediation: '村里调解过',
  court: '打过官司',
} as const

function history(random: Random, trace: Trace): string {
  if (trace.before.length === 0) return ''
  const calls = trace.before.filter((step) => step.source === 'police110').length
  if (calls >= 2 && random.chance(0.7)) return `此前已经报警${calls}次`
  const last = trace.before[trace.before.length - 1]!
  const said = sourceNoun[last.source]
  if (last.outcome === 'settled')
    return random.pick([`${said},当时说好了,现在又反悔`, `上个月${said}已经谈好,没几天又闹起来`])
  return random.pick([
    `之前${said},一直没有解决`,
    `${said}没有结果`,
    `${formatTime(last.at, 'chinese').slice(5)}${said},没有谈成`,
  ])
}

const escalationTexts = {
  violence: [
    '双方动手打了起来,{对}被打得头部流血,已叫救护车',
    '{对}拿{具}打伤了人,伤者已经送医院',
    '两家人在门口互殴,有三人受伤',
    '{对}持{具}冲进屋里砸东西,把人打倒在地',
  ],
  selfHarm: [
    '当事人因为这件事情绪激动,喝了农药,正在人民医院抢救',
    '当事人爬上楼顶要跳楼,消防已经到场',
    '当事人在家中割腕,被家人发现送医',
  ],
  gathering: [
    '现场有{人}多人聚集,拉横幅堵住大门,要求当面答复',
    '{人}余人到镇政府门口集体上访,情绪激动',
    '{人}多人围在售楼处和办公室门口不肯走',
  ],
} as const

/** Clerks type full-width marks; grid workers on their phones often do not. */
export const punctuate = (text: string): string =>
  text.replaceAll(',', '，').replaceAll(':', '：').replaceAll(';', '；')

/** What a record's free text says. `mentionOther` is the other side as this record knows it, empty where unknown. */
export function tell(random: Random, quarrel: Quarrel, trace: Trace, mentionOther: string): string {
  const text = words(random, quarrel, trace, mentionOther).replaceAll('被被', '被')
  return trace.source === 'grid' && random.chance(0.5) ? text : punctuate(text)
}

function words(random: Random, quarrel: Quarrel, trace: Trace, mentionOther: string): string {
  const organisation = quarrel.opponentOrganisation
  const person = quarrel.opponentPerson
  const months = random.int(1, 9)
  const day = `${monthOf(trace.at)}月${random.int(1, 28)}日`
  const amount = spokenAmount(random, quarrel.amount)
  const unknown = organisation
    ? writtenName(random, organisation, trace.at, false)
    : person && random.chance(0.3)
      ? titled(person.name, person.female)
      : '对方'
  const other = mentionOther || unknown
  const later = organisation ? random.pick(['对方', '他们', '该单位']) : '对方'
  const speech = (self: string, named: string, again: string): Speech => ({
    self,
    other: named,
    otherLater: again,
    amount,
  })
  const say = (templates: readonly string[], how: Speech): string[] =>
    templates.map((template, index) => speak(template, quarrel, how, months, day, index === 0))

  const escalation = trace.escalation
    ? random
        .pick(escalationTexts[trace.escalation])
        .replace('{对}', later)
        .replace('{具}', quarrel.temper.tool ?? random.pick(['木棍', '铁锹', '菜刀', '砖头']))
        .replace('{人}', String(Math.max(6, quarrel.others.length + random.int(6, 30))))
    : ''
  const threat = trace.threat ? trace.threat.replace('{对}', organisation ? '老板' : '对方') : ''
  const facts = quarrel.facts
  const used = trace.before.length === 0 ? facts : random.shuffle(facts).slice(0, Math.max(1, facts.length - 1))
  const past = history(random, trace)

  switch (trace.source) {
    case 'police110': {
      const opening = random.pick(['报警人称', '电话称', '来电称', '群众报警称', '称'])
      const body = say(used, speech('其', other, '对方'))
      const extra = [
        quarrel.temper.drink && random.chance(0.6) ? '对方喝过酒' : '',
        quarrel.temper.tool && random.chance(0.5) ? `对方手里拿着${quarrel.temper.tool}` : '',
        threat ? `对方${threat}` : '',
        escalation,
        past,
        random.chance(0.5) ? random.pick(['请民警到场', '要求民警处理', '现场没有人受伤']) : '',
      ]
      return `${opening}:${join([...body.slice(0, random.int(1, 2)), ...extra])}`
    }
    case 'complaint': {
      const web = random.chance(0.35)
      const body = say(used, speech('我', other, later))
      const opening = web
        ? random.pick(['', '你好', '领导好', '我要投诉', '请帮帮我们'])
        : random.pick(['来电人反映', '市民来电反映', '诉求人来电', '来电'])
      const closing = say([quarrel.ask], speech('我', later, later))
      const text = join([
        ...body,
        escalation,
        threat ? `来电人情绪激动,${threat.replace('说', '')}` : '',
        past,
        ...closing,
      ])
      return opening === '' ? text : `${opening}${web ? '。' : ':'}${text}`
    }
    case 'petition': {
      const body = say(used, speech('本人', other, later))
      const closing = say([quarrel.ask], speech('本人', later, later))
      const group = quarrel.others.length > 0 ? `反映人等${quarrel.others.length + 1}人` : '反映人'
      return `${group}系${quarrel.address}一带居民。${join([...body, escalation, past, ...closing])}${random.pick(['恳请领导重视。', '盼复。', '', '望给予书面答复。'])}`
    }
    case 'grid': {
      const body = say(used, speech('甲方', other, '乙方'))
      const opening = random.pick(['网格员巡查时了解到', '入户走访发现', '村民到村里反映', '排查中发现'])
      return `${opening}:${join([...body.slice(0, random.int(1, 2)), past, threat ? `一方${threat}` : '', quarrel.temper.oldGrudge && random.chance(0.4) ? '两家历来有积怨' : ''])}`
    }
    case 'mediation': {
      const body = say(used, speech('申请人', random.chance(0.5) ? '被申请人' : other, '被申请人'))
      const closing = say([quarrel.ask], speech('申请人', '被申请人', '被申请人'))
      return `申请人与被申请人因${quarrel.object}发生纠纷。申请人称:${join([...body, past, ...closing])}`
    }
    case 'court': {
      const body = say(used, speech('原告', random.chance(0.6) ? '被告' : other, '被告'))
      const closing = say([quarrel.ask], speech('原告', '被告', '被告'))
      return `原告诉称:${join(body)}请求判令:1.${closing[0]!.replace(/^(要求|希望|请)/, '')};2.诉讼费用由被告承担。`
    }
  }
}

export function title(random: Random, quarrel: Quarrel, mentionOther: string, at: Minutes): string {
  const other =
    mentionOther ||
    (quarrel.opponentOrganisation ? writtenName(random, quarrel.opponentOrganisation, at, false) : '邻居')
  const speech: Speech = { self: '我', other, otherLater: other, amount: spokenAmount(random, quarrel.amount) }
  return speak(random.pick(quarrel.matter.titles), quarrel, speech, random.int(1, 9), `${monthOf(at)}月`, true)
}
