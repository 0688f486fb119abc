import {
  divisionPrefixes,
  divisionPrefixPattern,
  organisationEndings,
  organisationForms,
  trades,
} from '../vocabulary/lexicon-organisations.ts'
import { branchEnding, tradeClasses } from '../vocabulary/lexicon-patterns.ts'
import { zhujiTownStems } from './places.ts'
import { createTrie } from './trie.ts'

export interface OrganisationName {
  /** The name as compared: folded, without blanks and brackets. */
  readonly normal: string
  /** 字号 + trade: what stays when division and legal form are taken away. */
  readonly core: string
  /** 字号 alone, or '' when the name is only a trade. */
  readonly brand: string
  readonly kind: 'company' | 'authority' | 'committee' | 'other'
  /** 分公司, 支行, 门店 and the like: related to the parent, never the same. */
  readonly branch: string
}

const byLength = (words: string): string[] => words.split(' ').sort((a, b) => b.length - a.length)
const forms = byLength(organisationForms)
const tradeWords = byLength(trades)
const legalForms = forms.filter((form) => form.length >= 4)
const shortTrades = [...new Set([...tradeWords, ...tradeClasses.map(([, word]) => word)])].sort(
  (a, b) => b.length - a.length,
)
const prefixes = byLength(divisionPrefixes)
const prefixPattern = new RegExp(divisionPrefixPattern)
const endings = createTrie<OrganisationName['kind']>()
for (const form of forms) endings.add([...form].reverse().join(''), 'company')
for (const [kind, words] of Object.entries(organisationEndings))
  for (const word of words.split(' ')) endings.add([...word].reverse().join(''), kind as OrganisationName['kind'])

const classes = tradeClasses.map(([pattern, word]) => [new RegExp(pattern), word] as const)

/** A name with its legal form (…有限公司): written out, hence reliable wherever it stands. */
export function hasLegalForm(normal: string): boolean {
  return legalForms.some((form) => normal.endsWith(form) && normal.length >= form.length + 4)
}

function stripDivision(name: string): string {
  let rest = name
  for (let round = 0; round < 4; round++) {
    const prefix = prefixes.find((word) => rest.startsWith(word) && rest.length - word.length >= 2)
    const stem = prefix ?? zhujiTownStems().find((word) => rest.startsWith(word) && rest.length - word.length >= 3)
    if (stem) {
      rest = rest.slice(stem.length)
      continue
    }
    const match = prefixPattern.exec(rest)
    if (match && rest.length - match[0].length >= 3 && !endingOf(match[0])) rest = rest.slice(match[0].length)
    else break
  }
  return rest.replace(/^(?:市|县|区)(?=[\u4e00-\u9fa5]{3})/, '')
}

function endingOf(name: string): { readonly kind: OrganisationName['kind']; readonly length: number } | null {
  const hit = endings.longestAt([...name].reverse().join(''), 0)
  return hit ? { kind: hit.values[0]!, length: hit.end } : null
}

/** 砚祈建筑, 琮辂铜业: people leave the legal form away. */
function tradeEnding(name: string): { readonly kind: OrganisationName['kind']; readonly length: number } | null {
  const trade =
    name.length >= 4 ? shortTrades.find((word) => name.endsWith(word) && name.length - word.length >= 2) : undefined
  return trade ? { kind: 'company', length: trade.length } : null
}

const branchPattern = new RegExp(branchEnding)

const cache = new Map<string, OrganisationName | null>()

/** Takes an organisation's name apart. `folded` is the cell or span; null when it ends like no organisation. */
export function readOrganisation(folded: string): OrganisationName | null {
  const known = cache.get(folded)
  if (known !== undefined) return known
  if (cache.size > 50_000) cache.clear()
  const result = parse(folded)
  cache.set(folded, result)
  return result
}

function parse(folded: string): OrganisationName | null {
  const normal = folded
    .replace(/[\s"'“”‘’《》]/g, '')
    .replace(/[(（](?:个体|筹|曾用名[^)）]*|原[^)）]*)[)）]/g, '')
    .replace(/[()（）]/g, '')
  if (normal.length < 2 || normal.length > 60) return null
  const ending = endingOf(normal) ?? tradeEnding(normal)
  if (!ending) return null
  if (ending.kind === 'authority' || ending.kind === 'committee') {
    const core = stripCounty(normal)
    return { normal, core, brand: '', kind: ending.kind, branch: '' }
  }
  let rest = normal
  let branch = ''
  const branchMatch = branchPattern.exec(normal)
  const formAt = forms
    .map((form) => normal.indexOf(form))
    .filter((at) => at > 1)
    .sort((a, b) => a - b)[0]
  if (branchMatch && formAt !== undefined) {
    const form = forms.find((word) => normal.startsWith(word, formAt))!
    if (formAt + form.length < normal.length) {
      branch = stripBranch(normal.slice(formAt + form.length))
      rest = normal.slice(0, formAt)
    }
  }
  rest = stripDivision(rest)
  for (let changed = true; changed; ) {
    changed = false
    for (const form of forms)
      if (rest.endsWith(form) && rest.length - form.length >= 2) {
        rest = rest.slice(0, -form.length)
        changed = true
        break
      }
  }
  let core = rest
  for (const [pattern, word] of classes)
    if (pattern.test(core)) {
      core = core.replace(pattern, word)
      break
    }
  const trade = tradeWords.find((word) => rest.endsWith(word)) ?? ''
  const brand = rest.slice(0, rest.length - trade.length)
  return { normal, core: core + branch, brand: brand.length >= 2 && trade ? brand : '', kind: ending.kind, branch }
}

/** 诸暨市店口分公司 → 店口分公司; of 诸暨支行 the place is all that tells it from 绍兴支行. */
function stripBranch(name: string): string {
  const prefix = prefixes.find((word) => name.startsWith(word) && name.length - word.length >= 5)
  return prefix ? name.slice(prefix.length) : name
}

function stripCounty(name: string): string {
  const prefix = prefixes.find((word) => name.startsWith(word) && name.length - word.length >= 3)
  return prefix ? name.slice(prefix.length) : name
}

/** Length of the organisation's ending that stops at `end`, or 0: used by the search in running text. */
export function organisationEndingAt(
  text: string,
  end: number,
): { readonly kind: OrganisationName['kind']; readonly length: number } | null {
  return endingOf(text.slice(Math.max(0, end - 14), end))
}

/** Every word that ends an organisation's name, for the dictionary of the text search. */
export const organisationEndingWords: readonly (readonly [string, OrganisationName['kind']])[] = [
  ...forms.map((form) => [form, 'company'] as const),
  ...Object.entries(organisationEndings).flatMap(([kind, words]) =>
    words.split(' ').map((word) => [word, kind as OrganisationName['kind']] as const),
  ),
]
