import { seededRandom } from '../../platform/random.ts'
import { zhejiangCounties } from '../../vocabulary/divisions-zhejiang.ts'
import { addressPieces } from '../../vocabulary/lexicon-addresses.ts'
import { addressTokens } from './tokens.ts'

export interface LabelledAddress {
  readonly tokens: readonly string[]
  /** B-x and I-x, one a token. */
  readonly tags: readonly string[]
}

type Random = () => number

const pick = <Item>(random: Random, items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!
const number = (random: Random, most: number): string => String(1 + Math.floor(random() ** 2 * most))
const name = (random: Random): string =>
  pick(random, addressPieces.first) +
  pick(random, addressPieces.second) +
  (random() < 0.2 ? pick(random, addressPieces.second) : '')
const kinds = new RegExp(`(?:${addressPieces.divisionKinds.join('|')})$`, 'u')
const withoutKind = (division: string): string => (division.length > 2 ? division.replace(kinds, '') : division)

/** The elements of one made-up address, from the large to the small, each left out as often as writers do. */
function elements(random: Random): [string, string][] {
  const county = pick(random, zhejiangCounties)
  const short = random() < 0.15
  const shown = (division: string): string => (short ? withoutKind(division) : division)
  const out: [string, string][] = []
  const add = (share: number, label: string, text: () => string): boolean => {
    if (random() >= share) return false
    out.push([label, text()])
    return true
  }
  add(0.45, 'prov', () => pick(random, addressPieces.provinces))
  add(0.55, 'city', () => shown(county.city))
  add(0.7, 'district', () => shown(county.name))
  add(0.06, 'redundant', () => county.city + county.name)
  add(0.45, 'town', () => shown(pick(random, county.towns.split(' '))))
  add(0.05, 'devzone', () => name(random) + pick(random, addressPieces.zones))
  const village = add(0.2, 'community', () => name(random) + pick(random, addressPieces.villageEndings))
  if (add(village ? 0.2 : 0.65, 'road', () => name(random) + pick(random, addressPieces.roadEndings)) || village)
    add(0.7, 'roadno', () => number(random, 900) + pick(random, addressPieces.roadNumbers))
  if (
    add(
      0.5,
      'poi',
      () => name(random) + pick(random, random() < 0.6 ? addressPieces.estateEndings : addressPieces.shopEndings),
    ) ||
    random() < 0.2
  ) {
    add(
      0.5,
      'houseno',
      () =>
        pick(random, [number(random, 60), number(random, 60), pick(random, ['A', 'B', 'C'])]) +
        pick(random, addressPieces.houses),
    )
    add(0.3, 'cellno', () => number(random, 5) + addressPieces.cell)
    const floor = add(0.15, 'floorno', () => number(random, 30) + pick(random, addressPieces.floors))
    add(
      floor ? 0.3 : 0.45,
      'roomno',
      () =>
        number(random, 30) + String(1 + Math.floor(random() * 9)).padStart(2, '0') + pick(random, addressPieces.rooms),
    )
  }
  add(0.06, 'subpoi', () => name(random) + pick(random, addressPieces.shopEndings))
  add(0.07, 'assist', () => pick(random, addressPieces.beside))
  add(0.03, 'person', () => pick(random, addressPieces.persons))
  if (random() < 0.08 && out.length > 1)
    out.splice(1 + Math.floor(random() * (out.length - 1)), 0, ['redundant', pick(random, addressPieces.redundant)])
  return out
}

/** Made-up addresses of Zhejiang with their elements: true divisions, everything else invented. The same seed, the same rows. */
export function inventAddresses(count: number, seed: number): LabelledAddress[] {
  const random = seededRandom(seed)
  const rows: LabelledAddress[] = []
  while (rows.length < count) {
    const tokens: string[] = []
    const tags: string[] = []
    for (const [label, text] of elements(random))
      for (const [at, token] of addressTokens(text).entries()) {
        tokens.push(token.text)
        tags.push(`${at === 0 ? 'B' : 'I'}-${label}`)
      }
    if (tokens.length > 0) rows.push({ tokens, tags })
  }
  return rows
}
