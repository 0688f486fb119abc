import { disputeTypes } from '../src/vocabulary/dispute-types.ts'
import type { SourceKey } from '../src/vocabulary/sources.ts'
import type { CaseSource, MentionTruth, Quarrel, Row, Trace } from './model.ts'
import { masked, misheard, titled } from './names.ts'
import { writtenName } from './organisations.ts'
import { kinOf, type Person, type Population, phoneAt } from './people.ts'
import { shortTown } from './places.ts'
import type { Random } from './random.ts'
import { DAY, formatTime, HOUR, type Minutes, yearOf } from './time.ts'
import { punctuate, tell, title } from './voice.ts'

/** Numbers printed on records: consecutive within source (and year), in the order of the events. */
export function numberer() {
  const counts = new Map<string, number>()
  const next = (key: string): number => {
    const value = (counts.get(key) ?? 0) + 1
    counts.set(key, value)
    return value
  }
  const padded = (value: number, width: number): string => String(value).padStart(width, '0')
  return (source: SourceKey, at: Minutes, town: string): string => {
    const day = formatTime(at, 'isoDate').replaceAll('-', '')
    const year = yearOf(at)
    switch (source) {
      case 'police110':
        return `JQ${day}${padded(next(`p${day}`), 4)}`
      case 'complaint':
        return `${day.slice(2)}${padded(next(`c${day}`), 5)}`
      case 'petition':
        return `330681${year}${padded(next(`x${year}`), 6)}`
      case 'grid':
        return `WG${town.slice(6)}${day}${padded(next(`g${day}`), 3)}`
      case 'mediation':
        return `诸调演字〔${year}〕第${next(`m${year}`)}号`
      // Numbers far above those of the real court, so that no real case is named.
      case 'court':
        return `(${year})浙0681民初${90000 + next(`k${year}`)}号`
      case 'contract':
        return `XD${year}${padded(next(`l${year}`), 5)}`
      case 'repayment':
        return ''
    }
  }
}

interface Said {
  readonly name: string
  readonly phone: string
  readonly id: string
}

const nobody: Said = { name: '', phone: '', id: '' }

/** What each door writes down of the one who comes: chances of a name in full, misheard, as 先生/女士, masked; of phone and ID. */
const selfHabit: Readonly<
  Record<
    CaseSource,
    readonly [full: number, misheard: number, titled: number, masked: number, phone: number, id: number]
  >
> = {
  police110: [0.66, 0.05, 0.14, 0.02, 0.93, 0.4],
  complaint: [0.52, 0.03, 0.38, 0.05, 0.97, 0],
  petition: [0.96, 0.02, 0, 0.02, 0.92, 0.86],
  grid: [0.84, 0.06, 0.05, 0, 0.7, 0],
  mediation: [0.98, 0.02, 0, 0, 0.9, 0.76],
  court: [1, 0, 0, 0, 0.8, 0.98],
}
const otherHabit: typeof selfHabit = {
  police110: [0.5, 0.05, 0.13, 0, 0.26, 0.13],
  complaint: [0.45, 0.04, 0.1, 0, 0, 0],
  petition: [0.8, 0.04, 0, 0, 0, 0],
  grid: [0.74, 0.06, 0.06, 0, 0.48, 0],
  mediation: [0.98, 0.02, 0, 0, 0.78, 0.62],
  court: [1, 0, 0, 0, 0.6, 0.92],
}

function saidOf(random: Random, person: Person, source: CaseSource, at: Minutes, self: boolean): Said {
  const [full, heard, title, mask, phone, id] = (self ? selfHabit : otherHabit)[source]
  const dice = random.next()
  let name = ''
  if (dice < full) name = person.name
  else if (dice < full + heard) name = misheard(random, person.name) ?? person.name
  else if (dice < full + heard + title) name = titled(person.name, person.female)
  else if (dice < full + heard + title + mask) name = masked(person.name)
  return { name, phone: random.chance(phone) ? phoneAt(person, at) : '', id: random.chance(id) ? person.idNumber : '' }
}

/** 区划代码 as sources know it: mostly village or town, sometimes county only, empty, or the town next door. */
function placeCode(random: Random, quarrel: Quarrel, source: CaseSource): string {
  const village = quarrel.village.code
  const town = quarrel.town.code
  const dice = random.next()
  if (source === 'court') return dice < 0.68 ? town : dice < 0.92 ? '330681' : ''
  if (dice < 0.025) return random.pick(['330681001', '330681104', '330681005', '330681109'])
  if (dice < 0.07) return ''
  if (dice < 0.13) return '330681'
  if (dice < (source === 'grid' ? 0.2 : 0.42)) return town
  return village
}

