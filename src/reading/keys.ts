import { pinyin } from 'pinyin-pro'
import type { IntakeRecord } from '../intake/record.ts'
import { parseCreditCode, parseIdNumber } from '../vocabulary/identity.ts'
import { rolesOfType } from '../vocabulary/lexicon-organisations.ts'
import { sourceTable, textRole } from '../vocabulary/sources.ts'
import { fold } from './fold.ts'
import { readDocument, readPhone } from './identifiers.ts'
import { hasLegalForm, readOrganisation } from './organisations.ts'
import { familyNameLength, readPersonName } from './persons.ts'
import { houseOf } from './places.ts'
import type { Mention, Reading } from './schema.ts'

/** Plain, not yet hashed: kind and normal form. `blind(kind, normal)` of access/blind.ts makes a key of it. */
export type PlainKey = readonly [kind: string, normal: string]

export interface GroupKeys {
  readonly group: number
  readonly side: 'claimant' | 'respondent' | 'other'
  readonly kind: 'person' | 'organisation'
  /** The mention that names the party, or its first mention where no name is given. */
  readonly name: Mention
  readonly keys: readonly PlainKey[]
  /** What stands for the party in a pair of two sides: its full name, core or role; null where it has none. */
  readonly atom: string | null
  /** Shown name of an organisation, null for persons and for those named by role only. */
  readonly display: string | null
  /** Named only in free text, and not by a full legal name: such a party contradicts nothing. */
  readonly fromText: boolean
}

const pinyins = new Map<string, string>()
function pinyinOf(name: string): string {
  let value = pinyins.get(name)
  if (value === undefined) {
    if (pinyins.size > 100_000) pinyins.clear()
    value = pinyin(name, { toneType: 'none', surname: 'head', type: 'array' })
      // Sounds that speakers of the region and those who write for them confuse.
      .map((sound) => sound.replace(/^([zcs])h/, '$1').replace(/ng$/, 'n'))
      .join(' ')
    pinyins.set(name, value)
  }
  return value
}

/** The dwelling that a record's address names, as compared, or null. */
export function recordHouse(record: IntakeRecord): string | null {
  for (const column of sourceTable[record.source].placeColumns) {
    const cell = record.row[column]
    const house = cell ? houseOf(fold(cell)) : null
    if (house) return house
  }
  return null
}

/**
 * The matching keys of each party that a record names (linkage.md 7). `id` ID number, `us` credit code, `ph` phone, `nm` full
 * name, `np` sound of the name, `fa` sound of the family name, `nh` full name with dwelling, `co` company core, `ct` core with town, `nr` role with site.
 */
export function keysOfGroups(
  record: IntakeRecord,
  reading: Reading,
  register: ReadonlyMap<string, string>,
): GroupKeys[] {
  const groups = new Map<number, Mention[]>()
  for (const mention of reading.mentions) {
    if (mention.group === null) continue
    const list = groups.get(mention.group)
    if (list) list.push(mention)
    else groups.set(mention.group, [mention])
  }
  const house = recordHouse(record)
  const result: GroupKeys[] = []
  for (const [group, mentions] of groups) {
    const name =
      mentions.find((mention) => mention.kind === 'person' || mention.kind === 'organisation') ?? mentions[0]!
    const side = reading.claimants.includes(group)
      ? 'claimant'
      : reading.respondents.includes(group)
        ? 'respondent'
        : 'other'
    const keys: PlainKey[] = []
    let organisation = name.kind === 'organisation'
    for (const mention of mentions) {
      if (mention.kind === 'phone') keys.push(['ph', mention.normal])
      // A number with a wrong check digit identifies nobody.
      else if (mention.kind === 'idNumber') {
        if (parseIdNumber(mention.normal)) keys.push(['id', mention.normal])
        else if (parseCreditCode(mention.normal)) {
          keys.push(['us', mention.normal])
          if (name.kind !== 'person') organisation = true
        }
      }
    }
    let atom: string | null = null
    let display: string | null = null
    if (name.normal.startsWith('@')) {
      const role = name.normal.slice(1)
      if (reading.site && organisation) {
        atom = `${role}@${reading.site}`
        keys.push(['nr', atom])
      }
    } else if (name.kind === 'organisation') {
      const parsed = readOrganisation(name.normal)
      const core = parsed?.core ?? name.normal
      atom = core
      display = name.text
      // The register knows former names: they lead to the same code.
      const code = keys.some(([kind]) => kind === 'us') ? undefined : register.get(core)
      if (code) keys.push(['us', code])
      keys.push(['co', core], ['ct', `${core}|${record.town ?? ''}`])
      const role = side === 'respondent' && parsed?.kind === 'company' ? rolesOfType[reading.type]?.[0] : undefined
      if (role && reading.site && (role === 'developer' || role === 'manager'))
        keys.push(['nr', `${role}@${reading.site}`])
    } else if (name.kind === 'person' && name.normal.endsWith('*')) {
      keys.push(['fa', pinyinOf(name.normal.slice(0, -1))])
    } else if (name.kind === 'person') {
      atom = name.normal
      keys.push(
        ['nm', name.normal],
        ['np', pinyinOf(name.normal)],
        ['fa', pinyinOf(name.normal.slice(0, familyNameLength(name.normal)))],
      )
      if (house) keys.push(['nh', `${name.normal}|${house}`])
    }
    result.push({
      group,
      side,
      kind: organisation ? 'organisation' : 'person',
      name,
      keys,
      atom,
      display,
      fromText: name.role === textRole && !(name.kind === 'organisation' && hasLegalForm(name.normal)),
    })
  }
  return result
}

/** One person or organisation as a table of a department has it; '' where the table says nothing. */
export interface PartyFields {
  readonly person: string
  readonly organisation: string
  readonly document: string
  readonly phone: string
  readonly address: string
}

/**
 * The same keys for a plain row as `keysOfGroups` makes for a record, so that what is hashed at a department meets what is
 * hashed here. Empty where the row names nobody who could be told apart.
 */
export function keysOfFields(fields: PartyFields): {
  readonly kind: 'person' | 'organisation'
  readonly keys: PlainKey[]
} {
  const keys: PlainKey[] = []
  const document = readDocument(fold(fields.document))
  if (document?.valid && document.kind === 'idNumber') keys.push(['id', document.normal])
  if (document?.valid && document.kind === 'creditCode') keys.push(['us', document.normal])
  const phone = readPhone(fold(fields.phone))
  if (phone) keys.push(['ph', phone])
  const firm = fold(fields.organisation)
  if (firm !== '' || document?.kind === 'creditCode') {
    if (firm !== '') keys.push(['co', readOrganisation(firm)?.core ?? firm])
    return { kind: 'organisation', keys }
  }
  const name = readPersonName(fold(fields.person))
  if (name?.partial) keys.push(['fa', pinyinOf(name.normal.slice(0, -1))])
  else if (name) {
    const house = houseOf(fold(fields.address))
    keys.push(
      ['nm', name.normal],
      ['np', pinyinOf(name.normal)],
      ['fa', pinyinOf(name.normal.slice(0, familyNameLength(name.normal)))],
    )
    if (house) keys.push(['nh', `${name.normal}|${house}`])
  }
  return { kind: 'person', keys }
}
