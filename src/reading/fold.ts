import { Converter } from 'opencc-js/t2cn'

const simplify = Converter({ from: 't', to: 'cn' })
const folded = new Map<string, string>()

/** One character's plain form: half width, simplified, upper case; always one UTF-16 code unit for one. */
function foldCharacter(character: string): string {
  const code = character.charCodeAt(0)
  if (code === 0x3000) return ' '
  if (code >= 0xff01 && code <= 0xff5e) {
    // Full-width ，：；！？ keep their form: the clause patterns name them.
    if ('，：；！？'.includes(character)) return character
    return String.fromCharCode(code - 0xfee0).toUpperCase()
  }
  if (code < 0x80) {
    if (character === ',') return ','
    return character.toUpperCase()
  }
  if (code < 0x4e00 || code > 0x9fff) return character
  const plain = simplify(character)
  return plain.length === 1 ? plain : character
}

/**
 * The text with full-width, traditional and lower-case characters made plain, unit by unit, so that a span in the
 * result is a span in the original.
 */
export function fold(text: string): string {
  let result = ''
  for (let index = 0; index < text.length; index++) {
    const character = text[index]!
    const code = text.charCodeAt(index)
    if (code >= 0xd800 && code <= 0xdfff) {
      result += character
      continue
    }
    let plain = folded.get(character)
    if (plain === undefined) {
      plain = foldCharacter(character)
      folded.set(character, plain)
    }
    result += plain
  }
  return result
}

/** A record's number as matched: folded, one kind of bracket and dash, no blanks. `（2023）浙0681民初1号` = `(2023) 浙0681民初1号`. */
export function foldNumber(value: string): string {
  return fold(value)
    .replace(/[〔【[｛{]/g, '(')
    .replace(/[〕】\]｝}]/g, ')')
    .replace(/[‐-―−—]/g, '-')
    .replace(/[\s\u200b\ufeff]+/g, '')
}
