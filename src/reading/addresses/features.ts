import { addressEndings, addressNumerals, addressOrder } from '../../vocabulary/lexicon-addresses.ts'

const numerals = new Set(addressNumerals)
const endings = new Set(addressEndings)
const order = new Set(addressOrder)

function shape(text: string): string {
  if (/^\d+$/.test(text)) return `d${text.length}`
  if (/^[A-Za-z]+$/.test(text)) return text.length === 1 ? 'a' : 'w'
  if (numerals.has(text)) return 'n'
  return /^\p{Script=Han}$/u.test(text) ? 'h' : 'p'
}

/** Digits and letters are one sign each: what they count is not what they are. */
function plain(text: string): string {
  if (/^\d+$/.test(text)) return '0'
  return /^[A-Za-z]$/.test(text) ? 'A' : text.toLowerCase()
}

/** What the tagger sees of each token of an address: its neighbours, what ends an element before and behind, repetitions. */
export function addressFeatures(tokens: readonly string[]): string[][] {
  const words = tokens.map(plain)
  const shapes = tokens.map(shape)
  const word = (at: number): string => (at < 0 ? '^' : at >= words.length ? '$' : words[at]!)
  const form = (at: number): string => (at < 0 ? '^' : at >= words.length ? '$' : shapes[at]!)
  // What comes next behind a number decides between house, cell, floor and room.
  const ahead = (at: number): string => {
    let next = at
    while (next < words.length && (shapes[next]![0] === 'd' || shapes[next] === 'a' || words[next] === '-')) next++
    return word(next)
  }
  const ending = (at: number): string => {
    for (let next = at; next < Math.min(words.length, at + 6); next++)
      if (endings.has(words[next]!)) return `${words[next]}${next - at}`
    return ''
  }
  const behind = (at: number): string => {
    for (let past = at - 1; past >= Math.max(0, at - 6); past--) if (endings.has(words[past]!)) return `${words[past]}`
    return ''
  }
  const marks = words.map((one) => (order.has(one) ? one : ''))
  const seen: string[] = []
  let so = ''
  for (const mark of marks) {
    seen.push(so)
    if (mark !== '' && !so.includes(mark)) so += mark
  }
  const toCome: string[] = new Array(words.length)
  so = ''
  for (let at = words.length - 1; at >= 0; at--) {
    toCome[at] = so
    const mark = marks[at]!
    if (mark !== '' && !so.includes(mark)) so = mark + so
  }
  const text = words.join('')
  const offsets: number[] = []
  let offset = 0
  for (const one of words) {
    offsets.push(offset)
    offset += one.length
  }
  const repeated = (at: number): string => {
    if (shapes[at] !== 'h' || shapes[at + 1] !== 'h') return ''
    const pair = word(at) + word(at + 1)
    return `${text.indexOf(pair) < offsets[at]! ? 'b' : ''}${text.indexOf(pair, offsets[at]! + 1) > 0 ? 'a' : ''}`
  }
  return words.map((_, at) => {
    const found = [
      `x${seen[at]}`,
      `y${toCome[at]}`,
      `xe${seen[at]}|${ending(at)}`,
      `xw${seen[at]!.slice(-1)}|${word(at)}`,
      `yw${toCome[at]!.slice(0, 1)}|${word(at)}`,
      `R${repeated(at)}${repeated(at - 1)}`,
      `Re${repeated(at)}${ending(at)}`,
      `0${word(at)}`,
      `-1${word(at - 1)}`,
      `+1${word(at + 1)}`,
      `-2${word(at - 2)}`,
      `+2${word(at + 2)}`,
      `-10${word(at - 1)}${word(at)}`,
      `01${word(at)}${word(at + 1)}`,
      `-11${word(at - 1)}_${word(at + 1)}`,
      `-2-1${word(at - 2)}${word(at - 1)}`,
      `12${word(at + 1)}${word(at + 2)}`,
      `-101${word(at - 1)}${word(at)}${word(at + 1)}`,
      `-2-10${word(at - 2)}${word(at - 1)}${word(at)}`,
      `012${word(at)}${word(at + 1)}${word(at + 2)}`,
      `+3${word(at + 3)}`,
      `-3${word(at - 3)}`,
      `123${word(at + 1)}${word(at + 2)}${word(at + 3)}`,
      `0123${word(at)}${word(at + 1)}${word(at + 2)}${word(at + 3)}`,
      `-3210${word(at - 3)}${word(at - 2)}${word(at - 1)}${word(at)}`,
      `s${form(at - 1)}${form(at)}${form(at + 1)}`,
      `S${form(at - 2)}${form(at - 1)}${form(at)}${form(at + 1)}${form(at + 2)}`,
      `r${tokens[at]}`,
      `a${word(at)}${ahead(at)}`,
      `b${word(at - 1)}${ahead(at)}`,
      `e${ending(at)}`,
      `h${behind(at)}`,
      `eh${ending(at)}${behind(at)}`,
      `p${Math.min(at, 4)}`,
      `q${Math.min(words.length - 1 - at, 4)}`,
      'bias',
    ]
    return found
  })
}