/** Minutes until the platform receives a record: police at once, offices in days, the court in weeks. */
function delay(random: Random, source: CaseSource): Minutes {
  switch (source) {
    case 'police110':
      return random.chance(0.03) ? random.int(DAY, 3 * DAY) : random.int(6, 75)
    case 'complaint':
      return random.chance(0.08) ? random.int(8 * HOUR, 3 * DAY) : random.int(10, 4 * HOUR)
    case 'petition':
      return random.int(6 * HOUR, 5 * DAY)
    case 'grid':
      return random.chance(0.2) ? random.int(DAY, 6 * DAY) : random.int(30, DAY)
    case 'mediation':
      return random.int(4 * HOUR, 4 * DAY)
    case 'court':
      return random.int(9 * DAY, 40 * DAY)
  }
}

const petitionForms = ['网上信访', '来访', '来信', '电话信访'] as const

const policeResult = (quarrel: Quarrel, trace: Trace): string => punctuate(policeWords(quarrel, trace))

function policeWords(quarrel: Quarrel, trace: Trace): string {
  if (trace.escalation === 'violence') return '双方有肢体冲突,已带回派出所进一步处理,伤者送医'
  if (trace.escalation === 'selfHarm') return '已联系120送医并通知家属,移交属地做好稳控'
  if (trace.escalation === 'gathering') return '已劝离现场人员,通报属地和主管部门'
  if (quarrel.matter.domestic)
    return trace.outcome === 'settled' ? '批评教育,双方表示和好' : '出具家庭暴力告诫书,通报妇联和社区'
  if (trace.outcome === 'settled') return '经民警现场调解,双方达成一致,不再追究'
  if (trace.outcome === 'referred') return `移交${quarrel.town.name}人民调解委员会进一步调解`
  return '现场调解未成,告知可通过人民调解或诉讼途径解决'
}

const complaintResult = (trace: Trace): string =>
  trace.outcome === 'settled'
    ? '已联系双方，对方同意处理，诉求人表示满意'
    : '经核实双方分歧较大，已告知诉求人可申请调解或者通过司法途径解决'

const departmentOf: Partial<Record<keyof typeof disputeTypes, string>> = {
  homePurchase: '诸暨市住房和城乡建设局',
  propertyService: '诸暨市住房和城乡建设局',
  construction: '诸暨市住房和城乡建设局',
  labour: '诸暨市人力资源和社会保障局',
  consumer: '诸暨市市场监督管理局',
  onlineTrade: '诸暨市市场监督管理局',
  education: '诸暨市教育体育局',
  environment: '绍兴市生态环境局诸暨分局',
  medical: '诸暨市卫生健康局',
  expropriation: '诸暨市自然资源和规划局',
  finance: '诸暨市金融发展服务中心',
}

export interface RowPlan {
  readonly population: Population | null
  readonly number: string
  /** Numbers of earlier traces of the same quarrel, oldest first. */
  readonly earlierNumbers: readonly string[]
  readonly until: Minutes
  /** Fixed delay in minutes, for stories whose order must be known. */
  readonly delay?: Minutes
  /** Clean rows: full name and phone, true place. */
  readonly plain?: boolean
}

