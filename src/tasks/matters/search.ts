import { pinyin } from 'pinyin-pro'
import type { MatterListKind } from '../../vocabulary/words/matters.ts'

export interface Matter {
  readonly list: MatterListKind
  readonly number: string
  readonly name: string
  /** Code of the agency that may give it. */
  readonly department: string
  readonly departmentName: string
  readonly clause: string
}

export interface MatterFilter {
  /** Part of name, number or department; or the beginning letters of the syllables of consecutive characters. */
  readonly query?: string
  readonly department?: string
  readonly list?: MatterListKind
}

/** Names repeat from request to request, and spelling one out costs more than all else here. */
const known = new Map<string, string>()
const mostKnown = 20_000

/** Brackets and letters of full and half width are one to whoever searches. */
const folded = (text: string): string => text.normalize('NFKC').trim().toLowerCase()

/** First letters of the syllables: 欠薪隐患 → `qxyh`. Characters without a reading stand for themselves. */
export function initialsOf(name: string): string {
  let initials = known.get(name)
  if (initials === undefined) {
    if (known.size >= mostKnown) known.clear()
    initials = pinyin(name, { pattern: 'first', toneType: 'none', type: 'array' }).join('').toLowerCase()
    known.set(name, initials)
  }
  return initials
}

/** Matters that meet every part of the filter; an empty one keeps all. Where the query begins the name stands first. */
export function searchMatters<M extends Matter>(matters: readonly M[], { query, department, list }: MatterFilter): M[] {
  const text = folded(query ?? '')
  const letters = /^[a-z]+$/.test(text)
  const found = matters.filter(
    (matter) =>
      (list === undefined || matter.list === list) &&
      (department === undefined || matter.department === department) &&
      (text === '' ||
        folded(matter.name).includes(text) ||
        folded(matter.number).includes(text) ||
        folded(matter.departmentName).includes(text) ||
        (letters && initialsOf(matter.name).includes(text))),
  )
  if (text === '') return found
  const begins = (matter: M): boolean =>
    folded(matter.name).startsWith(text) || (letters && initialsOf(matter.name).startsWith(text))
  return [...found.filter(begins), ...found.filter((matter) => !begins(matter))]
}
