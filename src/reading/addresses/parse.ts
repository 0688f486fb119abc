import { unitWords } from '../../vocabulary/lexicon-addresses.ts'
import { type Tagger, type TaggerOptions, tagRow, trainTagger, usualOptions } from '../learning/tagger.ts'
import { readNumeral } from '../numbers.ts'
import { addressFeatures } from './features.ts'
import { inventAddresses, type LabelledAddress } from './invent.ts'
import { addressTokens } from './tokens.ts'

export interface AddressElement {
  /** prov city district devzone town community road roadno subroad subroadno poi subpoi houseno cellno floorno roomno … */
  readonly label: string
  readonly text: string
  /** UTF-16 offsets into the address as written: `address.slice(start, end) === text`. */
  readonly start: number
  readonly end: number
  /** What two ways of writing share: 三号楼, 3号楼 and 3# are all 3; other elements half width and without blanks. */
  readonly normal: string
}

/** A longer text is no address; the rest of it is not looked at. */
export const longestAddress = 300

function isUnit(label: string): label is keyof typeof unitWords {
  return Object.hasOwn(unitWords, label)
}

/** The number of a house, cell, floor or room without its word; other elements half width, lower case, without blanks. */
export function normalElement(label: string, text: string): string {
  const plain = text.normalize('NFKC').replace(/\s+/g, '')
  if (!isUnit(label)) return plain.toLowerCase()
  const ending = [...unitWords[label]].sort((a, b) => b.length - a.length).find((word) => plain.endsWith(word))
  const rest = ending === undefined || ending === plain ? plain : plain.slice(0, -ending.length)
  return String(readNumeral(rest) ?? rest.toUpperCase())
}

export function trainAddresses(rows: readonly LabelledAddress[], options: TaggerOptions = addressOptions): Tagger {
  return trainTagger(
    rows.map(({ tokens, tags }) => ({ features: addressFeatures(tokens), tags })),
    options,
  )
}

/** Chosen on a part of the training rows held back, not on those that are reported. */
export const addressOptions: TaggerOptions = usualOptions

let shipped: Tagger | null = null
/** The model for counties without labels of their own: learnt at first use (some seconds) from made-up addresses. */
export function shippedAddresses(): Tagger {
  shipped ??= trainAddresses(inventAddresses(2500, 33), { ...addressOptions, rounds: 4 })
  return shipped
}

/** Cuts one address into its elements, in the order in which they stand. */
export function parseAddress(model: Tagger, address: string): AddressElement[] {
  const written = address.slice(0, longestAddress)
  const tokens = addressTokens(written)
  if (tokens.length === 0) return []
  const tags = tagRow(model, addressFeatures(tokens.map((token) => token.text.normalize('NFKC'))))
  const found: AddressElement[] = []
  for (let at = 0; at < tokens.length; ) {
    const label = tags[at]!.slice(2)
    let next = at + 1
    while (next < tokens.length && tags[next] === `I-${label}`) next++
    if (tags[at] !== 'O') {
      const { start } = tokens[at]!
      const { end } = tokens[next - 1]!
      const text = written.slice(start, end)
      found.push({ label, text, start, end, normal: normalElement(label, text) })
    }
    at = next
  }
  return found
}
