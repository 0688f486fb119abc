import { familyNames, notNames, personAfter, personBefore, personTitles } from '../vocabulary/lexicon-persons.ts'
import { emptyNames } from '../vocabulary/reading-columns.ts'
import { createTrie } from './trie.ts'

const single = new Set([...familyNames.single])
const double = new Set(familyNames.double.split(' '))
const starts = new Uint8Array(65_536)
for (const name of [...single, ...double]) starts[name.charCodeAt(0)] = 1
const empty = new Set(emptyNames.split(' '))
const blocked = createTrie<true>()
for (const word of notNames.split(' ')) blocked.add(word, true)
const after = createTrie<true>()
for (const word of personAfter.split(' ')) after.add(word, true)
const before = personBefore.split(' ').sort((a, b) => b.length - a.length)
const titles = personTitles.split(' ')

export interface PersonName {
  readonly normal: string
  /** Whole: a full name. Partial: 张某, 王先生, 李**; it tells a family name only and never links by itself. */
  readonly partial: boolean
  readonly familyName: string
}

/** Length of the family name that `name` begins with. */
export function familyNameLength(name: string): number {
  return double.has(name.slice(0, 2)) ? 2 : 1
}

/** A cell of a name column as a person's name; null when it names nobody. `folded` has no separators in it. */
export function readPersonName(folded: string): PersonName | null {
  const name = folded
    .replace(/[\s"'“”]/g, '')
    .replace(/[(（].*$/, '')
    .replace(/[.。,，]$/, '')
  if (name === '' || empty.has(name)) return null
  const title = titles.find(
    (word) => name.endsWith(word) && name.length > word.length && name.length <= word.length + 2,
  )
  const plain = title ? name.slice(0, -title.length) : name
  const length = familyNameLength(plain)
  const familyName = plain.replace(/^[小老阿]/, '').slice(0, length)
  const partial =
    title !== undefined || /[某*xX?○×]/.test(plain) || plain.length <= length || /^[小老阿][\u4e00-\u9fa5]$/.test(plain)
  return { normal: partial ? `${familyName}*` : plain, partial, familyName }
}

export interface PersonFound {
  readonly start: number
  readonly end: number
  readonly name: PersonName
  /** The words before it, up to six characters: who they are to the writer. */
  readonly before: string
}

const boundary = /[\s,，.。;；:：!！?？、"'“”‘’()（）【】[\]《》]/
const given = /^[\u4e00-\u9fa5]$/
const notGiven =
  /[的了是在有和与及把被向从到于为因但而或就都也又还不没说称家某等人们你我他她它这那个们只很太打对将给让使元月日年号室幢栋路村镇区市县店厂司局所站队费款钱事]/

/** Persons' names in a folded text, where family name, length and the words around agree. Bounds recall, not precision. */
export function findPersons(text: string): PersonFound[] {
  const found: PersonFound[] = []
  for (let at = 0; at < text.length; at++) {
    if (starts[text.charCodeAt(at)] === 0) continue
    const length = double.has(text.slice(at, at + 2)) ? 2 : single.has(text[at]!) ? 1 : 0
    if (length === 0) continue
    const lead = text.slice(Math.max(0, at - 6), at)
    const led = before.some((word) => lead.endsWith(word))
    const open = at === 0 || boundary.test(text[at - 1]!)
    const masked = /^[某×*○]{1,3}(?:[\u4e00-\u9fa5](?=[,，。;；、]))?/.exec(text.slice(at + length))
    if (masked) {
      const end =
        at + length + masked[0].replace(/[\u4e00-\u9fa5]$/, (character) => (character === '某' ? character : '')).length
      found.push({
        start: at,
        end,
        name: { normal: `${text.slice(at, at + length)}*`, partial: true, familyName: text.slice(at, at + length) },
        before: lead,
      })
      at = end - 1
      continue
    }
    if (!led && !open) continue
    if (blocked.longestAt(text, at)) continue
    for (const size of [length + 2, length + 1]) {
      const end = at + size
      if (end > text.length) continue
      const body = [...text.slice(at + length, end)]
      if (!body.every((character) => given.test(character) && !notGiven.test(character))) continue
      const closed = end === text.length || boundary.test(text[end]!)
      const trailed = after.longestAt(text, end) !== null
      if (!(led ? closed || trailed : trailed && size === length + 2)) continue
      found.push({
        start: at,
        end,
        name: { normal: text.slice(at, end), partial: false, familyName: text.slice(at, at + length) },
        before: lead,
      })
      at = end - 1
      break
    }
  }
  return found
}
