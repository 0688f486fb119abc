import type { LabelledAddress } from './invent.ts'

/**
 * Reads labelled addresses: one token a line, a blank, its tag (B-road, I-road; O for none); an empty line ends an address.
 * Labels are read in lower case; an I- that no B- of its kind opens counts as one.
 * @throws RangeError with the line that cannot be read.
 */
export function readLabelledAddresses(text: string): LabelledAddress[] {
  const rows: LabelledAddress[] = []
  let tokens: string[] = []
  let tags: string[] = []
  const end = (): void => {
    if (tokens.length > 0) rows.push({ tokens, tags })
    tokens = []
    tags = []
  }
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trimEnd()
    if (line === '') {
      end()
      continue
    }
    const found = /^(.*\S)[ \t]+(?:([BI])-([A-Za-z]+)|O)$/.exec(line)
    if (!found)
      throw new RangeError(`line ${index + 1}: expected a token, a blank and a tag such as B-road, I-road or O`)
    const label = found[3]?.toLowerCase()
    const opens = found[2] === 'B' || tags.at(-1)?.slice(2) !== label
    tokens.push(found[1]!)
    tags.push(label === undefined ? 'O' : `${opens ? 'B' : 'I'}-${label}`)
  }
  end()
  return rows
}
