import { agglomerate, type Edge } from './core/agglomerate.ts'
import { type LinkGroup, type LinkItem, organisationKinds, personKinds } from './item.ts'
import { compareOrganisations, comparePersons, keysOf, partyThreshold } from './score.ts'
import type { Judgements } from './state.ts'

/** Mean weight that the cross pairs of two clusters must keep (linkage.md 8: half the threshold). */
const meanThreshold = partyThreshold / 2

/** All mentions that bear the same keys: five thousand mentions of one firm are a few signatures. */
interface Signature {
  readonly text: string
  readonly list: readonly string[]
  readonly keys: ReadonlySet<string>
  readonly mentions: string[]
  /** Stored party, where a person told this party apart from another; else null. */
  readonly party: string | null
}

export const mentionKey = (item: { readonly recordId: string }, group: { readonly group: number }): string =>
  `${item.recordId}:${group.group}`

const ofKinds = (keys: readonly string[], kinds: readonly string[]): string[] =>
  [...new Set(keys.filter((key) => kinds.includes(key.slice(0, key.indexOf(':')))))].sort()

/** Joins signatures over the keys that `kinds` names; `linked` says which pairs are edges, `weigh` guards the clusters. */
function clusterBy(
  signatures: readonly Signature[],
  kinds: readonly string[],
  compare: (a: Signature, b: Signature) => { readonly weight: number; readonly linked: boolean },
  vetoed: (a: number, b: number) => boolean,
): number[] {
  if (signatures.length < 2) return signatures.map((_, index) => index)
  const holders = new Map<string, number[]>()
  for (const [index, signature] of signatures.entries())
    for (const key of ofKinds(signature.list, kinds)) {
      const list = holders.get(key)
      if (list) list.push(index)
      else holders.set(key, [index])
    }
  const edges: Edge[] = []
  const seen = new Set<number>()
  for (const list of holders.values())
    for (const [place, a] of list.entries())
      for (const b of list.slice(place + 1)) {
        const pair = a * signatures.length + b
        if (seen.has(pair)) continue
        seen.add(pair)
        if (vetoed(a, b)) continue
        const { weight, linked } = compare(signatures[a]!, signatures[b]!)
        if (linked) edges.push({ a, b, weight })
      }
  const weigh = (a: number, b: number) =>
    vetoed(a, b) ? Number.NEGATIVE_INFINITY : compare(signatures[a]!, signatures[b]!).weight
  return agglomerate(signatures.length, edges, weigh, meanThreshold)
}

/** Signatures that name nobody, by the only key kind they have, join the one cluster that bears it; null where several do. */
function followUnnamed(
  unnamed: Signature,
  clusters: ReadonlyMap<string, ReadonlySet<string>>,
  differs: (cluster: string) => boolean,
): string | null | undefined {
  const found = new Set<string>()
  for (const key of unnamed.list)
    if (!key.startsWith('fa:')) for (const cluster of clusters.get(key) ?? []) if (!differs(cluster)) found.add(cluster)
  return found.size === 0 ? undefined : found.size === 1 ? [...found][0]! : null
}

interface Gathered {
  readonly named: Signature[]
  readonly unnamed: Signature[]
  /** Signatures (by text) that stand in one record and so are not one party. */
  readonly together: ReadonlySet<string>
}

function gather(
  items: readonly LinkItem[],
  kind: LinkGroup['kind'],
  signatureOf: (group: LinkGroup) => { readonly list: string[]; readonly named: boolean } | null,
  apart: (mention: string) => string | null,
): Gathered {
  const named = new Map<string, Signature>()
  const unnamed = new Map<string, Signature>()
  const together = new Set<string>()
  for (const item of items) {
    const here: string[] = []
    for (const group of item.groups) {
      if (group.kind !== kind) continue
      const found = signatureOf(group)
      if (!found) continue
      const party = apart(mentionKey(item, group))
      const text = `${found.list.join(' ')}${party === null ? '' : ` @${party}`}`
      // The same signs twice in one record say nothing of who is who.
      if (kind === 'person' && here.includes(text)) continue
      const table = found.named ? named : unnamed
      let signature = table.get(text)
      if (!signature) {
        signature = { text, list: found.list, keys: new Set(found.list), mentions: [], party }
        table.set(text, signature)
      }
      signature.mentions.push(mentionKey(item, group))
      for (const other of here) together.add(`${other}\n${text}`).add(`${text}\n${other}`)
      here.push(text)
    }
  }
  const sorted = (table: ReadonlyMap<string, Signature>) =>
    [...table.values()].sort((a, b) => (a.text < b.text ? -1 : 1))
  return { named: sorted(named), unnamed: sorted(unnamed), together }
}

/** Mention → cluster; mentions without a key that identifies are missing. A cluster is named by its first mention. */
export type Identities = ReadonlyMap<string, string>