/** One trace as the row (and perhaps a later second version) that its department sends. */
export function rowsOf(random: Random, quarrel: Quarrel, trace: Trace, plan: RowPlan): Row[] {
  const { source, at } = trace
  const dispute = quarrel.id
  const mentions: MentionTruth[] = []
  const note = (role: string, name: string, party: string): string => {
    if (name !== '') mentions.push({ role, name, party })
    return name
  }
  const speakerIsAgent = source === 'complaint' && plan.population !== null && !plan.plain && random.chance(0.04)
  const speaker = speakerIsAgent ? kinOf(random, plan.population!, quarrel.claimant) : quarrel.claimant
  const self: Said = plan.plain
    ? {
        name: speaker.name,
        phone: phoneAt(speaker, at),
        id: source === 'petition' || source === 'court' || source === 'mediation' ? speaker.idNumber : '',
      }
    : saidOf(random, speaker, source, at, true)
  const organisation = quarrel.opponentOrganisation
  const exact = source === 'court' || source === 'mediation'
  const other: Said = organisation
    ? {
        name: random.chance(exact || plan.plain ? 1 : source === 'police110' ? 0.55 : 0.9)
          ? writtenName(random, organisation, at, exact)
          : '',
        phone: '',
        id: random.chance(exact ? 0.9 : 0.25) ? organisation.creditCode : '',
      }
    : quarrel.opponentPerson
      ? saidOf(random, quarrel.opponentPerson, source, at, false)
      : nobody
  const otherParty = organisation?.id ?? quarrel.opponentPerson?.id ?? ''
  const place = plan.plain ? quarrel.village.code : placeCode(random, quarrel, source)
  const text = tell(random, quarrel, trace, other.name)
  const received = Math.min(at + (plan.delay ?? delay(random, source)), plan.until - 1)
  const seconds = random.int(0, 59)
  const related =
    trace.before.length > 0 && (source === 'mediation' || source === 'court') && random.chance(0.2)
      ? (plan.earlierNumbers.at(-1) ?? '')
      : ''
  const amount = quarrel.amount > 0 ? String(quarrel.amount) : ''
  const all = [quarrel.claimant, ...quarrel.others]
  const names = (role: string): string =>
    all
      .slice(0, 5)
      .map((person) => note(role, person.name, person.id))
      .join('、')
  const closing = at + random.int(2, source === 'court' ? 70 : source === 'petition' ? 45 : 16) * DAY
  const closed = formatTime(
    closing,
    source === 'court'
      ? 'isoDate'
      : source === 'complaint'
        ? 'slashes'
        : source === 'mediation'
          ? 'chinese'
          : 'isoMinutes',
  )
  let base: Record<string, string>
  let later: Record<string, string> | null = null

  switch (source) {
    case 'police110':
      base = {
        警情编号: plan.number,
        报警时间: formatTime(at, 'iso', seconds),
        报警人: note('报警人', self.name, speaker.id),
        联系电话: self.phone,
        证件号码: self.id,
        警情类别: quarrel.matter.police,
        发生地址: quarrel.address,
        区划代码: place,
        警情内容: text,
        对方当事人: note('对方当事人', other.name, otherParty),
        对方电话: other.phone,
        对方证件号码: organisation ? '' : other.id,
        处警单位: `诸暨市公安局${shortTown(quarrel.town)}派出所`,
        处置结果: policeResult(quarrel, trace),
      }
      break
    case 'complaint':
      base = {
        工单号: plan.number,
        来电时间: formatTime(at, 'slashes', seconds),
        诉求人: note('诉求人', self.name, speaker.id),
        联系电话: self.phone,
        是否保密: random.chance(quarrel.matter.domestic ? 0.7 : plan.plain ? 0 : 0.05) ? '是' : '否',
        诉求类别: disputeTypes[quarrel.type].zh,
        被反映对象: note('被反映对象', other.name, otherParty),
        统一社会信用代码: organisation ? other.id : '',
        地址: quarrel.address,
        区划代码: place,
        标题: title(random, quarrel, other.name, at),
        内容: text,
        承办单位: departmentOf[quarrel.type] ?? `${quarrel.town.name}人民政府`,
      }
      if (trace.outcome === 'settled' ? random.chance(0.5) : random.chance(0.15))
        later = { 办结时间: closed, 办理结果: complaintResult(trace) }
      break
    case 'petition': {
      const people = trace.escalation === 'gathering' ? Math.max(6, all.length + random.int(6, 24)) : all.length
      base = {
        信访编号: plan.number,
        登记时间: formatTime(at, 'isoMinutes'),
        信访形式: trace.escalation ? '来访' : random.pick(petitionForms),
        人数: String(people),
        初重访: trace.before.some((step) => step.source === 'petition') ? '重复' : '初次',
        信访人: all.length > 1 ? names('信访人') : note('信访人', self.name, speaker.id),
        证件号码: self.id,
        联系电话: self.phone,
        被反映对象: note('被反映对象', other.name, otherParty),
        统一社会信用代码: organisation ? other.id : '',
        问题属地: quarrel.town.name,
        区划代码: place,
        内容分类: disputeTypes[quarrel.type].zh,
        内容: text,
        责任单位: departmentOf[quarrel.type] ?? `${quarrel.town.name}人民政府`,
        办理状态: '受理',
      }
      if (random.chance(0.4))
        later = {
          办理状态: trace.outcome === 'settled' ? '已办结，信访人息诉' : '已答复，信访人不认可',
          答复时间: closed,
        }
      break
    }
    case 'grid':
      base = {
        事件编号: plan.number,
        上报时间: formatTime(at, 'isoMinutes'),
        网格编码: `${quarrel.village.code}${String(1 + (quarrel.village.code.charCodeAt(11) % 6)).padStart(3, '0')}`,
        网格员: `${random.pick([...'陈王张周徐楼赵'])}${random.pick(['晓东', '丽萍', '国平', '佳燕', '海英', '伟强'])}`,
        事件类别: disputeTypes[quarrel.type].zh,
        当事人甲: note('当事人甲', self.name, speaker.id),
        当事人甲电话: self.phone,
        当事人乙: note('当事人乙', other.name, otherParty),
        当事人乙电话: other.phone,
        地址: quarrel.address,
        区划代码: place,
        涉及人数: String(all.length + 1),
        事件描述: text,
        处理结果: trace.outcome === 'settled' ? '网格当场化解，双方握手言和' : `未化解，上报${quarrel.town.name}处理`,
      }
      break
    case 'mediation':
      base = {
        调解案号: plan.number,
        受理时间: formatTime(at, 'chinese'),
        受理方式: random.weighted([
          ['申请', 44],
          ['主动调解', 46],
          ['移送', 10],
        ]),
        调解组织: `${quarrel.town.name}人民调解委员会`,
        调解员: `${random.pick([...'俞寿斯楼宣孟'])}${random.pick(['长根', '伯泉', '秀珍', '志明', '建芬'])}`,
        申请人: all.length > 1 ? names('申请人') : note('申请人', self.name, speaker.id),
        申请人证件: self.id,
        申请人电话: self.phone,
        被申请人: note('被申请人', other.name, otherParty),
        被申请人证件: other.id,
        被申请人电话: other.phone,
        纠纷类型: disputeTypes[quarrel.type].zh,
        标的额: amount,
        地址: quarrel.address,
        区划代码: place,
        纠纷简述: text,
        关联编号: related,
      }
      later = {
        调解结果: trace.outcome === 'settled' ? '调解成功' : '调解不成功',
        结案时间: closed,
        ...(trace.outcome === 'settled'
          ? { 协议编号: `${plan.number}协`, 履行期限: formatTime(closing + random.int(3, 60) * DAY, 'isoDate') }
          : {}),
      }
      if (random.chance(0.5))
        return [
          finish(
            { ...base, ...later },
            Math.min(Math.max(received, closing + random.int(2, 30) * HOUR), plan.until - 1),
            'stored',
          ),
        ]
      break
    case 'court':
      base = {
        案号: plan.number,
        立案日期: formatTime(at, 'isoDate'),
        案由: quarrel.matter.cause ?? '其他民事纠纷',
        程序: random.weighted([
          ['简易程序', 6],
          ['小额诉讼', 3],
          ['普通程序', 2],
        ]),
        原告: all.length > 1 ? names('原告') : note('原告', self.name, speaker.id),
        原告证件: self.id,
        原告电话: self.phone,
        被告: note('被告', other.name, otherParty),
        被告证件: other.id,
        被告电话: other.phone,
        标的额: amount,
        承办法官: `${random.pick([...'何徐章郭金'])}${random.pick(['明', '静', '海波', '晓霞'])}`,
        区划代码: place,
        案情摘要: text,
        是否批量金融: quarrel.type === 'finance' && quarrel.cluster ? '是' : '否',
        关联编号: related,
      }
      later = {
        结案方式: trace.outcome === 'settled' ? '调解' : trace.outcome === 'withdrawn' ? '撤诉' : '判决',
        结案日期: closed,
      }
      break
  }
  if (source === 'court' && quarrel.type === 'marriageFamily' && random.chance(0.12))
    return [finish({ ...base, 案情摘要: `本案不公开审理。${base.案情摘要}` }, received, 'excluded')]
  if (source === 'petition' && quarrel.type === 'villageAffairs' && random.chance(0.1))
    return [finish({ ...base, 内容分类: random.pick(['检举', '控告']) }, received, 'excluded')]
  const rows = [finish({ ...base, ...(later ? { 版本: '1' } : {}) }, received, 'stored')]
  if (later) {
    const known = Math.max(received + HOUR, closing + random.int(2, source === 'court' ? 300 : 40) * HOUR)
    if (known < plan.until - 1) rows.push(finish({ ...base, ...later, 版本: '2' }, known, 'updated'))
  }
  return rows

  function finish(cells: Record<string, string>, receivedAt: Minutes, expect: Row['expect']): Row {
    return {
      source,
      receivedAt,
      cells: { ...cells, 接收时间: formatTime(receivedAt, 'iso', seconds) },
      number: plan.number,
      dispute,
      mentions: expect === 'updated' ? [] : mentions,
      expect,
    }
  }
}
