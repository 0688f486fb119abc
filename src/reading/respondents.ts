import { nominalRespondents, titleDeeds } from '../vocabulary/lexicon-organisations.ts'
import { notPlaceStart } from '../vocabulary/lexicon-places.ts'
import { type OrganisationName, organisationEndingWords, readOrganisation } from './organisations.ts'
import { createTrie } from './trie.ts'

export interface OrganisationFound {
  readonly start: number
  readonly end: number
  readonly name: OrganisationName
}

export interface NominalFound {
  readonly start: number
  readonly end: number
  readonly word: string
  /** Words of one role mean the same body at one place: 开发商 = 售楼部. */
  readonly role: string
  readonly kind: 'company' | 'authority' | 'committee' | 'person' | 'other'
}

const endings = createTrie<OrganisationName['kind']>()
for (const [word, kind] of organisationEndingWords) endings.add(word, kind)
const nominal = createTrie<readonly [string, string, NominalFound['kind']]>()
for (const entry of nominalRespondents) nominal.add(entry[0], entry)

const stops = new Set(
  [...notPlaceStart.replace(/ /g, '')].filter(
    (character) => !'前来目时常现望同户业自居近工地向当出会可能大家为以经通一全'.includes(character),
  ),
)
const punctuation = /[\s,，.。;；:：!！?？、"'“”‘’【】[\]《》<>\-—~…/\\|+*#@%&=]/
const verbs =
  /(?:投诉|举报|反映|要求|关于|针对|控告|起诉|请问|咨询|质疑|督促|责令|希望|恳请|曝光|购买|入职|告诉|通知|收到|找到|联系|打电话|因为|由于|所谓|名为|叫做|就是|工作单位|就职|被告|原告|申请人|单位|一家|附近|对面|旁边|楼下|楼上|里面|公司|小区|业主|员工|工人|农民工|老板|欠薪|报警|本人|现在|目前)/
const region = /^(?:[A-M]\d{0,2}[市县区])+/

/** Walks from an organisation's ending back to where its name begins. */
function startOf(text: string, end: number): number {
  let start = end
  let depth = 0
  while (start > 0 && end - start < 22) {
    const character = text[start - 1]!
    if (')）'.includes(character)) depth++
    else if ('(（'.includes(character)) {
      if (depth === 0) break
      depth--
    } else if (punctuation.test(character)) break
    else if (stops.has(character) && depth === 0) break
    else if (end - start >= 2 && '和及与跟对同'.includes(character)) break
    start--
  }
  if (depth > 0) start = text.lastIndexOf('(', end) + 1 || start
  const lead = text.slice(start, end)
  const cut = [...lead.matchAll(new RegExp(verbs, 'g'))].findLast(
    (match) => match.index + match[0].length <= lead.length,
  )
  return cut ? start + cut.index + cut[0].length : start
}

/** Organisations written out in a folded text. A bare ending (公司, 物业) is none; see `findNominals`. */
export function findOrganisations(text: string): OrganisationFound[] {
  const found: OrganisationFound[] = []
  for (const hit of endings.scan(text)) {
    const start = startOf(text, hit.start)
    const own = text.slice(start, hit.start).replace(region, '')
    const word = text.slice(hit.start, hit.end)
    if (
      own.length < 2 ||
      /^(?:这家|该|本|某|我们|一家|那家|两家|各|相关|有关|其他|多家|开发|物业|装修|中介|保险|施工|建筑|本地|附近|所在|外地|私人|小型|大型|当地|国有|农村|城市|社会|管理|私立|公立|民办)$/.test(
        own,
      )
    )
      continue
    if (
      /^(?:物业|市场|移动|联通|电信|保险|地产|房产|中介|快递|集团|家政)$/.test(word) &&
      (own.length < 2 || /(?:小区|的|里|了|个)$/.test(own) || own.length > 8)
    )
      continue
    const last = found.at(-1)
    const name = readOrganisation(text.slice(start, hit.end))
    if (!name || name.core.length < 2) continue
    // 恒泰置业 then 有限公司: one name, found twice.
    if (last && start < last.end) {
      if (last.start <= start) found.pop()
      else continue
      const merged = readOrganisation(text.slice(last.start, hit.end))
      if (merged) found.push({ start: last.start, end: hit.end, name: merged })
      continue
    }
    found.push({ start, end: hit.end, name })
  }
  return found
}

/** Respondents named by what they are (开发商, 物业, 包工头) in a folded text. */
export function findNominals(text: string): NominalFound[] {
  return nominal.scan(text).map((hit) => {
    const [word, role, kind] = hit.values[0]!
    return { start: hit.start, end: hit.end, word, role, kind }
  })
}

const deedPattern = new RegExp(
  `^(?:(?:投诉|举报|反映|质疑|再次|恳请|请|关于|实名)+)?((?:[A-M]\\d{0,2}[市县区]|西地省|诸暨市?)*)([\\u4e00-\\u9fa5A-Z0-9]{2,12}?)(?:${titleDeeds.split(' ').join('|')})`,
)

/** The subject of a title that tells a deed (享骑电单车押金不退): a name without an organisation's ending; null when there is none. */
export function titleSubject(
  title: string,
): { readonly start: number; readonly end: number; readonly text: string } | null {
  const match = deedPattern.exec(title.trimStart())
  if (!match) return null
  const text = match[2]!
  if (/[的在有是了对被]|小区|业主|邻居|街道|社区|[镇乡村路]/.test(text)) return null
  const start = title.length - title.trimStart().length + match[0].indexOf(text, match[1]!.length)
  return title.slice(start, start + text.length) === text ? { start, end: start + text.length, text } : null
}