function resolve(
  { named, unnamed, together }: Gathered,
  clusterOf: readonly number[],
  differ: (a: Signature, b: Signature) => boolean,
): Map<string, string> {
  const identity = new Map<string, string>()
  const byKey = new Map<string, Set<string>>()
  const membersOf = new Map<string, Signature[]>()
  const enter = (signature: Signature, cluster: string) => {
    for (const mention of signature.mentions) identity.set(mention, cluster)
    for (const key of signature.list) byKey.set(key, (byKey.get(key) ?? new Set()).add(cluster))
    membersOf.set(cluster, [...(membersOf.get(cluster) ?? []), signature])
  }
  for (const [index, signature] of named.entries()) enter(signature, named[clusterOf[index]!]!.mentions[0]!)
  const followed = unnamed.map((signature) => ({
    signature,
    cluster: followUnnamed(signature, byKey, (cluster) =>
      membersOf
        .get(cluster)!
        .some((other) => together.has(`${signature.text}\n${other.text}`) || differ(signature, other)),
    ),
  }))
  for (const { signature, cluster } of followed)
    if (cluster !== null) enter(signature, cluster ?? signature.mentions[0]!)
  return identity
}

/**
 * Which person mentions of a component are one person by ID number, phone or dwelling with name. Generic phones tell nothing
 * apart. Never one: two valid different IDs, two family names without a common ID, two parties of one record, two whom somebody
 * told apart.
 */
export function identifyPersons(
  items: readonly LinkItem[],
  generic: ReadonlySet<string>,
  judgements: Judgements,
  storedParty: ReadonlyMap<string, string>,
): Map<string, string> {
  const apart = (mention: string): string | null => {
    const party = storedParty.get(mention)
    return party !== undefined && judgements.differentParties.has(party) ? party : null
  }
  const gathered = gather(
    items,
    'person',
    (group) => {
      const strong = ofKinds(group.keys, personKinds).filter((key) => !generic.has(key))
      if (strong.length === 0) return null
      const names = ofKinds(group.keys, ['nm', 'np'])
      const named = names.length > 0 || strong.some((key) => !key.startsWith('ph:'))
      return { list: [...strong, ...(named ? names : []), ...ofKinds(group.keys, ['fa'])].sort(), named }
    },
    apart,
  )
  const { named, together } = gathered
  const ids = named.map((signature) => keysOf(signature.list, 'id'))
  const families = named.map((signature) => keysOf(signature.list, 'fa'))
  // A caller who gives a number and no name must not make two names on his phone one person.
  const otherFamily = (a: number, b: number): boolean =>
    families[a]!.length > 0 &&
    families[b]!.length > 0 &&
    !families[a]!.some((key) => families[b]!.includes(key)) &&
    !ids[a]!.some((key) => ids[b]!.includes(key))
  const told = (a: Signature, b: Signature): boolean =>
    a.party !== null && b.party !== null && judgements.differentParties.get(a.party)!.has(b.party)
  const vetoed = (a: number, b: number): boolean =>
    together.has(`${named[a]!.text}\n${named[b]!.text}`) ||
    (ids[a]!.length > 0 && ids[b]!.length > 0 && !ids[a]!.some((key) => ids[b]!.includes(key))) ||
    otherFamily(a, b) ||
    told(named[a]!, named[b]!)
  const clusterOf = clusterBy(named, personKinds, (a, b) => comparePersons(a.list, b.keys, generic), vetoed)
  return resolve(gathered, clusterOf, (a, b) => {
    // 何先生 on 屠雪仙's phone is somebody of her household.
    const families = keysOf(a.list, 'fa')
    const others = keysOf(b.list, 'fa')
    return told(a, b) || (families.length > 0 && others.length > 0 && !families.some((key) => others.includes(key)))
  })
}

/** The keys by which an organisation is known, and whether they name it (a code or a core, not only a role at a site). */
export function organisationSignature(
  keys: readonly string[],
): { readonly list: string[]; readonly named: boolean } | null {
  const list = ofKinds(keys, organisationKinds)
  return list.length === 0 ? null : { list, named: list.some((key) => !key.startsWith('nr:')) }
}

/** Which organisation mentions are one organisation by credit code, core name or role at a site. Never: two different codes. */
export function identifyOrganisations(items: readonly LinkItem[]): Map<string, string> {
  const gathered = gather(
    items,
    'organisation',
    (group) => organisationSignature(group.keys),
    () => null,
  )
  return resolve({ ...gathered, together: new Set() }, clusterOrganisations(gathered.named), () => false)
}

function clusterOrganisations(named: readonly Signature[]): number[] {
  const codes = named.map((signature) => keysOf(signature.list, 'us'))
  return clusterBy(
    named,
    organisationKinds,
    (a, b) => compareOrganisations(a.list, b.keys),
    (a, b) => codes[a]!.length > 0 && codes[b]!.length > 0 && !codes[a]!.some((key) => codes[b]!.includes(key)),
  )
}

/** The same over stored signatures of a county: signature → cluster, named by a signature of it. */
export function clusterSignatures(texts: readonly string[]): Map<string, string> {
  const all = [...new Set(texts)].sort().map((text): Signature & { named: boolean } => {
    const { list, named } = organisationSignature(text.split(' '))!
    return { text, list, keys: new Set(list), mentions: [text], party: null, named }
  })
  const named = all.filter((signature) => signature.named)
  const unnamed = all.filter((signature) => !signature.named)
  return resolve({ named, unnamed, together: new Set() }, clusterOrganisations(named), () => false)
}
